package state

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"detente/act"
	"detente/agreement"
	"detente/diag"
	"detente/ledger"
	"detente/reason"
	"detente/syntax"
)

// Limits on a text that comes from elsewhere.
const (
	MaxFiles     = 50      // files
	MaxTextBytes = 4 << 20 // bytes of all of them
)

// ReadText reads the public files of a text. The findings are those of reading;
// with one of severity error there is no text. An error means that these files
// cannot be a text at all: a private overlay, a name given twice, too many of them.
func ReadText(files []act.File) (*Text, diag.List, error) {
	if err := textual(files); err != nil {
		return nil, nil, err
	}
	files = slices.Clone(files)
	slices.SortFunc(files, func(a, b act.File) int { return strings.Compare(a.Name, b.Name) })
	var trees []*syntax.File
	var found diag.List
	for _, f := range files {
		tree, wrong := syntax.Parse(f.Name, f.Bytes)
		trees, found = append(trees, tree), append(found, wrong...)
	}
	a, wrong := agreement.Read(trees)
	found = append(found, wrong...)
	found.Sort()
	if found.HasErrors() {
		return nil, found, nil
	}
	return &Text{Hash: act.TextHash(files), Agreement: a}, found, nil
}

// textual reports files that cannot be a text.
func textual(files []act.File) error {
	size := 0
	for _, f := range files {
		size += len(f.Bytes)
		if agreement.IsPrivate(f.Name) {
			return reason.New("{0} is a private overlay; those stay on the machine of their owner", f.Name)
		}
	}
	if len(files) > MaxFiles || size > MaxTextBytes {
		return reason.New("the text has {0} files of {1} bytes; {2} files of {3} bytes are allowed", len(files), size, MaxFiles, MaxTextBytes)
	}
	return act.CheckFiles(files)
}

// Decode reads an entry as the log keeps it. The signature is not checked.
func Decode(entry []byte) (Decoded, act.Envelope, error) {
	e, err := act.ParseEntry(entry)
	if err != nil {
		return Decoded{}, act.Envelope{}, err
	}
	a, err := e.Envelope.Act()
	if err != nil {
		return Decoded{}, act.Envelope{}, err
	}
	d := Decoded{Received: e.Received, KeyID: e.Envelope.KeyID, Act: a, Payload: sha256.Sum256(e.Envelope.Payload), Leaf: ledger.HashEntry(entry)}
	return d, e.Envelope, nil
}

// LogKey is the verifier key by which heads of the log are signed, where the text
// names one; "" where it does not. The text writes the key under a name of its
// holder's, since the name of the log follows from the text and cannot stand in it.
func (t *Text) LogKey(origin string) (string, error) {
	if !t.Agreement.Log.Given {
		return "", nil
	}
	v, err := ledger.ParseVerifier(t.Agreement.Log.V)
	if err != nil {
		return "", fmt.Errorf("the key of the log in the text: %w", err)
	}
	under, err := ledger.NewVerifier(ledger.LogKey, origin, v.Public())
	if err != nil {
		return "", err
	}
	return under.String(), nil
}
