package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"

	"detente/calendar"
	"detente/internal/term"
)

// The agenda of every example fits on a page of A4, on whatever day.
func TestAgendasFitAPage(t *testing.T) {
	pages, err := filepath.Glob("../../examples/*/README.md")
	if err != nil || len(pages) < 7 {
		t.Fatalf("examples: %v %v", pages, err)
	}
	for _, page := range pages {
		folder := filepath.Dir(page)
		t.Run(filepath.Base(folder), func(t *testing.T) {
			t.Parallel()
			first, _ := calendar.Parse(map[string]string{
				"ankara-exchange-2024": "2024-07-15", "company-sale-2023": "2022-04-29", "good-friday-1998": "1999-11-15", "hanoi-2019": "2019-02-06",
				"jcpoa-2015": "2015-10-18", "minsk-ii-2015": "2015-02-12", "six-party-2007": "2007-02-13",
			}[filepath.Base(folder)])
			for _, later := range []int{-400, -10, 0, 5, 22, 200, 4000} {
				var out, errs bytes.Buffer
				if code := run(&shell{in: strings.NewReader(""), out: &out, err: &errs}, []string{"agenda", folder, "-on", first.Add(later).String()}); code != exitFine {
					t.Fatalf("exit code %d: %s", code, errs.String())
				}
				fits(t, out.String())
			}
		})
	}
}

// fits reports a page that is larger than A4.
func fits(t *testing.T, page string) {
	t.Helper()
	if n := strings.Count(page, "\n"); n > term.AgendaLines {
		t.Errorf("%d lines:\n%s", n, page)
	}
	for _, line := range strings.Split(page, "\n") {
		if lipgloss.Width(line) > term.DefaultWidth {
			t.Errorf("%d cells: %q", lipgloss.Width(line), line)
		}
	}
}
