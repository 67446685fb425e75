package store

import (
	"context"
	"math"
	"time"
)

// Claim reports whether what has this name is the caller's to do now: nobody has
// done it, and nobody has claimed it within the lease before now. Of several who
// claim at once one is told so. Whoever has done it says so with [DB.Sent]; whoever
// stops in between leaves it to others once the lease is over.
func (db *DB) Claim(ctx context.Context, name string, now time.Time, lease time.Duration) (bool, error) {
	return db.change(ctx, `INSERT INTO claims (name, until) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET until = excluded.until WHERE claims.until < $3`,
		name, now.Add(lease).UnixMilli(), now.UnixMilli())
}

// Sent notes that what has this name is done, for good.
func (db *DB) Sent(ctx context.Context, name string) error {
	_, err := db.change(ctx, "UPDATE claims SET until = $2 WHERE name = $1", name, int64(math.MaxInt64))
	return err
}
