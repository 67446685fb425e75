package term

import (
	"fmt"
	"strings"

	"detente/report"
)

// frontier sets the plans that trade rounds for exposure, and those that trade days,
// where they were asked for.
func (s *sheet) frontier(r report.Plan) {
	if len(r.Frontier) > 0 {
		s.heading(strong, "Fewer rounds, or less exposure")
		if len(r.Frontier) == 1 {
			s.para(plain, "", alone(r.Frontier[0]))
		} else {
			s.para(plain, "", "All of these plans are as good as the one above in what anybody would gain by leaving. Each has fewer rounds than the next and exposes somebody more; the last is the one above.")
			s.tradeoffs(r, r.Frontier, "")
		}
	}
	if len(r.FrontierDays) > 0 {
		s.heading(strong, "Over earlier, or less exposure")
		s.daysTraded(r)
	}
}

// daysTraded sets the plans that trade days for exposure.
func (s *sheet) daysTraded(r report.Plan) {
	soonest := fmt.Sprintf("That one is over on day %d is not proved to be the earliest: no such plan is over before day %d.", r.Soonest.Day, r.Soonest.Bound)
	if r.Soonest.Proved {
		soonest = fmt.Sprintf("No such plan is over before day %d, whatever exposure is accepted.", r.Soonest.Day)
	}
	last := r.FrontierDays[len(r.FrontierDays)-1]
	same := r.End != nil && last.Ends == r.End.Day
	if len(r.FrontierDays) == 1 && same {
		if r.Soonest.Proved {
			s.para(plain, "", "No plan as good as the one above in what anybody would gain by leaving is over earlier, whatever exposure is accepted, and in however many rounds.")
		} else {
			s.para(plain, "", fmt.Sprintf("None was found that is as good as the one above in what anybody would gain by leaving, and is over earlier. It is proved only that none is over before day %d.", r.Soonest.Bound))
		}
		return
	}
	text := "All of these plans are as good as the one above in what anybody would gain by leaving, in however many rounds. Each is over earlier than the next and exposes somebody more; the last exposes nobody more than the one above"
	if same {
		text += ", and is over on the same day. "
	} else {
		text += ", and is over earlier, because it has more rounds. "
	}
	s.para(plain, "", text+soonest)
	s.tradeoffs(r, r.FrontierDays, last.By)
}

// tradeoffs is the table of the plans, with what is performed in which round; that
// of rounds has no need to write out the last, which is the plan.
func (s *sheet) tradeoffs(r report.Plan, all []report.Tradeoff, by string) {
	s.gap()
	c := newCast(r)
	who := s.width() - 6 - 10 - 10 - 8
	set := func(rounds, below, whose, over string) string {
		return pad(rounds, 6) + "  " + padLeft(below, 8) + "  " + pad(whose, who) + "  " + padLeft(over, 16)
	}
	s.line(strong, set("Rounds", "At worst", "Whose", "Over"))
	s.line(faint, strings.Repeat("-", s.width()))
	for k, q := range all {
		whose := "nobody's"
		if q.Exposure.Party != nil {
			whose = c.called(*q.Exposure.Party)
		}
		if !q.Proved {
			whose += notLeast(q)
		}
		s.line(plain, set(fmt.Sprint(q.Rounds), short(q.Exposure.Share), whose, fmt.Sprintf("day %d", q.Ends)))
		if q.By == report.ByDays && !q.Proved {
			s.para(faint, "  ", fmt.Sprintf("Not proved: a plan over as early exposes somebody by %s at least; one that exposes nobody more is over on day %d at the earliest.", short(q.Exposure.Bound), *q.EndsBound))
		}
		if k+1 < len(all) || by == report.ByDays {
			s.pointRounds(q)
		}
	}
	s.line(faint, strings.Repeat("-", s.width()))
}

func notLeast(q report.Tradeoff) string {
	if q.By == report.ByDays {
		return "" // said in a line of its own
	}
	return " (not proved to be least)"
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
