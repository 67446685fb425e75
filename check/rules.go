package check

import (
	"embed"
	"strings"

	"detente/diag"
)

// rule is one kind of finding. severity is the gravest it can have.
type rule struct {
	code     diag.Code
	severity diag.Severity
	title    string
	find     func(*text) []diag.Finding // nil where reading the text finds it
}

// rules is the table of all findings, in the order of their codes. A code is
// never used again for something else.
var rules = []rule{
	// Form: package syntax and package agreement find these while reading.
	{"D001", diag.Error, "The text cannot be read", nil},
	{"D002", diag.Error, "Unknown block or attribute", nil},
	{"D003", diag.Error, "Unknown name", nil},
	{"D004", diag.Error, "Given twice", nil},
	{"D005", diag.Error, "Wrong kind of value", nil},
	{"D006", diag.Error, "Value out of range", nil},
	{"D007", diag.Error, "Too large or too deep", nil},
	{"D008", diag.Error, "A party mixes words and numbers", nil},
	{"D009", diag.Error, "Not allowed in a private overlay", nil},
	{"D010", diag.Error, "A worth or a stake of somebody who is not a party", nil},
	{"D011", diag.Error, "A second agreement block, or none", nil},
	{"D012", diag.Note, "A private value replaces the public one", nil},

	// Order.
	{"D101", diag.Error, "Deadlock", deadlock},
	{"D102", diag.Error, "Dead end", deadEnd},
	{"D103", diag.Warning, "Waiting for outsiders", outsiders},
	{"D104", diag.Note, "Performed before its precondition", early},
	{"D105", diag.Note, "Open moves", openMoves},
	{"D106", diag.Note, "A demand was dropped", dropped},
	{"D107", diag.Error, "Dates and demands that rule each other out", clash},
	{"D108", diag.Error, "No order keeps the exposure that is accepted", overexposed},

	// Open points.
	{"D201", diag.Warning, "Nobody is named to perform it", owner},
	{"D202", diag.Warning, "No date", date},
	{"D203", diag.Warning, "Nobody is named to confirm it", verifier},
	{"D204", diag.Warning, "Not defined", definition},
	{"D205", diag.Warning, "Nobody says what it is worth", unvalued},
	{"D206", diag.Warning, "Joint owners without shares", joint},
	{"D207", diag.Warning, "Leaving costs nothing that the text names", leaving},
	{"D208", diag.Warning, "An exchange that nobody holds", holder},

	// Time.
	{"D301", diag.Error, "Due before it can be done", late},
	{"D302", diag.Warning, "Due, but what it waits for has no date", trigger},
	{"D303", diag.Warning, "A date that can be read in several ways", readings},
	{"D304", diag.Warning, "Due dates but no beginning", beginning},
	{"D305", diag.Error, "Dates that cannot be kept together", unkept},
	{"D306", diag.Warning, "It has ended by then", ended},
	{"D307", diag.Warning, "An instant on two days", zoned},

	// Balance.
	{"D401", diag.Warning, "One side can take back, the other cannot", irreversible},
	{"D402", diag.Error, "A party gains nothing", noGain},

	// Evidence.
	{"D501", diag.Error, "A quote is not in its source", misquoted},
	{"D502", diag.Warning, "A source is not there", absent},
	{"D503", diag.Warning, "A claim without a source", unsourced},

	// Use.
	{"D601", diag.Note, "A step that nobody needs", needless},
	{"D602", diag.Note, "A name that is not used", unused},

	// Duties and procedures.
	{"D701", diag.Warning, "Nothing is said of what follows if nobody acts", silence},
	{"D702", diag.Warning, "Nobody can start it but the side that it is about", starter},
	{"D703", diag.Warning, "A stage without a last day", endless},
	{"D704", diag.Error, "A procedure that cannot take effect", runout},
	{"D705", diag.Warning, "A duty that can never run", resting},
	{"D706", diag.Warning, "A duty without an end", lasting},
	{"D707", diag.Warning, "A number that nobody can count", counted},
	{"D708", diag.Warning, "One side can keep it from taking effect", holdup},
	{"D709", diag.Warning, "A remedy against one side only", onesided},
	{"D710", diag.Note, "The last day on which a start is of use", lastStart},

	// Readings and links.
	{"D801", diag.Warning, "Words that can be read in several ways", severalReadings},
	{"D802", diag.Warning, "Readings that matter together", readTogether},
	{"D803", diag.Warning, "A linked agreement that cannot be read", linkUnread},
	{"D804", diag.Warning, "A linked agreement has changed", linkChanged},
	{"D805", diag.Warning, "A link that ends too early", linkEnded},
	{"D806", diag.Warning, "Agreements that link in a circle", linkCircle},

	// Stand-offs.
	{"D901", diag.Error, "No state can be", impossible},
	{"D902", diag.Error, "Today's state cannot be", notToday},
	{"D903", diag.Error, "More states than are looked at", tooMany},
	{"D904", diag.Warning, "Where it stands today is not said", unplaced},
	{"D905", diag.Warning, "Nobody is named who decides on an option", undecided},
	{"D906", diag.Warning, "An actor with nothing to decide", idle},
	{"D907", diag.Warning, "Nobody says what an actor prefers", unpreferred},
	{"D908", diag.Warning, "A statement that decides nothing", deciding},
	{"D909", diag.Warning, "States equally good, and nobody says that this is meant", tied},
	{"D910", diag.Warning, "An option about which there is nothing to decide", fixed},
	{"D911", diag.Warning, "States told as one that are not equally good", apart},
	{"D912", diag.Warning, "A ranking that does not fit the states", misranked},
	{"D913", diag.Warning, "A stand-off with nobody in it", empty},

	// Carrying it out.
	{"D914", diag.Note, "Somebody has no key", keyless},
	{"D915", diag.Warning, "A third party may not read what it is to act on", shutOut},
}

//go:embed D*.md
var pages embed.FS

// Codes returns the codes of all findings, in order.
func Codes() []diag.Code {
	var codes []diag.Code
	for _, r := range rules {
		codes = append(codes, r.code)
	}
	return codes
}

// Title returns what the finding is called, in a few words; "" for an unknown code.
func Title(code diag.Code) string {
	for _, r := range rules {
		if r.code == code {
			return r.title
		}
	}
	return ""
}

// Severity returns the gravest severity that findings of the code have; false
// for an unknown code. Some of them may weigh less, as their page says.
func Severity(code diag.Code) (diag.Severity, bool) {
	for _, r := range rules {
		if r.code == code {
			return r.severity, true
		}
	}
	return diag.Note, false
}

// Page returns the page of the code in Markdown, and false for an unknown code.
// Small letters will do.
func Page(code diag.Code) (string, bool) {
	b, err := pages.ReadFile(strings.ToUpper(string(code)) + ".md")
	return string(b), err == nil
}
