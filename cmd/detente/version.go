package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"detente/report"
)

// version is the release; see CHANGELOG.md.
const version = "0.1.0"

func newVersionCommand(sh *shell) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "say which detente this is",
		Args:  nothingElse,
		RunE: func(*cobra.Command, []string) error {
			return sh.print(fmt.Sprintf("detente %s (%s, %s/%s%s)\nformats: %s\n",
				version, runtime.Version(), runtime.GOOS, runtime.GOARCH, commit(), strings.Join(report.Formats(), ", ")))
		},
	}
}

// commit is the state of the source that this was built from, where it is known.
func commit() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	known, changed := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			known = ", commit " + s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = " with changes"
		}
	}
	return known + changed
}
