package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"sync"
)

// A driver that fails. It stands between database/sql and the real one and
// carries out one call in its own way.

// fault is how a call fails.
type fault int

const (
	lost     fault = iota // the call does not reach the database, and fails
	done                  // the database does it, and it is reported as failed
	cut                   // the call does not reach the database, and no other ever does
	doneCut               // the database does it, and nothing is ever heard of it
	unharmed              // nothing fails: to count the calls
)

var errFault = errors.New("a fault of the test")

// faults decides which call fails. Calls are statements, begin, commit and rollback.
type faults struct {
	mu   sync.Mutex
	on   bool
	at   int // which call from now on, from 1
	kind fault
	n    int // calls until now
	dead bool
	// whole: statements that are sent together fail together.
	whole bool
}

// arm makes the call at this place fail.
func (f *faults) arm(at int, kind fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.on, f.at, f.kind, f.n = true, at, kind, 0
}

// calls returns how many calls there were since arm.
func (f *faults) calls() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.on = false
	return f.n
}

// next returns how this call fails.
func (f *faults) next() fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.dead {
		return cut
	}
	if !f.on {
		return unharmed
	}
	f.n++
	if f.n != f.at {
		return unharmed
	}
	f.dead = f.kind == cut || f.kind == doneCut
	return f.kind
}

// call does a call, or not.
func call[T any](c *faultyConn, do func() (T, error)) (T, error) {
	var none T
	switch kind := c.f.next(); kind {
	case unharmed:
		return do()
	case lost:
		return none, errFault
	case done:
		return none, errors.Join(errFault, abandon(do()))
	case doneCut:
		_ = abandon(do())
		_ = c.real.Close()
		return none, driver.ErrBadConn
	default:
		_ = c.real.Close() // as when the program or the line dies: the database undoes what is open
		return none, driver.ErrBadConn
	}
}

// abandon ends what a call has begun and nobody will hear of.
func abandon[T any](result T, err error) error {
	if rows, ok := any(result).(driver.Rows); ok && err == nil {
		return rows.Close()
	}
	return err
}

func (f *faults) between(real driver.Connector) driver.Connector { return faultyConnector{real, f} }

type faultyConnector struct {
	driver.Connector
	f *faults
}

func (c faultyConnector) Connect(ctx context.Context) (driver.Conn, error) {
	c.f.mu.Lock()
	dead := c.f.dead
	c.f.mu.Unlock()
	if dead {
		return nil, errFault
	}
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &faultyConn{real: conn, f: c.f}, nil
}

// run does each statement as a call of its own, so that each can fail; or all of
// them as one.
func (c *faultyConn) run(ctx context.Context, all []statement) (results [][]row, err error) {
	if c.f.whole {
		return call(c, func() ([][]row, error) { return c.real.(line).run(ctx, all) })
	}
	for i := range all {
		rows, err := call(c, func() ([][]row, error) { return c.real.(line).run(ctx, all[i:i+1]) })
		if err != nil {
			return results, &halted{err}
		}
		results = append(results, rows...)
	}
	return results, nil
}

// faultyConn has what both drivers offer to database/sql.
type faultyConn struct {
	real driver.Conn
	f    *faults
}

func (c *faultyConn) Prepare(query string) (driver.Stmt, error) { return c.real.Prepare(query) }
func (c *faultyConn) Close() error                              { return c.real.Close() }
func (c *faultyConn) Begin() (driver.Tx, error)                 { return nil, errors.New("not used") }

func (c *faultyConn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	tx, err := call(c, func() (driver.Tx, error) { return c.real.(driver.ConnBeginTx).BeginTx(ctx, o) })
	if err != nil {
		return nil, err
	}
	return faultyTx{tx, c}, nil
}

func (c *faultyConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	return call(c, func() (driver.Result, error) { return c.real.(driver.ExecerContext).ExecContext(ctx, query, args) })
}

func (c *faultyConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if query == "PRAGMA data_version" { // the watcher's, which comes at any time
		return c.real.(driver.QueryerContext).QueryContext(ctx, query, args)
	}
	return call(c, func() (driver.Rows, error) { return c.real.(driver.QueryerContext).QueryContext(ctx, query, args) })
}

func (c *faultyConn) CheckNamedValue(v *driver.NamedValue) error {
	if checker, ok := c.real.(driver.NamedValueChecker); ok {
		return checker.CheckNamedValue(v)
	}
	return driver.ErrSkip
}

func (c *faultyConn) ResetSession(ctx context.Context) error {
	if r, ok := c.real.(driver.SessionResetter); ok {
		return r.ResetSession(ctx)
	}
	return nil
}

type faultyTx struct {
	driver.Tx
	c *faultyConn
}

func (t faultyTx) Commit() error {
	_, err := call(t.c, func() (struct{}, error) { return struct{}{}, t.Tx.Commit() })
	return err
}

func (t faultyTx) Rollback() error {
	_, err := call(t.c, func() (struct{}, error) { return struct{}{}, t.Tx.Rollback() })
	return err
}
