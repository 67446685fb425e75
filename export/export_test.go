package export_test

import (
	"errors"
	"fmt"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"detente/agreement"
	"detente/export"
	"detente/plan"
	"detente/syntax"
)

// The sale of docs/model.md: the seller ships, then the buyer pays.
const sale = `
agreement "sale" {
  title = "Goods against money"
}
party "buyer" { breach_cost = 8 }
party "seller" {}
step "ship" {
  by    = seller
  gains = { buyer = 10 }
  costs = { seller = 6 }
}
step "pay" {
  by    = buyer
  gains = { seller = 8 }
  costs = { buyer = 8 }
  after = [ship]
}
`

// All files about an agreement.
func files(t fataler, a *agreement.Agreement, without ...string) (game, free, problem string, err error) {
	r := find(t, a, without...)
	g, err1 := export.PlanGame(r, "sha256:0", 0)
	f, err2 := export.FreeGame(r, "sha256:0", 0)
	p, err3 := export.NewProblem(r, "sha256:0")
	if err := errors.Join(err1, err2, err3); err != nil {
		return "", "", "", err
	}
	reread(t, g)
	reread(t, f)
	rewritten(t, p)
	return g.Text(), f.Text(), p.Text(), nil
}

func TestWhoLeavesKeepsWhatItHolds(t *testing.T) {
	game, _, problem, err := files(t, read(t, sale))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`EFG 2 R "Goods against money: the plan" { "buyer" "seller" }`,
		// After the delivery the buyer has the goods, less what leaving costs it.
		`t "round 1, 1 of 1: ship" 3 "buyer leaves (3)" { 2, -6 }`,
		`t "round 1, 1 of 1: ship" 4 "seller leaves (4)" { 10, -6 }`,
		`t "round 2, 1 of 1: pay" 7 "all performed (7)" { 2, 2 }`,
	} {
		if !strings.Contains(game, want+"\n") {
			t.Errorf("the game has no line %q:\n%s", want, game)
		}
	}
	for _, want := range []string{
		"array[ROWS] of int: start = [-5, -1];", // of 2: the buyer counts 10, 8 and 8, the seller 8, 6
		"   5, -3  % ship\n| -4,  4  % pay\n",
		"Level 1 should come to 0:",
	} {
		if !strings.Contains(problem, want) {
			t.Errorf("the problem does not say %q:\n%s", want, problem)
		}
	}
}

// Both sides act at once: each may find that only the other has acted, and chance
// chooses who is first.
func TestChanceChoosesWhoIsFirstInARound(t *testing.T) {
	a := read(t, strings.Replace(strings.Replace(sale, "  after = [ship]\n", "", 1), `party "seller" {}`, "party \"seller\" { breach_cost = 8 }\ndemand \"at_once\" {\n  of   = buyer\n  that = together(ship, pay)\n}", 1))
	game, free, _, err := files(t, a)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{game, free} {
		if !strings.Contains(text, `c "start" 1 "" { "ship first" 0.5 "pay first" 0.5 } 0`) {
			t.Errorf("chance does not choose:\n%s", text)
		}
	}
}

// A file that holds what only one side knows says so first, and in the title.
func TestPrivateFilesSaySo(t *testing.T) {
	tree, _ := syntax.Parse("a.deal", []byte(sale))
	private, _ := syntax.Parse("buyer.private.deal", []byte("party \"buyer\" {\n  breach_cost = 9\n}\n"))
	a, found := agreement.Read([]*syntax.File{tree, private})
	if found.HasErrors() {
		t.Fatal(found)
	}
	game, free, problem, err := files(t, a)
	if err != nil {
		t.Fatal(err)
	}
	const want = "PRIVATE. Figures of one side were read from buyer.private.deal: do not pass"
	for _, text := range []string{game, free} {
		if !strings.HasPrefix(text, `EFG 2 R "PRIVATE, do not pass on. `) || !strings.Contains(text, "\n\""+want) {
			t.Errorf("it does not say that it is private:\n%s", text)
		}
	}
	if !strings.HasPrefix(problem, "% "+want) {
		t.Errorf("it does not say that it is private:\n%s", problem)
	}
	game, free, problem, err = files(t, read(t, sale))
	if err != nil || strings.Contains(game+free+problem, "PRIVATE") {
		t.Errorf("what is not private says that it is (%v)", err)
	}
}

// Whatever people call things, Gambit gets plain ASCII and no name twice, and no
// text leaves its quotation marks or its comment.
func TestNamesStayInTheirPlaces(t *testing.T) {
	text := strings.NewReplacer(
		`title = "Goods against money"`, `title = "Stuff \"A\" \\(x)\nconstraint false; % 북"`,
		`party "buyer" { breach_cost = 8 }`, "party \"käufer\" {\n  name = \"구매자\"\n  breach_cost = 8\n}",
		`party "seller" {}`, `party "seller" { name = "O’Neill \"&\" \\ Söhne\n\n\tconstraint false;" }`+"\nparty \"third\" { name = \"O’Neill [x]\" }\nparty \"fourth\" { name = \"O'Neill [x]\" }\nparty \"fünfter\" { name = \"player 1\" }",
		"buyer = 10", "käufer = 10, third = 1, fourth = 1, fünfter = 1", "{ buyer = 8", "{ käufer = 8", "= buyer", "= käufer",
		"ship", "ship_ß",
	).Replace(sale)
	game, free, problem, err := files(t, read(t, text))
	if err != nil {
		t.Fatal(err)
	}
	players := `{ "player 1" "seller" "O'Neill [x]" "fourth" "player 5" `
	for _, g := range []string{game, free} {
		if !strings.Contains(g, "EFG 2 R \"sale: ") || !strings.Contains(g, players) || !strings.Contains(g, ": step 1\"") {
			t.Errorf("the names are others than %s:\n%s", players, g)
		}
		if i := strings.IndexFunc(g, func(r rune) bool { return r != '\n' && (r < ' ' || r > '~') || r == '\\' }); i >= 0 {
			t.Errorf("not plain: %q", g[i:min(len(g), i+40)])
		}
	}
	for _, l := range strings.Split(problem, "\n") {
		if strings.HasPrefix(strings.TrimSpace(l), "constraint false") {
			t.Errorf("a text has become part of the model: %s", l)
		}
	}
	if _, err := exec.LookPath("minizinc"); err != nil {
		return
	}
	if got := minizinc(t, t.TempDir(), problem); got.none || got.level1 != 0 {
		t.Errorf("minizinc comes to %+v", got)
	}
}

// What cannot be exported has a reason and a next move, both plain sentences.
func TestRefusals(t *testing.T) {
	circle := sale + "demand \"money_first\" {\n  of   = seller\n  that = before(pay, ship)\n}\n"
	for name, c := range map[string]struct {
		text, why, next string
	}{
		"blocked":            {circle, "no order of the steps meets every precondition and every demand", "-without money_first"},
		"no gain":            {strings.Replace(sale, "seller = 8", "seller = 5", 1), "not every party gains", "detente plan says which"},
		"nobody values":      {"party \"a\" {}\nstep \"x\" { by = a }\n", "no party says what any step is worth", "gains, costs"},
		"too long":           {strings.Replace(sale, "buyer = 10", "buyer = 10.123456789012347", 1), "the worths of buyer need more than 15 digits", "fewer decimals"},
		"exposure":           {strings.Replace(sale, `party "seller" {`, "party \"seller\" {\n max_exposure = 5\n", 1), "no order keeps every party within the exposure it accepts", "Without -all-orders"},
		"nothing to be done": {strings.NewReplacer("by    = seller", "by    = seller\n  done = \"2030-01-01\"", "by    = buyer", "by    = buyer\n  done = \"2030-01-01\"").Replace(sale), "nothing is left to be performed", "-to gambit"},
	} {
		_, _, _, err := files(t, read(t, c.text))
		var r export.Refusal
		if !errors.As(err, &r) || !strings.HasPrefix(r.Why, c.why) || !strings.Contains(r.Next, c.next) {
			t.Errorf("%s: %v (%q), want %q and %q", name, err, r.Next, c.why, c.next)
		}
		if first := r.Why[:min(1, len(r.Why))]; strings.ToUpper(first) == first || strings.HasSuffix(r.Why, ".") {
			t.Errorf("%s: %q does not begin small and end without a full stop", name, r.Why)
		}
	}
	// The preconditions alone go in a circle: there is no demand to set aside.
	_, _, _, err := files(t, read(t, strings.Replace(sale, "costs = { seller = 6 }", "costs = { seller = 6 }\n  after = [pay]", 1)))
	var r export.Refusal
	if !errors.As(err, &r) || !strings.Contains(r.Next, "preconditions go in a circle") {
		t.Errorf("%v (%q)", err, r.Next)
	}
}

// A game that is too large is not begun to be written, and says what to do.
func TestTooManyNodes(t *testing.T) {
	var text strings.Builder
	text.WriteString("party \"a\" { max_exposure = 20 }\n")
	for i := range 14 {
		fmt.Fprintf(&text, "step \"s%d\" {\n  by = a\n  gains = { a = 1 }\n}\n", i)
	}
	limited := text.String()
	for _, text := range []string{limited, strings.Replace(limited, " max_exposure = 20 ", "", 1), strings.Replace(limited, "gains = { a = 1 }", "costs = { a = 3 }", 7)} {
		r := find(t, read(t, text+"step \"x\" {\n  by = a\n  gains = { a = 90 }\n}\n"))
		var refusal export.Refusal
		if _, err := export.FreeGame(r, "", 1000); !errors.As(err, &refusal) || !strings.Contains(refusal.Why, "more than 1000 nodes") || !strings.Contains(refusal.Next, "-nodes") {
			t.Errorf("%v (%q)", err, refusal.Next)
		}
		if g, err := export.PlanGame(r, "", 0); err != nil {
			t.Error(err)
		} else if n := strings.Count(g.Text(), "\np ") + strings.Count(g.Text(), "\nt "); n > export.DefaultNodes {
			t.Errorf("%d nodes", n)
		}
		if _, err := export.PlanGame(r, "", 10); err == nil {
			t.Error("the plan has more than 10 nodes")
		}
	}
}

// The number of nodes is exactly what the limit counts.
func TestLimitOfNodesIsExact(t *testing.T) {
	r := find(t, read(t, sale))
	for _, write := range []func(*plan.Result, string, int) (*export.Game, error){export.PlanGame, export.FreeGame} {
		g, err := write(r, "", 0)
		if err != nil {
			t.Fatal(err)
		}
		n := len(regexp.MustCompile(`(?m)^[ptc] `).FindAllString(g.Text(), -1))
		if _, err := write(r, "", n); err != nil {
			t.Errorf("%d nodes are too many for %d: %v", n, n, err)
		}
		if _, err := write(r, "", n-1); err == nil {
			t.Errorf("%d nodes are not too many for %d", n, n-1)
		}
	}
}

// Numbers that Gecode cannot hold are said to be so.
func TestLargeNumbersAreSaid(t *testing.T) {
	_, _, problem, err := files(t, read(t, strings.Replace(sale, "buyer = 10", "buyer = 10.123456789", 1)))
	if err != nil || !strings.Contains(strings.ReplaceAll(problem, "\n% ", " "), "which is the most that Gecode counts to") {
		t.Errorf("%v\n%s", err, problem)
	}
}

// The same input gives the same bytes.
func TestTheSameBytes(t *testing.T) {
	for _, x := range examples(t) {
		r := x.planned(t)
		p, err1 := export.NewProblem(r, "sha256:0")
		g, err2 := export.PlanGame(r, "sha256:0", 0)
		for range 3 {
			q, err3 := export.NewProblem(r, "sha256:0")
			h, err4 := export.PlanGame(r, "sha256:0", 0)
			if err := errors.Join(err1, err2, err3, err4); err != nil {
				t.Fatalf("%s: %v", x.name, err)
			}
			if p.Text() != q.Text() || g.Text() != h.Text() {
				t.Fatalf("%s: other bytes", x.name)
			}
		}
	}
}

// The plans of the examples, as games: staying is an equilibrium where they hold.
func TestGamesOfTheExamples(t *testing.T) {
	for _, x := range examples(t) {
		r := x.planned(t)
		g, err := export.PlanGame(r, "sha256:0", 0)
		if err != nil {
			t.Fatalf("%s: %v", x.name, err)
		}
		g = reread(t, g)
		if _, got := backward(g.Root); got != holds(r) || staying(g) != holds(r) || got != (r.Verdict == plan.SelfEnforcing) {
			t.Errorf("%s: verdict %s, staying is an equilibrium: %v", x.name, r.Verdict, got)
		}
	}
}
