package ledger

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// receiptForm is the first line of a receipt: C2SP tlog-proof, version 1.
const receiptForm = "c2sp.org/tlog-proof@v1"

// MaxReceipt is how many bytes a receipt can have.
const MaxReceipt = maxProofText + len(receiptForm) + 1

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
	return proofText(receiptForm+"\nindex "+strconv.FormatInt(r.Index, 10)+"\n", r.Proof, r.Checkpoint)
}

// ParseReceipt reads what [Receipt.Bytes] writes and nothing else: also no line
// "extra", which nobody signs. It verifies nothing: see [Receipt.Check].
func ParseReceipt(b []byte) (Receipt, error) {
	var r Receipt
	first, rest, _ := strings.Cut(string(b), "\n")
	if first != receiptForm {
		return Receipt{}, fmt.Errorf("line 1 of the receipt is %q and not %s", clip(first), receiptForm)
	}
	var err error
	r.Index, r.Proof, r.Checkpoint, err = parseProofText("receipt", 2, "index", rest)
	return r, err
}

// NewReceipt joins a proof and a checkpoint as they come from where they are kept.
func NewReceipt(index int64, proof Proof, checkpoint []byte) (Receipt, error) {
	c, err := ParseCheckpoint(checkpoint)
	if err != nil {
		return Receipt{}, err
	}
	return Receipt{index, proof, c}, checkIndex(c.Head.Size, index)
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
