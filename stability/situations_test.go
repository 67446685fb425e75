package stability_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"detente/standoff"
)

// situation is a case file of testdata/cases as far as the tests here look at it; the
// format is told in the README beside the files.
type situation struct {
	Name    string
	Model   *standoff.Model
	ids     []string // by state
	Actors  []string `json:"dms"`
	Options []struct {
		Name      string
		Owner     string `json:"dm"`
		Direction string
	}
	States []struct {
		ID   string
		Code standoff.State
	}
	Moves       map[string][][2]string
	Preferences map[string][][]string
	Computed    struct {
		Stable      map[string]map[string][]string
		Coalitions  map[string][]string            `json:"universal_coalition_stable"`
		LimitedMove map[string]map[string][]string `json:"limited_move"`
		MoEUniroyal struct {
			Stable []string `json:"cnash_stable"`
			From5  []string `json:"improvements_from_s5"`
			From18 []string `json:"improvements_from_18"`
		} `json:"coalition_MoE_Uniroyal"`
		Inverse map[string]any
	}
}

// situations reads all case files that list their states.
func situations(t testing.TB) []*situation {
	t.Helper()
	files, err := filepath.Glob("testdata/cases/*.json")
	if err != nil || len(files) < 12 {
		t.Fatalf("%d case files, error %v", len(files), err)
	}
	var all []*situation
	for _, f := range files {
		if c := readSituation(t, f); c != nil {
			all = append(all, c)
		}
	}
	return all
}

// situationNamed reads one case file.
func situationNamed(t testing.TB, name string) *situation {
	t.Helper()
	return readSituation(t, "testdata/cases/"+name+".json")
}

// readSituation returns nil for a file that does not list states.
func readSituation(t testing.TB, file string) *situation {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c := &situation{Name: strings.TrimSuffix(filepath.Base(file), ".json")}
	if err := json.Unmarshal(data, c); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	if c.States == nil {
		return nil
	}
	c.build(t)
	return c
}

func (c *situation) build(t testing.TB) {
	m := &standoff.Model{Actors: c.Actors}
	directions := map[string]standoff.Direction{"both": standoff.Both, "fwd": standoff.Once, "back": standoff.BackOnly}
	for _, o := range c.Options {
		m.Options = append(m.Options, standoff.Option{Name: o.Name, Owner: slices.Index(c.Actors, o.Owner), Direction: directions[o.Direction]})
	}
	if c.Options == nil {
		for _, s := range c.States {
			m.States = append(m.States, s.ID)
		}
		c.ids = m.States
	} else {
		c.ids = make([]string, m.Size())
		m.Feasible = standoff.NewBits(m.Size())
		for _, s := range c.States {
			c.ids[s.Code] = s.ID
			m.Feasible.Add(s.Code)
		}
	}
	for _, actor := range c.Actors {
		var groups [][]standoff.State
		for _, ids := range c.Preferences[actor] {
			groups = append(groups, c.states(t, ids))
		}
		m.Rank = append(m.Rank, standoff.ByRanking(m, groups))
	}
	if c.Options == nil {
		m.Moves = make([][][]standoff.State, len(c.Actors))
		for i, actor := range c.Actors {
			m.Moves[i] = make([][]standoff.State, len(m.States))
			for _, move := range c.Moves[actor] {
				from := c.state(t, move[0])
				m.Moves[i][from] = append(m.Moves[i][from], c.state(t, move[1]))
			}
			for _, next := range m.Moves[i] {
				slices.Sort(next)
			}
		}
	}
	c.Model = m
}

func (c *situation) state(t testing.TB, id string) standoff.State {
	t.Helper()
	s := slices.Index(c.ids, id)
	if s < 0 {
		t.Fatalf("%s: no state %s", c.Name, id)
	}
	return standoff.State(s)
}

func (c *situation) states(t testing.TB, ids []string) []standoff.State {
	t.Helper()
	var all []standoff.State
	for _, id := range ids {
		all = append(all, c.state(t, id))
	}
	slices.Sort(all)
	return all
}

// listed returns the states of a set, ascending.
func listed(b standoff.Bits) []standoff.State {
	var all []standoff.State
	for s := range len(b) * 64 {
		if b.Has(standoff.State(s)) {
			all = append(all, standoff.State(s))
		}
	}
	return all
}

// possible returns the states that can be, ascending.
func possible(m *standoff.Model) []standoff.State {
	var all []standoff.State
	for s := range m.Size() {
		if m.CanBe(standoff.State(s)) {
			all = append(all, standoff.State(s))
		}
	}
	return all
}
