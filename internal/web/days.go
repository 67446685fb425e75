package web

import (
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"
)

// month is a month of the calendar with the days on which something happens.
type month struct {
	name string
	days []event
}

// event is what happens on a day.
type event struct {
	day, weekday, what, who string
	link                    templ.SafeURL // "" for none
	past, today             bool          // the day lies before the day that is looked at; is that day
}

// months are the days that the record names, in order; of days that have passed
// only those on which something is still waited for.
func (v view) months() []month {
	all := slices.Concat(v.stepDays(), v.procedureDays(), v.proposalDays())
	slices.SortStableFunc(all, func(a, b event) int { return strings.Compare(a.day, b.day) })
	var out []month
	for _, e := range all {
		d, err := time.Parse(time.DateOnly, e.day)
		if err != nil {
			continue
		}
		e.weekday, e.past, e.today = v.t("weekday."+string(rune('0'+int(d.Weekday())))), e.day < v.c.On, e.day == v.c.On
		name := v.t("month."+d.Format("01"), d.Format("2006"))
		if len(out) == 0 || out[len(out)-1].name != name {
			out = append(out, month{name: name})
		}
		out[len(out)-1].days = append(out[len(out)-1].days, e)
	}
	return out
}

// pending are the standings in which a step is still to be performed.
var pending = []string{"planned", "waiting", "open", "begun", "overdue", "suspended", "contested", "put back"}

func (v view) stepDays() []event {
	var all []event
	for _, s := range v.c.Steps {
		link, who := v.at("step", s.Name), v.named(s.By)
		todo := slices.Contains(pending, s.Status) && len(s.Declared) == 0
		if s.NotBefore != nil && *s.NotBefore >= v.c.On && todo {
			all = append(all, event{day: *s.NotBefore, what: v.t("calendar.notbefore", s.Name), who: who, link: link})
		}
		if s.Due != nil && todo {
			what := v.t("calendar.due", s.Name)
			if s.Status == "overdue" {
				what = v.t("calendar.overdue", s.Name)
			}
			all = append(all, event{day: s.Due.Day, what: what, who: who, link: link})
		}
		if s.Ends != nil && *s.Ends >= v.c.On {
			all = append(all, event{day: *s.Ends, what: v.t("calendar.ends", s.Name), who: who, link: link})
		}
	}
	return all
}

func (v view) procedureDays() []event {
	var all []event
	for _, p := range v.c.Procedures {
		if p.Now.Status != "running" {
			continue
		}
		if p.Now.Last != nil {
			all = append(all, event{day: *p.Now.Last, what: v.t("calendar.stage", p.Now.Stage, p.Name, v.then(p.Now))})
		}
		if p.Now.InForce != nil {
			all = append(all, event{day: *p.Now.InForce, what: v.t("calendar.inforce", p.Name)})
		}
	}
	return all
}

func (v view) proposalDays() []event {
	var all []event
	for _, x := range v.c.Proposals {
		if x.Before != nil && !x.Lapsed {
			day, _, _ := strings.Cut(*x.Before, "T")
			all = append(all, event{day: day, what: sentences(v.moment(*x.Before)+":", v.t("calendar.before", v.named(x.Missing)))})
		}
	}
	for _, a := range v.c.Actors {
		if a.Left != nil && *a.Left >= v.c.On {
			all = append(all, event{day: *a.Left, what: v.t("calendar.leaves", a.Label)})
		}
	}
	return all
}
