package term

import (
	"fmt"
	"strings"

	"detente/report"
)

// frontier sets the plans that trade rounds for exposure, where they were asked for.
func (s *sheet) frontier(r report.Plan) {
	if len(r.Frontier) == 0 {
		return
	}
	s.heading(strong, "Fewer rounds, or less exposure")
	if len(r.Frontier) == 1 {
		s.para(plain, "", alone(r.Frontier[0]))
		return
	}
	s.para(plain, "", "All of these plans are as good as the one above in what anybody would gain by leaving. Each has fewer rounds than the next and exposes somebody more; the last is the one above.")
	s.gap()
	c := newCast(r)
	who := s.width() - 6 - 10 - 10 - 8
	set := func(rounds, below, whose, over string) string {
		return pad(rounds, 6) + "  " + padLeft(below, 8) + "  " + pad(whose, who) + "  " + padLeft(over, 16)
	}
	s.line(strong, set("Rounds", "At worst", "Whose", "Over"))
	s.line(faint, strings.Repeat("-", s.width()))
	for k, q := range r.Frontier {
		whose := "nobody's"
		if q.Exposure.Party != nil {
			whose = c.called(*q.Exposure.Party)
		}
		if !q.Proved {
			whose += " (not proved to be least)"
		}
		s.line(plain, set(fmt.Sprint(q.Rounds), short(q.Exposure.Share), whose, fmt.Sprintf("day %d", q.Ends)))
		if k+1 < len(r.Frontier) {
			s.pointRounds(q)
		}
	}
	s.line(faint, strings.Repeat("-", s.width()))
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
