// Package client reads a published log, from a server or from a folder, keeps a
// party's own copy of one, and hands acts in. It trusts nothing that it reads: what
// it gathers is for package audit to go over, sizes are bounded, and a server that
// does not answer is given up.
//
// A folder has the layout of C2SP tlog-tiles (checkpoint, tile/…), and beside it
// the key of the log (key), the files of texts (texts/HASH/NAME), heads that
// somebody has seen (heads.txt), keys of witnesses (witnesses), the last checkpoint
// that witnesses have cosigned (checkpoint.cosigned) and documents (evidence/SHA256).
package client

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"detente/act"
	"detente/audit"
	"detente/ledger"
	"detente/state"
)

// Limits on what is read.
const (
	maxKey   = 1 << 10
	maxList  = 1 << 20 // of heads and of witnesses
	maxReply = 8 << 20 // of an answer in JSON: a text in base64 is the longest
	maxLog   = 1 << 30 // of all tiles and entries of a log

	maxDocument = 4 << 30 // far more than servers take in
)

// Source is where a published log is read: a folder, or a server.
type Source interface {
	// Checkpoint is the newest checkpoint.
	Checkpoint() ([]byte, error)
	// Cosigned is the last checkpoint that witnesses have cosigned; nil where there
	// is none.
	Cosigned() ([]byte, error)
	// Key is the vkey by which the log signs, as the source has it; "" for none.
	Key() (string, error)
	// Fetch returns a tile or a bundle of entries.
	Fetch(path string) ([]byte, error)
	// Text returns the files of a text, by its hash.
	Text(hash string) ([]act.File, error)
}

// Trouble is an error with the next move.
type Trouble struct {
	What, Next string
}

// Error says what is the matter.
func (t Trouble) Error() string { return t.What }

// Gather reads what there is of a log: the checkpoint, the key, the entries and the
// texts that they are about. Only a checkpoint that cannot be fetched is an error;
// what else is missing, the audit tells.
func Gather(s Source) (audit.Log, error) {
	// What witnesses have cosigned comes first: a log may grow while it is read, and
	// the other way round its checkpoint could seem to lie behind.
	cosigned, err := s.Cosigned()
	if err != nil {
		return audit.Log{}, err
	}
	checkpoint, err := s.Checkpoint()
	if err != nil {
		return audit.Log{}, err
	}
	log := audit.Log{Checkpoint: checkpoint, Cosigned: cosigned, Fetch: remembered(s.Fetch), Texts: map[string][]act.File{}}
	if log.Key, err = s.Key(); err == nil && log.Key != "" {
		log.KeyFrom = "the log itself"
	}
	c, err := ledger.ParseCheckpoint(checkpoint)
	if err != nil || c.Head.Size > audit.MaxSize {
		return log, nil // the audit says so
	}
	hashes := append([]string{strings.TrimPrefix(c.Head.Origin, act.Origin(""))}, newTexts(c.Head, log.Fetch)...)
	for _, hash := range hashes {
		if _, ok := log.Texts[hash]; ok || !isHash(hash) {
			continue
		}
		if files, err := s.Text(hash); err == nil {
			log.Texts[hash] = files
		}
	}
	if f, ok := s.(*Folder); ok {
		return log, f.beside(&log)
	}
	return log, nil
}

// newTexts are the texts that amendments in the log name.
func newTexts(head ledger.Head, fetch ledger.Fetch) []string {
	var all []string
	for a := range acts(head, fetch) {
		if a.NewText != "" && !slices.Contains(all, a.NewText) {
			all = append(all, a.NewText)
		}
	}
	return all
}

// acts are the acts of the log, as far as its entries can be read.
func acts(head ledger.Head, fetch ledger.Fetch) iter.Seq[act.Act] {
	return func(yield func(act.Act) bool) {
		for _, t := range ledger.TilesOf(0, head.Size) {
			if t.Level != ledger.EntriesLevel {
				continue
			}
			b, err := fetch(t.Path())
			if err != nil {
				return
			}
			entries, err := ledger.ParseBundle(b)
			if err != nil {
				return
			}
			for _, e := range entries {
				if d, _, err := state.Decode(e); err == nil && !yield(d.Act) {
					return
				}
			}
		}
	}
}

// remembered fetches each piece once, and all of them up to a limit.
func remembered(fetch ledger.Fetch) ledger.Fetch {
	known := map[string][]byte{}
	left := maxLog
	return func(path string) ([]byte, error) {
		if b, ok := known[path]; ok {
			return b, nil
		}
		b, err := fetch(path)
		if err != nil {
			return nil, err
		}
		if left -= len(b); left < 0 {
			return nil, fmt.Errorf("the log has more than %d MiB", maxLog>>20)
		}
		known[path] = b
		return b, nil
	}
}

func isHash(s string) bool {
	return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == ""
}

// sizeOf is how many bytes the piece at a path may have.
func sizeOf(path string) (int64, error) {
	t, err := ledger.ParseTilePath(path)
	switch {
	case err != nil:
		return 0, err
	case t.Level == ledger.EntriesLevel:
		return ledger.MaxBundle, nil
	}
	return ledger.MaxTile, nil
}

// Extends reports whether a log that somebody publishes now continues an earlier
// head, by a proof out of its tiles.
func Extends(older, newer ledger.Head, fetch ledger.Fetch) error {
	if older.Size > newer.Size {
		return fmt.Errorf("it has %d entries, and %d were there before", newer.Size, older.Size)
	}
	proof, err := ledger.Consistency(older.Size, newer.Size, ledger.NewReader(newer, fetch))
	if err != nil {
		return err
	}
	return ledger.CheckConsistency(older, newer, proof)
}
