package server

import (
	"strconv"
	"strings"
	"sync"

	"detente/agreement"
	"detente/plan"
	"detente/state"
)

// planLimit bounds the search for the plan from here: well under a second. What
// is not proved within it is told as not proved.
const planLimit = 300_000

// planned keeps the last plans, by the text and what counts as performed.
type planned struct {
	mu   sync.Mutex
	last map[string]*plan.Result
}

// from returns the plans from here, one for each reading of the view.
func (p *planned) from(v *state.View) []*plan.Result {
	var all []*plan.Result
	p.mu.Lock()
	defer p.mu.Unlock()
	next := map[string]*plan.Result{}
	for _, r := range v.Readings {
		key := planKey(v, r)
		found, ok := p.last[key]
		if !ok {
			found = planFrom(v, r)
		}
		next[key] = found
		all = append(all, found)
	}
	p.last = next
	return all
}

func planKey(v *state.View, r state.Reading) string {
	var b strings.Builder
	b.WriteString(v.Text.Hash)
	for _, u := range r.Satisfied.Members() {
		b.WriteString(" " + strconv.Itoa(u))
	}
	return b.String()
}

// planFrom plans what is left. nil where there is no plan to be had, since what is
// performed is not a state that the text allows.
func planFrom(v *state.View, r state.Reading) *plan.Result {
	performed, allowed := v.Performances(r)
	if !allowed {
		return nil
	}
	found, err := plan.Find(v.Text.Agreement, plan.Options{Asking: agreement.Asking{Performed: performed}, Limit: planLimit})
	if err != nil {
		return nil
	}
	return found
}
