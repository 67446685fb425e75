package server

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"detente/act"
	"detente/internal/store"
	"detente/ledger"
	"detente/reason"
	"detente/state"
)

// live is a log as this server has it in memory. shown holds what is durable and
// nothing else: it is what everybody sees. ahead is what acts are measured by
// inside a transaction; it may run ahead of what becomes durable, and is thrown
// away when it turns out not to be what the store has.
type live struct {
	log store.Log

	mu    sync.RWMutex
	shown *state.State

	tree  tree         // over what is shown, and perhaps more
	ahead *state.State // only within a transaction on the log
	taken taken        // what is not shown yet
	plans planned
}

// live finds the log of an id with all that is durable; store.ErrNotFound where
// there is none.
func (s *Server) live(ctx context.Context, id string) (*live, error) {
	l, err := s.known(ctx, id)
	if err != nil {
		return nil, err
	}
	return l, s.catchUp(ctx, l)
}

// known finds the log of an id as this server saw it last. An act is measured by
// the log as it is inside the transaction, whatever is known here.
func (s *Server) known(ctx context.Context, id string) (*live, error) {
	s.mu.Lock()
	l := s.lives[id]
	s.mu.Unlock()
	if l == nil {
		log, err := s.o.Store.Find(ctx, id)
		if err != nil {
			return nil, err
		}
		s.mu.Lock()
		if l = s.lives[id]; l == nil {
			l = &live{log: log}
			s.lives[id] = l
		}
		s.mu.Unlock()
	}
	l.mu.RLock()
	read := l.shown != nil
	l.mu.RUnlock()
	if read {
		return l, nil
	}
	return l, s.catchUp(ctx, l)
}

// catchUp folds what has become durable since.
func (s *Server) catchUp(ctx context.Context, l *live) error {
	head, err := s.o.Store.Head(ctx, l.log.Origin)
	if err != nil {
		return err
	}
	l.mu.RLock()
	fresh := l.shown != nil && l.shown.Size() >= head.Size
	l.mu.RUnlock()
	if fresh {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.shown == nil {
		if l.shown, err = state.New(l.log.TextHash, s.library); err != nil {
			return err
		}
	}
	from := l.shown.Size()
	if from >= head.Size {
		return nil
	}
	entries, err := s.o.Store.Entries(ctx, l.log.Origin, from, head.Size)
	if err != nil {
		return err
	}
	if err := l.show(entries, head); err != nil {
		s.forget(l)
		return err
	}
	return nil
}

// show adds entries to what everybody sees, which leads to this head.
func (l *live) show(entries [][]byte, head ledger.Head) error {
	from := l.shown.Size()
	all := l.readings(l.shown, entries)
	fits := l.tree.grow(head, func(index int64) (ledger.Hash, bool) { return all[index-from].leaf, true })
	for i, r := range all {
		l.taken.drop(from + int64(i))
		if err := r.fold(l.shown); err != nil {
			return err
		}
	}
	if !fits || l.shown.Head().Root != head.Root {
		return l.otherHead()
	}
	return nil
}

// follow has this server show what it has taken in itself up to a head that is
// durable. It reports whether all that stands there is its own; otherwise the
// store has to be asked. What somebody reads at this moment is left for the next.
func (l *live) follow(head ledger.Head) (own bool, err error) {
	if !l.tree.grow(head, l.taken.leaf) {
		return false, nil
	}
	if !l.mu.TryLock() {
		return true, nil
	}
	defer l.mu.Unlock()
	for l.shown != nil && l.shown.Size() < head.Size {
		index := l.shown.Size()
		d, ok := l.taken.at(index)
		if !ok {
			return true, nil
		}
		if err := l.shown.Fold(d); err != nil {
			return true, err
		}
		l.taken.drop(index)
	}
	if l.shown != nil && l.shown.Size() == head.Size && l.shown.Head().Root != head.Root {
		return true, l.otherHead()
	}
	return true, nil
}

func (l *live) otherHead() error {
	return fmt.Errorf("the entries of the log %s do not have the head that the store keeps; run detente audit", l.log.ID)
}

// forget has the log read from the store anew when it is asked for next.
func (s *Server) forget(l *live) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lives[l.log.ID] == l {
		delete(s.lives, l.log.ID)
	}
}

// refusal is an act that does not fit; nothing was written.
type refusal struct{ why error }

func (e *refusal) Error() string { return e.why.Error() }
func (e *refusal) Unwrap() error { return e.why }

// incoming is an act on its way into a log.
type incoming struct {
	s        *Server
	l        *live
	envelope act.Envelope
	act      act.Act // what the envelope holds
	key      [32]byte
	// signed: a key that counts for what is shown has signed it.
	signed bool
	// received is when the log received it; 0 where it was there before.
	received act.Time
}

// incoming reads what an envelope holds.
func (s *Server) incoming(l *live, e act.Envelope) (*incoming, error) {
	a, err := e.Act()
	if err != nil {
		return nil, wrong(http.StatusBadRequest, err, nil)
	}
	return &incoming{s: s, l: l, envelope: e, act: a, key: sha256.Sum256(e.Payload)}, nil
}

// admit measures the act by the log as it is inside the transaction, and makes its
// entry.
func (in *incoming) admit(t store.Tail) ([]byte, error) {
	st, err := in.s.upTo(in.l, t)
	if err != nil {
		return nil, err
	}
	d := state.Decoded{Received: max(in.s.now(), st.LastReceived()), KeyID: in.envelope.KeyID, Act: in.act, Payload: in.key}
	if !in.signed {
		if err := st.SignedBy(in.act, in.envelope); err != nil {
			return nil, &refusal{err}
		}
	}
	if err := st.AdmitsSigned(d); err != nil {
		return nil, &refusal{err}
	}
	entry := act.Entry{Received: d.Received, Envelope: in.envelope}.Bytes()
	if len(entry) > act.MaxEntry {
		return nil, &refusal{reason.New("the act takes {0} bytes in the log; {1} are allowed. Put long words into evidence", len(entry), act.MaxEntry)}
	}
	d.Leaf = ledger.HashEntry(entry)
	in.received = d.Received
	in.l.taken.put(t.Size, d)
	return entry, st.Fold(d)
}

// upTo brings ahead to where the log is.
func (s *Server) upTo(l *live, t store.Tail) (*state.State, error) {
	for range 2 {
		if l.ahead == nil || l.ahead.Size() > t.Size {
			st, err := state.New(l.log.TextHash, s.library)
			if err != nil {
				return nil, err
			}
			l.ahead = st
		}
		if from := l.ahead.Size(); from < t.Size {
			entries, err := t.Entries(from)
			if err != nil {
				return nil, err
			}
			for _, r := range l.readings(l.ahead, entries) {
				if err := r.fold(l.ahead); err != nil {
					return nil, err
				}
			}
		}
		if l.ahead.Head() == t.Head {
			return l.ahead, nil
		}
		l.ahead = nil // it held what did not become durable
	}
	return nil, errors.New("the entries in the store do not have the head that it keeps; run detente audit")
}
