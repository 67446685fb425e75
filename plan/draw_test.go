package plan

import (
	"fmt"
	"math/big"

	"pgregory.net/rapid"

	"detente/agreement"
	"detente/calendar"
)

// taste says what the drawn agreements may hold.
type taste struct {
	units int // at most
	words bool
	dates bool
}

// drawAgreement draws a well-formed agreement of two to four parties and an
// outsider: parts, undo, locks, exchanges, preconditions, ranges, steps done,
// demands, stakes and limits. Steps mostly wait for earlier ones, so that most
// draws are not blocked.
func drawAgreement(t *rapid.T, like taste) *agreement.Agreement {
	a := &agreement.Agreement{}
	parties := rapid.IntRange(2, 4).Draw(t, "parties")
	inWords := make([]bool, parties)
	for i := range parties {
		p := &agreement.Actor{Name: name(fmt.Sprintf("p%d", i))}
		inWords[i] = like.words && rapid.IntRange(0, 2).Draw(t, "words") == 0
		p.Scale = agreement.Opt[[]string]{V: []string{"great", "fair", "small"}, Given: inWords[i]}
		drawStakes(t, p, inWords[i])
		a.Actors = append(a.Actors, p)
	}
	a.Actors = append(a.Actors, &agreement.Actor{Name: name("third"), Third: true})
	for units := rapid.IntRange(1, like.units).Draw(t, "units"); units > 0; {
		s := drawStep(t, a, inWords)
		if k := min(s.PartCount(), units); k < s.PartCount() {
			s.Parts = agreement.Opt[int]{V: k, Given: true}
			s.Sizes.V = s.Sizes.V[:min(k, len(s.Sizes.V))]
		}
		units -= s.PartCount()
		a.Steps = append(a.Steps, s)
	}
	drawLocks(t, a)
	drawExchange(t, a)
	drawDemands(t, a, like.dates)
	if like.dates {
		drawDates(t, a)
	}
	return a
}

func name(id string) agreement.Name { return agreement.Name{ID: id} }

func refTo(id string) agreement.Ref { return agreement.Ref{ID: id} }

func stepRef(id string) agreement.StepRef { return agreement.StepRef{Ref: refTo(id)} }

func drawStakes(t *rapid.T, p *agreement.Actor, words bool) {
	if rapid.Bool().Draw(t, "breach_cost?") {
		p.BreachCost = agreement.Opt[agreement.Amount]{V: drawAmount(t, p, words), Given: true}
	}
	if rapid.IntRange(0, 3).Draw(t, "max_exposure?") == 0 {
		p.MaxExposure = agreement.Opt[agreement.Amount]{V: drawAmount(t, p, words), Given: true}
	}
	if rapid.IntRange(0, 4).Draw(t, "walk_away?") == 0 && !words {
		p.WalkAway = agreement.Opt[agreement.Amount]{V: exactly(rapid.Int64Range(-3, 3).Draw(t, "walk_away")), Given: true}
	}
}

func exactly(x int64) agreement.Amount {
	return agreement.Amount{Lo: big.NewRat(x, 1), Hi: big.NewRat(x, 1)}
}

// drawAmount draws a word, or a decimal with one digit, or a range of them.
func drawAmount(t *rapid.T, p *agreement.Actor, words bool) agreement.Amount {
	if words {
		return agreement.Amount{Word: rapid.SampledFrom(p.Words()).Draw(t, "word")}
	}
	lo := rapid.Int64Range(0, 60).Draw(t, "tenths")
	hi := lo + max(0, rapid.Int64Range(-20, 6).Draw(t, "width"))
	return agreement.Amount{Lo: big.NewRat(lo, 10), Hi: big.NewRat(hi, 10)}
}

func drawStep(t *rapid.T, a *agreement.Agreement, inWords []bool) *agreement.Step {
	s := &agreement.Step{Name: name(fmt.Sprintf("s%d", len(a.Steps)))}
	by := rapid.IntRange(-1, len(a.Actors)-1).Draw(t, "by")
	if by >= 0 {
		s.By = append(s.By, refTo(a.Actors[by].ID))
	}
	if other := rapid.IntRange(0, 6*len(a.Actors)).Draw(t, "joint"); other < len(a.Actors) && by >= 0 && other != by {
		s.By = append(s.By, refTo(a.Actors[other].ID))
	}
	for i, words := range inWords {
		p := a.Actors[i]
		bears := i == by || rapid.IntRange(0, 9).Draw(t, "bears") == 0
		if rapid.IntRange(0, 5).Draw(t, "worth?") == 0 {
			continue
		}
		w := agreement.Worth{Party: refTo(p.ID), Cost: bears, Amount: drawAmount(t, p, words)}
		if !bears && !words {
			more := big.NewRat(rapid.Int64Range(0, 5).Draw(t, "generous"), 1)
			w.Amount.Lo, w.Amount.Hi = new(big.Rat).Add(w.Amount.Lo, more), new(big.Rat).Add(w.Amount.Hi, more)
		}
		s.Worths = append(s.Worths, w)
	}
	if k := rapid.IntRange(-3, 3).Draw(t, "parts"); k > 1 {
		s.Parts = agreement.Opt[int]{V: k, Given: true}
		if rapid.Bool().Draw(t, "sizes?") {
			s.Sizes = drawSizes(t, k)
		}
	}
	if q := rapid.Int64Range(-3, 4).Draw(t, "undo"); q > 0 {
		s.Undo = agreement.Opt[*big.Rat]{V: big.NewRat(q, 4), Given: true}
	}
	for _, earlier := range a.Steps {
		if rapid.IntRange(0, 4).Draw(t, "after?") == 0 {
			r := stepRef(earlier.ID)
			if k := earlier.PartCount(); k > 1 && rapid.Bool().Draw(t, "part?") {
				r.Part = rapid.IntRange(1, k).Draw(t, "part")
			}
			s.After = append(s.After, r)
		}
	}
	if len(a.Steps) > 0 && rapid.IntRange(0, 9).Draw(t, "done?") == 0 {
		s.Done.Given = true
	}
	return s
}

func drawSizes(t *rapid.T, k int) agreement.Opt[[]*big.Rat] {
	sizes := agreement.Opt[[]*big.Rat]{Given: true}
	for range k {
		sizes.V = append(sizes.V, big.NewRat(rapid.Int64Range(1, 5).Draw(t, "size"), 2))
	}
	return sizes
}

func drawLocks(t *rapid.T, a *agreement.Agreement) {
	n := len(a.Steps)
	if n < 2 || rapid.IntRange(0, 1).Draw(t, "lock?") == 0 {
		return
	}
	locker := rapid.IntRange(1, n-1).Draw(t, "locker")
	for i := range locker {
		if rapid.IntRange(0, 2).Draw(t, "locked?") == 0 {
			a.Steps[locker].Locks = append(a.Steps[locker].Locks, stepRef(a.Steps[i].ID))
		}
	}
}

func drawExchange(t *rapid.T, a *agreement.Agreement) {
	if len(a.Steps) < 2 || rapid.IntRange(0, 2).Draw(t, "exchange?") > 0 {
		return
	}
	i := rapid.IntRange(0, len(a.Steps)-2).Draw(t, "member")
	j := rapid.IntRange(i+1, len(a.Steps)-1).Draw(t, "member")
	x := &agreement.Exchange{Name: name("x"), Steps: []agreement.StepRef{stepRef(a.Steps[i].ID), stepRef(a.Steps[j].ID)}}
	if rapid.Bool().Draw(t, "held") {
		x.HeldBy = agreement.Opt[agreement.Ref]{V: refTo(rapid.SampledFrom(a.Actors).Draw(t, "holder").ID), Given: true}
	}
	a.Exchanges = append(a.Exchanges, x)
}

func drawDemands(t *rapid.T, a *agreement.Agreement, dates bool) {
	if len(a.Steps) < 2 {
		return
	}
	kinds := []agreement.DemandKind{agreement.Before, agreement.Together, agreement.Include, agreement.Before, agreement.Before}
	if dates {
		kinds = append(kinds, agreement.Within)
	}
	for k := range rapid.IntRange(-2, 2).Draw(t, "demands") {
		i, j := rapid.IntRange(0, len(a.Steps)-1).Draw(t, "first"), rapid.IntRange(0, len(a.Steps)-1).Draw(t, "then")
		if i == j {
			continue
		}
		if rapid.IntRange(0, 9).Draw(t, "contrary") > 0 {
			i, j = min(i, j), max(i, j)
		}
		d := &agreement.Demand{
			Name: name(fmt.Sprintf("d%d", k)), Of: agreement.Opt[agreement.Ref]{V: refTo("p0"), Given: true},
			Kind:  rapid.SampledFrom(kinds).Draw(t, "kind"),
			Steps: []agreement.StepRef{stepRef(a.Steps[i].ID), stepRef(a.Steps[j].ID)},
			Firm:  rapid.Bool().Draw(t, "firm"),
			Days:  rapid.IntRange(0, 9).Draw(t, "days"),
		}
		if d.Kind == agreement.Include {
			d.Steps = d.Steps[:1]
		}
		a.Demands = append(a.Demands, d)
	}
}

func drawDates(t *rapid.T, a *agreement.Agreement) {
	a.Begins = agreement.Opt[calendar.Day]{V: 18000, Given: true}
	for _, s := range a.Steps {
		if rapid.IntRange(0, 2).Draw(t, "takes?") > 0 {
			least := rapid.IntRange(0, 6).Draw(t, "takes")
			s.Takes = agreement.Opt[agreement.Days]{V: agreement.Days{Min: least, Max: least + rapid.IntRange(0, 2).Draw(t, "more")}, Given: true}
		}
		if rapid.IntRange(0, 3).Draw(t, "verified?") == 0 {
			s.VerifiedBy = []agreement.Ref{refTo("third")}
			s.VerifyIn = agreement.Opt[int]{V: rapid.IntRange(0, 5).Draw(t, "verify_in"), Given: true}
		}
		if rapid.IntRange(0, 2).Draw(t, "due?") == 0 {
			s.Due = agreement.Opt[agreement.When]{V: onDay(18000 + rapid.IntRange(0, 25).Draw(t, "due")), Given: true}
		}
		if rapid.IntRange(0, 4).Draw(t, "not_before?") == 0 {
			s.NotBefore = agreement.Opt[agreement.When]{V: onDay(18000 + rapid.IntRange(0, 12).Draw(t, "not_before")), Given: true}
		}
	}
}

func onDay(d int) agreement.When { return agreement.When{Span: calendar.On(calendar.Day(d))} }
