// Package pgtest starts a PostgreSQL server for the tests of a package, from the
// programs that are installed on the machine: in a folder of its own, on a port
// that only this machine reaches, with everything on disk before a commit returns,
// and ended with the tests. It knows nothing of what the tests keep in it.
package pgtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// starting is how long a server may take until it answers.
const starting = 60 * time.Second

// Server is a PostgreSQL server for tests. It starts when the first of them asks.
// The zero Server is ready; TestMain calls Stop.
type Server struct {
	mu      sync.Mutex
	tried   bool
	err     error
	folder  string
	command *exec.Cmd
	ended   chan struct{}
	address string // of the database that is always there
	made    int
}

// ErrMissing: PostgreSQL is not installed.
var ErrMissing = errors.New("PostgreSQL is not installed: nothing in /usr/lib/postgresql/*/bin")

// Database makes an empty database and returns its address. Where PostgreSQL is
// not installed the test is skipped; but with CI=true it fails.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	address, err := s.Make()
	switch {
	case errors.Is(err, ErrMissing) && os.Getenv("CI") != "true":
		t.Skip(err)
	case err != nil:
		t.Fatal(err)
	}
	return address
}

// Make makes an empty database and returns its address. It fails with ErrMissing
// where PostgreSQL is not installed.
func (s *Server) Make() (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.tried {
		s.tried = true
		s.err = s.start()
	}
	if s.err != nil {
		return "", s.err
	}
	s.made++
	name := fmt.Sprintf("test_%d", s.made)
	return strings.Replace(s.address, "/postgres?", "/"+name+"?", 1), s.create(name)
}

func (s *Server) create(name string) error {
	ctx, cancel := context.WithTimeout(context.Background(), starting)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.address)
	if err != nil {
		return fmt.Errorf("connecting to the server for tests: %w", err)
	}
	_, err = conn.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize())
	return errors.Join(err, conn.Close(ctx))
}

// Stop ends the server, if it runs, and removes its folder.
func (s *Server) Stop() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.end()
	if s.folder == "" {
		return nil
	}
	return os.RemoveAll(s.folder)
}

// end stops the server, if it runs.
func (s *Server) end() {
	if s.command == nil {
		return
	}
	_ = s.command.Process.Signal(syscall.SIGINT) // it ends connections and stops
	select {
	case <-s.ended:
	case <-time.After(starting):
		_ = s.command.Process.Kill()
		<-s.ended
	}
	s.command = nil
}

// start makes a cluster and starts the server on it.
func (s *Server) start() error {
	bin, err := programs()
	if err != nil {
		return err
	}
	if s.folder, err = os.MkdirTemp("", "pgtest"); err != nil {
		return err
	}
	who, err := unprivileged(s.folder)
	if err != nil {
		return err
	}
	data := filepath.Join(s.folder, "data")
	if err := s.initdb(bin, data, who); err != nil {
		return err
	}
	port, err := freePort()
	if err != nil {
		return err
	}
	s.address = fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres?sslmode=disable", port)
	return s.run(bin, data, port, who)
}

// initdb makes an empty cluster, which whoever reaches the port may use.
func (s *Server) initdb(bin, data string, who *syscall.SysProcAttr) error {
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale")
	initdb.Dir, initdb.SysProcAttr = s.folder, who
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return nil
}

func (s *Server) run(bin, data string, port int, who *syscall.SysProcAttr) error {
	var said bytes.Buffer
	s.command = exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-p", strconv.Itoa(port),
		"-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=on", "-c", "max_connections=200")
	s.command.Dir, s.command.SysProcAttr = s.folder, who
	s.command.Stdout, s.command.Stderr = &said, &said
	if err := s.command.Start(); err != nil {
		s.command = nil
		return fmt.Errorf("starting PostgreSQL: %w", err)
	}
	s.ended = make(chan struct{})
	go func() {
		_ = s.command.Wait()
		close(s.ended)
	}()
	return s.answers(&said)
}

// answers waits until the server takes connections.
func (s *Server) answers(said *bytes.Buffer) error {
	ctx, cancel := context.WithTimeout(context.Background(), starting)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, s.address)
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-s.ended:
			s.command = nil
			return fmt.Errorf("PostgreSQL ended at once:\n%s", said)
		case <-ctx.Done():
			return fmt.Errorf("PostgreSQL does not answer: %w", err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// programs returns the folder of the newest version that is installed.
func programs() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if err != nil || len(found) == 0 {
		return "", ErrMissing
	}
	newest := slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })
	return filepath.Dir(newest), nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	port := l.Addr().(*net.TCPAddr).Port
	return port, l.Close()
}

// version is the major version in the path of a program.
func version(path string) int {
	n, _ := strconv.Atoi(strings.Split(path, "/")[4])
	return n
}
