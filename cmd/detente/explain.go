package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"detente/agreement"
	"detente/check"
	"detente/diag"
)

func newExplainCommand(sh *shell) *cobra.Command {
	return &cobra.Command{
		Use:   "explain [CODE]",
		Short: "say what a finding means, with an example and its repair",
		Long: `explain prints the page of a finding: what it means, an example that raises it,
and the example repaired. Without a code it lists all findings.`,
		Example: `  detente explain
  detente explain D101`,
		RunE: func(c *cobra.Command, args []string) error {
			switch len(args) {
			case 0:
				return sh.print(codeList())
			case 1:
				return explain(sh, diag.Code(strings.ToUpper(args[0])))
			}
			return trouble{fmt.Sprintf("%q is one argument too many", args[1]), seeHelp(c)}
		},
	}
}

func explain(sh *shell, code diag.Code) error {
	page, ok := check.Page(code)
	if !ok {
		hint := "detente explain lists all codes."
		if near := agreement.Similar(string(code), codes()); near != "" {
			hint = "Did you mean " + near + "? " + hint
		}
		return trouble{fmt.Sprintf("there is no finding %s", code), hint}
	}
	return sh.print(sh.page(nil).Markdown(page))
}

func codes() []string {
	var all []string
	for _, c := range check.Codes() {
		all = append(all, string(c))
	}
	return all
}

func codeList() string {
	var b strings.Builder
	for _, c := range check.Codes() {
		severity, _ := check.Severity(c)
		fmt.Fprintf(&b, "%s  %-8s %s\n", c, severity, check.Title(c))
	}
	return b.String() + "\ndetente explain CODE says more about one of them.\n"
}
