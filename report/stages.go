package report

import (
	"fmt"
	"slices"
	"strings"

	"detente/agreement"
	"detente/procedure"
)

// The sentences about procedures and their stages.

func (w *ways) procedureText(p *agreement.Procedure) string {
	said := []string{w.named(p.ID, nil, p.Text, p.Clause)}
	if len(p.About) > 0 {
		said = append(said, "It watches over "+and(idsOf(p.About))+".")
	}
	said = append(said, w.startText(p))
	said = append(said, w.effectText(p))
	if days := w.daysText(p); days != "" {
		said = append(said, days)
	}
	return strings.Join(append(said, w.aloneText(p)...), " ")
}

func (w *ways) startText(p *agreement.Procedure) string {
	var ways []string
	if p.Starts.Given {
		ways = append(ways, "It starts by itself on "+w.when(p.Starts)+".")
	}
	switch names := w.labels(p.MayStart); {
	case len(names) == 1:
		ways = append(ways, names[0]+" can start it.")
	case len(names) > 1:
		ways = append(ways, "Each of "+and(names)+" can start it.")
	case !p.Starts.Given:
		ways = append(ways, "Nobody is named who can start it.")
	}
	if p.NotBefore.Given {
		ways = append(ways, "Not before "+w.when(p.NotBefore)+".")
	}
	return strings.Join(ways, " ")
}

func (w *ways) effectText(p *agreement.Procedure) string {
	var what []string
	if len(p.TakesBack) > 0 {
		what = append(what, and(stepIDs(p.TakesBack))+" "+isAre(len(p.TakesBack))+" taken back")
	}
	if len(p.Suspends) > 0 {
		what = append(what, and(idsOf(p.Suspends))+" "+isAre(len(p.Suspends))+" suspended")
	}
	effect := strings.TrimSuffix(p.Effect.String(), ".")
	switch {
	case effect == "" && len(what) == 0:
		return "What it brings about is not said."
	case len(what) == 0:
		return "Its effect: " + effect + "."
	case effect == "":
		return "Its effect: " + strings.Join(what, ", ") + "."
	}
	return "Its effect: " + effect + "; " + strings.Join(what, ", ") + "."
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// daysText says how long all of it takes and when that has to begin.
func (w *ways) daysText(p *agreement.Procedure) string {
	if len(p.Stages) == 0 {
		return "It has no stages: it takes effect on the day on which it is started."
	}
	s := "How long all of it takes cannot be told: a stage has no last day."
	if n, o, known := procedure.Total(p, 0); known {
		s = fmt.Sprintf("When nobody decides anything%s, %s in all; then %s.", atOnce(p), plural(n, "day"), follows(p, len(p.Stages), o))
	}
	if p.Expires.Given {
		s += " It expires with the end of " + w.when(p.Expires)
		if last := w.lastBegin(p, 0); last != nil {
			s += ", so that it is of use only if it is started by " + *last
		}
		s += "."
	}
	return s
}

// atOnce says on what the days hang where a stage has to be asked for.
func atOnce(p *agreement.Procedure) string {
	if slices.ContainsFunc(p.Stages, func(s *agreement.Stage) bool { return len(s.MayEnter) > 0 }) {
		return " and each stage is asked for at once"
	}
	return ""
}

// follows says in a clause what follows the stage at index i.
func follows(p *agreement.Procedure, i int, o agreement.StageEnd) string {
	switch o {
	case agreement.Next:
		next := p.Stages[p.After(i)]
		if len(next.MayEnter) > 0 {
			return "stage " + next.ID + " can be asked for"
		}
		return "stage " + next.ID + " follows"
	case agreement.Ends:
		return "it ends and nothing has changed"
	case agreement.TakesEffect:
		return "it takes effect"
	case agreement.Again:
		return "the stage begins once more"
	}
	return "what follows is not said"
}

// aloneText says who alone is enough, and who alone can stand in the way.
func (w *ways) aloneText(p *agreement.Procedure) []string {
	var said []string
	for _, x := range []struct {
		names []string
		what  string
	}{
		{w.who(p, procedure.CanForce), "can bring the effect about alone, whatever all others do, once it has been started"},
		{w.who(p, procedure.CanPrevent), "can keep it from taking effect alone, whatever all others do"},
	} {
		switch names := w.labelled(x.names); {
		case len(names) == len(w.a.Actors): // a stage without a last day, which nobody ends
		case len(names) == 1:
			said = append(said, names[0]+" "+x.what+".")
		case len(names) > 1:
			said = append(said, "Each of "+and(names)+" "+x.what+".")
		}
	}
	return said
}

func (w *ways) labelled(names []string) []string {
	var all []string
	for _, n := range names {
		all = append(all, w.label(n))
	}
	return all
}

func (w *ways) stageText(p *agreement.Procedure, i int) string {
	s := p.Stages[i]
	said := []string{w.named(s.ID, nil, s.Text, s.Clause)}
	length := "It has no last day"
	if s.Days.Given {
		length = plural(s.Days.V, "day")
	}
	if s.Extended.Given {
		length += fmt.Sprintf(" and %d more", s.Extended.V)
	}
	if s.Beside.Given {
		length += ", beside " + s.Beside.V.ID
	}
	said = append(said, length+".")
	if names := w.labels(s.MayEnter); len(names) > 0 {
		said = append(said, "It has to be asked for, by "+or(names)+".")
	}
	if names := w.labels(s.MaySkip); len(names) > 0 {
		said = append(said, upper(or(names))+" can leave it out.")
	}
	if names := w.labels(s.MayExtend); len(names) > 0 {
		said = append(said, and(names)+" can prolong it"+together(len(names))+".")
	}
	said = append(said, w.decisionText(p, i))
	if !s.Beside.Given {
		o, _ := p.Silent(i)
		said = append(said, silentText(p, i, o))
	}
	if last := w.lastBegin(p, i); last != nil && i > 0 {
		said = append(said, "It is of use only if it begins by "+*last+".")
	}
	return strings.Join(strings.Fields(strings.Join(said, " ")), " ")
}

// silentText says what follows when the decision is not made, for whatever reason.
func silentText(p *agreement.Procedure, i int, o agreement.StageEnd) string {
	s := p.Stages[i]
	switch {
	case !s.Days.Given:
		return ""
	case len(s.Decides) == 0:
		return "When the days have passed, " + follows(p, i, o) + "."
	}
	if len(s.Decides)+len(s.CanBlock) == 1 {
		return "Without that decision, " + follows(p, i, o) + "."
	}
	return "Without that decision (nobody acts, a vote is blocked, a vote fails), " + follows(p, i, o) + "."
}

func together(n int) string {
	if n == 1 {
		return ""
	}
	return ", all of them together"
}

// or joins names as "a, b or c".
func or(names []string) string {
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " or " + names[n-1]
	}
	return strings.Join(names, "")
}

// decisionText says who decides, what, who can block it, and what follows.
func (w *ways) decisionText(p *agreement.Procedure, i int) string {
	s := p.Stages[i]
	if len(s.Decides) == 0 {
		return ""
	}
	text := and(w.labels(s.Decides)) + " decides"
	if len(s.Decides) > 1 {
		text = and(w.labels(s.Decides)) + " decide together"
	}
	if what := strings.TrimSuffix(s.Decision.String(), "."); what != "" {
		text += " (" + what + ")"
	}
	switch o := p.Resolved(i); {
	case o == agreement.Next && s.Beside.Given:
		text += ", which ends nothing by itself."
	default:
		text += ": then " + follows(p, i, o) + "."
	}
	if names := w.labels(s.CanBlock); len(names) > 0 {
		text += " " + upper(or(names)) + " can block that."
	}
	return text
}

// positionText says where a procedure stands on a day.
func (w *ways) positionText(p *agreement.Procedure, at procedure.Position) string {
	var said []string
	switch at.Status {
	case procedure.NotStarted:
		said = append(said, "It has not been started.")
	case procedure.Waiting:
		names := w.labels(p.Stages[at.Stage].MayEnter)
		said = append(said, fmt.Sprintf("It rests since %s: stage %s has to be asked for, by %s, and nobody has. No day limits that.", at.Since, p.Stages[at.Stage].ID, or(names)))
	case procedure.Running:
		said = append(said, w.runningText(p, at))
	case procedure.Over:
		said = append(said, overText(at))
	}
	if at.Status != procedure.NotStarted && len(p.ContestedBy) > 0 {
		said = append(said, fmt.Sprintf("Contested by %s: that it was validly started.", and(w.labels(p.ContestedBy))))
	}
	if n := len(at.Unfit); n > 0 {
		said = append(said, fmt.Sprintf("Not counted: %s of %s, because the procedure did not stand there.", plural(n, "act"), at.Unfit[0].On))
	}
	return strings.Join(said, " ")
}

func (w *ways) runningText(p *agreement.Procedure, at procedure.Position) string {
	var names []string
	for _, i := range procedure.Group(p, at.Stage) {
		names = append(names, p.Stages[i].ID)
	}
	s := fmt.Sprintf("Stage %s is running since %s", and(names), at.Since)
	if len(names) > 1 {
		s = fmt.Sprintf("Stages %s are running since %s", and(names), at.Since)
	}
	if !at.Known {
		return s + " and has no last day."
	}
	o, _ := p.Silent(at.Stage)
	s += fmt.Sprintf(", until the end of %s. If nobody acts, then %s", at.Last, follows(p, at.Stage, o))
	if o == agreement.TakesEffect {
		s += fmt.Sprintf(", and is in force from %s", at.Last.Add(1))
	}
	return s + "."
}

func overText(at procedure.Position) string {
	switch at.Outcome {
	case agreement.TakesEffect:
		if at.InForce == at.Since {
			return fmt.Sprintf("It took effect on %s.", at.Since)
		}
		return fmt.Sprintf("It took effect with the end of %s and is in force from %s.", at.Since, at.InForce)
	case agreement.Ends:
		return fmt.Sprintf("It ended on %s, and nothing has changed.", at.Since)
	}
	return fmt.Sprintf("Its last stage passed on %s; what follows is not said.", at.Since)
}
