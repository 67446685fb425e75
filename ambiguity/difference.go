package ambiguity

import (
	"fmt"
	"slices"
	"strings"

	"detente/agreement"
	"detente/conflict"
)

// Difference is one thing that comes out differently.
type Difference struct {
	Kind Kind
	// Clause says it without a full stop, to stand after "read so,".
	Clause  string
	Steps   []string
	Demands []string
}

// Kind says what differs.
type Kind string

// The kinds of differences, in the order in which they are told.
const (
	Blocked   Kind = "blocked"   // whether any order meets the text
	Conflicts Kind = "conflicts" // which demands cannot be met together
	Stuck     Kind = "stuck"     // steps that cannot come up
	Open      Kind = "open"      // moves that wait for nothing and nobody
	Dates     Kind = "dates"     // due dates
)

func differences(base, other *Case) []Difference {
	var all []Difference
	switch {
	case base.Knots.Blocked() && !other.Knots.Blocked():
		all = append(all, Difference{Kind: Blocked, Clause: "nothing is stuck any more"})
	case !base.Knots.Blocked() && other.Knots.Blocked():
		all = append(all, Difference{Kind: Blocked, Clause: "no order of the steps meets the text"})
	}
	all = append(all, inConflicts(base, other)...)
	if other.Knots.Blocked() { // else it has been said that nothing is stuck
		all = append(all, told(Stuck, without(base.stuck(), other.stuck()), "can come up", "can come up")...)
	}
	all = append(all, told(Stuck, without(other.stuck(), base.stuck()), "is stuck", "are stuck")...)
	all = append(all, told(Open, without(other.open(), base.open()), "is open", "are open")...)
	all = append(all, told(Open, without(base.open(), other.open()), "is no longer open", "are no longer open")...)
	return append(all, inDates(base, other)...)
}

// inConflicts tells conflicts that are gone, then those that are new.
func inConflicts(base, other *Case) []Difference {
	var all []Difference
	before, after := base.conflicts(), other.conflicts()
	for i, key := range before.keys {
		if !slices.Contains(after.keys, key) && other.Knots.Complete {
			all = append(all, Difference{Kind: Conflicts, Clause: before.gone(i, other.Agreement), Demands: before.demands[i]})
		}
	}
	for i, key := range after.keys {
		if !slices.Contains(before.keys, key) && base.Knots.Complete {
			all = append(all, Difference{Kind: Conflicts, Clause: after.come(i), Demands: after.demands[i]})
		}
	}
	return all
}

// conflicts are the conflicts of a case: keys to compare them by, their demands,
// and what people call these.
type conflicts struct {
	keys    []string
	demands [][]string
	labels  []string
}

func (c *Case) conflicts() conflicts {
	var all conflicts
	for _, x := range c.Knots.Conflicts {
		var ids, told []string
		for _, d := range x.Demands {
			ids = append(ids, d.ID)
			told = append(told, fmt.Sprintf("%s (%s)", d.ID, conflict.Owner(c.Knots.Course, d)))
		}
		all.keys = append(all.keys, strings.Join(ids, " "))
		all.demands = append(all.demands, ids)
		all.labels = append(all.labels, list(told))
	}
	return all
}

func (c conflicts) gone(i int, other *agreement.Agreement) string {
	switch {
	case len(c.demands[i]) == 0:
		return "the text's own preconditions do not wait for one another any more"
	case len(c.demands[i]) == 1 && other.Demand(c.demands[i][0]) == nil:
		return "the demand " + c.labels[i] + " is not made"
	case len(c.demands[i]) == 1:
		return "the demand " + c.labels[i] + " can be met"
	}
	return "the conflict of " + c.labels[i] + " is gone"
}

func (c conflicts) come(i int) string {
	switch len(c.demands[i]) {
	case 0:
		return "the text's own preconditions wait for one another in a circle"
	case 1:
		return "the demand " + c.labels[i] + " cannot be met"
	}
	return c.labels[i] + " cannot be met together"
}

// told makes one difference of names, steps or parts of steps; none of no names.
func told(kind Kind, names []string, one, many string) []Difference {
	if len(names) == 0 {
		return nil
	}
	verb := many
	if len(names) == 1 {
		verb = one
	}
	d := Difference{Kind: kind, Clause: list(names) + " " + verb}
	for _, n := range names {
		step, _, _ := strings.Cut(n, "[")
		d.Steps = append(d.Steps, step)
	}
	d.Steps = unique(d.Steps)
	return []Difference{d}
}

// stuck are the steps of which a part can never come up.
func (c *Case) stuck() []string {
	var names []string
	for _, e := range c.Knots.Stuck {
		for _, u := range c.Knots.Course.Events[e].Units {
			if id := c.Knots.Course.Units[u].Step.ID; len(names) == 0 || names[len(names)-1] != id {
				names = append(names, id)
			}
		}
	}
	return unique(names)
}

// open are the moves that are open.
func (c *Case) open() []string {
	var names []string
	for _, e := range c.Knots.Open {
		names = append(names, c.Knots.Course.UnitNames(e)...)
	}
	return names
}

// inDates tells the steps to be performed that are due on other days.
func inDates(base, other *Case) []Difference {
	var all []Difference
	for _, s := range base.Agreement.Steps {
		now := other.Agreement.Step(s.ID)
		if now == nil || s.Done.Given || now.Done.Given {
			continue
		}
		was, is := due(base, s), due(other, now)
		d := Difference{Kind: Dates, Steps: []string{s.ID}}
		switch {
		case was == is:
			continue
		case is == "":
			d.Clause = fmt.Sprintf("%s has no date that can be told (as the text stands: %s)", s.ID, was)
		case was == "":
			d.Clause = fmt.Sprintf("%s is due on %s (as the text stands: no date)", s.ID, is)
		default:
			d.Clause = fmt.Sprintf("%s is due on %s (as the text stands: %s)", s.ID, is, was)
		}
		all = append(all, d)
	}
	return all
}

// due is the day on which a step is due, in words; "" where it cannot be told.
func due(c *Case, s *agreement.Step) string {
	if !s.Due.Given {
		return ""
	}
	span, ok := c.Knots.Course.Resolve(s.Due.V)
	if !ok {
		return ""
	}
	if span.Certain() {
		return span.String()
	}
	return "any day from " + span.String()
}

// without returns the names that are not in the second list.
func without(names, out []string) []string {
	gone := map[string]bool{}
	for _, n := range out {
		gone[n] = true
	}
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return gone[n] })
}

func unique(names []string) []string {
	seen := map[string]bool{}
	return slices.DeleteFunc(names, func(n string) bool {
		was := seen[n]
		seen[n] = true
		return was
	})
}

// maxListed is how many names one clause tells.
const maxListed = 6

// list joins names as "a, b and c"; of more than maxListed it counts the rest.
func list(names []string) string {
	if len(names) > maxListed {
		rest := len(names) - maxListed + 1
		names = append(slices.Clone(names[:maxListed-1]), fmt.Sprintf("%d more", rest))
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
