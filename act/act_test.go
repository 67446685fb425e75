package act

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"detente/calendar"
)

// seeded is a signer whose private key comes from a fixed seed.
type seeded struct{ private ed25519.PrivateKey }

func newSeeded(n byte) seeded {
	seed := make([]byte, ed25519.SeedSize)
	for i := range seed {
		seed[i] = n
	}
	return seeded{ed25519.NewKeyFromSeed(seed)}
}

func (s seeded) Key() Key { return Key{Public: s.private.Public().(ed25519.PublicKey)} }

func (s seeded) Sign(message []byte) ([]byte, error) { return ed25519.Sign(s.private, message), nil }

const (
	textOne = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
	textTwo = "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"
)

var rootOne = base64.StdEncoding.EncodeToString([]byte("a root of a tree, of 32 bytes..."))

// about is an act with what every act has.
func about(kind Kind) Act {
	at, err := ParseTime("2019-02-27T18:30:00.000Z")
	if err != nil {
		panic(err)
	}
	return Act{Format: Format, Kind: kind, By: "usa", Text: textOne, Log: Origin(textOne), Seen: Seen{Size: 7, Root: rootOne}, At: at}
}

func number(n int64) *int64 { return &n }

// fill puts the part into the act.
func fill(a *Act, f field) {
	switch f {
	case step:
		a.Step = "relief[2]"
	case procedure:
		a.Procedure = "snapback"
	case stage:
		a.Stage = "council"
	case on:
		a.On = "2019-02-27"
	case of:
		a.Of = number(3)
	case result:
		a.Result = forms[a.Kind].results[0]
	case until:
		a.Until = "2019-03-27"
	case days:
		a.Days = 10
	case newText:
		a.NewText = textTwo
	case keys:
		a.Keys = &KeyChange{Add: []string{newSeeded(9).Key().String()}, End: []string{newSeeded(1).Key().ID()}}
	case together:
		a.Together = &Together{ID: "0123456789abcdef0123456789abcdef", With: []Partner{{By: "dprk", Kind: Declare, Step: "yongbyon"}}, Before: a.At + 86_400_000}
	case words:
		a.Words = "As agreed on the telephone.\n\t\"모두\" – alles & <nichts>"
	case evidence:
		a.Evidence = []Evidence{{SHA256: textTwo, Size: 48_213, Name: "보고서.pdf", Media: "application/pdf", Readers: "third_party", Encrypted: true}}
	}
}

func with(kind Kind, parts ...field) Act {
	a := about(kind)
	for _, f := range parts {
		fill(&a, f)
	}
	return a
}

// right are acts of every kind, the least first and with everything that fits.
func right() []Act {
	return []Act{
		with(Sign), with(Sign, together, words, evidence),
		with(Begin, on, step), with(Begin, on, procedure), with(Begin, on, procedure, stage, words, evidence),
		with(Declare, step, on), with(Declare, step, on, together, words, evidence),
		with(Attest, of, on, result), with(Attest, of, on, result, words, evidence),
		with(Dispute, of, words), with(Dispute, of, words, evidence), with(Dispute, step, words),
		with(Answer, of, result), with(Answer, of, result, words, evidence),
		with(Suspend, on), with(Suspend, on, step, words),
		with(Resume, of, on),
		with(Waive, step), with(Waive, step, together), with(Waive, procedure, stage),
		with(Extend, step, until), with(Extend, procedure, stage, days), with(Extend, step, until, together),
		with(Amend, newText), with(Amend, newText, together, words),
		with(Withdraw, of), with(Withdraw, on, words),
		with(Decide, procedure, stage, on),
		with(Renew, step, on), with(Renew, step, on, together),
		with(Rekey, keys), with(Rekey, keys, words),
		with(Note, words), with(Note, evidence), with(Note, words, of), with(Note, words, step), with(Note, words, procedure),
	}
}

func TestRightActs(t *testing.T) {
	for _, k := range Kinds() {
		if !slices.ContainsFunc(right(), func(a Act) bool { return a.Kind == k }) {
			t.Errorf("no act of the kind %s is tried", k)
		}
	}
	if len(forms) != len(Kinds()) {
		t.Errorf("the table has %d kinds, the list %d", len(forms), len(Kinds()))
	}
	for _, a := range right() {
		if err := a.Check(); err != nil {
			t.Errorf("%s: %v", a, err)
		}
	}
}

// Every part that a kind needs is missed, and every part that it does not have
// is refused.
func TestPartsOfKinds(t *testing.T) {
	for _, a := range right() {
		f := forms[a.Kind]
		for x := step; x <= evidence; x++ {
			switch b := a; {
			case slices.Contains(f.needs, x):
				empty(&b, x)
				wantTrouble(t, b, x.String()+" is missing")
			case !slices.Contains(f.may, x) && x != words && x != evidence:
				if x == result {
					b.Result = Confirmed
				} else {
					fill(&b, x)
				}
				wantTrouble(t, b, x.String()+" does not belong into it")
			}
		}
	}
}

func empty(a *Act, f field) {
	var none Act
	switch f {
	case step:
		a.Step = none.Step
	case procedure:
		a.Procedure = none.Procedure
	case stage:
		a.Stage = none.Stage
	case on:
		a.On = none.On
	case of:
		a.Of = none.Of
	case result:
		a.Result = none.Result
	case newText:
		a.NewText = none.NewText
	case keys:
		a.Keys = none.Keys
	case words:
		a.Words = none.Words
	default:
		panic("no kind needs " + f.String())
	}
}

func wantTrouble(t *testing.T, a Act, want string) {
	t.Helper()
	err := a.Check()
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%s: %v, want %q", a, err, want)
	}
	if b, err := Encode(a); err == nil {
		t.Errorf("%s: is written: %s", a, b)
	}
	if _, err := Decode(compact(a)); err == nil {
		t.Errorf("%s: is read again", a)
	}
}

func TestWrongActs(t *testing.T) {
	longest := strings.Repeat("x", MaxName)
	key := newSeeded(9).Key().String()
	for _, c := range []struct {
		what string
		of   Act
		bend func(*Act)
		want string
	}{
		{"no format", with(Sign), func(a *Act) { a.Format = 0 }, "has the format 0"},
		{"a later format", with(Sign), func(a *Act) { a.Format = 2 }, "has the format 2, and this program reads 1"},
		{"no kind", with(Sign), func(a *Act) { a.Kind = "" }, "no kind of act"},
		{"another kind", with(Sign), func(a *Act) { a.Kind = "Sign" }, `no kind of act "Sign"`},
		{"nobody", with(Sign), func(a *Act) { a.By = "" }, "by ="},
		{"a name with a space", with(Sign), func(a *Act) { a.By = "the usa" }, "is no name"},
		{"a name with markup", with(Sign), func(a *Act) { a.By = "<b>" }, "is no name"},
		{"a name that turns round", with(Sign), func(a *Act) { a.By = "usa\u202e" }, "is no name"},
		{"a name with a joiner", with(Sign), func(a *Act) { a.By = "us\u200da" }, "is no name"},
		{"a name that is too long", with(Sign), func(a *Act) { a.By = longest + "x" }, "is no name"},
		{"a name that is no text", with(Sign), func(a *Act) { a.By = "us\xff" }, "is no name"},
		{"a short hash", with(Sign), func(a *Act) { a.Text = textOne[:63] }, "text is not the hash"},
		{"a hash in capitals", with(Sign), func(a *Act) { a.Text = strings.ToUpper(textOne) }, "text is not the hash"},
		{"a log of something else", with(Sign), func(a *Act) { a.Log = "sum/" + textOne }, "log is not the origin"},
		{"a log of nothing", with(Sign), func(a *Act) { a.Log = "detente/" }, "log is not the origin"},
		{"a head before the beginning", with(Sign), func(a *Act) { a.Seen.Size = -1 }, "seen is not the head"},
		{"a head no browser counts", with(Sign), func(a *Act) { a.Seen.Size = MaxNumber + 1 }, "seen is not the head"},
		{"a root that is short", with(Sign), func(a *Act) { a.Seen.Root = rootOne[:40] }, "seen is not the head"},
		{"a root in other base64", with(Sign), func(a *Act) { a.Seen.Root = strings.TrimRight(rootOne, "=") }, "seen is not the head"},
		{"a root with bits left over", with(Sign), func(a *Act) { a.Seen.Root = rootOne[:42] + "5=" }, "seen is not the head"},
		{"a root on two lines", with(Sign), func(a *Act) { a.Seen.Root = rootOne[:4] + "\n" + rootOne[4:] }, "seen is not the head"},
		{"no moment", with(Sign), func(a *Act) { a.At = 0 }, "at is no moment"},
		{"a moment after all years", with(Sign), func(a *Act) { a.At = maxTime + 1 }, "at is no moment"},
		{"a moment before all years", with(Sign), func(a *Act) { a.At = minTime - 1 }, "at is no moment"},

		{"a step in two words", with(Declare, step, on), func(a *Act) { a.Step = "relief 2" }, "is no name"},
		{"a stage with a slash", with(Decide, procedure, stage, on), func(a *Act) { a.Stage = "a/b" }, "is no name"},
		{"a day that is none", with(Declare, step, on), func(a *Act) { a.On = "2019-02-29" }, "is no day"},
		{"a day before all years", with(Declare, step, on), func(a *Act) { a.On = "0000-12-31" }, "is no day"},
		{"a day after all years", with(Declare, step, on), func(a *Act) { a.On = "10000-01-01" }, "is no day"},
		{"a day that package calendar writes beyond them", with(Declare, step, on), func(a *Act) { a.On = DayOf(calendar.MaxDay + 1) }, "is no day"},
		{"a day in other order", with(Declare, step, on), func(a *Act) { a.On = "27-02-2019" }, "is no day"},
		{"an instant for a day", with(Declare, step, on), func(a *Act) { a.On = "2019-02-27T18:30Z" }, "is no day"},
		{"a due day that is none", with(Extend, step, until), func(a *Act) { a.Until = "soon" }, "is no day"},
		{"an entry before the first", with(Dispute, of, words), func(a *Act) { a.Of = number(-1) }, "of names the entry -1"},
		{"an entry not seen", with(Dispute, of, words), func(a *Act) { a.Of = number(7) }, "of names the entry 7, and its signer had seen 7 entries"},
		{"another result", with(Attest, of, on, result), func(a *Act) { a.Result = Accepted }, "none of its results"},
		{"another answer", with(Answer, of, result), func(a *Act) { a.Result = Confirmed }, "none of its results"},
		{"days back", with(Extend, procedure, stage, days), func(a *Act) { a.Days = -1 }, "days is from 1"},
		{"days without end", with(Extend, procedure, stage, days), func(a *Act) { a.Days = MaxDays + 1 }, "days is from 1"},
		{"a new text that is no hash", with(Amend, newText), func(a *Act) { a.NewText = "v2" }, "new_text is not the hash"},
		{"too many words", with(Note, words), func(a *Act) { a.Words = strings.Repeat("x", MaxWords+1) }, "words are plain text"},
		{"words with a bell", with(Note, words), func(a *Act) { a.Words = "\a" }, "words are plain text"},
		{"words with a return", with(Note, words), func(a *Act) { a.Words = "a\r\nb" }, "words are plain text"},
		{"words that turn round", with(Note, words), func(a *Act) { a.Words = "pay \u202e001" }, "words are plain text"},
		{"words with an Arabic mark", with(Note, words), func(a *Act) { a.Words = "a\u061cb" }, "words are plain text"},
		{"words that hide words", with(Note, words), func(a *Act) { a.Words = "yes\U000e0021" }, "words are plain text"},
		{"words that end a line unseen", with(Note, words), func(a *Act) { a.Words = "a\u2028b" }, "words are plain text"},

		{"a step and a procedure", with(Note, words, step, procedure), nil, "a step and a procedure"},
		{"begins a step and a procedure", with(Begin, on, step, procedure), nil, "a step and a procedure"},
		{"begins nothing", with(Begin, on), nil, "neither a step nor a procedure"},
		{"begins a stage of nothing", with(Begin, on, step, stage), nil, "a stage needs its procedure"},
		{"extends nothing", with(Extend), nil, "it needs a step with until"},
		{"extends a step without until", with(Extend, step), nil, "a step is extended until a day"},
		{"extends a step by days", with(Extend, step, until, days), nil, "a step is extended until a day"},
		{"extends a stage until", with(Extend, procedure, stage, until), nil, "a step is extended until a day"},
		{"extends a procedure", with(Extend, procedure, days), nil, "it needs a step with until"},
		{"contests nothing", with(Dispute, words), nil, "it needs of, the entry that is contested, or step"},
		{"contests both", with(Dispute, of, step, words), nil, "it needs of, the entry that is contested, or step"},
		{"waives nothing", with(Waive), nil, "it needs a step, or a procedure and the stage"},
		{"waives a procedure", with(Waive, procedure), nil, "it needs a step, or a procedure and the stage"},
		{"waives a step and a stage", with(Waive, step, procedure, stage), nil, "a step and a procedure"},
		{"withdraws nothing", with(Withdraw), nil, "it needs of"},
		{"withdraws both", with(Withdraw, of, on), nil, "one act does one of them"},
		{"says nothing", with(Note), nil, "it says nothing"},
		{"says nothing about a step", with(Note, step), nil, "it says nothing"},

		{"changes no keys", with(Rekey, keys), func(a *Act) { a.Keys = &KeyChange{} }, "adds and ends 0 keys"},
		{"changes too many keys", with(Rekey, keys), func(a *Act) { a.Keys.End = make([]string, MaxKeys) }, "adds and ends 21 keys"},
		{"adds an RSA key", with(Rekey, keys), func(a *Act) { a.Keys.Add[0] = "ssh-rsa AAAA" }, "no Ed25519 key"},
		{"adds a key with more space", with(Rekey, keys), func(a *Act) { a.Keys.Add[0] = key + " " }, "more white space"},
		{"adds a key with a comment that turns round", with(Rekey, keys), func(a *Act) { a.Keys.Add[0] = key + " \u202eme" }, "another comment"},
		{"adds a key with a comment that is no text", with(Rekey, keys), func(a *Act) { a.Keys.Add[0] = key + " \xff" }, "another comment"},
		{"adds a key with a long comment", with(Rekey, keys), func(a *Act) { a.Keys.Add[0] = key + " " + longest }, "another comment"},
		{"adds a key twice", with(Rekey, keys), func(a *Act) { a.Keys.Add = []string{key, key + " mine"} }, "twice"},
		{"adds the key it ends", with(Rekey, keys), func(a *Act) { a.Keys.End[0] = newSeeded(9).Key().ID() }, "twice"},
		{"ends a key by its line", with(Rekey, keys), func(a *Act) { a.Keys.End[0] = key }, "is no fingerprint"},
		{"ends a key by its MD5", with(Rekey, keys), func(a *Act) { a.Keys.End[0] = "MD5:00:11" }, "is no fingerprint"},
		{"ends a key by half of it", with(Rekey, keys), func(a *Act) { a.Keys.End[0] = a.Keys.End[0][:49] }, "is no fingerprint"},

		{"together under a short id", with(Declare, step, on, together), func(a *Act) { a.Together.ID = "01" }, "id of together"},
		{"together under capitals", with(Declare, step, on, together), func(a *Act) { a.Together.ID = strings.ToUpper(a.Together.ID) }, "id of together"},
		{"together with nobody", with(Declare, step, on, together), func(a *Act) { a.Together.With = nil }, "names 0 other acts"},
		{"together with too many", with(Declare, step, on, together), func(a *Act) { a.Together.With = make([]Partner, MaxPartners+1) }, "names 21 other acts"},
		{"together without end", with(Declare, step, on, together), func(a *Act) { a.Together.Before = 0 }, "together needs before"},
		{"together after all years", with(Declare, step, on, together), func(a *Act) { a.Together.Before = maxTime + 1 }, "together needs before"},
		{"together with a note", with(Declare, step, on, together), func(a *Act) { a.Together.With[0].Kind = Note }, "cannot take effect together"},
		{"together with no kind", with(Declare, step, on, together), func(a *Act) { a.Together.With[0].Kind = "" }, "cannot take effect together"},
		{"together with no name", with(Declare, step, on, together), func(a *Act) { a.Together.With[0].By = "the dprk" }, "which are no names"},
		{"together with itself", with(Declare, step, on, together), func(a *Act) { a.Together.With[0] = a.partner() }, "twice"},
		{"together with one twice", with(Declare, step, on, together), func(a *Act) { a.Together.With = append(a.Together.With, a.Together.With[0]) }, "twice"},

		{"too much evidence", with(Note, evidence), func(a *Act) { a.Evidence = make([]Evidence, MaxEvidence+1) }, "51 pieces of evidence"},
		{"evidence without a hash", with(Note, evidence), func(a *Act) { a.Evidence[0].SHA256 = "" }, "is not a hash"},
		{"evidence of less than nothing", with(Note, evidence), func(a *Act) { a.Evidence[0].Size = -1 }, "the size of the evidence"},
		{"evidence no browser counts", with(Note, evidence), func(a *Act) { a.Evidence[0].Size = MaxNumber + 1 }, "the size of the evidence"},
		{"evidence without a name", with(Note, evidence), func(a *Act) { a.Evidence[0].Name = "" }, "the evidence needs a name"},
		{"evidence in a folder", with(Note, evidence), func(a *Act) { a.Evidence[0].Name = "../x" }, "the evidence needs a name"},
		{"evidence that is a folder", with(Note, evidence), func(a *Act) { a.Evidence[0].Name = ".." }, "the evidence needs a name"},
		{"evidence with a name that turns round", with(Note, evidence), func(a *Act) { a.Evidence[0].Name = "\u202efdp.exe" }, "the evidence needs a name"},
		{"evidence with a media type on two lines", with(Note, evidence), func(a *Act) { a.Evidence[0].Media = "text/plain\nX: y" }, "no media type"},
		{"evidence for friends", with(Note, evidence), func(a *Act) { a.Evidence[0].Readers = "friends" }, "readers of the evidence"},
	} {
		a := c.of
		if c.bend != nil {
			c.bend(&a)
		}
		t.Run(c.what, func(t *testing.T) { wantTrouble(t, a, c.want) })
	}
}

// What is at a limit is allowed.
func TestLimits(t *testing.T) {
	for what, a := range map[string]Act{
		"name":    with(Sign),
		"words":   with(Note, words),
		"joiners": with(Note, words),
		"days":    with(Extend, procedure, stage, days),
		"first":   with(Sign),
		"last":    with(Sign),
	} {
		switch what {
		case "name":
			a.By = strings.Repeat("가", 100) + strings.Repeat("x", MaxName-300)
		case "words":
			a.Words = strings.Repeat("x", MaxWords)
		case "joiners":
			a.Words = "می\u200cخواهم"
		case "days":
			a.Days = MaxDays
		case "first":
			a.At = minTime
		case "last":
			a.At = maxTime
		}
		if err := a.Check(); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// An act that an entry cannot hold is not written; one that is written fits.
func TestLongestAct(t *testing.T) {
	a := with(Note, words)
	for i := range MaxEvidence {
		a.Evidence = append(a.Evidence, Evidence{SHA256: textOne, Name: fmt.Sprintf("%02d", i) + strings.Repeat(`"`, 398)})
	}
	for {
		b, err := Encode(a)
		if err == nil {
			e := Envelope{Payload: append(b, strings.Repeat(" ", MaxAct-len(b))...), KeyID: newSeeded(1).Key().ID(), Signature: make([]byte, 64)}
			if n := len(Entry{Envelope: e}.Bytes()); n > MaxEntry || n < MaxEntry-60 {
				t.Errorf("an act of %d bytes makes an entry of %d", MaxAct, n)
			}
			return
		}
		if !strings.Contains(err.Error(), "move words into evidence") {
			t.Fatal(err)
		}
		if _, err := Decode(compact(a)); err == nil {
			t.Fatal("what is not written is read")
		}
		a.Evidence = a.Evidence[1:]
	}
}

func TestString(t *testing.T) {
	for want, a := range map[string]Act{
		"usa declares relief[2]":                           with(Declare, step, on),
		"usa attests (confirmed) on entry 3":               with(Attest, of, on, result),
		"usa begins snapback council":                      with(Begin, on, procedure, stage),
		"usa changes its keys":                             with(Rekey, keys),
		"usa notes":                                        with(Note, words),
		"usa answers (accepted) on entry 3":                with(Answer, of, result),
		"usa extends relief[2]":                            with(Extend, step, until),
		fmt.Sprintf("usa withdraws on entry %d", int64(3)): with(Withdraw, of),
	} {
		if got := a.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestDays(t *testing.T) {
	for _, d := range []calendar.Day{calendar.MinDay, -1, 0, calendar.MaxDay} {
		if got, ok := DayOf(d).Day(); !ok || got != d {
			t.Errorf("%v became %v, %v", d, got, ok)
		}
	}
	if _, ok := Day("").Day(); ok {
		t.Error("no day is a day")
	}
}
