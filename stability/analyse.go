package stability

import (
	"detente/cube"
	"detente/standoff"
)

// Analyse works out the stable states. The model has to pass its Check. What it says does
// not depend on the machine.
func Analyse(m *standoff.Model, o Options) *Analysis {
	a := &Analysis{model: m}
	want := wanted(o.Concepts)
	solve := solveGraph
	if m.Options != nil {
		solve = cube.Solve
	}
	found, done := solve(m, want, o.Budget)
	for _, c := range []Concept{SIM, SIMAny} {
		switch {
		case !want[c] || !done:
		case m.Options == nil:
			found[c] = found[Nash]
		default:
			found[c], done = solveSIM(m, c, found[SEQ], o.Budget)
		}
	}
	if a.Stopped = !done; done {
		a.stable = found
	}
	return a
}

// wanted says what has to be worked out to give the concepts asked for.
func wanted(asked []Concept) (want cube.Wanted) {
	if len(asked) == 0 {
		asked = Four
	}
	for _, c := range asked {
		want[c] = true
	}
	want[SEQ] = want[SEQ] || want[SIM]
	want[Nash] = want[Nash] || want[SIM] || want[SIMAny]
	return want
}
