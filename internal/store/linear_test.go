package store

import (
	"context"
	"fmt"
	"math/rand"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"detente/ledger"
)

// asked is what a client asked of a log: to append an entry, or where it ends.
type asked struct {
	append bool
	entry  string
}

// answered is what it was told.
type answered struct {
	index int64       // of the entry
	head  ledger.Head // of the log, when it was read
}

// oneLog is what a log is if one thing happens after the other: a list of entries,
// in which every entry stands once, wherever it is sent again. Its state is the
// entries, each ended by a line feed.
func oneLog(origin string) porcupine.Model {
	return porcupine.Model{
		Init: func() any { return "0\n" },
		Step: func(state, in, out any) (bool, any) {
			log, a, b := state.(string), in.(asked), out.(answered)
			if !a.append {
				return b.head == headOfLines(origin, log), log
			}
			if i := strings.Index("\n"+log, "\n"+a.entry+"\n"); i >= 0 {
				return b.index == int64(strings.Count(log[:i], "\n")), log
			}
			return b.index == int64(strings.Count(log, "\n")), log + a.entry + "\n"
		},
		Equal: func(a, b any) bool { return a == b },
	}
}

func headOfLines(origin, log string) ledger.Head {
	var entries [][]byte
	for line := range strings.Lines(log) {
		entries = append(entries, []byte(strings.TrimSuffix(line, "\n")))
	}
	return ledger.HeadOfEntries(origin, entries)
}

// history notes what clients ask and are told, by one clock.
type history struct {
	mu    sync.Mutex
	start time.Time
	all   []porcupine.Operation
}

func (h *history) note(client int, in asked, do func() answered) {
	from := time.Since(h.start).Nanoseconds()
	out := do()
	to := time.Since(h.start).Nanoseconds()
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all = append(h.all, porcupine.Operation{ClientId: client, Input: in, Output: out, Call: from, Return: to})
}

// client appends and reads, by dice; what fails it does again until it is told the
// outcome. Clients send some entries of each other's too.
func client(t *testing.T, db *DB, origin string, h *history, number int) {
	ctx := context.Background()
	dice := rand.New(rand.NewSource(int64(number)))
	for i := range 25 {
		if dice.Intn(3) == 0 {
			h.note(number, asked{}, func() answered {
				return answered{head: persist(t, func() (ledger.Head, error) { return db.Head(ctx, origin) })}
			})
			continue
		}
		entry := fmt.Sprintf("%d of %d", i, number)
		if dice.Intn(4) == 0 {
			entry = fmt.Sprintf("%d of all", i)
		}
		h.note(number, asked{true, entry}, func() answered {
			r := persist(t, func() (Receipt, error) { return db.Append(ctx, origin, key(entry), take(entry), seal) })
			return answered{index: r.Index}
		})
	}
}

// persist asks until there is an answer.
func persist[T any](t *testing.T, ask func() (T, error)) T {
	var last error
	for range 200 {
		answer, err := ask()
		if err == nil {
			return answer
		}
		last = err
	}
	t.Errorf("no answer after 200 times: %v", last)
	var none T
	return none
}

// What many clients of several programs see of one log can have happened one after
// the other, although calls of one of the programs to its database fail by chance.
func TestLinearizable(t *testing.T) {
	onEach(t, func(t *testing.T, address string) {
		origin := create(t, reopened(t, address), "a")
		tr := trouble{dice: rand.New(rand.NewSource(20261128)), odds: 12}
		shaky, err := open(t.Context(), address, tr.between)
		if err != nil {
			t.Fatal(err)
		}
		defer shaky.Close()
		replicas := []*DB{reopened(t, address), reopened(t, address), shaky}
		h := history{start: time.Now()}
		tr.arm()
		var all sync.WaitGroup
		for number := range 9 {
			all.Go(func() { client(t, replicas[number%len(replicas)], origin, &h, number) })
		}
		all.Wait()
		if failed := tr.disarm(); failed == 0 {
			t.Error("no call failed")
		}
		if !porcupine.CheckOperations(oneLog(origin), h.all) {
			t.Errorf("what %d operations saw cannot have happened one after the other", len(h.all))
		}
		verified(t, replicas[0], origin)
	})
}

// The checker finds what cannot have happened.
func TestLinearizableCanFail(t *testing.T) {
	origin := opening("a").Origin
	head := func(lines string) ledger.Head { return headOfLines(origin, lines) }
	op := func(client int, in asked, out answered, from, to int64) porcupine.Operation {
		return porcupine.Operation{ClientId: client, Input: in, Output: out, Call: from, Return: to}
	}
	a, b, read := asked{true, "a"}, asked{true, "b"}, asked{}
	for _, c := range []struct {
		name string
		can  bool
		all  []porcupine.Operation
	}{
		{"in turn", true, []porcupine.Operation{op(0, a, answered{index: 1}, 0, 1), op(1, read, answered{head: head("0\na\n")}, 2, 3), op(0, b, answered{index: 2}, 4, 5)}},
		{"sent again", true, []porcupine.Operation{op(0, a, answered{index: 1}, 0, 1), op(1, b, answered{index: 2}, 2, 3), op(1, a, answered{index: 1}, 4, 5)}},
		{"one place for two", false, []porcupine.Operation{op(0, a, answered{index: 1}, 0, 5), op(1, b, answered{index: 1}, 0, 5)}},
		{"there twice", false, []porcupine.Operation{op(0, a, answered{index: 1}, 0, 1), op(0, a, answered{index: 2}, 2, 3)}},
		{"an old head", false, []porcupine.Operation{op(0, a, answered{index: 1}, 0, 1), op(1, read, answered{head: head("0\n")}, 2, 3)}},
		{"lost", false, []porcupine.Operation{op(0, a, answered{index: 1}, 0, 1), op(1, b, answered{index: 1}, 2, 3)}},
	} {
		if got := porcupine.CheckOperations(oneLog(origin), c.all); got != c.can {
			t.Errorf("%s: the checker says %v", c.name, got)
		}
	}
}
