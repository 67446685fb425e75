package main

import (
	"fmt"
	"strconv"
	"strings"

	"detente/agreement"
	"detente/internal/families"
)

// instance is one agreement of a family.
type instance struct {
	family         string
	steps, parties int
	seed           uint64
}

// String writes the instance as readInstance reads it: family/steps/parties/seed.
func (i instance) String() string {
	return fmt.Sprintf("%s/%d/%d/%d", i.family, i.steps, i.parties, i.seed)
}

// maxSteps and maxParties bound what can be asked for.
const (
	maxSteps   = 10_000
	maxParties = 100
)

// readInstance reads family/steps/parties/seed.
func readInstance(text string) (instance, error) {
	words := strings.Split(text, "/")
	if len(words) != 4 {
		return instance{}, fmt.Errorf("%q is not family/steps/parties/seed", text)
	}
	i := instance{family: words[0]}
	if _, err := families.Named(i.family); err != nil {
		return instance{}, err
	}
	var err error
	if i.steps, err = strconv.Atoi(words[1]); err != nil || i.steps < 1 || i.steps > maxSteps {
		return instance{}, fmt.Errorf("%q is not a number of steps from 1 to %d", words[1], maxSteps)
	}
	if i.parties, err = strconv.Atoi(words[2]); err != nil || i.parties < 1 || i.parties > maxParties {
		return instance{}, fmt.Errorf("%q is not a number of parties from 1 to %d", words[2], maxParties)
	}
	if i.seed, err = strconv.ParseUint(words[3], 10, 48); err != nil {
		return instance{}, fmt.Errorf("%q is not a seed from 0 to 2^48 − 1", words[3])
	}
	return i, nil
}

// draw draws the agreement.
func (i instance) draw() (*agreement.Agreement, error) {
	f, err := families.Named(i.family)
	if err != nil {
		return nil, err
	}
	return f.Draw(i.steps, i.parties, i.seed), nil
}
