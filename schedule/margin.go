package schedule

// limitLines returns the edges of due dates, and of limits that count from steps.
func (p *lines) limitLines() (dates, limits []line) {
	for i, e := range p.limit {
		switch {
		case e < 0:
		case p.limits[i].From < 0:
			dates = append(dates, line{false, e})
		default:
			limits = append(limits, line{false, e})
		}
	}
	return dates, limits
}

// Margin is what a condition on time leaves, or what breaks it.
type Margin struct {
	Limit Limit
	// Slack is by how many days it could be tightened and still be met whatever
	// the durations come out as; Unbounded where any tightening is met. Where it
	// is negative, the condition cannot be met, or not be promised, and has to be
	// put off by −Slack days at least.
	Slack int
	// Conflict is what breaks it; nil where Slack is not negative.
	Conflict *Conflict
}

// Margins returns the margin of each condition on time, in the order of
// [Schedule.Limits], for a plan carried out with the reaction time in days.
//
// Where all can be met together, each has its margin with the others in force.
// Otherwise they are taken one after the other: a condition that cannot be met
// beside those before it is left aside, and told with what breaks it; the others
// have their margin without it. Conditions on events in no round are Unbounded.
func (p *lines) Margins(reaction int) []Margin {
	_, margins := p.margins(reaction, true)
	return margins
}

// margins is Margins, with the network of the conditions that are in force. Where
// the margins need not be exact, those of conditions in force are what the longest
// durations leave, which may be too much.
func (p *lines) margins(reaction int, exact bool) (kept *Network, margins []Margin) {
	kept, margins = p.keep(reaction)
	longest, _ := kept.AtLongest().windows() // consistent, as nature may pick these days
	var tight []tightening
	for i, e := range p.limit {
		switch m := &margins[i]; {
		case e < 0 || p.unasked[i]:
			m.Slack = Unbounded
		case m.Conflict != nil:
			m.Slack = -kept.with(line{false, e}).overrun(e, reaction)
		default:
			m.Slack = longest.slackOf(kept.edges[e])
			if m.Slack != Unbounded {
				tight = append(tight, tightening{e, &m.Slack})
			}
		}
	}
	if exact {
		kept.fit(tight, reaction)
	}
	return kept, margins
}

// keep leaves aside the conditions that cannot be met beside those before them,
// and notes in their margins why.
func (p *lines) keep(reaction int) (kept *Network, margins []Margin) {
	var all []int
	for i, l := range p.limits {
		margins = append(margins, Margin{Limit: l})
		if p.limit[i] >= 0 && !p.unasked[i] {
			all = append(all, i)
		}
	}
	dates, limits := p.limitLines()
	bare := p.without(append(dates, limits...)...)
	return p.keepOf(bare, all, reaction, margins), margins
}

const inACircle = "schedule: the rounds wait for one another in a circle"

// keepOf adds the conditions to what is kept, as one where all can be met, and
// else half by half.
func (p *lines) keepOf(kept *Network, limits []int, reaction int, margins []Margin) *Network {
	more := kept
	for _, i := range limits {
		more = more.with(line{false, p.limit[i]})
	}
	switch middle := len(limits) / 2; {
	case more.controllable(reaction):
		return more
	case len(limits) == 1:
		margins[limits[0]].Conflict = more.Controllable(reaction).Conflict
		return kept
	case len(limits) == 0:
		panic(inACircle)
	default:
		kept = p.keepOf(kept, limits[:middle], reaction, margins)
		return p.keepOf(kept, limits[middle:], reaction, margins)
	}
}

// tightening takes days off an edge.
type tightening struct {
	edge int
	days *int
}

// fit lowers the days of each tightening to the most that leave the network
// controllable when that edge alone is tightened. They come as no more than what
// the longest durations leave. That is mostly the answer: where all together
// leave it controllable, so does each alone.
func (n *Network) fit(tight []tightening, reaction int) {
	all := n
	for _, t := range tight {
		all = all.withDays(t.edge, n.edges[t.edge].Days-*t.days)
	}
	switch middle := len(tight) / 2; {
	case all.controllable(reaction):
	case len(tight) == 1:
		*tight[0].days -= all.overrun(tight[0].edge, reaction)
	default:
		n.fit(tight[:middle], reaction)
		n.fit(tight[middle:], reaction)
	}
}

// overrun returns the least number of days by which the edge has to be loosened
// for the network to be controllable. Without the edge it must be.
//
// What a conflict is short, by the number of times it uses the edge, is what that
// conflict asks for: mostly the answer, or close to it.
func (n *Network) overrun(edge, reaction int) int {
	asks := func(days int) int {
		c := newReduction(n.withDays(edge, n.edges[edge].Days+days), reaction).conflict()
		if c == nil {
			return 0
		}
		return c.perUse(edge)
	}
	short, enough := -1, 0 // short is too few
	for least := 1; ; least *= 2 {
		more := asks(enough)
		if more == 0 {
			break
		}
		if enough > farthest/4 {
			panic(inACircle)
		}
		short, enough = enough, enough+max(more, least)
	}
	for step := 1; short+1 < enough; {
		if days := max(short+1, enough-step); asks(days) == 0 {
			enough, step = days, 2*step
		} else {
			short, step = days, 1
		}
	}
	return enough
}

// perUse returns what the conflict is short for each time that it uses the edge,
// rounded up; all of it where it does not.
func (c *Conflict) perUse(edge int) int {
	uses := 0
	for _, p := range c.Passes {
		if p.Use == Required && p.Line == edge {
			uses++
		}
	}
	uses = max(uses, 1)
	return (c.Short + uses - 1) / uses
}
