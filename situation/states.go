package situation

import (
	"fmt"
	"slices"
	"strings"

	"detente/agreement"
	"detente/standoff"
)

// Code returns the options taken in a state of the model, as a code; where states are drawn
// together, those of the state that stands for it. A graph has none: the number of its state.
func (x *Situation) Code(s standoff.State) standoff.State {
	if x.Codes != nil {
		return x.Codes[s]
	}
	return s
}

// Taken returns the sorted names of the options taken in the state; in a graph the name of
// the state alone.
func (x *Situation) Taken(s standoff.State) []string { return x.Plain.Taken(x.Code(s)) }

// Refusal is why something that is asked for is not there: a plain sentence without its full
// stop, and the next move.
type Refusal struct{ What, Next string }

// Error returns what is wrong.
func (r *Refusal) Error() string { return r.What }

func refuse(next, format string, args ...any) error {
	return &Refusal{fmt.Sprintf(format, args...), next}
}

// Nothing is how a state in which no option is taken is named.
const Nothing = "nothing"

// Find returns the state that a list of names means: options separated by commas, the state
// of a graph, "today", or "nothing" for no option taken. The error is a [*Refusal].
func (x *Situation) Find(list string) (standoff.State, error) {
	list = strings.TrimSpace(list)
	code, err := x.code(list)
	switch {
	case list == "today" && x.Model.Known:
		return x.Model.Today, nil
	case list == "today":
		return 0, refuse("Write today = [ … ] in it, or name the options taken.", "the stand-off %s does not say where it stands today", x.Text.ID)
	case err != nil:
		return 0, err
	case !x.Plain.CanBe(code):
		return 0, refuse("Name options that can be taken together.", "the state %s cannot be%s", Say(x.Plain.Taken(code)), x.ruledOut(code))
	}
	return x.Number(code), nil
}

// Number returns the state of the model that a state of options that can be belongs to:
// itself, where states are not drawn together.
func (x *Situation) Number(code standoff.State) standoff.State {
	if x.into == nil {
		return code
	}
	return x.into[code]
}

// code reads the names.
func (x *Situation) code(list string) (standoff.State, error) {
	var code standoff.State
	if list == "" || list == Nothing && x.Text.Number(Nothing) < 0 {
		if x.Plain.Options != nil {
			return 0, nil
		}
	}
	for _, name := range strings.Split(list, ",") {
		name = strings.TrimSpace(name)
		k := slices.Index(x.Plain.States, name)
		if x.Plain.Options != nil {
			k = x.Text.Number(name)
		}
		if k < 0 {
			return 0, x.noSuch(name)
		}
		if x.Plain.Options == nil {
			return standoff.State(k), nil
		}
		code |= 1 << k
	}
	return code, nil
}

func (x *Situation) noSuch(name string) error {
	what, names := "state", x.Plain.States
	if x.Plain.Options != nil {
		what, names = "option", nil
		for _, o := range x.Text.Options {
			names = append(names, o.ID)
		}
	}
	next := "The " + what + "s are: " + strings.Join(names[:min(len(names), 30)], ", ") + "."
	if near := agreement.Similar(name, names); near != "" {
		next = "Did you mean " + near + "? " + next
	}
	return refuse(next, "the stand-off %s has no %s %q", x.Text.ID, what, name)
}

// Say names a state for people by the options taken, as [Situation.Taken] gives them.
func Say(taken []string) string {
	if len(taken) == 0 {
		return "no option taken"
	}
	return strings.Join(taken, ", ")
}

// Places are the places of the states in one actor's ranking, 1 the best; states liked
// equally share one.
type Places struct {
	rank []uint32
	at   []int // by rank
	// Last is the place of the states liked least.
	Last int
}

// NewPlaces numbers the places of an actor's ranking of the states that can be.
func NewPlaces(m *standoff.Model, actor int) Places {
	p := Places{rank: m.Rank[actor]}
	used := map[uint32]bool{}
	for s, r := range p.rank {
		if m.CanBe(standoff.State(s)) {
			used[r] = true
		}
	}
	ranks := make([]uint32, 0, len(used))
	for r := range used {
		ranks = append(ranks, r)
	}
	slices.Sort(ranks)
	p.Last = len(ranks)
	if p.Last > 0 {
		p.at = make([]int, ranks[p.Last-1]+1)
	}
	for k, r := range ranks {
		p.at[r] = p.Last - k
	}
	return p
}

// Of returns the place of a state that can be.
func (p Places) Of(s standoff.State) int { return p.at[p.rank[s]] }
