package syntax

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"detente/diag"
)

// Code returns the expression as it is to be read where the language expects a
// name, a word or a call. In the native notation that is the expression itself:
// usa is a name and "usa" a text. JSON has one notation for both, so that there
// a text is read as an expression: "usa" as the name usa, "before(a, b)" as the
// call. Where the language expects words for people, or a date, use the
// expression as it is.
//
// The findings are those of reading the text; the expression is Bad then.
func (e Expr) Code() (Expr, diag.List) {
	if e.Kind != String || !e.JSON {
		return e, nil
	}
	found := &findings{}
	p := &parser{file: e.Place.File, inside: 1, found: found}
	start, exact := e.inner()
	p.tokens = lex(e.Place.File, []byte(e.Text), start, found)
	if t, deep := tooDeep(p.tokens); deep {
		found.add(codeTooLarge, where(t), "Name the inner things and refer to them by name.",
			"More than %d brackets, braces and quotes are open at once.", MaxDepth)
		return Expr{Kind: Bad, Place: e.Place}, found.list
	}
	inner, ok := p.expr()
	if t := p.peek(); ok && t.Type != hclsyntax.TokenEOF {
		found.add(codeUnreadable, where(t), "Delete it.", "After the value stands %s.", p.describe(t))
		ok = false
	}
	if !exact {
		inner.moveTo(e.Place)
		for i := range found.list {
			found.list[i].Place = e.Place
		}
	}
	if !ok || len(found.list) > 0 {
		inner = Expr{Kind: Bad, Place: e.Place}
	}
	return inner, found.list
}

// inner returns where the text begins, after its quote, and whether the text
// stands there byte for byte, so that places in it can be told.
func (e Expr) inner() (hcl.Pos, bool) {
	s := e.Place.Start
	exact := e.Place.End.Byte-s.Byte == len(e.Text)+2
	return hcl.Pos{Line: s.Line, Column: s.Column + 1, Byte: s.Byte + 1}, exact
}

// moveTo gives the expression and all in it the place.
func (e *Expr) moveTo(at diag.Place) {
	e.Place = at
	if e.Index != nil {
		e.Index.moveTo(at)
	}
	for i := range e.Items {
		e.Items[i].moveTo(at)
	}
	for i := range e.Pairs {
		e.Pairs[i].Key.Place = at
		e.Pairs[i].Value.moveTo(at)
	}
}
