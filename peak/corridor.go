package peak

// Corridor is an element too big for the room between two limits: the two rows
// change by opposite amounts, so that what one may rise the other may fall. Before
// or after the element one of them is further up than its limit, since the element
// moves the sum by more than lies between the two.
type Corridor struct {
	Element int
	Rows    [2]int
}

// corridor returns what every order costs at least because of a single element
// between two opposite rows, and which; false where that is nothing.
func (p Problem) corridor() (Share, *Corridor) {
	most := Nothing
	var found *Corridor
	for r := range p.Rows {
		for q := range r {
			if !opposite(p.Rows[r].Delta, p.Rows[q].Delta) {
				continue
			}
			for e := range p.Rows[r].Delta {
				if cost := p.Squeeze(e, r, q); most.Less(cost) {
					most, found = cost, &Corridor{e, [2]int{q, r}}
				}
			}
		}
	}
	return most, found
}

// Squeeze returns what an element costs at least that changes the rows r and q by
// opposite amounts. With d its size, one of the two sums is x + d ≤ cap(r) + θ·unit(r)
// at one of its ends where the other is −x ≤ cap(q) + θ·unit(q), so that θ is at
// least (d − cap(r) − cap(q)) / (unit(r) + unit(q)).
func (p Problem) Squeeze(element, r, q int) Share {
	one, two := p.Rows[r], p.Rows[q]
	size := max(one.Delta[element], -one.Delta[element])
	over := size - one.Cap - two.Cap
	switch {
	case over <= 0:
		return Nothing
	case one.Unit+two.Unit == 0:
		return TooMuch
	}
	return Share{over, one.Unit + two.Unit}
}
