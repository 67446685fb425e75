package act

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"
)

const keyAlgorithm = "ssh-ed25519"

// Key is a public Ed25519 key as OpenSSH writes it. Comment is what its owner
// calls it, and says nothing.
type Key struct {
	Public  ed25519.PublicKey
	Comment string
}

// ParseKey reads a line as OpenSSH writes it into .pub files:
// "ssh-ed25519 AAAA… comment".
func ParseKey(line string) (Key, error) {
	fields := strings.Fields(line)
	if len(fields) < 2 || fields[0] != keyAlgorithm {
		return Key{}, fmt.Errorf("%.60q is no Ed25519 key; copy the line of a .pub file that begins with %s", line, keyAlgorithm)
	}
	blob, err := base64.StdEncoding.Strict().DecodeString(fields[1])
	prefix := keyBlob(nil)
	if err != nil || len(blob) != len(prefix)+ed25519.PublicKeySize || string(blob[:len(prefix)]) != string(prefix) {
		return Key{}, fmt.Errorf("%.60q is not whole; copy the line of the .pub file again", line)
	}
	return Key{Public: ed25519.PublicKey(blob[len(prefix):]), Comment: strings.Join(fields[2:], " ")}, nil
}

// keyBlob is the key in the form of RFC 8709: the algorithm and the key, each
// after its length.
func keyBlob(public ed25519.PublicKey) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(keyAlgorithm)))
	b = append(b, keyAlgorithm...)
	b = binary.BigEndian.AppendUint32(b, ed25519.PublicKeySize)
	return append(b, public...)
}

// String is the line that ParseKey reads.
func (k Key) String() string {
	s := keyAlgorithm + " " + base64.StdEncoding.EncodeToString(keyBlob(k.Public))
	if k.Comment != "" {
		s += " " + k.Comment
	}
	return s
}

// ID is the fingerprint as ssh-keygen -l prints it: "SHA256:" and the hash of
// the key in base64 without padding.
func (k Key) ID() string {
	sum := sha256.Sum256(keyBlob(k.Public))
	return "SHA256:" + base64.RawStdEncoding.EncodeToString(sum[:])
}
