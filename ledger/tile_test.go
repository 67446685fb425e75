package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

// published is a published log in memory: bytes by path.
type published map[string][]byte

func (p published) fetch(path string) ([]byte, error) {
	b, ok := p[path]
	if !ok {
		return nil, errors.New("there is no such file")
	}
	return b, nil
}

// publish publishes a log as it grows through the sizes, as a server does: nothing
// is ever taken back.
func publish(entries [][]byte, sizes ...int64) published {
	p := published{}
	stored := must(StoredOf(entries))
	old := int64(0)
	for _, size := range sizes {
		for _, t := range TilesOf(old, size) {
			if t.Level == EntriesLevel {
				p[t.Path()] = must(EntryBundle(entries[t.Index*TileWidth:][:t.Width]))
			} else {
				p[t.Path()] = must(Tile(t.Level, t.Index, t.Width, stored))
			}
		}
		old = size
	}
	return p
}

// The paths of the specification, and of its example of 70,000 entries.
func TestTilePaths(t *testing.T) {
	for path, want := range map[string]TileID{
		"tile/0/000":                      {0, 0, 256},
		"tile/0/x001/x234/067":            {0, 1_234_067, 256},
		"tile/2/000.p/1":                  {2, 0, 1},
		"tile/entries/x001/x234/067.p/25": {EntriesLevel, 1_234_067, 25},
	} {
		if got, err := ParseTilePath(path); err != nil || got != want || want.Path() != path {
			t.Errorf("%s: %v, %v, %s", path, got, err, want.Path())
		}
	}
	count := map[int]int{}
	var partial []string
	for _, id := range TilesOf(0, 70_000) {
		if id.Width == TileWidth {
			count[id.Level]++
		} else {
			partial = append(partial, id.Path())
		}
	}
	if want := map[int]int{EntriesLevel: 273, 0: 273, 1: 1}; !maps.Equal(count, want) {
		t.Errorf("full tiles of 70,000 entries by level: %v, want %v", count, want)
	}
	want := []string{"tile/entries/273.p/112", "tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"}
	if !slices.Equal(partial, want) {
		t.Errorf("partial tiles of 70,000 entries: %v, want %v", partial, want)
	}
	if TilesOf(3, 2) != nil || TilePath(1, 1001, 3) != "tile/1/x001/001.p/3" || BundlePath(7, 256) != "tile/entries/007" {
		t.Error("paths are others")
	}
}

func TestWrongTilePaths(t *testing.T) {
	for _, path := range []string{
		"", "tile", "tile/", "tile/0", "tile/0/", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/0/x000/001", "tile/0/001/001",
		"tile/0/x001", "tile/0/x001/x001", "tile/00/000", "tile/-1/000", "tile/+1/000", "tile/6/000", "tile/data/000", "tile/entries/",
		"tile/0/000.p/", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/1.p/1", "tile/0/000/", "/tile/0/000",
		"tile/8/0/000", "Tile/0/000", "tile/0/00a", "tile/0/xx01/001", "tile/entries/x999/x999/x999/x999/x999/x999/999", "tile/5/001",
		"tile/0/../000", "tile/0/000\n", "tile/0/000 ", "tile/0/０００", "tile/0/x100/x000/x000/x000/x000/x000/x000/x000/x000/x000/000",
	} {
		if id, err := ParseTilePath(path); err == nil {
			t.Errorf("%q is read as %v", path, id)
		}
	}
	for _, id := range []TileID{{6, 0, 1}, {-2, 0, 1}, {0, -1, 1}, {0, 0, 0}, {0, 0, 257}, {EntriesLevel, 0, 1}, {5, 1, 1}} {
		if _, err := Tile(id.Level, id.Index, id.Width, Stored(make([]Hash, 1000))); err == nil {
			t.Errorf("a tile %v is made", id)
		}
	}
	if _, err := Tile(0, 0, 7, Stored(make([]Hash, 3))); err == nil || !strings.Contains(err.Error(), "tile/0/000.p/7") {
		t.Errorf("a tile without its hashes: %v", err)
	}
}

func TestBundles(t *testing.T) {
	long := make([]byte, MaxEntry)
	b := must(EntryBundle([][]byte{long, {}, []byte("x")}))
	got := must(ParseBundle(b))
	if len(got) != 3 || len(got[0]) != MaxEntry || len(got[1]) != 0 || string(got[2]) != "x" {
		t.Errorf("%d entries", len(got))
	}
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"no entries":        {second(EntryBundle(nil)), "not 0"},
		"257 entries":       {second(EntryBundle(make([][]byte, 257))), "not 257"},
		"an entry too long": {second(EntryBundle([][]byte{append(long, 0)})), "entry 0"},
		"nothing":           {second(ParseBundle(nil)), "empty bundle"},
		"half a length":     {second(ParseBundle(append(b, 0))), "byte 65542 of the bundle: it ends within the length of entry 3"},
		"half an entry":     {second(ParseBundle(b[:len(b)-1])), "entry 2 has 1 byte, and 0 bytes follow"},
		"257 in bytes":      {second(ParseBundle(make([]byte, 257*2))), "byte 512"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%s: %v, want something with %q", name, c.err, c.want)
		}
	}
}

// However a log was published, a reader reads the same entries, hashes and proofs,
// at every size that had a checkpoint.
func TestReader(t *testing.T) {
	entries := numbered(66_000) // three levels of tiles
	heads := Rebuild(origin, entries)
	sizes := []int64{1, 5, 255, 256, 257, 600, 65_535, 65_536, 66_000}
	p := publish(entries, sizes...)
	for _, size := range sizes {
		r := NewReader(heads[size], p.fetch)
		for _, i := range []int64{0, size / 3, size - 1} {
			proof := must(Inclusion(size, i, r))
			if err := CheckInclusion(heads[size], i, entries[i], proof); err != nil {
				t.Error(err)
			}
			older := must(HeadOf(origin, i+1, r))
			if older != heads[i+1] {
				t.Errorf("the head at %d, read at %d: %v", i+1, size, older)
			}
			if err := CheckConsistency(older, heads[size], must(Consistency(i+1, size, r))); err != nil {
				t.Error(err)
			}
		}
		from := max(size-300, 0)
		if got := must(r.Entries(from, size)); !slices.EqualFunc(got, entries[from:size], slices.Equal) {
			t.Errorf("at %d other entries are read", size)
		}
		if size > 600 && size < 66_000 {
			continue // an audit of the whole takes longest
		}
		v, err := Audit(heads[size], p.fetch)
		if err != nil || v.Head() != heads[size] || r.Head() != heads[size] {
			t.Errorf("audit at %d: %v", size, err)
		}
	}
}

// What a log publishes at one size is what the whole gives, and only that.
func TestPieces(t *testing.T) {
	entries := numbered(600)
	p := publish(entries, 600)
	v := must(Verify(HeadOfEntries(origin, entries), entries))
	for _, id := range TilesOf(0, 600) {
		if got := must(v.Piece(id)); !slices.Equal(got, p[id.Path()]) {
			t.Errorf("%s differs", id.Path())
		}
		id.Width++
		if _, err := v.Piece(id); err == nil {
			t.Errorf("%s is made, and the log has no such piece", id.Path())
		}
	}
	if _, err := v.Piece(TileID{3, 0, 1}); err == nil {
		t.Error("a tile above the log is made")
	}
}

// A log may drop partial tiles that are full by now.
func TestDroppedPartials(t *testing.T) {
	entries := numbered(600)
	p := publish(entries, 600)
	head := HeadOfEntries(origin, entries[:300])
	delete(p, "tile/entries/001.p/88")
	p["tile/entries/001"] = must(EntryBundle(append(entries[256:512:512], [][]byte{}...)))
	p["tile/1/000.p/1"] = p["tile/1/000.p/2"][:32]
	if got := must(NewReader(head, p.fetch).Entries(250, 300)); !slices.EqualFunc(got, entries[250:300], slices.Equal) {
		t.Error("other entries are read")
	}
	if _, err := Audit(head, p.fetch); err != nil {
		t.Error(err)
	}
}

// Any changed bit of anything published is noticed by an audit; and a reader never
// returns what is not in the log.
func TestChangedPublished(t *testing.T) {
	entries := numbered(20)
	p := publish(entries, 20)
	head := HeadOfEntries(origin, entries)
	for _, path := range slices.Sorted(maps.Keys(p)) {
		for bit := range len(p[path]) * 8 {
			flip(p[path], bit, func() {
				if _, err := Audit(head, p.fetch); err == nil {
					t.Fatalf("bit %d of %s is changed and an audit does not notice", bit, path)
				}
				if _, err := NewReader(head, p.fetch).Entries(0, 20); err == nil {
					t.Fatalf("bit %d of %s is changed and a reader does not notice", bit, path)
				}
			})
		}
	}
}

func TestChangedPublishedLong(t *testing.T) {
	entries := numbered(800)
	p := publish(entries, 800)
	paths := slices.Sorted(maps.Keys(p))
	head := HeadOfEntries(origin, entries)
	if _, err := Audit(head, p.fetch); err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		path := rapid.SampledFrom(paths).Draw(t, "path")
		whole := p[path]
		defer func() { p[path] = whole }()
		switch rapid.SampledFrom([]string{"change", "cut", "add", "drop", "swap"}).Draw(t, "how") {
		case "change":
			p[path] = slices.Clone(whole)
			p[path][rapid.IntRange(0, len(whole)-1).Draw(t, "place")] ^= rapid.ByteRange(1, 255).Draw(t, "by")
		case "cut":
			p[path] = whole[:rapid.IntRange(0, len(whole)-1).Draw(t, "to")]
		case "add":
			p[path] = append(slices.Clone(whole), rapid.SliceOfN(rapid.Byte(), 1, 40).Draw(t, "more")...)
		case "drop":
			delete(p, path)
		case "swap":
			other := rapid.SampledFrom(paths).Filter(func(q string) bool { return q != path }).Draw(t, "with")
			p[path] = p[other]
		}
		if _, err := Audit(head, p.fetch); err == nil {
			t.Fatal("an audit does not notice")
		}
		from := rapid.Int64Range(0, 799).Draw(t, "from")
		to := rapid.Int64Range(from, 800).Draw(t, "to")
		got, err := NewReader(head, p.fetch).Entries(from, to)
		if err == nil && !slices.EqualFunc(got, entries[from:to], slices.Equal) {
			t.Fatal("a reader returns what is not in the log")
		}
	})
}

// Whatever stands in the published files, a reader returns the log or nothing.
func FuzzReader(f *testing.F) {
	entries := numbered(20)
	p := publish(entries, 20)
	head := HeadOfEntries(origin, entries)
	f.Add(p["tile/0/000.p/20"], p["tile/entries/000.p/20"])
	f.Add([]byte{}, []byte{0, 0})
	f.Fuzz(func(t *testing.T, tile, bundle []byte) {
		q := published{"tile/0/000.p/20": tile, "tile/entries/000.p/20": bundle}
		same := bytes.Equal(tile, p["tile/0/000.p/20"]) && bytes.Equal(bundle, p["tile/entries/000.p/20"])
		got, err := NewReader(head, q.fetch).Entries(0, 20)
		if err == nil && !slices.EqualFunc(got, entries, slices.Equal) {
			t.Fatal("a reader returns what is not in the log")
		}
		if _, err := Audit(head, q.fetch); (err == nil) != same {
			t.Fatalf("an audit of files that are the same (%v): %v", same, err)
		}
	})
}

// What does not fit is named, with its place.
func TestReaderErrors(t *testing.T) {
	entries := numbered(300)
	head := HeadOfEntries(origin, entries)
	for name, c := range map[string]struct {
		change func(p published)
		audit  string // what an audit says
		read   string // what a reader of all entries says
	}{
		"an entry": {
			func(p published) { p["tile/entries/001.p/44"][7] ^= 1 },
			"entry 256 is not the one whose hash is in tile/0/001.p/44: the head", "tile/entries/001.p/44: entry 256 is not the one that the head",
		},
		"a hash of an entry": {
			func(p published) { p["tile/0/000"][0] ^= 1 },
			"tile/0/000 is not what the entries give", "one of tile/1/000.p/1, tile/0/001.p/44, tile/0/000 is another",
		},
		"a tile cut": {
			func(p published) { p["tile/0/000"] = p["tile/0/000"][:32] },
			"tile/0/000 has 32 bytes", "tile/0/000 has 32 bytes",
		},
		"a bundle cut": {
			func(p published) { p["tile/entries/000"] = p["tile/entries/000"][:9] },
			"tile/entries/000 has 1 entry", "tile/entries/000 has 1 entry",
		},
		"a bundle in pieces": {
			func(p published) { p["tile/entries/000"] = p["tile/entries/000"][:10] },
			"tile/entries/000: byte 9 of the bundle", "tile/entries/000: byte 9 of the bundle",
		},
		"a tile missing": {
			func(p published) { delete(p, "tile/0/001.p/44") },
			"tile/0/001.p/44: there is no such file", "tile/0/001.p/44: there is no such file",
		},
		"a bundle missing": {
			func(p published) { delete(p, "tile/entries/000") },
			"tile/entries/000: there is no such file", "tile/entries/000: there is no such file",
		},
	} {
		p := publish(entries, 300)
		c.change(p)
		if _, err := Audit(head, p.fetch); err == nil || !strings.Contains(err.Error(), c.audit) {
			t.Errorf("%s: an audit says %v, want %q", name, err, c.audit)
		}
		if _, err := NewReader(head, p.fetch).Entries(0, 300); err == nil || !strings.Contains(err.Error(), c.read) {
			t.Errorf("%s: a reader says %v, want %q", name, err, c.read)
		}
	}
	r := NewReader(head, publish(entries, 300).fetch)
	for _, c := range [][2]int64{{-1, 2}, {3, 2}, {0, 301}} {
		if _, err := r.Entries(c[0], c[1]); err == nil {
			t.Errorf("entries %v are read", c)
		}
	}
	for _, x := range []int64{-1, StoredCount(300)} {
		if _, err := r.ReadHashes([]int64{x}); err == nil {
			t.Errorf("stored hash %d is read", x)
		}
	}
	empty := NewReader(HeadOfEntries(origin, nil), published{}.fetch)
	if got, err := empty.Entries(0, 0); err != nil || len(got) != 0 {
		t.Errorf("of an empty log: %v, %v", got, err)
	}
	if _, err := empty.ReadHashes([]int64{0}); err == nil {
		t.Error("a hash of an empty log is read")
	}
}

// A reader fetches each tile once.
func TestReaderKeepsTiles(t *testing.T) {
	entries := numbered(600)
	p := publish(entries, 600)
	fetched := map[string]int{}
	r := NewReader(HeadOfEntries(origin, entries), func(path string) ([]byte, error) {
		fetched[path]++
		return p.fetch(path)
	})
	for i := range int64(600) {
		must(Inclusion(600, i, r))
	}
	for path, n := range fetched {
		if n != 1 {
			t.Errorf("%s is fetched %d times", path, n)
		}
	}
	if len(fetched) != 4 {
		t.Errorf("fetched %v, want the tiles of a log of 600 entries", fetched)
	}
}

// The stock reader of tiles reads ours, where it finds them by our paths.
func TestStockTiles(t *testing.T) {
	entries := numbered(600)
	head := HeadOfEntries(origin, entries)
	r := tlog.TileHashReader(tlog.Tree{N: 600, Hash: head.Root}, stockTiles(publish(entries, 600)))
	for i := range int64(600) {
		if got := must(r.ReadHashes([]int64{tlog.StoredHashIndex(0, i)})); got[0] != HashEntry(entries[i]) {
			t.Errorf("entry %d has another hash", i)
		}
	}
}

type stockTiles published

func (s stockTiles) Height() int                     { return 8 }
func (s stockTiles) SaveTiles([]tlog.Tile, [][]byte) {}

// ReadTiles writes the paths as the stock library does, but for the height, which
// C2SP leaves out.
func (s stockTiles) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		b, ok := s["tile/"+strings.TrimPrefix(tile.Path(), "tile/8/")]
		if !ok {
			return nil, fmt.Errorf("no %s", tile.Path())
		}
		all = append(all, b)
	}
	return all, nil
}
