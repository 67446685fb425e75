package check

import "detente/diag"

// definition is D204: a step or a duty that has a name and nothing that says what
// it is.
func definition(t *text) []diag.Finding {
	var open []point
	for _, s := range t.openDuties() {
		if s.Text.String() == "" {
			open = append(open, point{step: s, sentence: "The text does not say what " + s.ID + " is"})
		}
	}
	return t.points(open, "The text does not define", "Say in a sentence what has been done when it is done: text = …")
}
