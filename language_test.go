package detente_test

import (
	"fmt"
	"go/ast"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"detente/agreement"
	"detente/internal/files"
	"detente/syntax"
)

// docs/language.md names every attribute and every form of a demand that the
// reader of package agreement knows, and no attribute that it does not know.
func TestLanguagePageIsComplete(t *testing.T) {
	page := read(t, "docs/language.md")
	known := readAttributes(t)
	if len(known) < 30 {
		t.Fatalf("only %d attributes found in package agreement: %v", len(known), known)
	}
	documented := pageAttributes(page)
	for _, name := range known {
		if !slices.Contains(documented, name) {
			t.Errorf("docs/language.md has no row for the attribute %s", name)
		}
	}
	for _, name := range documented {
		if !slices.Contains(known, name) {
			t.Errorf("docs/language.md has a row for %s, which the language does not know", name)
		}
	}
	for _, form := range []agreement.DemandKind{agreement.Before, agreement.Together, agreement.Within, agreement.By, agreement.NotBefore, agreement.Include, agreement.Exclude} {
		if !strings.Contains(page, "| `"+string(form)+"(") {
			t.Errorf("docs/language.md has no row for the form %s", form)
		}
	}
}

// The page's table of limits has the limits of the program.
func TestLanguagePageHasTheLimits(t *testing.T) {
	_, limits, _ := strings.Cut(read(t, "docs/language.md"), "## Limits")
	for what, most := range map[string]int{
		"bytes in one file": syntax.MaxBytes, "brackets, braces and quotes open at once": syntax.MaxDepth,
		"files of one agreement": files.MaxFiles, "readings of one agreement": agreement.MaxReadings, "characters of a name": agreement.MaxName,
		"words of a scale": agreement.MaxScale, "parts of one step": agreement.MaxParts,
		"parts of all steps together": agreement.MaxUnits, "days of a duration or an offset": agreement.MaxDays,
		"weight of a demand":      agreement.MaxWeight,
		"stages of one procedure": agreement.MaxStages, "number of a quota": agreement.MaxNumber,
		"keys of one party or third party": agreement.MaxKeys, "keys of observers": agreement.MaxObservers,
	} {
		if row := fmt.Sprintf("| %s | %d |", what, most); !strings.Contains(limits, row) {
			t.Errorf("the table of limits has no row %q", row)
		}
	}
}

// readAttributes returns the names in the tables []attr[…] of package agreement.
func readAttributes(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, s := range tree(t) {
		if s.pkg != "agreement" || s.test {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			table, ok := n.(*ast.CompositeLit)
			if !ok || !isAttrTable(table.Type) {
				return true
			}
			for _, row := range table.Elts {
				if name, ok := row.(*ast.CompositeLit).Elts[0].(*ast.BasicLit); ok {
					unquoted, _ := strconv.Unquote(name.Value)
					names = append(names, unquoted)
				}
			}
			return true
		})
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func isAttrTable(typ ast.Expr) bool {
	list, ok := typ.(*ast.ArrayType)
	if !ok {
		return false
	}
	elem, ok := list.Elt.(*ast.IndexExpr)
	if !ok {
		return false
	}
	id, ok := elem.X.(*ast.Ident)
	return ok && id.Name == "attr"
}

var (
	attributeTable = regexp.MustCompile(`(?m)^\| attribute.*\n(\|.*\n)+`)
	quotedName     = regexp.MustCompile("`([a-z0-9_]+)`")
)

// pageAttributes returns the names in the first column of the page's tables of
// attributes.
func pageAttributes(page string) []string {
	var names []string
	for _, table := range attributeTable.FindAllString(page, -1) {
		for _, row := range strings.Split(table, "\n")[2:] {
			first, _, _ := strings.Cut(strings.TrimPrefix(row, "| "), " | ")
			for _, m := range quotedName.FindAllStringSubmatch(first, -1) {
				names = append(names, m[1])
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
