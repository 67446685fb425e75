package check

import "detente/diag"

// lasting is D706: a duty of which nothing says how long it is to be kept.
func lasting(t *text) []diag.Finding {
	var found []diag.Finding
	for _, d := range t.Duties {
		if d.Until.Given || d.Throughout || len(d.While) > 0 || d.Stopped.Given {
			continue
		}
		f := t.about(d.Step, "Nothing says how long "+d.ID+" is to be kept.")
		f.Fix = "Say until when, until = …; as long as the agreement lasts, until = agreement; or on what it rests, while = [ … ]."
		found = append(found, f)
	}
	return found
}
