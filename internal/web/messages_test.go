package web

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"detente/act"
	"detente/state"
)

// placesIn are the places of a text, each once, in order.
func placesIn(text string) []string {
	var all []string
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(all, m[1]) {
			all = append(all, m[1])
		}
	}
	slices.Sort(all)
	return all
}

// All languages say the same things, with the same values in them.
func TestLanguagesAgree(t *testing.T) {
	en := catalogOf("en.txt", parseMessages)
	if len(en) < 200 {
		t.Fatalf("only %d messages", len(en))
	}
	for _, lang := range Languages() {
		c := catalogOf(lang+".txt", parseMessages)
		if a, b := slices.Sorted(maps.Keys(en)), slices.Sorted(maps.Keys(c)); !slices.Equal(a, b) {
			t.Errorf("%s has other keys than en", lang)
		}
		for _, key := range slices.Sorted(maps.Keys(en)) {
			if a, b := placesIn(en[key]), placesIn(c[key]); !slices.Equal(a, b) {
				t.Errorf("%s in %s has the places %v, in en %v", key, lang, b, a)
			}
			if strings.Count(c[key], "{") != len(placeholder.FindAllString(c[key], -1)) {
				t.Errorf("%s in %s has a brace that is no place: %s", key, lang, c[key])
			}
		}
	}
}

// Every message that pages use exists, and every one that exists is used.
func TestMessagesInUse(t *testing.T) {
	used := map[string]bool{}
	prefixes := map[string]bool{}
	literal := regexp.MustCompile(`"([a-z_]+(?:\.[a-z_0-9]+)+|[a-z_]+\.(?:[a-z_]+\.)*)"`)
	for _, pattern := range []string{"*.templ", "*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if strings.HasSuffix(f, "_test.go") || strings.HasSuffix(f, "_templ.go") {
				continue
			}
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range literal.FindAllStringSubmatch(string(b), -1) {
				key := m[1]
				switch ext := filepath.Ext(key); {
				case strings.HasSuffix(key, "."):
					prefixes[key] = true
				case slices.Contains([]string{".js", ".css", ".ics", ".svg"}, ext):
				default:
					used[key] = true
				}
			}
			for _, m := range regexp.MustCompile(`\bt\("([a-z]+)"`).FindAllStringSubmatch(string(b), -1) {
				used[m[1]] = true
			}
		}
	}
	for _, k := range act.Kinds() {
		used["kind."+string(k)], used["about."+string(k)] = true, true
	}
	for _, s := range state.Statuses() {
		used["status."+code(string(s))] = true
		if s != state.Contested && places[string(s)] == "" && !slices.Contains([]state.Status{state.Suspended, state.PutBack, state.Waived, state.Ended}, s) {
			t.Errorf("nothing says under which heading %s stands", s)
		}
	}
	en := catalogs()["en"]
	for _, key := range slices.Sorted(maps.Keys(used)) {
		if en[key] == "" {
			t.Errorf("a page uses %s, and there is no such message", key)
		}
	}
	free := []string{"language", "and", "none", "nobody", "comma", "days", "entry", "utc"}
	for _, key := range slices.Sorted(maps.Keys(en)) {
		ok := used[key] || slices.Contains(free, key)
		for p := range prefixes {
			ok = ok || strings.HasPrefix(key, p)
		}
		for _, p := range []string{".none"} { // the columns of a step
			ok = ok || strings.HasSuffix(key, p)
		}
		if !ok {
			t.Errorf("no page uses the message %s", key)
		}
	}
	if len(state.Statuses()) != 15 {
		t.Errorf("%d words for where a step stands", len(state.Statuses()))
	}
}

func TestSay(t *testing.T) {
	c := catalog{"a": "{1} and {0}", "b": "{0:이/가} {1:으로/로}", "c": "{3}"}
	for _, x := range []struct {
		key  string
		args []any
		want string
	}{
		{"a", []any{"x", 2}, "2 and x"},
		{"a", []any{"{1}", "{0}"}, "{0} and {1}"}, // what is put in is not read again
		{"b", []any{"북측", "지도"}, "북측이 지도로"},
		{"b", []any{"대한민국 정부", "서울"}, "대한민국 정부가 서울로"},
		{"b", []any{"남", "평양"}, "남이 평양으로"},
		{"b", []any{"usa", 2031}, "usa이(가) 2031로"},
		{"b", []any{7, 6}, "7이 6으로"},
		{"b", []any{"", ""}, "이(가) 으로(로)"},
		{"c", []any{1}, "{3}"},
		{"no.such", nil, "no.such"},
	} {
		if got := c.say(x.key, x.args...); got != x.want {
			t.Errorf("say(%s, %v) = %q, want %q", x.key, x.args, got, x.want)
		}
	}
}

func TestParseMessages(t *testing.T) {
	for _, wrong := range []string{"key", "key =", " = text", "a = 1\na = 2"} {
		if _, err := parseMessages(wrong); err == nil {
			t.Errorf("%q is read", wrong)
		}
	}
	if c, err := parseMessages("# x\n\na.b = c = d\n"); err != nil || c["a.b"] != "c = d" {
		t.Error(c, err)
	}
}

func TestLanguage(t *testing.T) {
	for _, x := range [][3]string{
		{"", "", "en"}, {"de", "ko", "de"}, {"fr", "ko-KR,ko;q=0.9,en;q=0.8", "ko"}, {"", "fr, de-AT;q=0.7", "de"}, {"xx", "yy", "en"}, {"", "KO", "ko"},
	} {
		if got := Language(x[0], x[1]); got != x[2] {
			t.Errorf("Language(%q, %q) = %s, want %s", x[0], x[1], got, x[2])
		}
	}
}
