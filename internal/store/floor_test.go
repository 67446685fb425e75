package store

import (
	"context"
	"crypto/ed25519"
	"encoding/binary"
	"errors"
	"slices"
	"testing"
	"time"
)

// BenchmarkFloor holds one append, from the call to the receipt, against what it
// cannot do without: two checks of a signature, and one durable commit of one row
// in the same database. The three take turns, so that what else the machine does
// meets all of them alike, and the figures are medians in milliseconds; "ratio" is
// append / (2 checks + commit).
func BenchmarkFloor(b *testing.B) {
	for _, d := range databases {
		b.Run(d.name, func(b *testing.B) {
			db, err := Open(b.Context(), d.fresh(b))
			if err != nil {
				b.Fatal(err)
			}
			defer db.Close()
			origin := create(b, db, "a")
			if _, err := db.change(b.Context(), "CREATE TABLE rows_of_a_commit (n BIGINT PRIMARY KEY)"); err != nil {
				b.Fatal(err)
			}
			var took [3][]time.Duration
			for i := uint64(0); b.Loop(); i++ {
				entry := binary.BigEndian.AppendUint64(make([]byte, 1016), i)
				for kind, do := range []func() error{
					func() error {
						_, err := db.Append(context.Background(), origin, key(string(entry)), take(string(entry)), seal)
						return err
					},
					func() error { return oneRow(db, int64(i)) },
					func() error { return checkOnce() },
				} {
					began := time.Now()
					if err := do(); err != nil {
						b.Fatal(err)
					}
					took[kind] = append(took[kind], time.Since(began))
				}
			}
			reportFloor(b, took)
		})
	}
}

func reportFloor(b *testing.B, took [3][]time.Duration) {
	var middle [3]float64
	for kind, name := range []string{"append-ms", "commit-ms", "check-ms"} {
		slices.Sort(took[kind])
		middle[kind] = took[kind][len(took[kind])/2].Seconds() * 1000
		b.ReportMetric(middle[kind], name)
	}
	b.ReportMetric(middle[0]/(2*middle[2]+middle[1]), "ratio")
}

// oneRow is the smallest durable commit: one statement, made ready before.
func oneRow(db *DB, n int64) error {
	conn, err := db.sql.Conn(context.Background())
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Raw(func(c any) error {
		_, err := c.(line).run(context.Background(), []statement{{"INSERT INTO rows_of_a_commit VALUES ($1)", []any{n}}})
		return err
	})
}

var signedText, signature = make([]byte, 1024), ed25519.Sign(private, make([]byte, 1024))

func checkOnce() error {
	if !ed25519.Verify(private.Public().(ed25519.PublicKey), signedText, signature) {
		return errors.New("a good signature is refused")
	}
	return nil
}
