package main

import "github.com/spf13/cobra"

func newBriefCommand(sh *shell) *cobra.Command {
	var q question
	c := &cobra.Command{
		Use:   "brief PATH... [flags]",
		Short: "check and plan on one page, to print and take along",
		Long: `brief prints what check and plan have to say as one page. The exit code is 0
whenever the page could be made.`,
		Example: `  detente brief examples/hanoi-2019 -shared > hanoi.txt`,
		Args:    somePaths,
		RunE: func(_ *cobra.Command, args []string) error {
			r, err := read(sh, args, &q)
			if err != nil {
				return err
			}
			found, page := r.findings(q.asking()), sh.page(r.line)
			if r.form.HasErrors() {
				return sh.print(page.Brief(found, nil, nil))
			}
			watch := sh.watch()
			p, err := r.plan(q, watch)
			watch.end()
			if err != nil {
				return err
			}
			ways, err := r.ways(q, happened{on: q.on})
			if err != nil {
				return err
			}
			return sh.print(page.Brief(found, &p, &ways))
		},
	}
	q.flags(c)
	q.limitFlag(c)
	return c
}
