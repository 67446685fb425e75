package term

import (
	"fmt"

	"detente/report"
)

// why says the plan round by round in words: why each step stands where it does,
// and what each side then holds and stands to gain or lose; and then which moment
// is nearest to somebody's leaving, what would change that, and how sure it is.
func (s *sheet) why(r report.Plan) {
	name := newCast(r).name
	s.heading(strong, "Round by round")
	for i, round := range r.Rounds {
		s.line(strong, fmt.Sprintf("Round %d%s", i+1, days(round)))
		for _, x := range round.Reasons {
			s.para(plain, "- ", x.Text)
		}
		for _, x := range round.Sides {
			s.para(plain, "  ", name[x.Party]+" "+x.Text+".")
		}
	}
	s.para(faint, "", "What a side holds is counted when the round is over; the rest is for the worst moment of the round.")
	if d := r.Danger; d != nil {
		s.heading(strong, "The most dangerous moment")
		for _, text := range []string{d.Text, d.Change, d.HowSure} {
			s.para(plain, "- ", text)
		}
	}
}
