package main

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh/agent"

	"detente/act"
	"detente/internal/keys"
)

// answering is a shell at whose terminal somebody writes those lines.
func answering(errs io.Writer, lines ...string) *shell {
	sh := &shell{in: strings.NewReader(""), out: io.Discard, err: errs}
	sh.secret = func(prompt string) ([]byte, error) {
		if len(lines) == 0 {
			return nil, errors.New("asked too often: " + prompt)
		}
		line := lines[0]
		lines = lines[1:]
		return []byte(line), nil
	}
	return sh
}

// wantSigned wants an act signed under the key.
func wantSigned(t *testing.T, s act.Signer, k act.Key) {
	t.Helper()
	sig, err := s.Sign([]byte("m"))
	if err != nil || s.Key().ID() != k.ID() || !ed25519.Verify(k.Public, []byte("m"), sig) {
		t.Errorf("%v, %s", err, s.Key())
	}
}

func TestSignerFromFile(t *testing.T) {
	dir := t.TempDir()
	open, closed, pw := filepath.Join(dir, "open"), filepath.Join(dir, "closed"), filepath.Join(dir, "pw")
	if err := os.WriteFile(pw, []byte("secret\r\nand more\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code := run(answering(io.Discard, ""), []string{"key", "new", open}); code != exitFine {
		t.Fatal(code)
	}
	if code := run(answering(io.Discard, "secret", "secret"), []string{"key", "new", closed}); code != exitFine {
		t.Fatal(code)
	}
	if code := run(answering(io.Discard, "secret", "sceret"), []string{"key", "new", filepath.Join(dir, "third")}); code != exitFailed {
		t.Fatal(code)
	}
	if _, err := os.Stat(filepath.Join(dir, "third")); err == nil {
		t.Error("a key is made though the two differ")
	}
	for _, c := range []struct {
		file string
		sh   *shell
		p    passphrase
		want string
	}{
		{open, &shell{err: io.Discard}, passphrase{}, ""},
		{closed, &shell{err: io.Discard}, passphrase{}, "there is no terminal to ask for it"},
		{closed, &shell{err: io.Discard}, passphrase{file: pw}, ""},
		{closed, answering(io.Discard, "secret"), passphrase{}, ""},
		{closed, answering(io.Discard, "sceret"), passphrase{}, "the passphrase does not open"},
		{closed, answering(io.Discard), passphrase{file: open + "x"}, "is not there"},
	} {
		k, _, err := keys.Public(c.file)
		if err != nil {
			t.Fatal(err)
		}
		s, done, err := signer(c.sh, c.file, c.p)
		switch {
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%v, want %s", err, c.want)
		case c.want == "" && err != nil:
			t.Error(err)
		case c.want == "":
			wantSigned(t, s, k)
			done()
		}
	}
	if err := os.Chmod(open, 0o644); err != nil {
		t.Fatal(err)
	}
	var errs bytes.Buffer
	if _, _, err := signer(&shell{err: &errs}, open, passphrase{}); err != nil || !strings.Contains(errs.String(), "chmod 600") {
		t.Errorf("%v, %q", err, errs.String())
	}
}

func TestSignerFromAgent(t *testing.T) {
	keyring := agent.NewKeyring()
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	if err := keyring.Add(agent.AddedKey{PrivateKey: private, Comment: "ann"}); err != nil {
		t.Fatal(err)
	}
	k := act.Key{Public: private.Public().(ed25519.PublicKey)}
	dir, err := os.MkdirTemp("", "a") // a short name: a socket's has about 100 bytes at most
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	l, err := net.Listen("unix", filepath.Join(dir, "s"))
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() { _ = agent.ServeAgent(keyring, c); c.Close() }()
		}
	}()

	var out bytes.Buffer
	sh := &shell{out: &out, err: io.Discard, agent: filepath.Join(dir, "s")}
	for _, which := range []string{"", k.ID(), k.String()} {
		s, done, err := signer(sh, which, passphrase{})
		if err != nil {
			t.Fatal(err)
		}
		wantSigned(t, s, k)
		done()
	}
	if _, _, err := signer(sh, "SHA256:none", passphrase{}); err == nil || !strings.Contains(err.Error(), "the agent has no key") {
		t.Error(err)
	}
	if _, _, err := signer(&shell{err: io.Discard}, "", passphrase{}); err == nil || !strings.Contains(err.Error(), "SSH_AUTH_SOCK is not set") {
		t.Error(err)
	}
	if code := run(sh, []string{"key", "show", "-agent"}); code != exitFine || !strings.Contains(out.String(), k.String()+" ann") || !strings.Contains(out.String(), k.ID()) {
		t.Errorf("%d: %s", code, out.String())
	}
	if err := keyring.RemoveAll(); err != nil {
		t.Fatal(err)
	}
	if code := run(sh, []string{"key", "show", "-agent"}); code != exitFailed {
		t.Error(code)
	}
}
