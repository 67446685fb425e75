package schedule

import (
	"fmt"
	"slices"
	"strings"

	"detente/order"
)

// addGroups draws together what demands want in one round, whatever the round:
// there is a beginning that all of it follows and an end that all of it precedes.
// What another performer does before a member is over before the beginning; what
// another does after a member begins after the end. This is what rounds mean, and
// it holds in each plan that keeps the demand.
func (p *TextNetwork) addGroups() {
	c := p.Course()
	p.group = slices.Repeat([]int{-1}, len(c.Events))
	joined := make([][]int, len(c.Events)) // events of one bundle, both ways
	for _, b := range c.Bundles {
		for _, e := range b.Events[1:] {
			joined[b.Events[0]], joined[e] = append(joined[b.Events[0]], e), append(joined[e], b.Events[0])
		}
	}
	of, _ := order.Components(unique(joined))
	begins, ends := map[int]int{}, map[int]int{}
	for _, b := range c.Bundles {
		g := of[b.Events[0]]
		if _, ok := begins[g]; !ok {
			name := "the round of " + p.labels(of, g)
			begins[g], ends[g] = p.AddNode("the beginning of "+name), p.AddNode("the end of "+name)
		}
		for _, e := range b.Events {
			if p.group[e] >= 0 {
				continue
			}
			p.group[e] = g
			x := origin{event: e, demand: b.Demand}
			text := fmt.Sprintf("%s is performed in one round with what else is in it%s", p.label(e), wanted(b.Demand))
			p.wait(x, p.Begun[e], begins[g], 0, Reason{text, b.Demand.That})
			p.wait(x, ends[g], p.Confirmed[e], 0, Reason{text, b.Demand.That})
		}
	}
	p.addGroupWaits(begins, ends)
}

// addGroupWaits lets whole rounds wait where a member does, for another performer.
func (p *TextNetwork) addGroupWaits(begins, ends map[int]int) {
	c := p.Course()
	for _, e := range c.Edges {
		before, after := p.group[e.Before], p.group[e.After]
		if before == after || c.Events[e.Before].Performer == c.Events[e.After].Performer {
			continue
		}
		from, to := p.Begun[e.After], p.Confirmed[e.Before]
		if e.Declared {
			to = p.Performed[e.Before]
		}
		if after >= 0 {
			from = begins[after]
		}
		if before >= 0 {
			to = ends[before]
		}
		text := fmt.Sprintf("%s comes in a later round than %s%s", p.label(e.After), p.label(e.Before), wanted(e.Demand))
		p.wait(origin{event: e.After, demand: e.Demand}, from, to, 0, Reason{text, e.Place})
		p.waits[len(p.waits)-1].asked = true
	}
}

// labels names the events of a component.
func (p *TextNetwork) labels(of []int, component int) string {
	var names []string
	for e, g := range of {
		if g == component {
			names = append(names, p.label(e))
		}
	}
	return strings.Join(names, " and ")
}

// addPending adds what lets something wait, but for what closes a circle: first what
// the text itself says, then what demands want besides.
func (p *TextNetwork) addPending() {
	next := make([][]int, p.Len())
	for _, l := range p.links {
		next[l.From] = append(next[l.From], l.To)
	}
	for _, asked := range []bool{false, true} {
		var these []pending
		for _, w := range p.waits {
			if w.asked == asked {
				these = append(these, w)
			}
		}
		p.addFree(next, these)
	}
	p.waits = nil
	if p.Circles == 0 {
		return
	}
	text := "Some steps wait for one another in a circle, as detente check shows"
	if len(p.aside) > 0 {
		text += "; left out here, on all sides: " + strings.Join(p.aside, ", ")
	}
	p.loose(p.circle, "", "%s.", text)
}

// addFree adds those of the waits that close no circle with each other and with what
// is there, next.
func (p *TextNetwork) addFree(next [][]int, waits []pending) {
	all := slices.Clone(next)
	for _, w := range waits {
		all[w.edge.To] = append(slices.Clip(all[w.edge.To]), w.edge.From)
	}
	of, _ := order.Components(unique(all))
	for _, w := range waits {
		if w.edge.To != 0 && of[w.edge.From] == of[w.edge.To] {
			if p.Circles++; p.Circles == 1 {
				p.circle = w.edge.Reason.Place
			}
			if d := w.of.demand; d != nil && !slices.Contains(p.aside, d.ID) {
				p.aside = append(p.aside, d.ID)
			}
			continue
		}
		p.add(w.of, w.edge)
		next[w.edge.To] = append(slices.Clip(next[w.edge.To]), w.edge.From)
	}
}

// unique sorts adjacency lists and keeps each node of them once.
func unique(next [][]int) [][]int {
	for v := range next {
		slices.Sort(next[v])
		next[v] = slices.Compact(next[v])
	}
	return next
}
