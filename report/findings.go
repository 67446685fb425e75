package report

import (
	"detente/agreement"
	"detente/check"
	"detente/demands"
	"detente/diag"
)

// Findings is everything there is to say about a text: "detente.findings/1".
type Findings struct {
	Format string `json:"format"`
	// Input is the hash of the bytes that were read, "sha256:…".
	Input string `json:"input"`
	// Agreement is the agreement's name, and Title its title, "" where the text has none.
	Agreement string `json:"agreement"`
	Title     string `json:"title"`
	// Counts says how many findings each severity has.
	Counts   Counts    `json:"counts"`
	Findings []Finding `json:"findings"`
	// Private names the private overlays that were read along: with any of
	// them in it, the record is not to be passed on.
	Private []string `json:"private"`
	// Without names the demands that were set aside.
	Without []string `json:"without"`
	// Performed is what counts as performed because that was asked.
	Performed []Taken `json:"performed"`
	// ReadAs names the readings by which the text was read.
	ReadAs []string `json:"read_as"`
	// GiveUp is what would have to be given up so that the rest can hold together;
	// null where nothing conflicts.
	GiveUp *GiveUp `json:"give_up"`
}

// Counts is how many findings there are of each severity.
type Counts struct {
	Errors   int `json:"errors"`
	Warnings int `json:"warnings"`
	Notes    int `json:"notes"`
}

// Finding is one thing said about the text; see diag.Finding.
type Finding struct {
	Code string `json:"code"`
	// Title is what findings of the code are called, in a few words.
	Title    string `json:"title"`
	Severity string `json:"severity"`
	Summary  string `json:"summary"`
	Detail   string `json:"detail"`
	// Place is where to look first; null where there is no such place.
	Place *Place `json:"place"`
	// Places are all places that contribute, in the order the detail tells them.
	Places []Place  `json:"places"`
	Steps  []string `json:"steps"`
	Owners []string `json:"owners"`
	Fix    string   `json:"fix"`
	// Weight is how many steps hang on it; it orders findings of one code.
	Weight int `json:"weight"`
}

// NewFindings makes the record of findings about an agreement, with the demands
// set aside. They are kept in their order.
func NewFindings(input string, a *agreement.Agreement, without []string, found diag.List) Findings {
	r := Findings{
		Format:    FindingsFormat,
		Input:     input,
		Agreement: a.ID.ID,
		Title:     a.Title.String(),
		Counts:    Counts{found.Count(diag.Error), found.Count(diag.Warning), found.Count(diag.Note)},
		Findings:  []Finding{},
		Private:   list(a.Private),
		Without:   list(without),
		Performed: []Taken{},
		ReadAs:    list(a.Chosen),
	}
	for _, f := range found {
		r.Findings = append(r.Findings, finding(f))
	}
	return r
}

// MaxGivenUp is how many sets to give up findings list.
const MaxGivenUp = 10

// WithGiveUp adds what would have to be given up.
func (r Findings) WithGiveUp(an *demands.Analysis) Findings {
	if an.Found() {
		g := newGiveUp(an, MaxGivenUp, false)
		r.GiveUp = &g
	}
	return r
}

func finding(f diag.Finding) Finding {
	return Finding{
		Code:     string(f.Code),
		Title:    check.Title(f.Code),
		Severity: f.Severity.String(),
		Summary:  f.Summary,
		Detail:   f.Detail,
		Place:    place(f.Place),
		Places:   places(f.Places),
		Steps:    list(f.Steps),
		Owners:   list(f.Owners),
		Fix:      f.Fix,
		Weight:   f.Weight,
	}
}
