package report

import (
	"fmt"

	"detente/agreement"
	"detente/effort"
	"detente/situation"
	"detente/stability"
	"detente/standoff"
)

// Standoff is what there is to say about a situation before a deal: which of its states
// are stable for whom and why, and which ways lead on. A state is given by the sorted names
// of the options taken in it; in a graph of moves by its name alone, as a list of one.
type Standoff struct {
	Format string `json:"format"`
	Input  string `json:"input"`
	// Standoff is the name of the stand-off; Title and Text are what the text says of it.
	Standoff string   `json:"standoff"`
	Title    string   `json:"title"`
	Text     string   `json:"text"`
	Private  []string `json:"private"`
	// Form is "options", "graph", or "together" where states made of options are told as one.
	Form    string           `json:"form"`
	Actors  []StandoffActor  `json:"actors"`
	Options []StandoffOption `json:"options"`
	// Feasible is how many states can be; Listed how many of them States holds: all, or
	// of a large stand-off those that are equilibria and today's, as far as they are listed.
	Feasible int             `json:"feasible"`
	Listed   int             `json:"listed"`
	Today    []string        `json:"today"` // null where the text does not say
	States   []StandoffState `json:"states"`
	// Equilibria are, by concept, the states that are stable for every actor, at most as
	// many as are listed; EquilibriumCounts is how many there are.
	Equilibria        map[string][][]string `json:"equilibria"`
	EquilibriumCounts map[string]int        `json:"equilibrium_counts"`
	// SimRule names the rule of simultaneous stability: "fraser_hipel".
	SimRule string `json:"sim_rule"`
	// Verdicts tell today's state, and the state asked about.
	Verdicts []StateVerdict `json:"verdicts"`
	// Prospects are the equilibria other than today's state, those that everybody prefers
	// to it first.
	Prospects []Prospect `json:"prospects"`
	// Perceived is what comes of it that actors see the situation otherwise than it is told;
	// null where none does.
	Perceived *Perceived `json:"perceived"`
	// Unknown is what is stable although some preferences are not known; null where all are.
	Unknown *UnknownPreferences `json:"unknown"`
	// Coalitions, Foresight, Robustness and Inverse are null or empty where the stand-off is
	// too large for them, or the question does not arise.
	Coalitions []CoalitionVerdict `json:"coalitions"`
	Foresight  *Foresight         `json:"foresight"`
	Robustness *Robustness        `json:"robustness"`
	Inverse    []Inverse          `json:"inverse"`
	Notes      []string           `json:"notes"`

	moves []StandoffMove // for a drawing; see Graph
}

// StandoffActor is an actor of a stand-off.
type StandoffActor struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Places is how many places its ranking has.
	Places int `json:"places"`
	// SeesOtherwise: it sees the situation otherwise than it is told.
	SeesOtherwise bool `json:"sees_otherwise"`
}

// StandoffOption is an option of a stand-off.
type StandoffOption struct {
	Name string  `json:"name"`
	Text string  `json:"text"`
	By   *string `json:"by"`
	// Direction is "both", "once" (not taken back) or "back_only" (not taken again).
	Direction string `json:"direction"`
}

// StandoffState is a state and for whom it is stable.
type StandoffState struct {
	Options []string `json:"options"`
	// Text is what the text says of a state of a graph.
	Text string `json:"text"`
	// Members is how many combinations of options are told as this state.
	Members int  `json:"members"`
	Today   bool `json:"today"`
	// Place is, by actor, the place of the state in its ranking, 1 the best.
	Place map[string]int `json:"place"`
	// Stable is, by concept and actor, whether the actor would stay.
	Stable map[string]map[string]bool `json:"stable"`
	// Equilibrium names the concepts by which the state is stable for every actor.
	Equilibrium []string `json:"equilibrium"`

	code standoff.State
}

// StandoffMove is a move from one listed state to another.
type StandoffMove struct {
	By       string
	From, To int // into States
	Improves bool
}

// StandoffAsking is what a record of a stand-off is asked for.
type StandoffAsking struct {
	// Ask is a state to be told like today's; nil: none.
	Ask *standoff.State
	// States is how many states are listed at most.
	States int
	// Stop, when closed, ends what takes long.
	Stop <-chan struct{}
}

// DefaultStates is how many states of a stand-off are listed if nothing else is asked.
const DefaultStates = 500

// NewStandoff analyses the stand-off and makes the record of it.
func NewStandoff(input string, a *agreement.Agreement, x *situation.Situation, asking StandoffAsking) Standoff {
	s := newStudy(x, asking)
	r := Standoff{
		Format: StandoffFormat, Input: input, Standoff: x.Text.ID, Title: x.Text.Title.String(), Text: x.Text.Text.String(),
		Private: list(a.Private), Form: form(x), Actors: s.actors(), Options: options(x), Feasible: s.feasible,
		States: []StandoffState{}, Equilibria: map[string][][]string{}, EquilibriumCounts: map[string]int{},
		SimRule: "fraser_hipel", Verdicts: []StateVerdict{}, Prospects: []Prospect{}, Coalitions: []CoalitionVerdict{}, Inverse: []Inverse{},
	}
	if x.Model.Known {
		r.Today = x.Taken(x.Model.Today)
	}
	listed := s.listed()
	for _, c := range listed {
		r.States = append(r.States, s.state(c))
	}
	r.Listed = len(r.States)
	for k, c := range concepts {
		r.EquilibriumCounts[c.String()] = s.equilibria[k].Count()
		r.Equilibria[c.String()] = s.names(s.equilibria[k])
	}
	r.Verdicts = append(r.Verdicts, s.verdicts()...)
	r.Prospects = append(r.Prospects, s.prospects()...)
	r.Perceived = s.perceived()
	r.Notes = s.notes()
	s.further(&r)
	r.moves = s.moves(listed)
	return r
}

// form says what the states are made of.
func form(x *situation.Situation) string {
	switch {
	case x.Codes != nil:
		return "together"
	case x.Plain.Options == nil:
		return "graph"
	}
	return "options"
}

func options(x *situation.Situation) []StandoffOption {
	all := []StandoffOption{}
	for _, o := range x.Text.Options {
		r := StandoffOption{Name: o.ID, Text: o.Text.String(), Direction: map[standoff.Direction]string{
			standoff.Both: "both", standoff.Once: "once", standoff.BackOnly: "back_only",
		}[o.Direction()]}
		if o.By.Given {
			r.By = &o.By.V.ID
		}
		all = append(all, r)
	}
	return all
}

// concepts are those of a record, in the order in which people read them.
var concepts = []stability.Concept{stability.Nash, stability.SEQ, stability.SMR, stability.GMR, stability.SIM}

// ConceptNames are the names of the concepts in a record, in that order.
func ConceptNames() []string {
	var names []string
	for _, c := range concepts {
		names = append(names, c.String())
	}
	return names
}

// study is a situation with what is stable in it.
type study struct {
	*situation.Situation
	asking   StandoffAsking
	feasible int
	// stable is, by concept, by actor, what the actor stays in, each by its own view.
	stable [][]standoff.Bits
	// seen holds the states that every actor sees; nil: all that can be.
	equilibria []standoff.Bits
	expected   [][]standoff.Bits // by concept and actor: the equilibria of its own view
	told       []standoff.Bits   // the equilibria if everybody saw the situation as it is told; nil where everybody does
	explain    []*stability.Explainer
	places     []situation.Places
}

func newStudy(x *situation.Situation, asking StandoffAsking) *study {
	s := &study{Situation: x, asking: asking, feasible: x.Model.Size()}
	if x.Model.Feasible != nil {
		s.feasible = x.Model.Feasible.Count()
	}
	for i := range x.Actors {
		s.places = append(s.places, situation.NewPlaces(x.Model, i))
	}
	s.explain = make([]*stability.Explainer, len(x.Actors))
	told := stability.Analyse(x.Model, stability.Options{Concepts: concepts})
	by := make([]*stability.Analysis, len(x.Actors))
	views := false
	for i, v := range x.Views {
		by[i] = told
		if v != nil {
			by[i] = stability.Analyse(v, stability.Options{Concepts: concepts})
			views = true
		}
	}
	for k, c := range concepts {
		s.stable = append(s.stable, nil)
		s.expected = append(s.expected, nil)
		for i := range x.Actors {
			s.stable[k] = append(s.stable[k], by[i].Stable(c, i))
			if views {
				s.expected[k] = append(s.expected[k], by[i].Equilibria(c))
			}
		}
		s.equilibria = append(s.equilibria, s.common(s.stable[k]))
		if views {
			s.told = append(s.told, told.Equilibria(c))
		}
	}
	return s
}

// common returns the states in all the sets that every actor sees.
func (s *study) common(sets []standoff.Bits) standoff.Bits {
	out := standoff.NewBits(s.Model.Size())
	copy(out, sets[0])
	for _, set := range sets[1:] {
		for w := range out {
			out[w] &= set[w]
		}
	}
	for _, v := range s.Views {
		if v != nil {
			for w := range out {
				out[w] &= v.Feasible[w]
			}
		}
	}
	return out
}

// model is the situation as the actor sees it.
func (s *study) model(actor int) *standoff.Model {
	if v := s.Views[actor]; v != nil {
		return v
	}
	return s.Model
}

func (s *study) explainer(actor int) *stability.Explainer {
	if s.explain[actor] == nil {
		s.explain[actor] = stability.NewExplainer(s.model(actor))
	}
	return s.explain[actor]
}

func (s *study) actors() []StandoffActor {
	var all []StandoffActor
	for i, who := range s.Actors {
		all = append(all, StandoffActor{ID: who.ID, Name: who.Label(), Places: s.places[i].Last, SeesOtherwise: s.Views[i] != nil})
	}
	return all
}

// limit is how many states are listed.
func (s *study) limit() int {
	if s.asking.States > 0 {
		return s.asking.States
	}
	return DefaultStates
}

// listed are the states to list: all, or where there are too many today's, the one asked
// about, and the equilibria by ascending code, as many as fit.
func (s *study) listed() []standoff.State {
	all := s.feasible <= s.limit()
	var out, first []standoff.State
	for _, c := range s.marked() {
		if !all {
			first = append(first, c)
		}
	}
	for n := range s.Model.Size() {
		c := standoff.State(n)
		if len(out)+len(first) == s.limit() {
			break
		}
		if s.Model.CanBe(c) && (all || s.anyEquilibrium(c)) && !contains(first, c) {
			out = append(out, c)
		}
	}
	return append(first, out...)
}

func contains(all []standoff.State, c standoff.State) bool {
	for _, x := range all {
		if x == c {
			return true
		}
	}
	return false
}

// marked are today's state and the one asked about.
func (s *study) marked() []standoff.State {
	var all []standoff.State
	if s.Model.Known {
		all = append(all, s.Model.Today)
	}
	if a := s.asking.Ask; a != nil && !contains(all, *a) {
		all = append(all, *a)
	}
	return all
}

func (s *study) anyEquilibrium(c standoff.State) bool {
	for _, set := range s.equilibria {
		if set.Has(c) {
			return true
		}
	}
	return false
}

// names are the states of the set as far as they are listed.
func (s *study) names(set standoff.Bits) [][]string {
	out := [][]string{}
	for n := 0; n < s.Model.Size() && len(out) < s.limit(); n++ {
		if set.Has(standoff.State(n)) {
			out = append(out, s.Taken(standoff.State(n)))
		}
	}
	return out
}

func (s *study) state(c standoff.State) StandoffState {
	r := StandoffState{
		Options: s.Taken(c), Members: 1, Today: s.Model.Known && s.Model.Today == c,
		Place: map[string]int{}, Stable: map[string]map[string]bool{}, Equilibrium: []string{}, code: c,
	}
	if s.Members != nil {
		r.Members = s.Members[c]
	}
	if s.Plain.Options == nil {
		r.Text = s.Text.States[c].Text.String()
	}
	for i, who := range s.Actors {
		r.Place[who.ID] = s.places[i].Of(c)
	}
	for k, concept := range concepts {
		by := map[string]bool{}
		for i, who := range s.Actors {
			by[who.ID] = s.stable[k][i].Has(c)
		}
		r.Stable[concept.String()] = by
		if s.equilibria[k].Has(c) {
			r.Equilibrium = append(r.Equilibrium, concept.String())
		}
	}
	return r
}

// maxMoves is how many moves between listed states are kept for a drawing.
const maxMoves = 20000

// moves are the moves between the listed states.
func (s *study) moves(listed []standoff.State) []StandoffMove {
	if len(listed) > DefaultStates {
		return nil
	}
	at := map[standoff.State]int{}
	for k, c := range listed {
		at[c] = k
	}
	var all []StandoffMove
	for k, c := range listed {
		for i, who := range s.Actors {
			for _, t := range s.Model.Successors(i, c) {
				to, ok := at[t]
				if ok && len(all) < maxMoves {
					all = append(all, StandoffMove{By: who.ID, From: k, To: to, Improves: s.Model.Rank[i][t] > s.Model.Rank[i][c]})
				}
			}
		}
	}
	return all
}

// Graph returns the moves between the listed states, for a drawing; none of a stand-off
// with more than DefaultStates of them.
func (r Standoff) Graph() []StandoffMove { return r.moves }

// notes say what is to be known of the record as a whole.
func (s *study) notes() []string {
	said := []string{"What the actors prefer is the judgement of whoever wrote the text. A ranking has no sizes, and those of two actors are never compared."}
	if s.feasible > s.limit() {
		said = append(said, fmt.Sprintf("Of %d states that can be, today's and the equilibria are listed, at most %d.", s.feasible, s.limit()))
	}
	for i, who := range s.Actors {
		if p := s.Text.Prefer(who.ID); p == nil || !p.Given() {
			said = append(said, fmt.Sprintf("Nobody says what %s prefers: every state counts as equally good for it.", s.Actors[i].Label()))
		}
	}
	return said
}

// budget is work for what takes long.
func (s *study) budget(n int64) *effort.Budget { return &effort.Budget{Limit: n, Stop: s.asking.Stop} }
