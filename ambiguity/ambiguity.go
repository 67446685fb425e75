// Package ambiguity runs a text by each of its readings and says what comes out
// differently: which demands conflict, what is stuck, which moves are open, when
// what is due.
//
// Vague words are often the price of a signature, and nobody is asked here to
// give them up. The text as it stands is run first; then each reading alone, in
// its place; then readings of several points together, of which only those are
// told that make a difference no reading makes alone. How many are run is
// bounded by the size of the text, and what is left out is counted.
//
// Verdicts are not this package's affair: whoever plans can plan each case.
package ambiguity

import (
	"slices"

	"detente/agreement"
	"detente/conflict"
)

// Case is the text by some readings, one of each point at most; by none, it is
// the text as it stands.
type Case struct {
	Readings  []*agreement.Reading
	Agreement *agreement.Agreement
	Knots     *conflict.Analysis
	// Differences are what comes out differently from the text as it stands.
	Differences []Difference
}

// Point is something that can be read in several ways, with a case for each that
// was run, at least one.
type Point struct {
	About string
	Cases []*Case
}

// Comparison is a text by all of its readings.
type Comparison struct {
	Base   *Case
	Points []Point
	// Together are readings of several points that make a difference together
	// which no fewer of them make; their Differences are those alone.
	Together []*Case
	// Combined is how many combinations were run, and Left how many cases were
	// not: because there are too many, or because their changes contradict one
	// another in form.
	Combined, Left int
}

// Cases are the readings alone, in the order of the text.
func (c *Comparison) Cases() []*Case {
	var all []*Case
	for _, p := range c.Points {
		all = append(all, p.Cases...)
	}
	return all
}

// How many cases are run, by the number of events and reasons to wait.
const (
	mostAlone, mostTogether = 40, 64
	largeText, hugeText     = 1000, 5000
	aloneOfHuge             = 6
	togetherOfLarge         = 8
)

// Compare runs the agreement by all of its readings, with the demands asked for.
// The same text gives the same comparison.
func Compare(a *agreement.Agreement, asking agreement.Asking) *Comparison {
	points := a.Points()
	r := runner{base: a, asking: asking}
	c := &Comparison{Base: r.plain()}
	size := len(c.Base.Knots.Course.Events) + len(c.Base.Knots.Course.Edges)
	alone, together := limits(size)
	for _, p := range points {
		told := Point{About: p.About}
		for _, x := range p.Readings {
			if one := r.run(c, []*agreement.Reading{x}, &alone); one != nil {
				told.Cases = append(told.Cases, one)
			}
		}
		if len(told.Cases) > 0 {
			c.Points = append(c.Points, told)
		}
	}
	known := map[string]bool{}
	for _, one := range c.Cases() {
		for _, d := range one.Differences {
			known[d.Clause] = true
		}
	}
	combinations(points, together, func(readings []*agreement.Reading, left int) {
		if c.Left += left; left > 0 {
			return
		}
		budget := 1
		if one := r.run(c, readings, &budget); one != nil {
			c.Combined++
			one.Differences = slices.DeleteFunc(one.Differences, func(d Difference) bool { return known[d.Clause] })
			for _, d := range one.Differences {
				known[d.Clause] = true
			}
			if len(one.Differences) > 0 {
				c.Together = append(c.Together, one)
			}
		}
	})
	return c
}

func limits(size int) (alone, together int) {
	switch {
	case size > hugeText:
		return aloneOfHuge, 0
	case size > largeText:
		return mostAlone, togetherOfLarge
	}
	return mostAlone, mostTogether
}

type runner struct {
	base   *agreement.Agreement
	asking agreement.Asking
}

func (r *runner) plain() *Case {
	return &Case{Agreement: r.base, Knots: conflict.Analyse(agreement.NewCourse(r.base, r.asking))}
}

// run runs one case, as long as the budget lasts; nil where it is left out.
func (r *runner) run(c *Comparison, readings []*agreement.Reading, budget *int) *Case {
	var names []string
	for _, x := range readings {
		names = append(names, x.ID)
	}
	if *budget--; *budget < 0 {
		c.Left++
		return nil
	}
	a, form := r.base.As(names...)
	if form.HasErrors() {
		c.Left++
		return nil
	}
	one := &Case{Readings: readings, Agreement: a, Knots: conflict.Analyse(agreement.NewCourse(a, r.asking))}
	one.Differences = differences(c.Base, one)
	return one
}

// combinations tells readings of two points or more, fewest points first and
// then in the order of the text, and at the end how many were left out.
func combinations(points []agreement.Point, most int, tell func(readings []*agreement.Reading, left int)) {
	all := 1
	for _, p := range points {
		all = min(all*(1+len(p.Readings)), 1<<40)
	}
	for _, p := range points {
		all -= len(p.Readings)
	}
	all-- // the text as it stands
	told := 0
	for k := 2; k <= len(points) && told < most; k++ {
		var pick func(from int, chosen []*agreement.Reading)
		pick = func(from int, chosen []*agreement.Reading) {
			if len(chosen) == k {
				if told++; told <= most {
					tell(slices.Clone(chosen), 0)
				}
				return
			}
			for i := from; i < len(points) && told < most; i++ {
				for _, x := range points[i].Readings {
					pick(i+1, append(chosen, x))
				}
			}
		}
		pick(0, nil)
	}
	if left := all - min(told, most); left > 0 {
		tell(nil, left)
	}
}
