package main

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"detente/agreement"
	"detente/diag"
	"detente/internal/files"
	"detente/report"
	"detente/syntax"
)

func newFmtCommand(sh *shell) *cobra.Command {
	var checkOnly bool
	c := &cobra.Command{
		Use:   "fmt PATH... [flags]",
		Short: "put the layout of a text in order",
		Long: `fmt rewrites the layout of texts in place and keeps every comment; the names of
the files it changed are printed. A text that cannot be read is left as it is.
"-" reads standard input and writes standard output.

Exit code 0: done. 1: with -check, some layout is not in order. 2: some text
could not be read or written.`,
		Example: `  detente fmt my.deal
  detente fmt -check examples/hanoi-2019
  detente fmt - < my.deal`,
		Args: somePaths,
		RunE: func(_ *cobra.Command, args []string) error {
			return format(sh, args, checkOnly)
		},
	}
	c.Flags().BoolVar(&checkOnly, "check", false, "change nothing; name the files whose layout is not in order")
	return c
}

// format formats texts one by one; one that cannot be read does not keep the
// others.
func format(sh *shell, paths []string, checkOnly bool) error {
	text, err := files.LoadWith(sh.in, paths)
	if err != nil {
		return err
	}
	var result error
	for _, f := range text.Files {
		switch changed, err := formatOne(sh, f, checkOnly); {
		case errors.Is(err, errTold):
			result = errTold
		case err != nil:
			return err
		case changed && checkOnly && result == nil:
			result = errAgainst
		}
	}
	return result
}

// formatOne formats one text and reports whether its layout was not in order.
func formatOne(sh *shell, f files.File, checkOnly bool) (changed bool, err error) {
	out, found := syntax.Format(f.Name, f.Src)
	if found.HasErrors() {
		return false, unformattable(sh, f.Name, f.Src, found)
	}
	changed = !bytes.Equal(out, f.Src)
	stream := f.Name == files.StdinName || f.Name == files.StdinJSON
	switch {
	case stream && !checkOnly:
		return changed, sh.print(string(out))
	case !changed:
		return false, nil
	case !checkOnly:
		if err := files.WriteInPlace(f.Name, out); err != nil {
			return false, trouble{fmt.Sprintf("%s cannot be written, and is as it was: %v", f.Name, err), "May you write in its folder, and is there room on the disk?"}
		}
	}
	return true, sh.print(f.Name + "\n")
}

// unformattable says on standard error why a text was left as it is.
func unformattable(sh *shell, name string, src []byte, found diag.List) error {
	found.Sort()
	lines := strings.Split(string(src), "\n")
	line := func(file string, n int) (string, bool) {
		if file != name || n < 1 || n > len(lines) {
			return "", false
		}
		return lines[n-1], true
	}
	p := sh.page(line)
	p.Colour = p.Colour && sh.lively
	fmt.Fprintf(sh.err, "%s is left as it is:\n%s", name, p.Findings(report.NewFindings("", &agreement.Agreement{}, nil, found)))
	return errTold
}
