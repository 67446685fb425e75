package check

import (
	"fmt"
	"slices"
	"strings"

	"detente/agreement"
	"detente/conflict"
	"detente/diag"
)

// deadEnd is D102: a chain of steps that ends at one which cannot come, because
// a demand asks that it not be performed (an error: the text contains it), or
// because nobody is named to perform it (a warning: somebody may yet be named).
func deadEnd(t *text) []diag.Finding {
	var found []diag.Finding
	for _, r := range t.knots.Refused {
		found = append(found, t.refused(r))
	}
	for _, s := range t.open() {
		if len(s.By) == 0 && t.weight[s.ID] > 0 && t.exchange[s.ID] == nil {
			found = append(found, t.unowned(s))
		}
	}
	return found
}

func (t *text) refused(r conflict.Refused) diag.Finding {
	d := r.Refusal.Demand
	refused := []string{d.Steps[0].ID}
	waiting := without(t.stepsOf(append([]int{r.Refusal.Event}, r.Waiting...)...), refused)
	chain := lastOf(t.knots.Chain(r.Refusal.Event))
	f := diag.Finding{
		Summary: r.Sentence(t.course),
		Place:   d.That,
		Steps:   add(t.stepsOf(eventsOn(chain)...), refused...),
		Weight:  len(refused) + len(waiting),
	}
	for _, e := range chain {
		f.Places = addReason(f.Places, e)
		if e.Demand != nil && e.Demand.Of.Given {
			f.Owners = add(f.Owners, e.Demand.Of.V.ID)
		}
	}
	f.Places = addPlace(f.Places, d.That)
	if d.Of.Given {
		f.Owners = add(f.Owners, d.Of.V.ID)
	}
	f.Detail = strings.TrimSpace(t.refusal(d, refused, without(waiting, f.Steps)))
	f.Fix = fmt.Sprintf("Take %s out of the text, with what waits for it or without; or set aside %s (%s).", list(refused), d.ID, t.owner(d))
	if len(chain) > 0 {
		f.Fix = fmt.Sprintf("Let %s wait for something else that serves the same end; or take %s out of the text; or set aside %s (%s).",
			list(t.stepsOf(chain[len(chain)-1].After)), list(refused), d.ID, t.owner(d))
	}
	return f
}

// lastOf is the end of a chain, as far as a sentence tells it.
func lastOf(chain []agreement.Edge) []agreement.Edge { return chain[max(0, len(chain)-maxListed):] }

// refusal tells the position behind a refusal, who asks for the opposite, and
// what else waits.
func (t *text) refusal(d *agreement.Demand, refused, waiting []string) string {
	var b strings.Builder
	if said := words(d); said != "" {
		fmt.Fprintf(&b, "%s in %s: “%s”\n", t.owner(d), d.ID, said)
	}
	for _, other := range t.course.Asked {
		if other.Kind == agreement.Include && slices.Contains(refused, other.Steps[0].ID) {
			fmt.Fprintf(&b, "%s asks that it be performed (demand %q%s).\n", t.owner(other), other.ID, at(other.That))
		}
	}
	for _, id := range refused[:min(len(refused), maxListed)] {
		fmt.Fprintf(&b, "%s\n", t.told(t.step[id]))
	}
	b.WriteString(hanging(waiting))
	return b.String()
}

func (t *text) unowned(s *agreement.Step) diag.Finding {
	events := t.eventsOf(s.ID)
	chain := lastOf(t.knots.Chain(events[len(events)-1]))
	clauses := append(conflict.Clauses(t.course, chain, false), "nobody is named to perform "+s.ID)
	f := t.about(s, "Dead end: "+list(clauses)+".")
	f.Severity = diag.Warning
	f.Steps = add(t.stepsOf(eventsOn(chain)...), s.ID)
	f.Places = nil
	for _, e := range chain {
		f.Places = addReason(f.Places, e)
	}
	f.Places = addPlace(f.Places, s.Place)
	f.Fix = "Name who performs it, or let what waits for it wait for something that somebody performs."
	return f
}
