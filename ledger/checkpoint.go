package ledger

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// Limits on checkpoints.
const (
	MaxCheckpoint = 128 << 10 // bytes of a checkpoint with all its signatures
	MaxSignatures = 64        // signatures of a checkpoint
	maxSignature  = 8 << 10   // bytes of one signature, also of kinds we do not know
)

// Checkpoint is a head with signatures: the log's own, and those of cosigners.
// Nothing about the signatures is known before they are verified.
type Checkpoint struct {
	Head       Head
	Signatures []Signature
}

// Signature is one signature of a checkpoint, as signed notes have it.
type Signature struct {
	Name  string // of the key
	KeyID uint32 // a short hash of name and key, which tells keys of one name apart
	Bytes []byte // what the kind of the key makes of it; see [Verifier]
}

// dash begins the line of a signature.
const dash = "— "

// Line returns the signature as a line of a checkpoint, with its line end.
func (s Signature) Line() string {
	b := binary.BigEndian.AppendUint32(nil, s.KeyID)
	return dash + s.Name + " " + base64.StdEncoding.EncodeToString(append(b, s.Bytes...)) + "\n"
}

// ParseSignature reads one line of a signature, in its one form.
func ParseSignature(line string) (Signature, error) {
	if len(line) > 2*maxSignature {
		return Signature{}, fmt.Errorf("the line of a signature has %d bytes, more than %d", len(line), 2*maxSignature)
	}
	rest, begins := strings.CutPrefix(line, dash)
	rest, ends := strings.CutSuffix(rest, "\n")
	name, text, ok := strings.Cut(rest, " ")
	if !begins || !ends || !ok {
		return Signature{}, fmt.Errorf("%q is not the line of a signature: a dash, the name of the key, the signature in base64", clip(line))
	}
	if err := checkName("the name of a key", name); err != nil {
		return Signature{}, err
	}
	b, err := decode64(text)
	if err != nil || len(b) < 5 || len(b) > maxSignature {
		return Signature{}, fmt.Errorf("the signature of %s is not the base64 of a key's number and a signature", name)
	}
	return Signature{name, binary.BigEndian.Uint32(b), b[4:]}, nil
}

// same reports whether two signatures claim the same key.
func (s Signature) same(t Signature) bool { return s.Name == t.Name && s.KeyID == t.KeyID }

// Sign signs a head; the signer may be the log's or a cosigner's.
func Sign(head Head, signer note.Signer) (Signature, error) {
	body := head.Body()
	if _, err := ParseBody(body); err != nil {
		return Signature{}, fmt.Errorf("a head that nobody could read is not signed: %w", err)
	}
	b, err := signer.Sign(body)
	if err != nil {
		return Signature{}, fmt.Errorf("signing the %v: %w", head, err)
	}
	return Signature{signer.Name(), signer.KeyHash(), b}, nil
}

// SignHead returns the checkpoint of a head with the log's signature. The name of
// the log's key is the origin, so that a checkpoint of one log is never taken for
// that of another.
func SignHead(head Head, signer note.Signer) ([]byte, error) {
	if signer.Name() != head.Origin {
		return nil, fmt.Errorf("the key of the log %s has the name %q: give it the log's origin as its name", head.Origin, clip(signer.Name()))
	}
	s, err := Sign(head, signer)
	if err != nil {
		return nil, err
	}
	return Checkpoint{head, []Signature{s}}.Bytes(), nil
}

// Bytes returns the checkpoint's one text.
func (c Checkpoint) Bytes() []byte {
	var b bytes.Buffer
	b.Write(c.Head.Body())
	b.WriteByte('\n')
	for _, s := range c.Signatures {
		b.WriteString(s.Line())
	}
	return b.Bytes()
}

// With returns the checkpoint with one more signature, or with a newer one of the
// same key.
func (c Checkpoint) With(s Signature) Checkpoint {
	all := slices.Clone(c.Signatures)
	if i := slices.IndexFunc(all, s.same); i >= 0 {
		all[i] = s
	} else {
		all = append(all, s)
	}
	return Checkpoint{c.Head, all}
}

// ParseCheckpoint reads a checkpoint and verifies nothing: see [OpenCheckpoint].
func ParseCheckpoint(b []byte) (Checkpoint, error) {
	if len(b) > MaxCheckpoint {
		return Checkpoint{}, fmt.Errorf("the checkpoint has %d bytes, more than %d", len(b), MaxCheckpoint)
	}
	body, rest, ok := strings.Cut(string(b), "\n\n")
	if !ok || rest == "" {
		return Checkpoint{}, errors.New("a checkpoint is its body, an empty line, and signatures: this one has no signatures")
	}
	head, err := ParseBody([]byte(body + "\n"))
	if err != nil {
		return Checkpoint{}, err
	}
	c := Checkpoint{Head: head}
	for i, line := range strings.SplitAfter(strings.TrimSuffix(rest, "\n"), "\n") {
		if i == MaxSignatures {
			return Checkpoint{}, fmt.Errorf("the checkpoint has more than %d signatures", MaxSignatures)
		}
		s, err := ParseSignature(strings.TrimSuffix(line, "\n") + "\n")
		if err != nil {
			return Checkpoint{}, fmt.Errorf("line %d of the checkpoint: %w", 5+i, err)
		}
		if slices.ContainsFunc(c.Signatures, s.same) {
			return Checkpoint{}, fmt.Errorf("line %d of the checkpoint: a second signature of the same key of %s", 5+i, s.Name)
		}
		c.Signatures = append(c.Signatures, s)
	}
	if !strings.HasSuffix(rest, "\n") {
		return Checkpoint{}, errors.New("the last line of the checkpoint has no end")
	}
	return c, nil
}

// Verify reports whether the checkpoint carries a good signature of this key.
// Signatures of other keys do not matter to it.
func (c Checkpoint) Verify(v note.Verifier) error {
	_, err := c.verify(v)
	return err
}

// verify also returns the signature.
func (c Checkpoint) verify(v note.Verifier) (Signature, error) {
	i := slices.IndexFunc(c.Signatures, Signature{Name: v.Name(), KeyID: v.KeyHash()}.same)
	if i < 0 {
		return Signature{}, fmt.Errorf("the checkpoint of %s at %d entries carries no signature of the key of %s", c.Head.Origin, c.Head.Size, v.Name())
	}
	if s := c.Signatures[i]; v.Verify(c.Head.Body(), s.Bytes) {
		return s, nil
	}
	return Signature{}, fmt.Errorf("the signature of %s is not one of this checkpoint of %s at %d entries", v.Name(), c.Head.Origin, c.Head.Size)
}

// OpenCheckpoint reads a checkpoint, verifies the log's signature and returns the
// head. The verifier is that of the log: its name is the origin.
func OpenCheckpoint(b []byte, log note.Verifier) (Head, error) {
	c, err := ParseCheckpoint(b)
	if err != nil {
		return Head{}, err
	}
	if c.Head.Origin != log.Name() {
		return Head{}, fmt.Errorf("the checkpoint is of the log %q, and the key is of %q", clip(c.Head.Origin), clip(log.Name()))
	}
	if err := c.Verify(log); err != nil {
		return Head{}, err
	}
	return c.Head, nil
}
