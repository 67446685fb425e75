package syntax

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/hashicorp/hcl/v2/hclwrite"

	"detente/diag"
)

// Format puts the layout of a text in order: indentation, spaces, aligned equals
// signs and comments. Comments, numbers, texts and line breaks stay as written.
// Formatting again changes nothing, and the formatted text has the same tree but
// for places.
//
// A text that cannot be read comes back as it is, with the findings of [Parse].
func Format(name string, src []byte) ([]byte, diag.List) {
	before, found := Parse(name, src)
	if len(found) > 0 {
		return src, found
	}
	layout := formatNative
	if strings.HasSuffix(name, ".json") {
		layout = formatJSON
	}
	out := layout(src)
	for range maxLayouts {
		again := layout(out)
		if bytes.Equal(again, out) {
			break
		}
		out = again
	}
	// The author's text is worth more than its layout: whatever the layout does,
	// it must not change what the text says.
	if after, found := Parse(name, out); len(found) > 0 || !Equal(before, after) {
		return src, nil
	}
	return out, nil
}

// maxLayouts bounds how often the layout is applied until nothing changes. The
// library's layout of comments between brackets may need more than one pass.
const maxLayouts = 8

func formatNative(src []byte) []byte {
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	src = bytes.Trim(src, "\r\n")
	if len(bytes.TrimSpace(src)) == 0 {
		return nil
	}
	return hclwrite.Format(append(bytes.Clone(src), '\n'))
}

func formatJSON(src []byte) []byte {
	var b bytes.Buffer
	if err := json.Indent(&b, bytes.TrimSpace(bytes.TrimPrefix(src, []byte("\ufeff"))), "", "  "); err != nil {
		return src
	}
	b.WriteByte('\n')
	return b.Bytes()
}
