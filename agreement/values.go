package agreement

import (
	"fmt"
	"math/big"
	"slices"

	"detente/calendar"
	"detente/diag"
	"detente/syntax"
)

// expected reports a value of the wrong kind. A bad expression has its finding
// from package syntax already.
func (r *reader) expected(what string, e syntax.Expr, fix string) {
	if e.Kind == syntax.Bad {
		return
	}
	r.add(codeKind, e.Place, fix, "%s must be %s, not %s.", r.where, what, e.Kind)
}

// code returns the expression as a name, a word or a call; see syntax.Expr.Code.
func (r *reader) code(e syntax.Expr) syntax.Expr {
	c, found := e.Code()
	for _, f := range found {
		*r.add(f.Code, f.Place, f.Fix, "%s cannot be read: %s", r.where, f.Summary) = f
	}
	return c
}

// list returns the items of a list, or the expression itself: where a list of
// names is expected, one name may stand for it.
func list(e syntax.Expr) []syntax.Expr {
	if e.Kind == syntax.List {
		return e.Items
	}
	return []syntax.Expr{e}
}

// str reads a text in quotes.
func (r *reader) str(e syntax.Expr) Opt[string] {
	if e.Kind != syntax.String {
		r.expected("a text in quotes", e, "Put it in quotes.")
		return Opt[string]{}
	}
	return Opt[string]{V: e.Text, Given: true, Place: e.Place}
}

// text reads words for people: a text, or a map of one text for each language.
func (r *reader) text(e syntax.Expr) Text {
	switch e.Kind {
	case syntax.String:
		return Text{By: map[string]string{"": e.Text}, Place: e.Place}
	case syntax.Map:
		return r.texts(e)
	}
	r.expected("a text in quotes", e, `Put it in quotes; for several languages write { en = "…", ko = "…" }.`)
	return Text{}
}

func (r *reader) texts(e syntax.Expr) Text {
	t := Text{By: map[string]string{}, Place: e.Place}
	for _, p := range e.Pairs {
		if _, twice := t.By[p.Key.Text]; twice {
			r.add(codeTwice, p.Key.Place, "Keep one of the two.", "%s has two texts for the language %s.", r.where, p.Key.Text)
			continue
		}
		if s := r.str(p.Value); s.Given {
			t.By[p.Key.Text] = s.V
		}
	}
	return t
}

// boolean reads true or false.
func (r *reader) boolean(e syntax.Expr) bool { return r.optBoolean(e).V }

// optBoolean is boolean where it matters whether anything is said.
func (r *reader) optBoolean(e syntax.Expr) Opt[bool] {
	c := r.code(e)
	if c.Kind != syntax.Bool {
		r.expected("true or false", c, "Write true or false, without quotes.")
		return Opt[bool]{}
	}
	return Opt[bool]{V: c.Bool, Given: true, Place: e.Place}
}

const fixWhen = `Write a day, "YYYY-MM-DD", or after(name, days) to count from an anchor, a meeting or a step.`

const fixDate = `Write the day as "YYYY-MM-DD", or an instant with its zone as "YYYY-MM-DDThh:mm+hh:mm".`

// day reads a date.
func (r *reader) day(e syntax.Expr) Opt[calendar.Day] {
	if e.Kind != syntax.String {
		r.expected("a date", e, fixDate)
		return Opt[calendar.Day]{}
	}
	d, err := calendar.Parse(e.Text)
	if err != nil {
		r.add(codeKind, e.Place, fixDate, "%s says %q, which is not a date.", r.where, short(e.Text))
		return Opt[calendar.Day]{}
	}
	r.instant(e)
	return Opt[calendar.Day]{V: d, Given: true, Place: e.Place}
}

// short cuts a foreign text for a finding.
func short(s string) string {
	if runes := []rune(s); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return s
}

// when reads a date or after(name, days).
func (r *reader) when(e syntax.Expr) Opt[When] {
	// In JSON both forms are texts; what is no call is read as a date.
	if c, _ := e.Code(); c.Kind == syntax.Call {
		return r.after(c)
	}
	if e.Kind != syntax.String {
		r.expected("a date or after(name, days)", e, fixWhen)
		return Opt[When]{}
	}
	d := r.day(e)
	return Opt[When]{V: When{Span: calendar.On(d.V)}, Given: d.Given, Place: d.Place}
}

// stand is "stands 1 value", "stand 3 values".
func stand(n int) string {
	if n == 1 {
		return "stands 1 value"
	}
	return fmt.Sprintf("stand %d values", n)
}

// after reads after(name, days).
func (r *reader) after(c syntax.Expr) Opt[When] {
	const fix = "Write after(name, days), such as after(singapore, 365)."
	if c.Text != "after" {
		r.add(codeUnknown, c.Place, fix, "%s calls %s, which is not known here.", r.where, c.Text)
		return Opt[When]{}
	}
	if len(c.Items) != 2 {
		r.add(codeKind, c.Place, fix, "%s: after takes a name and a number of days; here %s.", r.where, stand(len(c.Items)))
		return Opt[When]{}
	}
	base, ok := r.counted(c.Items[0])
	days, inRange := r.whole(c.Items[1], -MaxDays, MaxDays, "days")
	if !ok || !inRange {
		return Opt[When]{}
	}
	if days < 0 && r.names[base.ID].kind == step {
		r.add(codeRange, c.Items[1].Place, "Count from an anchor or a meeting.", "%s counts back from the step %s; days count forward from a step.", r.where, base.ID)
		return Opt[When]{}
	}
	return Opt[When]{V: When{Base: &base, Days: days}, Given: true, Place: c.Place}
}

// span reads a date, after(name, days), or [first, last] for a date that the
// text leaves to several readings.
func (r *reader) span(e syntax.Expr) Opt[When] {
	if e.Kind != syntax.List {
		return r.when(e)
	}
	if len(e.Items) != 2 {
		r.add(codeKind, e.Place, `Write ["first", "last"].`, "%s must be one date or two, the first and the last; here %s.", r.where, stand(len(e.Items)))
		return Opt[When]{}
	}
	first, last := r.day(e.Items[0]), r.day(e.Items[1])
	if !first.Given || !last.Given {
		return Opt[When]{}
	}
	if last.V < first.V {
		r.add(codeRange, e.Place, "Swap the two.", "%s goes from %s back to %s.", r.where, first.V, last.V)
		return Opt[When]{}
	}
	return Opt[When]{V: When{Span: calendar.Span{First: first.V, Last: last.V}}, Given: true, Place: e.Place}
}

// number reads an exact number.
func (r *reader) number(e syntax.Expr, what string) (*big.Rat, bool) {
	if e.Kind != syntax.Number {
		fix := "Write a number."
		if e.Kind == syntax.String {
			fix = "Write the number without quotes."
		}
		r.expected(what, e, fix)
		return nil, false
	}
	return e.Number, true
}

// whole reads a whole number between lo and hi.
func (r *reader) whole(e syntax.Expr, lo, hi int, unit string) (int, bool) {
	n, ok := r.number(e, "a whole number of "+unit)
	if !ok {
		return 0, false
	}
	if !n.IsInt() || n.Cmp(big.NewRat(int64(lo), 1)) < 0 || n.Cmp(big.NewRat(int64(hi), 1)) > 0 {
		r.add(codeRange, e.Place, "Write a whole number in that range.", "%s must be a whole number of %s from %d to %d.", r.where, unit, lo, hi)
		return 0, false
	}
	return int(n.Num().Int64()), true
}

// optWhole is whole for an attribute.
func (r *reader) optWhole(e syntax.Expr, lo, hi int, unit string) Opt[int] {
	n, ok := r.whole(e, lo, hi, unit)
	return Opt[int]{V: n, Given: ok, Place: e.Place}
}

// share reads a number in [0, 1].
func (r *reader) share(e syntax.Expr, fix string) Opt[*big.Rat] {
	if e.Kind != syntax.Number {
		if e.Kind == syntax.String {
			fix = "Leave the quotes out."
		}
		r.expected("a number from 0 to 1", e, fix)
		return Opt[*big.Rat]{}
	}
	n := e.Number
	if n.Sign() < 0 || n.Cmp(big.NewRat(1, 1)) > 0 {
		r.add(codeRange, e.Place, fix, "%s must be a number from 0 to 1.", r.where)
		return Opt[*big.Rat]{}
	}
	return Opt[*big.Rat]{V: n, Given: true, Place: e.Place}
}

// days reads a duration: a number of days, or [min, max].
func (r *reader) days(e syntax.Expr) Opt[Days] {
	ends := list(e)
	if len(ends) != 1 && len(ends) != 2 {
		r.add(codeKind, e.Place, "Write days, or [least, most].", "%s must be a number of days or two, the least and the most; here %s.", r.where, stand(len(ends)))
		return Opt[Days]{}
	}
	lo, ok := r.whole(ends[0], 0, MaxDays, "days")
	hi, okHi := lo, ok
	if len(ends) == 2 {
		hi, okHi = r.whole(ends[1], 0, MaxDays, "days")
	}
	if !ok || !okHi {
		return Opt[Days]{}
	}
	if hi < lo {
		r.add(codeRange, e.Place, "Swap the two.", "%s goes from %d days down to %d.", r.where, lo, hi)
		return Opt[Days]{}
	}
	return Opt[Days]{V: Days{Min: lo, Max: hi}, Given: true, Place: e.Place}
}

// amount reads a number, a range [lo, hi] or a word. Whether the word is of the
// party's scale is seen later, when all scales are known.
func (r *reader) amount(e syntax.Expr, negative bool) (Amount, bool) {
	c := r.code(e)
	switch {
	case c.Kind == syntax.Name && c.Index == nil && c.Field == "":
		return Amount{Word: c.Text}, true
	case c.Kind == syntax.List && len(c.Items) != 2:
		r.add(codeKind, c.Place, "Write a number, or [lowest, highest].", "%s must be one number or two, the lowest and the highest; here %s.", r.where, stand(len(c.Items)))
		return Amount{}, false
	}
	ends := list(c)
	lo, ok := r.size(ends[0], negative)
	hi, okHi := lo, ok
	if len(ends) == 2 {
		hi, okHi = r.size(ends[1], negative)
	}
	if !ok || !okHi {
		return Amount{}, false
	}
	if hi.Cmp(lo) < 0 {
		r.add(codeRange, c.Place, "Swap the two.", "%s goes from a higher number down to a lower one.", r.where)
		return Amount{}, false
	}
	return Amount{Lo: lo, Hi: hi}, true
}

func (r *reader) size(e syntax.Expr, negative bool) (*big.Rat, bool) {
	fix := "Write a number, a range [lowest, highest] or a word of the scale."
	if e.Kind == syntax.String {
		fix = "Leave the quotes out."
	}
	if e.Kind != syntax.Number {
		r.expected("a number, a range or a word", e, fix)
		return nil, false
	}
	if e.Number.Sign() < 0 && !negative {
		r.add(codeRange, e.Place, "Write it as 0 or more; gains and costs have their own attributes.", "%s must not be negative.", r.where)
		return nil, false
	}
	return e.Number, true
}

// optAmount is amount for an attribute of a party.
func (r *reader) optAmount(e syntax.Expr, negative bool) Opt[Amount] {
	m, ok := r.amount(e, negative)
	return Opt[Amount]{V: m, Given: ok, Place: e.Place}
}

// ref reads a name of one of the kinds.
func (r *reader) ref(e syntax.Expr, among ...kind) (Ref, bool) {
	c := r.code(e)
	if c.Kind != syntax.Name {
		fix := "Write the name."
		if c.Kind == syntax.String {
			fix = "Write the name without quotes."
		}
		r.expected("the name of "+oneOf(among), c, fix)
		return Ref{}, false
	}
	if c.Index != nil || c.Field != "" {
		r.add(codeKind, c.Place, "Write "+c.Text+" alone.", "%s must be the name of %s alone, without a part or a point.", r.where, oneOf(among))
		return Ref{}, false
	}
	return r.resolve(c, among)
}

// resolve looks the root of a name up.
func (r *reader) resolve(c syntax.Expr, among []kind) (Ref, bool) {
	d, known := r.names[c.Text]
	switch {
	case !known:
		r.add(codeUnknown, c.Place, r.suggest(c.Text, among), "%s names %s, which is not defined.", r.where, c.Text)
	case !slices.Contains(among, d.kind):
		r.add(codeKind, c.Place, fixKind(c.Text, d.kind, among), "%s names %s, which is %s; %s is expected here.", r.where, c.Text, d.kind.article(), oneOf(among)).
			Places = []diag.Place{c.Place, d.place}
	default:
		return Ref{ID: c.Text, Place: c.Place}, true
	}
	return Ref{}, false
}

// fixKind is the next move where a name of another kind stands.
func fixKind(id string, k kind, among []kind) string {
	switch {
	case slices.Equal(among, []kind{step}) && (k == anchor || k == meeting):
		return "To wait for a day, write not_before = after(" + id + ", 0)."
	case slices.Equal(among, []kind{step}) && k == exchange:
		return "Name the steps of the exchange."
	}
	return "Name " + oneOf(among) + "."
}

// refs reads one name or a list of names, each at most once.
func (r *reader) refs(e syntax.Expr, among ...kind) []Ref {
	var all []Ref
	for _, item := range list(e) {
		ref, ok := r.ref(item, among...)
		if !ok {
			continue
		}
		if slices.ContainsFunc(all, func(x Ref) bool { return x.ID == ref.ID }) {
			r.add(codeTwice, ref.Place, "Keep one.", "%s names %s twice.", r.where, ref.ID)
			continue
		}
		all = append(all, ref)
	}
	return all
}

// optRef is ref for an attribute.
func (r *reader) optRef(e syntax.Expr, among ...kind) Opt[Ref] {
	ref, ok := r.ref(e, among...)
	return Opt[Ref]{V: ref, Given: ok, Place: ref.Place}
}

// stepRef reads the name of a step, of a part name[k], or of a declaration
// name.declared where that is allowed. Whether the step has that many parts is
// seen later.
func (r *reader) stepRef(e syntax.Expr, declared bool) (StepRef, bool) {
	c := r.code(e)
	if c.Kind != syntax.Name {
		r.expected("the name of a step", c, "Write the name of a step, or name[2] for its second part.")
		return StepRef{}, false
	}
	if r.isLink(c) {
		ref, ok := r.linkedRef(c)
		return StepRef{Ref: ref}, ok
	}
	among := []kind{step}
	if r.names[c.Text].kind == duty {
		among = []kind{duty} // the taking up of the duty
	}
	ref, ok := r.resolve(c, among)
	if !ok {
		return StepRef{}, false
	}
	ref.Place = c.Place
	s := StepRef{Ref: ref}
	if c.Index != nil {
		if s.Part, ok = part(c.Index.Number); !ok {
			r.add(codeRange, c.Index.Place, "Write a whole number, such as "+c.Text+"[1].", "The parts of a step are counted 1, 2, 3, …; this is none of them.")
			return StepRef{}, false
		}
	}
	switch {
	case c.Field == "":
		return s, true
	case c.Field != "declared":
		fix := didYouMean(Similar(c.Field, []string{"declared"}))
		if fix == "" {
			fix = "Write " + c.Text + ", or " + c.Text + ".declared where the declaration is enough."
		}
		r.add(codeUnknown, c.Place, fix, "%s: a step has no %s.", r.where, c.Field)
		return StepRef{}, false
	case !declared:
		r.add(codeKind, c.Place, "Write "+c.Text+" alone.", "%s means the step itself; its declaration alone cannot stand here.", r.where)
		return StepRef{}, false
	}
	s.Declared = true
	return s, true
}

// part returns the number of a part, if it is one that a step can have.
func part(n *big.Rat) (int, bool) {
	if !n.IsInt() || n.Sign() <= 0 || n.Cmp(big.NewRat(MaxParts, 1)) > 0 {
		return 0, false
	}
	return int(n.Num().Int64()), true
}

// stepRefs reads one step or a list of steps, each at most once.
func (r *reader) stepRefs(e syntax.Expr, declared bool) []StepRef {
	var all []StepRef
	for _, item := range list(e) {
		ref, ok := r.stepRef(item, declared)
		if !ok {
			continue
		}
		if slices.ContainsFunc(all, func(x StepRef) bool { return x.ID == ref.ID && x.Part == ref.Part && x.Declared == ref.Declared }) {
			r.add(codeTwice, ref.Place, "Keep one.", "%s names %s twice.", r.where, ref)
			continue
		}
		all = append(all, ref)
	}
	return all
}
