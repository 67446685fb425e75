package amendment

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"detente/agreement"
	"detente/worth"
)

func (x Amendment) drop(a *agreement.Agreement, out *Applied) error {
	d, err := x.demand(a)
	if err != nil {
		return err
	}
	if d.Dropped.Given {
		out.Sentence = fmt.Sprintf("Demand %s was dropped on %s already.", d.ID, d.Dropped.V)
		return nil
	}
	of := ""
	if d.Of.Given {
		of = " of " + label(a, d.Of.V.ID)
	}
	out.Agreement = WithDropped(a, d.ID, a.Begins.V)
	out.Changes = []Change{{Of: d.ID, Attribute: "dropped", To: "dropped", Place: d.Place}}
	out.Sentence = fmt.Sprintf("Demand %s%s is dropped.", d.ID, of)
	return nil
}

func label(a *agreement.Agreement, id string) string {
	if p := a.Actor(id); p != nil {
		return p.Label()
	}
	return id
}

func (x Amendment) cut(a *agreement.Agreement, out *Applied) error {
	s, err := step(a, x.of)
	if err != nil {
		return err
	}
	b, err := x.inParts(a, s)
	if err != nil {
		return err
	}
	is := b.Step(s.ID)
	k := is.PartCount()
	units := k - s.PartCount()
	for _, y := range a.Steps {
		units += y.PartCount()
	}
	if units > agreement.MaxUnits {
		return wrong("Use fewer parts.", "with %d parts of %s the steps have more than %d parts together", k, s.ID, agreement.MaxUnits)
	}
	for _, r := range refs(a) {
		if r.ID == s.ID && r.Part > k {
			return wrong(fmt.Sprintf("Leave it at least %d parts.", r.Part), "the text names %s (%s), which %s in %s would not have", r, r.Place, s.ID, partsOf(k))
		}
	}
	out.Changes = Cutting(s, is)
	if len(out.Changes) == 0 {
		out.Sentence = fmt.Sprintf("%s is in %s already.", s.ID, sizedParts(s, s))
		return nil
	}
	out.Agreement = b
	out.Sentence = fmt.Sprintf("%s is performed in %s.", s.ID, sizedParts(s, is))
	switch longer := s.Takes.Given && s.Takes.V != is.Takes.V; {
	case longer && k == 1:
		out.Sentence = fmt.Sprintf("%s is performed in one piece, which takes as long as all parts did.", s.ID)
	case longer:
		out.Sentence = fmt.Sprintf("%s is performed in %s, which together take as long as before.", s.ID, sizedParts(s, is))
	}
	return nil
}

// inParts cuts the step into so many parts, or into parts of these sizes.
func (x Amendment) inParts(a *agreement.Agreement, s *agreement.Step) (*agreement.Agreement, error) {
	if x.parts > 0 {
		return WithParts(a, s.ID, x.parts), nil
	}
	sizes, err := readSizes(s, x.value)
	if err != nil {
		return nil, err
	}
	return WithSizes(a, s.ID, sizes), nil
}

func partsOf(k int) string {
	if k == 1 {
		return "one piece"
	}
	return fmt.Sprintf("%d parts", k)
}

// refs lists the uses of steps where a part may be named.
func refs(a *agreement.Agreement) []agreement.StepRef {
	var all []agreement.StepRef
	for _, s := range a.Steps {
		all = append(append(all, s.After...), s.Locks...)
	}
	for _, e := range a.Exchanges {
		all = append(all, e.Steps...)
	}
	for _, d := range a.Demands {
		all = append(all, d.Steps...)
	}
	return all
}

func (x Amendment) exchange(a *agreement.Agreement, out *Applied) error {
	for _, r := range x.steps {
		if _, err := part(a, r); err != nil {
			return err
		}
	}
	if err := holder(a, x.holder); err != nil {
		return err
	}
	held := ""
	if x.holder != "" {
		held = " by " + label(a, x.holder)
	}
	for _, e := range a.Exchanges {
		if sameSteps(e.Steps, x.steps) && (x.holder == "" || e.HeldBy.Given && e.HeldBy.V.ID == x.holder) {
			out.Sentence = fmt.Sprintf("%s are released together already, in exchange %s.", and(texts(x.steps)), e.ID)
			return nil
		}
		for _, r := range x.steps {
			if slices.ContainsFunc(e.Steps, func(q agreement.StepRef) bool { return holds(r, q) }) {
				return wrong("A step is in one exchange only: name others, or change that exchange in the text.", "%s is in exchange %s already", r, e.ID)
			}
		}
	}
	id := Unused(a, "proposed")
	out.Agreement = WithExchange(a, id, x.holder, x.steps...)
	out.Changes = []Change{{Of: id, Attribute: "steps", To: strings.Join(texts(x.steps), ", "), Place: a.Step(x.steps[0].ID).Place}}
	if x.holder != "" {
		out.Changes = append(out.Changes, Change{Of: id, Attribute: "held_by", To: x.holder, Place: a.Step(x.steps[0].ID).Place})
	}
	out.Sentence = fmt.Sprintf("%s are released together%s.", and(texts(x.steps)), held)
	if x.holder == "" {
		out.Sentence = fmt.Sprintf("%s are released together; who holds both until then is open.", and(texts(x.steps)))
	}
	return nil
}

// holder refuses whoever cannot hold.
func holder(a *agreement.Agreement, id string) error {
	if id == "" {
		return nil
	}
	var names []string
	for _, p := range a.Actors {
		if p.Third {
			names = append(names, p.ID)
		}
	}
	switch p := a.Actor(id); {
	case p == nil:
		return missingIn("third party", "third parties", id, names)
	case !p.Third:
		return wrong("Name a third party, or leave the holder open.", "%s is a party: it cannot hold what the parties exchange", id)
	}
	return nil
}

func (x Amendment) date(a *agreement.Agreement, out *Applied) error {
	s, err := step(a, x.of)
	if err != nil {
		return err
	}
	from := due(s)
	if from == x.day.String() {
		out.Sentence = fmt.Sprintf("%s is due on %s already.", s.ID, x.day)
		return nil
	}
	out.Agreement = WithDue(a, s.ID, x.day)
	out.Changes = []Change{{Of: s.ID, Attribute: "due", From: from, To: x.day.String(), Place: PlaceOf(s.Due, s.Name)}}
	out.Sentence = fmt.Sprintf("%s is due on %s.", s.ID, x.day)
	return nil
}

// due writes when a step is due as the text has it, "" where that is left out.
func due(s *agreement.Step) string {
	w := s.Due.V
	switch {
	case !s.Due.Given:
		return ""
	case w.Base != nil:
		return fmt.Sprintf("after(%s, %d)", w.Base.ID, w.Days)
	case w.Span.First != w.Span.Last:
		return fmt.Sprintf("[%s, %s]", w.Span.First, w.Span.Last)
	}
	return w.Span.First.String()
}

func (x Amendment) stake(a *agreement.Agreement, out *Applied) error {
	p, err := party(a, x.of)
	if err != nil {
		return err
	}
	to, err := readAmount(a, p, x.value)
	if err != nil {
		return err
	}
	from, now := Written(p.BreachCost), Written(to)
	if from == now {
		out.Sentence = fmt.Sprintf("Leaving costs %s %s already.", p.Label(), now)
		return nil
	}
	to.Place = p.BreachCost.Place
	out.Agreement = WithActor(a, p.ID, func(q *agreement.Actor) { q.BreachCost = to })
	out.Changes = []Change{{Of: p.ID, Attribute: "breach_cost", From: from, To: now, Place: PlaceOf(p.BreachCost, p.Name)}}
	out.Sentence = fmt.Sprintf("Leaving costs %s %s, instead of %s.", p.Label(), now, cmp.Or(from, "nothing"))
	return nil
}

func (x Amendment) lock(a *agreement.Agreement, out *Applied) error {
	s, err := step(a, x.of)
	if err != nil {
		return err
	}
	t, err := step(a, x.value)
	if err != nil {
		return err
	}
	if s == t {
		return wrong("Name another step.", "%s cannot make itself permanent", s.ID)
	}
	for _, y := range a.Steps {
		for _, r := range y.Locks {
			switch {
			case r.ID != t.ID:
			case y == s && r.Part == 0:
				out.Sentence = fmt.Sprintf("%s makes %s permanent already.", s.ID, t.ID)
				return nil
			default:
				return wrong("Leave it to one of them.", "%s is made permanent by %s already", r, y.ID)
			}
		}
	}
	out.Agreement = WithLock(a, s.ID, t.ID)
	out.Changes = []Change{{Of: s.ID, Attribute: "locks", To: t.ID, Place: s.Place}}
	out.Sentence = fmt.Sprintf("%s makes %s permanent.", s.ID, t.ID)
	return nil
}

func (x Amendment) undo(a *agreement.Agreement, out *Applied) error {
	s, err := step(a, x.of)
	if err != nil {
		return err
	}
	to, err := readShare(s, x.value)
	if err != nil {
		return err
	}
	now, from := worth.Number(to), ""
	if s.Undo.Given {
		from = worth.Number(s.Undo.V)
	}
	if from == now || from == "" && to.Sign() == 0 {
		out.Sentence = fmt.Sprintf("%s of %s can be taken back as it is.", begins(shareOf(now)), s.ID)
		return nil
	}
	out.Agreement = WithUndo(a, s.ID, to)
	out.Changes = []Change{{Of: s.ID, Attribute: "undo", From: from, To: now, Place: PlaceOf(s.Undo, s.Name)}}
	out.Sentence = fmt.Sprintf("%s of %s can be taken back, instead of %s.", begins(shareOf(now)), s.ID, shareOf(from))
	return nil
}

// shareOf says a share that can be taken back.
func shareOf(x string) string {
	switch x {
	case "", "0":
		return "nothing"
	case "1":
		return "all"
	}
	return "a share of " + x
}

// begins begins a sentence with a text of ours.
func begins(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

func (x Amendment) forget(a *agreement.Agreement, out *Applied) error {
	s, err := step(a, x.of)
	if err != nil {
		return err
	}
	ref := x.steps[0]
	for i, r := range s.After {
		if r.String() == ref.String() {
			out.Agreement = WithoutAfter(a, s.ID, i)
			out.Changes = []Change{{Of: s.ID, Attribute: "after", From: r.String(), Place: r.Place}}
			out.Sentence = fmt.Sprintf("%s does not wait for %s.", s.ID, r)
			return nil
		}
	}
	if _, err := part(a, ref); err != nil {
		return err
	}
	if len(s.After) == 0 {
		return wrong("A demand can be dropped with -drop.", "the text has %s wait for nothing", s.ID)
	}
	return wrong("It waits for: "+strings.Join(texts(s.After), ", ")+". A demand can be dropped with -drop.", "the text does not have %s wait for %s", s.ID, ref)
}
