package mus

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"detente/effort"
)

const plenty = 1 << 30

func budget(n int64) *effort.Budget { return &effort.Budget{Limit: n} }

// clauses is a monotone oracle: members hold together unless they hold one of
// the sets. What it says of cores is chosen by core: 0 nothing, 1 the first set
// that is there, 2 that set and more.
type clauses struct {
	sets [][]int
	core int
	cost []Member
	// groups are those that the sets allow, or nil.
	groups [][]int
}

func (c clauses) problem() Problem {
	return Problem{Members: c.cost, Groups: c.groups, Ask: func(in []bool) Answer {
		for _, set := range c.sets {
			if !slices.ContainsFunc(set, func(m int) bool { return !in[m] }) {
				return c.answer(set, in)
			}
		}
		return Answer{Holds: true}
	}}
}

func (c clauses) answer(set []int, in []bool) Answer {
	switch c.core {
	case 0:
		return Answer{}
	case 1:
		return Answer{Core: slices.Clone(set)}
	}
	core := slices.Clone(set)
	for m := range in {
		if in[m] && m%2 == 0 && !slices.Contains(core, m) {
			core = append(core, m)
		}
	}
	return Answer{Core: core}
}

func drawClauses(t *rapid.T, least int) clauses {
	n := rapid.IntRange(1, 9).Draw(t, "members")
	c := clauses{core: rapid.IntRange(0, 2).Draw(t, "core")}
	for range n {
		c.cost = append(c.cost, Member{rapid.IntRange(1, 4).Draw(t, "weight"), rapid.IntRange(0, 3).Draw(t, "last") == 0})
	}
	c.sets = rapid.SliceOfN(rapid.SliceOfNDistinct(rapid.IntRange(0, n-1), least, min(n, 4), rapid.ID), 0, 7).Draw(t, "sets")
	if least > 0 && rapid.Bool().Draw(t, "grouped") {
		c.groups = grouped(c.sets, n)
	}
	return c
}

// grouped joins members that share a set.
func grouped(sets [][]int, n int) [][]int {
	of := make([]int, n)
	for m := range of {
		of[m] = m
	}
	for _, set := range sets {
		for _, m := range set {
			for x, from := 0, of[m]; x < n; x++ {
				if of[x] == from {
					of[x] = of[set[0]]
				}
			}
		}
	}
	groups := [][]int{}
	for g := range n {
		var group []int
		for m := range of {
			if of[m] == g {
				group = append(group, m)
			}
		}
		if len(group) > 1 || len(group) == 1 && slices.ContainsFunc(sets, func(s []int) bool { return slices.Equal(s, group) }) {
			groups = append(groups, group)
		}
	}
	return groups
}

// brute lists by looking at all subsets.
func (c clauses) brute() (conflicts, corrections [][]int) {
	ask := c.problem().Ask
	n := len(c.cost)
	set := func(mask int) (in []bool, members []int) {
		in = make([]bool, n)
		for m := range n {
			if in[m] = mask>>m&1 == 1; in[m] {
				members = append(members, m)
			}
		}
		return in, members
	}
	holds := make([]bool, 1<<n)
	for mask := range holds {
		in, _ := set(mask)
		holds[mask] = ask(in).Holds
	}
	minimal := func(mask int, bad func(int) bool) bool {
		if !bad(mask) {
			return false
		}
		for m := range n {
			if mask>>m&1 == 1 && bad(mask&^(1<<m)) {
				return false
			}
		}
		return true
	}
	for mask := range holds {
		_, members := set(mask)
		if minimal(mask, func(x int) bool { return !holds[x] }) {
			conflicts = append(conflicts, members)
		}
		if minimal(mask, func(x int) bool { return holds[(len(holds)-1)&^x] }) {
			corrections = append(corrections, members)
		}
	}
	return sorted(conflicts), corrections
}

func (c clauses) price(set []int) (p [3]int) {
	for _, m := range set {
		p[0] += grave(c.cost[m])
		p[1] += c.cost[m].Weight
	}
	p[2] = len(set)
	return p
}

func TestEnumerateIsBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawClauses(t, rapid.SampledFrom([]int{1, 1, 1, 0}).Draw(t, "least"))
		if slices.ContainsFunc(c.sets, func(s []int) bool { return len(s) == 0 }) {
			c.groups = nil
		}
		conflicts, corrections := c.brute()
		slices.SortFunc(corrections, func(a, b []int) int {
			x, y := c.price(a), c.price(b)
			if d := slices.Compare(x[:], y[:]); d != 0 {
				return d
			}
			return slices.Compare(a, b)
		})
		got := Enumerate(c.problem(), Most{1000, 1000}, budget(plenty))
		if !got.ConflictsComplete || !got.CorrectionsComplete || !got.CorrectionsFirst || got.Unsure {
			t.Fatalf("not complete: %+v", got)
		}
		if fmt.Sprint(got.Conflicts) != fmt.Sprint(conflicts) {
			t.Fatalf("conflicts %v, want %v", got.Conflicts, conflicts)
		}
		if len(conflicts) == 0 || len(conflicts[0]) == 0 {
			corrections = nil // nothing to give up, or nothing helps
		}
		if fmt.Sprint(got.Corrections) != fmt.Sprint(corrections) {
			t.Fatalf("corrections %v, want %v", got.Corrections, corrections)
		}
	})
}

// Stopped early, everything listed is true, and corrections that are called the
// first are the cheapest.
func TestStoppedEarly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawClauses(t, 1)
		conflicts, corrections := c.brute()
		most := Most{rapid.IntRange(1, 4).Draw(t, "conflicts"), rapid.IntRange(1, 4).Draw(t, "corrections")}
		b := budget(rapid.SampledFrom([]int64{1, 3, 10, 30, 100, plenty}).Draw(t, "budget"))
		got := Enumerate(c.problem(), most, b)
		if b.Opened > b.Limit {
			t.Fatalf("%d questions of %d", b.Opened, b.Limit)
		}
		has := func(all [][]int) func([]int) bool {
			return func(set []int) bool {
				return slices.ContainsFunc(all, func(s []int) bool { return slices.Equal(s, set) })
			}
		}
		for _, x := range got.Conflicts {
			if !has(conflicts)(x) {
				t.Fatalf("%v is no minimal conflict", x)
			}
		}
		if len(got.Conflicts) > most.Conflicts || got.ConflictsComplete && len(got.Conflicts) != len(conflicts) {
			t.Fatalf("%d of %d conflicts, complete %v", len(got.Conflicts), len(conflicts), got.ConflictsComplete)
		}
		for i, x := range got.Corrections {
			if !has(corrections)(x) {
				t.Fatalf("%v is no minimal correction", x)
			}
			for _, y := range corrections {
				p, q := c.price(y), c.price(x)
				if got.CorrectionsFirst && slices.Compare(p[:2], q[:2]) < 0 && !has(got.Corrections[:i])(y) {
					t.Fatalf("%v is called one of the first; %v is cheaper", x, y)
				}
			}
		}
		if len(got.Corrections) > most.Corrections || got.CorrectionsComplete && len(conflicts) > 0 && len(got.Corrections) != len(corrections) {
			t.Fatalf("%d of %d corrections, complete %v", len(got.Corrections), len(corrections), got.CorrectionsComplete)
		}
	})
}

// Cheapest finds the cheapest correction, also where only some members are free.
func TestCheapestIsBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawClauses(t, 0)
		c.groups = nil
		_, corrections := c.brute()
		free := rapid.SliceOfNDistinct(rapid.IntRange(0, len(c.cost)-1), 0, len(c.cost), rapid.ID).Draw(t, "free")
		if free == nil {
			free = []int{}
		}
		var want *[3]int
		for _, x := range corrections {
			p := c.price(x)
			if !slices.ContainsFunc(x, func(m int) bool { return !slices.Contains(free, m) }) && (want == nil || slices.Compare(p[:2], want[:2]) < 0) {
				want = &p
			}
		}
		got, found := Cheapest(c.problem(), free, budget(plenty))
		switch {
		case !found:
			t.Fatal("not found out")
		case (got == nil) != (want == nil):
			t.Fatalf("got %v, want %v", got, want)
		case got == nil:
			return
		}
		if p := c.price(got.Members); !got.Proved || slices.Compare(p[:2], want[:2]) != 0 {
			t.Fatalf("got %+v, which costs %v, want %v", got, p, *want)
		}
		for _, m := range got.Members {
			if !slices.Contains(free, m) {
				t.Fatalf("%d is not free", m)
			}
		}
	})
}

// Explain returns a minimal conflict, one without members to be given up last
// where there is one.
func TestExplain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawClauses(t, 0)
		if slices.ContainsFunc(c.sets, func(s []int) bool { return len(s) == 0 }) {
			c.groups = nil
		}
		conflicts, _ := c.brute()
		b := budget(plenty)
		got, sure := Explain(c.problem(), b)
		if !sure || (got == nil) != (len(conflicts) == 0) {
			t.Fatalf("got %v, sure %v, of %v", got, sure, conflicts)
		}
		if got == nil {
			return
		}
		if !slices.ContainsFunc(conflicts, func(x []int) bool { return slices.Equal(x, got) }) {
			t.Fatalf("%v is none of %v", got, conflicts)
		}
		last := func(set []int) bool { return slices.ContainsFunc(set, func(m int) bool { return c.cost[m].Last }) }
		if last(got) && slices.ContainsFunc(conflicts, func(x []int) bool { return !last(x) }) {
			t.Fatalf("%v holds what is to be given up last, and not all of %v do", got, conflicts)
		}
		if b.Opened > 80 {
			t.Fatalf("%d questions for %d members", b.Opened, len(c.cost))
		}
	})
}

// An oracle that is not sure never makes a conflict of what it does not know.
func TestUnsure(t *testing.T) {
	p := Problem{Members: slices.Repeat([]Member{{Weight: 1}}, 3), Ask: func(in []bool) Answer {
		switch {
		case in[0] && in[1] && in[2]:
			return Answer{}
		case in[0] && in[1]:
			return Answer{Holds: true, Unsure: true}
		}
		return Answer{Holds: true}
	}}
	l := Enumerate(p, Most{10, 10}, budget(plenty))
	if !l.Unsure || l.ConflictsComplete || fmt.Sprint(l.Conflicts) != "[[0 1 2]]" {
		t.Errorf("%+v", l)
	}
	if x, sure := Explain(p, budget(plenty)); sure || fmt.Sprint(x) != "[0 1 2]" {
		t.Errorf("%v, sure %v", x, sure)
	}
}

// Of three hundred pairs all conflicts are listed, and the first corrections.
func TestPairs(t *testing.T) {
	c := clauses{core: 1}
	for i := range 300 {
		c.cost = append(c.cost, Member{Weight: 1}, Member{Weight: 1 + i%2, Last: i%3 == 0})
		c.sets = append(c.sets, []int{2 * i, 2*i + 1})
		c.groups = append(c.groups, []int{2 * i, 2*i + 1})
	}
	got := Enumerate(c.problem(), Most{1000, 20}, budget(100_000))
	if len(got.Conflicts) != 300 || !got.ConflictsComplete || len(got.Corrections) != 20 || got.CorrectionsComplete || !got.CorrectionsFirst {
		t.Errorf("%d conflicts, complete %v; %d corrections, complete %v, first %v",
			len(got.Conflicts), got.ConflictsComplete, len(got.Corrections), got.CorrectionsComplete, got.CorrectionsFirst)
	}
	// Without the groups neither list comes to its end, and the cheapest is proved.
	c.groups = nil
	got = Enumerate(c.problem(), Most{1000, 20}, budget(20_000))
	if len(got.Conflicts) != 300 || got.ConflictsComplete || len(got.Corrections) == 0 || !got.CorrectionsFirst || len(got.Corrections[0]) != 300 {
		t.Errorf("%d conflicts, complete %v; %d corrections, first %v",
			len(got.Conflicts), got.ConflictsComplete, len(got.Corrections), got.CorrectionsFirst)
	}
}
