package store

import (
	"context"
	"crypto/ed25519"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// BenchmarkAppend is one entry of 1 KiB, acknowledged, with so many clients that
// each wait for their receipt. Beside it stand BenchmarkCommit, BenchmarkSync and
// BenchmarkVerify: what the smallest transaction, one write to this disk and one
// signature cost at least. An append should cost one commit and little besides.
func BenchmarkAppend(b *testing.B) {
	for _, d := range databases {
		for _, clients := range []int{1, 16, 256} {
			b.Run(fmt.Sprintf("%s/clients=%d", d.name, clients), func(b *testing.B) {
				db, err := Open(b.Context(), d.fresh(b))
				if err != nil {
					b.Fatal(err)
				}
				defer db.Close()
				appendWithClients(b, db, create(b, db, "a"), clients)
			})
		}
	}
}

func appendWithClients(b *testing.B, db *DB, origin string, clients int) {
	var next atomic.Int64
	var all sync.WaitGroup
	took := make([][]time.Duration, clients)
	b.ResetTimer()
	for c := range clients {
		all.Go(func() {
			for i := next.Add(1); i <= int64(b.N); i = next.Add(1) {
				entry := make([]byte, 1024)
				binary.BigEndian.PutUint64(entry, uint64(i))
				began := time.Now()
				_, err := db.Append(context.Background(), origin, key(string(entry)), take(string(entry)), seal)
				if err != nil {
					b.Error(err)
					return
				}
				took[c] = append(took[c], time.Since(began))
			}
		})
	}
	all.Wait()
	b.StopTimer()
	flat := slices.Concat(took...)
	slices.Sort(flat)
	b.ReportMetric(float64(flat[len(flat)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "entries/s")
}

// BenchmarkCommit is the smallest transaction of the same databases: one row.
func BenchmarkCommit(b *testing.B) {
	for _, d := range databases {
		b.Run(d.name, func(b *testing.B) {
			db, err := Open(b.Context(), d.fresh(b))
			if err != nil {
				b.Fatal(err)
			}
			defer db.Close()
			n := 0
			for b.Loop() {
				n++
				if err := db.PutText(b.Context(), fmt.Sprint(n), make([]byte, 1024)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkSync is one durable write of 4 KiB to the end of a file.
func BenchmarkSync(b *testing.B) {
	f, err := os.Create(filepath.Join(b.TempDir(), "file"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	page := make([]byte, 4096)
	for b.Loop() {
		if _, err := f.Write(page); err != nil {
			b.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkVerify is one check of an Ed25519 signature under 1 KiB.
func BenchmarkVerify(b *testing.B) {
	message := make([]byte, 1024)
	signature, public := ed25519.Sign(private, message), private.Public().(ed25519.PublicKey)
	for b.Loop() {
		if !ed25519.Verify(public, message, signature) {
			b.Fatal("a good signature is refused")
		}
	}
}
