package syntax

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"detente/diag"
)

// Parse reads the bytes of a file. A name that ends in ".json" means the JSON
// notation. The file is never nil: it holds whatever could be read, and the
// findings, all of severity error and in the order of the text, say what could
// not. Names and labels come out in Unicode's composed form (NFC).
func Parse(name string, src []byte) (*File, diag.List) {
	file := &File{Name: name}
	found := &findings{}
	if !guard(name, src, found) {
		return file, found.list
	}
	if strings.HasSuffix(name, ".json") {
		parseJSON(file, src, found)
	} else {
		parseNative(file, src, found)
	}
	byPlace(found.list)
	return file, found.list
}

// maxRelexed bounds how many bytes are cut into tokens again after texts in
// quotes that their line does not close: each costs a pass over all that follows.
const maxRelexed = 4 * MaxBytes

// parser reads tokens. Every recursion of it goes through an opening bracket,
// and tooDeep has bounded those, or through the sign !, which nots bounds.
type parser struct {
	file   string
	src    []byte // nil where a text in JSON is parsed
	tokens []hclsyntax.Token
	next   int
	// inside counts the parentheses and square brackets around the next token
	// since the last brace: ends of lines do not count there.
	inside int
	// braceLine is the line of the { that opened the block being read.
	braceLine int
	// nots counts the signs ! whose statements are being read.
	nots    int
	relexed int
	found   *findings
}

func parseNative(file *File, src []byte, found *findings) {
	p := &parser{file: file.Name, src: src, found: found}
	p.tokens = lex(file.Name, src, hcl.InitialPos, found)
	if t, deep := tooDeep(p.tokens); deep {
		found.add(codeTooLarge, where(t), "Name the inner things and refer to them by name.",
			"More than %d brackets, braces and quotes are open at once.", MaxDepth)
		return
	}
	file.Body = p.body(nil)
}

// peek returns the next token, skipping ends of lines where they do not count.
func (p *parser) peek() hclsyntax.Token {
	for p.inside > 0 && p.tokens[p.next].Type == hclsyntax.TokenNewline {
		p.next++
	}
	return p.tokens[p.next]
}

// take returns the next token and moves on; it stays at the end of the text.
func (p *parser) take() hclsyntax.Token {
	t := p.peek()
	if t.Type != hclsyntax.TokenEOF {
		p.next++
	}
	return t
}

// body reads attributes and blocks up to the brace that closes the block, or to
// the end of the text where block is nil.
func (p *parser) body(block *Block) Body {
	var b Body
	for !p.found.full() {
		switch t := p.peek(); t.Type {
		case hclsyntax.TokenEOF:
			if block != nil && p.relexed <= maxRelexed {
				p.found.add(codeUnreadable, block.Place, "Write } on a line of its own where the block ends.",
					"The block %s is not closed before the end of the file.", header(block))
			}
			return b
		case hclsyntax.TokenNewline:
			p.take()
		case hclsyntax.TokenCBrace:
			if block != nil {
				return b
			}
			p.take()
			p.found.add(codeUnreadable, where(t), "Delete it, or look for the { that is missing above.",
				"This } closes nothing.")
		case hclsyntax.TokenIdent:
			p.item(&b)
		default:
			p.stray(t)
		}
	}
	return b
}

// stray reports what can begin neither an attribute nor a block, and skips the line.
func (p *parser) stray(t hclsyntax.Token) {
	from := p.next
	if !p.foreign(t) {
		p.found.add(codeUnreadable, where(t),
			`Write an attribute, name = value, or a block, type "name" { … }.`,
			"Neither an attribute nor a block can begin with %s.", p.describe(t))
	}
	p.take()
	p.resync(from)
}

// item reads one attribute or block, whose first name is next.
func (p *parser) item(b *Body) {
	from := p.next
	first := p.take()
	switch t := p.peek(); t.Type {
	case hclsyntax.TokenEqual:
		p.take()
		p.attribute(b, first, from)
	case hclsyntax.TokenOQuote, hclsyntax.TokenOBrace, hclsyntax.TokenIdent:
		p.block(b, first, from)
	default:
		if !p.foreign(t) {
			p.found.add(codeUnreadable, where(first),
				"Write "+string(first.Bytes)+" = value, or "+string(first.Bytes)+` "name" { … }.`,
				"After %s an = or a { is expected, not %s.", first.Bytes, p.describe(t))
		}
		p.resync(from)
	}
}

func (p *parser) attribute(b *Body, name hclsyntax.Token, from int) {
	expr, ok := p.expr()
	at := place(name.Range)
	b.Attrs = append(b.Attrs, &Attr{Name: composed(string(name.Bytes)), NamePlace: at, Expr: expr, Place: span(at, expr.Place)})
	if !ok {
		p.resync(from)
		return
	}
	p.endOfLine(from, "the value of "+string(name.Bytes))
}

// endOfLine expects the end of the line after the item that begins at from. A
// block that begins its one attribute on its own line closes on it too.
func (p *parser) endOfLine(from int, what string) {
	oneLine := p.tokens[from].Range.Start.Line == p.braceLine
	switch t := p.peek(); t.Type {
	case hclsyntax.TokenNewline:
		if oneLine {
			p.found.add(codeUnreadable, place(p.tokens[from].Range), "Begin a new line after {.",
				"A block that begins on one line with its attribute closes on that line too.")
		}
		p.take()
	case hclsyntax.TokenEOF:
	case hclsyntax.TokenCBrace:
		if !oneLine {
			p.found.add(codeUnreadable, where(t), "Begin a new line before }.", "The line must end after %s.", what)
		}
	default:
		if !p.foreign(t) {
			fix := "Begin a new line here."
			if t.Type == hclsyntax.TokenComma {
				fix = "Delete the comma; each attribute stands on a line of its own."
			}
			p.found.add(codeUnreadable, where(t), fix, "The line must end after %s; here stands %s.", what, p.describe(t))
		}
		p.resync(from)
	}
}

// block reads labels, the opening brace, the body and the closing brace.
func (p *parser) block(b *Body, typ hclsyntax.Token, from int) {
	block := &Block{Type: composed(string(typ.Bytes)), TypePlace: place(typ.Range), Place: place(typ.Range)}
	if !p.labels(block) {
		p.resync(from)
		return
	}
	b.Blocks = append(b.Blocks, block)
	if typ.Range.Start.Line == p.braceLine {
		p.found.add(codeUnreadable, block.Place, "Begin a new line before it.", "A block cannot begin on the line of the { before it.")
	}
	outer := p.braceLine
	p.braceLine = p.tokens[p.next-1].Range.Start.Line
	block.Body = p.body(block)
	p.braceLine = outer
	if p.peek().Type != hclsyntax.TokenCBrace {
		// The brace is missing, and what seems to stand inside stands after it.
		b.Blocks = append(b.Blocks, block.Blocks...)
		block.Blocks = nil
		return
	}
	p.take()
	p.endOfLine(from, "the block")
}

// labels reads the labels of a block and its opening brace.
func (p *parser) labels(block *Block) bool {
	for {
		switch t := p.peek(); t.Type {
		case hclsyntax.TokenOBrace:
			p.take()
			return true
		case hclsyntax.TokenIdent:
			p.take()
			p.addLabel(block, string(t.Bytes), place(t.Range))
		case hclsyntax.TokenOQuote:
			e, ok := p.quoted()
			if !ok {
				return false
			}
			p.addLabel(block, e.Text, e.Place)
		default:
			if !p.foreign(t) {
				p.found.add(codeUnreadable, block.Place, `Write the block as type "name" { … }, with the { on the same line.`,
					"After %s a { is expected, not %s.", header(block), p.describe(t))
			}
			return false
		}
	}
}

func (p *parser) addLabel(block *Block, text string, at diag.Place) {
	block.Labels = append(block.Labels, Label{Text: composed(text), Place: at})
	block.Place = span(block.Place, at)
}

// header is what a reader calls the block.
func header(b *Block) string {
	s := b.Type
	for _, l := range b.Labels[:min(len(b.Labels), 2)] {
		s += " " + shortened(l.Text)
	}
	return s
}
