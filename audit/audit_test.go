package audit

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"detente/act"
	"detente/internal/logcase"
	"detente/internal/long"
	"detente/ledger"
)

// swap is a log of about thirty acts.
func swap(t testing.TB) *logcase.Case {
	t.Helper()
	c, err := logcase.Swap(11)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// folder is the log as files.
func folder(t testing.TB, c *logcase.Case) map[string][]byte {
	t.Helper()
	all, err := c.Folder()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// logOf is the log that lies in a folder.
func logOf(all map[string][]byte) Log {
	l := Log{Checkpoint: all["checkpoint"], Key: strings.TrimSuffix(string(all["key"]), "\n"), KeyFrom: "another party", Texts: map[string][]act.File{}}
	l.Fetch = func(path string) ([]byte, error) {
		if b, ok := all[path]; ok {
			return b, nil
		}
		return nil, fs.ErrNotExist
	}
	for _, p := range sorted(all) {
		if strings.HasPrefix(p, "tile/") {
			l.Pieces = append(l.Pieces, p)
		}
		if rest, ok := strings.CutPrefix(p, "texts/"); ok {
			hash, name, _ := strings.Cut(rest, "/")
			l.Texts[hash] = append(l.Texts[hash], act.File{Name: name, Bytes: all[p]})
		}
	}
	return l
}

func told(r *Result) string {
	var b strings.Builder
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "%s against=%v %v: %s\n", f.Kind, f.Against, f.Entries, f.Text)
	}
	for _, g := range r.Gaps {
		fmt.Fprintf(&b, "gap: %s\n", g.Text)
	}
	for _, c := range r.Checked {
		fmt.Fprintf(&b, "%s: %d\n", c.What, c.Number)
	}
	return b.String()
}

func has(t *testing.T, r *Result, k Kind, entry int64, words string) {
	t.Helper()
	for _, f := range r.Findings {
		if f.Kind == k && strings.Contains(f.Text, words) && (entry < 0 && len(f.Entries) == 0 || slices.Equal(f.Entries, []int64{entry})) {
			if f.Next == "" || !strings.HasSuffix(f.Text, ".") {
				t.Errorf("%q has no full stop or no next move", f.Text)
			}
			return
		}
	}
	t.Errorf("no finding of kind %s about entry %d with %q:\n%s", k, entry, words, told(r))
}

func TestHonestLogHolds(t *testing.T) {
	c := swap(t)
	l := logOf(folder(t, c))
	l.Heads = []Sighting{{0, ledger.EmptyRoot().String(), "north"}, {30, c.State.Seen().Root, "south"}}
	for hash, b := range c.Documents {
		l.Documents = map[string]Document{hash: {hash, int64(len(b))}}
	}
	r := Run(l)
	want := `texts: 1
signatures of the log: 1
cosignatures: 0
entries: 30
heads computed from the entries: 31
heads seen before: 2
tiles: 2
heads that signers had seen: 30
signatures of acts: 30
acts that fit: 30
documents of evidence: 1
`
	if got := told(r); got != want || !r.Holds() || !r.Named || !r.Signed || r.State.Head() != c.State.Head() {
		t.Errorf("%s", got)
	}
}

// Every byte that lies in the folder, changed in its lowest or its highest bit, is
// found out: in entries, tiles, checkpoint, key and texts. One byte is changed in
// the one bit and the next in the other, and with -long each in both.
func TestEveryChangedByteIsFound(t *testing.T) {
	c := swap(t)
	all := folder(t, c)
	var err error
	if all["checkpoint"], err = logcase.Cosign(all["checkpoint"], "north.example", 1_893_500_000); err != nil {
		t.Fatal(err)
	}
	same := readTexts(logOf(all).Texts)
	look := func(all map[string][]byte, path string) *Result {
		l := logOf(all)
		l.Witnesses = []string{logcase.WitnessKey("north.example")}
		if strings.HasPrefix(path, "texts/") {
			return Run(l)
		}
		return run(l, same) // reading them takes longer than all the rest
	}
	before := look(all, "")
	if !before.Holds() || len(before.Findings) > 0 {
		t.Fatalf("%s", told(before))
	}
	every := 1
	if testing.Short() {
		every = 23
	}
	const stretch = 4000 // bytes tried in one go, beside others
	for _, p := range sorted(all) {
		for from := 0; from < len(all[p]); from += stretch {
			t.Run(fmt.Sprintf("%s/%d", p, from), func(t *testing.T) {
				t.Parallel()
				mine, b := maps.Clone(all), slices.Clone(all[p])
				mine[p] = b
				for i := from; i < min(from+stretch, len(b)); i += every {
					for n, bit := range []byte{0x01, 0x80} {
						if !long.Mode() && n != i%2 {
							continue
						}
						b[i] ^= bit
						r := look(mine, p)
						b[i] ^= bit
						// The name of a witness, changed, is that of a witness nobody knows: that is told
						// as a gap, and the one that is missed as another.
						cosignature := p == "checkpoint" && i > bytes.LastIndex(b, []byte("— ")) && len(r.Gaps) > len(before.Gaps)
						if r.Holds() && !cosignature {
							t.Errorf("byte %d ^ %#x is not found:\n%s", i, bit, told(r))
						}
					}
				}
			})
		}
	}
}

// The server shows north and south logs with the same beginning. The next act of
// south, sent on to the log of north, gives it away.
func TestForkIsFoundByTheNextAct(t *testing.T) {
	c := swap(t)
	other, err := c.Copy()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Do("north", act.Act{Kind: act.Note, Words: "for north's eyes"}); err != nil {
		t.Fatal(err)
	}
	if err := other.Do("south", act.Act{Kind: act.Note, Words: "for south's eyes"}); err != nil {
		t.Fatal(err)
	}
	env, err := other.Signed("south", act.Act{Kind: act.Note, Words: "it has seen its own log"})
	if err != nil {
		t.Fatal(err)
	}
	c.Now = other.Now
	if err := c.Take(env); err == nil {
		t.Fatal("an honest log takes an act in whose signer has seen another log")
	}
	if err := c.Force(env); err != nil {
		t.Fatal(err)
	}
	r := Run(logOf(folder(t, c)))
	has(t, r, Fork, 31, "had seen another log")
	if r.Holds() {
		t.Error("the log holds")
	}
}

func TestHeadsSeen(t *testing.T) {
	c := swap(t)
	l := logOf(folder(t, c))
	root := c.State.Seen().Root
	l.Heads = []Sighting{{29, root, "south"}, {31, root, "mission"}, {5, "x", ""}}
	r := Run(l)
	has(t, r, Fork, -1, "than the one seen by south")
	has(t, r, Fork, -1, "The log has 30 entries, and a head of 31 was seen by mission.")
	has(t, r, Form, -1, "is no head")
}

func TestActsThatNobodyMade(t *testing.T) {
	c := swap(t)
	env, err := c.Signed("north", act.Act{Kind: act.Note, Words: "x"})
	if err != nil {
		t.Fatal(err)
	}
	bad := env
	bad.Signature = slices.Clone(env.Signature)
	bad.Signature[7] ^= 1
	if err := c.Force(bad); err != nil {
		t.Fatal(err)
	}
	a := act.Act{Format: act.Format, Kind: act.Note, By: "north", Words: "y", Text: c.State.Text().Hash, Log: c.State.Origin(), Seen: c.State.Seen(), At: c.Now + 3*apart}
	strange, err := act.SignAct(a, logcase.SignerFor("a stranger"))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Force(strange); err != nil {
		t.Fatal(err)
	}
	again, err := c.Signed("south", act.Act{Kind: act.Declare, Step: "fuel[1]", On: "2030-01-01"})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Force(again); err != nil {
		t.Fatal(err)
	}
	r := Run(logOf(folder(t, c)))
	has(t, r, Signature, 30, "does not hold")
	has(t, r, Signature, 31, "is not signed by a key of north")
	has(t, r, Clock, 31, "by the clock of north")
	has(t, r, Unfit, 32, "has no effect")
	if len(r.Findings) != 4 {
		t.Errorf("%s", told(r))
	}
}

func TestWhatCannotBeChecked(t *testing.T) {
	c := swap(t)
	l := logOf(folder(t, c))
	l.Key, l.Texts = "", nil
	r := Run(l)
	if !r.Holds() || r.Signed || r.State != nil {
		t.Errorf("%s", told(r))
	}
	for _, words := range []string{"no key of the log is known", "No earlier head is known", "the text that the log begins with is not at hand", "One document"} {
		if !slices.ContainsFunc(r.Gaps, func(g Gap) bool { return strings.Contains(g.Text, words) && g.Next != "" }) {
			t.Errorf("nothing says that %s:\n%s", words, told(r))
		}
	}
}

func TestNothingIsThere(t *testing.T) {
	none := func(string) ([]byte, error) { return nil, errors.New("it is not there") }
	r := Run(Log{Fetch: none})
	has(t, r, Form, -1, "The checkpoint cannot be read")
	r = Run(Log{Fetch: none, Checkpoint: ledger.Checkpoint{Head: ledger.Head{Origin: act.Origin(strings.Repeat("0", 64)), Size: 1 << 39}}.Bytes()})
	if len(r.Findings) != 1 {
		t.Errorf("%s", told(r))
	}
	c := swap(t)
	r = Run(Log{Fetch: none, Checkpoint: c.Checkpoint()})
	has(t, r, Tree, -1, "The entries cannot be read")
	if r.Named || r.State != nil {
		t.Error("it goes on without entries")
	}
}
