package demands

import (
	"testing"

	"detente/agreement"
	"detente/effort"
	"detente/internal/families"
	"detente/mus"
)

// 200 demands over 600 steps, with dates and limits: the first conflict takes some
// dozens of questions, of a millisecond or less each (docs/benchmarks.md has the
// times), and where the text stands the lists are complete.
func TestTwoHundredDemandsOverSixHundredSteps(t *testing.T) {
	a := families.Disputed(families.Dispute{Steps: 600, Demands: 200, Against: 2, Dates: 20, Limits: 2}, 1)
	th := newTheory(agreement.NewCourse(a, agreement.Asking{}), Options{})
	conflict, sure := mus.Explain(th.problem(), &effort.Budget{Limit: 100})
	if conflict == nil || !sure {
		t.Errorf("no first conflict after %d questions", th.asked)
	}
	an := Analyse(a, Options{TextStands: true})
	if !an.Complete || !an.GiveUpComplete || an.Unsure || len(an.Conflicts) == 0 || len(an.Conflicts) > 100 {
		t.Errorf("%d conflicts, complete %v; %d sets, complete %v", len(an.Conflicts), an.Complete, len(an.GiveUp), an.GiveUpComplete)
	}
	// With every precondition and date to be given up as well there are too many
	// ways out to list; what is listed says so, and the first ones are the least.
	an = Analyse(a, Options{Questions: 1500})
	if an.Complete || an.GiveUpComplete || len(an.Conflicts) == 0 || len(an.GiveUp) == 0 || an.Questions > 2000 {
		t.Errorf("%d conflicts, complete %v; %d sets, complete %v; %d questions", len(an.Conflicts), an.Complete, len(an.GiveUp), an.GiveUpComplete, an.Questions)
	}
	again := Analyse(a, Options{Questions: 1500})
	if len(names(an, terms(an.Conflicts))) != len(names(again, terms(again.Conflicts))) {
		t.Error("not the same twice")
	}
	for i, s := range names(an, append(terms(an.Conflicts), an.GiveUp...)) {
		if s != names(again, append(terms(again.Conflicts), again.GiveUp...))[i] {
			t.Fatal("not the same twice")
		}
	}
}
