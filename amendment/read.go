package amendment

import (
	"strconv"
	"strings"

	"detente/agreement"
	"detente/calendar"
)

// forms say how an amendment of each kind is written, for those who wrote it
// otherwise.
var forms = map[Kind]string{
	Drop:     "Write the name of a demand: -drop posts_first",
	Cut:      "Write a step and a number of parts, or their sizes: -cut relief=5 or -cut relief=[2,1,1]",
	Exchange: "Write two steps or more, and who holds them if that is known: -exchange a,b or -exchange a,b:mission",
	Date:     "Write a step and a day: -date relief=2030-02-28",
	Stake:    "Write a party and an amount: -breach_cost north=4",
	Lock:     "Write the step that makes permanent, and the step that it makes so: -lock treaty=relief",
	Undo:     "Write a step and a share from 0 to 1, or full, or none: -undo relief=0.5",
	Forget:   "Write a step and what it is not to wait for: -forget-after relief=maps",
}

// Read reads an amendment of a kind as it is written on a command line. Whether
// what it names exists is for Apply to say. The error is an [*Error].
func Read(kind Kind, text string) (Amendment, error) {
	x := Amendment{Kind: kind, Text: strings.TrimSpace(text)}
	if kind == Drop {
		x.of = x.Text
		if x.of == "" {
			return x, wrong(forms[kind], "no demand is named")
		}
		return x, nil
	}
	if kind == Exchange {
		return x, x.readExchange()
	}
	of, value, ok := strings.Cut(x.Text, "=")
	x.of, x.value = strings.TrimSpace(of), strings.TrimSpace(value)
	if !ok || x.of == "" || x.value == "" {
		return x, wrong(forms[kind], "%q is not of that form", x.Text)
	}
	return x, x.readValue()
}

// readValue reads what stands behind "=" where that needs no agreement.
func (x *Amendment) readValue() (err error) {
	switch x.Kind {
	case Cut:
		if strings.HasPrefix(x.value, "[") { // sizes: Apply looks at them
			return nil
		}
		if x.parts, err = strconv.Atoi(x.value); err != nil || x.parts < 1 || x.parts > agreement.MaxParts {
			return wrong(forms[Cut], "%q is not a number of parts from 1 to %d", x.value, agreement.MaxParts)
		}
	case Date:
		if x.day, err = calendar.Parse(x.value); err != nil {
			return wrong(forms[Date], "%v", err)
		}
	case Forget:
		refs, err := readRefs(x.value, true)
		if err != nil || len(refs) != 1 {
			return wrong(forms[Forget], "%q is not the name of a step", x.value)
		}
		x.steps = refs
	case Drop, Exchange, Stake, Lock, Undo: // names and amounts: Apply looks at them
	}
	return nil
}

func (x *Amendment) readExchange() error {
	list, holder, held := strings.Cut(x.Text, ":")
	x.holder = strings.TrimSpace(holder)
	if held && x.holder == "" {
		return wrong(forms[Exchange], "who holds the steps is not said after the colon")
	}
	var err error
	if x.steps, err = readRefs(list, false); err != nil {
		return err
	}
	if len(x.steps) < 2 {
		return wrong(forms[Exchange], "an exchange is of two steps or more")
	}
	for i, r := range x.steps {
		for _, q := range x.steps[:i] {
			if holds(r, q) {
				return wrong("Name each step once.", "%s and %s are the same, or one is a part of the other", q, r)
			}
		}
	}
	return nil
}

// readRefs reads names of steps and of their parts, as a list of performances has
// them (agreement.ReadState); where that is allowed, with ".declared".
func readRefs(list string, declared bool) ([]agreement.StepRef, error) {
	var all []agreement.StepRef
	for item := range strings.SplitSeq(list, ",") {
		name, said := strings.CutSuffix(strings.TrimSpace(item), ".declared")
		read, err := agreement.ReadState("", name)
		switch {
		case err != nil || len(read) == 0 || strings.ContainsAny(name, "=#/\n"), said && !declared:
			return nil, wrong("Write a step as relief, a part of it as relief[2].", "%q is not the name of a step", strings.TrimSpace(item))
		}
		for _, p := range read {
			all = append(all, agreement.StepRef{Ref: agreement.Ref{ID: p.ID}, Part: p.Part, Declared: said})
		}
	}
	return all, nil
}
