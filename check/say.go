package check

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"detente/agreement"
	"detente/diag"
)

// maxListed is how many names one sentence tells.
const maxListed = 8

// list joins names as "a, b and c"; of more than maxListed it counts the rest.
func list(names []string) string { return listed(names, maxListed) }

func listed(names []string, most int) string {
	if len(names) > most {
		rest := len(names) - most + 1
		names = append(slices.Clone(names[:most-1]), fmt.Sprintf("%d more", rest))
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// count says "1 step" or "3 steps".
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// waitsFor says "1 step waits for it" or "3 steps wait for it".
func waitsFor(n int) string {
	if n == 1 {
		return "1 step waits for it"
	}
	return fmt.Sprintf("%d steps wait for it", n)
}

// verb chooses by number: "waits" for one name, "wait" for several.
func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// label is what people call the actor.
func (t *text) label(id string) string {
	if a := t.actor[id]; a != nil {
		return a.Label()
	}
	return id
}

func (t *text) labels(refs []agreement.Ref) []string {
	var names []string
	for _, r := range refs {
		names = append(names, t.label(r.ID))
	}
	return names
}

// performers says who performs the step; "" where nobody is named.
func (t *text) performers(s *agreement.Step) string { return list(t.labels(s.By)) }

// told is the step's line in a detail: "weapons (North Korea): Hand over weapons".
func (t *text) told(s *agreement.Step) string {
	who := t.performers(s)
	if who == "" {
		who = "nobody named"
	}
	line := fmt.Sprintf("%s (%s)", s.ID, who)
	if words := s.Text.String(); words != "" {
		line += ": " + words
	}
	return line
}

// owner says whose demand it is.
func (t *text) owner(d *agreement.Demand) string {
	if !d.Of.Given {
		return "an owner not named"
	}
	return t.label(d.Of.V.ID)
}

// demanded names a demand with its owner and line.
func (t *text) demanded(d *agreement.Demand) string {
	return fmt.Sprintf("demand %q of %s%s", d.ID, t.owner(d), at(d.That))
}

// words are what the owner says in the demand: its text, else its quote.
func words(d *agreement.Demand) string {
	if s := d.Text.String(); s != "" {
		return s
	}
	return d.Quote.V
}

// at adds the line of a place: ", hanoi.deal:88".
func at(p diag.Place) string {
	if !p.Known() {
		return ""
	}
	return fmt.Sprintf(", %s:%d", path.Base(strings.ReplaceAll(p.File, `\`, "/")), p.Start.Line)
}

func ids(refs []agreement.Ref) []string {
	var names []string
	for _, r := range refs {
		names = append(names, r.ID)
	}
	return names
}

// stepNames writes references as the text does.
func stepNames(refs []agreement.StepRef) []string {
	var names []string
	for _, r := range refs {
		names = append(names, r.String())
	}
	return names
}

// add appends each name that is not there yet.
func add(names []string, more ...string) []string {
	for _, n := range more {
		if n != "" && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return names
}

// without leaves out the names that are in the second list.
func without(names, out []string) []string {
	gone := map[string]bool{}
	for _, n := range out {
		gone[n] = true
	}
	return slices.DeleteFunc(names, func(n string) bool { return gone[n] })
}

// about is a finding about one step.
func (t *text) about(s *agreement.Step, summary string) diag.Finding {
	return diag.Finding{
		Summary: summary,
		Place:   s.Place,
		Places:  []diag.Place{s.Place},
		Steps:   []string{s.ID},
		Owners:  ids(s.By),
		Weight:  t.weight[s.ID],
	}
}

// form says in words what the demand asks for.
func (t *text) form(d *agreement.Demand) string {
	names := stepNames(d.Steps)
	switch d.Kind {
	case agreement.Before:
		return strings.Join(names, " before ")
	case agreement.Together:
		return list(names) + " in one round"
	case agreement.Within:
		return fmt.Sprintf("%s at most %s after %s", names[1], count(d.Days, "day"), names[0])
	case agreement.By:
		return fmt.Sprintf("%s no later than %s", names[0], when(d.When))
	case agreement.NotBefore:
		return fmt.Sprintf("%s no earlier than %s", names[0], when(d.When))
	case agreement.Include:
		return names[0] + " is to be performed"
	case agreement.Exclude:
		return names[0] + " is not to be performed"
	}
	return "what it asks for could not be read"
}
