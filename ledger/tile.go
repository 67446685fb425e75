package ledger

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// The measures of tiles (C2SP tlog-tiles).
const (
	tileHeight = 8
	// TileWidth is how many hashes a full tile has, and how many entries a full bundle.
	TileWidth = 1 << tileHeight
	// MaxTile is how many bytes a tile of hashes can have.
	MaxTile = TileWidth * tlog.HashSize
	// EntriesLevel is the level of a [TileID] that names a bundle of entries.
	EntriesLevel = -1
	// maxLevel is the highest level that a log of MaxSize entries has.
	maxLevel = 5
)

// TileID names a published piece of a log: the hashes at a level, or the entries
// themselves. Level 0 has the hashes of entries; each hash further up is the root
// of a full tile below.
type TileID struct {
	Level int   // 0 and up, or EntriesLevel
	Index int64 // which tile of the level, from 0
	Width int   // hashes or entries in it: TileWidth, or fewer at the log's end
}

// TilePath returns the path of a tile of hashes: "tile/0/x001/234.p/5".
func TilePath(level int, index int64, width int) string {
	return TileID{level, index, width}.Path()
}

// BundlePath returns the path of a bundle of entries: "tile/entries/003".
func BundlePath(index int64, width int) string {
	return TileID{EntriesLevel, index, width}.Path()
}

// Path returns where the piece is published, below the folder of the log.
func (t TileID) Path() string {
	level := "entries"
	if t.Level != EntriesLevel {
		level = fmt.Sprint(t.Level)
	}
	path := fmt.Sprintf("%03d", t.Index%1000)
	for n := t.Index / 1000; n > 0; n /= 1000 {
		path = fmt.Sprintf("x%03d/%s", n%1000, path)
	}
	if t.Width != TileWidth {
		path += fmt.Sprintf(".p/%d", t.Width)
	}
	return "tile/" + level + "/" + path
}

// ParseTilePath reads the path of a tile or a bundle, in its one form.
func ParseTilePath(path string) (TileID, error) {
	wrong := fmt.Errorf("%q is not the path of a tile, such as tile/0/000 or tile/entries/x001/234.p/5", clip(path))
	rest, ok := strings.CutPrefix(path, "tile/")
	level, rest, ok2 := strings.Cut(rest, "/")
	if !ok || !ok2 || len(path) > 64 {
		return TileID{}, wrong
	}
	t := TileID{Level: EntriesLevel, Width: TileWidth}
	if level != "entries" {
		n, err := parseNumber("the level", level, maxLevel)
		if err != nil {
			return TileID{}, wrong
		}
		t.Level = int(n)
	}
	rest, width, partial := strings.Cut(rest, ".p/")
	if partial {
		n, err := parseNumber("the width", width, TileWidth-1)
		if err != nil {
			return TileID{}, wrong
		}
		t.Width = int(n)
	}
	for _, part := range strings.Split(rest, "/") {
		t.Index = t.Index*1000 + digits(strings.TrimPrefix(part, "x"))
	}
	if t.check() != nil || t.Path() != path {
		return TileID{}, wrong
	}
	return t, nil
}

// digits reads three decimal digits. What is something else gives some number:
// ParseTilePath compares the path that comes of it.
func digits(s string) int64 {
	n := int64(0)
	for _, c := range []byte(s[:min(len(s), 3)]) {
		n = n*10 + int64(c-'0')
	}
	return n
}

// check holds a tile to what a log of MaxSize entries can have.
func (t TileID) check() error {
	switch {
	case t.Level < EntriesLevel || t.Level > maxLevel:
		return fmt.Errorf("a log has no tiles of level %d", t.Level)
	case t.Width < 1 || t.Width > TileWidth:
		return fmt.Errorf("a tile has between 1 and %d places, not %d", TileWidth, t.Width)
	case t.Index < 0 || t.Index > MaxSize>>(tileHeight*(max(t.Level, 0)+1)):
		return fmt.Errorf("a log has no tile %d of level %d", t.Index, t.Level)
	}
	return nil
}

// In returns how much of the piece a log of this size has: 0 if nothing.
func (t TileID) In(size int64) int {
	places := size >> (tileHeight * max(t.Level, 0))
	return int(min(max(places-t.Index*TileWidth, 0), TileWidth))
}

// Tile returns the bytes of a tile of hashes: its hashes one after the other.
func Tile(level int, index int64, width int, r HashReader) ([]byte, error) {
	t := TileID{level, index, width}
	if err := t.check(); err != nil {
		return nil, err
	}
	if level == EntriesLevel {
		return nil, errors.New("a bundle of entries is not made of hashes")
	}
	b, err := tlog.ReadTileData(t.stock(), r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.Path(), err)
	}
	return b, nil
}

// stock is the tile as the library of tree arithmetic names it.
func (t TileID) stock() tlog.Tile {
	return tlog.Tile{H: tileHeight, L: t.Level, N: t.Index, W: t.Width}
}

// TilesOf returns what has to be published when a log has grown from the old size
// to the new one: bundles first and then tiles, by level and index, full and
// partial. From 0, these are all pieces of a log.
func TilesOf(oldSize, newSize int64) []TileID {
	if checkOrder(oldSize, newSize) != nil {
		return nil
	}
	var bundles, tiles []TileID
	for _, t := range tlog.NewTiles(tileHeight, oldSize, newSize) {
		if t.L == 0 {
			bundles = append(bundles, TileID{EntriesLevel, t.N, t.W})
		}
		tiles = append(tiles, TileID{t.L, t.N, t.W})
	}
	return append(bundles, tiles...)
}
