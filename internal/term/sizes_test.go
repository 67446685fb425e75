package term

import (
	"strings"
	"testing"

	"detente/report"
)

// Parts of different sizes say what they are of their step, alone and in a row;
// those of one size, and all of them together, say nothing more.
func TestPartsSayTheirSizes(t *testing.T) {
	p := samplePlan()
	sized := func(k int, size string) report.Event {
		e := part("yongbyon", k, 3, "dprk", "usa")
		e.Steps[0].Size = size
		return e
	}
	dprk := func(events ...report.Event) string {
		return strings.Join(newCast(p).does(report.Round{Events: events}, "dprk"), "; ")
	}
	one, two, three := sized(1, "1/2"), sized(2, "1/3"), sized(3, "1/6")
	small := sized(2, "123/1000")
	joint := sized(3, "1/6")
	joint.Steps[0].By = []string{"usa", "dprk"}
	for _, c := range []struct {
		events []report.Event
		want   string
	}{
		{[]report.Event{one}, "yongbyon 1/3 (1/2 of it)"},
		{[]report.Event{one, two}, "yongbyon 1-2/3 (5/6 of it)"},
		{[]report.Event{one, two, three}, "yongbyon 1-3/3"},
		{[]report.Event{small}, "yongbyon 2/3 (12.3% of it)"},
		{[]report.Event{joint}, "yongbyon 3/3 (1/6 of it, jointly)"},
		{[]report.Event{part("yongbyon", 1, 3, "dprk")}, "yongbyon 1/3"},
	} {
		if got := dprk(c.events...); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	if s := sampling(report.Sampling{Step: "a", Occasions: 3, Enough: 2, Each: 0.5}, true); !strings.Contains(s, "drawn by lot whatever their sizes, and not known") {
		t.Error(s)
	}
}
