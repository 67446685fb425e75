package check

import (
	"fmt"
	"slices"
	"strings"

	"detente/agreement"
	"detente/diag"
)

// deadlock is D101: steps that wait for one another in a circle, through
// preconditions and demands. Each finding is a circle of its own: no reason to
// wait is in two of them.
func deadlock(t *text) []diag.Finding {
	var found []diag.Finding
	for i, c := range t.knots.Cycles {
		told := c.Told(t.course)
		f := diag.Finding{
			Summary: c.Sentence(t.course),
			Place:   told[0].Place,
			Owners:  t.behind(told),
			Steps:   t.stepsOf(eventsOn(told)...),
			Fix:     t.untie(told),
		}
		for _, e := range told[:min(len(told), maxPlaces)] {
			f.Places = addReason(f.Places, e)
		}
		waiting := without(t.stepsOf(t.knots.Waiting(eventsOn(told)...)...), f.Steps)
		f.Weight = len(f.Steps) + len(waiting)
		f.Detail = t.positions(told) + hanging(waiting)
		if i == 0 {
			f.Detail += t.leastToSetAside()
		}
		f.Detail = strings.TrimSpace(f.Detail)
		found = append(found, f)
	}
	return found
}

// maxPlaces is how many waits of one circle a finding points at.
const maxPlaces = 200

func eventsOn(circle []agreement.Edge) []int {
	var events []int
	for _, e := range circle {
		events = append(events, e.After)
	}
	return events
}

// addReason adds where the edge comes from. That parts are taken in order is no
// line anybody has to look at.
func addReason(places []diag.Place, e agreement.Edge) []diag.Place {
	if e.Kind == agreement.ByParts {
		return places
	}
	return addPlace(places, e.Place)
}

func addPlace(places []diag.Place, p diag.Place) []diag.Place {
	if !p.Known() || slices.Contains(places, p) {
		return places
	}
	return append(places, p)
}

// demandsOn returns the demands on the circle, each once.
func demandsOn(circle []agreement.Edge) []*agreement.Demand {
	seen := map[*agreement.Demand]bool{}
	var demands []*agreement.Demand
	for _, e := range circle {
		if e.Demand != nil && !seen[e.Demand] {
			seen[e.Demand] = true
			demands = append(demands, e.Demand)
		}
	}
	return demands
}

// behind names the owners of the demands on the circle; where it has none, those
// who perform its steps.
func (t *text) behind(circle []agreement.Edge) []string {
	var owners []string
	for _, d := range demandsOn(circle) {
		if d.Of.Given {
			owners = add(owners, d.Of.V.ID)
		}
	}
	if len(owners) > 0 {
		return owners
	}
	for _, e := range circle {
		owners = add(owners, ids(t.course.Units[e.Then].Step.By)...)
	}
	return owners
}

// positions tells what the owners of the demands say, and what the steps are.
func (t *text) positions(circle []agreement.Edge) string {
	var b strings.Builder
	demands := demandsOn(circle)
	for _, d := range demands[:min(len(demands), maxListed)] {
		said := words(d)
		if said == "" {
			continue
		}
		line := ""
		if d.Firm {
			line = " (a red line)"
		}
		fmt.Fprintf(&b, "%s in %s%s: “%s”\n", t.owner(d), d.ID, line, said)
	}
	names := t.stepsOf(eventsOn(circle)...)
	for _, id := range names[:min(len(names), maxListed)] {
		fmt.Fprintf(&b, "%s\n", t.told(t.step[id]))
	}
	return b.String()
}

func hanging(steps []string) string {
	if len(steps) == 0 {
		return ""
	}
	return fmt.Sprintf("Behind it %s %s.\n", verb(len(steps), "waits", "wait"), list(steps))
}

// maxCorrections is how many ways out one finding lists.
const maxCorrections = 3

// leastToSetAside says what would untie all conflicts at once, where there are
// several; where there is one, the fix says it.
func (t *text) leastToSetAside() string {
	if len(t.knots.Conflicts) < 2 || len(t.knots.Corrections) == 0 {
		return ""
	}
	var ways []string
	for _, c := range t.knots.Corrections[:min(len(t.knots.Corrections), maxCorrections)] {
		var names []string
		for _, d := range c {
			names = append(names, d.ID)
		}
		ways = append(ways, list(names))
	}
	more := ""
	if n := len(t.knots.Corrections) - len(ways); n > 0 || !t.knots.CorrectionsComplete {
		more = "; there are other ways"
	}
	how := "at least "
	if !t.knots.Complete {
		how = "for example "
	}
	return fmt.Sprintf("To untie all of the text, set aside %s%s%s.\n", how, strings.Join(ways, "; or "), more)
}

// untie is the next move: what is usual in such a case, and the demands that
// could be set aside, in the order of the circle, on all sides.
func (t *text) untie(circle []agreement.Edge) string {
	var ways []string
	demands := demandsOn(circle)
	if t.sides(circle) > 1 {
		if len(demands) > 0 && !slices.ContainsFunc(demands, isTogether) {
			ways = append(ways, t.cut(circle))
		}
		if names := t.stepsOf(eventsOn(circle)...); len(names) > 1 && len(names) <= maxListed {
			ways = append(ways, fmt.Sprintf("put %s into one exchange that a third party holds", list(names)))
		}
	}
	var named []string
	for _, d := range demands[:min(len(demands), maxListed)] {
		named = append(named, fmt.Sprintf("%s (%s)", d.ID, t.owner(d)))
	}
	switch {
	case len(named) == 0:
		ways = append(ways, "take one of these preconditions out of the text")
	case len(demands) > len(named):
		ways = append(ways, "set aside one of the demands, such as "+strings.Join(named, " or "))
	default:
		ways = append(ways, "set aside "+strings.Join(named, " or "))
	}
	s := strings.Join(ways, "; or ")
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

func isTogether(d *agreement.Demand) bool { return d.Kind == agreement.Together }

// sides counts the performers on the circle.
func (t *text) sides(circle []agreement.Edge) int {
	seen := map[string]bool{}
	for _, e := range circle {
		seen[t.course.Events[e.After].Performer] = true
	}
	return len(seen)
}

// cut advises to cut a step into parts: the one that both sides value most,
// named where the text says what the steps are worth.
func (t *text) cut(circle []agreement.Edge) string {
	s := t.mostValued(t.stepsOf(eventsOn(circle)...))
	switch {
	case s == nil:
		return "cut the step that both sides value most into parts and let the demands speak of the parts"
	case s.PartCount() > 1:
		return fmt.Sprintf("let the demands speak of the parts of %s, one after another, rather than of the whole", s.ID)
	}
	return fmt.Sprintf("cut %s, which both sides value most, into parts and let the demands speak of the parts", s.ID)
}
