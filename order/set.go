package order

import (
	"encoding/binary"
	"math/bits"
)

// Set is a set of small non-negative numbers, one bit each. Sets that meet in
// one operation have the same length.
type Set []uint64

// NewSet returns an empty set with room for 0 … n-1.
func NewSet(n int) Set { return make(Set, (n+63)/64) }

// SetOf returns the set of the members, with room for 0 … n-1.
func SetOf(n int, members ...int) Set {
	s := NewSet(n)
	for _, i := range members {
		s.Add(i)
	}
	return s
}

// Has reports whether i is a member.
func (s Set) Has(i int) bool { return s[i>>6]&(1<<(i&63)) != 0 }

// Add makes i a member.
func (s Set) Add(i int) { s[i>>6] |= 1 << (i & 63) }

// Remove makes i a member no longer.
func (s Set) Remove(i int) { s[i>>6] &^= 1 << (i & 63) }

// Union adds all members of t.
func (s Set) Union(t Set) {
	for k := range s {
		s[k] |= t[k]
	}
}

// Covers reports whether every member of t is a member of s.
func (s Set) Covers(t Set) bool {
	for k := range s {
		if t[k]&^s[k] != 0 {
			return false
		}
	}
	return true
}

// Meets reports whether s and t have a member in common.
func (s Set) Meets(t Set) bool {
	for k := range s {
		if s[k]&t[k] != 0 {
			return true
		}
	}
	return false
}

// Key writes the set down, so that sets of one length are the same exactly when
// their keys are.
func (s Set) Key() string {
	k := make([]byte, 0, 8*len(s))
	for _, w := range s {
		k = binary.LittleEndian.AppendUint64(k, w)
	}
	return string(k)
}

// Len counts the members.
func (s Set) Len() int {
	n := 0
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

// Clone returns a copy.
func (s Set) Clone() Set { return append(Set(nil), s...) }

// lowest returns the lowest member of the word of that number.
func lowest(word int, w uint64) int { return word<<6 + bits.TrailingZeros64(w) }

// All yields the members in ascending order.
func (s Set) All(yield func(int) bool) {
	for k, w := range s {
		for ; w != 0; w &= w - 1 {
			if !yield(lowest(k, w)) {
				return
			}
		}
	}
}

// Members returns the members in ascending order.
func (s Set) Members() []int {
	m := make([]int, 0, s.Len())
	for i := range s.All {
		m = append(m, i)
	}
	return m
}
