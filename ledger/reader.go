package ledger

import (
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// Fetch returns the bytes of what is published at a path below the folder of a
// log, such as "tile/0/000": from a disk, a server, a copy of one's own. It need
// not be trusted. It should refuse to read more than [MaxBundle] bytes.
type Fetch func(path string) ([]byte, error)

// Reader reads a published log through its tiles and takes nothing that does not
// fit the head. It keeps the tiles it has verified; one goroutine uses it at a time.
type Reader struct {
	head   Head
	hashes HashReader
	tiles  *tiles
}

// NewReader returns the reader of the log that the head names. The head is what
// is trusted: it comes from [OpenCheckpoint].
func NewReader(head Head, fetch Fetch) *Reader {
	t := &tiles{fetch: fetch, known: map[tlog.Tile][]byte{}}
	return &Reader{head, tlog.TileHashReader(tlog.Tree{N: head.Size, Hash: head.Root}, t), t}
}

// Head returns the head that the reader trusts.
func (r *Reader) Head() Head { return r.head }

// ReadHashes is a [HashReader]: every hash it returns is one of the log that the
// head names.
func (r *Reader) ReadHashes(indexes []int64) ([]Hash, error) {
	if len(indexes) == 0 {
		return nil, nil
	}
	count := StoredCount(r.head.Size)
	for _, x := range indexes {
		if x < 0 || x >= count {
			return nil, fmt.Errorf("stored hash %d is asked for, and the log of the head has %d", x, count)
		}
	}
	r.tiles.asked, r.tiles.failed = nil, nil
	hashes, err := r.hashes.ReadHashes(indexes)
	switch {
	case r.tiles.failed != nil:
		return nil, r.tiles.failed
	case err != nil:
		return nil, fmt.Errorf("the published tiles do not fit the %v: one of %s is another", r.head, clip(strings.Join(r.tiles.asked, ", ")))
	}
	return hashes, nil
}

// Entries returns the entries from one index up to another, not included, each
// one that the head names.
func (r *Reader) Entries(from, to int64) ([][]byte, error) {
	if from < 0 || from > to || to > r.head.Size {
		return nil, fmt.Errorf("entries %d to %d are asked for, and the log of the head has %d", from, to, r.head.Size)
	}
	var all [][]byte
	for n := from / TileWidth; n*TileWidth < to; n++ {
		bundle, err := r.bundle(n)
		if err != nil {
			return nil, err
		}
		first := n * TileWidth
		all = append(all, bundle[max(from-first, 0):min(to-first, int64(len(bundle)))]...)
	}
	return all, nil
}

// bundle reads one bundle and compares each entry with its hash.
func (r *Reader) bundle(n int64) ([][]byte, error) {
	t := TileID{Level: EntriesLevel, Index: n}
	t.Width = t.In(r.head.Size)
	entries, err := fetchBundle(t, r.tiles.fetch)
	if err != nil {
		return nil, err
	}
	indexes := make([]int64, len(entries))
	for i := range entries {
		indexes[i] = StoredIndex(0, n*TileWidth+int64(i))
	}
	hashes, err := r.ReadHashes(indexes)
	if err != nil {
		return nil, err
	}
	for i, e := range entries {
		if HashEntry(e) != hashes[i] {
			return nil, fmt.Errorf("%s: entry %d is not the one that the %v names", t.Path(), n*TileWidth+int64(i), r.head)
		}
	}
	return entries, nil
}

// tiles is a tlog.TileReader.
type tiles struct {
	fetch Fetch
	known map[tlog.Tile][]byte // verified
	// Of the read that goes on: what was fetched and is not verified yet, and why
	// fetching ended.
	asked  []string
	failed error
}

// Height is that of all our tiles.
func (t *tiles) Height() int { return tileHeight }

// ReadTiles reads what is not known yet.
func (t *tiles) ReadTiles(list []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(list))
	for i, id := range list {
		data[i] = t.known[id]
		if data[i] != nil {
			continue
		}
		piece := TileID{id.L, id.N, id.W}
		if data[i], t.failed = fetchTile(piece, t.fetch); t.failed != nil {
			return nil, t.failed
		}
		t.asked = append(t.asked, piece.Path())
	}
	return data, nil
}

// SaveTiles keeps tiles that were verified.
func (t *tiles) SaveTiles(list []tlog.Tile, data [][]byte) {
	for i, id := range list {
		t.known[id] = data[i]
	}
}

// fetchPiece fetches a piece. A log may drop a partial one as soon as there is the
// full one, whose first places are the same; cut reads as many of them as asked.
func fetchPiece(t TileID, fetch Fetch, cut func(b []byte, full bool) error) error {
	b, err := fetch(t.Path())
	if err == nil {
		return cut(b, t.Width == TileWidth)
	}
	if t.Width < TileWidth {
		if full, ferr := fetch(TileID{t.Level, t.Index, TileWidth}.Path()); ferr == nil {
			return cut(full, true)
		}
	}
	return fmt.Errorf("%s: %w", t.Path(), err)
}

func fetchTile(t TileID, fetch Fetch) (tile []byte, err error) {
	err = fetchPiece(t, fetch, func(b []byte, full bool) error {
		want := t.Width * tlog.HashSize
		if full && len(b) != MaxTile || !full && len(b) != want {
			return fmt.Errorf("%s has %s: a tile has %d for each hash", t.Path(), count(len(b), "byte", "bytes"), tlog.HashSize)
		}
		tile = b[:want:want]
		return nil
	})
	return tile, err
}

func fetchBundle(t TileID, fetch Fetch) (entries [][]byte, err error) {
	err = fetchPiece(t, fetch, func(b []byte, full bool) error {
		all, err := ParseBundle(b)
		if err != nil {
			return fmt.Errorf("%s: %w", t.Path(), err)
		}
		if full && len(all) != TileWidth || !full && len(all) != t.Width {
			return fmt.Errorf("%s has %s, and another number of them is in the log", t.Path(), count(len(all), "entry", "entries"))
		}
		entries = all[:t.Width:t.Width]
		return nil
	})
	return entries, err
}

// hashAt returns the hash at a place of a tile.
func hashAt(tile []byte, i int) Hash {
	return Hash(tile[i*tlog.HashSize : (i+1)*tlog.HashSize])
}
