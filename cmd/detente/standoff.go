package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"detente/agreement"
	"detente/internal/figure"
	"detente/report"
	"detente/situation"
	"detente/standoff"
	"detente/syntax"
)

// scene is what the command line asks of a stand-off.
type scene struct {
	name   string // of the stand-off; "" for the only one, or all
	state  string // to be told like today's
	draft  string // to write an agreement to
	svg    string // files to draw to, "-" for standard output
	dot    string
	states int
	json   bool
	// what was given, since "" names a state
	hasState, hasDraft bool
}

func newStandoffCommand(sh *shell) *cobra.Command {
	var q question
	var w scene
	c := &cobra.Command{
		Use:   "standoff PATH... [flags]",
		Short: "which states of the situation before a deal last, and why",
		Long: `standoff looks at the situation before a deal: who can do what, and who prefers
which state. It says whether today's state lasts and why, which states would last
(equilibria by Nash, SEQ, SMR, GMR and SIM), who prefers them to today's and what
would have to change, and how firm all that is if the preferences are off.

A state is named by the options taken in it, separated by commas: usa_out,freeze.
The word nothing stands for no option taken, today for today's state.

Exit code 0: it is told. 2: it could not run, or the text is in error.`,
		Example: `  detente standoff examples/us-north-korea-2017
  detente standoff examples/cuban-missile-1962 -draft withdraw > draft.deal
  detente standoff examples/cuban-missile-1962 -svg missiles.svg`,
		Args: somePaths,
		RunE: func(c *cobra.Command, args []string) error {
			w.hasState, w.hasDraft = c.Flags().Changed("state"), c.Flags().Changed("draft")
			return runStandoff(sh, args, q, w)
		},
	}
	c.Flags().StringVar(&w.name, "name", "", "the stand-off of this `NAME`, where the text has several")
	c.Flags().StringVar(&w.state, "state", "", "tell this `STATE` like today's: for whom it is stable, and why")
	c.Flags().StringVar(&w.draft, "draft", "", "write an agreement that would lead from today's state, or from\nthat of -state, to this `STATE`")
	c.Flags().StringVar(&w.svg, "svg", "", "draw the states and moves into this `FILE` (- for standard output)")
	c.Flags().StringVar(&w.dot, "dot", "", "the same for Graphviz, into this `FILE`")
	c.Flags().IntVar(&w.states, "states", 0, fmt.Sprintf("list at most `N` states (default %d)", report.DefaultStates))
	c.Flags().BoolVar(&q.shared, "shared", false, "leave private overlays (*.private.deal) unread: a page that\nmay be passed on")
	jsonFlag(c, &w.json, report.StandoffFormat)
	return c
}

func runStandoff(sh *shell, args []string, q question, w scene) error {
	if w.states < 0 {
		return trouble{fmt.Sprintf("-states %d: at least one state is listed", w.states), ""}
	}
	r, err := read(sh, args, &q)
	if err != nil {
		return err
	}
	if r.form.HasErrors() {
		return w.untellable(sh, r, q)
	}
	all, err := w.choose(r.agreement)
	if err != nil {
		return err
	}
	var b strings.Builder
	for k, s := range all {
		x, err := situation.New(r.agreement, s)
		var fault *situation.Fault
		if errors.As(err, &fault) {
			return w.untellable(sh, r, q)
		}
		if k > 0 {
			b.WriteString("\n\n")
		}
		text, err := w.tell(sh, r, x)
		if err != nil {
			return err
		}
		b.WriteString(text)
	}
	return sh.print(b.String())
}

// untellable says what is wrong with a text whose stand-off cannot be analysed. Standard
// output is for the file that was asked for.
func (w scene) untellable(sh *shell, r *reading, q question) error {
	found := r.findings(q.asking())
	text := sh.page(r.line).Findings(found) + "\nNo stand-off can be looked at until this is repaired.\n"
	switch {
	case w.hasDraft || w.svg == "-" || w.dot == "-":
		fmt.Fprint(sh.err, text)
		return errTold
	case w.json:
		text = string(report.JSON(found))
	}
	if err := sh.print(text); err != nil {
		return err
	}
	return errTold
}

// choose finds the stand-offs that are asked for.
func (w scene) choose(a *agreement.Agreement) ([]*agreement.Standoff, error) {
	var names []string
	for _, s := range a.Standoffs {
		names = append(names, s.ID)
	}
	known := "The stand-offs are: " + strings.Join(names, ", ") + "."
	switch {
	case len(names) == 0:
		return nil, trouble{"there is no stand-off in this text", `Describe the situation in a block standoff "name" { … }; docs/standoff.md shows how.`}
	case w.name != "":
		if s := a.Standoff(w.name); s != nil {
			return []*agreement.Standoff{s}, nil
		}
		if near := agreement.Similar(w.name, names); near != "" {
			known = "Did you mean " + near + "? " + known
		}
		return nil, trouble{fmt.Sprintf("-name %s: there is no stand-off of that name", w.name), known}
	case len(names) > 1 && (w.json || w.hasDraft || w.hasState || w.svg != "" || w.dot != ""):
		return nil, trouble{fmt.Sprintf("there are %d stand-offs; name one with -name", len(names)), known}
	}
	return a.Standoffs, nil
}

// tell makes the text for standard output, and draws what is to be drawn into files.
func (w scene) tell(sh *shell, r *reading, x *situation.Situation) (string, error) {
	asking := report.StandoffAsking{States: w.states}
	if w.hasState {
		at, err := w.find(x, "-state", w.state)
		if err != nil {
			return "", err
		}
		asking.Ask = &at
	}
	if w.hasDraft {
		return w.drafted(x, asking.Ask)
	}
	watch := sh.watch()
	asking.Stop = watch.stop
	record := report.NewStandoff(r.text.Hash, r.agreement, x, asking)
	watch.end()
	out := ""
	for _, d := range []struct {
		file string
		draw func(report.Standoff) (string, error)
	}{{w.svg, figure.SVG}, {w.dot, figure.DOT}} {
		if d.file == "" {
			continue
		}
		text, err := d.draw(record)
		if err != nil {
			return "", trouble{err.Error(), "-json and the text tell it."}
		}
		if d.file == "-" {
			out += text
		} else if err := os.WriteFile(d.file, []byte(text), 0o666); err != nil {
			return "", trouble{"it cannot be drawn into " + d.file + ": " + err.Error(), ""}
		}
	}
	switch {
	case out != "":
		return out, nil
	case w.json:
		return string(report.JSON(record)), nil
	}
	return sh.page(r.line).Standoff(record), nil
}

// find reads the name of a state.
func (w scene) find(x *situation.Situation, flag, list string) (standoff.State, error) {
	at, err := x.Find(list)
	if err != nil {
		return 0, named(flag+" "+list, err)
	}
	return at, nil
}

// named is the trouble of a flag.
func named(flag string, err error) error {
	var no *situation.Refusal
	if errors.As(err, &no) {
		return trouble{flag + ": " + no.What, no.Next}
	}
	return err
}

// drafted writes the agreement that would lead to a state.
func (w scene) drafted(x *situation.Situation, from *standoff.State) (string, error) {
	to, err := w.find(x, "-draft", w.draft)
	if err != nil {
		return "", err
	}
	begin := x.Model.Today
	switch {
	case from != nil:
		begin = *from
	case !x.Model.Known:
		return "", trouble{"-draft " + w.draft + ": the stand-off does not say where it stands today", "Write today = [ … ] in it, or name the state to begin from with -state."}
	}
	text, err := x.Draft(begin, to)
	if err != nil {
		return "", named("-draft "+w.draft, err)
	}
	laidOut, found := syntax.Format("draft.deal", []byte(text))
	if len(found) > 0 {
		return "", trouble{"this is a fault in detente, not in your text: the draft cannot be read: " + found[0].Summary, "Please report it with the text, private files left out."}
	}
	return string(laidOut), nil
}
