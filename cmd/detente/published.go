package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"detente/act"
	"detente/audit"
	"detente/internal/client"
	"detente/internal/files"
	"detente/ledger"
	"detente/report"
)

// published is a log as the command line names it: on a server, or in a folder.
type published struct {
	client.Source
	remote *client.Remote // nil for a folder
	done   func()
}

// openLog opens the log of an address or a folder. The caller calls done.
func openLog(where string) (published, error) {
	if strings.HasPrefix(where, "https://") || strings.HasPrefix(where, "http://") {
		r, err := client.NewRemote(context.Background(), where)
		if err != nil {
			return published{}, clientTrouble(err)
		}
		return published{r, r, func() {}}, nil
	}
	f, err := client.OpenFolder(where)
	if err != nil {
		return published{}, clientTrouble(err)
	}
	return published{f, nil, func() { f.Close() }}, nil
}

// clientTrouble gives an error of package client the form of this program's.
func clientTrouble(err error) error {
	var t client.Trouble
	var no *client.Refused
	switch {
	case errors.As(err, &t):
		return trouble{t.What, t.Next}
	case errors.As(err, &no):
		return trouble{no.Error(), no.Next}
	}
	return err
}

// identity is who asks: a private key, and what its owner has seen of logs before.
type identity struct {
	key   string
	agent bool
	seen  string
	p     passphrase
}

func (i *identity) flags(c *cobra.Command) {
	c.Flags().StringVar(&i.key, "key", "", "sign with the private key in this `FILE`, or with that of\nthis fingerprint in the ssh-agent")
	c.Flags().BoolVar(&i.agent, "agent", false, "sign with the only key of the ssh-agent")
	c.Flags().StringVar(&i.seen, "seen", "", "the `FOLDER` that remembers the keys and heads of logs:\nFILE.seen where it is not named, .detente-seen for an agent")
	i.p.flags(c)
}

// given reports whether a key is named.
func (i identity) given() bool { return i.key != "" || i.agent }

func (i identity) signer(sh *shell) (act.Signer, func(), error) {
	switch {
	case i.agent && i.key != "":
		return nil, nil, trouble{"-agent and -key exclude each other", "Name the agent's key by its fingerprint: -key SHA256:…"}
	case !i.given():
		return nil, nil, trouble{"who signs?", "Name your private key: -key FILE, or -agent. detente key new FILE makes one."}
	}
	return signer(sh, i.key, i.p)
}

// pins is where this party remembers logs.
func (i identity) pins() client.Pins {
	switch {
	case i.seen != "":
		return client.NewPins(i.seen)
	case i.key != "" && !strings.HasPrefix(i.key, "SHA256:") && !strings.HasPrefix(i.key, "ssh-"):
		return client.NewPins(i.key + ".seen")
	}
	return client.NewPins(".detente-seen")
}

// signIn shows a server who asks. One that knows nothing of the key answers as it
// answers anybody.
func signIn(sh *shell, l published, s act.Signer) error {
	if l.remote == nil {
		return nil
	}
	err := l.remote.SignIn(s)
	var no *client.Refused
	if errors.As(err, &no) {
		fmt.Fprintf(sh.err, "The server does not know the key %s, and answers as it answers anybody: %s\n", s.Key().ID(), no.What)
		return nil
	}
	return clientTrouble(err)
}

// gathered is a log with what an audit says of it.
type gathered struct {
	log    audit.Log
	result *audit.Result
}

// gather reads a log and goes over it, by what the party has seen before.
func gather(l published, pins *client.Pins, more func(*audit.Log) error) (gathered, error) {
	log, err := client.Gather(l.Source)
	if err != nil {
		return gathered{}, clientTrouble(err)
	}
	if pins != nil {
		if err := pins.Apply(&log); err != nil {
			return gathered{}, clientTrouble(err)
		}
	}
	if more != nil {
		if err := more(&log); err != nil {
			return gathered{}, err
		}
	}
	return gathered{log, audit.Run(log)}, nil
}

// sound refuses a log that does not hold, or that cannot be folded.
func (g gathered) sound(sh *shell) error {
	if !g.result.Holds() {
		if err := sh.print(sh.page(nil).Audit(report.NewAudit(g.result))); err != nil {
			return err
		}
		return errAgainst
	}
	if g.result.State == nil {
		for _, x := range g.result.Gaps {
			if strings.Contains(x.Text, "the text that the log begins with") {
				return trouble{strings.TrimSuffix(x.Text, "."), "Sign in with a key of the agreement (-key FILE); it may not be open to everybody."}
			}
		}
		return trouble{"the log cannot be folded", "detente audit says why."}
	}
	return nil
}

// keyOf is the key of the log that the audit went by.
func (g gathered) keyOf() (*ledger.Verifier, error) {
	line := g.log.Key
	if g.result.State != nil {
		named, err := g.result.State.Text().LogKey(g.result.State.Origin())
		if err != nil {
			return nil, err
		}
		if named != "" {
			line = named
		}
	}
	v, err := ledger.ParseVerifier(line)
	if err != nil {
		return nil, trouble{"no key of the log is known, so that its receipts cannot be checked", "Get the key of the log from a party that has it, or write it into the text as log."}
	}
	return v, nil
}

// textFiles reads the public files of a text.
func textFiles(paths []string) ([]act.File, error) {
	text, err := files.Load(paths)
	if err != nil {
		return nil, err
	}
	var all []act.File
	for _, f := range text.Shared().Files {
		all = append(all, act.File{Name: filepath.Base(f.Name), Bytes: f.Src})
	}
	if err := act.CheckFiles(all); err != nil {
		return nil, trouble{err.Error(), "Name the files of the text that all parties have."}
	}
	return all, nil
}
