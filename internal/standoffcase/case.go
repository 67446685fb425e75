// Package standoffcase holds situations of the literature, with the verdicts that were
// published for them and those that were computed from the definitions by other programs:
// what the solvers of this module are tried by. Where each comes from stands in
// testdata/README.md and in the files.
package standoffcase

import (
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"detente/standoff"
)

//go:embed testdata
var files embed.FS

// Case is one situation with its verdicts. States are named by their ids in the file.
type Case struct {
	Schema string   `json:"schema"`
	ID     string   `json:"id"`
	Title  string   `json:"title"`
	Form   string   `json:"form"` // option or graph
	Actors []string `json:"dms"`

	Options []struct {
		Name      string `json:"name"`
		Owner     string `json:"dm"`
		Direction string `json:"direction"` // both, fwd, back
	} `json:"options"`
	States []struct {
		ID   string         `json:"id"`
		Code standoff.State `json:"code"`
	} `json:"states"`
	Moves       map[string][][2]string `json:"moves"`
	Preferences map[string][][]string  `json:"preferences"`

	Published map[string]json.RawMessage `json:"published"`
	Computed  Computed                   `json:"computed"`

	model *standoff.Model
	ids   map[string]standoff.State
}

// Computed are the verdicts worked out by other programs.
type Computed struct {
	Equilibria map[string][]string            `json:"equilibria"` // by concept
	Stable     map[string]map[string][]string `json:"stable"`     // by concept and actor
	// LimitedMove, with two actors: by horizon L1 to L6 and actor.
	LimitedMove map[string]map[string][]string `json:"limited_move"`
	// Universal: the states that are stable against every coalition, by concept cnash, …
	Universal map[string][]string `json:"universal_coalition_stable"`
	// MoEUniroyal is about one coalition of the two Elmira cases.
	MoEUniroyal *struct {
		Stable           []string `json:"cnash_stable"`
		ImprovementsS5   []string `json:"improvements_from_s5"`
		ImprovementsOf18 []string `json:"improvements_from_18"`
	} `json:"coalition_MoE_Uniroyal"`
	// Inverse counts rankings of one actor that make the target stable.
	Inverse *struct {
		Target string `json:"target"`
		Vary   string `json:"vary"`
		Nash   int    `json:"nash"`
		GMR    int    `json:"gmr"`
		SMR    int    `json:"smr"`
		SEQ    int    `json:"seq"`
	} `json:"inverse"`
}

// Verdict is what a source states about one concept.
type Verdict struct {
	Concept    string              `json:"concept"`
	Equilibria []string            `json:"equilibria"`
	Stable     map[string][]string `json:"stable"`       // by actor, where given
	ByActor    map[string]Letters  `json:"per_dm"`       // by actor and state, where given
	Counted    int                 `json:"rankings"`     // of an inverse: rankings in all
	Status     string              `json:"status"`       // how it was read
	Nash       int                 `json:"nash"`         // of an inverse
	GMR        int                 `json:"gmr"`          // of an inverse
	SMR        int                 `json:"smr"`          // of an inverse
	SEQ        int                 `json:"seq"`          // of an inverse
	Target     string              `json:"target"`       // of an inverse
	Fact       string              `json:"fact"`         // of a coalition, in words
	Note       string              `json:"concept_note"` // what the letters mean
}

// Letters are the verdicts of a published table, by state.
type Letters map[string]string

// All returns the cases of ordinary size, in the order of their ids.
func All() []*Case {
	var all []*Case
	for _, name := range names() {
		form := read[struct {
			Schema string `json:"schema"`
		}](name)
		if form.Schema == "gmcr-case/1" {
			all = append(all, Get(strings.TrimSuffix(name, ".json")))
		}
	}
	return all
}

// Get returns the case with that id. It panics where there is none.
func Get(id string) *Case {
	c := read[Case](id + ".json")
	c.build()
	return &c
}

// Model returns the situation.
func (c *Case) Model() *standoff.Model { return c.model }

// State returns the state with that id. It panics where there is none.
func (c *Case) State(id string) standoff.State {
	s, ok := c.ids[id]
	if !ok {
		panic(fmt.Sprintf("%s has no state %q", c.ID, id))
	}
	return s
}

// Set returns the states with those ids.
func (c *Case) Set(ids []string) standoff.Bits {
	set := standoff.NewBits(c.model.Size())
	for _, id := range ids {
		set.Add(c.State(id))
	}
	return set
}

// Actor returns the index of the actor with that name. It panics where there is none.
func (c *Case) Actor(name string) int {
	i := slices.Index(c.Actors, name)
	if i < 0 {
		panic(fmt.Sprintf("%s has no actor %q", c.ID, name))
	}
	return i
}

// Verdict returns what a source states under that key.
func (c *Case) Verdict(key string) Verdict {
	var v Verdict
	must(json.Unmarshal(c.Published[key], &v))
	return v
}

func names() []string {
	entries, err := files.ReadDir("testdata")
	must(err)
	var all []string
	for _, e := range entries {
		if path.Ext(e.Name()) == ".json" {
			all = append(all, e.Name())
		}
	}
	return all
}

func read[T any](name string) T {
	data, err := files.ReadFile("testdata/" + name)
	must(err)
	var v T
	must(json.Unmarshal(data, &v))
	return v
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func (c *Case) build() {
	c.ids = map[string]standoff.State{}
	if c.Form == "graph" {
		c.buildGraph()
	} else {
		c.buildOptions()
	}
	for _, name := range c.Actors {
		var groups [][]standoff.State
		for _, ids := range c.Preferences[name] {
			var group []standoff.State
			for _, id := range ids {
				group = append(group, c.State(id))
			}
			groups = append(groups, group)
		}
		c.model.Rank = append(c.model.Rank, standoff.ByRanking(c.model, groups))
	}
	must(c.model.Check())
}

func (c *Case) buildOptions() {
	c.model = &standoff.Model{Actors: c.Actors}
	for _, o := range c.Options {
		c.model.Options = append(c.model.Options, standoff.Option{Name: o.Name, Owner: c.Actor(o.Owner), Direction: direction(o.Direction)})
	}
	c.model.Feasible = standoff.NewBits(c.model.Size())
	for _, s := range c.States {
		c.ids[s.ID] = s.Code
		c.model.Feasible.Add(s.Code)
	}
}

func direction(word string) standoff.Direction {
	return map[string]standoff.Direction{"both": standoff.Both, "fwd": standoff.Once, "back": standoff.BackOnly}[word]
}

func (c *Case) buildGraph() {
	var states []string
	for k, s := range c.States {
		c.ids[s.ID] = standoff.State(k)
		states = append(states, s.ID)
	}
	moves := make([][][2]standoff.State, len(c.Actors))
	for i, name := range c.Actors {
		for _, move := range c.Moves[name] {
			moves[i] = append(moves[i], [2]standoff.State{c.State(move[0]), c.State(move[1])})
		}
	}
	m, err := standoff.NewGraph(c.Actors, states, moves)
	must(err)
	c.model = m
}
