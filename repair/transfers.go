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

// shares are ways to share the bond out among the parties: beyond what each has to bear by
// itself, each bears as much, or one of them all of it. Wherever it is, payments carry it
// to where it is needed.
func (p purse) shares(x bonded) [][]*big.Rat {
	rest := new(big.Rat).Sub(x.bond, total(x.own))
	each := new(big.Rat).Quo(rest, big.NewRat(int64(len(x.own)), 1))
	all := [][]*big.Rat{make([]*big.Rat, len(x.own))}
	for i, own := range x.own {
		all[0][i] = new(big.Rat).Add(own, each)
		bears := slices.Clone(x.own)
		bears[i] = new(big.Rat).Add(own, rest)
		all = append(all, bears)
	}
	return all
}

// thrifty shares the bond out so that fewest payments are needed.
func (p purse) thrifty(c *agreement.Course, x bonded) (bonds []*big.Rat, all []transfer) {
	for _, share := range p.shares(x) {
		if t := transfers(p.rooms(c, x.sequence, share)); bonds == nil || len(t) < len(all) {
			bonds, all = share, t
		}
	}
	return bonds, all
}

// rooms says how much each party may have been paid, on balance, while each event of
// the sequence is performed: with more it would gain by leaving before or after it, and
// with less it would be exposed beyond what it accepts.
func (p purse) rooms(c *agreement.Course, sequence []int, bonds []*big.Rat) [][]Band {
	rooms := make([][]Band, len(sequence))
	for i, a := range p.accounts {
		most := new(big.Rat).Add(bonds[i], room(a, +1)[0])
		var least *big.Rat
		if a.MaxExposure != nil {
			least = new(big.Rat).Neg(a.MaxExposure[0])
		}
		for t, e := range sequence {
			x := keeps(a, c.Events[e].Units)[0]
			before := Band{least, most}
			if most = new(big.Rat).Sub(most, x); least != nil {
				least = new(big.Rat).Sub(least, x)
			}
			rooms[t] = append(rooms[t], before.and(Band{least, most}))
		}
	}
	return rooms
}

// transfers lists the payments that keep what each has been paid within its room.
// What has been paid is left as it is for as long as can be; when it has to change,
// it is brought back to nothing if that does, and else by what is too much or too
// little, to what does for longest. At the end nobody has been paid anything. Each event
// leaves room for all together.
func transfers(rooms [][]Band) []transfer {
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

// within reports whether everybody has been paid within its room.
func within(paid []*big.Rat, room []Band) bool {
	for i, x := range paid {
		if !room[i].has(x) {
			return false
		}
	}
	return true
}

// roomy reports whether there are payments within everybody's room.
func roomy(room []Band) bool {
	least, most := new(big.Rat), new(big.Rat)
	for _, r := range room {
		if r.Empty() {
			return false
		}
		if most.Add(most, r.Most); least != nil && r.Least != nil {
			least.Add(least, r.Least)
		} else {
			least = nil // somebody can pay any amount
		}
	}
	return most.Sign() >= 0 && (least == nil || least.Sign() <= 0)
}

// longest is the room that there is at the first event and at as many after it as
// leave room with it.
func longest(rooms [][]Band) []Band {
	room := rooms[0]
	for _, next := range rooms[1:] {
		both := make([]Band, len(room))
		for i := range room {
			both[i] = room[i].and(next[i])
		}
		if !roomy(both) {
			break
		}
		room = both
	}
	return room
}

// fitted changes what has been paid by what is beyond the room, to the debit or credit of
// those who have room left, in their order.
func fitted(paid []*big.Rat, room []Band) []*big.Rat {
	next, over := make([]*big.Rat, len(paid)), new(big.Rat)
	for i, x := range paid {
		next[i] = room[i].nearest(x)
		over.Add(over, new(big.Rat).Sub(x, next[i]))
	}
	for i := range next {
		to := room[i].nearest(new(big.Rat).Add(next[i], over))
		over.Sub(over, new(big.Rat).Sub(to, next[i]))
		next[i] = to
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
