package store

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"testing"

	"detente/ledger"
)

// private is the key of the log in these tests.
var private = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))

func signer(origin string) *ledger.Signer {
	s, err := ledger.NewSigner(origin, private.Public().(ed25519.PublicKey), ledger.With(private))
	if err != nil {
		panic(err)
	}
	return s
}

func seal(head ledger.Head) ([]byte, error) { return ledger.SignHead(head, signer(head.Origin)) }

func key(name string) [32]byte { return sha256.Sum256([]byte(name)) }

func take(entry string) Admit {
	return func(Tail) ([]byte, error) { return []byte(entry), nil }
}

// opening is the log with a name, which its text and its origin are made from.
func opening(name string) Opening {
	hash := fmt.Sprintf("%x", key("text of "+name))
	return Opening{Origin: "detente/" + hash, ID: hash[:16], Text: []byte(`{"` + name + `":""}`), TextHash: hash}
}

func reopened(t testing.TB, address string) *DB {
	t.Helper()
	db, err := Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// create makes a log with the first entry "0".
func create(t testing.TB, db *DB, name string) string {
	t.Helper()
	o := opening(name)
	r, err := db.Create(t.Context(), o, key("0"), take("0"), seal)
	if err != nil || r.Index != 0 || r.Head.Size != 1 {
		t.Fatalf("creating %s: %+v, %v", name, r, err)
	}
	return o.Origin
}

// verified reads a log from all its tables and fails unless each says what the
// entries say: the hashes, every head and its checkpoint, and nothing besides.
func verified(t testing.TB, db *DB, origin string) [][]byte {
	t.Helper()
	ctx := context.Background()
	head, checkpoint, err := db.Latest(ctx, origin)
	if err != nil {
		t.Fatal(err)
	}
	entries, err := db.Entries(ctx, origin, 0, head.Size)
	if err != nil {
		t.Fatal(err)
	}
	if of := ledger.HeadOfEntries(origin, entries); of != head {
		t.Fatalf("the entries have the head %v, and the database says %v", of, head)
	}
	if opened, err := ledger.OpenCheckpoint(checkpoint, signer(origin)); err != nil || opened != head {
		t.Fatalf("the checkpoint says %v, %v, and the head is %v", opened, err, head)
	}
	verifyHashes(t, db, origin, entries)
	verifyHeads(t, db, origin, entries)
	return entries
}

func verifyHashes(t testing.TB, db *DB, origin string, entries [][]byte) {
	t.Helper()
	want, err := ledger.StoredOf(entries)
	if err != nil {
		t.Fatal(err)
	}
	r, err := db.Hashes(context.Background(), origin)
	if err != nil {
		t.Fatal(err)
	}
	indexes := make([]int64, len(want))
	for i := range indexes {
		indexes[i] = int64(i)
	}
	got, err := r.ReadHashes(indexes)
	if err != nil {
		t.Fatal(err)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("hash %d is %v, and the entries give %v", i, got[i], want[i])
		}
	}
	for table, n := range map[string]int{"entries": len(entries), "hashes": len(want)} {
		if rows := count(t, db, table, origin); rows != n {
			t.Fatalf("%d rows of %s, and there should be %d", rows, table, n)
		}
	}
}

func verifyHeads(t testing.TB, db *DB, origin string, entries [][]byte) {
	t.Helper()
	at, heads := ledger.Rebuild(origin, entries), 0
	for size := range at {
		head, checkpoint, err := db.At(context.Background(), origin, int64(size))
		if err != nil {
			continue // most sizes are within a transaction
		}
		heads++
		if opened, err := ledger.OpenCheckpoint(checkpoint, signer(origin)); err != nil || head != at[size] || opened != head {
			t.Fatalf("at size %d the head is %v, the checkpoint says %v, %v, and the entries %v", size, head, opened, err, at[size])
		}
	}
	if rows := count(t, db, "heads", origin); rows != heads {
		t.Fatalf("%d heads stored, %d of sizes that the log has", rows, heads)
	}
}

func count(t testing.TB, db *DB, table, origin string) int {
	t.Helper()
	var n int
	err := db.row(context.Background(), "SELECT COUNT(*) FROM "+table+" WHERE log = (SELECT number FROM logs WHERE origin = $1)", origin).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// holds fails unless the receipt shows that the entry stands in the log.
func holds(t testing.TB, db *DB, origin string, r Receipt, entry string) {
	t.Helper()
	hashes, err := db.Hashes(context.Background(), origin)
	if err != nil {
		t.Fatal(err)
	}
	proof, err := ledger.Inclusion(r.Head.Size, r.Index, hashes)
	if err != nil {
		t.Fatal(err)
	}
	full, err := ledger.NewReceipt(r.Index, proof, r.Checkpoint)
	if err != nil {
		t.Fatal(err)
	}
	if head, err := full.Check([]byte(entry), signer(origin)); err != nil || head != r.Head {
		t.Fatalf("the receipt of %.40q at %d: %v, %v", entry, r.Index, head, err)
	}
}
