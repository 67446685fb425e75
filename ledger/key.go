package ledger

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Kind is what a key signs: the byte by which C2SP signed-note tells kinds apart.
type Kind byte

// The kinds of keys that sign checkpoints of ours.
const (
	LogKey      Kind = 0x01 // Ed25519 over the body: the log's own key
	CosignerKey Kind = 0x04 // Ed25519 over a time and the body: tlog-cosignature v1
)

// Verifier is a public key with a name, which verifies signatures of checkpoints;
// it is a stock note.Verifier. Its text is a "vkey", as C2SP signed-note has it.
type Verifier struct {
	name   string
	kind   Kind
	public ed25519.PublicKey
}

// NewVerifier gives a public key its name: the log's origin for [LogKey], for a
// cosigner an address without scheme, which need not exist.
func NewVerifier(kind Kind, name string, public ed25519.PublicKey) (*Verifier, error) {
	if err := checkName("the name of a key", name); err != nil {
		return nil, err
	}
	if len(public) != ed25519.PublicKeySize {
		return nil, fmt.Errorf("the key of %s has %d bytes, and an Ed25519 key has %d", name, len(public), ed25519.PublicKeySize)
	}
	if kind != LogKey && kind != CosignerKey {
		return nil, fmt.Errorf("the key of %s is of kind 0x%02x: a log's is 0x01 and a cosigner's 0x04", name, byte(kind))
	}
	return &Verifier{name, kind, ed25519.PublicKey(append([]byte(nil), public...))}, nil
}

// ParseVerifier reads a vkey: name, key ID in eight hexadecimal digits, and the
// kind and the key in base64, with plus signs between them.
func ParseVerifier(vkey string) (*Verifier, error) {
	name, rest, _ := strings.Cut(vkey, "+")
	_, text, ok := strings.Cut(rest, "+")
	b, err := decode64(text)
	if !ok || err != nil || len(b) != 1+ed25519.PublicKeySize {
		return nil, fmt.Errorf("%q is not the text of a key: name+key ID+base64 of its kind and its 32 bytes", clip(vkey))
	}
	v, err := NewVerifier(Kind(b[0]), name, b[1:])
	if err != nil {
		return nil, err
	}
	if v.String() != vkey {
		return nil, fmt.Errorf("the text of the key of %s has another key ID than the %08x of its name and key", name, v.KeyHash())
	}
	return v, nil
}

// String returns the vkey.
func (v *Verifier) String() string {
	return fmt.Sprintf("%s+%08x+%s", v.name, v.KeyHash(), base64.StdEncoding.EncodeToString(v.material()))
}

func (v *Verifier) material() []byte { return append([]byte{byte(v.kind)}, v.public...) }

// Name returns the name of the key.
func (v *Verifier) Name() string { return v.name }

// Kind returns what the key signs.
func (v *Verifier) Kind() Kind { return v.kind }

// Public returns the key itself, which is not to be changed.
func (v *Verifier) Public() ed25519.PublicKey { return v.public }

// KeyHash returns the key ID: the first four bytes of SHA-256 over the name, a
// line end, the kind and the key.
func (v *Verifier) KeyHash() uint32 {
	sum := sha256.Sum256(append([]byte(v.name+"\n"), v.material()...))
	return binary.BigEndian.Uint32(sum[:])
}

// Verify reports whether sig is this key's signature of the body.
func (v *Verifier) Verify(body, sig []byte) bool {
	if v.kind == LogKey {
		return ed25519.Verify(v.public, body, sig)
	}
	seconds, ok := cosignatureTime(sig)
	return ok && ed25519.Verify(v.public, cosigned(seconds, body), sig[timeSize:])
}

// timeSize is how many bytes the time of a cosignature has, before the signature.
const timeSize = 8

// cosigned returns what a cosigner signs.
func cosigned(seconds int64, body []byte) []byte {
	return append([]byte("cosignature/v1\ntime "+strconv.FormatInt(seconds, 10)+"\n"), body...)
}

func cosignatureTime(sig []byte) (seconds int64, ok bool) {
	if len(sig) != timeSize+ed25519.SignatureSize {
		return 0, false
	}
	t := binary.BigEndian.Uint64(sig)
	return int64(t), t <= math.MaxInt64
}

// Cosigned verifies a cosignature and returns its time, in seconds since 1970
// (UTC): when the cosigner said that this was the longest head it had seen of the
// log, and that it continued every other.
func (c Checkpoint) Cosigned(by *Verifier) (seconds int64, err error) {
	if by.kind != CosignerKey {
		return 0, fmt.Errorf("the key of %s is not a cosigner's: its signatures have no time", by.name)
	}
	s, err := c.verify(by)
	if err != nil {
		return 0, err
	}
	seconds, _ = cosignatureTime(s.Bytes)
	return seconds, nil
}

// SignFunc signs a message with Ed25519 (RFC 8032) and returns the 64 bytes: with
// a key at hand ([With]), or by asking whoever keeps it.
type SignFunc func(message []byte) ([]byte, error)

// With signs with a key at hand.
func With(key ed25519.PrivateKey) SignFunc {
	return func(message []byte) ([]byte, error) { return ed25519.Sign(key, message), nil }
}

// Signer signs heads under a name; it is a stock note.Signer.
type Signer struct {
	*Verifier
	sign    SignFunc
	seconds int64 // of a cosigner
}

// NewSigner returns the signer of a log: the name of its key is the log's origin.
func NewSigner(origin string, public ed25519.PublicKey, sign SignFunc) (*Signer, error) {
	v, err := NewVerifier(LogKey, origin, public)
	if err != nil {
		return nil, err
	}
	return &Signer{v, sign, 0}, nil
}

// NewCosigner returns a cosigner at a time, in seconds since 1970 (UTC). It may
// sign a head only after it has seen that this head continues the last one which
// it signed for the log, and after it has stored the new one.
func NewCosigner(name string, public ed25519.PublicKey, seconds int64, sign SignFunc) (*Signer, error) {
	v, err := NewVerifier(CosignerKey, name, public)
	if err != nil {
		return nil, err
	}
	if seconds < 0 {
		return nil, fmt.Errorf("the time of the cosignature of %s is before 1970", name)
	}
	return &Signer{v, sign, seconds}, nil
}

// Sign returns the signature of a body.
func (s *Signer) Sign(body []byte) ([]byte, error) {
	message := body
	var prefix []byte
	if s.kind == CosignerKey {
		message = cosigned(s.seconds, body)
		prefix = binary.BigEndian.AppendUint64(nil, uint64(s.seconds))
	}
	sig, err := s.sign(message)
	if err != nil {
		return nil, err
	}
	if len(sig) != ed25519.SignatureSize {
		return nil, fmt.Errorf("the signature of %s has %d bytes, and one by Ed25519 has %d", s.name, len(sig), ed25519.SignatureSize)
	}
	return append(prefix, sig...), nil
}
