package term

import (
	"fmt"
	"strings"

	"detente/report"
)

// taken says what counts as performed because that was asked.
func (s *sheet) taken(all []report.Taken) {
	if len(all) > 0 {
		s.para(plain, "", "Taken as performed, besides what is done in the text: "+strings.Join(takenRuns(all), ", ")+".")
	}
}

// takenRuns names what was taken, parts of one step that follow one another and
// have the same day drawn together: "fuel[1] to [3] (2030-02-11)".
func takenRuns(all []report.Taken) []string {
	var out []string
	first, last := "", report.Taken{}
	for _, x := range all {
		if n := len(out); n > 0 && follows(last, x) {
			_, part, _ := strings.Cut(x.Name, "[")
			out[n-1] = first + " to [" + part + onDay(x)
		} else {
			first = x.Name
			out = append(out, x.Name+onDay(x))
		}
		last = x
	}
	return out
}

// follows reports whether x is the part after last, performed on the same day.
func follows(last, x report.Taken) bool {
	id, part, inParts := strings.Cut(x.Name, "[")
	before, partBefore, _ := strings.Cut(last.Name, "[")
	var k, m int
	_, _ = fmt.Sscanf(partBefore, "%d]", &k)
	_, _ = fmt.Sscanf(part, "%d]", &m)
	return inParts && id == before && m == k+1 && onDay(last) == onDay(x)
}

func onDay(x report.Taken) string {
	if x.On == nil {
		return ""
	}
	return " (" + *x.On + ")"
}

// held says what each side holds through what has been performed before the plan
// begins, where the plan goes on from a state.
func (s *sheet) held(r report.Plan) {
	var all []string
	for _, a := range r.Actors {
		if h := a.HeldAtStart; h != nil {
			all = append(all, fmt.Sprintf("%s %s (%s)", a.Name, h.Worth, h.Share.Signed()))
		}
	}
	if len(r.Performed) > 0 && len(all) > 0 {
		s.para(plain, "", "If everything broke down there, each side would hold through what has been performed, in its own unit and of what it gains by the agreement: "+strings.Join(all, ", ")+".")
	}
}
