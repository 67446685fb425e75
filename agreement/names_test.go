package agreement

import "testing"

func TestSimilar(t *testing.T) {
	for _, c := range []struct {
		word string
		from []string
		want string
	}{
		{"releif", []string{"declare", "relief"}, "relief"},
		{"usaa", []string{"dprk", "usa"}, "usa"},
		{"us", []string{"usa"}, "usa"},
		{"USA", []string{"usb", "usa"}, "usa"},
		{"yongbyn", []string{"yongbyon"}, "yongbyon"},
		{"declaration", []string{"declarations_first", "declare"}, ""},
		{"a", []string{"b"}, ""},
		{"ab", []string{"ac"}, ""},
		{"abc", []string{"abx", "aby"}, "abx"},
		{"", []string{"a"}, ""},
		{"선언", []string{"선원", "선언들"}, "선언들"},
		{"usa", nil, ""},
	} {
		if got := Similar(c.word, c.from); got != c.want {
			t.Errorf("Similar(%q, %q) = %q, want %q", c.word, c.from, got, c.want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"a", "", 1}, {"kitten", "sitting", 3}, {"ca", "ac", 1}, {"abcd", "badc", 2}, {"relief", "relief", 0}, {"é", "e", 1},
	} {
		for _, d := range []int{distance(c.a, c.b, 9), distance(c.b, c.a, 9)} {
			if d != c.want {
				t.Errorf("from %q to %q: %d, want %d", c.a, c.b, d, c.want)
			}
		}
	}
}

func TestIsName(t *testing.T) {
	for s, want := range map[string]bool{
		"a": true, "hanoi-2019": true, "a_b": true, "선언": true, "é": true, "a1": true, "हिंदी": true,
		"": false, "1a": false, "-a": false, "_a": false, "a b": false, "a.b": false, "a[1]": false, "true": false, "false": false, "null": false, "for": false, "a\u200bb": false, "a+b": false,
	} {
		if isName(s) != want {
			t.Errorf("isName(%q) is %v", s, !want)
		}
	}
}
