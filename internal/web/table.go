package web

import (
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"detente/report"
)

// force says whether the agreement is in force.
func (v view) force() string {
	switch {
	case v.c.InForce && v.c.Since != nil:
		return v.t("table.inforce", v.moment(*v.c.Since))
	case len(v.c.Unsigned) > 0:
		return v.t("table.unsigned", v.named(v.c.Unsigned))
	}
	return v.t("table.notinforce")
}

// actAddress is the form for what somebody can do now, filled in as far as known.
func (v view) actAddress(m report.Turn) templ.SafeURL {
	q := url.Values{"kind": {m.Kind}}
	for _, x := range [][2]string{{"step", m.Step}, {"procedure", m.Procedure}, {"stage", m.Stage}} {
		if x[1] != "" && (m.Kind != "attest" || x[0] != "step") {
			q.Set(x[0], x[1])
		}
	}
	if m.Entry != nil && (m.Kind == "attest" || m.Kind == "answer") {
		q.Set("of", strconv.FormatInt(*m.Entry, 10))
	}
	return v.at("act") + templ.SafeURL("?"+q.Encode())
}

// noPlan says why there is no plan from here.
func (v view) noPlan(r report.NowReading) string {
	switch r.Verdict {
	case "":
		return v.t("table.noplan")
	case "self_enforcing", "depends", "needs_stake":
		return v.t("table.plan.over")
	}
	return v.t("table.plan.none", v.t("verdict."+r.Verdict))
}

func (v view) contest(c report.Contest) string {
	said := v.t("act.dispute.step", v.label(c.By), c.Step)
	if c.Of != nil {
		said = v.t("act.dispute", v.label(c.By), *c.Of)
	}
	if len(c.Answers) == 0 {
		return sentences(said, v.t("table.contest.unanswered"))
	}
	var answers []string
	for _, n := range c.Answers {
		answers = append(answers, v.entry(n))
	}
	return sentences(said, v.t("table.contest.answers", v.list(answers)))
}

// proposal says who has made which acts, and what they wait for.
func (v view) proposal(x report.Proposal) string {
	var made string
	for i, n := range x.Entries {
		if i < len(x.By) {
			made = sentences(made, v.t("proposal.made", v.label(x.By[i]), v.kind(x.Kind), v.entry(n)))
		}
	}
	before := ""
	if x.Before != nil {
		before = v.moment(*x.Before)
	}
	switch {
	case x.Lapsed:
		return sentences(made, v.t("table.proposal.lapsed", v.named(x.Missing), before))
	case x.Together:
		return sentences(made, v.t("table.proposal.together", before), v.t("table.proposal.missing", v.named(x.Missing)))
	}
	return sentences(made, v.t("table.proposal.missing", v.named(x.Missing)))
}

// procedure says where a procedure stands, and how long the stage still runs.
func (v view) procedure(s report.ProcedureStanding) string {
	said := []string{}
	switch s.Status {
	case "running":
		said = append(said, v.t("procedure.running", s.Stage))
	case "waiting":
		said = append(said, v.t("procedure.waiting", s.Stage))
	default:
		said = append(said, v.t("procedure.over"))
		if s.Then != "" {
			said = append(said, v.t("procedure.then.over", v.t("procedure.then."+s.Then)))
		}
	}
	if s.Since != nil {
		said = append(said, v.t("procedure.since", *s.Since))
	}
	if len(s.Beside) > 0 {
		said = append(said, v.t("procedure.beside", v.list(s.Beside)))
	}
	return sentences(append(said, v.countdown(s.Last))...)
}

func (v view) countdown(last *string) string {
	if last == nil {
		return ""
	}
	n, ok := v.left(*last)
	switch {
	case !ok || n < 0:
		return v.t("procedure.passed", *last)
	case n == 0:
		return v.t("procedure.today", *last)
	}
	return v.t("procedure.last", *last, v.days(n))
}

// then is what follows a stage in which nobody acts.
func (v view) then(s report.ProcedureStanding) string {
	if s.Then == "" {
		return v.t("procedure.then.unsaid")
	}
	return v.t("procedure.then." + s.Then)
}

func (v view) ifNobody(s report.ProcedureStanding) string {
	said := v.t("procedure.follows", v.then(s))
	if s.InForce != nil {
		said = sentences(said, v.t("procedure.inforce", *s.InForce))
	}
	return said
}
