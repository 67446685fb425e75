package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"modernc.org/sqlite"
)

// statement is one statement of a transaction, with the values for its places.
type statement struct {
	query string
	args  []any
}

// row is what a statement gives: int64, string, []byte or nil for each column.
type row = []any

// line is a connection to a database that takes several statements in one go:
// PostgreSQL in one round trip, SQLite without reading their text again.
type line interface {
	// run does the statements in their order and returns the rows of each. When one
	// fails, the rows are of those before it; where it is known that nothing after it
	// was done either, the error is a *halted.
	run(ctx context.Context, all []statement) ([][]row, error)
}

// halted is an error of one statement, after which the database has done no other
// one of the same run.
type halted struct{ error }

func (h *halted) Unwrap() error { return h.error }

// lines are the connections of a driver as lines.
type lines struct {
	driver.Connector
	as func(driver.Conn) driver.Conn
}

// Connect is that of driver.Connector.
func (l lines) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := l.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return l.as(conn), nil
}

// postgresLine sends the statements together and reads the answers together.
type postgresLine struct{ *stdlib.Conn }

func postgresLineOf(c driver.Conn) driver.Conn { return postgresLine{c.(*stdlib.Conn)} }

func (l postgresLine) run(ctx context.Context, all []statement) ([][]row, error) {
	var b pgx.Batch
	for _, s := range all {
		b.Queue(s.query, s.args...)
	}
	answers := l.Conn.Conn().SendBatch(ctx, &b)
	results := make([][]row, 0, len(all))
	for range all {
		rows, err := collect(answers)
		if err != nil {
			return results, errors.Join(stopped(err), closing(answers, err))
		}
		results = append(results, rows)
	}
	return results, answers.Close()
}

// stopped marks what the server refused: it does nothing that was sent after that.
func stopped(err error) error {
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		return &halted{err}
	}
	return err
}

// closing is what closing reports besides the error that is known.
func closing(answers pgx.BatchResults, known error) error {
	if err := answers.Close(); err != nil && err.Error() != known.Error() {
		return err
	}
	return nil
}

// collect reads the rows of the next answer.
func collect(answers pgx.BatchResults) ([]row, error) {
	rows, err := answers.Query()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []row
	for rows.Next() {
		values, err := rows.Values()
		if err != nil {
			return nil, err
		}
		all = append(all, values)
	}
	return all, rows.Err()
}

// sqliteDriver is what database/sql asks of a connection of the driver.
type sqliteDriver interface {
	driver.Conn
	driver.ConnPrepareContext
	driver.ConnBeginTx
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// sqliteLine keeps the statements that it has run ready to be run again: reading
// their text takes longer than doing them.
type sqliteLine struct {
	sqliteDriver
	ready map[string]driver.Stmt
}

func sqliteLineOf(c driver.Conn) driver.Conn {
	return &sqliteLine{c.(sqliteDriver), map[string]driver.Stmt{}}
}

// run waits for nothing but the lock of the file, which has its own limit.
func (l *sqliteLine) run(_ context.Context, all []statement) ([][]row, error) {
	results := make([][]row, 0, len(all))
	for _, s := range all {
		rows, err := l.one(s)
		if err != nil {
			return results, &halted{err}
		}
		results = append(results, rows)
	}
	return results, nil
}

func (l *sqliteLine) one(s statement) ([]row, error) {
	args := make([]driver.NamedValue, len(s.args))
	for i, a := range s.args {
		args[i] = driver.NamedValue{Ordinal: i + 1, Value: a}
	}
	rows, err := l.QueryContext(context.Background(), bindSQLite(s.query), args)
	if err != nil {
		return nil, err
	}
	all, err := drain(rows)
	return all, errors.Join(err, rows.Close())
}

// QueryContext is that of driver.QueryerContext.
func (l *sqliteLine) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := l.statement(query)
	if err != nil {
		return nil, err
	}
	return s.(driver.StmtQueryContext).QueryContext(ctx, args)
}

// ExecContext is that of driver.ExecerContext.
func (l *sqliteLine) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s, err := l.statement(query)
	if err != nil {
		return nil, err
	}
	return s.(driver.StmtExecContext).ExecContext(ctx, args)
}

// statement makes a statement ready, or finds it so. The package writes a bounded
// number of them.
func (l *sqliteLine) statement(query string) (driver.Stmt, error) {
	if s := l.ready[query]; s != nil {
		return s, nil
	}
	s, err := l.Prepare(query)
	if err == nil {
		l.ready[query] = s
	}
	return s, err
}

func drain(rows driver.Rows) ([]row, error) {
	var all []row
	for width := len(rows.Columns()); ; {
		values := make([]driver.Value, width)
		if err := rows.Next(values); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, err
		}
		r := make(row, width)
		for i, v := range values {
			r[i] = v
		}
		all = append(all, r)
	}
}

// Close is that of driver.Conn. SQLite closes a file when nothing of it is ready.
func (l *sqliteLine) Close() error {
	var failed error
	for _, s := range l.ready {
		failed = errors.Join(failed, s.Close())
	}
	clear(l.ready)
	return errors.Join(failed, l.sqliteDriver.Close())
}

// durably has SQLite wait for its writes as its builds for Linux do: for the bytes
// and the length of a file, not for the time of its last change, which on a file
// system with a journal takes as long again.
func durably() { _, _ = sqlite.Fdatasync(true) } // where there is no such call it goes on as it was

// number and blob read a column, and fail where it holds another kind of thing.
func number(v any) (int64, error) {
	if n, ok := v.(int64); ok {
		return n, nil
	}
	return 0, fmt.Errorf("a number in the database is a %T", v)
}

func blob(v any) ([]byte, error) {
	if b, ok := v.([]byte); ok {
		return b, nil
	}
	return nil, fmt.Errorf("bytes in the database are a %T", v)
}

// padded repeats the last of the values until their number is a power of two, so
// that there are few statements with a list of them, and each is read once.
func padded(values []any) []any {
	all := slices.Clone(values)
	for n := len(all); n&(n-1) != 0; n++ {
		all = append(all, all[len(all)-1])
	}
	return all
}
