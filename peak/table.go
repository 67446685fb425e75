package peak

import "math/bits"

// table numbers keys of a fixed width in the order in which they are first met:
// open addressing, no pointers, and keys in blocks.
type table struct {
	width  int
	n      int32
	blocks [][]uint64
	slots  []int32 // number + 1, or 0; a power of two of them
}

// blockBits is the logarithm of how many entries stand in one block.
const blockBits = 11

// newBlock returns an empty block: the first grows as it is filled, since most
// searches meet few sets.
func newBlock[T any](number, width int) []T {
	if number == 0 {
		return make([]T, 0, 32*width)
	}
	return make([]T, 0, width<<blockBits)
}

func newTable(width int) *table { return &table{width: width, slots: make([]int32, 1<<6)} }

// bytes is the memory that the table takes.
func (t *table) bytes() int64 {
	return int64(len(t.blocks))*int64(t.width)<<(blockBits+3) + 4*int64(len(t.slots))
}

// key returns the key of that number. It must not be changed.
func (t *table) key(i int32) []uint64 {
	at := int(i&(1<<blockBits-1)) * t.width
	return t.blocks[i>>blockBits][at : at+t.width]
}

// add returns the number of the key and whether it is new.
func (t *table) add(key []uint64) (int32, bool) {
	slot := t.find(key)
	if n := t.slots[slot]; n != 0 {
		return n - 1, false
	}
	at := int(t.n) >> blockBits
	if at == len(t.blocks) {
		t.blocks = append(t.blocks, newBlock[uint64](at, t.width))
	}
	t.blocks[at] = append(t.blocks[at], key...)
	t.n++
	t.slots[slot] = t.n
	if 2*int(t.n) > len(t.slots) {
		t.grow()
	}
	return t.n - 1, true
}

// lookup returns the number of the key, if it is there.
func (t *table) lookup(key []uint64) (int32, bool) {
	n := t.slots[t.find(key)]
	return n - 1, n != 0
}

// find returns the slot of the key, or the free one where it belongs.
func (t *table) find(key []uint64) int {
	mask := len(t.slots) - 1
	for slot := int(hash(key)) & mask; ; slot = (slot + 1) & mask {
		if n := t.slots[slot]; n == 0 || same(t.key(n-1), key) {
			return slot
		}
	}
}

func (t *table) grow() {
	t.slots = make([]int32, 2*len(t.slots))
	for i := range t.n {
		t.slots[t.find(t.key(i))] = i + 1
	}
}

func same(a, b []uint64) bool {
	for k := range a {
		if a[k] != b[k] {
			return false
		}
	}
	return true
}

// hash mixes the words by wide multiplication.
func hash(key []uint64) uint64 {
	h := uint64(0x9e3779b97f4a7c15)
	for _, w := range key {
		hi, lo := bits.Mul64(h^w, 0xd6e8feb86659fd93)
		h = hi ^ lo
	}
	return h ^ h>>32
}

// column is a value for each number, in blocks.
type column[T any] struct{ blocks [][]T }

func (c *column[T]) at(i int32) *T { return &c.blocks[i>>blockBits][i&(1<<blockBits-1)] }

// push appends the value for number i, the next one.
func (c *column[T]) push(i int32, v T) {
	at := int(i) >> blockBits
	if at == len(c.blocks) {
		c.blocks = append(c.blocks, newBlock[T](at, 1))
	}
	c.blocks[at] = append(c.blocks[at], v)
}

func (c *column[T]) count() int64 { return int64(len(c.blocks)) << blockBits }
