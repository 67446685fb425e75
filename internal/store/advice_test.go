package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

// Where the operator can do something about it, the message says what.
func TestAdviceOfFiles(t *testing.T) {
	folder := t.TempDir()
	text := filepath.Join(folder, "text.db")
	if err := os.WriteFile(text, []byte(strings.Repeat("This is a letter. ", 200)), 0o600); err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]string{
		filepath.Join(folder, "none", "logs.db"): "make the folder " + filepath.Join(folder, "none"),
		text:                                     "this file is something else",
	} {
		if _, err := Open(t.Context(), address); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", address, err)
		}
	}
	denied := fmt.Errorf("the database cannot be opened: %w", &fs.PathError{Op: "open", Path: "/srv/logs.db", Err: fs.ErrPermission})
	if err := advised(denied, "/srv/logs.db"); !errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), "write to the folder /srv,") {
		t.Errorf("a folder that may not be written: %v", err)
	}
	if got := moveOfSQLite(14, "/srv/logs.db"); !strings.Contains(got, "its folder /srv,") {
		t.Errorf("a journal that cannot be made: %q", got)
	}
	if err := advised(nil, "/srv/logs.db"); err != nil {
		t.Errorf("no error, and the advice is %v", err)
	}
	if other := errors.New("something else"); advised(other, "x") != other { //nolint:errorlint // it comes back as it is
		t.Error("an error that nothing is known of has changed")
	}
}

func TestAdviceOfServers(t *testing.T) {
	if _, err := Open(t.Context(), "postgres://me:hidden@127.0.0.1:1/db"); err == nil || !strings.Contains(err.Error(), "check that the server runs") {
		t.Errorf("no server: %v", err)
	}
	for code, want := range map[string]string{
		"28P01": "the user and the password", "3D000": "createdb", "42501": "GRANT CREATE", "53300": "max_connections", "57P03": "try again",
	} {
		said := fmt.Errorf("connecting: %w", &pgconn.PgError{Code: code, Message: "no"})
		if err := advised(said, "db on host"); !errors.Is(err, said) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", code, err)
		}
	}
	address := server.Database(t)
	if _, err := Open(t.Context(), strings.Replace(address, "/test_", "/none_", 1)); err == nil || !strings.Contains(err.Error(), "make the database first") {
		t.Errorf("a database that is not there: %v", err)
	}
	slow := reopened(t, address)
	if _, err := slow.change(t.Context(), "ALTER ROLE postgres SET synchronous_commit = off"); err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = slow.change(t.Context(), "ALTER ROLE postgres RESET synchronous_commit") }()
	var set string
	if err := reopened(t, address).row(t.Context(), "SHOW synchronous_commit").Scan(&set); err != nil || set != "on" {
		t.Errorf("the role turns it off, and it is %q here, %v", set, err)
	}
}

// Whatever an address says, it is read as a file, as a server, or refused in words
// with the next move; nothing is opened by reading it.
func FuzzAddress(f *testing.F) {
	for _, a := range []string{"", "logs.db", "sqlite:///srv/logs.db", "sqlite://logs.db", "sqlite:///a%20b.db", "sqlite:///%zz", "sqlite:///%00", "postgres://u:p@h:5432/d", "postgresql://h/d", "mysql://h/d", "://", "sqlite:///"} {
		f.Add(a)
	}
	f.Fuzz(func(t *testing.T, address string) {
		file, server, err := readAddress(address)
		switch {
		case err != nil && (file != "" || server != ""):
			t.Errorf("%q is refused and read as %q, %q", address, file, server)
		case err != nil && !strings.Contains(err.Error(), ": "):
			t.Errorf("%q: %v has no next move", address, err)
		case err == nil && (file == "") == (server == ""):
			t.Errorf("%q is read as %q and %q", address, file, server)
		case strings.ContainsRune(file, 0):
			t.Errorf("%q is a path with a zero byte", address)
		case server != "":
			_, _ = postgresAt(server) // it parses, and connects to nobody
		}
	})
}
