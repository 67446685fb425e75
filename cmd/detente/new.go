package main

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

//go:embed templates/*.deal
var templateFiles embed.FS

// templates are the starting texts, the default first, with what each is for.
var templates = [][2]string{
	{"two-sided", "two sides, steps in return for steps"},
	{"ceasefire", "fighting stops, forces go back, monitors watch"},
	{"prisoner-exchange", "people released by both sides, at once, through a third"},
	{"company-sale", "from signing to closing, with approvals and an escrow agent"},
}

func newNewCommand(sh *shell) *cobra.Command {
	var template string
	c := &cobra.Command{
		Use:   "new [TEMPLATE] [FILE.deal] [flags]",
		Short: "begin an agreement from a commented starting text",
		Long:  "new writes a commented starting text, to a new file or, where none is named, to\nstandard output. It never writes over a file.\n\nTemplates:\n" + templateList(),
		Example: `  detente new my.deal
  detente new ceasefire my.deal
  detente new -template ceasefire > my.deal`,
		RunE: func(c *cobra.Command, args []string) error {
			name, file, err := newArgs(c, template, args)
			if err != nil {
				return err
			}
			text, err := templateFiles.ReadFile("templates/" + name + ".deal")
			if err != nil {
				return err
			}
			if file == "" {
				return sh.print(string(text))
			}
			return writeNew(sh, file, text)
		},
	}
	c.Flags().StringVar(&template, "template", "", "the `TEMPLATE` to begin from (default two-sided)")
	return c
}

func templateList() string {
	var b strings.Builder
	for _, t := range templates {
		fmt.Fprintf(&b, "  %-18s %s\n", t[0], t[1])
	}
	return b.String()
}

func isTemplate(name string) bool {
	return slices.ContainsFunc(templates, func(t [2]string) bool { return t[0] == name })
}

// newArgs tells the template's name and the file's apart: a word without a dot
// is meant as a template.
func newArgs(c *cobra.Command, template string, args []string) (name, file string, err error) {
	if template == "" && len(args) > 0 && !strings.Contains(args[0], ".") {
		template, args = args[0], args[1:]
	}
	if template == "" {
		template = templates[0][0]
	}
	if !isTemplate(template) {
		return "", "", trouble{fmt.Sprintf("there is no template %q", template), "Templates:\n" + strings.TrimRight(templateList(), "\n")}
	}
	switch len(args) {
	case 0:
		return template, "", nil
	case 1:
		if !strings.HasSuffix(args[0], ".deal") {
			return "", "", trouble{fmt.Sprintf("%q: the name of an agreement's file ends in .deal", args[0]), seeHelp(c)}
		}
		return template, args[0], nil
	}
	return "", "", trouble{fmt.Sprintf("%q is one argument too many", args[1]), seeHelp(c)}
}

// writeNew writes a file that is not there yet.
func writeNew(sh *shell, file string, text []byte) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return trouble{file + " is there already, and new never writes over a file", "Choose another name, or remove it first."}
	}
	if err != nil {
		return trouble{err.Error(), "Is the folder there, and may you write in it?"}
	}
	_, err = f.Write(text)
	if err := errors.Join(err, f.Close()); err != nil {
		return trouble{err.Error(), ""}
	}
	return sh.print(fmt.Sprintf("%s is written. Next: edit it, then detente check %s\n", file, file))
}
