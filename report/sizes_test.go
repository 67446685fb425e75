package report

import "testing"

func TestSize(t *testing.T) {
	for _, c := range []struct {
		sizes []string
		want  string
	}{
		{nil, ""},
		{[]string{""}, ""},
		{[]string{"1/2"}, "1/2"},
		{[]string{"1/2", "1/4"}, "3/4"},
		{[]string{"1/2", "1/4", "1/4"}, ""},
		{[]string{"1/3", "1/20"}, "about 38.3%"},
		{[]string{"123/1000"}, "12.3%"},
		{[]string{"1/12345678901234567890"}, "under 0.1%"},
	} {
		if got := Size(c.sizes...); got != c.want {
			t.Errorf("%q together are %q, want %q", c.sizes, got, c.want)
		}
	}
}
