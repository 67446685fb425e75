package term

import (
	"fmt"
	"slices"
	"strings"

	"detente/report"
)

// frontier sets the plans that trade rounds, and those that trade days, for exposure,
// where they were asked for.
func (s *sheet) frontier(r report.Plan) {
	if len(r.Frontier) == 0 {
		return
	}
	s.heading(strong, "Fewer rounds, or less exposure")
	if len(r.Frontier) == 1 {
		s.para(plain, "", alone(r.Frontier[0]))
	} else {
		s.para(plain, "", "All of these plans are as good as the one above in what anybody would gain by leaving. Each has fewer rounds than the next and exposes somebody more; the last is the one above.")
		s.tradeoffs(r, r.Frontier, "Rounds", "Over", func(q report.Tradeoff) (string, string) {
			return fmt.Sprint(q.Rounds), day(q.Ends)
		})
	}
	if len(r.FrontierDays) > 0 {
		s.frontierOfDays(r)
	}
}

// frontierOfDays sets the plans that trade days for exposure.
func (s *sheet) frontierOfDays(r report.Plan) {
	s.heading(strong, "Over earlier, or less exposure")
	if only := r.FrontierDays[0]; len(r.FrontierDays) == 1 && sameTrade(only, r) {
		s.para(plain, "", "No plan as good as the one above in what anybody would gain by leaving is over earlier"+proviso(r.Soonest)+".")
		return
	}
	s.para(plain, "", "All of these plans are as good as the one above in what anybody would gain by leaving, of however many rounds. Each is over earlier than the next and exposes somebody more; the last exposes as little as the one above. None is over earlier than the first"+proviso(r.Soonest)+".")
	s.tradeoffs(r, r.FrontierDays, "Over", "Rounds", func(q report.Tradeoff) (string, string) {
		return day(q.Ends), fmt.Sprint(q.Rounds)
	})
}

// proviso says how sure it is that no plan is over earlier.
func proviso(e *report.End) string {
	if e == nil || e.Proved {
		return ""
	}
	return fmt.Sprintf(", as far as was looked: day %d is not ruled out", e.Bound)
}

// sameTrade reports whether the point is the plan itself.
func sameTrade(q report.Tradeoff, r report.Plan) bool {
	return r.End != nil && q.Ends == r.End.Day
}

func day(n int) string { return fmt.Sprintf("day %d", n) }

// tradeoffs sets the plans as a table: what they trade first, then what it costs and
// whose that is, then what else changes; where a plan is not the one above, its rounds
// are written out.
func (s *sheet) tradeoffs(r report.Plan, all []report.Tradeoff, first, last string, of func(report.Tradeoff) (first, last string)) {
	s.gap()
	c := newCast(r)
	who := s.width() - 10 - 10 - 10 - 8
	set := func(first, below, whose, last string) string {
		return pad(first, 10) + "  " + padLeft(below, 8) + "  " + pad(whose, who) + "  " + padLeft(last, 12)
	}
	s.line(strong, set(first, "At worst", "Whose", last))
	s.line(faint, strings.Repeat("-", s.width()))
	for _, q := range all {
		whose := "nobody's"
		if q.Exposure.Party != nil {
			whose = c.called(*q.Exposure.Party)
		}
		if !q.Proved {
			whose += " (not proved to be least)"
		}
		x, y := of(q)
		s.line(plain, set(x, short(q.Exposure.Share), whose, y))
		if !isAbove(q, r) {
			s.pointRounds(q)
		}
	}
	s.line(faint, strings.Repeat("-", s.width()))
}

// isAbove reports whether the point is the plan that the page shows above, round for
// round.
func isAbove(q report.Tradeoff, r report.Plan) bool {
	return len(q.Steps) == len(r.Rounds) && slices.EqualFunc(q.Steps, r.Rounds, func(steps []string, round report.Round) bool {
		return slices.Equal(steps, round.Steps)
	})
}

// alone says that there is nothing to trade.
func alone(q report.Tradeoff) string {
	if !q.Proved {
		return "Which plans trade rounds for exposure was not looked at: that the plan above is best is not proved."
	}
	return "No plan as good as the one above in what anybody would gain by leaving has fewer rounds, whatever exposure is accepted."
}

// pointRounds writes out what is performed in which round.
func (s *sheet) pointRounds(q report.Tradeoff) {
	for k, steps := range q.Steps {
		s.para(faint, fmt.Sprintf("  %d: ", k+1), strings.Join(steps, ", "))
	}
}
