package report

import (
	"fmt"
	"math/big"
	"strings"
	"unicode"
	"unicode/utf8"

	"detente/act"
	"detente/agreement"
	"detente/calendar"
	"detente/procedure"
	"detente/state"
)

// label is what people call the actor.
func (w carrier) label(id string) string {
	if x := w.a.Actor(id); x != nil {
		return x.Label()
	}
	return id
}

func (w carrier) labels(all []string) string {
	var names []string
	for _, id := range all {
		names = append(names, w.label(id))
	}
	return and(names)
}

func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

func quotient(a, b *big.Rat) *big.Rat { return new(big.Rat).Quo(a, b) }

// sentence says where a step stands.
func (w carrier) sentence(i *state.Item, r CarriedStep) string {
	s := w.standing(i, r)
	for _, c := range i.Contests {
		s += fmt.Sprintf(" %s contests it (entry %d).", w.label(c.By), c.Index)
	}
	if d := i.Due; d != nil && d.Late {
		s += fmt.Sprintf(" Its due day was %s.", d.Day)
	}
	return s
}

func (w carrier) standing(i *state.Item, r CarriedStep) string {
	by := w.labels(r.By)
	status := i.Status
	if status == state.Contested {
		status = i.Under
	}
	switch status {
	case state.Planned:
		if !w.v.InForce {
			return "The agreement is not in force yet."
		}
		if i.First.Given {
			return fmt.Sprintf("Not before %s.", i.First.V)
		}
		return fmt.Sprintf("Its steps begin on %s.", w.a.Begins.V)
	case state.Waiting:
		return w.waiting(i, r)
	case state.Open, state.Begun:
		return w.open(i, by)
	case state.Overdue:
		return w.overdue(i, by)
	case state.Suspended:
		return fmt.Sprintf("%s has suspended it since %s (entry %d).", w.label(i.Cause.By), i.Cause.On, i.Cause.Index)
	case state.Waived:
		return fmt.Sprintf("%s agreed to do without it (entry %d).", w.labels(agreedBy(w.s, i.Cause)), i.Cause.Index)
	case state.PutBack:
		return w.putBack(i)
	case state.Ended:
		if i.On.Given {
			return fmt.Sprintf("It was performed on %s; its effect ended on %s.", i.On.V, i.Ends.V)
		}
		return fmt.Sprintf("%s has withdrawn as of %s (entry %d).", w.label(i.Cause.By), i.Cause.On, i.Cause.Index)
	}
	return w.declared(i, by)
}

func (w carrier) waiting(i *state.Item, r CarriedStep) string {
	s := "It waits for " + and(r.WaitsFor) + "."
	if i.Due != nil && i.Due.Passed {
		s += fmt.Sprintf(" Its due day, %s, has passed meanwhile.", i.Due.Day)
	}
	return s
}

func (w carrier) open(i *state.Item, by string) string {
	s := by + " can perform it now"
	if by == "" {
		s = "It can be performed now; the text does not say by whom"
	}
	if i.Status == state.Begun && i.Cause != nil {
		s = fmt.Sprintf("%s began it on %s (entry %d)", w.label(i.Cause.By), i.Cause.On, i.Cause.Index)
	}
	if i.Due != nil {
		s += fmt.Sprintf(", until %s", i.Due.Day)
	}
	return s + w.partly(i) + "."
}

// partly says which of joint performers have declared.
func (w carrier) partly(i *state.Item) string {
	if len(i.Declared) == 0 || len(i.Missing) == 0 {
		return ""
	}
	var have []string
	for _, r := range i.Declared {
		have = append(have, r.By)
	}
	return fmt.Sprintf("; declared by %s, and not yet by %s", w.labels(have), w.labels(i.Missing))
}

// overdue says since when, and by which rule.
func (w carrier) overdue(i *state.Item, by string) string {
	rule := fmt.Sprintf("the due day of %s", i.Step.ID)
	switch d := i.Due; {
	case d.Extended != nil:
		rule = fmt.Sprintf("the extension of entry %d", d.Extended.Index)
	case d.Demand != nil:
		rule = "the demand " + d.Demand.ID
	}
	if p := i.Due.Rule.Place; p.Known() && i.Due.Extended == nil {
		rule += fmt.Sprintf(" (%s:%d)", p.File, p.Start.Line)
	}
	s := fmt.Sprintf("Overdue since %s by %s", i.Due.Day.Add(1), rule)
	if by != "" {
		s += "; to be performed by " + by
	}
	return s + w.partly(i) + "."
}

func (w carrier) putBack(i *state.Item) string {
	if i.Cause == nil {
		return fmt.Sprintf("It was performed on %s; a procedure of the text has taken its effect back.", i.On.V)
	}
	return fmt.Sprintf("It was performed on %s; %s has taken that back as of %s (entry %d).", i.On.V, w.label(i.Cause.By), i.Cause.On, i.Cause.Index)
}

// declared says what was declared, and what those who verify found.
func (w carrier) declared(i *state.Item, by string) string {
	if len(i.Declared) == 0 {
		return fmt.Sprintf("By the text it is done since %s.", i.On.V)
	}
	s := fmt.Sprintf("%s declares it performed on %s (entry %d)", by, i.On.V, i.Declared[len(i.Declared)-1].Index)
	switch {
	case i.Under == state.Declared:
		return s + "; the text has nobody verify it."
	case i.Under == state.Attested:
		return s + fmt.Sprintf("; confirmed by %s, last verified on %s.", w.labels(attesters(i)), i.Verified.V)
	}
	var found []string
	for _, r := range i.Attested {
		found = append(found, fmt.Sprintf("%s: %s on %s (entry %d)", w.label(r.By), r.Result, r.On, r.Index))
	}
	if len(i.Unverified) > 0 {
		found = append(found, w.labels(i.Unverified)+" to verify it")
	}
	return s + "; " + strings.Join(found, "; ") + "."
}

func attesters(i *state.Item) []string {
	var all []string
	for _, r := range i.Attested {
		all = append(all, r.By)
	}
	return all
}

// agreedBy are those whose acts took effect with the act.
func agreedBy(s *state.State, r *state.Record) []string {
	var all []string
	for _, x := range s.Records() {
		if x.InForce == r.InForce && x.Kind == r.Kind && x.Step == r.Step {
			all = append(all, x.By)
		}
	}
	return all
}

func (w carrier) move(m state.Move) Turn {
	r := Turn{By: m.By, Kind: string(m.Kind), Entry: entryOf(m.Of), Overdue: m.Overdue, OneReading: m.Contested}
	if m.Unit >= 0 {
		r.Step = w.v.Items[m.Unit].Name
	}
	if m.Procedure != nil {
		r.Procedure = m.Procedure.ID
	}
	if m.Procedure != nil && m.Stage >= 0 {
		r.Stage = m.Procedure.Stages[m.Stage].ID
	}
	r.Text = w.moveText(m, r)
	return r
}

func (w carrier) moveText(m state.Move, r Turn) string {
	who := w.label(m.By)
	switch {
	case m.Kind == act.Sign:
		return who + " can sign the text."
	case m.Kind == act.Declare:
		s := fmt.Sprintf("%s can perform %s and declare it", who, r.Step)
		if m.Overdue {
			s += "; it is overdue"
		}
		if m.Contested {
			s += "; by one of the two readings only"
		}
		return s + "."
	case m.Kind == act.Attest:
		return fmt.Sprintf("%s can verify %s, declared in entry %d, and say what it found.", who, r.Step, m.Of.Index)
	case m.Kind == act.Answer:
		return fmt.Sprintf("%s can answer what %s contests in entry %d.", who, w.label(m.Of.By), m.Of.Index)
	case m.Procedure != nil && m.Kind == act.Begin:
		return fmt.Sprintf("%s can ask for the stage %s of %s.", who, r.Stage, r.Procedure)
	case m.Procedure != nil:
		return fmt.Sprintf("%s can decide in the stage %s of %s.", who, r.Stage, r.Procedure)
	}
	return fmt.Sprintf("%s can join what %s began with entry %d: %s.", who, w.label(m.Of.By), m.Of.Index, strings.TrimSuffix(w.says(m.Of), "."))
}

func (w carrier) proposals() []Proposal {
	out := []Proposal{}
	for n, all := range [][]state.Proposal{w.v.Proposals, w.v.Pairs} {
		for _, p := range all {
			first := p.Records[0]
			if n == 0 && first.Kind == act.Sign && !w.v.InForce {
				continue // the signatures that are missing are told first of all
			}
			r := Proposal{Kind: string(first.Kind), Entries: entriesOf(p.Records), By: []string{}, Missing: list(p.Missing), Together: n == 1, Lapsed: p.Lapsed}
			for _, x := range p.Records {
				r.By = append(r.By, x.By)
			}
			r.Text = fmt.Sprintf("%s It waits for %s.", w.says(first), w.labels(p.Missing))
			if n == 1 {
				r.Before = pointer(first.Together.Before.String())
				r.Text = fmt.Sprintf("%s It takes effect together with acts of %s, or not at all; the time for that is until %s.", w.says(first), w.labels(p.Missing), *r.Before)
			}
			if p.Lapsed {
				r.Text = fmt.Sprintf("%s The acts of %s were not there before %s, so that it has no effect.", w.says(first), w.labels(p.Missing), *r.Before)
			}
			out = append(out, r)
		}
	}
	return out
}

func (w carrier) contest(c *state.Contest) Contest {
	r := Contest{Entry: c.Index, By: c.By, Step: c.Step, Words: c.Words, Answers: entriesOf(c.Answers), Received: c.Received.String(), Text: w.says(c.Record)}
	if c.Of != nil {
		r.Of = entryOf(c.Of)
		r.Step = c.Of.Step
		if c.Of.Kind == act.Attest {
			r.Step = w.s.Records()[*c.Of.Of].Step
		}
	}
	return r
}

func (w carrier) procedures() []NowProcedure {
	out := []NowProcedure{}
	ways := &ways{course: w.v.Course, a: w.a, on: agreementDay(w.v), view: w.v.Procedures}
	for i, p := range w.a.Procedures {
		if at := w.v.Procedures.Procedure(i); at.Status != procedure.NotStarted {
			out = append(out, NowProcedure{Name: p.ID, Now: *ways.position(p, at)})
		}
	}
	return out
}

// says is an act in a sentence.
func (w carrier) says(r *state.Record) string {
	who, of := w.label(r.By), ""
	if r.Of != nil {
		x := w.s.Records()[*r.Of]
		of = fmt.Sprintf("entry %d of %s (%s)", x.Index, w.label(x.By), x.Kind)
	}
	s := w.saysKind(r, who, of)
	if n := len(r.Evidence); n == 1 {
		s += " With 1 document."
	} else if n > 1 {
		s += fmt.Sprintf(" With %d documents.", n)
	}
	return s
}

func (w carrier) saysKind(r *state.Record, who, of string) string {
	switch r.Kind {
	case act.Sign:
		return who + " signs the text."
	case act.Begin, act.Decide:
		return w.saysBegin(r, who)
	case act.Declare:
		return fmt.Sprintf("%s declares %s performed on %s.", who, r.Step, r.On)
	case act.Attest:
		return fmt.Sprintf("%s looked at what was declared in %s on %s: %s.", who, of, r.On, r.Result)
	case act.Dispute:
		if of == "" {
			of = "what follows for " + r.Step
		}
		return fmt.Sprintf("%s contests %s.", who, of)
	case act.Answer:
		return fmt.Sprintf("%s answers %s: %s.", who, of, r.Result)
	case act.Suspend:
		if r.Step == "" {
			return fmt.Sprintf("%s suspends everything it performs, as of %s.", who, r.On)
		}
		return fmt.Sprintf("%s suspends %s as of %s.", who, r.Step, r.On)
	case act.Resume:
		return fmt.Sprintf("%s ends, as of %s, the suspension of %s.", who, r.On, of)
	case act.Withdraw:
		if of == "" {
			return fmt.Sprintf("%s withdraws from the agreement as of %s.", who, r.On)
		}
		return fmt.Sprintf("%s takes back %s.", who, of)
	case act.Rekey:
		return fmt.Sprintf("%s changes its keys: %d added, %d ended.", who, len(r.Keys.Add), len(r.Keys.End))
	case act.Note:
		return who + " notes something."
	}
	return w.saysAgreed(r, who)
}

func (w carrier) saysBegin(r *state.Record, who string) string {
	switch {
	case r.Kind == act.Decide:
		return fmt.Sprintf("%s decides in the stage %s of %s on %s.", who, r.Stage, r.Procedure, r.On)
	case r.Procedure == "":
		return fmt.Sprintf("%s begins %s on %s.", who, r.Step, r.On)
	case r.Stage == "":
		return fmt.Sprintf("%s starts %s on %s.", who, r.Procedure, r.On)
	}
	return fmt.Sprintf("%s asks for the stage %s of %s on %s.", who, r.Stage, r.Procedure, r.On)
}

// saysAgreed is an act that takes effect once several have made it.
func (w carrier) saysAgreed(r *state.Record, who string) string {
	switch {
	case r.Kind == act.Amend:
		return fmt.Sprintf("%s agrees to the new text %.16s….", who, r.NewText)
	case r.Kind == act.Waive && r.Stage != "":
		return fmt.Sprintf("%s leaves the stage %s of %s out.", who, r.Stage, r.Procedure)
	case r.Kind == act.Waive:
		return fmt.Sprintf("%s agrees to do without %s.", who, r.Step)
	case r.Kind == act.Extend && r.Stage != "":
		return fmt.Sprintf("%s agrees to %s more for the stage %s of %s.", who, Days(r.Days), r.Stage, r.Procedure)
	case r.Kind == act.Extend:
		return fmt.Sprintf("%s agrees that %s is due on %s.", who, r.Step, r.Until)
	}
	return fmt.Sprintf("%s renews %s as of %s.", who, r.Step, r.On)
}

func agreementDay(v *state.View) agreement.Opt[calendar.Day] {
	return agreement.Opt[calendar.Day]{V: v.Day, Given: true}
}
