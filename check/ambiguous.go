package check

import (
	"fmt"
	"slices"
	"strings"

	"detente/agreement"
	"detente/ambiguity"
	"detente/diag"
)

// comparison is the text by all of its readings, run once. It is nil where no
// reading is written down.
func (t *text) comparison() *ambiguity.Comparison {
	if t.compared == nil && len(t.Readings) > 0 {
		t.compared = ambiguity.Compare(t.Agreement, t.asking)
	}
	return t.compared
}

// severalReadings is D801: something that readings are about, with what each of
// them changes; a note where none changes anything alone. Dates that are read in several ways without anybody saying so
// are D303.
func severalReadings(t *text) []diag.Finding {
	if t.comparison() == nil {
		return nil
	}
	var found []diag.Finding
	for _, p := range t.comparison().Points {
		if t.Reading(p.About) != nil || t.ReadAbout(p.About) {
			found = append(found, t.pointRead(p))
		}
	}
	if left := t.comparison().Left; left > 0 && len(found) > 0 {
		found[0].Detail += fmt.Sprintf("\nThe text is large, or its readings are many: %s not run; %s of readings were.",
			verb(left, "1 reading or combination was", fmt.Sprintf("%d readings or combinations were", left)), count(t.comparison().Combined, "combination"))
	}
	return found
}

func (t *text) pointRead(p ambiguity.Point) diag.Finding {
	var f diag.Finding
	var ways, lines []string
	if !slices.ContainsFunc(p.Cases, func(c *ambiguity.Case) bool { return len(c.Differences) > 0 }) {
		f.Severity = diag.Note
	}
	for _, one := range p.Cases {
		x := one.Readings[0]
		f.Places = addPlace(f.Places, x.Place)
		if x.Of.Given {
			f.Owners = add(f.Owners, x.Of.V.ID)
		}
		ways = append(ways, t.readBy(x))
		if said := x.Text.String(); said != "" {
			lines = append(lines, fmt.Sprintf("%s: “%s”", t.readBy(x), said))
		}
		for _, d := range one.Differences {
			lines = append(lines, fmt.Sprintf("Read as %s, %s.", x.ID, d.Clause))
			f.Steps = add(f.Steps, d.Steps...)
		}
		if len(one.Differences) == 0 {
			lines = append(lines, fmt.Sprintf("Read as %s, nothing else is stuck, open or due.", x.ID))
		}
	}
	if len(f.Places) > 0 {
		f.Place = f.Places[0]
	}
	f.Summary = fmt.Sprintf("Besides as it stands, the text on %s can be read as %s.", p.About, list(ways))
	if p.About != "" && t.Reading(p.About) != nil {
		f.Summary = fmt.Sprintf("Besides as it stands, the text can be read as %s.", list(ways))
	}
	f.Detail = strings.Join(lines, "\n")
	f.Weight = len(f.Steps)
	f.Fix = "Nobody has to give the vague words up; know what each costs, and plan by one of them: -reading " + p.Cases[0].Readings[0].ID
	return f
}

// readBy names a reading with its owner.
func (t *text) readBy(x *agreement.Reading) string {
	if !x.Of.Given {
		return x.ID
	}
	return fmt.Sprintf("%s (%s)", x.ID, t.label(x.Of.V.ID))
}

// readTogether is D802: readings of several points that change something
// together which none of them changes alone.
func readTogether(t *text) []diag.Finding {
	if t.comparison() == nil {
		return nil
	}
	var found []diag.Finding
	for _, one := range t.comparison().Together {
		var f diag.Finding
		var names, lines []string
		for _, x := range one.Readings {
			names = append(names, t.readBy(x))
			f.Places = addPlace(f.Places, x.Place)
			if x.Of.Given {
				f.Owners = add(f.Owners, x.Of.V.ID)
			}
		}
		for _, d := range one.Differences {
			lines = append(lines, d.Clause)
			f.Steps = add(f.Steps, d.Steps...)
		}
		f.Place, f.Weight = f.Places[0], len(f.Steps)
		f.Summary = fmt.Sprintf("Read as %s at once, %s; %s of them does that alone.", list(names), lines[0], verb(len(names)-1, "neither", "none"))
		for _, l := range lines[1:] {
			f.Detail += "Read so, " + l + ".\n"
		}
		f.Detail = strings.TrimSpace(f.Detail)
		f.Fix = "Settle what is meant in one of the places, or plan by them together: -reading " + strings.Join(readingNames(one.Readings), ",")
		found = append(found, f)
	}
	return found
}

func readingNames(all []*agreement.Reading) []string {
	var names []string
	for _, x := range all {
		names = append(names, x.ID)
	}
	return names
}
