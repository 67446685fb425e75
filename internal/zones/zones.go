// Package zones says which day an instant has in the time zone of an agreement,
// where the zone has a name, such as Asia/Pyongyang, and its offset changed over
// time.
//
// The tables of the zones are in the program itself, for machines that have none
// and for work offline; where the machine has its own, newer ones, Go takes those.
// That is why nothing that is counted depends on them: an instant counts as the day
// that it is written with, and what is found here is only told beside it.
package zones

import (
	"time"
	_ "time/tzdata" // the tables of the zones

	"detente/agreement"
	"detente/calendar"
)

// Attach works out the days that the instants of the agreement have in its zone. It
// leaves them unknown where there is no zone of that name; fixed offsets are worked
// out by package agreement.
func Attach(a *agreement.Agreement) {
	if !a.Zone.Given || !isName(a.Zone.V) {
		return
	}
	zone, err := time.LoadLocation(a.Zone.V)
	if err != nil {
		return
	}
	for _, x := range a.Instants {
		if !x.Zoned.Given {
			_, offset := time.Unix(x.Seconds, 0).In(zone).Zone()
			x.Zoned = agreement.Opt[calendar.Day]{V: x.DayAt(offset), Given: true, Place: a.Zone.Place}
		}
	}
}

// Today is the day of a moment in the zone of the agreement: UTC where it has
// none, or none of that name.
func Today(a *agreement.Agreement, now time.Time) calendar.Day {
	zone := time.UTC
	if a.Zone.Given {
		if seconds, ok := calendar.FixedOffset(a.Zone.V); ok {
			zone = time.FixedZone(a.Zone.V, seconds)
		} else if z, err := time.LoadLocation(a.Zone.V); isName(a.Zone.V) && err == nil {
			zone = z
		}
	}
	y, m, d := now.In(zone).Date()
	return calendar.Of(y, m, d)
}

// isName keeps what would mean this machine's own zone from being looked up.
func isName(zone string) bool { return zone != "" && zone != "Local" }
