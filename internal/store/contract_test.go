package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"detente/ledger"
)

func TestCreate(t *testing.T) {
	onEach(t, func(t *testing.T, address string) {
		db := reopened(t, address)
		o := opening("a")
		ctx := t.Context()
		refusal := errors.New("not signed")
		if _, err := db.Create(ctx, o, key("0"), func(tail Tail) ([]byte, error) {
			if tail.Size != 0 || tail.Head != ledger.HeadOfEntries(o.Origin, nil) {
				t.Errorf("before the first entry the log ends at %v", tail.Head)
			}
			return nil, refusal
		}, seal); err != refusal {
			t.Fatalf("refused, and Create says %v", err)
		}
		if _, err := db.Text(ctx, o.TextHash); !errors.Is(err, ErrNotFound) {
			t.Fatalf("a refused log has left its text: %v", err)
		}
		first, err := db.Create(ctx, o, key("0"), take("zero"), seal)
		if err != nil {
			t.Fatal(err)
		}
		holds(t, db, o.Origin, first, "zero")
		if again, err := db.Create(ctx, o, key("0"), take("other"), seal); err != nil || !reflect.DeepEqual(again, first) {
			t.Errorf("the same key again: %v, %v", again, err)
		}
		if _, err := db.Create(ctx, o, key("1"), take("other"), seal); !errors.Is(err, ErrExists) {
			t.Errorf("another key: %v", err)
		}
		twin := opening("b")
		twin.ID = o.ID
		if _, err := db.Create(ctx, twin, key("0"), take("other"), seal); !errors.Is(err, ErrExists) {
			t.Errorf("another log with the short name: %v", err)
		}
		if text, err := db.Text(ctx, o.TextHash); err != nil || string(text) != string(o.Text) {
			t.Errorf("the text is %q, %v", text, err)
		}
		if list, err := db.List(ctx); err != nil || !reflect.DeepEqual(list, []Log{{o.Origin, o.ID, o.TextHash, 1}}) {
			t.Errorf("the list is %v, %v", list, err)
		}
		if log, err := db.Find(ctx, o.ID); err != nil || log.Origin != o.Origin {
			t.Errorf("by its short name: %v, %v", log, err)
		}
		verified(t, db, o.Origin)
	})
}

func TestAppend(t *testing.T) {
	onEach(t, func(t *testing.T, address string) {
		db := reopened(t, address)
		ctx := t.Context()
		origin := create(t, db, "a")
		want := []string{"0"}
		var receipts []Receipt
		for i := 1; i < 20; i++ {
			entry := fmt.Sprint(i) + strings.Repeat("x", i*i*i)
			r, err := db.Append(ctx, origin, key(entry), func(tail Tail) ([]byte, error) {
				before, err := tail.Entries(0)
				if err != nil || tail.Size != int64(i) || len(before) != i || tail.Head != ledger.HeadOfEntries(origin, before) {
					t.Errorf("before entry %d there are %d at %v, %v", i, len(before), tail.Head, err)
				}
				return []byte(entry), nil
			}, seal)
			if err != nil || r.Index != int64(i) || r.Head.Size != int64(i)+1 {
				t.Fatalf("entry %d: %+v, %v", i, r, err)
			}
			receipts, want = append(receipts, r), append(want, entry)
		}
		for i, e := range verified(t, db, origin) {
			if string(e) != want[i] {
				t.Errorf("entry %d is %.20q", i, e)
			}
		}
		for i, r := range receipts {
			holds(t, db, origin, r, want[i+1])
			again, err := db.Append(ctx, origin, key(want[i+1]), take("other"), seal)
			if err != nil || !reflect.DeepEqual(again, r) {
				t.Errorf("entry %d again: %v, %v", i+1, again, err)
			}
			if found, err := db.Receipt(ctx, origin, key(want[i+1])); err != nil || !reflect.DeepEqual(found, r) {
				t.Errorf("the receipt of entry %d: %v, %v", i+1, found, err)
			}
		}
	})
}

// What is refused, or cannot be stored, leaves no trace and says why.
func TestRefused(t *testing.T) {
	refusal := errors.New("not now")
	cases := []struct {
		name  string
		admit Admit
		seal  Seal
		want  string
	}{
		{"refused", func(Tail) ([]byte, error) { return nil, refusal }, seal, "not now"},
		{"empty", take(""), seal, "between 1 and 65535 bytes"},
		{"too long", take(strings.Repeat("x", ledger.MaxEntry+1)), seal, "this one has 65536"},
		{"not sealed", take("1"), func(ledger.Head) ([]byte, error) { return nil, refusal }, "signing the head: not now"},
		{"reads beyond", func(tail Tail) ([]byte, error) { _, err := tail.Entries(2); return nil, err }, seal, "the log has 1"},
	}
	onEach(t, func(t *testing.T, address string) {
		db := reopened(t, address)
		origin := create(t, db, "a")
		for _, c := range cases {
			if _, err := db.Append(t.Context(), origin, key("1"), c.admit, c.seal); err == nil || !strings.Contains(err.Error(), c.want) || errors.Is(err, ErrUnknown) {
				t.Errorf("%s: %v", c.name, err)
			}
			if n := len(verified(t, db, origin)); n != 1 {
				t.Errorf("%s: the log has %d entries", c.name, n)
			}
		}
		if _, err := db.Append(t.Context(), "detente/none", key("1"), take("1"), seal); !errors.Is(err, ErrNotFound) {
			t.Errorf("a log that is not there: %v", err)
		}
		if r, err := db.Append(t.Context(), origin, key("1"), take(strings.Repeat("y", ledger.MaxEntry)), seal); err != nil || r.Index != 1 {
			t.Errorf("the longest entry, after all that: %+v, %v", r, err)
		}
		verified(t, db, origin)
	})
}

// gathered holds the writers back until n requests wait for the log, so that they
// go together.
func gathered(t *testing.T, db *DB, origin string, n int, ask func(i int)) {
	t.Helper()
	for range cap(db.writers) {
		db.writers <- struct{}{}
	}
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { ask(i) })
		for waiting(db, origin) <= i {
			time.Sleep(100 * time.Microsecond)
		}
	}
	for range cap(db.writers) {
		<-db.writers
	}
	all.Wait()
}

func waiting(db *DB, origin string) int {
	db.mu.Lock()
	defer db.mu.Unlock()
	if q := db.queues[origin]; q != nil {
		return len(q.waiting)
	}
	return 0
}

// Requests that wait go together under one head; each sees those before it, and
// the refused, the doubled and the panicking ones do not hurt the others.
func TestGroup(t *testing.T) {
	onEach(t, func(t *testing.T, address string) {
		db := reopened(t, address)
		origin := create(t, db, "a")
		const n = 12
		receipts, errs, panics := make([]Receipt, n), make([]error, n), make([]any, n)
		gathered(t, db, origin, n, func(i int) {
			defer func() { panics[i] = recover() }()
			k := key(fmt.Sprint("sent ", i))
			if i == 7 {
				k = key("sent 6")
			}
			receipts[i], errs[i] = db.Append(context.Background(), origin, k, func(tail Tail) ([]byte, error) {
				last, err := tail.Entries(tail.Size - 1)
				switch {
				case i%5 == 3:
					return nil, fmt.Errorf("refused %d", i)
				case i == 5:
					panic("five")
				}
				return fmt.Appendf(nil, "%d after %s", i, last[0][:1]), err
			}, seal)
		})
		want := []string{"0", "0 after 0", "1 after 0", "2 after 1", "4 after 2", "6 after 4", "9 after 6", "10 after 9", "11 after 1"}
		for i, e := range verified(t, db, origin) {
			if i >= len(want) || string(e) != want[i] {
				t.Errorf("entry %d is %q", i, e)
			}
		}
		for i := range n {
			switch {
			case i == 5:
				if panics[i] != "five" {
					t.Errorf("five panicked, and what came back is %v", panics[i])
				}
			case i%5 == 3:
				if errs[i] == nil || errs[i].Error() != fmt.Sprint("refused ", i) {
					t.Errorf("%d is refused, and what came back is %v", i, errs[i])
				}
			case errs[i] != nil || receipts[i].Head.Size != 9:
				t.Errorf("%d: %+v, %v", i, receipts[i], errs[i])
			}
		}
		if !reflect.DeepEqual(receipts[6], receipts[7]) {
			t.Errorf("one key, two receipts: %v, %v", receipts[6], receipts[7])
		}
		if heads := count(t, db, "heads", origin); heads != 2 {
			t.Errorf("%d heads for two transactions", heads)
		}
	})
}

// A seal that panics is everybody's panic, and leaves the log as it was.
func TestSealPanics(t *testing.T) {
	onEach(t, func(t *testing.T, address string) {
		db := reopened(t, address)
		origin := create(t, db, "a")
		panics := make([]any, 3)
		gathered(t, db, origin, len(panics), func(i int) {
			defer func() { panics[i] = recover() }()
			_, err := db.Append(context.Background(), origin, key(fmt.Sprint(i)), take(fmt.Sprint(i)), func(ledger.Head) ([]byte, error) { panic("seal") })
			t.Errorf("%d comes back with %v", i, err)
		})
		for i, p := range panics {
			if p != "seal" {
				t.Errorf("%d panics with %v", i, p)
			}
		}
		if r, err := db.Append(t.Context(), origin, key("1"), take("1"), seal); err != nil || r.Index != 1 {
			t.Errorf("after that: %+v, %v", r, err)
		}
		verified(t, db, origin)
	})
}

// More requests than a transaction takes go into the next one, in order.
func TestGroupsHaveALimit(t *testing.T) {
	onEach(t, func(t *testing.T, address string) {
		db := reopened(t, address)
		origin := create(t, db, "a")
		receipts := make([]Receipt, maxGroup+5)
		gathered(t, db, origin, len(receipts), func(i int) {
			receipts[i], _ = db.Append(context.Background(), origin, key(fmt.Sprint("sent ", i)), take(fmt.Sprint(i)), seal)
		})
		for i, r := range receipts {
			if end := int64(1 + maxGroup); r.Index != int64(i)+1 || (r.Head.Size != end || i >= maxGroup) && r.Head.Size != end+5 {
				t.Errorf("request %d: entry %d under the size %d", i, r.Index, r.Head.Size)
			}
		}
		verified(t, db, origin)
	})
}

// Whoever stops waiting before the turn has come has sent nothing.
func TestWithdrawn(t *testing.T) {
	onEach(t, func(t *testing.T, address string) {
		db := reopened(t, address)
		origin := create(t, db, "a")
		ctx, cancel := context.WithCancel(t.Context())
		gathered(t, db, origin, 3, func(i int) {
			of := context.Background()
			if i == 1 {
				of = ctx
			}
			_, err := db.Append(of, origin, key(fmt.Sprint("sent ", i)), take(fmt.Sprint(i)), func(h ledger.Head) ([]byte, error) {
				cancel() // all turns have come: too late
				return seal(h)
			})
			if err != nil {
				t.Errorf("%d, with the end after the turn: %v", i, err)
			}
		})
		if _, err := db.Append(ctx, origin, key("late"), take("late"), seal); !errors.Is(err, context.Canceled) {
			t.Errorf("after the end: %v", err)
		}
		soon, stop := context.WithCancel(t.Context())
		for range cap(db.writers) {
			db.writers <- struct{}{}
		}
		time.AfterFunc(10*time.Millisecond, stop)
		if _, err := db.Append(soon, origin, key("soon"), take("soon"), seal); !errors.Is(err, context.Canceled) {
			t.Errorf("the end before the turn: %v", err)
		}
		for range cap(db.writers) {
			<-db.writers
		}
		if n := len(verified(t, db, origin)); n != 4 {
			t.Errorf("%d entries", n)
		}
	})
}

func TestClose(t *testing.T) {
	onEach(t, func(t *testing.T, address string) {
		db, err := Open(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		origin := create(t, db, "a")
		waited := make(chan error)
		go func() {
			_, err := db.Wait(context.Background(), origin, 1)
			waited <- err
		}()
		for !listened(db, origin) {
			time.Sleep(time.Millisecond)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if err := <-waited; !errors.Is(err, ErrClosed) {
			t.Errorf("whoever waits gets %v", err)
		}
		if _, err := db.Append(t.Context(), origin, key("1"), take("1"), seal); !errors.Is(err, ErrClosed) {
			t.Errorf("appending gives %v", err)
		}
		if _, err := db.Create(t.Context(), opening("b"), key("1"), take("1"), seal); !errors.Is(err, ErrClosed) {
			t.Errorf("creating gives %v", err)
		}
	})
}

func listened(db *DB, origin string) bool {
	db.awake.mu.Lock()
	defer db.awake.mu.Unlock()
	return db.awake.rung[origin] != nil
}

// Whoever waits hears of what another program appends.
func TestWait(t *testing.T) {
	onEach(t, func(t *testing.T, address string) {
		here, there := reopened(t, address), reopened(t, address)
		origin := create(t, here, "a")
		for i := int64(1); i <= 3; i++ {
			grown := make(chan int64)
			go func() {
				size, err := there.Wait(context.Background(), origin, i)
				if err != nil {
					t.Error(err)
				}
				grown <- size
			}()
			for !listened(there, origin) {
				time.Sleep(time.Millisecond)
			}
			if _, err := here.Append(t.Context(), origin, key(fmt.Sprint(i)), take("e"), seal); err != nil {
				t.Fatal(err)
			}
			if size := <-grown; size != i+1 {
				t.Errorf("woken at size %d, and the log has %d entries", size, i+1)
			}
		}
		if size, err := there.Wait(t.Context(), origin, 0); err != nil || size != 4 {
			t.Errorf("a log that is longer already: %d, %v", size, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		if _, err := there.Wait(ctx, origin, 4); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a log that does not grow: %v", err)
		}
		if _, err := there.Wait(t.Context(), "detente/none", 0); !errors.Is(err, ErrNotFound) {
			t.Errorf("a log that is not there: %v", err)
		}
	})
}

// Programs that open a new database at once do not get in each other's way.
func TestOpenTogether(t *testing.T) {
	onEach(t, func(t *testing.T, address string) {
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() {
				db, err := Open(context.Background(), address)
				if err != nil {
					t.Error(err)
					return
				}
				if err := db.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	})
}

func TestOpenNewer(t *testing.T) {
	onEach(t, func(t *testing.T, address string) {
		db := reopened(t, address)
		if _, err := db.change(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, TRUE)"); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), address); err == nil || !strings.Contains(err.Error(), "use a newer detente") {
			t.Errorf("a database of a newer program: %v", err)
		}
	})
}

// A log whose tables do not fit each other is not continued.
func TestDamaged(t *testing.T) {
	for _, damage := range []string{
		"UPDATE hashes SET hash = (SELECT hash FROM hashes WHERE idx = 0) WHERE idx = 3",
		"UPDATE logs SET size = 2", "DELETE FROM hashes WHERE idx = 3",
		"UPDATE hashes SET hash = sent FROM entries WHERE entries.idx = 0 AND hashes.idx = 2",
	} {
		onEach(t, func(t *testing.T, address string) {
			db := reopened(t, address)
			origin := create(t, db, "a")
			for _, e := range []string{"1", "2"} {
				if _, err := db.Append(t.Context(), origin, key(e), take(e), seal); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := db.change(t.Context(), damage); err != nil {
				t.Fatal(err)
			}
			if r, err := db.Append(t.Context(), origin, key("3"), take("3"), seal); err == nil {
				t.Errorf("%s: and the log goes on: %+v", damage, r)
			}
		})
	}
}

func TestAddresses(t *testing.T) {
	for address, want := range map[string]string{
		"":                     "is empty",
		"sqlite://logs.db":     "three slashes",
		"mysql://host/db":      "not one we know",
		"postgres://a b:c@/%%": "the address of the database",
		"sqlite:///%zz":        "write %25",
		filepath.Join(t.TempDir(), "none", "logs.db"): "no such file",
	} {
		if _, err := Open(t.Context(), address); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", address, err)
		}
	}
	folder := filepath.Join(t.TempDir(), "two words ? 100% #é")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	db := reopened(t, filepath.Join(folder, "logs.db"))
	create(t, db, "a")
	info, err := os.Stat(filepath.Join(folder, "logs.db"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v", info, err)
	}
	if _, err := Open(t.Context(), "postgres://me:hidden@127.0.0.1:1/db"); err == nil || strings.Contains(err.Error(), "hidden") {
		t.Errorf("no server, and the message is %v", err)
	}
}
