package report

import (
	"math/big"
	"slices"

	"detente/agreement"
	"detente/plan"
	"detente/worth"
)

// Plan is what the planner found, with its proof: "detente.plan/1".
type Plan struct {
	Format    string `json:"format"`
	Input     string `json:"input"` // as in Findings
	Agreement string `json:"agreement"`
	Title     string `json:"title"`

	// Verdict is one of the words of package plan: no_gain, blocked,
	// too_exposed, late, needs_stake, depends, self_enforcing.
	Verdict string `json:"verdict"`
	// Summary is the verdict in a plain sentence or two.
	Summary string `json:"summary"`
	// Proved says that every level below is proved.
	Proved bool `json:"proved"`
	// ExcessTemptation is level 1: the most that anybody would gain by walking
	// away, over what leaving costs it. Exposure is level 2: the furthest that
	// anybody is below where it started. Length is level 3. All are null where
	// there is no plan.
	ExcessTemptation *Figure `json:"excess_temptation"`
	Exposure         *Figure `json:"exposure"`
	Length           *Length `json:"length"`
	// End is level 4: when the plan is over; null where there is no plan.
	End *End `json:"end"`
	// Rounds is the plan, in order; [] where there is none.
	Rounds []Round `json:"rounds"`
	// Reasons are sentences that justify the verdict, most important first.
	Reasons []string `json:"reasons"`
	// Assumed are sentences on what the figures rest on.
	Assumed []string `json:"assumed"`

	// Overrun is, for too_exposed, the least by which a max_exposure is passed.
	Overrun *Figure `json:"overrun"`
	// Kept says who would gain by walking away after the last step.
	Kept []Kept `json:"kept"`
	// Missed are, for late, the due dates that the shown plan does not meet.
	Missed []Missed `json:"missed"`
	// Deciding is, for depends, the comparison that decides the verdict.
	Deciding *Deciding `json:"deciding"`
	// Conflicts are, for blocked, the smallest sets of demands that cannot all
	// be met; ConflictsComplete says whether all are listed.
	Conflicts         []Conflict `json:"conflicts"`
	ConflictsComplete bool       `json:"conflicts_complete"`
	// Corrections are, for blocked, the smallest sets of demands that would
	// have to be set aside; OpenMoves are the steps that can be taken meanwhile.
	Corrections         [][]string `json:"corrections"`
	CorrectionsComplete bool       `json:"corrections_complete"`
	OpenMoves           []string   `json:"open_moves"`
	// SetAside is, for blocked, the plan with every demand of the conflicts set
	// aside, on all sides; null where even that is blocked.
	SetAside *Plan `json:"set_aside"`

	// Verification says how closely the steps of the plan have to be verified, in
	// its order, and Sampling where it is enough to look at some of the parts.
	// Tolerances say how far the worths can be off, by party.
	Verification []Verification `json:"verification"`
	Sampling     []Sampling     `json:"sampling"`
	Tolerances   []Tolerance    `json:"tolerances"`
	// Repairs are, for needs_stake, too_exposed and depends, the smallest changes
	// found that are enough; RepairKinds says of each kind what there is to say.
	// Both are [] for other verdicts and where nobody looked.
	Repairs     []Repair     `json:"repairs"`
	RepairKinds []RepairKind `json:"repair_kinds"`

	// Frontier lists, where it was asked for, the plans as good on level 1 that trade
	// rounds for exposure, from the fewest rounds on; the last is the plan. [] where
	// nobody asked.
	Frontier []Tradeoff `json:"frontier"`
	// FrontierDays lists, where it was asked for and anything takes any time, those that
	// trade days for exposure, of however many rounds, from the earliest end on; the
	// last exposes as little as the plan. Soonest is what is known of the earliest end of
	// any plan as good on level 1; null where the list is [].
	FrontierDays []Tradeoff `json:"frontier_days"`
	Soonest      *End       `json:"soonest"`

	// Begins is the day on which the plan begins, null where the text does not say.
	Begins *string `json:"begins"`
	// Actors are the parties and third parties, Steps the steps, and Demands the
	// demands, each in the order of the text.
	Actors  []Actor  `json:"actors"`
	Steps   []Step   `json:"steps"`
	Demands []Demand `json:"demands"`
	// Without names the demands set aside, and Private the overlays read along.
	Without []string `json:"without"`
	Private []string `json:"private"`
	// Performed is what counts as performed because that was asked; see Taken.
	Performed []Taken `json:"performed"`
	// ReadAs names the readings by which the text was read, in place of the text as
	// it stands; Readings say how it would come out by its others, and ReadingsLeft
	// how many of them were not run.
	ReadAs       []string   `json:"read_as"`
	Readings     []ReadCase `json:"readings"`
	ReadingsLeft int        `json:"readings_left"`
	// Danger is the moment nearest to somebody's leaving; null where at no moment
	// anybody would save anything by it.
	Danger *Danger `json:"danger"`
	// Critical is what decides on which day the plan is over, null where there is
	// none; Dates are all conditions on time, due dates first.
	Critical *Critical `json:"critical"`
	Dates    []Date    `json:"dates"`
	// Opened counts the work of the search; it does not depend on the machine.
	Opened int64 `json:"opened"`
}

// Figure is one size: whose, how much, and where in the plan.
type Figure struct {
	Share Share `json:"share"`
	// Party is null where the share is 0 for everybody.
	Party *string `json:"party"`
	// Worth is the size in the party's own unit, an exact number ("2.5", or
	// "10/3" where no decimal is exact) or a sum of words.
	Worth string `json:"worth"`
	At    At     `json:"at"`
	// Proved says that no plan does better; otherwise Bound is the best proved
	// bound on the share. Where it is proved, Bound is the share.
	Proved bool  `json:"proved"`
	Bound  Share `json:"bound"`
}

// At is where in the plan: the round, from 1 (0: before the first), and what
// has been performed by then since the plan began.
type At struct {
	Round     int      `json:"round"`
	Performed []string `json:"performed"`
}

// Length is the number of rounds; no plan as good has fewer than Bound.
type Length struct {
	Rounds int  `json:"rounds"`
	Proved bool `json:"proved"`
	Bound  int  `json:"bound"`
}

// End is the day on which all is performed and confirmed, by the longest
// durations; no plan of as few rounds that is as good is over before Bound.
type End struct {
	Day    int  `json:"day"` // after the beginning
	Proved bool `json:"proved"`
	Bound  int  `json:"bound"`
}

// Round is what is performed before anybody waits again.
type Round struct {
	// Steps names what is performed, such as "relief[1]", in the order of the text.
	Steps []string `json:"steps"`
	// Temptation and Exposure are the worst, by party, over all moments of the
	// round. Temptation is negative while the party would lose by leaving.
	Temptation map[string]Share `json:"temptation"`
	Exposure   map[string]Share `json:"exposure"`
	// Starts and Ends are days after the beginning, by the longest durations;
	// From and To the dates, null where the text does not say when it begins.
	Starts int     `json:"starts"`
	Ends   int     `json:"ends"`
	From   *string `json:"from"`
	To     *string `json:"to"`
	// Events are the same steps, by what happens at once, and for whom.
	Events []Event `json:"events"`
	// Reasons say why the steps stand here and not earlier, Sides what the round
	// means for each party that states worths.
	Reasons []Reason `json:"reasons"`
	Sides   []Side   `json:"sides"`
}

// Event is one step or part of a step, or an exchange: several released together.
type Event struct {
	Exchange *string     `json:"exchange"` // null for a single step
	HeldBy   *string     `json:"held_by"`
	Steps    []Performed `json:"steps"`
}

// Performed is one step or part of a step in its place in the plan.
type Performed struct {
	Name string `json:"name"` // "relief[1]"
	Step string `json:"step"` // "relief"
	Part int    `json:"part"` // from 1; 0 where the step is not in parts
	Of   int    `json:"of"`   // how many parts; 1 where the step is not in parts
	// Size is what the part is of the step, exactly; only where the step is in parts
	// of different sizes.
	Size string `json:"size,omitempty"` // "1/2"
	// By are those who perform it, Gains and Costs the parties to whom it brings
	// something or costs something.
	By    []string `json:"by"`
	Gains []string `json:"gains"`
	Costs []string `json:"costs"`
}

// Kept is what a party would gain by walking away after the last step, by what
// it could take back.
type Kept struct {
	Party string   `json:"party"`
	Worth string   `json:"worth"`
	Steps []string `json:"steps"`
}

// Missed is a due date that the shown plan does not meet.
type Missed struct {
	Step string `json:"step"`
	Due  string `json:"due"`
	Ends string `json:"ends"`
}

// Deciding is what decides a verdict in words: it holds when Left outweighs
// Right for the party.
type Deciding struct {
	Party string `json:"party"`
	Left  string `json:"left"`
	Right string `json:"right"`
	At    At     `json:"at"`
}

// Actor is a party or third party.
type Actor struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Third bool   `json:"third"`
	// Stake is what leaving costs the party besides (breach_cost), as a share of
	// what it gains by the agreement; null for whoever states no worths.
	Stake *Share `json:"stake"`
	// HeldAtStart is what the party would hold through what has been performed
	// before the plan begins, if everything broke down then; null as for Stake.
	HeldAtStart *Holding `json:"held_at_start"`
}

// Step is a step of the text.
type Step struct {
	Name  string   `json:"name"`
	Text  string   `json:"text"`
	By    []string `json:"by"`
	Done  *string  `json:"done"` // the day, null where it is still to be performed
	Place *Place   `json:"place"`
}

// Demand is a wish of the text about the order.
type Demand struct {
	Name    string  `json:"name"`
	Of      *string `json:"of"` // the owner, null where nobody is named
	Text    string  `json:"text"`
	Firm    bool    `json:"firm"`    // a red line
	Dropped *string `json:"dropped"` // the day on which its owner gave it up, null where it stands
	Place   *Place  `json:"place"`
}

// NewPlan makes the record of a result. For a blocked one, setAside is the
// result with the demands of the conflicts set aside, or nil.
func NewPlan(input string, r *plan.Result, setAside *plan.Result) Plan {
	a := r.Course.Agreement
	p := Plan{
		Format:    PlanFormat,
		Input:     input,
		Agreement: a.ID.ID,
		Title:     a.Title.String(),
		Verdict:   string(r.Verdict),
		Proved:    r.Proved,
		Rounds:    []Round{},
		Reasons:   list(r.Reasons),
		Kept:      []Kept{},
		Missed:    []Missed{},
		Actors:    []Actor{},
		Steps:     []Step{},
		Demands:   []Demand{},
		Without:   demandNames(r.Course.SetAside),
		Private:   list(a.Private),
		Performed: NewTaken(r.Course),
		Opened:    r.Opened,
		ReadAs:    list(a.Chosen),
		Readings:  []ReadCase{},

		Verification: []Verification{},
		Sampling:     []Sampling{},
		Tolerances:   []Tolerance{},
	}
	p.verification(r)
	p.tolerances(r)
	p.Repairs, p.RepairKinds = []Repair{}, []RepairKind{}
	p.frontiers(r)
	p.levels(r)
	p.rounds(r)
	p.why(r)
	p.time(r)
	p.ifs(r)
	p.conflicts(r)
	p.cast(r.Course)
	p.Summary = summary(r)
	p.Assumed = append(assumed(r), from(r.Course)...)
	if setAside != nil {
		nested := NewPlan(input, setAside, nil)
		p.SetAside = &nested
	}
	return p
}

func (p *Plan) levels(r *plan.Result) {
	p.ExcessTemptation = figure(r.Excess)
	p.Exposure = figure(r.Exposure)
	p.Overrun = figure(r.Overrun)
	p.Length = length(r.Length)
	if e := r.End; e != nil {
		p.End = &End{e.Day, e.Proved, e.Bound}
	}
}

func length(l *plan.Length) *Length {
	if l == nil {
		return nil
	}
	out := &Length{l.Rounds, l.Proved, l.Bound}
	if l.Proved {
		out.Bound = l.Rounds
	}
	return out
}

func figure(f *plan.Figure) *Figure {
	if f == nil {
		return nil
	}
	out := &Figure{Share: share(f.Share), Worth: f.Worth, At: At{f.Round, list(f.Performed)}, Proved: f.Proved}
	if f.Party != nil {
		out.Party = &f.Party.ID
	}
	out.Bound = out.Share
	if !f.Proved && f.Bound != nil {
		out.Bound = share(f.Bound)
	}
	return out
}

func (p *Plan) rounds(r *plan.Result) {
	begins := r.Course.Agreement.Begins
	if begins.Given {
		p.Begins = day(begins.V)
	}
	for _, round := range r.Rounds {
		out := Round{
			Steps:      []string{},
			Temptation: shares(round.Temptation),
			Exposure:   shares(round.Exposure),
			Starts:     round.Starts,
			Ends:       round.Ends,
			Events:     []Event{},
		}
		if begins.Given {
			out.From, out.To = day(begins.V.Add(round.Starts)), day(begins.V.Add(round.Ends))
		}
		for _, e := range round.Events {
			out.Steps = append(out.Steps, r.Course.UnitNames(e)...)
			out.Events = append(out.Events, event(r.Course, r.Course.Events[e]))
		}
		p.Rounds = append(p.Rounds, out)
	}
}

func shares(of map[*agreement.Actor]*big.Rat) map[string]Share {
	out := map[string]Share{}
	for a, s := range of {
		out[a.ID] = share(s)
	}
	return out
}

func event(c *agreement.Course, e agreement.Event) Event {
	out := Event{Steps: []Performed{}}
	if x := e.Exchange; x != nil {
		out.Exchange = &x.ID
		if x.HeldBy.Given {
			out.HeldBy = &x.HeldBy.V.ID
		}
	}
	for _, u := range e.Units {
		out.Steps = append(out.Steps, performed(c.Units[u]))
	}
	return out
}

func performed(u agreement.Unit) Performed {
	out := Performed{
		Name: u.Name(), Step: u.Step.ID, Part: u.Part, Of: u.Step.PartCount(), Size: sizeOf(u),
		By: actors(u.Step), Gains: []string{}, Costs: []string{},
	}
	for _, w := range u.Step.Worths {
		switch {
		case w.Amount.Hi != nil && w.Amount.Hi.Sign() == 0: // worth nothing
		case w.Cost:
			out.Costs = append(out.Costs, w.Party.ID)
		default:
			out.Gains = append(out.Gains, w.Party.ID)
		}
	}
	return out
}

// actors names those who perform a step, each once.
func actors(s *agreement.Step) []string {
	by := []string{}
	for _, r := range s.By {
		if !slices.Contains(by, r.ID) {
			by = append(by, r.ID)
		}
	}
	return by
}

// ifs fills in what belongs to single verdicts.
func (p *Plan) ifs(r *plan.Result) {
	for _, k := range r.Kept {
		p.Kept = append(p.Kept, Kept{k.Party.ID, k.Worth, list(k.Units)})
	}
	for _, m := range r.Lateness {
		p.Missed = append(p.Missed, Missed{m.Unit, m.Due.String(), m.Ends.String()})
	}
	if d := r.Deciding; d != nil {
		p.Deciding = &Deciding{d.Party.ID, d.Left, d.Right, At{d.Round, list(d.Performed)}}
	}
}

// cast lists who and what the plan is about.
func (p *Plan) cast(c *agreement.Course) {
	accounts := worth.Accounts(c)
	for _, x := range c.Agreement.Actors {
		out := Actor{ID: x.ID, Name: x.Label(), Third: x.Third}
		for _, account := range accounts {
			if account.Party == x {
				stake := share(new(big.Rat).Quo(account.Reference(account.BreachCost), account.Unit()))
				out.Stake = &stake
				out.HeldAtStart = heldAtStart(account)
			}
		}
		p.Actors = append(p.Actors, out)
	}
	for _, s := range c.Agreement.Steps {
		out := Step{Name: s.ID, Text: s.Text.String(), By: actors(s), Place: place(s.Place)}
		if s.Done.Given {
			out.Done = day(s.Done.V)
		}
		p.Steps = append(p.Steps, out)
	}
	for _, d := range c.Agreement.Demands {
		p.Demands = append(p.Demands, newDemand(d))
	}
}

func newDemand(d *agreement.Demand) Demand {
	out := Demand{Name: d.ID, Text: d.Text.String(), Firm: d.Firm, Place: place(d.Place)}
	if d.Of.Given {
		out.Of = &d.Of.V.ID
	}
	if d.Dropped.Given {
		out.Dropped = day(d.Dropped.V)
	}
	return out
}
