package situation

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"detente/agreement"
	"detente/standoff"
)

// Draft writes an agreement that would lead from one state to another: each option that
// changes is a step of its owner. It is a text in the language, that loads. The error, a
// [*Refusal], says why there is none.
//
// A ranking has no sizes. What a step is worth is said in words, in the order of how far it
// moves the party in its ranking; see [Shifts] and docs/standoff.md.
func (x *Situation) Draft(from, to standoff.State) (string, error) {
	changes := x.Changes(from, to)
	switch {
	case x.Plain.Options == nil:
		return "", refuse("Describe it by options.", "the stand-off %s is a graph of states: which steps lead from one to another, it does not say", x.Text.ID)
	case len(changes) == 0:
		return "", refuse("Name another state.", "the state “%s” is where the draft would begin", Say(x.Taken(to)))
	}
	if against := x.Against(changes); len(against) > 0 {
		return "", refuse("Name a state that can be reached.", "no steps lead from “%s” to “%s”: %s", Say(x.Taken(from)), Say(x.Taken(to)), x.oneWay(against))
	}
	d := &draft{Situation: x, from: from, to: to, changes: changes}
	d.shifts, d.known = x.Shift(from, to)
	d.head()
	for i := range x.Actors {
		d.party(i)
	}
	for k := range changes {
		d.step(k)
	}
	return d.b.String(), nil
}

// oneWay says which changes the directions do not allow.
func (x *Situation) oneWay(against []Change) string {
	var said []string
	for _, c := range against {
		if c.Take {
			said = append(said, x.Text.Options[c.Option].ID+" cannot be taken again")
		} else {
			said = append(said, x.Text.Options[c.Option].ID+" cannot be taken back")
		}
	}
	return and(said)
}

// draft is a draft being written.
type draft struct {
	*Situation
	from, to standoff.State
	changes  []Change
	shifts   Shifts
	known    bool // the shifts
	b        strings.Builder
}

func (d *draft) line(format string, args ...any) { fmt.Fprintf(&d.b, format+"\n", args...) }

// comment writes lines of at most 78 characters.
func (d *draft) comment(indent, text string) {
	now := ""
	for _, w := range strings.Fields(text) {
		if now != "" && len(indent)+len(now)+len(w) > 75 {
			d.line("%s# %s", indent, now)
			now = ""
		}
		now = strings.TrimSpace(now + " " + w)
	}
	d.line("%s# %s", indent, now)
}

func (d *draft) head() {
	d.comment("", fmt.Sprintf("A draft, made by detente from the stand-off %s: the steps from the state in which these options are taken: %s, to that in which these are: %s.", d.Text.ID, Say(d.Taken(d.from)), Say(d.Taken(d.to))))
	d.line("#")
	d.comment("", "What the steps are worth comes from rankings, and a ranking has no sizes: it says what is better, not by how much. A step is a gain where it moves the party up in its ranking and a cost where it moves it down, on average over all orders in which the steps can be taken; the word says only which of them moves that party further. Put what you know in its place: words, or numbers of the party's own.")
	if !d.known {
		d.comment("", fmt.Sprintf("No worths are given: there are more than %d steps, or they cannot be taken one at a time.", MaxOrdered))
	}
	for i, who := range d.Actors {
		rank := d.Plain.Rank[i]
		if rank[d.Code(d.to)] < rank[d.Code(d.from)] {
			d.comment("", fmt.Sprintf("%s prefers the first state to the second.", who.Label()))
		}
	}
	d.line("")
	d.line("agreement %s {", quote(d.Text.ID+"-draft"))
	d.line("  title = %s", quote("Draft: from “"+Say(d.Taken(d.from))+"” to “"+Say(d.Taken(d.to))+"”"))
	d.line("}")
}

// party writes the block of an actor.
func (d *draft) party(i int) {
	who, kind := d.Actors[i], "party"
	if who.Third {
		kind = "third_party"
	}
	d.line("\n%s %s {", kind, quote(who.ID))
	d.line("  name = %s", text(who.Title, who.ID))
	d.line("}")
}

// step writes the step that makes a change.
func (d *draft) step(k int) {
	c := d.changes[k]
	o := d.Text.Options[c.Option]
	d.line("\nstep %s {", quote(d.stepName(k)))
	d.line("  by = %s", o.By.V.ID)
	d.line("  text = %s", d.stepText(c))
	gains, costs := d.worths(k)
	if len(gains) > 0 {
		d.line("  gains = { %s }", strings.Join(gains, ", "))
	}
	if len(costs) > 0 {
		d.line("  costs = { %s }", strings.Join(costs, ", "))
	}
	undo := "full # it can be taken back"
	if o.Once || o.BackOnly {
		undo = "none # it cannot be taken back"
	}
	d.line("  undo = %s", undo)
	d.line("}")
}

// stepName is the option's name, or end_ and the name where it is given up; a name that an
// actor has already gets a number.
func (d *draft) stepName(k int) string {
	name := d.plainName(k)
	used := func(n string) bool {
		return slices.ContainsFunc(d.Actors, func(a *agreement.Actor) bool { return a.ID == n }) ||
			slices.ContainsFunc(d.changes[:k], func(c Change) bool { return d.Text.Options[c.Option].ID == n })
	}
	for n := 2; used(name); n++ {
		name = fmt.Sprintf("%s-%d", d.plainName(k), n)
	}
	return name
}

func (d *draft) plainName(k int) string {
	name := d.Text.Options[d.changes[k].Option].ID
	if !d.changes[k].Take && len(name)+4 <= agreement.MaxName {
		name = "end_" + name
	}
	return name
}

// stepText says what is to be done: the option's text, in the languages that it has.
func (d *draft) stepText(c Change) string {
	o := d.Text.Options[c.Option]
	if c.Take {
		return text(o.Text, o.ID)
	}
	given := o.Text.String()
	if given == "" {
		given = o.ID
	}
	return quote("Give up: " + given)
}

// worths are the gains and costs of a step in words.
func (d *draft) worths(k int) (gains, costs []string) {
	if !d.known {
		return nil, nil
	}
	for i, who := range d.Actors {
		if who.Third {
			continue
		}
		said := Words(d.shifts.By[i])[k]
		switch d.shifts.By[i][k].Sign() {
		case 1:
			gains = append(gains, who.ID+" = "+said)
		case -1:
			costs = append(costs, who.ID+" = "+said)
		}
	}
	return gains, costs
}

// spread is which of the five words of worth stand for so many different sizes.
var spread = [][]int{{}, {2}, {1, 3}, {1, 2, 3}, {0, 1, 2, 3}, {0, 1, 2, 3, 4}}

// Words says the sizes of an actor's shifts in words, "" for one of nothing. Up to five
// different sizes get a word each, a greater size a stronger one; more are cut into fifths
// of the greatest.
func Words(shifts []*big.Rat) []string {
	var sizes []*big.Rat // greatest first, each once
	for _, s := range shifts {
		if size := new(big.Rat).Abs(s); size.Sign() > 0 {
			sizes = append(sizes, size)
		}
	}
	slices.SortFunc(sizes, func(a, b *big.Rat) int { return b.Cmp(a) })
	sizes = slices.CompactFunc(sizes, func(a, b *big.Rat) bool { return a.Cmp(b) == 0 })
	out := make([]string, len(shifts))
	for k, s := range shifts {
		size := new(big.Rat).Abs(s)
		if size.Sign() == 0 {
			continue
		}
		if len(sizes) < len(spread) {
			at := slices.IndexFunc(sizes, func(x *big.Rat) bool { return x.Cmp(size) == 0 })
			out[k] = agreement.DefaultScale[spread[len(sizes)][at]]
			continue
		}
		fifth := new(big.Rat).Quo(new(big.Rat).Mul(size, big.NewRat(5, 1)), sizes[0]) // in (0, 5]
		at := 0
		for at < 4 && fifth.Cmp(big.NewRat(int64(4-at), 1)) <= 0 {
			at++
		}
		out[k] = agreement.DefaultScale[at]
	}
	return out
}

// text writes words for people as a value of the language; instead where there are none.
func text(t agreement.Text, instead string) string {
	if s, ok := t.By[""]; ok || len(t.By) == 0 {
		if s == "" {
			s = instead
		}
		return quote(s)
	}
	var langs []string
	for l := range t.By {
		langs = append(langs, l)
	}
	slices.Sort(langs)
	var pairs []string
	for _, l := range langs {
		pairs = append(pairs, quote(l)+" = "+quote(t.By[l]))
	}
	return "{ " + strings.Join(pairs, ", ") + " }"
}

// quote writes a text in quotes.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`, "${", "$${", "%{", "%%{").Replace(s) + `"`
}
