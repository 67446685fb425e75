package check

import (
	"slices"

	"detente/agreement"
	"detente/diag"
)

// keyless is D914: parties and third parties without a key where others have one.
// A text in which nobody has a key is not meant to be carried out with signed acts.
func keyless(t *text) []diag.Finding {
	if !t.Signable() {
		return nil
	}
	f := diag.Finding{Fix: `Ask for the line of a .pub file and write it: keys = ["ssh-ed25519 …"]; ssh-keygen -t ed25519 makes one.`}
	var names, needed []string
	for _, x := range t.Actors {
		if x.Link || len(x.Keys) > 0 {
			continue
		}
		names = append(names, x.Label())
		f.Owners = append(f.Owners, x.ID)
		f.Places = append(f.Places, x.Place)
		if slices.ContainsFunc(t.SignedBy(), func(r agreement.Ref) bool { return r.ID == x.ID }) {
			needed = append(needed, x.Label())
		}
	}
	if len(names) == 0 {
		return nil
	}
	f.Place = f.Places[0]
	f.Summary = list(names) + " has no key in the text: no act of it can be signed."
	if len(names) > 1 {
		f.Summary = list(names) + " have no key in the text: no act of theirs can be signed."
	}
	switch {
	case len(needed) == 1:
		f.Detail = "The agreement is not in force before " + needed[0] + " has signed."
	case len(needed) > 1:
		f.Detail = "The agreement is not in force before " + list(needed) + " have signed."
	}
	return []diag.Finding{f}
}
