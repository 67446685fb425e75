package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"detente/agenda"
	"detente/agreement"
	"detente/calendar"
	"detente/report"
)

func newAgendaCommand(sh *shell) *cobra.Command {
	var q question
	var asJSON bool
	var meeting string
	c := &cobra.Command{
		Use:   "agenda PATH... [flags]",
		Short: "what to settle at the meeting ahead, on one page",
		Long: `agenda lists what is to be settled at the meetings ahead: the conflicts first,
then steps without owner, date, verifier or definition, words that are read in
several ways, outsiders who have to be asked and until when, linked agreements,
and dates that come up before the meeting is over; with the days and working
days that are left. It fits on one page of A4.

-on is the day from which days are counted; without it, today. The exit code is
0 whenever the page could be made.`,
		Example: `  detente agenda examples/hanoi-2019 -on 2019-02-06
  detente agenda examples/hanoi-2019 -on 2019-02-06 -meeting hanoi -json`,
		Args: somePaths,
		RunE: func(_ *cobra.Command, args []string) error {
			if q.on == "" {
				q.on = today(time.Now()).String()
			}
			r, err := read(sh, args, &q)
			if err != nil {
				return err
			}
			if r.form.HasErrors() {
				return misformed(sh, r, q, asJSON, "No agenda can be made until this is repaired.")
			}
			return r.agenda(sh, q, meeting, asJSON)
		},
	}
	q.flags(c)
	c.Flags().StringVar(&meeting, "meeting", "", "show this `MEETING` in full, not the next one")
	c.Flags().Lookup("on").Usage = "count the days from this `DATE`; without it, from today"
	jsonFlag(c, &asJSON, report.AgendaFormat)
	return c
}

// today is the day of a moment, where this machine is.
func today(now time.Time) calendar.Day { return calendar.Of(now.Year(), now.Month(), now.Day()) }

// agenda makes and prints the page.
func (r *reading) agenda(sh *shell, q question, meeting string, asJSON bool) error {
	x := agenda.New(r.agreement, q.asking(), r.agreement.Begins.V)
	if err := isAhead(x, meeting); err != nil {
		return err
	}
	record := report.NewAgenda(r.text.Hash, x)
	if asJSON {
		return sh.print(string(report.JSON(record)))
	}
	return sh.print(sh.page(r.line).Agenda(record, meeting))
}

// isAhead refuses the name of a meeting that is not ahead.
func isAhead(x *agenda.Agenda, name string) error {
	if name == "" {
		return nil
	}
	var ahead []string
	for _, m := range x.Meetings {
		if m.ID == name {
			return nil
		}
		ahead = append(ahead, m.ID)
	}
	hint := "No meeting is ahead."
	if len(ahead) > 0 {
		hint = "Ahead: " + strings.Join(ahead, ", ") + "."
	}
	if near := agreement.Similar(name, ahead); near != "" {
		hint = "Did you mean " + near + "? " + hint
	}
	if x.Agreement.Meeting(name) != nil {
		return trouble{fmt.Sprintf("-meeting %s: it is over on %s, or has no date", name, x.On), hint}
	}
	return trouble{fmt.Sprintf("-meeting %s: there is no meeting of that name", name), hint}
}
