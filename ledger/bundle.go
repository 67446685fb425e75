package ledger

import (
	"encoding/binary"
	"fmt"
)

// MaxBundle is how many bytes a bundle of entries can have.
const MaxBundle = TileWidth * (2 + MaxEntry)

// EntryBundle returns entries as they are published together: each behind its
// length in two bytes, the higher byte first. A bundle has between 1 and 256.
func EntryBundle(entries [][]byte) ([]byte, error) {
	if len(entries) < 1 || len(entries) > TileWidth {
		return nil, fmt.Errorf("a bundle has between 1 and %d entries, not %d", TileWidth, len(entries))
	}
	var b []byte
	for i, e := range entries {
		if len(e) > MaxEntry {
			return nil, fmt.Errorf("entry %d of the bundle has %d bytes, and an entry has at most %d", i, len(e), MaxEntry)
		}
		b = binary.BigEndian.AppendUint16(b, uint16(len(e)))
		b = append(b, e...)
	}
	return b, nil
}

// ParseBundle reads the entries of a bundle. They share the memory of b.
func ParseBundle(b []byte) ([][]byte, error) {
	var entries [][]byte
	for rest := b; len(rest) > 0; {
		place := len(b) - len(rest)
		if len(entries) == TileWidth {
			return nil, fmt.Errorf("byte %d of the bundle: there is more behind its %d entries", place, TileWidth)
		}
		if len(rest) < 2 {
			return nil, fmt.Errorf("byte %d of the bundle: it ends within the length of entry %d", place, len(entries))
		}
		n := int(binary.BigEndian.Uint16(rest))
		if rest = rest[2:]; len(rest) < n {
			return nil, fmt.Errorf("byte %d of the bundle: entry %d has %s, and %s follow", place, len(entries), count(n, "byte", "bytes"), count(len(rest), "byte", "bytes"))
		}
		entries, rest = append(entries, rest[:n:n]), rest[n:]
	}
	if len(entries) == 0 {
		return nil, fmt.Errorf("an empty bundle: a bundle has between 1 and %d entries", TileWidth)
	}
	return entries, nil
}
