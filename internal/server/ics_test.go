package server

import (
	"net/http"
	"strings"
	"testing"

	ics "github.com/arran4/golang-ical"

	"detente/act"
)

// The feed is read again by a reader of calendars: the days, each with a name of
// its own that stays when the day moves, and no text becomes a line of its own.
func TestCalendarFeed(t *testing.T) {
	title := `a, b; c\\ \"d\"\nEND:VCALENDAR\nBEGIN:VEVENT` + strings.Repeat(" é한", 60)
	files := withKeys(strings.NewReplacer("The small agreement", title, "table = public", "table = public", `after = maps`, "due = \"2030-01-25\"").Replace(deal))
	p := newPlaceOf(t, files)
	north, south := p.person("north"), p.person("south")
	status, b := north.open()
	must(t, http.StatusCreated, status, b)
	status, b = south.do(act.Act{Kind: act.Sign})
	must(t, http.StatusCreated, status, b)
	before := north.feed(t)
	if len(before) != 2 || before["maps"][1] != "20300120" || before["fuel"][1] != "20300125" {
		t.Fatalf("%v", before)
	}
	for _, x := range []*person{north, south} {
		status, b = x.do(act.Act{Kind: act.Extend, Step: "maps", Until: "2030-01-28"})
		must(t, http.StatusCreated, status, b)
	}
	for i := range 2 { // acts that wait for others, of the same day
		status, b = []*person{north, south}[i].do(act.Act{Kind: act.Declare, Step: []string{"maps", "fuel"}[i], On: "2030-01-02", Together: &act.Together{
			ID: strings.Repeat([]string{"a", "b"}[i], 32), Before: must2(act.ParseTime("2030-01-09T10:00:00.000Z")),
			With: []act.Partner{{By: []string{"south", "north"}[i], Kind: act.Declare, Step: []string{"fuel", "maps"}[i]}},
		}})
		must(t, http.StatusCreated, status, b)
	}
	after := north.feed(t)
	if after["maps"][0] != before["maps"][0] || after["maps"][1] != "20300128" || len(after) != 4 {
		t.Errorf("%v, before %v", after, before)
	}
}

// feed reads the calendar: by step, the name of the entry and its day.
func (x *person) feed(t *testing.T) map[string][2]string {
	t.Helper()
	_, b := x.ask("GET", "/a/"+x.p.id+"/calendar.ics", nil)
	for line := range strings.Lines(string(b)) {
		if !strings.HasSuffix(line, "\r\n") || len(line) > 77 {
			t.Errorf("a line of %d bytes: %q", len(line), line)
		}
	}
	cal, err := ics.ParseCalendar(strings.NewReader(string(b)))
	if err != nil {
		t.Fatal(err)
	}
	all, names := map[string][2]string{}, map[string]bool{}
	for _, e := range cal.Events() {
		summary, day := e.GetProperty(ics.ComponentPropertySummary).Value, e.GetProperty(ics.ComponentPropertyDtStart).Value
		if names[e.Id()] {
			t.Errorf("two entries are named %s", e.Id())
		}
		names[e.Id()] = true
		step := summary[strings.LastIndex(summary, ": ")+2:]
		if _, there := all[step]; there {
			step += e.Id()
		}
		all[step] = [2]string{e.Id(), day}
	}
	return all
}
