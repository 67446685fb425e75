package reason

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

func TestError(t *testing.T) {
	for _, x := range []struct {
		err  error
		want string
	}{
		{New("there is no file in the text"), "there is no file in the text"},
		{New("{1} before {0}, {1}", 2, "a"), "a before 2, a"},
		{New("{0} and {1}", "{1}", "x"), "{1} and x"}, // what stands in a place is not read again
		{New("{0} {3}", "a"), "a {3}"},
		{New("{0} not signed it", Who{Names{"usa"}, "has", "have"}), "usa has not signed it"},
		{New("{0} not signed it", Who{Names{"usa", "dprk", "iaea"}, "has", "have"}), "usa, dprk and iaea have not signed it"},
		{New("of {0}", Names{"a", "b"}), "of a and b"},
		{New("of {0}.", Names(nil)), "of ."},
		{New("of the kind {0}", Word{"kind", "rekey"}), "of the kind rekey"},
		{New("entry {0} has no effect: {1}", int64(3), New("{0} is nobody", "x")), "entry 3 has no effect: x is nobody"},
		{New("{0} is no name", Quote("ab\ncd", 4)), `"ab\nc" is no name`},
	} {
		if got := x.err.Error(); got != x.want {
			t.Errorf("%q, want %q", got, x.want)
		}
	}
}

func TestOf(t *testing.T) {
	r := New("x {0}", io.EOF)
	if !errors.Is(r, io.EOF) {
		t.Error("a reason does not wrap the error in its place")
	}
	if got := Of(fmt.Errorf("of something: %w", r)); got != r {
		t.Errorf("got %v", got)
	}
	if Of(io.EOF) != nil || Of(nil) != nil {
		t.Error("an error without a reason has one")
	}
}

func FuzzError(f *testing.F) {
	f.Add("{0} and {1}", "a", "{0}")
	f.Fuzz(func(t *testing.T, form, a, b string) {
		got := New(form, a, b).Error()
		if want := strings.NewReplacer("{0}", a, "{1}", b).Replace(form); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	})
}
