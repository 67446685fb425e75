// Package ledger is the log of an agreement as arithmetic: a Merkle tree over
// entries that are only bytes here (RFC 6962, section 2.1), heads that name the
// whole log in 32 bytes, proofs that an entry stands in it and that a longer log
// continues a shorter one, and the texts in which all that is published.
//
// Whoever has a head can check with a few hashes what a server says about the
// log, and nobody can change, drop or insert an entry without changing every
// head after it. What the package cannot see is a server that keeps two logs and
// shows each party one of them: heads have to be compared for that, which is why
// acts name the head that their signer had seen and why parties cosign heads.
//
// The forms are those of C2SP: signed-note, tlog-checkpoint, tlog-tiles,
// tlog-cosignature v1 and tlog-proof v1, so that other people's mirrors, witnesses
// and clients can read our logs. Where those forms leave a choice, ours is one:
// a text has exactly one form, and a reader that takes a text writes the same
// bytes again. docs/spec/log.md has the details and the vectors.
//
// The tree arithmetic is golang.org/x/mod/sumdb/tlog's. The package knows neither
// what an entry says nor where it is kept: hashes are read through [HashReader],
// published files through [Fetch].
package ledger

import (
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// Limits on a log.
const (
	// MaxEntry is how many bytes an entry can have: what a bundle of entries can say.
	MaxEntry = 65_535
	// MaxSize is how many entries a log can have. It keeps every index that the
	// arithmetic works with far from the end of int64.
	MaxSize = 1 << 40
)

// Hash is a hash of the tree: SHA-256, of an entry or of two hashes below.
type Hash = tlog.Hash

// HashReader reads stored hashes by their indexes, in the order of [StoredIndex].
// It returns as many as it was asked for.
type HashReader = tlog.HashReader

// HashEntry returns the hash of an entry: SHA-256 of a zero byte and the entry.
func HashEntry(entry []byte) Hash { return tlog.RecordHash(entry) }

// StoredCount returns how many hashes are stored for a log of this size: one for
// each entry and one for each full subtree.
func StoredCount(size int64) int64 { return tlog.StoredHashCount(size) }

// StoredIndex returns where the hash over the entries [n·2^level, (n+1)·2^level)
// is stored. The hash of the entry n itself has level 0.
func StoredIndex(level int, n int64) int64 { return tlog.StoredHashIndex(level, n) }

// Grow returns the hashes to store when an entry is appended to a log that has
// size entries: that of the entry and those of the subtrees which it completes.
// The first is stored at StoredCount(size).
func Grow(size int64, entry []byte, r HashReader) ([]Hash, error) {
	return GrowAll(size, [][]byte{entry}, r)
}

// GrowAll returns the hashes to store when several entries are appended, in order.
// What has to be read for all of them is read in one call. See [Frontier] for more.
func GrowAll(size int64, entries [][]byte, r HashReader) ([]Hash, error) {
	f, err := FrontierOf(size, r)
	if err != nil {
		return nil, err
	}
	_, stored, err := f.Grow(entries...)
	return stored, err
}

// Stored are stored hashes in memory, from index 0.
type Stored []Hash

// ReadHashes is a [HashReader].
func (s Stored) ReadHashes(indexes []int64) ([]Hash, error) {
	hashes := make([]Hash, len(indexes))
	for i, x := range indexes {
		if x < 0 || x >= int64(len(s)) {
			return nil, fmt.Errorf("stored hash %d is asked for, and there are %d", x, len(s))
		}
		hashes[i] = s[x]
	}
	return hashes, nil
}

// StoredOf returns the stored hashes of a log with these entries.
func StoredOf(entries [][]byte) (Stored, error) { return GrowAll(0, entries, Stored(nil)) }

// After returns a reader of the hashes that r reads and of new ones, which stand
// after the first from hashes: what is about to be stored can be read before it is.
func After(r HashReader, from int64, hashes []Hash) HashReader {
	return &appended{r: r, from: from, hashes: slices.Clone(hashes)}
}

// appended are hashes that stand after those of another reader.
type appended struct {
	r      HashReader
	from   int64
	hashes []Hash
}

// ReadHashes asks the reader below only for what it has, and only once.
func (a *appended) ReadHashes(indexes []int64) ([]Hash, error) {
	below := slices.DeleteFunc(slices.Clone(indexes), func(x int64) bool { return x >= a.from })
	var old []Hash
	if len(below) > 0 {
		var err error
		if old, err = readHashes(a.r, below); err != nil {
			return nil, err
		}
	}
	all := make([]Hash, 0, len(indexes))
	for _, x := range indexes {
		switch {
		case x < a.from:
			all, old = append(all, old[0]), old[1:]
		case x-a.from < int64(len(a.hashes)):
			all = append(all, a.hashes[x-a.from])
		default:
			return nil, fmt.Errorf("stored hash %d is asked for, and there are %d", x, a.from+int64(len(a.hashes)))
		}
	}
	return all, nil
}

// readHashes reads hashes and holds the reader to its number.
func readHashes(r HashReader, indexes []int64) ([]Hash, error) {
	hashes, err := r.ReadHashes(indexes)
	if err != nil {
		return nil, err
	}
	if len(hashes) != len(indexes) {
		return nil, fmt.Errorf("%d stored hashes were asked for, and %d came back", len(indexes), len(hashes))
	}
	return hashes, nil
}

func checkEntry(n int64, entry []byte) error {
	if len(entry) > MaxEntry {
		return fmt.Errorf("entry %d has %d bytes, and an entry of a log has at most %d", n, len(entry), MaxEntry)
	}
	return nil
}

func checkSize(size int64) error {
	if size < 0 || size > MaxSize {
		return fmt.Errorf("a log has between 0 and %d entries, not %d", int64(MaxSize), size)
	}
	return nil
}
