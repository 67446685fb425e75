package plan

import (
	"math/bits"

	"detente/order"
)

// setTable numbers sets of moves in the order in which they are first met, in
// one block of memory: open addressing, no pointers.
type setTable struct {
	n     int      // how many sets there are
	width int      // words in a set; 0 where nothing is left to be performed
	keys  []uint64 // width words for each set
	slots []int32  // number + 1, or 0; a power of two of them
}

func newSetTable(moves int) *setTable {
	return &setTable{width: len(order.NewSet(moves)), slots: make([]int32, 1<<10)}
}

func (t *setTable) len() int { return t.n }

func (t *setTable) bytes() int { return 8*cap(t.keys) + 4*len(t.slots) }

// at returns the set of that number. It must not be changed, and is valid until
// the next call of add.
func (t *setTable) at(i int32) order.Set {
	return order.Set(t.keys[int(i)*t.width : (int(i)+1)*t.width])
}

// add returns the number of the set and whether it was new.
func (t *setTable) add(s order.Set) (int32, bool) {
	slot := t.find(s)
	if n := t.slots[slot]; n != 0 {
		return n - 1, false
	}
	t.keys = append(t.keys, s...)
	t.n++
	n := int32(t.n)
	t.slots[slot] = n
	if 2*t.len() > len(t.slots) {
		t.grow()
	}
	return n - 1, true
}

// lookup returns the number of the set, if it is there.
func (t *setTable) lookup(s order.Set) (int32, bool) {
	n := t.slots[t.find(s)]
	return n - 1, n != 0
}

// find returns the slot of the set, or the free one where it belongs.
func (t *setTable) find(s order.Set) int {
	mask := len(t.slots) - 1
	for slot := int(hash(s)) & mask; ; slot = (slot + 1) & mask {
		if n := t.slots[slot]; n == 0 || equal(t.at(n-1), s) {
			return slot
		}
	}
}

func (t *setTable) grow() {
	t.slots = make([]int32, 2*len(t.slots))
	for i := range int32(t.len()) {
		t.slots[t.find(t.at(i))] = i + 1
	}
}

func equal(a, b order.Set) bool {
	for k := range a {
		if a[k] != b[k] {
			return false
		}
	}
	return true
}

// hash mixes the words by wide multiplication.
func hash(s order.Set) uint64 {
	h := uint64(0x9e3779b97f4a7c15)
	for _, w := range s {
		hi, lo := bits.Mul64(h^w, 0xd6e8feb86659fd93)
		h = hi ^ lo
	}
	return h ^ h>>32
}
