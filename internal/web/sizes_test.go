package web

import (
	"io"
	"strings"
	"testing"
)

// The page of a part says what it is of the whole step, where the parts are of
// different sizes.
func TestPartsSayTheirSizes(t *testing.T) {
	for _, lang := range []string{"en", "de", "ko"} {
		for of, shown := range map[string]bool{"  parts       = 2\n": false, "  sizes       = [2, 1]\n": true} {
			c := newCarried(t, strings.Replace(text, "  parts       = 2\n", of, 1), story)
			r, l := c.record("2030-01-12"), c.log()
			page := render(t, func(w io.Writer) error { return Step(w, site(lang, ""), r, "fuel[1]", l) })
			if strings.Contains(page, "2/3") != shown {
				t.Errorf("%s, with %q: the share is shown: %v", lang, strings.TrimSpace(of), !shown)
			}
		}
	}
}
