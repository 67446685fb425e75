package term

import (
	"strings"
	"testing"

	"detente/report"
)

func TestTakenRuns(t *testing.T) {
	day, later := "2030-01-15", "2030-01-16"
	all := []report.Taken{
		{Name: "maps", On: &day},
		{Name: "fuel[1]"},
		{Name: "fuel[2]"},
		{Name: "fuel[3]"},
		{Name: "fuel[5]"},
		{Name: "guns[1]", On: &day},
		{Name: "guns[2]", On: &day},
		{Name: "guns[3]", On: &later},
		{Name: "ships[4]"},
	}
	const want = "maps (2030-01-15); fuel[1] to [3]; fuel[5]; guns[1] to [2] (2030-01-15); guns[3] (2030-01-16); ships[4]"
	if got := strings.Join(takenRuns(all), "; "); got != want {
		t.Errorf("got %s", got)
	}
	if takenRuns(nil) != nil {
		t.Error("something is taken of nothing")
	}
}
