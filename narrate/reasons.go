package narrate

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"detente/agreement"
	"detente/order"
	"detente/schedule"
	"detente/worth"
)

// reasons says of each event of round k why it stands there.
func (t *teller) reasons(k int) []Reason {
	var all []Reason
	for _, block := range t.blocks(k) {
		all = append(all, t.together(block)...)
		r := t.reason(k, block)
		same := slices.IndexFunc(all, func(s Reason) bool { return r.tail[0] != "" && s.tail == r.tail })
		if same < 0 {
			all = append(all, r)
			continue
		}
		all[same].Events = append(all[same].Events, r.Events...)
	}
	for i := range all {
		r := &all[i]
		if r.tail[0] == "" {
			continue
		}
		r.Text = t.name(r.Events) + " " + r.tail[t.number(r.Events)]
		if r.Kind == First && t.alone(r.Events) {
			r.Kind, r.Text = Only, r.Text+", and all the rest of the plan has to wait"
		}
		r.Text += "."
	}
	return all
}

// blocks divides the events of round k into those that are asked about together:
// what demands want in one round, and parts of one step in a row.
func (t *teller) blocks(k int) [][]int {
	var blocks [][]int
	at := map[int]int{} // by event, its block
	for _, e := range t.rounds[k] {
		if _, ok := at[e]; ok {
			continue
		}
		block := t.bundle(e)
		if n := len(blocks); n > 0 && len(block) == 1 && t.partAfter(blocks[n-1], e) {
			blocks[n-1] = append(blocks[n-1], e)
			at[e] = n - 1
			continue
		}
		for _, f := range block {
			at[f] = len(blocks)
		}
		blocks = append(blocks, block)
	}
	return blocks
}

// bundle returns the events that demands, one through another, want in one round
// with e, and e itself, in the order of the text.
func (t *teller) bundle(e int) []int {
	all := []int{e}
	for i := 0; i < len(all); i++ {
		for _, b := range t.c.Bundles {
			if !slices.Contains(b.Events, all[i]) {
				continue
			}
			for _, f := range b.Events {
				if !slices.Contains(all, f) {
					all = append(all, f)
				}
			}
		}
	}
	slices.Sort(all)
	return all
}

// partAfter reports whether e is the part of a step that follows the last event
// of the block, which is a row of parts of that step.
func (t *teller) partAfter(block []int, e int) bool {
	one, two := t.c.Events[block[len(block)-1]], t.c.Events[e]
	if one.Exchange != nil || two.Exchange != nil || len(t.bundle(block[0])) > 1 {
		return false
	}
	u, v := t.c.Units[one.Units[0]], t.c.Units[two.Units[0]]
	return u.Step == v.Step && v.Part == u.Part+1
}

// together says which demands want the events of the block in one round.
func (t *teller) together(block []int) []Reason {
	var all []Reason
	for _, b := range t.c.Bundles {
		if slices.Contains(block, b.Events[0]) && len(t.bundle(block[0])) > 1 {
			all = append(all, Reason{
				Kind: Demanded, Events: b.Events, For: t.units(b.Events), Demand: b.Demand,
				Text: fmt.Sprintf("%s stand in one round, because %s asks for that.", t.name(b.Events), t.demand(b.Demand)),
			})
		}
	}
	return all
}

func (t *teller) units(events []int) []string {
	var names []string
	for _, e := range events {
		names = append(names, t.c.UnitNames(e)...)
	}
	return names
}

// demand names a demand with its owner.
func (t *teller) demand(d *agreement.Demand) string {
	of := ""
	if x := t.c.Agreement.Actor(d.Of.V.ID); d.Of.Given && x != nil {
		of = " of " + x.Label()
	}
	return fmt.Sprintf("demand %q%s", d.ID, of)
}

// reason says why the block stands in round k and not a round earlier: what
// keeps it there, or what its being there earlier would do. A row of parts is
// asked about by its first part, without which none of the others can move.
func (t *teller) reason(k int, block []int) Reason {
	moved := t.bundle(block[0])
	if holding := t.holding(k, moved); len(holding) > 0 {
		return t.waits(block, holding)
	}
	if k == 0 {
		return t.first(block)
	}
	r := t.earlier(k, moved)
	r.Events = block
	return r
}

// holding returns the reasons to wait that keep the events from standing one
// round earlier: for what stands in their own round outside them, or in the round
// before in other hands.
func (t *teller) holding(k int, moved []int) []agreement.Edge {
	var edges []agreement.Edge
	for _, e := range t.c.Edges {
		if !slices.Contains(moved, e.After) || slices.Contains(moved, e.Before) {
			continue
		}
		one, two := t.c.Events[e.Before], t.c.Events[e.After]
		oneHand := one.Performer == two.Performer && one.Exchange == nil
		if at := t.round[e.Before]; at == k || at == k-1 && !oneHand {
			edges = append(edges, e)
		}
	}
	return edges
}

// waits says what the block waits for. Where the text itself makes it wait, the
// demands that do so too are left out.
func (t *teller) waits(block []int, edges []agreement.Edge) Reason {
	byText := slices.DeleteFunc(slices.Clone(edges), func(e agreement.Edge) bool { return e.Kind == agreement.ByDemand })
	r := Reason{Kind: Waits, Events: block}
	if len(byText) == 0 {
		r.Kind, r.Demand = Demanded, edges[0].Demand
		byText = slices.DeleteFunc(edges, func(e agreement.Edge) bool { return e.Demand != r.Demand })
	}
	var events, locked []int
	for _, e := range byText {
		switch {
		case slices.Contains(events, e.Before), slices.Contains(locked, e.Before):
		case e.Kind == agreement.ByLocks:
			locked = append(locked, e.Before)
		default:
			events = append(events, e.Before)
		}
	}
	slices.Sort(events)
	slices.Sort(locked)
	r.For = t.units(slices.Concat(events, locked))
	because := ""
	if r.Kind == Demanded {
		because = fmt.Sprintf(", because %s asks for that", t.demand(r.Demand))
	}
	for i, verb := range [2][2]string{{"waits for ", "makes permanent "}, {"wait for ", "make permanent "}} {
		var said []string
		if len(events) > 0 {
			said = append(said, verb[0]+t.name(events))
		}
		if len(locked) > 0 {
			said = append(said, verb[1]+t.name(locked)+", which is performed first")
		}
		r.tail[i] = strings.Join(said, ", and ") + because
	}
	return r
}

// number is 0 for one thing and 1 for several, as a verb wants it.
func (t *teller) number(events []int) int { return min(1, len(events)-1) }

// first says of a block of the first round that it can be taken at once.
func (t *teller) first(block []int) Reason {
	return Reason{Kind: First, Events: block, tail: [2]string{"waits for nothing", "wait for nothing"}}
}

// alone reports whether everything else waits for one of the events.
func (t *teller) alone(events []int) bool {
	for e := range t.c.Events {
		if !slices.Contains(events, e) && len(t.order.Before(e).Members()) == 0 {
			return false
		}
	}
	return true
}

// earlier says what it would do if the events stood one round earlier, the
// gravest first, in the order in which the planner weighs it.
func (t *teller) earlier(k int, moved []int) Reason {
	rounds := slices.Clone(t.rounds)
	rounds[k-1] = slices.Sorted(slices.Values(slices.Concat(rounds[k-1], moved)))
	rounds[k] = slices.DeleteFunc(slices.Clone(rounds[k]), func(e int) bool { return slices.Contains(moved, e) })
	states := []order.Set{t.before[k-1], t.with(t.before[k-1], rounds[k-1])}
	var worst [3]harm // by level
	for i, r := range t.rows {
		x := t.sums[i][k-1]
		for n, events := range rounds[k-1 : k+1] {
			for level, h := range t.harms(i, x, events) {
				if h.by != nil && (worst[level].by == nil || worst[level].by.Cmp(h.by) < 0) {
					h.round, h.state = k-1+n, t.with(states[n], h.part)
					worst[level] = h
				}
			}
			x += r.sum(events)
		}
	}
	would := fmt.Sprintf("If %s came one round earlier, ", t.name(moved))
	for level, say := range []func(harm) (string, Kind){t.sayLimit, t.sayTempts, t.sayExposes} {
		if h := worst[level]; h.by != nil {
			text, kind := say(h)
			return Reason{Kind: kind, Party: t.accounts[t.rows[h.row].account].Party, Text: would + text}
		}
	}
	if unit, ok := t.later(rounds); ok {
		return Reason{Kind: Late, For: []string{unit}, Text: fmt.Sprintf("%sthe due date of %s would be missed.", would, unit)}
	}
	return Reason{Kind: Free, Text: fmt.Sprintf("%s could as well come one round earlier: no figure of the plan would be greater.", t.name(moved))}
}

// harm is what is worse than the plan, at one moment of it.
type harm struct {
	row   int
	by    *big.Rat // share by which it passes what the plan allows; nil for no harm
	part  []int    // events of the round that have been performed
	round int
	state order.Set // units
}

// The levels of harm, as the planner weighs them.
const (
	overLimit = iota
	overTemptation
	overExposure
)

// harms returns by how much row i passes what the plan allows, in a round with
// the events that begins with the sum x; by level.
func (t *teller) harms(i int, x int64, events []int) [3]harm {
	r := t.rows[i]
	var found [3]harm
	note := func(level int, size, allowed *big.Rat, part []int) {
		if size.Cmp(allowed) > 0 {
			found[level] = harm{row: i, by: new(big.Rat).Sub(size, allowed), part: part}
		}
	}
	up, most := t.extreme(r, events, false, nil)
	down, least := t.extreme(r, events, true, nil)
	inWords := t.accounts[r.account].Words != nil
	switch excess := r.share(r.start + x + most - r.breach); {
	case inWords && t.sound && r.strict:
		note(overTemptation, excess, new(big.Rat), up)
	case inWords == !t.sound && r.reference, !inWords:
		note(overTemptation, excess, t.r.Excess.Share, up)
	}
	if r.reference {
		note(overExposure, r.share(-x-least), t.r.Exposure.Share, down)
	}
	if r.strict && r.limited {
		note(overLimit, r.share(-x-least-r.limit), t.allowed(i), down)
	}
	return found
}

// allowed is by how much, as a share, row i passes its limit of exposure in the
// plan: by as much as the plan allows anybody or, for words, whose shares cannot
// be compared with it, by as much as the row itself does.
func (t *teller) allowed(i int) *big.Rat {
	switch r := t.rows[i]; {
	case t.r.Overrun == nil:
		return new(big.Rat)
	case r.reference:
		return t.r.Overrun.Share
	default:
		worst := int64(0)
		for k, events := range t.rounds {
			_, least := t.extreme(r, events, true, nil)
			worst = max(worst, -t.sums[i][k]-least-r.limit)
		}
		return r.share(worst)
	}
}

// isSound reports whether nobody who counts in words would gain by leaving,
// whatever the magnitudes.
func (t *teller) isSound() bool {
	for i, r := range t.rows {
		if !r.strict || r.reference {
			continue
		}
		for k, events := range t.rounds {
			if _, most := t.extreme(r, events, false, nil); r.start+t.sums[i][k]+most > r.breach {
				return false
			}
		}
	}
	return true
}

// later returns a unit whose due date the rounds miss, or miss by more days than
// the plan does.
func (t *teller) later(rounds [][]int) (unit string, ok bool) {
	_, missed := t.sched.Timetable(rounds)
	if len(missed) <= len(t.missed) && t.sched.LateBy(rounds) <= t.sched.LateBy(t.rounds) {
		return "", false
	}
	late := missed[0]
	for _, l := range missed {
		if !slices.ContainsFunc(t.missed, func(b schedule.Limit) bool { return b.From == l.From && b.To == l.To }) {
			late = l
			break
		}
	}
	names := t.c.UnitNames(late.To)
	return names[len(names)-1], true
}

func (t *teller) sayLimit(h harm) (string, Kind) {
	i := t.rows[h.row].account
	a := t.accounts[i]
	return fmt.Sprintf("%s would be %s if the others left %s; it accepts %s.",
		a.Party.Label(), t.below(i, a.Loss(h.state)), t.when(h.round, h.part), t.plainly(i, a.MaxExposure)), Limit
}

func (t *teller) sayExposes(h harm) (string, Kind) {
	i := t.rows[h.row].account
	a := t.accounts[i]
	return fmt.Sprintf("%s would be %s if the others left %s; measured by what each gains, nobody in this plan is ever so far below.",
		a.Party.Label(), t.below(i, a.Loss(h.state)), t.when(h.round, h.part)), Exposes
}

func (t *teller) sayTempts(h harm) (string, Kind) {
	i := t.rows[h.row].account
	a := t.accounts[i]
	who, at := a.Party.Label(), t.when(h.round, h.part)
	stays, leaves := a.Sides(h.state)
	switch {
	case a.Words != nil && t.sound && a.Excess(h.state).Grade() == worth.Depends:
		return fmt.Sprintf("%s would carry on %s, only if, to it, %s outweighs %s.", who, at, stays, leaves), Tempts
	case a.Words != nil && t.sound:
		return fmt.Sprintf("%s would gain by leaving %s: %s speaks for leaving, and %s for staying.", who, at, or(leaves, "nothing"), or(stays, "nothing")), Tempts
	case t.r.Excess.Share.Sign() > 0:
		return fmt.Sprintf("%s would gain %s by leaving %s, over what leaving costs it; measured by what each gains, nobody in this plan ever gains so much.", who, t.amount(i, a.Excess(h.state)), at), Tempts
	case a.BreachCost.IsZero():
		return fmt.Sprintf("%s would gain %s by leaving %s.", who, t.amount(i, a.Temptation(h.state)), at), Tempts
	}
	return fmt.Sprintf("%s would gain %s by leaving %s, and leaving costs it %s.", who, t.amount(i, a.Temptation(h.state)), at, t.plainly(i, a.BreachCost)), Tempts
}
