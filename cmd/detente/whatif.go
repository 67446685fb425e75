package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"detente/amendment"
	"detente/internal/files"
	"detente/plan"
	"detente/report"
)

// asked is what the command line asks to be changed, in its order.
type asked struct {
	all  []amendment.Amendment
	also []string // files that are read along for the amended agreement
}

// amending is the flag of one kind of amendments. Flags of all kinds write into
// one list, because the order of amendments is that of the command line.
type amending struct {
	kind amendment.Kind
	into *asked
	err  error
}

var _ pflag.Value = (*amending)(nil)

func (f *amending) String() string { return "" }
func (f *amending) Type() string   { return "string" }

// Set keeps what cannot be read, because the flag library would tell it otherwise
// than we do.
func (f *amending) Set(text string) error {
	x, err := amendment.Read(f.kind, text)
	if err != nil && f.err == nil {
		f.err = inFlag(f.kind, text, err)
	}
	f.into.all = append(f.into.all, x)
	return nil
}

// inFlag is an amendment's error on the command line.
func inFlag(kind amendment.Kind, text string, err error) error {
	var no *amendment.Error
	if !errors.As(err, &no) {
		return err
	}
	return trouble{fmt.Sprintf("-%s %s: %s", kind, text, no.What), no.Next}
}

// amendingFlags say what each kind of amendment does.
var amendingFlags = map[amendment.Kind]string{
	amendment.Drop:     "drop a `DEMAND`",
	amendment.Cut:      "perform a step in so many parts: `STEP=PARTS`, or in parts\nof these sizes: STEP=[2,1,1]",
	amendment.Exchange: "release steps together: `A,B` or A,B:HOLDER",
	amendment.Date:     "give a step a due date: `STEP=DATE`",
	amendment.Stake:    "what leaving costs a party: `PARTY=AMOUNT`",
	amendment.Lock:     "one step makes another permanent: `A=B`, A makes B so",
	amendment.Undo:     "how much of a step can be taken back: `STEP=SHARE`",
	amendment.Forget:   "take a precondition out: `STEP=OTHER`, STEP does not\nwait for OTHER",
}

func newWhatIfCommand(sh *shell) *cobra.Command {
	var q question
	var w asked
	var asJSON bool
	var amendings []*amending
	c := &cobra.Command{
		Use:   "what-if PATH... [flags]",
		Short: "say what changes when a demand is dropped or a step cut",
		Long: `what-if changes the agreement, plans it before and after, and says what differs:
which deadlocks are gone and which are new, what is stuck, what can be taken at
once, and what the plan then asks of each party. Your files stay as they are.
Changes are made one after the other, in the order in which you give them, and
each may be given several times.

Exit code 0: the changed agreement has an order that holds by itself. 1: it has
not, or nothing was proved because the search was stopped. 2: it could not run.`,
		Example: `  detente what-if examples/hanoi-2019 -drop deterrent_last
  detente what-if examples/minsk-ii-2015 -drop status_after_elections -cut border=3
  detente what-if examples/good-friday-1998 -exchange executive,arms_start:iicd`,
		Args: somePaths,
		RunE: func(c *cobra.Command, args []string) error {
			for _, f := range amendings {
				if f.err != nil {
					return f.err
				}
			}
			if len(w.all)+len(w.also) == 0 {
				return trouble{"what is to be changed? Give at least one of " + flagsOf(amendment.Kinds()), seeHelp(c)}
			}
			return runWhatIf(sh, args, q, w, asJSON)
		},
	}
	c.Flags().SortFlags = false
	for _, kind := range amendment.Kinds() {
		f := &amending{kind: kind, into: &w}
		amendings = append(amendings, f)
		c.Flags().Var(f, string(kind), amendingFlags[kind])
	}
	c.Flags().StringArrayVar(&w.also, "also", nil, "read this `PATH` along for the changed agreement, before\nthe other changes; may be repeated")
	q.flags(c)
	q.limitFlag(c)
	jsonFlag(c, &asJSON, report.WhatIfFormat)
	return c
}

func flagsOf(kinds []amendment.Kind) string {
	text := ""
	for _, k := range kinds {
		text += "-" + string(k) + ", "
	}
	return text + "-also"
}

func runWhatIf(sh *shell, args []string, q question, w asked, asJSON bool) error {
	r, err := read(sh, args, &q)
	if err != nil {
		return err
	}
	if r.form.HasErrors() {
		return unplannable(sh, r, q, asJSON)
	}
	amended, err := r.amend(sh, args, &q, w)
	if err != nil {
		return err
	}
	if amended.form.HasErrors() {
		return unplannable(sh, amended.reading, q, asJSON)
	}
	watch := sh.watch()
	found, err := r.whatIf(amended, q, w, watch)
	watch.end()
	if err != nil {
		return err
	}
	text := string(report.JSON(found))
	if !asJSON {
		text = sh.page(r.line).WhatIf(found)
	}
	if err := sh.print(text); err != nil {
		return err
	}
	if found.After.Verdict != string(plan.SelfEnforcing) || watch.stopped() {
		return errAgainst
	}
	return nil
}

// amended is a reading whose agreement has been changed, and how.
type amended struct {
	*reading
	made []amendment.Applied
	// read is the agreement as it was read, before any of that.
	read *reading
}

// amend makes the amendments that were asked for. What counts as performed has to
// be a state of the amended agreement too.
func (r *reading) amend(sh *shell, args []string, q *question, w asked) (amended, error) {
	out := amended{read: r}
	if len(w.also) > 0 {
		if slices.Contains(args, files.Stdin) || slices.Contains(w.also, files.Stdin) {
			return out, trouble{"-also reads twice what it is given, and standard input can be read once only", "Save it as a file."}
		}
		again := *q
		again.performed = nil
		var err error
		if out.read, err = read(sh, append(slices.Clone(args), w.also...), &again); err != nil || out.read.form.HasErrors() {
			out.reading = out.read
			return out, err
		}
	}
	return out, out.apply(*q, w.all)
}

// apply makes the amendments of what was read.
func (m *amended) apply(q question, all []amendment.Amendment) error {
	changed := *m.read
	m.reading, m.made = &changed, nil
	for _, x := range all {
		made, err := x.Apply(changed.agreement)
		if err != nil {
			return inFlag(x.Kind, x.Text, err)
		}
		m.made, changed.agreement = append(m.made, made), made.Agreement
	}
	var err error
	changed.agreement, err = q.apply(changed.agreement)
	return err
}

// planned is a reading with its plan.
type planned struct {
	*reading
	found *plan.Result
}

func (r *reading) planned(q question, s *search) (planned, error) {
	found, err := r.find(q.asking(), q, s)
	return planned{r, found}, err
}

// whatIf plans before and after, and sets the two side by side.
func (r *reading) whatIf(m amended, q question, w asked, s *search) (report.WhatIf, error) {
	before, err := r.planned(q, s)
	if err != nil {
		return report.WhatIf{}, err
	}
	after, err := m.planned(q, s)
	if err != nil {
		return report.WhatIf{}, err
	}
	record, err := before.beside(after, m.made, q, s)
	if err != nil {
		return record, err
	}
	record.InputAfter, record.Also = m.text.Hash, append(record.Also, w.also...)
	if len(w.all) == 1 && len(w.also) == 0 {
		differs := !record.Same
		record.Amendments[0].Matters = &differs
		return record, nil
	}
	for i := range record.Amendments {
		if record.Amendments[i].Matters, err = m.matters(i, after, q, w, s); err != nil {
			return record, err
		}
	}
	return record, nil
}

// beside sets two plans side by side; where both are blocked, also what the steps
// allow without the demands that block one another here or there: the same demands
// on both sides, so that like is compared with like.
func (p planned) beside(after planned, made []amendment.Applied, q question, s *search) (report.WhatIf, error) {
	record := report.NewWhatIf(p.text.Hash, made, p.found, after.found)
	if p.found.Verdict != plan.Blocked || after.found.Verdict != plan.Blocked {
		return record, nil
	}
	both := q
	both.without = slices.Clone(q.without)
	for _, x := range []planned{p, after} {
		aside, err := x.setAside(x.found, q, s)
		if err != nil || aside == nil { // the text's own preconditions are a circle
			return record, err
		}
		for _, d := range aside.Course.SetAside {
			if !slices.Contains(both.without, d.ID) {
				both.without = append(both.without, d.ID)
			}
		}
	}
	was, err := p.find(both.asking(), both, s)
	if err != nil {
		return record, err
	}
	is, err := after.find(both.asking(), both, s)
	if err != nil || was.Verdict == plan.Blocked || is.Verdict == plan.Blocked {
		return record, err
	}
	return record.WithSetAside(was, is), nil
}

// matters says whether the answer would differ without the i-th amendment and with
// all others; nil where those cannot be made without it, or there was no time.
func (m amended) matters(i int, after planned, q question, w asked, s *search) (*bool, error) {
	differs := false
	if len(m.made[i].Changes) == 0 {
		return &differs, nil
	}
	rest := amended{read: m.read}
	if rest.apply(q, slices.Delete(slices.Clone(w.all), i, i+1)) != nil || s.stopped() {
		return nil, nil
	}
	without, err := rest.planned(q, s)
	if err != nil {
		return nil, err
	}
	record, err := without.beside(after, nil, q, s)
	differs = !record.Same
	return &differs, err
}
