package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"detente/agreement"
	"detente/calendar"
	"detente/procedure"
	"detente/report"
)

// happened is what the command line says has happened in procedures and duties,
// and the day that is looked at.
type happened struct {
	on                                         string
	started, stopped, decided, skipped, longer []string
}

func newProceduresCommand(sh *shell) *cobra.Command {
	var q question
	var h happened
	var asJSON bool
	c := &cobra.Command{
		Use:   "procedures PATH... [flags]",
		Short: "tell duties, procedures and quotas, and where they stand on a day",
		Long: `procedures tells what the text says of duties, of procedures with their stages
and days, and of quotas: who can start a procedure, what follows at each stage if
nobody acts, and the last day on which a start is of use. With -on DATE it says
which stage is running then, which duties run or are suspended, and why. What has
happened besides what the text says is named with the other flags.`,
		Example: `  detente procedures examples/jcpoa-2015
  detente procedures examples/jcpoa-2015 -started snapback.council=2025-08-28 -on 2025-09-20`,
		Args: somePaths,
		RunE: func(_ *cobra.Command, args []string) error {
			r, err := read(sh, args, &q)
			if err != nil {
				return err
			}
			if r.form.HasErrors() {
				if err := sh.print(sh.page(r.line).Findings(r.findings(q.asking()))); err != nil {
					return err
				}
				return errTold
			}
			ways, err := r.ways(q, h)
			if err != nil {
				return err
			}
			if asJSON {
				return sh.print(string(report.JSON(ways)))
			}
			return sh.print(sh.page(r.line).Procedures(ways))
		},
	}
	h.flags(c)
	c.Flags().StringArrayVar(&q.from, "from", nil, "these `STEPS` have been performed besides those that are\ndone in the text: a,b=2026-03-02; may be repeated")
	c.Flags().BoolVar(&q.shared, "shared", false, "leave private overlays (*.private.deal) unread")
	jsonFlag(c, &asJSON, report.ProceduresFormat)
	return c
}

func (h *happened) flags(c *cobra.Command) {
	c.Flags().StringVar(&h.on, "on", "", "say where everything stands on this `DATE`")
	list := func(all *[]string, name, usage string) { c.Flags().StringArrayVar(all, name, nil, usage) }
	list(&h.started, "started", "`WHAT` was started: procedure=DATE, or procedure.stage=DATE\nwhere a stage began; may be repeated")
	list(&h.decided, "decided", "the decision of `STAGE` was made: procedure.stage=DATE; may be\nrepeated")
	list(&h.skipped, "skipped", "`STAGE` was left out: procedure.stage=DATE; may be repeated")
	list(&h.longer, "extended", "`STAGE` was prolonged: procedure.stage+DAYS=DATE; may be\nrepeated")
	list(&h.stopped, "stopped", "this `DUTY` is no longer kept: duty=DATE; may be repeated")
}

// ways makes the record of duties, procedures and quotas.
func (r *reading) ways(q question, h happened) (report.Procedures, error) {
	var on agreement.Opt[calendar.Day]
	if h.on != "" {
		day, err := calendar.Parse(h.on)
		if err != nil {
			return report.Procedures{}, trouble{"-on: " + err.Error(), ""}
		}
		on = agreement.Opt[calendar.Day]{V: day, Given: true}
	}
	events, err := h.events(r.agreement)
	if err != nil {
		return report.Procedures{}, err
	}
	if len(events) > 0 && !on.Given {
		return report.Procedures{}, trouble{"-on is missing: what has happened tells where things stand on a day", "Add -on DATE."}
	}
	return report.NewProcedures(r.text.Hash, agreement.NewCourse(r.agreement, q.asking()), events, on), nil
}

// events reads the flags.
func (h happened) events(a *agreement.Agreement) ([]procedure.Event, error) {
	var all []procedure.Event
	for _, x := range []struct {
		flag   string
		kind   procedure.Kind
		values []string
	}{
		{"-started", procedure.Start, h.started},
		{"-extended", procedure.Extend, h.longer},
		{"-decided", procedure.Decide, h.decided},
		{"-skipped", procedure.Skip, h.skipped},
	} {
		for _, v := range x.values {
			e, err := event(a, x.flag, x.kind, v)
			if err != nil {
				return nil, err
			}
			all = append(all, e)
		}
	}
	for _, v := range h.stopped {
		name, day, err := dated("-stopped", v)
		if err != nil {
			return nil, err
		}
		if a.Duty(name) == nil {
			return nil, unnamed("-stopped", v, "duty", name, names(a.Duties, func(d *agreement.Duty) string { return d.ID }))
		}
		all = append(all, procedure.Event{Duty: name, Act: procedure.Act{On: day}})
	}
	return all, nil
}

// event reads procedure=DATE, procedure.stage=DATE or procedure.stage+DAYS=DATE.
func event(a *agreement.Agreement, flag string, kind procedure.Kind, value string) (procedure.Event, error) {
	what, day, err := dated(flag, value)
	if err != nil {
		return procedure.Event{}, err
	}
	e := procedure.Event{Act: procedure.Act{Kind: kind, On: day}}
	if kind == procedure.Extend {
		var ok bool
		if what, e.Act.Days, ok = extension(what); !ok {
			return e, trouble{fmt.Sprintf("%s %s: it does not say by how many days", flag, value), "Write procedure.stage+10=DATE."}
		}
	}
	name, stage, staged := strings.Cut(what, ".")
	p := a.Procedure(name)
	switch {
	case p == nil:
		return e, unnamed(flag, value, "procedure", name, names(a.Procedures, func(p *agreement.Procedure) string { return p.ID }))
	case staged && p.Stage(stage) == nil:
		return e, unnamed(flag, value, "stage", stage, names(p.Stages, func(s *agreement.Stage) string { return s.ID }))
	case !staged && kind != procedure.Start:
		return e, trouble{fmt.Sprintf("%s %s: it does not say which stage", flag, value), "Write " + name + ".stage, then the rest."}
	case staged && kind == procedure.Start:
		e.Act.Kind = procedure.Enter
	}
	e.Procedure, e.Act.Stage = name, stage
	return e, nil
}

// extension splits "stage+10".
func extension(what string) (name string, days int, ok bool) {
	name, number, found := strings.Cut(what, "+")
	if _, err := fmt.Sscanf(number, "%d", &days); !found || err != nil || days < 0 || days > agreement.MaxDays || fmt.Sprint(days) != number {
		return what, 0, false
	}
	return name, days, true
}

// dated splits "name=DATE".
func dated(flag, value string) (name string, day calendar.Day, err error) {
	name, date, ok := strings.Cut(value, "=")
	if !ok {
		return "", 0, trouble{fmt.Sprintf("%s %s: it does not say on which day", flag, value), "Write " + value + "=DATE."}
	}
	if day, err = calendar.Parse(date); err != nil {
		return "", 0, trouble{fmt.Sprintf("%s %s: %v", flag, value, err), ""}
	}
	return name, day, nil
}

func names[T any](all []*T, idOf func(*T) string) []string {
	var ids []string
	for _, x := range all {
		ids = append(ids, idOf(x))
	}
	return ids
}

// unnamed is the trouble of a name that is not there.
func unnamed(flag, value, kind, name string, known []string) error {
	hint := "The agreement has none."
	if len(known) > 0 {
		hint = "There is " + strings.Join(known, ", ") + "."
	}
	if near := agreement.Similar(name, known); near != "" {
		hint = "Did you mean " + near + "? " + hint
	}
	return trouble{fmt.Sprintf("%s %s: there is no %s of that name", flag, value, kind), hint}
}
