package server

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"detente/act"
	"detente/report"
)

// The first rounds of Hanoi: what nobody's demand holds back is declared and
// verified; the table tells whose move it is, and that of which the text says that
// it waits goes on waiting.
func TestFirstRoundsOfHanoi(t *testing.T) {
	p := newPlace(t)
	p.now = time.Date(2019, 3, 1, 9, 0, 0, 0, time.UTC)
	p.files = nil
	names, err := filepath.Glob("../../examples/hanoi-2019/*.deal")
	if err != nil || len(names) == 0 {
		t.Fatal("the example is not there")
	}
	for _, name := range names {
		if strings.HasSuffix(name, ".private.deal") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		p.files = append(p.files, act.File{Name: filepath.Base(name), Bytes: []byte(withActorKeys(string(text)))})
	}
	p.id = act.ID(act.TextHash(p.files))

	usa, dprk := p.person("usa"), p.person("dprk")
	status, b := usa.open()
	must(t, http.StatusCreated, status, b)
	status, b = dprk.do(act.Act{Kind: act.Sign})
	must(t, http.StatusCreated, status, b)
	if usa.signIn() != http.StatusOK {
		t.Fatal("the United States cannot sign in")
	}
	before := get[report.Carried](usa, usa.api("/state"))
	status, b = usa.do(act.Act{Kind: act.Declare, Step: "exercises", On: "2019-03-01"})
	must(t, http.StatusCreated, status, b)
	status, b = dprk.do(act.Act{Kind: act.Declare, Step: "written_test_halt", On: "2019-03-01"})
	must(t, http.StatusCreated, status, b)
	after := get[report.Carried](usa, usa.api("/state"))
	if was, is := statusOf(before, "weapons"), statusOf(after, "weapons"); was != "waiting" || is != "waiting" {
		t.Errorf("weapons was %s and is %s; it waits for what nobody has performed", was, is)
	}
	for _, step := range []string{"exercises", "written_test_halt"} {
		if was, is := statusOf(before, step), statusOf(after, step); was != "open" || is != "declared" && is != "under inspection" {
			t.Errorf("%s was %s and is %s", step, was, is)
		}
	}
	for _, h := range after.Readings[0].Holdings {
		if h.Holds == "" {
			t.Errorf("what %s holds is not told", h.Party)
		}
	}
}

func statusOf(c report.Carried, step string) string {
	for _, s := range c.Steps {
		if s.Step == step {
			return s.Status
		}
	}
	return "not there"
}

// withActorKeys gives every actor of a text the key of its name.
func withActorKeys(text string) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		out.WriteString(line)
		for _, kind := range []string{"party", "third_party"} {
			if rest, ok := strings.CutPrefix(line, kind+` "`); ok {
				name, _, _ := strings.Cut(rest, `"`)
				out.WriteString(`  keys = ["` + keyFor(name).Key().String() + "\"]\n")
			}
		}
	}
	return out.String()
}
