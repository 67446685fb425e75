package report

import (
	"fmt"
	"slices"
	"strings"
)

// extremes calls say for each party that both plans say something of.
func (b both) extremes(say func(was, is Extremes) string) []string {
	var all []string
	for _, is := range b.is.Extremes {
		i := slices.IndexFunc(b.was.Extremes, func(was Extremes) bool { return was.Party == is.Party })
		if i >= 0 {
			all = append(all, say(b.was.Extremes[i], is))
		}
	}
	return all
}

func (b both) leaving() []string {
	return b.extremes(func(was, is Extremes) string {
		if was.Leaving.same(is.Leaving) {
			return ""
		}
		return fmt.Sprintf("At worst %s would %s by leaving%s. Before, it would %s%s.", is.Name, gains(is.Leaving), is.Leaving.when(), gains(was.Leaving), was.Leaving.when())
	})
}

// gains says what leaving would bring.
func gains(x Extreme) string {
	switch {
	case x.Share < 0:
		return "forgo " + x.Share.Percent()
	case x.Share == 0:
		return "gain nothing"
	}
	return "gain " + x.Share.Percent()
}

func (b both) exposure() []string {
	return b.extremes(func(was, is Extremes) string {
		if was.Exposure.same(is.Exposure) {
			return ""
		}
		return fmt.Sprintf("At worst %s is %s where it started%s. Before: %s%s.", is.Name, below(is.Exposure), is.Exposure.when(), below(was.Exposure), was.Exposure.when())
	})
}

func below(x Extreme) string {
	if x.Share == 0 {
		return "never below"
	}
	return x.Share.Percent() + " below"
}

// when says the round, where there is something that is met in it.
func (x Extreme) when() string {
	if x.Share == 0 {
		return ""
	}
	return fmt.Sprintf(" (round %d)", x.At.Round)
}

// same reports whether the size is the same, and in the same round; where it is
// nothing, the round means nothing.
func (x Extreme) same(y Extreme) bool {
	return x.Worth == y.Worth && x.Share == y.Share && (x.At.Round == y.At.Round || x.Share == 0)
}

// dates says which conditions on time come out otherwise.
func (b both) dates() []string {
	var all []string
	for _, is := range b.is.Dates {
		i := slices.IndexFunc(b.was.Dates, is.about)
		switch {
		case i < 0:
			all = append(all, is.Text+" Before, this was not asked.")
		case b.was.Dates[i].Text != is.Text:
			all = append(all, fmt.Sprintf("%s Before: %s", is.Text, b.was.Dates[i].Text))
		}
	}
	for _, was := range b.was.Dates {
		if !slices.ContainsFunc(b.is.Dates, was.about) {
			all = append(all, fmt.Sprintf("No longer asked: %s", was.Text))
		}
	}
	return all
}

// about reports whether two conditions are about the same, whatever the day.
func (d Date) about(x Date) bool {
	same := func(p, q *string) bool { return (p == nil) == (q == nil) && (p == nil || *p == *q) }
	return wholeOf(d.Step) == wholeOf(x.Step) && same(d.After, x.After) && same(d.Demand, x.Demand)
}

// wholeOf is the step of a part: "relief" of "relief[2]".
func wholeOf(unit string) string {
	name, _, _ := strings.Cut(unit, "[")
	return name
}

// order says which steps only one of the plans performs, and which are performed on
// other days, or in other rounds.
func (b both) order() []string {
	was, is := timetableOf(b.was.Steps), timetableOf(b.is.Steps)
	var days, rounds []string
	for _, x := range b.is.Steps {
		before, ok := was.formerly(is, x)
		switch {
		case !ok:
		case before.Ends != x.Ends:
			days = append(days, fmt.Sprintf("%s (%s instead of %s)", x.Name, x.day(), before.day()))
		case before.Round != x.Round:
			rounds = append(rounds, fmt.Sprintf("%s (%d instead of %d)", x.Name, x.Round, before.Round))
		}
	}
	return []string{
		few(is.without(was), "In the plan now: %s."), few(was.without(is), "In the plan no longer: %s."),
		few(days, "On other days: %s."), few(rounds, "In other rounds: %s."),
	}
}

// timetable is the steps of a plan by name, those of the text in the order of the
// plan, and the last part of each.
type timetable struct {
	names []string
	by    map[string]StepDay
	last  map[string]StepDay // by step of the text
}

func timetableOf(steps []StepDay) timetable {
	t := timetable{by: map[string]StepDay{}, last: map[string]StepDay{}}
	for _, x := range steps {
		step := wholeOf(x.Name)
		if _, told := t.last[step]; !told {
			t.names = append(t.names, step)
		}
		t.by[x.Name], t.last[step] = x, x
	}
	return t
}

// without names the steps that the other has not.
func (t timetable) without(other timetable) []string {
	return slices.DeleteFunc(slices.Clone(t.names), func(step string) bool {
		_, also := other.last[step]
		return also
	})
}

// formerly is when a step of the other plan is performed in this one: of one that
// is in other parts there, its last part stands for the whole.
func (t timetable) formerly(other timetable, x StepDay) (StepDay, bool) {
	was, also := t.last[wholeOf(x.Name)]
	if now := other.last[wholeOf(x.Name)]; also && was.Name != now.Name {
		return was, now.Name == x.Name
	}
	was, also = t.by[x.Name]
	return was, also
}

func (d StepDay) day() string {
	if d.On != nil {
		return *d.On
	}
	return fmt.Sprintf("day %d", d.Ends)
}
