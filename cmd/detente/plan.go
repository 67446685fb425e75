package main

import (
	"github.com/spf13/cobra"

	"detente/plan"
	"detente/report"
)

func newPlanCommand(sh *shell) *cobra.Command {
	var q question
	var asJSON, why bool
	c := &cobra.Command{
		Use:   "plan PATH... [flags]",
		Short: "find the order of steps in which nobody gains by walking away",
		Long: `plan finds the order of reciprocal steps in which, at every moment, what anybody
would gain by walking away is least; among those, the order that exposes
everybody least; among those, the one with the fewest rounds; among those, the
one that is over first. Each figure comes
with its proof, and is worked out a second time before it is shown.

Exit code 0: the order holds by itself. 1: it does not, or nothing was proved
because the search was stopped. 2: it could not run.`,
		Example: `  detente plan examples/hanoi-2019
  detente plan examples/hanoi-2019 -without us_completion_first -why
  detente plan examples/hanoi-2019 -firm-only -json`,
		Args: somePaths,
		RunE: func(_ *cobra.Command, args []string) error { return runPlan(sh, args, q, asJSON, why) },
	}
	q.flags(c)
	q.limitFlag(c)
	c.Flags().BoolVar(&why, "why", false, "say round by round why each step stands where it does, and\nwhat each side then holds and stands to gain or lose")
	c.Flags().BoolVar(&q.frontier, "frontier", false, "list the plans of fewer rounds, and those that are over\nearlier, too, and what each costs in exposure")
	c.Flags().BoolVar(&q.examine, "examine", false, "have a second checker go over what the proofs rest on; it takes\nabout as long again")
	jsonFlag(c, &asJSON, report.PlanFormat)
	return c
}

func runPlan(sh *shell, args []string, q question, asJSON, why bool) error {
	r, err := read(sh, args, &q)
	if err != nil {
		return err
	}
	if r.form.HasErrors() {
		return unplannable(sh, r, q, asJSON)
	}
	watch := sh.watch()
	found, err := r.plan(q, watch)
	watch.end()
	if err != nil {
		return err
	}
	text := ""
	if asJSON {
		text = string(report.JSON(found))
	} else {
		page := sh.page(r.line)
		page.Why = why
		text = page.Plan(found)
	}
	if err := sh.print(text); err != nil {
		return err
	}
	if found.Verdict != string(plan.SelfEnforcing) || watch.stopped() {
		return errAgainst
	}
	return nil
}

// unplannable says what is wrong with the form of a text that cannot be planned.
func unplannable(sh *shell, r *reading, q question, asJSON bool) error {
	return misformed(sh, r, q, asJSON, "No order of steps can be looked for until this is repaired.")
}

// misformed says what is wrong with the form of a text, and what cannot be done
// for that.
func misformed(sh *shell, r *reading, q question, asJSON bool, so string) error {
	found := r.findings(q.asking())
	text := ""
	if asJSON {
		text = string(report.JSON(found))
	} else {
		text = sh.page(r.line).Findings(found) + "\n" + so + "\n"
	}
	if err := sh.print(text); err != nil {
		return err
	}
	return errTold
}
