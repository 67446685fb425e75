package server

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// The links at the foot of a page lead to the same page in another language, and the
// choice is kept.
func TestChoosingALanguage(t *testing.T) {
	p := newPlace(t)
	north, anybody := p.person("north"), p.person("anybody")
	status, b := north.open()
	must(t, http.StatusCreated, status, b)
	table := "/a/" + p.id + "/"
	status, b = anybody.ask("GET", table, nil)
	must(t, http.StatusOK, status, b)
	m := regexp.MustCompile(`<a href="([^"]*)" lang="de" hreflang="de">`).FindSubmatch(b)
	if m == nil {
		t.Fatalf("no link to the page in German:\n%s", b)
	}
	here, err := url.Parse(table)
	if err != nil {
		t.Fatal(err)
	}
	there, err := here.Parse(string(m[1]))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{there.String(), "/keys"} {
		status, b = anybody.ask("GET", path, nil)
		must(t, http.StatusOK, status, b)
		if !strings.Contains(string(b), `<html lang="de">`) {
			t.Errorf("%s is not in German", path)
		}
	}
}
