package amendment_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"detente/agreement"
	"detente/amendment"
	"detente/internal/long"
	"detente/plan"
	"detente/report"
	"detente/syntax"
)

// checks draws as many cases as asked, also where -short divides them by five.
func checks(t *testing.T, n, longer int) {
	t.Helper()
	if testing.Short() {
		n *= 5
	}
	long.Checks(t, n, longer)
}

// step, demand and deal are a text whose lines can be changed by hand.
type step struct {
	id, by, gains, costs string
	parts, min, max      int
	sizes, undo          string
	after                []string
	due, locks           string
}

type demand struct {
	id, that string
	dropped  bool
}

type deal struct {
	north, exchange string
	steps           []step
	demands         []demand
}

func (d deal) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "agreement \"a\" {\n  begins = \"2030-01-01\"\n}\nparty \"north\" {\n  breach_cost = %s\n}\n", d.north)
	b.WriteString("party \"south\" {\n  breach_cost = slight\n}\nthird_party \"swiss\" {}\n")
	line := func(format string, args ...any) {
		text := fmt.Sprintf(format, args...)
		if strings.HasSuffix(text, "= ") {
			text = "#"
		}
		b.WriteString("  " + text + "\n")
	}
	for _, s := range d.steps {
		fmt.Fprintf(&b, "step %q {\n", s.id)
		line("by = %s", s.by)
		line("parts = %d", s.parts)
		line("sizes = %s", s.sizes)
		line("takes = [%d, %d]", s.min, s.max)
		line("undo = %s", s.undo)
		line("gains = { %s }", s.gains)
		line("costs = { %s }", s.costs)
		line("after = [%s]", strings.Join(s.after, ", "))
		line("due = %s", s.due)
		line("locks = %s", s.locks)
		b.WriteString("}\n")
	}
	for _, x := range d.demands {
		fmt.Fprintf(&b, "demand %q {\n  of = north\n  that = %s\n", x.id, x.that)
		if x.dropped {
			b.WriteString("  dropped = \"2030-01-01\"\n}\n")
		} else {
			b.WriteString("  #\n}\n")
		}
	}
	return b.String() + d.exchange
}

func drawDeal(t *rapid.T) deal {
	pick := func(what string, all ...string) string { return rapid.SampledFrom(all).Draw(t, what) }
	n := func(what string, lo, hi int) int { return rapid.IntRange(lo, hi).Draw(t, what) }
	d := deal{north: fmt.Sprint(n("stake", 0, 5))}
	for i := range n("steps", 2, 4) {
		s := step{id: fmt.Sprintf("s%d", i), parts: n("parts", 1, 3), min: n("min", 0, 5), undo: pick("undo", "0", "0.5", "full")}
		s.max = s.min + n("range", 0, 4)
		word, number := pick("word", "vital", "major", "minor"), n("worth", 1, 9)
		if s.by = pick("by", "north", "south"); s.by == "north" {
			s.gains, s.costs = "south = "+word, fmt.Sprintf("north = %d", number)
		} else {
			s.gains, s.costs = fmt.Sprintf("north = %d", number+4), "south = "+pick("cost", "minor", "slight")
		}
		for j := range i {
			if n("waits", 0, 3) == 0 {
				s.after = append(s.after, fmt.Sprintf("s%d", j))
			}
		}
		if n("sized", 0, 2) == 0 {
			s.sizes = []string{"[2]", "[0.5, 1.5]", "[2, 1, 1]"}[s.parts-1]
		}
		if n("dated", 0, 3) == 0 {
			s.due = fmt.Sprintf("\"2030-01-%02d\"", n("due", 5, 28))
		}
		d.steps = append(d.steps, s)
	}
	for i := range n("demands", 1, 3) {
		a, b := n("a", 0, len(d.steps)-1), n("b", 0, len(d.steps)-1)
		if a == b {
			b = (a + 1) % len(d.steps)
		}
		d.demands = append(d.demands, demand{id: fmt.Sprintf("d%d", i), that: fmt.Sprintf("before(s%d, s%d)", a, b)})
	}
	return d
}

// change changes one thing by hand, and says how that is asked for.
func (d *deal) change(t *rapid.T) (kind amendment.Kind, text string) {
	i := rapid.IntRange(0, len(d.steps)-1).Draw(t, "step")
	j := (i + 1) % len(d.steps)
	s := &d.steps[i]
	switch kind = rapid.SampledFrom(amendment.Kinds()).Draw(t, "kind"); kind {
	case amendment.Drop:
		x := &d.demands[rapid.IntRange(0, len(d.demands)-1).Draw(t, "demand")]
		x.dropped, text = true, x.id
	case amendment.Cut:
		k := rapid.IntRange(1, 5).Draw(t, "k")
		// Together they take as long as before, in whole days each.
		s.min, s.max = (s.parts*s.min+k-1)/k, (s.parts*s.max+k-1)/k
		s.parts, s.sizes, text = k, "", fmt.Sprintf("%s=%d", s.id, k)
		if rapid.Bool().Draw(t, "sizes") {
			s.sizes = "[2" + strings.Repeat(", 0.5", k-1) + "]"
			text = s.id + "=" + s.sizes
		}
	case amendment.Exchange:
		if d.exchange != "" {
			return "", ""
		}
		d.exchange = fmt.Sprintf("exchange \"proposed\" {\n  steps = [%s, %s]\n  held_by = swiss\n}\n", s.id, d.steps[j].id)
		text = fmt.Sprintf("%s,%s:swiss", s.id, d.steps[j].id)
	case amendment.Date:
		s.due, text = `"2030-01-20"`, s.id+"=2030-01-20"
	case amendment.Stake:
		d.north, text = "7", "north=7"
	case amendment.Lock:
		if slices.ContainsFunc(d.steps, func(x step) bool { return x.locks != "" }) {
			return "", ""
		}
		s.locks, text = "["+d.steps[j].id+"]", s.id+"="+d.steps[j].id
	case amendment.Undo:
		s.undo, text = "0.25", s.id+"=0.25"
	case amendment.Forget:
		if len(s.after) == 0 {
			return "", ""
		}
		text = s.id + "=" + s.after[0]
		s.after = s.after[1:]
	}
	return kind, text
}

// failing is a test, or a case of one.
type failing interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

func read(t failing, text string) *agreement.Agreement {
	t.Helper()
	tree, found := syntax.Parse("t.deal", []byte(text))
	a, more := agreement.Read([]*syntax.File{tree})
	if found = append(found, more...); found.HasErrors() {
		t.Fatalf("%v\n%s", found, text)
	}
	return a
}

var line = regexp.MustCompile(`, t\.deal:\d+`)

// record is what is said of an agreement, places aside.
func record(t failing, a *agreement.Agreement) string {
	t.Helper()
	r, err := plan.Find(a, plan.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var fields any
	if err := json.Unmarshal(report.JSON(report.NewPlan("", r, nil)), &fields); err != nil {
		t.Fatal(err)
	}
	strip(fields)
	return line.ReplaceAllString(string(report.JSON(fields)), "")
}

func strip(x any) {
	switch x := x.(type) {
	case map[string]any:
		delete(x, "place")
		delete(x, "places")
		for _, v := range x {
			strip(v)
		}
	case []any:
		for _, v := range x {
			strip(v)
		}
	}
}

// What is asked for is what the changed text says: to drop a demand is to write
// dropped on it, to cut a step to write parts, and so on, however many changes are
// combined.
func TestAmendedIsTheChangedText(t *testing.T) {
	checks(t, 200, 6000)
	kinds := map[amendment.Kind]int{}
	rapid.Check(t, func(t *rapid.T) {
		d := drawDeal(t)
		a := read(t, d.text())
		for range rapid.IntRange(1, 3).Draw(t, "changes") {
			kind, text := d.change(t)
			if text == "" {
				continue
			}
			kinds[kind]++
			x, err := amendment.Read(kind, text)
			if err != nil {
				t.Fatal(err)
			}
			made, err := x.Apply(a)
			if err != nil {
				t.Fatalf("-%s %s: %v", kind, text, err)
			}
			a = made.Agreement
		}
		if got, want := record(t, a), record(t, read(t, d.text())); got != want {
			t.Fatalf("of the amended agreement:\n%s\nof the changed text:\n%s\n%s", got, want, d.text())
		}
	})
	for _, k := range amendment.Kinds() {
		if kinds[k] == 0 {
			t.Errorf("no -%s was drawn", k)
		}
	}
}

// Amending an agreement leaves it as it was.
func TestTheOldStays(t *testing.T) {
	checks(t, 100, 1000)
	rapid.Check(t, func(t *rapid.T) {
		d := drawDeal(t)
		a := read(t, d.text())
		was := record(t, a)
		if kind, text := d.change(t); text != "" {
			x, err := amendment.Read(kind, text)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := x.Apply(a); err != nil {
				t.Fatal(err)
			}
		}
		if record(t, a) != was {
			t.Fatal("the agreement has changed")
		}
	})
}
