package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
)

// asked and answered are what a client did and saw: an append of a key, which may
// be refused from some size on, or the size of the log.
type asked struct {
	append bool
	key    int
	below  int64 // admitted while the log has fewer entries
}

type answered struct {
	index   int64 // of the entry, or the size of the log
	refused bool
}

// record is a log as an append and a reader are to see it: the places of keys, as
// a list, since states are compared.
type record struct {
	size   int64
	places [12]int64 // of each key, from 1; 0 if it is not there
}

var model = porcupine.Model{
	Init: func() any { return record{size: 1} },
	Step: func(state, input, output any) (bool, any) {
		r, in, out := state.(record), input.(asked), output.(answered)
		switch {
		case !in.append:
			return out.index == r.size, r
		case r.places[in.key] > 0:
			return !out.refused && out.index == r.places[in.key]-1, r
		case r.size >= in.below:
			return out.refused, r
		}
		ok := !out.refused && out.index == r.size
		r.size++
		r.places[in.key] = r.size
		return ok, r
	},
	DescribeOperation: func(input, output any) string { return fmt.Sprintf("%+v: %+v", input, output) },
}

// What the clients of two programs see, who send the same keys and read, can have
// happened in one order in which each append is one step.
func TestLinearizable(t *testing.T) {
	onEach(t, func(t *testing.T, address string) {
		replicas := []*DB{reopened(t, address), reopened(t, address)}
		for round := range uint64(6) {
			origin := create(t, replicas[0], fmt.Sprint("round ", round))
			h := history(t, replicas, origin, round)
			if !porcupine.CheckOperations(model, h) {
				t.Errorf("round %d: no order of these operations explains them: %+v", round, h)
			}
			verified(t, replicas[1], origin)
		}
	})
}

func history(t *testing.T, replicas []*DB, origin string, seed uint64) []porcupine.Operation {
	var mu sync.Mutex
	var all []porcupine.Operation
	var clients sync.WaitGroup
	start := time.Now()
	for c := range 6 {
		clients.Go(func() {
			draw := rand.New(rand.NewPCG(seed, uint64(c)))
			for range 8 {
				in := asked{append: draw.IntN(4) > 0, key: draw.IntN(12), below: 2 + draw.Int64N(12)}
				call := time.Since(start)
				out := perform(t, replicas[c%2], origin, in)
				back := time.Since(start)
				mu.Lock()
				all = append(all, porcupine.Operation{ClientId: c, Input: in, Call: int64(call), Output: out, Return: int64(back)})
				mu.Unlock()
			}
		})
	}
	clients.Wait()
	return all
}

func perform(t *testing.T, db *DB, origin string, in asked) answered {
	ctx := context.Background()
	if !in.append {
		head, err := db.Head(ctx, origin)
		if err != nil {
			t.Error(err)
		}
		return answered{index: head.Size}
	}
	refused := false
	r, err := db.Append(ctx, origin, key(fmt.Sprint("key ", in.key)), func(tail Tail) ([]byte, error) {
		if refused = tail.Size >= in.below; refused {
			return nil, errFault
		}
		return fmt.Appendf(nil, "key %d", in.key), nil
	}, seal)
	if err != nil && !refused {
		t.Error(err)
	}
	return answered{index: r.Index, refused: err != nil}
}

// The test above can fail: a doubled and a lost append, and a stale read.
func TestModelFindsFaults(t *testing.T) {
	one := func(client int, call int64, in asked, out answered) porcupine.Operation {
		return porcupine.Operation{ClientId: client, Input: in, Call: call, Output: out, Return: call + 1}
	}
	add := func(k int) asked { return asked{append: true, key: k, below: 100} }
	for name, h := range map[string][]porcupine.Operation{
		"doubled": {one(0, 0, add(1), answered{index: 1}), one(1, 2, add(1), answered{index: 2})},
		"lost":    {one(0, 0, add(1), answered{index: 1}), one(1, 2, add(2), answered{index: 1})},
		"stale":   {one(0, 0, add(1), answered{index: 1}), one(1, 2, asked{}, answered{index: 1})},
	} {
		if porcupine.CheckOperations(model, h) {
			t.Errorf("%s: it passes", name)
		}
	}
}
