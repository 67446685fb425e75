package check

import (
	"fmt"

	"detente/agreement"
	"detente/diag"
)

// silence is D701: a procedure whose last stage does not say what follows when
// its days pass and nobody acts; or one that has neither a stage nor anything
// that it would bring about.
func silence(t *text) []diag.Finding {
	var found []diag.Finding
	for _, p := range t.Procedures {
		if len(p.Stages) == 0 && !hasEffect(p) {
			f := about(p, fmt.Sprintf("Procedure %s has no stage and brings nothing about.", p.ID))
			f.Fix = `Write its stages, stage "name" { … }, and what comes of them: effect = …`
			found = append(found, f)
		}
		for i, s := range p.Stages {
			if _, said := p.Silent(i); said {
				continue
			}
			f := about(p, fmt.Sprintf("Procedure %s does not say what follows when stage %s%s passes and nobody acts.", p.ID, s.ID, daysOf(s)))
			f.Place = s.Place
			f.Places = addPlace(f.Places, s.Place)
			f.Fix = "Say it: if_silent = takes_effect, or ends. It decides whether silence, a blocked vote and a failed vote help the one side or the other."
			found = append(found, f)
		}
	}
	return found
}

// daysOf says " (30 days)" where the stage has days.
func daysOf(s *agreement.Stage) string {
	if !s.Days.Given {
		return ""
	}
	return " (" + count(s.Days.V, "day") + ")"
}

// hasEffect reports whether something comes about when the procedure takes effect.
func hasEffect(p *agreement.Procedure) bool {
	return p.Effect.String() != "" || len(p.TakesBack) > 0 || len(p.Suspends) > 0
}

// about is a finding about a procedure.
func about(p *agreement.Procedure, summary string) diag.Finding {
	return diag.Finding{Summary: summary, Place: p.Place, Places: []diag.Place{p.Place}, Owners: ids(p.MayStart)}
}
