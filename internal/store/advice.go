package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"path/filepath"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
)

// advised adds to why a database cannot be opened what its operator can do about
// it, where that is known. The database's own words stay.
func advised(err error, where string) error {
	move := nextMove(err, where)
	if err == nil || move == "" {
		return err
	}
	return fmt.Errorf("%w: %s", err, move)
}

// nextMove says what to do about a database that cannot be opened; "" if that is
// not known.
func nextMove(err error, where string) string {
	var refused *pgconn.PgError
	var file *sqlite.Error
	var dial *net.OpError
	switch {
	case errors.As(err, &refused):
		return moveOfPostgres(refused.Code, where)
	case errors.As(err, &file):
		return moveOfSQLite(file.Code(), where)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Sprintf("let this account write to the folder %s, or name a file in another folder", filepath.Dir(where))
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Sprintf("make the folder %s first, or name a file in another folder", filepath.Dir(where))
	case errors.As(err, &dial), errors.Is(err, context.DeadlineExceeded):
		return "check that the server runs, and the host and the port in the address"
	}
	return ""
}

// moveOfPostgres goes by the codes of PostgreSQL, appendix A of its manual.
func moveOfPostgres(code, where string) string {
	switch code {
	case "28P01", "28000":
		return "check the user and the password in the address, and whether the server's pg_hba.conf lets them in"
	case "3D000":
		return fmt.Sprintf("make the database first (createdb), since %s is not there", where)
	case "42501":
		return "give this user the right to make tables in the schema (GRANT CREATE ON SCHEMA), or let it own the database"
	case "53300":
		return fmt.Sprintf("raise max_connections of the server: each program takes up to %d", maxConns+1)
	case "57P03":
		return "the server is starting or stopping; try again in a moment"
	}
	return ""
}

// moveOfSQLite goes by the primary result codes of SQLite.
func moveOfSQLite(code int, where string) string {
	switch code & 0xff {
	case 3, 8, 14: // PERM, READONLY, CANTOPEN
		return fmt.Sprintf("let this account write to the file and to its folder %s, where its journal lies beside it", filepath.Dir(where))
	case 5, 6: // BUSY, LOCKED
		return "another program holds the file; end it, or wait until it is done"
	case 10: // IOERR
		return "the disk does not do what is asked of it; put the file on a local disk that is in order"
	case 11: // CORRUPT
		return "the file is damaged; restore it from a copy"
	case 13: // FULL
		return "the disk is full; make room"
	case 26: // NOTADB
		return "this file is something else; name another one"
	}
	return ""
}
