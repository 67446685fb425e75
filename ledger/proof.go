package ledger

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Proof are the hashes from which somebody else computes a root that it knows:
// the audit path of RFC 6962, section 2.1.1, or the consistency proof of 2.1.2.
type Proof []Hash

// Inclusion returns the proof that the entry at index, counted from 0, stands in
// the log of this size.
func Inclusion(size, index int64, r HashReader) (Proof, error) {
	if err := checkIndex(size, index); err != nil {
		return nil, err
	}
	p, err := tlog.ProveRecord(size, index, r)
	if err != nil {
		return nil, fmt.Errorf("proof of entry %d among %d: %w", index, size, err)
	}
	return Proof(p), nil
}

// CheckInclusion reports whether the proof shows that exactly this entry stands
// at index in the log that the head names.
func CheckInclusion(head Head, index int64, entry []byte, proof Proof) error {
	return CheckInclusionOf(head, index, HashEntry(entry), proof)
}

// CheckInclusionOf is [CheckInclusion] by the entry's hash.
func CheckInclusionOf(head Head, index int64, leaf Hash, proof Proof) error {
	if err := checkIndex(head.Size, index); err != nil {
		return err
	}
	if tlog.CheckRecord(tlog.RecordProof(proof), head.Size, head.Root, index, leaf) != nil {
		return fmt.Errorf("the proof does not lead from entry %d to the %v", index, head)
	}
	return nil
}

// Consistency returns the proof that the log at the new size continues the log at
// the old one: its first entries are the same. From nothing, and from a size to
// itself, the proof is empty.
func Consistency(oldSize, newSize int64, r HashReader) (Proof, error) {
	if err := checkOrder(oldSize, newSize); err != nil {
		return nil, err
	}
	if oldSize == 0 || oldSize == newSize {
		return nil, nil
	}
	p, err := tlog.ProveTree(newSize, oldSize, r)
	if err != nil {
		return nil, fmt.Errorf("proof from %d to %d entries: %w", oldSize, newSize, err)
	}
	return Proof(p), nil
}

// CheckConsistency reports whether the proof shows that the newer head continues
// the older one.
func CheckConsistency(older, newer Head, proof Proof) error {
	if older.Origin != newer.Origin {
		return fmt.Errorf("the heads are of two logs, %q and %q", clip(older.Origin), clip(newer.Origin))
	}
	if err := checkOrder(older.Size, newer.Size); err != nil {
		return err
	}
	ok := true
	switch older.Size {
	case 0:
		ok = older.Root == EmptyRoot() && len(proof) == 0 && (newer.Size > 0 || newer.Root == older.Root)
	case newer.Size:
		ok = older.Root == newer.Root && len(proof) == 0
	default:
		ok = tlog.CheckTree(tlog.TreeProof(proof), newer.Size, newer.Root, older.Size, older.Root) == nil
	}
	if !ok {
		return fmt.Errorf("the proof does not show that the %v continues the %v", newer, older)
	}
	return nil
}

func checkIndex(size, index int64) error {
	if err := checkSize(size); err != nil {
		return err
	}
	if index < 0 || index >= size {
		return fmt.Errorf("there is no entry %d in a log of %d entries, which count from 0", index, size)
	}
	return nil
}

func checkOrder(oldSize, newSize int64) error {
	if err := checkSize(newSize); err != nil {
		return err
	}
	if oldSize < 0 || oldSize > newSize {
		return fmt.Errorf("a log of %d entries cannot continue one of %d", newSize, oldSize)
	}
	return nil
}
