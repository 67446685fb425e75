package report

import (
	"math/big"
	"testing"

	"detente/amendment"
	"detente/plan"
	"detente/repair"
)

func TestRepairsInTheRecord(t *testing.T) {
	p := Plan{}.WithRepairs([]repair.Outcome{
		{Kind: repair.Parts, Decided: true, Tried: 3, Repairs: []repair.Repair{{
			Kind: repair.Parts, Steps: []string{"a"}, Agree: []string{"x"}, Least: true, Sentence: "Perform a in 2 parts.",
			Changes: []amendment.Change{{Of: "a", Attribute: "parts", From: "1", To: "2"}, {Of: "a", Attribute: "takes", To: "4", Place: at(7)}},
			Plan: &plan.Result{
				Verdict: plan.SelfEnforcing, Length: &plan.Length{Rounds: 4, Proved: true},
				Exposure: &plan.Figure{Share: big.NewRat(1, 4), Proved: true, Worth: "1"},
			},
		}}},
		{Kind: repair.Stake, Why: "Nothing is."},
	})
	golden(t, "repairs.json", JSON(struct {
		Repairs []Repair     `json:"repairs"`
		Kinds   []RepairKind `json:"repair_kinds"`
	}{p.Repairs, p.RepairKinds}))
}
