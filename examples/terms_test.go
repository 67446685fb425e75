package examples_test

import (
	"fmt"
	"slices"
	"strings"

	"detente/demands"
)

// names writes sets of terms as an expected.txt does, sorted.
func (o *outcome) names(sets [][]int) []string {
	var all []string
	for _, set := range sets {
		var of []string
		for _, n := range set {
			of = append(of, strings.ReplaceAll(o.terms.Terms[n].Name(), " ", ""))
		}
		slices.Sort(of)
		all = append(all, strings.Join(of, " "))
	}
	return all
}

func sortedWords(words []string) string {
	return strings.Join(slices.Sorted(slices.Values(words)), " ")
}

func (o *outcome) first(words []string) string {
	for _, f := range o.found {
		if string(f.Code) == words[0] {
			if m := o.matching(words); len(m) > 0 && m[0].Summary == f.Summary {
				return ""
			}
			return "the first is " + f.Summary
		}
	}
	return "there is none"
}

func (o *outcome) conflicts(words []string) string {
	if !o.terms.Complete || fmt.Sprint(len(o.terms.Conflicts)) != words[0] {
		return fmt.Sprintf("there are %d, complete %v: %q", len(o.terms.Conflicts), o.terms.Complete, o.names(o.conflictTerms()))
	}
	return ""
}

func (o *outcome) conflictTerms() [][]int {
	var sets [][]int
	for _, c := range o.terms.Conflicts {
		sets = append(sets, c.Terms)
	}
	return sets
}

func (o *outcome) conflict(words []string) string {
	if all := o.names(o.conflictTerms()); !slices.Contains(all, sortedWords(words)) {
		return fmt.Sprintf("the conflicts are %q", all)
	}
	return ""
}

func (o *outcome) giveUp(words []string) string {
	if all := o.names(o.terms.GiveUp); !slices.Contains(all, sortedWords(words)) {
		return fmt.Sprintf("the sets are %q", all)
	}
	return ""
}

func (o *outcome) alone(words []string) string {
	i := slices.IndexFunc(o.terms.Alone, func(x demands.Alone) bool {
		return x.Who == nil && words[0] == "everybody" || x.Who != nil && x.Who.ID == words[0]
	})
	if i < 0 {
		return "it has no term in any conflict"
	}
	x := o.terms.Alone[i]
	if got := o.names([][]int{x.GiveUp})[0]; got != sortedWords(words[2:]) || x.Enough != (words[1] == "enough") {
		return fmt.Sprintf("it is %q, enough: %v", got, x.Enough)
	}
	return ""
}
