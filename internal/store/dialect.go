package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"modernc.org/sqlite"
)

// maxConns is how many connections a program has to its database.
const maxConns = 16

// dialect is what differs between the databases.
type dialect struct {
	name      string // for messages: no password in it
	connector driver.Connector
	goose     goose.Dialect
	locker    []goose.ProviderOption
	writers   int    // how many appends at once; fewer than maxConns, so that admit can read
	begin     string // the statement that begins a transaction which writes
	forUpdate string // what makes a SELECT lock its row
	notify    string // a statement that wakes other programs at the commit; "" if there is none
	bind      func(query string) string
	check     func(ctx context.Context, pool *sql.DB) error
	watch     func(ctx context.Context, pool *sql.DB, awake *bell)
}

// dialectOf makes ready what an address names.
func dialectOf(address string) (dialect, error) {
	file, server, err := readAddress(address)
	switch {
	case err != nil:
		return dialect{}, err
	case server != "":
		return postgresAt(server)
	}
	return sqliteAt(file)
}

// readAddress reads the address of a database: the path of a file, or the address
// of a server as PostgreSQL writes it.
func readAddress(address string) (file, server string, err error) {
	scheme, rest, ok := strings.Cut(address, "://")
	switch {
	case address == "":
		return "", "", errors.New("the address of the database is empty: give the path of a file, or postgres://…")
	case strings.ContainsRune(address, 0):
		return "", "", errors.New("the address of the database has a zero byte in it: give the path of a file, or postgres://…")
	case !ok:
		return address, "", nil
	case scheme == "sqlite" && strings.HasPrefix(rest, "/"):
		path, err := url.PathUnescape(rest)
		if err != nil || strings.ContainsRune(path, 0) {
			return "", "", fmt.Errorf("the address %q has a %% that stands for no character: write %%25 for a percent sign", address)
		}
		return path, "", nil
	case scheme == "sqlite":
		return "", "", fmt.Errorf("the address %s has no path: write sqlite:///path/file.db, with three slashes", address)
	case scheme == "postgres" || scheme == "postgresql":
		return "", address, nil
	}
	return "", "", fmt.Errorf("a database at %s:// is not one we know: give the path of a file, sqlite:///path/file.db or postgres://…", scheme)
}

// sqliteAt is the database in a file. The file holds sessions, so only its owner
// reads it.
func sqliteAt(path string) (dialect, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return dialect{}, fmt.Errorf("the path of the database: %w", err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return dialect{}, advised(fmt.Errorf("the database cannot be opened: %w", err), path)
	}
	if err := f.Close(); err != nil {
		return dialect{}, fmt.Errorf("the database cannot be opened: %w", err)
	}
	durably()
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // a drive letter
	}
	at := url.URL{Scheme: "file", Path: slashed, RawQuery: sqliteOptions}
	connector, err := sqlite.NewConnector(at.String())
	if err != nil {
		return dialect{}, fmt.Errorf("the path of the database: %w", err)
	}
	return dialect{
		name: path, connector: lines{connector, sqliteLineOf}, goose: goose.DialectSQLite3, writers: 1,
		begin: "BEGIN IMMEDIATE", bind: bindSQLite,
		check: checkSQLite, watch: watchSQLite,
	}, nil
}

// bindSQLite writes the places of a statement as SQLite has them.
func bindSQLite(query string) string { return strings.ReplaceAll(query, "$", "?") }

// sqliteOptions are for every connection: a commit returns when it is on disk
// (fullfsync is for systems whose fsync stops at the disk's cache), and a
// transaction that will write says so at its beginning, or two of them could
// read the same size and one would have to fail.
const sqliteOptions = "_txlock=immediate&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)" +
	"&_pragma=synchronous(FULL)&_pragma=fullfsync(1)&_pragma=foreign_keys(1)"

// checkSQLite makes sure that the options hold: where a file system cannot do
// what the journal needs, SQLite goes on with another one and says so only here.
func checkSQLite(ctx context.Context, pool *sql.DB) error {
	var journal string
	var synchronous int
	if err := pool.QueryRowContext(ctx, "PRAGMA journal_mode").Scan(&journal); err != nil {
		return err
	}
	if err := pool.QueryRowContext(ctx, "PRAGMA synchronous").Scan(&synchronous); err != nil {
		return err
	}
	if journal != "wal" || synchronous != 2 {
		return fmt.Errorf("the journal is %q at level %d and has to be \"wal\" at level 2: put the file on a local disk", journal, synchronous)
	}
	return nil
}

// postgresAt is a database of a PostgreSQL server.
func postgresAt(address string) (dialect, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return dialect{}, fmt.Errorf("the address of the database: %w", err) // pgx leaves the password out
	}
	// A receipt is given when the entry is on disk, whatever the server's default.
	config.RuntimeParams["synchronous_commit"] = "on"
	// An append that waits for the log's row has to see what the one before it wrote.
	config.RuntimeParams["default_transaction_isolation"] = "read committed"
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 60)) // looks every second, for a minute
	if err != nil {
		return dialect{}, fmt.Errorf("the lock of the migrations: %w", err)
	}
	return dialect{
		name:      fmt.Sprintf("%s on %s", config.Database, config.Host),
		connector: lines{stdlib.GetConnector(*config), postgresLineOf}, goose: goose.DialectPostgres,
		locker: []goose.ProviderOption{goose.WithSessionLocker(locker)},
		begin:  "BEGIN", writers: maxConns / 2, forUpdate: " FOR UPDATE", notify: "SELECT pg_notify('" + channel + "', $1)",
		bind:  func(query string) string { return query },
		check: checkPostgres,
		watch: func(ctx context.Context, _ *sql.DB, awake *bell) { watchPostgres(ctx, config, awake) },
	}, nil
}

// checkPostgres makes sure that a commit is on disk when it returns: a server
// that runs without fsync acknowledges what a power cut takes away.
func checkPostgres(ctx context.Context, pool *sql.DB) error {
	var sync string
	if err := pool.QueryRowContext(ctx, "SHOW fsync").Scan(&sync); err != nil {
		return err
	}
	if sync != "on" {
		return errors.New("the server runs with fsync off, and a power cut would take receipts back: set fsync = on in its postgresql.conf")
	}
	return nil
}

// prepare brings the tables to the form that this program knows. SQLite has no
// lock for that: of two programs that begin at once, one finds the work done
// under its hands, and done when it looks again.
func prepare(ctx context.Context, pool *sql.DB, d dialect) error {
	var err error
	for range 5 {
		if err = migrate(ctx, pool, d); err == nil || ctx.Err() != nil {
			break
		}
	}
	if err != nil {
		return err
	}
	return d.check(ctx, pool)
}

func migrate(ctx context.Context, pool *sql.DB, d dialect) error {
	folder, err := fs.Sub(migrations, "migrations/"+string(d.goose))
	if err != nil {
		return err
	}
	options := append([]goose.ProviderOption{goose.WithLogger(goose.NopLogger()), goose.WithDisableGlobalRegistry(true)}, d.locker...)
	provider, err := goose.NewProvider(d.goose, pool, folder, options...)
	if err != nil {
		return err
	}
	current, target, err := provider.GetVersions(ctx)
	if err != nil {
		return err
	}
	if current > target {
		return fmt.Errorf("its tables have version %d, and this program knows them up to %d: use a newer detente", current, target)
	}
	if current == target {
		return nil // nothing to do, and no lock to wait for
	}
	_, err = provider.Up(ctx)
	return err
}
