package agenda

import (
	"slices"
	"strings"

	"detente/agreement"
	"detente/check"
	"detente/conflict"
)

// maxFreed is of how many conflicts it is worked out what settling them frees.
const maxFreed = 20

// conflicts are the demands that cannot be met together. Those whose demands
// they are can settle them; each is weighed by what it would free alone.
func (b *book) conflicts() []Item {
	var all []Item
	for i, c := range b.knots.Conflicts {
		item := Item{Sentence: b.told(c)}
		for _, e := range c.Edges {
			item.Steps = add(item.Steps, b.course.Units[e.Then].Step.ID)
		}
		for _, d := range c.Demands {
			item.Demands = append(item.Demands, d.ID)
			if d.Of.Given {
				item.By = add(item.By, d.Of.V.ID)
			}
			if !item.Place.Known() {
				item.Place = d.That
			}
		}
		if len(c.Demands) == 0 {
			for _, id := range item.Steps {
				item.By = add(item.By, names(b.Step(id).By)...)
			}
			item.Place = c.Edges[0].Place
		}
		if i < maxFreed && len(c.Demands) > 0 {
			b.freed(&item)
		}
		all = append(all, item)
	}
	return append(all, b.clashes()...)
}

// clashes are the dates, demands and exposure limits that rule each other out, as a
// check tells them. Those whose they are can settle them.
func (b *book) clashes() []Item {
	var all []Item
	for _, f := range check.Run(b.Agreement, b.asking) {
		if f.Code == "D107" || f.Code == "D108" {
			_, told, _ := strings.Cut(f.Summary, ": ") // that it is a conflict is said already
			all = append(all, Item{Sentence: told, Place: f.Place, Steps: f.Steps, By: f.Owners, weight: f.Weight})
		}
	}
	return all
}

// told says a conflict in a sentence.
func (b *book) told(c conflict.Conflict) string {
	if c.Refusal != nil {
		return conflict.Refused{Refusal: *c.Refusal}.Sentence(b.course)
	}
	return conflict.Cycle{Edges: c.Edges}.Sentence(b.course)
}

// freed works out what could come up if the demands of the conflict were met in
// some other way, and no other conflict were: they are set aside, on all sides.
func (b *book) freed(item *Item) {
	asking := b.asking
	asking.Without = slices.Concat(asking.Without, item.Demands)
	course := agreement.NewCourse(b.Agreement, asking)
	still := steps(course, conflict.Analyse(course).Stuck)
	stuck := steps(b.course, b.knots.Stuck)
	item.Unlocks = without(stuck, still)
	item.weight = len(item.Unlocks)
	if held := without(stuck, item.Unlocks); len(item.Unlocks) == 0 {
		item.Frees = "settled alone it frees nothing: other conflicts hold " + list(held) + " as well"
	}
}

// steps returns the names of the steps of the events, each once, in order.
func steps(c *agreement.Course, events []int) []string {
	var all []string
	seen := map[string]bool{}
	for _, e := range events {
		for _, u := range c.Events[e].Units {
			if id := c.Units[u].Step.ID; !seen[id] {
				seen[id] = true
				all = append(all, id)
			}
		}
	}
	return all
}

func names(refs []agreement.Ref) []string {
	var all []string
	for _, r := range refs {
		all = append(all, r.ID)
	}
	return all
}
