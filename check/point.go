package check

import (
	"slices"
	"strings"

	"detente/agreement"
	"detente/diag"
)

// point is one open point of a step.
type point struct {
	step     *agreement.Step
	sentence string // without its full stop
	detail   string
	places   []diag.Place // besides the step's own
}

// points makes findings of open points of one kind. A point on which other steps
// hang is a finding of its own, heaviest first; those on which nothing hangs are
// one finding together, which whole begins, so that they do not bury the others.
// What is open in a linked agreement is for that agreement to say.
func (t *text) points(all []point, whole, fix string) []diag.Finding {
	var found []diag.Finding
	var light []point
	for _, p := range all {
		if p.step.Link != "" {
			continue
		}
		if t.weight[p.step.ID] == 0 {
			light = append(light, p)
			continue
		}
		f := t.about(p.step, p.sentence+"; "+waitsFor(t.weight[p.step.ID])+".")
		f.Detail, f.Fix = p.detail, fix
		f.Places = append(f.Places, p.places...)
		found = append(found, f)
	}
	return append(found, t.light(light, whole, fix)...)
}

func (t *text) light(points []point, whole, fix string) []diag.Finding {
	if len(points) == 0 {
		return nil
	}
	f := t.about(points[0].step, points[0].sentence+".")
	f.Fix, f.Detail = fix, points[0].detail
	f.Places = append(f.Places, points[0].places...)
	if len(points) == 1 {
		return []diag.Finding{f}
	}
	var names []string
	for _, p := range points[1:] {
		f.Places = append(append(f.Places, p.step.Place), p.places...)
		f.Owners = add(f.Owners, ids(p.step.By)...)
		if p.detail != "" {
			f.Detail += "\n" + p.detail
		}
	}
	f.Detail = strings.TrimPrefix(f.Detail, "\n")
	for _, p := range points {
		names = append(names, p.step.ID)
	}
	f.Steps = slices.Clone(names)
	f.Summary = whole + " " + listed(names, maxLight) + ", for which no other step waits."
	return []diag.Finding{f}
}

// maxLight is how many steps one sentence names on which nothing hangs.
const maxLight = 20
