package agreement

import (
	"fmt"
	"slices"
	"strings"

	"detente/calendar"
	"detente/diag"
)

// String returns the reference as the text writes it.
func (s StepRef) String() string {
	t := s.ID
	if s.Part > 0 {
		t = fmt.Sprintf("%s[%d]", t, s.Part)
	}
	if s.Declared {
		t += ".declared"
	}
	return t
}

// wholes checks what can be seen only when everything has been read, and takes
// out of the agreement what does not hold.
func (r *reader) wholes() {
	r.dropDuties()
	r.checkSizes()
	r.checkUnits()
	r.checkParts()
	uses := r.uses()
	for _, x := range r.a.Parties() {
		r.checkWords(x, uses[x.ID])
	}
	r.checkLinked()
	r.checkExchanges()
	r.checkLocks()
	r.checkMeetings()
	r.checkAnchors()
	r.checkExpiries()
	r.zoneInstants()
	r.checkDuties()
}

// checkUnits bounds the parts of all steps together.
func (r *reader) checkUnits() {
	units := 0
	kept := r.a.Steps[:0:0]
	for _, s := range r.a.Steps {
		if units+s.PartCount() <= MaxUnits {
			units += s.PartCount()
			kept = append(kept, s)
			continue
		}
		place := s.Place
		if s.cutAt().Known() {
			place = s.cutAt()
		}
		r.add(codeTooLarge, place, "Use fewer parts, or divide the agreement.", "With step %s the steps have more than %d parts together.", s.ID, MaxUnits)
		break
	}
	if len(kept) < len(r.a.Steps) {
		r.dropSteps(kept)
	}
}

// dropSteps keeps the steps and takes out all that refers to others.
func (r *reader) dropSteps(kept []*Step) {
	stays := map[string]bool{}
	for _, s := range kept {
		stays[s.ID] = true
	}
	for _, d := range r.a.Duties { // one that is in no plan stays a duty
		if !slices.Contains(r.a.Steps, d.Step) {
			stays[d.ID] = true
		}
	}
	r.a.Steps = kept
	r.keepRefs(func(ref StepRef) bool { return stays[ref.ID] })
	gone := func(w Opt[When]) bool {
		return w.Given && w.V.Base != nil && r.names[w.V.Base.ID].kind == step && !stays[w.V.Base.ID]
	}
	for _, s := range r.a.Steps {
		s.Due.Given = s.Due.Given && !gone(s.Due)
		s.NotBefore.Given = s.NotBefore.Given && !gone(s.NotBefore)
		s.Until.Given = s.Until.Given && !gone(s.Until)
	}
	r.a.Ends.Given = r.a.Ends.Given && !gone(r.a.Ends)
	for _, x := range r.a.Anchors {
		x.Date.Given = x.Date.Given && !gone(x.Date)
	}
	for _, x := range r.a.Links {
		x.Until.Given = x.Until.Given && !gone(x.Until)
		x.Steps = slices.DeleteFunc(x.Steps, func(ref Ref) bool { return !stays[ref.ID] })
	}
	r.dropWhens(gone)
	for _, d := range r.a.Demands {
		if gone(Opt[When]{V: d.When, Given: true}) {
			d.unread()
		}
	}
}

// keepRefs takes out all references to steps that do not satisfy keep; a demand
// that loses one loses its form.
func (r *reader) keepRefs(keep func(StepRef) bool) {
	drop := func(ref StepRef) bool { return !keep(ref) }
	r.keepInPlan(drop)
	r.keepInDuties(drop)
}

// keepInPlan takes dropped references out of what a plan is made of.
func (r *reader) keepInPlan(drop func(StepRef) bool) {
	for _, s := range r.a.Steps {
		s.After = slices.DeleteFunc(s.After, drop)
		s.Locks = slices.DeleteFunc(s.Locks, drop)
	}
	for _, x := range r.a.Exchanges {
		x.Steps = slices.DeleteFunc(x.Steps, drop)
	}
	for _, d := range r.a.Demands {
		if slices.ContainsFunc(d.Steps, drop) {
			d.unread()
		}
	}
}

// unread takes the form out of a demand.
func (d *Demand) unread() { d.Kind, d.Steps, d.Days, d.When = "", nil, 0, When{} }

// checkParts checks every name[k] against the parts of the step.
func (r *reader) checkParts() {
	parts := map[string]int{}
	for _, d := range r.a.Duties {
		parts[d.ID] = d.PartCount()
	}
	for _, s := range r.a.Steps {
		parts[s.ID] = s.PartCount()
	}
	r.keepRefs(func(ref StepRef) bool {
		if ref.Part <= parts[ref.ID] {
			return true
		}
		has := fmt.Sprintf("has %d parts", parts[ref.ID])
		if parts[ref.ID] == 1 {
			has = "is not in parts"
		}
		if r.unclear[ref.ID] {
			return false
		}
		r.add(codeRange, ref.Place, "Name a part that it has, or give it more parts.", "The step %s %s; part %d is named.", ref.ID, has, ref.Part).
			Steps = []string{ref.ID}
		return false
	})
}

// use is an amount of a party, where it stands.
type use struct {
	amount Amount
	place  diag.Place
	drop   func()
}

// uses returns all amounts by party, in the order of the text.
func (r *reader) uses() map[string][]use {
	all := map[string][]use{}
	for _, x := range r.a.Parties() {
		for _, o := range []*Opt[Amount]{&x.BreachCost, &x.WalkAway, &x.MaxExposure} {
			if o.Given {
				all[x.ID] = append(all[x.ID], use{o.V, o.Place, func() { *o = Opt[Amount]{} }})
			}
		}
	}
	for _, s := range r.a.Steps {
		for _, w := range s.Worths {
			all[w.Party.ID] = append(all[w.Party.ID], use{w.Amount, w.Place, func() {
				s.Worths = slices.DeleteFunc(s.Worths, func(v Worth) bool { return v.Party.ID == w.Party.ID && v.Cost == w.Cost })
			}})
		}
	}
	return all
}

// checkWords checks the words of a party against its scale, and that it uses
// words all through or numbers all through.
func (r *reader) checkWords(x *Actor, uses []use) {
	var word, number []diag.Place
	for _, u := range uses {
		switch {
		case u.amount.IsZero(): // nothing is the same in every unit
		case !u.amount.IsWord():
			number = append(number, u.place)
		case slices.Contains(x.Words(), u.amount.Word):
			word = append(word, u.place)
		default:
			u.drop()
			if !r.unclear[x.ID] {
				r.unknownWord(x, u)
			}
		}
	}
	if len(word) == 0 || len(number) == 0 {
		return
	}
	for _, u := range uses {
		if !u.amount.IsZero() {
			u.drop() // no sum of them means anything
		}
	}
	fewer := word
	if len(number) < len(word) {
		fewer = number
	}
	f := r.add(codeMixed, fewer[0], "Use words all through, or numbers all through.",
		"%s says what things are worth partly in words (%d) and partly in numbers (%d).", x.Label(), len(word), len(number))
	f.Places = append(slices.Clone(word), number...)
	f.Owners = []string{x.ID}
}

func (r *reader) unknownWord(x *Actor, u use) {
	fix := didYouMean(Similar(u.amount.Word, x.Words()))
	if fix == "" {
		fix = "The words are " + strings.Join(x.Words(), ", ") + "."
	}
	r.add(codeUnknown, u.place, fix, "The word %s is not in the scale of %s.", u.amount.Word, x.Label()).Owners = []string{x.ID}
}

// holders says which parts of which step belong to something already.
type holders map[string]map[int]held

type held struct {
	by    string
	place diag.Place
}

// take takes the parts that the reference names (all parts are part 0). It
// returns who holds one of them already.
func (h holders) take(ref StepRef, by string) (held, bool) {
	parts := h[ref.ID]
	for _, part := range []int{0, ref.Part} {
		if first, taken := parts[part]; taken {
			return first, true
		}
	}
	if ref.Part == 0 {
		for _, first := range sortedByPlace(parts) {
			return first, true
		}
	}
	if parts == nil {
		parts = map[int]held{}
		h[ref.ID] = parts
	}
	parts[ref.Part] = held{by: by, place: ref.Place}
	return held{}, false
}

// sortedByPlace orders what a map holds, so that findings are the same each time.
func sortedByPlace(parts map[int]held) []held {
	var all []held
	for _, h := range parts {
		all = append(all, h)
	}
	slices.SortFunc(all, func(a, b held) int { return a.place.Compare(b.place) })
	return all
}

// checkExchanges checks that each part is in one exchange at most.
func (r *reader) checkExchanges() {
	taken := holders{}
	for _, x := range r.a.Exchanges {
		x.Steps = slices.DeleteFunc(x.Steps, func(ref StepRef) bool {
			first, twice := taken.take(ref, x.ID)
			if twice {
				f := r.add(codeTwice, ref.Place, "Leave it in one of them.", "The step %s is in the exchange %s already; exchange %s names it too.", ref, first.by, x.ID)
				f.Places, f.Steps = []diag.Place{first.place, ref.Place}, []string{ref.ID}
			}
			return twice
		})
	}
}

// checkLocks checks that nothing is made permanent twice, nor by itself.
func (r *reader) checkLocks() {
	taken := holders{}
	for _, s := range r.a.Steps {
		s.Locks = slices.DeleteFunc(s.Locks, func(ref StepRef) bool {
			if ref.ID == s.ID {
				r.add(codeRange, ref.Place, "Name another step.", "The step %s cannot make itself permanent.", s.ID).Steps = []string{s.ID}
				return true
			}
			first, twice := taken.take(ref, s.ID)
			if twice {
				f := r.add(codeTwice, ref.Place, "Leave it to one of them.", "The step %s is made permanent by %s already; %s names it too.", ref, first.by, s.ID)
				f.Places, f.Steps = []diag.Place{first.place, ref.Place}, []string{ref.ID, first.by, s.ID}
			}
			return twice
		})
	}
}

func (r *reader) checkMeetings() {
	for _, m := range r.a.Meetings {
		if m.From.Given && m.To.Given && m.To.V < m.From.V {
			r.add(codeRange, m.To.Place, "Swap the two.", "The meeting %s ends on %s, before it begins on %s.", m.ID, m.To.V, m.From.V).
				Places = []diag.Place{m.From.Place, m.To.Place}
			m.To = Opt[calendar.Day]{}
		}
	}
}

// checkAnchors finds anchors whose dates are counted from each other in a circle.
func (r *reader) checkAnchors() {
	r.anchors = map[string]*Anchor{}
	for _, x := range r.a.Anchors {
		r.anchors[x.ID] = x
	}
	visited := map[*Anchor]int{}
	for i, x := range r.a.Anchors {
		var chain []*Anchor
		for y := x; y != nil && visited[y] == 0; y = r.base(y) {
			visited[y] = i + 1
			chain = append(chain, y)
		}
		if len(chain) == 0 {
			continue
		}
		end := r.base(chain[len(chain)-1])
		if end == nil || visited[end] != i+1 {
			continue
		}
		r.circle(chain[slices.Index(chain, end):])
	}
}

// base returns the anchor from which the date of x is counted, or nil.
func (r *reader) base(x *Anchor) *Anchor {
	if !x.Date.Given || x.Date.V.Base == nil {
		return nil
	}
	return r.anchors[x.Date.V.Base.ID]
}

func (r *reader) circle(circle []*Anchor) {
	var names []string
	var places []diag.Place
	for _, x := range circle {
		names = append(names, x.ID)
		places = append(places, x.Date.Place)
		x.Date = Opt[When]{}
	}
	if len(circle) == 1 {
		r.add(codeRange, places[0], "Give it a date.", "The anchor %s is counted from itself, so that it has no date.", names[0])
		return
	}
	r.add(codeRange, places[0], "Give one of them a date.", "The anchors %s are counted from each other in a circle, so that none has a date.", strings.Join(names, ", ")).
		Places = places
}
