package report

import (
	"detente/amendment"
	"detente/repair"
)

// Repair is a change of the agreement that is enough, confirmed by planning the
// changed agreement; see repair.Repair.
type Repair struct {
	// Kind is "parts", "sizes", "exchange", "precondition", "lock", "undo", "payments", "stake"
	// or "exposure".
	Kind string `json:"kind"`
	// Summary says the change in one sentence.
	Summary string   `json:"summary"`
	Changes []Change `json:"changes"`
	// Steps and Parties are those that the change is about, Agree who has to agree
	// to it.
	Steps   []string `json:"steps"`
	Parties []string `json:"parties"`
	Agree   []string `json:"agree"`
	// Least: nothing smaller of the same kind, in the same place, is enough.
	Least bool `json:"least"`
	// Verdict, Length and Exposure are those of the plan of the changed agreement.
	Verdict  string  `json:"verdict"`
	Length   *Length `json:"length"`
	Exposure *Figure `json:"exposure"`
}

// Change is one attribute of the text that becomes another.
type Change struct {
	// Of is a party, a step or an exchange, Attribute what of it changes.
	Of        string `json:"of"`
	Attribute string `json:"attribute"`
	// From and To are as the text writes them; of a list, only what goes and what
	// comes; null where there is nothing.
	From  *string `json:"from"`
	To    *string `json:"to"`
	Place *Place  `json:"place"`
}

// RepairKind is what there is to say about a kind of repair.
type RepairKind struct {
	Kind string `json:"kind"`
	// Decided: every change of the kind was decided; otherwise one may have been
	// missed.
	Decided bool `json:"decided"`
	// Why says why none is enough, or that none is of one party alone; "" where
	// there is nothing to say.
	Why string `json:"why"`
	// Tried counts the plannings.
	Tried int `json:"tried"`
}

// WithRepairs returns the record with the repairs in it.
func (p Plan) WithRepairs(all []repair.Outcome) Plan {
	p.Repairs, p.RepairKinds = []Repair{}, []RepairKind{}
	for _, o := range all {
		p.RepairKinds = append(p.RepairKinds, RepairKind{string(o.Kind), o.Decided, o.Why, o.Tried})
	}
	for _, r := range repair.Smallest(all) {
		p.Repairs = append(p.Repairs, newRepair(r))
	}
	return p
}

func newRepair(r repair.Repair) Repair {
	out := Repair{
		Kind: string(r.Kind), Summary: r.Sentence, Changes: []Change{},
		Steps: list(r.Steps), Parties: list(r.Parties), Agree: list(r.Agree),
		Least: r.Least, Verdict: string(r.Plan.Verdict), Length: length(r.Plan.Length), Exposure: figure(r.Plan.Exposure),
	}
	for _, c := range r.Changes {
		out.Changes = append(out.Changes, newChange(c))
	}
	return out
}

func newChange(c amendment.Change) Change {
	return Change{c.Of, c.Attribute, textOrNil(c.From), textOrNil(c.To), place(c.Place)}
}

// optional is null for nothing.
func textOrNil(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
