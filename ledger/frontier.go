package ledger

import (
	"fmt"
	"math/bits"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// Frontier is what has to be kept of a log to go on with it: the roots of its
// full subtrees, the widest first. There are as many as the size has ones in
// binary, so an entry is added and the root found in O(log n). It is a value:
// adding gives another one. The zero Frontier is that of a log without entries.
type Frontier struct {
	size  int64
	peaks []Hash
}

// FrontierOf reads the frontier of a log at a size from its stored hashes, all in
// one call.
func FrontierOf(size int64, r HashReader) (Frontier, error) {
	if err := checkSize(size); err != nil {
		return Frontier{}, err
	}
	indexes := Peaks(size)
	if len(indexes) == 0 {
		return Frontier{}, nil
	}
	hashes, err := readHashes(r, indexes)
	if err != nil {
		return Frontier{}, fmt.Errorf("the log at %s: %w", count(int(size), "entry", "entries"), err)
	}
	return Frontier{size, hashes}, nil
}

// Peaks returns where the roots of the full subtrees of a log of this size are
// stored, the widest first: what [FrontierOf] reads.
func Peaks(size int64) []int64 {
	var indexes []int64
	for level := bits.Len64(uint64(size)) - 1; level >= 0; level-- {
		if size>>level&1 == 1 {
			indexes = append(indexes, StoredIndex(level, size>>level-1))
		}
	}
	return indexes
}

// Size returns how many entries the log has.
func (f Frontier) Size() int64 { return f.size }

// Add returns the frontier after one more entry, by the entry's hash.
func (f Frontier) Add(leaf Hash) Frontier {
	next, _ := f.Append(leaf, nil)
	return next
}

// Append is Add that also appends to the stored hashes those of the entry and of
// the subtrees that it completes.
func (f Frontier) Append(leaf Hash, stored []Hash) (Frontier, []Hash) {
	stored = append(stored, leaf)
	full := bits.TrailingZeros64(^uint64(f.size)) // the subtrees that the entry completes
	keep := len(f.peaks) - full
	for _, left := range slices.Backward(f.peaks[keep:]) {
		leaf = tlog.NodeHash(left, leaf)
		stored = append(stored, leaf)
	}
	peaks := make([]Hash, keep+1)
	copy(peaks, f.peaks)
	peaks[keep] = leaf
	return Frontier{f.size + 1, peaks}, stored
}

// Grow returns the frontier after more entries, and the hashes to store for them,
// the first at StoredCount(f.Size()). Nothing has to be read for it.
func (f Frontier) Grow(entries ...[]byte) (Frontier, []Hash, error) {
	if err := checkSize(f.size + int64(len(entries))); err != nil {
		return f, nil, err
	}
	next, stored := f, []Hash(nil)
	for _, e := range entries {
		if err := checkEntry(next.size, e); err != nil {
			return f, nil, err
		}
		next, stored = next.Append(HashEntry(e), stored)
	}
	return next, stored, nil
}

// ReadHashes is a [HashReader] of nothing but the frontier. With the hashes of new
// entries behind it (see [After]) it has all that the proofs of these entries take.
func (f Frontier) ReadHashes(indexes []int64) ([]Hash, error) {
	have := Peaks(f.size)
	hashes := make([]Hash, len(indexes))
	for i, x := range indexes {
		n := slices.Index(have, x)
		if n < 0 {
			return nil, fmt.Errorf("stored hash %d is asked for, and it is not in the frontier of a log of %s", x, count(int(f.size), "entry", "entries"))
		}
		hashes[i] = f.peaks[n]
	}
	return hashes, nil
}

// Root returns the root of the tree.
func (f Frontier) Root() Hash {
	if f.size == 0 {
		return EmptyRoot()
	}
	last := len(f.peaks) - 1
	root := f.peaks[last]
	for _, left := range slices.Backward(f.peaks[:last]) {
		root = tlog.NodeHash(left, root)
	}
	return root
}

// Head returns the head of the log, under its origin.
func (f Frontier) Head(origin string) Head { return Head{origin, f.size, f.Root()} }
