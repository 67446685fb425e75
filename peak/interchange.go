package peak

import "detente/order"

// manyElements is up to how many elements all pairs are compared.
const manyElements = 2000

// interchange returns the order with more pairs: i before j wherever i adds at
// most what j adds to every sum, waits for nothing that j does not wait for, and
// has everything waiting for it that waits for j.
//
// Where an order of all elements has such a pair the wrong way round, the two can
// change places: between them every sum is then at most what it was. Each change
// brings the elements nearer to an order by what they add, ties by their numbers,
// so that after some changes no pair is left the wrong way round. Some best order
// therefore has all the pairs, and the pairs make no circle.
func interchange(o *order.Order, rows []Row) *order.Order {
	n := o.Len()
	if n > manyElements {
		return o
	}
	var pairs [][2]int
	for j, direct := range o.Direct() {
		for _, i := range direct {
			pairs = append(pairs, [2]int{i, j})
		}
	}
	before := len(pairs)
	for i := range n {
		for j := range n {
			if i != j && !o.Before(i).Has(j) && !o.Before(j).Has(i) && atMost(rows, i, j) &&
				o.Before(j).Covers(o.Before(i)) && o.After(i).Covers(o.After(j)) {
				pairs = append(pairs, [2]int{i, j})
			}
		}
	}
	if len(pairs) == before {
		return o
	}
	more, ok := order.New(n, pairs)
	if !ok {
		panic("peak: elements that may change places go in a circle")
	}
	return more
}

// atMost reports whether i adds at most what j adds to every sum; of equals, the
// one with the smaller number.
func atMost(rows []Row, i, j int) bool {
	same := true
	for r := range rows {
		di, dj := rows[r].Delta[i], rows[r].Delta[j]
		if di > dj {
			return false
		}
		same = same && di == dj
	}
	return !same || i < j
}
