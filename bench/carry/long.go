package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"detente/act"
	"detente/internal/benchpage"
	"detente/internal/store"
	"detente/state"
)

// reading is how long a page of a long log takes.
type reading struct {
	what  string
	first time.Duration // after a start, when the log has not been read yet
	took  []time.Duration
	bytes int
}

// folding is how long the fold of a long log takes, as medians.
type folding struct {
	steps, entries             int
	append, decode, fold, more time.Duration
}

func (f folding) text() string {
	return fmt.Sprintf("%s steps, %s entries", benchpage.Grouped(int64(f.steps)), benchpage.Grouped(int64(f.entries)))
}

// measureLong measures an agreement of so many steps after so many acts, on SQLite.
func measureLong(ctx context.Context, dir string, steps, acts int) ([]reading, folding, error) {
	files := dealOf(steps)
	path := dir + "/long.db"
	s, err := newSeat(ctx, dir, path, files, 1)
	if err != nil {
		return nil, folding{}, err
	}
	if err := s.fill(ctx, acts, steps); err != nil {
		return nil, folding{}, errors.Join(err, s.close())
	}
	if err := s.close(); err != nil {
		return nil, folding{}, err
	}
	all, err := s.readAll(ctx, dir, path)
	if err != nil {
		return all, folding{}, err
	}
	f, err := measureFold(ctx, path, s.origin, files)
	f.steps = steps
	return all, f, err
}

// readAll reads the pages of the log, each on a server that starts for it.
func (s *seat) readAll(ctx context.Context, dir, path string) ([]reading, error) {
	var all []reading
	for _, page := range [][2]string{
		{"the table", "/a/" + s.id + "/"}, {"the end of the log", "/a/" + s.id + "/log"}, {"the state in JSON", "/api/v1/agreements/" + s.id + "/state"},
	} {
		if err := s.start(ctx, dir, path, 1); err != nil {
			return all, err
		}
		r, err := s.reads(page[0], page[1])
		if err = errors.Join(err, s.close()); err != nil {
			return all, err
		}
		all = append(all, r)
	}
	return all, nil
}

func (s *seat) reads(what, path string) (reading, error) {
	r := reading{what: what}
	for i := range 41 {
		began := time.Now()
		b, err := s.get(path)
		if err != nil {
			return r, err
		}
		if i == 0 {
			r.first, r.bytes = time.Since(began), len(b)
		} else {
			r.took = append(r.took, time.Since(began))
		}
	}
	return r, nil
}

// measureFold folds the entries of a log five times.
func measureFold(ctx context.Context, path, origin string, files []act.File) (folding, error) {
	db, err := store.Open(ctx, path)
	if err != nil {
		return folding{}, err
	}
	defer db.Close()
	head, err := db.Head(ctx, origin)
	if err != nil {
		return folding{}, err
	}
	entries, err := db.Entries(ctx, origin, 0, head.Size)
	if err != nil {
		return folding{}, err
	}
	text, _, err := state.ReadText(files)
	if err != nil {
		return folding{}, err
	}
	var took [4][]time.Duration
	for range 5 {
		once, err := foldOnce(text, entries)
		if err != nil {
			return folding{}, err
		}
		for i, d := range once {
			took[i] = append(took[i], d)
		}
	}
	return folding{0, len(entries), benchpage.Median(took[0]), benchpage.Median(took[1]), benchpage.Median(took[2]), benchpage.Median(took[3])}, nil
}

func foldOnce(text *state.Text, entries [][]byte) (took [4]time.Duration, err error) {
	library := func(string) *state.Text { return text }
	checked, err := state.New(text.Hash, library)
	if err != nil {
		return took, err
	}
	began := time.Now()
	for _, e := range entries {
		if err := checked.Append(e); err != nil {
			return took, err
		}
	}
	took[0], began = time.Since(began), time.Now()
	decoded := make([]state.Decoded, len(entries))
	for i, e := range entries {
		if decoded[i], _, err = state.Decode(e); err != nil {
			return took, err
		}
	}
	took[1] = time.Since(began)
	folded, err := state.New(text.Hash, library)
	if err != nil {
		return took, err
	}
	began = time.Now()
	for i, d := range decoded {
		if i == len(decoded)-1 {
			took[2], began = time.Since(began), time.Now()
		}
		if err := folded.Fold(d); err != nil {
			return took, err
		}
	}
	took[3] = time.Since(began)
	if folded.Head() != checked.Head() {
		err = errors.New("two folds of one log differ")
	}
	return took, err
}
