package repair

import (
	"detente/agreement"
	"detente/syntax"
)

// agreed reads a text that has no errors.
func agreed(t interface {
	Helper()
	Fatalf(string, ...any)
}, text string,
) *agreement.Agreement {
	t.Helper()
	tree, found := syntax.Parse("test.deal", []byte(text))
	a, more := agreement.Read([]*syntax.File{tree})
	if found = append(found, more...); found.HasErrors() {
		t.Fatalf("%v\n%s", found, text)
	}
	return a
}
