package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"detente/agreement"
	"detente/procedure"
)

// The sentences about duties, procedures and quotas.

// named says "name (Label): text." with the clause where there is one.
func (w *ways) named(id string, by []agreement.Ref, text agreement.Text, clause agreement.Opt[string]) string {
	s := id
	var more []string
	if names := w.labels(by); len(names) > 0 {
		more = append(more, and(names))
	}
	if clause.Given {
		more = append(more, clause.V)
	}
	if len(more) > 0 {
		s += " (" + strings.Join(more, "; ") + ")"
	}
	if t := text.String(); t != "" {
		s += ": " + strings.TrimSuffix(t, ".")
	}
	return s + "."
}

func (w *ways) labels(refs []agreement.Ref) []string {
	var names []string
	for _, r := range refs {
		names = append(names, w.label(r.ID))
	}
	return names
}

func (w *ways) label(id string) string {
	if a := w.a.Actor(id); a != nil {
		return a.Label()
	}
	return id
}

// when says a day, or what it counts from where that is not known.
func (w *ways) when(x agreement.Opt[agreement.When]) string {
	if d := w.date(x); d != nil {
		return *d
	}
	if x.V.Days == 0 {
		return "the day of " + x.V.Base.ID
	}
	return fmt.Sprintf("%s after %s", plural(x.V.Days, "day"), x.V.Base.ID)
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func (w *ways) dutyText(d *agreement.Duty) string {
	said := []string{w.named(d.ID, d.By, d.Text, d.Clause)}
	var lasts []string
	switch {
	case d.From.Given:
		lasts = append(lasts, "from "+w.when(d.From))
	case d.Done.Given:
		lasts = append(lasts, "since "+d.Done.V.String())
	}
	switch {
	case d.Until.Given:
		lasts = append(lasts, "until "+w.when(d.Until))
	case d.Throughout:
		lasts = append(lasts, "as long as the agreement lasts")
	}
	if len(d.While) > 0 {
		lasts = append(lasts, "while "+and(stepIDs(d.While))+" "+stand(len(d.While)))
	}
	if len(lasts) == 0 {
		lasts = []string{"how long is not said"}
	}
	said = append(said, upper(strings.Join(lasts, ", "))+".")
	return strings.Join(append(said, w.confirmed(d.VerifiedBy)), " ")
}

// stand is the verb for one or several things that hold.
func stand(n int) string {
	if n == 1 {
		return "stands"
	}
	return "stand"
}

func (w *ways) confirmed(by []agreement.Ref) string {
	if len(by) == 0 {
		return "Nobody is named who confirms it."
	}
	return "Confirmed by " + and(w.labels(by)) + "."
}

// upper begins a sentence.
func upper(s string) string {
	first, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[n:]
}

func (w *ways) standingText(d *agreement.Duty, s procedure.Standing) string {
	on := ""
	if s.Since.Given {
		on = " since " + s.Since.V.String()
	}
	switch s.Stand {
	case procedure.NotYet:
		return "Has not begun: " + s.Why + "."
	case procedure.Kept:
		return "It runs" + on + "."
	case procedure.Suspended:
		return "Suspended" + on + ", because " + s.Why + "."
	case procedure.Stopped:
		return fmt.Sprintf("Stopped%s: no longer kept%s.", on, byWhom(w.labels(d.By)))
	case procedure.Ended:
		return "Ended: its last day was " + s.Since.V.String() + "."
	}
	return ""
}

func byWhom(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return " by " + and(names)
}

// per writes a period as the text does; "" where there is none.
func per(p agreement.Opt[agreement.Period]) string {
	switch {
	case !p.Given:
		return ""
	case p.V.Unit == agreement.EachDays:
		return fmt.Sprintf("days(%d)", p.V.Days)
	}
	return string(p.V.Unit)
}

func (w *ways) quotaText(q *agreement.Quota) string {
	said := []string{w.named(q.ID, q.By, q.Text, q.Clause)}
	var number []string
	if q.AtLeast.Given {
		number = append(number, fmt.Sprintf("at least %d", q.AtLeast.V))
	}
	if q.AtMost.Given {
		number = append(number, fmt.Sprintf("at most %d", q.AtMost.V))
	}
	if len(number) == 0 {
		number = []string{"how many is not said"}
	}
	counted := strings.Join(number, " and ")
	if of := q.Of.String(); of != "" {
		counted += " " + of
	}
	counted += period(q.Per)
	if q.From.Given {
		counted += ", from " + w.when(q.From)
	}
	if q.Until.Given {
		counted += ", until " + w.when(q.Until)
	}
	return strings.Join(append(said, upper(counted)+".", w.confirmed(q.VerifiedBy)), " ")
}

// period says over what a quota counts.
func period(p agreement.Opt[agreement.Period]) string {
	switch u := p.V.Unit; {
	case !p.Given:
		return ", over what period is not said"
	case u == agreement.Always:
		return " at every moment"
	case u == agreement.InAll:
		return " in all"
	case u == agreement.EachDays:
		return " in every " + plural(p.V.Days, "day")
	case u == agreement.EachYear, u == agreement.EachMonth:
		return " in every calendar " + string(u)
	}
	return " in every " + string(p.V.Unit)
}
