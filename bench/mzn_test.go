package main

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// readData reads the data of a file for MiniZinc back, and nothing else.
func readData(t *testing.T, text string) map[string][]int64 {
	t.Helper()
	data, ok := strings.CutSuffix(text, orderModel)
	if !ok {
		t.Fatal("the file does not end with the model")
	}
	all := map[string][]int64{}
	for _, m := range regexp.MustCompile(`(?s)(?:array\[int\] of )?int: (\w+) = (.*?);`).FindAllStringSubmatch(data, -1) {
		numbers := []int64{}
		for _, word := range strings.FieldsFunc(m[2], func(r rune) bool { return strings.ContainsRune("[], \n", r) }) {
			x, err := strconv.ParseInt(word, 10, 64)
			if err != nil {
				t.Fatalf("%s: %v", m[1], err)
			}
			numbers = append(numbers, x)
		}
		all[m[1]] = numbers
	}
	return all
}

// levelOf returns the least level, from 1, at which an order keeps to the data of a
// file, by the meaning of the model; 0 where it keeps to none.
func levelOf(data map[string][]int64, sequence []int) int64 {
	rows, levels := int(data["rows"][0]), int(data["levels"][0])
	place := make([]int64, len(sequence))
	for k, i := range sequence {
		place[i] = int64(k + 1)
		if place[i] < data["earliest"][i] || place[i] > data["latest"][i] {
			return 0
		}
	}
	for w := range data["first"] {
		if place[data["first"][w]-1] >= place[data["second"][w]-1] {
			return 0
		}
	}
	for l := range levels {
		if keepsTo(data, sequence, rows, levels, l) {
			return int64(l + 1)
		}
	}
	return 0
}

func keepsTo(data map[string][]int64, sequence []int, rows, levels, l int) bool {
	for r := range rows {
		held, room := int64(0), data["rooms"][r*levels+l]
		if held > room {
			return false
		}
		for _, i := range sequence {
			if held += data["keeps"][i*rows+r]; held > room {
				return false
			}
		}
	}
	return true
}

// Every order has the level of what it comes to, unless that is above the last;
// nothing but orders has one; the least is that of the best order.
func TestModelHoldsTheOrders(t *testing.T) {
	for _, i := range small {
		k := stated(t, i)
		data, levels := readData(t, k.model()), k.levels()
		least := int64(len(levels))
		sequences(k, func(s []int) {
			units, err := k.worst(s)
			if err != nil {
				t.Fatal(err)
			}
			l := levelOf(data, s)
			switch {
			case units > levels[len(levels)-1] && l != 0,
				units <= levels[len(levels)-1] && (l == 0 || levels[l-1] != units):
				t.Fatalf("%s, order %v: it comes to %d, and its level is the %d. of %v", i, s, units, l, levels)
			case l > 0:
				least = min(least, l)
			}
		})
		if best := byEnumeration(t, k); levels[least-1] != best {
			t.Errorf("%s: the least level is %d, the best order comes to %d", i, levels[least-1], best)
		}
		if backwards := k.order.Reversed().Sequence(); len(k.waits()) > 0 && levelOf(data, backwards) != 0 {
			t.Errorf("%s: %v does not meet the preconditions, and has a level", i, backwards)
		}
	}
}
