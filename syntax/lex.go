package syntax

import (
	"bytes"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"detente/diag"
)

// sentinel closes a comment that the text leaves open. The lexer looks for the
// end of a comment from each "/*" anew, so that a text of many "/*" without any
// "*/" would take quadratic time; with the sentinel each search ends a comment.
const sentinel = "*/"

// lex cuts src, which begins at the position start, into tokens, ending in an
// EOF token. Comments are gone; those that end a line leave its newline. An
// open comment is a finding and ends the text.
func lex(name string, src []byte, start hcl.Pos, found *findings) []hclsyntax.Token {
	text := make([]byte, 0, len(src)+1+len(sentinel))
	text = append(text, src...)
	if len(src) == 0 || src[len(src)-1] != '\n' {
		text = append(text, '\n')
	}
	end := start.Byte + len(text)
	all, _ := hclsyntax.LexConfig(append(text, sentinel...), name, start) // the lexer's own findings are made anew by the parser
	kept := all[:0]
	for _, t := range all {
		if t.Range.Start.Byte >= end || t.Type == hclsyntax.TokenEOF {
			break
		}
		if t.Type != hclsyntax.TokenComment {
			kept = append(kept, t)
			continue
		}
		if t.Range.End.Byte > end {
			opener := t.Range
			opener.End = opener.Start
			opener.End.Byte, opener.End.Column = opener.Start.Byte+2, opener.Start.Column+2
			found.add(codeUnreadable, place(opener), "Write */ where the comment ends.", "The comment that begins here is not closed.")
			break
		}
		if t.Bytes[len(t.Bytes)-1] == '\n' {
			t.Type = hclsyntax.TokenNewline
			kept = append(kept, t)
		}
	}
	at := start
	if n := len(kept); n > 0 {
		at = kept[n-1].Range.End
		if at.Byte > start.Byte+len(src) && kept[n-1].Type == hclsyntax.TokenNewline { // the newline that was added above
			at = endOfText(kept[n-1])
			kept = kept[:n-1]
		}
	}
	return append(kept, hclsyntax.Token{Type: hclsyntax.TokenEOF, Range: hcl.Range{Filename: name, Start: at, End: at}})
}

// endOfText is where a text without a newline ends: at the end of its last
// comment, or where the newline that was added begins.
func endOfText(t hclsyntax.Token) hcl.Pos {
	rest := bytes.TrimRight(t.Bytes, "\r\n")
	at := t.Range.Start
	at.Byte += len(rest)
	at.Column += columns(rest)
	return at
}

// tooDeep returns the first token that opens more than MaxDepth brackets,
// braces, quotes and templates at once. It counts, and does not recurse.
func tooDeep(tokens []hclsyntax.Token) (hclsyntax.Token, bool) {
	depth := 0
	for _, t := range tokens {
		switch {
		case opens(t.Type):
			depth++
		case closes(t.Type):
			depth = max(0, depth-1)
		}
		if depth > MaxDepth {
			return t, true
		}
	}
	return hclsyntax.Token{}, false
}

func opens(t hclsyntax.TokenType) bool { return closerOf(t) != hclsyntax.TokenNil }

func closes(t hclsyntax.TokenType) bool {
	switch t {
	case hclsyntax.TokenCBrace, hclsyntax.TokenCBrack, hclsyntax.TokenCParen,
		hclsyntax.TokenCQuote, hclsyntax.TokenCHeredoc, hclsyntax.TokenTemplateSeqEnd:
		return true
	}
	return false
}

// closerOf returns the token that closes what t opens, or TokenNil.
func closerOf(t hclsyntax.TokenType) hclsyntax.TokenType {
	switch t {
	case hclsyntax.TokenOBrace:
		return hclsyntax.TokenCBrace
	case hclsyntax.TokenOBrack:
		return hclsyntax.TokenCBrack
	case hclsyntax.TokenOParen:
		return hclsyntax.TokenCParen
	case hclsyntax.TokenOQuote:
		return hclsyntax.TokenCQuote
	case hclsyntax.TokenOHeredoc:
		return hclsyntax.TokenCHeredoc
	case hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
		return hclsyntax.TokenTemplateSeqEnd
	}
	return hclsyntax.TokenNil
}

// place turns the library's range into ours.
func place(r hcl.Range) diag.Place {
	return diag.Place{File: r.Filename, Start: pos(r.Start), End: pos(r.End)}
}

// where is the place of a token for a finding: of what ends a line its start,
// of what opens a text of several lines its first line.
func where(t hclsyntax.Token) diag.Place {
	at := place(t.Range)
	switch t.Type {
	case hclsyntax.TokenNewline, hclsyntax.TokenQuotedNewline, hclsyntax.TokenEOF:
		at.End = at.Start
	case hclsyntax.TokenOHeredoc:
		opener := bytes.TrimRight(t.Bytes, "\r\n")
		at.End = diag.Pos{Line: at.Start.Line, Column: at.Start.Column + columns(opener), Byte: at.Start.Byte + len(opener)}
	}
	return at
}

func pos(p hcl.Pos) diag.Pos { return diag.Pos{Line: p.Line, Column: p.Column, Byte: p.Byte} }

// span is the place from the start of a to the end of b.
func span(a, b diag.Place) diag.Place { return diag.Place{File: a.File, Start: a.Start, End: b.End} }
