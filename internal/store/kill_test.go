package store

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// childOf is where the test program finds the address of the database that it
// appends to when it is started again to be killed, with the origin behind it.
const childOf = "DETENTE_STORE_CHILD"

// child appends with several clients until it is killed, and prints each receipt
// when it has it. It takes names of entries that nobody has used before.
func child(task string) int {
	address, origin, _ := strings.Cut(task, " ")
	db, err := Open(context.Background(), address)
	if err != nil {
		fmt.Println("failed", err)
		return 1
	}
	var printing sync.Mutex
	var all sync.WaitGroup
	for client := range 4 {
		all.Go(func() {
			for i := 0; ; i++ {
				entry := fmt.Sprintf("%d-%d-%d", os.Getpid(), client, i)
				r, err := db.Append(context.Background(), origin, key(entry), take(entry), seal)
				printing.Lock()
				if err != nil {
					fmt.Println("failed", err)
				} else {
					fmt.Println(entry, r.Index)
				}
				printing.Unlock()
			}
		})
	}
	all.Wait()
	return 0
}

// Programs that append are killed at any moment: what they acknowledged is there,
// where they said, and the log is whole.
func TestKilled(t *testing.T) {
	onEach(t, func(t *testing.T, address string) {
		db := reopened(t, address)
		origin := create(t, db, "a")
		moments := rand.New(rand.NewPCG(6, 22))
		acknowledged := 0
		for round := range 6 {
			receipts := killed(t, address+" "+origin, 1+moments.IntN(60), time.Duration(moments.IntN(8000))*time.Microsecond)
			// The server may still be busy with the last commit of the killed program: an
			// append waits for it, so that what is looked at stands still.
			last := fmt.Sprint("after ", round)
			if _, err := db.Append(t.Context(), origin, key(last), take(last), seal); err != nil {
				t.Fatal(err)
			}
			entries := verified(t, db, origin)
			for entry, index := range receipts {
				if index >= len(entries) || string(entries[index]) != entry {
					t.Fatalf("round %d: %s was acknowledged at %d of %d, and is not there", round, entry, index, len(entries))
				}
				r, err := db.Append(t.Context(), origin, key(entry), take("other"), seal)
				if err != nil || r.Index != int64(index) {
					t.Fatalf("round %d: %s sent again: %+v, %v", round, entry, r, err)
				}
			}
			acknowledged += len(receipts)
			if once(t, entries); t.Failed() {
				return
			}
		}
		t.Logf("%d acknowledged, %d in the log", acknowledged, len(verified(t, db, origin)))
	})
}

// killed runs a child and kills it some time after a number of receipts. It
// returns the entries that were acknowledged, with their places.
func killed(t *testing.T, task string, after int, and time.Duration) map[string]int {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), childOf+"="+task)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	receipts := map[string]int{}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		entry, place, ok := strings.Cut(lines.Text(), " ")
		index, err := strconv.Atoi(place)
		if !ok || err != nil {
			t.Errorf("the child says %q", lines.Text())
			break
		}
		receipts[entry] = index
		if len(receipts) == after {
			time.AfterFunc(and, func() { _ = c.Process.Kill() })
		}
	}
	_ = c.Process.Kill()
	_ = c.Wait()
	if len(receipts) < after {
		t.Fatalf("the child ended after %d receipts", len(receipts))
	}
	return receipts
}

// once fails when an entry is in the log twice.
func once(t *testing.T, entries [][]byte) {
	t.Helper()
	seen := map[string]bool{}
	for i, e := range entries {
		if seen[string(e)] {
			t.Errorf("entry %d, %s, is there twice", i, e)
		}
		seen[string(e)] = true
	}
}
