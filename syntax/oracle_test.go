package syntax

import (
	"bytes"
	"math/big"
	"slices"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"golang.org/x/text/unicode/norm"
)

// HCL's own parser stands beside ours: what we accept it must accept, with the
// same blocks, names and values in the same places. It is asked only about
// texts that ours accepts, which are never deep.

func askHCL(t *testing.T, file *File, src []byte) {
	t.Helper()
	text := bytes.Clone(src)
	if !bytes.HasSuffix(text, []byte("\n")) {
		text = append(text, '\n')
	}
	theirs, problems := hclsyntax.ParseConfig(text, file.Name, hcl.InitialPos)
	if problems.HasErrors() {
		if !onlyTwice(problems) {
			t.Fatalf("accepted, but HCL says %v", problems)
		}
		return
	}
	sameBody(t, file.Body, theirs.Body.(*hclsyntax.Body))
}

// onlyTwice reports whether HCL's only complaint is an attribute given twice,
// which is for package agreement to say.
func onlyTwice(d hcl.Diagnostics) bool {
	for _, x := range d {
		if x.Summary != "Attribute redefined" {
			return false
		}
	}
	return true
}

func sameBody(t *testing.T, b Body, h *hclsyntax.Body) {
	t.Helper()
	if len(b.Attrs) != len(h.Attributes) || len(b.Blocks) != len(h.Blocks) {
		t.Fatalf("%d attributes and %d blocks, HCL has %d and %d", len(b.Attrs), len(b.Blocks), len(h.Attributes), len(h.Blocks))
	}
	for _, a := range b.Attrs {
		theirs := attributeOf(h, a.Name)
		if theirs == nil || place(theirs.NameRange) != a.NamePlace || place(theirs.SrcRange) != a.Place {
			t.Fatalf("attribute %s at %v, HCL has %v", a.Name, a.Place, theirs)
		}
		sameExpr(t, a.Expr, theirs.Expr)
	}
	for i, x := range b.Blocks {
		theirs := h.Blocks[i]
		if x.Type != composed(theirs.Type) || place(theirs.TypeRange) != x.TypePlace || len(x.Labels) != len(theirs.Labels) {
			t.Fatalf("block %v, HCL has %v", header(x), theirs)
		}
		for j, l := range x.Labels {
			if l.Text != composed(theirs.Labels[j]) || l.Place != place(theirs.LabelRanges[j]) {
				t.Fatalf("label %v, HCL has %v", l, theirs.Labels[j])
			}
		}
		sameBody(t, x.Body, theirs.Body)
	}
}

func attributeOf(h *hclsyntax.Body, name string) *hclsyntax.Attribute {
	for n, a := range h.Attributes {
		if composed(n) == name {
			return a
		}
	}
	return nil
}

func sameExpr(t *testing.T, e Expr, h hclsyntax.Expression) {
	t.Helper()
	if _, isKey := h.(*hclsyntax.ObjectConsKeyExpr); !isKey && e.Place != place(h.Range()) {
		t.Fatalf("%s at %v to %v, HCL has %v", e.Kind, e.Place, e.Place.End, h.Range())
	}
	switch e.Kind {
	case Logic:
		sameLogic(t, e, h)
	case String, Number, Bool:
		sameValue(t, e, h)
	case Name:
		sameName(t, e, h)
	case List:
		sameItems(t, e.Items, h.(*hclsyntax.TupleConsExpr).Exprs)
	case Call:
		call := h.(*hclsyntax.FunctionCallExpr)
		if e.Text != composed(call.Name) {
			t.Fatalf("call of %s, HCL has %s", e.Text, call.Name)
		}
		sameItems(t, e.Items, call.Args)
	case Map:
		items := h.(*hclsyntax.ObjectConsExpr).Items
		if len(items) != len(e.Pairs) {
			t.Fatalf("%d pairs, HCL has %d", len(e.Pairs), len(items))
		}
		for i, p := range e.Pairs {
			key, problems := items[i].KeyExpr.Value(nil)
			if problems.HasErrors() || key.AsString() != p.Key.Text {
				t.Fatalf("key %q, HCL has %v %v", p.Key.Text, key, problems)
			}
			sameExpr(t, p.Value, items[i].ValueExpr)
		}
	default:
		t.Fatalf("%s without a finding", e.Kind)
	}
}

func sameItems(t *testing.T, items []Expr, theirs []hclsyntax.Expression) {
	t.Helper()
	if len(items) != len(theirs) {
		t.Fatalf("%d items, HCL has %d", len(items), len(theirs))
	}
	for i, x := range items {
		sameExpr(t, x, theirs[i])
	}
}

// sameLogic compares a statement. HCL has a chain a && b && c as (a && b) && c.
func sameLogic(t *testing.T, e Expr, h hclsyntax.Expression) {
	t.Helper()
	switch e.Text {
	case "()":
		sameExpr(t, e.Items[0], h.(*hclsyntax.ParenthesesExpr).Expression)
	case "!":
		not := h.(*hclsyntax.UnaryOpExpr)
		if not.Op != hclsyntax.OpLogicalNot {
			t.Fatalf("! is %v for HCL", not.Op)
		}
		sameExpr(t, e.Items[0], not.Val)
	default:
		op := map[string]*hclsyntax.Operation{"&&": hclsyntax.OpLogicalAnd, "||": hclsyntax.OpLogicalOr}[e.Text]
		var parts []hclsyntax.Expression
		for {
			chain, ok := h.(*hclsyntax.BinaryOpExpr)
			if !ok || chain.Op != op {
				break
			}
			parts = append(parts, chain.RHS)
			h = chain.LHS
		}
		slices.Reverse(parts)
		sameItems(t, e.Items, append([]hclsyntax.Expression{h}, parts...))
	}
}

// sameValue compares numbers at the precision of HCL's, and texts in the
// composed form that its library brings them into.
func sameValue(t *testing.T, e Expr, h hclsyntax.Expression) {
	t.Helper()
	v, problems := h.Value(nil)
	if problems.HasErrors() {
		t.Fatalf("%s, HCL says %v", e.Kind, problems)
	}
	same := false
	switch e.Kind {
	case String:
		same = v.Type() == cty.String && norm.NFC.String(e.Text) == v.AsString()
	case Bool:
		same = v.Type() == cty.Bool && v.True() == e.Bool
	case Number:
		theirs := v.AsBigFloat()
		ours := new(big.Float).SetPrec(theirs.Prec()).SetRat(e.Number)
		same = ours.Cmp(theirs) == 0
	}
	if !same {
		t.Fatalf("%s, HCL has %#v", form(e), v)
	}
}

func sameName(t *testing.T, e Expr, h hclsyntax.Expression) {
	t.Helper()
	names, problems := hcl.AbsTraversalForExpr(h)
	if problems.HasErrors() || composed(names.RootName()) != e.Text {
		t.Fatalf("name %s, HCL has %v %v", form(e), names, problems)
	}
	rest := names[1:]
	if e.Index != nil {
		k, _ := rest[0].(hcl.TraverseIndex).Key.AsBigFloat().Rat(nil)
		want, _ := new(big.Float).SetPrec(512).SetRat(e.Index.Number).Rat(nil)
		if k.Cmp(want) != 0 {
			t.Fatalf("part %v, HCL has %v", e.Index.Number, k)
		}
		rest = rest[1:]
	}
	if e.Field != "" {
		if f := rest[0].(hcl.TraverseAttr).Name; composed(f) != e.Field {
			t.Fatalf("field %s, HCL has %s", e.Field, f)
		}
		rest = rest[1:]
	}
	if len(rest) > 0 {
		t.Fatalf("name %s, HCL has more: %v", form(e), rest)
	}
}
