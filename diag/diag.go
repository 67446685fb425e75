// Package diag holds findings: what Detente has to say about an author's text.
//
// Three kinds of trouble never mix. What is wrong or open in the author's text
// is a [Finding]. What is wrong with the operator's machine (a file that cannot
// be read) is a Go error with a hint. A broken invariant of our own is a panic.
//
// A finding is one plain sentence with its place, the other places and owners
// behind it, and the next move. Every output (terminal, JSON, editor) is made
// from this one record.
package diag

import (
	"cmp"
	"fmt"
	"slices"
)

// Severity says what a finding means for the exit code and for the reader.
type Severity int

// The severities, gravest first.
const (
	// Error: the text contradicts itself, or what it asks for cannot happen.
	Error Severity = iota
	// Warning: the text can be carried out, but something in it is open or fragile.
	Warning
	// Note: worth knowing; nothing needs to change.
	Note
)

// String returns "error", "warning" or "note".
func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	case Note:
		return "note"
	}
	panic(fmt.Sprintf("diag: no severity %d", int(s)))
}

// Pos is one point of a text. Line and Column count from 1, Column in
// characters as a reader sees them (grapheme clusters); Byte counts from 0.
type Pos struct {
	Line, Column, Byte int
}

// Place is a stretch of a text: from Start up to, not including, End.
// The zero Place is "nowhere in particular".
type Place struct {
	File       string
	Start, End Pos
}

// Known reports whether the place is a real one.
func (p Place) Known() bool { return p.File != "" }

// String returns "file:line:column", or "-" for an unknown place.
func (p Place) String() string {
	if !p.Known() {
		return "-"
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Start.Line, p.Start.Column)
}

// Compare orders places by file, then by position.
func (p Place) Compare(q Place) int {
	return cmp.Or(cmp.Compare(p.File, q.File), cmp.Compare(p.Start.Byte, q.Start.Byte), cmp.Compare(p.End.Byte, q.End.Byte))
}

// Code names a kind of finding, such as "D101". Codes are never reused.
type Code string

// Finding is one thing said about the text.
type Finding struct {
	Code     Code
	Severity Severity
	// Summary is one plain, complete sentence in neutral words.
	Summary string
	// Detail explains, where the summary does not suffice; may hold several lines.
	Detail string
	// Place is where to look first.
	Place Place
	// Places are all places that contribute, in the order the detail tells them.
	Places []Place
	// Steps are the steps concerned, by name.
	Steps []string
	// Owners are the parties and third parties behind it, by name, each once.
	Owners []string
	// Fix is the next move, an instruction; empty where there is none to offer.
	Fix string
	// Weight orders findings of one code: how much hangs on this one
	// (a count of steps). It is not a judgement on anybody.
	Weight int
}

// List is a list of findings.
type List []Finding

// Sort puts the gravest first; within a severity by code, then by weight
// (heaviest first), then by place, then by summary. The order is total.
func (l List) Sort() {
	slices.SortStableFunc(l, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(a.Severity, b.Severity),
			cmp.Compare(a.Code, b.Code),
			cmp.Compare(b.Weight, a.Weight),
			a.Place.Compare(b.Place),
			cmp.Compare(a.Summary, b.Summary),
		)
	})
}

// HasErrors reports whether any finding is an [Error].
func (l List) HasErrors() bool {
	return slices.ContainsFunc(l, func(f Finding) bool { return f.Severity == Error })
}

// Count returns how many findings have the severity.
func (l List) Count(s Severity) int {
	n := 0
	for _, f := range l {
		if f.Severity == s {
			n++
		}
	}
	return n
}
