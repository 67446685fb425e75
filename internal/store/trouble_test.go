package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
)

var errTrouble = errors.New("the database failed by chance")

// trouble makes one call in odds to a database fail, by dice, once it is armed: in
// half of the cases before the call is made, in the other half after it.
type trouble struct {
	mu     sync.Mutex
	dice   *rand.Rand
	odds   int
	armed  bool
	failed int
}

func (t *trouble) arm() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.armed = true
}

// disarm returns how many calls failed.
func (t *trouble) disarm() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.armed = false
	return t.failed
}

// next says of one call whether it is made and whether it fails.
func (t *trouble) next(what string) (do, fail bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.armed || strings.HasPrefix(what, "PRAGMA") || t.dice.IntN(t.odds) > 0 {
		return true, false
	}
	t.failed++
	return t.dice.IntN(2) == 0, true
}

func (t *trouble) call(what string, f func() error) error {
	do, fail := t.next(what)
	if do {
		if err := f(); err != nil {
			return err
		}
	}
	if fail {
		return errTrouble
	}
	return nil
}

// between puts the trouble between database/sql and a driver.
func (t *trouble) between(c driver.Connector) driver.Connector { return troubledConnector{c, t} }

type troubledConnector struct {
	driver.Connector
	t *trouble
}

func (c troubledConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return troubledConn{conn, c.t}, nil
}

// troubledConn passes on what database/sql asks of the connections that we use.
type troubledConn struct {
	driver.Conn
	t *trouble
}

func (c troubledConn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	var tx driver.Tx
	err := c.t.call("BEGIN", func() (err error) {
		tx, err = c.Conn.(driver.ConnBeginTx).BeginTx(ctx, o)
		return err
	})
	return troubledTx{tx, c.t}, err
}

func (c troubledConn) ExecContext(ctx context.Context, q string, args []driver.NamedValue) (r driver.Result, err error) {
	err = c.t.call(q, func() (err error) {
		r, err = c.Conn.(driver.ExecerContext).ExecContext(ctx, q, args)
		return err
	})
	return r, err
}

// QueryContext that fails after it was made gives all rows and then the error.
func (c troubledConn) QueryContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Rows, error) {
	do, fail := c.t.next(q)
	if !do {
		return nil, errTrouble
	}
	rows, err := c.Conn.(driver.QueryerContext).QueryContext(ctx, q, args)
	if err != nil || !fail {
		return rows, err
	}
	return troubledRows{rows}, nil
}

func (c troubledConn) run(ctx context.Context, all []statement) (results [][]row, err error) {
	for i := range all {
		err := c.t.call(all[i].query, func() error {
			rows, err := c.Conn.(line).run(ctx, all[i:i+1])
			results = append(results, rows...)
			return err
		})
		if err != nil {
			return results[:i], &halted{err}
		}
	}
	return results, nil
}

func (c troubledConn) CheckNamedValue(v *driver.NamedValue) error {
	if n, ok := c.Conn.(driver.NamedValueChecker); ok {
		return n.CheckNamedValue(v)
	}
	return driver.ErrSkip
}

func (c troubledConn) ResetSession(ctx context.Context) error {
	if r, ok := c.Conn.(driver.SessionResetter); ok {
		return r.ResetSession(ctx)
	}
	return nil
}

type troubledRows struct{ driver.Rows }

func (r troubledRows) Next(dest []driver.Value) error {
	err := r.Rows.Next(dest)
	if errors.Is(err, io.EOF) {
		return errTrouble
	}
	return err
}

type troubledTx struct {
	driver.Tx
	t *trouble
}

func (x troubledTx) Commit() error   { return x.t.call("COMMIT", x.Tx.Commit) }
func (x troubledTx) Rollback() error { return x.t.call("ROLLBACK", x.Tx.Rollback) }
