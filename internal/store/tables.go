package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Sessions keeps sessions, in the form that alexedwards/scs asks for. Their tokens
// are kept as they come: let scs hash them (HashTokenInStore), or whoever reads
// the database can sign in.
type Sessions struct {
	db  *DB
	now func() time.Time
}

// Sessions returns the store of sessions; now says what time it is.
func (db *DB) Sessions(now func() time.Time) *Sessions { return &Sessions{db: db, now: now} }

// FindCtx returns the data of a session that has not ended.
func (s *Sessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	var data []byte
	err := s.db.row(ctx, "SELECT data FROM sessions WHERE token = $1 AND ends > $2", token, s.now().UnixMilli()).Scan(&data)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	return data, err == nil, found(err, "the session")
}

// CommitCtx keeps a session until its end, in place of what it was.
func (s *Sessions) CommitCtx(ctx context.Context, token string, data []byte, ends time.Time) error {
	_, err := s.db.change(ctx, `INSERT INTO sessions (token, data, ends) VALUES ($1, $2, $3)
		ON CONFLICT (token) DO UPDATE SET data = excluded.data, ends = excluded.ends`, token, data, ends.UnixMilli())
	return err
}

// DeleteCtx ends a session. That it has ended already is no error.
func (s *Sessions) DeleteCtx(ctx context.Context, token string) error {
	_, err := s.db.change(ctx, "DELETE FROM sessions WHERE token = $1", token)
	return err
}

// Find is FindCtx without a context.
func (s *Sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context.
func (s *Sessions) Commit(token string, data []byte, ends time.Time) error {
	return s.CommitCtx(context.Background(), token, data, ends)
}

// Delete is DeleteCtx without a context.
func (s *Sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// Clear removes the sessions that have ended.
func (s *Sessions) Clear(ctx context.Context) error {
	_, err := s.db.change(ctx, "DELETE FROM sessions WHERE ends <= $1", s.now().UnixMilli())
	return err
}

// Passkey is a credential by which an actor of an agreement signs in.
type Passkey struct {
	Credential []byte // its ID, which is unique
	Origin     string // of the agreement's log
	Actor      string
	Record     []byte // JSON of what the sign-in needs
}

// PutPasskey keeps a passkey, or its new record. A passkey never changes hands:
// where another actor has it, it is ErrExists.
func (db *DB) PutPasskey(ctx context.Context, p Passkey) error {
	log, err := db.number(ctx, p.Origin)
	if err != nil {
		return err
	}
	some, err := db.change(ctx, `INSERT INTO passkeys (credential, log, actor, record) VALUES ($1, $2, $3, $4)
		ON CONFLICT (credential) DO UPDATE SET record = excluded.record
		WHERE passkeys.log = excluded.log AND passkeys.actor = excluded.actor`, p.Credential, log, p.Actor, p.Record)
	if err == nil && !some {
		err = fmt.Errorf("the passkey belongs to another actor: %w", ErrExists)
	}
	return err
}

// Passkey returns the passkey with an ID, or ErrNotFound.
func (db *DB) Passkey(ctx context.Context, credential []byte) (Passkey, error) {
	all, err := db.passkeys(ctx, "p.credential = $1", credential)
	if err == nil && len(all) == 0 {
		return Passkey{}, fmt.Errorf("the passkey: %w", ErrNotFound)
	}
	if err != nil {
		return Passkey{}, err
	}
	return all[0], nil
}

// Passkeys returns the passkeys of an actor.
func (db *DB) Passkeys(ctx context.Context, origin, actor string) ([]Passkey, error) {
	return db.passkeys(ctx, "l.origin = $1 AND p.actor = $2", origin, actor)
}

// RemovePasskey forgets a passkey. That there is none is no error.
func (db *DB) RemovePasskey(ctx context.Context, credential []byte) error {
	_, err := db.change(ctx, "DELETE FROM passkeys WHERE credential = $1", credential)
	return err
}

func (db *DB) passkeys(ctx context.Context, which string, args ...any) ([]Passkey, error) {
	rows, err := db.reader(ctx)(`SELECT p.credential, l.origin, p.actor, p.record
		FROM passkeys p JOIN logs l ON l.number = p.log WHERE `+which+` ORDER BY p.credential`, args...)
	if err != nil {
		return nil, fmt.Errorf("reading passkeys: %w", err)
	}
	var all []Passkey
	err = each(rows, func() error {
		var p Passkey
		err := rows.Scan(&p.Credential, &p.Origin, &p.Actor, &p.Record)
		all = append(all, p)
		return err
	})
	return all, err
}

// Evidence is what is known of a piece of evidence, which itself lies elsewhere.
type Evidence struct {
	Hash  string // SHA-256 of its bytes, in hexadecimal
	Size  int64  // bytes
	Name  string
	Added int64 // milliseconds since 1970
}

// PutEvidence notes a piece of evidence of an agreement. What is noted under its
// hash stays.
func (db *DB) PutEvidence(ctx context.Context, origin string, e Evidence) error {
	log, err := db.number(ctx, origin)
	if err != nil {
		return err
	}
	_, err = db.change(ctx, `INSERT INTO evidence (log, hash, size, name, added) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT DO NOTHING`, log, e.Hash, e.Size, e.Name, e.Added)
	return err
}

// Evidence returns what is known of the evidence of an agreement, in the order in
// which it came.
func (db *DB) Evidence(ctx context.Context, origin string) ([]Evidence, error) {
	rows, err := db.reader(ctx)(`SELECT e.hash, e.size, e.name, e.added FROM evidence e
		JOIN logs l ON l.number = e.log WHERE l.origin = $1 ORDER BY e.added, e.hash`, origin)
	if err != nil {
		return nil, fmt.Errorf("reading the list of evidence: %w", err)
	}
	var all []Evidence
	err = each(rows, func() error {
		var e Evidence
		err := rows.Scan(&e.Hash, &e.Size, &e.Name, &e.Added)
		all = append(all, e)
		return err
	})
	return all, err
}

// HasEvidence reports whether a piece of evidence is noted for the agreement.
func (db *DB) HasEvidence(ctx context.Context, origin, hash string) (bool, error) {
	var n int
	err := db.row(ctx, `SELECT COUNT(*) FROM evidence e JOIN logs l ON l.number = e.log
		WHERE l.origin = $1 AND e.hash = $2`, origin, hash).Scan(&n)
	return n > 0, found(err, "the evidence")
}

// RemoveEvidence forgets a piece of evidence. The log does not change by it.
func (db *DB) RemoveEvidence(ctx context.Context, origin, hash string) error {
	_, err := db.change(ctx, `DELETE FROM evidence WHERE hash = $2
		AND log = (SELECT number FROM logs WHERE origin = $1)`, origin, hash)
	return err
}
