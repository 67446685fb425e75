package store

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// BenchmarkAppend is one entry of 1 KiB, acknowledged, with so many clients that
// each wait for their receipt. BenchmarkFloor holds one append against what it
// cannot do without.
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
