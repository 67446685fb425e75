package main

import (
	"github.com/spf13/cobra"

	"detente/report"
)

func newCheckCommand(sh *shell) *cobra.Command {
	var q question
	var asJSON bool
	c := &cobra.Command{
		Use:   "check PATH... [flags]",
		Short: "say where an agreement is stuck, and what is open in it",
		Long: `check reads an agreement (files, or folders of files) and says what stands in
the way of carrying it out, with the lines and the owners behind it; what is
open: owners, dates, verifiers, definitions; and which steps are free.

Exit code 0: nothing stands in the way. 1: something does. 2: it could not run.`,
		Example: `  detente check examples/hanoi-2019
  detente check examples/hanoi-2019 -without us_completion_first
  detente check examples/hanoi-2019 -json`,
		Args: somePaths,
		RunE: func(_ *cobra.Command, args []string) error {
			r, err := read(sh, args, &q)
			if err != nil {
				return err
			}
			found := r.findings(q.asking())
			text := ""
			if asJSON {
				text = string(report.JSON(found))
			} else {
				text = sh.page(r.line).Findings(found)
			}
			if err := sh.print(text); err != nil {
				return err
			}
			if found.Counts.Errors > 0 {
				return errAgainst
			}
			return nil
		},
	}
	q.flags(c)
	jsonFlag(c, &asJSON, report.FindingsFormat)
	return c
}

func jsonFlag(c *cobra.Command, asJSON *bool, format string) {
	c.Flags().BoolVar(asJSON, "json", false, "write the record "+format+" for programs instead of text")
}
