package amendment

import (
	"fmt"
	"math/big"
	"strings"

	"detente/agreement"
	"detente/syntax"
)

// Values are read by the reader of the language itself, in a text of one block, so
// that they mean here what they mean there and are refused with the same words.

// readAmount reads what leaving is to cost the party.
func readAmount(a *agreement.Agreement, p *agreement.Actor, value string) (agreement.Opt[agreement.Amount], error) {
	block := fmt.Sprintf("party %q {\n  scale = [%s]\n  breach_cost = %s\n}\n", p.ID, strings.Join(p.Words(), ", "), oneLine(value))
	read, err := readBlock(block, Stake, value)
	if err != nil {
		return agreement.Opt[agreement.Amount]{}, err
	}
	got := read.Actor(p.ID).BreachCost
	if got.V.IsZero() {
		return got, nil
	}
	if m, ok := other(a, p); ok && m.IsWord() != got.V.IsWord() {
		counts, next := "numbers", "Write a number."
		if m.IsWord() {
			counts, next = "words", "The words are "+strings.Join(p.Words(), ", ")+"."
		}
		return got, wrong(next, "%s counts in %s, and %s is none", p.Label(), counts, value)
	}
	return got, nil
}

// other returns an amount of the party besides what leaving costs it, other than
// nothing.
func other(a *agreement.Agreement, p *agreement.Actor) (agreement.Amount, bool) {
	for _, o := range []agreement.Opt[agreement.Amount]{p.WalkAway, p.MaxExposure} {
		if o.Given && !o.V.IsZero() {
			return o.V, true
		}
	}
	for _, s := range a.Steps {
		for _, w := range s.Worths {
			if w.Party.ID == p.ID && !w.Amount.IsZero() {
				return w.Amount, true
			}
		}
	}
	return agreement.Amount{}, false
}

// readShare reads which share of the step can be taken back.
func readShare(s *agreement.Step, value string) (*big.Rat, error) {
	read, err := readBlock(fmt.Sprintf("step %q {\n  undo = %s\n}\n", s.ID, oneLine(value)), Undo, value)
	if err != nil {
		return nil, err
	}
	return read.Step(s.ID).Undo.V, nil
}

// readSizes reads what the parts of the step are to one another.
func readSizes(s *agreement.Step, value string) ([]*big.Rat, error) {
	read, err := readBlock(fmt.Sprintf("step %q {\n  sizes = %s\n}\n", s.ID, oneLine(value)), Cut, value)
	if err != nil {
		return nil, err
	}
	return read.Step(s.ID).Sizes.V, nil
}

// oneLine keeps a value from being more than one.
func oneLine(value string) string {
	return strings.NewReplacer("\n", " ", "\r", " ", "#", " ", "//", " ").Replace(value)
}

func readBlock(block string, kind Kind, value string) (*agreement.Agreement, error) {
	tree, found := syntax.Parse("-"+string(kind), []byte(block))
	read, more := agreement.Read([]*syntax.File{tree})
	if found = append(found, more...); found.HasErrors() {
		found.Sort()
		next := forms[kind]
		if found[0].Fix != "" {
			next = found[0].Fix
		}
		return nil, wrong(next, "%q cannot be read: %s", value, strings.TrimSuffix(found[0].Summary, "."))
	}
	return read, nil
}
