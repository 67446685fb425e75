package ledger

import (
	"bytes"
	"crypto/ed25519"
	"encoding/binary"
	"errors"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"pgregory.net/rapid"
)

// forms are all texts that are read, each with what reading and writing again gives.
var forms = map[string]func(b []byte) ([]byte, error){
	"body": func(b []byte) ([]byte, error) {
		h, err := ParseBody(b)
		return h.Body(), err
	},
	"checkpoint": func(b []byte) ([]byte, error) {
		c, err := ParseCheckpoint(b)
		return c.Bytes(), err
	},
	"signature": func(b []byte) ([]byte, error) {
		s, err := ParseSignature(string(b))
		return []byte(s.Line()), err
	},
	"vkey": func(b []byte) ([]byte, error) {
		v, err := ParseVerifier(string(b))
		if err != nil {
			return nil, err
		}
		return []byte(v.String()), nil
	},
	"receipt": func(b []byte) ([]byte, error) {
		r, err := ParseReceipt(b)
		return r.Bytes(), err
	},
	"request": func(b []byte) ([]byte, error) {
		r, err := ParseWitnessRequest(b)
		return r.Bytes(), err
	},
	"path": func(b []byte) ([]byte, error) {
		t, err := ParseTilePath(string(b))
		return []byte(t.Path()), err
	},
	"bundle": func(b []byte) ([]byte, error) {
		entries, err := ParseBundle(b)
		if err != nil {
			return nil, err
		}
		return EntryBundle(entries)
	},
}

// sample is a log of 70 entries with everything that is said about it.
type sample struct {
	entries  [][]byte
	stored   Stored
	head     Head
	log, one *Signer
	two      *Signer
	// texts by their form
	texts map[string][]byte
}

func newSample(t testing.TB) sample {
	t.Helper()
	s := sample{entries: numbered(70)}
	s.stored = must(StoredOf(s.entries))
	s.head = must(HeadOf(origin, 70, s.stored))
	s.log, s.one, s.two = logSigner(t), cosigner(t, "usa.example/witness", 1_550_000_000), cosigner(t, "dprk.example/witness", 1_550_000_001)
	signed := must(SignHead(s.head, s.log))
	c := must(ParseCheckpoint(signed)).With(must(Sign(s.head, s.one))).With(must(Sign(s.head, s.two)))
	s.texts = map[string][]byte{
		"body":       s.head.Body(),
		"checkpoint": c.Bytes(),
		"signature":  []byte(must(Sign(s.head, s.one)).Line()),
		"vkey":       []byte(s.one.String()),
		"receipt":    must(NewReceipt(42, must(Inclusion(70, 42, s.stored)), signed)).Bytes(),
		"request":    WitnessRequest{21, must(Consistency(21, 70, s.stored)), must(ParseCheckpoint(signed))}.Bytes(),
		"path":       []byte("tile/0/x001/234.p/5"),
		"bundle":     must(EntryBundle(s.entries)),
	}
	return s
}

// Each text is read, and written again as it was.
func TestForms(t *testing.T) {
	s := newSample(t)
	for name, form := range forms {
		again, err := form(s.texts[name])
		if err != nil || !bytes.Equal(again, s.texts[name]) {
			t.Errorf("%s: %v\n%s", name, err, again)
		}
	}
}

// oneForm is what every reader promises: what it takes, it writes again.
func oneForm(t interface{ Fatalf(string, ...any) }, name string, b []byte) {
	again, err := forms[name](b)
	if err == nil && !bytes.Equal(again, b) {
		t.Fatalf("the %s %q is read, and written as %q", name, b, again)
	}
	if err != nil && (err.Error() == "" || strings.Contains(err.Error(), "\n")) {
		t.Fatalf("%q is not a sentence", err)
	}
}

// Texts near the right ones have one form as well.
func TestFormsOfChangedTexts(t *testing.T) {
	s := newSample(t)
	rapid.Check(t, func(t *rapid.T) {
		for _, name := range slices.Sorted(maps.Keys(forms)) {
			b := bytes.Clone(s.texts[name])
			i := rapid.IntRange(0, len(b)-1).Draw(t, name)
			c := rapid.OneOf(rapid.SampledFrom([]byte(" \n+0/=x.pA—\x00")), rapid.Byte()).Draw(t, "byte")
			switch rapid.IntRange(0, 2).Draw(t, "how") {
			case 0:
				b[i] = c
			case 1:
				b = append(b[:i], b[i+1:]...)
			case 2:
				b = append(b[:i], append([]byte{c}, b[i:]...)...)
			}
			oneForm(t, name, b)
		}
	})
}

// Any changed bit of a checkpoint is noticed by whoever verifies its signatures.
func TestChangedCheckpoint(t *testing.T) {
	s := newSample(t)
	b := s.texts["checkpoint"]
	if err := s.allSigned(b); err != nil {
		t.Fatal(err)
	}
	for bit := range len(b) * 8 {
		flip(b, bit, func() {
			if s.allSigned(b) == nil {
				t.Fatalf("bit %d of byte %d is changed and nobody notices:\n%s", bit%8, bit/8, b)
			}
		})
	}
}

// allSigned reports whether a checkpoint is that of the sample with all signatures.
func (s sample) allSigned(b []byte) error {
	head, err := OpenCheckpoint(b, s.log)
	if err != nil {
		return err
	}
	c, _ := ParseCheckpoint(b)
	one, err1 := c.Cosigned(s.one.Verifier)
	two, err2 := c.Cosigned(s.two.Verifier)
	if head != s.head || one != 1_550_000_000 || two != 1_550_000_001 {
		return errors.Join(errors.New("it is another checkpoint"), err1, err2)
	}
	return nil
}

// Any changed bit of a receipt is noticed.
func TestChangedReceipt(t *testing.T) {
	s := newSample(t)
	b := s.texts["receipt"]
	check := func() error {
		r, err := ParseReceipt(b)
		if err != nil {
			return err
		}
		_, err = r.Check(s.entries[42], s.log)
		return err
	}
	if err := check(); err != nil {
		t.Fatal(err)
	}
	for bit := range len(b) * 8 {
		flip(b, bit, func() {
			if check() == nil {
				t.Fatalf("bit %d of byte %d is changed and nobody notices:\n%s", bit%8, bit/8, b)
			}
		})
	}
	if _, err := must(ParseReceipt(b)).Check(s.entries[41], s.log); err == nil {
		t.Error("the receipt is good for another entry")
	}
}

// Whoever signs has to be who is asked for.
func TestSigners(t *testing.T) {
	s := newSample(t)
	c := must(ParseCheckpoint(s.texts["checkpoint"]))
	other := must(NewVerifier(LogKey, origin, public("another")))
	elsewhere := must(NewVerifier(LogKey, "detente/other", public("log")))
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"another key":             {second(OpenCheckpoint(c.Bytes(), other)), "carries no signature"},
		"another log":             {second(OpenCheckpoint(c.Bytes(), elsewhere)), "is of the log"},
		"a cosigner as the log":   {second(OpenCheckpoint(c.Bytes(), s.one)), "is of the log"},
		"the log as a cosigner":   {second(c.Cosigned(s.log.Verifier)), "not a cosigner's"},
		"a cosigner who has not":  {second(c.Cosigned(must(NewVerifier(CosignerKey, "kr.example/w", public("kr"))))), "carries no signature"},
		"signing with other name": {second(SignHead(s.head, s.one)), "give it the log's origin"},
		"a head without origin":   {second(Sign(Head{}, s.one)), "the origin, is empty"},
		"an agent that fails":     {second(Sign(s.head, must(NewSigner(origin, public("log"), func([]byte) ([]byte, error) { return nil, errors.New("the agent is locked") })))), "locked"},
		"an agent that cuts":      {second(Sign(s.head, must(NewSigner(origin, public("log"), func([]byte) ([]byte, error) { return []byte("short"), nil })))), "5 bytes"},
		"a time before 1970":      {second(NewCosigner("w", public("w"), -1, nil)), "before 1970"},
		"a key of no kind":        {second(NewVerifier(2, "w", public("w"))), "kind 0x02"},
		"a key cut short":         {second(NewVerifier(LogKey, "w", public("w")[1:])), "31 bytes"},
		"a key without name":      {second(NewSigner("", public("w"), nil)), "is empty"},
		"a name with plus":        {second(NewCosigner("a+b", public("w"), 0, nil)), "plus"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%s: %v, want something with %q", name, c.err, c.want)
		}
	}
	again := must(NewCosigner("usa.example/witness", public("usa.example/witness"), 1_560_000_000, With(key("usa.example/witness"))))
	d := c.With(must(Sign(s.head, again)))
	if at, err := d.Cosigned(s.one.Verifier); err != nil || at != 1_560_000_000 || len(d.Signatures) != 3 {
		t.Errorf("a newer cosignature: %d, %v", at, err)
	}
	if at := must(c.Cosigned(s.one.Verifier)); at != 1_550_000_000 {
		t.Errorf("the checkpoint before has changed: %d", at)
	}
	if v := must(ParseVerifier(s.two.String())); v.Kind() != CosignerKey || !v.Public().Equal(public("dprk.example/witness")) || v.Name() != s.two.Name() {
		t.Errorf("the key of a text: %v", v)
	}
}

// A time that no clock shows is refused, however well it is signed.
func TestCosignatureTimes(t *testing.T) {
	s := newSample(t)
	for _, c := range []struct {
		seconds uint64
		ok      bool
	}{{0, true}, {math.MaxInt64, true}, {math.MaxInt64 + 1, false}, {math.MaxUint64, false}} {
		for _, text := range []string{strconv.FormatUint(c.seconds, 10), strconv.FormatInt(int64(c.seconds), 10)} {
			sig := binary.BigEndian.AppendUint64(nil, c.seconds)
			sig = append(sig, ed25519.Sign(key(s.one.Name()), []byte("cosignature/v1\ntime "+text+"\n"+string(s.head.Body())))...)
			if got := s.one.Verify(s.head.Body(), sig); got != c.ok {
				t.Errorf("%s seconds: verified %v", text, got)
			}
			if s.one.Verify(s.head.Body(), sig[1:]) || s.one.Verify(s.head.Body(), append(sig, 0)) {
				t.Errorf("%s seconds: a signature of another length is verified", text)
			}
		}
	}
	if s.log.Verify(s.head.Body(), []byte("short")) {
		t.Error("five bytes are a signature")
	}
}

// A signature of another kind, of keys nobody here knows, is carried along.
func TestUnknownSignatures(t *testing.T) {
	s := newSample(t)
	c := must(ParseCheckpoint(s.texts["checkpoint"]))
	c = c.With(Signature{"pq.example/w", 0x06060606, make([]byte, 8+2420)})
	if h, err := OpenCheckpoint(c.Bytes(), s.log); err != nil || h != s.head {
		t.Errorf("%v, %v", h, err)
	}
	many := c
	for i := range MaxSignatures + 1 {
		many = many.With(Signature{"w", uint32(i), []byte{1}})
	}
	if _, err := ParseCheckpoint(many.Bytes()); err == nil || !strings.Contains(err.Error(), "more than 64") {
		t.Errorf("too many signatures: %v", err)
	}
}

// A witness goes on only from the head it cosigned last.
func TestWitness(t *testing.T) {
	s := newSample(t)
	heads := Rebuild(origin, s.entries)
	request := must(ParseWitnessRequest(s.texts["request"]))
	if got, err := request.Check(heads[21], s.log); err != nil || got != s.head {
		t.Errorf("%v, %v", got, err)
	}
	first := WitnessRequest{0, nil, request.Checkpoint}
	if got, err := first.Check(Head{}, s.log); err != nil || got != s.head {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := (WitnessRequest{70, nil, request.Checkpoint}).Check(heads[70], s.log); err != nil || got != s.head {
		t.Errorf("the same again: %v, %v", got, err)
	}
	forked := Rebuild(origin, numbered(71)[1:])
	for name, c := range map[string]struct {
		last Head
		r    WitnessRequest
		log  note.Verifier
		want error
	}{
		"another size":  {heads[22], request, s.log, ErrOtherSize},
		"none yet":      {Head{}, request, s.log, ErrOtherSize},
		"fork":          {forked[21], request, s.log, ErrOtherLog},
		"fork, at once": {forked[70], WitnessRequest{70, nil, request.Checkpoint}, s.log, ErrOtherLog},
		"no proof":      {heads[21], WitnessRequest{21, nil, request.Checkpoint}, s.log, ErrOtherLog},
		"another key":   {heads[21], request, must(NewVerifier(LogKey, origin, public("other"))), ErrOtherSigner},
	} {
		if _, err := c.r.Check(c.last, c.log); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// What is a checkpoint to us is a signed note to everybody.
func FuzzCheckpoint(f *testing.F) {
	s := newSample(f)
	f.Add(s.texts["checkpoint"])
	f.Add(must(SignHead(s.head, s.log)))
	f.Add([]byte("a\n0\n" + Frontier{}.Head("a").RootText() + "\n\n— a AAAAAAAA\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		oneForm(t, "checkpoint", b)
		c, err := ParseCheckpoint(b)
		if err != nil {
			return
		}
		var unverified *note.UnverifiedNoteError
		_, err = note.Open(b, note.VerifierList())
		if !errors.As(err, &unverified) || unverified.Note.Text != string(c.Head.Body()) {
			t.Fatalf("%q is no signed note of this body: %v", b, err)
		}
	})
}

// A receipt is good for the entry it was made for, and only as it was made.
func FuzzReceipt(f *testing.F) {
	s := newSample(f)
	f.Add(s.texts["receipt"], s.entries[42])
	f.Add(s.texts["receipt"], s.entries[41])
	f.Fuzz(func(t *testing.T, b, entry []byte) {
		oneForm(t, "receipt", b)
		r, err := ParseReceipt(b)
		if err != nil {
			return
		}
		if head, err := r.Check(entry, s.log); err == nil && (head != s.head || !bytes.Equal(entry, s.entries[r.Index])) {
			t.Fatalf("a receipt for %q that nobody gave: %q", entry, b)
		}
	})
}

func FuzzWitnessRequest(f *testing.F) {
	s := newSample(f)
	f.Add(s.texts["request"])
	last := Rebuild(origin, s.entries)[21]
	f.Fuzz(func(t *testing.T, b []byte) {
		oneForm(t, "request", b)
		r, err := ParseWitnessRequest(b)
		if err != nil {
			return
		}
		if head, err := r.Check(last, s.log); err == nil && head != s.head {
			t.Fatalf("a witness would cosign %v", head)
		}
	})
}

func FuzzVerifier(f *testing.F) {
	s := newSample(f)
	f.Add(s.texts["vkey"])
	f.Add([]byte(s.log.String()))
	f.Fuzz(func(t *testing.T, b []byte) { oneForm(t, "vkey", b) })
}

func FuzzBundle(f *testing.F) {
	f.Add(must(EntryBundle(numbered(3))))
	f.Add([]byte{0, 0})
	f.Add([]byte{0xff, 0xff, 1})
	f.Fuzz(func(t *testing.T, b []byte) { oneForm(t, "bundle", b) })
}

func FuzzTilePath(f *testing.F) {
	for _, p := range []string{"tile/0/000", "tile/5/000.p/1", "tile/entries/x001/x234/067.p/255", "tile/63/000", "tile/-1/000"} {
		f.Add([]byte(p))
	}
	f.Fuzz(func(t *testing.T, b []byte) { oneForm(t, "path", b) })
}
