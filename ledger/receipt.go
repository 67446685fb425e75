package ledger

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// receiptForm is the first line of a receipt: C2SP tlog-proof, version 1.
const receiptForm = "c2sp.org/tlog-proof@v1"

// maxProof is how many hashes the proof of an entry can have in a log of MaxSize.
const maxProof = 40

// MaxReceipt is how many bytes a receipt can have.
const MaxReceipt = MaxCheckpoint + 4<<10

// Receipt is what whoever handed an entry in gets back, and keeps: a checkpoint of
// the log and the proof that the entry stands in it. It is checked with the entry
// and the log's key alone, by anyone, at any time.
type Receipt struct {
	Index      int64 // of the entry, from 0
	Proof      Proof
	Checkpoint Checkpoint
}

// Bytes returns the receipt's one text.
func (r Receipt) Bytes() []byte {
	var b bytes.Buffer
	b.WriteString(receiptForm + "\nindex " + strconv.FormatInt(r.Index, 10) + "\n")
	for _, h := range r.Proof {
		b.WriteString(base64.StdEncoding.EncodeToString(h[:]) + "\n")
	}
	b.WriteByte('\n')
	b.Write(r.Checkpoint.Bytes())
	return b.Bytes()
}

// ParseReceipt reads what [Receipt.Bytes] writes and nothing else: also no line
// "extra", which nobody signs. It verifies nothing: see [Receipt.Check].
func ParseReceipt(b []byte) (Receipt, error) {
	if len(b) > MaxReceipt {
		return Receipt{}, fmt.Errorf("the receipt has %d bytes, more than %d", len(b), MaxReceipt)
	}
	proof, checkpoint, ok := strings.Cut(string(b), "\n\n")
	lines := strings.Split(proof, "\n")
	if !ok || lines[0] != receiptForm || len(lines) < 2 {
		return Receipt{}, errors.New("a receipt is " + receiptForm + ", an index, a proof, an empty line and a checkpoint")
	}
	index, ok := strings.CutPrefix(lines[1], "index ")
	if !ok {
		return Receipt{}, fmt.Errorf("line 2 of the receipt is %q and not the index of an entry", clip(lines[1]))
	}
	var r Receipt
	var err error
	if r.Index, err = parseNumber("line 2 of the receipt, the index,", index, MaxSize-1); err != nil {
		return Receipt{}, err
	}
	if r.Proof, err = parseProof(lines[2:]); err != nil {
		return Receipt{}, err
	}
	r.Checkpoint, err = ParseCheckpoint([]byte(checkpoint))
	return r, err
}

// parseProof reads the hashes of a proof, which begin in line 3 of a receipt.
func parseProof(lines []string) (Proof, error) {
	if len(lines) > maxProof {
		return nil, fmt.Errorf("the proof has %d hashes, more than %d", len(lines), maxProof)
	}
	var p Proof
	for i, line := range lines {
		h, err := parseHash(fmt.Sprintf("line %d of the receipt", 3+i), line)
		if err != nil {
			return nil, err
		}
		p = append(p, h)
	}
	return p, nil
}

// NewReceipt joins a proof and a checkpoint as they come from where they are kept.
func NewReceipt(index int64, proof Proof, checkpoint []byte) (Receipt, error) {
	c, err := ParseCheckpoint(checkpoint)
	return Receipt{index, proof, c}, err
}

// Check reports whether the receipt shows that exactly this entry stands in the
// log of this key, and returns the head that names both.
func (r Receipt) Check(entry []byte, log note.Verifier) (Head, error) {
	head, err := OpenCheckpoint(r.Checkpoint.Bytes(), log)
	if err != nil {
		return Head{}, err
	}
	if err := CheckInclusion(head, r.Index, entry, r.Proof); err != nil {
		return Head{}, err
	}
	return head, nil
}
