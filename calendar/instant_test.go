package calendar

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func TestInstants(t *testing.T) {
	for _, c := range []struct {
		written, again string
		zone           int // seconds ahead of UTC
		own, there     string
	}{
		{"2025-09-27T20:00-04:00", "2025-09-27T20:00-04:00", 0, "2025-09-27", "2025-09-28"},
		{"2015-02-15T00:00+02:00", "2015-02-15T00:00+02:00", 0, "2015-02-15", "2015-02-14"},
		{"2024-08-01T17:00:00+03:00", "2024-08-01T17:00+03:00", 3 * 3600, "2024-08-01", "2024-08-01"},
		{"2026-03-02T18:00:59Z", "2026-03-02T18:00:59Z", -3*3600 - 1800, "2026-03-02", "2026-03-02"},
		{"0001-01-01T00:00Z", "0001-01-01T00:00Z", 3600, "0001-01-01", "0001-01-01"},
		{"1969-12-31T23:30Z", "1969-12-31T23:30Z", 3600, "1969-12-31", "1970-01-01"},
	} {
		x, ok := ParseInstant(c.written)
		if !ok || x.String() != c.again || x.Day().String() != c.own || x.DayAt(c.zone).String() != c.there {
			t.Errorf("%s is %s, on %s there and on %s at %s (%v); want %+v", c.written, x, x.Day(), x.DayAt(c.zone), WriteOffset(c.zone), ok, c)
		}
	}
	for _, s := range []string{"2026-03-02", "2026-03-02T18:00", "", "18:00+01:00"} {
		if x, ok := ParseInstant(s); ok {
			t.Errorf("%q is %v", s, x)
		}
	}
}

func TestFixedOffsets(t *testing.T) {
	for zone, want := range map[string]int{"UTC": 0, "Etc/UTC": 0, "Z": 0, "GMT": 0, "+03:00": 10800, "-04:30": -16200} {
		if got, ok := FixedOffset(zone); !ok || got != want {
			t.Errorf("%s is %d (%v), want %d", zone, got, ok, want)
		}
	}
	for _, zone := range []string{"", "Europe/Kyiv", "EST", "+3", "03:00", "+25:61"} {
		if got, ok := FixedOffset(zone); ok {
			t.Errorf("%q is %d", zone, got)
		}
	}
}

// An instant belongs to the day that exact division gives, wherever it is.
func TestDaysAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := Instant{rapid.Int64Range(-6e10, 2e11).Draw(t, "seconds"), 60 * rapid.IntRange(-14*60, 14*60).Draw(t, "offset")}
		offset := 60 * rapid.IntRange(-14*60, 14*60).Draw(t, "zone")
		day, rest := new(big.Int).DivMod(big.NewInt(x.Seconds+int64(offset)), big.NewInt(86400), new(big.Int))
		if got := x.DayAt(offset); int64(got) != day.Int64() {
			t.Fatalf("%v at %s is on day %d, with %v seconds passed since %v", x, WriteOffset(offset), got, rest, day)
		}
	})
}

// What is read as an instant is read as a date too, of the same day, and reads back.
func FuzzInstant(f *testing.F) {
	f.Add("2026-03-02T18:00+01:00")
	f.Add("2026-03-02T18:00:01Z")
	f.Add("2026-03-02")
	f.Fuzz(func(t *testing.T, s string) {
		x, ok := ParseInstant(s)
		if !ok {
			return
		}
		if day, err := Parse(s); err != nil || day != x.Day() {
			t.Fatalf("%q is on %v, as an instant on %v (%v)", s, day, x.Day(), err)
		}
		if again, ok := ParseInstant(x.String()); !ok || again != x {
			t.Fatalf("%q is written %q, which reads as %v", s, x, again)
		}
	})
}
