package state

import (
	"slices"

	"detente/act"
	"detente/agreement"
	"detente/procedure"
)

// Move is what somebody can do now that something waits for.
type Move struct {
	By   string // the actor
	Kind act.Kind
	Unit int // the unit, −1 where it is about none
	// Of is the act that waits for it: a declaration to be looked at, a dispute to be
	// answered, a proposal to be agreed to; nil where none does.
	Of        *Record
	Procedure *agreement.Procedure
	Stage     int  // −1 where it is about none
	Overdue   bool // the due day of the step has passed
	// Contested: it is open by one reading of now only.
	Contested bool
}

// moves sets whose move it is, in the order of the text.
func (l *look) moves() {
	for _, who := range l.v.Unsigned {
		l.move(Move{By: who, Kind: act.Sign, Unit: -1, Stage: -1})
	}
	if l.v.InForce {
		l.toPerform()
		l.toVerify()
		l.toAnswer()
		l.toDecide()
	}
	l.toAgree()
}

// move adds a move, unless its actor has made it and it waits for others to take
// effect together with.
func (l *look) move(m Move) {
	made := act.Partner{By: m.By, Kind: m.Kind}
	if m.Unit >= 0 {
		made.Step = l.v.Items[m.Unit].Name
	}
	for _, p := range l.v.Pairs {
		if m.Of == nil && !p.Lapsed && slices.ContainsFunc(p.Records, func(r *Record) bool { return partner(r.Act) == made }) {
			return
		}
	}
	l.v.Moves = append(l.v.Moves, m)
}

func (l *look) toPerform() {
	for u, i := range l.v.Items {
		open := 0
		for _, r := range l.v.Readings {
			if slices.Contains(r.Open, u) {
				open++
			}
		}
		again := i.Status == NotConfirmed
		if open == 0 && !again {
			continue
		}
		by := l.s.text.performers(i.Name)
		if len(i.Missing) > 0 && len(i.Declared) > 0 {
			by = i.Missing
		}
		for _, who := range by {
			if said := slices.ContainsFunc(i.Declared, func(d *Record) bool { return d.By == who }); !l.gone(who) && (again || !said) {
				l.move(Move{By: who, Kind: act.Declare, Unit: u, Stage: -1, Overdue: i.Status == Overdue, Contested: !again && open < len(l.v.Readings)})
			}
		}
	}
}

// gone reports whether the actor has withdrawn from the agreement and is not bound
// on the day any more.
func (l *look) gone(actor string) bool {
	return slices.ContainsFunc(l.v.Left, func(r *Record) bool {
		from, _ := r.On.Day()
		return r.By == actor && from <= l.today
	})
}

func (l *look) toVerify() {
	for u, i := range l.v.Items {
		if len(i.Declared) == 0 || !slices.Contains([]Status{UnderInspection, Inconclusive}, i.Under) {
			continue
		}
		who := slices.Clone(i.Unverified)
		for _, r := range i.Attested {
			if r.Result == act.NoAccess || r.Result == act.Inconclusive {
				who = append(who, r.By)
			}
		}
		for _, name := range who {
			l.move(Move{By: name, Kind: act.Attest, Unit: u, Of: i.Declared[len(i.Declared)-1], Stage: -1})
		}
	}
}

func (l *look) toAnswer() {
	for _, c := range l.v.Contests {
		if c.Of != nil && len(c.Answers) == 0 {
			l.move(Move{By: c.Of.By, Kind: act.Answer, Unit: -1, Of: c.Record, Stage: -1})
		}
	}
}

// toDecide are the running stages that a decision can end.
func (l *look) toDecide() {
	for n, p := range l.s.text.Agreement.Procedures {
		at := l.v.Procedures.Procedure(n)
		if at.Status != procedure.Running && at.Status != procedure.Waiting {
			continue
		}
		for _, k := range procedure.Group(p, at.Stage) {
			kind, who := act.Decide, p.Stages[k].Decides
			if at.Status == procedure.Waiting {
				kind, who = act.Begin, p.Stages[k].MayEnter
			}
			for _, r := range who {
				l.move(Move{By: r.ID, Kind: kind, Unit: -1, Procedure: p, Stage: k})
			}
		}
	}
}

func (l *look) toAgree() {
	for _, all := range [][]Proposal{l.v.Proposals, l.v.Pairs} {
		for _, p := range all {
			first := p.Records[0]
			if p.Lapsed || first.Kind == act.Sign && first.Together == nil {
				continue
			}
			for _, who := range p.Missing {
				l.move(Move{By: who, Kind: first.Kind, Unit: -1, Of: first, Stage: -1})
			}
		}
	}
}
