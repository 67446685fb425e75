package stability

import "math/big"

// CountsOf returns the share of rankings of an inverse by each way to count it that applies.
func CountsOf(v *Inverse) (parts, needs, sets *big.Rat) {
	parts = byParts(v.Sets, v.relevant())
	if clauses, ok := v.clauses(); ok && len(clauses) <= 12 {
		needs = new(big.Rat).Sub(big.NewRat(1, 1), someWhole(clauses))
	}
	if len(v.Sets) <= 12 {
		sets = someWhole(v.Sets)
	}
	return parts, needs, sets
}
