package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"detente/agreement"
	"detente/report"
)

func newTimeCommand(sh *shell) *cobra.Command {
	var q question
	var asJSON bool
	c := &cobra.Command{
		Use:   "time PATH... [flags]",
		Short: "say which dates can be kept, and the last day to begin each step",
		Long: `time looks at the dates and durations of an agreement, without a plan: whether
all dates can be met, and whether they can be promised whatever the durations
come out as, by people who act on what they learn a day later; the chain of
lines that keeps a date from being met, day by day; the first and the last day
to begin each step; what decides the end; what ends unless it is renewed, with
the last day for notice; and how each day is counted.

Exit code 0: every date can be promised. 1: one cannot. 2: it could not run.`,
		Example: `  detente time examples/jcpoa-2015
  detente time examples/hanoi-2019 -on 2019-03-01
  detente time examples/minsk-ii-2015 -json`,
		Args: somePaths,
		RunE: func(_ *cobra.Command, args []string) error {
			r, err := read(sh, args, &q)
			if err != nil {
				return err
			}
			if r.form.HasErrors() {
				fmt.Fprint(sh.err, sh.page(r.line).Findings(r.findings(q.asking()))+"\nNothing can be said of its time until this is repaired.\n")
				return errTold
			}
			t := report.NewTime(r.text.Hash, agreement.NewCourse(r.agreement, q.asking()))
			text := ""
			if asJSON {
				text = string(report.JSON(t))
			} else {
				text = sh.page(r.line).Time(t)
			}
			if err := sh.print(text); err != nil {
				return err
			}
			if t.Verdict == "promised" || t.Verdict == "undated" {
				return nil
			}
			return errAgainst
		},
	}
	q.flags(c)
	jsonFlag(c, &asJSON, report.TimeFormat)
	return c
}
