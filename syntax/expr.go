package syntax

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"golang.org/x/text/unicode/norm"

	"detente/diag"
)

// The next moves that findings about expressions offer.
const (
	fixPlain = `Write a name, a text in quotes, a number, true, false, a list [ … ] or a map { … }.`
	fixValue = "Write the value itself; the language does not compute."
)

// expr reads one expression. It reports false where the text is so broken that
// the caller has to look for a place to go on; a finding has been made then.
func (p *parser) expr() (Expr, bool) {
	e, ok := p.joined(0)
	if !ok {
		return e, false
	}
	switch t := p.peek(); t.Type {
	case hclsyntax.TokenPlus, hclsyntax.TokenMinus, hclsyntax.TokenStar, hclsyntax.TokenSlash, hclsyntax.TokenPercent,
		hclsyntax.TokenEqualOp, hclsyntax.TokenNotEqual, hclsyntax.TokenLessThan, hclsyntax.TokenLessThanEq,
		hclsyntax.TokenGreaterThan, hclsyntax.TokenGreaterThanEq, hclsyntax.TokenQuestion:
		return p.bad(e.Place, fixValue, "The sign %s cannot stand between values.", t.Bytes)
	case hclsyntax.TokenDot, hclsyntax.TokenOBrack:
		return p.bad(e.Place, fixPlain, "Only a name can be followed by %s here.", t.Bytes)
	case hclsyntax.TokenEllipsis:
		return p.bad(e.Place, fixPlain, "The sign ... cannot follow a value.")
	}
	return e, true
}

// bad reports an expression that begins at the place and is not a form of the
// language, and skips the rest of it. An expression that is bad already has its
// finding.
func (p *parser) bad(from diag.Place, fix, format string, args ...any) (Expr, bool) {
	end, ok := p.skip(from)
	at := span(from, end)
	if ok {
		p.found.add(codeKind, at, fix, format, args...)
	}
	return Expr{Kind: Bad, Place: at}, ok
}

// skip passes over the rest of an expression: up to a comma, the end of the
// line or a closing bracket that it has not opened. It returns the last place.
func (p *parser) skip(last diag.Place) (diag.Place, bool) {
	var open []hclsyntax.Token
	for {
		t := p.peek()
		switch {
		case len(open) == 0 && (t.Type == hclsyntax.TokenComma || t.Type == hclsyntax.TokenNewline || t.Type == hclsyntax.TokenEOF || closes(t.Type)):
			return last, true
		case opens(t.Type):
			open = append(open, t)
		case closes(t.Type) && t.Type == closerOf(open[len(open)-1].Type):
			open = open[:len(open)-1]
		case closes(t.Type), t.Type == hclsyntax.TokenEOF, t.Type == hclsyntax.TokenQuotedNewline:
			return last, p.unclosed(open[len(open)-1], t)
		}
		last = place(t.Range)
		p.take()
	}
}

// unclosed reports an opening token that the text does not close before t. It
// returns false, for the callers' convenience.
func (p *parser) unclosed(open, t hclsyntax.Token) bool {
	switch open.Type {
	case hclsyntax.TokenOQuote:
		p.found.add(codeUnreadable, where(open), `Write " where the text ends; use \n for a new line in it.`,
			"The text that begins here is not closed on its line.")
	case hclsyntax.TokenOHeredoc:
		p.found.add(codeUnreadable, where(open), "Write its closing word alone on a line.",
			"The text of several lines that begins here is not closed.")
	default:
		p.found.add(codeUnreadable, where(open), "Close it, or put a comma between the values.",
			"The %s that opens here is not closed before %s.", open.Bytes, p.describe(t))
	}
	if t.Type == hclsyntax.TokenQuotedNewline {
		p.take()
		p.relexFrom(t)
	}
	return false
}

func (p *parser) term() (Expr, bool) {
	t := p.peek()
	at := where(t)
	switch t.Type {
	case hclsyntax.TokenNumberLit:
		p.take()
		return p.numberExpr(string(t.Bytes), at), true
	case hclsyntax.TokenMinus:
		return p.negative()
	case hclsyntax.TokenIdent:
		return p.name()
	case hclsyntax.TokenOQuote:
		return p.quoted()
	case hclsyntax.TokenOHeredoc:
		return p.heredoc()
	case hclsyntax.TokenOBrack, hclsyntax.TokenOBrace:
		if p.loop() {
			return p.bad(at, "Write the values out one by one.", "The word for cannot begin a list or a map.")
		}
		if t.Type == hclsyntax.TokenOBrack {
			return p.list()
		}
		return p.mapping()
	case hclsyntax.TokenOParen:
		return p.parentheses()
	case hclsyntax.TokenBang:
		return p.not()
	}
	if !p.foreign(t) {
		p.found.add(codeUnreadable, at, fixPlain, "Here a value is expected, not %s.", p.describe(t))
	}
	at.End = at.Start
	return Expr{Kind: Bad, Place: at}, false
}

func (p *parser) numberExpr(text string, at diag.Place) Expr {
	n, ok := number(text, at, p.found)
	if !ok {
		return Expr{Kind: Bad, Place: at}
	}
	return Expr{Kind: Number, Number: n, Place: at}
}

// negative reads a minus and the number after it.
func (p *parser) negative() (Expr, bool) {
	minus := p.take()
	t := p.peek()
	if t.Type != hclsyntax.TokenNumberLit {
		return p.bad(place(minus.Range), "Write a number after the minus.", "A minus stands before something that is not a number.")
	}
	p.take()
	return p.numberExpr("-"+string(t.Bytes), span(place(minus.Range), place(t.Range))), true
}

// name reads true, false, a name with its part or its field, or a call.
func (p *parser) name() (Expr, bool) {
	t := p.take()
	e := Expr{Kind: Name, Text: composed(string(t.Bytes)), Place: place(t.Range)}
	next := p.peek().Type
	switch {
	case next == hclsyntax.TokenOParen:
		return p.call(e)
	case next == hclsyntax.TokenDoubleColon:
		return p.bad(e.Place, fixPlain, "The sign :: has no meaning here.")
	case e.Text == "true", e.Text == "false":
		return Expr{Kind: Bool, Bool: e.Text == "true", Place: e.Place}, true
	case e.Text == "null":
		return p.bad(e.Place, "Leave the attribute out.", "The word null stands for nothing here.")
	}
	if next == hclsyntax.TokenOBrack {
		if ok := p.index(&e); !ok || e.Kind == Bad {
			return e, ok
		}
	}
	if p.peek().Type == hclsyntax.TokenDot {
		dot := p.take()
		field := p.peek()
		if field.Type != hclsyntax.TokenIdent {
			return p.bad(span(e.Place, place(dot.Range)), "Write relief[2] for a part, relief.declared for a declaration.",
				"After the point a word is expected, not %s.", p.describe(field))
		}
		p.take()
		e.Field = composed(string(field.Bytes))
		e.Place = span(e.Place, place(field.Range))
	}
	return e, true
}

// index reads [k] after a name.
func (p *parser) index(e *Expr) bool {
	open := p.take()
	p.inside++
	defer func() { p.inside-- }()
	if t := p.peek(); t.Type == hclsyntax.TokenStar || t.Type == hclsyntax.TokenCBrack {
		at := span(e.Place, place(t.Range))
		p.found.add(codeKind, at, "Write the number of the part, such as "+e.Text+"[1].", "Between the brackets stands no number of a part.")
		*e = Expr{Kind: Bad, Place: at}
		if t.Type == hclsyntax.TokenStar {
			p.take()
		}
		return p.closed(open, hclsyntax.TokenCBrack, &e.Place)
	}
	k, ok := p.expr()
	if !ok || !p.closed(open, hclsyntax.TokenCBrack, &e.Place) {
		*e = Expr{Kind: Bad, Place: e.Place}
		return false
	}
	if k.Kind != Number {
		if k.Kind != Bad {
			p.found.add(codeKind, k.Place, "Write the number of the part, such as "+e.Text+"[1].", "Between the brackets stands %s, not the number of a part.", k.Kind)
		}
		*e = Expr{Kind: Bad, Place: e.Place}
		return true
	}
	e.Index = &k
	return true
}

// closed takes the closing token and extends the place to it.
func (p *parser) closed(open hclsyntax.Token, closer hclsyntax.TokenType, at *diag.Place) bool {
	t := p.peek()
	if t.Type != closer {
		if p.foreign(t) {
			return false
		}
		return p.unclosed(open, t)
	}
	p.take()
	*at = span(*at, place(t.Range))
	return true
}

// call reads the arguments of name(…).
func (p *parser) call(name Expr) (Expr, bool) {
	e := Expr{Kind: Call, Text: name.Text, Place: name.Place}
	open := p.take()
	ok := p.items(open, hclsyntax.TokenCParen, &e)
	return e, ok
}

// loop reports whether the bracket that is next opens one of HCL's loops.
func (p *parser) loop() bool {
	i := p.next + 1
	for p.tokens[i].Type == hclsyntax.TokenNewline {
		i++
	}
	return p.tokens[i].Type == hclsyntax.TokenIdent && string(p.tokens[i].Bytes) == "for"
}

func (p *parser) list() (Expr, bool) {
	open := p.take()
	e := Expr{Kind: List, Place: place(open.Range)}
	ok := p.items(open, hclsyntax.TokenCBrack, &e)
	return e, ok
}

// items reads expressions between commas up to the closing token; the last may
// have a comma too.
func (p *parser) items(open hclsyntax.Token, closer hclsyntax.TokenType, e *Expr) bool {
	p.inside++
	defer func() { p.inside-- }()
	for {
		if p.peek().Type == closer {
			return p.closed(open, closer, &e.Place)
		}
		item, ok := p.expr()
		if !ok {
			return false
		}
		e.Items = append(e.Items, item)
		if p.peek().Type != hclsyntax.TokenComma {
			return p.closed(open, closer, &e.Place)
		}
		p.take()
	}
}

// mapping reads { key = value … }, with a comma or the end of the line between
// the entries. HCL allows a colon for the equals sign.
func (p *parser) mapping() (Expr, bool) {
	open := p.take()
	e := Expr{Kind: Map, Place: place(open.Range)}
	outer := p.inside
	p.inside = 0
	defer func() { p.inside = outer }()
	for {
		switch t := p.peek(); t.Type {
		case hclsyntax.TokenNewline:
			p.take()
			continue
		case hclsyntax.TokenCBrace:
			return e, p.closed(open, hclsyntax.TokenCBrace, &e.Place)
		}
		entry, ok := p.entry(open)
		if !ok {
			return e, false
		}
		e.Pairs = append(e.Pairs, entry)
		switch t := p.peek(); t.Type {
		case hclsyntax.TokenComma, hclsyntax.TokenNewline:
			p.take()
		default:
			return e, p.closed(open, hclsyntax.TokenCBrace, &e.Place)
		}
	}
}

func (p *parser) entry(open hclsyntax.Token) (Entry, bool) {
	var key Label
	switch t := p.peek(); t.Type {
	case hclsyntax.TokenIdent:
		p.take()
		key = Label{Text: composed(string(t.Bytes)), Place: place(t.Range)}
	case hclsyntax.TokenOQuote:
		text, ok := p.quoted()
		if !ok {
			return Entry{}, false
		}
		key = Label{Text: composed(text.Text), Place: text.Place}
	case hclsyntax.TokenEOF:
		return Entry{}, p.unclosed(open, t)
	default:
		if !p.foreign(t) {
			p.found.add(codeUnreadable, where(t), "Write the map as { name = value, name = value }.",
				"Here a name is expected, not %s.", p.describe(t))
		}
		return Entry{}, false
	}
	t := p.peek()
	if t.Type != hclsyntax.TokenEqual && t.Type != hclsyntax.TokenColon {
		if !p.foreign(t) {
			p.found.add(codeUnreadable, where(t), "Write the map as { name = value, name = value }.",
				"After %s an = is expected, not %s.", key.Text, p.describe(t))
		}
		return Entry{}, false
	}
	p.take()
	value, ok := p.expr()
	return Entry{Key: key, Value: value}, ok
}

// composed brings a name into Unicode's composed form, so that two names that
// look the same are the same.
func composed(s string) string { return norm.NFC.String(s) }
