package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"detente/internal/files"
)

// passphrase is where the passphrase of a private key comes from: a file, or the
// terminal; never an argument or the environment, which others can read.
type passphrase struct {
	file string
	none bool // of a new key: there is to be none
}

func (p *passphrase) flags(c *cobra.Command) {
	c.Flags().StringVar(&p.file, "passphrase-file", "", "read the passphrase from the first line of `F`, instead of\nasking on the terminal")
}

// read returns the passphrase of a key that has one.
func (p passphrase) read(sh *shell, key string) ([]byte, error) {
	switch {
	case p.file != "":
		return p.firstLine()
	case sh.secret == nil:
		return nil, trouble{key + " has a passphrase, and there is no terminal to ask for it", "Name a file that has it: -passphrase-file FILE."}
	}
	return sh.secret("Passphrase of " + key + ": ")
}

// choose returns the passphrase for a new key; nil is none.
func (p passphrase) choose(sh *shell, key string) ([]byte, error) {
	switch {
	case p.none && p.file != "":
		return nil, trouble{"-passphrase-file and -no-passphrase exclude each other", "Leave one of them out."}
	case p.none:
		return nil, nil
	case p.file != "":
		return p.firstLine()
	case sh.secret == nil:
		return nil, trouble{"there is no terminal to ask for a passphrase", "Name a file that has it (-passphrase-file FILE), or write -no-passphrase."}
	}
	one, err := sh.secret("A passphrase for " + key + " (Return for none): ")
	if err != nil || len(one) == 0 {
		return nil, err
	}
	two, err := sh.secret("The same once more: ")
	switch {
	case err != nil:
		return nil, err
	case !bytes.Equal(one, two):
		return nil, trouble{"the two differ, and no key was made", "Try again."}
	}
	return one, nil
}

// firstLine is what the file has before its first end of line.
func (p passphrase) firstLine() ([]byte, error) {
	text, err := files.List(p.file)
	if err != nil {
		return nil, err
	}
	line, _, _ := bytes.Cut([]byte(text), []byte("\n"))
	line = bytes.TrimSuffix(line, []byte("\r"))
	if len(line) == 0 {
		return nil, trouble{p.file + " has no passphrase in its first line", "Write one into it."}
	}
	return line, nil
}

// secretFrom returns what reads a line from the terminal without showing it. A
// Ctrl-C meanwhile ends the program, with the terminal as it was.
func secretFrom(in *os.File, errs io.Writer) func(prompt string) ([]byte, error) {
	return func(prompt string) ([]byte, error) {
		was, err := term.GetState(in.Fd())
		if err != nil {
			return nil, err
		}
		signals, over := make(chan os.Signal, 1), make(chan struct{})
		signal.Notify(signals, os.Interrupt)
		defer signal.Stop(signals)
		defer close(over)
		go func() {
			select {
			case <-signals:
				_ = term.Restore(in.Fd(), was)
				fmt.Fprintln(errs)
				os.Exit(exitFailed)
			case <-over:
			}
		}()
		fmt.Fprint(errs, prompt)
		line, err := term.ReadPassword(in.Fd())
		fmt.Fprintln(errs)
		if errors.Is(err, io.EOF) {
			return nil, trouble{"no passphrase was written", "Try again."}
		}
		return line, err
	}
}
