package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"detente/ledger"
)

// Log says what is there of a log.
type Log struct {
	Origin   string
	ID       string // its short name
	TextHash string // of the text that it was opened with
	Size     int64
}

// List returns all logs, by their short names.
func (db *DB) List(ctx context.Context) ([]Log, error) {
	var all []Log
	rows, err := db.reader(ctx)("SELECT origin, id, text_hash, size FROM logs ORDER BY id")
	if err != nil {
		return nil, fmt.Errorf("listing the logs: %w", err)
	}
	err = each(rows, func() error {
		var l Log
		err := rows.Scan(&l.Origin, &l.ID, &l.TextHash, &l.Size)
		all = append(all, l)
		return err
	})
	return all, err
}

// Find returns the log with a short name, or ErrNotFound.
func (db *DB) Find(ctx context.Context, id string) (Log, error) {
	var l Log
	err := db.row(ctx, "SELECT origin, id, text_hash, size FROM logs WHERE id = $1", id).Scan(&l.Origin, &l.ID, &l.TextHash, &l.Size)
	return l, found(err, "the log "+id)
}

// Latest returns the newest head of a log with its checkpoint.
func (db *DB) Latest(ctx context.Context, origin string) (ledger.Head, []byte, error) {
	return db.head(ctx, origin, "h.size = l.size")
}

// At returns the head of a log at a size with its checkpoint. A log has heads only
// at the sizes that one of its transactions ended at.
func (db *DB) At(ctx context.Context, origin string, size int64) (ledger.Head, []byte, error) {
	return db.head(ctx, origin, "h.size = $2", size)
}

func (db *DB) head(ctx context.Context, origin, which string, args ...any) (ledger.Head, []byte, error) {
	head := ledger.Head{Origin: origin}
	var root, checkpoint []byte
	err := db.row(ctx, `SELECT h.size, h.root, h.checkpoint FROM logs l JOIN heads h ON h.log = l.number
		WHERE l.origin = $1 AND `+which, append([]any{origin}, args...)...).Scan(&head.Size, &root, &checkpoint)
	if err == nil && copy(head.Root[:], root) != len(head.Root) {
		err = errors.New("its root has not 32 bytes: the database is damaged")
	}
	return head, checkpoint, found(err, "the head of the log "+origin)
}

// Head returns the newest head of a log.
func (db *DB) Head(ctx context.Context, origin string) (ledger.Head, error) {
	head, _, err := db.Latest(ctx, origin)
	return head, err
}

// Checkpoint returns the checkpoint of the newest head of a log.
func (db *DB) Checkpoint(ctx context.Context, origin string) ([]byte, error) {
	_, checkpoint, err := db.Latest(ctx, origin)
	return checkpoint, err
}

// Entries returns the entries of a log from one index up to another, not included.
func (db *DB) Entries(ctx context.Context, origin string, from, to int64) ([][]byte, error) {
	if _, err := db.number(ctx, origin); err != nil {
		return nil, err
	}
	return readEntries(db.reading(ctx), origin, from, to)
}

// Hashes returns a reader of the stored hashes of a log, for proofs and tiles. It
// works until ctx ends. The hashes of a log never change, so that it may be used
// with any head of the log, and kept.
func (db *DB) Hashes(ctx context.Context, origin string) (ledger.HashReader, error) {
	_, err := db.number(ctx, origin)
	return hashReader{origin, db.reading(ctx)}, err
}

// Receipt returns the first receipt of the entry with a key, or ErrNotFound.
func (db *DB) Receipt(ctx context.Context, origin string, key [32]byte) (Receipt, error) {
	r := Receipt{Head: ledger.Head{Origin: origin}}
	var root []byte
	err := db.row(ctx, `SELECT e.idx, h.size, h.root, h.checkpoint FROM logs l JOIN entries e ON e.log = l.number
		JOIN heads h ON h.log = e.log AND h.size = (SELECT MIN(size) FROM heads WHERE log = e.log AND size > e.idx)
		WHERE l.origin = $1 AND e.sent = $2`, origin, key[:]).Scan(&r.Index, &r.Head.Size, &root, &r.Checkpoint)
	if err == nil && copy(r.Head.Root[:], root) != len(r.Head.Root) {
		err = errors.New("the root of its head has not 32 bytes: the database is damaged")
	}
	return r, found(err, "the entry")
}

// PutText keeps a text by its hash. What is there under this hash stays.
func (db *DB) PutText(ctx context.Context, hash string, text []byte) error {
	_, err := db.change(ctx, "INSERT INTO texts (hash, files) VALUES ($1, $2) ON CONFLICT DO NOTHING", hash, text)
	return err
}

// Text returns the text with a hash, or ErrNotFound.
func (db *DB) Text(ctx context.Context, hash string) ([]byte, error) {
	var text []byte
	err := db.row(ctx, "SELECT files FROM texts WHERE hash = $1", hash).Scan(&text)
	return text, found(err, "the text "+hash)
}

// PutCosignature keeps somebody's signature of a head of the log. It takes the
// place of an earlier one of the same key and the same head. Where the log has no
// head of this size it is ErrNotFound. Whether it is good is for the caller to say.
func (db *DB) PutCosignature(ctx context.Context, origin string, size int64, s ledger.Signature) error {
	some, err := db.change(ctx, `INSERT INTO cosignatures (log, size, name, keyid, line)
		SELECT h.log, h.size, CAST($3 AS TEXT), CAST($4 AS BIGINT), CAST($5 AS TEXT)
		FROM logs l JOIN heads h ON h.log = l.number WHERE l.origin = $1 AND h.size = $2
		ON CONFLICT (log, size, name, keyid) DO UPDATE SET line = excluded.line`,
		origin, size, s.Name, int64(s.KeyID), s.Line())
	if err == nil && !some {
		err = sql.ErrNoRows
	}
	return found(err, fmt.Sprintf("a head of the log %s at size %d", origin, size))
}

// Cosignatures returns the signatures of others of the log's head at a size, by
// the names of their keys.
func (db *DB) Cosignatures(ctx context.Context, origin string, size int64) ([]ledger.Signature, error) {
	rows, err := db.reader(ctx)(`SELECT c.line FROM cosignatures c JOIN logs l ON l.number = c.log
		WHERE l.origin = $1 AND c.size = $2 ORDER BY c.name, c.keyid`, origin, size)
	if err != nil {
		return nil, fmt.Errorf("reading cosignatures: %w", err)
	}
	var all []ledger.Signature
	err = each(rows, func() error {
		var line string
		if err := rows.Scan(&line); err != nil {
			return err
		}
		s, err := ledger.ParseSignature(line)
		all = append(all, s)
		return err
	})
	return all, err
}

func (db *DB) number(ctx context.Context, origin string) (int64, error) {
	var n int64
	err := db.row(ctx, "SELECT number FROM logs WHERE origin = $1", origin).Scan(&n)
	return n, found(err, "the log "+origin)
}

// found says of what a row was looked for.
func found(err error, what string) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrNoRows):
		return fmt.Errorf("%s: %w", what, ErrNotFound)
	}
	return fmt.Errorf("%s: %w", what, err)
}

func (db *DB) row(ctx context.Context, query string, args ...any) *sql.Row {
	return db.sql.QueryRowContext(ctx, db.dialect.bind(query), args...)
}

// query reads rows, in a transaction or outside.
type query func(query string, args ...any) ([]row, error)

// reading reads rows outside of a transaction.
func (db *DB) reading(ctx context.Context) query {
	return func(query string, args ...any) ([]row, error) {
		rows, err := db.reader(ctx)(query, args...)
		if err != nil {
			return nil, err
		}
		columns, err := rows.Columns()
		if err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		var all []row
		err = each(rows, func() error {
			r, into := make(row, len(columns)), make([]any, len(columns))
			for i := range r {
				into[i] = &r[i]
			}
			all = append(all, r)
			return rows.Scan(into...)
		})
		return all, err
	}
}

func (db *DB) reader(ctx context.Context) func(query string, args ...any) (*sql.Rows, error) {
	return func(query string, args ...any) (*sql.Rows, error) {
		return db.sql.QueryContext(ctx, db.dialect.bind(query), args...)
	}
}

// change does one statement that is a transaction of its own, and reports whether
// it changed a row.
func (db *DB) change(ctx context.Context, query string, args ...any) (bool, error) {
	result, err := db.sql.ExecContext(ctx, db.dialect.bind(query), args...)
	if err != nil {
		return false, fmt.Errorf("writing to the database: %w", err)
	}
	n, err := result.RowsAffected()
	return n > 0, err
}

// each calls do for every row and closes the rows.
func each(rows *sql.Rows, do func() error) error {
	defer rows.Close()
	for rows.Next() {
		if err := do(); err != nil {
			return fmt.Errorf("reading a row: %w", err)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("reading rows: %w", err)
	}
	return nil
}

// ofLog is the number of a log by its origin, as a part of a statement.
const ofLog = "(SELECT number FROM logs WHERE origin = $1)"

// readEntries reads the entries [from, to) of a log, all of them or none.
func readEntries(q query, origin string, from, to int64) ([][]byte, error) {
	if from < 0 || to < from {
		return nil, fmt.Errorf("there are no entries from %d to %d", from, to)
	}
	if from == to {
		return nil, nil
	}
	rows, err := q("SELECT entry FROM entries WHERE log = "+ofLog+" AND idx >= $2 AND idx < $3 ORDER BY idx", origin, from, to)
	if err != nil {
		return nil, fmt.Errorf("reading entries: %w", err)
	}
	var all [][]byte
	for _, r := range rows {
		e, err := blob(r[0])
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	if int64(len(all)) != to-from {
		return all, fmt.Errorf("entries %d to %d are asked for, and %d of them are there: %w", from, to, len(all), ErrNotFound)
	}
	return all, nil
}

// hashReader reads the stored hashes of a log.
type hashReader struct {
	origin string
	query  query
}

// ReadHashes is that of ledger.HashReader.
func (r hashReader) ReadHashes(indexes []int64) ([]ledger.Hash, error) {
	var all []row
	for rest := indexes; len(rest) > 0; {
		n := min(len(rest), 1024)
		s := hashesAt(r.origin, rest[:n])
		rows, err := r.query(s.query, s.args...)
		if err != nil {
			return nil, fmt.Errorf("reading hashes: %w", err)
		}
		all, rest = append(all, rows...), rest[n:]
	}
	return answer(all).ReadHashes(indexes)
}

// hashesAt asks for stored hashes by their indexes.
func hashesAt(origin string, indexes []int64) statement {
	var places []any
	for _, x := range indexes {
		places = append(places, x)
	}
	places = padded(places)
	return statement{
		"SELECT idx, hash FROM hashes WHERE log = " + ofLog + " AND idx IN (" + list(2, len(places)) + ")",
		append([]any{origin}, places...),
	}
}

// answer are the rows of stored hashes.
type answer []row

// ReadHashes is that of ledger.HashReader: of the hashes that were asked for.
func (a answer) ReadHashes(indexes []int64) ([]ledger.Hash, error) {
	at := make(map[int64]ledger.Hash, len(a))
	for _, r := range a {
		index, err := number(r[0])
		if err != nil {
			return nil, err
		}
		b, err := blob(r[1])
		if err != nil {
			return nil, err
		}
		if len(b) != len(ledger.Hash{}) {
			return nil, fmt.Errorf("the stored hash %d has not 32 bytes: the database is damaged", index)
		}
		at[index] = ledger.Hash(b)
	}
	hashes := make([]ledger.Hash, len(indexes))
	for i, x := range indexes {
		h, ok := at[x]
		if !ok {
			return nil, fmt.Errorf("stored hash %d: %w", x, ErrNotFound)
		}
		hashes[i] = h
	}
	return hashes, nil
}
