package agreement

import (
	"strings"
	"testing"

	"detente/syntax"
)

const ambiguous = `
agreement "x" {}
party "north" {}
party "south" {}
anchor "thaw" {
  date = ["2030-03-01", "2030-03-03"]
}
step "relief" { by = south }
step "weapons" {
  by    = north
  after = [relief]
  due   = after(thaw, 10)
}
demand "first" {
  of   = south
  that = before(weapons, relief)
}
reading "at_once" {
  about = weapons
  drops = [first]
  step "weapons" {
    after = []
    takes = 3
  }
}
reading "later" {
  about = weapons
  demand "wait" {
    of   = south
    that = not_before(weapons, "2030-06-01")
  }
}
`

func readOne(t *testing.T, text string) *Agreement {
	t.Helper()
	tree, found := syntax.Parse("a.deal", []byte(text))
	a, more := Read([]*syntax.File{tree})
	if found.HasErrors() || more.HasErrors() {
		t.Fatalf("%s%s", listed(found), listed(more))
	}
	return a
}

func TestAs(t *testing.T) {
	a := readOne(t, ambiguous)
	before := printed(a)

	b, _ := a.As("at_once")
	if w := b.Step("weapons"); len(w.After) != 0 || w.Takes.V.Max != 3 || !w.Due.Given || b.Demand("first") != nil {
		t.Errorf("read as at_once:\n%s", printed(b))
	}
	c, _ := a.As("later")
	if c.Demand("wait") == nil || c.Demand("first") == nil || len(c.Step("weapons").After) != 1 {
		t.Errorf("read as later:\n%s", printed(c))
	}
	d, _ := b.As("thaw=2030-03-03")
	if day, ok := d.Resolve(d.Step("weapons").Due.V); !ok || day.String() != "2030-03-13" || len(d.Step("weapons").After) != 0 {
		t.Errorf("on the last day weapons is due on %v:\n%s", day, printed(d))
	}
	if printed(a) != before {
		t.Errorf("the text as it stands was changed:\n%s", printed(a))
	}
}

func TestPoints(t *testing.T) {
	a := readOne(t, ambiguous)
	told := func(a *Agreement) string {
		var all []string
		for _, p := range a.Points() {
			line := p.About + ":"
			for _, x := range p.Readings {
				line += " " + x.ID
			}
			all = append(all, line)
		}
		return strings.Join(all, "; ")
	}
	if got := told(a); got != "weapons: at_once later; thaw: thaw=2030-03-01 thaw=2030-03-03" {
		t.Error(got)
	}
	b, _ := a.As("later")
	if got := told(b); got != "thaw: thaw=2030-03-01 thaw=2030-03-03" {
		t.Error(got)
	}
	c, _ := b.As("thaw=2030-03-01")
	if got := told(c); got != "" {
		t.Error(got)
	}
}

// What an agreement reads of another: days and what is done, and nothing else.
func TestLinkedSteps(t *testing.T) {
	other := readOne(t, `
agreement "other" { title = "The other one" }
party "p" {}
third_party "judge" {}
anchor "start" { date = "2030-01-10" }
step "renewal" {
  by    = p
  text  = "Renew"
  parts = 3
  takes = [2, 4]
  gains = { p = 5 }
  due   = after(start, 20)
  after = [review]
  verified_by = judge
}
step "review" {
  by   = p
  done = "2030-01-05"
}
step "open" { due = after(review, 1) }
`)
	tree, _ := syntax.Parse("a.deal", []byte(`
agreement "x" {}
step "relief" {
  after = [o.renewal]
  due   = after(o.review, 30)
}
link "o" {
  file  = "o.deal"
  steps = [open]
}
`))
	a, found := ReadLinked([]*syntax.File{tree}, []Linked{{Name: "o", Agreement: other, Hash: "12"}})
	if found.HasErrors() {
		t.Fatal(listed(found))
	}
	closed(t, a)
	r := a.Step("o.renewal")
	if r.Takes.V != (Days{6, 12}) || r.Due.V.Span.String() != "2030-01-30" || len(r.Worths) > 0 || len(r.After) > 0 || r.PartCount() != 1 ||
		r.By[0].ID != "o" || r.Text.String() != "Renew" || r.Place.File != "a.deal" {
		t.Errorf("renewal is %s", printed(a))
	}
	if due, ok := a.Resolve(a.Step("relief").Due.V); !ok || due.String() != "2030-02-04" {
		t.Errorf("relief is due on %v", due)
	}
	if o := a.Step("o.open"); o == nil || o.Due.V.Span.String() != "2030-01-06" {
		t.Errorf("open is %v", o)
	}
	if x := a.Actor("o"); x.Label() != "The other one" || !x.Third {
		t.Errorf("the other agreement acts as %v", x)
	}
	tree, _ = syntax.Parse("a.deal", []byte(`step "relief" { after = [o.renewel] }
link "o" { file = "o.deal" }`))
	if _, found := ReadLinked([]*syntax.File{tree}, []Linked{{Name: "o", Agreement: other}}); !strings.Contains(listed(found), "Did you mean renewal?") {
		t.Errorf("a step that is not there: %s", listed(found))
	}
}
