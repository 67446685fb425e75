package export_test

import (
	"bytes"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"detente/agreement"
	"detente/export"
	"detente/internal/long"
	"detente/plan"
	"detente/worth"
)

func rewritten(t fataler, p *export.Problem) *export.Problem {
	again, err := export.ReadProblem([]byte(p.Text()))
	if err != nil {
		t.Fatalf("%v\n%s", err, p.Text())
	}
	if again.Text() != p.Text() {
		t.Fatalf("read and written again it is another:\n%s\n%s", p.Text(), again.Text())
	}
	return again
}

// levels is what a problem comes to; none where no order keeps to the limits.
type levels struct {
	none           bool
	level1, level2 int64
}

// solve tries all orders of the moves, by the meaning of the model, from what
// stands in the file alone. Level 2 is worked out only where it is stated.
func solve(p *export.Problem) levels {
	best := levels{none: true}
	orders(p, func(order []int) {
		temptation, unsettled, exposure, ok := price(p, order)
		if !ok {
			return
		}
		level1 := temptation
		if slices.ContainsFunc(p.Rows, func(r export.Row) bool { return r.Temptation == 0 && r.Exposure == 0 }) {
			level1 = 2*temptation + unsettled
		}
		if best.none || level1 < best.level1 || level1 == best.level1 && exposure < best.level2 {
			best = levels{false, level1, exposure}
		}
	})
	return best
}

// price is what an order comes to; ok unless somebody is further below its start
// than it accepts.
func price(p *export.Problem, order []int) (temptation, unsettled, exposure int64, ok bool) {
	for _, r := range p.Rows {
		held := int64(0)
		at := func(high, low int64) bool {
			temptation = max(temptation, r.Temptation*(r.Start+held+high))
			exposure = max(exposure, -r.Exposure*(held+low))
			if r.Temptation == 0 && r.Exposure == 0 && r.Start+held+high > 0 {
				unsettled = 1
			}
			return -held-low <= r.Most
		}
		at(0, 0)
		for _, i := range order {
			if !at(r.High[i], r.Low[i]) {
				return 0, 0, 0, false
			}
			held += r.Keep[i]
		}
	}
	return temptation, unsettled, exposure, true
}

func orders(p *export.Problem, try func([]int)) {
	var order []int
	taken := make([]bool, len(p.Moves))
	var extend func()
	extend = func() {
		if len(order) == len(p.Moves) {
			try(order)
			return
		}
		for i := range p.Moves {
			free := !taken[i]
			for _, w := range p.Waits {
				free = free && (w[1] != i || taken[w[0]])
			}
			if free {
				taken[i], order = true, append(order, i)
				extend()
				taken[i], order = false, order[:len(order)-1]
			}
		}
	}
	extend()
}

// inNumbers is the worst temptation beyond the cost of leaving that the plan
// tells, of the parties that count in numbers, as a share.
func inNumbers(r *plan.Result) *big.Rat {
	worst := new(big.Rat)
	for _, a := range worth.Accounts(r.Course) {
		if a.Words != nil {
			continue
		}
		stake := new(big.Rat).Quo(a.BreachCost[0], a.Unit())
		all := []*big.Rat{new(big.Rat).Quo(a.Temptation(a.Start())[0], a.Unit())}
		for _, round := range r.Rounds {
			all = append(all, round.Temptation[a.Party])
		}
		for _, x := range all {
			if x = new(big.Rat).Sub(x, stake); x.Cmp(worst) > 0 {
				worst = x
			}
		}
	}
	return worst
}

// holdsInWords reports whether the plan holds for the parties that count in words.
func holdsInWords(r *plan.Result) (holds, any bool) {
	holds = true
	for _, a := range worth.Accounts(r.Course) {
		if a.Words == nil {
			continue
		}
		any = true
		for _, s := range met(r) {
			holds = holds && a.Excess(s).Grade() == worth.Always
		}
	}
	return holds, any
}

func times(x int64, unit *big.Rat) *big.Rat { return new(big.Rat).Mul(big.NewRat(x, 1), unit) }

// agree holds what a problem comes to against what the planner found.
func agree(r *plan.Result, p *export.Problem, got levels) error {
	holds, inWords := holdsInWords(r)
	temptation := got.level1
	if inWords {
		temptation = got.level1 / 2
	}
	switch {
	case got.none != (r.Verdict == plan.TooExposed):
		return fmt.Errorf("no order: %v, but the verdict is %s", got.none, r.Verdict)
	case got.none:
		return nil
	case times(temptation, p.TemptationUnit).Cmp(inNumbers(r)) != 0:
		return fmt.Errorf("the worst temptation comes to %d of %v, and the planner says %v", temptation, p.TemptationUnit, inNumbers(r))
	case inWords && (got.level1%2 == 0) != holds:
		return fmt.Errorf("level 1 is %d, but that the plan holds whatever the words weigh is %v", got.level1, holds)
	case holds && times(temptation, p.TemptationUnit).Cmp(r.Excess.Share) != 0:
		return fmt.Errorf("level 1 comes to %d of %v, and the planner says %v", temptation, p.TemptationUnit, r.Excess.Share)
	case holds && times(got.level2, p.ExposureUnit).Cmp(r.Exposure.Share) != 0:
		return fmt.Errorf("level 2 comes to %d of %v, and the planner says %v", got.level2, p.ExposureUnit, r.Exposure.Share)
	case (got.level1 == 0) != (r.Verdict == plan.SelfEnforcing):
		return fmt.Errorf("level 1 is %d, and the verdict is %s", got.level1, r.Verdict)
	}
	return nil
}

// All orders, tried one by one from the file alone, come to what the planner found.
func TestProblemComesToWhatThePlannerFound(t *testing.T) {
	long.Checks(t, 1000, 20_000)
	verdicts, bundles := map[plan.Verdict]int{}, 0
	rapid.Check(t, func(t *rapid.T) {
		r, text := drawPlan(t, taste{steps: 5, units: 6})
		p, err := export.NewProblem(r, "sha256:0")
		if err != nil {
			if len(r.Course.Events) > 0 && len(worth.Accounts(r.Course)) > 0 {
				t.Fatalf("%v\n%s", err, text)
			}
			return
		}
		p = rewritten(t, p)
		if err := agree(r, p, solve(p)); err != nil {
			t.Fatalf("%v\n%s\n%s", err, text, p.Text())
		}
		verdicts[r.Verdict]++
		if len(p.Moves) < len(r.Course.Events) {
			bundles++
		}
	})
	t.Logf("verdicts: %v, with bundles: %d", verdicts, bundles)
	for _, v := range []plan.Verdict{plan.SelfEnforcing, plan.NeedsStake, plan.Depends, plan.TooExposed} {
		if verdicts[v] < 5 && !testing.Short() { // fewer are drawn in short mode
			t.Errorf("only %d of %s", verdicts[v], v)
		}
	}
	if bundles < 5 && !testing.Short() {
		t.Errorf("only %d with bundles", bundles)
	}
}

// Without dates the figures are exact; with them they are bounds, and the file
// says so.
func TestDatesAreLeftOut(t *testing.T) {
	long.Checks(t, 200, 2_000)
	rapid.Check(t, func(t *rapid.T) {
		r, text := drawPlan(t, taste{steps: 4, units: 5, dates: true})
		p, err := export.NewProblem(r, "sha256:0")
		if err != nil || r.Verdict == plan.TooExposed {
			return
		}
		got := solve(p)
		if got.none {
			t.Fatalf("no order\n%s\n%s", text, p.Text())
		}
		if _, inWords := holdsInWords(r); inWords {
			got.level1 /= 2
		}
		if times(got.level1, p.TemptationUnit).Cmp(inNumbers(r)) > 0 {
			t.Fatalf("level 1 comes to %d, more than in the plan\n%s\n%s", got.level1, text, p.Text())
		}
		if strings.Contains(text, "due") && !strings.Contains(text, "done") && !strings.Contains(p.Text(), "Due dates are left out") {
			t.Fatalf("the file does not say that dates are left out\n%s\n%s", text, p.Text())
		}
	})
}

// What a file says it should come to is what it comes to.
func TestProblemSaysWhatItShouldComeTo(t *testing.T) {
	long.Checks(t, 200, 2_000)
	rapid.Check(t, func(t *rapid.T) {
		r, text := drawPlan(t, taste{steps: 4, units: 5})
		p, err := export.NewProblem(r, "sha256:0")
		if err != nil {
			return
		}
		said, got := strings.Join(p.Remarks, "\n"), solve(p)
		want := fmt.Sprintf("Level 1 should come to %d:", got.level1)
		if got.none {
			want = "there should be no solution"
		}
		if !strings.Contains(said, want) {
			t.Fatalf("it does not say %q\n%s\n%s", want, text, said)
		}
		want = fmt.Sprintf("level 2 should come to %d:", got.level2)
		if holds, _ := holdsInWords(r); !got.none && holds && !strings.Contains(said, want) {
			t.Fatalf("it does not say %q\n%s\n%s", want, text, said)
		}
	})
}

// minizinc runs a file and returns what the level comes to.
func minizinc(t fataler, dir, text string, args ...string) levels {
	file := filepath.Join(dir, "p.mzn")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatalf("%v", err)
	}
	// Warnings of the installation, if any, go to standard error.
	var out, errs bytes.Buffer
	c := exec.Command("minizinc", append([]string{"--solver", "gecode", "--time-limit", "60000"}, append(args, file)...)...)
	c.Stdout, c.Stderr = &out, &errs
	err := c.Run()
	var l levels
	said := out.String()
	switch {
	case strings.Contains(said, "=====UNSATISFIABLE====="):
		return levels{none: true}
	case err != nil || !strings.Contains(said, "=========="):
		t.Fatalf("minizinc: %v\n%s\n%s\n%s", err, said, errs.String(), text)
	}
	last := said[strings.LastIndex(said, "level "):]
	var level int
	if _, err := fmt.Sscanf(last, "level %d: %d", &level, &l.level1); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	return l
}

// solved runs level 1 and, where it is stated, level 2.
func solved(t fataler, dir string, r *plan.Result, p *export.Problem) levels {
	got := minizinc(t, dir, p.Text())
	if holds, _ := holdsInWords(r); got.none || !holds {
		return got
	}
	got.level2 = minizinc(t, dir, p.Text(), "-D", fmt.Sprintf("level_1=%d", got.level1)).level1
	return got
}

func needsMinizinc(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("minizinc"); err != nil {
		t.Skip("minizinc is not installed: what the model means is tested by trying all orders, the model itself is not")
	}
}

// MiniZinc itself, where it is installed, comes to the same.
func TestMinizincComesToTheSame(t *testing.T) {
	needsMinizinc(t)
	long.Checks(t, 8, 500)
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		r, text := drawPlan(t, taste{steps: 6, units: 8})
		p, err := export.NewProblem(r, "sha256:0")
		if err != nil {
			return
		}
		if err := agree(r, p, solved(t, dir, r, p)); err != nil {
			t.Fatalf("%v\n%s\n%s", err, text, p.Text())
		}
	})
}

// MiniZinc on what random agreements seldom show, with answers that can be worked
// out on paper.
func TestMinizincOnCases(t *testing.T) {
	needsMinizinc(t)
	dir := t.TempDir()
	atOnce := strings.Replace(sale, "  after = [ship]\n", "", 1) + "demand \"at_once\" {\n  of   = buyer\n  that = together(ship, pay)\n}\n"
	inWords := strings.NewReplacer("breach_cost = 8", "breach_cost = minor", "buyer = 10", "buyer = vital", "buyer = 8", "buyer = major").Replace(atOnce)
	for name, c := range map[string]struct {
		text string
		want levels
	}{
		// Each gains 2, and 1 of a row is 2: the seller has shipped for 6, or has
		// been paid 8; the buyer has paid 8, or has goods worth 10.
		"one after the other":                    {sale, levels{level1: 0, level2: 3}},
		"at once, the middle tempts and exposes": {atOnce, levels{level1: 3, level2: 4}},
		"at once, within what is accepted":       {strings.Replace(atOnce, "breach_cost = 8", "\n  max_exposure = 8\n", 1), levels{level1: 4, level2: 4}},
		"at once, beyond what is accepted":       {strings.Replace(atOnce, "breach_cost = 8", "\n  max_exposure = 7\n", 1), levels{none: true}},
		"at once, in words":                      {inWords, levels{level1: 7}},
	} {
		r := find(t, read(t, c.text))
		p, err := export.NewProblem(r, "sha256:0")
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got := solved(t, dir, r, p)
		if err := agree(r, p, got); err != nil || got != c.want {
			t.Errorf("%s: %+v, want %+v (%v, units %v and %v)\n%s", name, got, c.want, err, p.TemptationUnit, p.ExposureUnit, p.Text()[:1500])
		}
	}
}

// The examples of this project, their due dates taken out, since the problem
// leaves them out: MiniZinc comes to what the planner finds.
func TestMinizincOnTheExamples(t *testing.T) {
	needsMinizinc(t)
	if testing.Short() {
		t.Skip("takes a few seconds")
	}
	dir := t.TempDir()
	for _, x := range examples(t) {
		r := x.planned(t)
		p, err := export.NewProblem(r, "sha256:0")
		if err != nil {
			t.Fatalf("%s: %v", x.name, err)
		}
		got := solved(t, dir, r, p)
		if err := agree(r, p, got); err != nil {
			t.Errorf("%s: %v", x.name, err)
		}
		t.Logf("%s: %s, level 1 %d, level 2 %d", x.name, r.Verdict, got.level1, got.level2)
	}
}

// example is one folder of the examples, its dates taken out.
type example struct {
	name string
	a    *agreement.Agreement
}

func examples(t *testing.T) []example {
	t.Helper()
	if known != nil {
		return known
	}
	folders, err := filepath.Glob("../examples/*-*")
	if err != nil || len(folders) < 7 {
		t.Fatal(err, folders)
	}
	var all []example
	for _, f := range folders {
		paths, err := filepath.Glob(filepath.Join(f, "*.deal"))
		if err != nil || len(paths) == 0 {
			t.Fatal(f, err)
		}
		var texts []string
		for _, p := range paths {
			b, err := os.ReadFile(p)
			if err != nil {
				t.Fatal(err)
			}
			texts = append(texts, string(b))
		}
		a := read(t, texts...)
		if len(a.Steps) == 0 {
			continue // a stand-off: there is nothing to plan
		}
		for _, s := range a.Steps {
			s.Due, s.NotBefore = agreement.Opt[agreement.When]{}, agreement.Opt[agreement.When]{}
		}
		all = append(all, example{filepath.Base(f), a})
	}
	known = all
	return all
}

// known are the examples, and plans what was found for them, by name: they are
// read and planned once for all tests.
var (
	known []example
	plans = map[string]*plan.Result{}
)

// planned plans the example, with the demands that block one another set aside.
func (x example) planned(t *testing.T) *plan.Result {
	t.Helper()
	if r := plans[x.name]; r != nil {
		return r
	}
	var aside []string
	for _, d := range x.a.Demands {
		if d.Kind == agreement.By || d.Kind == agreement.Within {
			aside = append(aside, d.ID)
		}
	}
	for {
		r := find(t, x.a, aside...)
		if r.Verdict != plan.Blocked {
			plans[x.name] = r
			return r
		}
		for _, c := range r.Conflicts.Conflicts {
			for _, d := range c.Demands {
				aside = append(aside, d.ID)
			}
		}
	}
}
