package rounds

import "slices"

// table numbers sets in the order in which they are added.
type table struct {
	words  int      // of a set
	member []uint64 // all sets
	slots  []int32  // a number + 1, or 0, where the hash of the set or the next free slot is
	count  int
}

func (t *table) set(at int) []uint64 { return t.member[at*t.words : (at+1)*t.words] }

// bytes is about how much memory the table takes, with what is kept beside it.
func (t *table) bytes() int { return 8*len(t.member) + 4*len(t.slots) + 4*t.count }

// find returns the number of the set, or −1.
func (t *table) find(set []uint64) int {
	if t.count == 0 {
		return -1
	}
	return int(t.slots[t.slot(set)]) - 1
}

// add reports whether the set is new, and numbers it if it is.
func (t *table) add(set []uint64) bool {
	if 2*t.count >= len(t.slots) {
		t.grow()
	}
	k := t.slot(set)
	if t.slots[k] > 0 {
		return false
	}
	t.member = append(t.member, set...)
	t.count++
	t.slots[k] = int32(t.count)
	return true
}

func (t *table) grow() {
	t.slots = make([]int32, max(64, 2*len(t.slots)))
	for at := range t.count {
		t.slots[t.slot(t.set(at))] = int32(at) + 1
	}
}

// slot is where the set stands, or would stand. The number of slots is a power of
// two.
func (t *table) slot(set []uint64) int {
	hash := uint64(0)
	for _, w := range set {
		hash = (hash ^ w) * 0x9e3779b97f4a7c15
		hash ^= hash >> 29
	}
	k := int(hash>>16) & (len(t.slots) - 1)
	for t.slots[k] > 0 && !slices.Equal(t.set(int(t.slots[k])-1), set) {
		k = (k + 1) & (len(t.slots) - 1)
	}
	return k
}
