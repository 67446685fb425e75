package standoffcase

import (
	"encoding/json"
	"fmt"

	"detente/standoff"
)

// Large is a case that is too large to list its states: counts and hashes.
type Large struct {
	Model    *standoff.Model
	Feasible int // how many states can be
	Verdicts map[string]LargeVerdict
}

// LargeVerdict is about one concept.
type LargeVerdict struct {
	Count int              `json:"count"` // of equilibria
	First []standoff.State `json:"first"` // the least codes among them
	// SHA256 is of the codes of the equilibria, ascending, with a space between.
	SHA256 string         `json:"sha256_of_space_separated_codes"`
	Stable map[string]int `json:"stable_count_per_dm"`
}

// largeFile is the form of the file.
type largeFile struct {
	Case
	Infeasible []conjunction          `json:"infeasible_conditions"`
	Statements map[string][]statement `json:"preference_statements_most_important_first"`
	Feasible   int                    `json:"feasible_states"`
	Computed   struct {
		Equilibria map[string]LargeVerdict `json:"equilibria"`
	} `json:"computed"`
}

// GATT returns the trade talks of 20 options and six actors.
func GATT() Large {
	c := read[largeFile]("gatt-trade-138240.json")
	c.buildOptions()
	m := c.model
	never := standoff.Formula{Op: standoff.Or}
	for _, f := range c.Infeasible {
		never.Parts = append(never.Parts, f.formula())
	}
	m.Feasible = standoff.Formula{Op: standoff.Not, Parts: []standoff.Formula{never}}.Set(len(m.Options))
	for _, name := range c.Actors {
		var statements []standoff.Formula
		for _, s := range c.Statements[name] {
			statements = append(statements, s.Formula)
		}
		m.Rank = append(m.Rank, standoff.ByStatements(m, statements))
	}
	must(m.Check())
	return Large{Model: m, Feasible: c.Feasible, Verdicts: c.Computed.Equilibria}
}

// Game is one of the 78 strict ordinal two-by-two games (A. Rapoport and M. Guyer, "A
// taxonomy of 2×2 games", General Systems 11, 1966). Bit 0 of a state is the choice of the
// first actor, bit 1 that of the second.
type Game struct {
	Number     int                         `json:"n"`
	First      []uint32                    `json:"u_R"` // ranks of the first actor, by state
	Second     []uint32                    `json:"u_C"`
	Equilibria map[string][]standoff.State `json:"eq"` // by concept
	Limited    map[string][]standoff.State `json:"L"`  // equilibria by horizon, L2 to L8
}

// Games returns the 78 games.
func Games() []Game {
	return read[struct {
		Games []Game `json:"strict_games"`
	}]("two-by-two-games.json").Games
}

// Totals returns by concept how many equilibria all games with strict preferences have
// together, and those of all 726 games with ties.
func Totals() (strict, all map[string]int) {
	t := read[struct {
		Counts struct {
			Strict map[string]int `json:"strict_total_equilibria"`
			All    map[string]int `json:"all_total_equilibria"`
		} `json:"counts"`
	}]("two-by-two-games.json").Counts
	return t.Strict, t.All
}

// Model returns the game as a situation of two options.
func (g Game) Model() *standoff.Model {
	return &standoff.Model{
		Actors:  []string{"row", "column"},
		Options: []standoff.Option{{Name: "row option"}, {Name: "column option", Owner: 1}},
		Rank:    [][]uint32{g.First, g.Second},
	}
}

// conjunction are pairs of an option and Y or N that hold together.
type conjunction [][2]any

func (c conjunction) formula() standoff.Formula {
	all := standoff.Formula{Op: standoff.And}
	for _, pair := range c {
		f := standoff.Formula{Op: standoff.Taken, Option: int(pair[0].(float64))}
		if pair[1] == "N" {
			f = standoff.Formula{Op: standoff.Not, Parts: []standoff.Formula{f}}
		}
		all.Parts = append(all.Parts, f)
	}
	return all
}

// statement is one conjunction, or any of several.
type statement struct{ standoff.Formula }

// UnmarshalJSON reads both forms.
func (s *statement) UnmarshalJSON(data []byte) error {
	var one conjunction
	if json.Unmarshal(data, &one) == nil {
		s.Formula = one.formula()
		return nil
	}
	var any struct {
		Of []conjunction `json:"any_of"`
	}
	if err := json.Unmarshal(data, &any); err != nil {
		return fmt.Errorf("a statement: %w", err)
	}
	s.Op = standoff.Or
	for _, c := range any.Of {
		s.Parts = append(s.Parts, c.formula())
	}
	return nil
}
