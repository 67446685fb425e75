package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"detente/report"
)

// heading is the title of the window.
func (p page) heading() string {
	switch {
	case p.Title != "" && p.title != "":
		return p.title + " · " + p.Title
	case p.title != "":
		return p.title + " · Detente"
	}
	return "Detente"
}

func languageName(l string) string { return catalogs()[l].say("language") }

// inLanguage is this page in another language.
func (p page) inLanguage(l string) templ.SafeURL { return templ.SafeURL("?lang=" + l) }

func agreementAddress(id string) templ.SafeURL {
	return templ.SafeURL("/a/" + url.PathEscape(id) + "/")
}

// liveSize is the size of the log that the page shows, "" where it does not follow it.
func (p page) liveSize() string {
	if p.live < 0 {
		return ""
	}
	return strconv.FormatInt(p.live, 10)
}

// events is where a page that follows the log listens.
func (p page) events() string {
	if p.live < 0 {
		return ""
	}
	return p.api("events")
}

// days says a number of days.
func (p page) days(n int) string {
	if n == 1 {
		return p.t("days.one")
	}
	return p.t("days", n)
}

// entry names an entry of the log by its number.
func (p page) entry(n int64) string { return p.t("entry", n) }

// moment shows a moment as acts write it, to the minute; what is no moment stays
// as it is.
func (p page) moment(s string) string {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return s
	}
	return p.t("utc", t.UTC().Format("2006-01-02 15:04"))
}

// list joins what is named: "a, b and c".
func (p page) list(all []string) string { return p.words.list(all) }

// between is what stands after the name at index i of n names.
func (p page) between(i, n int) string {
	if i == n-1 {
		return ""
	}
	return p.t("comma") + " "
}

// code is the part of a key for a word of the records: "not confirmed" is not_confirmed.
func code(word string) string { return strings.ReplaceAll(word, " ", "_") }

// view is a page with the record of the agreement.
type view struct {
	page
	c      report.Carried
	labels map[string]string
}

func newView(p page, c report.Carried) view {
	v := view{page: p, c: c, labels: map[string]string{}}
	for _, a := range c.Actors {
		v.labels[a.Name] = a.Label
	}
	return v
}

// label is what people call the actor.
func (v view) label(name string) string {
	if l := v.labels[name]; l != "" {
		return l
	}
	return name
}

func (v view) named(names []string) string {
	var all []string
	for _, n := range names {
		all = append(all, v.label(n))
	}
	return v.list(all)
}

func (v view) step(name string) *report.CarriedStep {
	for i := range v.c.Steps {
		if v.c.Steps[i].Name == name {
			return &v.c.Steps[i]
		}
	}
	return nil
}

// stepAddress is the page of a step; a step of the whole name, where an act names a
// step in parts, has that of the first part.
func (v view) stepAddress(name string) templ.SafeURL {
	if v.step(name) == nil {
		for _, s := range v.c.Steps {
			if s.Step == name {
				return v.at("step", s.Name)
			}
		}
	}
	return v.at("step", name)
}

// actors are the parties, or the third parties, in the order of the text.
func (v view) actors(third bool) []report.CarriedActor {
	var all []report.CarriedActor
	for _, a := range v.c.Actors {
		if a.Third == third {
			all = append(all, a)
		}
	}
	return all
}

func (v view) moves(by string) []report.Turn {
	var all []report.Turn
	for _, m := range v.c.Moves {
		if m.By == by {
			all = append(all, m)
		}
	}
	return all
}

// standing are steps that stand alike for a side.
type standing struct {
	key   string // of the heading
	steps []report.CarriedStep
}

// places tells under which heading a status stands.
var places = map[string]string{
	"open": "open", "begun": "open", "overdue": "open",
	"declared": "declared", "under inspection": "declared", "not confirmed": "declared", "inconclusive": "declared",
	"attested": "attested", "contested": "contested", "planned": "waiting", "waiting": "waiting",
}

// standings are the steps that an actor performs, or verifies, by where they stand;
// headings without steps are left out.
func (v view) standings(of func(report.CarriedStep) bool) []standing {
	all := []standing{{key: "open"}, {key: "declared"}, {key: "contested"}, {key: "attested"}, {key: "waiting"}, {key: "other"}}
	for _, s := range v.c.Steps {
		if !of(s) {
			continue
		}
		key := places[s.Status]
		i := slices.IndexFunc(all, func(x standing) bool { return x.key == key })
		if i < 0 {
			i = len(all) - 1
		}
		all[i].steps = append(all[i].steps, s)
	}
	return slices.DeleteFunc(all, func(x standing) bool { return len(x.steps) == 0 })
}

func performs(who string) func(report.CarriedStep) bool {
	return func(s report.CarriedStep) bool { return slices.Contains(s.By, who) }
}

func verifies(who string) func(report.CarriedStep) bool {
	return func(s report.CarriedStep) bool { return slices.Contains(s.VerifiedBy, who) }
}

// many is from how many steps on a list is folded.
const many = 12

// status is the word for where a step stands.
func (p page) status(s string) string { return p.t("status." + code(s)) }

// said is the label of a step, where it says more than its name.
func said(s report.CarriedStep) string {
	if s.Label == s.Name || s.Label == s.Step {
		return ""
	}
	return s.Label
}

// holding is what the party holds by a reading; nil where the record has none.
func holding(r report.NowReading, party string) *report.NowHolding {
	for i := range r.Holdings {
		if r.Holdings[i].Party == party {
			return &r.Holdings[i]
		}
	}
	return nil
}

func (p page) reading(r report.NowReading) string { return p.t("reading." + code(r.Name)) }

// contested reports whether two readings stand side by side.
func (v view) contested() bool { return len(v.c.Readings) > 1 }

// left is how many days there are from the day that is looked at to another; false
// where either is no day.
func (v view) left(day string) (n int, ok bool) {
	on, err := time.Parse(time.DateOnly, v.c.On)
	to, err2 := time.Parse(time.DateOnly, day)
	return int(to.Sub(on).Hours() / 24), err == nil && err2 == nil
}

// nextDay is the day after.
func nextDay(day string) string {
	d, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return d.AddDate(0, 0, 1).Format(time.DateOnly)
}
