package main

import (
	"strings"
	"time"

	"github.com/spf13/cobra"

	"detente/act"
	"detente/agreement"
	"detente/calendar"
	"detente/internal/files"
	"detente/internal/zones"
	"detente/plan"
	"detente/report"
	"detente/state"
	"detente/syntax"
)

// looking is what the command line says of a look at the table.
type looking struct {
	auditing
	on      string
	private []string
	limit   int
}

func newNowCommand(sh *shell) *cobra.Command {
	var o looking
	c := &cobra.Command{
		Use:   "now URL|FOLDER [flags]",
		Short: "tell where an agreement stands, and whose move it is",
		Long: `now reads the log, goes over all of it, and computes from the text and the acts
where the agreement stands: whose move it is, each step in a sentence, what each
side holds and stands to lose now, and the plan from here. Where acts contest each
other there are two readings of now, and both are told.

Nothing is taken from the server but the log. A private overlay (-private) is read
here and goes nowhere.`,
		Example: `  detente now https://table.example.org/a/0123456789abcdef/ -key usa.key
  detente now copy -on 2019-03-01 -private usa.private.deal`,
		Args: oneLog,
		RunE: func(_ *cobra.Command, args []string) error { return o.run(sh, args[0]) },
	}
	o.identity.flags(c)
	c.Flags().StringVar(&o.on, "on", "", "look at it on this `DATE`; today where it is not named")
	c.Flags().StringArrayVar(&o.private, "private", nil, "lay this private overlay over the text, a `FILE`; may be\nrepeated")
	c.Flags().StringArrayVar(&o.agreements, "agreement", nil, "the `PATH` of a text, where the log does not have it; may be\nrepeated")
	c.Flags().IntVar(&o.limit, "limit", 300_000, "stop the search for the plan from here after `N` states; 0\nleaves the plan out")
	jsonFlag(c, &o.asJSON, report.CarriedFormat)
	return c
}

func (o looking) run(sh *shell, where string) error {
	if o.limit < 0 {
		return trouble{"-limit is a number of states", "0 leaves the plan out."}
	}
	l, err := openLog(where)
	if err != nil {
		return err
	}
	defer l.done()
	g, err := o.gather(sh, l)
	if err != nil {
		return err
	}
	if err := g.sound(sh); err != nil {
		return err
	}
	s, err := o.overlaid(g)
	if err != nil {
		return err
	}
	view, err := o.view(s)
	if err != nil {
		return err
	}
	record := report.NewCarried(s, view, o.plans(view), "")
	if o.asJSON {
		return sh.print(string(report.JSON(record)))
	}
	return sh.print(sh.page(nil).Carried(record, overlayNames(o.private)))
}

// view looks at the state on the day that is asked for.
func (o looking) view(s *state.State) (*state.View, error) {
	now := time.Now()
	today := zones.Today(s.Text().Agreement, now)
	if o.on != "" {
		day, err := calendar.Parse(o.on)
		if err != nil {
			return nil, trouble{"-on: " + err.Error(), ""}
		}
		today = day
	}
	return s.On(today, max(act.TimeOf(now), s.LastReceived())), nil
}

// overlaid folds the log once more with private overlays over its texts. What acts
// fit does not hang on worths, so that it is the same state with more to tell.
func (o looking) overlaid(g gathered) (*state.State, error) {
	if len(o.private) == 0 {
		return g.result.State, nil
	}
	private, err := files.Load(o.private)
	if err != nil {
		return nil, err
	}
	for _, f := range private.Files {
		if !agreement.IsPrivate(f.Name) {
			return nil, trouble{"-private " + f.Name + ": it is no private overlay", "Its name ends in .private.deal; the public text comes from the log."}
		}
	}
	library := map[string]*state.Text{}
	for hash, public := range g.log.Texts {
		var trees []*syntax.File
		for _, f := range public {
			tree, _ := syntax.Parse(f.Name, f.Bytes)
			trees = append(trees, tree)
		}
		for _, f := range private.Files {
			tree, found := syntax.Parse(f.Name, f.Src)
			if found.HasErrors() {
				return nil, trouble{found[0].Place.String() + ": " + found[0].Summary, "detente check says more."}
			}
			trees = append(trees, tree)
		}
		a, found := agreement.Read(trees)
		if found.HasErrors() {
			if hash == g.result.State.Text().Hash {
				return nil, trouble{found[0].Place.String() + ": " + found[0].Summary, "The overlay has to fit the text in force."}
			}
			a, _ = agreement.Read(trees[:len(public)]) // it fits the text in force, and not an earlier one
		}
		library[hash] = &state.Text{Hash: hash, Agreement: a}
	}
	s, err := state.New(strings.TrimPrefix(g.result.Head.Origin, act.Origin("")), func(hash string) *state.Text { return library[hash] })
	if err != nil {
		return nil, err
	}
	for _, e := range g.result.Verified.Entries() {
		if err := s.Append(e); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// plans looks for the plan from here, one for each reading of now.
func (o looking) plans(v *state.View) []*plan.Result {
	var all []*plan.Result
	for _, r := range v.Readings {
		all = append(all, o.plan(v, r))
	}
	return all
}

// plan plans what is left; nil where what is performed is not a state that the text
// allows, so that there is no plan to be had from it.
func (o looking) plan(v *state.View, r state.Reading) *plan.Result {
	if o.limit == 0 {
		return nil
	}
	performed, allowed := v.Performances(r)
	if !allowed {
		return nil
	}
	found, err := plan.Find(v.Text.Agreement, plan.Options{Asking: agreement.Asking{Performed: performed}, Limit: o.limit})
	if err != nil {
		return nil
	}
	return found
}
