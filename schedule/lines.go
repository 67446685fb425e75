package schedule

import (
	"slices"

	"detente/agreement"
)

// lines is a network whose edges and links are lines of an agreement: each with
// whose it is, and the conditions on time among them.
type lines struct {
	*Network

	schedule *Schedule
	origin   []origin // by edge
	source   []origin // by link
	limits   []Limit
	limit    []int        // by limit, its edge; -1 where it speaks of an event that is not in the network
	unasked  map[int]bool // limits that are left out, by number
}

// origin is whose a line is: the owner of a demand, or else those who perform an
// event, or who confirm it.
type origin struct {
	event    int // -1 for nobody's
	demand   *agreement.Demand
	confirms bool
}

// add adds an edge that is of that origin, and returns its number.
func (p *lines) add(of origin, e Edge) int {
	p.origin = append(p.origin, of)
	return p.AddEdge(e)
}

// link adds a link that is of that origin.
func (p *lines) link(of origin, l Link) {
	p.source = append(p.source, of)
	p.AddLink(l)
}

func (p *lines) label(event int) string { return p.schedule.course.Label(event) }

// Owners returns by name whose the line of the pass is, each once: the owner of
// the demand that asks for it; who performs the event that it is about, or who
// confirms it, where that takes time; none for what follows from rounds alone.
func (p *lines) Owners(pass Pass) []string {
	switch pass.Use {
	case Beginning:
		return nil
	case Required:
		return p.schedule.owners(p.origin[pass.Line])
	}
	return p.schedule.owners(p.source[pass.Line])
}

// Event returns the event whose duration the pass uses, or whose confirmation;
// false for other lines.
func (p *lines) Event(pass Pass) (event int, ok bool) {
	if pass.Use == Required || pass.Use == Beginning {
		return -1, false
	}
	return p.source[pass.Line].event, true
}

// Limit returns the condition on time that the pass uses; false for other lines.
func (p *lines) Limit(pass Pass) (Limit, bool) {
	if pass.Use != Required {
		return Limit{}, false
	}
	i := slices.Index(p.limit, pass.Line)
	if i < 0 {
		return Limit{}, false
	}
	return p.limits[i], true
}
