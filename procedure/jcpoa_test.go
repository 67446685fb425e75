package procedure

import (
	"fmt"
	"strings"
	"testing"

	"detente/agreement"
	"detente/calendar"
)

// snapback is the procedure of resolution 2231, paragraphs 11 and 12, with
// paragraph 36 of the plan of action: 15 and 15 days, an opinion beside the
// second, 5 days, and then 30 days in the Council after a notice. What has to
// come out: 65 days in all; the last notice that has an effect is that of 18
// September 2025, the last complaint that of 14 August; a notice of 28 August
// runs out on 27 September, and the resolutions are back from the 28th.
const snapback = `
agreement "jcpoa" { begins = "2015-10-18" }
party "iran" {}
party "usa" {}
party "e3" {}
third_party "unsc" {}
third_party "commission" {}
anchor "termination" { date = "2025-10-18" }
step "un_relief" {
  by    = unsc
  gains = { iran = 5 }
  done  = "2016-01-16"
}
duty "waivers" {
  by    = usa
  since = "2016-01-16"
  until = agreement
}
duty "limits" {
  by    = iran
  from  = "2016-01-16"
  until = "2025-10-18"
  while = [un_relief, waivers]
}
duty "frozen" {
  by    = iran
  until = agreement
  while = [limits]
}
quota "centrifuges" {
  at_most = 5060
  per     = year
  from    = "2016-01-16"
  until   = "2025-10-18"
}
procedure "snapback" {
  may_start  = [e3, usa, iran]
  about      = [limits]
  expires    = after(termination, 0)
  takes_back = [un_relief]
  stage "joint_commission" {
    days       = 15
    decides    = commission
    can_block  = [iran, usa, e3]
    may_extend = [iran, usa, e3]
  }
  stage "ministers" {
    days      = 15
    may_enter = [e3, usa, iran]
  }
  stage "advisory_board" {
    beside = ministers
    days   = 15
  }
  stage "opinion" {
    days = 5
  }
  stage "council" {
    days      = 30
    may_enter = [e3, usa]
    decides   = unsc
    can_block = [e3, usa]
    if_silent = takes_effect
  }
}
`

func TestSnapback(t *testing.T) {
	a := read(t, snapback)
	p := a.Procedures[0]
	if n, o, known := Total(p, 0); n != 65 || o != agreement.TakesEffect || !known {
		t.Errorf("in all %d days, then %q (%v)", n, o, known)
	}
	council := 4
	for _, c := range []struct {
		stage int
		want  string
	}{{0, "2025-08-14"}, {council, "2025-09-18"}, {3, "2025-09-13"}} {
		last, ok := LastUseful(p, c.stage, calendar.On(day(t, "2025-10-18")))
		if !ok || last.String() != c.want {
			t.Errorf("stage %d: last useful day %s (%v), want %s", c.stage, last, ok, c.want)
		}
	}
	var days []string
	for _, d := range Run(p, 0, day(t, "2025-08-14")) {
		days = append(days, fmt.Sprintf("%s %s", p.Stages[d.Stage].ID, d.Last))
	}
	want := "joint_commission 2025-08-29, ministers 2025-09-13, advisory_board 2025-09-13, opinion 2025-09-18, council 2025-10-18"
	if got := strings.Join(days, ", "); got != want {
		t.Errorf("the days are\n%s, want\n%s", got, want)
	}
}

func TestSnapbackOn(t *testing.T) {
	a := read(t, snapback)
	notice := []Event{{Procedure: "snapback", Act: Act{Kind: Enter, Stage: "council", On: day(t, "2025-08-28"), By: "e3"}}}
	for _, c := range []struct {
		on, stage, last string
		status          Status
	}{
		{"2025-08-27", "", "", NotStarted},
		{"2025-08-28", "council", "2025-09-27", Running},
		{"2025-09-27", "council", "2025-09-27", Running},
		{"2025-09-28", "", "", Over},
	} {
		at := At(a.Procedures[0], Look(agreement.NewCourse(a, agreement.Asking{}), notice, 0).Acts(a.Procedures[0]), day(t, c.on))
		if at.Status != c.status || at.Known != (c.last != "") || at.Known && (at.Last.String() != c.last || a.Procedures[0].Stages[at.Stage].ID != c.stage) {
			t.Errorf("on %s: %+v", c.on, at)
		}
		if c.status == Over && (at.Outcome != agreement.TakesEffect || at.InForce.String() != "2025-09-28") {
			t.Errorf("on %s: %q from %s", c.on, at.Outcome, at.InForce)
		}
	}
	// Without a request, the matter rests after the first stage, with no last day.
	started := []Act{{Kind: Start, On: day(t, "2020-01-14")}}
	at := At(a.Procedures[0], started, day(t, "2025-08-27"))
	if at.Status != Waiting || at.Since.String() != "2020-01-29" || a.Procedures[0].Stages[at.Stage].ID != "ministers" {
		t.Errorf("after the first stage: %+v", at)
	}
	// With the decision to continue the lifting, nothing comes back.
	kept := append(started, Act{Kind: Enter, Stage: "council", On: day(t, "2020-03-01")}, Act{Kind: Decide, Stage: "council", On: day(t, "2020-03-20")})
	if at := At(a.Procedures[0], kept, day(t, "2020-12-01")); at.Status != Over || at.Outcome != agreement.Ends {
		t.Errorf("after the decision: %+v", at)
	}
}

// One who may give notice and can block the decision is enough. The side that the
// complaint is about cannot keep the effect from coming about, and nobody else
// can: another of those who may go on does.
func TestSnapbackAlone(t *testing.T) {
	p := read(t, snapback).Procedures[0]
	for _, c := range []struct {
		who   string
		force bool
	}{{"e3", true}, {"usa", true}, {"iran", false}, {"commission", false}, {"unsc", false}} {
		if got := CanForce(p, c.who); got != c.force {
			t.Errorf("%s alone brings it about: %v", c.who, got)
		}
		if CanPrevent(p, c.who) {
			t.Errorf("%s alone keeps it from coming about", c.who)
		}
	}
	// Told the usual way round, one veto keeps the resolutions away.
	council := p.Stages[4]
	council.IfDecided, council.IfSilent = opt(agreement.TakesEffect), opt(agreement.Ends)
	if CanForce(p, "e3") || !CanPrevent(p, "e3") || !CanPrevent(p, "unsc") || CanPrevent(p, "iran") {
		t.Error("with a decision needed, who can block it can keep the effect away, and nobody else")
	}
}

func TestDutiesOn(t *testing.T) {
	a := read(t, snapback)
	c := agreement.NewCourse(a, agreement.Asking{})
	notice := Event{Procedure: "snapback", Act: Act{Kind: Enter, Stage: "council", On: day(t, "2025-08-28")}}
	left := Event{Duty: "waivers", Act: Act{On: day(t, "2018-05-08")}}
	for _, x := range []struct {
		on      string
		events  []Event
		waivers string
		limits  string
		frozen  string
	}{
		{"2015-12-01", nil, "not yet 2016-01-16: it has not been taken up", "not yet: it rests on un_relief, which has not been performed", "not yet: it rests on limits, which has not begun"},
		{"2017-01-01", nil, "kept 2016-01-16", "kept 2016-01-16", "kept 2015-10-18"},
		{"2018-05-07", []Event{left}, "kept 2016-01-16", "kept 2016-01-16", "kept 2015-10-18"},
		{
			"2018-05-08",
			[]Event{left},
			"stopped 2018-05-08", "suspended 2018-05-08: waivers, on which it rests, is no longer kept",
			"suspended 2018-05-08: limits, on which it rests, is suspended",
		},
		{"2025-09-27", []Event{notice}, "kept 2016-01-16", "kept 2016-01-16", "kept 2015-10-18"},
		{
			"2025-09-28",
			[]Event{notice},
			"kept 2016-01-16", "suspended 2025-09-28: un_relief, on which it rests, was taken back when procedure snapback took effect",
			"suspended 2025-09-28: limits, on which it rests, is suspended",
		},
		{"2025-10-19", nil, "kept 2016-01-16", "ended 2025-10-18", "suspended 2025-10-19: limits, on which it rests, has ended"},
	} {
		v := Look(c, x.events, day(t, x.on))
		for i, want := range []string{x.waivers, x.limits, x.frozen} {
			if got := told(v.Duty(i)); got != want {
				t.Errorf("on %s, %s: %s, want %s", x.on, a.Duties[i].ID, got, want)
			}
		}
	}
}

func told(s Standing) string {
	out := [...]string{"not yet", "kept", "suspended", "stopped", "ended"}[s.Stand]
	if s.Since.Given {
		out += " " + s.Since.V.String()
	}
	if s.Why != "" {
		out += ": " + s.Why
	}
	return out
}

// Two duties that rest on each other both run, until one of them is stopped.
func TestMutualDuties(t *testing.T) {
	a := read(t, `
party "east" {}
party "west" {}
duty "tests" {
  by    = east
  while = exercises
}
duty "exercises" {
  by    = west
  while = tests
}
`)
	c := agreement.NewCourse(a, agreement.Asking{})
	for _, x := range []struct {
		on   string
		want string
	}{{"2020-01-01", "kept; kept"}, {"2021-01-01", "suspended 2021-01-01: exercises, on which it rests, is no longer kept; stopped 2021-01-01"}} {
		v := Look(c, []Event{{Duty: "exercises", Act: Act{On: day(t, "2021-01-01")}}}, day(t, x.on))
		if got := told(v.Duty(0)) + "; " + told(v.Duty(1)); got != x.want {
			t.Errorf("on %s: %s", x.on, got)
		}
	}
}

func TestPeriods(t *testing.T) {
	a := read(t, snapback+`
quota "visits" {
  at_least = 4
  per      = days(90)
  from     = "2016-01-16"
}
quota "weekly" {
  per = week
}
quota "monthly" {
  per = month
}
quota "all" {
  per  = in_all
  from = "2016-01-16"
  until = "2016-02-01"
}
`)
	c := agreement.NewCourse(a, agreement.Asking{})
	for _, x := range []struct{ quota, on, want string }{
		{"centrifuges", "2016-01-15", ""},
		{"centrifuges", "2016-01-16", "2016-01-16 to 2016-12-31"},
		{"centrifuges", "2017-05-05", "2017-01-01 to 2017-12-31"},
		{"centrifuges", "2025-10-18", "2025-01-01 to 2025-10-18"},
		{"centrifuges", "2025-10-19", ""},
		{"visits", "2016-01-16", "2016-01-16 to 2016-04-14"},
		{"visits", "2016-04-14", "2016-01-16 to 2016-04-14"},
		{"visits", "2016-04-15", "2016-04-15 to 2016-07-13"},
		{"weekly", "2016-04-15", ""},
		{"monthly", "2016-02-15", "2016-02-01 to 2016-02-29"},
		{"all", "2016-01-20", "2016-01-16 to 2016-02-01"},
	} {
		span, ok := Look(c, nil, day(t, x.on)).Period(a.Quota(x.quota))
		if got := span.String(); ok != (x.want != "") || ok && got != x.want {
			t.Errorf("%s on %s: %s (%v), want %q", x.quota, x.on, got, ok, x.want)
		}
	}
}
