package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"detente/agreement"
	"detente/calendar"
	"detente/internal/files"
)

// start is from where the command line asks to go on: what counts as performed,
// and the day on which what is left begins.
type start struct {
	from      []string // lists of names, or @ and the name of a file with one
	on        string
	performed []agreement.Performance // read from the lists
}

// fromFlag is what lists on the command line are called in places.
const fromFlag = "-from"

func (s *start) flags(c *cobra.Command) {
	c.Flags().StringArrayVar(&s.from, "from", nil, "go on from where these `STEPS` have been performed besides\nthose that are done in the text: a,b[2],c[1..3], each with\nits day (a=2026-03-02) if that is known; @FILE reads them\nfrom a file; may be repeated")
	c.Flags().StringVar(&s.on, "on", "", "what is left begins on this `DATE` instead of begins")
}

// read reads the lists.
func (s *start) read() error {
	for _, from := range s.from {
		name, list := fromFlag, from
		if file, ok := strings.CutPrefix(from, "@"); ok {
			var err error
			if list, err = files.List(file); err != nil {
				return err
			}
			name = file
		}
		more, err := agreement.ReadState(name, list)
		if err != nil {
			return misstated(err)
		}
		s.performed = append(s.performed, more...)
	}
	return nil
}

// apply checks that planning can go on from there, and returns the agreement
// with the day on which it does.
func (s *start) apply(a *agreement.Agreement) (*agreement.Agreement, error) {
	if err := agreement.CheckState(a, s.performed); err != nil {
		return nil, misstated(err)
	}
	if s.on == "" {
		return a, nil
	}
	day, err := calendar.Parse(s.on)
	if err != nil {
		return nil, trouble{"-on: " + err.Error(), ""}
	}
	later := *a
	later.Begins = agreement.Opt[calendar.Day]{V: day, Given: true, Place: a.Begins.Place}
	return &later, nil
}

// misstated says what is wrong with a list, and where in it.
func misstated(err error) error {
	var wrong *agreement.StateError
	if !errors.As(err, &wrong) {
		return err
	}
	at := wrong.Place.String()
	if wrong.Place.File == fromFlag {
		at = fromFlag
	}
	return trouble{fmt.Sprintf("%s: %s", at, wrong.What), wrong.Next}
}
