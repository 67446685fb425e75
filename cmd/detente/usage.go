package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"detente/agreement"
)

// longFlags writes flags with one dash, as the pages show them, with the two
// that the flag library wants: -json and --json are the same flag. There are no
// flags of one letter but -h. What stands after "--" is left alone.
func longFlags(args []string) []string {
	out := make([]string, 0, len(args))
	for i, a := range args {
		if a == "--" {
			return append(out, args[i:]...)
		}
		if len(a) > 2 && a[0] == '-' && a[1] != '-' && (a[1] < '0' || a[1] > '9') {
			a = "-" + a
		}
		out = append(out, a)
	}
	return out
}

// help is the text of -h.
func help(c *cobra.Command) string {
	var b strings.Builder
	about := c.Long
	if about == "" {
		about = c.Short
	}
	b.WriteString(strings.TrimSpace(about) + "\n\n")
	if !c.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "Usage: %s\n", c.UseLine())
	} else {
		fmt.Fprintf(&b, "Usage: %s COMMAND ...\n\nCommands:\n", c.CommandPath())
		for _, sub := range c.Commands() {
			if sub.IsAvailableCommand() && sub.Name() != "help" {
				fmt.Fprintf(&b, "  %-10s %s\n", sub.Name(), sub.Short)
			}
		}
		fmt.Fprintf(&b, "\n%s COMMAND -h says more about one of them.\n", c.CommandPath())
	}
	b.WriteString(flagHelp(c))
	if c.Example != "" {
		fmt.Fprintf(&b, "\nExamples:\n%s\n", strings.TrimRight(c.Example, "\n"))
	}
	return b.String()
}

func flagHelp(c *cobra.Command) string {
	var b strings.Builder
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if f.Name == "help" || f.Hidden {
			return
		}
		kind, usage := pflag.UnquoteUsage(f)
		fmt.Fprintf(&b, "  %-19s %s\n", strings.TrimSpace("-"+f.Name+" "+kind), strings.ReplaceAll(usage, "\n", "\n"+strings.Repeat(" ", 22)))
	})
	if b.Len() == 0 {
		return ""
	}
	return "\nFlags:\n" + b.String()
}

// flagTrouble says what is wrong with a flag and which flags there are.
func flagTrouble(c *cobra.Command, err error) error {
	var (
		unknown *pflag.NotExistError
		missing *pflag.ValueRequiredError
		invalid *pflag.InvalidValueError
	)
	what := err.Error()
	switch {
	case errors.As(err, &unknown):
		what = fmt.Sprintf("there is no flag -%s", unknown.GetSpecifiedName())
		if known := flagNames(c); len(known) > 0 {
			what += "; there is " + strings.Join(known, ", ")
		}
	case errors.As(err, &missing):
		what = fmt.Sprintf("-%s needs a value", missing.GetFlag().Name)
	case errors.As(err, &invalid):
		what = fmt.Sprintf("-%s does not take %q", invalid.GetFlag().Name, invalid.GetValue())
	}
	return trouble{what, seeHelp(c)}
}

func flagNames(c *cobra.Command) []string {
	var names []string
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if f.Name != "help" {
			names = append(names, "-"+f.Name)
		}
	})
	return names
}

func seeHelp(c *cobra.Command) string {
	return "Usage: " + c.UseLine() + "\n" + c.CommandPath() + " -h says more."
}

// noSuchCommand refuses what is not a command: most often a path whose command
// was forgotten.
func noSuchCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, sub := range c.Commands() {
		names = append(names, sub.Name())
	}
	if near := agreement.Similar(args[0], names); near != "" {
		return trouble{fmt.Sprintf("there is no command %q", args[0]), fmt.Sprintf("Did you mean: %s %s?", c.CommandPath(), near)}
	}
	if c.HasParent() {
		return trouble{fmt.Sprintf("there is no command %q", args[0]), c.CommandPath() + " -h lists the commands."}
	}
	return trouble{fmt.Sprintf("there is no command %q", args[0]), fmt.Sprintf("If that is an agreement: detente check %s\ndetente -h lists the commands.", args[0])}
}

// somePaths asks for one path at least.
func somePaths(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return trouble{"which agreement? Name a file or a folder (\".\" is the folder you are in)", seeHelp(c)}
	}
	return nil
}

// nothingElse refuses arguments.
func nothingElse(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return trouble{fmt.Sprintf("%q is one argument too many", args[0]), seeHelp(c)}
	}
	return nil
}
