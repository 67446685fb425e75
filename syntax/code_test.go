package syntax

import "testing"

// In JSON a text is read as an expression where the language wants one, with
// the places it has in the file. Where the text has escapes, or signs that are
// doubled, all of it has the place of the whole.
func TestCode(t *testing.T) {
	for _, c := range []struct{ text, want, findings string }{
		{`"usa"`, "usa @1:17-20", ""},
		{`"relief[2]"`, "relief[2 @1:24-25] @1:17-26", ""},
		{`"relief.declared"`, "relief.declared @1:17-32", ""},
		{`"before(a, b[1])"`, "before(a @1:24-25, b[1 @1:29-30] @1:27-31) @1:17-32", ""},
		{`" 선언 "`, "선언 @1:18-20 (bytes 17-23)", ""},
		{`"by(a, \"2019-01-01\")"`, `by(a @1:16-39, "2019-01-01" @1:16-39) @1:16-39`, ""},
		{`"-2.50"`, "-5/2 @1:17-22", ""},
		{`"true"`, "true @1:17-21", ""},
		{`"[a, { b = c }]"`, "[a @1:18-19, {b @1:23-24: c @1:27-28} @1:21-30] @1:17-31", ""},
		{`"a\nb"`, "? @1:16-22", "1:16-22 D001 After the value stands \"b\". -> Delete it.\n"},
		{`"a b"`, "? @1:16-21", "1:19-20 D001 After the value stands \"b\". -> Delete it.\n"},
		{`"before(a"`, "? @1:16-26", "1:23-24 D001 The ( that opens here is not closed before the end of the text. -> Close it, or put a comma between the values.\n"},
		{`""`, "? @1:16-18", "1:17-17 D001 Here a value is expected, not the end of the text. -> " + fixPlain + "\n"},
		{`"2019-02-28"`, "? @1:16-28", "1:17-27 D005 The sign - cannot stand between values. -> " + fixValue + "\n"},
		{`"a /* b"`, "? @1:16-24", "1:19-21 D001 The comment that begins here is not closed. -> Write */ where the comment ends.\n"},
		{`"\"open"`, "? @1:16-24", "1:16-24 D001 The text that begins here is not closed on its line. -> Write \" where the text ends; use \\n for a new line in it.\n"},
		{`5`, "5 @1:16-17", ""},
		{`["a"]`, `["a" @1:17-20] @1:16-21`, ""},
	} {
		file, found := Parse("f.deal.json", []byte(`{"a":{"b":{"c":`+c.text+`}}}`))
		if len(found) > 0 {
			t.Errorf("%s: %s", c.text, listed(found))
			continue
		}
		e, found := file.Blocks[0].Attrs[0].Expr.Code()
		if form(e) != c.want || listed(found) != c.findings {
			t.Errorf("%s is %s\n%swant %s\n%s", c.text, form(e), listed(found), c.want, c.findings)
		}
	}
	file, _ := Parse("f.deal", []byte(`a = "usa"`))
	if e, found := file.Attrs[0].Expr.Code(); e.Kind != String || len(found) > 0 {
		t.Errorf("a text of the native notation is read as %s", form(e))
	}
}
