package act

import (
	"encoding/json"
	"time"

	"detente/reason"
)

// Time is a moment in milliseconds since the beginning of 1970, UTC. Acts write
// it as "2019-02-27T18:30:00.000Z", always with three digits of a second.
type Time int64

const timeForm = "2006-01-02T15:04:05.000Z"

// The moments that can be written: years 1 to 9999.
const (
	minTime Time = -62_135_596_800_000
	maxTime Time = 253_402_300_799_999
)

// written reports whether the moment has the one form.
func (t Time) written() bool { return t >= minTime && t <= maxTime }

// TimeOf returns the moment, cut to milliseconds.
func TimeOf(t time.Time) Time { return Time(t.UnixMilli()) }

// Std returns the moment in UTC.
func (t Time) Std() time.Time { return time.UnixMilli(int64(t)).UTC() }

// String writes the moment as acts write it.
func (t Time) String() string { return t.Std().Format(timeForm) }

// ParseTime reads a moment in the one form that acts write.
func ParseTime(s string) (Time, error) {
	x, err := time.Parse(timeForm, s)
	if err != nil || TimeOf(x).String() != s || !TimeOf(x).written() {
		return 0, reason.New("{0} is no moment of the form 2019-02-27T18:30:00.000Z", reason.Quote(s, len(s)))
	}
	return TimeOf(x), nil
}

// MarshalJSON writes the moment as a string.
func (t Time) MarshalJSON() ([]byte, error) { return json.Marshal(t.String()) }

// UnmarshalJSON reads what MarshalJSON writes, and nothing else.
func (t *Time) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	x, err := ParseTime(s)
	*t = x
	return err
}
