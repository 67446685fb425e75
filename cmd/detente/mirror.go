package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"detente/act"
	"detente/audit"
	"detente/internal/client"
	"detente/ledger"
	"detente/report"
)

// mirroring is what the command line says of a copy.
type mirroring struct {
	auditing
	cosign bool
	name   string
}

func newMirrorCommand(sh *shell) *cobra.Command {
	var o mirroring
	c := &cobra.Command{
		Use:   "mirror URL FOLDER [flags]",
		Short: "keep a copy of a log of your own, and cosign its heads",
		Long: `mirror brings a copy of a log up to date: it reads the log, goes over all of it,
and writes it into the folder, where it only grows. A log that does not continue
the copy is refused: both heads are kept, and together they show that two logs
were shown. Let it run once an hour, or after each act.

With -documents it keeps those documents too that acts name and you may read, each
under its hash.

With -cosign your key signs the head: this was the longest that I had seen, and it
continues every one before. The head is on the disk before the cosignature leaves
this machine. Others can then tell that they see the log that you see.`,
		Example: `  detente mirror https://table.example.org/a/0123456789abcdef/ copy -key usa.key
  detente mirror https://table.example.org/a/0123456789abcdef/ copy -key usa.key -cosign`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 2 {
				return trouble{"which log, and into which folder?", seeHelp(c)}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return o.run(sh, args[0], args[1]) },
	}
	o.identity.flags(c)
	c.Flags().BoolVar(&o.cosign, "cosign", false, "cosign the head with the key, and send that to the server")
	c.Flags().StringVar(&o.name, "name", "", "the `NAME` of your witness; detente/ID/ACTOR where it is not\nnamed")
	c.Flags().BoolVar(&o.documents, "documents", false, "keep the documents that acts name")
	c.Flags().StringArrayVar(&o.agreements, "agreement", nil, "the `PATH` of a text, where the log does not have it; may be\nrepeated")
	jsonFlag(c, &o.asJSON, report.AuditFormat)
	return c
}

func (o mirroring) run(sh *shell, where, folder string) error {
	if o.cosign && !o.given() {
		return trouble{"-cosign needs a key", "Name it: -key FILE, or -agent."}
	}
	l, err := openLog(where)
	if err != nil {
		return err
	}
	defer l.done()
	if l.remote == nil && (o.cosign || o.documents) {
		return trouble{"-cosign and -documents speak to a server, and the log is in a folder", "Name the address of the log."}
	}
	mirror := client.NewCopy(folder)
	if o.documents {
		o.reading = mirror.Kept(l.remote)
	}
	head, key, err := mirror.Head()
	if err != nil {
		return clientTrouble(err)
	}
	o.auditing.copyHead, o.auditing.copyKey = head, key
	g, err := o.gather(sh, l)
	if err != nil {
		return err
	}
	if err := o.continues(l, mirror, head, g); err != nil {
		return err
	}
	record := report.NewAudit(g.result)
	if !g.result.Holds() {
		if err := o.show(sh, record); err != nil {
			return err
		}
		fmt.Fprintf(sh.err, "The copy in %s stays as it was.\n", folder)
		return errAgainst
	}
	if err := mirror.Save(g.log, g.result.Head, g.result.Verified.Piece); err != nil {
		return clientTrouble(err)
	}
	if err := mirror.AddHead(audit.Sighting{Size: g.result.Head.Size, Root: g.result.Head.RootText(), From: "this copy"}); err != nil {
		return err
	}
	if o.asJSON {
		err = o.show(sh, record)
	} else {
		err = sh.print(fmt.Sprintf("%s has the log at size %d (%d before), root %s.\n%s\n", folder, g.result.Head.Size, head.Size, g.result.Head.RootText(), record.Text))
	}
	if err != nil || !o.cosign {
		return err
	}
	return o.sign(sh, l, mirror, g)
}

func (o mirroring) show(sh *shell, r report.Audit) error {
	if o.asJSON {
		return sh.print(string(report.JSON(r)))
	}
	return sh.print(sh.page(nil).Audit(r))
}

// continues refuses a log that is not the copy with more behind it, and keeps the
// head that shows so.
func (o mirroring) continues(l published, mirror client.Copy, head ledger.Head, g gathered) error {
	now := g.result.Head
	if head.Origin == "" || now.Origin == "" || !g.result.Signed {
		return nil // what is not signed proves nothing, and the audit tells
	}
	if head.Origin != now.Origin {
		return trouble{fmt.Sprintf("the copy is one of the log %.24s…, and the address has %.24s…", head.Origin, now.Origin), "Name the folder of that log, or a new one."}
	}
	err := client.Extends(head, now, l.Fetch)
	if err == nil || g.result.Verified == nil && now.Size > head.Size {
		return nil
	}
	file, kept := mirror.KeepOther(g.log.Checkpoint)
	if kept != nil {
		return kept
	}
	return trouble{
		fmt.Sprintf("the log that is shown now does not continue your copy of %d entries: %v", head.Size, err),
		fmt.Sprintf("The copy stays as it was, and %s keeps the other head. Both are signed by the log: together they show that two logs were shown. Show them to the other parties.", file),
	}
}

// sign cosigns the head. It is on the disk before the cosignature goes anywhere.
func (o mirroring) sign(sh *shell, l published, mirror client.Copy, g gathered) error {
	s, done, err := o.signer(sh)
	if err != nil {
		return err
	}
	defer done()
	last, err := mirror.Cosigned()
	if err != nil {
		return err
	}
	head := g.result.Head
	if last.Origin != "" {
		if err := g.result.Verified.Agrees(last); err != nil {
			return trouble{"nothing was cosigned: " + err.Error(), "The head that you cosigned last is in the copy, in the file cosigned. Compare with the other parties."}
		}
	}
	if err := mirror.SetCosigned(head); err != nil {
		return err
	}
	c, err := o.cosigner(s, g)
	if err != nil {
		return err
	}
	sig, err := ledger.Sign(head, c)
	if err != nil {
		return err
	}
	p, err := ledger.ParseCheckpoint(g.log.Checkpoint)
	if err != nil {
		return err
	}
	if err := mirror.AddWitness(c.String()); err != nil {
		return err
	}
	if err := mirror.SetCheckpoint(p.With(sig).Bytes()); err != nil {
		return err
	}
	if err := l.remote.Cosign(p.With(sig).Bytes()); err != nil {
		return clientTrouble(err)
	}
	return sh.print("Cosigned. Others check it by the key of your witness:\n" + c.String() + "\n")
}

// cosigner signs as the witness of the key's owner.
func (o mirroring) cosigner(s act.Signer, g gathered) (*ledger.Signer, error) {
	name := o.name
	if name == "" {
		if g.result.State == nil {
			return nil, trouble{"who is the witness?", "Name it: -name NAME."}
		}
		who, err := actForm{}.actor(g.result.State, s.Key())
		if err != nil {
			return nil, trouble{err.Error(), "Name the witness: -name NAME."}
		}
		name = "detente/" + act.ID(strings.TrimPrefix(g.result.Head.Origin, act.Origin(""))) + "/" + who
	}
	c, err := ledger.NewCosigner(name, s.Key().Public, time.Now().Unix(), s.Sign)
	if err != nil {
		return nil, trouble{err.Error(), "Name the witness without spaces and plus signs: -name NAME."}
	}
	return c, nil
}
