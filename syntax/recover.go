package syntax

import (
	"bytes"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"detente/diag"
)

// resync finds a place to go on after an error in the item that begins at the
// token from: the end of the item's line, with all brackets that the item has
// opened closed again. Where a bracket is never closed, it is the first line
// from the error on that looks like the beginning of another item.
func (p *parser) resync(from int) {
	p.inside = 0
	failed := p.next
	var open []hclsyntax.TokenType
	for i := from; i < len(p.tokens); i++ {
		t := p.tokens[i].Type
		switch {
		case t == hclsyntax.TokenEOF && len(open) == 0:
			p.next = i
			return
		case t == hclsyntax.TokenNewline && len(open) == 0 && i >= failed:
			p.next = i + 1
			return
		case opens(t):
			open = append(open, closerOf(t))
		case t == hclsyntax.TokenCBrace && len(open) == 0 && i >= failed:
			p.next = i // it closes the block around the item
			return
		case closes(t) && len(open) > 0 && open[len(open)-1] == t:
			open = open[:len(open)-1]
		case closes(t) && len(open) > 0:
			p.nextItem(max(from+1, failed))
			return
		}
		if t == hclsyntax.TokenEOF {
			break
		}
	}
	p.nextItem(max(from+1, failed))
}

// nextItem moves to the first line from i on that begins an item or closes a block.
func (p *parser) nextItem(i int) {
	for ; i < len(p.tokens)-1; i++ {
		if i > 0 && p.tokens[i-1].Type == hclsyntax.TokenNewline && p.beginsItem(i) {
			break
		}
	}
	p.next = min(i, len(p.tokens)-1)
}

func (p *parser) beginsItem(i int) bool {
	if p.tokens[i].Type == hclsyntax.TokenCBrace {
		return true
	}
	if p.tokens[i].Type != hclsyntax.TokenIdent {
		return false
	}
	return slices.Contains([]hclsyntax.TokenType{hclsyntax.TokenEqual, hclsyntax.TokenOBrace, hclsyntax.TokenOQuote, hclsyntax.TokenIdent}, p.tokens[i+1].Type)
}

// relex cuts the text into tokens again from the byte at on, which begins the
// line after a text in quotes that its line did not close: the lexer has taken
// all that follows for texts, and all texts for what stands between them.
func (p *parser) relex(at hcl.Pos) {
	rest := max(0, len(p.src)-at.Byte)
	p.relexed += rest
	if p.relexed > maxRelexed {
		p.found.add(codeTooLarge, diag.Place{File: p.file, Start: pos(at), End: pos(at)}, "Close the texts named above and ask again.",
			"Too many texts are not closed; what follows here has not been read.")
	}
	if rest == 0 || p.relexed > maxRelexed {
		p.tokens = p.tokens[:p.next]
		p.tokens = append(p.tokens, hclsyntax.Token{Type: hclsyntax.TokenEOF, Range: hcl.Range{Filename: p.file, Start: at, End: at}})
		return
	}
	tokens := lex(p.file, p.src[at.Byte:], at, p.found)
	if t, deep := tooDeep(tokens); deep {
		p.found.add(codeTooLarge, where(t), "Name the inner things and refer to them by name.",
			"More than %d brackets, braces and quotes are open at once.", MaxDepth)
		tokens = []hclsyntax.Token{{Type: hclsyntax.TokenEOF, Range: t.Range}}
	}
	p.tokens = append(p.tokens[:p.next:p.next], tokens...)
}

// foreign reports a token that belongs to no form of the language at all, such
// as a curly quote, and whether it was one.
func (p *parser) foreign(t hclsyntax.Token) bool {
	fix := ""
	switch t.Type {
	case hclsyntax.TokenApostrophe, hclsyntax.TokenBacktick:
		fix = `Put texts between double quotes, "…".`
	case hclsyntax.TokenSemicolon:
		fix = "Begin a new line instead."
	case hclsyntax.TokenInvalid, hclsyntax.TokenBadUTF8:
		fix = "Delete the character."
		if bytes.ContainsAny(t.Bytes, "“”„«»‘’") {
			fix = `Put texts between straight double quotes, "…".`
		}
	default:
		return false
	}
	p.found.add(codeUnreadable, where(t), fix, "The character %s has no meaning here.", t.Bytes)
	return true
}

// describe is what a reader calls the token.
func (p *parser) describe(t hclsyntax.Token) string {
	switch t.Type {
	case hclsyntax.TokenEOF:
		if p.src == nil {
			return "the end of the text"
		}
		return "the end of the file"
	case hclsyntax.TokenNewline, hclsyntax.TokenQuotedNewline:
		return "the end of the line"
	case hclsyntax.TokenOQuote:
		return "a text in quotes"
	case hclsyntax.TokenOHeredoc:
		return "a text of several lines"
	case hclsyntax.TokenNumberLit:
		return "the number " + shortened(string(t.Bytes))
	}
	return shortened(string(t.Bytes))
}

func byPlace(l diag.List) {
	slices.SortStableFunc(l, func(a, b diag.Finding) int { return a.Place.Compare(b.Place) })
}
