package term

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"

	"detente/report"
)

// mostChecks is how many rows the table of verification has; the record has all.
const mostChecks = 8

// checked is one row of the table of verification: of a step in parts the most
// demanding part, and all its performers of whom the same is to be said.
type checked struct {
	report.Verification
	who []string
	at  report.Performed // the step, or a part of it, in its place in the plan
}

// verification says how likely it must be noticed if a step was only said to be
// performed, what is not noticed at all, and where some of the parts are enough.
func (s *sheet) verification(r report.Plan) {
	all := newCast(r).checks()
	if len(all) == 0 {
		return
	}
	s.heading(strong, "Verification")
	var table []checked
	for _, c := range all {
		if c.Judgement != "unverified" && c.Needed != nil {
			table = append(table, c)
		}
	}
	s.checks(table)
	s.unchecked(all, "unverified", "Nobody but its performer confirms, so that it would not be noticed if it were only said to be performed: ")
	s.unchecked(all, "never_enough", "No chance of being noticed is enough where its performer may gain by leaving anyhow: ")
	for _, x := range r.Sampling {
		if x.Enough < x.Occasions {
			s.para(plain, "", sampling(x, newCast(r).uneven(x.Step)))
		}
	}
}

// checks lists what there is to verify, what matters most first.
func (c cast) checks() []checked {
	var all []checked
	for _, v := range c.Verification {
		if v.Judgement == "nothing_saved" {
			continue
		}
		same := slices.IndexFunc(all, func(x checked) bool { return x.Step == v.Step && x.Party == v.Party })
		switch {
		case same < 0:
			all = append(all, checked{v, []string{c.name[v.Party]}, c.performed(v.Name)})
		case all[same].Needed != nil && (v.Needed == nil || *v.Needed > *all[same].Needed):
			all[same].Verification, all[same].at = v, c.performed(v.Name)
		}
	}
	slices.SortStableFunc(all, moreUrgent)
	return together(all)
}

// moreUrgent puts what is not enough first, then what needs most.
func moreUrgent(a, b checked) int {
	small := func(c checked) int {
		if c.Judgement == "too_small" {
			return 0
		}
		return 1
	}
	needed := func(c checked) report.Chance {
		if c.Needed == nil {
			return 2 // no chance is enough
		}
		return *c.Needed
	}
	return cmp.Or(cmp.Compare(small(a), small(b)), cmp.Compare(needed(b), needed(a)))
}

// together draws the performers of a step of whom the same is to be said into
// one row.
func together(all []checked) []checked {
	var out []checked
	for _, x := range all {
		same := slices.IndexFunc(out, func(o checked) bool {
			return o.Name == x.Name && o.Judgement == x.Judgement && chanceText(o.Needed) == chanceText(x.Needed)
		})
		if same < 0 {
			out = append(out, x)
			continue
		}
		out[same].who = append(out[same].who, x.who...)
	}
	return out
}

// performed returns the step or part of that name in its place in the plan.
func (c cast) performed(name string) report.Performed {
	for _, round := range c.Rounds {
		for _, e := range round.Events {
			for _, u := range e.Steps {
				if u.Name == name {
					return u
				}
			}
		}
	}
	return report.Performed{Name: name, Step: name}
}

// checks sets the table.
func (s *sheet) checks(all []checked) {
	if len(all) == 0 {
		return
	}
	s.para(plain, "", "The least chance with which it must be noticed if a step is only said to be performed, so that its performer does not gain by that; of a step in parts, for the part that needs most.")
	s.gap()
	who := 0
	for _, c := range all {
		who = max(who, lipgloss.Width(strings.Join(c.who, ", ")))
	}
	t := columns{who: min(max(who, 3), s.width()*2/5), leaving: 9, below: 7}
	t.does = s.width() - t.who - t.leaving - t.below - 6
	s.line(strong, t.set(row{"Who", "Step", "Needed", "Stated"}))
	s.line(faint, strings.Repeat("-", s.width()))
	small, words := false, false
	for _, c := range all[:min(len(all), mostChecks)] {
		w := row{who: strings.Join(c.who, ", "), does: c.step(), leaving: chanceText(c.Needed), below: "-"}
		if c.Detects != nil {
			w.below = c.Detects.Percent()
		}
		if c.Judgement == "too_small" {
			w.leaving += " *"
			small = true
		}
		words = words || c.Words
		s.row(t, w)
	}
	s.line(faint, strings.Repeat("-", s.width()))
	if more := len(all) - mostChecks; more > 0 {
		s.para(plain, "", fmt.Sprintf("And %s more, which need less or have enough; -json has all.", count(more, "row")))
	}
	if words {
		s.para(plain, "", "For a party that counts in words it is what is enough whatever they weigh.")
	}
	if small {
		s.para(bad, "* ", "Here the chance that the text states (detects) is too small.")
	}
}

// step names the step: "return", or "return 4/5" for the part that needs most.
func (c checked) step() string {
	return aside(unit(c.at), partly(c.at))
}

func chanceText(c *report.Chance) string {
	if c == nil {
		return "-"
	}
	return c.AtLeast()
}

// unchecked lists the steps of that judgement in one sentence.
func (s *sheet) unchecked(all []checked, judgement, sentence string) {
	var names []string
	for _, c := range all {
		if c.Judgement != judgement {
			continue
		}
		name := fmt.Sprintf("%s (%s)", c.Step, strings.Join(c.who, ", "))
		if judgement == "unverified" && c.Needed != nil {
			name = fmt.Sprintf("%s (%s; %s would be needed)", c.Step, strings.Join(c.who, ", "), chanceText(c.Needed))
		}
		names = append(names, name)
	}
	if len(names) > 0 {
		s.para(plain, "", sentence+strings.Join(names, ", ")+".")
	}
}

// uneven reports whether the step is in parts of different sizes.
func (c cast) uneven(step string) bool {
	return slices.ContainsFunc(c.Rounds, func(r report.Round) bool {
		return slices.ContainsFunc(r.Events, func(e report.Event) bool {
			return slices.ContainsFunc(e.Steps, func(u report.Performed) bool { return u.Step == step && u.Size != "" })
		})
	})
}

// sampling says how few parts it is enough to look at; among parts of different
// sizes the lot draws each as likely as any other.
func sampling(x report.Sampling, uneven bool) string {
	lot := "drawn by lot"
	if uneven {
		lot = "drawn by lot whatever their sizes,"
	}
	return fmt.Sprintf("Of the %d parts of %s it is enough to look at %d, %s and not known before the end; or at each with a chance of %s, drawn anew.",
		x.Occasions, x.Step, x.Enough, lot, x.Each.AtLeast())
}
