package agreement

import (
	"slices"
	"strings"

	"detente/diag"
	"detente/standoff"
	"detente/syntax"
)

// The types of the blocks inside a stand-off.
const (
	option    kind = "option"
	position  kind = "state"
	prefer    kind = "prefer"
	perceived kind = "perceived"
)

// inner are the blocks that may stand in a block.
var inner = map[kind][]kind{
	standOff:  {option, position, prefer, perceived},
	perceived: {prefer},
	procedure: {stage},
}

// within returns the blocks of the block that are of its own kind of parts, and
// those that stand in it by mistake.
func within(b *syntax.Block) (own, stray []*syntax.Block) {
	for _, x := range b.Blocks {
		if slices.Contains(inner[kind(b.Type)], kind(x.Type)) {
			own = append(own, x)
		} else {
			stray = append(stray, x)
		}
	}
	return own, stray
}

// unfolded returns the block with the blocks inside it, which in JSON look like
// attributes.
func (r *reader) unfolded(b *syntax.Block) *syntax.Block {
	types := inner[kind(b.Type)]
	if len(types) == 0 || !strings.HasSuffix(b.Place.File, ".json") {
		return b
	}
	out := *b
	out.Attrs = nil
	for _, a := range b.Attrs {
		if !slices.Contains(types, kind(a.Name)) {
			out.Attrs = append(out.Attrs, a)
			continue
		}
		r.where = "In " + header(b) + ", " + a.Name
		for _, byName := range r.objects(a.Expr) {
			for _, p := range byName.Pairs {
				for _, body := range r.objects(p.Value) {
					x := &syntax.Block{Type: a.Name, TypePlace: a.NamePlace, Labels: []syntax.Label{p.Key}, Place: p.Key.Place}
					for _, e := range body.Pairs {
						x.Attrs = append(x.Attrs, &syntax.Attr{Name: e.Key.Text, NamePlace: e.Key.Place, Expr: e.Value, Place: e.Key.Place})
					}
					out.Blocks = append(out.Blocks, r.unfolded(x))
				}
			}
		}
	}
	return &out
}

// objects are the objects that a value in JSON holds: itself, or those of a list.
func (r *reader) objects(e syntax.Expr) []syntax.Expr {
	var all []syntax.Expr
	for _, x := range list(e) {
		if x.Kind == syntax.Map {
			all = append(all, x)
			continue
		}
		r.expected("an object { … }", x, `Write { "name": { … } }.`)
	}
	return all
}

// scene is a stand-off being read, with the names that mean something in it alone.
type scene struct {
	*Standoff
	option map[string]int // by name, its number
	state  map[string]int
	place  map[string]diag.Place
}

// standoffLater adds the stand-off, if keep is set, and returns what reads it.
func (r *reader) standoffLater(b *syntax.Block, name Name, keep bool) func() {
	s := &Standoff{Name: name}
	if keep {
		r.a.Standoffs = append(r.a.Standoffs, s)
	}
	return func() {
		c := &scene{Standoff: s, option: map[string]int{}, state: map[string]int{}, place: map[string]diag.Place{}}
		own, _ := within(b)
		r.scenery(c, own)
		read(r, b, c, standoffAttrs)
		for _, x := range own {
			r.views(c, x)
		}
	}
}

// scenery reads the options and states.
func (r *reader) scenery(c *scene, own []*syntax.Block) {
	var fill []func()
	for _, b := range own {
		k := kind(b.Type)
		if k != option && k != position {
			continue
		}
		name, ok := r.label(b)
		switch {
		case !ok:
		case k == option && len(c.States) > 0, k == position && len(c.Options) > 0:
			r.add(codeKind, b.Place, "Keep to one of the two: make the state from options, or the options into moves between states.",
				"The stand-off %s has options and states of a graph; it is made of options, or it is a graph.", c.ID)
		case r.known(c, b, name):
		case k == option && len(c.Options) == MaxChoices:
			r.add(codeTooLarge, b.Place, "Leave out options that do not matter here, or draw several together into one.", "The stand-off %s has more than %d options; this one is left out.", c.ID, MaxChoices)
		case k == option:
			x := &Choice{Name: name}
			c.option[name.ID] = len(c.Options)
			c.Options = append(c.Options, x)
			fill = append(fill, func() { read(r, b, x, choiceAttrs) })
		case len(c.States) == MaxStates:
			r.add(codeTooLarge, b.Place, "Draw states together.", "The stand-off %s has more than %d states; this one is left out.", c.ID, MaxStates)
		default:
			x := &Position{Name: name}
			c.state[name.ID] = len(c.States)
			c.States = append(c.States, x)
			fill = append(fill, func() { read(r, b, &placing{c, x}, positionAttrs) })
		}
	}
	for _, f := range fill {
		f()
	}
	for _, x := range c.Options {
		if x.Once && x.BackOnly {
			r.add(codeRange, x.Place, "Keep one of the two, or neither.", "The option %s can only be taken (once) and only be given up (back_only), so that it can never change.", x.ID)
			x.BackOnly = false
		}
	}
}

// known reports, with a finding, that the stand-off has something of the name already.
func (r *reader) known(c *scene, b *syntax.Block, name Name) bool {
	first, twice := c.place[name.ID]
	if twice {
		r.add(codeTwice, name.Place, "Rename one of the two.", "In the stand-off %s the %s %s is given twice.", c.ID, b.Type, name.ID).
			Places = []diag.Place{first, name.Place}
		return true
	}
	c.place[name.ID] = name.Place
	return false
}

var choiceAttrs = []attr[Choice]{
	{"by", func(r *reader, x *Choice, e syntax.Expr) { x.By = r.optRef(e, party, thirdParty) }},
	{"text", func(r *reader, x *Choice, e syntax.Expr) { x.Text = r.text(e) }},
	{"once", func(r *reader, x *Choice, e syntax.Expr) { x.Once = r.boolean(e) }},
	{"back_only", func(r *reader, x *Choice, e syntax.Expr) { x.BackOnly = r.boolean(e) }},
}

// placing is a state of a graph being read.
type placing struct {
	*scene
	at *Position
}

var positionAttrs = []attr[placing]{
	{"text", func(r *reader, x *placing, e syntax.Expr) { x.at.Text = r.text(e) }},
	{"moves", func(r *reader, x *placing, e syntax.Expr) { r.leaps(x, e) }},
}

// leaps reads { actor = [state, …], … }.
func (r *reader) leaps(x *placing, e syntax.Expr) {
	if e.Kind != syntax.Map {
		r.expected("a map of actors", e, "Write { actor = [state, …] }.")
		return
	}
	for _, p := range e.Pairs {
		by, ok := r.resolve(syntax.Expr{Kind: syntax.Name, Text: p.Key.Text, Place: p.Key.Place}, []kind{party, thirdParty})
		to := r.positions(x.scene, p.Value)
		if !ok {
			continue
		}
		if slices.ContainsFunc(x.at.Moves, func(l Leap) bool { return l.By.ID == by.ID }) {
			r.add(codeTwice, by.Place, "Draw the two together.", "%s names %s twice.", r.where, by.ID)
			continue
		}
		if slices.ContainsFunc(to, func(t Ref) bool { return t.ID == x.at.ID }) {
			r.add(codeRange, p.Value.Place, "Leave it out.", "%s leads from %s to itself, which is no move.", r.where, x.at.ID)
			to = slices.DeleteFunc(to, func(t Ref) bool { return t.ID == x.at.ID })
		}
		x.at.Moves = append(x.at.Moves, Leap{By: by, To: to})
	}
}

// positions reads states of the graph, each at most once.
func (r *reader) positions(c *scene, e syntax.Expr) []Ref {
	var all []Ref
	seen := map[string]bool{}
	for _, item := range list(e) {
		id, ok := r.local(r.code(item), c.state, "a state of the stand-off")
		if ok && seen[id] {
			r.add(codeTwice, item.Place, "Keep one.", "%s names %s twice.", r.where, id)
			continue
		}
		if ok {
			seen[id] = true
			all = append(all, Ref{ID: id, Place: item.Place})
		}
	}
	return all
}

// local looks up a name of the stand-off's own.
func (r *reader) local(c syntax.Expr, names map[string]int, what string) (string, bool) {
	_, known := names[c.Text]
	switch {
	case c.Kind != syntax.Name:
		r.expected("the name of "+what, c, "Write the name.")
		return "", false
	case c.Index != nil || c.Field != "":
		r.add(codeKind, c.Place, "Write "+c.Text+" alone.", "%s must be the name of %s alone, without a part or a point.", r.where, what)
		return "", false
	case known:
		return c.Text, true
	}
	r.add(codeUnknown, c.Place, r.nearest(c.Text, names), "%s names %s, which is not %s.", r.where, short(c.Text), what)
	return "", false
}

// nearest is the next move for a name that is not one of those.
func (r *reader) nearest(id string, names map[string]int) string {
	r.suggested++
	if r.suggested > maxSuggested || len(names) > maxSearched {
		return "Define it, or correct the name."
	}
	all := make([]string, len(names))
	for n, i := range names {
		all[i] = n
	}
	if fix := didYouMean(Similar(id, all)); fix != "" {
		return fix
	}
	if len(all) == 0 || len(all) > 12 {
		return "Define it, or correct the name."
	}
	return "The names are " + strings.Join(all, ", ") + "."
}

var standoffAttrs = []attr[scene]{
	{"title", func(r *reader, c *scene, e syntax.Expr) { c.Title = r.text(e) }},
	{"text", func(r *reader, c *scene, e syntax.Expr) { c.Text = r.text(e) }},
	{"infeasible", func(r *reader, c *scene, e syntax.Expr) { c.Infeasible = r.statements(c, e) }},
	{"exclusive", func(r *reader, c *scene, e syntax.Expr) { r.exclusive(c, e) }},
	{"coalesce", func(r *reader, c *scene, e syntax.Expr) { c.Coalesce = r.statements(c, e) }},
	{"today", func(r *reader, c *scene, e syntax.Expr) { r.today(c, e) }},
	{"source", func(r *reader, c *scene, e syntax.Expr) { c.Source = r.optRef(e, source) }},
	{"quote", func(r *reader, c *scene, e syntax.Expr) { c.Quote = r.str(e) }},
}

func (r *reader) today(c *scene, e syntax.Expr) {
	if o, ok := r.outcome(c, e); ok {
		c.Today = Opt[standoff.State]{V: o.State, Given: true, Place: e.Place}
	}
}

// exclusive reads sets of options: a list of lists, or one list.
func (r *reader) exclusive(c *scene, e syntax.Expr) {
	sets := list(e)
	if e.Kind == syntax.List && !slices.ContainsFunc(sets, func(x syntax.Expr) bool { return x.Kind == syntax.List }) {
		sets = []syntax.Expr{e}
	}
	for _, set := range sets {
		var all []Ref
		for _, item := range list(set) {
			id, ok := r.local(r.code(item), c.option, "an option of the stand-off")
			if ok && !slices.ContainsFunc(all, func(x Ref) bool { return x.ID == id }) {
				all = append(all, Ref{ID: id, Place: item.Place})
			}
		}
		if len(list(set)) < 2 && set.Kind != syntax.Bad {
			r.add(codeRange, set.Place, "Name two options or more.", "%s: a set of which at most one is taken must name two options or more.", r.where)
		}
		if len(all) > 1 {
			c.Exclusive = append(c.Exclusive, all)
		}
	}
}

// outcome reads a state: a list of the options taken, or a state of the graph.
func (r *reader) outcome(c *scene, e syntax.Expr) (Outcome, bool) {
	if len(c.States) > 0 {
		if e.Kind == syntax.List && len(e.Items) == 1 {
			e = e.Items[0]
		}
		id, ok := r.local(r.code(e), c.state, "a state of the stand-off")
		return Outcome{standoff.State(c.state[id]), e.Place}, ok
	}
	var code standoff.State
	for _, item := range list(e) {
		id, ok := r.local(r.code(item), c.option, "an option of the stand-off")
		if !ok {
			return Outcome{}, false
		}
		if code>>c.option[id]&1 != 0 {
			r.add(codeTwice, item.Place, "Keep one.", "%s names %s twice.", r.where, id)
		}
		code |= 1 << c.option[id]
	}
	return Outcome{code, e.Place}, true
}
