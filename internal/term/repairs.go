package term

import (
	"fmt"
	"slices"
	"strings"

	"detente/report"
)

// repairs sets the changes that would be enough, one after the other with what of
// the text changes, who has to agree, and what the plan then shows; and why the
// other kinds of change offer nothing.
func (s *sheet) repairs(r report.Plan) {
	if len(r.RepairKinds) == 0 {
		return
	}
	s.heading(strong, "What would make it hold")
	if len(r.Repairs) == 0 {
		s.para(plain, "", "No single change of the kinds below was found to be enough.")
	} else {
		s.repairTable(r)
	}
	s.gap()
	kinds := r.RepairKinds
	for len(kinds) > 0 {
		n := 1 // kinds of which the same is to be said
		for n < len(kinds) && whyNot(kinds[n]) == whyNot(kinds[0]) {
			n++
		}
		var names []string
		for _, k := range kinds[:n] {
			names = append(names, kindOfRepair[k.Kind])
		}
		if why := whyNot(kinds[0]); why != "" {
			s.para(plain, "- ", upper(strings.Join(names, "; "))+": "+why)
		}
		kinds = kinds[n:]
	}
}

// whyNot is what there is to say of a kind beside its repairs.
func whyNot(k report.RepairKind) string {
	if k.Why == "" && !k.Decided {
		return "The search stopped before all were tried."
	}
	return k.Why
}

// kindOfRepair says the kinds of repairs for people.
var kindOfRepair = map[string]string{
	"parts":        "more parts",
	"sizes":        "parts of different sizes",
	"exchange":     "an exchange",
	"precondition": "letting a precondition go",
	"lock":         "making a step permanent",
	"undo":         "taking back less",
	"payments":     "payments along the way",
	"stake":        "making leaving cost more",
	"exposure":     "accepting more exposure",
}

// stillOpen says what the plan of a changed agreement still lacks.
var stillOpen = map[string]string{
	"needs_stake": "Then nobody is exposed too much, but at some moment somebody gains by walking away.",
	"depends":     "Then nobody is exposed too much; whether it holds depends on what the words weigh.",
	"late":        "Then nobody is exposed too much, but not every due date is met.",
}

func (s *sheet) repairTable(r report.Plan) {
	c := newCast(r)
	t := newRepairColumns(s.width())
	s.para(plain, "", "Each of these changes alone is enough. The agreement was planned again with it; the last columns are that plan: its rounds, and how far anybody is below where it started at worst, in % of what it gains.")
	s.gap()
	s.line(strong, t.set("What changes", "From", "To", "Who agrees", "Rounds", "At worst"))
	s.line(faint, strings.Repeat("-", s.width()))
	for _, x := range r.Repairs {
		s.para(strong, "", told(x))
		s.repairRows(t, c, x)
	}
	s.line(faint, strings.Repeat("-", s.width()))
}

// told is a repair in plain words, with what is still to be said about it.
func told(r report.Repair) string {
	text := r.Summary
	switch {
	case r.Least:
	case r.Kind == "sizes":
		text += " Fewer parts may do."
	default:
		text += " Less may do."
	}
	if open := stillOpen[r.Verdict]; open != "" {
		text += " " + open
	}
	return text
}

// repairColumns are the widths of the table of repairs.
type repairColumns struct{ what, from, to, agree, rounds, below int }

func newRepairColumns(page int) repairColumns {
	t := repairColumns{rounds: 6, below: 8}
	rest := page - t.rounds - t.below - 10
	t.from, t.to, t.agree = rest*3/20, rest/5, rest*3/10
	t.what = rest - t.from - t.to - t.agree
	return t
}

func (t repairColumns) set(what, from, to, agree, rounds, below string) string {
	return pad(what, t.what) + "  " + pad(from, t.from) + "  " + pad(to, t.to) + "  " + pad(agree, t.agree) + "  " +
		padLeft(rounds, t.rounds) + "  " + padLeft(below, t.below)
}

// repairRows writes what of the text changes, beside who agrees and the figures.
func (s *sheet) repairRows(t repairColumns, c cast, r report.Repair) {
	var what, from, to []string
	for _, x := range r.Changes {
		a, b, z := wrap("  "+c.called(x.Of)+": "+x.Attribute, t.what), wrap(or(x.From), t.from), wrap(or(x.To), t.to)
		for i := range max(len(a), len(b), len(z)) {
			what, from, to = append(what, at(a, i)), append(from, at(b, i)), append(to, at(z, i))
		}
	}
	var who []string
	for _, id := range r.Agree {
		who = append(who, c.called(id))
	}
	agree := wrap(strings.Join(who, ", "), t.agree)
	for i := range max(len(what), len(agree)) {
		rounds, below := "", ""
		if i == 0 && r.Length != nil {
			rounds, below = fmt.Sprint(r.Length.Rounds), short(r.Exposure.Share)
		}
		s.line(plain, t.set(at(what, i), at(from, i), at(to, i), at(agree, i), rounds, below))
	}
}

// upper begins a text of ours with a capital.
func upper(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// called is what people call a party; steps have their names alone.
func (c cast) called(id string) string {
	if slices.ContainsFunc(c.Actors, func(a report.Actor) bool { return a.ID == id }) {
		return c.name[id]
	}
	return id
}

func or(text *string) string {
	if text == nil {
		return "-"
	}
	return *text
}
