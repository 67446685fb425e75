// Command detente works with step-by-step agreements between parties that do
// not trust each other: it checks the text of one, plans the order of its steps,
// and says why.
//
// This package is the wiring. Each command has a file of its own; the way from
// paths to records is in pipeline.go, what the program knows of its terminal in
// terminal.go. Commands print records and decide nothing.
//
// Exit codes: 0, nothing against; 1, findings of severity error, or a verdict
// other than self_enforcing; 2, it could not run.
package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
)

func main() { os.Exit(run(newShell(os.Stdin, os.Stdout, os.Stderr, os.Getenv), os.Args[1:])) }

// Exit codes.
const (
	exitFine    = 0
	exitAgainst = 1 // something was found
	exitFailed  = 2 // could not run
)

// errAgainst ends a command that ran and found something against.
var errAgainst = errors.New("something was found")

// errTold ends a command that could not run and has said why.
var errTold = errors.New("could not run")

// trouble is an error with the next move.
type trouble struct {
	what, hint string
}

func (t trouble) Error() string { return t.what }

// run carries out one command line and returns the exit code.
func run(sh *shell, args []string) int {
	root := newRoot(sh)
	root.SetArgs(longFlags(args))
	command, err := root.ExecuteC()
	switch {
	case err == nil:
		return exitFine
	case errors.Is(err, errAgainst):
		return exitAgainst
	case errors.Is(err, errTold):
		return exitFailed
	}
	fmt.Fprintf(sh.err, "%s: %s\n", command.CommandPath(), sentence(err))
	var t trouble
	if errors.As(err, &t) && t.hint != "" {
		fmt.Fprintln(sh.err, t.hint)
	}
	return exitFailed
}

func newRoot(sh *shell) *cobra.Command {
	root := &cobra.Command{
		Use:   "detente",
		Short: "Step-by-step agreements between parties that do not trust each other",
		Long: `Detente reads an agreement written as text and says where it is stuck and what
is open in it (check), and in which order its steps can be taken so that nobody,
at any moment, gains by walking away (plan). Nothing leaves this machine.`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          noSuchCommand,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetIn(sh.in)
	root.SetOut(sh.out)
	root.SetErr(sh.err)
	root.SetFlagErrorFunc(flagTrouble)
	root.SetHelpFunc(func(c *cobra.Command, _ []string) { fmt.Fprint(sh.out, help(c)) })
	root.AddCommand(
		newNewCommand(sh), newCheckCommand(sh), newPlanCommand(sh), newBriefCommand(sh),
		newConflictsCommand(sh), newWhatIfCommand(sh), newTimeCommand(sh), newAgendaCommand(sh), newStandoffCommand(sh), newProceduresCommand(sh), newExportCommand(sh),
		newFmtCommand(sh), newExplainCommand(sh), newKeyCommand(sh),
		newServeCommand(sh), newActCommand(sh), newNowCommand(sh), newAuditCommand(sh), newMirrorCommand(sh), newSealCommand(sh), newUnsealCommand(sh), newVersionCommand(sh),
	)
	for _, c := range root.Commands() {
		c.DisableFlagsInUseLine = true
	}
	return root
}

// sentence writes an error as one: no line breaks, the cause after a colon.
func sentence(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }
