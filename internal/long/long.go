// Package long is the long mode of tests: with -long they look at many more cases.
package long

import (
	"flag"
	"strconv"
	"testing"
)

var mode = flag.Bool("long", false, "look at many more cases")

// Mode reports whether tests run in the long mode.
func Mode() bool { return *mode }

// Checks sets how many cases each property of the test draws from here on, in the
// long mode and otherwise. Under -short rapid draws a fifth of that.
func Checks(t *testing.T, short, inLongMode int) {
	t.Helper()
	n := short
	if Mode() {
		n = inLongMode
	}
	checks := flag.Lookup("rapid.checks")
	if checks == nil {
		t.Fatal("the test does not use rapid")
	}
	old := checks.Value.String()
	if err := checks.Value.Set(strconv.Itoa(n)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = checks.Value.Set(old) })
}
