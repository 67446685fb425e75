package store

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"
)

// Whatever call of an append fails, and however: every entry that was acknowledged
// is there, nothing is half there, and whoever sends again has the entry once.
func TestFaultAtEveryCall(t *testing.T) {
	onEach(t, func(t *testing.T, address string) {
		calm := reopened(t, address)
		calls := appendWith(t, calm, address, "counted", 0, 0, false, unharmed)
		if calls < 7 {
			t.Fatalf("an append makes %d calls, which are too few to be all", calls)
		}
		for at := 1; at <= calls; at++ {
			for _, kind := range []fault{lost, done, cut, doneCut} {
				appendWith(t, calm, address, fmt.Sprint(at, "/", kind), at, calls, false, kind)
			}
		}
		// Begin and lock; the end of the tree, since this program has not seen the log
		// before; what admit reads; write and commit.
		const together = 4
		if n := appendWith(t, calm, address, "together", 0, 0, true, unharmed); n != together {
			t.Errorf("an append sends %d times, not %d", n, together)
		}
		for at := 1; at <= together; at++ {
			for _, kind := range []fault{lost, done, cut, doneCut} {
				appendWith(t, calm, address, fmt.Sprint("together ", at, "/", kind), at, together, true, kind)
			}
		}
		t.Logf("%d calls of an append, each failed in 4 ways", calls)
	})
}

// appendWith makes a log with an entry, appends another one while a call fails,
// and looks at what is there afterwards. It returns the calls of the append, of
// which the last is the commit.
func appendWith(t *testing.T, calm *DB, address, name string, at, commit int, whole bool, kind fault) int {
	t.Helper()
	origin := create(t, calm, name)
	if _, err := calm.Append(t.Context(), origin, key("1"), take("1"), seal); err != nil {
		t.Fatal(err)
	}
	f := &faults{whole: whole}
	db, err := open(t.Context(), address, f.between)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() // its connections may be gone
	f.arm(at, kind)
	admit := func(tail Tail) ([]byte, error) {
		_, err := tail.Entries(0)
		return []byte("2"), err
	}
	first, err := db.Append(context.Background(), origin, key("2"), admit, seal)
	calls := f.calls()
	before := len(verified(t, calm, origin))
	switch {
	case err == nil && before != 3:
		t.Errorf("call %d, fault %d: acknowledged, and the log has %d entries", at, kind, before)
	case err != nil && before == 3 && !errors.Is(err, ErrUnknown):
		t.Errorf("call %d, fault %d: the entry is there, and Append says %v", at, kind, err)
	case err == nil && at > 0 && !retried(at):
		t.Errorf("call %d, fault %d: nothing failed", at, kind)
	case at > 0 && at < commit && err != nil && before != 2:
		t.Errorf("call %d, fault %d: no commit, and the log has %d entries", at, kind, before)
	case at == commit && err != nil && (before == 3) != (kind == done || kind == doneCut):
		t.Errorf("call %d, fault %d: %d entries", at, kind, before)
	}
	again(t, db, calm, origin, first, err == nil, kind)
	return calls
}

// retried reports whether the store tries again by itself when this call fails:
// the first one, begin, before which nothing has happened.
func retried(at int) bool { return at == 1 }

// again sends the same entry again, through the same program if it lives.
func again(t *testing.T, db, calm *DB, origin string, first Receipt, acknowledged bool, kind fault) {
	t.Helper()
	through := calm
	if kind == lost || kind == done {
		through = db
	}
	second, err := through.Append(context.Background(), origin, key("2"), take("2"), seal)
	if err != nil || second.Index != 2 || second.Head.Size != 3 {
		t.Fatalf("sent again: %+v, %v", second, err)
	}
	if acknowledged && !reflect.DeepEqual(first, second) {
		t.Errorf("two receipts: %v and %v", first, second)
	}
	third, err := calm.Append(context.Background(), origin, key("2"), take("2"), seal)
	if err != nil || !reflect.DeepEqual(second, third) {
		t.Errorf("a third time: %+v, %v", third, err)
	}
	if entries := verified(t, calm, origin); len(entries) != 3 || string(entries[2]) != "2" {
		t.Errorf("the log is %q", entries)
	}
	holds(t, calm, origin, second, "2")
}

// The same for the first entry: a log is there with it or not at all.
func TestFaultWhileOpening(t *testing.T) {
	onEach(t, func(t *testing.T, address string) {
		calm := reopened(t, address)
		calls := createWith(t, calm, address, "counted", 0, unharmed)
		for at := 1; at <= calls; at++ {
			for _, kind := range []fault{lost, done, cut, doneCut} {
				createWith(t, calm, address, fmt.Sprint(at, "/", kind), at, kind)
			}
		}
		if calls < 7 {
			t.Errorf("opening a log makes %d calls, which are too few to be all", calls)
		}
	})
}

func createWith(t *testing.T, calm *DB, address, name string, at int, kind fault) int {
	t.Helper()
	f := &faults{}
	db, err := open(t.Context(), address, f.between)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() // its connections may be gone
	f.arm(at, kind)
	o := opening(name)
	_, failed := db.Create(context.Background(), o, key("0"), take("0"), seal)
	calls := f.calls()
	_, missing := calm.Find(t.Context(), o.ID)
	_, textMissing := calm.Text(t.Context(), o.TextHash)
	switch {
	case (missing == nil) != (textMissing == nil):
		t.Errorf("call %d, fault %d: half a log: %v, %v", at, kind, missing, textMissing)
	case failed == nil && missing != nil:
		t.Errorf("call %d, fault %d: acknowledged, and %v", at, kind, missing)
	case failed != nil && missing == nil && !errors.Is(failed, ErrUnknown):
		t.Errorf("call %d, fault %d: it is there, and Create says %v", at, kind, failed)
	}
	if r, err := calm.Create(t.Context(), o, key("0"), take("0"), seal); err != nil || r.Head.Size != 1 {
		t.Errorf("call %d, fault %d, again: %+v, %v", at, kind, r, err)
	}
	if entries := verified(t, calm, o.Origin); len(entries) != 1 {
		t.Errorf("call %d, fault %d: the log is %q", at, kind, entries)
	}
	return calls
}

// A group of which one member is refused fails as a whole with the connection, and
// everybody who sends again is in the log once.
func TestFaultInGroup(t *testing.T) {
	onEach(t, func(t *testing.T, address string) {
		calm := reopened(t, address)
		for at := 1; at <= 12; at++ {
			for _, kind := range []fault{lost, done} {
				groupWith(t, calm, address, at, kind)
			}
		}
	})
}

func groupWith(t *testing.T, calm *DB, address string, at int, kind fault) {
	t.Helper()
	origin := create(t, calm, fmt.Sprint(at, "/", kind))
	f := &faults{}
	db, err := open(t.Context(), address, f.between)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() // its connections may be gone
	f.arm(at, kind)
	const n = 5
	var receipts [n]Receipt
	var errs [n]error
	send := func(through *DB, i int) {
		admit := take(fmt.Sprint("entry ", i))
		if i == 2 {
			admit = func(Tail) ([]byte, error) { return nil, errFault }
		}
		receipts[i], errs[i] = through.Append(context.Background(), origin, key(fmt.Sprint("sent ", i)), admit, seal)
	}
	gathered(t, db, origin, n, func(i int) { send(db, i) })
	f.calls()
	before := verified(t, calm, origin)
	if k := len(before); k != 1 && k != n {
		t.Fatalf("call %d, fault %d: %d entries of a group of %d", at, kind, k-1, n-1)
	}
	acknowledged, ok := receipts, errs
	for i := range n {
		send(db, i)
		switch {
		case i == 2 && errs[i] == nil:
			t.Errorf("the refused one is taken: %v", receipts[i])
		case i != 2 && errs[i] != nil:
			t.Errorf("call %d, fault %d, sent again: %v", at, kind, errs[i])
		case i != 2 && ok[i] == nil && !reflect.DeepEqual(receipts[i], acknowledged[i]):
			t.Errorf("two receipts: %v and %v", acknowledged[i], receipts[i])
		}
	}
	if entries := verified(t, calm, origin); len(entries) != n {
		t.Errorf("call %d, fault %d: %d entries, and should be %d", at, kind, len(entries), n)
	}
}
