package check

import (
	"fmt"

	"detente/agreement"
	"detente/diag"
	"detente/procedure"
)

// holdup is D708: those whom a procedure is about can, each alone, keep it from
// taking effect, whatever all others do. That one of them can end the matter by a
// decision of its own is not meant: it sets right what is complained of.
func holdup(t *text) []diag.Finding {
	var found []diag.Finding
	for _, p := range t.Procedures {
		if _, ok := procedure.Least(p, 0); !ok || !hasEffect(p) || !settled(p) {
			continue
		}
		var who []agreement.Ref
		for _, r := range t.watched(p) {
			if procedure.CanPrevent(withoutCure(p, r.ID), r.ID) {
				who = append(who, r)
			}
		}
		if len(who) == 0 {
			continue
		}
		f := about(p, fmt.Sprintf("Procedure %s is about what %s, and %s can alone keep it from taking effect.", p.ID, performed(t.labels(who)), verb(len(who), "that side", "each of them")))
		f.Owners = ids(who)
		for _, s := range p.Stages {
			if wheres := holds(s, who); wheres != "" {
				f.Detail += fmt.Sprintf("Stage %s: %s. ", s.ID, wheres)
				f.Places = addPlace(f.Places, s.Place)
			}
		}
		if f.Detail != "" {
			f.Detail = f.Detail[:len(f.Detail)-1]
		}
		f.Fix = "Let silence carry it on (if_silent = next or takes_effect), or let others decide."
		found = append(found, f)
	}
	return found
}

// withoutCure is the procedure without the decisions that only the one makes.
func withoutCure(p *agreement.Procedure, who string) *agreement.Procedure {
	out := *p
	out.Stages = nil
	for _, s := range p.Stages {
		stage := *s
		if len(s.Decides) == 1 && s.Decides[0].ID == who {
			stage.Decides = nil
		}
		out.Stages = append(out.Stages, &stage)
	}
	return &out
}

func performed(names []string) string {
	return list(names) + " " + verb(len(names), "performs", "perform")
}

// holds says what one of them can do at the stage.
func holds(s *agreement.Stage, who []agreement.Ref) string {
	any := func(refs []agreement.Ref) bool {
		for _, r := range refs {
			for _, w := range who {
				if r.ID == w.ID {
					return true
				}
			}
		}
		return false
	}
	var can []string
	if any(s.Decides) {
		can = append(can, "its agreement is needed for the decision")
	}
	if any(s.CanBlock) {
		can = append(can, "it can block the decision")
	}
	if any(s.MayExtend) && len(s.MayExtend) == 1 {
		can = append(can, "it can add days")
	}
	if any(s.MayEnter) && len(s.MayEnter) == 1 {
		can = append(can, "nobody else can ask for it")
	}
	return list(can)
}
