package repair

import (
	"slices"
	"strings"
	"testing"

	"detente/plan"
)

// found are the repairs of a text, by kind, as "of.attribute = to".
func repairs(t *testing.T, text string) (map[Kind][]string, []Outcome) {
	t.Helper()
	r, err := plan.Find(agreed(t, text), plan.Options{})
	if err != nil {
		t.Fatal(err)
	}
	all, err := Find(r, Options{})
	if err != nil {
		t.Fatal(err)
	}
	said := map[Kind][]string{}
	for _, o := range all {
		for _, x := range o.Repairs {
			var changes []string
			for _, c := range x.Changes {
				changes = append(changes, c.Of+"."+c.Attribute+" = "+c.To)
			}
			said[o.Kind] = append(said[o.Kind], strings.Join(changes, "; "))
			if x.Plan.Verdict != plan.SelfEnforcing {
				t.Errorf("%v: %s", x.Changes, x.Plan.Verdict)
			}
		}
	}
	return said, all
}

const strike = `
party "union" { breach_cost = 1 }
party "company" {}
step "return" {
  by    = union
  takes = [9, 10]
  costs = { union = 6 }
  gains = { company = 10 }
}
step "raise" {
  by    = company
  costs = { company = 6 }
  gains = { union = 10 }
}
`

// A swap of two costly steps: whoever performs last must not gain by leaving it
// undone, so that a stake of 6 of either is enough; in k parts, 6/k.
func TestRepairsOfASwap(t *testing.T) {
	said, all := repairs(t, strike)
	for k, want := range map[Kind][]string{
		Parts:    {"return.parts = 6; return.takes = 2; raise.parts = 6"},
		Sizes:    {"return.sizes = [12, 13, 5]; return.takes = [3, 4]; raise.sizes = [11, 4]"},
		Exchange: {"exchange.steps = return, raise"},
		Stake:    {"union.breach_cost = 6", "company.breach_cost = 6"},
	} {
		if !slices.Equal(said[k], want) {
			t.Errorf("%s: %q, want %q", k, said[k], want)
		}
	}
	for _, k := range []Kind{Precondition, Lock, Undo, Exposure} {
		if len(said[k]) > 0 {
			t.Errorf("%s: %q", k, said[k])
		}
	}
	for _, o := range all {
		if !o.Decided || len(o.Repairs) == 0 && o.Why == "" {
			t.Errorf("%s: decided %v, why %q", o.Kind, o.Decided, o.Why)
		}
		for _, r := range o.Repairs {
			if !r.Least || r.Sentence == "" || len(r.Agree) == 0 || !r.Changes[0].Place.Known() {
				t.Errorf("%+v", r)
			}
		}
	}
	if s := Smallest(all); len(s) != 5 || s[0].Kind != Parts || s[4].Kind != Stake {
		t.Errorf("%v", s)
	}
}

// Where all steps have to be cut, those that need not be are left alone: the
// talks, which come last, are worth as much as a stake of 1.
func TestPartsOfAllThatNeedThem(t *testing.T) {
	said, _ := repairs(t, strike+`
step "talks" {
  by    = [union, company]
  gains = { union = 1, company = 1 }
}
`)
	if want := []string{"return.parts = 3; return.takes = [3, 4]; raise.parts = 3"}; !slices.Equal(said[Parts], want) {
		t.Errorf("%q, want %q", said[Parts], want)
	}
}

// What can be taken back tempts even after the end: no order changes that, and
// nothing that only changes the order is tried.
func TestRepairsOfWhatCanBeTakenBack(t *testing.T) {
	said, all := repairs(t, `
party "iran" { breach_cost = 2 }
party "usa" { breach_cost = 2 }
step "limits" {
  by    = iran
  parts = 3
  costs = { iran = 6 }
  gains = { usa = 9.5 }
}
step "relief" {
  by    = usa
  undo  = full
  costs = { usa = 5 }
  gains = { iran = 10 }
}
`)
	for k, want := range map[Kind][]string{
		Lock:  {"limits.locks = relief"},
		Undo:  {"relief.undo = 0.4"}, // 5 · 0.4 is what leaving costs
		Stake: {"usa.breach_cost = 5"},
	} {
		if !slices.Equal(said[k], want) {
			t.Errorf("%s: %q, want %q", k, said[k], want)
		}
	}
	for _, o := range all[:3] {
		if o.Tried != 0 || !strings.Contains(o.Why, "after the last step") {
			t.Errorf("%s: tried %d, %q", o.Kind, o.Tried, o.Why)
		}
	}
}

// Where those whose bars are raised count in numbers, they are raised together though
// somebody else counts in words.
func TestNumbersBesideWords(t *testing.T) {
	said, all := repairs(t, `
party "a" { max_exposure = 1 }
party "b" { breach_cost = slight }
party "c" { max_exposure = 1 }
step "s0" {
  by    = a
  costs = { a = 3 }
}
step "s1" {
  by    = b
  costs = { b = slight }
  gains = { c = 6 }
}
step "s2" {
  by    = c
  costs = { c = 3 }
  gains = { a = 9, b = vital }
}
`)
	if want := []string{"a.max_exposure = 3; c.max_exposure = 3"}; !slices.Equal(said[Exposure], want) || !all[slices.Index(Kinds(), Exposure)].Repairs[0].Least {
		t.Errorf("%q, want %q", said[Exposure], want)
	}
}

// Three steps of 10 to one and 6 to the other tempt the company first and then the
// union: stakes of 2 and 6 would do. Paid along the way, the total is what is needed
// at the worse of the two moments.
const shifts = `
party "union" { unit = "EUR million" }
party "company" { unit = "EUR million" }
step "return" {
  by    = union
  costs = { union = 6 }
  gains = { company = 10 }
}
step "raise" {
  by    = company
  costs = { company = 6 }
  gains = { union = 10 }
  after = [return]
}
step "arrears" {
  by    = company
  costs = { company = 6 }
  gains = { union = 10 }
  after = [return]
}
step "overtime" {
  by    = union
  costs = { union = 6 }
  gains = { company = 10 }
  after = [raise, arrears]
}
`

func TestPaymentsAlongTheWay(t *testing.T) {
	said, all := repairs(t, shifts)
	if want := []string{"union.breach_cost = 3; company.breach_cost = 3; payment_1.by = union; payment_1.costs = union = 3; payment_1.gains = company = 3; payment_2.by = company; payment_2.costs = company = 3; payment_2.gains = union = 3"}; !slices.Equal(said[Payments], want) {
		t.Errorf("%q, want %q", said[Payments], want)
	}
	if want := []string{"union.breach_cost = 6; company.breach_cost = 2"}; !slices.Equal(said[Stake], want) {
		t.Errorf("%q, want %q", said[Stake], want)
	}
	i := slices.IndexFunc(all, func(o Outcome) bool { return o.Kind == Payments })
	if r := all[i].Repairs[0]; !r.Least || !slices.Equal(r.Agree, []string{"union", "company"}) || !strings.HasSuffix(r.Sentence, "What leaving costs goes up by 6 EUR million in all.") {
		t.Errorf("%+v", r)
	}
	for text, why := range map[string]string{
		strings.Replace(shifts, "million", "", 1):                 "No two parties say that they count in the same unit.",
		strings.Replace(shifts, "[raise, arrears]", "[raise]", 1): "6 EUR million more in all, with them or without.",
		shifts + "party \"bank\" { }\nstep \"fee\" {\n by = bank\n costs = { bank = 1 }\n}\nstep \"refund\" {\n by = union\n gains = { bank = 2 }\n after = [overtime]\n}\nstep \"advance\" {\n by = union\n gains = { bank = 5 }\n}\nstep \"levy\" {\n by = bank\n costs = { bank = 5 }\n after = [advance]\n}\n": "somebody else would gain by leaving.",
	} {
		said, all := repairs(t, text)
		if out := all[i]; len(said[Payments]) > 0 || !out.Decided || !strings.HasSuffix(out.Why, why) {
			t.Errorf("%q, %q, want %q", said[Payments], out.Why, why)
		}
	}
}

// In words, what leaving costs is raised to a word of the party's own scale.
func TestRepairsInWords(t *testing.T) {
	said, all := repairs(t, `
party "union" { breach_cost = minor }
party "company" {}
step "return" {
  by    = union
  costs = { union = moderate }
  gains = { company = major }
}
step "raise" {
  by    = company
  costs = { company = moderate }
  gains = { union = major }
}
`)
	if want := []string{"union.breach_cost = moderate", "company.breach_cost = moderate"}; !slices.Equal(said[Stake], want) {
		t.Errorf("%q, want %q", said[Stake], want)
	}
	for _, o := range all {
		if o.Kind == Stake && !(o.Repairs[0].Least && o.Repairs[1].Least) {
			t.Error("the weakest word is not known to be the weakest")
		}
	}
}

// Each side can take back what it did: no party's stake alone is enough.
func TestStakesTogether(t *testing.T) {
	said, all := repairs(t, `
party "north" {}
party "south" { breach_cost = 1 }
third_party "fund" {}
step "pay" {
  by    = fund
  gains = { north = 20, south = 20 }
}
step "a" {
  by    = north
  undo  = full
  costs = { north = 4 }
}
step "b" {
  by    = south
  undo  = full
  costs = { south = 6 }
}
`)
	if want := []string{"north.breach_cost = 4; south.breach_cost = 6"}; !slices.Equal(said[Stake], want) {
		t.Errorf("%q, want %q", said[Stake], want)
	}
	for _, o := range all {
		if o.Kind == Stake && (o.Why != "Of no party alone is it enough." || !o.Repairs[0].Least) {
			t.Errorf("%+v", o)
		}
	}
}

// A step whose parts the text refers to is not cut: what "relief[2]" means would
// change.
func TestPartsThatAreReferredTo(t *testing.T) {
	_, all := repairs(t, strike+`
step "end" {
  by    = company
  after = [raise[1], return[1]]
}
`)
	if o := all[0]; len(o.Repairs) > 0 || o.Why != "No step is left that could be cut into more parts." {
		t.Errorf("%+v", o)
	}
}

// A search that is stopped, or has no room, claims nothing.
func TestStopped(t *testing.T) {
	r, err := plan.Find(agreed(t, strike), plan.Options{})
	if err != nil {
		t.Fatal(err)
	}
	stop := make(chan struct{})
	close(stop)
	for _, o := range []Options{{Stop: stop}, {Limit: 1}} {
		all, err := Find(r, o)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range all {
			if x.Decided && (x.Kind == Parts || x.Kind == Stake) {
				t.Errorf("%s: decided after %d plannings", x.Kind, x.Tried)
			}
		}
	}
}

// The agreement that was planned is not changed by looking for repairs, and the
// same agreement gives the same repairs.
func TestNothingIsWritten(t *testing.T) {
	a := agreed(t, strike)
	r, err := plan.Find(a, plan.Options{})
	if err != nil {
		t.Fatal(err)
	}
	first, _ := Find(r, Options{})
	if err := plan.Verify(a, r); err != nil {
		t.Error(err)
	}
	again, _ := Find(r, Options{})
	for i := range first {
		for j, x := range first[i].Repairs {
			if y := again[i].Repairs[j]; x.Sentence != y.Sentence || x.Plan.Opened != y.Plan.Opened {
				t.Errorf("%q, then %q", x.Sentence, y.Sentence)
			}
		}
	}
	if s := a.Step("return"); s.Parts.Given || a.Actor("union").BreachCost.V.Lo.Num().Int64() != 1 || len(a.Exchanges) > 0 {
		t.Error("the agreement was changed")
	}
}
