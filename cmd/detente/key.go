package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"detente/act"
	"detente/internal/keys"
	"detente/report"
)

func newKeyCommand(sh *shell) *cobra.Command {
	c := &cobra.Command{
		Use:   "key",
		Short: "make the key that signs for you, or show a public key",
		Long: `key makes the private key with which an actor signs its acts, and shows public
keys: the line that goes into the text, and the fingerprint by which two people
make sure on the telephone that it is the same key. Keys that you have already,
in files of OpenSSH (ssh-keygen -t ed25519) or in an ssh-agent, sign too.`,
		Args: noSuchCommand,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newKeyNewCommand(sh), newKeyShowCommand(sh))
	for _, sub := range c.Commands() {
		sub.DisableFlagsInUseLine = true
	}
	return c
}

func newKeyNewCommand(sh *shell) *cobra.Command {
	var comment string
	var p passphrase
	var asJSON bool
	c := &cobra.Command{
		Use:   "new FILE [flags]",
		Short: "make a private key in a file that is not there yet",
		Long: `new makes a private Ed25519 key in the form of OpenSSH. FILE is for you alone to
read, and a passphrase protects it, which is asked for on the terminal; FILE.pub
beside it has the public key. Neither is ever written over.`,
		Example: `  detente key new usa.key -comment "usa, foreign ministry"
  detente key new usa.key -passphrase-file secret.txt`,
		Args: oneFile,
		RunE: func(_ *cobra.Command, args []string) error { return newKey(sh, args[0], comment, p, asJSON) },
	}
	c.Flags().StringVar(&comment, "comment", "", "`WORDS` that say whose key it is; they stand in the public line")
	p.flags(c)
	c.Flags().BoolVar(&p.none, "no-passphrase", false, "leave the file unprotected: whoever has it can sign")
	c.Flags().BoolVar(&asJSON, "json", false, "write the public key as a record")
	return c
}

func newKeyShowCommand(sh *shell) *cobra.Command {
	var agent, asJSON bool
	c := &cobra.Command{
		Use:   "show FILE [flags]",
		Short: "show the public key of a file, or those of the agent",
		Long: `show prints the public key of a private key's file or a .pub file, as the line
for the text and as its fingerprint; a passphrase is not needed. With -agent it
prints the Ed25519 keys of the ssh-agent that SSH_AUTH_SOCK names.`,
		Example: `  detente key show usa.key
  detente key show -agent`,
		Args: func(c *cobra.Command, args []string) error {
			if agent {
				return nothingElse(c, args)
			}
			return oneFile(c, args)
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if agent {
				return showAgent(sh, asJSON)
			}
			return showKey(sh, args[0], asJSON)
		},
	}
	c.Flags().BoolVar(&agent, "agent", false, "show the keys of the ssh-agent instead of a file's")
	c.Flags().BoolVar(&asJSON, "json", false, "write the public keys as a record")
	return c
}

// oneFile asks for the file of a key.
func oneFile(c *cobra.Command, args []string) error {
	switch len(args) {
	case 0:
		return trouble{"which file?", seeHelp(c)}
	case 1:
		return nil
	}
	return trouble{fmt.Sprintf("%q is one argument too many", args[1]), seeHelp(c)}
}

// keyTrouble gives an error of package keys the form of this program's.
func keyTrouble(err error) error {
	var t keys.Trouble
	if errors.As(err, &t) {
		return trouble{t.What, t.Next}
	}
	return err
}

func newKey(sh *shell, file, comment string, p passphrase, asJSON bool) error {
	secret, err := p.choose(sh, file)
	if err != nil {
		return err
	}
	k, err := keys.New(file, comment, secret)
	if err != nil {
		return keyTrouble(err)
	}
	shown := keyRecord(k, &file, secret != nil)
	if asJSON {
		return sh.print(string(report.JSON(report.NewKeys([]report.Key{shown}))))
	}
	how := "a passphrase protects it"
	if secret == nil {
		how = "no passphrase protects it"
	}
	return sh.print(fmt.Sprintf(`%s is written, and %s; %s.pub has the public key.
Who has the file can sign in your name, and who loses it cannot sign: keep a copy
where only you can reach it.

%s`, file, how, file, keyPage(shown)))
}

func showKey(sh *shell, file string, asJSON bool) error {
	k, protected, err := keys.Public(file)
	if err != nil {
		return keyTrouble(err)
	}
	if warning := keys.Exposed(file); warning != "" && !strings.HasSuffix(file, ".pub") {
		fmt.Fprintln(sh.err, warning)
	}
	return printKeys(sh, []report.Key{keyRecord(k, &file, protected)}, asJSON)
}

func showAgent(sh *shell, asJSON bool) error {
	agent, err := keys.OpenAgent(sh.agent)
	if err != nil {
		return keyTrouble(err)
	}
	defer agent.Close()
	all, err := agent.Keys()
	if err != nil {
		return keyTrouble(err)
	}
	var shown []report.Key
	for _, k := range all {
		shown = append(shown, keyRecord(k, nil, false))
	}
	if len(shown) == 0 && !asJSON {
		return trouble{"the agent has no Ed25519 key", "ssh-add FILE gives it one; detente key new FILE makes one."}
	}
	return printKeys(sh, shown, asJSON)
}

func printKeys(sh *shell, shown []report.Key, asJSON bool) error {
	if asJSON {
		return sh.print(string(report.JSON(report.NewKeys(shown))))
	}
	var pages []string
	for _, k := range shown {
		pages = append(pages, keyPage(k))
	}
	return sh.print(strings.Join(pages, "\n"))
}

func keyRecord(k act.Key, file *string, protected bool) report.Key {
	k.Comment = keys.Printable(k.Comment)
	r := report.Key{Line: k.String(), Fingerprint: k.ID(), Comment: k.Comment, File: file}
	if file != nil && !strings.HasSuffix(*file, ".pub") {
		r.Passphrase = &protected
	}
	return r
}

// keyPage is a key as a text has it, and as two people compare it.
func keyPage(k report.Key) string {
	return fmt.Sprintf("For the text:  keys = [%q]\nFingerprint:   %s\n", k.Line, k.Fingerprint)
}
