package check

import "detente/diag"

// owner is D201: a step that nobody is named to perform, or a duty that nobody is
// named to keep.
func owner(t *text) []diag.Finding {
	var open []point
	for _, s := range t.openDuties() {
		if len(s.By) == 0 {
			open = append(open, point{step: s, sentence: "Nobody is named to perform " + s.ID})
		}
	}
	return t.points(open, "Nobody is named to perform", "Name who performs it: by = …")
}
