package keys

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"detente/act"
)

// socketDir is a folder with a short name: that of a socket has 100 bytes at most.
func socketDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "a")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// serve serves an agent on a socket until the test ends.
func serve(t *testing.T, keyring agent.Agent) (socket string) {
	t.Helper()
	socket = filepath.Join(socketDir(t), "s")
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Skipf("no sockets here: %v", err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				_ = agent.ServeAgent(keyring, c)
			}()
		}
	}()
	return socket
}

func open(t *testing.T, socket string) *Agent {
	t.Helper()
	a, err := OpenAgent(socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return a
}

func fresh(t *testing.T) (act.Key, ed25519.PrivateKey) {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return act.Key{Public: public}, private
}

func add(t *testing.T, to agent.Agent, key any, comment string) {
	t.Helper()
	if err := to.Add(agent.AddedKey{PrivateKey: key, Comment: comment}); err != nil {
		t.Fatal(err)
	}
}

func TestAgent(t *testing.T) {
	keyring := agent.NewKeyring()
	a := open(t, serve(t, keyring))
	_, err := a.Signer("")
	wantTrouble(t, err, "the agent has no Ed25519 key")

	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	add(t, keyring, rsaKey, "rsa")
	_, err = a.Signer("")
	wantTrouble(t, err, "the agent has no Ed25519 key")

	one, private := fresh(t)
	add(t, keyring, private, "ann\x1b[2J\nssh-ed25519")
	s, err := a.Signer("")
	if err != nil {
		t.Fatal(err)
	}
	signs(t, s, one)
	if c := s.Key().Comment; c != "ann[2J ssh-ed25519" {
		t.Errorf("comment %q", c)
	}

	two, private2 := fresh(t)
	add(t, keyring, private2, "ben")
	_, err = a.Signer("")
	wantTrouble(t, err, "the agent has 2 Ed25519 keys")
	for _, k := range []act.Key{one, two} {
		for _, which := range []string{k.ID(), k.String(), " " + k.String() + " another comment\n"} {
			s, err := a.Signer(which)
			if err != nil {
				t.Fatal(err)
			}
			signs(t, s, k)
		}
	}
	three, _ := fresh(t)
	_, err = a.Signer(three.ID())
	wantTrouble(t, err, "the agent has no key "+three.ID())
	_, err = a.Signer("ben")
	wantTrouble(t, err, `"ben" names no key`)
	if all, err := a.Keys(); err != nil || len(all) != 2 || all[1].Comment != "ben" {
		t.Errorf("%v, %v", all, err)
	}
}

func TestAgentThatLostTheKey(t *testing.T) {
	keyring := agent.NewKeyring()
	a := open(t, serve(t, keyring))
	_, private := fresh(t)
	add(t, keyring, private, "")
	s, err := a.Signer("")
	if err != nil {
		t.Fatal(err)
	}
	if err := keyring.RemoveAll(); err != nil {
		t.Fatal(err)
	}
	_, err = s.Sign([]byte("m"))
	wantTrouble(t, err, "the agent does not sign with "+s.Key().ID())
}

// false signs with another key, or in another form.
type falseAgent struct {
	agent.Agent
	sign func(data []byte) *ssh.Signature
}

func (f falseAgent) Sign(_ ssh.PublicKey, data []byte) (*ssh.Signature, error) {
	return f.sign(data), nil
}

func TestFalseAgent(t *testing.T) {
	_, private := fresh(t)
	_, other := fresh(t)
	for _, sign := range []func([]byte) *ssh.Signature{
		func(m []byte) *ssh.Signature {
			return &ssh.Signature{Format: ssh.KeyAlgoED25519, Blob: ed25519.Sign(other, m)}
		},
		func(m []byte) *ssh.Signature {
			return &ssh.Signature{Format: "ssh-rsa", Blob: ed25519.Sign(private, m)}
		},
		func([]byte) *ssh.Signature { return &ssh.Signature{Format: ssh.KeyAlgoED25519, Blob: []byte("short")} },
	} {
		keyring := agent.NewKeyring()
		add(t, keyring, private, "")
		s, err := open(t, serve(t, falseAgent{keyring, sign})).Signer("")
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Sign([]byte("m"))
		wantTrouble(t, err, "what the agent signed does not hold")
	}
}

func TestNoAgent(t *testing.T) {
	_, err := OpenAgent("")
	wantTrouble(t, err, "SSH_AUTH_SOCK is not set")
	_, err = OpenAgent(filepath.Join(t.TempDir(), "none"))
	wantTrouble(t, err, "the agent cannot be reached")
}

func TestAgentThatHangsUp(t *testing.T) {
	socket := filepath.Join(socketDir(t), "s")
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Skip(err)
	}
	defer l.Close()
	go func() {
		if c, err := l.Accept(); err == nil {
			c.Close()
		}
	}()
	_, err = open(t, socket).Keys()
	wantTrouble(t, err, "the agent does not list its keys")
}

// OpenSSH's own agent signs with a key that we made, and with one locked away it
// does not.
func TestRealAgent(t *testing.T) {
	for _, p := range []string{"ssh-agent", "ssh-add"} {
		needs(t, p)
	}
	dir := socketDir(t)
	socket := filepath.Join(dir, "s")
	c := exec.Command("ssh-agent", "-D", "-a", socket)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	})
	for range 500 {
		if _, err := os.Stat(socket); err == nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	file := filepath.Join(dir, "k")
	k, err := New(file, "ann", nil)
	if err != nil {
		t.Fatal(err)
	}
	run(t, []string{"SSH_AUTH_SOCK=" + socket}, "ssh-add", "-q", file)
	s, err := open(t, socket).Signer(k.ID())
	if err != nil {
		t.Fatal(err)
	}
	signs(t, s, k)
	if s.Key().String() != k.String() {
		t.Errorf("%s, want %s", s.Key(), k)
	}
	run(t, []string{"SSH_AUTH_SOCK=" + socket}, "ssh-add", "-q", "-D")
	if _, err := s.Sign([]byte("m")); err == nil || !strings.Contains(err.Error(), "does not sign") {
		t.Error(err)
	}
}
