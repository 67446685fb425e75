package act

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strings"

	"detente/reason"
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
	if strings.ContainsAny(strings.TrimSpace(line), "\r\n") {
		return Key{}, reason.New("{0} is more than one line; give each key by itself", reason.Quote(line, 60))
	}
	if len(fields) < 2 || fields[0] != keyAlgorithm {
		return Key{}, reason.New("{0} is no Ed25519 key; copy the line of a .pub file that begins with {1}", reason.Quote(line, 60), keyAlgorithm)
	}
	blob, err := base64.StdEncoding.Strict().DecodeString(fields[1])
	prefix := keyBlob(nil)
	if err != nil || len(blob) != len(prefix)+ed25519.PublicKeySize || string(blob[:len(prefix)]) != string(prefix) {
		return Key{}, reason.New("{0} is not whole; copy the line of the .pub file again", reason.Quote(line, 60))
	}
	k := Key{Public: ed25519.PublicKey(blob[len(prefix):]), Comment: strings.Join(fields[2:], " ")}
	if k.hollow() {
		return Key{}, reason.New("{0} is a key of small order, under which anybody can sign; make another one", reason.Quote(line, 60))
	}
	return k, nil
}

// small are the y coordinates of the points of Edwards25519 whose order divides
// 8, in the encodings that verifiers accept, without the sign of x. Under such
// a key signatures can be made without a private key. (Chalkias, Garillot and
// Nikolaenko, Taming the many EdDSAs, 2020.)
var small = [...]string{
	"0000000000000000000000000000000000000000000000000000000000000000",
	"0100000000000000000000000000000000000000000000000000000000000000",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
}

// hollow reports whether the key is one of small order.
func (k Key) hollow() bool {
	y := slices.Clone(k.Public)
	y[len(y)-1] &= 0x7f
	return slices.Contains(small[:], hex.EncodeToString(y))
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

// isKeyID reports whether s can be the fingerprint of a key.
func isKeyID(s string) bool {
	h, ok := strings.CutPrefix(s, "SHA256:")
	b, err := base64.RawStdEncoding.Strict().DecodeString(h)
	return ok && err == nil && len(b) == sha256.Size && len(h) == 43
}
