package act

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const specFile = "../docs/spec/acts.md"

// between returns what stands between the mark of that name and the end of it,
// and the page with something else there.
func between(t *testing.T, page, mark, text string) (was, now string) {
	t.Helper()
	before, rest, ok := strings.Cut(page, "<!-- "+mark+": ")
	how, rest, ok2 := strings.Cut(rest, "-->\n")
	was, after, ok3 := strings.Cut(rest, "<!-- end -->")
	if !ok || !ok2 || !ok3 {
		t.Fatalf("%s has no place for %s", specFile, mark)
	}
	return was, before + "<!-- " + mark + ": " + how + "-->\n" + text + "<!-- end -->" + after
}

// kindTable is the table of kinds and the fields they have.
func kindTable() string {
	var b strings.Builder
	columns := fieldNames[:words]
	fmt.Fprintf(&b, "| kind | %s | results |\n| --- |%s --- |\n", strings.Join(columns, " | "), strings.Repeat(" :-: |", len(columns)))
	for _, k := range Kinds() {
		fmt.Fprintf(&b, "| `%s` |", k)
		for f := step; f < words; f++ {
			switch {
			case slices.Contains(forms[k].needs, f):
				b.WriteString(" ! |")
			case slices.Contains(forms[k].may, f):
				b.WriteString(" · |")
			default:
				b.WriteString(" |")
			}
		}
		var results []string
		for _, r := range forms[k].results {
			results = append(results, "`"+string(r)+"`")
		}
		if slices.Contains(forms[k].needs, words) {
			results = append(results, "needs `words`")
		}
		b.WriteString(" " + strings.Join(results, ", ") + " |\n")
	}
	return strings.ReplaceAll(b.String(), " |  |\n", " | |\n")
}

// The tables of the page are those of the program.
func TestSpec(t *testing.T) {
	refuseUpdate(t)
	b, err := os.ReadFile(specFile)
	if err != nil {
		t.Fatal(err)
	}
	page := string(b)
	for mark, want := range map[string]string{
		"kinds": "\n" + kindTable() + "\n",
		"small": "\n    " + strings.Join(small[:], "\n    ") + "\n\n",
	} {
		was, now := between(t, page, mark, want)
		if was != want && !*update {
			t.Errorf("the table of %s in %s is not the program's (go test ./act -run TestSpec -update writes it):\n%s", mark, specFile, want)
		}
		page = now
	}
	if *update {
		if err := os.WriteFile(specFile, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// Every field of an act and every limit stands on the page, and the fields in
// their order.
func TestSpecIsWhole(t *testing.T) {
	b, err := os.ReadFile(specFile)
	if err != nil {
		t.Fatal(err)
	}
	page := string(b)
	last := 0
	for i := range reflect.TypeFor[Act]().NumField() {
		name, _, _ := strings.Cut(reflect.TypeFor[Act]().Field(i).Tag.Get("json"), ",")
		row := strings.Index(page, "\n| `"+name+"`")
		if name == "stage" { // beside procedure
			row = strings.Index(page, "`procedure`, `stage` |")
		}
		if row < last {
			t.Errorf("%s has no row, or one in other order", name)
		}
		last = max(row, last)
	}
	for _, typ := range []reflect.Type{reflect.TypeFor[Seen](), reflect.TypeFor[KeyChange](), reflect.TypeFor[Together](), reflect.TypeFor[Partner](), reflect.TypeFor[Evidence]()} {
		for i := range typ.NumField() {
			name, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
			if !strings.Contains(page, "`"+name+"`") {
				t.Errorf("%s of %s is not on the page", name, typ)
			}
		}
	}
	for _, n := range []int{MaxEntry, MaxAct, MaxWords, MaxName, MaxDays, MaxFileName} {
		if !strings.Contains(page, " "+strconv.Itoa(n)) {
			t.Errorf("the limit %d is not on the page", n)
		}
	}
	for _, s := range []string{
		fmt.Sprintf("%d to an act at most", MaxEvidence), fmt.Sprintf("1 to %d and none twice", MaxPartners), fmt.Sprintf("together 1 to %d, none twice", MaxKeys),
		PayloadType, string(SignedBytes(nil))[:len("DSSEv1 32 application/vnd.detente.act+json ")],
	} {
		if !strings.Contains(page, s) {
			t.Errorf("the page does not say %q", s)
		}
	}
	for _, r := range unseen.R16 {
		if !strings.Contains(page, fmt.Sprintf("U+%04X", r.Lo)) || !strings.Contains(page, fmt.Sprintf("U+%04X", r.Hi)) {
			t.Errorf("U+%04X to U+%04X is not on the page", r.Lo, r.Hi)
		}
	}
}
