package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Every act that is measured is in the log, and so is every entry that is read.
func TestMeasureCarried(t *testing.T) {
	dir := t.TempDir()
	for _, clients := range []int{1, 4} {
		r, err := measureRate(t.Context(), dir, dir+"/rate.db", clients, 12)
		if err != nil {
			t.Fatal(err)
		}
		if len(r.took) != 12 || r.perSecond <= 0 || at(r.took, 0) <= 0 || r.commit <= 0 || r.check <= 0 || r.exchange <= 0 {
			t.Errorf("%d clients: %+v", clients, r)
		}
		dir = t.TempDir()
	}
	read, fold, err := measureLong(t.Context(), dir, 12, 30)
	if err != nil || len(read) != 3 || fold.entries != 32 || fold.steps != 12 || fold.more <= 0 {
		t.Fatalf("%+v, %+v, %v", read, fold, err)
	}
	text := carried{rates: []rate{{database: "SQLite", clients: 1, perSecond: 1}}, read: read, fold: fold}.tables()
	for _, want := range []string{"| SQLite | 1 |", "| the table |", "12 steps, 32 entries"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in the tables:\n%s", want, text)
		}
	}
}

// A page without the marks is refused before anything is measured.
func TestCarryNeedsMarks(t *testing.T) {
	page := filepath.Join(t.TempDir(), "page.md")
	if err := os.WriteFile(page, []byte("# Figures\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := command(t.Context(), []string{"-write", page}, io.Discard, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "marks") {
		t.Errorf("a page without marks: %v", err)
	}
}
