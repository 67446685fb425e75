package syntax

import (
	"math/big"
	"strconv"
	"strings"

	"detente/diag"
)

// Limits on numbers. They are far beyond what a worth, a share or a duration
// needs and keep exact arithmetic small: 1e999999999 is refused, not expanded.
const (
	MaxDigits   = 40 // digits of a number, leading and trailing zeros included
	MaxExponent = 40 // the size of the number after e
)

// number reads a literal exactly from its text. The text is digits, perhaps a
// point and digits, perhaps e and an exponent; a sign may come first.
func number(text string, at diag.Place, found *findings) (*big.Rat, bool) {
	mantissa, exponent, hasExponent := cutExponent(text)
	if !wellFormed(mantissa) || (hasExponent && !isInteger(exponent)) {
		found.add(codeUnreadable, at, "Write digits, with one point for decimals, such as 12 or 0.5.",
			"%s is not a number.", shortened(text))
		return nil, false
	}
	if len(strings.TrimPrefix(strings.Replace(mantissa, ".", "", 1), "-")) > MaxDigits {
		found.add(codeRange, at, "Round the number.", "The number %s has more than %d digits.", shortened(text), MaxDigits)
		return nil, false
	}
	if hasExponent {
		e, err := strconv.Atoi(exponent)
		if err != nil || e > MaxExponent || e < -MaxExponent {
			found.add(codeRange, at, "Choose a unit in which the numbers are of ordinary size.",
				"The exponent of %s is not between %d and %d.", shortened(text), -MaxExponent, MaxExponent)
			return nil, false
		}
	}
	n, ok := new(big.Rat).SetString(text)
	if !ok {
		panic("syntax: a well-formed number was refused: " + text)
	}
	return n, true
}

func cutExponent(text string) (mantissa, exponent string, has bool) {
	i := strings.IndexAny(text, "eE")
	if i < 0 {
		return text, "", false
	}
	return text[:i], text[i+1:], true
}

// wellFormed reports whether s is [-]digits[.digits].
func wellFormed(s string) bool {
	whole, decimals, hasPoint := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	return isDigits(whole) && (!hasPoint || isDigits(decimals))
}

func isInteger(s string) bool {
	if s != "" && (s[0] == '+' || s[0] == '-') {
		s = s[1:]
	}
	return isDigits(s)
}

func isDigits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}

// shortened quotes a foreign text, of which a long one only the beginning.
func shortened(text string) string {
	runes := []rune(text)
	if len(runes) > 40 {
		return strconv.Quote(string(runes[:40])) + "…"
	}
	return strconv.Quote(text)
}
