package report

import (
	"math/big"

	"detente/agreement"
	"detente/narrate"
)

// sizeOf is what a part is of its step, "" where all parts are of one size.
func sizeOf(u agreement.Unit) string {
	if u.Share == nil {
		return ""
	}
	return u.Share.RatString()
}

// mostParts is the largest denominator that people are shown; a size that needs more
// is told in percent.
const mostParts = 20

// Size says for people what parts of a step are of it together, from their sizes:
// "1/2", or "about 33.4%" where no plain fraction says it. It is "" where the parts
// are of one size, and where they are the whole step.
func Size(sizes ...string) string {
	sum := new(big.Rat)
	for _, s := range sizes {
		x, ok := new(big.Rat).SetString(s)
		if !ok {
			return ""
		}
		sum.Add(sum, x)
	}
	switch {
	case sum.IsInt():
		return ""
	case sum.Denom().Cmp(big.NewInt(mostParts)) <= 0:
		return sum.RatString()
	}
	return narrate.Percent(sum, 1)
}
