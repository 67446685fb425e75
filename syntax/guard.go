package syntax

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"github.com/apparentlymart/go-textseg/v15/textseg"

	"detente/diag"
)

// The codes of the findings made here; their pages are with package check.
const (
	codeUnreadable diag.Code = "D001" // text cannot be read
	codeKind       diag.Code = "D005" // wrong kind of value
	codeRange      diag.Code = "D006" // value out of range
	codeTooLarge   diag.Code = "D007" // too large or too deep
)

// maxFindings bounds what is said about one file: beyond it, a reader is better
// served by repairing and asking again.
const maxFindings = 100

// findings collects what is said about one file, up to maxFindings.
type findings struct {
	list diag.List
}

func (f *findings) full() bool { return len(f.list) >= maxFindings }

func (f *findings) add(code diag.Code, place diag.Place, fix, format string, args ...any) {
	if f.full() {
		return
	}
	f.list = append(f.list, diag.Finding{
		Code:     code,
		Severity: diag.Error,
		Summary:  fmt.Sprintf(format, args...),
		Place:    place,
		Fix:      fix,
	})
	if f.full() {
		f.list[len(f.list)-1] = diag.Finding{
			Code:     codeTooLarge,
			Severity: diag.Error,
			Summary:  fmt.Sprintf("More than %d things in this file cannot be read; the rest is not listed.", maxFindings-1),
			Place:    place,
			Fix:      "Repair those listed and ask again.",
		}
	}
}

// guard looks at the bytes before anything else does: their number, their
// encoding, control characters. It reports whether parsing may go on.
func guard(name string, src []byte, found *findings) bool {
	if len(src) > MaxBytes {
		start := diag.Pos{Line: 1, Column: 1}
		found.add(codeTooLarge, diag.Place{File: name, Start: start, End: start},
			"Split the agreement into several files in one folder.",
			"The file has %d bytes; a file may have %d.", len(src), MaxBytes)
		return false
	}
	clean := true
	for i := 0; i < len(src) && !found.full(); {
		r, n := utf8.DecodeRune(src[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			found.add(codeUnreadable, placeAt(name, src, i, i+1),
				"Save the file in the encoding UTF-8.",
				"The byte 0x%02x is not part of a UTF-8 text.", src[i])
			clean = false
			for i+n < len(src) && src[i+n] >= utf8.RuneSelf { // one finding for a run
				n++
			}
		case isControl(r):
			found.add(codeUnreadable, placeAt(name, src, i, i+n),
				"Delete the character.",
				"The control character U+%04X cannot stand in a text.", r)
			clean = false
		}
		i += n
	}
	return clean
}

// isControl reports whether the character is a control character that texts do
// not need: all but tab and the ends of lines.
func isControl(r rune) bool {
	return (r < 0x20 && r != '\t' && r != '\n' && r != '\r') || (r >= 0x7f && r < 0xa0)
}

// placeAt finds the place of src[from:to], which must lie on one line.
func placeAt(name string, src []byte, from, to int) diag.Place {
	lineStart := bytes.LastIndexByte(src[:from], '\n') + 1
	start := diag.Pos{
		Line:   1 + bytes.Count(src[:from], []byte{'\n'}),
		Column: 1 + columns(src[lineStart:from]),
		Byte:   from,
	}
	end := start
	end.Column += columns(src[from:to])
	end.Byte = to
	return diag.Place{File: name, Start: start, End: end}
}

// columns counts the characters of b as a reader sees them.
func columns(b []byte) int {
	n := 0
	for len(b) > 0 {
		advance, _, err := textseg.ScanGraphemeClusters(b, true)
		if err != nil || advance == 0 {
			return n + len(b)
		}
		b = b[advance:]
		n++
	}
	return n
}

// firstColumn is the length in bytes of the first character as a reader sees it.
func firstColumn(s string) int {
	advance, _, err := textseg.ScanGraphemeClusters([]byte(s), true)
	if err != nil {
		return len(s)
	}
	return advance
}
