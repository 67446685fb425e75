package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"detente/act"
	"detente/internal/client"
	"detente/internal/files"
	"detente/ledger"
	"detente/report"
	"detente/state"
)

// acting is what the command line says of an act and where it goes.
type acting struct {
	identity
	form         actForm
	at, log, out string
	yes, asJSON  bool
}

func newActCommand(sh *shell) *cobra.Command {
	var o acting
	c := &cobra.Command{
		Use:   "act KIND [FILE...] [flags]",
		Short: "sign an act and hand it in: sign, declare, attest, dispute, ...",
		Long: `act makes one signed act: what an actor states while an agreement is carried
out. It reads the log first and goes over all of it, shows the act in a sentence
and as the exact bytes that are signed, and asks before it signs. Then it sends
the act, checks the receipt, and remembers the head of the log; a log that is
another the next time is found out.

KIND is ` + kindList() + `.
act sign FILE.deal... opens the log of that text where it is not open yet.
act send FILE sends an act that was written with -out.

Offline: -log FOLDER reads the log from a copy (detente mirror), and -out FILE
writes the act instead of sending it.`,
		Example: `  detente act sign hanoi.deal -key usa.key -at https://table.example.org
  detente act declare -step relief -on 2019-02-27 -key usa.key -at https://table.example.org/a/0123456789abcdef/
  detente act attest -of 12 -result confirmed -on 2019-03-01 -agent -log copy -out act.json
  detente act send act.json -at https://table.example.org/a/0123456789abcdef/`,
		Args: someKind,
		RunE: func(_ *cobra.Command, args []string) error {
			if args[0] == "send" {
				return o.send(sh, args[1:])
			}
			return o.run(sh, act.Kind(args[0]), args[1:])
		},
	}
	o.flags(c)
	o.form.flags(c)
	c.Flags().StringVar(&o.at, "at", "", "the `URL` of the log, https://host/a/ID/; of the server for the\nfirst signature")
	c.Flags().StringVar(&o.log, "log", "", "read the log from this `FOLDER` instead")
	c.Flags().StringVar(&o.out, "out", "", "write the signed act into this `FILE` and do not send it")
	c.Flags().BoolVar(&o.yes, "yes", false, "sign without asking")
	jsonFlag(c, &o.asJSON, report.LogFormat)
	return c
}

func kindList() string {
	var all []string
	for _, k := range act.Kinds() {
		all = append(all, string(k))
	}
	return strings.Join(all[:8], ", ") + ",\n" + strings.Join(all[8:], ", ")
}

func someKind(c *cobra.Command, args []string) error {
	switch {
	case len(args) == 0:
		return trouble{"which act?", "There is " + strings.ReplaceAll(kindList(), "\n", " ") + ".\n" + seeHelp(c)}
	case args[0] != "send" && !slices.Contains(act.Kinds(), act.Kind(args[0])):
		return trouble{fmt.Sprintf("there is no act %q", args[0]), "There is " + strings.ReplaceAll(kindList(), "\n", " ") + "."}
	case args[0] != "send" && args[0] != string(act.Sign) && len(args) > 1:
		return trouble{fmt.Sprintf("%q is one argument too many", args[1]), "What the act says stands in flags: detente act -h."}
	}
	return nil
}

// table is where an act goes: the log, and where the agreement stands in it.
type table struct {
	log   published
	state *state.State
	// opening are the files of the text, where the act opens the log; key is that of
	// the log, nil where it is not known yet.
	opening []act.File
	key     *ledger.Verifier
	signer  act.Signer // nil where the act was signed before
}

func (o acting) run(sh *shell, kind act.Kind, paths []string) error {
	if (o.at == "") == (o.log == "") {
		return trouble{"where is the log?", "Name it: -at URL, or offline -log FOLDER with -out FILE."}
	}
	if o.log != "" && o.out == "" {
		return trouble{"-log reads a copy, which takes in no acts", "Add -out FILE, and send that with detente act send FILE -at URL."}
	}
	s, done, err := o.signer(sh)
	if err != nil {
		return err
	}
	defer done()
	t, err := o.table(sh, s, paths)
	if err != nil {
		return err
	}
	defer t.log.done()
	by, err := o.form.actor(t.state, s.Key())
	if err != nil {
		return err
	}
	now := act.TimeOf(time.Now())
	m, err := o.form.make(kind, by, t.state, now)
	if err != nil {
		return err
	}
	if err := wouldFit(t.state, m.act, s.Key(), now); err != nil {
		return err
	}
	if err := o.ask(sh, t.state, m.act); err != nil {
		return err
	}
	env, err := act.SignAct(m.act, s)
	if err != nil {
		return err
	}
	if o.out != "" {
		return o.write(sh, env)
	}
	if err := t.before(m); err != nil {
		return clientTrouble(err)
	}
	return o.hand(sh, t, env)
}

// wouldFit refuses an act that would have no effect. What a new text says is for the
// server to look at, which gets it before the act.
func wouldFit(s *state.State, a act.Act, k act.Key, now act.Time) error {
	if a.Kind == act.Amend {
		return nil
	}
	if err := s.Fits(a, k.ID(), max(now, s.LastReceived())); err != nil {
		return trouble{"the act would not fit: " + err.Error(), "detente now shows where the agreement stands and whose move it is."}
	}
	return nil
}

// table reads the log and goes over it; for a first signature it is empty.
func (o acting) table(sh *shell, s act.Signer, paths []string) (table, error) {
	l, err := openLog(o.at + o.log)
	if err != nil {
		return table{}, err
	}
	t := table{log: l, signer: s}
	var signed []act.File
	if len(paths) > 0 {
		if signed, err = textFiles(paths); err != nil {
			return t, err
		}
		if t.log, err = l.of(act.TextHash(signed)); err != nil {
			return t, err
		}
		var no *client.Refused
		if _, err := t.log.Checkpoint(); errors.As(err, &no) && no.Status == 404 && t.log.remote != nil {
			t.opening = signed
			t.state, err = unopened(signed)
			return t, err
		}
	}
	if t.log.remote != nil && t.log.remote.ID() == "" {
		return t, trouble{"the address names a server and no log", "Write -at https://host/a/ID/, as the browser shows it."}
	}
	if err := signIn(sh, t.log, s); err != nil {
		return t, err
	}
	pins := o.pins()
	g, err := gather(t.log, &pins, nil)
	if err != nil {
		return t, err
	}
	if err := g.sound(sh); err != nil {
		return t, err
	}
	if signed != nil && act.TextHash(signed) != g.result.State.Text().Hash {
		return t, trouble{fmt.Sprintf("the files are the text %.16s…, and the log is about %.16s…", act.TextHash(signed), g.result.State.Text().Hash), "Compare the files with those that the other parties have; detente what-if OLD NEW tells the difference."}
	}
	t.state = g.result.State
	if t.key, err = g.keyOf(); err != nil && o.out == "" {
		return t, err
	}
	if t.key != nil {
		return t, pins.Write(client.Pin{Key: t.key.String(), Head: g.result.Head})
	}
	return t, nil
}

// of is the log of a text on the same server. A folder holds one log.
func (l published) of(hash string) (published, error) {
	if l.remote == nil || l.remote.ID() == act.ID(hash) {
		return l, nil
	}
	if l.remote.ID() != "" {
		return l, nil // the text may be a later one of that log
	}
	r := l.remote.At(act.ID(hash))
	return published{r, r, l.done}, nil
}

// unopened is the state of the log that is to be opened for the text.
func unopened(text []act.File) (*state.State, error) {
	t, found, err := state.ReadText(text)
	switch {
	case err != nil:
		return nil, err
	case t == nil:
		return nil, trouble{found[0].Place.String() + ": " + found[0].Summary, "Repair the text first: detente check says more."}
	}
	return state.New(t.Hash, func(hash string) *state.Text {
		if hash == t.Hash {
			return t
		}
		return nil
	})
}

// ask shows the act and asks whether to sign it.
func (o acting) ask(sh *shell, s *state.State, a act.Act) error {
	payload, err := act.Encode(a)
	if err != nil {
		return err
	}
	fmt.Fprintf(sh.err, "%s\nThese bytes are signed:\n%s\n", report.Says(s, a), payload)
	if o.yes {
		return nil
	}
	fmt.Fprint(sh.err, "Sign? [y/N] ")
	line, err := bufio.NewReader(io.LimitReader(sh.in, 100)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if answer := strings.ToLower(strings.TrimSpace(line)); answer != "y" && answer != "yes" {
		return trouble{"nothing was signed", "Answer y to sign; -yes signs without asking."}
	}
	return nil
}

func (o acting) write(sh *shell, e act.Envelope) error {
	f, err := os.OpenFile(o.out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return trouble{"the act cannot be written: " + err.Error(), "Name a file that is not there yet."}
	}
	_, err = f.Write(append(e.Bytes(), '\n'))
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	return sh.print(o.out + " has the signed act; it has no effect until it is in the log: detente act send " + o.out + " -at URL.\n")
}

// before sends what the act names: the files of a new text, and documents.
func (t table) before(m made) error {
	if t.opening != nil {
		if len(m.documents) > 0 {
			return trouble{"the first signature opens the log, and cannot bring documents", "Sign first, and bring them with an act of the kind note."}
		}
		return nil
	}
	if m.newText != nil {
		if err := t.log.remote.SendText(m.newText); err != nil {
			return err
		}
	}
	for i, path := range m.documents {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		err = t.log.remote.SendDocument(m.act.Evidence[i].SHA256, f)
		if err := errors.Join(err, f.Close()); err != nil {
			return err
		}
	}
	return nil
}

// send hands in an act that was written before.
func (o acting) send(sh *shell, args []string) error {
	if len(args) != 1 || o.at == "" {
		return trouble{"which act, and where to?", "Write detente act send FILE -at URL."}
	}
	text, err := files.List(args[0])
	if err != nil {
		return err
	}
	env, err := act.ParseEnvelope([]byte(strings.TrimSuffix(text, "\n")))
	if err != nil {
		return trouble{args[0] + ": " + err.Error(), "Name a file that detente act -out wrote."}
	}
	l, err := openLog(o.at)
	if err != nil {
		return err
	}
	defer l.done()
	if l.remote == nil || l.remote.ID() == "" {
		return trouble{"-at names no log on a server", "Write -at https://host/a/ID/, as the browser shows it."}
	}
	t := table{log: l}
	return o.hand(sh, t, env)
}
