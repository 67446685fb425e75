package export

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"unicode"

	"detente/agreement"
	"detente/plan"
)

// heading says what a file is made from and who may see it.
func heading(what string, r *plan.Result, input string) []string {
	a := r.Course.Agreement
	var all []string
	if len(a.Private) > 0 {
		all = append(all, "PRIVATE. Figures of one side were read from "+strings.Join(a.Private, ", ")+": do not pass this file on.")
	}
	from := "."
	switch title := a.Title.String(); {
	case a.ID.ID != "" && title != "":
		from = ", from the agreement " + a.ID.ID + ": " + title + "."
	case a.ID.ID != "":
		from = ", from the agreement " + a.ID.ID + "."
	}
	all = append(all, what+from+" Input: "+input)
	if aside := r.Course.SetAside; len(aside) > 0 {
		var names []string
		for _, d := range aside {
			names = append(names, d.ID)
		}
		all = append(all, "Demands set aside: "+strings.Join(names, ", ")+".")
	}
	if taken := r.Course.Taken; len(taken) > 0 {
		var names []string
		for _, u := range taken {
			names = append(names, r.Course.Units[u].Name())
		}
		all = append(all, "Taken as performed: "+strings.Join(names, ", ")+".")
	}
	return all
}

// verdict says what the planner found, and whether it claims more than that.
func verdict(r *plan.Result) string {
	said := "Detente found the verdict " + string(r.Verdict) + "."
	if !r.Proved {
		said += " Its search was stopped before everything was proved."
	}
	return said
}

// found is what the plan of a result comes to in the units of a problem.
type found struct {
	temptation, exposure int64
	holds                bool // whatever the words weigh
	inWords              bool // some party counts in words
}

// level1 returns the objective of level 1.
func (f found) level1() int64 {
	switch {
	case !f.inWords:
		return f.temptation
	case f.holds:
		return 2 * f.temptation
	}
	return 2*f.temptation + 1
}

func (m *moves) found(p *Problem, counts []count, r *plan.Result) found {
	f := found{holds: true}
	var rounds [][]int
	for _, round := range r.Rounds {
		rounds = append(rounds, round.Events)
	}
	for i, c := range counts {
		excess, exposure := m.worst(c, rounds)
		row := p.Rows[i]
		f.temptation = max(f.temptation, row.Temptation*excess)
		f.exposure = max(f.exposure, row.Exposure*exposure)
		if row.decides() {
			f.inWords, f.holds = true, f.holds && excess <= 0
		}
	}
	return f
}

func (m *moves) problemRemarks(p *Problem, counts []count, r *plan.Result, input string) []string {
	all := heading("Detente problem, version 1", r, input)
	all = append(all, "Level 1 looks for the order of moves in which the worst temptation beyond what leaving costs is smallest; "+
		"level 2, among the orders that reach level_1, for the one with the smallest worst exposure. "+
		"The model at the end says how; what stands before it is data. Run level 1 first: minizinc FILE. "+
		"Then level 2: minizinc FILE -D level_1=N, where N is what level 1 came to.")
	f := m.found(p, counts, r)
	all = append(all, fmt.Sprintf("1 of temptation is %s of what the party gains by the agreement, and 1 of exposure is %s.", p.TemptationUnit.RatString(), p.ExposureUnit.RatString()))
	if f.inWords {
		all = append(all, "Level 1 comes to twice the worst temptation of the parties that count in numbers, "+
			"and to 1 more where no order with that temptation holds for the other parties whatever their words weigh.")
	}
	all = append(all, verdict(r)+" "+f.expectation(p, r))
	if dated(r.Course) {
		all = append(all, "Due dates are left out here; with them the figures can only be larger.")
	}
	if largest(p) > maxGecode {
		all = append(all, fmt.Sprintf("Its sums can come to more than %d, which is the most that Gecode counts to; use a solver with larger whole numbers.", maxGecode))
	}
	return all
}

// maxGecode is the largest whole number that Gecode's variables hold.
const maxGecode = 2147483646

func largest(p *Problem) int64 {
	most := int64(0)
	for _, row := range p.Rows {
		most = max(most, row.largest())
	}
	return most
}

// expectation says what the problem should come to if the planner is right.
func (f found) expectation(p *Problem, r *plan.Result) string {
	if r.Verdict == plan.TooExposed {
		if r.Proved {
			return "No order keeps every party within the exposure it accepts, so there should be no solution."
		}
		return "Its plan passes an exposure that a party accepts; it was not proved that every order does."
	}
	to := "to"
	if !r.Proved || dated(r.Course) {
		to = "to at most"
	}
	said := fmt.Sprintf("Level 1 should come %s %d: the worst temptation in its plan is %s of what the party gains", to, f.level1(), share(f.temptation, p.TemptationUnit))
	if !f.holds {
		return said + ", and the plan does not hold whatever the words weigh. Level 2 is not stated then, for detente goes on in reference sizes."
	}
	return said + fmt.Sprintf(". Where it comes to that, level 2 should come %s %d: the worst exposure in its plan is %s.", to, f.exposure, share(f.exposure, p.ExposureUnit))
}

func share(x int64, unit *big.Rat) string {
	return new(big.Rat).Mul(big.NewRat(x, 1), unit).RatString()
}

// dated reports whether anything in the course has to be performed by a day.
func dated(c *agreement.Course) bool {
	return len(c.Clocks) > 0 ||
		slices.ContainsFunc(c.Events, func(e agreement.Event) bool {
			return slices.ContainsFunc(e.Units, func(u int) bool { return c.Units[u].Step.Due.Given })
		}) ||
		slices.ContainsFunc(c.Asked, func(d *agreement.Demand) bool { return d.Kind == agreement.By })
}

// performers returns what people call those who perform the event.
func performers(c *agreement.Course, event int) []string {
	var names []string
	for _, u := range c.Events[event].Units {
		for _, r := range c.Units[u].Step.By {
			if a := c.Agreement.Actor(r.ID); a != nil {
				names = append(names, a.Label())
			}
		}
	}
	return names
}

// unique returns the names, each once, in their order.
func unique(names []string) []string {
	var once []string
	for _, n := range names {
		if !slices.Contains(once, n) {
			once = append(once, n)
		}
	}
	return once
}

// width is how long the lines of comments are.
const width = 78

// oneLine writes white space and control characters as single blanks, so that a
// text of the agreement stays in its comment, or in its quotation marks.
func oneLine(text string) string {
	blank := func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }
	return strings.Join(strings.FieldsFunc(text, blank), " ")
}

// wrapped sets a text in lines of at most width characters; a word that is longer
// has a line of its own. White space in the text counts as one blank.
func wrapped(text string, width int) []string {
	var lines []string
	line := ""
	for _, w := range strings.Fields(oneLine(text)) {
		switch {
		case line == "":
			line = w
		case len([]rune(line))+1+len([]rune(w)) > width:
			lines, line = append(lines, line), w
		default:
			line += " " + w
		}
	}
	return append(lines, line)
}
