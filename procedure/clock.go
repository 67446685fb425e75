package procedure

import (
	"detente/agreement"
	"detente/calendar"
)

// Dated is a stage with its days: From is the day on which it begins, which is
// not counted, and Last its last day. Known is false from the first stage on
// whose end cannot be told.
type Dated struct {
	Stage      int
	From, Last calendar.Day
	Known      bool
}

// Run returns the days of all stages from the one at index first, which begins on
// the day, on: nobody decides anything, and every stage that has to be asked for
// is asked for as soon as it can be.
func Run(p *agreement.Procedure, first int, on calendar.Day) []Dated {
	var all []Dated
	known := true
	for i := first; i < len(p.Stages); i = p.After(i) {
		end := on
		for _, j := range Group(p, i) {
			s := p.Stages[j]
			d := Dated{Stage: j, From: on, Known: known && s.Days.Given}
			if d.Known {
				d.Last = on.Add(s.Days.V + s.Extended.V)
				end = max(end, d.Last)
			}
			all = append(all, d)
			known = known && s.Days.Given
		}
		on = end
		if o, _ := p.Silent(i); o != agreement.Next {
			break
		}
	}
	return all
}

// Total returns how many days Run takes and how it ends: with takes_effect or
// ends, again where it begins once more, and "" where the text does not say. It
// is false where a stage has no end that can be told.
func Total(p *agreement.Procedure, first int) (days int, o agreement.StageEnd, known bool) {
	if len(p.Stages) == 0 {
		return 0, agreement.TakesEffect, true
	}
	all := Run(p, first, 0)
	for _, d := range all {
		if !d.Known {
			return 0, "", false
		}
		days = max(days, int(d.Last))
	}
	end := main(p, all[len(all)-1].Stage)
	o, _ = p.Silent(end)
	return days, o, true
}

// Least returns the fewest days from the beginning of the stage at index first to
// the effect, whatever those who can act do: they decide at once what can be
// decided, ask for each stage as soon as it can be asked for, and leave out what
// may be left out. False: no way leads to the effect.
func Least(p *agreement.Procedure, first int) (days int, ok bool) {
	if first >= len(p.Stages) {
		return 0, true
	}
	try := func(more int, o agreement.StageEnd) {
		rest, reached := 0, o == agreement.TakesEffect
		if o == agreement.Next {
			rest, reached = Least(p, p.After(first))
		}
		if reached && (!ok || more+rest < days) {
			days, ok = more+rest, true
		}
	}
	w := walk{p: p, extra: make([]int, len(p.Stages))}
	for i, s := range p.Stages {
		w.extra[i] = s.Extended.V
	}
	if n, known := w.length(first); known {
		if o, said := p.Silent(first); said {
			try(n, o)
		}
	}
	for _, i := range Group(p, first) {
		if o := p.Resolved(i); len(p.Stages[i].Decides) > 0 && (i == first || o != agreement.Next) {
			try(0, o)
		}
	}
	if len(p.Stages[first].MaySkip) > 0 {
		try(0, agreement.Next)
	}
	return days, ok
}

// LastUseful returns the last day on which the stage at index first can begin so
// that the effect can still come about by the end of expires; false where no way
// leads to it. Where expires can be read in several ways, so can the result.
func LastUseful(p *agreement.Procedure, first int, expires calendar.Span) (calendar.Span, bool) {
	n, ok := Least(p, first)
	return expires.Add(-n), ok
}
