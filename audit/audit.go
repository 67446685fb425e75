// Package audit goes over a published log without trusting whoever publishes it:
// it computes the tree and every head anew from the entries, verifies every
// signature with the keys that counted at that entry, folds the acts over the
// text, and compares every head that anybody is known to have seen.
//
// What comes out is what was found, how much was gone over, and what could not be
// checked with what is at hand. The third matters as much as the first: an audit
// that had no earlier head cannot say that nobody was shown another log.
//
// The package reads nothing: the log comes as an argument, from a server, from a
// folder, from a copy of one's own.
package audit

import (
	"fmt"

	"detente/act"
	"detente/ledger"
	"detente/state"
)

// MaxSize is how many entries a log may have that is gone over: a head is believed
// by nobody before its entries are there, and may name any number.
const MaxSize = 1 << 20

// Log is what is at hand of a published log.
type Log struct {
	Checkpoint []byte
	// Cosigned is the last checkpoint that witnesses have cosigned, where it lies
	// beside the other; nil where there is none. It may be an older one.
	Cosigned []byte
	// Key is the vkey by which the log signs, "" where none is known; it comes from
	// elsewhere than the log itself, or it proves little. See KeyFrom.
	Key string
	// KeyFrom says where the key comes from: "the log itself", "your copy".
	KeyFrom string
	// Fetch reads tiles and bundles of entries.
	Fetch ledger.Fetch
	// Pieces are the paths of the tiles and bundles that lie there besides those
	// that the log needs, such as partial ones of earlier heads. All are compared.
	Pieces []string
	// Texts are the files of texts, by the hash under which they are kept.
	Texts map[string][]act.File
	// Heads are heads that somebody has seen.
	Heads []Sighting
	// Witnesses are the vkeys of cosigners that the reader knows.
	Witnesses []string
	// Documents are the documents at hand, by the hash under which they are kept.
	Documents map[string]Document
}

// Sighting is a head that somebody has seen.
type Sighting struct {
	Size int64
	Root string // in standard base64
	From string // who, or where; "" where that is not known
}

// Document is a piece of evidence at hand: what its bytes really are.
type Document struct {
	SHA256 string
	Size   int64
}

// Kind says what a finding is about.
type Kind string

// The kinds of findings.
const (
	Form      Kind = "form"      // bytes that are not what they have to be
	Signature Kind = "signature" // a signature, or the key behind it
	Tree      Kind = "tree"      // entries, tiles and heads that do not fit each other
	Fork      Kind = "fork"      // somebody has seen another log
	Clock     Kind = "clock"     // the times of the log or of a signer
	Text      Kind = "text"      // the files of a text
	Unfit     Kind = "unfit"     // an act without effect
	Evidence  Kind = "evidence"  // a document that is another one
)

// Finding is something that was found.
type Finding struct {
	Kind Kind
	// Against: the log, or what is published beside it, is not what it has to be. The
	// others are to be known, and take nothing from the log.
	Against bool
	Entries []int64 // the numbers of the entries that it is about
	Text    string  // one sentence
	Next    string  // the next move
}

// Count says how many of something were gone over.
type Count struct {
	What   string
	Number int64
}

// Gap is something that could not be checked.
type Gap struct {
	Text string // one sentence
	Next string // what it takes
}

// Result is what an audit comes to.
type Result struct {
	// Head is the head of the checkpoint; zero where that cannot be read. Named
	// reports that the entries are those that it names.
	Head  ledger.Head
	Named bool
	// Signed reports that the checkpoint has a good signature by the key of the log.
	Signed   bool
	Findings []Finding
	Checked  []Count
	Gaps     []Gap
	// Verified is the log as it was computed anew, and State the fold over its acts;
	// nil where there is none.
	Verified *ledger.Verified
	State    *state.State
}

// Holds reports whether nothing was found against the log.
func (r *Result) Holds() bool {
	for _, f := range r.Findings {
		if f.Against {
			return false
		}
	}
	return true
}

// Run goes over the log.
func Run(log Log) *Result { return run(log, readTexts(log.Texts)) }

// run goes over the log with texts that have been read.
func run(log Log, t texts) *Result {
	a := &auditor{Log: log, Result: &Result{}, library: t.library}
	a.checkpoint()
	if a.Head.Origin == "" {
		return a.Result
	}
	a.Findings = append(a.Findings, t.wrong...)
	a.count("texts", len(a.library))
	a.cosignedCheckpoint()
	a.logKey()
	a.witnesses()
	a.tree()
	a.heads()
	if a.Verified == nil {
		a.gap("What the entries say was not looked at, since they are not those that the checkpoint names.", "Get the log from somewhere else, such as another party's copy, and audit that.")
		return a.Result
	}
	a.pieces()
	a.acts()
	a.fold()
	a.evidence()
	return a.Result
}

// auditor is an audit under way.
type auditor struct {
	Log
	*Result
	// signed is the checkpoint, and cosigned the last one with cosignatures, where
	// that lies beside it.
	signed   ledger.Checkpoint
	cosigned *ledger.Checkpoint
	library  map[string]*state.Text
	decoded  []opened
}

// opened is an entry that could be read.
type opened struct {
	state.Decoded
	envelope act.Envelope
}

func (a *auditor) against(k Kind, next, format string, args ...any) {
	a.Findings = append(a.Findings, Finding{Kind: k, Against: true, Text: fmt.Sprintf(format, args...), Next: next})
}

// about adds a finding about one entry.
func (a *auditor) about(k Kind, against bool, n int64, next, format string, args ...any) {
	a.Findings = append(a.Findings, Finding{k, against, []int64{n}, fmt.Sprintf(format, args...), next})
}

func (a *auditor) gap(text, next string) { a.Gaps = append(a.Gaps, Gap{text, next}) }

func (a *auditor) count(what string, n int) {
	a.Checked = append(a.Checked, Count{what, int64(n)})
}
