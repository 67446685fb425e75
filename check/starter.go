package check

import (
	"fmt"
	"slices"

	"detente/agreement"
	"detente/diag"
)

// starter is D702: a procedure that nobody can start, and that starts on no day
// of its own; or one that can be started, or carried on, by nobody but those
// whose steps and duties it is about.
func starter(t *text) []diag.Finding {
	var found []diag.Finding
	for _, p := range t.Procedures {
		if !p.Starts.Given && !p.Started.Given && len(p.MayStart) == 0 {
			f := about(p, fmt.Sprintf("Nobody is named who can start procedure %s.", p.ID))
			f.Fix = "Name who can start it, each alone: may_start = [ … ]; or the day on which it starts by itself: starts = …"
			found = append(found, f)
			continue
		}
		if own := t.ownOf(p, p.MayStart); !p.Starts.Given && len(own) > 0 {
			found = append(found, t.onlyOwn(p, nil, "started", own))
		}
		for _, s := range p.Stages {
			if own := t.ownOf(p, s.MayEnter); len(own) > 0 {
				found = append(found, t.onlyOwn(p, s, "taken to stage "+s.ID, own))
			}
		}
	}
	return found
}

// ownOf are the steps, duties and quotas that the procedure is about and that are
// performed by the only one who may do something in it. Where several perform
// jointly, each can complain about the others.
func (t *text) ownOf(p *agreement.Procedure, who []agreement.Ref) []string {
	var own []string
	for _, r := range p.About {
		if by := t.byOf(r.ID); len(who) == 1 && len(by) == 1 && by[0].ID == who[0].ID {
			own = append(own, r.ID)
		}
	}
	return own
}

// onlyOwn says that a procedure can be started or carried on only by those whom it
// is about.
func (t *text) onlyOwn(p *agreement.Procedure, s *agreement.Stage, what string, own []string) diag.Finding {
	who := t.byOf(own[0])
	f := about(p, fmt.Sprintf("Procedure %s can be %s over %s by nobody but %s, who performs %s.", p.ID, what, list(own), list(t.labels(who)), verb(len(own), "it", "them")))
	if s != nil {
		f.Place = s.Place
		f.Places = addPlace(f.Places, s.Place)
	}
	f.Owners = ids(who)
	f.Steps = add(f.Steps, own...)
	f.Fix = "Let the other side, or a third party, do it too."
	return f
}

// watched are those who perform the steps and duties, and keep within the quotas,
// that the procedure is about; each once, in the order of the text.
func (t *text) watched(p *agreement.Procedure) []agreement.Ref {
	var all []agreement.Ref
	for _, r := range p.About {
		by := t.byOf(r.ID)
		for _, w := range by {
			if !slices.ContainsFunc(all, func(x agreement.Ref) bool { return x.ID == w.ID }) {
				all = append(all, w)
			}
		}
	}
	return all
}

// byOf are those who perform the step or duty, or keep within the quota.
func (t *text) byOf(id string) []agreement.Ref {
	if d := t.duty[id]; d != nil {
		return d.By
	}
	if s := t.step[id]; s != nil {
		return s.By
	}
	if q := t.quota[id]; q != nil {
		return q.By
	}
	return nil
}
