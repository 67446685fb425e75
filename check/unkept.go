package check

import (
	"fmt"
	"strings"

	"detente/calendar"
	"detente/diag"
	"detente/schedule"
)

// reaction is how many days pass until others act on what has happened.
const reaction = 1

// mostUnkept is up to how many events conditions on time are looked at together: the
// work grows faster than their number.
const mostUnkept = 1500

// unkept is D305: a condition on time that cannot be kept beside the others, or only
// with luck, although D301 finds nothing in it alone and D107 does not tell who
// would have to give way. An error where it cannot be met
// however the durations come out; a warning where it cannot be promised, or not in
// every reading of the dates.
func unkept(t *text) []diag.Finding {
	if len(t.course.Events) > mostUnkept {
		return nil
	}
	told := map[condition]bool{}
	longest := t.timing(false)
	for _, l := range longest.limits {
		if !longest.meets(l) {
			told[conditionOf(l)] = true
		}
	}
	beside := func(l schedule.Limit) bool { return told[conditionOf(l)] }
	o := schedule.OfText(t.course, false).Without(beside).Sketch(reaction)
	if broken, _ := o.Broken(); !broken {
		return nil
	}
	kind := o.Kindly()
	var found []diag.Finding
	for i, m := range o.Margins {
		if m.Conflict != nil && !t.toldByClash(m.Limit) {
			found = append(found, t.unkept(o, kind, i))
		}
	}
	return found
}

// condition is what tells conditions on time apart: whose and where.
type condition struct {
	to     int
	demand string
	place  diag.Place
}

func conditionOf(l schedule.Limit) condition {
	c := condition{to: l.To, place: l.Place}
	if l.Demand != nil {
		c.demand = l.Demand.ID
	}
	return c
}

func (t *text) unkept(o, kind *schedule.Outlook, i int) diag.Finding {
	m := o.Margins[i]
	f := t.about(t.limited(m.Limit), "")
	f.Places = addPlace(addPlace(nil, m.Limit.Place), f.Place)
	if m.Limit.Place.Known() {
		f.Place = m.Limit.Place
	}
	what := t.limit(m.Limit, m.Limit.Due)
	switch k := kind.Margins[i].Conflict; {
	case k == nil:
		f.Severity = diag.Warning
		f.Summary = fmt.Sprintf("%s, which cannot be kept beside the others in every reading of the dates.", what)
	case m.Conflict.Certain && k.Certain:
		f.Summary = fmt.Sprintf("%s, which cannot be kept beside the others: %s too few, however short everything comes out.", what, count(m.Conflict.Short, "day"))
	case m.Conflict.Certain:
		f.Severity = diag.Warning
		f.Summary = fmt.Sprintf("%s, which cannot be kept beside the others in every reading of the dates, and in the kindest only with luck.", what)
	case o.AtOnce(i):
		f.Severity = diag.Warning
		f.Summary = fmt.Sprintf("%s, which can be kept beside the others only by somebody who acts on the very day on which something is performed%s.", what, t.luck(o, i))
	default:
		f.Severity = diag.Warning
		f.Summary = fmt.Sprintf("%s, which can be kept beside the others only with luck%s.", what, t.luck(o, i))
	}
	t.chain(&f, o, m)
	f.Fix = fmt.Sprintf("Loosen it by %s, or move one of the others, or shorten what lies between. detente time tells more.", count(-m.Slack, "day"))
	return f
}

// luck says which durations decide.
func (t *text) luck(o *schedule.Outlook, i int) string {
	var each []string
	for _, d := range o.Deciders(i) {
		each = append(each, fmt.Sprintf("%s takes at most %s", t.course.Label(d.Event), count(d.Most, "day")))
	}
	if len(each) == 0 {
		return ""
	}
	return ", or if " + strings.Join(each, ", or if ")
}

// chain adds to the finding the lines that stand against one another, so that their
// days add up, with their owners and places.
func (t *text) chain(f *diag.Finding, o *schedule.Outlook, m schedule.Margin) {
	var lines []string
	told := o.Forward(m.Conflict)
	passes := m.Conflict.Passes
	zero := len(told) > 0 && told[0].Pass.To == 0 && o.Dated
	if len(told) > 0 {
		passes = nil
	}
	switch {
	case zero && o.Begins:
		lines = append(lines, fmt.Sprintf("Beginning: %s.", o.Date(0)))
	case len(told) > 0 && !zero:
		lines = append(lines, "Counted from "+o.Name(told[0].Pass.To)+":")
	}
	for k, x := range told {
		passes = append(passes, x.Pass)
		switch day := fmt.Sprintf("day %d", x.Day); {
		case x.Silent():
			continue
		case k == len(told)-1:
			lines = append(lines, fmt.Sprintf("%s: %s too early.", o.Tell(x.Pass), count(m.Conflict.Short, "day")))
		case zero:
			lines = append(lines, fmt.Sprintf("%s: %s", o.Date(x.Day), o.Tell(x.Pass)))
		default:
			lines = append(lines, fmt.Sprintf("%s: %s", day, o.Tell(x.Pass)))
		}
	}
	if most := 2 * maxChain; len(lines) > most {
		lines = append(append(lines[:1:1], fmt.Sprintf("after %s,", count(len(lines)-most, "earlier line"))), lines[len(lines)-most+1:]...)
	}
	for _, p := range passes {
		f.Places = addPlace(f.Places, o.Reason(p).Place)
		f.Owners = add(f.Owners, o.Owners(p)...)
		if e := o.EventAt(p.From); e >= 0 {
			f.Steps = add(f.Steps, t.stepsOf(e)...)
		}
	}
	if m.Conflict.Both() && len(lines) > 0 {
		lines = append([]string{"A day fixed beforehand would have to bear the shortest and the longest."}, lines...)
	}
	if !m.Conflict.Certain {
		lines = append(lines, "Who learns that a step has been performed acts on it from the next day on.")
	}
	f.Detail = strings.Join(append(lines, "Days: "+calendar.Rule+"."), "\n")
}
