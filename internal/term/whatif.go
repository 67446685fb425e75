package term

import (
	"fmt"
	"strings"

	"detente/report"
)

// WhatIf sets an agreement side by side with what amendments make of it: what was
// changed, one sentence for each difference, then the two columns.
func (p Page) WhatIf(r report.WhatIf) string {
	s := p.sheet()
	s.title(r.Agreement, r.Title, r.Private)
	s.setAside(r.Without)
	s.taken(r.Performed)
	s.amendments(r)
	s.heading(strong, "What differs")
	s.differences(r.Differences, r.Same)
	if b := r.SetAside; b != nil {
		s.gap()
		s.para(plain, "", "Before and after, with the demands that block one another set aside on all sides ("+strings.Join(b.Without, ", ")+"):")
		s.differences(b.Differences, len(b.Differences) == 0)
	}
	s.heading(strong, "Side by side")
	s.sideBySide(standingRows(r.Before), standingRows(r.After))
	if b := r.SetAside; b != nil {
		s.gap()
		s.para(strong, "", "With the demands that block one another set aside on all sides")
		s.sideBySide(standingRows(b.Before), standingRows(b.After))
	}
	s.gap()
	s.para(plain, "", "Leaving: what leaving then would bring that party at most, set against carrying on, in % of what it gains by the whole agreement; less than nothing where it would forgo something. Below start: how far it would be below where it started if the others left then. The rounds are those of the worst moments.")
	s.para(plain, "", "Nothing in your files was changed. detente plan says more about a plan.")
	return s.b.String()
}

func (s *sheet) amendments(r report.WhatIf) {
	s.heading(strong, "What is changed")
	for _, path := range r.Also {
		s.para(plain, "- ", "Read along: "+path+".")
	}
	for _, x := range r.Amendments {
		text := x.Summary
		for _, c := range x.Changes {
			if c.From != nil && c.To != nil {
				text += fmt.Sprintf(" [%s: %s %s -> %s]", c.Of, c.Attribute, *c.From, *c.To)
			}
		}
		if len(r.Amendments)+len(r.Also) > 1 && x.Matters != nil && !*x.Matters {
			text += " That has no effect: without it and with the rest, the answer is the same."
		}
		s.para(plain, "- ", text)
	}
}

func (s *sheet) differences(all []report.Difference, same bool) {
	if same || len(all) == 0 {
		s.para(plain, "", "Nothing changes.")
		return
	}
	for _, d := range all {
		s.para(differenceInk(d.Kind), "- ", d.Text)
	}
	s.para(plain, "- ", "Nothing else changes.")
}

func differenceInk(kind string) ink {
	switch kind {
	case "conflict_gone":
		return good
	case "conflict_new":
		return bad
	}
	return plain
}

// standingRow is one line of the comparison.
type standingRow struct{ what, says string }

// verdicts says a verdict in a few words.
var verdicts = map[string]string{
	"no_gain":        "not every party gains",
	"blocked":        "blocked: no order meets every demand",
	"too_exposed":    "somebody is exposed too much",
	"late":           "a due date is not met",
	"needs_stake":    "somebody would gain by leaving",
	"depends":        "depends on what the words weigh",
	"self_enforcing": "holds by itself",
}

// standingRows says how an agreement stands, line by line; the same lines for every
// agreement with the same parties.
func standingRows(s report.Standing) []standingRow {
	verdict := verdicts[s.Verdict]
	if !s.Proved {
		verdict += " (not proved)"
	}
	rows := []standingRow{
		{"Answer", verdict},
		{"Conflicts", conflictsOf(s)},
		{"Set aside", correctionsOf(s)},
		{"Stuck", unitList(s.Stuck)},
		{"Open now", unitList(s.OpenMoves)},
		{"Rounds", "-"},
		{"Over", "-"},
	}
	if s.Length != nil {
		rows[5].says = proved(fmt.Sprint(s.Length.Rounds), s.Length.Proved)
	}
	if s.End != nil {
		day := fmt.Sprintf("day %d", s.End.Day)
		if s.On != nil {
			day = *s.On + ", " + day
		}
		rows[6].says = proved(day, s.End.Proved)
	}
	for _, x := range s.Extremes {
		rows = append(rows,
			standingRow{x.Name + ", leaving", moment(x.Leaving.Share.Signed(), x.Leaving)},
			standingRow{x.Name + ", below start", moment(x.Exposure.Share.Percent(), x.Exposure)})
	}
	for _, d := range s.Dates {
		rows = append(rows, standingRow{"Date of " + d.Step, spareOf(d)})
	}
	return rows
}

// moment says a size and the round in which it is met; of nothing there is no round.
func moment(size string, x report.Extreme) string {
	if x.Share == 0 {
		return size
	}
	return fmt.Sprintf("%s, round %d", size, x.At.Round)
}

func proved(text string, yes bool) string {
	if yes {
		return text
	}
	return text + " (not proved to be best)"
}

func conflictsOf(s report.Standing) string {
	var all []string
	for _, c := range s.Conflicts {
		demands := strings.Join(c.Demands, " + ")
		if demands == "" {
			demands = "the text itself"
		}
		all = append(all, demands)
	}
	if !s.ConflictsComplete {
		all = append(all, "and more")
	}
	return orElse(strings.Join(all, "; "), "none")
}

func correctionsOf(s report.Standing) string {
	var all []string
	for _, c := range s.Corrections {
		all = append(all, strings.Join(c, " + "))
	}
	return orElse(strings.Join(all, "; or "), "-")
}

// unitList names steps, the parts of one step drawn together.
func unitList(names []string) string {
	var taken []report.Taken
	for _, n := range names {
		taken = append(taken, report.Taken{Name: n})
	}
	return orElse(strings.Join(takenRuns(taken), ", "), "none")
}

func spareOf(d report.Date) string {
	due := ""
	if d.Due != nil {
		due = *d.Due + ": "
	}
	switch {
	case d.Judgement == "promised" || d.Judgement == "met":
		if d.Spare == nil {
			return due + "met"
		}
		return due + "met, " + report.Days(*d.Spare) + " to spare"
	case d.Judgement == "longest" || d.Judgement == "late_start":
		return due + "met if all goes as shown"
	case d.Judgement == "luck":
		return due + "met only with luck"
	}
	return due + "not met"
}

func orElse(text, nothing string) string {
	if text == "" {
		return nothing
	}
	return text
}

// sideBySide sets two lists of lines beside one another. A line that only one of
// them has stands alone.
func (s *sheet) sideBySide(was, is []standingRow) {
	what := 20
	column := (s.width() - what - 4) / 2
	set := func(a, b, c string) string { return pad(a, what) + "  " + pad(b, column) + "  " + pad(c, column) }
	s.line(strong, set("", "Before", "After"))
	s.line(faint, strings.Repeat("-", s.width()))
	for _, w := range joined(was, is) {
		a, b, c := wrap(w[0], what), wrap(w[1], column), wrap(w[2], column)
		for i := range max(len(a), len(b), len(c)) {
			s.line(plain, set(at(a, i), at(b, i), at(c, i)))
		}
	}
	s.line(faint, strings.Repeat("-", s.width()))
}

// joined joins the lines of two lists by what they are about: those of the second
// in their order, what only the first has at its place.
func joined(was, is []standingRow) [][3]string {
	var all [][3]string
	i := 0
	for _, x := range is {
		k := index(was[i:], x.what)
		if k < 0 {
			all = append(all, [3]string{x.what, "-", x.says})
			continue
		}
		for _, only := range was[i : i+k] {
			all = append(all, [3]string{only.what, only.says, "-"})
		}
		all = append(all, [3]string{x.what, was[i+k].says, x.says})
		i += k + 1
	}
	for _, only := range was[i:] {
		all = append(all, [3]string{only.what, only.says, "-"})
	}
	return all
}

func index(rows []standingRow, what string) int {
	for i, r := range rows {
		if r.what == what {
			return i
		}
	}
	return -1
}
