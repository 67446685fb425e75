package agreement

import (
	"math/big"
	"slices"

	"detente/diag"
	"detente/standoff"
	"detente/syntax"
)

// views reads a block prefer or perceived of a stand-off.
func (r *reader) views(c *scene, b *syntax.Block) {
	switch kind(b.Type) {
	case prefer:
		r.preference(c, b, &c.Prefers)
	case perceived:
		r.perception(c, b)
	}
}

// whose reads the label of a block that names an actor.
func (r *reader) whose(b *syntax.Block) (Ref, bool) {
	name, ok := r.label(b)
	if !ok {
		return Ref{}, false
	}
	r.where = "The block " + b.Type
	return r.resolve(syntax.Expr{Kind: syntax.Name, Text: name.ID, Place: name.Place}, []kind{party, thirdParty})
}

// preference reads what an actor prefers into the list.
func (r *reader) preference(c *scene, b *syntax.Block, all *[]*Preference) {
	of, ok := r.whose(b)
	x := &preferring{scene: c, Preference: &Preference{Of: of, Place: b.Place}}
	read(r, b, x, preferAttrs)
	r.checkPreference(x)
	if !ok {
		return
	}
	if first := preferenceOf(*all, of.ID); first != nil {
		r.add(codeTwice, b.Place, "Draw the two together.", "What %s prefers is given twice.", of.ID).
			Places = []diag.Place{first.Place, b.Place}
		return
	}
	*all = append(*all, x.Preference)
}

// preferring is a preference being read.
type preferring struct {
	*scene
	*Preference
	weights Opt[[]int64]
	ranked  diag.Place // where the ranking stands
}

var preferAttrs = []attr[preferring]{
	{"statements", func(r *reader, x *preferring, e syntax.Expr) { x.Statements = r.statements(x.scene, e) }},
	{"weights", func(r *reader, x *preferring, e syntax.Expr) { x.weights = r.weights(e) }},
	{"ranking", func(r *reader, x *preferring, e syntax.Expr) { r.ranking(x, e) }},
	{"unknown", func(r *reader, x *preferring, e syntax.Expr) { r.unknown(x, e) }},
	{"ties", func(r *reader, x *preferring, e syntax.Expr) { x.Ties = r.boolean(e) }},
	{"source", func(r *reader, x *preferring, e syntax.Expr) { x.Preference.Source = r.optRef(e, source) }},
	{"quote", func(r *reader, x *preferring, e syntax.Expr) { x.Preference.Quote = r.str(e) }},
}

// checkPreference checks what concerns the preference as a whole.
func (r *reader) checkPreference(x *preferring) {
	who := "What " + x.Of.ID + " prefers"
	if x.weights.Given {
		switch {
		case len(x.weights.V) != len(x.Statements):
			r.add(codeRange, x.weights.Place, "Give one weight for each statement, in their order.",
				"%s has %d statements and %d weights.", who, len(x.Statements), len(x.weights.V))
		default:
			x.Weights = x.weights.V
		}
	}
	if len(x.Statements) > 0 && len(x.Ranking) > 0 {
		r.add(codeTwice, x.ranked, "Keep the ranking or the statements.", "%s is given by statements and by a ranking.", who)
		x.Ranking = nil
	}
	if len(x.Statements) > 0 && len(x.States) > 0 {
		x.Statements, x.Weights = nil, nil // each name in them has its finding
	}
}

// weights reads whole numbers.
func (r *reader) weights(e syntax.Expr) Opt[[]int64] {
	var all []int64
	for _, item := range list(e) {
		n, ok := r.number(item, "a whole number")
		if !ok {
			return Opt[[]int64]{}
		}
		if most := big.NewRat(MaxStatementWeight, 1); !n.IsInt() || new(big.Rat).Abs(n).Cmp(most) > 0 {
			r.add(codeRange, item.Place, "Write a whole number in that range.", "%s must be whole numbers from -%d to %d.", r.where, MaxStatementWeight, MaxStatementWeight)
			return Opt[[]int64]{}
		}
		all = append(all, n.Num().Int64())
	}
	return Opt[[]int64]{V: all, Given: true, Place: e.Place}
}

// ranking reads states, best first; an entry that is a list of states is a tie.
func (r *reader) ranking(x *preferring, e syntax.Expr) {
	x.ranked = e.Place
	if e.Kind != syntax.List {
		r.expected("a list of states, best first", e, r.fixRanking(x.scene))
		return
	}
	seen := map[standoff.State]diag.Place{}
	for _, entry := range e.Items {
		states := []syntax.Expr{entry}
		if x.tie(entry) {
			states = entry.Items
		}
		var group []Outcome
		for _, s := range states {
			o, ok := r.outcome(x.scene, s)
			if !ok {
				continue
			}
			if first, twice := seen[o.State]; twice {
				r.add(codeTwice, s.Place, "Keep one.", "%s names the same state twice.", r.where).Places = []diag.Place{first, s.Place}
				continue
			}
			seen[o.State] = s.Place
			group = append(group, o)
		}
		if len(group) > 0 {
			x.Ranking = append(x.Ranking, group)
		}
	}
}

func (r *reader) fixRanking(c *scene) string {
	if len(c.States) > 0 {
		return "Write the states, best first, such as [calm, [truce, talks], war]; those in brackets of their own are liked equally."
	}
	return "Write for each state the options taken, best state first, such as [[withdraw], [], [[strike], [strike, invade]]]; a list of states is a tie."
}

// tie reports whether an entry of a ranking is a list of states and not a state.
func (x *preferring) tie(entry syntax.Expr) bool {
	if entry.Kind != syntax.List || len(entry.Items) == 0 {
		return false
	}
	return len(x.States) > 0 || !slices.ContainsFunc(entry.Items, func(e syntax.Expr) bool { return e.Kind != syntax.List })
}

// unknown reads what is not known: pairs of states, or statements.
func (r *reader) unknown(x *preferring, e syntax.Expr) {
	for _, item := range list(e) {
		if item.Kind != syntax.List {
			if s, ok := r.statement(x.scene, item); ok {
				x.UnknownBy = append(x.UnknownBy, s)
			}
			continue
		}
		if len(item.Items) != 2 {
			r.add(codeKind, item.Place, "Write a pair of states, or a statement.", "%s: the order of two states is not known; here %s.", r.where, stand(len(item.Items)))
			continue
		}
		a, ok := r.outcome(x.scene, item.Items[0])
		b, also := r.outcome(x.scene, item.Items[1])
		if ok && also && a.State != b.State {
			x.Unknown = append(x.Unknown, [2]Outcome{a, b})
		}
	}
}

// perception reads how an actor sees the situation.
func (r *reader) perception(c *scene, b *syntax.Block) {
	of, ok := r.whose(b)
	x := &perceiving{scene: c, Perception: &Perception{Of: of, Place: b.Place}}
	read(r, b, x, perceivedAttrs)
	own, _ := within(b)
	for _, p := range own {
		r.preference(c, p, &x.Perception.Prefers)
	}
	if !ok {
		return
	}
	if first := c.Perception(of.ID); first != nil {
		r.add(codeTwice, b.Place, "Draw the two together.", "How %s sees the situation is given twice.", of.ID).
			Places = []diag.Place{first.Place, b.Place}
		return
	}
	c.Perceived = append(c.Perceived, x.Perception)
}

// perceiving is a perception being read.
type perceiving struct {
	*scene
	*Perception
}

var perceivedAttrs = []attr[perceiving]{
	{"unseen", func(r *reader, x *perceiving, e syntax.Expr) { r.unseen(x, e) }},
}

func (r *reader) unseen(x *perceiving, e syntax.Expr) {
	if len(x.States) > 0 {
		x.UnseenStates = r.positions(x.scene, e)
		return
	}
	x.Unseen = r.statements(x.scene, e)
}
