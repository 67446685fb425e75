package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"detente/ledger"
)

// What the clients of three programs see can have happened in one order, although
// calls of one of the programs to its database fail by chance and its clients send
// again until they know; and every head that somebody read is one of the log.
func TestLinearizableThroughTrouble(t *testing.T) {
	onEach(t, func(t *testing.T, address string) {
		tr := trouble{dice: rand.New(rand.NewPCG(6, 28)), odds: 12}
		shaky, err := open(t.Context(), address, tr.between)
		if err != nil {
			t.Fatal(err)
		}
		defer shaky.Close()
		replicas := []*DB{shaky, reopened(t, address), reopened(t, address)}
		failed := 0
		for round := range uint64(3) {
			origin := create(t, replicas[1], fmt.Sprint("round ", round))
			tr.arm()
			n := notes{start: time.Now()}
			var clients sync.WaitGroup
			for c := range 9 {
				clients.Go(func() { n.client(t, replicas[c%3], origin, c, rand.New(rand.NewPCG(round, uint64(c)))) })
			}
			clients.Wait()
			failed += tr.disarm()
			if !porcupine.CheckOperations(model, n.all) {
				t.Errorf("round %d: no order of these operations explains them: %+v", round, n.all)
			}
			at := ledger.Rebuild(origin, verified(t, replicas[1], origin))
			for _, h := range n.heads {
				if h.Size >= int64(len(at)) || at[h.Size] != h {
					t.Errorf("round %d: somebody read the head %v, which the log never had", round, h)
				}
			}
		}
		if failed < 10 {
			t.Errorf("only %d calls failed", failed)
		}
	})
}

// notes are what clients did and saw, by one clock.
type notes struct {
	start time.Time
	mu    sync.Mutex
	all   []porcupine.Operation
	heads []ledger.Head
}

// client appends and reads, and does what failed again until it knows the outcome.
func (n *notes) client(t *testing.T, db *DB, origin string, number int, draw *rand.Rand) {
	ctx := context.Background()
	for range 8 {
		in := asked{append: draw.IntN(4) > 0, key: draw.IntN(12), below: 100}
		call := time.Since(n.start)
		var head ledger.Head
		var out answered
		if in.append {
			entry := fmt.Sprint("key ", in.key)
			r := persist(t, func() (Receipt, error) { return db.Append(ctx, origin, key(entry), take(entry), seal) })
			head, out.index = r.Head, r.Index
		} else {
			head = persist(t, func() (ledger.Head, error) { return db.Head(ctx, origin) })
			out.index = head.Size
		}
		back := time.Since(n.start)
		n.mu.Lock()
		n.all = append(n.all, porcupine.Operation{ClientId: number, Input: in, Call: int64(call), Output: out, Return: int64(back)})
		n.heads = append(n.heads, head)
		n.mu.Unlock()
	}
}

// persist asks until there is an answer.
func persist[T any](t *testing.T, ask func() (T, error)) (answer T) {
	var err error
	for range 200 {
		if answer, err = ask(); err == nil {
			return answer
		}
	}
	t.Errorf("no answer after 200 times: %v", err)
	return answer
}
