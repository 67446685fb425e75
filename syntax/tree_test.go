package syntax

import (
	"strings"
	"testing"

	"detente/diag"
)

// visit calls f for every expression, the inner ones too.
func visit(b Body, f func(Expr)) {
	for _, a := range b.Attrs {
		visitExpr(a.Expr, f)
	}
	for _, x := range b.Blocks {
		visit(x.Body, f)
	}
}

func visitExpr(e Expr, f func(Expr)) {
	f(e)
	if e.Index != nil {
		visitExpr(*e.Index, f)
	}
	for _, x := range e.Items {
		visitExpr(x, f)
	}
	for _, p := range e.Pairs {
		visitExpr(p.Value, f)
	}
}

// checkFinding checks what every finding owes its reader.
func checkFinding(t *testing.T, x diag.Finding, size int) {
	t.Helper()
	switch {
	case x.Code == "" || x.Severity != diag.Error:
		t.Fatalf("code %q, severity %v", x.Code, x.Severity)
	case !strings.HasSuffix(x.Summary, ".") || !strings.HasSuffix(x.Fix, ".") && !strings.HasSuffix(x.Fix, "}"):
		t.Fatalf("not a sentence: %q %q", x.Summary, x.Fix)
	case strings.Contains(x.Summary+x.Fix, "%!"):
		t.Fatalf("badly formatted: %q %q", x.Summary, x.Fix)
	case x.Place.File == "" || x.Place.Start.Line < 1 || x.Place.Start.Column < 1 || x.Place.Start.Byte > size+1 || x.Place.End.Byte < x.Place.Start.Byte:
		t.Fatalf("place %v to %v of %d bytes: %s", x.Place, x.Place.End, size, x.Summary)
	}
}
