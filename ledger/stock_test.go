package ledger

import (
	"bytes"
	"encoding/base64"
	"testing"

	formatslog "github.com/transparency-dev/formats/log"
	formatsnote "github.com/transparency-dev/formats/note"
	formatsproof "github.com/transparency-dev/formats/proof"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Here other people's readers read what we write, and the other way round.

// The library of tree arithmetic checks our proofs, and opens our checkpoints.
func TestStockProofsAndNotes(t *testing.T) {
	entries := numbered(300)
	stored := must(StoredOf(entries))
	head := must(HeadOf(origin, 300, stored))
	for _, n := range []int64{1, 2, 128, 255, 256, 299, 300} {
		older := must(HeadOf(origin, n, stored))
		p := must(Consistency(n, 300, stored))
		if err := tlog.CheckTree(tlog.TreeProof(p), 300, head.Root, n, older.Root); err != nil {
			t.Errorf("CheckTree from %d: %v", n, err)
		}
		q := must(Inclusion(300, n-1, stored))
		if err := tlog.CheckRecord(tlog.RecordProof(q), 300, head.Root, n-1, HashEntry(entries[n-1])); err != nil {
			t.Errorf("CheckRecord %d: %v", n-1, err)
		}
	}
	vkey := must(note.NewEd25519VerifierKey(origin, public("log")))
	if ours := logSigner(t).String(); ours != vkey {
		t.Fatalf("our vkey is %s, want %s", ours, vkey)
	}
	stock := must(note.NewVerifier(vkey))
	signed := must(SignHead(head, logSigner(t)))
	n, err := note.Open(signed, note.VerifierList(stock))
	if err != nil || n.Text != string(head.Body()) {
		t.Errorf("note.Open: %v", err)
	}
	if got, err := OpenCheckpoint(signed, stock); err != nil || got != head {
		t.Errorf("our reader with a stock verifier: %v", err)
	}
}

// A checkpoint that the stock signer signs is ours, byte for byte.
func TestStockSigner(t *testing.T) {
	head := HeadOfEntries(origin, numbered(7))
	vkey := logSigner(t).String()
	seed := key("log").Seed()
	skey := "PRIVATE+KEY+" + vkey[:len(vkey)-44] + base64.StdEncoding.EncodeToString(append([]byte{1}, seed...))
	stock := must(note.NewSigner(skey))
	theirs := must(note.Sign(&note.Note{Text: string(head.Body())}, stock))
	if ours := must(SignHead(head, logSigner(t))); !bytes.Equal(ours, theirs) {
		t.Errorf("ours:\n%s\ntheirs:\n%s", ours, theirs)
	}
	if ours := must(SignHead(head, stock)); !bytes.Equal(ours, theirs) {
		t.Errorf("ours by the stock signer:\n%s", ours)
	}
}

// The library of formats that logs and witnesses in use share reads our
// checkpoints with their cosignatures, and our receipts.
func TestStockFormats(t *testing.T) {
	s := newSample(t)
	log := must(note.NewVerifier(s.log.String()))
	one := must(formatsnote.NewVerifierForCosignatureV1(s.one.String()))
	two := must(formatsnote.NewVerifierForCosignatureV1(s.two.String()))
	c, rest, n, err := formatslog.ParseCheckpoint(s.texts["checkpoint"], origin, log, one, two)
	if err != nil || len(rest) != 0 || len(n.Sigs) != 3 {
		t.Fatalf("%v, %q", err, rest)
	}
	if c.Origin != origin || c.Size != 70 || !bytes.Equal(c.Hash, s.head.Root[:]) {
		t.Errorf("the checkpoint is read as %v", c)
	}
	at, err := formatsnote.CoSigV1Timestamp(n.Sigs[1])
	if err != nil || at.Unix() != 1_550_000_000 {
		t.Errorf("the time is read as %v, %v", at, err)
	}
	var p formatsproof.TLogProof
	if err := p.Unmarshal(s.texts["receipt"]); err != nil {
		t.Fatal(err)
	}
	if p.Index != 42 || !bytes.Equal(p.Marshal(), s.texts["receipt"]) {
		t.Errorf("the receipt is read as\n%s", p.Marshal())
	}
}

// What a witness in use signs, we verify.
func TestStockCosigner(t *testing.T) {
	s := newSample(t)
	vkey := s.one.String()
	skey := "PRIVATE+KEY+" + vkey[:len(vkey)-44] + base64.StdEncoding.EncodeToString(append([]byte{4}, key("usa.example/witness").Seed()...))
	stock := must(formatsnote.NewSignerForCosignatureV1(skey))
	c := must(ParseCheckpoint(must(SignHead(s.head, s.log)))).With(must(Sign(s.head, stock)))
	at, err := must(ParseCheckpoint(c.Bytes())).Cosigned(s.one.Verifier)
	if err != nil || at < 1_600_000_000 {
		t.Errorf("the time is %d, %v", at, err)
	}
	if seconds := must(formatsnote.VKeyToCosignatureV1(must(NewVerifier(LogKey, s.one.Name(), public("usa.example/witness"))).String())); seconds != vkey {
		t.Errorf("the vkey of the cosigner is %s, want %s", vkey, seconds)
	}
}
