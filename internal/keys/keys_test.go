package keys

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"detente/act"
)

func secret(s string) func() ([]byte, error) {
	return func() ([]byte, error) { return []byte(s), nil }
}

func unasked(t *testing.T) func() ([]byte, error) {
	return func() ([]byte, error) {
		t.Error("the passphrase is asked for")
		return nil, nil
	}
}

// signs reports whether the signer signs an act under the key.
func signs(t *testing.T, s act.Signer, k act.Key) {
	t.Helper()
	hash := strings.Repeat("ab", 32)
	e, err := act.SignAct(act.Act{
		Format: act.Format, Kind: act.Sign, By: "usa", Text: hash, Log: act.Origin(hash),
		Seen: act.Seen{Root: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}, At: 1_551_292_200_000,
	}, s)
	if err != nil {
		t.Error(err)
		return
	}
	if err := e.Verify(k); err != nil {
		t.Error(err)
	}
}

// wantTrouble wants an error with those words, and a next move.
func wantTrouble(t *testing.T, err error, words string) {
	t.Helper()
	var trouble Trouble
	switch {
	case !errors.As(err, &trouble):
		t.Errorf("%v is no trouble, want %q", err, words)
	case !strings.Contains(trouble.What, words):
		t.Errorf("%q, want %q", trouble.What, words)
	case trouble.Next == "":
		t.Errorf("%q has no next move", trouble.What)
	}
}

func write(t *testing.T, name string, text []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func marshal(t *testing.T, key any, passphrase []byte) []byte {
	t.Helper()
	var block *pem.Block
	var err error
	if passphrase == nil {
		block, err = ssh.MarshalPrivateKey(key, "c")
	} else {
		block, err = ssh.MarshalPrivateKeyWithPassphrase(key, "c", passphrase)
	}
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(block)
}

func TestNewAndRead(t *testing.T) {
	for what, passphrase := range map[string][]byte{"open": nil, "protected": []byte("나무 배 horse")} {
		t.Run(what, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "usa key")
			made, err := New(file, "usa at work", passphrase)
			if err != nil {
				t.Fatal(err)
			}
			ask := unasked(t)
			if passphrase != nil {
				ask = secret(string(passphrase))
			}
			p, err := Read(file, ask)
			if err != nil {
				t.Fatal(err)
			}
			if p.Key().String() != made.String() || made.Comment != "usa at work" {
				t.Errorf("made %s, read %s", made, p.Key())
			}
			signs(t, p, made)
			for _, name := range []string{file, file + ".pub"} {
				k, protected, err := Public(name)
				if err != nil || k.String() != made.String() || protected != (passphrase != nil && name == file) {
					t.Errorf("%s: %s, %v, %v", name, k, protected, err)
				}
			}
			if passphrase != nil {
				_, err := Read(file, secret("wrong"))
				wantTrouble(t, err, "the passphrase does not open")
			}
		})
	}
}

func TestTwoKeysDiffer(t *testing.T) {
	dir := t.TempDir()
	a, err := New(filepath.Join(dir, "a"), "", nil)
	b, err2 := New(filepath.Join(dir, "b"), "", nil)
	if err != nil || err2 != nil || a.ID() == b.ID() || len(a.Public) != ed25519.PublicKeySize {
		t.Errorf("%v %v %s %s", err, err2, a, b)
	}
}

func TestNeverWrittenOver(t *testing.T) {
	dir := t.TempDir()
	for _, taken := range []string{"private", "public.pub", "link"} {
		file := filepath.Join(dir, taken)
		if taken == "link" {
			if err := os.Symlink(filepath.Join(dir, "nowhere"), file); err != nil {
				t.Skip(err)
			}
		} else if err := os.WriteFile(file, []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := New(strings.TrimSuffix(file, ".pub"), "", nil)
		wantTrouble(t, err, filepath.Base(file)+" is there already")
		if got, _ := os.ReadFile(file); taken != "link" && string(got) != "mine" {
			t.Errorf("%s is written over", taken)
		}
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 3 {
		t.Errorf("left behind: %v", left)
	}
	_, err = New(filepath.Join(dir, "missing", "key"), "", nil)
	wantTrouble(t, err, "cannot be written")
}

// The way for disks where a file has one name.
func TestWriteHere(t *testing.T) {
	file := filepath.Join(t.TempDir(), "k")
	if err := writeHere(file, []byte("one"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := writeHere(file, []byte("two"), 0o600); !errors.Is(err, os.ErrExist) {
		t.Error(err)
	}
	if got, _ := os.ReadFile(file); string(got) != "one" {
		t.Errorf("%q", got)
	}
}

func TestModes(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("files have no modes here")
	}
	file := filepath.Join(t.TempDir(), "k")
	if _, err := New(file, "", nil); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]os.FileMode{file: 0o600, file + ".pub": 0o644} {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	if w := Exposed(file); w != "" {
		t.Error(w)
	}
	for _, mode := range []os.FileMode{0o640, 0o604, 0o666} {
		if err := os.Chmod(file, mode); err != nil {
			t.Fatal(err)
		}
		if w := Exposed(file); !strings.Contains(w, "chmod 600") {
			t.Errorf("%v: %q", mode, w)
		}
	}
	if w := Exposed(file + ".none"); w != "" {
		t.Error(w)
	}
}

func TestComments(t *testing.T) {
	for in, want := range map[string]string{
		"ann@work":              "ann@work",
		" a  b\tc\n":            "a b c",
		"\x1b[31mred":           "[31mred",
		"한국 대표":                 "한국 대표",
		"a\u202eb":              "ab",
		`"quoted" \ back`:       "quoted back",
		"\xff\xfe":              "",
		"zero\u200bwidth\u00a0": "zerowidth",
	} {
		if got := Printable(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
	for _, c := range []string{"two\nlines", " space", strings.Repeat("x", MaxComment+1), `"`} {
		_, err := New(filepath.Join(t.TempDir(), "k"), c, nil)
		wantTrouble(t, err, "cannot be the comment of a key")
	}
	// A .pub file of another key says nothing about this one.
	dir := t.TempDir()
	a := filepath.Join(dir, "a")
	if _, err := New(a, "ann", nil); err != nil {
		t.Fatal(err)
	}
	if _, err := New(filepath.Join(dir, "b"), "ben", nil); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(dir, "b.pub"), a+".pub"); err != nil {
		t.Fatal(err)
	}
	if p, err := Read(a, unasked(t)); err != nil || p.Key().Comment != "" {
		t.Errorf("%v, %v", p.Key(), err)
	}
}

func TestOtherKinds(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ecKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for what, text := range map[string][]byte{
		"RSA":                 marshal(t, rsaKey, nil),
		"RSA of old":          pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(rsaKey)}),
		"ECDSA":               marshal(t, ecKey, nil),
		"a protected RSA key": marshal(t, rsaKey, []byte("x")),
	} {
		file := write(t, "id", text)
		_, err := Read(file, unasked(t))
		wantTrouble(t, err, "of another kind")
		_, _, err = Public(file)
		wantTrouble(t, err, "of another kind")
		t.Log(what, err)
	}
}

// An Ed25519 key as OpenSSL writes it is one too.
func TestPKCS8(t *testing.T) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	p, err := Read(write(t, "k.pem", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})), unasked(t))
	if err != nil {
		t.Fatal(err)
	}
	signs(t, p, act.Key{Public: public})
}

func TestUnreadable(t *testing.T) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	good := marshal(t, private, nil)
	public := act.Key{Public: private.Public().(ed25519.PublicKey)}.String()
	for _, c := range []struct {
		text  []byte
		words string
	}{
		{nil, "is no private key that can be read"},
		{[]byte("party \"usa\" {}\n"), "is no private key that can be read"},
		{good[:len(good)/2], "is no private key that can be read"},
		{bytes.Replace(good, []byte("b3Bl"), []byte("b4Bl"), 1), "is no private key that can be read"},
		{[]byte(public + " me\n"), "is a public key"},
		{bytes.Repeat([]byte("x"), maxFile+1), "is too long for a key"},
	} {
		_, err := Read(write(t, "k", c.text), unasked(t))
		wantTrouble(t, err, c.words)
	}
	_, err = Read(filepath.Join(t.TempDir(), "none"), unasked(t))
	wantTrouble(t, err, "is not there")
	_, err = Read(t.TempDir(), unasked(t))
	wantTrouble(t, err, "is not a file")
	_, _, err = Public(write(t, "k", []byte("ssh-rsa AAAA\n")))
	wantTrouble(t, err, "holds no key that signs acts")
	errGone := errors.New("nobody there")
	if _, err := Read(write(t, "k", marshal(t, private, []byte("x"))), func() ([]byte, error) { return nil, errGone }); !errors.Is(err, errGone) {
		t.Error(err)
	}
}

// A private key with another's public half signs nothing.
func TestTwoHalves(t *testing.T) {
	one, private := fresh(t)
	_, other := fresh(t)
	mixed := append(append(ed25519.PrivateKey{}, other.Seed()...), one.Public...)
	_, err := Read(write(t, "k", marshal(t, mixed, nil)), unasked(t))
	wantTrouble(t, err, "is damaged")
	if _, err := Read(write(t, "k", marshal(t, private, nil)), unasked(t)); err != nil {
		t.Error(err)
	}
}

// needs skips where a program is not installed.
func needs(t *testing.T, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Skip("there is no " + program)
	}
}

func run(t *testing.T, env []string, program string, args ...string) string {
	t.Helper()
	c := exec.Command(program, args...)
	c.Env = append(os.Environ(), env...)
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", program, args, err, out)
	}
	return string(out)
}

// What OpenSSH made, we read; what we made, it reads.
func TestRealKeygen(t *testing.T) {
	needs(t, "ssh-keygen")
	dir := t.TempDir()
	for _, passphrase := range []string{"", "correct horse"} {
		theirs, ours := filepath.Join(dir, "theirs"+passphrase), filepath.Join(dir, "ours"+passphrase)
		run(t, nil, "ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", "ann@work", "-f", theirs)
		p, err := Read(theirs, secret(passphrase))
		if err != nil {
			t.Fatal(err)
		}
		if l := run(t, nil, "ssh-keygen", "-l", "-f", theirs); !strings.Contains(l, p.Key().ID()+" ann@work") {
			t.Errorf("%s has %s", l, p.Key().ID())
		}
		signs(t, p, p.Key())
		if k, protected, err := Public(theirs); err != nil || k.String() != p.Key().String() || protected != (passphrase != "") {
			t.Errorf("%s, %v, %v", k, protected, err)
		}

		var with []byte
		if passphrase != "" {
			with = []byte(passphrase)
		}
		k, err := New(ours, "ann", with)
		if err != nil {
			t.Fatal(err)
		}
		if y := run(t, nil, "ssh-keygen", "-y", "-P", passphrase, "-f", ours); strings.TrimSpace(y) != k.String() {
			t.Errorf("ssh-keygen reads %q, we made %q", y, k)
		}
	}
	ecdsaKey := filepath.Join(dir, "ecdsa")
	run(t, nil, "ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", ecdsaKey)
	_, err := Read(ecdsaKey, unasked(t))
	wantTrouble(t, err, "of another kind")
	_, _, err = Public(ecdsaKey + ".pub")
	if err == nil {
		t.Error("an ECDSA key signs acts")
	}
}
