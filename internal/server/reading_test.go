package server

import (
	"fmt"
	"testing"

	"detente/act"
	"detente/state"
)

// Entries that are read on all cores come to what they come to one after the other:
// also those by keys that come and go between them, that are no one's, or that
// stand there twice.
func TestReadingsAreAppends(t *testing.T) {
	files := withKeys(deal)
	text, found, err := state.ReadText(files)
	if err != nil || found.HasErrors() {
		t.Fatal(err, found)
	}
	library := func(string) *state.Text { return text }
	plain, err := state.New(text.Hash, library)
	if err != nil {
		t.Fatal(err)
	}
	var entries [][]byte
	put := func(e act.Envelope) {
		t.Helper()
		entry := act.Entry{Received: act.Time(1_900_000_000_000 + len(entries)), Envelope: e}.Bytes()
		if err := plain.Append(entry); err != nil {
			t.Fatal(err)
		}
		entries = append(entries, entry)
	}
	sign := func(by string, k signer, a act.Act) act.Envelope {
		t.Helper()
		a.Format, a.By, a.Text, a.Log, a.Seen, a.At = act.Format, by, text.Hash, plain.Origin(), plain.Seen(), 1_900_000_000_000
		e, err := act.SignAct(a, k)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	north, other := keyFor("north"), keyFor("other")
	for _, by := range []string{"north", "south"} {
		put(sign(by, keyFor(by), act.Act{Kind: act.Sign}))
	}
	first := sign("north", north, act.Act{Kind: act.Note, Words: "first"})
	put(first)
	put(sign("north", north, act.Act{Kind: act.Rekey, Keys: &act.KeyChange{Add: []string{other.Key().String()}}}))
	put(sign("north", other, act.Act{Kind: act.Note, Words: "with the other key"}))
	put(sign("north", other, act.Act{Kind: act.Rekey, Keys: &act.KeyChange{End: []string{north.Key().ID()}}}))
	put(sign("north", north, act.Act{Kind: act.Note, Words: "with a key that is ended"}))
	put(first)
	put(sign("north", keyFor("south"), act.Act{Kind: act.Note, Words: "with the key of another"}))
	forged := sign("south", keyFor("south"), act.Act{Kind: act.Note, Words: "forged"})
	forged.Signature[0] ^= 1
	put(forged)

	at, err := state.New(text.Hash, library)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range (&live{}).readings(at, entries) {
		if err := r.fold(at); err != nil {
			t.Fatal(err)
		}
	}
	if at.Head() != plain.Head() {
		t.Errorf("%v, and one after the other %v", at.Head(), plain.Head())
	}
	unfit := 0
	for i, r := range at.Records() {
		want := plain.Records()[i]
		if fmt.Sprint(r.Unfit) != fmt.Sprint(want.Unfit) || r.InForce != want.InForce || r.Back != want.Back {
			t.Errorf("entry %d: %+v, and one after the other %+v", i, r, want)
		}
		if r.Unfit != nil {
			unfit++
		}
	}
	if unfit != 4 {
		t.Errorf("%d entries have no effect", unfit)
	}
}
