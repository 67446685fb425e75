package act

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func signed(t testing.TB, a Act, s Signer) Envelope {
	t.Helper()
	e, err := SignAct(a, s)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// drawn draws an act of any kind with any parts that fit, and any values that
// are allowed in them.
func drawn(t *rapid.T) Act {
	a := rapid.SampledFrom(right()).Draw(t, "act")
	for _, f := range []field{words, evidence} {
		if rapid.Bool().Draw(t, "with "+f.String()) {
			fill(&a, f)
		}
	}
	name := rapid.StringMatching(`[a-zA-Z가-힣ß][a-z0-9_가-힣-]{0,20}(\[[1-9][0-9]{0,3}\])?`)
	day := rapid.Custom(func(t *rapid.T) Day {
		return Day(fmt.Sprintf("%04d-%02d-%02d", rapid.IntRange(1, 9999).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 28).Draw(t, "day")))
	})
	a.By = name.Draw(t, "by")
	a.At = Time(rapid.Int64Range(int64(minTime), int64(maxTime)).Filter(func(n int64) bool { return n != 0 }).Draw(t, "at"))
	a.Seen.Size = rapid.Int64Range(8, MaxNumber).Draw(t, "size")
	if a.Step != "" {
		a.Step = name.Draw(t, "step")
	}
	if a.On != "" {
		a.On = day.Draw(t, "on")
	}
	if a.Of != nil {
		a.Of = number(rapid.Int64Range(0, a.Seen.Size-1).Draw(t, "of"))
	}
	if a.Words != "" {
		a.Words = rapid.StringN(1, 200, MaxWords).Filter(func(s string) bool { return plain(s, true) }).Draw(t, "words")
	}
	return a
}

func TestEncodeDecode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawn(t)
		b, err := Encode(a)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Decode(b)
		if err != nil {
			t.Fatalf("%s: %v", b, err)
		}
		c, err := Encode(again)
		if err != nil || !bytes.Equal(b, c) {
			t.Fatalf("%v\n%s\n%s", err, b, c)
		}
		if again.String() != a.String() || again.At != a.At || again.Words != a.Words {
			t.Fatalf("%+v became %+v", a, again)
		}
	})
}

func TestSignVerify(t *testing.T) {
	for _, a := range right() {
		e := signed(t, a, newSeeded(1))
		again, err := ParseEnvelope(e.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if err := again.Verify(newSeeded(1).Key()); err != nil {
			t.Error(err)
		}
		if again.ID() != e.ID() {
			t.Error("read again it is another")
		}
		b, err := again.Act()
		if err != nil || b.String() != a.String() {
			t.Errorf("%s became %s, %v", a, b, err)
		}
	}
}

// lying signers: one that fails, one whose agent signs with another key, one
// that signs other bytes.
type lying struct {
	seeded
	sign func([]byte) ([]byte, error)
}

func (l lying) Sign(m []byte) ([]byte, error) { return l.sign(m) }

func TestSignActChecksTheSigner(t *testing.T) {
	errAsleep := errors.New("asleep")
	for what, sign := range map[string]func([]byte) ([]byte, error){
		"fails":             func([]byte) ([]byte, error) { return nil, errAsleep },
		"another key":       newSeeded(2).Sign,
		"other bytes":       func(m []byte) ([]byte, error) { return newSeeded(1).Sign(m[1:]) },
		"a short signature": func([]byte) ([]byte, error) { return make([]byte, 63), nil },
		"no signature":      func([]byte) ([]byte, error) { return nil, nil },
	} {
		if _, err := SignAct(with(Sign), lying{newSeeded(1), sign}); err == nil {
			t.Errorf("%s: signed", what)
		}
	}
	if _, err := SignAct(about("none"), newSeeded(1)); err == nil {
		t.Error("an act that is none is signed")
	}
}

func TestVerifyRefuses(t *testing.T) {
	e := signed(t, with(Sign), newSeeded(1))
	none := e
	none.KeyID = Key{}.ID()
	for what, c := range map[string]struct {
		e Envelope
		k Key
	}{
		"another key":                  {e, newSeeded(2).Key()},
		"no key":                       {none, Key{}},
		"another key under its name":   {Envelope{Payload: e.Payload, KeyID: newSeeded(2).Key().ID(), Signature: e.Signature}, newSeeded(2).Key()},
		"another payload":              {Envelope{Payload: append([]byte(" "), e.Payload...), KeyID: e.KeyID, Signature: e.Signature}, newSeeded(1).Key()},
		"no signature":                 {Envelope{Payload: e.Payload, KeyID: e.KeyID}, newSeeded(1).Key()},
		"a signature over the payload": {Envelope{Payload: e.Payload, KeyID: e.KeyID, Signature: ed25519.Sign(newSeeded(1).private, e.Payload)}, newSeeded(1).Key()},
	} {
		if err := c.e.Verify(c.k); err == nil {
			t.Errorf("%s: verified", what)
		}
	}
}

// DSSE's own example of the encoding that is signed has another type; the form
// is the same.
func TestSignedBytes(t *testing.T) {
	want := "DSSEv1 32 application/vnd.detente.act+json 11 hello world"
	if got := string(SignedBytes([]byte("hello world"))); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestParseEnvelope(t *testing.T) {
	e := signed(t, with(Declare, step, on), newSeeded(1))
	one := string(e.Bytes())
	payload, sig := base64.StdEncoding.EncodeToString(e.Payload), base64.StdEncoding.EncodeToString(e.Signature)
	for _, s := range []string{
		one,
		" " + strings.ReplaceAll(one, `,"`, ",\n\t\"") + "\n\n",
		fmt.Sprintf(`{"signatures":[{"sig":%q,"keyid":%q}],"payloadType":%q,"payload":%q}`, sig, e.KeyID, PayloadType, payload),
	} {
		got, err := ParseEnvelope([]byte(s))
		if err != nil || string(got.Bytes()) != one {
			t.Errorf("%s: %v", s, err)
		}
	}
	swap := func(old, new string) string { return strings.Replace(one, old, new, 1) }
	for what, s := range map[string]string{
		"nothing":                   "",
		"null":                      "null",
		"a list":                    "[]",
		"a number":                  "1",
		"cut off":                   one[:len(one)-1],
		"two of them":               one + one,
		"what follows is no JSON":   one + " x",
		"a bracket too many":        one + "}",
		"a field in capitals":       swap(`"payload"`, `"Payload"`),
		"a field twice":             swap(`{"payload"`, `{"payload":"e30=","payload"`),
		"a field twice, in capital": swap(`{"payload"`, `{"PAYLOAD":"e30=","payload"`),
		"a field that is missing":   swap(`"keyid":"`+e.KeyID+`",`, ""),
		"an unknown field":          swap(`{"payload"`, `{"x":1,"payload"`),
		"another type":              swap("detente.act", "detente.plan"),
		"no type":                   swap(PayloadType, ""),
		"no signatures":             swap(`[{"keyid":"`+e.KeyID+`","sig":"`+sig+`"}]`, "[]"),
		"signatures that are null":  swap(`[{"keyid":"`+e.KeyID+`","sig":"`+sig+`"}]`, "null"),
		"two signatures":            swap(`[{`, `[{"keyid":"`+e.KeyID+`","sig":"`+sig+`"},{`),
		"a payload in URL's base64": swap(payload, "_-"+payload[2:]),
		"a payload with a line end": swap(payload, payload[:4]+`\n`+payload[4:]),
		"a payload that is null":    swap(`"`+payload+`"`, "null"),
		"a payload too long":        swap(payload, base64.StdEncoding.EncodeToString(make([]byte, MaxAct+1))),
		"a short signature":         swap(sig, sig[:84]),
		"a signature with bits":     swap(sig, sig[:85]+"B=="),
		"no key":                    swap(e.KeyID, ""),
		"a name for a key":          swap(e.KeyID, "usa"),
		"too long":                  strings.Repeat(" ", 2*MaxEntry) + one,
		"too deep":                  strings.Repeat("[", 2*MaxEntry),
	} {
		if s == one {
			t.Fatalf("%s: nothing was changed", what)
		}
		if got, err := ParseEnvelope([]byte(s)); err == nil {
			if _, err := got.Act(); err == nil {
				t.Errorf("%s: read", what)
			}
		}
	}
}

func TestEntry(t *testing.T) {
	e := Entry{Received: 1_551_292_201_234, Envelope: signed(t, with(Sign), newSeeded(1))}
	one := string(e.Bytes())
	got, err := ParseEntry([]byte(one))
	if err != nil || string(got.Bytes()) != one || got.Received.String() != "2019-02-27T18:30:01.234Z" {
		t.Fatalf("%v, %v", got.Received, err)
	}
	for what, s := range map[string]string{
		"a space":           " " + one,
		"an end of line":    one + "\n",
		"other order":       `{"envelope":` + string(e.Envelope.Bytes()) + `,"received":"` + e.Received.String() + `"}`,
		"a field twice":     strings.Replace(one, "{", `{"received":"2019-02-27T18:30:01.234Z",`, 1),
		"a name in capital": strings.Replace(one, "received", "Received", 1),
		"no moment":         strings.Replace(one, "2019-02-27T18:30:01.234Z", "", 1),
		"microseconds":      strings.Replace(one, "01.234Z", "01.234567Z", 1),
		"a comma":           strings.Replace(one, "01.234Z", "01,234Z", 1),
		"another zone":      strings.Replace(one, "01.234Z", "01.234+00:00", 1),
		"the year 0":        strings.Replace(one, "2019", "0000", 1),
		"the year 10000":    strings.Replace(one, "2019", "10000", 1),
		"an escape":         strings.Replace(one, "2019", `\u0032019`, 1),
		"too long":          strings.Repeat(" ", MaxEntry),
	} {
		if _, err := ParseEntry([]byte(s)); err == nil {
			t.Errorf("%s: read", what)
		}
	}
}

// Every single byte of an entry counts: changed, the entry cannot be read, its
// signature does not hold, or it was received at another time, which the log's
// own hashes hold fast.
func TestEveryByteCounts(t *testing.T) {
	k := newSeeded(1)
	e := Entry{Received: 1_551_292_201_234, Envelope: signed(t, with(Declare, step, on, words), k)}
	b := e.Bytes()
	received := 0
	for i := range b {
		for _, flip := range []byte{0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80} {
			c := bytes.Clone(b)
			c[i] ^= flip
			got, err := ParseEntry(c)
			switch {
			case err != nil || got.Envelope.Verify(k.Key()) != nil:
			case got.Received != e.Received && got.Envelope.ID() == e.Envelope.ID():
				received++
			default:
				t.Errorf("byte %d, %q to %q: taken for the same", i, b[i], c[i])
			}
		}
	}
	if received == 0 {
		t.Error("no change of the time is readable: is it looked at?")
	}
}

// The same for the envelope as it is sent, where white space does not matter:
// what is accepted is the very same envelope.
func TestEveryByteOfAnEnvelopeCounts(t *testing.T) {
	k := newSeeded(1)
	e := signed(t, with(Sign), k)
	b := e.Bytes()
	for i := range b {
		for _, x := range []byte{b[i] ^ 1, b[i] ^ 2, b[i] ^ 4, b[i] ^ 8, b[i] ^ 16, b[i] ^ 32, b[i] ^ 64, b[i] ^ 128, ' ', '\n', '"', '\\', 0} {
			c := bytes.Clone(b)
			if c[i] = x; c[i] == b[i] {
				continue
			}
			if got, err := ParseEnvelope(c); err == nil && got.Verify(k.Key()) == nil {
				t.Fatalf("byte %d, %q to %q: accepted", i, b[i], c[i])
			}
		}
	}
}

func TestTimes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := Time(rapid.Int64Range(int64(minTime), int64(maxTime)).Draw(t, "moment"))
		got, err := ParseTime(x.String())
		if err != nil || got != x || TimeOf(x.Std()) != x {
			t.Fatalf("%d, %s became %d, %v", x, x, got, err)
		}
	})
	if minTime.String() != "0001-01-01T00:00:00.000Z" || maxTime.String() != "9999-12-31T23:59:59.999Z" {
		t.Errorf("from %s to %s", minTime, maxTime)
	}
	var x Time
	for _, s := range []string{`null`, `1`, `""`, `"2019-02-27"`, `"2019-02-27T18:30:00Z"`, `"2019-02-27t18:30:00.000z"`, `"2019-02-29T18:30:00.000Z"`, `"2016-12-31T23:59:60.000Z"`, `"+2019-02-27T18:30:00.000Z"`} {
		if err := x.UnmarshalJSON([]byte(s)); err == nil {
			t.Errorf("%s is a moment: %v", s, x)
		}
	}
}

// What an act costs to check, beside the signature alone.
func BenchmarkVerify(b *testing.B) {
	k := newSeeded(1)
	entry := Entry{Received: 1_551_292_201_234, Envelope: signed(b, with(Declare, step, on, words), k)}
	message, text, key := SignedBytes(entry.Envelope.Payload), entry.Bytes(), k.Key()
	b.Run("signature", func(b *testing.B) {
		for b.Loop() {
			if !ed25519.Verify(key.Public, message, entry.Envelope.Signature) {
				b.Fatal("no signature")
			}
		}
	})
	b.Run("Verify", func(b *testing.B) {
		for b.Loop() {
			if err := entry.Envelope.Verify(key); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("entry", func(b *testing.B) { // read, verified, and its act read
		for b.Loop() {
			e, err := ParseEntry(text)
			if err != nil || e.Envelope.Verify(key) != nil {
				b.Fatal(err)
			}
			if _, err := e.Envelope.Act(); err != nil {
				b.Fatal(err)
			}
		}
	})
}
