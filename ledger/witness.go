package ledger

import (
	"errors"
	"fmt"
	"strconv"

	"golang.org/x/mod/sumdb/note"
)

// Why a witness does not cosign; how it answers then is in C2SP tlog-witness.
var (
	ErrOtherSigner = errors.New("it is not signed by the log")                      // 403
	ErrOtherSize   = errors.New("it does not start from the head cosigned last")    // 409
	ErrOtherLog    = errors.New("it does not continue what was cosigned last time") // 422, or 409 at one size
)

// WitnessRequest is what a witness is asked with (C2SP tlog-witness, the body of
// add-checkpoint): to cosign a checkpoint, which continues the head of the size
// Old that it cosigned last; 0 if it has cosigned none of this log.
type WitnessRequest struct {
	Old        int64
	Proof      Proof // from Old to the checkpoint
	Checkpoint Checkpoint
}

// Bytes returns the request's one text.
func (r WitnessRequest) Bytes() []byte {
	return proofText("old "+strconv.FormatInt(r.Old, 10)+"\n", r.Proof, r.Checkpoint)
}

// ParseWitnessRequest reads what [WitnessRequest.Bytes] writes and nothing else.
// It verifies nothing: see [WitnessRequest.Check].
func ParseWitnessRequest(b []byte) (WitnessRequest, error) {
	var r WitnessRequest
	var err error
	r.Old, r.Proof, r.Checkpoint, err = parseProofText("request", 1, "old", string(b))
	return r, err
}

// Check reports whether a witness that cosigned last at this head may cosign: the
// checkpoint is the log's and continues that head. Of a log that is new to the
// witness, last is the zero Head. The witness stores the head that is returned
// before it answers, in one step with the comparison.
func (r WitnessRequest) Check(last Head, log note.Verifier) (Head, error) {
	head, err := OpenCheckpoint(r.Checkpoint.Bytes(), log)
	if err != nil {
		return Head{}, fmt.Errorf("%w: %w", ErrOtherSigner, err)
	}
	if last == (Head{}) {
		last = Frontier{}.Head(head.Origin)
	}
	if r.Old != last.Size {
		return Head{}, fmt.Errorf("%w: that has %d entries, and the request starts from %d", ErrOtherSize, last.Size, r.Old)
	}
	if err := CheckConsistency(last, head, r.Proof); err != nil {
		return Head{}, fmt.Errorf("%w: %w", ErrOtherLog, err)
	}
	return head, nil
}
