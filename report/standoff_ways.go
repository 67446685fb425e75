package report

import (
	"cmp"
	"fmt"
	"slices"

	"detente/situation"
	"detente/stability"
	"detente/standoff"
)

// Prospect is an equilibrium beside today's state: who prefers it, and what leads there.
type Prospect struct {
	Options     []string `json:"options"`
	Equilibrium []string `json:"equilibrium"`
	// Prefer, Mind and Alike name the actors that like it better, less and as much as
	// today's state; all empty where today's is not known.
	Prefer []string `json:"prefer"`
	Mind   []string `json:"mind"`
	Alike  []string `json:"alike"`
	// Changes are the options to be taken and given up.
	Changes []StandoffChange `json:"changes"`
	// Unable says why no steps lead there: an option that cannot be taken back, or again; ""
	// where they can.
	Unable string `json:"unable"`
	// Way is a shortest way there by moves one at a time, nobody twice in a row; Suits says
	// that each of them is better for whoever makes it. Null where there is no such way.
	Way   []StandoffStep `json:"way"`
	Suits bool           `json:"suits"`
	// Summary is all of that in one or two sentences.
	Summary string `json:"summary"`
}

// StandoffChange is an option that has to be taken or given up.
type StandoffChange struct {
	Option string `json:"option"`
	By     string `json:"by"`
	// Take: it is taken; otherwise it is given up.
	Take bool `json:"take"`
	// Final: afterwards it cannot be changed again.
	Final bool `json:"final"`
}

// maxProspects is how many prospects are told.
const maxProspects = 50

// prospects are the equilibria other than today's state. Those that nobody minds come
// first, then those that more actors prefer, then by how many concepts hold.
func (s *study) prospects() []Prospect {
	var states []standoff.State
	for n := range s.Model.Size() {
		c := standoff.State(n)
		if s.anyEquilibrium(c) && (!s.Model.Known || c != s.Model.Today) {
			states = append(states, c)
		}
	}
	weight := func(c standoff.State) [3]int {
		w := [3]int{}
		for i := range s.Actors {
			switch o := s.compare(i, c); {
			case o < 0:
				w[0]++
			case o > 0:
				w[1]--
			}
		}
		for _, set := range s.equilibria {
			if set.Has(c) {
				w[2]--
			}
		}
		return w
	}
	slices.SortStableFunc(states, func(a, b standoff.State) int {
		x, y := weight(a), weight(b)
		return cmp.Or(cmp.Compare(x[0], y[0]), cmp.Compare(x[1], y[1]), cmp.Compare(x[2], y[2]))
	})
	var all []Prospect
	for _, c := range states[:min(len(states), maxProspects)] {
		all = append(all, s.prospect(c))
	}
	return all
}

// compare compares the state with today's for the actor: positive where it is better.
func (s *study) compare(actor int, c standoff.State) int {
	if !s.Model.Known {
		return 0
	}
	return cmp.Compare(s.Model.Rank[actor][c], s.Model.Rank[actor][s.Model.Today])
}

func (s *study) prospect(c standoff.State) Prospect {
	p := Prospect{Options: s.Taken(c), Equilibrium: s.state(c).Equilibrium, Prefer: []string{}, Mind: []string{}, Alike: []string{}, Changes: []StandoffChange{}}
	if !s.Model.Known {
		p.Summary = "Equilibrium by " + s.concepts(p.Equilibrium) + "."
		return p
	}
	for i, who := range s.Actors {
		switch o := s.compare(i, c); {
		case o > 0:
			p.Prefer = append(p.Prefer, who.ID)
		case o < 0:
			p.Mind = append(p.Mind, who.ID)
		default:
			p.Alike = append(p.Alike, who.ID)
		}
	}
	changes := s.Changes(s.Model.Today, c)
	for _, x := range changes {
		o := s.Text.Options[x.Option]
		p.Changes = append(p.Changes, StandoffChange{Option: o.ID, By: o.By.V.ID, Take: x.Take, Final: o.Once || o.BackOnly})
	}
	if s.Codes == nil {
		for _, x := range s.Against(changes) {
			o := s.Text.Options[x.Option]
			p.Unable = o.ID + " cannot be taken back"
			if x.Take {
				p.Unable = o.ID + " cannot be taken again"
			}
		}
	}
	s.way(&p, c)
	p.Summary = s.prospectSummary(p, changes)
	return p
}

// maxWalked is the most states among which ways are looked for.
const maxWalked = 1 << 16

func (s *study) way(p *Prospect, c standoff.State) {
	if s.feasible > maxWalked {
		return
	}
	way, ok := stability.Shortest(s.Model, s.Model.Today, c, true)
	if p.Suits = ok; !ok {
		way, ok = stability.Shortest(s.Model, s.Model.Today, c, false)
	}
	if ok {
		p.Way = s.steps(s.Model.Today, way)
	}
}

func (s *study) concepts(names []string) string {
	var all []string
	for _, n := range names {
		all = append(all, conceptLabel(n))
	}
	return and(all)
}

// label is what people call the actor of that name.
func (s *study) labels(ids []string) []string {
	var all []string
	for _, id := range ids {
		for _, who := range s.Actors {
			if who.ID == id {
				all = append(all, who.Label())
			}
		}
	}
	return all
}

// prospectSummary tells who prefers it to today, what has to change, and whether it comes by itself.
func (s *study) prospectSummary(p Prospect, changes []situation.Change) string {
	said := ""
	prefer, mind := s.labels(p.Prefer), s.labels(p.Mind)
	switch {
	case len(prefer) == len(s.Actors):
		said = "Everybody prefers it to today."
	case len(prefer) == 0 && len(mind) == 0:
		said = "It is as good as today for everybody."
	case len(mind) == 0:
		said = fmt.Sprintf("%s %s it to today, and nobody minds.", and(prefer), verb(len(prefer), "prefers", "prefer"))
	case len(prefer) == 0:
		said = fmt.Sprintf("Nobody prefers it to today; %s %s today.", and(mind), verb(len(mind), "prefers", "prefer"))
	default:
		said = fmt.Sprintf("%s %s it to today; %s %s today.", and(prefer), verb(len(prefer), "prefers", "prefer"), and(mind), verb(len(mind), "prefers", "prefer"))
	}
	switch {
	case p.Unable != "":
		return said + " It cannot be reached: " + p.Unable + "."
	case len(changes) > 0 && s.Codes == nil:
		said += " What changes: " + s.changed(changes) + "."
	}
	switch {
	case p.Suits:
		said += " It can come about by itself: each move on the way suits whoever makes it."
	case len(p.Way) > 0:
		said += " It does not come about by itself: somebody has to make a move that does not suit it at that moment."
	case s.feasible <= maxWalked:
		said += " No moves lead there."
	}
	return said
}

// changed lists changes by owner: "United States gives up blockade; USSR takes withdraw".
func (s *study) changed(changes []situation.Change) string {
	var said []string
	for _, who := range s.Actors {
		for k := range s.Actors {
			if s.Actors[k] != who {
				continue
			}
			from, to := s.Model.Today, s.Model.Today
			for _, c := range changes {
				if s.Text.Options[c.Option].By.V.ID == who.ID {
					to ^= 1 << c.Option
				}
			}
			if to != from {
				said = append(said, who.Label()+" "+s.does(k, from, to, "takes", "gives up", "goes to"))
			}
		}
	}
	return semicolons(said)
}

func semicolons(all []string) string {
	out := ""
	for i, s := range all {
		if i > 0 {
			out += "; "
		}
		out += s
	}
	return out
}

// verb chooses by number.
func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
