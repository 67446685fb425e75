package check

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"detente/agreement"
	"detente/syntax"
)

// Texts of about 1 MiB in shapes that a careless rule drowns in.
var large = []struct {
	name  string
	write func(b *strings.Builder)
}{
	{"5,000 steps in a chain", func(b *strings.Builder) {
		for i := range 5000 {
			fmt.Fprintf(b, "step \"s%d\" {\n by = p%d\n after = [%s]\n due = after(x, %d)\n takes = [1, 3]\n}\n", i, i%7, before(i, 1), i)
		}
	}},
	{"3,000 steps without owners that wait for 40 each", func(b *strings.Builder) {
		for i := range 3000 {
			fmt.Fprintf(b, "step \"s%d\" { after = [%s] }\n", i, before(i, 40))
		}
	}},
	{"5,000 steps, 1,000 of them refused", func(b *strings.Builder) {
		for i := range 5000 {
			fmt.Fprintf(b, "step \"s%d\" {\n by = p1\n after = [%s]\n}\n", i, before(i, 1))
			if i%5 == 0 {
				fmt.Fprintf(b, "demand \"d%d\" { that = exclude(s%d) }\n", i, i)
			}
		}
	}},
	{"1,000 bundles over a chain", func(b *strings.Builder) {
		for i := range 4000 {
			fmt.Fprintf(b, "step \"s%d\" {\n by = p%d\n after = [%s]\n}\n", i, i%7, before(i, 1))
		}
		for i := range 1000 {
			fmt.Fprintf(b, "demand \"d%d\" { that = together(s%d, s%d) }\n", i, i, (i*1237+1)%4000)
		}
	}},
	{"one bundle and one exchange of 2,000", func(b *strings.Builder) {
		var bundle, exchange []string
		for i := range 4000 {
			fmt.Fprintf(b, "step \"s%d\" { by = p%d }\n", i, i%7)
			if i < 2000 {
				bundle = append(bundle, fmt.Sprintf("s%d", i))
			} else {
				exchange = append(exchange, fmt.Sprintf("s%d", i))
			}
		}
		fmt.Fprintf(b, "demand \"d\" { that = together(%s) }\nexchange \"e\" { steps = [%s] }\n", strings.Join(bundle, ", "), strings.Join(exchange, ", "))
	}},
	{"290 anchors in a chain, dates that hang on them", func(b *strings.Builder) {
		b.WriteString("anchor \"a0\" { date = [\"2026-01-01\", \"2026-01-03\"] }\n")
		for i := 1; i < 290; i++ {
			fmt.Fprintf(b, "anchor \"a%d\" { date = after(a%d, 1) }\n", i, i-1)
		}
		for i := range 3000 {
			fmt.Fprintf(b, "step \"s%d\" {\n by = p1\n due = after(a%d, 1)\n not_before = after(a%d, 0)\n}\n", i, i%290, i%290)
		}
	}},
	{"6,000 clocks among 5,000 steps", func(b *strings.Builder) {
		for i := range 5000 {
			fmt.Fprintf(b, "step \"s%d\" {\n by = p%d\n after = [%s]\n due = after(s%d, 1)\n takes = 2\n}\n", i, i%7, before(i, 2), max(0, i-9))
		}
		for i := range 1000 {
			fmt.Fprintf(b, "demand \"d%d\" { that = within(3, s%d, s%d) }\n", i, i*2, i*5)
		}
	}},
	{"280 parties, each with worths at 400 steps", func(b *strings.Builder) {
		var gains []string
		for i := range 280 {
			fmt.Fprintf(b, "party \"q%d\" { walk_away = 3 }\n", i)
			gains = append(gains, fmt.Sprintf("q%d=1", i))
		}
		for i := range 400 {
			fmt.Fprintf(b, "step \"s%d\" {\n by = [q%d, q%d]\n gains = { %s }\n undo = 0.5\n}\n", i, i%280, (i+1)%280, strings.Join(gains, ","))
		}
	}},
	{"4,900 facts with quotes", func(b *strings.Builder) {
		b.WriteString("source \"src\" { file = \"x.txt\" }\n")
		for i := range 4900 {
			fmt.Fprintf(b, "fact \"f%d\" {\n source = src\n quote = \"number %d of the words\"\n}\n", i, i)
		}
	}},
	{"5 steps of 1,000 parts against one another", func(b *strings.Builder) {
		for i := range 5 {
			fmt.Fprintf(b, "step \"s%d\" {\n by = p%d\n parts = 1000\n takes = [1, 2]\n due = \"2026-06-01\"\n}\n", i, i)
		}
		for i := range 1000 {
			fmt.Fprintf(b, "demand \"d%d\" { that = before(s%d[%d], s%d[%d]) }\n", i, i%5, 1+i%1000, (i+1)%5, 1+(i*7)%1000)
		}
	}},
}

// before lists up to n steps before step i.
func before(i, n int) string {
	var names []string
	for j := max(0, i-n); j < i; j++ {
		names = append(names, fmt.Sprintf("s%d", j))
	}
	return strings.Join(names, ", ")
}

func TestLargeTexts(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	for _, tt := range large {
		t.Run(tt.name, func(t *testing.T) {
			var b strings.Builder
			b.WriteString("agreement \"x1\" { begins = \"2026-01-01\" }\nanchor \"x\" { date = \"2026-01-01\" }\n")
			for i := range 7 {
				fmt.Fprintf(&b, "party \"p%d\" {}\n", i)
			}
			tt.write(&b)
			if b.Len() > syntax.MaxBytes {
				t.Fatalf("%d bytes", b.Len())
			}
			tree, found := syntax.Parse("large.deal", []byte(b.String()))
			a, more := agreement.Read([]*syntax.File{tree})
			if found = append(found, more...); found.HasErrors() {
				t.Fatal(lines(found[:min(3, len(found))]))
			}
			for _, s := range a.Sources {
				s.Loaded, s.Content = true, strings.Repeat("nothing of what is quoted stands in here. ", 2500)
			}
			start := time.Now()
			all := Run(a, agreement.Asking{})
			took := time.Since(start)
			t.Logf("%d bytes, %d findings, %v", b.Len(), len(all), took)
			if took > patience {
				t.Errorf("took %v", took)
			}
			for _, f := range all {
				if len(f.Summary) > 4000 || len(f.Detail) > 20_000 {
					t.Errorf("%s says too much: %d and %d bytes", f.Code, len(f.Summary), len(f.Detail))
				}
			}
		})
	}
}
