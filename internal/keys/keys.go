// Package keys is where private keys live and how acts get signed with them: in
// files, in the form that OpenSSH gives them, with or without a passphrase; in an
// agent that keeps them and signs when it is asked; and the keys of logs and
// witnesses, as notes have them. Private keys are made here and stay on this
// machine: nothing of the package writes one anywhere but into its own file.
//
// What signs is an [act.Signer]. Where a passphrase comes from, and which agent
// there is, the caller says.
package keys

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"unicode"

	"golang.org/x/crypto/ssh"

	"detente/act"
)

// Trouble is an error with the next move.
type Trouble struct {
	What string
	Next string
}

// Error says what is the matter.
func (t Trouble) Error() string { return t.What }

// maxFile is how many bytes the file of a key may have.
const maxFile = 64 << 10

// MaxComment is how many bytes a comment of a key may have.
const MaxComment = 200

// Private is a private key out of a file.
type Private struct {
	key     act.Key
	private ed25519.PrivateKey
}

// Key is the public key.
func (p *Private) Key() act.Key { return p.key }

// Sign returns the Ed25519 signature over the message.
func (p *Private) Sign(message []byte) ([]byte, error) { return ed25519.Sign(p.private, message), nil }

// New makes a private key and writes it into a file that is not there yet, for
// its owner alone to read, and the public key beside it under the same name and
// ".pub". The passphrase protects the file; nil leaves it unprotected.
func New(file, comment string, passphrase []byte) (act.Key, error) {
	if comment != Printable(comment) || len(comment) > MaxComment {
		return act.Key{}, Trouble{fmt.Sprintf("the comment %.60q cannot be the comment of a key", comment), fmt.Sprintf("Write at most %d bytes on one line, with single spaces.", MaxComment)}
	}
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return act.Key{}, err
	}
	var block *pem.Block
	if passphrase == nil {
		block, err = ssh.MarshalPrivateKey(private, comment)
	} else {
		block, err = ssh.MarshalPrivateKeyWithPassphrase(private, comment, passphrase)
	}
	if err != nil {
		return act.Key{}, err
	}
	k := act.Key{Public: public, Comment: comment}
	if _, err := os.Lstat(file + ".pub"); err == nil {
		return act.Key{}, there(file + ".pub")
	}
	if err := writeNew(file, pem.EncodeToMemory(block), 0o600); err != nil {
		return act.Key{}, unwritten(file, err)
	}
	if err := writeNew(file+".pub", []byte(k.String()+"\n"), 0o644); err != nil {
		return act.Key{}, unwritten(file+".pub", err)
	}
	return k, nil
}

func there(file string) error {
	return Trouble{file + " is there already, and a key is never written over", "Choose another name. A key that is lost cannot be made again."}
}

func unwritten(file string, err error) error {
	if errors.Is(err, fs.ErrExist) {
		return there(file)
	}
	return Trouble{fmt.Sprintf("%s cannot be written: %v", file, err), "Is the folder there, and may you write in it?"}
}

// Read reads a private key: one made by [New], or any Ed25519 key of OpenSSH. Where
// the file is protected, passphrase is asked for it, once.
func Read(file string, passphrase func() ([]byte, error)) (*Private, error) {
	text, err := read(file)
	if err != nil {
		return nil, err
	}
	raw, err := ssh.ParseRawPrivateKey(text)
	var missing *ssh.PassphraseMissingError
	if errors.As(err, &missing) {
		if missing.PublicKey != nil && missing.PublicKey.Type() != ssh.KeyAlgoED25519 {
			return nil, otherKind(file, missing.PublicKey.Type())
		}
		var secret []byte
		if secret, err = passphrase(); err != nil {
			return nil, err
		}
		raw, err = ssh.ParseRawPrivateKeyWithPassphrase(text, secret)
	}
	if err != nil {
		return nil, unreadable(file, text, err)
	}
	return private(file, raw)
}

func private(file string, raw any) (*Private, error) {
	var key ed25519.PrivateKey
	switch x := raw.(type) {
	case *ed25519.PrivateKey:
		key = *x
	case ed25519.PrivateKey:
		key = x
	default:
		return nil, otherKind(file, strings.TrimPrefix(fmt.Sprintf("%T", raw), "*"))
	}
	// The file holds the public key within the private one too. Signatures made with
	// two halves that do not belong together would give the private key away.
	if !key.Equal(ed25519.NewKeyFromSeed(key.Seed())) {
		return nil, Trouble{file + " is damaged: its public key is not that of its private key", "Bring back the copy you kept."}
	}
	p := &Private{act.Key{Public: key.Public().(ed25519.PublicKey)}, key}
	p.key.Comment = commentBeside(file, p.key)
	return p, nil
}

// Public reads the public key of a private key's file, which needs no passphrase,
// or of a .pub file. Protected reports whether the private key has a passphrase.
func Public(file string) (k act.Key, protected bool, err error) {
	text, err := read(file)
	if err != nil {
		return act.Key{}, false, err
	}
	if strings.HasPrefix(string(text), "ssh-") {
		k, err := act.ParseKey(strings.TrimSpace(string(text)))
		if err != nil {
			return act.Key{}, false, Trouble{fmt.Sprintf("%s holds no key that signs acts: %v", file, err), "detente key new FILE makes one."}
		}
		return k, false, nil
	}
	raw, err := ssh.ParseRawPrivateKey(text)
	var missing *ssh.PassphraseMissingError
	switch {
	case errors.As(err, &missing) && missing.PublicKey != nil:
		k, err := publicOf(file, missing.PublicKey)
		return k, true, err
	case errors.As(err, &missing):
		return act.Key{}, true, Trouble{file + " does not say its public key without its passphrase", "ssh-keygen -p -f " + file + " writes it anew in the form that does."}
	case err != nil:
		return act.Key{}, false, unreadable(file, text, err)
	}
	p, err := private(file, raw)
	if err != nil {
		return act.Key{}, false, err
	}
	return p.key, false, nil
}

func publicOf(file string, public ssh.PublicKey) (act.Key, error) {
	if public.Type() != ssh.KeyAlgoED25519 {
		return act.Key{}, otherKind(file, public.Type())
	}
	k, err := act.ParseKey(public.Type() + " " + base64.StdEncoding.EncodeToString(public.Marshal()))
	if err != nil {
		return act.Key{}, Trouble{fmt.Sprintf("%s: %v", file, err), "detente key new FILE makes another."}
	}
	k.Comment = commentBeside(file, k)
	return k, nil
}

// commentBeside is the comment that the .pub file beside a private key gives it.
func commentBeside(file string, k act.Key) string {
	text, err := read(file + ".pub")
	if err != nil {
		return ""
	}
	beside, err := act.ParseKey(strings.TrimSpace(string(text)))
	if err != nil || beside.ID() != k.ID() {
		return ""
	}
	return Printable(beside.Comment)
}

// Printable is the comment of a key as it can be shown and written into a text:
// on one line, with single spaces, and nothing that is not seen.
func Printable(comment string) string {
	seen := strings.Map(func(r rune) rune {
		if r == unicode.ReplacementChar || !unicode.IsPrint(r) && !unicode.IsSpace(r) || r == '"' || r == '\\' {
			return -1
		}
		return r
	}, comment)
	return strings.Join(strings.Fields(seen), " ")
}

func otherKind(file, kind string) error {
	return Trouble{fmt.Sprintf("%s holds a key of another kind (%s); acts are signed with Ed25519 keys", file, kind), "detente key new FILE makes one, and so does ssh-keygen -t ed25519."}
}

func unreadable(file string, text []byte, err error) error {
	switch {
	case errors.Is(err, x509.IncorrectPasswordError):
		return Trouble{"the passphrase does not open " + file, "Try again; nobody can open the file without it."}
	case strings.HasPrefix(string(text), "ssh-"):
		return Trouble{file + " is a public key, and signing takes the private one", "Name the file without .pub."}
	case strings.Contains(err.Error(), "unhandled key type"):
		return otherKind(file, "not Ed25519")
	}
	return Trouble{fmt.Sprintf("%s is no private key that can be read: %v", file, err), "Name the file that detente key new or ssh-keygen -t ed25519 wrote."}
}

// read reads a whole small file.
func read(file string) ([]byte, error) {
	info, err := os.Stat(file) // before it is opened: a pipe would hold the program up
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, Trouble{file + " is not there", "Is the name right, and are you in the right folder? detente key new FILE makes a key."}
	case err != nil:
		return nil, Trouble{fmt.Sprintf("%s cannot be read: %v", file, err), "May you read it?"}
	case !info.Mode().IsRegular():
		return nil, Trouble{file + " is not a file", "Name the file of the key."}
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, Trouble{fmt.Sprintf("%s cannot be read: %v", file, err), "May you read it?"}
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	switch {
	case err != nil:
		return nil, Trouble{fmt.Sprintf("%s cannot be read: %v", file, err), "Try again."}
	case len(text) > maxFile:
		return nil, Trouble{file + " is too long for a key", "Name the file of the key."}
	}
	return text, nil
}
