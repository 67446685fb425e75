package act

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"math/big"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
	"pgregory.net/rapid"
)

// Another reader of the same lines, golang.org/x/crypto/ssh, sees the same key
// and the same fingerprint.
func TestKeysAsOpenSSH(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.SliceOfN(rapid.Byte(), ed25519.SeedSize, ed25519.SeedSize).Draw(t, "seed")
		k := Key{Public: ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey), Comment: rapid.StringMatching(`([a-z@.]+( [a-z]+)*)?`).Draw(t, "comment")}
		theirs, comment, _, rest, err := ssh.ParseAuthorizedKey([]byte(k.String()))
		if err != nil || len(rest) > 0 {
			t.Fatalf("%s: %v", k, err)
		}
		if ssh.FingerprintSHA256(theirs) != k.ID() || comment != k.Comment {
			t.Fatalf("%s: they have %s %q, we %s", k, ssh.FingerprintSHA256(theirs), comment, k.ID())
		}
		line := strings.TrimSuffix(string(ssh.MarshalAuthorizedKey(theirs)), "\n")
		again, err := ParseKey(line + " " + k.Comment)
		if err != nil || again.String() != k.String() {
			t.Fatalf("%s became %s, %v", k, again, err)
		}
	})
}

func TestParseKey(t *testing.T) {
	good := newSeeded(1).Key()
	line := good.String()
	blob := strings.Fields(line)[1]
	for _, s := range []string{line, " " + line + "\n", "ssh-ed25519\t" + blob, line + "  ann at  work\r\n"} {
		if k, err := ParseKey(s); err != nil || k.ID() != good.ID() {
			t.Errorf("%q: %v", s, err)
		}
	}
	raw, _ := base64.StdEncoding.DecodeString(blob)
	b64 := base64.StdEncoding.EncodeToString
	for what, s := range map[string]string{
		"nothing":                  "",
		"no key":                   "ssh-ed25519",
		"another algorithm":        "ssh-rsa " + blob,
		"a security key":           "sk-ssh-ed25519@openssh.com " + blob,
		"capitals":                 "SSH-ED25519 " + blob,
		"options in front":         `restrict ` + line,
		"cut off":                  line[:len(line)-1],
		"one too many":             "ssh-ed25519 " + b64(append(slices.Clone(raw), 0)),
		"another name inside":      "ssh-ed25519 " + b64([]byte(strings.Replace(string(raw), "ed25519", "ed25518", 1))),
		"two keys":                 line + "\n" + newSeeded(2).Key().String(),
		"only a private key":       "-----BEGIN OPENSSH PRIVATE KEY-----",
		"the identity":             Key{Public: append([]byte{1}, make([]byte, 31)...)}.String(),
		"the identity, x negative": Key{Public: append(append([]byte{1}, make([]byte, 30)...), 0x80)}.String(),
	} {
		if k, err := ParseKey(s); err == nil {
			t.Errorf("%s: read as %s", what, k)
		}
	}
}

// The table of small orders is worked out again: y² of the points with
// [8]P = 0 solves y = 0, y = ±1, or that of order 8, where x² = y² or, with
// a = −1, dy⁴ + 2y² − 1 = 0. Non-canonical encodings add p, where 255 bits hold it.
func TestSmallOrder(t *testing.T) {
	one := big.NewInt(1)
	p := new(big.Int).Sub(new(big.Int).Lsh(one, 255), big.NewInt(19))
	d := new(big.Int).Mul(big.NewInt(-121665), new(big.Int).ModInverse(big.NewInt(121666), p))
	var all []string
	add := func(y *big.Int) {
		b := y.FillBytes(make([]byte, 32))
		slices.Reverse(b)
		all = append(all, hex.EncodeToString(b))
	}
	add(new(big.Int))
	add(one)
	add(new(big.Int).Sub(p, one))
	add(p)
	add(new(big.Int).Add(p, one))
	root := new(big.Int).ModSqrt(new(big.Int).Mod(new(big.Int).Add(one, d), p), p)
	for _, r := range []*big.Int{root, new(big.Int).Neg(root)} {
		y2 := new(big.Int).Sub(r, one)
		y2.Mod(y2.Mul(y2, new(big.Int).ModInverse(new(big.Int).Mod(d, p), p)), p)
		if y := new(big.Int).ModSqrt(y2, p); y != nil {
			add(y)
			add(new(big.Int).Sub(p, y))
		}
	}
	slices.Sort(all)
	if want := slices.Clone(small[:]); !slices.Equal(all, want) {
		t.Errorf("worked out %v", all)
	}
}

// What those keys would let happen: a signature that nobody made.
func TestWhySmallOrderIsRefused(t *testing.T) {
	identity := append([]byte{1}, make([]byte, 31)...)
	forged := append(slices.Clone(identity), make([]byte, 32)...)
	if !ed25519.Verify(identity, []byte("anything"), forged) {
		t.Skip("the library refuses such keys by itself")
	}
	if _, err := ParseKey(Key{Public: identity}.String()); err == nil || !strings.Contains(err.Error(), "anybody can sign") {
		t.Errorf("%v", err)
	}
}
