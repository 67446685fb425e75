package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"detente/demands"
	"detente/report"
)

func newConflictsCommand(sh *shell) *cobra.Command {
	var q question
	var asJSON, textStands bool
	first := 20
	c := &cobra.Command{
		Use:   "conflicts PATH... [flags]",
		Short: "say what cannot hold together, and the least to give up",
		Long: `conflicts lists which demands, preconditions, dates and exposure limits cannot
hold together: each conflict with its owners and lines, so small that any one
of it given up resolves it. It lists the smallest sets to give up, red lines
last; what each side could do alone, and whether that is enough; and the moves
that are open meanwhile, with what they would unlock. It says of each list
whether it is complete.

Exit code 0: nothing conflicts. 1: something does. 2: it could not run.`,
		Example: `  detente conflicts examples/minsk-ii-2015
  detente conflicts examples/minsk-ii-2015 -text-stands
  detente conflicts examples/minsk-ii-2015 -json`,
		Args: somePaths,
		RunE: func(_ *cobra.Command, args []string) error {
			return runConflicts(sh, args, q, asJSON, textStands, first)
		},
	}
	q.flags(c)
	c.Flags().IntVar(&q.limit, "limit", 0, "stop the search after `N` questions; the answer then says which\nlists are complete and which are not")
	c.Flags().IntVar(&first, "first", first, "print the first `N` of each list; the record has them all")
	c.Flags().BoolVar(&textStands, "text-stands", false, "leave preconditions and dates of the text as they are: only\ndemands and exposure limits could be given up")
	jsonFlag(c, &asJSON, report.ConflictsFormat)
	return c
}

func runConflicts(sh *shell, args []string, q question, asJSON, textStands bool, first int) error {
	if first < 1 {
		return trouble{fmt.Sprintf("-first %d: one at least is printed", first), ""}
	}
	r, err := read(sh, args, &q)
	if err != nil {
		return err
	}
	if r.form.HasErrors() {
		return unplannable(sh, r, q, asJSON)
	}
	watch := sh.watch()
	an := demands.Analyse(r.agreement, demands.Options{Asking: q.asking(), TextStands: textStands, Questions: q.limit, Stop: watch.stop})
	watch.end()
	found := report.NewConflicts(r.text.Hash, an, textStands)
	text := ""
	if asJSON {
		text = string(report.JSON(found))
	} else {
		text = sh.page(r.line).Conflicts(found, first)
	}
	if err := sh.print(text); err != nil {
		return err
	}
	if an.Found() || !an.Complete {
		return errAgainst
	}
	return nil
}
