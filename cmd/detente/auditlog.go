package main

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"detente/act"
	"detente/audit"
	"detente/internal/client"
	"detente/ledger"
	"detente/report"
)

// auditing is what the command line says of an audit.
type auditing struct {
	identity
	agreements, heads, witnesses []string
	logKey                       string
	asJSON, documents            bool
	// copyHead and copyKey are those of the copy that is brought up to date, where
	// there is one.
	copyHead ledger.Head
	copyKey  string
	// reading reads the documents that acts name; nil leaves them away.
	reading client.Reading
}

func newAuditCommand(sh *shell) *cobra.Command {
	var o auditing
	c := &cobra.Command{
		Use:   "audit URL|FOLDER [flags]",
		Short: "go over a log without trusting whoever publishes it",
		Long: `audit computes everything anew: the tree and every head from the entries, every
signature with the keys that counted at that entry, what each act follows from,
every head that a signer had seen, the hashes of texts and documents. It says what
does not hold, how much was checked, and what could not be checked with what is at
hand. Exit code 1: something does not hold.

A log is compared with what you have seen of it before where you name your key
(-key FILE), and with other heads that you name, such as one that the other party
reads to you on the telephone.`,
		Example: `  detente audit https://table.example.org/a/0123456789abcdef/ -key usa.key
  detente audit copy -head 12:mMl/C6MXXNCLAx3QhLncTmSbZNGijm6mlGRlAxc6tYc=`,
		Args: oneLog,
		RunE: func(_ *cobra.Command, args []string) error { return o.run(sh, args[0]) },
	}
	o.flags(c)
	list := func(all *[]string, name, usage string) { c.Flags().StringArrayVar(all, name, nil, usage) }
	list(&o.agreements, "agreement", "the `PATH` of a text, a file or a folder, where the log does\nnot have it; may be repeated, a path for each text")
	list(&o.heads, "head", "a head that somebody has seen, `SIZE:ROOT`; may be repeated")
	list(&o.witnesses, "witness", "the `KEY` of a witness whose cosignature is to be checked; may\nbe repeated")
	c.Flags().StringVar(&o.logKey, "log-key", "", "the `KEY` of the log, as a party has it")
	c.Flags().BoolVar(&o.documents, "documents", false, "read the documents that acts name from the server, as far as it\ngives them to you, and compare their hashes; those in a folder\nare always compared")
	jsonFlag(c, &o.asJSON, report.AuditFormat)
	return c
}

// oneLog asks for a log.
func oneLog(c *cobra.Command, args []string) error {
	switch len(args) {
	case 0:
		return trouble{"which log? Name its address, or the folder of a copy", seeHelp(c)}
	case 1:
		return nil
	}
	return trouble{fmt.Sprintf("%q is one argument too many", args[1]), seeHelp(c)}
}

func (o auditing) run(sh *shell, where string) error {
	l, err := openLog(where)
	if err != nil {
		return err
	}
	defer l.done()
	if o.documents && l.remote != nil {
		o.reading = l.remote.Looked
	}
	g, err := o.gather(sh, l)
	if err != nil {
		return err
	}
	record := report.NewAudit(g.result)
	text := string(report.JSON(record))
	if !o.asJSON {
		text = sh.page(nil).Audit(record)
	}
	if err := sh.print(text); err != nil {
		return err
	}
	if !g.result.Holds() {
		return errAgainst
	}
	return nil
}

// gather reads the log, as the one who asks where a key is named, with what the
// command line knows of it.
func (o auditing) gather(sh *shell, l published) (gathered, error) {
	if !o.given() {
		if o.seen != "" {
			pins := o.pins()
			return gather(l, &pins, o.more)
		}
		return gather(l, nil, o.more)
	}
	if l.remote != nil {
		s, done, err := o.signer(sh)
		if err != nil {
			return gathered{}, err
		}
		defer done()
		if err := signIn(sh, l, s); err != nil {
			return gathered{}, err
		}
	}
	pins := o.pins()
	return gather(l, &pins, o.more)
}

// more adds what the command line knows.
func (o auditing) more(log *audit.Log) error {
	for _, path := range o.agreements {
		files, err := textFiles([]string{path})
		if err != nil {
			return err
		}
		log.Texts[act.TextHash(files)] = files
	}
	for _, h := range o.heads {
		size, root, ok := strings.Cut(h, ":")
		n, err := strconv.ParseInt(size, 10, 64)
		if !ok || err != nil {
			return trouble{fmt.Sprintf("-head %s: it is no head", h), "Write -head SIZE:ROOT, the root in base64 as the checkpoint has it."}
		}
		log.Heads = append(log.Heads, audit.Sighting{Size: n, Root: root, From: "whoever gave it to you"})
	}
	log.Witnesses = append(log.Witnesses, o.witnesses...)
	if o.copyKey != "" && log.KeyFrom == "the log itself" {
		log.Key, log.KeyFrom = o.copyKey, "the copy"
	}
	if o.copyHead.Origin != "" {
		log.Heads = append(log.Heads, audit.Sighting{Size: o.copyHead.Size, Root: o.copyHead.RootText(), From: "the copy"})
	}
	if o.logKey != "" {
		log.Key, log.KeyFrom = o.logKey, "the command line"
	}
	if o.reading == nil {
		return nil
	}
	return clientTrouble(client.Documents(log, o.reading))
}

// overlayNames are the base names of private overlays.
func overlayNames(paths []string) []string {
	var all []string
	for _, p := range paths {
		all = append(all, filepath.Base(p))
	}
	return all
}
