package ledger

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// maxProof is how many hashes a proof can have in a log of MaxSize entries: one
// for each level, and one more for a proof of consistency.
const maxProof = 41

// maxProofText is how many bytes a text with a proof and a checkpoint can have.
const maxProofText = MaxCheckpoint + 4<<10

// proofText writes a number under its word, a proof, an empty line and a
// checkpoint: what receipts and what is asked of witnesses have in common.
func proofText(before string, p Proof, c Checkpoint) []byte {
	var b bytes.Buffer
	b.WriteString(before)
	for _, h := range p {
		b.WriteString(base64.StdEncoding.EncodeToString(h[:]) + "\n")
	}
	b.WriteByte('\n')
	b.Write(c.Bytes())
	return b.Bytes()
}

// parseProofText reads them. The line of the number is the one that the text
// begins with; of the whole it is the line with this number.
func parseProofText(what string, line int, word, text string) (n int64, p Proof, c Checkpoint, err error) {
	if len(text) > maxProofText {
		return 0, nil, c, fmt.Errorf("the %s has more than %d bytes", what, maxProofText)
	}
	head, checkpoint, ok := strings.Cut(text, "\n\n")
	lines := strings.Split(head, "\n")
	number, ok2 := strings.CutPrefix(lines[0], word+" ")
	if !ok2 {
		return 0, nil, c, fmt.Errorf("line %d of the %s is %q and not the word %s and a number", line, what, clip(lines[0]), word)
	}
	if !ok {
		return 0, nil, c, errors.New("the " + what + " has no empty line, and so no checkpoint behind its proof")
	}
	if n, err = parseNumber(fmt.Sprintf("line %d of the %s, behind %s,", line, what, word), number, MaxSize); err != nil {
		return 0, nil, c, err
	}
	if len(lines) > 1+maxProof {
		return 0, nil, c, fmt.Errorf("the proof of the %s has %d hashes, more than %d", what, len(lines)-1, maxProof)
	}
	for i, l := range lines[1:] {
		h, err := parseHash(fmt.Sprintf("line %d of the %s", line+1+i, what), l)
		if err != nil {
			return 0, nil, c, err
		}
		p = append(p, h)
	}
	c, err = ParseCheckpoint([]byte(checkpoint))
	return n, p, c, err
}
