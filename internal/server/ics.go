package server

import (
	"net/http"
	"strconv"
	"time"

	ics "github.com/arran4/golang-ical"

	"detente/agreement"
	"detente/calendar"
)

// icalendar is a feed of the days ahead. An entry keeps its name while its day
// moves, so that calendars move it rather than show it twice.
func (s *Server) icalendar(w http.ResponseWriter, r *http.Request) error {
	l, v, err := s.seen(r, agreement.TheTable)
	if err != nil {
		return err
	}
	c, err := s.table(l, v, "", "", unplanned)
	if err != nil {
		return err
	}
	cal := ics.NewCalendar()
	cal.SetMethod(ics.MethodPublish)
	cal.SetProductId("-//Detente//Days ahead//EN")
	cal.SetName(c.Title)
	named := map[string]int{}
	for _, d := range c.Dates() {
		day, err := calendar.Parse(d.Day)
		if err != nil {
			return err
		}
		name := l.log.ID + "-" + d.Kind + "-" + d.Step
		if d.Step == "" { // acts that wait for each other: their day does not move
			name += d.Day
		}
		if named[name]++; named[name] > 1 {
			name += "-" + strconv.Itoa(named[name])
		}
		e := cal.AddEvent(name + "@detente")
		e.SetDtStampTime(s.o.Now().UTC())
		e.SetAllDayStartAt(midnight(day))
		e.SetAllDayEndAt(midnight(day.Add(1)))
		e.SetSummary(c.Title + ": " + d.Step)
		e.SetDescription(d.Text)
		e.SetSequence(int(c.Log.Size))
	}
	w.Header().Set("Cache-Control", "no-cache")
	return plain(w, "text/calendar; charset=utf-8", []byte(cal.Serialize(ics.WithNewLineWindows)))
}

func midnight(d calendar.Day) time.Time {
	t, err := time.Parse(time.DateOnly, d.String())
	if err != nil {
		return time.Time{}
	}
	return t
}
