package check

import (
	"fmt"

	"detente/agreement"
	"detente/calendar"
	"detente/diag"
	"detente/schedule"
)

// ended is D306: a step waits for something whose effect has ended before it can
// begin, unless that is renewed; or it is performed, or due, after the agreement has
// ended.
func ended(t *text) []diag.Finding {
	if !t.expires() {
		return nil
	}
	o := schedule.OfText(t.course, false).Sketch(reaction)
	ends, _ := o.Expiries()
	var found []diag.Finding
	for _, x := range ends {
		for _, l := range x.Outlived {
			found = append(found, t.outlived(o, x, l))
		}
	}
	return found
}

// expires reports whether anything in the text ends some day.
func (t *text) expires() bool {
	for _, s := range t.Steps {
		if s.Expires() {
			return true
		}
	}
	return t.Ends.Given
}

func (t *text) outlived(o *schedule.Outlook, x schedule.Expiry, l schedule.Outlived) diag.Finding {
	s := t.step[t.stepsOf(l.Event)[0]]
	f := t.about(s, "")
	does, what := "is performed", "the agreement has ended"
	if x.Step != nil {
		does, what = "begins", fmt.Sprintf("the effect of %s, for which it waits, has ended", x.Step.ID)
		f.Steps = add(f.Steps, x.Step.ID)
		f.Owners = add(f.Owners, ids(x.Step.RenewedBy)...)
	}
	when := "at the earliest"
	switch {
	case l.Due:
		does, when = "is due", ""
	case !l.Certain:
		when = "at the earliest by the longest durations"
	}
	day := func(d int) string {
		if !o.Dated {
			return fmt.Sprintf("day %d", d)
		}
		return o.Date(d).String()
	}
	f.Summary = fmt.Sprintf("%s %s on %s%s, and %s by then unless it is renewed.", t.course.Label(l.Event), does, day(l.Day), afterSpace(when), what)
	why := ""
	if x.Why.Text != "" {
		why = ": " + x.Why.Text
	}
	f.Detail = fmt.Sprintf("It ends on %s%s.\nDays: %s.", day(x.Ends), why, calendar.Rule)
	if x.Decide.Given {
		f.Detail = fmt.Sprintf("Notice, or the decision to renew it, is due by %s.\n", day(x.Decide.V)) + f.Detail
	}
	f.Fix = "Say that it is renewed and by whom, let it last longer, or let the step come earlier."
	f.Places = addPlace(addPlace(f.Places, l.Place), x.Why.Place)
	return f
}

func afterSpace(words string) string {
	if words == "" {
		return ""
	}
	return " " + words
}

// zoned is D307: a date written as an instant has another day in the zone of the
// agreement than at the offset that it is written with.
func zoned(t *text) []diag.Finding {
	var found []diag.Finding
	for _, x := range t.Instants {
		if !x.Zoned.Given || x.Zoned.V == x.Day() {
			continue
		}
		found = append(found, t.twoDays(x))
	}
	return found
}

func (t *text) twoDays(x *agreement.Instant) diag.Finding {
	return diag.Finding{
		Summary: fmt.Sprintf("%s (%s) counts as %s, the day at its own offset; in the zone of the agreement, %s, it is %s.", x.String(), x.What, x.Day(), t.Zone.V, x.Zoned.V),
		Place:   x.Place,
		Places:  addPlace(addPlace(nil, x.Place), t.Zone.Place),
		Fix:     "Agree on the day that is meant, and write the day, or the instant in the zone of the agreement.",
	}
}
