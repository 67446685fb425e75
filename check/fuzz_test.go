package check

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"detente/agreement"
	"detente/conflict"
	"detente/diag"
	"detente/syntax"
)

// patience is how long any text of up to 1 MiB may take, many times above what
// the slowest known one does: the fuzzer's machine may be busy.
const patience = 60 * time.Second

// Whatever the bytes, the way from text to findings ends, soon and without a
// panic, and says the same twice.
func FuzzCheck(f *testing.F) {
	for _, code := range Codes() {
		page, _ := Page(code)
		for _, m := range fenced.FindAllStringSubmatch(page, -1) {
			f.Add([]byte(m[3]), false)
		}
	}
	examples, err := filepath.Glob("../examples/*/*.deal")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range examples {
		b, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b, false)
		f.Add(b, true)
	}
	f.Add([]byte("reading\"A\"{A{"), true) // a reading that cannot be read
	f.Fuzz(func(t *testing.T, src []byte, firmOnly bool) {
		start := time.Now()
		tree, found := syntax.Parse("fuzz.deal", src)
		a, more := agreement.Read([]*syntax.File{tree})
		asking := agreement.Asking{FirmOnly: firmOnly}
		if found.HasErrors() || more.HasErrors() {
			// What could be read is closed: the rules must bear that too.
			Run(a, asking)
			return
		}
		c := agreement.NewCourse(a, asking)
		knots := conflict.Analyse(c)
		first := Run(a, asking)
		if again := Run(a, asking); lines(first) != lines(again) {
			t.Error("the same text gives other findings")
		}
		stops := 0
		for _, f := range first {
			if f.Severity == diag.Error && (f.Code == "D101" || f.Code == "D102") {
				stops++
			}
		}
		if knots.Blocked() != (stops > 0) {
			t.Errorf("blocked is %v, and there are %d deadlocks and dead ends", knots.Blocked(), stops)
		}
		if took := time.Since(start); took > patience {
			t.Errorf("took %v", took)
		}
	})
}
