package stability

import (
	"slices"

	"detente/standoff"
)

// Explainer decides verdicts one at a time by the definitions, and says what they rest on.
// It is not safe for use by several goroutines.
type Explainer struct {
	m            *standoff.Model
	out, in, end *tracks // the group's improvements, the others' replies, the group's ways out
}

// NewExplainer returns an explainer for the situation. It keeps a few words for each state.
func NewExplainer(m *standoff.Model) *Explainer {
	v := newMoves(m)
	return &Explainer{m: m, out: newTracks(v), in: newTracks(v), end: newTracks(v)}
}

// Explain decides whether the state is stable for the group under the concept, and returns
// the evidence. The group are actors in ascending order, at least one; the state can be;
// the concept is Nash, GMR, SMR, SEQ or SSEQ.
//
// For a group of several the definitions are those of one actor with the group in its
// place: an improvement is a state that a legal sequence of its members' moves leads to and
// that is better for every member; it is deterred by a legal sequence of the others to a
// state that is not better for every member (D. M. Kilgour, K. W. Hipel, L. Fang and X.
// Peng, "Coalition analysis in group decision support", Group Decision and Negotiation 10,
// 2001; T. Inohara and K. W. Hipel, "Coalition analysis in the graph model for conflict
// resolution", Systems Engineering 11, 2008). The others reply as single actors: in SEQ
// each of their moves has to be an improvement for the one that makes it.
func (x *Explainer) Explain(s standoff.State, group []int, c Concept) standoff.Evidence {
	e := standoff.Evidence{Claim: standoff.Claim{State: s, Group: slices.Clone(group), Concept: c, Stable: true}}
	away := rest(x.m, group)
	met := map[standoff.State]bool{}
	stop := x.out.walk(group, s, false, func(t standoff.State) bool {
		if met[t] || !better(x.m, group, t, s) {
			return false
		}
		met[t] = true
		reply, ok := x.reply(s, t, group, away, c)
		if ok {
			e.Answers = append(e.Answers, standoff.Answer{Improvement: t, Reply: reply})
		}
		return !ok
	})
	if stop >= 0 {
		e.Stable, e.Answers, e.Way = false, nil, x.out.steps(stop)
	}
	slices.SortFunc(e.Answers, func(a, b standoff.Answer) int { return int(a.Improvement) - int(b.Improvement) })
	return e
}

// reply finds the shortest legal sequence of the others that deters the group's move from s to t.
func (x *Explainer) reply(s, t standoff.State, group, away []int, c Concept) ([]standoff.Step, bool) {
	if c == Nash {
		return nil, false
	}
	n := x.in.walk(away, t, improving(c), func(q standoff.State) bool {
		return !better(x.m, group, q, s) && (!held(c) || !x.escapes(s, q, group))
	})
	if n < 0 {
		return nil, false
	}
	return x.in.steps(n), true
}

// improving reports whether the others reply only by moves that improve the state for
// whoever makes them.
func improving(c Concept) bool { return c == SEQ || c == SSEQ }

// held reports whether what deters must leave no way out to anything better.
func held(c Concept) bool { return c == SMR || c == SSEQ }

// escapes reports whether the group can get from q to a state better than s for every member.
func (x *Explainer) escapes(s, q standoff.State, group []int) bool {
	return x.end.walk(group, q, false, func(t standoff.State) bool { return better(x.m, group, t, s) }) >= 0
}
