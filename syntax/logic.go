package syntax

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"detente/diag"
)

// Statements are made of names and calls with !, && and ||, which bind in that order, and
// parentheses: !a && b || c is ((!a) && b) || c.

// joins are the signs that join statements, from the one that binds least.
var joins = []struct {
	token hclsyntax.TokenType
	sign  string
}{
	{hclsyntax.TokenOr, "||"},
	{hclsyntax.TokenAnd, "&&"},
}

// joined reads what is joined by the sign of the level or by one that binds more. A run of
// one sign is one expression with many parts, however long it is.
func (p *parser) joined(level int) (Expr, bool) {
	if level == len(joins) {
		return p.term()
	}
	first, ok := p.joined(level + 1)
	if !ok || p.peek().Type != joins[level].token {
		return first, ok
	}
	e := Expr{Kind: Logic, Text: joins[level].sign, Place: first.Place, Items: []Expr{first}}
	for p.peek().Type == joins[level].token {
		p.take()
		next, ok := p.joined(level + 1)
		if !ok {
			return next, false
		}
		e.Items = append(e.Items, next)
		e.Place = span(e.Place, next.Place)
	}
	for _, part := range e.Items {
		if !part.states() {
			p.found.add(codeKind, part.Place, fixValue, "The sign %s stands between statements; here stands %s.", e.Text, part.Kind)
			return Expr{Kind: Bad, Place: e.Place}, true
		}
	}
	return e, true
}

// states reports whether the expression can be part of a statement. One that is bad has its
// finding already.
func (e Expr) states() bool {
	return e.Kind == Name || e.Kind == Call || e.Kind == Logic || e.Kind == Bad
}

// not reads ! and the statement after it. Only a run of these signs nests without brackets.
func (p *parser) not() (Expr, bool) {
	at := place(p.take().Range)
	p.nots++
	defer func() { p.nots-- }()
	if p.nots > MaxDepth {
		end, ok := p.skip(at)
		if ok {
			p.found.add(codeTooLarge, at, "Two signs ! after one another say nothing; leave them out.", "More than %d signs ! stand before one statement.", MaxDepth)
		}
		return Expr{Kind: Bad, Place: span(at, end)}, ok
	}
	part, ok := p.term()
	if !ok {
		return part, false
	}
	e := Expr{Kind: Logic, Text: "!", Items: []Expr{part}, Place: span(at, part.Place)}
	if !part.states() {
		p.found.add(codeKind, e.Place, "Write true or false.", "The sign ! cannot stand before a value.")
		e = Expr{Kind: Bad, Place: e.Place}
	}
	return e, true
}

// parentheses reads a statement in parentheses.
func (p *parser) parentheses() (Expr, bool) {
	open := p.take()
	p.inside++
	defer func() { p.inside-- }()
	at := place(open.Range)
	if p.peek().Type == hclsyntax.TokenCParen {
		ok := p.closed(open, hclsyntax.TokenCParen, &at)
		return p.noStatement(at, "Between the parentheses stands nothing."), ok
	}
	part, ok := p.expr()
	if !ok {
		return part, false
	}
	if !p.closed(open, hclsyntax.TokenCParen, &at) {
		return Expr{Kind: Bad, Place: at}, false
	}
	if !part.states() {
		return p.noStatement(at, "A value does not stand in parentheses."), true
	}
	return Expr{Kind: Logic, Text: "()", Items: []Expr{part}, Place: at}, true
}

func (p *parser) noStatement(at diag.Place, why string) Expr {
	p.found.add(codeKind, at, "Leave the parentheses out.", "%s", why)
	return Expr{Kind: Bad, Place: at}
}
