package report

import (
	"fmt"
	"slices"
	"strings"

	"detente/agreement"
	"detente/situation"
	"detente/stability"
	"detente/standoff"
)

// Perceived is what comes of it that actors see the situation otherwise than it is told.
type Perceived struct {
	Actors []PerceivedBy `json:"actors"`
	// Fragile are, by concept, the equilibria that would not be one if everybody saw the
	// situation as it is told; Missed those that then would be one and are not now.
	Fragile map[string][][]string `json:"fragile"`
	Missed  map[string][][]string `json:"missed"`
}

// PerceivedBy is what one actor expects.
type PerceivedBy struct {
	Actor string `json:"actor"`
	// Unseen is how many states do not occur to it.
	Unseen int `json:"unseen"`
	// Believes names the actors of whom it believes something else than the text tells.
	Believes []string `json:"believes"`
	// Expected are, by concept, the equilibria of its own view.
	Expected map[string][][]string `json:"expected"`
}

func (s *study) perceived() *Perceived {
	if s.told == nil {
		return nil
	}
	r := &Perceived{Actors: []PerceivedBy{}, Fragile: map[string][][]string{}, Missed: map[string][][]string{}}
	for i, who := range s.Actors {
		v := s.Views[i]
		if v == nil {
			continue
		}
		by := PerceivedBy{Actor: who.ID, Unseen: s.feasible - v.Feasible.Count(), Believes: []string{}, Expected: map[string][][]string{}}
		for _, p := range s.Text.Perception(who.ID).Prefers {
			by.Believes = append(by.Believes, p.Of.ID)
		}
		for k, c := range concepts {
			by.Expected[c.String()] = s.names(s.expected[k][i])
		}
		r.Actors = append(r.Actors, by)
	}
	for k, c := range concepts {
		r.Fragile[c.String()] = s.names(minus(s.equilibria[k], s.told[k]))
		r.Missed[c.String()] = s.names(minus(s.told[k], s.equilibria[k]))
	}
	return r
}

func minus(a, b standoff.Bits) standoff.Bits {
	out := slices.Clone(a)
	for w := range out {
		out[w] &^= b[w]
	}
	return out
}

// UnknownPreferences is what is stable although some preferences are not known, by the four
// attitudes of Li, Hipel, Kilgour and Fang (2004): "a" tempted by what may be better and not
// deterred by what may be no better, "b" neither, "c" both, "d" deterred and not tempted.
type UnknownPreferences struct {
	// Actors are those of whom something is not known.
	Actors []string `json:"actors"`
	// Equilibria are by attitude and concept.
	Equilibria map[string]map[string][][]string `json:"equilibria"`
}

// CoalitionVerdict is whether an equilibrium or today's state lasts when actors join.
type CoalitionVerdict struct {
	Options []string `json:"options"`
	// Universal is by concept whether no group of actors would leave it.
	Universal map[string]bool `json:"universal"`
	// Leaving is a group that would, by the concept under which it would, and where to; null
	// where none would by any.
	Leaving *Leaving `json:"leaving"`
}

// Leaving is a group of actors that would leave a state.
type Leaving struct {
	Concept string         `json:"concept"`
	Actors  []string       `json:"actors"`
	Way     []StandoffStep `json:"way"`
}

// Foresight is what two actors stay in who look several moves ahead.
type Foresight struct {
	// NonMyopic are the states that both stay in however far they look; null where that
	// does not settle.
	NonMyopic [][]string `json:"non_myopic"`
	// Moves is from how many moves on the verdicts repeat.
	Moves int `json:"moves"`
	// Limited are the equilibria for 1, 2, 3 and 4 moves ahead.
	Limited [][][]string `json:"limited"`
}

// Robustness is how firm the equilibria are when rankings are off.
type Robustness struct {
	// Ways is how many perturbed rankings were looked at; Exact that these are all there
	// are, of one swap of neighbours or none by each actor.
	Ways  int64          `json:"ways"`
	Exact bool           `json:"exact"`
	Kept  []KeptState    `json:"kept"`
	Flips []StandoffFlip `json:"flips"`
	// Swaps is how many single swaps of neighbours there are, of which Flips lists those
	// that change an equilibrium, at most 100.
	Swaps   int `json:"swaps"`
	Flipped int `json:"flipped"` // how many of them change one
}

// KeptState is in which share of the perturbed rankings a state is an equilibrium.
type KeptState struct {
	Options []string         `json:"options"`
	Share   map[string]Share `json:"share"` // by concept
}

// StandoffFlip is a swap of neighbours in one ranking that changes an equilibrium.
type StandoffFlip struct {
	Actor string `json:"actor"`
	// Upper is preferred to Lower now, and would not be.
	Upper [][]string `json:"upper"`
	Lower [][]string `json:"lower"`
	// Gained and Lost are, by concept, what would become an equilibrium and what no longer be one.
	Gained map[string][][]string `json:"gained"`
	Lost   map[string][][]string `json:"lost"`
}

// Inverse says which rankings of an actor would make it stay in a state that it leaves now.
type Inverse struct {
	Options []string `json:"options"`
	Actor   string   `json:"actor"`
	Concept string   `json:"concept"`
	// Stable of Rankings strict rankings make it stay; both are exact, as texts; "" where
	// they have not been counted.
	Stable   string        `json:"stable"`
	Rankings string        `json:"rankings"`
	Needs    []InverseNeed `json:"needs"`
}

// InverseNeed is what has to hold because of one move away: of one of the sets, no state
// ranks above the state in question.
type InverseNeed struct {
	Move  []string     `json:"move"`
	OneOf [][][]string `json:"one_of"`
}

// Limits on the size of a stand-off, in states, for what takes long.
const (
	maxSwapped   = 256
	maxGrouped   = 4096
	maxForeseen  = 4096
	maxInverse   = 4096
	maxUncertain = 4096
	maxFlips     = 100
	maxKept      = 50
)

// further adds the answers that take longer, where the stand-off is not too large.
func (s *study) further(r *Standoff) {
	if s.told != nil {
		r.Notes = append(r.Notes, "Groups of actors, looking ahead, what swaps in rankings change and what rankings would be needed are worked out for the situation as it is told, not as the actors see it.")
	}
	r.Unknown = s.unknown()
	if s.feasible <= maxGrouped && len(s.Actors) > 1 {
		r.Coalitions = s.coalitions()
	}
	if s.feasible <= maxForeseen && len(s.Actors) == 2 {
		r.Foresight = s.foresight()
	}
	if s.feasible <= maxSwapped {
		r.Robustness = s.robustness()
	} else {
		r.Notes = append(r.Notes, fmt.Sprintf("What swaps in the rankings change is worked out for up to %d states.", maxSwapped))
	}
	if s.feasible <= maxInverse {
		r.Inverse = s.inverse()
	}
}

// compared says how an actor compares two states, as far as the text says so.
func (s *study) compared(actor int, a, b standoff.State) stability.Order {
	rank := s.Model.Rank[actor]
	p := s.Text.Prefer(s.Actors[actor].ID)
	switch {
	case a == b:
		return stability.Same
	case p != nil && s.unsure(p, a, b):
		return stability.Unknown
	case rank[a] > rank[b]:
		return stability.Better
	case rank[a] < rank[b]:
		return stability.Worse
	}
	return stability.Same
}

func (s *study) unsure(p *agreement.Preference, a, b standoff.State) bool {
	x, y := s.Code(a), s.Code(b)
	for _, f := range p.UnknownBy {
		if f.Holds(x) != f.Holds(y) {
			return true
		}
	}
	for _, pair := range p.Unknown {
		if m, n := s.number(pair[0].State), s.number(pair[1].State); m == a && n == b || m == b && n == a {
			return true
		}
	}
	return false
}

// number is the state of the model; of a state that cannot be, none.
func (s *study) number(code standoff.State) standoff.State {
	if !s.Plain.CanBe(code) {
		return ^standoff.State(0)
	}
	return s.Number(code)
}

func (s *study) unknown() *UnknownPreferences {
	r := &UnknownPreferences{Equilibria: map[string]map[string][][]string{}}
	for _, who := range s.Actors {
		if p := s.Text.Prefer(who.ID); p != nil && len(p.Unknown)+len(p.UnknownBy) > 0 {
			r.Actors = append(r.Actors, who.ID)
		}
	}
	if len(r.Actors) == 0 || s.feasible > maxUncertain {
		return nil
	}
	u := stability.NewWithUnknown(s.Model, s.compared)
	for k, attitude := range []stability.Attitude{stability.VariantA, stability.VariantB, stability.VariantC, stability.VariantD} {
		by := map[string][][]string{}
		for _, c := range stability.Four {
			set := standoff.NewBits(s.Model.Size())
			for n := range s.Model.Size() {
				code := standoff.State(n)
				if s.Model.CanBe(code) && s.allStay(u, code, c, attitude) {
					set.Add(code)
				}
			}
			by[conceptName(c)] = s.names(set)
		}
		r.Equilibria["abcd"[k:k+1]] = by
	}
	return r
}

func (s *study) allStay(u *stability.WithUnknown, code standoff.State, c standoff.Concept, a stability.Attitude) bool {
	for i := range s.Actors {
		if !u.Stable(code, i, c, a) {
			return false
		}
	}
	return true
}

// coalitions asks about today's state and the equilibria.
func (s *study) coalitions() []CoalitionVerdict {
	states := s.marked()
	for n := range s.Model.Size() {
		c := standoff.State(n)
		if s.anyEquilibrium(c) && !contains(states, c) && len(states) < maxProspects {
			states = append(states, c)
		}
	}
	found := stability.AnalyseCoalitions(s.Model, states, s.budget(200_000))
	all := []CoalitionVerdict{}
	if !found.Whole {
		return all
	}
	x := stability.NewExplainer(s.Model)
	for k, c := range states {
		v := CoalitionVerdict{Options: s.Taken(c), Universal: map[string]bool{}}
		for _, concept := range stability.Four {
			v.Universal[conceptName(concept)] = found.Universal(k, concept)
		}
		for _, concept := range []standoff.Concept{standoff.GMR, standoff.SEQ, standoff.SMR, standoff.Nash} {
			if group := found.Leaving(k, concept); group != nil && v.Leaving == nil {
				v.Leaving = s.leaving(x.Explain(c, group, concept))
			}
		}
		all = append(all, v)
	}
	return all
}

func (s *study) leaving(e standoff.Evidence) *Leaving {
	l := &Leaving{Concept: conceptName(e.Concept), Way: s.steps(e.State, e.Way)}
	for _, i := range e.Group {
		l.Actors = append(l.Actors, s.Actors[i].ID)
	}
	return l
}

// foresight is for two actors.
func (s *study) foresight() *Foresight {
	r := &Foresight{Limited: [][][]string{}}
	both := func(f *stability.Foresight) [][]string {
		set := slices.Clone(f.Stable[0])
		for w := range set {
			set[w] &= f.Stable[1][w]
		}
		return s.names(set)
	}
	for h := 1; h <= 4; h++ {
		f, err := stability.LimitedMove(s.Model, h)
		if err != nil {
			return nil
		}
		r.Limited = append(r.Limited, both(f))
	}
	f, settled, err := stability.NonMyopic(s.Model, 1000)
	if err == nil && settled {
		r.NonMyopic, r.Moves = both(f), f.Horizon
	}
	return r
}

// robustness perturbs the rankings.
func (s *study) robustness() *Robustness {
	flips := stability.FindFlips(s.Model, s.budget(10_000))
	firm := stability.FindRobustness(s.Model, 1, 10_000, 1, s.budget(10_000))
	r := &Robustness{Ways: firm.Ways, Exact: firm.Exact && !firm.Stopped, Kept: []KeptState{}, Flips: []StandoffFlip{}, Swaps: flips.Swaps, Flipped: len(flips.Flips)}
	for k, c := range firm.States[:min(len(firm.States), maxKept)] {
		kept := KeptState{Options: s.Taken(c), Share: map[string]Share{}}
		for n, concept := range stability.Four {
			kept.Share[conceptName(concept)] = Share(float64(firm.Kept[k][n]) / float64(max(1, firm.Ways)))
		}
		r.Kept = append(r.Kept, kept)
	}
	for _, f := range flips.Flips[:min(len(flips.Flips), maxFlips)] {
		flip := StandoffFlip{Actor: s.Actors[f.Actor].ID, Upper: s.all(f.Upper), Lower: s.all(f.Lower), Gained: map[string][][]string{}, Lost: map[string][][]string{}}
		for _, c := range f.Changes {
			flip.Gained[conceptName(c.Concept)] = s.all(c.Gained)
			flip.Lost[conceptName(c.Concept)] = s.all(c.Lost)
		}
		r.Flips = append(r.Flips, flip)
	}
	return r
}

// all names states, at most as many as are listed.
func (s *study) all(states []standoff.State) [][]string {
	out := [][]string{}
	for _, c := range states[:min(len(states), s.limit())] {
		out = append(out, s.Taken(c))
	}
	return out
}

// maxNeeds bounds the sets told of one condition.
const maxNeeds = 20

// inverse asks what rankings would make the actors stay in the state asked about, else in
// today's, who leave it now.
func (s *study) inverse() []Inverse {
	all := []Inverse{}
	marked := s.marked()
	if len(marked) == 0 {
		return all
	}
	c := marked[len(marked)-1]
	for i, who := range s.Actors {
		for k, concept := range []standoff.Concept{standoff.Nash, standoff.SEQ, standoff.SMR, standoff.GMR} {
			if s.stable[k][i].Has(c) {
				continue
			}
			v := stability.FindInverse(s.Model, i, c, concept)
			r := Inverse{Options: s.Taken(c), Actor: who.ID, Concept: conceptName(concept), Needs: []InverseNeed{}}
			if v.Stable != nil {
				r.Stable, r.Rankings = v.Stable.String(), v.Rankings().String()
			}
			for _, n := range v.Needs {
				need := InverseNeed{Move: s.Taken(n.Move), OneOf: [][][]string{}}
				for _, set := range n.OneOf[:min(len(n.OneOf), maxNeeds)] {
					need.OneOf = append(need.OneOf, s.all(set))
				}
				r.Needs = append(r.Needs, need)
			}
			all = append(all, r)
		}
	}
	return all
}

// States names states for people.
func States(all [][]string) string {
	var said []string
	for _, taken := range all {
		said = append(said, "“"+situation.Say(taken)+"”")
	}
	return strings.Join(said, ", ")
}
