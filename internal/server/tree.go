package server

import (
	"sync"

	"detente/ledger"
	"detente/state"
)

// tree is the tree over what is known to be durable of a log, for proofs. It has a
// lock of its own, so that a receipt does not wait for whoever reads the log.
type tree struct {
	mu     sync.Mutex
	end    ledger.Frontier
	hashes ledger.Stored
}

// grow has the tree reach a head that is durable, by the leaves after its end. It
// reports whether they lead there; otherwise it stays as it was.
func (t *tree) grow(head ledger.Head, leaf func(index int64) (ledger.Hash, bool)) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if head.Size <= t.end.Size() {
		return true
	}
	end, hashes := t.end, t.hashes
	for end.Size() < head.Size {
		h, ok := leaf(end.Size())
		if !ok {
			return false
		}
		end, hashes = end.Append(h, hashes)
	}
	if end.Root() != head.Root {
		return false
	}
	t.end, t.hashes = end, hashes
	return true
}

// inclusion is the proof that an entry stands in the log of a size.
func (t *tree) inclusion(size, index int64) (ledger.Proof, error) {
	t.mu.Lock()
	hashes := t.hashes // what stands in it stays
	t.mu.Unlock()
	return ledger.Inclusion(size, index, hashes)
}

// taken are the acts that this server has taken in, by their places: read, and
// their signatures checked. One is there until everybody sees what stands in its
// place, which is another act where it did not become durable.
type taken struct {
	mu   sync.Mutex
	acts map[int64]state.Decoded
}

func (t *taken) put(index int64, d state.Decoded) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.acts == nil {
		t.acts = map[int64]state.Decoded{}
	}
	t.acts[index] = d
}

func (t *taken) at(index int64) (state.Decoded, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	d, ok := t.acts[index]
	return d, ok
}

func (t *taken) drop(index int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.acts, index)
}

func (t *taken) leaf(index int64) (ledger.Hash, bool) {
	d, ok := t.at(index)
	return d.Leaf, ok
}
