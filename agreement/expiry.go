package agreement

import (
	"strings"

	"detente/calendar"
	"detente/diag"
	"detente/syntax"
)

// expiryAttrs are how long the effect of a step lasts.
var expiryAttrs = []attr[Step]{
	{"lasts", func(r *reader, s *Step, e syntax.Expr) { s.Lasts = r.optWhole(e, 1, MaxDays, "days") }},
	{"until", func(r *reader, s *Step, e syntax.Expr) { s.Until = r.when(e) }},
	{"notice", func(r *reader, s *Step, e syntax.Expr) { s.Notice = r.optWhole(e, 0, MaxDays, "days") }},
	{"renewed_by", func(r *reader, s *Step, e syntax.Expr) { s.RenewedBy = r.refs(e, party, thirdParty) }},
	{"renewed", func(r *reader, s *Step, e syntax.Expr) { s.Renewed = r.day(e) }},
}

// checkExpiries checks that a step has one end at most, and that a renewal has days
// to count from it.
func (r *reader) checkExpiries() {
	for _, s := range r.a.Steps {
		if s.Lasts.Given && s.Until.Given {
			f := r.add(codeTwice, s.Until.Place, "Keep one of the two.", "The step %s lasts %d days, and until a day too.", s.ID, s.Lasts.V)
			f.Places, f.Steps = []diag.Place{s.Lasts.Place, s.Until.Place}, []string{s.ID}
			s.Until = Opt[When]{}
		}
		if s.Renewed.Given && !s.Lasts.Given {
			r.add(codeRange, s.Renewed.Place, "Say for how many days, with lasts, or write the new end with until.",
				"The step %s was renewed on %s, and the text does not say for how many days.", s.ID, s.Renewed.V).Steps = []string{s.ID}
			s.Renewed = Opt[calendar.Day]{}
		}
	}
}

// instant keeps a date that is written as an instant.
func (r *reader) instant(e syntax.Expr) {
	at, ok := calendar.ParseInstant(e.Text)
	if !ok {
		return
	}
	r.a.Instants = append(r.a.Instants, &Instant{Instant: at, What: strings.TrimPrefix(r.where, "In "), Place: e.Place})
}

// zoneInstants works out the days of the instants in the zone of the agreement,
// where that is a fixed offset.
func (r *reader) zoneInstants() {
	offset, ok := calendar.FixedOffset(r.a.Zone.V)
	for _, x := range r.a.Instants {
		if r.a.Zone.Given && ok {
			x.Zoned = Opt[calendar.Day]{V: x.DayAt(offset), Given: true, Place: r.a.Zone.Place}
		}
	}
}
