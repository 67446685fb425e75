package audit

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"detente/act"
	"detente/ledger"
)

const (
	otherCopy    = "Keep what you have, and compare it with another party's copy."
	showBoth     = "Keep both heads: together they show that two logs were shown. Show them to the other parties."
	askPublisher = "Ask whoever publishes the log for these bytes again, and compare with another party's copy."
)

func (a *auditor) checkpoint() {
	c, err := ledger.ParseCheckpoint(a.Log.Checkpoint)
	if err != nil {
		a.against(Form, askPublisher, "The checkpoint cannot be read: %v.", err)
		return
	}
	if a.fitting(c.Head) {
		a.signed, a.Head = c, c.Head
	}
}

// fitting reports whether the head is one of the log of an agreement, and of one
// that can be gone over.
func (a *auditor) fitting(h ledger.Head) bool {
	if hash, ok := strings.CutPrefix(h.Origin, act.Origin("")); !ok || len(hash) != 64 {
		a.against(Form, "Name the log of an agreement.", "The checkpoint is that of %q, which is not the log of an agreement.", h.Origin)
		return false
	}
	if h.Size > MaxSize {
		a.against(Form, "Ask another party how long the log is.", "The checkpoint is one of %d entries, and this program goes over %d.", h.Size, MaxSize)
		return false
	}
	return true
}

// first is the hash of the text that the log begins with.
func (a *auditor) first() string { return strings.TrimPrefix(a.Head.Origin, act.Origin("")) }

// logKey finds the key of the log and checks its signature: a key that the text
// names goes before all others, since all have signed the text.
func (a *auditor) logKey() {
	key, from := a.Key, a.KeyFrom
	if named := a.named(); named != "" {
		if key != "" && key != named {
			a.against(Signature, "Trust the key of the text, which all have signed; ask whoever keeps the log for the reason.", "The key %s is not the one that the text names for the log.", key)
		}
		key, from = named, "the text"
	}
	if key == "" {
		a.gap("The log's signature was not checked, since no key of the log is known.", "Get the key of the log from the text, or from a party that has it.")
		return
	}
	v, err := ledger.ParseVerifier(key)
	if err != nil || v.Name() != a.Head.Origin || v.Kind() != ledger.LogKey {
		a.against(Signature, "Get the key of the log from the text, or from a party that has it.", "%q is not a key of this log.", key)
		return
	}
	if err := a.signed.Verify(v); err != nil {
		a.against(Signature, otherCopy, "The signature of the log on its checkpoint does not hold: %v.", err)
		return
	}
	a.Signed = true
	a.count("signatures of the log", 1)
	if from == "the log itself" {
		a.gap("The key of the log comes from whoever publishes the log, so that its signature shows no more than that the checkpoint is of one piece.", "Compare the key with another party, or write it into the text as log.")
	}
}

// named is the key of the log that the first text names; "" where it names none.
func (a *auditor) named() string {
	t := a.library[a.first()]
	if t == nil {
		return ""
	}
	key, err := t.LogKey(a.Head.Origin)
	if err != nil {
		a.against(Form, "Ask whoever wrote the text for the key of the log.", "The text names no key of a log: %v.", err)
	}
	return key
}

// tree computes the tree from the entries.
func (a *auditor) tree() {
	entries, err := readEntries(a.Head, a.Fetch)
	if err != nil {
		a.against(Tree, "Where the log is not open to everybody, sign in with a key of the agreement (-key FILE); otherwise ask whoever publishes it.", "The entries cannot be read: %v.", err)
		return
	}
	v, err := ledger.Verify(a.Head, entries)
	if err != nil {
		a.against(Tree, askPublisher, "The checkpoint does not name these entries: %v.%s", err, a.firstOther(entries))
		return
	}
	a.Verified, a.Named = v, true
	a.count("entries", len(entries))
	a.count("heads computed from the entries", len(entries)+1)
}

// readEntries reads all entries as they are published.
func readEntries(head ledger.Head, fetch ledger.Fetch) ([][]byte, error) {
	var all [][]byte
	for _, t := range ledger.TilesOf(0, head.Size) {
		if t.Level != ledger.EntriesLevel {
			continue
		}
		b, err := fetch(t.Path())
		if err != nil && t.Width < ledger.TileWidth { // the full one takes its place
			if full, ferr := fetch(ledger.BundlePath(t.Index, ledger.TileWidth)); ferr == nil {
				b, err = full, nil
			}
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", t.Path(), err)
		}
		bundle, err := ledger.ParseBundle(b)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", t.Path(), err)
		}
		if len(bundle) != t.Width && len(bundle) != ledger.TileWidth {
			return nil, fmt.Errorf("%s has %d entries, and %d were to be there", t.Path(), len(bundle), t.Width)
		}
		all = append(all, bundle[:t.Width]...)
	}
	return all, nil
}

// firstOther says which entry is the first that the published hashes do not have.
func (a *auditor) firstOther(entries [][]byte) string {
	for _, t := range ledger.TilesOf(0, a.Head.Size) {
		if t.Level != 0 {
			continue
		}
		tile, err := a.Fetch(t.Path())
		if err != nil || len(tile) < t.Width*32 {
			return ""
		}
		for i := range t.Width {
			n := t.Index*ledger.TileWidth + int64(i)
			h := ledger.HashEntry(entries[n])
			if !bytes.Equal(h[:], tile[i*32:(i+1)*32]) {
				return fmt.Sprintf(" Entry %d is the first that is not the one whose hash is published.", n)
			}
		}
	}
	return ""
}

// pieces compares every published tile with what the entries give.
func (a *auditor) pieces() {
	var paths []string
	for _, t := range ledger.TilesOf(0, a.Head.Size) {
		if t.Level != ledger.EntriesLevel || !slices.Contains(a.Pieces, t.Path()) {
			paths = append(paths, t.Path())
		}
	}
	for _, p := range a.Pieces {
		if !slices.Contains(paths, p) {
			paths = append(paths, p)
		}
	}
	checked := 0
	for _, p := range paths {
		if a.piece(p) {
			checked++
		}
	}
	a.count("tiles", checked)
}

func (a *auditor) piece(path string) bool {
	t, err := ledger.ParseTilePath(path)
	if err != nil {
		a.against(Form, "Take that file away.", "%s is no piece of a log: %v.", path, err)
		return false
	}
	got, err := a.Fetch(path)
	if err != nil && t.Width < ledger.TileWidth { // the full one may be there alone
		t.Width = ledger.TileWidth
		return a.cut(t, path)
	}
	if err != nil {
		a.against(Tree, askPublisher, "%s cannot be read: %v.", path, err)
		return false
	}
	want, err := a.Verified.Piece(t)
	switch {
	case err != nil:
		a.gap(fmt.Sprintf("%s lies beyond the checkpoint and was not checked.", path), "Get a newer checkpoint.")
		return false
	case !bytes.Equal(got, want):
		a.against(Tree, askPublisher, "%s is not what the entries give.", path)
		return false
	}
	return true
}

// cut compares the first places of a full piece, where the partial one is gone.
func (a *auditor) cut(full ledger.TileID, path string) bool {
	got, err := a.Fetch(full.Path())
	if err != nil {
		a.against(Tree, askPublisher, "%s cannot be read: %v.", path, err)
		return false
	}
	part, err := ledger.ParseTilePath(path)
	if err != nil {
		return false
	}
	want, err := a.Verified.Piece(part)
	if err != nil || !bytes.HasPrefix(got, want) {
		a.against(Tree, askPublisher, "%s is not what the entries give.", full.Path())
		return false
	}
	return true
}

// heads compares the heads that somebody has seen.
func (a *auditor) heads() {
	held := 0
	for _, s := range a.Heads {
		if a.held(s) {
			held++
		}
	}
	a.count("heads seen before", held)
	if c := a.cosigned; c != nil && !slices.ContainsFunc(a.Heads, func(s Sighting) bool { return s.Root == c.Head.RootText() }) {
		a.held(Sighting{c.Head.Size, c.Head.RootText(), "those who are said to have cosigned it"})
	}
	if len(a.Heads) == 0 {
		a.gap("No earlier head is known, so that nobody can say whether others were shown another log.", "Compare the size and root of the checkpoint with another party, or name a head that was seen: -head SIZE:ROOT.")
	}
}

// held reports whether this log has had the head that somebody has seen.
func (a *auditor) held(s Sighting) bool {
	who := s.From
	if who == "" {
		who = "somebody"
	}
	switch root, err := base64.StdEncoding.DecodeString(s.Root); {
	case err != nil || len(root) != 32 || s.Size < 0:
		a.against(Form, "Write it as SIZE:ROOT, the root in base64.", "The head %d:%s, seen by %s, is no head.", s.Size, s.Root, who)
	case s.Size > a.Head.Size:
		a.against(Fork, showBoth, "The log has %d entries, and a head of %d was seen by %s.", a.Head.Size, s.Size, who)
	case a.Verified == nil:
		a.gap(fmt.Sprintf("The head of %d entries seen by %s was not compared.", s.Size, who), otherCopy)
	case a.root(s.Size) != s.Root:
		a.against(Fork, showBoth, "The first %d entries of this log have another head than the one seen by %s.", s.Size, who)
	default:
		return true
	}
	return false
}

// root is the root over the first entries.
func (a *auditor) root(size int64) string {
	h, err := a.Verified.HeadAt(size)
	if err != nil {
		return ""
	}
	return h.RootText()
}
