package effort_test

import (
	"testing"

	"detente/effort"
)

func TestBudgetEndsAtItsLimit(t *testing.T) {
	b := effort.Budget{Limit: 10}
	if !b.Spend(9) || b.Left() != 1 || b.Exhausted() {
		t.Errorf("after 9 of 10: %d left", b.Left())
	}
	if b.Spend(1) || b.Left() != 0 || !b.Exhausted() {
		t.Errorf("after 10 of 10: %d left", b.Left())
	}
	if b.Spend(5); b.Opened != 15 || b.Left() != 0 {
		t.Errorf("opened %d, %d left", b.Opened, b.Left())
	}
}

func TestBudgetStopsWhenAsked(t *testing.T) {
	stop := make(chan struct{})
	b := effort.Budget{Limit: 10, Stop: stop}
	if !b.Spend(1) {
		t.Fatal("stopped without being asked")
	}
	close(stop)
	if b.Spend(0) || !b.Exhausted() || b.Left() != 0 {
		t.Errorf("asked to stop: %d left", b.Left())
	}
	if p := b.Part(5); p.Limit != 0 || p.Spend(0) {
		t.Errorf("a part may still open %d", p.Limit)
	}
}

func TestWhatIsKeptIsForLater(t *testing.T) {
	b := effort.Budget{Limit: 10}
	b.Keep(4)
	if b.Left() != 6 || b.Spend(6) {
		t.Errorf("4 of 10 kept: %d left", b.Left())
	}
	if p := b.Part(100); p.Limit != 0 {
		t.Errorf("a part may open %d of what is kept", p.Limit)
	}
	b.Keep(0)
	if b.Left() != 4 || b.Exhausted() {
		t.Errorf("given back: %d left", b.Left())
	}
	b.Keep(100) // no more than there is
	if b.Left() != 0 {
		t.Errorf("everything kept: %d left", b.Left())
	}
}

func TestProgressIsToldNowAndThen(t *testing.T) {
	var told []effort.Progress
	b := effort.Budget{Limit: 1 << 20, Report: func(p effort.Progress) { told = append(told, p) }}
	for range 100 {
		b.Spend(1000)
		b.Tell(effort.Progress{Level: "days", Opened: -1})
	}
	if len(told) != 5 { // after each 16,384
		t.Fatalf("told %d times", len(told))
	}
	for k, p := range told {
		if p.Level != "days" || p.Limit != 1<<20 || p.Opened < int64(k+1)<<14 {
			t.Errorf("told %+v", p)
		}
	}
}
