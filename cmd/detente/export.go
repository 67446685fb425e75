package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"detente/export"
	"detente/plan"
)

// The formats that export writes.
const (
	toGambit   = "gambit"
	toMinizinc = "minizinc"
)

// wanted is what the command line asks export to write.
type wanted struct {
	to        string
	allOrders bool
	nodes     int
}

func newExportCommand(sh *shell) *cobra.Command {
	var q question
	var w wanted
	c := &cobra.Command{
		Use:   "export -to gambit|minizinc PATH... [flags]",
		Short: "write the agreement for Gambit or MiniZinc, to check the planner",
		Long: `export writes what the planner works on in a format of the field, so that its
answers can be checked with other programs. It writes to standard output.

  gambit     an extensive game (.efg): along the plan, every party stays or
             leaves at every moment. Staying throughout is a subgame perfect
             equilibrium exactly when the plan is self-enforcing. With
             -all-orders the order of the steps is open.
  minizinc   an optimisation problem (.mzn): the order of steps with the smallest
             worst temptation and, given that, the smallest worst exposure.

Exit code 0: it is written. 1: there is nothing to export. 2: it could not run.`,
		Example: `  detente export -to gambit examples/company-sale-2023 > sale.efg
  detente export -to minizinc examples/company-sale-2023 > sale.mzn`,
		Args: somePaths,
		RunE: func(c *cobra.Command, args []string) error {
			if err := w.check(c); err != nil {
				return err
			}
			return runExport(sh, args, q, w)
		},
	}
	c.Flags().StringVar(&w.to, "to", "", "the `FORMAT` to write: gambit or minizinc")
	c.Flags().BoolVar(&w.allOrders, "all-orders", false, "gambit: the game over all orders of the steps; for small\nagreements")
	c.Flags().IntVar(&w.nodes, "nodes", export.DefaultNodes, fmt.Sprintf("gambit: write at most `N` nodes (default %d)", export.DefaultNodes))
	q.flags(c)
	q.limitFlag(c)
	return c
}

// check refuses flags that do not go together.
func (w wanted) check(c *cobra.Command) error {
	switch {
	case w.to == "":
		return trouble{"which format? Give -to gambit or -to minizinc", seeHelp(c)}
	case w.to != toGambit && w.to != toMinizinc:
		return trouble{fmt.Sprintf("-to %s: there is no such format; there is gambit and minizinc", w.to), seeHelp(c)}
	case w.to == toMinizinc && (w.allOrders || c.Flags().Changed("nodes")):
		return trouble{"-all-orders and -nodes are for -to gambit; a problem for MiniZinc is always about all orders", seeHelp(c)}
	case w.nodes < 1:
		return trouble{fmt.Sprintf("-nodes %d: a game has one node at least", w.nodes), ""}
	}
	return nil
}

func runExport(sh *shell, args []string, q question, w wanted) error {
	r, err := read(sh, args, &q)
	if err != nil {
		return err
	}
	if r.form.HasErrors() {
		// Standard output is for the file.
		fmt.Fprint(sh.err, sh.page(r.line).Findings(r.findings(q.asking()))+"\nNothing can be exported until this is repaired.\n")
		return errTold
	}
	watch := sh.watch()
	found, err := r.find(q.asking(), q, watch)
	watch.end()
	if err != nil {
		return err
	}
	text, err := w.text(found, r.text.Hash)
	var no export.Refusal
	switch {
	case errors.As(err, &no):
		fmt.Fprintf(sh.err, "detente export: %s\n%s\n", sentence(no), no.Next)
		return errAgainst
	case err != nil:
		return err
	}
	return sh.print(text)
}

// text writes the result in the format asked for.
func (w wanted) text(found *plan.Result, input string) (string, error) {
	if w.to == toMinizinc {
		p, err := export.NewProblem(found, input)
		if err != nil {
			return "", err
		}
		return p.Text(), nil
	}
	write := export.PlanGame
	if w.allOrders {
		write = export.FreeGame
	}
	g, err := write(found, input, w.nodes)
	if err != nil {
		return "", err
	}
	return g.Text(), nil
}
