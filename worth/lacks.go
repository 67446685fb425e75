package worth

import (
	"math/big"

	"detente/order"
)

// Lacks returns the share of unit i's worth that the party has not got for good
// at the state: 1 while the unit is not performed, ρ(i) once it is, 0 once it has
// been made permanent. A nil state is that of all units. With it the temptation
// is one sum,
//
//	T(s) = u − Σ Lacks(i, s)·v(i),
//
// linear in each worth, as long as its sign, on which ρ depends, stays what it is.
func (a *Account) Lacks(unit int, state order.Set) *big.Rat {
	if state != nil && !state.Has(unit) {
		return big.NewRat(1, 1)
	}
	if l, ok := a.locker[unit]; ok && (state == nil || state.Has(l)) {
		return new(big.Rat)
	}
	return new(big.Rat).Set(a.undo[unit])
}

// LockedBy returns the unit that makes the unit permanent, false where there is
// none.
func (a *Account) LockedBy(unit int) (locker int, ok bool) {
	locker, ok = a.locker[unit]
	return locker, ok
}
