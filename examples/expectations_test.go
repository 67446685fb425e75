package examples_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"detente/agreement"
	"detente/diag"
	"detente/plan"
)

// An expected.txt is a list of cases. A line "case NAME" begins one, and these
// lines say what is looked at:
//
//	also PATH…         read these folders along (relative to the example)
//	without DEMAND…    set these demands aside
//	firm-only yes      count red lines only
//	performed STEP…    go on from where these have been performed (step=DATE)
//	drop BLOCK NAME    take the block out of the text first
//
// These say what must be so:
//
//	must CODE [steps S…] [owners O…] [names N…]
//	                   some finding of the code has all these steps and owners
//	                   and uses these names in what it says
//	must-not CODE […]  no finding of the code has
//	count CODE N       there are N findings of the code
//	first CODE […]     of the code, the finding on which most hangs has
//	conflicts N        there are N minimal conflicts, and these are all
//	conflict TERM…     one of them is of exactly these terms
//	give-up TERM…      one of the minimal sets to give up is exactly this
//	alone WHO enough TERM…   what WHO (or everybody) could do alone: at least
//	alone WHO short TERM…    to give these up, and whether that is enough
//	equilibria STANDOFF CONCEPT STATE…
//	                   these states, and no others, are equilibria by the concept
//	verdict V          what the planner answers
//	aside V            what it answers with the demands of all conflicts set aside
//	set-aside DEMAND…  these demands, and no others, are the ones set aside
//	kept PARTY…        these, and no others, would gain by leaving at the end
//	order A B …        in the plan shown, A is in an earlier round than B, …
//	together A B …     in the plan shown, these are in one round
//	late UNIT…         these do not meet their due date in the plan shown
//	days P N           the stages of procedure P take N days to its effect
//	useful P D         D is the last day on which a start of P is of use; P.S for a
//	                   stage of it
//	in-force P.S=D E   stage S having begun on D, and nobody acting, the effect is
//	                   in force from E
//	enough P PARTY…    these actors, and no others, can each bring the effect of P
//	                   about alone
//
// A step in parts is named as in the plan: relief[1]. A term is a demand by its
// name, after(border,elections), due(border), not_before(border) or
// max_exposure(north). Lines that begin with #
// and empty lines are for readers.

// expectedCase is one case of an expected.txt.
type expectedCase struct {
	name      string
	also      []string
	without   []string
	firmOnly  bool
	performed []agreement.Performance
	drop      [][2]string // type and name of a block
	dropped   map[string]bool
	claims    []claim
}

// claim is one line that says what must be so.
type claim struct {
	at    string // file and line
	verb  string
	words []string
}

func readCases(t *testing.T, path string) []*expectedCase {
	t.Helper()
	var cases []*expectedCase
	for i, line := range strings.Split(mustRead(t, path), "\n") {
		words := strings.Fields(line)
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		at := fmt.Sprintf("%s:%d", path, i+1)
		if words[0] == "case" {
			cases = append(cases, &expectedCase{name: strings.Join(words[1:], " "), dropped: map[string]bool{}})
			continue
		}
		if len(cases) == 0 {
			t.Fatalf("%s: a line before the first case", at)
		}
		cases[len(cases)-1].line(t, claim{at, words[0], words[1:]})
	}
	if len(cases) == 0 {
		t.Fatalf("%s holds no case", path)
	}
	return cases
}

func (c *expectedCase) line(t *testing.T, l claim) {
	t.Helper()
	switch l.verb {
	case "also":
		c.also = append(c.also, l.words...)
	case "without":
		c.without = append(c.without, l.words...)
	case "performed":
		all, err := agreement.ReadState(l.at, strings.Join(l.words, ","))
		if err != nil {
			t.Fatal(err)
		}
		c.performed = append(c.performed, all...)
	case "firm-only":
		c.firmOnly = slices.Equal(l.words, []string{"yes"})
	case "drop":
		if len(l.words) != 2 {
			t.Fatalf("%s: write drop BLOCK NAME", l.at)
		}
		c.drop = append(c.drop, [2]string{l.words[0], l.words[1]})
	default:
		if _, ok := verbs[l.verb]; !ok {
			t.Fatalf("%s: there is no %q", l.at, l.verb)
		}
		if len(l.words) == 0 && l.verb != "kept" {
			t.Fatalf("%s: %s of what?", l.at, l.verb)
		}
		c.claims = append(c.claims, l)
	}
}

// change takes the blocks out of the text that the case drops.
func (c *expectedCase) change(t *testing.T, src []byte) []byte {
	t.Helper()
	for _, d := range c.drop {
		block := regexp.MustCompile(`(?ms)^` + d[0] + ` "` + d[1] + `" \{\n.*?^\}\n`)
		if block.Match(src) {
			c.dropped[d[1]] = true
			src = block.ReplaceAll(src, nil)
		}
	}
	return src
}

// unused are the names of blocks to drop that were not found.
func (c *expectedCase) unused() []string {
	var names []string
	for _, d := range c.drop {
		if !c.dropped[d[1]] {
			names = append(names, d[1])
		}
	}
	return names
}

// found are the verbs that say nothing about the plan.
var found = []string{"must", "must-not", "count", "first", "conflicts", "conflict", "give-up", "alone", "equilibria", "days", "useful", "in-force", "enough"}

// plans reports whether the case says anything about the plan.
func (c *expectedCase) plans() bool {
	return slices.ContainsFunc(c.claims, func(l claim) bool { return !slices.Contains(found, l.verb) })
}

// verbs are the claims an expected.txt can make; each returns what is not so,
// or "".
var verbs = map[string]func(o *outcome, words []string) string{
	"must":       (*outcome).must,
	"must-not":   (*outcome).mustNot,
	"count":      (*outcome).count,
	"first":      (*outcome).first,
	"conflicts":  (*outcome).conflicts,
	"conflict":   (*outcome).conflict,
	"give-up":    (*outcome).giveUp,
	"alone":      (*outcome).alone,
	"equilibria": (*outcome).equilibria,
	"verdict":    (*outcome).verdict,
	"aside":      (*outcome).asideVerdict,
	"set-aside":  (*outcome).setAside,
	"kept":       (*outcome).kept,
	"order":      (*outcome).order,
	"together":   (*outcome).together,
	"late":       (*outcome).late,
	"days":       (*outcome).days,
	"useful":     (*outcome).useful,
	"in-force":   (*outcome).inForce,
	"enough":     (*outcome).enough,
}

func (o *outcome) hold(t *testing.T) {
	t.Helper()
	for _, l := range o.c.claims {
		if wrong := verbs[l.verb](o, l.words); wrong != "" {
			t.Errorf("%s: %s %s: %s", l.at, l.verb, strings.Join(l.words, " "), wrong)
		}
	}
}

func (o *outcome) must(words []string) string {
	if len(o.matching(words)) == 0 {
		return "not found; found is\n" + o.said(words[0])
	}
	return ""
}

func (o *outcome) mustNot(words []string) string {
	if m := o.matching(words); len(m) > 0 {
		return "found: " + m[0].Summary
	}
	return ""
}

func (o *outcome) count(words []string) string {
	n := 0
	for _, f := range o.found {
		if string(f.Code) == words[0] {
			n++
		}
	}
	if len(words) != 2 || strconv.Itoa(n) != words[1] {
		return fmt.Sprintf("there are %d:\n%s", n, o.said(words[0]))
	}
	return ""
}

// matching are the findings of a code that have all the steps and owners named.
func (o *outcome) matching(words []string) diag.List {
	lists := map[string][]string{}
	list := ""
	for _, w := range words[1:] {
		if w == "steps" || w == "owners" || w == "names" {
			list = w
			continue
		}
		lists[list] = append(lists[list], w)
	}
	var found diag.List
	for _, f := range o.found {
		says := f.Summary + " " + f.Detail
		if string(f.Code) == words[0] && has(f.Steps, lists["steps"]) && has(f.Owners, lists["owners"]) &&
			!slices.ContainsFunc(lists["names"], func(n string) bool { return !mentions(says, n) }) {
			found = append(found, f)
		}
	}
	return found
}

func has(all, wanted []string) bool {
	return !slices.ContainsFunc(wanted, func(w string) bool { return !slices.Contains(all, w) })
}

// mentions reports whether the text uses the name as a word of its own.
func mentions(text, name string) bool {
	return regexp.MustCompile(`(^|[^\pL\d_])` + regexp.QuoteMeta(name) + `($|[^\pL\d_])`).MatchString(text)
}

func (o *outcome) said(code string) string {
	var b strings.Builder
	for _, f := range o.found {
		if string(f.Code) == code {
			fmt.Fprintf(&b, "  %s %s\n    steps %v owners %v\n", f.Place, f.Summary, f.Steps, f.Owners)
		}
	}
	if b.Len() == 0 {
		return "  no " + code
	}
	return b.String()
}

func (o *outcome) verdict(words []string) string {
	if string(o.result.Verdict) != words[0] {
		return fmt.Sprintf("it is %s: %s", o.result.Verdict, strings.Join(o.result.Reasons, " "))
	}
	return ""
}

func (o *outcome) asideVerdict(words []string) string {
	switch {
	case o.shown == o.result:
		return "nothing had to be set aside"
	case string(o.shown.Verdict) != words[0]:
		return fmt.Sprintf("it is %s: %s", o.shown.Verdict, strings.Join(o.shown.Reasons, " "))
	}
	return ""
}

func (o *outcome) setAside(words []string) string {
	if !slices.Equal(slices.Sorted(slices.Values(words)), slices.Sorted(slices.Values(o.aside))) {
		return fmt.Sprintf("set aside are %v", o.aside)
	}
	return ""
}

func (o *outcome) kept(words []string) string {
	var parties []string
	for _, k := range o.shown.Kept {
		parties = append(parties, k.Party.ID)
	}
	slices.Sort(parties)
	if !slices.Equal(slices.Sorted(slices.Values(words)), parties) {
		return fmt.Sprintf("it is %v", parties)
	}
	return ""
}

func (o *outcome) order(words []string) string {
	last, before := 0, ""
	for _, w := range words {
		n := o.round(w)
		switch {
		case n == 0:
			return w + " is not in the plan"
		case n <= last:
			return fmt.Sprintf("%s is in round %d, %s in round %d", before, last, w, n)
		}
		last, before = n, w
	}
	return ""
}

func (o *outcome) together(words []string) string {
	for _, w := range words {
		if n := o.round(w); n == 0 || n != o.round(words[0]) {
			return fmt.Sprintf("%s is in round %d, %s in round %d (0: in none)", words[0], o.round(words[0]), w, n)
		}
	}
	return ""
}

// round is the round of a unit in the plan shown, from 1; 0 when it is in none.
func (o *outcome) round(unit string) int {
	for i, r := range o.shown.Rounds {
		for _, e := range r.Events {
			if slices.Contains(o.shown.Course.UnitNames(e), unit) {
				return i + 1
			}
		}
	}
	return 0
}

func (o *outcome) late(words []string) string {
	var units []string
	for _, m := range o.shown.Lateness {
		units = append(units, m.Unit)
	}
	if o.shown.Verdict != plan.Late || !has(units, words) {
		return fmt.Sprintf("late are %v", units)
	}
	return ""
}

// A case that expects the wrong thing fails: the words above can say no.
func TestExpectationsCanFail(t *testing.T) {
	c := &expectedCase{name: "impossible", dropped: map[string]bool{}, claims: []claim{{verb: "verdict"}}}
	o := newOutcome(t, "company-sale-2023", c)
	for _, wrong := range []string{
		"first D202 steps pay_price", "conflicts 1", "conflict money_first", "give-up money_first", "alone buyer enough money_first",
		"must D101", "must-not D103 owners ftc", "count D101 7", "verdict blocked", "aside needs_stake",
		"set-aside money_first", "kept buyer", "order release_rest pay_price", "together cloud_rights pay_price", "late pay_price",
		"days closing 3", "useful closing 2023-10-18", "in-force closing.x=2023-10-18 2023-10-19", "alone closing buyer",
	} {
		words := strings.Fields(wrong)
		if verbs[words[0]](o, words[1:]) == "" {
			t.Errorf("%q holds", wrong)
		}
	}
	if len(o.agreement.Steps) == 0 || o.agreement.Step("pay_price") == (*agreement.Step)(nil) {
		t.Error("the example was not read")
	}
}
