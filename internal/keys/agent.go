package keys

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"detente/act"
)

// How long an agent may take. To sign, it may ask its owner.
const (
	listTime = 10 * time.Second
	signTime = 3 * time.Minute
)

// Agent is an ssh-agent: it keeps private keys, and signs.
type Agent struct {
	conn   net.Conn
	client agent.Agent
}

// OpenAgent reaches the agent at the socket, which is what the environment has as
// SSH_AUTH_SOCK. Close lets go of it.
func OpenAgent(socket string) (*Agent, error) {
	if socket == "" {
		return nil, Trouble{"there is no agent: SSH_AUTH_SOCK is not set", `Start one with eval "$(ssh-agent)", or name the file of a key.`}
	}
	conn, err := net.DialTimeout("unix", socket, listTime)
	if err != nil {
		return nil, Trouble{fmt.Sprintf("the agent cannot be reached: %v", err), `Is it running? eval "$(ssh-agent)" starts one; or name the file of a key.`}
	}
	return &Agent{conn, agent.NewClient(conn)}, nil
}

// Close lets go of the agent.
func (a *Agent) Close() error { return a.conn.Close() }

// Keys are the agent's keys that can sign acts, in its order.
func (a *Agent) Keys() ([]act.Key, error) {
	_ = a.conn.SetDeadline(time.Now().Add(listTime))
	list, err := a.client.List()
	if err != nil {
		return nil, Trouble{fmt.Sprintf("the agent does not list its keys: %v", err), "Is it locked? ssh-add -X unlocks it; or name the file of a key."}
	}
	var all []act.Key
	for _, k := range list {
		if k.Format != ssh.KeyAlgoED25519 {
			continue
		}
		key, err := act.ParseKey(k.Format + " " + base64.StdEncoding.EncodeToString(k.Blob))
		if err != nil {
			continue
		}
		key.Comment = Printable(k.Comment)
		all = append(all, key)
	}
	return all, nil
}

// Signer returns the agent's key that which names: a fingerprint ("SHA256:…"), or
// the line of the public key. "" is the only one there is.
func (a *Agent) Signer(which string) (act.Signer, error) {
	all, err := a.Keys()
	if err != nil {
		return nil, err
	}
	which = strings.TrimSpace(which)
	if which == "" {
		return a.only(all)
	}
	id := which
	if !strings.HasPrefix(which, "SHA256:") {
		k, err := act.ParseKey(which)
		if err != nil {
			return nil, Trouble{fmt.Sprintf("%.60q names no key", which), "Give its fingerprint (SHA256:…) or its public line; detente key show -agent lists both."}
		}
		id = k.ID()
	}
	i := slices.IndexFunc(all, func(k act.Key) bool { return k.ID() == id })
	if i < 0 {
		return nil, Trouble{"the agent has no key " + id, "ssh-add FILE gives it one; detente key show -agent lists those it has."}
	}
	return &agentSigner{a, all[i]}, nil
}

func (a *Agent) only(all []act.Key) (act.Signer, error) {
	switch len(all) {
	case 0:
		return nil, Trouble{"the agent has no Ed25519 key", "ssh-add FILE gives it one; detente key new FILE makes one."}
	case 1:
		return &agentSigner{a, all[0]}, nil
	}
	return nil, Trouble{fmt.Sprintf("the agent has %d Ed25519 keys", len(all)), "Say which, by its fingerprint; detente key show -agent lists them."}
}

// agentSigner is one key of an agent.
type agentSigner struct {
	agent *Agent
	key   act.Key
}

func (s *agentSigner) Key() act.Key { return s.key }

func (s *agentSigner) Sign(message []byte) ([]byte, error) {
	public, err := ssh.NewPublicKey(s.key.Public)
	if err != nil {
		return nil, err
	}
	_ = s.agent.conn.SetDeadline(time.Now().Add(signTime))
	sig, err := s.agent.client.Sign(public, message)
	switch {
	case err != nil:
		return nil, Trouble{fmt.Sprintf("the agent does not sign with %s: %v", s.key.ID(), err), "Has it still got the key, and did you allow it? detente key show -agent lists its keys."}
	case sig.Format != ssh.KeyAlgoED25519 || !ed25519.Verify(s.key.Public, message, sig.Blob):
		return nil, Trouble{"what the agent signed does not hold for " + s.key.ID(), "Name the file of the key instead."}
	}
	return sig.Blob, nil
}
