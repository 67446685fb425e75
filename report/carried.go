package report

import (
	"slices"

	"detente/act"
	"detente/agreement"
	"detente/order"
	"detente/plan"
	"detente/reason"
	"detente/state"
	"detente/worth"
)

// Carried is where an agreement stands while it is carried out:
// "detente.carried/1". It follows from the text, the log and the day alone.
type Carried struct {
	Format    string `json:"format"`
	Input     string `json:"input"` // the hash of the text in force
	Agreement string `json:"agreement"`
	Title     string `json:"title"`
	On        string `json:"on"` // the day that is looked at
	Log       Head   `json:"log"`
	InForce   bool   `json:"in_force"`
	// Since is the moment of the entry with which it came into force.
	Since    *string  `json:"since"`
	Unsigned []string `json:"unsigned"`
	// Actors stand in the order of the text.
	Actors []CarriedActor `json:"actors"`
	Steps  []CarriedStep  `json:"steps"`
	Moves  []Turn         `json:"moves"`
	// Readings are one where nothing is contested, else two.
	Readings  []NowReading `json:"readings"`
	Proposals []Proposal   `json:"proposals"`
	Contests  []Contest    `json:"contests"`
	// Procedures are those that run, wait or are over.
	Procedures []NowProcedure `json:"procedures"`
	// Unfit counts the acts that have no effect.
	Unfit int `json:"unfit"`
}

// Head is the head of a log. The root is in base64.
type Head struct {
	Origin string `json:"origin"`
	Size   int64  `json:"size"`
	Root   string `json:"root"`
}

// CarriedActor is a party or third party.
type CarriedActor struct {
	Name  string `json:"name"`
	Label string `json:"label"`
	Third bool   `json:"third"`
	// Keys are the fingerprints that count now.
	Keys []string `json:"keys"`
	// Left is the day from which it is no longer bound, null where it has not withdrawn.
	Left *string `json:"left"`
	// Suspended is the number of the entry by which it suspended all its steps.
	Suspended *int64 `json:"suspended"`
}

// CarriedStep is where one step, or part of one, stands.
type CarriedStep struct {
	Name string `json:"name"`
	Step string `json:"step"`
	Part int    `json:"part"`
	// Size is what the part is of the step, exactly, such as "1/2"; only where the
	// step is in parts of different sizes.
	Size  string   `json:"size,omitempty"`
	Label string   `json:"label"`
	By    []string `json:"by"`
	// Status is one of fifteen words; Under what it would be without what stands
	// over it: a dispute, a suspension.
	Status string `json:"status"`
	Under  string `json:"under"`
	// Performed is the day of performance as declared.
	Performed *string `json:"performed"`
	Verified  *string `json:"verified"` // the last day on which all had confirmed it
	Declared  []int64 `json:"declared"` // numbers of entries
	Attested  []Found `json:"attested"`
	Contested []int64 `json:"contested"`
	// Cause is the entry behind the status, null where there is none.
	Cause      *int64   `json:"cause"`
	VerifiedBy []string `json:"verified_by"`
	// Missing are joint performers who have not declared, Unverified those who verify
	// and have not answered.
	Missing    []string `json:"missing"`
	Unverified []string `json:"unverified"`
	WaitsFor   []string `json:"waits_for"`
	Due        *NowDue  `json:"due"`
	NotBefore  *string  `json:"not_before"`
	Ends       *string  `json:"ends"`
	Place      *Place   `json:"place"`
	// Text says it in a sentence.
	Text string `json:"text"`
}

// Found is what somebody who verifies found.
type Found struct {
	By     string `json:"by"`
	Result string `json:"result"`
	On     string `json:"on"`
	Entry  int64  `json:"entry"`
}

// NowDue is the day until which a step has to be performed.
type NowDue struct {
	Day  string `json:"day"`
	Text string `json:"text"` // the day by the text
	// Extended is the entry with which a later day was agreed, Stopped on how many
	// days the clock stood.
	Extended *int64 `json:"extended"`
	Stopped  int    `json:"stopped"`
	Passed   bool   `json:"passed"`
	Late     bool   `json:"late"`
	Demand   string `json:"demand"` // "" where the step itself says so
	Place    *Place `json:"place"`
}

// Turn is what somebody can do now that something waits for.
type Turn struct {
	By   string `json:"by"`
	Kind string `json:"kind"`
	Step string `json:"step"` // "" where it is about none
	// Entry is the act that waits for it, null where none does.
	Entry     *int64 `json:"entry"`
	Procedure string `json:"procedure"`
	Stage     string `json:"stage"`
	Overdue   bool   `json:"overdue"`
	// OneReading: it is open by one reading of now only.
	OneReading bool   `json:"one_reading"`
	Text       string `json:"text"`
}

// NowReading is one way to read now: uncontested, as declared, as contested.
type NowReading struct {
	Name      string       `json:"name"`
	Performed []string     `json:"performed"`
	Open      []string     `json:"open"`
	Holdings  []NowHolding `json:"holdings"`
	// Rounds are the plan from here, each a list of steps; [] where there is none, and
	// Verdict says why: see detente.plan. "" where it was not asked for.
	Verdict string     `json:"verdict"`
	Proved  bool       `json:"proved"`
	Rounds  [][]string `json:"rounds"`
}

// NowHolding is what a party has now, in its own unit or words.
type NowHolding struct {
	Party string `json:"party"`
	Label string `json:"label"`
	Holds string `json:"holds"` // if everything broke down now
	Loses string `json:"loses"` // how far it is below where it started; "0" when it is not
	Lost  bool   `json:"lost"`  // Loses is more than nothing, or may be
	// Stays: it gains nothing by leaving now. StaysFor and LeavesFor are what speaks
	// for either, in its words.
	Stays     bool   `json:"stays"`
	StaysFor  string `json:"stays_for"`
	LeavesFor string `json:"leaves_for"`
	// Temptation and Exposure are shares of what the party gains; null in words.
	Temptation *Share `json:"temptation"`
	Exposure   *Share `json:"exposure"`
}

// Proposal is what some have agreed to and others have not.
type Proposal struct {
	Kind    string   `json:"kind"`
	Entries []int64  `json:"entries"`
	By      []string `json:"by"`
	Missing []string `json:"missing"`
	// Together: the acts take effect in one moment or not at all, if all are there
	// before the moment; Lapsed: it has passed.
	Together bool    `json:"together"`
	Before   *string `json:"before"`
	Lapsed   bool    `json:"lapsed"`
	Text     string  `json:"text"`
}

// Contest is a dispute that stands.
type Contest struct {
	Entry    int64   `json:"entry"`
	By       string  `json:"by"`
	Of       *int64  `json:"of"`
	Step     string  `json:"step"`
	Words    string  `json:"words"`
	Answers  []int64 `json:"answers"`
	Received string  `json:"received"`
	Text     string  `json:"text"`
}

// NowProcedure is where a procedure stands.
type NowProcedure struct {
	Name string            `json:"name"`
	Now  ProcedureStanding `json:"now"`
}

// NewCarried makes the record. Plans are the plans from here by the readings of
// the view, in their order; there may be none. The title and the labels are in the
// language, as BCP 47 writes it, where the text has them in it; "" asks for none.
func NewCarried(s *state.State, v *state.View, plans []*plan.Result, lang string) Carried {
	a := v.Text.Agreement
	w := carrier{s: s, v: v, a: a, lang: lang}
	r := Carried{
		Format: CarriedFormat, Input: v.Text.Hash, Agreement: a.ID.ID, Title: a.Title.In(lang), On: v.Day.String(),
		Log: headOf(s), InForce: v.InForce, Unsigned: list(v.Unsigned), Unfit: len(v.Unfit),
		Actors: []CarriedActor{}, Steps: []CarriedStep{}, Moves: []Turn{}, Readings: []NowReading{}, Contests: []Contest{},
	}
	if v.Since != nil {
		r.Since = pointer(v.Since.Received.String())
	}
	for _, x := range a.Actors {
		if !x.Link {
			r.Actors = append(r.Actors, w.actor(x))
		}
	}
	for i := range v.Items {
		r.Steps = append(r.Steps, w.step(&v.Items[i]))
	}
	for _, m := range v.Moves {
		r.Moves = append(r.Moves, w.move(m))
	}
	accounts := worth.Accounts(agreement.NewCourse(a, agreement.Asking{}))
	for i, x := range v.Readings {
		reading := w.reading(x, accounts)
		if i < len(plans) && plans[i] != nil {
			reading.plan(plans[i])
		}
		r.Readings = append(r.Readings, reading)
	}
	r.Proposals = w.proposals()
	for _, c := range v.Contests {
		r.Contests = append(r.Contests, w.contest(c))
	}
	r.Procedures = w.procedures()
	return r
}

// WithoutWords returns the record without what acts say in words, for readers to
// whom the table is open and the log is not.
func (c Carried) WithoutWords() Carried {
	c.Contests = slices.Clone(c.Contests)
	for i := range c.Contests {
		c.Contests[i].Words = ""
	}
	return c
}

// Says is an act, which need not stand in the log, in a sentence.
func Says(s *state.State, a act.Act) string {
	return carrier{s: s, a: s.Text().Agreement}.says(&state.Record{Act: a})
}

func headOf(s *state.State) Head {
	h := s.Head()
	return Head{Origin: h.Origin, Size: h.Size, Root: s.Seen().Root}
}

// carrier makes the parts of the record.
type carrier struct {
	s *state.State
	v *state.View
	a *agreement.Agreement
	// lang is the language of titles and labels, "" for that of the text.
	lang string
}

func pointer(s string) *string { return &s }

func entryOf(r *state.Record) *int64 {
	if r == nil {
		return nil
	}
	return &r.Index
}

func entriesOf(all []*state.Record) []int64 {
	out := []int64{}
	for _, r := range all {
		out = append(out, r.Index)
	}
	return out
}

func (w carrier) actor(x *agreement.Actor) CarriedActor {
	r := CarriedActor{Name: x.ID, Label: x.LabelIn(w.lang), Third: x.Third, Keys: []string{}}
	for _, k := range w.s.Keys(x.ID) {
		if k.End < 0 {
			r.Keys = append(r.Keys, k.ID())
		}
	}
	for _, l := range w.v.Left {
		if l.By == x.ID {
			r.Left = pointer(string(l.On))
		}
	}
	for _, l := range w.v.Suspended {
		if l.By == x.ID {
			r.Suspended = entryOf(l)
		}
	}
	return r
}

func (w carrier) step(i *state.Item) CarriedStep {
	r := CarriedStep{
		Name: i.Name, Step: i.Step.ID, Label: i.Step.Text.In(w.lang), By: []string{}, Status: string(i.Status), Under: string(i.Under),
		Performed: optDay(i.On), Verified: optDay(i.Verified), Declared: entriesOf(i.Declared), Attested: []Found{}, Contested: []int64{},
		Cause: entryOf(i.Cause), VerifiedBy: []string{}, Missing: list(i.Missing), Unverified: list(i.Unverified), WaitsFor: []string{},
		NotBefore: optDay(i.First), Ends: optDay(i.Ends), Place: place(i.Step.Place),
	}
	if i.Name != i.Step.ID {
		u := w.v.Course.Units[i.Unit]
		r.Part, r.Size = u.Part, sizeOf(u)
	}
	for _, x := range i.Step.By {
		r.By = append(r.By, x.ID)
	}
	for _, x := range i.Step.VerifiedBy {
		r.VerifiedBy = append(r.VerifiedBy, x.ID)
	}
	for _, x := range i.Attested {
		r.Attested = append(r.Attested, Found{By: x.By, Result: string(x.Result), On: string(x.On), Entry: x.Index})
	}
	for _, c := range i.Contests {
		r.Contested = append(r.Contested, c.Index)
	}
	for _, x := range i.Waits {
		if name := w.v.Items[x.For].Name; !slices.Contains(r.WaitsFor, name) {
			r.WaitsFor = append(r.WaitsFor, name)
		}
	}
	if d := i.Due; d != nil {
		r.Due = &NowDue{Day: d.Day.String(), Text: d.Text.String(), Extended: entryOf(d.Extended), Stopped: d.Stopped, Passed: d.Passed, Late: d.Late, Place: place(d.Rule.Place)}
		if d.Demand != nil {
			r.Due.Demand = d.Demand.ID
		}
	}
	r.Text = w.sentence(i, r)
	return r
}

func (w carrier) reading(x state.Reading, accounts []*worth.Account) NowReading {
	r := NowReading{Name: string(x.Name), Performed: w.names(x.Performed.Members()), Open: w.names(x.Open), Holdings: []NowHolding{}, Rounds: [][]string{}}
	for _, a := range accounts {
		r.Holdings = append(r.Holdings, w.holding(a, x.Performed))
	}
	return r
}

func (w carrier) names(units []int) []string {
	all := []string{}
	for _, u := range units {
		all = append(all, w.v.Items[u].Name)
	}
	return all
}

func (w carrier) holding(a *worth.Account, performed order.Set) NowHolding {
	loss, excess := a.Loss(performed), a.Excess(performed)
	h := NowHolding{Party: a.Party.ID, Label: a.Party.LabelIn(w.lang), Holds: a.Say(a.Holds(performed)), Loses: "0", Stays: excess.Grade() == worth.Always}
	h.Lost = loss.Grade() != worth.Always
	if h.Lost {
		h.Loses = a.Say(loss)
	}
	h.StaysFor, h.LeavesFor = a.Sides(performed)
	if a.Words == nil && a.Unit().Sign() > 0 {
		t, e := share(quotient(a.Excess(performed)[0], a.Unit())), share(quotient(loss[0], a.Unit()))
		e = max(0, e)
		h.Temptation, h.Exposure = &t, &e
	}
	return h
}

// plan adds the plan from here.
func (r *NowReading) plan(p *plan.Result) {
	r.Verdict, r.Proved = string(p.Verdict), p.Proved
	for _, round := range p.Rounds {
		names := []string{}
		for _, e := range round.Events {
			names = append(names, p.Course.UnitNames(e)...)
		}
		r.Rounds = append(r.Rounds, names)
	}
}

// LogEntries is the log as people read it: "detente.log/1".
type LogEntries struct {
	Format    string     `json:"format"`
	Agreement string     `json:"agreement"`
	Log       Head       `json:"log"`
	Entries   []LogEntry `json:"entries"`
}

// LogEntry is one entry of the log.
type LogEntry struct {
	Entry    int64  `json:"entry"`
	Received string `json:"received"`
	Key      string `json:"key"`
	// Act is the act as it was signed, field by field; see docs/spec/acts.md.
	Act act.Act `json:"act"`
	// Effect is "yes", "waits" for others, "taken back" or "none".
	Effect string `json:"effect"`
	// Why says in a sentence why it has none, or by which entry it was taken back.
	Why string `json:"why"`
	// Reason is Why for pages in other languages; nil where it took effect.
	Reason error `json:"-"`
	// Text says the act in a sentence.
	Text string `json:"text"`
}

// NewLog makes the record of the entries from one number to before another.
func NewLog(s *state.State, from, to int64) LogEntries {
	r := LogEntries{Format: LogFormat, Agreement: s.Text().Agreement.ID.ID, Log: headOf(s), Entries: []LogEntry{}}
	w := carrier{s: s, a: s.Text().Agreement}
	for _, x := range s.Records()[max(0, min(from, s.Size())):max(0, min(to, s.Size()))] {
		e := LogEntry{Entry: x.Index, Received: x.Received.String(), Key: x.KeyID, Act: x.Act, Effect: "yes", Text: w.says(x)}
		switch {
		case x.Unfit != nil:
			e.Effect, e.Reason = "none", x.Unfit
		case x.Back >= 0:
			e.Effect, e.Reason = "taken back", reason.New("entry {0} took it back", x.Back)
		case x.InForce < 0:
			e.Effect, e.Reason = "waits", reason.New("it takes effect once the others that it needs are there")
		}
		if e.Reason != nil {
			e.Why = capital(e.Reason.Error()) + "."
		}
		r.Entries = append(r.Entries, e)
	}
	return r
}
