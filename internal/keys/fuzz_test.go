package keys

import (
	"crypto/ed25519"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/crypto/ssh"
)

// Any bytes in the file of a key give a key that signs, or a trouble with the
// next move.
func FuzzRead(f *testing.F) {
	private := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	for _, secret := range [][]byte{nil, []byte("x")} {
		block, err := ssh.MarshalPrivateKeyWithPassphrase(private, "c", []byte("x"))
		if secret == nil {
			block, err = ssh.MarshalPrivateKey(private, "c")
		}
		if err != nil {
			f.Fatal(err)
		}
		f.Add(pem.EncodeToMemory(block))
	}
	f.Add([]byte("ssh-ed25519 AAAA x"))
	f.Add([]byte("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n"))
	dir := f.TempDir()
	errProtected := errors.New("protected") // no passphrase is tried: its cost is the file's to say
	f.Fuzz(func(t *testing.T, text []byte) {
		file := filepath.Join(dir, "k")
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		p, err := Read(file, func() ([]byte, error) { return nil, errProtected })
		var trouble Trouble
		switch {
		case err == nil:
			signs(t, p, p.Key())
		case errors.Is(err, errProtected):
		case !errors.As(err, &trouble) || trouble.Next == "":
			t.Errorf("%v", err)
		}
		if _, _, err := Public(file); err != nil && !errors.As(err, &trouble) {
			t.Errorf("%v", err)
		}
	})
}
