package syntax

import (
	"fmt"
	"strings"
	"testing"
)

// Long texts, made to exhaust a lexer or a parser: all are read in the time that
// their size takes. A quadratic step anywhere would hold the
// tests up for minutes, a recursive one would end them.
func TestHostile(t *testing.T) {
	if testing.Short() {
		t.Skip("reads many long texts")
	}
	native := []string{
		"/*", "/* ", "\"\n", "a = \"\n", "(", "[", "{", "a = -", "-", "!", "a ? ", "b[*]", "%{if a}", "a && ", "a || !", "!(", "a&&(", `"${`, "<<A\n", "a = <<A\n", "1.", "'", "\x01", "\u0301", "a ", "}", "a=[b,", "a=[b,\n", `a "`,
	}
	for _, s := range native {
		hostile(t, "f.deal", s, MaxBytes/8)
		hostile(t, "f.deal", "a = "+s, MaxBytes/8)
	}
	for _, s := range []string{"/* ", "\"\n", "a = \"\n", "(", "-"} {
		hostile(t, "f.deal", s, MaxBytes)
	}
	for _, s := range []string{"[", "{", `{"a":`, "[1,", "\"", "/*", "//\n", "{},", "[\"\n", `"\u`, ",", ":"} {
		hostile(t, "f.deal.json", s, MaxBytes/8)
	}
	for _, s := range native {
		src := []byte(`{"a":{"b":{"c":` + `"` + strings.Repeat(strings.NewReplacer(`"`, `\"`, "\n", `\n`, "\x01", "", "%{", "", "${", "").Replace(s), 10000) + `"}}}`)
		f, _ := Parse("f.deal.json", src)
		visit(f.Body, func(e Expr) { e.Code() })
	}
}

func hostile(t *testing.T, name, pattern string, size int) {
	t.Helper()
	head, unit, ok := strings.Cut(pattern, " = ")
	if ok && len(head) == 1 { // one attribute with a long value, not many attributes
		head += " = "
	} else {
		head, unit = "", pattern
	}
	src := head + strings.Repeat(unit, (size-len(head))/len(unit))
	file, found := Parse(name, []byte(src))
	if file == nil || len(found) == 0 || len(found) > maxFindings {
		t.Errorf("%d findings about %s", len(found), fmt.Sprintf("%.20q…", src))
	}
}

// What is too large or too deep is refused before it is parsed.
func TestLimits(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       int
	}{
		{"f.deal", strings.Repeat("#", MaxBytes), 0},
		{"f.deal", strings.Repeat("#", MaxBytes+1), 1},
		{"f.deal.json", "{}" + strings.Repeat(" ", MaxBytes-1), 1},
		{"f.deal", "a = " + strings.Repeat("[", MaxDepth) + strings.Repeat("]", MaxDepth), 0},
		{"f.deal", "a = " + strings.Repeat("[", MaxDepth+1) + strings.Repeat("]", MaxDepth+1), 1},
		{"f.deal", strings.Repeat("a {\n", MaxDepth) + strings.Repeat("}\n", MaxDepth), 0},
		{"f.deal", strings.Repeat("a {\n", MaxDepth+1) + strings.Repeat("}\n", MaxDepth+1), 1},
		{"f.deal", "a = " + strings.Repeat(`"${`, MaxDepth) + strings.Repeat(`}"`, MaxDepth), 1},
		{"f.deal.json", `{"a":` + strings.Repeat("[", MaxDepth-1) + strings.Repeat("]", MaxDepth-1) + "}", -1},
		{"f.deal.json", `{"a":` + strings.Repeat("[", MaxDepth) + strings.Repeat("]", MaxDepth) + "}", 1},
	} {
		_, found := Parse(c.name, []byte(c.text))
		deep := 0
		for _, f := range found {
			if f.Code == codeTooLarge {
				deep++
			}
		}
		if c.want >= 0 && deep != c.want || c.want < 0 && deep > 0 {
			t.Errorf("%.20q… of %d bytes: %v", c.text, len(c.text), listed(found))
		}
	}
}
