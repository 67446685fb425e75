package check

import (
	"fmt"

	"detente/agreement"
	"detente/calendar"
	"detente/diag"
	"detente/procedure"
)

// runout is D704: a procedure that cannot take effect before it expires, or that
// no way leads to its effect.
func runout(t *text) []diag.Finding {
	var found []diag.Finding
	for _, p := range t.Procedures {
		if !hasEffect(p) || !settled(p) {
			continue // D701 and D703 say what is open
		}
		if _, ok := procedure.Least(p, 0); !ok {
			f := about(p, fmt.Sprintf("No stage of procedure %s leads to its effect, whatever anybody does.", p.ID))
			f.Fix = "Say at which stage it takes effect: if_silent = takes_effect, or if_decided = takes_effect."
			found = append(found, f)
			continue
		}
		if f := t.expiring(p); f.Severity == diag.Error && f.Summary != "" {
			found = append(found, f)
		}
	}
	return found
}

// lastStart is D710: the last day on which it is of use to start a procedure, and
// to take it to each stage that has to be asked for.
func lastStart(t *text) []diag.Finding {
	var found []diag.Finding
	for _, p := range t.Procedures {
		if _, ok := procedure.Least(p, 0); !ok || !settled(p) {
			continue
		}
		if f := t.expiring(p); f.Severity == diag.Note && f.Summary != "" {
			found = append(found, f)
		}
	}
	return found
}

// settled reports whether the text says how long each stage lasts and what
// follows when nobody acts.
func settled(p *agreement.Procedure) bool {
	for i, s := range p.Stages {
		if _, said := p.Silent(i); !said || !s.Days.Given {
			return false
		}
	}
	return true
}

// expiring is an error where the days of the procedure are too many for the day
// on which it expires, a note where it has not begun and they are not, and nothing
// where it does not expire, runs already, or is over.
func (t *text) expiring(p *agreement.Procedure) (f diag.Finding) {
	expires, dated := t.resolve(p.Expires.V)
	stage, from, known := t.earliest(p)
	if !p.Expires.Given || !dated || stage < 0 {
		return f
	}
	least, leads := procedure.Least(p, stage)
	last := expires.Add(-least)
	under := stage > 0 || p.Started.Given
	begun, earliest := fmt.Sprintf("Procedure %s can be started", p.ID), " at the earliest"
	if under {
		earliest = ""
		begun = fmt.Sprintf("Procedure %s came to stage %s", p.ID, p.Stages[stage].ID)
	}
	switch {
	case !leads:
		return f
	case known && last.Last < from:
		f = about(p, fmt.Sprintf("%s on %s%s, takes %s from there to its effect, and expires on %s.",
			begun, from, earliest, count(least, "day"), expires))
		f.Fix = "Let it expire later, shorten its stages, or let it begin earlier."
	case !under && !p.Starts.Given:
		f = about(p, fmt.Sprintf("Procedure %s is of use only if it is started by %s: it takes %s to its effect and expires on %s.", p.ID, last, count(least, "day"), expires))
		f.Severity = diag.Note
		f.Detail = lastRequests(p, expires)
		f.Fix = "Whoever relies on it has to know that day; after it the text has no remedy."
	}
	f.Places = addPlace(f.Places, p.Expires.Place)
	return f
}

// earliest returns the stage at which the procedure stands by the text and the
// first day on which that stage can begin; −1 where it is over.
func (t *text) earliest(p *agreement.Procedure) (stage int, from calendar.Day, known bool) {
	starts := agreement.Opt[calendar.Day]{}
	if span, ok := t.resolve(p.Starts.V); ok && p.Starts.Given {
		starts = agreement.Opt[calendar.Day]{V: span.First, Given: true}
	}
	switch at := procedure.At(p, procedure.Facts(p, starts), calendar.MaxDay); {
	case starts.Given && !p.Started.Given:
		return 0, starts.V, true
	case at.Status == procedure.Over && len(at.Path) == 0:
		return -1, 0, false
	case at.Status == procedure.Over:
		last := at.Path[len(at.Path)-1]
		if last.Decided >= 0 {
			return -1, 0, false
		}
		return last.Stage, last.From, true
	case at.Status != procedure.NotStarted:
		return at.Stage, at.Since, true
	}
	if span, ok := t.resolve(p.NotBefore.V); ok && p.NotBefore.Given {
		return 0, span.First, true
	}
	return 0, t.Begins.V, t.Begins.Given
}

// lastRequests tells the last useful day for each stage that has to be asked for.
func lastRequests(p *agreement.Procedure, expires calendar.Span) string {
	detail := ""
	for i, s := range p.Stages {
		if last, ok := procedure.LastUseful(p, i, expires); ok && i > 0 && len(s.MayEnter) > 0 && !s.Beside.Given {
			detail += fmt.Sprintf("Stage %s is of use if it begins by %s. ", s.ID, last)
		}
	}
	if detail != "" {
		detail = detail[:len(detail)-1]
	}
	return detail
}
