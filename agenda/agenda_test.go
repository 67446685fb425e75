package agenda

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"detente/agreement"
	"detente/calendar"
	"detente/syntax"
)

type fataler interface{ Fatalf(string, ...any) }

func read(t fataler, text string) *agreement.Agreement {
	tree, form := syntax.Parse("a.deal", []byte(text))
	a, more := agreement.Read([]*syntax.File{tree})
	if form.HasErrors() || more.HasErrors() {
		t.Fatalf("%v %v\n%s", form, more, text)
	}
	return a
}

func day(t fataler, s string) calendar.Day {
	d, err := calendar.Parse(s)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return d
}

// kinds writes a list as "conflict b,a; open_point c".
func kinds(all []Item) string {
	var told []string
	for _, x := range all {
		told = append(told, string(x.Kind)+" "+strings.Join(x.Steps, ","))
	}
	return strings.Join(told, "; ")
}

const table = `
party "north" {}
party "south" {}
third_party "court" {}
meeting "later" {
  from    = "2030-03-20"
  between = [north, south, court]
}
meeting "sooner" {
  from    = "2030-03-05"
  to      = "2030-03-06"
  between = [north, south]
}
meeting "past" { to = "2030-02-28" }
meeting "someday" {}
step "a" {
  by          = north
  text        = "A"
  due         = "2030-03-04"
  verified_by = south
  gains       = { south = [2, 4] }
}
step "b" {
  by          = south
  text        = "B"
  after       = [ruling]
  verified_by = north
  gains       = { north = vital, south = 1 }
}
step "ruling" {
  by    = court
  text  = "R"
  takes = 5
  due   = "2030-04-01"
  verified_by = north
}
step "d" {
  by = north
  due = "2030-02-01"
  text = "D"
}
demand "a_first" {
  of   = south
  that = before(a, b)
}
demand "b_first" {
  of   = north
  that = before(b, a)
}
`

// Each item stands under the first meeting at which all meet who can settle it.
func TestPlaced(t *testing.T) {
	x := New(read(t, table), agreement.Asking{}, day(t, "2030-03-01"))
	if len(x.Meetings) != 2 || x.Meetings[0].ID != "sooner" || x.Over != 1 || len(x.Undated) != 1 {
		t.Fatalf("meetings are %v, over %d", x.Meetings, x.Over)
	}
	m, later := x.Meetings[0], x.Meetings[1]
	if m.Days != 4 || m.Working != 1 || later.Days != 19 || later.Working != 12 {
		t.Errorf("%d days, %d of work; %d days, %d of work", m.Days, m.Working, later.Days, later.Working)
	}
	if got := kinds(m.Settle); got != "conflict b,a; open_point b; open_point d; date a; date d" {
		t.Errorf("to settle at the first: %s", got)
	}
	if got := kinds(later.Settle); got != "outsider ruling" || len(m.Prepare) > 0 {
		t.Errorf("to settle at the second: %s; to prepare: %s", got, kinds(m.Prepare))
	}
	if c := m.Settle[0]; !slices.Equal(c.Unlocks, []string{"a", "b"}) || !slices.Equal(c.By, []string{"south", "north"}) {
		t.Errorf("the conflict unlocks %v and is for %v", c.Unlocks, c.By)
	}
	if h := m.Settle[0].Held; len(h) != 2 || h[0].Worth != "vital" || h[0].Share != nil || h[1].Worth != "4" || h[1].Share.RatString() != "1" {
		t.Errorf("held is %v", h)
	}
	ruling := later.Settle[0]
	if ruling.AskBy.V != day(t, "2030-03-27") || !slices.Equal(ruling.Unlocks, []string{"a", "b"}) {
		t.Errorf("the ruling: ask by %v, unlocks %v", ruling.AskBy.V, ruling.Unlocks)
	}
	if s := m.Settle[4].Sentence; s != "d is overdue since 2030-02-01, 28 days ago, by the date in the text." {
		t.Error(s)
	}
}

// Without the one meeting at which the court is, its step is to be prepared.
func TestPrepared(t *testing.T) {
	x := New(read(t, strings.Replace(table, ", court]", "]", 1)), agreement.Asking{}, day(t, "2030-03-01"))
	p := x.Meetings[0].Prepare
	if kinds(p) != "outsider ruling" || !slices.Equal(p[0].Missing, []string{"court"}) {
		t.Errorf("to prepare: %s, missing %v", kinds(p), p)
	}
	after := New(read(t, table), agreement.Asking{}, day(t, "2030-03-21"))
	if len(after.Meetings) != 0 || len(after.Open) == 0 || after.Over != 3 {
		t.Errorf("afterwards: %d meetings, open %s", len(after.Meetings), kinds(after.Open))
	}
	begun := New(read(t, table), agreement.Asking{}, day(t, "2030-03-06"))
	if m := begun.Meetings[0]; m.ID != "sooner" || !m.Begun || m.Days != 0 {
		t.Errorf("on its last day: %+v", m)
	}
}

// The last day to ask is that of the tightest of all chains, each walked on its own.
func TestAskByChains(t *testing.T) {
	checked := 0
	rapid.Check(t, func(t *rapid.T) {
		for range 5 {
			checked += oneDraw(t)
		}
	})
	if checked < 30 {
		t.Errorf("only %d last days", checked)
	}
}

func oneDraw(t *rapid.T) int {
	n := rapid.IntRange(2, 6).Draw(t, "steps")
	takes, confirm, due := make([]int, n), make([]int, n), make([]int, n)
	declared := map[[2]int]bool{}
	out := make([][]int, n)
	text := "party \"p\" {}\nthird_party \"o\" {}\n"
	for i := range n {
		takes[i], confirm[i] = rapid.IntRange(0, 9).Draw(t, "takes"), rapid.IntRange(0, 4).Draw(t, "confirm")
		due[i] = rapid.IntRange(-60, 60).Draw(t, "due") // none below 1
		var after []string
		for j := range i {
			if rapid.IntRange(0, 2).Draw(t, "waits") == 0 {
				ref := fmt.Sprintf("s%d", j)
				if rapid.Bool().Draw(t, "declared") {
					ref += ".declared"
					declared[[2]int{j, i}] = true
				}
				after = append(after, ref)
				out[j] = append(out[j], i)
			}
		}
		text += fmt.Sprintf("step \"s%d\" {\n by = o\n takes = [0, %d]\n verified_by = p\n verify_in = %d\n after = [%s]\n", i, takes[i], confirm[i], strings.Join(after, ", "))
		if due[i] > 0 {
			text += fmt.Sprintf(" due = %q\n", day(t, "2030-01-01").Add(due[i]))
		}
		text += " gains = { p = 1 }\n}\n"
	}
	b := newBook(read(t, text), agreement.Asking{}, day(t, "2030-01-01"))
	latest, checked := b.latest(), 0
	for i := range n {
		want, ok := 0, false
		var walk func(at, days int)
		walk = func(at, days int) { // days until at begins, from the beginning of i
			days += takes[at]
			if due[at] > 0 && (!ok || due[at]-days < want) {
				want, ok = due[at]-days, true
			}
			for _, k := range out[at] {
				more := confirm[at]
				if declared[[2]int{at, k}] {
					more = 0
				}
				walk(k, days+more)
			}
		}
		walk(i, 0)
		got, has := b.askBy(b.Step(fmt.Sprintf("s%d", i)), latest)
		if has != ok || ok && got.day.Sub(day(t, "2030-01-01")) != want {
			t.Fatalf("s%d: ask by %v (%v), want day %d (%v)\n%s", i, got.day, has, want, ok, text)
		}
		if ok {
			checked++
		}
	}
	return checked
}

// However long the text, an agenda is bounded.
func TestBounded(t *testing.T) {
	text := ""
	for i := range 300 {
		text += fmt.Sprintf("step \"s%d\" {\n text = \"%d\"\n after = [s%d]\n}\n", i, i, max(0, i-1))
	}
	text = strings.Replace(text, "after = [s0]", "", 1)
	x := New(read(t, text), agreement.Asking{}, day(t, "2030-03-01"))
	if len(x.Open) != MaxItems || x.More != 300-1-MaxItems+1 {
		t.Errorf("%d items and %d more", len(x.Open), x.More)
	}
	if len(x.Open[0].Unlocks) < len(x.Open[1].Unlocks) {
		t.Error("not the heaviest first")
	}
}
