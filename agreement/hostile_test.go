package agreement

import (
	"fmt"
	"strings"
	"testing"

	"detente/syntax"
)

// size is that of the texts here: large enough for a quadratic step to show.
const size = syntax.MaxBytes / 3

// repeated fills a text with a pattern; # is a number that
// grows, @ the next one.
func repeated(pattern string, most int) string {
	var b strings.Builder
	for i := 0; i < most && b.Len() < size-len(pattern); i++ {
		b.WriteString(strings.NewReplacer("#", fmt.Sprint(i), "@", fmt.Sprint(i+1)).Replace(pattern))
	}
	return b.String()
}

// Long texts that are wrong, or right, in the most places are
// read in the time that their size takes: a quadratic step anywhere here would
// hold the tests up for minutes.
func TestHostile(t *testing.T) {
	if testing.Short() {
		t.Skip("reads many long texts")
	}
	const all = 1 << 30
	for name, text := range map[string]string{
		"unknown names":   "step \"a\" {\nafter=[" + repeated("x#,", all) + "]\n}\n",
		"unknown in each": repeated("step \"a#\" { after = b# }\n", all),
		"a long chain":    repeated("step \"a#\" { after = a@ }\n", all),
		"anchors":         repeated("anchor \"a#\" { date = after(a@, 1) }\n", all),
		"one name":        repeated("step \"a\" {}\n", all),
		"attributes":      "step \"a\" {\n" + repeated("x# = 1\n", all) + "}\n",
		"words":           "party \"a\" {\nscale=[" + repeated("x#,", all) + "]\n}\n",
		"worths":          repeated("party \"a#\" {}\n", 6000) + "step \"s\" {\n gains = {" + repeated("a# = 5,", 6000) + "}\n costs = {" + repeated("a# = bad,", 6000) + "}\n}\n",
		"a long list":     repeated("step \"a#\" {}\n", 8000) + "step \"s\" {\n after = [" + repeated("a#,", 8000) + "]\n}\n",
		"locks":           "step \"a\" {\nparts=1000\n}\nstep \"s\" {\n locks = [" + repeated("a[#],", 1001) + strings.Repeat("a,", 100000) + "]\n}\n",
		"sizes":           "step \"a\" {\nsizes=[" + repeated("1.#e-40,", 1000) + "]\n}\n",
		"many sizes":      "step \"a\" {\nsizes=[" + repeated("-#,", all) + "]\n}\n",
		"exchanges":       "step \"a\" {\nparts=1000\n}\n" + repeated("exchange \"x#\" { steps = [a[#],a] }\n", all),
		"demands":         "step \"a\" {}\nstep \"b\" {}\n" + repeated("demand \"d#\" { that = before(a, b) }\n", all),
		"long names":      repeated("step \"a#"+strings.Repeat("x", 90)+"\" { after = b#"+strings.Repeat("x", 90)+" }\n", all),
		"options":         "standoff \"s\" {\n" + repeated("option \"a#\" {}\n", all) + "}\n",
		"states":          "standoff \"s\" {\n" + repeated("state \"a#\" { moves = { p = a@ } }\n", all) + "}\nparty \"p\" {}\n",
		"one state":       "standoff \"s\" {\n" + repeated("state \"a\" {}\n", all) + "}\n",
		"statements":      "party \"p\" {}\nstandoff \"s\" {\noption \"a\" {}\nprefer \"p\" {\nstatements=[" + repeated("!a&&a,", all) + "]\n}\n}\n",
		"unknown options": "party \"p\" {}\nstandoff \"s\" {\noption \"a\" {}\nprefer \"p\" {\nstatements=[" + repeated("b#||a,", all) + "]\n}\n}\n",
		"a ranking":       "party \"p\" {}\nstandoff \"s\" {\noption \"a\" {}\nprefer \"p\" {\nranking=[" + repeated("[a],", all) + "]\n}\n}\n",
		"stand-offs":      repeated("standoff \"a#\" {}\n", all),
		"perceptions":     "party \"p\" {}\nstandoff \"s\" {\n" + repeated("perceived \"p\" {}\n", all) + "}\n",
		"code in JSON":    `{"step":{"a":{"after":[` + repeated(`"((((((((((",`, all) + `"a"]}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			ending := ".deal"
			if text[0] == '{' {
				ending = ".deal.json"
			}
			if len(text) > syntax.MaxBytes {
				t.Fatalf("%d bytes", len(text))
			}
			a, found := Read([]*syntax.File{parse("a"+ending, text)})
			if len(found) > maxFindings+1 {
				t.Errorf("%d findings", len(found))
			}
			closed(t, a)
		})
	}
}
