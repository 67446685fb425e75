package main

import (
	"fmt"
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// inequality is one row of a programme that was read back: sum of coefficients
// times variables, compared with a number.
type inequality struct {
	name     string
	of       map[string]float64
	compared string
	right    float64
}

// programme is a file in the LP format, read back.
type programme struct {
	rows     []inequality
	binaries []string
}

// readProgramme reads what (*task).programme writes, and nothing else.
func readProgramme(t *testing.T, text string) programme {
	t.Helper()
	_, text, ok := strings.Cut(text, "Minimize\n worst: z\nSubject To\n")
	if !ok {
		t.Fatalf("the head is another:\n%s", text)
	}
	text, ok = strings.CutSuffix(text, "End\n")
	if !ok {
		t.Fatal("there is no End")
	}
	body, names, _ := strings.Cut(text, "Binaries\n")
	p := programme{binaries: strings.Fields(names)}
	var words []string
	for _, w := range append(strings.Fields(body), "last:") {
		if strings.HasSuffix(w, ":") && len(words) > 0 {
			p.rows = append(p.rows, readInequality(t, words))
			words = nil
		}
		words = append(words, w)
	}
	for line := range strings.Lines(text) {
		if len(line) > 200 {
			t.Errorf("a line of %d characters is too long for some readers", len(line))
		}
	}
	return p
}

var name = regexp.MustCompile(`^(z|x_\d+_\d+)$`)

func readInequality(t *testing.T, words []string) inequality {
	t.Helper()
	q := inequality{name: words[0], of: map[string]float64{}}
	factor, sign := 1.0, 1.0
	for k, w := range words[1:] {
		x, err := strconv.ParseFloat(w, 64)
		switch {
		case w == "-":
			sign = -1
		case w == "<=", w == ">=", w == "=":
			q.compared = w
			if k != len(words)-3 {
				t.Fatalf("%v: a comparison is the last but one", words)
			}
		case err == nil && q.compared != "":
			q.right = x
		case err == nil:
			factor = sign * x
		case name.MatchString(w):
			q.of[w] += factor
			factor, sign = 1, 1
		default:
			t.Fatalf("%v: %q is not expected", words, w)
		}
	}
	return q
}

// least returns the least z that the rows allow with these variables at 1 and the
// others at 0; ok is false where they allow none.
func (p programme) least(ones map[string]bool) (z float64, ok bool) {
	for _, q := range p.rows {
		sum := -q.right
		for v, x := range q.of {
			if v != "z" && ones[v] {
				sum += x
			}
		}
		g := q.of["z"]
		switch {
		case g == 0 && (q.compared == "=" && sum != 0 || q.compared == "<=" && sum > 0):
			return 0, false
		case g < 0 && q.compared == "<=": // −|g| z + sum ≤ 0
			z = max(z, sum/-g)
		case g > 0 && q.compared == ">=": // g z + sum ≥ 0
			z = max(z, -sum/g)
		case g != 0:
			panic("z stands in a row of another kind: " + q.name)
		}
	}
	return z, true
}

// small are instances of which all orders can be tried.
var small = []instance{
	{"plain", 5, 2, 1},
	{"plain", 5, 3, 2},
	{"tight", 5, 2, 1},
	{"tight", 5, 3, 2},
	{"tight", 5, 3, 3},
	{"chains", 5, 2, 1},
	{"chains", 5, 3, 4},
	{"locks", 5, 2, 1},
	{"humps", 10, 2, 1},
	{"swings", 12, 2, 1},
	{"humps", 12, 2, 1},
	{"wide", 5, 3, 1},
	{"wide", 5, 5, 2},
	{"wide", 5, 2, 3},
	{"registers", 6, 1, 1},
}

// stated draws an instance and states its level 1.
func stated(t *testing.T, i instance) *task {
	t.Helper()
	k, err := i.task()
	if err != nil {
		t.Fatalf("%s: %v", i, err)
	}
	return k
}

// sequences calls visit with every order of the task's steps, the dumb way.
func sequences(k *task, visit func(sequence []int)) {
	n := k.order.Len()
	var extend func(sequence []int, used map[int]bool)
	extend = func(sequence []int, used map[int]bool) {
		if len(sequence) == n {
			visit(sequence)
			return
		}
	next:
		for i := range n {
			if used[i] {
				continue
			}
			for j := range k.order.Before(i).All {
				if !used[j] {
					continue next
				}
			}
			used[i] = true
			extend(append(sequence, i), used)
			delete(used, i)
		}
	}
	extend(nil, map[int]bool{})
}

// byEnumeration returns what the best order comes to, in units of temptation.
func byEnumeration(t *testing.T, k *task) int64 {
	t.Helper()
	least := int64(math.MaxInt64)
	sequences(k, func(s []int) {
		x, err := k.worst(s)
		if err != nil {
			t.Fatal(err)
		}
		least = min(least, x)
	})
	return least
}

// inPercent returns units of temptation in percent.
func inPercent(k *task, units int64) float64 {
	f, _ := new(big.Rat).Mul(k.share(units), big.NewRat(100, 1)).Float64()
	return f
}

// onesOf returns the variables that are 1 for an order.
func onesOf(k *task, sequence []int) map[string]bool {
	ones := map[string]bool{}
	for place, i := range sequence {
		for n := place + 1; n < len(sequence); n++ {
			ones[variable(i, n)] = true
		}
	}
	return ones
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*max(1, math.Abs(a), math.Abs(b)) }

// Every order meets the programme, with z at what it comes to, and is read back
// from its variables; the least over all orders is the optimum.
func TestProgrammeHoldsTheOrders(t *testing.T) {
	for _, i := range small {
		k := stated(t, i)
		p := readProgramme(t, k.programme())
		orders := 0
		sequences(k, func(s []int) {
			orders++
			ones := onesOf(k, s)
			units, err := k.worst(s)
			if err != nil {
				t.Fatal(err)
			}
			if z, ok := p.least(ones); !ok || !near(z, inPercent(k, units)) {
				t.Fatalf("%s, order %v: the programme says %v (%v), the formula %v", i, s, z, ok, inPercent(k, units))
			}
			if got := k.sequence(ones); fmt.Sprint(got) != fmt.Sprint(s) {
				t.Fatalf("%s: the order %v is read back as %v", i, s, got)
			}
		})
		if orders == 0 {
			t.Errorf("%s has no order", i)
		}
	}
}

// Nothing but orders meets the programme: of all 2^m settings of its variables as
// many do as there are orders, and the least z is that of the best order.
func TestProgrammeHoldsNothingElse(t *testing.T) {
	tried := 0
	for _, i := range small {
		k := stated(t, i)
		p := readProgramme(t, k.programme())
		m := len(p.binaries)
		if m > 14 {
			continue
		}
		tried++
		orders, met, least := 0, 0, math.Inf(1)
		sequences(k, func([]int) { orders++ })
		for setting := range 1 << m {
			ones := map[string]bool{}
			for v, x := range p.binaries {
				ones[x] = setting>>v&1 == 1
			}
			if z, ok := p.least(ones); ok {
				met++
				least = min(least, z)
			}
		}
		if best := inPercent(k, byEnumeration(t, k)); met != orders || !near(least, best) {
			t.Errorf("%s: %d settings meet the programme, the least at %v; there are %d orders, the best at %v", i, met, least, orders, best)
		}
	}
	if tried < 5 {
		t.Errorf("only %d instances are small enough", tried)
	}
}
