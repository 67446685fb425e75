package audit

import (
	"errors"
	"fmt"
	"slices"

	"detente/act"
	"detente/state"
)

// apart is by how many milliseconds the clock of a signer may be ahead of the
// log's before that is told: a day, since signers write days by their own zone.
const apart = 24 * 60 * 60 * 1000

// texts are the texts at hand that could be read, and what is wrong with others.
type texts struct {
	library map[string]*state.Text
	wrong   []Finding
}

// readTexts reads the texts at hand. One that is not what its hash says is not read.
func readTexts(at map[string][]act.File) texts {
	all := texts{library: map[string]*state.Text{}}
	for _, hash := range sorted(at) {
		t, what, next := readText(hash, at[hash])
		if t == nil {
			all.wrong = append(all.wrong, Finding{Kind: Text, Against: true, Text: what, Next: next})
			continue
		}
		all.library[hash] = t
	}
	return all
}

func readText(hash string, files []act.File) (t *state.Text, what, next string) {
	const again = "Get the files of the text again, from a party that has them."
	if err := act.CheckFiles(files); err != nil {
		return nil, fmt.Sprintf("The files kept as the text %.16s… are no text: %v.", hash, err), again
	}
	if got := act.TextHash(files); got != hash {
		return nil, fmt.Sprintf("The files kept as the text %.16s… are another text, %.16s….", hash, got), again
	}
	t, found, err := state.ReadText(files)
	switch {
	case err != nil:
		return nil, fmt.Sprintf("The text %.16s… cannot be read: %v.", hash, err), "Ask the parties which text they signed."
	case t == nil:
		return nil, fmt.Sprintf("The text %.16s… cannot be read: %s: %s", hash, found[0].Place, found[0].Summary), "Ask the parties which text they signed; detente check says more."
	}
	return t, "", ""
}

func sorted[T any](m map[string]T) []string {
	var all []string
	for k := range m {
		all = append(all, k)
	}
	slices.Sort(all)
	return all
}

// acts reads every entry, and compares the heads that signers had seen and the
// times; that takes no text.
func (a *auditor) acts() {
	last := act.Time(0)
	seen := 0
	for i, b := range a.Verified.Entries() {
		n := int64(i)
		d, env, err := state.Decode(b)
		if err != nil {
			a.about(Form, true, n, "Ask whoever keeps the log why it took this in.", "Entry %d is no act: %v.", n, err)
			a.decoded = nil
			return
		}
		a.decoded = append(a.decoded, opened{d, env})
		if d.Received < last {
			a.about(Clock, true, n, "Ask whoever keeps the log; its clock may not go back.", "Entry %d was received at %v, before the entry before it, at %v.", n, d.Received, last)
		}
		last = d.Received
		if d.Act.At > d.Received+apart {
			a.about(Clock, false, n, "Ask the signer to set its clock, and the log's keeper about the log's.", "Entry %d was signed at %v by the clock of %s, and received at %v by that of the log.", n, d.Act.At, d.Act.By, d.Received)
		}
		if a.seen(n, d.Act) {
			seen++
		}
	}
	a.count("heads that signers had seen", seen)
}

func (a *auditor) seen(n int64, x act.Act) bool {
	switch {
	case x.Log != a.Head.Origin:
		return false // the fold says that it has no effect
	case x.Seen.Size > n:
		a.about(Fork, true, n, showBoth, "Entry %d: %s had seen a head of %d entries, and this log had %d then.", n, x.By, x.Seen.Size, n)
		return false
	case a.root(x.Seen.Size) != x.Seen.Root:
		a.about(Fork, true, n, showBoth, "Entry %d: %s had seen another log; its first %d entries have a different head there.", n, x.By, x.Seen.Size)
		return false
	}
	return true
}

// fold folds the acts over the text, with every signature checked.
func (a *auditor) fold() {
	if len(a.decoded) < len(a.Verified.Entries()) {
		a.gap("Signatures and effects were not checked, since an entry is no act.", "Get the log from somewhere else, and audit that.")
		return
	}
	if a.library[a.first()] == nil {
		a.gap("Signatures, keys and effects were not checked, since the text that the log begins with is not at hand.", "Get the files of the text with the hash "+a.first()+", and name them: -agreement FILE.")
		return
	}
	s, err := state.New(a.first(), func(hash string) *state.Text { return a.library[hash] })
	if err != nil {
		a.against(Text, "Ask the parties which text they signed.", "The log cannot be folded over its text: %v.", err)
		return
	}
	signatures, fit := 0, 0
	for i, d := range a.decoded {
		n := int64(i)
		why := s.Admits(d.envelope, d.Received)
		good := why == nil || a.why(s, n, d, why)
		if good {
			signatures++
		}
		if why == nil { // all is checked, and need not be once more
			fit++
			err = s.Fold(d.Decoded)
		} else {
			err = s.Append(a.Verified.Entries()[i])
		}
		if err != nil {
			a.about(Clock, true, n, "Get the log from somewhere else, and audit that.", "The fold ends before entry %d: %v.", n, err)
			return
		}
	}
	a.State = s
	a.count("signatures of acts", signatures)
	a.count("acts that fit", fit)
	a.missingTexts()
}

// why tells why an act does not fit, and reports whether its signature holds all
// the same. A head that nobody has is told already.
func (a *auditor) why(s *state.State, n int64, d opened, why error) bool {
	var other *state.OtherHead
	k, ended := keyOf(s, d)
	switch {
	case k == nil:
		a.about(Signature, true, n, "Ask "+d.Act.By+" whether it made this act, and whoever keeps the log why it took it in.", "Entry %d is not signed by a key of %s that counted then: %v.", n, d.Act.By, why)
		return false
	case d.envelope.Verify(*k) != nil:
		a.about(Signature, true, n, "Ask "+d.Act.By+" whether it made this act, and whoever keeps the log why it took it in.", "Entry %d has a signature of %s that does not hold.", n, d.Act.By)
		return false
	case ended:
		a.about(Signature, true, n, "Ask "+d.Act.By+" whether it made this act.", "Entry %d is signed by a key that %s had ended: %v.", n, d.Act.By, why)
		return false
	case errors.As(why, &other):
	default:
		a.about(Unfit, false, n, "Nothing follows from it; its signer can make the act anew.", "Entry %d has no effect: %v.", n, why)
	}
	return true
}

// keyOf finds the key of that fingerprint among all that the actor has had.
func keyOf(s *state.State, d opened) (k *act.Key, ended bool) {
	for _, h := range s.Keys(d.Act.By) {
		if h.ID() == d.KeyID {
			k, ended = &h.Key, h.End >= 0
		}
	}
	return k, ended
}

// missingTexts tells which texts that the log has to do with are not at hand.
func (a *auditor) missingTexts() {
	for _, hash := range a.State.Texts() {
		if a.library[hash] == nil {
			a.gap(fmt.Sprintf("What the text %.16s… says was not looked at, since it is not at hand.", hash), "Get its files from a party that has them, and name them: -agreement FILE.")
		}
	}
}

// evidence compares the documents at hand with what acts say of them.
func (a *auditor) evidence() {
	same, away := 0, 0
	for i, d := range a.decoded {
		n := int64(i)
		for _, e := range d.Act.Evidence {
			have, ok := a.Documents[e.SHA256]
			switch {
			case !ok:
				away++
			case have.SHA256 != e.SHA256:
				a.about(Evidence, true, n, "Ask "+d.Act.By+" for the document again.", "The document kept for entry %d, %q, is another one: its hash is %.16s…, and the act names %.16s….", n, e.Name, have.SHA256, e.SHA256)
			case have.Size != e.Size:
				a.about(Evidence, false, n, "Ask "+d.Act.By+" which document it means.", "Entry %d says that %q has %d bytes; the document of that hash has %d.", n, e.Name, e.Size, have.Size)
			default:
				same++
			}
		}
	}
	a.count("documents of evidence", same)
	a.away(away)
}

// away tells how many documents are not at hand.
func (a *auditor) away(n int) {
	switch {
	case n == 1:
		a.gap("One document that an act names is not at hand; the log holds without it.", "Read it from the server with -documents, or ask whoever made the act for it.")
	case n > 1:
		a.gap(fmt.Sprintf("%d documents that acts name are not at hand; the log holds without them.", n), "Read them from the server with -documents, or ask those who made the acts for them.")
	}
}
