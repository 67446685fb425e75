package server

import (
	"context"
	"errors"
	"fmt"
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
	// hashes are those of the tree over what is shown, for proofs.
	hashes ledger.Stored

	ahead *state.State // only within a transaction on the log
	// checked are the leaves whose signatures this server has checked itself and
	// has not folded into shown yet.
	checked sync.Map
	plans   planned
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
	for _, e := range entries {
		if err := l.show(e); err != nil {
			return err
		}
	}
	if got := l.shown.Head(); got.Size == head.Size && got.Root != head.Root {
		s.forget(l)
		return fmt.Errorf("the entries of the log %s do not have the head that the store keeps; run detente audit", l.log.ID)
	}
	return nil
}

// show adds an entry to what everybody sees.
func (l *live) show(entry []byte) error {
	hashes, err := ledger.Grow(l.shown.Size(), entry, l.hashes)
	if err != nil {
		return err
	}
	if err := l.fold(l.shown, entry); err != nil {
		return err
	}
	l.hashes = append(l.hashes, hashes...)
	return nil
}

// forget has the log read from the store anew when it is asked for next.
func (s *Server) forget(l *live) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lives[l.log.ID] == l {
		delete(s.lives, l.log.ID)
	}
}

// fold adds an entry. One whose signature was checked here when it came in is not
// checked again; all others are.
func (l *live) fold(st *state.State, entry []byte) error {
	if _, ok := l.checked.LoadAndDelete(ledger.HashEntry(entry)); ok {
		d, _, err := state.Decode(entry)
		if err != nil {
			return err
		}
		return st.Fold(d)
	}
	return st.Append(entry)
}

// refusal is an act that does not fit; nothing was written.
type refusal struct{ why error }

func (e *refusal) Error() string { return e.why.Error() }
func (e *refusal) Unwrap() error { return e.why }

// admit measures an act by the log as it is inside the transaction, and makes its
// entry.
func (s *Server) admit(l *live, env act.Envelope, signed bool) func(store.Tail) ([]byte, error) {
	return func(t store.Tail) ([]byte, error) {
		st, err := s.upTo(l, t)
		if err != nil {
			return nil, err
		}
		received := max(s.now(), st.LastReceived())
		admits := st.Admits
		if signed { // that was checked when it came in
			admits = st.AdmitsSigned
		}
		if err := admits(env, received); err != nil {
			return nil, &refusal{err}
		}
		entry := act.Entry{Received: received, Envelope: env}.Bytes()
		if len(entry) > act.MaxEntry {
			return nil, &refusal{reason.New("the act takes {0} bytes in the log; {1} are allowed. Put long words into evidence", len(entry), act.MaxEntry)}
		}
		d, _, err := state.Decode(entry)
		if err != nil {
			return nil, err
		}
		l.checked.Store(d.Leaf, true)
		return entry, st.Fold(d)
	}
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
			for _, e := range entries {
				if err := l.ahead.Append(e); err != nil {
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
