package client

import (
	"bytes"
	"testing"

	"detente/act"
	"detente/audit"
	"detente/internal/logcase"
	"detente/ledger"
)

// Whatever a server answers to an act, it is an error or the receipt.
func FuzzReceipt(f *testing.F) {
	c, err := logcase.Swap(2)
	if err != nil {
		f.Fatal(err)
	}
	v, err := ledger.ParseVerifier(c.LogKey())
	if err != nil {
		f.Fatal(err)
	}
	stored, err := ledger.StoredOf(c.Entries)
	if err != nil {
		f.Fatal(err)
	}
	proof, err := ledger.Inclusion(c.State.Size(), 2, stored)
	if err != nil {
		f.Fatal(err)
	}
	r, err := ledger.NewReceipt(2, proof, c.Checkpoint())
	if err != nil {
		f.Fatal(err)
	}
	e, err := act.ParseEntry(c.Entries[2])
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(r.Bytes()), int64(2))
	f.Add("", int64(0))
	f.Fuzz(func(t *testing.T, text string, n int64) {
		got := Receipt{Entry: n, Received: e.Received, Receipt: text}
		if _, head, err := got.Check(e.Envelope, v); err == nil && (n != 2 || head != c.State.Head()) {
			t.Errorf("%d, %v holds", n, head)
		}
	})
}

// What is written beside a log is read as it was written.
func FuzzSeen(f *testing.F) {
	f.Add("12 mMl/C6MXXNCLAx3QhLncTmSbZNGijm6mlGRlAxc6tYc= south, by telephone", []byte("key\ndetente/x\n7\nmMl/C6MXXNCLAx3QhLncTmSbZNGijm6mlGRlAxc6tYc=\n"))
	f.Fuzz(func(t *testing.T, line string, b []byte) {
		if s, ok := parseSighting(line); ok {
			again, ok := parseSighting(sightingLine(s))
			if s.Root == "" {
				return // a line is cut at its end, and this has nothing there
			}
			if !ok || again.Size != s.Size || again.Root != s.Root {
				t.Errorf("%q: %+v, %+v", line, s, again)
			}
		}
		if p, err := parsePin(b); err == nil && !bytes.Equal(p.bytes(), b) {
			t.Errorf("%q is read as %q", b, p.bytes())
		}
	})
}

// Any bytes for the pieces of a log give findings.
func FuzzAudit(f *testing.F) {
	c, err := logcase.Swap(2)
	if err != nil {
		f.Fatal(err)
	}
	all, err := c.Folder()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(all["checkpoint"], all["tile/entries/000.p/12"], all["tile/0/000.p/12"], c.Files[0].Bytes)
	f.Fuzz(func(t *testing.T, checkpoint, entries, hashes, text []byte) {
		fetch := func(path string) ([]byte, error) {
			if path[:len("tile/e")] == "tile/e" {
				return entries, nil
			}
			return hashes, nil
		}
		log := audit.Log{Checkpoint: checkpoint, Cosigned: checkpoint, Key: c.LogKey(), Fetch: fetch, Texts: map[string][]act.File{act.TextHash(c.Files): {{Name: "swap.deal", Bytes: text}}}}
		r := audit.Run(log)
		same := bytes.Equal(checkpoint, all["checkpoint"]) && bytes.Equal(entries, all["tile/entries/000.p/12"]) && bytes.Equal(hashes, all["tile/0/000.p/12"]) && bytes.Equal(text, c.Files[0].Bytes)
		if r.Holds() && !same {
			t.Errorf("it holds")
		}
	})
}
