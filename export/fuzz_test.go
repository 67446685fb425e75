package export_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"detente/export"
)

// lineFirst is how an error about a file begins.
var lineFirst = regexp.MustCompile(`^line [1-9][0-9]*: `)

// Whatever the bytes: a game, which written and read again is the same, or an
// error that begins with a line of the file.
func FuzzReadGame(f *testing.F) {
	r := find(f, read(f, sale))
	g, err := export.PlanGame(r, "sha256:0", 0)
	if err != nil {
		f.Fatal(err)
	}
	free, err := export.FreeGame(r, "sha256:0", 0)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(g.Text())
	f.Add(free.Text())
	for _, x := range badGames {
		f.Add(x.text)
	}
	f.Add(gambits)
	f.Fuzz(func(t *testing.T, text string) {
		g, err := export.ReadGame([]byte(text))
		if err == nil {
			reread(t, g)
		} else if !lineFirst.MatchString(err.Error()) {
			t.Errorf("an error without a line: %v", err)
		}
	})
}

// gambits is a game as Gambit itself lays one out: what is told once is told again
// or left out, with commas and without.
const gambits = `EFG 2 D "Two at once" { "A" "B" }

c "" 1 "(0,1)" { "x" 1/4 "y" .75 } 0
p "" 1 1 "(1,1)" { "u" "d" } 0
t "" 1 "Outcome 1" { 10, -2.50 }
t "" 2 "Outcome 2" { 0 1/3 }
p "" 1 1 0
t "" 1
t "" 2 "Outcome 2" { 0, 1/3, }
`

func TestReadsWhatGambitWrites(t *testing.T) {
	g, err := export.ReadGame([]byte(gambits))
	if err != nil {
		t.Fatal(err)
	}
	reread(t, g)
	if y := g.Root.Choices[1].To; y.Choices[1].To.Outcome.Payoffs[1].RatString() != "1/3" || y.Set != 1 || y.Choices[0].Name != "u" {
		t.Errorf("read as %s", g.Text())
	}
}

var badGames = []struct{ text, want string }{
	{"", "line 1: EFG is expected here, not the end of the file"},
	{"EFG 3 R", `line 1: 2 is expected here, not "3"`},
	{"EFG 2 R\n\"x", "line 2: a text begins here and does not end"},
	{"EFG 2 R \"a\\b\" {", "line 1: in a text a backslash stands before a quotation mark or a backslash"},
	{"EFG 2 R \"x\" { } \"\"", "line 1: there are 0 players, and should be between 1 and 10000"},
	{"EFG 2 R \"x\" { \"a\" }\n\nq", `line 3: a node is expected here (p, c or t), not "q"`},
	{"EFG 2 R \"x\" { \"a\" }\np \"\" 2 1 \"\" { \"l\" } 0", `line 2: a player is expected here, a whole number from 1 to 1, not "2"`},
	{"EFG 2 R \"x\" { \"a\" }\np \"\" 1 1 0", `line 2: what can be done here is expected, not "0"`},
	{"EFG 2 R \"x\" { \"a\" }\np \"\" 1 1 \"\" { } 0", "line 2: there are 0 choices here, and should be between 1 and 10000"},
	{"EFG 2 R \"x\" { \"a\" }\np \"\" 1 1 \"\" { \"l\" \"r\" } 0\nt \"\" 1 \"\" { 1 }", "line 3: a node is expected here (p, c or t), not the end of the file"},
	{"EFG 2 R \"x\" { \"a\" }\np \"\" 1 1 \"\" { \"l\" } 1 \"\" { 1 }\nt \"\" 1", "line 3: payoffs before the end of a game are not read"},
	{"EFG 2 R \"x\" { \"a\" }\nc \"\" 1 \"\" { \"l\" 1/2 } 0\nt \"\" 1 \"\" { 1 }", "line 2: the probabilities do not add up to 1"},
	{"EFG 2 R \"x\" { \"a\" }\nc \"\" 1 \"\" { \"l\" -1 \"r\" 2 } 0", "line 2: a probability is not below 0"},
	{"EFG 2 R \"x\" { \"a\" }\nt \"\" 1 \"\" { 1e9 }", `line 2: a payoff is expected here, a number such as 12, -0.5 or 10/3, not "1e9"`},
	{"EFG 2 R \"x\" { \"a\" }\nt \"\" 1 \"\" { 1/0 }", `line 2: a payoff is expected here, a number such as 12, -0.5 or 10/3, not "1/0"`},
	{"EFG 2 R \"x\" { \"a\" }\nt \"\" 0", "line 2: the game ends here, and nothing says what it comes to"},
	{"EFG 2 R \"x\" { \"a\" }\nt \"\" 0 \"\" { 1 }", "line 2: outcome 0 is nothing, and cannot be worth anything"},
	{"EFG 2 R \"x\" { \"a\" }\nt \"\" 7", "line 2: nothing says what outcome 7 comes to"},
	{"EFG 2 R \"x\" { \"a\" }\nt \"\" 1 \"\" { 1 }\nt \"\" 1", `line 3: the game has ended, but here is "t"`},
	{"EFG 2 R \"x\" { \"a\" }\np \"\" 1 1 \"\" { \"l\" \"r\" } 0\nt \"\" 1 \"\" { 1 }\nt \"\" 1 \"\" { 2 }", "line 3: outcome 1 is another here than before"},
	{"EFG 2 R \"x\" { \"a\" }\np \"\" 1 1 \"\" { \"l\" } 0\np \"\" 1 1 \"\" { \"r\" } 0", "line 3: the information set 1 has other choices here than before"},
	{"EFG 2 R \"\xff\"", "line 1: the file is not text in UTF-8"},
}

func TestBadGamesHaveALine(t *testing.T) {
	for _, x := range badGames {
		if _, err := export.ReadGame([]byte(x.text)); err == nil || !strings.HasPrefix(err.Error(), x.want) && !sameButLine(err.Error(), x.want) {
			t.Errorf("%q: %v, want %s", x.text, err, x.want)
		}
	}
}

// sameButLine allows for the line of the token after the fault.
func sameButLine(a, b string) bool {
	return lineFirst.ReplaceAllString(a, "") == lineFirst.ReplaceAllString(b, "")
}

// Whatever the bytes: a problem, which written and read again is the same, or an
// error that begins with a line of the file.
func FuzzReadProblem(f *testing.F) {
	text := saleProblem(f)
	f.Add(text)
	for _, x := range badProblems {
		f.Add(strings.Replace(text, x.old, x.new, 1))
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := export.ReadProblem([]byte(text))
		if err == nil {
			rewritten(t, p)
		} else if !lineFirst.MatchString(err.Error()) {
			t.Errorf("an error without a line: %v", err)
		}
		// The fuzzer seldom gets past the model: what stands before it is tried
		// with the model behind it as well.
		const mark = "% ------------------------------------------------------------------------------\n% The model."
		if i := strings.Index(saleModel, mark); !strings.Contains(text, mark) && i >= 0 {
			if p, err := export.ReadProblem([]byte(text + saleModel[i:])); err == nil {
				rewritten(t, p)
			}
		}
	})
}

// saleModel is a whole file; the fuzzer takes the model from it.
var saleModel string

func saleProblem(t fataler) string {
	p, err := export.NewProblem(find(t, read(t, sale)), "sha256:0")
	if err != nil {
		t.Fatalf("%v", err)
	}
	saleModel = p.Text()
	return saleModel
}

var badProblems = []struct{ old, new, want string }{
	{"int: n = 2;", "int: n = 3;", `one of the texts of name in quotation marks is expected here, not "]"`},
	{"int: n = 2;", "int: n = 0;", `the number of moves is expected here, a whole number from 1 to 10000, not "0"`},
	{"int: n = 2;", "int: n = 10000000000000000000000;", "the number of moves is expected here, a whole number from 1 to 10000, not"},
	{"int: rows = 2;", "int: rows = 9999;", `one of the texts of who in quotation marks is expected here, not "]"`},
	{"first = [1]", "first = [1, 2]", "first and second have 2 and 1 entries, and should have the same number"},
	{"first = [1]", "first = [3]", `a move of first is expected here, a whole number from 1 to 2, not "3"`},
	{"first = [1]", "first = [1 1]", `a comma is expected here, not "1"`},
	{"start = [-5, -1]", "start = [-5, -1", `a comma is expected here, not ";"`},
	{"temptation_weight = [", "temptation_weight = [-", "one of the numbers of temptation_weight is expected here, a whole number from 0 to"},
	{"temptation_unit = \"", "temptation_unit = \"-", `a share above 0 such as "1/30" is expected here, not the text`},
	{"set of int: ROWS", "set of int: ROW", `ROWS is expected here, not "ROW"`},
	{"max(0, keep[i, r])", "max(1, keep[i, r])", `0 is expected here, not "1"`},
	{"| -4,  4  % pay", "| -4,  4, 4  % pay", `| is expected here, not "4"`},
	{"keep = [|", "keep = [", `| is expected here, not "5"`},
	{"int: n = 2;", "\x00", `int is expected here, not "\x00"`},
	{"solve ::", "solve::", "the model is not the one that detente writes: here it has"},
	{"% The model. It", "% A model. It", "the file ends without the model that detente writes"},
	{" | k in MOVES];\n", " | k in MOVES];\nconstraint true;\n", "the file goes on after the model"},
}

func TestBadProblemsHaveALine(t *testing.T) {
	text := saleProblem(t)
	for _, x := range badProblems {
		if !strings.Contains(text, x.old) {
			t.Fatalf("nothing to change: %q in\n%s", x.old, text)
		}
		bad := strings.Replace(text, x.old, x.new, 1)
		_, err := export.ReadProblem([]byte(bad))
		if err == nil || !lineFirst.MatchString(err.Error()) || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%q: %v, want %s", x.new, err, x.want)
		}
	}
	if _, err := export.ReadProblem([]byte(strings.Repeat("%\n", 10<<20))); err == nil {
		t.Error("a file of 20 MiB is read")
	}
}

// An error names the line on which the file is wrong.
func TestTheLineIsRight(t *testing.T) {
	text := strings.Replace(saleProblem(t), "first = [1]", "first = [9]", 1)
	_, err := export.ReadProblem([]byte(text))
	line := strings.Count(text[:strings.Index(text, "first = [9]")], "\n") + 1
	if want := fmt.Sprintf("line %d: ", line); err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("%v, want %s…", err, want)
	}
	game := "EFG 2 R \"x\" { \"a\" }\n\"a\ncomment\"\n\np \"\" 1 1 \"\" { \"l\" } 0\nt \"\" 1 \"\" { x }\n"
	if _, err := export.ReadGame([]byte(game)); err == nil || !strings.HasPrefix(err.Error(), "line 6: ") {
		t.Errorf("%v, want line 6: …", err)
	}
}
