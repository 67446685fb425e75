// Package store keeps the logs of agreements where they outlast the program and
// the machine's power: in SQLite, one file beside the program, or in PostgreSQL,
// where several programs share them.
//
// One transaction appends entries, the hashes of the tree over them and the new
// head with its checkpoint, so that nobody ever reads a part of an append; and an
// append is acknowledged only when the database has it on disk. Requests for one
// log that come while a transaction is under way go together into the next one:
// one write to disk carries up to 256 of them. Each stands for itself: it sees
// the entries before it, and when it is refused the others do not notice.
//
// Whoever sends an entry gives it a key. The same key sent again, at any time and
// through any replica, gives the first receipt and appends nothing; so whoever
// does not know what became of an append sends it again.
//
// The package knows neither what an entry says nor who may read it: whether an
// entry is taken is asked of the caller (admit), and so is the signature of a
// head (seal). Beside the logs it keeps the texts of agreements and a few small
// tables that a server needs. Times are milliseconds since 1970 (UTC), and the
// present is an argument.
package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Why something is not done. They come wrapped in a sentence.
var (
	// ErrExists: what is to be created is there already, and it is another one.
	ErrExists = errors.New("it is there already")
	// ErrNotFound: what is asked for is not there.
	ErrNotFound = errors.New("it is not there")
	// ErrUnknown: the database did not say whether it stored the entries. Send them
	// again with the same keys: that appends them, or finds that they are there.
	ErrUnknown = errors.New("whether it was stored is not known; send it again")
	// ErrClosed: the database has been closed.
	ErrClosed = errors.New("the database is closed")
)

// maxWait is how long one transaction can take, with the wait for its locks.
const maxWait = 30 * time.Second

// DB is a database with logs. Its methods can be called from any number of
// goroutines, and any number of programs can have the database open.
type DB struct {
	sql     *sql.DB
	dialect dialect
	writers chan struct{} // one token for each append under way
	awake   *bell

	life    context.Context // ends when the database is closed
	end     context.CancelFunc
	running sync.WaitGroup // appends and watchers under way

	mu     sync.Mutex // guards what follows
	queues map[string]*queue
	ends   map[string]int64 // the sizes of logs, as they were last seen here
	closed bool
}

// Open opens the database at the address: sqlite:///path/file.db or only the path
// of a file, which is made when it is not there, or postgres://… as libpq writes
// it. It brings the tables to the form that this program knows, and refuses a
// database that a newer one has changed.
func Open(ctx context.Context, address string) (*DB, error) {
	return open(ctx, address, func(c driver.Connector) driver.Connector { return c })
}

// open is Open with something between database/sql and the driver.
func open(ctx context.Context, address string, between func(driver.Connector) driver.Connector) (*DB, error) {
	d, err := dialectOf(address)
	if err != nil {
		return nil, err
	}
	pool := sql.OpenDB(between(d.connector))
	pool.SetMaxOpenConns(maxConns)
	pool.SetMaxIdleConns(maxConns)
	if err := prepare(ctx, pool, d); err != nil {
		return nil, errors.Join(fmt.Errorf("opening the database %s: %w", d.name, advised(err, d.name)), pool.Close())
	}
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	db := &DB{
		sql: pool, dialect: d, writers: make(chan struct{}, d.writers), awake: newBell(),
		life: life, end: end, queues: map[string]*queue{}, ends: map[string]int64{},
	}
	db.running.Go(func() { d.watch(life, pool, db.awake) })
	return db, nil
}

// Close takes no further appends, waits for those under way and closes the
// database. Whoever waits for a log gets ErrClosed.
func (db *DB) Close() error {
	db.mu.Lock()
	db.closed = true
	db.mu.Unlock()
	db.end()
	db.running.Wait()
	return db.sql.Close()
}

// transact does f in one transaction that locks what it writes. When f returns an
// error nothing of it remains. Before the transaction has begun nothing has
// happened, so a connection that turns out to be stale is replaced.
func (db *DB) transact(ctx context.Context, f func(*transaction) error) error {
	var last error
	for range 3 {
		conn, err := db.sql.Conn(ctx)
		if err != nil {
			return fmt.Errorf("no connection to the database: %w", err)
		}
		last = db.attempt(ctx, conn, f)
		_ = conn.Close() // gives the connection back
		if !errors.Is(last, errNotBegun) {
			break
		}
	}
	return last
}

// attempt does f in a transaction on this connection. One whose state is in doubt
// is not used again.
func (db *DB) attempt(ctx context.Context, conn *sql.Conn, f func(*transaction) error) (err error) {
	_ = conn.Raw(func(c any) error {
		tx := &transaction{ctx: ctx, line: c.(line), dialect: &db.dialect}
		if err = f(tx); err == nil {
			err = tx.commit()
		}
		if err == nil || !tx.begun && !errors.Is(err, errNotBegun) {
			return nil
		}
		if tx.undo() != nil {
			return driver.ErrBadConn // closes it, which ends whatever transaction it has
		}
		return nil
	})
	return err
}
