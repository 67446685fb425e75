package agreement

import (
	"strings"

	"detente/standoff"
	"detente/syntax"
)

// statements reads one statement or a list of them.
func (r *reader) statements(c *scene, e syntax.Expr) []Statement {
	var all []Statement
	for _, item := range list(e) {
		if s, ok := r.statement(c, item); ok {
			all = append(all, s)
		}
	}
	return all
}

// statement reads a statement about the options of the stand-off.
func (r *reader) statement(c *scene, e syntax.Expr) (Statement, bool) {
	code := r.code(e)
	f, ok := r.formula(c, code)
	if !ok {
		return Statement{}, false
	}
	return Statement{Formula: f, Text: written(code), Place: e.Place}, true
}

const fixStatement = "Write a statement about options, such as !strike, strike && withdraw, implies(abandon, withdraw)."

// formula makes a formula of an expression, which package syntax has bounded in depth.
func (r *reader) formula(c *scene, e syntax.Expr) (standoff.Formula, bool) {
	switch {
	case e.Kind == syntax.Name && len(c.States) > 0:
		r.add(codeKind, e.Place, "Rank the states: ranking = [best, …, worst].", "%s has a statement about options, and this stand-off is a graph of states.", r.where)
		return standoff.Formula{}, false
	case e.Kind == syntax.Name:
		id, ok := r.local(e, c.option, "an option of the stand-off")
		return standoff.Formula{Op: standoff.Taken, Option: c.option[id]}, ok
	case e.Kind == syntax.Call:
		return r.called(c, e)
	case e.Kind != syntax.Logic:
		r.expected("a statement about options", e, fixStatement)
		return standoff.Formula{}, false
	case e.Text == "()":
		return r.formula(c, e.Items[0])
	}
	op := map[string]standoff.Op{"!": standoff.Not, "&&": standoff.And, "||": standoff.Or}[e.Text]
	parts, ok := r.formulas(c, e.Items)
	return standoff.Formula{Op: op, Parts: parts}, ok
}

func (r *reader) formulas(c *scene, items []syntax.Expr) ([]standoff.Formula, bool) {
	var parts []standoff.Formula
	all := true
	for _, item := range items {
		f, ok := r.formula(c, item)
		parts = append(parts, f)
		all = all && ok
	}
	return parts, all
}

// spelled says how what people write for the signs is written here.
var spelled = map[string]string{
	"not": "Write !a.", "and": "Write a && b.", "or": "Write a || b.",
	"if": "Write implies(a, b): where a holds, b holds.", "xor": "Write !iff(a, b).", "nand": "Write !(a && b).",
}

// called reads implies(a, b) and iff(a, b).
func (r *reader) called(c *scene, e syntax.Expr) (standoff.Formula, bool) {
	op, known := map[string]standoff.Op{"implies": standoff.Implies, "iff": standoff.Iff}[e.Text]
	if !known {
		fix := spelled[e.Text]
		if fix == "" {
			fix = didYouMean(Similar(e.Text, []string{"implies", "iff"}))
		}
		if fix == "" {
			fix = "There is !, &&, ||, implies(a, b) and iff(a, b)."
		}
		r.add(codeUnknown, e.Place, fix, "%s says %s(…), which is not a form of a statement.", r.where, e.Text)
		return standoff.Formula{}, false
	}
	if len(e.Items) != 2 {
		r.add(codeKind, e.Place, "Write "+e.Text+"(a, b).", "%s: %s takes two statements; here %s.", r.where, e.Text, stand(len(e.Items)))
		return standoff.Formula{}, false
	}
	parts, ok := r.formulas(c, e.Items)
	return standoff.Formula{Op: op, Parts: parts}, ok
}

// written is a statement as the text writes it, on one line.
func written(e syntax.Expr) string {
	var parts []string
	for _, x := range e.Items {
		parts = append(parts, written(x))
	}
	switch {
	case e.Kind == syntax.Call:
		return e.Text + "(" + strings.Join(parts, ", ") + ")"
	case e.Kind == syntax.Logic && e.Text == "()":
		return "(" + parts[0] + ")"
	case e.Kind == syntax.Logic && e.Text == "!":
		return "!" + parts[0]
	case e.Kind == syntax.Logic:
		return strings.Join(parts, " "+e.Text+" ")
	}
	return e.Text
}
