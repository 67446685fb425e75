package report

import (
	"fmt"
	"slices"
	"strings"

	"detente/agreement"
	"detente/plan"
)

// both is an agreement before and after it is amended.
type both struct {
	before, after *plan.Result
	was, is       Standing
}

// differences says what differs, most important first; nothing where nothing does.
func differences(b both) []Difference {
	var all []Difference
	add := func(kind string, texts ...string) {
		for _, t := range texts {
			if t != "" {
				all = append(all, Difference{kind, t})
			}
		}
	}
	add("verdict", b.verdict())
	gone, come, other := b.conflicts()
	add("conflict_gone", gone...)
	add("conflict_new", come...)
	add("conflicts", other)
	add("stuck", b.stuck()...)
	add("open", b.open()...)
	add("corrections", b.corrections())
	add("plan", b.plan())
	if b.was.Length != nil && b.is.Length != nil {
		add("rounds", b.rounds())
		add("end", b.end())
		add("leaving", b.leaving()...)
		add("exposure", b.exposure()...)
		add("date", b.dates()...)
		add("order", b.order()...)
	}
	return all
}

func (b both) verdict() string {
	if b.was.Verdict == b.is.Verdict {
		return ""
	}
	return fmt.Sprintf("%s Before: %s", b.is.Summary, b.was.Summary)
}

// conflicts says which conflicts are gone, and which are new; where one of the
// lists is not complete, only that.
func (b both) conflicts() (gone, come []string, other string) {
	if !b.was.ConflictsComplete || !b.is.ConflictsComplete {
		if len(b.was.Conflicts) != len(b.is.Conflicts) {
			other = fmt.Sprintf("There are more conflicts than can be listed: %d are listed before, %d after.", len(b.was.Conflicts), len(b.is.Conflicts))
		}
		return nil, nil, other
	}
	for _, c := range b.was.Conflicts {
		if !slices.ContainsFunc(b.is.Conflicts, c.same) {
			gone = append(gone, c.called(b.before.Course.Agreement)+" is gone.")
		}
	}
	for _, c := range b.is.Conflicts {
		if !slices.ContainsFunc(b.was.Conflicts, c.same) {
			come = append(come, c.called(b.after.Course.Agreement)+" is new. "+c.Summary)
		}
	}
	return gone, come, ""
}

// same reports whether two conflicts are of the same demands, or both of the
// text's own preconditions alone.
func (c Conflict) same(x Conflict) bool {
	if (c.Refused == nil) != (x.Refused == nil) || c.Refused != nil && *c.Refused != *x.Refused {
		return false
	}
	return slices.Equal(c.Demands, x.Demands)
}

// called says which conflict it is: between whom, and by which demands.
func (c Conflict) called(a *agreement.Agreement) string {
	var who []string
	for _, id := range c.Owners {
		who = append(who, labelOf(a, id))
	}
	for _, name := range c.Demands {
		if d := a.Demand(name); d != nil && !d.Of.Given && !slices.Contains(who, "an owner not named") {
			who = append(who, "an owner not named")
		}
	}
	demands := and(c.Demands)
	switch {
	case c.Refused != nil:
		return fmt.Sprintf("The dead end that %s of %s makes of %s", demands, and(who), *c.Refused)
	case len(c.Demands) == 0:
		return "The circle in the text's own preconditions"
	case len(who) == 1 && slices.ContainsFunc(c.Waits, func(w Wait) bool { return w.Because == "after" || w.Because == "locks" }):
		return fmt.Sprintf("The circle between %s and the text itself (%s)", who[0], demands)
	case len(who) == 1:
		return fmt.Sprintf("The circle among the demands of %s (%s)", who[0], demands)
	}
	return fmt.Sprintf("The circle between %s (%s)", and(who), demands)
}

func labelOf(a *agreement.Agreement, id string) string {
	if x := a.Actor(id); x != nil {
		return x.Label()
	}
	return id
}

func (b both) stuck() []string {
	was, is := b.steps(b.before.Course, b.was.Stuck), b.steps(b.after.Course, b.is.Stuck)
	return []string{
		few(except(was, is), "No longer stuck: %s."),
		few(except(is, was), "Stuck now: %s."),
	}
}

func (b both) open() []string {
	was, is := b.steps(b.before.Course, b.was.OpenMoves), b.steps(b.after.Course, b.is.OpenMoves)
	return []string{
		few(except(is, was), "Can be taken at once now: %s."),
		few(except(was, is), "Can no longer be taken at once: %s."),
	}
}

// mostListed is how many names a sentence lists.
const mostListed = 8

func few(names []string, format string) string {
	if len(names) == 0 {
		return ""
	}
	if more := len(names) - mostListed; more > 0 {
		names = append(slices.Clone(names[:mostListed]), fmt.Sprintf("%d more", more))
	}
	return fmt.Sprintf(format, and(names))
}

// except lists what is in the one and not in the other.
func except(all, without []string) []string {
	var out []string
	for _, x := range all {
		if !slices.Contains(without, x) {
			out = append(out, x)
		}
	}
	return out
}

// steps names the parts that are listed, and the whole step where all of its parts
// are; a step that is in other parts than before by its name alone, so that it can
// be compared.
func (b both) steps(c *agreement.Course, names []string) []string {
	listed := map[string]bool{}
	for _, n := range names {
		listed[n] = true
	}
	var out []string
	for _, s := range c.Agreement.Steps {
		var parts []string
		all := c.UnitsOf(agreement.StepRef{Ref: agreement.Ref{ID: s.ID}})
		for _, u := range all {
			if name := c.Units[u].Name(); listed[name] {
				parts = append(parts, name)
			}
		}
		if len(parts) == len(all) || len(parts) > 0 && b.recut(s.ID) {
			parts = []string{s.ID}
		}
		out = append(out, parts...)
	}
	return out
}

// recut reports whether a step is in other parts than before, more or fewer of them or
// of other sizes.
func (b both) recut(id string) bool {
	was, is := b.before.Course.Agreement.Step(id), b.after.Course.Agreement.Step(id)
	return was != nil && is != nil && !was.SharesAlike(is)
}

// corrections says what would clear the way, where that differs and the way is not
// clear already.
func (b both) corrections() string {
	was, is := corrections(b.was), corrections(b.is)
	if was == is || b.is.Verdict != string(plan.Blocked) {
		return ""
	}
	text := "No demand that is set aside would clear the way."
	if is != "" {
		text = fmt.Sprintf("To clear the way it would be enough to set aside %s.", is)
	}
	if was != "" {
		text += fmt.Sprintf(" Before: %s.", was)
	}
	return text
}

func corrections(s Standing) string {
	var all []string
	for _, c := range s.Corrections {
		all = append(all, and(c))
	}
	return strings.Join(all, "; or ")
}

// plan says that there is a plan where there was none, or none any more.
func (b both) plan() string {
	switch {
	case b.was.Length == nil && b.is.Length != nil:
		return fmt.Sprintf("There is a plan now: %s%s.", roundsOf(*b.is.Length), over(b.is))
	case b.was.Length != nil && b.is.Length == nil:
		return fmt.Sprintf("There is no plan any more; before there was one of %s%s.", roundsOf(*b.was.Length), over(b.was))
	}
	return ""
}

func roundsOf(l Length) string {
	text := fmt.Sprintf("%d rounds", l.Rounds)
	if l.Rounds == 1 {
		text = "1 round"
	}
	if !l.Proved {
		text += " (not proved to be the fewest)"
	}
	return text
}

// over says when the plan is over, where the text says how long anything takes.
func over(s Standing) string {
	if s.End == nil || s.End.Day == 0 {
		return ""
	}
	return ", over on " + lastDay(s)
}

func lastDay(s Standing) string {
	if s.On != nil {
		return fmt.Sprintf("%s (day %d)", *s.On, s.End.Day)
	}
	return fmt.Sprintf("day %d", s.End.Day)
}

func (b both) rounds() string {
	if *b.was.Length == *b.is.Length {
		return ""
	}
	return fmt.Sprintf("The plan has %s instead of %s.", roundsOf(*b.is.Length), roundsOf(*b.was.Length))
}

func (b both) end() string {
	days := b.is.End.Day - b.was.End.Day
	switch {
	case days < 0:
		return fmt.Sprintf("It is over on %s, %s earlier than before.", lastDay(b.is), Days(-days))
	case days > 0:
		return fmt.Sprintf("It is over on %s, %s later than before.", lastDay(b.is), Days(days))
	}
	return ""
}
