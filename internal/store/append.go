package store

import (
	"context"
	"errors"
	"fmt"

	"detente/ledger"
)

// maxGroup is how many requests one transaction takes.
const maxGroup = 256

// Tail is the end of a log as an admit function sees it: with everything that
// stands before the entry in question, also what the same transaction appends.
type Tail struct {
	Size int64 // entries before this one
	Head ledger.Head
	// Entries returns the entries from one index up to the end. They are not to be
	// changed, and Entries is not to be called after admit has returned.
	Entries func(from int64) ([][]byte, error)
}

// Admit says whether an entry is taken, and gives its bytes: at most
// ledger.MaxEntry, at least one. It is called while the log is locked, so it should
// not wait for anybody; it can read the database through its other methods. It is
// called again when the entry is sent again after a failure.
type Admit func(Tail) ([]byte, error)

// Seal signs the head of a log and returns its checkpoint. It is called while the
// log is locked, once for all the entries of a transaction.
type Seal func(ledger.Head) ([]byte, error)

// Receipt says where an entry stands, and has the first checkpoint that covers it.
type Receipt struct {
	Index      int64 // of the entry, from 0
	Head       ledger.Head
	Checkpoint []byte
}

// Opening is a new log: the origin that its heads name, a short name for
// addresses, and the text of its agreement, with its hash. Both names belong to
// one log only.
type Opening struct {
	Origin   string
	ID       string
	Text     []byte // JSON of the files
	TextHash string
}

// request is an entry that waits to be appended.
type request struct {
	key   [32]byte
	admit Admit
	seal  Seal
	done  chan outcome // has room for the one outcome
}

type outcome struct {
	receipt  Receipt
	err      error
	panicked any // what admit or seal panicked with
}

// get returns the outcome to whoever asked; a panic of its admit function is its
// own again, and one of the seal function everybody's.
func (o outcome) get() (Receipt, error) {
	if o.panicked != nil {
		panic(o.panicked)
	}
	return o.receipt, o.err
}

// queue are the requests for one log. It exists as long as somebody works on it.
type queue struct {
	waiting []*request
}

// Append appends an entry to the log with this origin, if admit takes it, and
// returns when the entry and its head are on disk. The key names the entry: sent
// again, it gives the first receipt, and admit is not asked. The error of admit
// comes back as it is. After any other error the entry is not there, unless it is
// ErrUnknown.
//
// When ctx ends before the entry's turn has come, nothing is appended; after that
// Append waits for the outcome, whatever ctx says.
func (db *DB) Append(ctx context.Context, origin string, key [32]byte, admit Admit, seal Seal) (Receipt, error) {
	if err := ctx.Err(); err != nil {
		return Receipt{}, err
	}
	r := &request{key: key, admit: admit, seal: seal, done: make(chan outcome, 1)}
	q, first, err := db.enqueue(origin, r)
	if err != nil {
		return Receipt{}, err
	}
	if first {
		db.lead(ctx, origin, q)
	}
	select {
	case o := <-r.done:
		return o.get()
	case <-ctx.Done():
		if db.withdraw(origin, r) {
			return Receipt{}, ctx.Err()
		}
		return (<-r.done).get()
	}
}

// enqueue adds a request to those that wait for its log, and reports whether it is
// the first: then nobody works on the log yet.
func (db *DB) enqueue(origin string, r *request) (q *queue, first bool, err error) {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.closed {
		return nil, false, ErrClosed
	}
	if q = db.queues[origin]; q == nil {
		q, first = &queue{}, true
		db.queues[origin] = q
		db.running.Add(1)
	}
	q.waiting = append(q.waiting, r)
	return q, first, nil
}

// withdraw takes a request back, if its turn has not come.
func (db *DB) withdraw(origin string, r *request) bool {
	db.mu.Lock()
	defer db.mu.Unlock()
	q := db.queues[origin]
	if q == nil {
		return false
	}
	for i, w := range q.waiting {
		if w == r {
			q.waiting = append(q.waiting[:i:i], q.waiting[i+1:]...)
			return true
		}
	}
	return false
}

// lead appends the first group of a log for whoever came first, without waking
// somebody for it. What has come since goes into the next one, and is somebody
// else's.
func (db *DB) lead(ctx context.Context, origin string, q *queue) {
	select {
	case db.writers <- struct{}{}:
		db.next(origin, q)
		if db.left(origin, q) {
			go db.serve(origin, q)
		}
	case <-ctx.Done():
		go db.serve(origin, q)
	}
}

// serve appends what waits for a log until nothing does. Whatever comes while a
// transaction is under way, or waits for its turn, goes into the next one.
func (db *DB) serve(origin string, q *queue) {
	for {
		db.writers <- struct{}{}
		db.next(origin, q)
		if !db.left(origin, q) {
			return
		}
	}
}

// next appends the next group of a log, and gives the turn back.
func (db *DB) next(origin string, q *queue) {
	defer func() { <-db.writers }()
	if group := db.take(q); len(group) > 0 {
		db.commit(origin, group)
	}
}

// take returns the next requests of a log.
func (db *DB) take(q *queue) []*request {
	db.mu.Lock()
	defer db.mu.Unlock()
	n := min(len(q.waiting), maxGroup)
	group := q.waiting[:n:n]
	q.waiting = q.waiting[n:]
	return group
}

// left reports whether requests wait for the log; when there are none, the queue is
// gone.
func (db *DB) left(origin string, q *queue) bool {
	db.mu.Lock()
	defer db.mu.Unlock()
	if len(q.waiting) > 0 {
		return true
	}
	delete(db.queues, origin)
	db.running.Done()
	return false
}

// commit appends a group in one transaction and answers every request of it.
func (db *DB) commit(origin string, requests []*request) {
	ctx, cancel := context.WithTimeout(context.Background(), maxWait)
	defer cancel()
	defer func() { // of seal: it is everybody's, and nothing was stored
		if p := recover(); p != nil {
			for _, r := range requests {
				r.done <- outcome{panicked: p}
			}
		}
	}()
	outcomes := make([]outcome, len(requests))
	end := db.lastSize(origin)
	err := db.transact(ctx, func(tx *transaction) error {
		g, err := tx.lock(origin, requests, end)
		if err != nil {
			return err
		}
		outcomes, err = g.run(requests)
		end = g.frontier.Size()
		if err == nil && len(g.entries) == 0 {
			return errNothing
		}
		return err
	})
	if err == nil {
		db.awake.ring(origin)
	}
	if errors.Is(err, errNothing) {
		err = nil
	}
	if err == nil {
		db.sawSize(origin, end)
	}
	for i, r := range requests {
		if err != nil && outcomes[i].panicked == nil {
			outcomes[i] = outcome{err: fmt.Errorf("appending to the log %s: %w", origin, err)}
		}
		r.done <- outcomes[i]
	}
}

// lastSize is the size of a log as it was last seen here: a guess, since others write.
func (db *DB) lastSize(origin string) int64 {
	db.mu.Lock()
	defer db.mu.Unlock()
	return db.ends[origin]
}

func (db *DB) sawSize(origin string, size int64) {
	db.mu.Lock()
	defer db.mu.Unlock()
	db.ends[origin] = size
}

// errNothing ends a transaction that has written nothing.
var errNothing = errors.New("nothing to store")

// Create makes a log with its text and its first entry, in one transaction. It
// fails with ErrExists where there is a log of this origin or this short name;
// but with the same key as the first time it gives the first receipt.
func (db *DB) Create(ctx context.Context, o Opening, key [32]byte, admit Admit, seal Seal) (Receipt, error) {
	if err := db.enter(); err != nil {
		return Receipt{}, err
	}
	defer db.running.Done()
	select {
	case db.writers <- struct{}{}:
		defer func() { <-db.writers }()
	case <-ctx.Done():
		return Receipt{}, ctx.Err()
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), maxWait)
	defer cancel()
	var first outcome
	err := db.transact(ctx, func(tx *transaction) (err error) {
		first, err = tx.open(o, &request{key: key, admit: admit, seal: seal})
		return err
	})
	switch {
	case first.panicked != nil || err == nil:
		return first.get()
	case errors.Is(err, errRefused):
		return Receipt{}, first.err
	}
	return Receipt{}, fmt.Errorf("opening the log %s: %w", o.Origin, err)
}

// errRefused ends a transaction whose only entry was refused.
var errRefused = errors.New("the first entry was refused")

// enter counts the caller among those whom Close waits for.
func (db *DB) enter() error {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.closed {
		return ErrClosed
	}
	db.running.Add(1)
	return nil
}
