package check

import (
	"fmt"

	"detente/agreement"
	"detente/diag"
	"detente/order"
)

// needless is D601: a step that serves nobody, with nothing behind it that
// serves anybody, and that no demand wants. What inspectors do is needed by
// those who rely on it. Nothing is said where the text does not say what steps
// are worth (D205 says that).
func needless(t *text) []diag.Finding {
	if !t.valued {
		return nil
	}
	wanted := map[string]bool{}
	for _, d := range t.course.Asked {
		if d.Kind == agreement.Include {
			wanted[d.Steps[0].ID] = true
		}
	}
	serving := t.serving()
	var found []diag.Finding
	for _, s := range t.open() {
		if s.Link != "" || serving[s.ID] || wanted[s.ID] || t.unvalued[s.ID] || t.inspects(s) {
			continue
		}
		f := t.about(s, fmt.Sprintf("Nobody needs %s: it serves nobody, and nothing that serves anybody waits for it.", s.ID))
		f.Fix = "Leave it out, or say whom it serves: gains = { … }"
		found = append(found, f)
	}
	return found
}

// serving reports, by name, the steps that serve somebody or that something
// waits for which does; what is not valued may serve somebody.
func (t *text) serving() map[string]bool {
	events := len(t.course.Events)
	next, weight := make([][]int, events), make([]int, events)
	for _, e := range t.course.Edges {
		next[e.Before] = append(next[e.Before], e.After)
	}
	for u, unit := range t.course.Units {
		if e := t.course.EventOf(u); e >= 0 && (gains(unit.Step) || t.unvalued[unit.Step.ID]) {
			weight[e] = 1
		}
	}
	reached := order.Reaching(next, weight)
	serving := map[string]bool{}
	for u, unit := range t.course.Units {
		if e := t.course.EventOf(u); e >= 0 && weight[e]+reached[e] > 0 {
			serving[unit.Step.ID] = true
		}
	}
	return serving
}
