package plan

import (
	"detente/agreement"
	"detente/effort"
	"detente/peak"
	"detente/worth"
)

// KeepsLimits reports whether in some order of the course nobody is ever exposed
// beyond its max_exposure, days set aside. Where the budget did not do to find
// out, it is not decided, and keeps is true. A course without any order keeps no
// limits. It fails where worths are too long to be added up exactly.
func KeepsLimits(c *agreement.Course, b *effort.Budget) (keeps, decided bool, err error) {
	p := newPlanner(c, Options{})
	p.budget = b
	if p.g, err = newGame(c, p.accounts); err != nil {
		return true, false, err
	}
	if p.g == nil {
		return false, true, nil
	}
	l := p.overrunLevel()
	if l.idle() {
		return true, true, nil
	}
	p.box = newBox(len(p.g.rows))
	p.path = p.g.order.Sequence()
	f := p.search(p.g.narrow(p.box, l, peak.Nothing), p.newLevel(l.name, below))
	return f.path != nil || !f.proved, f.path != nil || f.proved, nil
}

// LimitsAtRisk returns the parties whose max_exposure some state of the course
// passes, in the order of the text. The limits of the others are kept in any
// order. It fails as [KeepsLimits] does.
func LimitsAtRisk(c *agreement.Course) ([]*agreement.Actor, error) {
	accounts := worth.Accounts(c)
	g, err := newGame(c, accounts)
	if err != nil || g == nil {
		return nil, err
	}
	var parties []*agreement.Actor
	for r, row := range g.rows {
		if p := accounts[row.account].Party; row.limit < noLimit && g.passes(r, below, -row.limit) && (len(parties) == 0 || parties[len(parties)-1] != p) {
			parties = append(parties, p)
		}
	}
	return parties, nil
}
