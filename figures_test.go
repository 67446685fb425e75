package detente_test

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"detente/agreement"
	"detente/syntax"
)

// The tables of docs/model.md that begin with the column "performed" are worked
// out here straight from the formulas on that page, in the plainest way, for the
// agreement of the hcl block above the table. Neither package worth nor package
// plan is asked.
func TestFiguresOfTheModelPage(t *testing.T) {
	tables := figureTables(t, read(t, "docs/model.md"))
	if len(tables) < 4 {
		t.Fatalf("only %d tables found", len(tables))
	}
	for _, table := range tables {
		t.Run(table.name, func(t *testing.T) { table.check(t) })
	}
}

type figureTable struct {
	name   string
	text   string     // of the agreement
	header []string   // "performed", "temptation of p", "exposure of p", …
	rows   [][]string // as on the page
}

var agreementBlock = regexp.MustCompile("(?ms)^```hcl file=(\\S+)\n(.*?)^```$|^\\| performed \\|.*?\n\n")

func figureTables(t *testing.T, page string) []figureTable {
	t.Helper()
	var all []figureTable
	var name, text string
	for _, m := range agreementBlock.FindAllStringSubmatch(page, -1) {
		if m[1] != "" {
			name, text = m[1], m[2]
			continue
		}
		table := figureTable{name: name, text: text}
		for i, line := range strings.Split(strings.TrimSpace(m[0]), "\n") {
			cells := strings.Split(strings.Trim(line, "| "), " | ")
			switch {
			case i == 0:
				table.header = cells
			case i > 1:
				table.rows = append(table.rows, cells)
			}
		}
		all = append(all, table)
	}
	return all
}

func (f figureTable) check(t *testing.T) {
	file, list := syntax.Parse(f.name, []byte(f.text))
	if list.HasErrors() {
		t.Fatal(list)
	}
	a, list := agreement.Read([]*syntax.File{file})
	if list.HasErrors() {
		t.Fatal(list)
	}
	c := agreement.NewCourse(a, agreement.Asking{})
	if len(f.rows) == 0 {
		t.Fatal("a table without rows")
	}
	for _, row := range f.rows {
		if len(row) != len(f.header) {
			t.Errorf("row %q does not fit the header", row)
			continue
		}
		performed := performedUnits(t, c, row[0])
		for i := 1; i < len(row); i++ {
			what, party, _ := strings.Cut(f.header[i], " of ")
			if want := figure(c, what, party, performed); row[i] != want {
				t.Errorf("%s of %s after %q is %s, the page has %s", what, party, row[0], want, row[i])
			}
		}
	}
}

var someOf = regexp.MustCompile(`^(\d+) of (\w+)$`)

// performedUnits reads "nothing", "ship, pay" or "3 of ship, 2 of pay".
func performedUnits(t *testing.T, c *agreement.Course, cell string) []int {
	t.Helper()
	var units []int
	if cell == "nothing" {
		return nil
	}
	for _, word := range strings.Split(cell, ", ") {
		id, n := word, 0
		if m := someOf.FindStringSubmatch(word); m != nil {
			id = m[2]
			n, _ = strconv.Atoi(m[1])
		}
		of := c.UnitsOf(agreement.StepRef{Ref: agreement.Ref{ID: id}})
		if n > len(of) || len(of) == 0 {
			t.Fatalf("no %q in the agreement", word)
		}
		if n > 0 {
			of = of[:n]
		}
		units = append(units, of...)
	}
	return units
}

// figure is T_p or E_p as the page writes it: "8 = 400%", or "0".
func figure(c *agreement.Course, what, party string, performed []int) string {
	whole, kept := new(big.Rat), new(big.Rat)
	for u := range c.Units {
		v := worthOf(c, u, party)
		whole.Add(whole, v)
		if slices.Contains(performed, u) {
			kept.Add(kept, new(big.Rat).Sub(v, takenBack(c, u, party, performed)))
		}
	}
	outside := new(big.Rat)
	if w := c.Agreement.Actor(party).WalkAway; w.Given {
		outside = w.V.Lo
	}
	size := new(big.Rat)
	switch what {
	case "temptation":
		size.Sub(size.Add(kept, outside), whole)
	case "exposure":
		if kept.Sign() < 0 {
			size.Neg(kept)
		}
	default:
		return "no such figure"
	}
	if size.Sign() == 0 {
		return "0"
	}
	gain := new(big.Rat).Sub(whole, outside)
	percent := new(big.Rat).Mul(big.NewRat(100, 1), new(big.Rat).Quo(size, gain))
	return strings.ReplaceAll(fmt.Sprintf("%s = %s%%", plain(size), plain(percent)), "-", "−")
}

func plain(x *big.Rat) string {
	n, _ := x.FloatPrec()
	return x.FloatString(n)
}

func worthOf(c *agreement.Course, unit int, party string) *big.Rat {
	s := c.Units[unit].Step
	v := new(big.Rat)
	for _, w := range s.Worths {
		if w.Party.ID == party && w.Cost {
			v.Sub(v, w.Amount.Hi)
		} else if w.Party.ID == party {
			v.Add(v, w.Amount.Lo)
		}
	}
	return v.Quo(v, big.NewRat(int64(s.PartCount()), 1))
}

// takenBack is ρ·v, or 0 once a step that locks the unit has been performed.
func takenBack(c *agreement.Course, unit int, party string, performed []int) *big.Rat {
	s := c.Units[unit].Step
	if !s.Undo.Given {
		return new(big.Rat)
	}
	by := c.Agreement.Actor(s.By[0].ID)
	if !by.Third && worthOf(c, unit, by.ID).Sign() >= 0 {
		return new(big.Rat)
	}
	for _, l := range performed {
		for _, r := range c.Units[l].Step.Locks {
			if slices.Contains(c.UnitsOf(r), unit) {
				return new(big.Rat)
			}
		}
	}
	return new(big.Rat).Mul(s.Undo.V, worthOf(c, unit, party))
}
