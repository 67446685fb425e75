package demands

import (
	"fmt"
	"testing"

	"detente/agreement"
	"detente/effort"
	"detente/internal/families"
	"detente/mus"
)

// disputes are the agreements that are measured, by what they are.
var disputes = []families.Dispute{
	{Steps: 60, Demands: 20, Against: 6},
	{Steps: 60, Demands: 20, Against: 2, Dates: 10},
	{Steps: 60, Demands: 20, Against: 2, Dates: 10, Limits: 2},
	{Steps: 600, Demands: 200, Against: 2},
	{Steps: 600, Demands: 200, Against: 2, Dates: 20},
	{Steps: 600, Demands: 200, Against: 2, Dates: 20, Limits: 2},
	{Steps: 600, Demands: 200, Against: 20},
	{Steps: 600, Demands: 200, Against: 100, Dates: 20, Limits: 5},
}

func name(d families.Dispute) string {
	return fmt.Sprintf("steps=%d/demands=%d/against=%d/dates=%d/limits=%d", d.Steps, d.Demands, d.Against, d.Dates, d.Limits)
}

// BenchmarkFirst is how long the first conflict takes, from the agreement on.
func BenchmarkFirst(b *testing.B) {
	for _, d := range disputes {
		b.Run(name(d), func(b *testing.B) {
			a := families.Disputed(d, 1)
			for b.Loop() {
				t := newTheory(agreement.NewCourse(a, agreement.Asking{}), Options{})
				if conflict, _ := mus.Explain(t.problem(), &effort.Budget{Limit: DefaultQuestions}); conflict == nil {
					b.Fatal("no conflict")
				}
				b.ReportMetric(float64(t.asked), "questions")
			}
		})
	}
}

// BenchmarkAnalyse is how long the whole analysis takes, as detente conflicts asks
// for it, and whether its lists are complete.
func BenchmarkAnalyse(b *testing.B) {
	for _, d := range disputes {
		for _, stands := range []bool{true, false} {
			b.Run(fmt.Sprintf("%s/textstands=%v", name(d), stands), func(b *testing.B) {
				a := families.Disputed(d, 1)
				for b.Loop() {
					an := Analyse(a, Options{TextStands: stands})
					b.ReportMetric(float64(len(an.Conflicts)), "conflicts")
					b.ReportMetric(float64(len(an.GiveUp)), "sets")
					b.ReportMetric(number(an.Complete), "complete")
					b.ReportMetric(number(an.GiveUpLeast), "least")
					b.ReportMetric(float64(an.Questions), "questions")
				}
			})
		}
	}
}

func number(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}
