package ledger

import (
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

// FrontierOf reads the frontier of a log at a size from its stored hashes.
func FrontierOf(size int64, r HashReader) (Frontier, error) {
	if err := checkSize(size); err != nil {
		return Frontier{}, err
	}
	var indexes []int64
	for level := bits.Len64(uint64(size)) - 1; level >= 0; level-- {
		if size>>level&1 == 1 {
			indexes = append(indexes, StoredIndex(level, size>>level-1))
		}
	}
	if len(indexes) == 0 {
		return Frontier{}, nil
	}
	peaks, err := readHashes(r, indexes)
	return Frontier{size, peaks}, err
}

// Size returns how many entries the log has.
func (f Frontier) Size() int64 { return f.size }

// Add returns the frontier after one more entry, by the entry's hash.
func (f Frontier) Add(leaf Hash) Frontier {
	full := bits.TrailingZeros64(^uint64(f.size)) // the subtrees that the entry completes
	keep := len(f.peaks) - full
	for _, left := range slices.Backward(f.peaks[keep:]) {
		leaf = tlog.NodeHash(left, leaf)
	}
	peaks := make([]Hash, keep+1)
	copy(peaks, f.peaks)
	peaks[keep] = leaf
	return Frontier{f.size + 1, peaks}
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
