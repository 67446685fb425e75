package act

import (
	"bytes"
	"testing"
)

// Any bytes give an act or an error; an act has its one text.
func FuzzDecode(f *testing.F) {
	for _, a := range right() {
		f.Add(compact(a))
	}
	f.Add([]byte(`{"Format":1,"format":1}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := Decode(b)
		if err != nil {
			return
		}
		if c, err := Encode(a); err != nil || !bytes.Equal(b, c) {
			t.Errorf("%v\n%s\n%s", err, b, c)
		}
		_ = a.String()
	})
}

// An envelope may be written in other order; what is kept of it has one text,
// and an entry can hold it.
func FuzzParseEnvelope(f *testing.F) {
	e := signed(f, with(Sign), newSeeded(1))
	f.Add(e.Bytes())
	f.Add([]byte(`{"payloadType":"` + PayloadType + `","payload":"","signatures":[{}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := ParseEnvelope(b)
		if err != nil {
			return
		}
		again, err := ParseEnvelope(e.Bytes())
		if err != nil || !bytes.Equal(again.Bytes(), e.Bytes()) || again.ID() != e.ID() {
			t.Errorf("%v\n%s\n%s", err, e.Bytes(), again.Bytes())
		}
		if _, err := ParseEntry(Entry{Envelope: e}.Bytes()); err != nil {
			t.Error(err)
		}
		_ = e.Verify(newSeeded(1).Key())
		_, _ = e.Act()
	})
}

func FuzzParseEntry(f *testing.F) {
	for _, a := range right()[:4] {
		f.Add(Entry{Received: 1_551_292_201_234, Envelope: signed(f, a, newSeeded(1))}.Bytes())
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := ParseEntry(b)
		if err == nil && !bytes.Equal(e.Bytes(), b) {
			t.Errorf("%s\n%s", b, e.Bytes())
		}
	})
}

func FuzzParseKey(f *testing.F) {
	f.Add(newSeeded(1).Key().String() + " ann@work")
	f.Add("ssh-ed25519 AAAA")
	f.Fuzz(func(t *testing.T, line string) {
		k, err := ParseKey(line)
		if err != nil {
			return
		}
		again, err := ParseKey(k.String())
		if err != nil || again.String() != k.String() || again.ID() != k.ID() || !isKeyID(k.ID()) {
			t.Errorf("%q: %v: %s, %s", line, err, k, again)
		}
	})
}
