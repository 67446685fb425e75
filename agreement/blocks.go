package agreement

import (
	"math/big"
	"slices"
	"strings"

	"detente/diag"
	"detente/syntax"
)

// The attributes of each block, and what reads them.

var agreementAttrs = slices.Concat([]attr[Agreement]{
	{"title", func(r *reader, a *Agreement, e syntax.Expr) { a.Title = r.text(e) }},
	{"begins", func(r *reader, a *Agreement, e syntax.Expr) { a.Begins = r.day(e) }},
	{"ends", func(r *reader, a *Agreement, e syntax.Expr) { a.Ends = r.when(e) }},
	{"notice", func(r *reader, a *Agreement, e syntax.Expr) { a.Notice = r.optWhole(e, 0, MaxDays, "days") }},
	{"zone", func(r *reader, a *Agreement, e syntax.Expr) { a.Zone = r.str(e) }},
	{"weekend", func(r *reader, a *Agreement, e syntax.Expr) { a.Weekend = r.weekend(e) }},
	{"holidays", func(r *reader, a *Agreement, e syntax.Expr) { a.Holidays = r.holidays(e) }},
}, keepingAttrs)

var actorAttrs = slices.Concat([]attr[Actor]{
	{"name", func(r *reader, x *Actor, e syntax.Expr) { x.Title = r.text(e) }},
	{"keys", func(r *reader, x *Actor, e syntax.Expr) { x.Keys = r.publicKeys(e, MaxKeys) }},
	{"unit", stake(func(r *reader, x *Actor, e syntax.Expr) { x.Unit = r.str(e) })},
}, stakeAttrs)

// stakeAttrs are what a party has at stake; a private overlay may give them.
var stakeAttrs = []attr[Actor]{
	{"scale", stake(func(r *reader, x *Actor, e syntax.Expr) { r.readScale(x, e) })},
	{"breach_cost", stake(func(r *reader, x *Actor, e syntax.Expr) { x.BreachCost = r.optAmount(e, false) })},
	{"walk_away", stake(func(r *reader, x *Actor, e syntax.Expr) { x.WalkAway = r.optAmount(e, true) })},
	{"max_exposure", stake(func(r *reader, x *Actor, e syntax.Expr) { x.MaxExposure = r.optAmount(e, false) })},
}

// stake lets only parties have the attribute.
func stake(read func(*reader, *Actor, syntax.Expr)) func(*reader, *Actor, syntax.Expr) {
	return func(r *reader, x *Actor, e syntax.Expr) {
		if x.Third {
			r.add(codeNoStake, e.Place, "Delete it, or make it a party.",
				"%s is given, but a third party has nothing at stake here and never walks away.", r.where).Owners = []string{x.ID}
			return
		}
		read(r, x, e)
	}
}

func (r *reader) readScale(x *Actor, e syntax.Expr) {
	x.Scale = r.scale(e)
	r.unclear[x.ID] = !x.Scale.Given
}

// scale reads a party's own words, strongest first.
func (r *reader) scale(e syntax.Expr) Opt[[]string] {
	const fix = "Write the words in a list, strongest first, such as [vital, major, minor]."
	if e.Kind != syntax.List {
		r.expected("a list of words", e, fix)
		return Opt[[]string]{}
	}
	var words []string
	for _, item := range e.Items[:min(len(e.Items), MaxScale+1)] {
		c := r.code(item)
		switch {
		case c.Kind != syntax.Name || c.Index != nil || c.Field != "":
			r.expected("a list of words", c, fix)
		case slices.Contains(words, c.Text):
			r.add(codeTwice, c.Place, "Keep one.", "%s names %s twice.", r.where, c.Text)
		default:
			words = append(words, c.Text)
		}
	}
	if len(e.Items) == 0 || len(e.Items) > MaxScale {
		r.add(codeRange, e.Place, fix, "%s must have from 1 to %d words.", r.where, MaxScale)
		return Opt[[]string]{}
	}
	return Opt[[]string]{V: words, Given: len(words) > 0, Place: e.Place}
}

var stepAttrs = slices.Concat([]attr[Step]{
	{"by", func(r *reader, s *Step, e syntax.Expr) { s.By = r.refs(e, party, thirdParty) }},
	{"text", func(r *reader, s *Step, e syntax.Expr) { s.Text = r.text(e) }},
	{"clause", func(r *reader, s *Step, e syntax.Expr) { s.Clause = r.str(e) }},
	{"parts", func(r *reader, s *Step, e syntax.Expr) { r.parts(s, e) }},
	{"sizes", func(r *reader, s *Step, e syntax.Expr) { r.sizes(s, e) }},
	{"locks", func(r *reader, s *Step, e syntax.Expr) { s.Locks = r.stepRefs(e, false) }},
	{"after", func(r *reader, s *Step, e syntax.Expr) { s.After = r.stepRefs(e, true) }},
	{"takes", func(r *reader, s *Step, e syntax.Expr) { s.Takes = r.days(e) }},
	{"due", func(r *reader, s *Step, e syntax.Expr) { s.Due = r.when(e) }},
	{"not_before", func(r *reader, s *Step, e syntax.Expr) { s.NotBefore = r.when(e) }},
	{"done", func(r *reader, s *Step, e syntax.Expr) { s.Done = r.day(e) }},
	{"verified_by", func(r *reader, s *Step, e syntax.Expr) { s.VerifiedBy = r.refs(e, thirdParty, party) }},
	{"dispute_stops_clock", func(r *reader, s *Step, e syntax.Expr) { s.DisputeStops = r.optBoolean(e) }},
	{"verify_in", func(r *reader, s *Step, e syntax.Expr) { s.VerifyIn = r.optWhole(e, 0, MaxDays, "days") }},
	{"source", func(r *reader, s *Step, e syntax.Expr) { s.Source = r.optRef(e, source) }},
	{"quote", func(r *reader, s *Step, e syntax.Expr) { s.Quote = r.str(e) }},
}, expiryAttrs, worthAttrs)

// worthAttrs are what a step is worth; a private overlay may give them.
var worthAttrs = []attr[Step]{
	{"gains", func(r *reader, s *Step, e syntax.Expr) { s.Worths = append(r.worths(e, false), s.Worths...) }},
	{"costs", func(r *reader, s *Step, e syntax.Expr) { s.Worths = append(s.Worths, r.worths(e, true)...) }},
	{"undo", func(r *reader, s *Step, e syntax.Expr) { s.Undo = r.undo(e) }},
	{"detects", func(r *reader, s *Step, e syntax.Expr) {
		s.Detects = r.share(e, "Write the probability, such as 0.9.")
	}},
}

// worths reads { party = amount, … }.
func (r *reader) worths(e syntax.Expr, cost bool) []Worth {
	if e.Kind != syntax.Map {
		r.expected("a map of parties", e, "Write { party = amount }.")
		return nil
	}
	var all []Worth
	for _, p := range e.Pairs {
		m, ok := r.amount(p.Value, false)
		if r.isParty(p.Key) && ok {
			if i := slices.IndexFunc(all, func(w Worth) bool { return w.Party.ID == p.Key.Text }); i >= 0 {
				r.add(codeTwice, p.Key.Place, "Keep one.", "%s names %s twice.", r.where, p.Key.Text).
					Places = []diag.Place{all[i].Party.Place, p.Key.Place}
				continue
			}
			all = append(all, Worth{Party: Ref{ID: p.Key.Text, Place: p.Key.Place}, Amount: m, Cost: cost, Place: p.Value.Place})
		}
	}
	return all
}

// isParty reports whether the key of a map names a party.
func (r *reader) isParty(key syntax.Label) bool {
	d, known := r.names[key.Text]
	switch {
	case !known:
		r.add(codeUnknown, key.Place, r.suggest(key.Text, []kind{party}), "%s names %s, which is not defined.", r.where, short(key.Text))
	case d.kind == thirdParty:
		r.add(codeNoStake, key.Place, "Delete it, or make "+key.Text+" a party.",
			"%s gives a worth to %s, which is a third party; only parties have worths.", r.where, key.Text).Owners = []string{key.Text}
	case d.kind != party:
		r.add(codeNoStake, key.Place, "Name a party.", "%s gives a worth to %s, which is %s; only parties have worths.", r.where, key.Text, d.kind.article())
	}
	return known && d.kind == party
}

// full is the undo of what can be taken back as a whole.
func full() Opt[*big.Rat] { return Opt[*big.Rat]{V: big.NewRat(1, 1), Given: true} }

// undo reads a share in [0, 1] or one of the words full and none.
func (r *reader) undo(e syntax.Expr) Opt[*big.Rat] {
	const fix = "Write a number from 0 to 1, full or none."
	c := r.code(e)
	if c.Kind != syntax.Name {
		return r.share(c, fix)
	}
	switch c.Text {
	case "full":
		o := full()
		o.Place = e.Place
		return o
	case "none":
		return Opt[*big.Rat]{V: new(big.Rat), Given: true, Place: e.Place}
	}
	suggestion := didYouMean(Similar(c.Text, []string{"full", "none"}))
	if suggestion == "" {
		suggestion = fix
	}
	r.add(codeUnknown, c.Place, suggestion, "%s says %s; the words here are full and none.", r.where, c.Text)
	return Opt[*big.Rat]{}
}

var exchangeAttrs = []attr[Exchange]{
	{"steps", func(r *reader, x *Exchange, e syntax.Expr) { r.exchanged(x, e) }},
	{"held_by", func(r *reader, x *Exchange, e syntax.Expr) { x.HeldBy = r.optRef(e, thirdParty) }},
}

// exchanged reads the steps of an exchange: two or more.
func (r *reader) exchanged(x *Exchange, e syntax.Expr) {
	x.Steps = r.stepRefs(e, false)
	if len(list(e)) < 2 && e.Kind != syntax.Bad {
		r.add(codeRange, e.Place, "Name two steps or more.", "%s must name two steps or more.", r.where)
	}
}

var anchorAttrs = []attr[Anchor]{
	{"date", func(r *reader, x *Anchor, e syntax.Expr) { x.Date = r.span(e) }},
	{"text", func(r *reader, x *Anchor, e syntax.Expr) { x.Text = r.text(e) }},
}

var meetingAttrs = []attr[Meeting]{
	{"from", func(r *reader, x *Meeting, e syntax.Expr) { x.From = r.day(e) }},
	{"to", func(r *reader, x *Meeting, e syntax.Expr) { x.To = r.day(e) }},
	{"place", func(r *reader, x *Meeting, e syntax.Expr) { x.PlaceName = r.str(e) }},
	{"text", func(r *reader, x *Meeting, e syntax.Expr) { x.Text = r.text(e) }},
	{"between", func(r *reader, x *Meeting, e syntax.Expr) { x.Between = r.refs(e, party, thirdParty) }},
	{"source", func(r *reader, x *Meeting, e syntax.Expr) { x.Source = r.optRef(e, source) }},
	{"quote", func(r *reader, x *Meeting, e syntax.Expr) { x.Quote = r.str(e) }},
}

var sourceAttrs = []attr[Source]{
	{"file", func(r *reader, x *Source, e syntax.Expr) { x.File = r.localPath(e) }},
	{"title", func(r *reader, x *Source, e syntax.Expr) { x.Title = r.text(e) }},
	{"date", func(r *reader, x *Source, e syntax.Expr) { x.Date = r.day(e) }},
	{"language", func(r *reader, x *Source, e syntax.Expr) { x.Language = r.str(e) }},
}

// localPath reads the path of a file in the folder of the text or below it.
func (r *reader) localPath(e syntax.Expr) Opt[string] {
	s := r.str(e)
	parts := strings.FieldsFunc(s.V, func(c rune) bool { return c == '/' || c == '\\' })
	if strings.HasPrefix(s.V, "/") || strings.ContainsAny(s.V, `:\`) || slices.Contains(parts, "..") || s.Given && len(parts) == 0 {
		r.add(codeRange, e.Place, "Put the file into the folder of the agreement and name it from there, such as sources/report.txt.",
			"%s must be the path of a file in the folder of the agreement, with / between its parts.", r.where)
		return Opt[string]{}
	}
	return s
}

var factAttrs = []attr[Fact]{
	{"text", func(r *reader, x *Fact, e syntax.Expr) { x.Text = r.text(e) }},
	{"by", func(r *reader, x *Fact, e syntax.Expr) { x.By = r.optRef(e, party, thirdParty) }},
	{"source", func(r *reader, x *Fact, e syntax.Expr) { x.Source = r.optRef(e, source) }},
	{"quote", func(r *reader, x *Fact, e syntax.Expr) { x.Quote = r.str(e) }},
}

var demandAttrs = []attr[Demand]{
	{"of", func(r *reader, d *Demand, e syntax.Expr) { d.Of = r.optRef(e, party, thirdParty) }},
	{"that", func(r *reader, d *Demand, e syntax.Expr) { r.that(d, e) }},
	{"text", func(r *reader, d *Demand, e syntax.Expr) { d.Text = r.text(e) }},
	{"firm", func(r *reader, d *Demand, e syntax.Expr) { d.Firm = r.boolean(e) }},
	{"weight", func(r *reader, d *Demand, e syntax.Expr) {
		d.Weight = r.optWhole(e, 1, MaxWeight, "demands that it counts as")
	}},
	{"dropped", func(r *reader, d *Demand, e syntax.Expr) { d.Dropped = r.day(e) }},
	{"source", func(r *reader, d *Demand, e syntax.Expr) { d.Source = r.optRef(e, source) }},
	{"quote", func(r *reader, d *Demand, e syntax.Expr) { d.Quote = r.str(e) }},
}

// form says what a form of demand takes: how many steps, days before them,
// a date after them.
type form struct {
	kind        DemandKind
	least, most int
	days, date  bool
	usage       string
}

var forms = []form{
	{kind: Before, least: 2, most: MaxUnits, usage: "before(a, b)"},
	{kind: Together, least: 2, most: MaxUnits, usage: "together(a, b)"},
	{kind: Within, least: 2, most: 2, days: true, usage: "within(days, a, b)"},
	{kind: By, least: 1, most: 1, date: true, usage: "by(a, date)"},
	{kind: NotBefore, least: 1, most: 1, date: true, usage: "not_before(a, date)"},
	{kind: Include, least: 1, most: 1, usage: "include(a)"},
	{kind: Exclude, least: 1, most: 1, usage: "exclude(a)"},
}

// that reads the form of a demand. One that cannot be read leaves no form.
func (r *reader) that(d *Demand, e syntax.Expr) {
	d.That = e.Place
	c := r.code(e)
	var usages, names []string
	for _, f := range forms {
		usages = append(usages, f.usage)
		names = append(names, string(f.kind))
	}
	if c.Kind != syntax.Call {
		r.expected("one of the forms of a demand", c, "Write "+strings.Join(usages, ", ")+".")
		return
	}
	i := slices.Index(names, c.Text)
	if i < 0 {
		fix := didYouMean(Similar(c.Text, names))
		if fix == "" {
			fix = "The forms are " + strings.Join(usages, ", ") + "."
		}
		r.add(codeUnknown, c.Place, fix, "%s says %s, which is not a form of a demand.", r.where, c.Text)
		return
	}
	r.form(d, forms[i], c)
}

func (r *reader) form(d *Demand, f form, c syntax.Expr) {
	args, extra := c.Items, 0
	if f.days || f.date {
		extra = 1
	}
	if len(args) < f.least+extra || len(args) > f.most+extra {
		r.add(codeKind, c.Place, "Write "+f.usage+".", "%s is %s; between the parentheses %s.", r.where, f.usage, stand(len(args)))
		return
	}
	days, date, ok := 0, Opt[When]{}, true
	if f.days {
		days, ok = r.whole(args[0], 0, MaxDays, "days")
		args = args[1:]
	}
	if f.date {
		date = r.when(args[len(args)-1])
		ok = date.Given
		args = args[:len(args)-1]
	}
	var steps []StepRef
	for _, a := range args {
		s, good := r.stepRef(a, f.kind == Before)
		steps = append(steps, s)
		ok = ok && good
	}
	if ok {
		d.Kind, d.Steps, d.Days, d.When = f.kind, steps, days, date.V
	}
}
