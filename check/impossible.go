package check

import (
	"detente/diag"
	"detente/situation"
)

// impossible is D901: a stand-off whose infeasible combinations leave no state.
func impossible(t *text) []diag.Finding {
	return t.fault(situation.Empty, "Look at what is ruled out in infeasible and exclusive: together it rules out everything.")
}

// notToday is D902: a state of today that the stand-off itself rules out.
func notToday(t *text) []diag.Finding {
	return t.fault(situation.NotToday, "Correct today, or what rules it out.")
}

// tooMany is D903: a stand-off with more states than are looked at.
func tooMany(t *text) []diag.Finding {
	return t.fault(situation.TooLarge, "Leave out options that do not matter here, or draw several together into one.")
}
