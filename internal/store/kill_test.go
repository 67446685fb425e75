package store

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
)

// asChild names the variable that makes the test program append and do nothing
// else: it holds the address of the database.
const asChild = "DETENTE_STORE_TEST_APPENDS_TO"

// appendUntilKilled appends with several clients, and says so on standard output
// when an entry is acknowledged: never before.
func appendUntilKilled(address, name string) error {
	db, err := Open(context.Background(), address)
	if err != nil {
		return err
	}
	origin := opening("a").Origin
	var all sync.WaitGroup
	for client := range 4 {
		all.Go(func() {
			for i := 0; ; i++ {
				entry := fmt.Sprintf("%s/%d/%d", name, client, i)
				r, err := db.Append(context.Background(), origin, key(entry), take(entry), seal)
				if err != nil {
					fmt.Println("failed", err)
					return
				}
				fmt.Println("stored", entry, r.Index) // one write
			}
		})
	}
	all.Wait()
	return io.ErrUnexpectedEOF // it is killed before that
}

// A program that is killed while it appends loses nothing that it acknowledged and
// leaves a log that another one goes on with.
func TestKilled(t *testing.T) {
	onEach(t, func(t *testing.T, address string) {
		db := reopened(t, address)
		origin := create(t, db, "a")
		dice := rand.New(rand.NewSource(20261128))
		stored := map[string]int64{"0": 0}
		for round := range 6 {
			killed(t, address, fmt.Sprint(round), 1+dice.Intn(40), time.Duration(dice.Intn(8000))*time.Microsecond, stored)
			// The server may still be busy with the last commit of the killed program;
			// an append waits for it.
			stored[fmt.Sprint("after ", round)] = appended(t, db, origin, fmt.Sprint("after ", round))
			entries := verified(t, db, origin)
			at := map[string]int64{}
			for i, e := range entries {
				if _, twice := at[string(e)]; twice {
					t.Errorf("round %d: %s is there twice", round, e)
				}
				at[string(e)] = int64(i)
			}
			for entry, index := range stored {
				if i, there := at[entry]; !there || i != index {
					t.Errorf("round %d: %s was acknowledged at %d, and it is at %d, %v", round, entry, index, i, there)
				}
			}
			sentAgain(t, db, origin, entries, at)
		}
	})
}

// killed runs a program that appends, kills it some time after it has acknowledged
// a number of entries, and notes all that it acknowledged.
func killed(t *testing.T, address, name string, after int, delay time.Duration, stored map[string]int64) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^$")
	child.Env = append(os.Environ(), asChild+"="+address+" "+name)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	seen := 0
	for lines := bufio.NewScanner(out); lines.Scan(); {
		var entry string
		var index int64
		if _, err := fmt.Sscanf(lines.Text(), "stored %s %d", &entry, &index); err != nil {
			break // a line that was cut, or a failure: the count below says which
		}
		stored[entry] = index
		if seen++; seen == after {
			time.AfterFunc(delay, func() { _ = child.Process.Kill() })
		}
	}
	if err := child.Wait(); err == nil || !strings.Contains(err.Error(), "killed") || seen < after {
		t.Fatalf("the program acknowledged %d entries of %d and ended by itself: %v", seen, after, err)
	}
}

// sentAgain sends the newest entries again; each has its receipt from before.
func sentAgain(t *testing.T, db *DB, origin string, entries [][]byte, at map[string]int64) {
	t.Helper()
	for _, e := range entries[max(0, len(entries)-5):] {
		entry := string(e)
		if i := appended(t, db, origin, entry); i != at[entry] {
			t.Errorf("%s is at %d, and sent again it is at %d", entry, at[entry], i)
		}
	}
}

func appended(t *testing.T, db *DB, origin, entry string) int64 {
	t.Helper()
	k := key(entry)
	r, err := db.Append(context.Background(), origin, k, take(entry), seal)
	if err != nil {
		t.Fatal(err)
	}
	holds(t, db, origin, r, entry)
	return r.Index
}
