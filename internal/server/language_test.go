package server

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"detente/act"
	"detente/report"
)

// Why an act is refused is said in the language that is asked for, and so is every
// other error; the records stay English.
func TestReasonsInALanguage(t *testing.T) {
	p := newPlace(t)
	north, south := p.person("north"), p.person("south")
	status, b := north.open()
	must(t, http.StatusCreated, status, b)
	status, b = south.do(act.Act{Kind: act.Sign})
	must(t, http.StatusCreated, status, b)
	south.signIn()
	wrongly := south.signed(act.Act{Kind: act.Declare, Step: "maps", On: "2030-01-02"}).Bytes()
	for _, x := range []struct{ lang, refused, next, closed, missing, unfit, page string }{
		{
			"", "south does not perform maps; by the text north does", "Look at where the agreement stands, and make the act anew.",
			"there is nothing here that you may read", "declare: step is missing", "south does not perform maps; by the text north does",
			"The agreement has no step of this name.",
		},
		{
			"de-AT, en;q=0.5", "Laut Text ist maps nicht Sache von south, sondern von north", "Sehen Sie nach, wo die Vereinbarung steht, und machen Sie die Handlung neu.",
			"Hier ist nichts, was Sie lesen dürfen", "Handlung der Art „erklären“: Das Feld „Schritt“ ist leer", "Laut Text ist maps nicht Sache von south, sondern von north",
			"Die Vereinbarung hat keinen Schritt dieses Namens.",
		},
		{
			"ko", "south은(는) maps의 이행자가 아닙니다. 문안상 이행자: north", "합의의 현재 상태를 확인하고 행위를 다시 하십시오.",
			"열람할 수 있는 것이 없습니다", "‘신고’ 행위: ‘조치’ 칸이 비어 있습니다", "south은(는) maps의 이행자가 아닙니다. 문안상 이행자: north",
			"합의에 이런 이름의 조치가 없습니다.",
		},
	} {
		south.lang = x.lang
		says := func(status int, method, path string, body any, want string) {
			t.Helper()
			got, b := south.ask(method, path, body)
			var no problemReply
			if err := json.Unmarshal(b, &no); err != nil || got != status || no.What != want {
				t.Errorf("%s %s in %q: %d %s", method, path, x.lang, got, b)
			}
		}
		says(http.StatusConflict, "POST", south.api("/acts"), wrongly, x.refused)
		if _, b := south.ask("POST", south.api("/acts"), wrongly); !strings.Contains(string(b), x.next) {
			t.Errorf("in %q: %s", x.lang, b)
		}
		says(http.StatusNotFound, "GET", "/api/v1/agreements/0000000000000000/state", nil, x.closed)
		says(http.StatusBadRequest, "GET", south.api("/draft?kind=declare&on=2030-01-02"), nil, x.missing)
		if d := get[Draft](south, south.api("/draft?kind=declare&step=maps&on=2030-01-02")); d.Why != x.unfit || d.Sentence != "south declares maps performed on 2030-01-02." {
			t.Errorf("in %q: %+v", x.lang, d)
		}
		if _, b := south.ask("GET", "/a/"+p.id+"/step/mops", nil); !strings.Contains(string(b), x.page) {
			t.Errorf("in %q: the page does not say %s", x.lang, x.page)
		}
		if c := get[report.Carried](south, south.api("/state")); c.Moves[0].Text != "north can perform maps and declare it." {
			t.Errorf("the record in %q says %q", x.lang, c.Moves[0].Text)
		}
	}
}

// An answer says in which language it speaks, and that it depends on what was asked
// for.
func TestContentLanguage(t *testing.T) {
	p := newPlace(t)
	for accept, want := range map[string]string{"": "en", "fr": "en", "de": "de", "ko-KR": "ko", "fr, ko, de": "ko"} {
		q := httptest.NewRequest("GET", "/api/v1/agreements/0000000000000000/state", nil)
		q.Header.Set("Accept-Language", accept)
		w := httptest.NewRecorder()
		p.handler.ServeHTTP(w, q)
		if h := w.Header(); w.Code != http.StatusNotFound || h.Get("Content-Language") != want || !strings.Contains(strings.Join(h.Values("Vary"), ","), "Accept-Language") {
			t.Errorf("%q: %d %v", accept, w.Code, h)
		}
	}
}

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

// Titles and names that a text has in several languages are told in that of the
// page; the record keeps to one.
func TestLabelsInALanguage(t *testing.T) {
	p := newPlaceOf(t, withKeys(`agreement "small" {
  title   = { en = "Maps against fuel", de = "Karten gegen Treibstoff", ko = "지도와 연료" }
  open_to = { table = public }
}
party "north" {
  name = { en = "The North", de = "Der Norden" }
  keys = [KEY(north)]
}
party "south" { keys = [KEY(south)] }
step "maps" {
  by    = north
  text  = { en = "Hand over the maps", de = "Die Karten übergeben" }
  gains = { south = 3 }
  costs = { north = 1 }
}
`))
	north, anybody := p.person("north"), p.person("anybody")
	status, b := north.open()
	must(t, http.StatusCreated, status, b)
	for lang, want := range map[string][]string{
		"en": {"Maps against fuel", "The North", "Hand over the maps"},
		"de": {"Karten gegen Treibstoff", "Der Norden", "Die Karten übergeben"},
		"ko": {"지도와 연료", "The North", "Hand over the maps"}, // what the text has not is told as it has it
	} {
		anybody.lang = lang
		_, table := anybody.ask("GET", "/a/"+p.id+"/", nil)
		_, step := anybody.ask("GET", "/a/"+p.id+"/step/maps", nil)
		_, list := anybody.ask("GET", "/", nil)
		for _, w := range want {
			if !strings.Contains(string(table)+string(step), w) {
				t.Errorf("%s: the pages do not say %q", lang, w)
			}
		}
		if !strings.Contains(string(list), want[0]) {
			t.Errorf("%s: the list does not say %q", lang, want[0])
		}
		if c := get[report.Carried](anybody, anybody.api("/state")); c.Title != "Maps against fuel" {
			t.Errorf("%s: the record says %q", lang, c.Title)
		}
	}
}
