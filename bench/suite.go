package main

import (
	"fmt"
	"time"
)

// suite is what one run measures.
type suite struct {
	limit time.Duration // of each search
	// beside is measured with the peers, large and hard by Detente alone.
	beside, large, hard []series
	// patience is at how many sizes of a series in a row a peer may prove nothing
	// before it is asked no more.
	patience int
}

// series are agreements of one family that differ in size and seed.
type series struct {
	family  string
	parties int
	steps   []int // increasing
	seeds   uint64
}

// of lists the agreements of one size; seeds count from 1.
func (s series) of(steps int) []instance {
	var all []instance
	for seed := range s.seeds {
		all = append(all, instance{s.family, steps, s.parties, seed + 1})
	}
	return all
}

// planned returns the suite of that name: quick, to try it, takes two or three
// minutes; full about three quarters of an hour, most of it spent at the limit.
func planned(name string) (suite, error) {
	switch name {
	case "quick":
		return suite{
			limit: 5 * time.Second, patience: 1,
			beside: []series{{"plain", 2, []int{10, 20}, 2}, {"tight", 3, []int{10, 20}, 2}, {"wide", 5, []int{10, 20}, 2}},
			large:  []series{{"plain", 2, []int{600}, 1}, {"locks", 3, []int{600}, 1}},
			hard:   hard(1),
		}, nil
	case "full":
		return suite{
			limit: time.Minute, patience: 1,
			beside: []series{
				{"plain", 2, []int{10, 20, 40, 60}, 2},
				{"tight", 3, []int{10, 20, 40, 60}, 2},
				{"chains", 5, []int{10, 20, 40, 60}, 2},
				{"locks", 2, []int{10, 20, 40, 60}, 2},
				{"humps", 3, []int{20, 40, 60}, 2}, // one chain of 10 has two parties
				{"swings", 2, []int{10, 20, 40, 60}, 2},
				{"wide", 5, []int{10, 20, 40, 60}, 2},
				{"registers", 1, []int{10, 20, 40, 60}, 2},
			},
			large: []series{
				{"plain", 2, []int{600}, 3},
				{"plain", 3, []int{600}, 3},
				{"tight", 2, []int{600}, 3},
				{"tight", 3, []int{600}, 3},
				{"chains", 2, []int{600}, 3},
				{"chains", 3, []int{600}, 3},
				{"locks", 2, []int{600}, 3},
				{"locks", 3, []int{600}, 3},
			},
			hard: hard(4),
		}, nil
	}
	return suite{}, fmt.Errorf("there is no plan %q; there is quick and full", name)
}

// hard are the kinds on which other ways of searching stall.
func hard(seeds uint64) []series {
	return []series{
		{"humps", 3, []int{100}, seeds},
		{"humps", 5, []int{100}, seeds},
		{"wide", 5, []int{60}, seeds},
		{"registers", 1, []int{200}, seeds},
	}
}
