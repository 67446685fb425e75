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

// left is one plan from here: what is left of a text when so much is performed.
type left struct {
	key       string
	text      *state.Text
	performed []agreement.Performance
	allowed   bool // it is a state that the text allows
}

// plansOf says which plans from here there are to a view, one for each reading.
func plansOf(v *state.View) []left {
	var all []left
	for _, r := range v.Readings {
		var key strings.Builder
		key.WriteString(v.Text.Hash)
		for _, u := range r.Satisfied.Members() {
			key.WriteString(" " + strconv.Itoa(u))
		}
		performed, allowed := v.Performances(r)
		all = append(all, left{key.String(), v.Text, performed, allowed})
	}
	return all
}

// ready returns the plans that were found before; false where one has to be searched
// or somebody is searching.
func (p *planned) ready(all []left) ([]*plan.Result, bool) {
	if !p.mu.TryLock() {
		return nil, false
	}
	defer p.mu.Unlock()
	var results []*plan.Result
	for _, a := range all {
		found, ok := p.last[a.key]
		if !ok {
			return nil, false
		}
		results = append(results, found)
	}
	return results, true
}

// of returns the plans, those that were found before as they are.
func (p *planned) of(all []left) []*plan.Result {
	p.mu.Lock()
	defer p.mu.Unlock()
	next := map[string]*plan.Result{}
	results := make([]*plan.Result, len(all))
	for i, a := range all {
		found, ok := p.last[a.key]
		if !ok {
			found = a.find()
		}
		next[a.key], results[i] = found, found
	}
	p.last = next
	return results
}

// find plans what is left; nil where there is no plan to be had.
func (a left) find() *plan.Result {
	if !a.allowed {
		return nil
	}
	found, err := plan.Find(a.text.Agreement, plan.Options{Asking: agreement.Asking{Performed: a.performed}, Limit: planLimit})
	if err != nil {
		return nil
	}
	return found
}
