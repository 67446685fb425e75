package repair

import (
	"fmt"
	"math/big"
	"slices"

	"detente/agreement"
	"detente/amendment"
)

// transfer is a payment between two parties of a purse.
type transfer struct {
	from, to int // accounts of the purse
	amount   *big.Rat
}

// shares are ways to share the bond out among the parties: each bears as much, or one
// of them all of it. Wherever it is, payments carry it to where it is needed.
func (p purse) shares(bond *big.Rat) [][]*big.Rat {
	n := len(p.accounts)
	all := [][]*big.Rat{slices.Repeat([]*big.Rat{new(big.Rat).Quo(bond, big.NewRat(int64(n), 1))}, n)}
	for i := range p.accounts {
		own := rats(n)
		own[i] = bond
		all = append(all, own)
	}
	return all
}

// thrifty shares the bond out so that fewest payments are needed.
func (p purse) thrifty(c *agreement.Course, x bonded) (bonds []*big.Rat, all []transfer) {
	for _, share := range p.shares(x.bond) {
		if t := transfers(p.rooms(c, x.sequence, share)); bonds == nil || len(t) < len(all) {
			bonds, all = share, t
		}
	}
	return bonds, all
}

// rooms says how much each party may have been paid, on balance, while each event of
// the sequence is performed: with more it would gain by leaving before or after it.
func (p purse) rooms(c *agreement.Course, sequence []int, bonds []*big.Rat) [][]*big.Rat {
	rooms := make([][]*big.Rat, len(sequence))
	for i, a := range p.accounts {
		room := new(big.Rat).Sub(bonds[i], a.Excess(a.Start())[0])
		for t, e := range sequence {
			after := new(big.Rat).Sub(room, keeps(a, c.Events[e].Units)[0])
			rooms[t] = append(rooms[t], lesser(room, after))
			room = after
		}
	}
	return rooms
}

// transfers lists the payments that keep what each has been paid within its room.
// What has been paid is left as it is for as long as can be; when it has to change,
// it is brought back to nothing if that does, and else by what is too much, to what
// does for longest. At the end nobody has been paid anything. The rooms of each event
// come to at least 0 together.
func transfers(rooms [][]*big.Rat) []transfer {
	if len(rooms) == 0 {
		return nil
	}
	var all []transfer
	nothing := rats(len(rooms[0]))
	paid := nothing
	for t := range rooms {
		if within(paid, rooms[t]) {
			continue
		}
		room := longest(rooms[t:])
		next := nothing
		if !within(next, room) {
			next = fitted(paid, room)
		}
		all, paid = append(all, between(paid, next)...), next
	}
	return append(all, between(paid, nothing)...)
}

// within reports whether nobody has been paid more than its room.
func within(paid, room []*big.Rat) bool {
	for i, x := range paid {
		if x.Cmp(room[i]) > 0 {
			return false
		}
	}
	return true
}

// longest is the room that there is at the first event and at as many after it as
// come to at least 0 with it.
func longest(rooms [][]*big.Rat) []*big.Rat {
	room := rooms[0]
	for _, next := range rooms[1:] {
		both := make([]*big.Rat, len(room))
		for i := range room {
			both[i] = lesser(room[i], next[i])
		}
		if total(both).Sign() < 0 {
			break
		}
		room = both
	}
	return room
}

// fitted changes what has been paid by what is beyond the room, which goes to those
// who have room left, in their order.
func fitted(paid, room []*big.Rat) []*big.Rat {
	next, over := make([]*big.Rat, len(paid)), new(big.Rat)
	for i, x := range paid {
		next[i] = lesser(x, room[i])
		over.Add(over, new(big.Rat).Sub(x, next[i]))
	}
	for i := range next {
		more := lesser(over, new(big.Rat).Sub(room[i], next[i]))
		next[i] = new(big.Rat).Add(next[i], more)
		over.Sub(over, more)
	}
	return next
}

// between lists payments that lead from what was paid to what is to be.
func between(paid, next []*big.Rat) []transfer {
	var all []transfer
	owed := make([]*big.Rat, len(paid)) // below 0: by those who have it to pay
	for i := range paid {
		owed[i] = new(big.Rat).Sub(next[i], paid[i])
	}
	for i := range owed {
		for j := range owed {
			if owed[i].Sign() >= 0 || owed[j].Sign() <= 0 {
				continue
			}
			x := new(big.Rat).Set(lesser(new(big.Rat).Neg(owed[i]), owed[j]))
			all = append(all, transfer{i, j, x})
			owed[i].Add(owed[i], x)
			owed[j].Sub(owed[j], x)
		}
	}
	return all
}

// paymentName is what payments are called, with a number.
const paymentName = "payment"

// withPayments returns the repair, and the agreement with the payments as steps and
// with the bonds.
func (s *search) withPayments(p purse, bonds []*big.Rat, all []transfer) (Repair, *agreement.Agreement) {
	stake, stakes := s.stakeBar(), p.staked(bonds)
	r, a := s.repair(stake, stakes), s.with(stake, stakes)
	var said []string
	for k, t := range all {
		name := amendment.Unused(a, fmt.Sprintf("%s_%d", paymentName, k+1))
		from, to := p.accounts[t.from].Party, p.accounts[t.to].Party
		a = amendment.WithPayment(a, name, from.ID, to.ID, t.amount)
		r.Steps, r.Changes = append(r.Steps, name), append(r.Changes, amendment.Paying(name, from, to, t.amount)...)
		said = append(said, fmt.Sprintf("%s pay %s %s (%s)", from.Label(), to.Label(), p.sum(t.amount), name))
	}
	r.Kind, r.Parties = Payments, p.involved(bonds, all)
	r.Agree = r.Parties
	r.Sentence = "Let " + and(append(said, stake.told(stakes)...)) + ". Each is paid as much as it pays."
	if more := total(bonds); more.Sign() > 0 {
		r.Sentence += " What leaving costs goes up by " + p.sum(more) + " in all."
	}
	return r, a
}

// involved names those who pay, are paid or have more at stake, in their order.
func (p purse) involved(bonds []*big.Rat, all []transfer) []string {
	var names []string
	for i, a := range p.accounts {
		pays := slices.ContainsFunc(all, func(t transfer) bool { return t.from == i || t.to == i })
		if pays || bonds[i].Sign() > 0 {
			names = append(names, a.Party.ID)
		}
	}
	return names
}

// staked adds to what leaving costs each party its share of the bond.
func (p purse) staked(bonds []*big.Rat) []raised {
	var all []raised
	for i, a := range p.accounts {
		if bonds[i].Sign() > 0 {
			all = append(all, raised{account: a, to: amendment.Number(new(big.Rat).Add(a.BreachCost[0], bonds[i]))})
		}
	}
	return all
}
