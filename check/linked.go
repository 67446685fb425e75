package check

import (
	"fmt"
	"path"
	"strings"

	"detente/agreement"
	"detente/calendar"
	"detente/diag"
)

// linkUnread is D803: a link whose agreement is not there, or cannot be used, so
// that nothing is known of the days of its steps.
func linkUnread(t *text) []diag.Finding {
	var found []diag.Finding
	for _, x := range t.Links {
		if x.Loaded || len(x.Circle) > 0 {
			continue // D806 tells circles
		}
		f := t.aboutLink(x)
		switch {
		case !x.File.Given:
			f.Summary = fmt.Sprintf("The link %s names no file", x.ID)
			f.Fix = "Name it: file = …"
		case x.WhyNot != "":
			f.Summary = fmt.Sprintf("The agreement of link %s, %s, cannot be used: %s", x.ID, x.File.V, x.WhyNot)
			f.Fix = "Repair it there; what waits for its steps is planned as if they could come at any time."
		default:
			f.Summary = fmt.Sprintf("The agreement of link %s, %s, is not there", x.ID, x.File.V)
			f.Fix = "Put it where the text says, or correct the path, which is seen from the folder of the text."
		}
		f.Summary += t.hangOn(f.Weight)
		found = append(found, f)
	}
	return found
}

// linkChanged is D804: the linked text is not the one that was read when the
// link was written.
func linkChanged(t *text) []diag.Finding {
	var found []diag.Finding
	for _, x := range t.Links {
		if x.Hash == "" || !x.SHA256.Given || x.SHA256.V == x.Hash {
			continue
		}
		f := t.aboutLink(x)
		f.Place, f.Places = x.SHA256.Place, addPlace([]diag.Place{x.SHA256.Place}, x.Place)
		f.Summary = fmt.Sprintf("The agreement of link %s, %s, is not the text that was linked: its hash is another%s", x.ID, x.File.V, t.hangOn(f.Weight))
		f.Detail = "Now sha256 is " + x.Hash + "."
		f.Fix = "Read what has changed there; if the link still means the same, write the hash of today."
		found = append(found, f)
	}
	return found
}

// hangOn ends a sentence with how many steps hang on it.
func (t *text) hangOn(steps int) string {
	if steps == 0 {
		return "."
	}
	return fmt.Sprintf("; %s on its steps.", verb(steps, "1 step hangs", fmt.Sprintf("%d steps hang", steps)))
}

// linkEnded is D805: a linked agreement that does not hold on the day asked
// about, or no longer when something here is due that hangs on its steps.
func linkEnded(t *text) []diag.Finding {
	var found []diag.Finding
	for _, x := range t.Links {
		if !x.Until.Given {
			continue
		}
		span, ok := t.resolve(x.Until.V)
		if !ok {
			continue
		}
		until := span.First
		f := t.aboutLink(x)
		f.Place, f.Places = x.Until.Place, addPlace([]diag.Place{x.Until.Place}, x.Place)
		f.Fix = "Have it renewed, or let the steps wait for something that lasts."
		if t.Begins.Given && until < t.Begins.V {
			f.Summary = fmt.Sprintf("The agreement of link %s held until %s, which is before %s%s", x.ID, until, t.Begins.V, t.hangOn(f.Weight))
			found = append(found, f)
			continue
		}
		if late := t.dueAfter(f.Steps, until); len(late) > 0 {
			f.Steps = add(f.Steps, late...)
			f.Summary = fmt.Sprintf("The agreement of link %s holds until %s; %s on it, and %s due later.",
				x.ID, until, list(late)+verb(len(late), " hangs", " hang"), verb(len(late), "is", "are"))
			found = append(found, f)
		}
	}
	return found
}

// dueAfter returns the steps named, and those that wait for them, that are due
// after the day.
func (t *text) dueAfter(names []string, day calendar.Day) []string {
	var events []int
	for _, id := range names {
		events = append(events, t.eventsOf(id)...)
	}
	events = append(events, t.knots.Waiting(events...)...)
	var late []string
	for _, id := range t.stepsOf(events...) {
		if span, ok := t.due(t.step[id]); ok && span.Last > day {
			late = append(late, id)
		}
	}
	return late
}

// linkCircle is D806: agreements that link to one another. Each is read without
// what would lead back, so that nobody sees whether their steps wait for one
// another.
func linkCircle(t *text) []diag.Finding {
	var found []diag.Finding
	for _, x := range t.Links {
		if len(x.Circle) == 0 {
			continue
		}
		var names []string
		for _, c := range x.Circle {
			names = append(names, path.Base(strings.ReplaceAll(c, `\`, "/")))
		}
		f := t.aboutLink(x)
		f.Summary = fmt.Sprintf("The agreements link to one another in a circle: %s.", strings.Join(names, ", which links to "))
		f.Detail = "Each is read without the link that leads back, so that steps which wait for one another across the two are not seen."
		f.Fix = "Name the steps of the other agreement in one of the two only, or put what waits for both into one text."
		found = append(found, f)
	}
	return found
}

// aboutLink is a finding about a link, with its steps that are not done, and how
// many others wait for them.
func (t *text) aboutLink(x *agreement.Link) diag.Finding {
	f := diag.Finding{Place: x.Place, Places: []diag.Place{x.Place}}
	if x.File.Given {
		f.Place = x.File.Place
		f.Places = addPlace(f.Places, x.File.Place)
	}
	var events []int
	for _, s := range t.open() {
		if s.Link == x.ID {
			f.Steps = append(f.Steps, s.ID)
			events = append(events, t.eventsOf(s.ID)...)
		}
	}
	f.Weight = len(without(t.stepsOf(t.knots.Waiting(events...)...), f.Steps))
	return f
}
