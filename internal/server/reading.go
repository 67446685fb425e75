package server

import (
	"runtime"
	"sync"
	"sync/atomic"

	"detente/ledger"
	"detente/state"
)

// reading is an entry of the store on its way into a state.
type reading struct {
	entry []byte
	leaf  ledger.Hash
	act   state.Decoded
	// sure: a key that counted before the first of these entries has signed it.
	sure bool
}

// fold adds the entry to the state. One that is not sure is checked by the state as
// it is at its place: a key of an earlier entry may have signed it, or nobody.
func (r reading) fold(st *state.State) error {
	if r.sure {
		return st.Fold(r.act)
	}
	return st.Append(r.entry)
}

// readings reads entries that follow on a state, and checks their signatures, on all
// cores: nearly all of the time that a long log takes. Nothing hangs on how many
// there are. What was taken in here was checked then.
func (l *live) readings(st *state.State, entries [][]byte) []reading {
	all := make([]reading, len(entries))
	from := st.Size()
	var next atomic.Int64
	var working sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), 1+len(entries)/8) {
		working.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(entries)); i = next.Add(1) - 1 {
				all[i] = l.reading(st, from+i, entries[i])
			}
		})
	}
	working.Wait()
	return all
}

func (l *live) reading(st *state.State, index int64, entry []byte) reading {
	r := reading{entry: entry, leaf: ledger.HashEntry(entry)}
	if d, ok := l.taken.at(index); ok && d.Leaf == r.leaf {
		r.act, r.sure = d, true
		return r
	}
	if d, envelope, err := state.Decode(entry); err == nil {
		r.act, r.sure = d, st.SignedBy(d.Act, envelope) == nil
	}
	return r
}
