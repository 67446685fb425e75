package web

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"detente/reason"
	"detente/report"
)

// reasonsInCode finds the form of every reason that the module gives, with the number
// of what stands in it. A form that is not written where the reason is made would
// escape this test, and so is reported.
func reasonsInCode(t *testing.T) map[string]int {
	t.Helper()
	all, set := map[string]int{}, token.NewFileSet()
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || !isReason(call.Fun) {
				return true
			}
			lit, ok := call.Args[0].(*ast.BasicLit)
			if !ok || call.Ellipsis.IsValid() {
				t.Errorf("%s: the form is not written here", set.Position(call.Pos()))
				return true
			}
			form, err := strconv.Unquote(lit.Value)
			if n, known := all[form]; err != nil || known && n != len(call.Args)-1 {
				t.Errorf("%s: %q stands elsewhere with %d arguments (%v)", set.Position(call.Pos()), form, n, err)
			}
			all[form] = len(call.Args) - 1
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// isReason reports whether an expression is reason.New.
func isReason(e ast.Expr) bool {
	sel, ok := e.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "New" {
		return false
	}
	pkg, ok := sel.X.(*ast.Ident)
	return ok && pkg.Name == "reason"
}

// Every reason that the program gives is told in every language, with the same in it,
// and no language tells of one that is not given.
func TestReasonsAreTold(t *testing.T) {
	forms := reasonsInCode(t)
	if len(forms) < 200 {
		t.Fatalf("only %d reasons found", len(forms))
	}
	for _, form := range slices.Sorted(maps.Keys(forms)) {
		var want []string
		for i := range forms[form] {
			want = append(want, strconv.Itoa(i))
		}
		if got := placesIn(form); !slices.Equal(got, want) {
			t.Errorf("%q has the places %v for %d arguments", form, got, len(want))
		}
		if strings.TrimSpace(form) != form || strings.HasPrefix(form, "#") {
			t.Errorf("%q cannot stand on a line of its own", form)
		}
	}
	for _, lang := range Languages()[1:] {
		told := catalogOf("reasons."+lang+".txt", parseReasons)
		for _, form := range slices.Sorted(maps.Keys(forms)) {
			text := told[form]
			switch {
			case text == "":
				t.Errorf("%s does not tell %q", lang, form)
			case !slices.Equal(placesIn(text), placesIn(form)):
				t.Errorf("%q in %s has other places: %s", form, lang, text)
			case strings.Count(text, "{") != len(placeholder.FindAllString(text, -1)):
				t.Errorf("%q in %s has a brace that is no place: %s", form, lang, text)
			case strings.HasSuffix(text, ".") != strings.HasSuffix(form, "."):
				t.Errorf("%q in %s ends otherwise: %s", form, lang, text)
			}
		}
		for _, form := range slices.Sorted(maps.Keys(told)) {
			if _, ok := forms[form]; !ok {
				t.Errorf("%s tells %q, and nothing gives that reason", lang, form)
			}
		}
	}
}

func TestParseReasons(t *testing.T) {
	for _, wrong := range []string{"form\n\n", "form\n", "a\nb\na\nc", "a\nb\n\na\nc\n"} {
		if c, err := parseReasons(wrong); err == nil {
			t.Errorf("%q is read as %v", wrong, c)
		}
	}
	c, err := parseReasons("# x\n\na {0}\nb {0}\n# y\nc\nd\n")
	if err != nil || len(c) != 2 || c["a {0}"] != "b {0}" || c["c"] != "d" {
		t.Error(c, err)
	}
}

func TestTell(t *testing.T) {
	declared := reason.New("{0} has declared {1} in entry {2}; to correct that, take it back first", "north", "fuel[1]", int64(7))
	for _, x := range []struct {
		why      error
		lang     string
		want     string
		tongueIs string
	}{
		{declared, "en", "north has declared fuel[1] in entry 7; to correct that, take it back first", "en"},
		{declared, "de", "In Eintrag 7 steht schon eine Erklärung von north zu fuel[1]; um sie zu berichtigen, nehmen Sie sie zuerst zurück", "de"},
		{declared, "ko", "north은(는) 이미 7번 항목에서 fuel[1]을 신고했습니다. 고치려면 먼저 그 신고를 철회하십시오", "ko"},
		{reason.New("entry {0} has no effect: {1}", 3, reason.New("the text has no step {0}", "x")), "de", "Eintrag 3 ist ohne Wirkung: Der Text hat keinen Schritt x", "de"},
		{reason.New("the agreement is not in force; {0} not signed it yet", reason.Who{Names: reason.Names{"a", "b"}, Many: "have"}), "de", "Die Vereinbarung ist nicht in Kraft; noch fehlt die Unterschrift von a und b", "de"},
		{reason.New("{0}: {1}", reason.Word{Of: "kind", Word: "rekey"}, reason.New("{0} is missing", reason.Word{Of: "field", Word: "keys"})), "ko", "‘키 변경’ 행위: ‘키’ 칸이 비어 있습니다", "ko"},
		{reason.New("the act cannot be read: {0}", io.ErrUnexpectedEOF), "de", "Die Handlung ist nicht lesbar: unexpected EOF", "de"},
		{reason.New("nobody has told this one: {0}", 1), "de", "nobody has told this one: 1", "en"},
		{io.EOF, "ko", "EOF", "en"},
		{reason.New("it is over"), "fr", "it is over", "en"},
	} {
		if got := Tell(x.lang, x.why); got != x.want {
			t.Errorf("in %s: %q, want %q", x.lang, got, x.want)
		}
		if got := (Site{Lang: x.lang}).page("list.title").tongue(x.why); got != x.tongueIs {
			t.Errorf("%q is said to be in %s", x.want, got)
		}
	}
}

// The parts of an act that its form can miss have a word in every language, and so
// have the kinds; what an act cannot be shows in the language of the page.
func TestReasonsOnPages(t *testing.T) {
	c := newCarried(t, text, story+"2030-01-11T10:00 south attest of=3 result=confirmed on=2030-01-11\n2030-01-11T11:00 north withdraw of=5\n2030-01-11T11:30 south withdraw of=5\n")
	r, l := c.record("2030-01-12"), c.log()
	for lang, want := range map[string][]string{
		"en": {`<p lang="en">By the text south does not verify maps.</p>`, `<p lang="en">Entry 5 is an act of south, who alone can take it back.</p>`, `<p lang="en">Entry 13 took it back.</p>`},
		"de": {`<p lang="de">Laut Text gehört south nicht zu denen, die maps prüfen.</p>`, `<p lang="de">Eintrag 5 ist eine Handlung von south, und nur diese Seite kann sie zurücknehmen.</p>`, `<p lang="de">Zurückgenommen durch Eintrag 13.</p>`},
		"ko": {`<p lang="ko">문안상 south은(는) maps의 확인자가 아닙니다.</p>`, `<p lang="ko">5번 항목은 south의 행위이며, 그쪽만 철회할 수 있습니다.</p>`, `<p lang="ko">13번 항목으로 철회되었습니다.</p>`},
	} {
		log := render(t, func(w io.Writer) error { return Log(w, site(lang, ""), r, l) })
		step := render(t, func(w io.Writer) error { return Step(w, site(lang, ""), r, "maps", l) })
		for _, x := range want {
			if !strings.Contains(log, x) || !strings.Contains(step, x) {
				t.Errorf("a page in %s does not say %s", lang, x)
			}
		}
		why := reason.New("the form cannot be read")
		f := Form{Values: map[string][]string{"kind": {"declare"}}, Draft: &Draft{Why: why, Next: reason.New("Send it again.")}}
		said := Tell(lang, why)
		for _, page := range []string{
			render(t, func(w io.Writer) error { return Acting(w, site(lang, "north"), r, f) }),
			render(t, func(w io.Writer) error { return Failure(w, Site{Lang: lang}, why, reason.New("Send it again.")) }),
		} {
			if !strings.Contains(page, `lang="`+lang+`">`+capitalOf(lang, said)+". "+Tell(lang, reason.New("Send it again."))) {
				t.Errorf("a page in %s does not say %q", lang, said)
			}
		}
		failure := render(t, func(w io.Writer) error { return Failure(w, Site{Lang: lang}, errors.New("<b>"), nil) })
		if !strings.Contains(failure, `<p lang="en">&lt;b&gt;.</p>`) {
			t.Errorf("what has no words in %s is not marked as English", lang)
		}
	}
}

// capitalOf begins a sentence of English.
func capitalOf(lang, s string) string {
	if lang != english {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// The record tells why in English, whatever the page does.
func TestReasonsStayOutOfRecords(t *testing.T) {
	c := newCarried(t, text, story+"2030-01-11T10:00 south attest of=3 result=confirmed on=2030-01-11\n")
	e := c.log().Entries[c.state.Size()-1]
	if e.Why != "By the text south does not verify maps." || e.Reason == nil || strings.Contains(string(report.JSON(e)), "Form") {
		t.Errorf("%+v", e)
	}
}
