package main

import (
	"fmt"
	"strings"

	"detente/act"
	"detente/internal/keys"
)

// signer returns what signs an actor's acts: the private key in a file, or a key
// of the ssh-agent, by its fingerprint or its public line, or the only one that
// it has where which is "". The caller calls done when everything is signed.
func signer(sh *shell, which string, p passphrase) (s act.Signer, done func(), err error) {
	if which == "" || strings.HasPrefix(which, "SHA256:") || strings.HasPrefix(which, "ssh-") {
		agent, err := keys.OpenAgent(sh.agent)
		if err != nil {
			return nil, nil, keyTrouble(err)
		}
		s, err := agent.Signer(which)
		if err != nil {
			agent.Close()
			return nil, nil, keyTrouble(err)
		}
		return s, func() { agent.Close() }, nil
	}
	if warning := keys.Exposed(which); warning != "" {
		fmt.Fprintln(sh.err, warning)
	}
	private, err := keys.Read(which, func() ([]byte, error) { return p.read(sh, which) })
	if err != nil {
		return nil, nil, keyTrouble(err)
	}
	return private, func() {}, nil
}
