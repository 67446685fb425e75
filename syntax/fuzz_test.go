package syntax

import (
	"bytes"
	"strings"
	"testing"
)

// seeds are texts that have broken parsers, ours or others.
func seeds(f *testing.F) {
	for _, s := range []string{
		"", "\n", "\ufeffa = 1\n", "a", "a =", "a = (", "a {", "}", "a { b = 1 }", "a {\n b = 1 }", "a { b = 1\n}",
		"a { b {\n} }", "a \"b\" c {\n}\n", "a = b[1].c\n", "a = b.c[1]\n", "a = b[*]\n", "a = b.0\n", "a = -1\n", "a = --1\n",
		"a = 1e999999999\n", "a = 1.2.3\n", "a = 00.10\n", "a = 1e5e5\n", "a = \"${b}\"\n", "a = \"$${b} %%{c}\"\n", "a = \"%{if b}c%{endif}\"\n",
		"a = \"unclosed\nb = \"ok\"\n", "a = <<E\nx\nE\n", "a = <<-E\n    x\n  y\n  E\n", "a = <<E\nx ${y}\nE\n", "a = <<E\nunclosed", "a = [<<E\nx\nE\n, b]\n",
		"/* open", "/*/*/*/*", "/* /* /*", "a = \"${/* b\"\n", "a = 1 /* c */ // d\n", "# c\na = 1 # d\nbb = 2 # e\n", "a = [ # c\n 1, # d\n 2 # e\n]\n",
		"a = {b=1,c:2\n\"d\" = 3}\n", "a = {(b)=1}\n", "a = {for = 1}\n", "a = [for x in y: x]\n", "a = f(x...)\n", "a = f::g(x)\n",
		"a = 1 +\n2\n", "a = b ? c : d\n", "a = !b\n", "a = null\n", "a = 'b'\n", "a = “b”\n", "a = \"\\u00e9\\q\"\n", "a = \"\\u0000\"\n",
		"a = \"\\ud83d\"\n", "\xff", "a = \"\x00\"\n", "a = 1\r\nb = 2\r\n", "é = e\u0301\n", "a = b c\n", "a = 1, b = 2\n",
		strings.Repeat("(", 200), "a = " + strings.Repeat("[", 200), "a = " + strings.Repeat(`"${`, 120), strings.Repeat("a {\n", 120), "a = " + strings.Repeat("-", 500) + "1\n",
		"a = " + strings.Repeat("b ? ", 200), "a = " + strings.Repeat("!", 500) + "b\n", "a = b" + strings.Repeat("[*]", 200) + "\n", strings.Repeat("\"\n", 100),
	} {
		f.Add(s, false)
	}
	for _, s := range []string{
		"a = b && c || !d && (e || f(g))\n", "a = [!b,\n c &&\n d]\n", "a = !!b || (((c)))\n", "a = b && 1\n", "a = !1\n", "a = ()\n", "a = (1)\n", "a = b &&\nc\n",
		"a = b & c | d\n", "a = (b && c\n", "a = b && && c\n", "a = && b\n", "a = b == c && d\n", "a = b && c ? d : e\n", "a = !(b[1] || c.declared)\n",
		"a = " + strings.Repeat("!(", 60) + "b" + strings.Repeat(")", 60) + "\n", "a = " + strings.Repeat("b && ", 2000) + "b\n",
	} {
		f.Add(s, false)
	}
	f.Add(`{"a":{"b":{"c":["d && !e", "(f || g) && h", "!!i", "j &&"]}}}`, true)
	for _, s := range []string{
		"", "{}", "[]", "[{}]", "null", "1", `{"a":{"b":{"c":1}}}`, `{"a":{"b":[{"c":1},{"c":2}]}}`, `{"a":[{"b":{}},{"c":{}}]}`, `{"a":1}`,
		`{"a":{"b":{"c":[1,"x",true,null,{"d":1e5}],"//":"comment","e":null}}}`, `{"a":{"b":{"c":"before(x, y[2])"}}}`, `{"a":{"b":{"c":"\u00e9\ud83d\ude00"}}}`,
		`{"a":{"b":{"c":"\ud83d"}}}`, `{"a":{"b":{"c":"${d}"}}}`, `{"a":{"b":{"c":"$${d}"}}}`, `{"a" = 1}`, `{"a":1,}`, `{a:1}`, `{"a":tru}`, `{"a":01}`, `{"a":1e999999999}`,
		`{"a":`, `{"a"`, `{"a":{"b":[1,2}}`, `[[[`, strings.Repeat("[", 200), strings.Repeat(`{"a":`, 200), "// c\n{}", "/* c */ {}", "\ufeff{}", "{\"a\":\"b\tc\"}", "{\"a\":\"b\n",
		`{"a":{"b":{"c":"` + strings.Repeat("(", 200) + `"}}}`, `{"a":{"b":{"c":"/*/*/*"}}}`,
	} {
		f.Add(s, true)
	}
}

func nameOf(json bool) string {
	if json {
		return "f.deal.json"
	}
	return "f.deal"
}

// FuzzParse: any bytes give a tree and findings. Whatever the native parser
// accepts, HCL's own parser accepts too.
func FuzzParse(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, text string, json bool) {
		src := []byte(text)
		file, found := Parse(nameOf(json), src)
		if file == nil || len(found) > maxFindings {
			t.Fatalf("file %v, %d findings", file, len(found))
		}
		for _, x := range found {
			checkFinding(t, x, len(src))
		}
		bad := 0
		visit(file.Body, func(e Expr) {
			if e.Kind == Bad {
				bad++
			}
			if s := e.Place.Start.Byte; s < 0 || e.Place.End.Byte < s || e.Place.End.Byte > len(src)+1 || e.Place.File == "" {
				t.Fatalf("place %v-%v of %s outside of %d bytes", e.Place.Start, e.Place.End, e.Kind, len(src))
			}
			if _, more := e.Code(); e.Kind != String && len(more) > 0 {
				t.Fatalf("findings about %v", e)
			}
		})
		if bad > 0 && len(found) == 0 {
			t.Fatal("a bad expression without a finding")
		}
		if !json && len(found) == 0 {
			askHCL(t, file, src)
		}
	})
}

// FuzzFormat: formatting again changes nothing, and the tree stays the same.
func FuzzFormat(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, text string, json bool) {
		name := nameOf(json)
		once, found := Format(name, []byte(text))
		if len(found) > 0 {
			if string(once) != text {
				t.Fatal("a text that cannot be read was changed")
			}
			return
		}
		twice, found := Format(name, once)
		if len(found) > 0 || !bytes.Equal(once, twice) {
			t.Fatalf("not the same again:\n%q\n%q\n%v", once, twice, found)
		}
		before, _ := Parse(name, []byte(text))
		if after, _ := Parse(name, once); !Equal(before, after) {
			t.Fatalf("the tree changed:\n%q\n%q", text, once)
		}
		layout := formatNative
		if json {
			layout = formatJSON
		}
		if !bytes.Equal(layout(once), once) {
			t.Fatalf("the layout was given up:\n%q", text)
		}
	})
}
