package ambiguity

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"detente/agreement"
	"detente/conflict"
	"detente/syntax"
)

func readText(t interface{ Fatalf(string, ...any) }, text string) *agreement.Agreement {
	tree, form := syntax.Parse("a.deal", []byte(text))
	a, more := agreement.Read([]*syntax.File{tree})
	if form.HasErrors() || more.HasErrors() {
		t.Fatalf("%v %v\n%s", form, more, text)
	}
	return a
}

// tell writes a comparison down.
func tell(c *Comparison) string {
	var b strings.Builder
	one := func(x *Case) {
		for _, r := range x.Readings {
			b.WriteString(r.ID + " ")
		}
		for _, d := range x.Differences {
			fmt.Fprintf(&b, "| %s: %s ", d.Kind, d.Clause)
		}
		b.WriteString("\n")
	}
	for _, x := range c.Cases() {
		one(x)
	}
	for _, x := range c.Together {
		b.WriteString("together ")
		one(x)
	}
	fmt.Fprintf(&b, "combined %d, left %d\n", c.Combined, c.Left)
	return b.String()
}

// Two readings that each leave the text stuck, and free it together.
func TestTogether(t *testing.T) {
	c := Compare(readText(t, `
party "north" {}
party "south" {}
anchor "thaw" { date = ["2030-03-01", "2030-03-03"] }
step "a" { by = north }
step "b" {
  by    = south
  after = [a]
  due   = after(thaw, 1)
}
demand "b_first" {
  of   = south
  that = before(b, a)
}
demand "never_a" {
  of   = north
  that = exclude(a)
}
reading "soft_south" {
  about = b
  drops = [b_first]
}
reading "hard_south" {
  about = b
  demand "never_b" {
    of   = south
    that = exclude(b)
  }
}
reading "soft_north" {
  about = a
  drops = [never_a]
}
`), agreement.Asking{})
	const want = `soft_south | conflicts: the demand b_first (south) is not made 
hard_south | conflicts: the demand never_b (south) cannot be met 
soft_north | conflicts: the demand never_a (north) is not made 
thaw=2030-03-01 | dates: b is due on 2030-03-02 (as the text stands: any day from 2030-03-02 to 2030-03-04) 
thaw=2030-03-03 | dates: b is due on 2030-03-04 (as the text stands: any day from 2030-03-02 to 2030-03-04) 
together soft_south soft_north | blocked: nothing is stuck any more | open: a is open 
combined 12, left 0
`
	if got := tell(c); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// What a reading says differently comes out as if the text said so itself.
func TestReadingIsTheTextRewritten(t *testing.T) {
	differs := 0
	rapid.Check(t, func(t *rapid.T) {
		for range 10 {
			oneRewritten(t, &differs)
		}
	})
	if differs < 20 {
		t.Errorf("only %d texts come out differently", differs)
	}
}

func oneRewritten(t *rapid.T, differs *int) {
	n := rapid.IntRange(2, 5).Draw(t, "steps")
	after := func(name string) []string {
		var all []string
		for range n {
			i := rapid.IntRange(-n, n-1).Draw(t, name)
			all = append(all, strings.Repeat(fmt.Sprintf("s%d", max(i, 0)), min(1, max(0, i+1))))
		}
		return all
	}
	before, changed := after("before"), after("changed")
	which := rapid.IntRange(0, n-1).Draw(t, "which")
	text := func(by []string) string {
		s := "party \"p\" {}\nparty \"q\" {}\n"
		for i := range n {
			s += fmt.Sprintf("step \"s%d\" {\n by = %c\n after = [%s]\n}\n", i, 'p'+rune(i%2), by[i])
		}
		return s
	}
	rewritten := slices.Clone(before)
	rewritten[which] = changed[which]
	base := text(before)
	a := readText(t, base+fmt.Sprintf("reading \"r\" {\n step \"s%d\" {\n after = [%s]\n }\n}\n", which, changed[which]))
	c := Compare(a, agreement.Asking{})
	plain := &Case{Agreement: readText(t, text(rewritten))}
	plain.Knots = conflict.Analyse(agreement.NewCourse(plain.Agreement, agreement.Asking{}))
	got := c.Cases()[0]
	if !slices.Equal(got.stuck(), plain.stuck()) || !slices.Equal(got.open(), plain.open()) {
		t.Fatalf("stuck %v, open %v; rewritten, stuck %v, open %v", got.stuck(), got.open(), plain.stuck(), plain.open())
	}
	same := slices.Equal(c.Base.stuck(), plain.stuck()) && slices.Equal(c.Base.open(), plain.open())
	if !same {
		*differs++
	}
	if same && len(got.Differences) > 0 || !same && len(got.Differences) == 0 {
		t.Fatalf("same %v, and the differences are %v", same, got.Differences)
	}
}

// Many points: the count of what is run and what is left out adds up.
func TestBounded(t *testing.T) {
	text := ""
	for i := range 10 {
		text += fmt.Sprintf("step \"s%d\" {}\nreading \"x%d\" {\n about = s%d\n}\nreading \"y%d\" {\n about = s%d\n}\n", i, i, i, i, i)
	}
	c := Compare(readText(t, text), agreement.Asking{})
	all := 1
	for range 10 {
		all *= 3
	}
	if c.Combined != mostTogether || c.Combined+c.Left != all-1-20 || len(c.Cases()) != 20 {
		t.Errorf("%d cases, %d combined, %d left of %d", len(c.Cases()), c.Combined, c.Left, all)
	}
}

// A reading that contradicts itself in form is counted, and makes no point.
func TestUnreadable(t *testing.T) {
	tree, _ := syntax.Parse("a.deal", []byte("step \"a\" {}\nreading \"r\" {\n step \"a\" { by = nobody }\n}\n"))
	a, _ := agreement.Read([]*syntax.File{tree})
	if c := Compare(a, agreement.Asking{}); len(c.Points) != 0 || c.Left != 1 {
		t.Errorf("%d points, %d left", len(c.Points), c.Left)
	}
}
