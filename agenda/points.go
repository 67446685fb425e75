package agenda

import (
	"fmt"
	"slices"
	"strings"

	"detente/agreement"
	"detente/ambiguity"
	"detente/check"
)

// openPoints are steps without owner, date, verifier or definition, that of which
// most hangs first. Those that lack the same, and that nothing waits for, are one
// item together. Steps of outsiders alone are with the outsiders.
func (b *book) openPoints() []Item {
	var heavy, light []Item
	for _, l := range b.lacks {
		if !l.Open() || len(l.Outsiders) > 0 && len(l.Outsiders) == len(l.Step.By) {
			continue
		}
		item := Item{Place: l.Step.Place, Steps: []string{l.Step.ID}, By: b.settlers(l.Step), weight: l.Waits, waits: l.Waits > 0}
		item.Sentence = missing(l)
		if l.Waits == 0 {
			light = joined(light, item)
			continue
		}
		item.Sentence = fmt.Sprintf("%s has %s.", l.Step.ID, item.Sentence)
		heavy = append(heavy, item)
	}
	for i, item := range light {
		light[i].Sentence = fmt.Sprintf("%s %s %s.", list(item.Steps), verb(len(item.Steps), "has", "have"), item.Sentence)
	}
	slices.SortStableFunc(light, func(x, y Item) int { return len(y.Steps) - len(x.Steps) })
	return append(heavy, light...)
}

// joined adds the item to one that lacks the same and is settled by the same.
func joined(light []Item, item Item) []Item {
	for i, x := range light {
		if x.Sentence == item.Sentence && slices.Equal(x.By, item.By) {
			light[i].Steps = append(x.Steps, item.Steps...)
			return light
		}
	}
	return append(light, item)
}

// missing says what a step lacks: "no owner, no date and nobody who confirms it".
func missing(l check.Lack) string {
	var all []string
	for _, x := range []struct {
		so   bool
		what string
	}{{l.Owner, "no owner"}, {l.Definition, "no definition"}, {l.Date, "no date"}, {l.Verifier, "nobody who confirms it"}} {
		if x.so {
			all = append(all, x.what)
		}
	}
	return list(all)
}

// settlers are those who can fill a gap of a step: who performs it, and the
// parties whom it serves; all parties where nobody is named to perform it.
func (b *book) settlers(s *agreement.Step) []string {
	if len(s.By) == 0 {
		return partyNames(b.Agreement)
	}
	by := names(s.By)
	for _, w := range s.Worths {
		if !w.Cost && !w.Amount.IsZero() {
			by = add(by, w.Party.ID)
		}
	}
	return by
}

// readings are the words that can be read in several ways, each with what its
// readings change. Those whose readings they are can settle them.
func (b *book) readings() []Item {
	if len(b.Points()) == 0 {
		return nil
	}
	c := ambiguity.Compare(b.Agreement, b.asking)
	var all []Item
	for _, p := range c.Points {
		item := Item{Place: p.Cases[0].Readings[0].Place}
		var ways, changes []string
		dates := true // nothing but dates differs
		for _, one := range p.Cases {
			x := one.Readings[0]
			if x.Of.Given {
				item.By = add(item.By, x.Of.V.ID)
			}
			ways = append(ways, b.way(x))
			changes = append(changes, b.changes(one))
			for _, d := range one.Differences {
				item.Steps = add(item.Steps, d.Steps...)
				dates = dates && d.Kind == ambiguity.Dates
			}
		}
		if len(item.By) < 2 {
			item.By = add(item.By, partyNames(b.Agreement)...)
		}
		item.Sentence = fmt.Sprintf("%s can be read as %s; %s.", capital(b.subject(p.About)), strings.Join(ways, " or as "), strings.Join(changes, "; "))
		if dates && len(item.Steps) > 0 {
			item.Sentence = fmt.Sprintf("%s can be read as %s; the %s of %s hang%s on it.", capital(b.subject(p.About)), strings.Join(ways, " or as "),
				verb(len(item.Steps), "date", "dates"), list(item.Steps), verb(len(item.Steps), "s", ""))
		}
		item.weight = len(item.Steps)
		all = append(all, item)
	}
	return all
}

// subject names what readings are about.
func (b *book) subject(about string) string {
	if b.Agreement.Reading(about) != nil {
		return "the text"
	}
	return "the text on " + about
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// way is a reading with its owner and its words.
func (b *book) way(x *agreement.Reading) string {
	name := x.ID
	if _, day, dated := strings.Cut(name, "="); dated {
		return day
	}
	if x.Of.Given {
		name += " (" + b.label(x.Of.V.ID) + ")"
	}
	if said := x.Text.String(); said != "" {
		name += ": “" + said + "”"
	}
	return name
}

// changes says shortly what a reading changes: what is graver takes the place of
// what is less.
func (b *book) changes(one *ambiguity.Case) string {
	name := one.Readings[0].ID
	for _, kind := range []ambiguity.Kind{ambiguity.Blocked, ambiguity.Conflicts, ambiguity.Stuck, ambiguity.Dates, ambiguity.Open} {
		var clauses []string
		for _, d := range one.Differences {
			if d.Kind == kind {
				clauses = append(clauses, d.Clause)
			}
		}
		if len(clauses) > 0 {
			return "as " + name + ", " + list(clauses[:min(len(clauses), 2)])
		}
	}
	return "as " + name + ", nothing else is stuck, open or due"
}
