package check

import (
	"fmt"

	"detente/diag"
)

// absent is D502: a source whose file is not there, or that names none although
// it is quoted, so that its quotes cannot be looked up.
func absent(t *text) []diag.Finding {
	quotes := t.cited()
	var found []diag.Finding
	for _, s := range t.Sources {
		n := quotes[s.ID]
		f := diag.Finding{Place: s.Place, Weight: n}
		switch {
		case s.Loaded:
			continue
		case s.File.Given:
			f.Place = s.File.Place
			f.Summary = fmt.Sprintf("The file %s of source %s is not there", s.File.V, s.ID)
			f.Fix = "Put the file where the text says, seen from the folder of the text; or correct its name."
			if s.WhyNot != "" {
				f.Summary = fmt.Sprintf("The file %s of source %s is there and cannot be used (%s)", s.File.V, s.ID, s.WhyNot)
				f.Fix = "Put a text file of ordinary size where the text says, in the folder of the text or below it."
			}
		case n > 0:
			f.Summary = fmt.Sprintf("Source %s names no file", s.ID)
			f.Fix = "Keep the words that are quoted in a text file and name it: file = …"
		default:
			continue
		}
		if n > 0 {
			f.Summary += fmt.Sprintf("; %s from it cannot be looked up", count(n, "quote"))
		}
		f.Summary += "."
		if !f.Place.Known() {
			f.Place = s.Place
		}
		f.Places = addPlace(nil, f.Place)
		found = append(found, f)
	}
	return found
}
