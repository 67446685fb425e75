package report

import (
	"fmt"
	"strings"

	"detente/proof"
	"detente/situation"
	"detente/stability"
	"detente/standoff"
)

// StateVerdict tells one state: for whom it is stable, and why.
type StateVerdict struct {
	Options []string `json:"options"`
	Today   bool     `json:"today"`
	// Summary is the verdict in one sentence; Equilibrium names the concepts by which the
	// state is stable for every actor.
	Summary     string         `json:"summary"`
	Equilibrium []string       `json:"equilibrium"`
	Actors      []ActorVerdict `json:"actors"`
}

// ActorVerdict is why an actor stays in a state or leaves it.
type ActorVerdict struct {
	Actor string `json:"actor"`
	// Text is the reason in words.
	Text string `json:"text"`
	// Stable is by concept whether it stays.
	Stable map[string]bool `json:"stable"`
	// Evidence is what the verdicts rest on, one for each concept; see [Evidence].
	Evidence []Evidence `json:"evidence"`
}

// Evidence is what a verdict rests on: of one that is not stable the move away, which
// nothing deters; of a stable one what deters each improvement.
type Evidence struct {
	Concept string `json:"concept"`
	Stable  bool   `json:"stable"`
	// Move is the state that the actor would move to; null where it stays.
	Move []string `json:"move"`
	// Answers deter its improvements; none: there is nothing better to move to.
	Answers []Answer `json:"answers"`
}

// Answer deters one improvement: the moves of the others after it.
type Answer struct {
	Improvement []string       `json:"improvement"`
	Reply       []StandoffStep `json:"reply"`
}

// StandoffStep is one move of a sequence, with the state that it leads to.
type StandoffStep struct {
	By   string   `json:"by"`
	To   []string `json:"to"`
	Text string   `json:"text"` // "North Korea takes abandon"
}

// verdicts tell the states that are asked about.
func (s *study) verdicts() []StateVerdict {
	var all []StateVerdict
	for _, c := range s.marked() {
		v := StateVerdict{Options: s.Taken(c), Today: s.Model.Known && c == s.Model.Today, Equilibrium: s.state(c).Equilibrium}
		v.Summary = s.summary(c, v)
		for i := range s.Actors {
			v.Actors = append(v.Actors, s.actorVerdict(c, i))
		}
		all = append(all, v)
	}
	return all
}

// summary is the verdict on a state in one sentence.
func (s *study) summary(c standoff.State, v StateVerdict) string {
	name := fmt.Sprintf("The state “%s”", s.full(c))
	if v.Today {
		name = "Today — " + s.full(c) + " —"
	}
	var is, not []string
	for k, concept := range concepts {
		if s.equilibria[k].Has(c) {
			is = append(is, conceptLabel(concept.String()))
		} else {
			not = append(not, conceptLabel(concept.String()))
		}
	}
	switch {
	case len(not) == 0:
		return name + " is an equilibrium by every concept: " + and(is) + "."
	case len(is) == 0:
		return name + " is not an equilibrium: somebody would leave it, however far the actors look."
	}
	return fmt.Sprintf("%s is an equilibrium by %s, and not by %s.", name, and(is), and(not))
}

// conceptLabel is what people call a concept.
func conceptLabel(name string) string {
	if name == "nash" {
		return "Nash"
	}
	return strings.ToUpper(name)
}

// maxSpelled is the most options for which a state is told with those not taken too.
const maxSpelled = 6

// full names a state with all its options, where they are few.
func (s *study) full(c standoff.State) string {
	if s.Plain.Options == nil || len(s.Text.Options) > maxSpelled {
		return situation.Say(s.Taken(c))
	}
	var all []string
	for k, o := range s.Text.Options {
		if s.Code(c)>>k&1 != 0 {
			all = append(all, o.ID)
		} else {
			all = append(all, "no "+o.ID)
		}
	}
	return strings.Join(all, ", ")
}

// actorVerdict is why the actor stays in the state or leaves it.
func (s *study) actorVerdict(c standoff.State, i int) ActorVerdict {
	v := ActorVerdict{Actor: s.Actors[i].ID, Stable: map[string]bool{}, Evidence: []Evidence{}}
	for k, concept := range concepts {
		v.Stable[concept.String()] = s.stable[k][i].Has(c)
	}
	if !s.model(i).CanBe(c) {
		v.Text = s.Actors[i].Label() + " does not see that this can be."
		return v
	}
	found := map[standoff.Concept]standoff.Evidence{}
	for _, concept := range stability.Four {
		e := s.explainer(i).Explain(c, []int{i}, concept)
		if err := proof.Standoff(s.model(i), e); err != nil {
			panic("report: the second checker refuses a verdict: " + err.Error())
		}
		found[concept] = e
		v.Evidence = append(v.Evidence, s.evidence(e))
	}
	v.Text = s.reason(i, found)
	return v
}

// conceptName is the name of a concept that has evidence.
func conceptName(c standoff.Concept) string {
	return map[standoff.Concept]string{standoff.Nash: "nash", standoff.GMR: "gmr", standoff.SMR: "smr", standoff.SEQ: "seq"}[c]
}

func (s *study) evidence(e standoff.Evidence) Evidence {
	r := Evidence{Concept: conceptName(e.Concept), Stable: e.Stable, Answers: []Answer{}}
	if !e.Stable {
		r.Move = s.Taken(e.Way[len(e.Way)-1].To)
	}
	for _, a := range e.Answers {
		r.Answers = append(r.Answers, Answer{Improvement: s.Taken(a.Improvement), Reply: s.steps(a.Improvement, a.Reply)})
	}
	return r
}

// steps are moves from a state, with what changes.
func (s *study) steps(from standoff.State, way []standoff.Step) []StandoffStep {
	out := []StandoffStep{}
	for _, step := range way {
		out = append(out, StandoffStep{By: s.Actors[step.Actor].ID, To: s.Taken(step.To), Text: s.Actors[step.Actor].Label() + " " + s.does(step.Actor, from, step.To, "takes", "gives up", "goes to")})
		from = step.To
	}
	return out
}

// reason tells, from the evidence, why the actor stays or leaves.
func (s *study) reason(i int, found map[standoff.Concept]standoff.Evidence) string {
	who := s.Actors[i].Label()
	nash, gmr, smr, seq := found[standoff.Nash], found[standoff.GMR], found[standoff.SMR], found[standoff.SEQ]
	from := nash.State
	if nash.Stable {
		if len(s.model(i).Successors(i, from)) == 0 {
			return who + " stays: it has no move here."
		}
		return who + " stays: it has no move to anything that it prefers."
	}
	can := func(to standoff.State) string {
		return fmt.Sprintf("%s can %s, which it prefers", who, s.does(i, from, to, "take", "give up", "go to"))
	}
	switch {
	case !gmr.Stable:
		return can(end(gmr)) + ", and nobody can answer so that it is no better off than now."
	case seq.Stable:
		return can(seq.Answers[0].Improvement) + "; but then it suits the others to answer: " + s.replied(seq.Answers[0]) + ", and it is no better off than now" + likewise(seq.Answers) + "." + s.away(i, smr)
	}
	var answer standoff.Answer
	for _, a := range gmr.Answers {
		if a.Improvement == end(seq) {
			answer = a
		}
	}
	return can(end(seq)) + ", and by moves that suit themselves the others cannot undo that. They could answer, if they were ready to: " + s.replied(answer) + "; then it is no better off than now." + s.away(i, smr)
}

// end is the state that the actor would leave for.
func end(e standoff.Evidence) standoff.State { return e.Way[len(e.Way)-1].To }

// likewise says how many more improvements are deterred.
func likewise(answers []standoff.Answer) string {
	switch n := len(answers) - 1; n {
	case 0:
		return ""
	case 1:
		return ", and likewise with the other move that it would prefer"
	default:
		return fmt.Sprintf(", and likewise with the %d other moves that it would prefer", n)
	}
}

// away says that the actor could get out of every answer.
func (s *study) away(i int, smr standoff.Evidence) string {
	if smr.Stable {
		return ""
	}
	return fmt.Sprintf(" From wherever they can bring it, though, %s can move on to something better than now if it begins with: %s.", s.Actors[i].Label(), s.does(i, smr.State, end(smr), "take", "give up", "go to"))
}

// replied tells an answer in words.
func (s *study) replied(a standoff.Answer) string {
	var said []string
	for _, step := range s.steps(a.Improvement, a.Reply) {
		said = append(said, step.Text)
	}
	if len(said) == 0 {
		return "they stay where they are"
	}
	return strings.Join(said, ", then ")
}

// does says what an actor changes by a move: "takes abandon and gives up invade".
func (s *study) does(actor int, from, to standoff.State, take, giveUp, goTo string) string {
	var taken, given []string
	for _, c := range s.Changes(from, to) {
		o := s.Text.Options[c.Option]
		switch {
		case o.By.V.ID != s.Actors[actor].ID:
		case c.Take:
			taken = append(taken, o.ID)
		default:
			given = append(given, o.ID)
		}
	}
	var said []string
	if len(taken) > 0 {
		said = append(said, take+" "+and(taken))
	}
	if len(given) > 0 {
		said = append(said, giveUp+" "+and(given))
	}
	if len(said) == 0 {
		return goTo + " “" + situation.Say(s.Taken(to)) + "”"
	}
	return strings.Join(said, " and ")
}
