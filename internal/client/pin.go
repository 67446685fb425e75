package client

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"detente/act"
	"detente/audit"
	"detente/ledger"
)

// Pin is what a party remembers of a log between two acts: its key, and the last
// head that the party saw.
type Pin struct {
	Key  string
	Head ledger.Head
}

// Pins is the folder in which a party keeps what it has seen of logs, one file for
// each: the vkey, and the last head as a checkpoint has it.
type Pins struct{ path string }

// NewPins is the folder, which need not be there yet.
func NewPins(path string) Pins { return Pins{path} }

func (p Pins) file(origin string) string {
	return filepath.Join(p.path, act.ID(strings.TrimPrefix(origin, act.Origin("")))+".log")
}

// Read is what is known of a log; nil where it is new.
func (p Pins) Read(origin string) (*Pin, error) {
	file := p.file(origin)
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	pin, err := parsePin(b)
	if err == nil && pin.Head.Origin != origin {
		err = fmt.Errorf("it is about the log %.24s…", pin.Head.Origin)
	}
	if err != nil {
		return nil, Trouble{fmt.Sprintf("%s is not what was written there: %v", file, err), "It held the key of the log and the last head that you saw. Bring it back from a copy; without it a log that was changed since goes unseen."}
	}
	return &pin, nil
}

func parsePin(b []byte) (Pin, error) {
	key, body, _ := strings.Cut(string(b), "\n")
	head, err := ledger.ParseBody([]byte(body))
	return Pin{key, head}, err
}

func (p Pin) bytes() []byte { return append([]byte(p.Key+"\n"), p.Head.Body()...) }

// Write keeps what is known of a log. A head never takes the place of a later one.
func (p Pins) Write(pin Pin) error {
	old, err := p.Read(pin.Head.Origin)
	if err != nil {
		return err
	}
	if old != nil && old.Head.Size > pin.Head.Size {
		return nil
	}
	return put(p.file(pin.Head.Origin), pin.bytes())
}

// Keep keeps a receipt beside it, by the number of its entry.
func (p Pins) Keep(origin string, r ledger.Receipt) (file string, err error) {
	file = strings.TrimSuffix(p.file(origin), ".log") + fmt.Sprintf(".receipts/%d", r.Index)
	return file, put(file, r.Bytes())
}

// Apply has the audit go by what is known: the key that was seen first, and the
// head that was seen last.
func (p Pins) Apply(log *audit.Log) error {
	c, err := ledger.ParseCheckpoint(log.Checkpoint)
	if err != nil {
		return nil // the audit says so
	}
	pin, err := p.Read(c.Head.Origin)
	if pin == nil || err != nil {
		return err
	}
	log.Heads = append(log.Heads, audit.Sighting{Size: pin.Head.Size, Root: pin.Head.RootText(), From: "you"})
	if pin.Key != "" {
		log.Key, log.KeyFrom = pin.Key, "what you saw first"
	}
	return nil
}
