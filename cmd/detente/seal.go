package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"detente/act"
	"detente/internal/seal"
	"detente/state"
)

func newSealCommand(sh *shell) *cobra.Command {
	var agreements, to []string
	c := &cobra.Command{
		Use:   "seal FILE SEALED [flags]",
		Short: "encrypt a document to its readers, before it becomes evidence",
		Long: `seal encrypts a document to the keys that the text gives to those named with -to.
What lies beside the log can then be read by them, and not by whoever runs the
server. Name the sealed file as evidence: detente act ... -evidence SEALED. Name
yourself among the readers if you want to read it again.`,
		Example: `  detente seal report.pdf report.sealed -to usa -to iaea -agreement hanoi.deal`,
		Args:    fromTo,
		RunE: func(_ *cobra.Command, args []string) error {
			readers, err := readersOf(agreements, to)
			if err != nil {
				return err
			}
			return written(sh, args[1], func(w io.Writer) error { return sealed(w, args[0], readers) })
		},
	}
	c.Flags().StringArrayVar(&to, "to", nil, "an `ACTOR` of the text who can read it, or a public key's line;\nmay be repeated")
	c.Flags().StringArrayVar(&agreements, "agreement", nil, "the `PATH` of the text that has the keys; may be repeated")
	return c
}

func newUnsealCommand(sh *shell) *cobra.Command {
	var key string
	var p passphrase
	c := &cobra.Command{
		Use:     "unseal SEALED FILE [flags]",
		Short:   "read a document that was sealed to your key",
		Long:    `unseal decrypts a document with a private key's file. An agent cannot do that.`,
		Example: `  detente unseal report.sealed report.pdf -key usa.key`,
		Args:    fromTo,
		RunE: func(_ *cobra.Command, args []string) error {
			if key == "" {
				return trouble{"with which key?", "Name its file: -key FILE."}
			}
			k, err := seal.ReadKey(key, func() ([]byte, error) { return p.read(sh, key) })
			if err != nil {
				return keyTrouble(err)
			}
			return written(sh, args[1], func(w io.Writer) error { return unsealed(w, args[0], k) })
		},
	}
	c.Flags().StringVar(&key, "key", "", "the `FILE` of your private key")
	p.flags(c)
	return c
}

func sealed(w io.Writer, file string, readers []act.Key) error {
	in, err := document(file)
	if err != nil {
		return err
	}
	defer in.Close()
	s, err := seal.To(w, readers)
	if err != nil {
		return err
	}
	_, err = io.Copy(s, in)
	return errors.Join(err, s.Close())
}

func unsealed(w io.Writer, file string, k *seal.Key) error {
	in, err := document(file)
	if err != nil {
		return err
	}
	defer in.Close()
	open, err := k.Open(in)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, open)
	return err
}

func document(file string) (*os.File, error) {
	in, err := os.Open(file)
	if err != nil {
		return nil, trouble{err.Error(), "Name the file of the document."}
	}
	return in, nil
}

// fromTo wants the file that is read and the one that is written.
func fromTo(c *cobra.Command, args []string) error {
	if len(args) != 2 {
		return trouble{"which file, and into which one?", seeHelp(c)}
	}
	return nil
}

// readersOf are the keys of those who are to read.
func readersOf(agreements, to []string) ([]act.Key, error) {
	if len(to) == 0 {
		return nil, trouble{"sealed to whom?", "Name a reader: -to ACTOR, with the text that has its key: -agreement PATH."}
	}
	var text *state.Text
	if len(agreements) > 0 {
		files, err := textFiles(agreements)
		if err != nil {
			return nil, err
		}
		t, found, err := state.ReadText(files)
		if err != nil {
			return nil, trouble{err.Error(), ""}
		}
		if t == nil {
			return nil, trouble{found[0].Place.String() + ": " + found[0].Summary, found[0].Fix}
		}
		text = t
	}
	var all []act.Key
	for _, who := range to {
		keys, err := keysOf(text, who)
		if err != nil {
			return nil, err
		}
		all = append(all, keys...)
	}
	return all, nil
}

// keysOf are the keys of an actor of the text, or the one key of a line.
func keysOf(text *state.Text, who string) ([]act.Key, error) {
	if strings.HasPrefix(who, "ssh-") {
		k, err := act.ParseKey(who)
		if err != nil {
			return nil, trouble{err.Error(), ""}
		}
		return []act.Key{k}, nil
	}
	if text == nil {
		return nil, trouble{fmt.Sprintf("-to %s: no text says who that is", who), "Name the text: -agreement PATH."}
	}
	a := text.Agreement.Actor(who)
	if a == nil || len(a.Keys) == 0 {
		return nil, trouble{fmt.Sprintf("-to %s: the text gives no key of that name", who), "detente check says who has no key."}
	}
	var all []act.Key
	for _, line := range a.Keys {
		k, err := act.ParseKey(line.Line)
		if err != nil {
			return nil, trouble{err.Error(), ""}
		}
		all = append(all, k)
	}
	return all, nil
}

// written writes a file that is not there yet, whole or not at all, for its owner
// alone.
func written(sh *shell, name string, write func(io.Writer) error) error {
	if _, err := os.Lstat(name); err == nil {
		return trouble{name + " is there already", "Choose another name, or move it away."}
	}
	t, err := os.CreateTemp(filepath.Dir(name), ".new-*")
	if err != nil {
		return trouble{fmt.Sprintf("%s cannot be written: %v", name, err), "Choose another folder."}
	}
	defer func() { _ = os.Remove(t.Name()) }()
	if err := errors.Join(write(t), t.Sync(), t.Close()); err != nil {
		var no trouble
		if errors.As(err, &no) {
			return no
		}
		return trouble{err.Error(), ""}
	}
	if err := os.Link(t.Name(), name); err != nil {
		return trouble{fmt.Sprintf("%s cannot be written: %v", name, err), ""}
	}
	return sh.print(name + " is written.\n")
}
