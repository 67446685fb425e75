package store

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"

	"detente/internal/pgtest"
)

var server pgtest.Server

func TestMain(m *testing.M) {
	if task := os.Getenv(childOf); task != "" {
		os.Exit(child(task))
	}
	code := m.Run()
	if err := server.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	if err := goleak.Find(); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// databases are what every test of the store is run on: each a way to get the
// address of an empty one.
var databases = []struct {
	name  string
	fresh func(testing.TB) string
}{
	{"sqlite", func(t testing.TB) string { return "sqlite://" + filepath.Join(t.TempDir(), "logs.db") }},
	{"postgres", func(t testing.TB) string { return server.Database(t) }},
}

// onEach runs a test on every database.
func onEach(t *testing.T, run func(t *testing.T, address string)) {
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) { run(t, d.fresh(t)) })
	}
}
