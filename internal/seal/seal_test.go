package seal

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/pem"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/crypto/ssh"
	"pgregory.net/rapid"

	"detente/act"
)

// keyOf is the private key that a name always has, and what is sealed to.
func keyOf(name string) (ed25519.PrivateKey, act.Key) {
	seed := sha256.Sum256([]byte(name))
	k := ed25519.NewKeyFromSeed(seed[:])
	return k, act.Key{Public: k.Public().(ed25519.PublicKey), Comment: name}
}

func sealed(t testing.TB, d []byte, names ...string) []byte {
	t.Helper()
	var keys []act.Key
	for _, n := range names {
		_, k := keyOf(n)
		keys = append(keys, k)
	}
	var b bytes.Buffer
	w, err := To(&b, keys)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(w, iotest.HalfReader(bytes.NewReader(d))); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func opener(t testing.TB, name string) *Key {
	t.Helper()
	private, _ := keyOf(name)
	k, err := NewKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func (k *Key) all(b []byte) ([]byte, error) {
	r, err := k.Open(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// Each reader opens the document, and nobody else, at the sizes around those of the
// pieces in which it is encrypted.
func TestReaders(t *testing.T) {
	for _, size := range []int{0, 1, 65_535, 65_536, 65_537, 200_000} {
		d := bytes.Repeat([]byte("minutes of the meeting, "), size/24+1)[:size]
		b := sealed(t, d, "north", "south", "mission", "south")
		if !IsSealed(b) || size > 100 && bytes.Contains(b, d[:24]) {
			t.Fatalf("%d bytes are not sealed", size)
		}
		if n := bytes.Count(b, []byte("-> ssh-ed25519 ")); n != 3 {
			t.Errorf("sealed to %d readers", n)
		}
		for _, name := range []string{"north", "south", "mission"} {
			if got, err := opener(t, name).all(b); err != nil || !bytes.Equal(got, d) {
				t.Errorf("%s, %d bytes: %d bytes, %v", name, size, len(got), err)
			}
		}
		if _, err := opener(t, "press").all(b); !errors.Is(err, ErrNotReader) {
			t.Errorf("who is no reader: %v", err)
		}
		if bytes.Equal(b, sealed(t, d, "north", "south", "mission")) {
			t.Error("sealed twice, the same bytes")
		}
	}
	if _, err := To(io.Discard, nil); err == nil {
		t.Error("sealed to nobody")
	}
}

// A byte changed anywhere, or an end that is missing, is told; and what is given
// before that is the beginning of the document.
func TestDamaged(t *testing.T) {
	d := bytes.Repeat([]byte{7}, 70_000)
	whole := sealed(t, d, "north", "south")
	k := opener(t, "south")
	rapid.Check(t, func(t *rapid.T) {
		b := bytes.Clone(whole)
		limit := len(b) - 1
		if rapid.Bool().Draw(t, "head") {
			limit = 400
		}
		at := rapid.IntRange(0, limit).Draw(t, "at")
		if rapid.Bool().Draw(t, "cut") {
			b = b[:at]
		} else {
			b[at] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		}
		got, err := k.all(b)
		if err == nil || !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNotSealed) && !errors.Is(err, ErrNotReader) {
			t.Fatalf("byte %d: %v", at, err)
		}
		if !bytes.HasPrefix(d, got) {
			t.Fatalf("byte %d: %d bytes that were never in the document", at, len(got))
		}
	})
	if _, err := k.all(append(bytes.Clone(whole), 0)); !errors.Is(err, ErrDamaged) {
		t.Errorf("a byte more: %v", err)
	}
	if _, err := k.all([]byte("minutes of the meeting")); !errors.Is(err, ErrNotSealed) {
		t.Errorf("a document that is not sealed: %v", err)
	}
	if IsSealed([]byte("minutes")) {
		t.Error("counts as sealed")
	}
	lost := errors.New("the line was cut")
	for _, n := range []int{10, 70_000} {
		r, err := k.Open(io.MultiReader(bytes.NewReader(whole[:n]), iotest.ErrReader(lost)))
		if err == nil {
			_, err = io.ReadAll(r)
		}
		if !errors.Is(err, lost) {
			t.Errorf("cut after %d: %v", n, err)
		}
	}
}

// What cannot be written is told.
func TestSealedToNowhere(t *testing.T) {
	_, k := keyOf("north")
	w, err := To(iotest.TruncateWriter(io.Discard, 0), []act.Key{k})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	full := errors.New("the disk is full")
	w, err = To(writerFunc(func([]byte) (int, error) { return 0, full }), []act.Key{k})
	if err == nil {
		if _, err = w.Write(make([]byte, 100_000)); err == nil {
			err = w.Close()
		}
	}
	if !errors.Is(err, full) {
		t.Error(err)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

func secret() ([]byte, error) { return []byte("a long secret"), nil }

// Keys in files, with a passphrase and without, made here and by ssh-keygen.
func TestKeyFiles(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, block *pem.Block, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	private, _ := keyOf("north")
	d := []byte("minutes of the meeting")
	b := sealed(t, d, "south", "north")
	block, err := ssh.MarshalPrivateKey(private, "north")
	open := write("open", block, err)
	pass, _ := secret()
	block, err = ssh.MarshalPrivateKeyWithPassphrase(private, "north", pass)
	locked := write("locked", block, err)
	for _, file := range []string{open, locked} {
		asked := 0
		k, err := ReadKey(file, func() ([]byte, error) { asked++; return secret() })
		if err != nil {
			t.Fatal(err)
		}
		if got, err := k.all(b); err != nil || !bytes.Equal(got, d) || asked > 0 != (file == locked) {
			t.Errorf("%s: %q, %v, asked %d times", file, got, err, asked)
		}
	}
	no := errors.New("nobody answers")
	if _, err := ReadKey(locked, func() ([]byte, error) { return nil, no }); !errors.Is(err, no) {
		t.Error(err)
	}
	if _, err := ReadKey(locked, func() ([]byte, error) { return []byte("another"), nil }); err == nil {
		t.Error("opened with another passphrase")
	}
	other, err := rsa.GenerateKey(rnd{}, 2048)
	if err != nil {
		t.Fatal(err)
	}
	block, err = ssh.MarshalPrivateKey(other, "")
	for file, want := range map[string]string{
		write("rsa", block, err):      "another kind than Ed25519",
		filepath.Join(dir, "none"):    "cannot be read",
		dir:                           "cannot be read",
		"/dev/zero":                   "more than 65536 bytes",
		write("x", &pem.Block{}, nil): "holds no private key",
	} {
		if _, err := ReadKey(file, secret); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", file, err)
		}
	}
	realKey(t, dir, d)
}

type rnd struct{}

// Read gives what the key of another kind is made of; which one it is does not matter.
func (rnd) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(i*7 + 1)
	}
	return len(b), nil
}

// realKey seals to a key that ssh-keygen has made.
func realKey(t *testing.T, dir string, d []byte) {
	t.Helper()
	if _, err := exec.LookPath("ssh-keygen"); err != nil {
		t.Log("there is no ssh-keygen")
		return
	}
	file := filepath.Join(dir, "real")
	if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "a long secret", "-f", file).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	line, err := os.ReadFile(file + ".pub")
	if err != nil {
		t.Fatal(err)
	}
	public, err := act.ParseKey(string(line))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w, err := To(&b, []act.Key{public})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(d); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	k, err := ReadKey(file, secret)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := k.all(b.Bytes()); err != nil || !bytes.Equal(got, d) {
		t.Errorf("%q, %v", got, err)
	}
}

// Any bytes are no sealed document, or one.
func FuzzOpen(f *testing.F) {
	k, d := opener(f, "north"), []byte("minutes of the meeting")
	f.Add(sealed(f, d, "north"))
	f.Add(sealed(f, nil, "south", "north"))
	f.Add([]byte(intro + "-> ssh-ed25519 AAAAAA AAAA\nAAAA\n--- AAAA\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := k.all(b)
		if err == nil && !IsSealed(b) {
			t.Errorf("%d bytes out of what is not sealed", len(got))
		}
		if err != nil && !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNotSealed) && !errors.Is(err, ErrNotReader) {
			t.Error(err)
		}
	})
}
