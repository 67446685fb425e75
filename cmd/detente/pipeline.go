package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"detente/agreement"
	"detente/check"
	"detente/demands"
	"detente/diag"
	"detente/internal/files"
	"detente/internal/zones"
	"detente/plan"
	"detente/repair"
	"detente/report"
	"detente/syntax"
)

// question is what the command line asks: which demands count, from where to go
// on, whether private overlays are read, how long to search.
type question struct {
	start
	without  []string
	firmOnly bool
	shared   bool
	readings []string
	limit    int
	frontier bool // asks for plans of fewer rounds, or fewer days, too
	examine  bool // asks for what the bounds rest on to be gone over
}

func (q *question) flags(c *cobra.Command) {
	c.Flags().StringSliceVar(&q.without, "without", nil, "set these `DEMAND`s aside (a,b; may be repeated)")
	c.Flags().BoolVar(&q.firmOnly, "firm-only", false, "count red lines only (demands marked firm)")
	c.Flags().StringSliceVar(&q.readings, "reading", nil, "read the text by this `READING` and not as it stands\n(a,b; may be repeated)")
	q.start.flags(c)
	c.Flags().BoolVar(&q.shared, "shared", false, "leave private overlays (*.private.deal) unread: a page that\nmay be passed on")
}

func (q *question) limitFlag(c *cobra.Command) {
	c.Flags().IntVar(&q.limit, "limit", 0, "stop the search after `N` states; the answer then says what\nis proved and what is not")
}

func (q question) asking() agreement.Asking {
	return agreement.Asking{Without: q.without, FirmOnly: q.firmOnly, Performed: q.performed}
}

// reading is an agreement as read from disk, with what was found on the way.
type reading struct {
	text      *files.Text
	agreement *agreement.Agreement
	form      diag.List
}

// read goes from paths to an agreement: load, parse, read, attach sources. It
// completes the question with what it reads of it.
func read(sh *shell, paths []string, q *question) (*reading, error) {
	if q.limit < 0 {
		return nil, trouble{fmt.Sprintf("-limit %d: a search looks at one state at least", q.limit), ""}
	}
	if err := q.start.read(); err != nil {
		return nil, err
	}
	text, err := files.LoadWith(sh.in, paths)
	if err != nil {
		return nil, err
	}
	if q.shared {
		if text = text.Shared(); len(text.Files) == 0 {
			return nil, trouble{"there is nothing but private overlays", "Without -shared they are read."}
		}
	}
	r := &reading{text: text}
	var trees []*syntax.File
	for _, f := range text.Files {
		tree, found := syntax.Parse(f.Name, f.Src)
		trees = append(trees, tree)
		r.form = append(r.form, found...)
	}
	inSyntax := len(r.form)
	a, found := agreement.ReadLinked(trees, text.Links(trees))
	r.agreement, r.form = a, append(r.form, found...)
	text.AttachSources(a)
	zones.Attach(a)
	if r.form.HasErrors() {
		return r, nil
	}
	if err := r.choose(q.readings, inSyntax); err != nil {
		return r, err
	}
	if err := r.knows(q.without); err != nil {
		return r, err
	}
	r.agreement, err = q.apply(r.agreement)
	return r, err
}

// knows refuses a demand that is not there.
func (r *reading) knows(demands []string) error {
	var names []string
	for _, d := range r.agreement.Demands {
		names = append(names, d.ID)
	}
	for _, d := range demands {
		if !slices.Contains(names, d) {
			return trouble{fmt.Sprintf("-without %s: there is no demand of that name", d), nearest(d, names)}
		}
	}
	return nil
}

// nearest helps with a name that is not there.
func nearest(name string, names []string) string {
	if len(names) == 0 {
		return "The agreement has no demands."
	}
	known := "The demands are: " + strings.Join(names, ", ") + "."
	if near := agreement.Similar(name, names); near != "" {
		return "Did you mean " + near + "? " + known
	}
	return known
}

// findings applies the rules. A text with errors of form is not looked at any
// further: what it means is not certain.
func (r *reading) findings(asking agreement.Asking) report.Findings {
	found := slices.Clone(r.form)
	var without []string
	var taken []report.Taken
	var terms *demands.Analysis
	if !found.HasErrors() {
		var more diag.List
		more, terms = check.Examine(r.agreement, asking)
		found = append(found, more...)
		for _, d := range terms.Course.SetAside {
			without = append(without, d.ID)
		}
		taken = report.NewTaken(terms.Course)
	}
	found.Sort()
	out := report.NewFindings(r.text.Hash, r.agreement, without, found)
	out.Performed = append(out.Performed, taken...)
	if terms != nil {
		out = out.WithGiveUp(terms)
	}
	return out
}

// plan looks for the plan and works every figure out again before it is shown.
// For a blocked agreement it also plans with the demands of all conflicts set
// aside, on all sides, so that no side is chosen.
func (r *reading) plan(q question, w *search) (report.Plan, error) {
	found, err := r.find(q.asking(), q, w)
	if err != nil {
		return report.Plan{}, err
	}
	if found.Verdict != plan.Blocked {
		record, err := r.repaired(report.NewPlan(r.text.Hash, found, nil), found, q, w)
		if err != nil {
			return report.Plan{}, err
		}
		return r.otherwise(record, q, w)
	}
	aside, err := r.setAside(found, q, w)
	if err != nil {
		return report.Plan{}, err
	}
	record := report.NewPlan(r.text.Hash, found, aside)
	if aside != nil {
		shown, err := r.repaired(*record.SetAside, aside, q, w)
		if err != nil {
			return report.Plan{}, err
		}
		record.SetAside = &shown
	}
	return r.otherwise(record, q, w)
}

// repaired adds the smallest changes that would make the plan hold, unless the
// search was stopped.
func (r *reading) repaired(record report.Plan, found *plan.Result, q question, w *search) (report.Plan, error) {
	if w.stopped() {
		return record, nil
	}
	all, err := repair.Find(found, repair.Options{Limit: q.limit, Stop: w.stop, Progress: w.repairing})
	if err != nil {
		return report.Plan{}, faulty(err)
	}
	return record.WithRepairs(all), nil
}

// faulty is the trouble of a plan that does not stand up to being worked out again.
func faulty(err error) error {
	return trouble{
		"this is a fault in detente, not in your text: the plan it found does not stand up to being worked out again: " + err.Error(),
		"No plan is shown, because none is certain. Please report it with the text, private files left out.",
	}
}

// setAside plans without the demands that block one another; nil where the
// text's own preconditions are a circle. A list of conflicts may be cut short,
// so that it is done again while something new comes up.
func (r *reading) setAside(found *plan.Result, q question, w *search) (*plan.Result, error) {
	asking := q.asking()
	for found.Verdict == plan.Blocked {
		before := len(asking.Without)
		for _, c := range found.Conflicts.Conflicts {
			for _, d := range c.Demands {
				if !slices.Contains(asking.Without, d.ID) {
					asking.Without = append(slices.Clone(asking.Without), d.ID)
				}
			}
		}
		if len(asking.Without) == before {
			return nil, nil
		}
		var err error
		if found, err = r.find(asking, q, w); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// find plans and verifies.
func (r *reading) find(asking agreement.Asking, q question, w *search) (*plan.Result, error) {
	found, err := plan.Find(r.agreement, plan.Options{Asking: asking, Limit: q.limit, Frontier: q.frontier, Examine: q.examine, Stop: w.stop, Progress: w.progress})
	if err != nil {
		return nil, err
	}
	if err := plan.Verify(r.agreement, found); err != nil {
		return nil, faulty(err)
	}
	return found, nil
}

// line returns a line of the text as it was read.
func (r *reading) line(file string, line int) (string, bool) {
	for _, f := range r.text.Files {
		if f.Name == file {
			lines := strings.Split(string(f.Src), "\n")
			if line >= 1 && line <= len(lines) {
				return lines[line-1], true
			}
		}
	}
	return "", false
}
