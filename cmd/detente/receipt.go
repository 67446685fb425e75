package main

import (
	"fmt"
	"strings"

	"detente/act"
	"detente/internal/client"
	"detente/ledger"
	"detente/report"
	"detente/state"
)

// hand sends the act, checks the receipt, and remembers it with the head.
func (o acting) hand(sh *shell, t table, env act.Envelope) error {
	var got client.Receipt
	var err error
	if t.opening != nil {
		got, err = t.log.remote.Open(t.opening, env)
	} else {
		got, err = t.log.remote.Send(env)
	}
	if err != nil {
		return clientTrouble(err)
	}
	a, err := env.Act()
	if err != nil {
		return err
	}
	pin, r, err := o.check(t, env, a.Log, got)
	if err != nil {
		return err
	}
	pins := o.pins()
	file, err := pins.Keep(a.Log, r)
	if err != nil {
		return err
	}
	if err := pins.Write(pin); err != nil {
		return clientTrouble(err)
	}
	if o.asJSON {
		return o.logged(sh, t, got.Entry)
	}
	text := fmt.Sprintf("Entry %d, received %s. The receipt holds: the log has %s and the root %s.\n%s keeps it.\n", got.Entry, got.Received, entries(pin.Head.Size), pin.Head.RootText(), file)
	if t.opening != nil {
		text += fmt.Sprintf("The log is open: %s\n", t.at(a.Log).Address())
	}
	return sh.print(text)
}

func entries(n int64) string {
	if n == 1 {
		return "1 entry"
	}
	return fmt.Sprintf("%d entries", n)
}

// check checks the receipt: the signature of the log by the key that is known of
// it, the entry in the log, and that the log continues what was seen last.
func (o acting) check(t table, env act.Envelope, origin string, got client.Receipt) (client.Pin, ledger.Receipt, error) {
	const keep = "The act may be in the log all the same. Keep what you have, compare with another party's copy, and run detente audit."
	known, err := o.pins().Read(origin)
	if err != nil {
		return client.Pin{}, ledger.Receipt{}, clientTrouble(err)
	}
	if t.key, err = t.logKey(known, origin); err != nil {
		return client.Pin{}, ledger.Receipt{}, err
	}
	r, head, err := got.Check(env, t.key)
	if err != nil {
		return client.Pin{}, r, trouble{"the receipt does not hold: " + err.Error(), keep}
	}
	if head.Origin != origin {
		return client.Pin{}, r, trouble{"the receipt is one of another log: " + head.Origin, keep}
	}
	if known != nil {
		if err := client.Extends(known.Head, head, t.at(origin).Fetch); err != nil {
			return client.Pin{}, r, trouble{fmt.Sprintf("the log does not continue the one that you saw before: %v", err), keep}
		}
	}
	return client.Pin{Key: t.key.String(), Head: head}, r, nil
}

// at is the log on its server.
func (t table) at(origin string) *client.Remote {
	return t.log.remote.At(act.ID(strings.TrimPrefix(origin, act.Origin(""))))
}

// logKey is the key that receipts of the log have to be signed by: the one the text
// names, the one that was seen first, or the one that the server gives now.
func (t table) logKey(known *client.Pin, origin string) (*ledger.Verifier, error) {
	named := ""
	if t.state != nil {
		line, err := t.state.Text().LogKey(origin)
		if err != nil {
			return nil, err
		}
		named = line
	}
	switch {
	case t.key != nil:
		return t.key, nil
	case named != "":
		return ledger.ParseVerifier(named)
	case known != nil && known.Key != "":
		return ledger.ParseVerifier(known.Key)
	}
	line, err := t.at(origin).Key()
	if err != nil {
		return nil, clientTrouble(err)
	}
	v, err := ledger.ParseVerifier(line)
	if err != nil || v.Name() != origin {
		return nil, trouble{"the server gives no key of this log", "Ask whoever runs it."}
	}
	return v, nil
}

// logged prints the record of the entry, as the log has it now.
func (o acting) logged(sh *shell, t table, n int64) error {
	s, err := o.again(sh, t, n)
	if err != nil {
		return err
	}
	return sh.print(string(report.JSON(report.NewLog(s, n, n+1))))
}

// again reads the log with the entry in it.
func (o acting) again(sh *shell, t table, n int64) (*state.State, error) {
	l := t.log
	if t.opening != nil {
		r := l.remote.At(act.ID(act.TextHash(t.opening)))
		l = published{r, r, l.done}
	}
	if t.signer != nil {
		if err := signIn(sh, l, t.signer); err != nil {
			return nil, err
		}
	}
	pins := o.pins()
	g, err := gather(l, &pins, nil)
	switch {
	case err != nil:
		return nil, err
	case g.result.State == nil || !g.result.Holds() || g.result.State.Size() <= n:
		return nil, trouble{"the act is in the log, and the log cannot be read again", "Run detente audit."}
	}
	return g.result.State, nil
}
