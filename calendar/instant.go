package calendar

import (
	"fmt"
	"time"
)

// Instant is a moment with the offset from UTC that it was written with.
type Instant struct {
	// Seconds since 1970-01-01T00:00Z.
	Seconds int64
	// Offset is the seconds that clocks there are ahead of UTC.
	Offset int
}

// ParseInstant reads an instant as [Parse] does; false for a day without a time,
// and for what is neither.
func ParseInstant(s string) (Instant, bool) {
	for _, layout := range instants {
		if t, err := time.Parse(layout, s); err == nil && t.Year() >= 1 {
			_, offset := t.Zone()
			return Instant{t.Unix(), offset}, true
		}
	}
	return Instant{}, false
}

var instants = []string{"2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z07:00"}

// DayAt returns the day that the instant belongs to where clocks are ahead of UTC by
// so many seconds. Whole days are exact: no leap seconds are counted.
func (x Instant) DayAt(offset int) Day {
	seconds := x.Seconds + int64(offset)
	day := seconds / secondsPerDay
	if seconds%secondsPerDay < 0 {
		day--
	}
	return Day(day)
}

const secondsPerDay = 86400

// Day returns the day that it belongs to by its own offset.
func (x Instant) Day() Day { return x.DayAt(x.Offset) }

// String returns the instant as it is written, to the minute, or to the second
// where that is not 0: "2024-08-01T17:00+03:00".
func (x Instant) String() string {
	local := time.Unix(x.Seconds+int64(x.Offset), 0).UTC()
	layout := "2006-01-02T15:04"
	if local.Second() != 0 {
		layout = "2006-01-02T15:04:05"
	}
	return local.Format(layout) + WriteOffset(x.Offset)
}

// WriteOffset writes seconds ahead of UTC as "+03:00", and none as "Z".
func WriteOffset(offset int) string {
	if offset == 0 {
		return "Z"
	}
	sign := '+'
	if offset < 0 {
		sign, offset = '-', -offset
	}
	return fmt.Sprintf("%c%02d:%02d", sign, offset/3600, offset/60%60)
}

// FixedOffset returns the seconds ahead of UTC of a zone that has the same offset
// always and carries it in its name: "UTC", "Etc/UTC", "Z", "GMT", "+03:00",
// "-04:00". It knows no others; false for them.
func FixedOffset(zone string) (int, bool) {
	switch zone {
	case "UTC", "Etc/UTC", "Z", "GMT", "Etc/GMT":
		return 0, true
	}
	t, err := time.Parse("-07:00", zone)
	if err != nil {
		return 0, false
	}
	_, offset := t.Zone()
	return offset, true
}
