// Package syntax turns the bytes of an agreement's text into a tree and back.
//
// Two notations carry the same tree: the native one (".deal", HCL 2 native
// syntax) and JSON for programs (".deal.json", HCL's JSON syntax). The tree
// knows no meaning: which blocks and attributes exist, and what a name refers
// to, is for package agreement to say. Every name, attribute and value keeps
// its place. Numbers keep their digits: 0.1 is one tenth exactly.
//
// The lexer is that of the HCL library; the parser is our own, for the few forms
// that the language has. The library's parser recurses on nested expressions and
// on runs of operators, cannot recover from an exhausted stack, keeps numbers as
// binary floats and speaks of what the language does not have. Size and depth
// are bounded before parsing: see [MaxBytes] and [MaxDepth].
package syntax

import (
	"math/big"

	"detente/diag"
)

// Limits on foreign bytes.
const (
	MaxBytes = 1 << 20 // bytes in one file
	MaxDepth = 100     // brackets, braces and templates open at once
)

// File is the tree of one file.
type File struct {
	Name string
	Body
}

// Body is the attributes and blocks between braces, each in the order of the text.
type Body struct {
	Attrs  []*Attr
	Blocks []*Block
}

// Block is `type "label" … { body }`. Place covers the header, not the body.
type Block struct {
	Type      string
	TypePlace diag.Place
	Labels    []Label
	Place     diag.Place
	Body
}

// Label is a block's name.
type Label struct {
	Text  string
	Place diag.Place
}

// Attr is `name = expression`. Place covers the whole attribute.
type Attr struct {
	Name      string
	NamePlace diag.Place
	Expr      Expr
	Place     diag.Place
}

// Kind says which form an expression has.
type Kind int

// The forms of an expression.
const (
	Bad    Kind = iota // not one of the forms the language has; a finding says so
	Name               // relief, relief[2], relief.declared
	String             // "text"
	Number             // 0.8, 20, -3, 1e3
	Bool               // true, false
	List               // [a, b]
	Map                // { usa = 20, dprk = vital }
	Call               // before(a, b)
	Logic              // !a, a && b, a || b, (a)
)

// String returns what a reader calls the form, with its article.
func (k Kind) String() string {
	return [...]string{"an expression", "a name", "a text in quotes", "a number", "true or false", "a list", "a map { … }", "a call f(…)", "a statement made with !, && or ||"}[k]
}

// Expr is an expression of one of the forms; the fields of the others are zero.
type Expr struct {
	Kind  Kind
	Place diag.Place

	Text   string   // Name: the root name; String: the text; Call: the function's name; Logic: "!", "&&", "||" or "()"
	JSON   bool     // String: it stands in JSON, where names and calls are texts too; see Code
	Number *big.Rat // Number: exactly as written
	Bool   bool

	Index *Expr  // Name: k of name[k], a Number; nil where there is none
	Field string // Name: f of name.f; "" where there is none

	// Items are the items of a List, the arguments of a Call, the parts of a Logic: one
	// of "!" and "()", two or more of "&&" and "||".
	Items []Expr
	Pairs []Entry // Map, in the order of the text
}

// Entry is one `key = value` of a map.
type Entry struct {
	Key   Label
	Value Expr
}
