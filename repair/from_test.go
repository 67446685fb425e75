package repair

import (
	"strings"
	"testing"

	"detente/agreement"
	"detente/plan"
)

// toldFrom are the sentences of all repairs of a plan that goes on from a state.
func toldFrom(t *testing.T, a *agreement.Agreement, state string) string {
	t.Helper()
	performed, err := agreement.ReadState("-from", state)
	if err != nil {
		t.Fatal(err)
	}
	if err := agreement.CheckState(a, performed); err != nil {
		t.Fatal(err)
	}
	r, err := plan.Find(a, plan.Options{Asking: agreement.Asking{Performed: performed}})
	if err != nil {
		t.Fatal(err)
	}
	all, err := Find(r, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, o := range all {
		said = append(said, o.Why)
		for _, x := range o.Repairs {
			said = append(said, x.Sentence)
		}
	}
	return strings.Join(said, "\n")
}

// What is repaired is what is left of the plan, as if done were written on what
// has been performed; a step that has begun is not cut again.
func TestRepairsFromAState(t *testing.T) {
	a := agreed(t, strike+`
step "talks" {
  by    = union
  costs = { union = 1 }
  gains = { company = 1 }
  undo  = 0.5
}
`)
	from := toldFrom(t, a, "talks")
	a.Step("talks").Done.Given = true
	if written := toldFrom(t, a, ""); from != written {
		t.Errorf("from talks:\n%s\nwith done written:\n%s", from, written)
	}

	b := agreed(t, strings.Replace(strike, "takes = [9, 10]", "parts = 2", 1))
	if said := toldFrom(t, b, ""); !strings.Contains(said, "Perform return and raise in") {
		t.Errorf("from the beginning:\n%s", said)
	}
	if said := toldFrom(t, b, "return[1]"); strings.Contains(said, "Perform return") || strings.Contains(said, "Release return") {
		t.Errorf("from return[1]:\n%s", said)
	}
}
