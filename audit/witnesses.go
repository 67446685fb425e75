package audit

import (
	"fmt"
	"slices"

	"detente/ledger"
)

// cosignedCheckpoint reads the last checkpoint with cosignatures.
func (a *auditor) cosignedCheckpoint() {
	if a.Cosigned == nil {
		return
	}
	switch c, err := ledger.ParseCheckpoint(a.Cosigned); {
	case err != nil:
		a.against(Form, askPublisher, "The checkpoint with the cosignatures cannot be read: %v.", err)
	case c.Head.Origin != a.Head.Origin:
		a.against(Form, askPublisher, "The checkpoint with the cosignatures is that of %q, which is another log.", c.Head.Origin)
	default:
		a.cosigned = &c
	}
}

// checkpoints are those that may bear cosignatures, the newest first.
func (a *auditor) checkpoints() []ledger.Checkpoint {
	if a.cosigned == nil {
		return []ledger.Checkpoint{a.signed}
	}
	return []ledger.Checkpoint{a.signed, *a.cosigned}
}

// witnesses checks the cosignatures of those whose keys are known, and tells of
// whom there are others.
func (a *auditor) witnesses() {
	var known []*ledger.Verifier
	cosigned := 0
	for _, line := range a.Witnesses {
		w, err := ledger.ParseVerifier(line)
		if err != nil || w.Kind() != ledger.CosignerKey {
			a.against(Form, "Write the key of the witness again, as it shows it.", "%q is not the key of a witness.", line)
			continue
		}
		known = append(known, w)
		if a.witness(w) {
			cosigned++
		}
	}
	a.count("cosignatures", cosigned)
	a.unknownWitnesses(known)
}

// witness checks the newest cosignature of one witness. An older head that it has
// cosigned is one that somebody has seen.
func (a *auditor) witness(w *ledger.Verifier) bool {
	for _, c := range a.checkpoints() {
		if !slices.ContainsFunc(c.Signatures, func(s ledger.Signature) bool { return by(s, w) }) {
			continue
		}
		if _, err := c.Cosigned(w); err != nil {
			a.against(Signature, otherCopy, "The cosignature of %s does not hold: %v.", w.Name(), err)
			return false
		}
		if c.Head != a.Head {
			a.Heads = append(slices.Clip(a.Heads), Sighting{c.Head.Size, c.Head.RootText(), "the witness " + w.Name()})
		}
		if c.Head.Size < a.Head.Size {
			a.gap(fmt.Sprintf("The witness %s has cosigned the first %d entries of %d.", w.Name(), c.Head.Size, a.Head.Size), "Wait for it, or ask it which head it cosigned last.")
		}
		return true
	}
	a.gap(fmt.Sprintf("The witness %s has not cosigned this checkpoint.", w.Name()), "Wait for it, or ask it which head it cosigned last.")
	return false
}

// by reports whether the signature claims to be one of the witness.
func by(s ledger.Signature, w *ledger.Verifier) bool {
	return s.Name == w.Name() && s.KeyID == w.KeyHash()
}

// unknownWitnesses tells whose cosignatures could not be checked, once each.
func (a *auditor) unknownWitnesses(known []*ledger.Verifier) {
	var told []string
	for _, c := range a.checkpoints() {
		for _, s := range c.Signatures {
			if s.Name == a.Head.Origin || slices.Contains(told, s.Name) || slices.ContainsFunc(known, func(w *ledger.Verifier) bool { return by(s, w) }) {
				continue
			}
			told = append(told, s.Name)
			a.gap(fmt.Sprintf("The cosignature of %s was not checked, since its key is not known here.", s.Name), "Ask that witness for its key, over another way than this log.")
		}
	}
}
