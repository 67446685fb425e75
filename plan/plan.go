// Package plan finds the order of reciprocal steps in which nobody, at any
// moment, gains by walking away, and proves it.
//
// A plan is a list of rounds; in each round every party performs its own steps,
// waiting for nobody. Among the plans that stay within every max_exposure and
// meet the due dates the planner finds, in this order and exactly,
//
//  1. the smallest worst temptation over the breach cost,
//  2. given 1, the smallest worst exposure,
//  3. given 1 and 2, the fewest rounds,
//  4. given 1 to 3, the earliest end;
//
// what ties remain go to the order of the text. Temptation and exposure depend
// on the set of performed steps alone, so that 1 and 2 are bottleneck paths over
// the closed sets of the preconditions (package peak); 3 and 4 put the steps into
// rounds within the thresholds found (package rounds). Limits count work, not
// seconds: the same input gives the same answer on every machine. [Verify]
// re-derives every figure of a result from the agreement alone, and package proof
// examines what the bounds rest on.
//
// Parties that count in words come in between: where there is a plan that holds
// whatever the magnitudes of the words, only such plans count for what follows;
// where there is none but some that a few magnitudes make hold, only those;
// reference magnitudes then choose the plan that is shown.
package plan

import (
	"fmt"

	"detente/agreement"
	"detente/conflict"
	"detente/effort"
	"detente/peak"
	"detente/proof"
	"detente/schedule"
	"detente/worth"
)

// Options say what is asked of the planner.
type Options struct {
	Asking agreement.Asking
	// Limit is how many sets, cuts and rounds are opened at most; 0 means DefaultLimit.
	Limit int
	// Levels is how many levels are decided: 2, or 0 for all. With 2 the plan is one
	// that is best on these, in rounds and days as they come.
	Levels int
	// Frontier asks for the plans of fewer rounds, too, and for those that are over
	// earlier, and what each costs in exposure.
	Frontier bool
	// Examine has a second checker go over what the bounds rest on (package proof),
	// which may take as long again as the search.
	Examine bool
	// Stop, when closed, ends the search; the best found so far is returned.
	Stop <-chan struct{}
	// Progress, where given, is called now and then.
	Progress func(Progress)
}

// Progress is where a search stands.
type Progress = effort.Progress

// DefaultLimit is how many sets, cuts and rounds a search opens at most.
const DefaultLimit = 20_000_000

// Find plans the agreement, which must be free of findings of severity error
// from reading it. It fails only when its worths are too long to be added up
// exactly, and, where evidence is examined, when it does not show what it should:
// a fault of the planner's own.
func Find(a *agreement.Agreement, o Options) (*Result, error) {
	c := agreement.NewCourse(a, o.Asking)
	p := newPlanner(c, o)
	err := p.plan()
	p.result.Opened = p.budget.Opened
	return p.result, err
}

// planner carries one planning from level to level.
type planner struct {
	result   *Result
	accounts []*worth.Account
	sched    *schedule.Schedule
	clock    *schedule.Schedule // sched, or with its dates put off
	g        *game
	budget   *effort.Budget
	levels   int
	frontier bool
	// examining asks for what bounds rest on to be gone over; refused is what was found.
	examining bool
	refused   error

	box  box // what the levels decided so far ask of every state
	hard box // what max_exposure asks
	// loose is what all levels before that of exposure ask.
	loose box
	path  []int // the best order of moves so far
	// allowed, where no plan holds for all magnitudes but some for a few, is what
	// keeps out states at which no magnitudes hold.
	allowed func(x []int64) bool
	// proof of the levels
	overrun, excess, reference, exposure found
	sound, soundProved                   bool // a plan holds whatever the magnitudes
	never                                bool // no plan holds for any magnitudes
	late, inTimeProved                   bool // no plan meets the due dates
	lateBy                               int  // days by which the plan shown is late
	length                               Length
	end                                  End
}

func newPlanner(c *agreement.Course, o Options) *planner {
	p := &planner{
		result:   &Result{Course: c},
		accounts: worth.Accounts(c),
		sched:    schedule.New(c),
		budget:   &effort.Budget{Limit: int64(o.Limit), Stop: o.Stop, Report: o.Progress},
		levels:   o.Levels,
		frontier: o.Frontier, examining: o.Examine,
	}
	if o.Limit <= 0 {
		p.budget.Limit = DefaultLimit
	}
	return p
}

func (p *planner) plan() error {
	for _, a := range p.accounts {
		if a.NoGain() {
			p.result.Verdict, p.result.Proved = NoGain, true
			p.explainNoGain()
			return nil
		}
	}
	p.result.Conflicts = conflict.Analyse(p.result.Course)
	if p.result.Conflicts.Blocked() {
		return p.blocked()
	}
	var err error
	if p.g, err = newGame(p.result.Course, p.accounts); err != nil {
		return err
	}
	if p.g == nil {
		return p.blocked()
	}
	p.decideLevels()
	rounds := p.decideRounds()
	if p.refused != nil {
		return p.refused
	}
	p.tell(rounds)
	if p.frontier {
		p.trades(rounds)
	}
	return p.refused
}

func (p *planner) blocked() error {
	p.result.Verdict, p.result.Proved = Blocked, true
	p.explainBlocked()
	return nil
}

// decideLevels finds the thresholds of levels 1 and 2, time set aside.
func (p *planner) decideLevels() {
	p.box = newBox(len(p.g.rows))
	p.path = p.g.order.Sequence()
	p.overrun = p.decide(p.overrunLevel())
	p.hard = p.box
	p.excess = p.decide(p.temptationLevel(numbers))
	p.decideWords()
	p.loose = p.box
	p.exposure = p.decide(p.exposureLevel())
}

// found is what is known of one level.
type found struct {
	path []int // the moves in order; nil when none was found within the box
	cost peak.Share
	// proved: no order does better, or (without a path) none exists; otherwise
	// no order does better than bound.
	proved bool
	bound  peak.Share
}

// decide settles one level: it keeps the order found and narrows the box to the
// threshold.
func (p *planner) decide(l level) found {
	f := found{proved: true, cost: peak.Nothing, bound: peak.Nothing}
	if l.idle() {
		return f
	}
	p.budget.Keep(p.budget.Left() / 2)
	p.path, f = p.solve(l)
	p.box = p.g.narrow(p.box, l, f.cost)
	return f
}

// solve looks for the order that stays in the box and costs least at the level;
// the order so far is one that stays in it.
func (p *planner) solve(l level) ([]int, found) {
	f := p.search(p.box, l)
	if f.path == nil { // only where the order so far is not in the box after all
		f.path, f.proved = p.path, false
		f.cost = p.costOf(l, p.apart())
	}
	return f.path, f
}

// search looks for the order of moves in the box that costs least at the level.
func (p *planner) search(b box, l level) found {
	s := p.g.sequencing(b, l, p.path, p.allowed)
	r := peak.Solve(s.problem, peak.Name(l.name), p.budget)
	f := found{cost: r.Worst, bound: r.Bound, proved: r.Proved}
	if r.Sequence != nil {
		f.path = s.path(r.Sequence)
	}
	if p.examining && r.Evidence != nil {
		p.examine(Examined{l.name, r.Evidence.Size()}, proof.Barrier(s.problem, r.Evidence))
	}
	return f
}

// examine notes that what a bound rests on has been gone over, and with what outcome.
func (p *planner) examine(e Examined, err error) {
	if err != nil && p.refused == nil {
		p.refused = fmt.Errorf("what the bound on %s rests on does not stand up to being examined: %w", e.Level, err)
	}
	if n := len(p.result.Examined); n > 0 && p.result.Examined[n-1].Level == e.Level {
		p.result.Examined[n-1].Cases += e.Cases
		return
	}
	p.result.Examined = append(p.result.Examined, e)
}

// decideWords asks whether some plan holds whatever the magnitudes of the words.
// If none does, reference magnitudes choose the plan, and whether it could hold
// for any magnitudes at all decides between depends and needs_stake.
func (p *planner) decideWords() {
	p.sound, p.soundProved = true, true
	l := p.temptationLevel(words)
	if l.idle() {
		return
	}
	p.budget.Keep(p.budget.Left() / 2)
	any := p.newLevel("words", above)
	strict := p.g.narrow(p.box, l, peak.Nothing)
	f := p.search(strict, any)
	p.sound, p.soundProved = f.path != nil, f.proved
	if p.sound {
		p.path, p.box = f.path, strict
		return
	}
	f = p.hope(any)
	p.never, p.soundProved = f.path == nil, p.soundProved && f.proved && !p.g.coarse.Load()
	if !p.never {
		p.path, p.allowed = f.path, p.someMagnitudes
	}
	p.reference = p.decide(p.temptationLevel(reference))
}

// hope looks for an order that some magnitudes of the words make hold.
func (p *planner) hope(any level) found {
	if !p.someMagnitudes(make([]int64, len(p.g.rows))) {
		return found{proved: true}
	}
	p.allowed = p.someMagnitudes
	defer func() { p.allowed = nil }()
	return p.search(p.box, any)
}

// someMagnitudes reports whether, for each party that counts in words, some
// magnitudes in which every word counts keep it from gaining by leaving.
func (p *planner) someMagnitudes(x []int64) bool {
	for i := range p.accounts {
		below, above := false, false
		for r, row := range p.g.rows {
			if row.account == i && row.kind == words {
				excess := row.base + x[r] - row.breach
				below = below || excess < 0
				above = above || excess > 0
			}
		}
		if above && !below {
			return false
		}
	}
	return true
}
