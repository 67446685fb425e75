package term

import (
	"fmt"
	"strings"

	"detente/report"
)

// perceived tells what the actors expect who see the situation otherwise.
func (d dais) perceived() {
	if d.Perceived == nil {
		return
	}
	d.heading(strong, "As they see it")
	for _, a := range d.Perceived.Actors {
		var sees []string
		if a.Unseen > 0 {
			sees = append(sees, fmt.Sprintf("%s do not occur to it", count(a.Unseen, "state")))
		}
		if len(a.Believes) > 0 {
			sees = append(sees, "it believes something else of what "+d.allCalled(a.Believes)+" prefers")
		}
		d.para(plain, "- ", fmt.Sprintf("%s: %s. It expects to last (SEQ): %s.", d.called(a.Actor), strings.Join(sees, ", and "), someStates(a.Expected["seq"])))
	}
	d.para(plain, "", "Lasting only because they see it so (SEQ): "+someStates(d.Perceived.Fragile["seq"])+".")
	d.para(plain, "", "What would last if everybody saw it as it is told, and does not: "+someStates(d.Perceived.Missed["seq"])+".")
}

// someStates names a few states.
func someStates(all [][]string) string {
	if len(all) == 0 {
		return "nothing"
	}
	text := report.States(all[:min(len(all), maxTold)])
	if n := len(all) - maxTold; n > 0 {
		text += fmt.Sprintf(" and %d more", n)
	}
	return text
}

// unknown tells what is stable although some preferences are not known.
func (d dais) unknown() {
	if d.Unknown == nil {
		return
	}
	d.heading(strong, "What is not known of preferences")
	d.para(plain, "", fmt.Sprintf("Of what %s, some comparisons are not known. Equilibria by how the actors deal with that:", d.allCalled(d.Unknown.Actors)+" "+verbs(len(d.Unknown.Actors), "prefers", "prefer")))
	for _, v := range []struct{ name, what string }{
		{"a", "tempted by what may be better, not deterred by what may be no better"},
		{"b", "neither tempted nor deterred by what is not known"},
		{"c", "both tempted and deterred"},
		{"d", "deterred and not tempted: the most careful"},
	} {
		d.para(plain, v.name+"  ", v.what+".")
		for _, n := range []string{"nash", "seq", "smr", "gmr"} {
			d.para(plain, "     "+pad(concept(n), 5), someStates(d.Unknown.Equilibria[v.name][n]))
		}
	}
}

func verbs(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// coalitions tell which states last when actors join.
func (d dais) coalitions() {
	if len(d.Coalitions) == 0 {
		return
	}
	d.heading(strong, "If actors join")
	var firm []string
	for _, c := range d.Coalitions {
		if c.Leaving == nil {
			firm = append(firm, "“"+state(c.Options)+"”")
		}
	}
	if len(firm) > 0 {
		d.para(plain, "", "No group of actors would leave, by any concept: "+strings.Join(firm, ", ")+".")
	}
	told := 0
	for _, c := range d.Coalitions {
		if c.Leaving == nil || len(c.Leaving.Actors) < 2 || told == maxTold {
			continue
		}
		told++
		var steps []string
		for _, w := range c.Leaving.Way {
			steps = append(steps, w.Text)
		}
		d.para(plain, "- ", fmt.Sprintf("“%s”: %s together could leave it for “%s”, which all of them prefer (%s), and the others do not deter that (%s).",
			state(c.Options), d.allCalled(c.Leaving.Actors), state(c.Leaving.Way[len(c.Leaving.Way)-1].To), strings.Join(steps, ", then "), concept(c.Leaving.Concept)))
	}
}

// foresight tells what two actors stay in who look ahead.
func (d dais) foresight() {
	if d.Foresight == nil {
		return
	}
	d.heading(strong, "If they look several moves ahead")
	for h, states := range d.Foresight.Limited {
		d.para(plain, "", fmt.Sprintf("%s ahead: %s.", count(h+1, "move"), someStates(states)))
	}
	if d.Foresight.NonMyopic != nil {
		d.para(plain, "", fmt.Sprintf("However far (from %s on): %s.", count(d.Foresight.Moves, "move"), someStates(d.Foresight.NonMyopic)))
	} else {
		d.para(plain, "", "However far: it does not settle.")
	}
}

// robustness tells how firm the equilibria are.
func (d dais) robustness() {
	r := d.Robustness
	if r == nil || len(r.Kept) == 0 {
		return
	}
	d.heading(strong, "If the rankings are off")
	how := "drawn at random"
	if r.Exact {
		how = "all there are"
	}
	d.para(plain, "", fmt.Sprintf("Each actor's ranking with one swap of neighbours or none, %s (%d): in how many of them each state is an equilibrium.", how, r.Ways))
	names := []string{"nash", "seq", "smr", "gmr"}
	var columns []string
	for _, n := range names {
		columns = append(columns, concept(n))
	}
	width := d.width() - 7*len(names) - 1
	d.line(strong, pad("Options taken", width)+" "+across(columns, 7))
	d.line(faint, strings.Repeat("-", d.width()))
	for _, k := range r.Kept[:min(len(r.Kept), maxRows)] {
		var shares []string
		for _, n := range names {
			shares = append(shares, fmt.Sprintf("%.0f%%", 100*float64(k.Share[n])))
		}
		d.line(plain, pad(state(k.Options), width)+" "+across(shares, 7))
	}
	d.line(faint, strings.Repeat("-", d.width()))
	d.flips()
}

// flips tell single swaps that change an equilibrium by SEQ or Nash.
func (d dais) flips() {
	r := d.Robustness
	d.para(plain, "", fmt.Sprintf("Of %s of neighbours in one ranking, %d %s an equilibrium. For SEQ:", count(r.Swaps, "single swap"), r.Flipped, verbs(r.Flipped, "changes", "change")))
	told, none := 0, true
	for _, f := range r.Flips {
		gained, lost := f.Gained["seq"], f.Lost["seq"]
		if len(gained)+len(lost) == 0 {
			continue
		}
		none = false
		if told++; told > maxTold {
			d.para(plain, "", "More are in -json.")
			return
		}
		var what []string
		if len(lost) > 0 {
			what = append(what, someStates(lost)+" would no longer be one")
		}
		if len(gained) > 0 {
			what = append(what, someStates(gained)+" would become one")
		}
		d.para(plain, "- ", fmt.Sprintf("If %s preferred %s to %s: %s.", d.called(f.Actor), someStates(f.Lower), someStates(f.Upper), strings.Join(what, ", and ")))
	}
	if none {
		d.para(plain, "- ", "None of them does.")
	}
}

// inverse tells what rankings would make somebody stay who leaves now.
func (d dais) inverse() {
	if len(d.Inverse) == 0 {
		return
	}
	d.heading(strong, "What rankings would make them stay")
	for _, v := range d.Inverse {
		if v.Concept != "seq" && v.Concept != "gmr" {
			continue
		}
		share := ""
		if v.Stable != "" {
			share = fmt.Sprintf(" (%s of %s strict rankings)", v.Stable, v.Rankings)
		}
		d.para(plain, "", fmt.Sprintf("%s would stay in “%s” by %s%s if, for each of these moves:", d.called(v.Actor), state(v.Options), concept(v.Concept), share))
		for _, n := range v.Needs {
			var ways []string
			for _, set := range n.OneOf[:min(len(n.OneOf), 6)] {
				ways = append(ways, someStates(set))
			}
			d.para(plain, "- ", fmt.Sprintf("to “%s”: it preferred the state asked about, or liked it as much, to %s.", state(n.Move), strings.Join(ways, ", or to ")))
		}
	}
}
