package zones

import (
	"testing"

	"detente/agreement"
	"detente/calendar"
)

// Clocks that were put forward and back: the offset is that of the instant, not
// that of today.
func TestAttach(t *testing.T) {
	for _, c := range []struct{ zone, instant, day string }{
		{"Europe/Kyiv", "2015-02-15T00:00+02:00", "2015-02-15"},
		{"Europe/Kyiv", "2015-02-14T22:30Z", "2015-02-15"},
		{"Asia/Pyongyang", "2015-08-13T15:00Z", "2015-08-14"}, // +09:00 until the next night
		{"Asia/Pyongyang", "2015-08-31T15:00Z", "2015-08-31"}, // +08:30 then
		{"Asia/Pyongyang", "2018-05-31T15:00Z", "2018-06-01"}, // +09:00 again
		{"America/New_York", "2025-09-28T00:00Z", "2025-09-27"},
		{"America/New_York", "2023-01-01T04:30Z", "2022-12-31"}, // five hours behind in winter
		{"Etc/UTC", "2025-09-27T20:00-04:00", "2025-09-28"},
		{"+08:30", "2015-08-31T15:00Z", ""}, // a fixed offset is not our matter
		{"Europe/Nowhere", "2015-08-31T15:00Z", ""},
		{"Local", "2015-08-31T15:00Z", ""},
		{"../../etc/passwd", "2015-08-31T15:00Z", ""},
		{"", "2015-08-31T15:00Z", ""},
	} {
		at, ok := calendar.ParseInstant(c.instant)
		if !ok {
			t.Fatal(c.instant)
		}
		x := &agreement.Instant{Instant: at}
		Attach(&agreement.Agreement{Zone: agreement.Opt[string]{V: c.zone, Given: c.zone != ""}, Instants: []*agreement.Instant{x}})
		if got := x.Zoned; got.Given != (c.day != "") || got.Given && got.V.String() != c.day {
			t.Errorf("%s in %q is on %v, want %q", c.instant, c.zone, got, c.day)
		}
	}
}

// What is worked out already is left as it is.
func TestAttachLeavesWhatIsKnown(t *testing.T) {
	x := &agreement.Instant{Zoned: agreement.Opt[calendar.Day]{V: 7, Given: true}}
	Attach(&agreement.Agreement{Zone: agreement.Opt[string]{V: "Asia/Tokyo", Given: true}, Instants: []*agreement.Instant{x}})
	if x.Zoned.V != 7 {
		t.Error(x.Zoned)
	}
}
