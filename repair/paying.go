package repair

import (
	"fmt"
	"math/big"
	"slices"

	"detente/agreement"
	"detente/effort"
	"detente/order"
	"detente/peak"
	"detente/worth"
)

// purse is some parties that say that they count in one unit, so that what one of
// them pays is worth as much to another.
type purse struct {
	unit     string
	accounts []*worth.Account
}

// purses lists them in the order of the text. Who counts in words has no unit.
func (s *search) purses() []purse {
	var all []purse
	for _, a := range s.accounts {
		unit := a.Party.Unit.V
		if unit == "" || a.Words != nil {
			continue
		}
		i := slices.IndexFunc(all, func(p purse) bool { return p.unit == unit })
		if i < 0 {
			i, all = len(all), append(all, purse{unit: unit})
		}
		all[i].accounts = append(all[i].accounts, a)
	}
	return slices.DeleteFunc(all, func(p purse) bool { return len(p.accounts) < 2 })
}

// maxPayments is how many payments are written out at most.
const maxPayments = 12

// payments looks for what parties that count in one unit could pay one another
// between the steps. Nobody pays in all more than it is paid: what each gains by the
// agreement stays as it was agreed. Payments then carry what keeps one party to
// where another needs it, and only the total of the stakes matters.
func (s *search) payments() Outcome {
	var out Outcome
	for _, p := range s.purses() {
		r, why := s.paid(p)
		if r != nil {
			out.Repairs = append(out.Repairs, *r)
		} else if out.Why == "" {
			out.Why = why
		}
	}
	return out
}

// paid is the repair by payments between the parties of the purse, or why there is
// none.
func (s *search) paid(p purse) (*Repair, string) {
	c := s.leastBond(p)
	switch {
	case !c.known:
		s.missed++
		return nil, ""
	case c.sequence == nil:
		if s.limited() {
			return nil, "Whatever is paid along the way, somebody would gain by leaving or be exposed beyond what it accepts."
		}
		return nil, "Whatever is paid along the way, somebody else would gain by leaving."
	}
	if why := s.needless(p, c); why != "" {
		return nil, why
	}
	bonds, all := p.thrifty(s.base.Course, c)
	r, a := s.withPayments(p, bonds, all)
	result, v := s.try(a, holds)
	switch {
	case v == no:
		s.missed++ // other conditions of the text stand against it; another order may do
		return nil, ""
	case v == open:
		return nil, ""
	case len(all) > maxPayments:
		return nil, fmt.Sprintf("With %d payments between the steps it holds%s. More than %d are not written out.",
			len(all), p.besides(c.bond), maxPayments)
	}
	r.Plan, r.Least = result, c.proved
	return &r, ""
}

// besides says what leaving has to cost more, in a clause.
func (p purse) besides(bond *big.Rat) string {
	if bond.Sign() == 0 {
		return ""
	}
	return fmt.Sprintf(", if leaving cost them %s more in all", p.sum(bond))
}

// sum writes an amount in the unit.
func (p purse) sum(x *big.Rat) string { return worth.Number(x) + " " + p.unit }

// needless says that the least bond is enough without any payment, where it is.
func (s *search) needless(p purse, c bonded) string {
	if !c.proved || c.bond.Sign() == 0 || s.exposed() {
		return ""
	}
	for _, share := range p.shares(c) {
		if _, v := s.try(s.with(s.stakeBar(), p.staked(share)), holds); v == yes {
			return fmt.Sprintf("Payments along the way would not lower what leaving has to cost: %s more in all, with them or without.", p.sum(c.bond))
		}
	}
	return ""
}

// bonded is an order of events between which the parties of a purse pay one
// another.
type bonded struct {
	known    bool  // it was worked out
	sequence []int // events; nil where no order keeps the others
	// bond is how much more leaving has to cost the parties together for the order
	// to hold; proved says that no order does with less. Of it each has to bear its own
	// by itself.
	bond   *big.Rat
	own    []*big.Rat
	proved bool
}

// leastBond looks for the order that needs the least bond. At each step the parties
// of the purse together hold at most what each holds before or after it, whichever is
// more, and together may hold no more than what keeps them; see [WithPayments]. Where all
// of them limit their exposure, what each holds before or after it, whichever is less, may
// together be no further below nothing than they accept together. The others are not
// paid, and have to be kept as they are.
func (s *search) leastBond(p purse) bonded {
	o, ok := orderOf(s.base.Course)
	switch {
	case !ok:
		return bonded{}
	case slices.ContainsFunc(p.accounts, exposedAfterAll):
		return bonded{known: true} // by then everything has been paid back
	}
	twice := halved(o)
	common, scale, ok := p.row(s.base.Course, +1)
	rows := []peak.Row{common}
	if p.limited() {
		exposed, _, fits := p.row(s.base.Course, -1)
		exposed.Unit = 0
		ok, rows = ok && fits, append(rows, exposed)
	}
	for _, a := range s.accounts {
		if slices.Contains(p.accounts, a) {
			continue
		}
		own, fits := aloneRows(s.base.Course, a)
		ok, rows = ok && fits, append(rows, own...)
	}
	if !ok {
		return bonded{}
	}
	b := &effort.Budget{Limit: min(int64(s.o.Limit), s.share), Stop: s.o.Stop}
	r := peak.Solve(peak.Problem{Order: twice, Rows: rows}, "payments", b)
	s.count(b.Opened)
	if r.Sequence == nil {
		return bonded{known: r.Proved}
	}
	bond := new(big.Rat).SetFrac(big.NewInt(r.Worst.Num), new(big.Int).Mul(big.NewInt(r.Worst.Den), scale))
	own := p.own(s.base.Course)
	enough := total(own).Cmp(bond) >= 0 // whatever the order
	return bonded{known: true, sequence: firstHalves(r.Sequence), bond: greater(bond, total(own)), own: own, proved: r.Proved || enough}
}

// exposedAfterAll reports whether the party is exposed beyond what it accepts when everything has
// been performed, because much of it can be taken back.
func exposedAfterAll(a *worth.Account) bool {
	return a.MaxExposure != nil && a.Loss(nil)[0].Cmp(a.MaxExposure[0]) > 0
}

// own is how much more leaving has to cost each of the purse by itself. While an event is
// performed nothing is paid: whoever accepts little exposure and bears, or gains, a great
// deal by one event has to be kept, before or after it, by more than what it accepts.
func (p purse) own(c *agreement.Course) []*big.Rat {
	own := rats(len(p.accounts))
	for i, a := range p.accounts {
		if a.MaxExposure == nil {
			continue
		}
		both := new(big.Rat).Add(room(a, +1)[0], room(a, -1)[0])
		for e := range c.Events {
			x := keeps(a, c.Events[e].Units)[0]
			own[i] = greater(own[i], new(big.Rat).Sub(new(big.Rat).Abs(x), both))
		}
	}
	return own
}

// limited reports whether everybody of the purse limits its exposure.
func (p purse) limited() bool {
	return !slices.ContainsFunc(p.accounts, func(a *worth.Account) bool { return a.MaxExposure == nil })
}

// row is the sum of what the parties of the purse hold over what keeps them, by
// halves of events: the first raises it by what those gain who gain by the event, the
// second takes off what the others bear. It is counted in 1/scale of the unit. With
// sign −1 it is the sum of what they lack, over what they accept to lack.
func (p purse) row(c *agreement.Course, sign int64) (row peak.Row, scale *big.Int, ok bool) {
	n := len(c.Events)
	all := rats(2*n + 1)
	for _, a := range p.accounts {
		for e := range n {
			x := new(big.Rat).Mul(keeps(a, c.Events[e].Units)[0], big.NewRat(sign, 1))
			half := 2 * e
			if x.Sign() < 0 {
				half++
			}
			all[half].Add(all[half], x)
		}
		all[2*n].Add(all[2*n], room(a, sign)[0])
	}
	whole, scale, ok := wholes(all)
	if !ok {
		return peak.Row{}, nil, false
	}
	return peak.Row{Delta: whole[:2*n], Cap: whole[2*n], Unit: 1}, scale, true
}

// aloneRows are the sums of a party that is not paid, by halves of events; with its
// first half an event is performed.
func aloneRows(c *agreement.Course, a *worth.Account) ([]peak.Row, bool) {
	rows, ok := aloneSums(c, a, +1)
	if a.MaxExposure != nil {
		more, fits := aloneSums(c, a, -1)
		rows, ok = append(rows, more...), ok && fits
	}
	return rows, ok
}

// room is by how much what the party holds may grow from the start, or, with sign −1, what
// it lacks.
func room(a *worth.Account, sign int64) worth.Vector {
	if sign < 0 {
		return a.MaxExposure
	}
	return a.Excess(a.Start()).Times(big.NewRat(-1, 1))
}

// aloneSums are sign times what the party holds, within its room.
func aloneSums(c *agreement.Course, a *worth.Account, sign int64) (rows []peak.Row, ok bool) {
	n := len(c.Events)
	for k, most := range room(a, sign).Prefixes() { // a number is its own
		all := rats(2*n + 1)
		for e := range n {
			all[2*e].Mul(keeps(a, c.Events[e].Units).Prefixes()[k], big.NewRat(sign, 1))
		}
		all[2*n].Set(most)
		whole, _, fits := wholes(all)
		if !fits {
			return nil, false
		}
		rows = append(rows, peak.Row{Delta: whole[:2*n], Cap: whole[2*n]})
	}
	return rows, true
}

// keeps is what the party keeps of the units together.
func keeps(a *worth.Account, units []int) worth.Vector {
	sum := a.Keep[units[0]]
	for _, u := range units[1:] {
		sum = sum.Plus(a.Keep[u])
	}
	return sum
}

// halved returns the order of events that are two elements each, one after the other.
func halved(o *order.Order) *order.Order {
	var pairs [][2]int
	for e := range o.Len() {
		pairs = append(pairs, [2]int{2 * e, 2*e + 1})
		for _, f := range o.Before(e).Members() {
			pairs = append(pairs, [2]int{2*f + 1, 2 * e})
		}
	}
	twice, ok := order.New(2*o.Len(), pairs)
	if !ok {
		panic("repair: an order with circles")
	}
	return twice
}

// firstHalves lists the events of a sequence of halves, by their first ones.
func firstHalves(sequence []int) []int {
	events := []int{}
	for _, x := range sequence {
		if x%2 == 0 {
			events = append(events, x/2)
		}
	}
	return events
}
