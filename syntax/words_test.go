package syntax

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// words are pieces of texts that, put together at random, are now and then a
// text, and more often nearly one.
var words = []string{
	"a", "b", "relief", "true", "null", "for", "é", "=", "=", "=", "{", "}", "{", "}", "[", "]", "(", ")", ",", ",", "\n", "\n", "\n", "\r\n",
	`"x"`, `"$${y}"`, `"${`, `"`, "1", "0.5", "1e3", "-", "-", ".", ".declared", "[2]", "<<E\nx\n", "<<-E\n  x\n\n y\n", "\nE\n", "E\n", "# c\n", "// d\n", "/* e */", ":", "+", "a = b\n",
	"a \"l\" {\n", "}\n", "before(a, b)", "{ usa = 1, dprk = vital }", "[a, b[1]]", "&&", "||", "!", "a && b", "(a || !b)",
}

// A text of random words is read without a crash; if it is a text, HCL's parser
// agrees, and its layout is stable and keeps the tree.
func TestWords(t *testing.T) {
	accepted := 0
	rapid.Check(t, func(rt *rapid.T) {
		var b strings.Builder
		for _, w := range rapid.SliceOfN(rapid.SampledFrom(words), 0, 8).Draw(rt, "words") {
			b.WriteString(w + rapid.SampledFrom([]string{"", " ", "  "}).Draw(rt, "space"))
		}
		around := rapid.SampledFrom([][2]string{{"", ""}, {"a = ", "\n"}, {"a = [", "]\n"}, {"a = f(", ")"}, {"a = {", "}\n"}, {"a \"b\" {\n", "}\n"}, {"a { b = ", "}"}}).Draw(rt, "around")
		src := []byte(around[0] + b.String() + around[1])
		file, found := Parse("f.deal", src)
		for _, x := range found {
			checkFinding(t, x, len(src))
		}
		if len(found) > 0 {
			return
		}
		accepted++
		askHCL(t, file, src)
		once, _ := Format("f.deal", src)
		twice, _ := Format("f.deal", once)
		if !bytes.Equal(once, twice) || !bytes.Equal(formatNative(once), once) {
			t.Fatalf("the layout of %q is not stable: %q, %q", src, once, twice)
		}
		if after, found := Parse("f.deal", once); len(found) > 0 || !Equal(file, after) {
			t.Fatalf("the layout of %q changes what it says: %q", src, once)
		}
	})
	t.Logf("%d texts", accepted)
}
