package inspection

import "math/big"

// The inspection game (Dresher 1962; with the pay-offs of Avenhaus, von Stengel
// and Zamir 2002): there are n occasions and m inspections to spend on them. The
// inspected party may pretend on one occasion at most; both see what happens as
// it happens. To pretend unnoticed brings it 1, to be noticed −b, with b > −1; to
// perform all along brings 0. An inspection notices for sure.
//
// Where an inspection notices with probability q only, the game is the same
// with q·(1+b) − 1 in the place of b.

// Value returns what the inspected party can gain by pretending in the game of n
// occasions and m inspections, 0 ≤ m, 1 ≤ n, b ≥ 0:
//
//	I(n, m) = C(n−1, m) / Σ_{i=0..m} b^(m−i)·C(n, i),
//
// and 0 for m ≥ n. It is positive while there are fewer inspections than
// occasions: once the last one is spent, and seen to be, nothing deters any more.
func Value(n, m int, b *big.Rat) *big.Rat {
	if m >= n {
		return new(big.Rat)
	}
	ways := new(big.Rat).SetInt(new(big.Int).Binomial(int64(n-1), int64(m)))
	return ways.Quo(ways, weighted(n, m, b))
}

// Chance returns the probability with which to inspect now, n occasions being
// left and m inspections, so that the other side cannot gain more than Value:
//
//	p(n, m) = Σ_{i=0..m−1} b^(m−1−i)·C(n−1, i) / Σ_{i=0..m} b^(m−i)·C(n, i).
//
// For b = 1 it is Dresher's q. Where m ≥ n it is the least such probability,
// 1/(1+b), and every greater one will do too.
func Chance(n, m int, b *big.Rat) *big.Rat {
	m = min(n, m)
	if m == 0 {
		return new(big.Rat)
	}
	p := weighted(n-1, m-1, b)
	return p.Quo(p, weighted(n, m, b))
}

// Deterring returns the least number of inspections on n occasions with which a
// party that has a reward for never pretending, in units of what pretending
// once unnoticed brings, does not gain by it: the least m with I(n, m) ≤ reward.
// Without a reward that is n.
func Deterring(n int, b, reward *big.Rat) int {
	for m := range n {
		if Value(n, m, b).Cmp(reward) <= 0 {
			return m
		}
	}
	return n
}

// weighted returns Σ_{i=0..m} b^(m−i)·C(n, i), in whole numbers up to the last
// step: with b = x/y it is Σ x^(m−i)·y^i·C(n, i) / y^m.
func weighted(n, m int, b *big.Rat) *big.Rat {
	sum, ways, power := new(big.Int), big.NewInt(1), big.NewInt(1)
	for i := range m + 1 {
		sum.Mul(sum, b.Num())
		sum.Add(sum, new(big.Int).Mul(ways, power))
		ways.Mul(ways, big.NewInt(int64(n-i)))
		ways.Quo(ways, big.NewInt(int64(i+1)))
		if i < m {
			power.Mul(power, b.Denom())
		}
	}
	return new(big.Rat).SetFrac(sum, power)
}
