package store

import (
	"context"
	"database/sql"
	"fmt"
)

// Ping reports whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	if err := db.sql.PingContext(ctx); err != nil {
		return fmt.Errorf("asking whether the database answers: %w", err)
	}
	return nil
}

// LargestCosigned returns the greatest size of a log at which somebody has
// cosigned its head, or ErrNotFound.
func (db *DB) LargestCosigned(ctx context.Context, origin string) (int64, error) {
	log, err := db.number(ctx, origin)
	if err != nil {
		return 0, err
	}
	var size sql.NullInt64
	if err := db.row(ctx, "SELECT max(size) FROM cosignatures WHERE log = $1", log).Scan(&size); err != nil {
		return 0, fmt.Errorf("looking for cosignatures: %w", err)
	}
	if !size.Valid {
		return 0, fmt.Errorf("cosignatures of the log %s: %w", origin, ErrNotFound)
	}
	return size.Int64, nil
}
