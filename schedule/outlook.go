package schedule

import (
	"slices"

	"detente/agreement"
)

// Outlook is what the temporal network of a text leaves to its events, carried out
// with a reaction time.
type Outlook struct {
	*TextNetwork
	// Reaction is the reaction time in days; see [Network.Controllable].
	Reaction int
	// Margins are what each condition on time leaves or what breaks it, in the order
	// of the text, those of the steps first; see [lines.Margins].
	Margins []Margin
	// Exact: the margins of conditions that can be kept hold whatever the durations
	// come out as. In a text of more than mostExact events they are what the longest
	// durations leave; whether they can be kept at all, and all days, are exact always.
	Exact bool

	// What follows is said with those conditions in force that can be kept beside
	// those before them. Days are by node.

	// Soonest are the earliest days if durations come out as one would choose, Counted
	// if every one comes out at its longest, and everybody knows: what can be counted on.
	Soonest, Counted []int
	// Latest are the last days on which everything can still be promised; see
	// [Control.Latest]. Unbounded where nothing limits them.
	Latest []int

	kept    *Network
	longest *Windows
}

// mostExact is up to how many events margins are exact: with more it takes seconds.
const mostExact = 150

// Outlook says what the network leaves, for the reaction time in days.
func (p *TextNetwork) Outlook(reaction int) *Outlook {
	return p.outlook(reaction, len(p.Begun) <= mostExact)
}

// Sketch is Outlook without exact margins for what can be kept, which are most of the
// work.
func (p *TextNetwork) Sketch(reaction int) *Outlook { return p.outlook(reaction, false) }

func (p *TextNetwork) outlook(reaction int, exact bool) *Outlook {
	o := &Outlook{TextNetwork: p, Reaction: reaction, Exact: exact}
	o.kept, o.Margins = p.margins(reaction, o.Exact)
	for i, m := range o.Margins {
		if !o.Begins && m.Slack != Unbounded && m.Slack > farBefore/2 {
			o.Margins[i].Slack = Unbounded // only that nothing lies before day 0
		}
	}
	soonest, _ := o.kept.windows()
	o.longest, _ = o.kept.AtLongest().windows()
	o.Soonest, o.Counted = soonest.Earliest, o.longest.Earliest
	o.Latest = o.kept.Controllable(reaction).Latest
	return o
}

// Kindly returns the sketch of the same network in the kinder reading of its dates, or
// the outlook itself where each date has one reading.
func (o *Outlook) Kindly() *Outlook {
	if o.kind || !slices.ContainsFunc(o.Course().Agreement.Anchors, func(x *agreement.Anchor) bool {
		return x.Date.Given && x.Date.V.Base == nil && !x.Date.V.Span.Certain()
	}) {
		return o
	}
	p := OfText(o.Course(), true)
	p.unasked = o.unasked
	return p.Sketch(o.Reaction)
}

// Without returns the network without the conditions on time of which leave says so.
func (p *TextNetwork) Without(leave func(Limit) bool) *TextNetwork {
	other := *p
	other.unasked = map[int]bool{}
	for i, l := range p.limits {
		other.unasked[i] = leave(l)
	}
	return &other
}

// Broken reports whether some condition on time cannot be kept, and whether that
// is certain of one of them.
func (o *Outlook) Broken() (broken, certain bool) {
	for _, m := range o.Margins {
		if m.Conflict != nil {
			broken, certain = true, certain || m.Conflict.Certain
		}
	}
	return broken, certain
}

// Over returns the node with which everything is over, by the longest durations,
// and its day; the first of several, and the zero point where there is nothing.
func (o *Outlook) Over() (node, day int) {
	for v, d := range o.Counted {
		if d > day {
			node, day = v, d
		}
	}
	return node, day
}

// Chain returns the lines that decide the earliest day of the node by the longest
// durations, the first of them first: the days that each adds sum to that day.
func (o *Outlook) Chain(node int) []Pass {
	chain := o.longest.chain(node, 0)
	slices.Reverse(chain)
	return chain
}

// EventAt returns the event whose beginning, performance or confirmation the node
// is; -1 for others.
func (p *TextNetwork) EventAt(node int) int {
	for e := range p.Begun {
		if node == p.Begun[e] || node == p.Performed[e] || node == p.Confirmed[e] {
			return e
		}
	}
	return -1
}

// Timed reports whether the earliest day of the node, by the longest durations, is
// one that the text gives: where it does not say when it begins, other days say
// nothing.
func (o *Outlook) Timed(node int) bool {
	if o.Begins || !o.Dated {
		return true
	}
	chain := o.longest.chain(node, 0)
	return len(chain) > 0 && chain[len(chain)-1].To == 0 && chain[len(chain)-1].Use == Required
}

// Between returns how many days at least lie from one node to another, with
// every duration at its longest; a negative number where the second may come first.
func (o *Outlook) Between(from, to int) int {
	days := o.longest.from(to, map[int]bool{from: true})[from]
	if days == Unbounded {
		return -Unbounded
	}
	return -days
}

// Decider is a duration that decides whether a condition on time is met: it is,
// whatever the others come out as, if the event takes at most Most days.
type Decider struct {
	Event, Most int
}

// maxDeciders is among how many durations of a conflict the deciding ones are looked
// for, and mostDecided up to how many events: with more it takes minutes.
const (
	maxDeciders = 20
	mostDecided = 1500
)

// Deciders returns the durations each of which, cut short alone, would let the
// broken condition be promised beside those that are kept. It is empty where the
// condition cannot be met at all, where it takes several durations at once, where
// being quicker does not help, and in texts of more than mostDecided events.
func (o *Outlook) Deciders(margin int) []Decider {
	m := o.Margins[margin]
	if m.Conflict == nil || m.Conflict.Certain || len(o.Begun) > mostDecided {
		return nil
	}
	n := o.kept.with(line{false, o.limit[margin]})
	var all []Decider
	tried := 0
	for _, l := range m.Conflict.lines() {
		if !l.link || n.links[l.index].Least == n.links[l.index].Most {
			continue
		}
		if tried++; tried > maxDeciders {
			break
		}
		if most, ok := n.enough(l.index, o.Reaction); ok {
			all = append(all, Decider{o.source[l.index].event, most})
		}
	}
	return all
}

// enough returns the greatest number of most days of a link with which the network
// is controllable; false where none is small enough. The network is not
// controllable as it is.
func (n *Network) enough(link, reaction int) (int, bool) {
	least, most := n.links[link].Least, n.links[link].Most // most is too many
	if !n.withMost(link, least).controllable(reaction) {
		return 0, false
	}
	for least+1 < most {
		if middle := least + (most-least)/2; n.withMost(link, middle).controllable(reaction) {
			least = middle
		} else {
			most = middle
		}
	}
	return least, true
}

// withMost returns the network with another number of most days on a link.
func (n *Network) withMost(link, most int) *Network {
	other := *n
	other.links = slices.Clone(n.links)
	other.links[link].Most = most
	return &other
}

// AtOnce reports whether the broken condition could be promised beside those that are
// kept if everybody acted on the very day on which something happens: it is only the
// reaction time that breaks it.
func (o *Outlook) AtOnce(margin int) bool {
	m := o.Margins[margin]
	return m.Conflict != nil && !m.Conflict.Certain && o.Reaction > 0 && o.kept.with(line{false, o.limit[margin]}).controllable(0)
}

// Both reports whether the chain has a duration at its shortest: it then tells what a
// day fixed beforehand would have to bear, the shortest and the longest.
func (c *Conflict) Both() bool {
	return slices.ContainsFunc(c.Passes, func(p Pass) bool { return p.Use == Short })
}

// Told is one line of a chain told in days: it leads from a node on one day to
// another node on a later or an earlier one.
type Told struct {
	Pass Pass
	// Days are what the line adds, and Day the day after it: the day before which,
	// by the chain so far, the node that it leads to does not happen.
	Days, Day int
}

// Silent reports whether the line has nothing to tell: it is that nothing lies before
// the beginning, or a duration of no days.
func (t Told) Silent() bool {
	return t.Pass.Use == Beginning || t.Pass.Use != Required && t.Days == 0
}

// Forward tells a conflict so that its days add up: from a node on its day (0 for
// the zero point, and counted from that node otherwise) line by line to the day on
// which each has to be at least. The last line is a condition on time, a due date
// where there is one; it asks for a day that lies Short days before the one that was
// reached. It is nil for a folded conflict.
func (p *lines) Forward(c *Conflict) []Told {
	if c.Folded {
		return nil
	}
	passes := slices.Clone(c.Passes)
	slices.Reverse(passes)
	last := -1
	for i, x := range passes {
		if _, ok := p.Limit(x); ok && (last < 0 || x.From == 0) {
			last = i
		}
	}
	passes = slices.Concat(passes[last+1:], passes[:last+1])
	var told []Told
	day := 0
	for _, x := range passes {
		day -= x.Days
		told = append(told, Told{x, -x.Days, day})
	}
	return told
}
