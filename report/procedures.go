package report

import (
	"detente/agreement"
	"detente/calendar"
	"detente/procedure"
)

// Procedures is what an agreement says of duties, procedures and quotas, and, for
// a day, where each of them stands: "detente.procedures/1".
type Procedures struct {
	Format    string `json:"format"`
	Input     string `json:"input"`
	Agreement string `json:"agreement"`
	Title     string `json:"title"`
	// On is the day that is looked at; null where none was asked for.
	On         *string     `json:"on"`
	Duties     []Duty      `json:"duties"`
	Procedures []Procedure `json:"procedures"`
	Quotas     []Quota     `json:"quotas"`
	// Assumed says how days are counted.
	Assumed   []string `json:"assumed"`
	Private   []string `json:"private"`
	Performed []Taken  `json:"performed"`
}

// Duty is one duty. From and Until are days as far as the text tells them.
type Duty struct {
	Name       string   `json:"name"`
	By         []string `json:"by"`
	From       *string  `json:"from"`
	Until      *string  `json:"until"`
	Throughout bool     `json:"throughout"`
	While      []string `json:"while"`
	VerifiedBy []string `json:"verified_by"`
	// Planned: taking it up is a step of the plan.
	Planned bool   `json:"planned"`
	Place   *Place `json:"place"`
	// Text says all of it in words.
	Text string `json:"text"`
	// Now is what it is on the day that is looked at, null where there is none.
	Now *ProcedureStanding `json:"now"`
}

// ProcedureStanding is where a duty or a procedure stands on a day.
type ProcedureStanding struct {
	// Status is, of a duty, not_yet, kept, suspended, stopped or ended; of a
	// procedure, not_started, running, waiting or over.
	Status string  `json:"status"`
	Since  *string `json:"since"`
	// Behind names the step, the duty and the procedure because of which a duty
	// is suspended or has not begun.
	Behind []string `json:"behind"`
	// Stage is the running stage of a procedure, or the one that can be asked
	// for; "" where there is none. Beside are the stages that run beside it.
	Stage  string   `json:"stage"`
	Beside []string `json:"beside"`
	// Last is the last day of the running stage, null where that is not known.
	Last *string `json:"last"`
	// Then is what follows if nobody acts: next, ends, takes_effect, again; of a
	// procedure that is over, what followed; "" where the text does not say.
	Then string `json:"then"`
	// InForce is the first day of the effect: when it is over, or when nobody acts.
	InForce *string `json:"in_force"`
	// Text says it in words.
	Text string `json:"text"`
}

// Procedure is one procedure.
type Procedure struct {
	Name      string   `json:"name"`
	About     []string `json:"about"`
	MayStart  []string `json:"may_start"`
	TakesBack []string `json:"takes_back"`
	Suspends  []string `json:"suspends"`
	// Days is how many days all stages take when nobody decides and each is asked
	// for at once, null where a stage has no end; Then is how that ends.
	Days *int   `json:"days"`
	Then string `json:"then"`
	// Expires is the last day on which it can take effect, and LastStart the last
	// on which it is of use to start it.
	Expires   *string `json:"expires"`
	LastStart *string `json:"last_start"`
	// Alone are those of whom each alone can bring the effect about once it has
	// been started, and Prevent those of whom each alone can keep it away.
	Alone   []string `json:"alone"`
	Prevent []string `json:"prevent"`
	// ContestedBy are those who say that it was not validly started.
	ContestedBy []string `json:"contested_by"`
	Stages      []Stage  `json:"stages"`
	Place       *Place   `json:"place"`
	// Text says all but the stages in words.
	Text string             `json:"text"`
	Now  *ProcedureStanding `json:"now"`
}

// Stage is one stage of a procedure. From and Last are its days, where it has
// begun or will begin if nobody acts and each stage is asked for at once; the day
// on which it begins is not counted.
type Stage struct {
	Name      string   `json:"name"`
	Beside    string   `json:"beside"` // the stage that it runs beside, "" where it runs on its own
	Days      *int     `json:"days"`
	MayEnter  []string `json:"may_enter"`
	Decides   []string `json:"decides"`
	CanBlock  []string `json:"can_block"`
	IfDecided string   `json:"if_decided"`
	IfSilent  string   `json:"if_silent"`
	// LastBegin is the last day on which its beginning is of use, null where the
	// procedure does not expire.
	LastBegin *string `json:"last_begin"`
	From      *string `json:"from"`
	Last      *string `json:"last"`
	Text      string  `json:"text"`
}

// Quota is one quota.
type Quota struct {
	Name       string   `json:"name"`
	By         []string `json:"by"`
	AtMost     *int     `json:"at_most"`
	AtLeast    *int     `json:"at_least"`
	Per        string   `json:"per"`
	From       *string  `json:"from"`
	Until      *string  `json:"until"`
	VerifiedBy []string `json:"verified_by"`
	// Period is the period that the day lies in, [first, last]; [] where there is
	// none.
	Period []string `json:"period"`
	Place  *Place   `json:"place"`
	Text   string   `json:"text"`
}

// NewProcedures makes the record. on is the day that is looked at, events what
// counts as having happened besides the text; without a day neither counts.
func NewProcedures(input string, c *agreement.Course, events []procedure.Event, on agreement.Opt[calendar.Day]) Procedures {
	a := c.Agreement
	w := &ways{course: c, a: a, on: on}
	if on.Given {
		w.view = procedure.Look(c, events, on.V)
	}
	r := Procedures{
		Format: ProceduresFormat, Input: input, Agreement: a.ID.ID, Title: a.Title.String(), On: optDay(on),
		Duties: []Duty{}, Procedures: []Procedure{}, Quotas: []Quota{},
		Assumed: []string{"Days: " + calendar.Rule + "."}, Private: list(a.Private), Performed: NewTaken(c),
	}
	for i, d := range a.Duties {
		r.Duties = append(r.Duties, w.duty(i, d))
	}
	for i, p := range a.Procedures {
		r.Procedures = append(r.Procedures, w.procedure(i, p))
	}
	for _, q := range a.Quotas {
		r.Quotas = append(r.Quotas, w.quota(q))
	}
	return r
}

// ways is what the record is made from.
type ways struct {
	course *agreement.Course
	a      *agreement.Agreement
	on     agreement.Opt[calendar.Day]
	view   *procedure.View // nil without a day
}

// date is the day that a When means, as a text, null where that is not known.
func (w *ways) date(x agreement.Opt[agreement.When]) *string {
	span, ok := w.course.Resolve(x.V)
	if !x.Given || !ok {
		return nil
	}
	s := span.String()
	return &s
}

func optInt(n agreement.Opt[int]) *int {
	if !n.Given {
		return nil
	}
	return &n.V
}

func idsOf(refs []agreement.Ref) []string {
	names := []string{}
	for _, r := range refs {
		names = append(names, r.ID)
	}
	return names
}

func stepIDs(refs []agreement.StepRef) []string {
	names := []string{}
	for _, r := range refs {
		names = append(names, r.String())
	}
	return names
}

func (w *ways) duty(i int, d *agreement.Duty) Duty {
	out := Duty{
		Name: d.ID, By: idsOf(d.By), From: w.date(d.From), Until: w.date(d.Until), Throughout: d.Throughout,
		While: stepIDs(d.While), VerifiedBy: idsOf(d.VerifiedBy), Planned: w.a.Step(d.ID) != nil, Place: place(d.Place),
		Text: w.dutyText(d),
	}
	if out.From == nil && d.Done.Given {
		out.From = day(d.Done.V)
	}
	if w.view != nil {
		s := w.view.Duty(i)
		out.Now = &ProcedureStanding{
			Status: stands[s.Stand], Since: optDay(s.Since), Behind: list(s.Resting), Beside: []string{},
			Text: w.standingText(d, s),
		}
	}
	return out
}

var stands = [...]string{procedure.NotYet: "not_yet", procedure.Kept: "kept", procedure.Suspended: "suspended", procedure.Stopped: "stopped", procedure.Ended: "ended"}

func (w *ways) quota(q *agreement.Quota) Quota {
	out := Quota{
		Name: q.ID, By: idsOf(q.By), AtMost: optInt(q.AtMost), AtLeast: optInt(q.AtLeast), Per: per(q.Per),
		From: w.date(q.From), Until: w.date(q.Until), VerifiedBy: idsOf(q.VerifiedBy), Period: []string{}, Place: place(q.Place),
		Text: w.quotaText(q),
	}
	if w.view != nil {
		if span, ok := w.view.Period(q); ok {
			out.Period = []string{span.First.String(), span.Last.String()}
		}
	}
	return out
}

func (w *ways) procedure(i int, p *agreement.Procedure) Procedure {
	out := Procedure{
		Name: p.ID, About: idsOf(p.About), MayStart: idsOf(p.MayStart), TakesBack: stepIDs(p.TakesBack), Suspends: idsOf(p.Suspends),
		Expires: w.date(p.Expires), Alone: w.who(p, procedure.CanForce), Prevent: w.who(p, procedure.CanPrevent),
		ContestedBy: idsOf(p.ContestedBy), Stages: []Stage{}, Place: place(p.Place), Text: w.procedureText(p),
	}
	if n, o, known := procedure.Total(p, 0); known {
		out.Days, out.Then = &n, string(o)
	}
	out.LastStart = w.lastBegin(p, 0)
	for i := range p.Stages {
		out.Stages = append(out.Stages, w.stage(p, i))
	}
	if w.view != nil {
		at := w.view.Procedure(i)
		w.dates(p, at, out.Stages)
		out.Now = w.position(p, at)
	}
	return out
}

func (w *ways) stage(p *agreement.Procedure, i int) Stage {
	s := p.Stages[i]
	silent, _ := p.Silent(i)
	out := Stage{
		Name: s.ID, Beside: s.Beside.V.ID, Days: optInt(s.Days), MayEnter: idsOf(s.MayEnter), Decides: idsOf(s.Decides),
		CanBlock: idsOf(s.CanBlock), IfSilent: string(silent), LastBegin: w.lastBegin(p, i), Text: w.stageText(p, i),
	}
	if len(s.Decides) > 0 {
		out.IfDecided = string(p.Resolved(i))
	}
	return out
}

// lastBegin is the last day on which the stage can begin for the effect to come
// about before the procedure expires.
func (w *ways) lastBegin(p *agreement.Procedure, stage int) *string {
	expires, ok := w.course.Resolve(p.Expires.V)
	if !p.Expires.Given || !ok || len(p.Stages) > 0 && p.Stages[stage].Beside.Given {
		return nil
	}
	last, leads := procedure.LastUseful(p, stage, expires)
	if !leads {
		return nil
	}
	s := last.String()
	return &s
}

// who are the actors of the text of whom something is so, each alone.
func (w *ways) who(p *agreement.Procedure, so func(*agreement.Procedure, string) bool) []string {
	names := []string{}
	if len(p.Stages) == 0 {
		return names
	}
	for _, x := range w.a.Actors {
		if so(p, x.ID) {
			names = append(names, x.ID)
		}
	}
	return names
}

// dates fills in the days of the stages: of those gone through, of the running
// one, and of those behind it if nobody acts.
func (w *ways) dates(p *agreement.Procedure, at procedure.Position, stages []Stage) {
	for _, l := range at.Path {
		for _, i := range procedure.Group(p, l.Stage) {
			stages[i].From, stages[i].Last = day(l.From), day(l.To)
		}
	}
	if at.Status != procedure.Running {
		return
	}
	for _, d := range procedure.Run(p, at.Stage, at.Since) {
		if !d.Known {
			continue
		}
		last := d.Last
		if d.Stage == at.Stage && at.Known {
			last = at.Last
		}
		stages[d.Stage].From, stages[d.Stage].Last = day(d.From), day(last)
	}
	stages[at.Stage].From = day(at.Since)
}

var statuses = [...]string{procedure.NotStarted: "not_started", procedure.Running: "running", procedure.Waiting: "waiting", procedure.Over: "over"}

func (w *ways) position(p *agreement.Procedure, at procedure.Position) *ProcedureStanding {
	s := &ProcedureStanding{Status: statuses[at.Status], Behind: []string{}, Beside: []string{}, Text: w.positionText(p, at)}
	if at.Status != procedure.NotStarted {
		s.Since = day(at.Since)
	}
	if at.Stage >= 0 {
		s.Stage = p.Stages[at.Stage].ID
		for _, i := range procedure.Group(p, at.Stage)[1:] {
			s.Beside = append(s.Beside, p.Stages[i].ID)
		}
	}
	switch at.Status {
	case procedure.Over:
		s.Then = string(at.Outcome)
		if at.Outcome == agreement.TakesEffect {
			s.InForce = day(at.InForce)
		}
	case procedure.Running:
		o, _ := p.Silent(at.Stage)
		s.Then = string(o)
		if at.Known {
			s.Last = day(at.Last)
			if o == agreement.TakesEffect {
				s.InForce = day(at.Last.Add(1))
			}
		}
	case procedure.NotStarted, procedure.Waiting:
	}
	return s
}
