package report

import (
	"detente/agreement"
	"detente/demands"
)

// Conflicts is which terms of an agreement cannot hold together, what would be the
// least to give up, and what can be done meanwhile: "detente.conflicts/1".
type Conflicts struct {
	Format string `json:"format"`
	// Input is the hash of the bytes that were read, "sha256:…".
	Input     string `json:"input"`
	Agreement string `json:"agreement"`
	Title     string `json:"title"`
	// Conflicts are those found, of the fewest terms first; Complete says whether
	// they are all.
	Conflicts []Clash `json:"conflicts"`
	Complete  bool    `json:"complete"`
	// First is the number, from 0, of the conflict to begin with: one without a red
	// line, where there is such a one. null where there is none.
	First  *int   `json:"first"`
	GiveUp GiveUp `json:"give_up"`
	// OpenMoves are the steps that nobody's demand blocks and that wait for nothing.
	OpenMoves []Move `json:"open_moves"`
	// TextStands says that preconditions and dates of the text were not looked at as
	// something that could be given up.
	TextStands bool `json:"text_stands"`
	// Unsure says that whether exposure limits can be kept was not always found out.
	Unsure bool `json:"unsure"`
	// Questions counts what was asked; the same on every machine.
	Questions int64    `json:"questions"`
	Private   []string `json:"private"`
	Without   []string `json:"without"`
	Performed []Taken  `json:"performed"`
}

// Clash is terms that cannot hold together; any one of them given up, the others
// can.
type Clash struct {
	// Summary is the conflict in one sentence.
	Summary string `json:"summary"`
	// Kind is "order", "refusal", "dates" or "exposure": what rules them out.
	Kind  string   `json:"kind"`
	Terms []string `json:"terms"`
	// Owners are who can give up one of the terms alone.
	Owners []string `json:"owners"`
	// Certain is false where, for dates, the terms could all be met with kinder
	// durations or another reading of dates; they can then not be promised.
	Certain bool     `json:"certain"`
	Steps   []string `json:"steps"`
	Places  []Place  `json:"places"`
}

// GiveUp is what would have to be given up so that the rest can hold together.
type GiveUp struct {
	// Sets are the smallest sets, fewest red lines first, then the least weight.
	// Complete says whether they are all, Least that none left out comes before one
	// that is listed.
	Sets     []Given `json:"sets"`
	Complete bool    `json:"complete"`
	Least    bool    `json:"least"`
	// Unsure says that whether exposure limits can be kept was not always found out,
	// so that a set may not be enough.
	Unsure bool `json:"unsure"`
	// Alone is what each could do alone.
	Alone []Alone `json:"alone"`
	// Terms are those named in the record.
	Terms []Term `json:"terms"`
}

// Given is one set to give up.
type Given struct {
	Terms []string `json:"terms"`
	// RedLines counts those among them, and Weight is the sum of their weights.
	RedLines int `json:"red_lines"`
	Weight   int `json:"weight"`
	// Owners are whose terms they are; OfText says that something of the agreed text
	// is among them.
	Owners []string `json:"owners"`
	OfText bool     `json:"of_text"`
}

// Alone is what somebody could do alone.
type Alone struct {
	// Who is the owner; null for all who agreed to the text together.
	Who *string `json:"who"`
	// Name is what people call the owner.
	Name string `json:"name"`
	// GiveUp is the least of its own that it would have to give up. Where that is
	// not Enough, Left conflicts remain.
	GiveUp []string `json:"give_up"`
	Enough bool     `json:"enough"`
	Left   int      `json:"left"`
	Least  bool     `json:"least"`
}

// Term is something that could be given up.
type Term struct {
	Name string `json:"name"`
	// Kind is "demand", "precondition", "due", "not_before" or "max_exposure".
	Kind string `json:"kind"`
	// Of is who can give it up alone; null where nobody is named, and where it is the
	// text's, which all who agreed to it can change.
	Of *string `json:"of"`
	// OfName is what people call whoever can give it up.
	OfName string `json:"of_name"`
	OfText bool   `json:"of_text"`
	Firm   bool   `json:"firm"`
	Weight int    `json:"weight"`
	// Text is the term in words, with its owner and line.
	Text  string `json:"text"`
	Place *Place `json:"place"`
}

// Move is a step, or steps released together, that can be taken now.
type Move struct {
	Steps []string `json:"steps"`
	// By are who take it; for an exchange, who holds it.
	By []string `json:"by"`
	// Exchange is the exchange that releases the steps, or null.
	Exchange *string `json:"exchange"`
	// Unlocks are the steps that wait for nothing else and can follow at once;
	// AwaitedBy those that wait for something besides.
	Unlocks   []string `json:"unlocks"`
	AwaitedBy []string `json:"awaited_by"`
}

// NewConflicts makes the record of an analysis, with what was asked of it.
func NewConflicts(input string, an *demands.Analysis, textStands bool) Conflicts {
	a := an.Course.Agreement
	r := Conflicts{
		Format: ConflictsFormat, Input: input, Agreement: a.ID.ID, Title: a.Title.String(),
		Conflicts: []Clash{}, Complete: an.Complete, GiveUp: newGiveUp(an, len(an.GiveUp), true), OpenMoves: moves(an),
		TextStands: textStands, Unsure: an.Unsure, Questions: an.Questions,
		Private: list(a.Private), Without: demandNames(an.Course.SetAside), Performed: NewTaken(an.Course),
	}
	for _, c := range an.Conflicts {
		r.Conflicts = append(r.Conflicts, clash(an, c))
	}
	if an.First >= 0 {
		first := an.First
		r.First = &first
	}
	return r
}

func clash(an *demands.Analysis, c demands.Conflict) Clash {
	out := Clash{
		Summary: an.Sentence(c), Kind: "order", Terms: termNames(an, c.Terms), Owners: list(an.Owners(c.Terms)),
		Certain: true, Steps: list(an.Steps(c)), Places: places(an.Places(c)),
	}
	switch {
	case c.Refusal != nil:
		out.Kind = "refusal"
	case c.Chain != nil:
		out.Kind, out.Certain = "dates", c.Certain
	case len(c.Exposed) > 0:
		out.Kind = "exposure"
	}
	return out
}

func termNames(an *demands.Analysis, terms []int) []string {
	names := []string{}
	for _, n := range terms {
		names = append(names, an.Terms[n].Name())
	}
	return names
}

// newGiveUp lists the first sets to give up, and the terms named in them and in
// what each could do alone; with all, those of all conflicts too.
func newGiveUp(an *demands.Analysis, most int, all bool) GiveUp {
	sets := an.GiveUp[:min(len(an.GiveUp), most)]
	g := GiveUp{Sets: []Given{}, Complete: an.GiveUpComplete && len(sets) == len(an.GiveUp), Least: an.GiveUpLeast, Unsure: an.Unsure, Alone: []Alone{}, Terms: []Term{}}
	named := make([]bool, len(an.Terms))
	name := func(terms []int) {
		for _, n := range terms {
			named[n] = true
		}
	}
	for _, set := range sets {
		name(set)
		g.Sets = append(g.Sets, givenSet(an, set))
	}
	for _, x := range an.Alone {
		name(x.GiveUp)
		g.Alone = append(g.Alone, alone(an, x))
	}
	for _, c := range an.Conflicts {
		if all {
			name(c.Terms)
		}
	}
	for n, t := range an.Terms {
		if named[n] {
			g.Terms = append(g.Terms, term(an, t))
		}
	}
	return g
}

func givenSet(an *demands.Analysis, set []int) Given {
	out := Given{Terms: termNames(an, set), Owners: list(an.Owners(set))}
	for _, n := range set {
		t := an.Terms[n]
		if t.Firm() {
			out.RedLines++
		}
		out.Weight += t.Weight()
		out.OfText = out.OfText || t.OfText()
	}
	return out
}

// everybody is what those are called who can change the text.
const everybody = "All who agreed to the text"

func alone(an *demands.Analysis, x demands.Alone) Alone {
	out := Alone{Name: everybody, GiveUp: termNames(an, x.GiveUp), Enough: x.Enough, Left: x.Left, Least: x.Least}
	if x.Who != nil {
		out.Who, out.Name = &x.Who.ID, x.Who.Label()
	}
	return out
}

func term(an *demands.Analysis, t demands.Term) Term {
	out := Term{
		Name: t.Name(), Kind: string(t.Kind), OfName: "nobody named", OfText: t.OfText(),
		Firm: t.Firm(), Weight: t.Weight(), Text: an.Told(t), Place: place(t.Place),
	}
	switch id := t.Owner(); {
	case t.OfText():
		out.OfName = everybody
	case id != "":
		out.Of, out.OfName = &id, id
		if x := an.Course.Agreement.Actor(id); x != nil {
			out.OfName = x.Label()
		}
	}
	return out
}

func moves(an *demands.Analysis) []Move {
	all := []Move{}
	for _, e := range an.Waits.Open {
		event := an.Course.Events[e]
		m := Move{Steps: an.Course.UnitNames(e), By: []string{}}
		switch x := event.Exchange; {
		case x == nil:
			for _, r := range an.Course.Units[event.Units[0]].Step.By {
				m.By = append(m.By, r.ID)
			}
		case x.HeldBy.Given:
			m.By = []string{x.HeldBy.V.ID}
			fallthrough
		default:
			m.Exchange = &x.ID
		}
		next, nearer := an.Waits.Unlocks(e)
		m.Unlocks, m.AwaitedBy = unitNames(an.Course, next), unitNames(an.Course, nearer)
		all = append(all, m)
	}
	return all
}

func unitNames(c *agreement.Course, events []int) []string {
	names := []string{}
	for _, e := range events {
		names = append(names, c.UnitNames(e)...)
	}
	return names
}
