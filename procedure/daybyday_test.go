package procedure

import (
	"testing"

	"pgregory.net/rapid"

	"detente/agreement"
	"detente/calendar"
	"detente/internal/long"
)

// clerk goes through a procedure with a paper calendar, one day after another: he
// counts the days that have passed in the running stage, turns the page in the
// evening, and knows no sums of days.
type clerk struct {
	p       *agreement.Procedure
	state   Status
	stage   int
	passed  int // days of the running stage that have passed
	added   map[string]int
	outcome agreement.StageEnd
	inForce calendar.Day
	opened  calendar.Day
}

// exhausted reports whether all days of the stage and of those beside it have
// passed; without an end they never have.
func (c *clerk) exhausted() bool {
	for _, j := range Group(c.p, c.stage) {
		s := c.p.Stages[j]
		if !s.Days.Given || c.passed < s.Days.V+c.added[s.ID] {
			return false
		}
	}
	return true
}

func (c *clerk) open(stage int, on calendar.Day, asked bool) {
	c.stage, c.passed, c.state, c.opened = stage, 0, Running, on
	if stage == len(c.p.Stages) {
		c.end(agreement.TakesEffect, on, on)
	} else if !asked && len(c.p.Stages[stage].MayEnter) > 0 {
		c.state = Waiting
	}
}

func (c *clerk) end(o agreement.StageEnd, on, inForce calendar.Day) {
	c.state, c.outcome, c.opened = Over, o, on
	if o == agreement.TakesEffect {
		c.inForce = inForce
	}
}

// evening closes the day: a stage whose days have passed is over.
func (c *clerk) evening(on calendar.Day) {
	for turns := 0; c.state == Running && c.exhausted() && turns < 20; turns++ {
		o, said := c.p.Silent(c.stage)
		switch {
		case !said:
			c.end("", on, 0)
		case o == agreement.Ends, o == agreement.TakesEffect:
			c.end(o, on, on+1)
		case o == agreement.Again:
			c.open(c.stage, on, true)
		default:
			c.open(c.p.After(c.stage), on, false)
		}
	}
}

func (c *clerk) act(a Act, on calendar.Day) {
	index := -1
	for i, s := range c.p.Stages {
		if s.ID == a.Stage {
			index = i
		}
	}
	whole := index
	for whole > 0 && c.p.Stages[whole].Beside.Given {
		whole--
	}
	here := c.state == Running && index >= 0 && whole == c.stage
	switch a.Kind {
	case Start:
		if c.state == NotStarted {
			c.open(0, on, true)
		}
	case Enter:
		ahead := c.state == NotStarted || c.state == Running && whole > c.stage || c.state == Waiting && whole >= c.stage
		if index >= 0 && ahead {
			c.open(whole, on, true)
		}
	case Decide:
		o := c.p.Resolved(max(index, 0))
		switch {
		case !here || o == agreement.Next && index != c.stage:
		case o == agreement.Next:
			c.open(c.p.After(c.stage), on, false)
		case o == agreement.Again:
			c.open(c.stage, on, true)
		default:
			c.end(o, on, on)
		}
	case Extend:
		if here {
			c.added[a.Stage] += a.Days
		}
	case Skip:
		if here || c.state == Waiting && index == c.stage {
			c.open(c.p.After(index), on, false)
		}
	}
}

// At says where the clerk stands after his acts of the last day, before evening.
func TestAtDayByDay(t *testing.T) {
	long.Checks(t, 2000, 200_000)
	met := map[Status]int{}
	rapid.Check(t, func(t *rapid.T) {
		p := drawn(t, 4)
		acts := drawActs(t, p)
		c := &clerk{p: p, added: map[string]int{}}
		for on := calendar.Day(0); on <= 20; on++ {
			if on > 0 {
				c.evening(on - 1)
				c.passed++
			}
			for _, a := range acts {
				if a.On == on {
					c.act(a, on)
				}
			}
			got := At(p, acts, on)
			met[got.Status]++
			if got.Status != c.state || got.Status == Over && (got.Outcome != c.outcome || got.InForce != c.inForce) ||
				(got.Status == Running || got.Status == Waiting) && (got.Stage != c.stage || got.Since != c.opened) {
				t.Fatalf("on day %d: %+v, and the clerk says %+v", on, got, c)
			}
			if got.Known && got.Last < on {
				t.Fatalf("on day %d a stage runs whose last day was %d", on, got.Last)
			}
		}
	})
	for s := NotStarted; s <= Over; s++ {
		if met[s] < 20 {
			t.Errorf("status %d was met %d times", s, met[s])
		}
	}
}

// Days can be shifted; nothing but the days changes.
func TestShifted(t *testing.T) {
	long.Checks(t, 2000, 200_000)
	rapid.Check(t, func(t *rapid.T) {
		p := drawn(t, 4)
		acts, by := drawActs(t, p), rapid.IntRange(1, 5000).Draw(t, "by")
		var later []Act
		for _, a := range acts {
			a.On = a.On.Add(by)
			later = append(later, a)
		}
		for on := calendar.Day(0); on < 18; on++ {
			a, b := At(p, acts, on), At(p, later, on.Add(by))
			if a.Status != b.Status || a.Stage != b.Stage || a.Outcome != b.Outcome || len(a.Path) != len(b.Path) ||
				a.Known != b.Known || a.Known && b.Last.Sub(a.Last) != by || a.InForce != 0 && b.InForce.Sub(a.InForce) != by {
				t.Fatalf("day %d:\n%+v\nshifted by %d:\n%+v", on, a, by, b)
			}
		}
	})
}

// A stage that lasts longer never brings the effect or the end forward, and never
// leaves more time to begin.
func TestLongerIsNeverSooner(t *testing.T) {
	long.Checks(t, 2000, 200_000)
	reached := 0
	rapid.Check(t, func(t *rapid.T) {
		p := drawn(t, 4)
		if len(p.Stages) == 0 {
			return
		}
		least, ok := Least(p, 0)
		total, outcome, known := Total(p, 0)
		s := p.Stages[rapid.IntRange(0, len(p.Stages)-1).Draw(t, "longer")]
		if !s.Days.Given {
			return
		}
		s.Days.V += rapid.IntRange(1, 3).Draw(t, "by")
		longer, still := Least(p, 0)
		totalLonger, same, stillKnown := Total(p, 0)
		if ok != still || longer < least || known != stillKnown || totalLonger < total || outcome != same {
			t.Fatalf("least %d %v, then %d %v; in all %d %q %v, then %d %q %v", least, ok, longer, still, total, outcome, known, totalLonger, same, stillKnown)
		}
		if ok {
			reached++
		}
	})
	if reached < 10 {
		t.Errorf("the effect was within reach %d times", reached)
	}
}

// Run and Total say what At says when every stage is asked for at once and nobody
// decides.
func TestRunIsSilence(t *testing.T) {
	long.Checks(t, 2000, 200_000)
	rapid.Check(t, func(t *rapid.T) {
		p := drawn(t, 4)
		if len(p.Stages) == 0 {
			return
		}
		acts := []Act{{Kind: Start, On: 100}}
		all := Run(p, 0, 100)
		for _, d := range all {
			if d.Known && !p.Stages[d.Stage].Beside.Given && d.Stage > 0 {
				acts = append(acts, Act{Kind: Enter, Stage: p.Stages[d.Stage].ID, On: d.From})
			}
		}
		days, o, known := Total(p, 0)
		end := At(p, acts, 100+200)
		if !known {
			if end.Status == Over && end.Outcome == "" {
				t.Fatalf("not known, and %+v", end)
			}
			return
		}
		last := calendar.Day(100 + days)
		switch at := At(p, acts, last); {
		case at.Status != Running && at.Status != Waiting && days > 0:
			t.Fatalf("on the last of %d days: %+v", days, at)
		case o == agreement.Again && end.Status != Running, o != agreement.Again && (end.Status != Over || end.Outcome != o || end.Since != last):
			t.Fatalf("%d days, then %q; and %+v", days, o, end)
		}
	})
}
