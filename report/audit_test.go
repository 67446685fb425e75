package report

import (
	"strings"
	"testing"

	"detente/audit"
	"detente/ledger"
)

func TestAuditSaysWhatItComesTo(t *testing.T) {
	head := ledger.Head{Origin: "detente/x", Size: 1, Root: ledger.EmptyRoot()}
	for _, c := range []struct {
		r    audit.Result
		want string
	}{
		{audit.Result{Head: head}, "Everything holds, over 1 entry."},
		{audit.Result{Gaps: []audit.Gap{{Text: "x", Next: "y"}}}, "Everything that could be checked holds, over 0 entries; what could not be checked is listed below."},
		{audit.Result{Findings: []audit.Finding{{Kind: audit.Unfit, Entries: []int64{3}}}}, "Everything holds, over 0 entries."},
		{audit.Result{Findings: []audit.Finding{{Against: true}}}, "Something does not hold"},
		{audit.Result{Findings: []audit.Finding{{Against: true}, {Against: true}}}, "2 things do not hold"},
	} {
		got := NewAudit(&c.r)
		if !strings.HasPrefix(got.Text, c.want) || got.Holds != !strings.Contains(got.Text, "not hold:") {
			t.Errorf("%+v: %q, holds %v", c.r, got.Text, got.Holds)
		}
	}
	text := string(JSON(NewAudit(&audit.Result{Head: head, Findings: []audit.Finding{{Kind: audit.Fork}}})))
	if !strings.Contains(text, `"entries": []`) || !strings.Contains(text, `"root": "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="`) {
		t.Error(text)
	}
}
