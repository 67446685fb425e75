package export

import (
	"math/big"
	"strings"

	"detente/agreement"
	"detente/plan"
	"detente/worth"
)

// Problem is the search for an order of steps as MiniZinc gets it: moves that
// are taken one after the other, and rows, each one way of counting, in whole
// numbers. Text writes it, [ReadProblem] reads it back.
type Problem struct {
	// Remarks stand at the head of the file, a paragraph of comment each.
	Remarks []string
	Moves   []Move
	// Waits are pairs of moves, counted from 0, of which the first comes before
	// the second.
	Waits [][2]int
	Rows  []Row
	// TemptationUnit and ExposureUnit are what 1 of temptation and of exposure is,
	// as a share of what a party gains by the agreement.
	TemptationUnit, ExposureUnit *big.Rat
}

// Move is what an order takes at once: a step, a part of one, an exchange, or
// several of these that a demand wants in one round.
type Move struct {
	Name string
	By   string // who performs it, "" where the text does not say
}

// Row is one way of counting. Its sizes are whole multiples of a size of its own.
type Row struct {
	Name string
	// Keep is, by move, what is kept of it after a breakdown. High and Low are the
	// most and the least by which the sum changes while the move is performed,
	// over all that may have been performed of it by then: 0 and Keep for a move
	// that is met as a whole.
	Keep, High, Low []int64
	// Start is the temptation before the first move, less what leaving costs.
	Start int64
	// Most is the greatest exposure that is accepted.
	Most int64
	// Temptation and Exposure are how many units of temptation and of exposure 1
	// of this row is; 0 where the row does not count for that. A row that counts
	// for neither is one of a party that counts in words: the party carries on,
	// whatever its words weigh, while no such row of it is above 0.
	Temptation, Exposure int64
}

// decides reports whether the row says that a party carries on whatever its
// words weigh.
func (r Row) decides() bool { return r.Temptation == 0 && r.Exposure == 0 }

// NewProblem states levels 1 and 2 of the planner for the course of the result.
// Every max_exposure is a condition; due dates are left out. What the planner
// found, and input, the hash of what it was found from, go into the remarks. The
// error is a [Refusal].
func NewProblem(r *plan.Result, input string) (*Problem, error) {
	if err := refuse(r); err != nil {
		return nil, err
	}
	accounts := worth.Accounts(r.Course)
	m, err := newMoves(r.Course)
	switch {
	case err != nil:
		return nil, err
	case len(r.Course.Events) == 0:
		return nil, Refusal{"nothing is left to be performed, so there is no order to look for", "-to gambit writes whether anybody would gain by leaving now."}
	case len(accounts) == 0:
		return nil, noWorths
	}
	counts, err := m.counts(append(tallies(accounts), references(accounts)...))
	if err != nil {
		return nil, err
	}
	if len(m.groups)*len(counts) > maxCells {
		return nil, Refusal{"the tables of the problem would have more than a million numbers", "Export a smaller agreement: fewer parts, or fewer words."}
	}
	p := &Problem{Waits: m.waits()}
	for _, g := range m.groups {
		p.Moves = append(p.Moves, m.move(g))
	}
	for _, c := range counts {
		p.Rows = append(p.Rows, m.row(c))
	}
	if err := p.weigh(counts, r.Course.Agreement); err != nil {
		return nil, err
	}
	p.Remarks = m.problemRemarks(p, counts, r, input)
	return p, nil
}

func (m *moves) move(events []int) Move {
	var names, by []string
	for _, e := range events {
		names = append(names, m.course.Label(e))
		by = append(by, performers(m.course, e)...)
	}
	return Move{strings.Join(names, " + "), strings.Join(unique(by), ", ")}
}

func (m *moves) row(c count) Row {
	row := Row{Name: c.say(), Start: c.start}
	lost := int64(0)
	for _, events := range m.groups {
		sum, high, low := m.during(c, events)
		row.Keep, row.High, row.Low = append(row.Keep, sum), append(row.High, high), append(row.Low, low)
		lost -= low
	}
	row.Most = lost
	if c.limited {
		row.Most = min(c.most, lost)
	}
	return row
}

// weigh makes the rows comparable, as shares of what each party gains.
func (p *Problem) weigh(counts []count, a *agreement.Agreement) error {
	shares := make([]*big.Rat, len(counts)) // what 1 of each row is
	var tempting, exposing []*big.Rat
	for i, c := range counts {
		shares[i] = new(big.Rat).Quo(c.grain, c.account.Unit())
		if c.kind == numbers {
			tempting = append(tempting, shares[i])
		}
		if c.kind != words {
			exposing = append(exposing, shares[i])
		}
	}
	p.TemptationUnit, p.ExposureUnit = grain(tempting), grain(exposing)
	t, e := whole{grain: p.TemptationUnit}, whole{grain: p.ExposureUnit}
	for i, c := range counts {
		row := &p.Rows[i]
		if c.kind == numbers {
			row.Temptation = t.of(shares[i])
		}
		if c.kind != words {
			row.Exposure = e.of(shares[i])
		}
		if !t.fits() || !e.fits() || row.largest() > maxWhole {
			return tooLong(a, c.account.Party)
		}
	}
	return nil
}

// largest returns a bound on what the row can come to in an objective; more than
// maxWhole where that is too much to be counted exactly.
func (r Row) largest() int64 {
	sum, weight := max(r.Start, -r.Start), 2*max(1, r.Temptation, r.Exposure)
	for i := range r.Keep {
		if sum += r.High[i] - r.Low[i]; sum > maxWhole/weight {
			return maxWhole + 1
		}
	}
	return sum * weight
}
