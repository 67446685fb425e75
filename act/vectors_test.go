package act

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite testdata/vectors.json and the tables of docs/spec/acts.md")

func refuseUpdate(t *testing.T) {
	t.Helper()
	if *update && os.Getenv("CI") == "true" {
		t.Fatal("-update is refused where CI=true: nobody would read the difference")
	}
}

const vectorsFile = "testdata/vectors.json"

// vectors are what another program can be tried by; docs/spec/acts.md says what
// the fields are.
type vectors struct {
	Keys    []keyVector     `json:"keys"`
	Text    textVector      `json:"text"`
	Acts    []actVector     `json:"acts"`
	Refused []refusedVector `json:"refused"`
}

type keyVector struct {
	Seed string `json:"seed"` // 32 bytes, hexadecimal; RFC 8032, 5.1.5
	Line string `json:"line"`
	ID   string `json:"id"`
}

type textVector struct {
	Files    []File `json:"files"`
	Manifest string `json:"manifest"`
	Hash     string `json:"hash"`
	Origin   string `json:"origin"`
	ID       string `json:"id"`
}

type actVector struct {
	Key      int    `json:"key"` // which of the keys signed
	Payload  string `json:"payload"`
	Signed   string `json:"signed"` // what the signature is over
	Envelope string `json:"envelope"`
	ID       string `json:"id"`
	Entry    string `json:"entry"`
	Leaf     string `json:"leaf"` // the hash of the entry as a leaf, RFC 6962, 2.1
}

type refusedVector struct {
	Why  string `json:"why"`
	What string `json:"what"` // payload, envelope, entry, key
	B64  string `json:"base64"`
}

func newVectors(t *testing.T) vectors {
	var v vectors
	for n := range byte(3) {
		k := newSeeded(n + 1)
		v.Keys = append(v.Keys, keyVector{Seed: hex.EncodeToString(k.private.Seed()), Line: k.Key().String(), ID: k.Key().ID()})
	}
	files := []File{{"b.deal", []byte("party \"dprk\" {}\n")}, {"a.deal", []byte("party \"usa\" {}\n")}}
	hash := TextHash(files)
	v.Text = textVector{Files: files, Manifest: Manifest(files), Hash: hash, Origin: Origin(hash), ID: ID(hash)}
	for i, a := range right() {
		a.Text, a.Log = hash, Origin(hash)
		k := i % len(v.Keys)
		e := signed(t, a, newSeeded(byte(k+1)))
		entry := Entry{Received: a.At + Time(1000*i+1), Envelope: e}.Bytes()
		leaf := sha256.Sum256(append([]byte{0}, entry...))
		v.Acts = append(v.Acts, actVector{
			Key: k, Payload: string(e.Payload), Signed: string(SignedBytes(e.Payload)),
			Envelope: string(e.Bytes()), ID: e.ID(), Entry: string(entry), Leaf: hex.EncodeToString(leaf[:]),
		})
	}
	v.Refused = refused(v.Acts[3])
	return v
}

// refused are bytes that look nearly right.
func refused(a actVector) []refusedVector {
	r := func(what, why, from, to, text string) refusedVector {
		return refusedVector{why, what, base64.StdEncoding.EncodeToString([]byte(strings.Replace(text, from, to, 1)))}
	}
	return []refusedVector{
		r("payload", "a space between its parts", `,`, `, `, a.Payload),
		r("payload", "a field twice", `{`, `{"format":1,`, a.Payload),
		r("payload", "a name in capitals", `"by"`, `"By"`, a.Payload),
		r("payload", "an escape that is not needed", `"usa"`, `"\u0075sa"`, a.Payload),
		r("payload", "a moment without its milliseconds", `:00.000Z`, `:00Z`, a.Payload),
		r("payload", "a part that does not belong into its kind", `}`, `},"result":"confirmed"`, a.Payload),
		r("payload", "an end of line after its end", ``, ``, a.Payload+"\n"),
		r("envelope", "another type of payload", `detente.act`, `detente.other`, a.Envelope),
		r("envelope", "a field twice", `{`, `{"payload":"e30=",`, a.Envelope),
		r("envelope", "a name in capitals", `"sig"`, `"Sig"`, a.Envelope),
		r("envelope", "something after its end", ``, ``, a.Envelope+"x"),
		r("entry", "a space between its parts", `,`, `, `, a.Entry),
		r("entry", "the envelope first", ``, ``, `{"envelope":`+a.Envelope+`,"received":"2019-02-27T18:30:00.000Z"}`),
		r("key", "a key of small order", ``, ``, Key{Public: make([]byte, 32)}.String()),
		r("key", "two keys", ``, ``, newSeeded(1).Key().String()+"\n"+newSeeded(2).Key().String()),
	}
}

// write is JSON to be read by people.
func (v vectors) write() []byte {
	var b bytes.Buffer
	w := json.NewEncoder(&b)
	w.SetEscapeHTML(false)
	w.SetIndent("", "  ")
	if err := w.Encode(v); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// What was written down once stays: a change of it is another format.
func TestVectors(t *testing.T) {
	refuseUpdate(t)
	now := newVectors(t).write()
	if *update {
		if err := os.WriteFile(vectorsFile, now, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	was, err := os.ReadFile(vectorsFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(was, now) {
		t.Errorf("%s is no longer what the package writes; acts that were signed would not be read", vectorsFile)
	}
}

// The vectors are read back from the file alone, as another program would.
func TestVectorsHold(t *testing.T) {
	b, err := os.ReadFile(vectorsFile)
	if err != nil {
		t.Fatal(err)
	}
	var v vectors
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	if TextHash(v.Text.Files) != v.Text.Hash || len(v.Acts) < len(Kinds()) || len(v.Refused) == 0 {
		t.Error("the vectors are not whole")
	}
	for i, a := range v.Acts {
		e, err := ParseEntry([]byte(a.Entry))
		if err != nil {
			t.Errorf("act %d: %v", i, err)
			continue
		}
		k, err := ParseKey(v.Keys[a.Key].Line)
		if err != nil || k.ID() != v.Keys[a.Key].ID || e.Envelope.Verify(k) != nil {
			t.Errorf("act %d: %v, %v", i, err, e.Envelope.Verify(k))
		}
		if _, err := e.Envelope.Act(); err != nil || string(e.Envelope.Payload) != a.Payload || e.Envelope.ID() != a.ID {
			t.Errorf("act %d: %v", i, err)
		}
	}
	for _, r := range v.Refused {
		b, err := base64.StdEncoding.DecodeString(r.B64)
		if err != nil {
			t.Fatal(err)
		}
		if err := readAs(r.What, b); err == nil {
			t.Errorf("%s with %s: read", r.What, r.Why)
		}
	}
}

func readAs(what string, b []byte) (err error) {
	switch what {
	case "payload":
		_, err = Decode(b)
	case "envelope":
		_, err = ParseEnvelope(b)
	case "entry":
		_, err = ParseEntry(b)
	case "key":
		_, err = ParseKey(string(b))
	}
	return err
}
