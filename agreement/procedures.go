package agreement

import (
	"fmt"
	"slices"
	"strings"

	"detente/diag"
	"detente/syntax"
)

// The attributes of duties, quotas and procedures, and what reads them.

var dutyAttrs = []attr[Duty]{
	{"by", func(r *reader, d *Duty, e syntax.Expr) { d.By = r.refs(e, party, thirdParty) }},
	{"text", func(r *reader, d *Duty, e syntax.Expr) { d.Text = r.text(e) }},
	{"clause", func(r *reader, d *Duty, e syntax.Expr) { d.Clause = r.str(e) }},
	{"gains", func(r *reader, d *Duty, e syntax.Expr) { d.Worths = append(r.worths(e, false), d.Worths...) }},
	{"costs", func(r *reader, d *Duty, e syntax.Expr) { d.Worths = append(d.Worths, r.worths(e, true)...) }},
	{"since", func(r *reader, d *Duty, e syntax.Expr) { d.Done = r.day(e) }},
	{"from", func(r *reader, d *Duty, e syntax.Expr) { d.From = r.when(e) }},
	{"until", func(r *reader, d *Duty, e syntax.Expr) { r.until(d, e) }},
	{"while", func(r *reader, d *Duty, e syntax.Expr) { d.While = r.whileRefs(e) }},
	{"stopped", func(r *reader, d *Duty, e syntax.Expr) { d.Stopped = r.day(e) }},
	{"verified_by", func(r *reader, d *Duty, e syntax.Expr) { d.VerifiedBy = r.refs(e, thirdParty, party) }},
	{"detects", func(r *reader, d *Duty, e syntax.Expr) {
		d.Detects = r.share(e, "Write the probability, such as 0.9.")
	}},
	{"source", func(r *reader, d *Duty, e syntax.Expr) { d.Source = r.optRef(e, source) }},
	{"quote", func(r *reader, d *Duty, e syntax.Expr) { d.Quote = r.str(e) }},
}

// dutyWorthAttrs are what a private overlay may give to a duty.
var dutyWorthAttrs = slices.DeleteFunc(slices.Clone(worthAttrs), func(t attr[Step]) bool { return t.name == "undo" })

// throughout is the word for a duty that lasts as long as the agreement.
const throughout = "agreement"

// until reads a day, or the word for as long as the agreement lasts.
func (r *reader) until(d *Duty, e syntax.Expr) {
	if c, _ := e.Code(); c.Kind == syntax.Name && c.Text == throughout && c.Index == nil && c.Field == "" {
		d.Throughout = true
		return
	}
	d.Until = r.when(e)
}

// whileRefs reads the steps and duties on which a duty rests.
func (r *reader) whileRefs(e syntax.Expr) []StepRef {
	for _, item := range list(e) {
		c := r.code(item)
		if d, known := r.names[c.Text]; c.Kind == syntax.Name && known && d.kind == procedure {
			r.add(codeKind, c.Place, "Name the steps that it takes back, or let the procedure say suspends = …",
				"%s names the procedure %s; a duty rests on steps and on other duties, which a procedure may take away.", r.where, c.Text).
				Places = []diag.Place{c.Place, d.place}
			return nil
		}
	}
	return r.stepRefs(e, false)
}

var quotaAttrs = []attr[Quota]{
	{"by", func(r *reader, q *Quota, e syntax.Expr) { q.By = r.refs(e, party, thirdParty) }},
	{"text", func(r *reader, q *Quota, e syntax.Expr) { q.Text = r.text(e) }},
	{"clause", func(r *reader, q *Quota, e syntax.Expr) { q.Clause = r.str(e) }},
	{"of", func(r *reader, q *Quota, e syntax.Expr) { q.Of = r.text(e) }},
	{"at_most", func(r *reader, q *Quota, e syntax.Expr) { q.AtMost = r.optWhole(e, 0, MaxNumber, "things") }},
	{"at_least", func(r *reader, q *Quota, e syntax.Expr) { q.AtLeast = r.optWhole(e, 0, MaxNumber, "things") }},
	{"per", func(r *reader, q *Quota, e syntax.Expr) { q.Per = r.period(e) }},
	{"from", func(r *reader, q *Quota, e syntax.Expr) { q.From = r.when(e) }},
	{"until", func(r *reader, q *Quota, e syntax.Expr) { q.Until = r.when(e) }},
	{"verified_by", func(r *reader, q *Quota, e syntax.Expr) { q.VerifiedBy = r.refs(e, thirdParty, party) }},
	{"source", func(r *reader, q *Quota, e syntax.Expr) { q.Source = r.optRef(e, source) }},
	{"quote", func(r *reader, q *Quota, e syntax.Expr) { q.Quote = r.str(e) }},
}

var periodUnits = []PeriodUnit{Always, EachYear, EachMonth, EachWeek, EachDay, InAll}

// period reads one of the words for a period, or days(n).
func (r *reader) period(e syntax.Expr) Opt[Period] {
	const fix = "Write year, month, week, day, days(n), always for a level at every moment, or in_all."
	c := r.code(e)
	switch {
	case c.Kind == syntax.Call && c.Text == string(EachDays) && len(c.Items) == 1:
		n, ok := r.whole(c.Items[0], 1, MaxDays, "days")
		return Opt[Period]{V: Period{Unit: EachDays, Days: n}, Given: ok, Place: e.Place}
	case c.Kind != syntax.Name && c.Kind != syntax.Call:
		r.expected("a period", c, fix)
	case c.Kind == syntax.Name && c.Index == nil && c.Field == "" && slices.Contains(periodUnits, PeriodUnit(c.Text)):
		return Opt[Period]{V: Period{Unit: PeriodUnit(c.Text)}, Given: true, Place: e.Place}
	default:
		r.add(codeUnknown, c.Place, fix, "%s says %s, which is not a period.", r.where, short(c.Text))
	}
	return Opt[Period]{}
}

var procedureAttrs = []attr[Procedure]{
	{"text", func(r *reader, p *Procedure, e syntax.Expr) { p.Text = r.text(e) }},
	{"clause", func(r *reader, p *Procedure, e syntax.Expr) { p.Clause = r.str(e) }},
	{"about", func(r *reader, p *Procedure, e syntax.Expr) { p.About = r.refs(e, step, duty, quota) }},
	{"may_start", func(r *reader, p *Procedure, e syntax.Expr) { p.MayStart = r.refs(e, party, thirdParty) }},
	{"starts", func(r *reader, p *Procedure, e syntax.Expr) { p.Starts = r.when(e) }},
	{"not_before", func(r *reader, p *Procedure, e syntax.Expr) { p.NotBefore = r.when(e) }},
	{"expires", func(r *reader, p *Procedure, e syntax.Expr) { p.Expires = r.when(e) }},
	{"effect", func(r *reader, p *Procedure, e syntax.Expr) { p.Effect = r.text(e) }},
	{"takes_back", func(r *reader, p *Procedure, e syntax.Expr) { p.TakesBack = r.stepRefs(e, false) }},
	{"suspends", func(r *reader, p *Procedure, e syntax.Expr) { p.Suspends = r.refs(e, duty) }},
	{"started", func(r *reader, p *Procedure, e syntax.Expr) { p.Started = r.day(e) }},
	{"started_by", func(r *reader, p *Procedure, e syntax.Expr) { p.StartedBy = r.optRef(e, party, thirdParty) }},
	{"contested_by", func(r *reader, p *Procedure, e syntax.Expr) { p.ContestedBy = r.refs(e, party, thirdParty) }},
	{"source", func(r *reader, p *Procedure, e syntax.Expr) { p.Source = r.optRef(e, source) }},
	{"quote", func(r *reader, p *Procedure, e syntax.Expr) { p.Quote = r.str(e) }},
}

var stageAttrs = []attr[Stage]{
	{"text", func(r *reader, s *Stage, e syntax.Expr) { s.Text = r.text(e) }},
	{"clause", func(r *reader, s *Stage, e syntax.Expr) { s.Clause = r.str(e) }},
	{"days", func(r *reader, s *Stage, e syntax.Expr) { s.Days = r.optWhole(e, 0, MaxDays, "days") }},
	{"beside", func(r *reader, s *Stage, e syntax.Expr) { s.Beside = r.beside(e) }},
	{"may_enter", func(r *reader, s *Stage, e syntax.Expr) { s.MayEnter = r.refs(e, party, thirdParty) }},
	{"may_skip", func(r *reader, s *Stage, e syntax.Expr) { s.MaySkip = r.refs(e, party, thirdParty) }},
	{"may_extend", func(r *reader, s *Stage, e syntax.Expr) { s.MayExtend = r.refs(e, party, thirdParty) }},
	{"decides", func(r *reader, s *Stage, e syntax.Expr) { s.Decides = r.refs(e, party, thirdParty) }},
	{"decision", func(r *reader, s *Stage, e syntax.Expr) { s.Decision = r.text(e) }},
	{"can_block", func(r *reader, s *Stage, e syntax.Expr) { s.CanBlock = r.refs(e, party, thirdParty) }},
	{"if_decided", func(r *reader, s *Stage, e syntax.Expr) { s.IfDecided = r.stageEnd(e) }},
	{"if_silent", func(r *reader, s *Stage, e syntax.Expr) { s.IfSilent = r.stageEnd(e) }},
	{"began", func(r *reader, s *Stage, e syntax.Expr) { s.Began = r.day(e) }},
	{"decided", func(r *reader, s *Stage, e syntax.Expr) { s.Decided = r.day(e) }},
	{"extended", func(r *reader, s *Stage, e syntax.Expr) { s.Extended = r.optWhole(e, 0, MaxDays, "days") }},
}

// stageEnd reads one of the words for what follows a stage.
func (r *reader) stageEnd(e syntax.Expr) Opt[StageEnd] {
	var words []string
	for _, o := range Outcomes {
		words = append(words, string(o))
	}
	fix := "Write " + strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1] + "."
	c := r.code(e)
	switch {
	case c.Kind != syntax.Name || c.Index != nil || c.Field != "":
		r.expected("one of the words for what follows", c, fix)
	case slices.Contains(words, c.Text):
		return Opt[StageEnd]{V: StageEnd(c.Text), Given: true, Place: e.Place}
	default:
		if near := didYouMean(Similar(c.Text, words)); near != "" {
			fix = near
		}
		r.add(codeUnknown, c.Place, fix, "%s says %s, which is not one of the words for what follows.", r.where, short(c.Text))
	}
	return Opt[StageEnd]{}
}

// beside reads the name of a stage; whether there is one is for checkStages.
func (r *reader) beside(e syntax.Expr) Opt[Ref] {
	c := r.code(e)
	if c.Kind != syntax.Name || c.Index != nil || c.Field != "" {
		r.expected("the name of a stage of this procedure", c, "Write the name of the stage that it runs beside.")
		return Opt[Ref]{}
	}
	return Opt[Ref]{V: Ref{ID: c.Text, Place: c.Place}, Given: true, Place: c.Place}
}

// duty adds a duty with its step to the agreement, if keep is set, and returns
// what reads it.
func (r *reader) duty(b *syntax.Block, name Name, keep bool) func() {
	d := &Duty{Step: &Step{Name: name, OfDuty: true}}
	if keep {
		r.a.Steps = append(r.a.Steps, d.Step)
	}
	return readLater(r, b, d, dutyAttrs, &r.a.Duties, keep)
}

// stage is the type of the blocks inside a procedure.
const stage kind = "stage"

// procedure adds a procedure to the agreement, if keep is set, and returns what
// reads it and its stages.
func (r *reader) procedure(b *syntax.Block, p *Procedure, keep bool) func() {
	stages, _ := within(b)
	if keep {
		r.a.Procedures = append(r.a.Procedures, p)
	}
	return func() {
		read(r, b, p, procedureAttrs)
		for _, s := range stages {
			r.stage(s, p)
		}
		r.checkStages(p)
	}
}

// stage reads one stage of a procedure.
func (r *reader) stage(b *syntax.Block, p *Procedure) {
	name, ok := r.label(b)
	if first := p.Stage(name.ID); ok && first != nil {
		r.add(codeTwice, name.Place, "Rename one of the two.", "Procedure %s has two stages of the name %s.", p.ID, name.ID).
			Places = []diag.Place{first.Place, name.Place}
		ok = false
	}
	s := &Stage{Name: name}
	read(r, b, s, stageAttrs)
	switch {
	case !ok:
	case len(p.Stages) == MaxStages:
		r.add(codeTooLarge, name.Place, "Divide the procedure.", "Procedure %s has more than %d stages.", p.ID, MaxStages)
	default:
		p.Stages = append(p.Stages, s)
	}
}

// checkStages checks that a stage runs beside an earlier one that does not run
// beside another itself, and that what is said of one that does makes sense.
func (r *reader) checkStages(p *Procedure) {
	for i, s := range p.Stages {
		if s.IfSilent.V == Again && s.Days.Given && s.Days.V == 0 {
			r.add(codeRange, s.Days.Place, "Give it a day at least.", "Stage %s of procedure %s begins again when its days have passed, and has none.", s.ID, p.ID)
			s.Days = Opt[int]{}
		}
		if !s.Beside.Given {
			continue
		}
		where := fmt.Sprintf("In stage %s, beside", s.ID)
		main := i - 1
		for main >= 0 && p.Stages[main].Beside.Given {
			main--
		}
		at := slices.IndexFunc(p.Stages, func(x *Stage) bool { return x.ID == s.Beside.V.ID })
		switch {
		case at < 0:
			r.add(codeUnknown, s.Beside.Place, "Name a stage of this procedure.", "%s names %s, which is not a stage of procedure %s.", where, s.Beside.V.ID, p.ID)
		case at != main:
			r.add(codeRange, s.Beside.Place, "Let the stages that run beside one another follow it directly, and name the first of them.",
				"%s names %s; it can name only the last stage before it that runs on its own.", where, s.Beside.V.ID)
		default:
			continue
		}
		s.Beside = Opt[Ref]{}
	}
}

// dropDuties takes out of the steps the taking up of duties that are in no plan:
// they say no worth, and nothing waits for them. Those that stay wait for the
// steps on which they rest, and begin no earlier than the duty does.
func (r *reader) dropDuties() {
	wanted := map[string]bool{}
	r.keepInPlan(func(ref StepRef) bool {
		wanted[ref.ID] = true
		return false
	})
	drop := map[string]bool{}
	for _, d := range r.a.Duties {
		drop[d.ID] = len(d.Worths) == 0 && !wanted[d.ID]
	}
	r.a.Steps = slices.DeleteFunc(r.a.Steps, func(s *Step) bool { return s.OfDuty && drop[s.ID] })
	for _, d := range r.a.Duties {
		d.NotBefore = d.From
		for _, ref := range d.While {
			if r.names[ref.ID].kind == step {
				d.After = append(d.After, ref)
			}
		}
		d.Undo = full()
	}
}

// checkDuties checks what duties, quotas and procedures say against one another.
func (r *reader) checkDuties() {
	for _, d := range r.a.Duties {
		if slices.ContainsFunc(d.While, func(ref StepRef) bool { return ref.ID == d.ID }) {
			r.add(codeRange, d.Place, "Name another step or duty.", "The duty %s rests on itself.", d.ID)
			d.While = slices.DeleteFunc(d.While, func(ref StepRef) bool { return ref.ID == d.ID })
		}
		if u := d.Until.V; d.Until.Given && d.From.Given && u.Base == nil && d.From.V.Base == nil && u.Span.Last < d.From.V.Span.First {
			r.add(codeRange, d.Until.Place, "Swap the two.", "The duty %s ends on %s, before it begins on %s.", d.ID, u.Span, d.From.V.Span).
				Places = []diag.Place{d.From.Place, d.Until.Place}
			d.Until = Opt[When]{}
		}
	}
	for _, q := range r.a.Quotas {
		if q.AtLeast.Given && q.AtMost.Given && q.AtLeast.V > q.AtMost.V {
			r.add(codeRange, q.AtLeast.Place, "Swap the two.", "The quota %s is at least %d and at most %d, which nothing can be.", q.ID, q.AtLeast.V, q.AtMost.V).
				Places = []diag.Place{q.AtMost.Place, q.AtLeast.Place}
			q.AtLeast, q.AtMost = Opt[int]{}, Opt[int]{}
		}
	}
}

// keepInDuties takes dropped references to steps out of duties and procedures.
// A duty that is in no plan has no step to be dropped.
func (r *reader) keepInDuties(drop func(StepRef) bool) {
	for _, d := range r.a.Duties {
		d.While = slices.DeleteFunc(d.While, drop)
	}
	for _, p := range r.a.Procedures {
		p.TakesBack = slices.DeleteFunc(p.TakesBack, drop)
	}
}

// dropWhens takes out of duties, quotas and procedures the days that count from
// steps that are gone, and what they name of these.
func (r *reader) dropWhens(gone func(Opt[When]) bool) {
	for _, d := range r.a.Duties {
		d.From.Given, d.Until.Given = d.From.Given && !gone(d.From), d.Until.Given && !gone(d.Until)
	}
	for _, q := range r.a.Quotas {
		q.From.Given, q.Until.Given = q.From.Given && !gone(q.From), q.Until.Given && !gone(q.Until)
	}
	for _, p := range r.a.Procedures {
		for _, w := range []*Opt[When]{&p.Starts, &p.NotBefore, &p.Expires} {
			w.Given = w.Given && !gone(*w)
		}
		p.About = slices.DeleteFunc(p.About, func(ref Ref) bool {
			return gone(Opt[When]{V: When{Base: &ref}, Given: true})
		})
	}
}
