package agreement

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"detente/syntax"
)

// told writes performances as ReadState reads them.
func told(all []Performance) string {
	var items []string
	for _, p := range all {
		item := p.StepRef.String()
		if p.On.Given {
			item += "=" + p.On.V.String()
		}
		items = append(items, item)
	}
	return strings.Join(items, ",")
}

func TestReadState(t *testing.T) {
	for _, c := range []struct{ list, want string }{
		{"", ""},
		{"maps", "maps"},
		{" maps ,\n\n fuel[2] ", "maps,fuel[2]"},
		{"fuel[1..3]", "fuel[1],fuel[2],fuel[3]"},
		{"fuel[ 1 .. 2 ] = 2030-02-11 # both on one day\n// nothing here\nmaps=2030-01-02T10:00+03:00", "fuel[1]=2030-02-11,fuel[2]=2030-02-11,maps=2030-01-02"},
		{"휴전,a-b_1,\r\n", "휴전,a-b_1"},
	} {
		all, err := ReadState("-from", c.list)
		if err != nil || told(all) != c.want {
			t.Errorf("%q is read as %q (%v), want %q", c.list, told(all), err, c.want)
		}
	}
}

func TestWrongStates(t *testing.T) {
	for _, c := range []struct{ list, at, want string }{
		{"maps\nfuel, 9lives", "x:2:7", `"9lives" is not the name of a step`},
		{"maps fuel", "x:1:1", "is not the name of a step"},
		{"fuel[2", "x:1:1", "is not the name of a step"},
		{"fuel]2[", "x:1:1", "is not the name of a step"},
		{"maps, fuel[0]", "x:1:7", `"0" names no part of fuel`},
		{"fuel[3..2]", "x:1:1", "names no part"},
		{"fuel[]", "x:1:1", "names no part"},
		{"fuel[1..99999999999999999999]", "x:1:1", "names no part"},
		{"maps=yesterday", "x:1:1", `"yesterday" is not a date`},
		{strings.Repeat("a,", MaxUnits) + " b", fmt.Sprintf("x:1:%d", 2*MaxUnits+2), "More than"},
	} {
		all, err := ReadState("x", c.list)
		var wrong *StateError
		if !errors.As(err, &wrong) || !strings.Contains(wrong.What, c.want) || wrong.Place.String() != c.at {
			t.Errorf("%q: %v, %+v", c.list, told(all), err)
		}
	}
}

const swap = `
party "east" {}
party "west" {}
third_party "bank" {}
step "maps" { by = east }
step "fuel" {
  by    = west
  parts = 3
  after = [maps]
}
step "clear" {
  by    = east
  after = [fuel[2]]
}
step "seal" {
  by    = bank
  locks = [fuel]
}
step "pay" { by = west }
step "ship" { by = east }
exchange "closing" {
  steps   = [pay, ship]
  held_by = bank
}
step "first" {
  by   = east
  done = "2030-01-01"
}
step "second" {
  by    = east
  after = [first]
}
demand "no" {
  of   = west
  that = before(second, maps)
}
`

func swapAgreement(t *testing.T) *Agreement {
	a, found := Read([]*syntax.File{parse("swap.deal", swap)})
	if found.HasErrors() {
		t.Fatal(found)
	}
	return a
}

func TestCheckState(t *testing.T) {
	a := swapAgreement(t)
	for _, c := range []struct{ list, want, next string }{
		{"", "", ""},
		{"maps", "", ""}, // what a demand wants before it does not count
		{"maps, fuel[1]", "", ""},
		{"fuel[1..2], clear, maps", "", ""},
		{"maps, fuel, seal", "", ""},
		{"maps, fuel[1..3], seal, fuel[2]=2030-01-05", "", ""},
		{"pay, ship", "", ""},
		{"second, first", "", ""},
		{"fule", "there is no step fule", "Did you mean fuel?"},
		{"nothing_like_it", "there is no step nothing_like_it", "The steps are: maps, fuel,"},
		{"fuel[4]", "there is no fuel[4]: it has 3 parts", ""},
		{"maps[2]", "there is no maps[2]: it is not in parts", ""},
		{"fuel[1]", "fuel[1] counts as performed, and maps, which comes before it in the text, does not", "Name maps too, or leave fuel[1] out."},
		{"maps, fuel[2]", "fuel[2] counts as performed, and fuel[1], which is the part before it, does not", "Name fuel[1] too"},
		{"maps, fuel[1], clear", "clear counts as performed, and fuel[2], which comes before it in the text, does not", ""},
		{"maps, fuel[1..2], seal", "seal counts as performed, and fuel[3], which it makes permanent, does not", ""},
		{"pay", "pay counts as performed and ship does not, but exchange closing releases them together or not at all", "Name ship too"},
		{"first=2030-01-02", "first was performed on 2030-01-01 by the text", ""},
		{"maps=2030-01-02,maps=2030-01-03", "two different days", ""},
	} {
		all, err := ReadState("-from", c.list)
		if err != nil {
			t.Fatal(err)
		}
		var wrong *StateError
		switch err := CheckState(a, all); {
		case c.want == "" && err == nil:
		case c.want == "", !errors.As(err, &wrong), !strings.Contains(wrong.What, c.want), !strings.Contains(wrong.Next, c.next):
			t.Errorf("%q: %+v, want %q, next %q", c.list, wrong, c.want, c.next)
		}
	}
}

// What is taken as performed keeps nobody waiting, has no event, and its day
// dates what counts from it.
func TestCourseFromAState(t *testing.T) {
	a := swapAgreement(t)
	all, err := ReadState("-from", "maps, fuel[1..2], fuel[3]=2030-02-01, first=2030-01-01, pay, ship")
	if err != nil {
		t.Fatal(err)
	}
	c := NewCourse(a, Asking{Performed: all})
	var taken, events []string
	for _, u := range c.Taken {
		taken = append(taken, c.Units[u].Name())
	}
	for e := range c.Events {
		events = append(events, c.Label(e))
	}
	if got := strings.Join(taken, " "); got != "maps fuel[1] fuel[2] fuel[3] pay ship" {
		t.Errorf("taken: %s", got)
	}
	if got := strings.Join(events, " "); got != "clear seal second" || len(c.Edges) != 0 {
		t.Errorf("left: %s, waiting %v", got, c.Edges)
	}
	fuel := StepRef{Ref: Ref{ID: "fuel"}}
	if on, done := c.Done(fuel); !done || on.V.String() != "2030-02-01" {
		t.Errorf("fuel: %v %v", on, done)
	}
	span, ok := c.Resolve(When{Base: &fuel.Ref, Days: 10})
	if !ok || span.String() != "2030-02-11" {
		t.Errorf("ten days after fuel: %v %v", span, ok)
	}
	if _, ok := a.Resolve(When{Base: &fuel.Ref, Days: 10}); ok {
		t.Error("the text itself dates what it does not say is done")
	}
	for _, id := range []string{"second", "nobody"} {
		if _, done := c.Done(StepRef{Ref: Ref{ID: id}}); done {
			t.Errorf("%s is done", id)
		}
	}
}

// FuzzReadState: any bytes are performances that read back as themselves, or one
// error with its place; and either a state of the agreement or one error.
func FuzzReadState(f *testing.F) {
	for _, s := range []string{
		"maps, fuel[1..2] # a remark", "fuel[3] = 2030-02-11\n\nclear", "fuel[1..", "=", "[", "a=b=c", "fuel[1]\x00,\xff", "maps,pay,ship",
		"fuel[1..9999999999]", strings.Repeat("fuel[1..1000],", 50),
	} {
		f.Add(s)
	}
	a, _ := Read([]*syntax.File{parse("swap.deal", swap)})
	f.Fuzz(func(t *testing.T, list string) {
		all, err := ReadState("x", list)
		checkStateError(t, err)
		if err != nil {
			return
		}
		again, err := ReadState("x", told(all))
		if err != nil || told(again) != told(all) {
			t.Fatalf("%q, written as %q, is read as %q (%v)", list, told(all), told(again), err)
		}
		err = CheckState(a, all)
		checkStateError(t, err)
		if err != nil {
			return
		}
		c := NewCourse(a, Asking{Performed: all})
		if len(all) > 0 && len(c.Taken) == 0 && all[0].ID != "first" {
			t.Fatalf("%q takes nothing", list)
		}
	})
}

func checkStateError(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		return
	}
	var wrong *StateError
	if !errors.As(err, &wrong) || !wrong.Place.Known() || wrong.Place.Start.Line < 1 || wrong.Place.Start.Column < 1 || wrong.Error() == "" {
		t.Fatalf("%#v", err)
	}
	if n := utf8.RuneCountInString(wrong.What); n > 400 {
		t.Fatalf("a sentence of %d characters", n)
	}
}
