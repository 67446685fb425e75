package standoff

// Concept is a way to say that a state is stable for an actor: what the actor expects of the
// others when it thinks of leaving. Package stability says what each means.
type Concept uint8

// The concepts of stability.
const (
	Nash Concept = iota // nothing deters: every improvement counts
	GMR                 // general metarationality: the others can make it no better
	SMR                 // symmetric metarationality: and there is then no way out
	SEQ                 // sequential stability: as GMR, by moves that improve for whoever makes them
	SSEQ                // symmetric sequential stability: as SMR, by such moves
	// SIM is simultaneous stability with the rule of Fraser and Hipel: every improvement of
	// the actor is spoilt when some of the others, of those for whom the state is not
	// SEQ-stable, each make one improvement of theirs from the same state at the same
	// moment: the state that all the changes together lead to can be, and is no better for
	// the actor. It needs options; in an explicit graph two moves cannot be made at once,
	// and nothing is stable but what is Nash-stable.
	SIM
	// SIMAny is SIM with any of the others moving, also those for whom the state is stable;
	// gmcr-py and GMCR+ use this rule.
	SIMAny

	// Concepts is how many there are.
	Concepts = iota
)

// concepts are the names, short, as in the literature and in our records.
var concepts = [...]string{"nash", "gmr", "smr", "seq", "sseq", "sim", "sim-any"}

// String is the short name of the concept.
func (c Concept) String() string { return concepts[c] }
