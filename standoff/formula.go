package standoff

// Op is what a formula does with its parts.
type Op uint8

// The operations of formulas.
const (
	Taken   Op = iota // the option is taken
	Not               // the one part does not hold
	And               // all parts hold; true with no parts
	Or                // at least one part holds; false with no parts
	Implies           // where the first part holds, the second does
	Iff               // both parts hold, or neither
)

// Formula is a statement about a state made of options.
type Formula struct {
	Op     Op
	Option int // of Taken: the index of the option
	Parts  []Formula
}

// Holds reports whether the formula holds in the state with this code.
func (f Formula) Holds(s State) bool {
	switch f.Op {
	case Taken:
		return s>>f.Option&1 != 0
	case Not:
		return !f.Parts[0].Holds(s)
	case And:
		for _, p := range f.Parts {
			if !p.Holds(s) {
				return false
			}
		}
		return true
	case Or:
		for _, p := range f.Parts {
			if p.Holds(s) {
				return true
			}
		}
		return false
	case Implies:
		return !f.Parts[0].Holds(s) || f.Parts[1].Holds(s)
	case Iff:
		return f.Parts[0].Holds(s) == f.Parts[1].Holds(s)
	}
	panic("standoff: no such operation")
}
