package keys

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/note"
)

// NoteKey is the private key of a log or of a witness, under its name.
type NoteKey struct {
	Name    string
	Private ed25519.PrivateKey
}

// Public is the public key.
func (k NoteKey) Public() ed25519.PublicKey { return k.Private.Public().(ed25519.PublicKey) }

// Verifier is the line that verifiers of notes by this key are made of:
// "name+hash+key", with the algorithm of plain Ed25519 signatures. A cosigning
// key of the same bytes has another line; see package ledger.
func (k NoteKey) Verifier() (string, error) { return note.NewEd25519VerifierKey(k.Name, k.Public()) }

// OpenNoteKey reads the key of a log or a witness from its file, and makes one
// under the name where there is no file yet, which is at the first start. Two that
// start at once end up with the same key. Made reports that it is new.
//
// The file has one line, the form that golang.org/x/mod/sumdb/note gives to
// private keys, and is for its owner alone to read. Whoever has a copy can sign
// heads of the log: see [Exposed].
func OpenNoteKey(file, name string) (k NoteKey, made bool, err error) {
	if name == "" || !utf8.ValidString(name) || strings.Contains(name, "+") || strings.ContainsFunc(name, unicode.IsSpace) {
		return NoteKey{}, false, Trouble{fmt.Sprintf("%q cannot be the name of a key", name), "Use a name without spaces and +."}
	}
	secret, _, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		return NoteKey{}, false, err
	}
	err = writeNew(file, []byte(secret+"\n"), 0o600)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return NoteKey{}, false, unwritten(file, err)
	}
	made = err == nil
	k, err = ReadNoteKey(file)
	switch {
	case err != nil:
		return NoteKey{}, false, err
	case k.Name != name:
		return NoteKey{}, false, Trouble{fmt.Sprintf("%s is the key %s, not %s", file, k.Name, name), "Name the file of the right key, or another file for a new one."}
	}
	return k, made, nil
}

// ReadNoteKey reads the key of a log or a witness.
func ReadNoteKey(file string) (NoteKey, error) {
	text, err := read(file)
	if err != nil {
		return NoteKey{}, err
	}
	k, err := parseNoteKey(strings.TrimSuffix(string(text), "\n"))
	if err != nil {
		return NoteKey{}, Trouble{fmt.Sprintf("%s is no private key of a log or a witness: %v", file, err), "Bring back the copy you kept. With a new key, whoever follows the log has to be told."}
	}
	return k, nil
}

// parseNoteKey reads "PRIVATE+KEY+name+hash+key".
func parseNoteKey(secret string) (NoteKey, error) {
	signer, err := note.NewSigner(secret)
	if err != nil {
		return NoteKey{}, err
	}
	// The library has checked the form and the hash; the key comes last in it.
	seed, err := base64.StdEncoding.DecodeString(secret[len("PRIVATE+KEY+")+len(signer.Name())+len("+00000000+"):])
	if err != nil || len(seed) != 1+ed25519.SeedSize {
		return NoteKey{}, errors.New("its last part is not the seed of an Ed25519 key")
	}
	return NoteKey{signer.Name(), ed25519.NewKeyFromSeed(seed[1:])}, nil
}
