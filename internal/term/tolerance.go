package term

import (
	"fmt"
	"slices"
	"strings"

	"detente/report"
)

// mostLimits is how many worths of each party are told; the record has all.
const mostLimits = 3

// tolerances says how far the worths can be off: of each party the few that are
// tightest.
func (s *sheet) tolerances(r report.Plan) {
	if !slices.ContainsFunc(r.Tolerances, func(t report.Tolerance) bool { return t.Holds && len(t.Worths) > 0 }) {
		return
	}
	name := newCast(r).name
	s.heading(strong, "How far the worths can be off")
	s.para(plain, "", "The plan holds while, one worth at a time and the others as stated:")
	more := false
	for _, t := range r.Tolerances {
		var said []string
		for _, w := range t.Worths {
			if w.Limit != nil {
				said = append(said, limit(w))
			}
		}
		more = more || len(said) > mostLimits
		switch {
		case !t.Holds:
			said = []string{"it does not hold for it as stated"}
		case len(t.Worths) == 0:
			continue
		case len(said) == 0:
			said = []string{"no single one decides"}
		}
		s.para(plain, "- ", name[t.Party]+": "+strings.Join(said[:min(len(said), mostLimits)], "; ")+".")
	}
	if more {
		s.para(plain, "", "These are the tightest; -json has all.")
	}
}

// limit says what a step may be worth: "raise brings it at least 9 (stated 10)".
func limit(w report.WorthLimit) string {
	verb, least := "brings it", "at least"
	switch {
	case w.Cost && w.Included:
		verb, least = "costs it", "at most"
	case w.Cost:
		verb, least = "costs it", "less than"
	case !w.Included:
		least = "more than"
	}
	if *w.Limit == w.Stated {
		return fmt.Sprintf("%s %s %s %s, as stated", w.Step, verb, least, w.Stated)
	}
	return fmt.Sprintf("%s %s %s %s (stated %s)", w.Step, verb, least, *w.Limit, w.Stated)
}
