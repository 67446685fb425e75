package report

import (
	"fmt"

	"detente/audit"
)

// Audit is what an audit of a published log comes to: "detente.audit/1".
type Audit struct {
	Format string `json:"format"`
	// Agreement and Title are "" where no text is at hand.
	Agreement string `json:"agreement"`
	Title     string `json:"title"`
	// Log is the head that the checkpoint names; its size is 0 and its root "" where
	// that cannot be read.
	Log Head `json:"log"`
	// Holds: nothing was found against the log. Named: the entries are those that the
	// checkpoint names. Signed: by the key of the log.
	Holds    bool           `json:"holds"`
	Named    bool           `json:"named"`
	Signed   bool           `json:"signed"`
	Findings []AuditFinding `json:"findings"`
	Checked  []Checked      `json:"checked"`
	// Unchecked is what could not be checked with what is at hand.
	Unchecked []Unchecked `json:"unchecked"`
	// Text says the whole in a sentence.
	Text string `json:"text"`
}

// AuditFinding is something that an audit found.
type AuditFinding struct {
	// Kind is one of form, signature, tree, fork, clock, text, unfit, evidence.
	Kind    string  `json:"kind"`
	Against bool    `json:"against"`
	Entries []int64 `json:"entries"`
	Text    string  `json:"text"`
	Next    string  `json:"next"`
}

// Checked says how many of something were gone over and are what they have to be.
type Checked struct {
	What   string `json:"what"`
	Number int64  `json:"number"`
}

// Unchecked is something that could not be checked, and what it takes.
type Unchecked struct {
	Text string `json:"text"`
	Next string `json:"next"`
}

// NewAudit makes the record.
func NewAudit(r *audit.Result) Audit {
	out := Audit{Format: AuditFormat, Holds: r.Holds(), Named: r.Named, Signed: r.Signed, Findings: []AuditFinding{}, Checked: []Checked{}, Unchecked: []Unchecked{}}
	if r.Head.Origin != "" {
		out.Log = Head{Origin: r.Head.Origin, Size: r.Head.Size, Root: r.Head.RootText()}
	}
	if r.State != nil {
		a := r.State.Text().Agreement
		out.Agreement, out.Title = a.ID.ID, a.Title.String()
	}
	for _, f := range r.Findings {
		entries := f.Entries
		if entries == nil {
			entries = []int64{}
		}
		out.Findings = append(out.Findings, AuditFinding{string(f.Kind), f.Against, entries, f.Text, f.Next})
	}
	for _, c := range r.Checked {
		out.Checked = append(out.Checked, Checked{c.What, c.Number})
	}
	for _, g := range r.Gaps {
		out.Unchecked = append(out.Unchecked, Unchecked{g.Text, g.Next})
	}
	out.Text = out.sentence()
	return out
}

// sentence says what the audit comes to.
func (r Audit) sentence() string {
	against := 0
	for _, f := range r.Findings {
		if f.Against {
			against++
		}
	}
	switch {
	case against == 1:
		return "Something does not hold: do not rely on this log before it is cleared up."
	case against > 1:
		return fmt.Sprintf("%d things do not hold: do not rely on this log before they are cleared up.", against)
	case len(r.Unchecked) > 0:
		return fmt.Sprintf("Everything that could be checked holds, over %s; what could not be checked is listed below.", entriesOfLog(r.Log.Size))
	}
	return fmt.Sprintf("Everything holds, over %s.", entriesOfLog(r.Log.Size))
}

func entriesOfLog(n int64) string {
	if n == 1 {
		return "1 entry"
	}
	return fmt.Sprintf("%d entries", n)
}
