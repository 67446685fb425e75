package store

import (
	"context"
	"database/sql"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// How programs hear of each other's appends.
const (
	channel   = "detente_log"   // of NOTIFY, with the origin of the log
	pollEvery = time.Second     // how often SQLite is asked whether others wrote
	lookEvery = 5 * time.Second // how often a log is looked at without a call
)

// Wait returns the size of a log when it has grown beyond size entries, at once if
// it has already. It ends with ctx, and with ErrClosed when the database is closed.
func (db *DB) Wait(ctx context.Context, origin string, size int64) (int64, error) {
	for {
		rung := db.awake.listen(origin) // before looking, or a call could be missed between
		var now int64
		err := db.row(ctx, "SELECT size FROM logs WHERE origin = $1", origin).Scan(&now)
		if db.life.Err() != nil {
			return 0, ErrClosed
		}
		if err != nil || now > size {
			return now, found(err, "the log "+origin)
		}
		again := time.NewTimer(lookEvery)
		select {
		case <-rung:
		case <-again.C:
		case <-db.life.Done():
		case <-ctx.Done():
			return now, ctx.Err()
		}
		again.Stop()
	}
}

// bell wakes those who wait for a log.
type bell struct {
	mu   sync.Mutex
	rung map[string]chan struct{} // by origin; closed when it rings
}

func newBell() *bell { return &bell{rung: map[string]chan struct{}{}} }

// listen returns a channel that is closed when the log has grown.
func (b *bell) listen(origin string) <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.rung[origin] == nil {
		b.rung[origin] = make(chan struct{})
	}
	return b.rung[origin]
}

func (b *bell) ring(origin string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if c := b.rung[origin]; c != nil {
		close(c)
		delete(b.rung, origin)
	}
}

// ringAll wakes everybody: which log has grown is not known.
func (b *bell) ringAll() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range b.rung {
		close(c)
	}
	clear(b.rung)
}

// watchSQLite asks every second whether another connection has written, which is
// one number that SQLite keeps, and wakes everybody if so.
func watchSQLite(ctx context.Context, pool *sql.DB, awake *bell) {
	for ctx.Err() == nil {
		if conn, err := pool.Conn(ctx); err == nil {
			followVersion(ctx, conn, awake)
			_ = conn.Close()
		}
		sleep(ctx, pollEvery)
	}
}

func followVersion(ctx context.Context, conn *sql.Conn, awake *bell) {
	last := int64(-1)
	for ctx.Err() == nil {
		var now int64
		if conn.QueryRowContext(ctx, "PRAGMA data_version").Scan(&now) != nil {
			return
		}
		if now != last {
			last = now
			awake.ringAll()
		}
		sleep(ctx, pollEvery)
	}
}

// watchPostgres listens on a connection of its own. What was said while there was
// none is made up for by waking everybody.
func watchPostgres(ctx context.Context, config *pgx.ConnConfig, awake *bell) {
	for pause := 100 * time.Millisecond; ctx.Err() == nil; pause = min(2*pause, lookEvery) {
		if listen(ctx, config, awake) {
			pause = 100 * time.Millisecond
		}
		sleep(ctx, pause)
	}
}

// listen wakes people until its connection ends, and reports whether it had one.
func listen(ctx context.Context, config *pgx.ConnConfig, awake *bell) bool {
	conn, err := pgx.ConnectConfig(ctx, config.Copy())
	if err != nil {
		return false
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, "LISTEN "+channel); err != nil {
		return false
	}
	awake.ringAll()
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil {
			return true
		}
		awake.ring(n.Payload)
	}
}

func sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
