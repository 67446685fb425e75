package agreement

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"detente/calendar"
	"detente/diag"
)

// Performance is a step, or one part of it, that counts as performed although
// the text does not say so, and the day on which it was, where that is known.
type Performance struct {
	StepRef
	On Opt[calendar.Day]
}

// StateError says why a list of performances is not a state of an agreement.
type StateError struct {
	Place diag.Place // in the list
	// What is a plain sentence without its full stop, and Next the next move.
	What, Next string
}

// Error returns what is wrong.
func (e *StateError) Error() string { return e.What }

// ReadState reads a list of performances: names of steps, or of parts as step[2]
// or step[1..3], separated by commas or by the ends of lines, each with the day
// on which it was performed if that is known:
//
//	maps, fuel[1..2]        # what follows # or // is a remark
//	fuel[3] = 2030-02-11
//
// A range becomes one performance for each part. The name is that of the list,
// for places. The error is a [*StateError]; whether the steps exist is for
// [CheckState] to say.
func ReadState(name, list string) ([]Performance, error) {
	r := stateReader{name: name}
	for i, line := range strings.Split(list, "\n") {
		if err := r.line(i+1, line); err != nil {
			return nil, err
		}
	}
	return r.all, nil
}

type stateReader struct {
	name string
	all  []Performance
	at   diag.Place // of the item being read
}

func (r *stateReader) line(number int, line string) error {
	for _, remark := range []string{"#", "//"} {
		line, _, _ = strings.Cut(line, remark)
	}
	column := 1
	for item := range strings.SplitSeq(line, ",") {
		spaces := utf8.RuneCountInString(item) - utf8.RuneCountInString(strings.TrimLeftFunc(item, unicode.IsSpace))
		text := strings.TrimSpace(item)
		from := diag.Pos{Line: number, Column: column + spaces}
		r.at = diag.Place{File: r.name, Start: from, End: diag.Pos{Line: number, Column: from.Column + utf8.RuneCountInString(text)}}
		if text != "" {
			if err := r.item(text); err != nil {
				return err
			}
		}
		column += utf8.RuneCountInString(item) + 1
	}
	return nil
}

// wrong returns an error about the item being read.
func (r *stateReader) wrong(next, format string, args ...any) error {
	return &StateError{r.at, fmt.Sprintf(format, args...), next}
}

func (r *stateReader) item(text string) error {
	what, date, dated := strings.Cut(text, "=")
	p := Performance{On: Opt[calendar.Day]{Given: dated, Place: r.at}}
	if dated {
		day, err := calendar.Parse(shortened(strings.TrimSpace(date)))
		if err != nil {
			return r.wrong("", "%v", err)
		}
		p.On.V = day
	}
	first, last, err := r.parts(strings.TrimSpace(what), &p)
	for k := first; err == nil && k <= last; k++ {
		p.Part = k
		r.all = append(r.all, p)
		if len(r.all) > MaxUnits {
			return r.wrong("Name each step once.", "More than %d steps and parts are named", MaxUnits)
		}
	}
	return err
}

// parts splits "fuel[1..3]" into its name, which goes into p, and its first and
// last part, both 0 where no part is named.
func (r *stateReader) parts(what string, p *Performance) (first, last int, err error) {
	id, rest, inParts := strings.Cut(what, "[")
	p.Ref = Ref{ID: strings.TrimSpace(id), Place: r.at}
	rest, closed := strings.CutSuffix(rest, "]")
	const like = "Write a step as relief, a part of it as relief[2], several as relief[1..3]."
	if !isName(p.ID) || inParts != closed || utf8.RuneCountInString(p.ID) > MaxName {
		return 0, 0, r.wrong(like, "%q is not the name of a step", shortened(what))
	}
	if !inParts {
		return 0, 0, nil
	}
	from, to, ranged := strings.Cut(rest, "..")
	if !ranged {
		to = from
	}
	first, last = partNumber(from), partNumber(to)
	if first < 1 || last < first {
		return 0, 0, r.wrong(like, "%q names no part of %s", shortened(rest), p.ID)
	}
	return first, last, nil
}

// partNumber reads a number from 1 to MaxUnits; 0 for anything else.
func partNumber(s string) int {
	n := 0
	for _, c := range strings.TrimSpace(s) {
		if c < '0' || c > '9' {
			return 0
		}
		if n = 10*n + int(c-'0'); n > MaxUnits {
			return 0
		}
	}
	return n
}

// shortened keeps a message readable whatever was written.
func shortened(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// CheckState says whether planning can go on from where the performances lead,
// and returns a [*StateError] about the first of them with which it cannot:
// every step and part is there; what the text wants before a step has been
// performed as well (demands are wishes about the order, and do not count here);
// an exchange has been performed as a whole or not at all.
func CheckState(a *Agreement, all []Performance) error {
	s := stateCheck{c: NewCourse(a, Asking{}), by: map[int]Performance{}}
	for _, p := range all {
		if err := s.add(p); err != nil {
			return err
		}
	}
	for _, p := range all {
		for _, u := range s.c.UnitsOf(p.StepRef) {
			if err := s.closed(p, u); err != nil {
				return err
			}
		}
	}
	return nil
}

type stateCheck struct {
	c  *Course
	by map[int]Performance // by unit
}

// add enters the units of one performance.
func (s *stateCheck) add(p Performance) error {
	step := s.c.Agreement.Step(p.ID)
	if step == nil {
		return &StateError{p.Place, fmt.Sprintf("there is no step %s", p.ID), s.nearest(p.ID)}
	}
	units := s.c.UnitsOf(p.StepRef)
	if len(units) == 0 {
		has := fmt.Sprintf("it has %d parts", step.PartCount())
		if step.PartCount() == 1 {
			has = "it is not in parts"
		}
		return &StateError{p.Place, fmt.Sprintf("there is no %s: %s", p.StepRef, has), ""}
	}
	if p.On.Given && step.Done.Given && p.On.V != step.Done.V {
		return &StateError{p.Place, fmt.Sprintf("%s was performed on %s by the text, and is said here to have been performed on %s", p.ID, step.Done.V, p.On.V), ""}
	}
	for _, u := range units {
		if other := s.by[u].On; other.Given && p.On.Given && other.V != p.On.V {
			return &StateError{p.Place, fmt.Sprintf("%s is said to have been performed on two different days", s.c.Units[u].Name()), ""}
		}
		s.by[u] = p
	}
	return nil
}

func (s *stateCheck) nearest(id string) string {
	var names []string
	for _, x := range s.c.Agreement.Steps {
		names = append(names, x.ID)
	}
	if near := Similar(id, names); near != "" {
		return "Did you mean " + near + "?"
	}
	const most = 30
	more := ""
	if len(names) > most {
		names, more = names[:most], " and more"
	}
	return "The steps are: " + strings.Join(names, ", ") + more + "."
}

// closed checks that what belongs to the unit and what comes before it by the
// text has been performed too.
func (s *stateCheck) closed(p Performance, unit int) error {
	e := s.c.EventOf(unit)
	if e < 0 {
		return nil // performed by the text itself
	}
	name := s.c.Units[unit].Name()
	for _, u := range s.c.Events[e].Units {
		if _, ok := s.by[u]; !ok {
			other := s.c.Units[u].Name()
			return &StateError{
				p.Place, fmt.Sprintf("%s counts as performed and %s does not, but exchange %s releases them together or not at all", name, other, s.c.Events[e].Exchange.ID),
				fmt.Sprintf("Name %s too, or leave %s out.", other, name),
			}
		}
	}
	i := slices.IndexFunc(s.c.Edges, func(d Edge) bool {
		_, ok := s.by[d.First]
		return d.After == e && d.Kind != ByDemand && !ok
	})
	if i < 0 {
		return nil
	}
	first := s.c.Units[s.c.Edges[i].First].Name()
	return &StateError{
		p.Place, fmt.Sprintf("%s counts as performed, and %s, which %s, does not", name, first, s.c.Edges[i].Kind.why()),
		fmt.Sprintf("Name %s too, or leave %s out.", first, name),
	}
}

// why says of a step that comes before another what makes it so.
func (k EdgeKind) why() string {
	switch k {
	case ByLocks:
		return "it makes permanent"
	case ByParts:
		return "is the part before it"
	case ByAfter, ByDemand:
	}
	return "comes before it in the text"
}
