// Package seal encrypts documents to their readers, in the form of age
// (age-encryption.org/v1), to the ssh-ed25519 keys with which actors sign: what is
// kept beside the log can then be read by those whom its sender has chosen, and by
// nobody who runs the server. age itself opens such a document too:
//
//	age -d -i ~/.ssh/id_ed25519 document
//
// A sealed document tells how many readers it has, and of each key a tag of 32
// bits, by which whoever has the agreement can tell whose it is. It does not tell
// who sealed it: that is what the signed act says which names its hash.
package seal

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"filippo.io/age"
	"filippo.io/age/agessh"
	"golang.org/x/crypto/ssh"

	"detente/act"
)

const (
	intro   = "age-encryption.org/v1\n"
	maxFile = 64 << 10 // bytes of the file of a private key
)

// IsSealed reports whether a document that begins with the bytes is a sealed one,
// by its first line.
func IsSealed(head []byte) bool { return bytes.HasPrefix(head, []byte(intro)) }

// To returns what encrypts everything that is written into it to the readers, and
// writes it to w. Only Close makes the document whole; it does not close w. Who
// seals a document and wants to read it again, has to be a reader. A reader given
// twice counts once. The same document sealed twice gives different bytes.
func To(w io.Writer, readers []act.Key) (io.WriteCloser, error) {
	if len(readers) == 0 {
		return nil, errors.New("a document sealed to nobody could be read by nobody; name its readers")
	}
	var all []age.Recipient
	known := map[string]bool{}
	for _, k := range readers {
		if known[k.ID()] {
			continue
		}
		known[k.ID()] = true
		r, err := recipient(k)
		if err != nil {
			return nil, fmt.Errorf("nothing can be sealed to the key %s: %w", k.ID(), err)
		}
		all = append(all, r)
	}
	return age.Encrypt(w, all...)
}

// recipient is the key as age has it.
func recipient(k act.Key) (age.Recipient, error) {
	blob, err := base64.StdEncoding.DecodeString(strings.Fields(k.String())[1])
	if err != nil {
		return nil, err
	}
	public, err := ssh.ParsePublicKey(blob)
	if err != nil {
		return nil, err
	}
	return agessh.NewEd25519Recipient(public)
}

// Key is a private key that opens documents.
type Key struct{ identity age.Identity }

// NewKey takes a private key that is at hand.
func NewKey(k ed25519.PrivateKey) (*Key, error) {
	i, err := agessh.NewEd25519Identity(k)
	if err != nil {
		return nil, err
	}
	return &Key{i}, nil
}

// ReadKey reads a private key out of a file as OpenSSH has it. Where the file is
// protected, passphrase is asked for it, once. An agent cannot open documents: it
// only signs.
func ReadKey(file string, passphrase func() ([]byte, error)) (*Key, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("the key cannot be read: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(text) > maxFile {
		err = fmt.Errorf("the file has more than %d bytes", maxFile)
	}
	if err != nil {
		return nil, fmt.Errorf("the key cannot be read from %s: %w", file, err)
	}
	raw, err := ssh.ParseRawPrivateKey(text)
	var missing *ssh.PassphraseMissingError
	if errors.As(err, &missing) {
		var secret []byte
		if secret, err = passphrase(); err != nil {
			return nil, err
		}
		raw, err = ssh.ParseRawPrivateKeyWithPassphrase(text, secret)
	}
	if err != nil {
		return nil, fmt.Errorf("%s holds no private key that can be read: %w", file, err)
	}
	switch k := raw.(type) {
	case *ed25519.PrivateKey:
		return NewKey(*k)
	case ed25519.PrivateKey:
		return NewKey(k)
	}
	return nil, fmt.Errorf("%s holds a key of another kind than Ed25519, which is the kind that signs acts; take the key of an actor", file)
}

// ErrNotReader says that a document is sealed to other keys.
var ErrNotReader = errors.New("the document is not sealed to this key; open it with the key of one of its readers")

// ErrNotSealed says that a document is no sealed one, or is damaged at its head.
var ErrNotSealed = errors.New("the document is not a sealed one, or its beginning is damaged; get it again")

// ErrDamaged says that a sealed document was changed or cut off.
var ErrDamaged = errors.New("the sealed document was changed on the way or is not whole; get it again")

// Open returns what is sealed in r. What it gives before the end has not been
// changed, but only io.EOF says that nothing was cut off: whoever keeps the
// document keeps it then. The errors are [ErrNotReader], [ErrNotSealed],
// [ErrDamaged] and those of r.
func (k *Key) Open(r io.Reader) (io.Reader, error) {
	in := &source{r: r}
	out, err := age.Decrypt(in, k.identity)
	var others *age.NoIdentityMatchError
	switch {
	case err == nil:
		return &opened{out, in}, nil
	case in.err != nil:
		return nil, in.err
	case errors.As(err, &others):
		return nil, ErrNotReader
	}
	return nil, ErrNotSealed
}

// source remembers why a document could not be read on.
type source struct {
	r   io.Reader
	err error
}

// Read reads on.
func (s *source) Read(b []byte) (int, error) {
	n, err := s.r.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// opened is what is sealed.
type opened struct {
	out io.Reader
	in  *source
}

// Read reads on.
func (o *opened) Read(b []byte) (int, error) {
	n, err := o.out.Read(b)
	switch {
	case err == nil || errors.Is(err, io.EOF) && o.in.err == nil:
		return n, err
	case o.in.err != nil:
		return n, o.in.err
	}
	return n, ErrDamaged
}
