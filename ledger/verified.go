package ledger

import (
	"bytes"
	"fmt"
)

// Rebuild returns the heads of a log at every size, from none of the entries to
// all of them: head n is that of the first n entries.
func Rebuild(origin string, entries [][]byte) []Head {
	return headsBy(origin, len(entries), func(n int) Hash { return HashEntry(entries[n]) })
}

// headsBy returns the heads at every size by the hashes of the entries.
func headsBy(origin string, size int, leaf func(n int) Hash) []Head {
	var f Frontier
	heads := make([]Head, 1, size+1)
	heads[0] = f.Head(origin)
	for n := range size {
		f = f.Add(leaf(n))
		heads = append(heads, f.Head(origin))
	}
	return heads
}

// Verified is a whole log whose entries are those that a head names. Only
// [Verify] and [Audit] make one.
type Verified struct {
	entries [][]byte
	heads   []Head
	stored  Stored
}

// Verify computes a log anew from its entries and reports whether the head names
// exactly these.
func Verify(head Head, entries [][]byte) (*Verified, error) {
	if int64(len(entries)) != head.Size {
		return nil, fmt.Errorf("the head of %s names %d entries, and there are %d", head.Origin, head.Size, len(entries))
	}
	stored, err := StoredOf(entries)
	if err != nil {
		return nil, err
	}
	leaf := func(n int) Hash { return stored[StoredIndex(0, int64(n))] }
	v := &Verified{entries, headsBy(head.Origin, len(entries), leaf), stored}
	if err := v.Agrees(head); err != nil {
		return nil, err
	}
	return v, nil
}

// Head returns the head of the whole log.
func (v *Verified) Head() Head { return v.heads[len(v.heads)-1] }

// Entries returns all entries, which are not to be changed.
func (v *Verified) Entries() [][]byte { return v.entries }

// HeadAt returns the head of the first entries.
func (v *Verified) HeadAt(size int64) (Head, error) {
	if size < 0 || size >= int64(len(v.heads)) {
		return Head{}, fmt.Errorf("the log %s has %d entries, and no head at %d", v.Head().Origin, v.Head().Size, size)
	}
	return v.heads[size], nil
}

// Agrees reports whether a head that somebody has seen is one that this log has
// had. Where it is not, whoever gave that head was shown another log.
func (v *Verified) Agrees(seen Head) error {
	at, err := v.HeadAt(seen.Size)
	if err != nil {
		return err
	}
	if at != seen {
		return fmt.Errorf("the %v is not one of this log, which has the %v", seen, at)
	}
	return nil
}

// ReadHashes is a [HashReader], for proofs.
func (v *Verified) ReadHashes(indexes []int64) ([]Hash, error) { return v.stored.ReadHashes(indexes) }

// Piece returns the bytes of a piece of the log as they are to be published.
func (v *Verified) Piece(t TileID) ([]byte, error) {
	if err := t.check(); err != nil {
		return nil, err
	}
	if has := t.In(v.Head().Size); t.Width > has {
		return nil, fmt.Errorf("%s: the log has %d places of it and not %d", t.Path(), has, t.Width)
	}
	if t.Level == EntriesLevel {
		from := t.Index * TileWidth
		return EntryBundle(v.entries[from : from+int64(t.Width)])
	}
	return Tile(t.Level, t.Index, t.Width, v)
}

// Audit reads a whole published log, computes it anew from its entries and reports
// whether the head names them and every published tile is what it has to be.
func Audit(head Head, fetch Fetch) (*Verified, error) {
	entries, err := readBundles(head, fetch)
	if err != nil {
		return nil, err
	}
	v, err := Verify(head, entries)
	if err != nil {
		return nil, firstOther(entries, head, fetch, err)
	}
	for _, t := range TilesOf(0, head.Size) {
		if t.Level == EntriesLevel {
			continue
		}
		want, err := v.Piece(t)
		if err != nil {
			return nil, err
		}
		got, err := fetchTile(t, fetch)
		if err != nil {
			return nil, err
		}
		if !bytes.Equal(got, want) {
			return nil, fmt.Errorf("%s is not what the entries give", t.Path())
		}
	}
	return v, nil
}

// readBundles reads all entries as they are published, not verified yet.
func readBundles(head Head, fetch Fetch) ([][]byte, error) {
	var entries [][]byte
	for _, t := range TilesOf(0, head.Size) {
		if t.Level != EntriesLevel {
			break
		}
		bundle, err := fetchBundle(t, fetch)
		if err != nil {
			return nil, err
		}
		entries = append(entries, bundle...)
	}
	return entries, nil
}

// firstOther says which entry is the first that the published tiles do not have,
// where they tell; they may be wrong as well.
func firstOther(entries [][]byte, head Head, fetch Fetch, err error) error {
	for _, t := range TilesOf(0, head.Size) {
		if t.Level != 0 {
			continue
		}
		tile, ferr := fetchTile(t, fetch)
		if ferr != nil {
			return err
		}
		for i := range t.Width {
			n := t.Index*TileWidth + int64(i)
			if HashEntry(entries[n]) != hashAt(tile, i) {
				return fmt.Errorf("entry %d is not the one whose hash is in %s: %w", n, t.Path(), err)
			}
		}
	}
	return err
}
