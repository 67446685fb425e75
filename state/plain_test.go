package state

import (
	"fmt"
	"slices"
	"strings"

	"detente/act"
	"detente/agreement"
	"detente/calendar"
)

// plain is the fold over again for agreements without exchanges, procedures,
// extensions and renewals, as docs/spec/state.md puts it and as dumb as can be:
// for every question it reads the whole log.
type plain struct {
	a         *agreement.Agreement
	log       []*Record
	today     calendar.Day
	effective map[int64]bool
	back      map[int64]bool
	over      map[int64]*Record // what ended a dispute
	waived    map[string]bool
}

func newPlain(a *agreement.Agreement, log []*Record, today calendar.Day) *plain {
	p := &plain{a: a, today: today, effective: map[int64]bool{}, back: map[int64]bool{}, over: map[int64]*Record{}, waived: map[string]bool{}}
	for _, r := range log {
		if r.Unfit == nil {
			p.log = append(p.log, r)
			p.next(r)
		}
	}
	return p
}

func (p *plain) at(index int64) *Record {
	return p.log[slices.IndexFunc(p.log, func(r *Record) bool { return r.Index == index })]
}

// next takes one more act that fits.
func (p *plain) next(r *Record) {
	there := []*Record{r}
	if r.Together != nil {
		there = nil
		for _, x := range p.log {
			if x.Together != nil && x.Together.ID == r.Together.ID && !p.back[x.Index] {
				there = append(there, x)
			}
		}
		if len(there) < len(r.Together.With)+1 {
			return
		}
	}
	for _, x := range there {
		p.effective[x.Index] = true
		p.waive(x)
	}
	switch {
	case r.Kind == act.Withdraw && r.Of != nil, r.Kind == act.Resume:
		p.takeBack(p.at(*r.Of), r)
	case r.Kind == act.Answer && r.Result == act.Accepted:
		p.takeBack(p.at(*p.at(*r.Of).Of), r)
	}
}

func (p *plain) waive(r *Record) {
	both := map[string]bool{}
	for _, x := range p.log {
		if x.Kind == act.Waive && x.Step == r.Step && p.effective[x.Index] && !p.back[x.Index] {
			both[x.By] = true
		}
	}
	if r.Kind == act.Waive && both["north"] && both["south"] {
		p.waived[r.Step] = true
	}
}

func (p *plain) takeBack(x, by *Record) {
	p.back[x.Index] = true
	if x.Kind == act.Resume {
		p.back[*x.Of] = false
	}
	for _, d := range p.log {
		if d.Kind != act.Dispute || p.over[d.Index] != nil {
			continue
		}
		about := d == x || d.Of != nil && *d.Of == x.Index
		if d.Of != nil {
			of := p.at(*d.Of)
			about = about || of.Kind == act.Attest && *of.Of == x.Index
		}
		if about {
			p.over[d.Index] = by
		}
	}
}

func (p *plain) standing(k act.Kind, is func(*Record) bool) *Record {
	for _, r := range slices.Backward(p.log) {
		if r.Kind == k && p.effective[r.Index] && !p.back[r.Index] && is(r) {
			return r
		}
	}
	return nil
}

// part is a step, or a part of it.
type part struct {
	step *agreement.Step
	n    int
}

func partOf(name string) int {
	var n int
	if _, in, ok := strings.Cut(name, "["); ok {
		fmt.Sscanf(in, "%d]", &n)
	}
	return n
}

func (x part) means(name string) bool {
	return name != "" && (name == x.step.ID || name == fmt.Sprintf("%s[%d]", x.step.ID, x.n))
}

// declarations are those that count for the part; nil where somebody has not.
func (p *plain) declarations(x part) []*Record {
	var all []*Record
	for _, who := range x.step.By {
		d := p.standing(act.Declare, func(r *Record) bool { return r.By == who.ID && x.means(r.Step) })
		if d == nil {
			return nil
		}
		all = append(all, d)
	}
	return all
}

func (p *plain) performedOn(x part) (calendar.Day, bool) {
	if x.step.Done.Given {
		return x.step.Done.V, true
	}
	var days []calendar.Day
	for _, d := range p.declarations(x) {
		on, _ := d.On.Day()
		days = append(days, on)
	}
	if len(days) == 0 {
		return 0, false
	}
	return slices.Max(days), true
}

// found is what a performed part is, going by what was found of it.
func (p *plain) found(x part) Status {
	switch {
	case x.step.Done.Given:
		return Attested
	case len(x.step.VerifiedBy) == 0:
		return Declared
	}
	of := p.declarations(x)
	var results []act.Result
	for _, who := range x.step.VerifiedBy {
		r := p.standing(act.Attest, func(r *Record) bool {
			return r.By == who.ID && slices.ContainsFunc(of, func(d *Record) bool { return d.Index == *r.Of })
		})
		if r == nil {
			results = append(results, "")
			continue
		}
		results = append(results, r.Result)
	}
	switch {
	case slices.Contains(results, act.NotConfirmed):
		return NotConfirmed
	case slices.Contains(results, act.NoAccess):
		return Inconclusive
	case slices.Contains(results, ""):
		return UnderInspection
	}
	return Attested
}

// under is the status of a performed part without disputes.
func (p *plain) under(x part) Status {
	s, on := p.found(x), calendar.Day(0)
	if day, ok := p.performedOn(x); ok {
		on = day
	}
	switch {
	case p.standing(act.Suspend, func(r *Record) bool { return x.means(r.Step) }) != nil:
		return PutBack
	case (s == Declared || s == Attested) && x.step.Lasts.Given && on.Add(x.step.Lasts.V) < p.today:
		return Ended
	}
	return s
}

func (p *plain) isWaived(x part) bool {
	return p.waived[x.step.ID] || p.waived[fmt.Sprintf("%s[%d]", x.step.ID, x.n)]
}

// enough reports whether what waits for the part waits no longer.
func (p *plain) enough(x part, declared bool) bool {
	if p.isWaived(x) {
		return true
	}
	if _, ok := p.performedOn(x); !ok {
		return false
	}
	s := p.under(x)
	return declared && s != PutBack || s == Declared || s == Attested || s == Ended
}

func (p *plain) waits(x part) bool {
	if x.n > 1 {
		return !p.enough(part{x.step, x.n - 1}, false)
	}
	for _, ref := range x.step.After {
		first := p.a.Step(ref.ID)
		n := 0
		if first.Parts.V > 1 {
			n = first.Parts.V
		}
		if !p.enough(part{first, n}, ref.Declared) {
			return true
		}
	}
	return false
}

// disputes are those that fit and are about the part, over or not.
func (p *plain) disputes(x part) []*Record {
	var all []*Record
	for _, d := range p.log {
		if d.Kind != act.Dispute {
			continue
		}
		name := d.Step
		if d.Of != nil {
			of := p.at(*d.Of)
			if name = of.Step; of.Kind == act.Attest || of.Kind == act.Resume {
				name = p.at(*of.Of).Step
			}
		}
		if x.means(name) {
			all = append(all, d)
		}
	}
	return all
}

func (p *plain) contested(x part) bool {
	of := p.declarations(x)
	return slices.ContainsFunc(p.disputes(x), func(d *Record) bool {
		if p.over[d.Index] != nil {
			return false
		}
		if d.Of == nil {
			return true
		}
		about := p.at(*d.Of)
		if about.Kind == act.Attest {
			about = p.at(*about.Of)
		}
		return about.Kind != act.Declare || slices.Contains(of, about)
	})
}

// stood is on how many days the clock of the part stood.
func (p *plain) stood(x part) int {
	days := map[calendar.Day]bool{}
	for _, d := range p.disputes(x) {
		to := p.today
		if r := p.over[d.Index]; r != nil {
			to = min(to, DayOf(r.Received))
		}
		for day := DayOf(d.Received); day < to; day++ {
			days[day] = true
		}
	}
	return len(days)
}

func (p *plain) overdue(x part) bool {
	if !x.step.Due.Given {
		return false
	}
	due := x.step.Due.V.Span.Last
	if p.a.DisputeStops(x.step) {
		due = due.Add(p.stood(x))
	}
	return due < p.today
}

func (p *plain) status(step *agreement.Step, n int) Status {
	x := part{step, n}
	if _, ok := p.performedOn(x); ok {
		if p.contested(x) {
			return Contested
		}
		return p.under(x)
	}
	by := func(r *Record) bool {
		return slices.ContainsFunc(step.By, func(b agreement.Ref) bool { return b.ID == r.By })
	}
	switch {
	case p.isWaived(x):
		return Waived
	case p.standing(act.Suspend, func(r *Record) bool { return x.means(r.Step) || r.Step == "" && by(r) }) != nil:
		return Suspended
	case p.standing(act.Withdraw, func(r *Record) bool {
		from, _ := r.On.Day()
		return r.Of == nil && by(r) && from <= p.today
	}) != nil:
		return Ended
	case step.NotBefore.Given && step.NotBefore.V.Span.First > p.today:
		return Planned
	case p.waits(x):
		return Waiting
	case p.overdue(x):
		return Overdue
	case p.standing(act.Begin, func(r *Record) bool { return x.means(r.Step) }) != nil:
		return Begun
	}
	return Open
}
