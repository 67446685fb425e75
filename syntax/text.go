package syntax

import (
	"strings"
	"unicode"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"detente/diag"
)

const fixTemplate = "Write the text out; where it contains these signs themselves, write $${ or %%{."

// quoted reads a text in double quotes.
func (p *parser) quoted() (Expr, bool) {
	open := p.take()
	e := Expr{Kind: String, Place: place(open.Range)}
	var text strings.Builder
	for {
		t := p.tokens[p.next]
		switch t.Type {
		case hclsyntax.TokenCQuote:
			p.take()
			e.Place = span(e.Place, place(t.Range))
			if e.Kind == String {
				e.Text = text.String()
				p.controls(e.Text, e.Place)
			}
			return e, true
		case hclsyntax.TokenQuotedLit:
			p.take()
			text.WriteString(p.literal(t))
		case hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
			e.Kind = Bad
			if !p.template() {
				return Expr{Kind: Bad, Place: e.Place}, false
			}
		case hclsyntax.TokenQuotedNewline, hclsyntax.TokenEOF:
			return Expr{Kind: Bad, Place: e.Place}, p.unclosed(open, t)
		default:
			p.take()
			e.Kind = Bad
			p.found.add(codeUnreadable, where(t), "Delete the character.", "The character %s cannot stand in a text.", shortened(string(t.Bytes)))
		}
	}
}

// relexFrom cuts the text anew from the line after the one that t ends.
func (p *parser) relexFrom(t hclsyntax.Token) {
	at := t.Range.Start
	at.Byte += strings.IndexByte(string(t.Bytes)+"\n", '\n') + 1
	at.Line++
	at.Column = 1
	newline := hclsyntax.Token{Type: hclsyntax.TokenNewline, Bytes: []byte("\n"), Range: hcl.Range{Filename: p.file, Start: t.Range.Start, End: at}}
	p.tokens[p.next-1] = newline
	p.relex(at)
	p.next-- // the end of the line is still to come
}

// template passes over an interpolation or a directive in a text and reports it.
func (p *parser) template() bool {
	open := p.take()
	end := place(open.Range)
	outer := p.inside
	p.inside = 1
	defer func() { p.inside = outer }()
	for p.peek().Type != hclsyntax.TokenTemplateSeqEnd {
		last, ok := p.skip(end)
		if !ok {
			return false
		}
		end = last
		switch t := p.peek(); {
		case t.Type == hclsyntax.TokenTemplateSeqEnd:
		case t.Type == hclsyntax.TokenEOF, closes(t.Type):
			return p.unclosed(open, t)
		default:
			p.take()
		}
	}
	end = place(p.take().Range)
	p.found.add(codeKind, span(place(open.Range), end), fixTemplate, "Values cannot be put into a text with ${ … } or %%{ … }.")
	return true
}

// literal resolves the escapes in a piece of text.
func (p *parser) literal(t hclsyntax.Token) string {
	s, problems := hclsyntax.ParseStringLiteralToken(t)
	for _, d := range problems {
		p.found.add(codeUnreadable, place(*d.Subject), `Write \n, \t, \", \\ or \u and four hexadecimal digits; a backslash itself is \\.`,
			"This backslash does not begin a known sequence.")
	}
	return s
}

// controls reports control characters that escapes have put into a text.
func (p *parser) controls(text string, at diag.Place) { reportControls(text, at, p.found) }

func reportControls(text string, at diag.Place, found *findings) {
	if i := strings.IndexFunc(text, isControl); i >= 0 {
		found.add(codeUnreadable, at, "Delete the character.", "The control character U+%04X cannot stand in a text.", []rune(text[i:])[0])
	}
}

// heredoc reads a text of several lines, <<WORD … WORD. With <<- the
// indentation that all its lines share is cut off.
func (p *parser) heredoc() (Expr, bool) {
	open := p.take()
	e := Expr{Kind: String, Place: place(open.Range)}
	e.Place.End = e.Place.Start
	var lines []string
	for {
		t := p.tokens[p.next]
		switch t.Type {
		case hclsyntax.TokenCHeredoc:
			p.take()
			e.Place = span(e.Place, place(t.Range))
			if strings.HasPrefix(string(open.Bytes), "<<-") {
				cutIndentation(lines)
			}
			if e.Kind == String {
				e.Text = strings.Join(lines, "")
			}
			return e, true
		case hclsyntax.TokenStringLit:
			p.take()
			lines = append(lines, p.literal(t))
		case hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
			e.Kind = Bad
			if !p.template() {
				return Expr{Kind: Bad, Place: e.Place}, false
			}
		default:
			return Expr{Kind: Bad, Place: e.Place}, p.unclosed(open, t)
		}
	}
}

// cutIndentation removes the leading space that all pieces which begin a line
// have in common; blank lines do not count. It cuts what HCL cuts.
func cutIndentation(pieces []string) {
	shared := -1
	begins := true
	var cut []int
	for i, s := range pieces {
		if begins {
			trimmed := strings.TrimLeftFunc(s, unicode.IsSpace)
			if trimmed != "" || !strings.HasSuffix(s, "\n") {
				n := columns([]byte(s[:len(s)-len(trimmed)]))
				if shared < 0 || n < shared {
					shared = n
				}
				cut = append(cut, i)
			}
		}
		begins = strings.HasSuffix(s, "\n")
	}
	for _, i := range cut {
		for range shared {
			pieces[i] = pieces[i][firstColumn(pieces[i]):]
		}
	}
}
