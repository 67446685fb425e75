package web

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"detente/report"
)

// The sentences of the pages are made here from the fields of the records, in the
// language of the page; the sentences of the records themselves are English.

// sentences joins what is said.
func sentences(all ...string) string {
	return strings.Join(slices.DeleteFunc(all, func(s string) bool { return s == "" }), " ")
}

// because says why, and what to do next where that is known, in whole sentences.
func (p page) because(why, next error) string {
	said := p.words.tell(why) + "."
	if p.tongue(why) == english { // others write their sentences as they begin
		first, n := utf8.DecodeRuneInString(said)
		said = string(unicode.ToUpper(first)) + said[n:]
	}
	if next == nil {
		return said
	}
	return sentences(said, p.words.tell(next))
}

// tongue is the language in which the page says why: English where its own has no
// words for it.
func (p page) tongue(why error) string {
	if p.words.tells(why) {
		return p.Lang
	}
	return english
}

// says tells where a step stands.
func (v view) says(s report.CarriedStep) string {
	status := s.Status
	if status == "contested" {
		status = s.Under
	}
	said := []string{v.saysStatus(s, status)}
	for _, n := range s.Contested {
		by := v.t("nobody")
		for _, c := range v.c.Contests {
			if c.Entry == n {
				by = v.label(c.By)
			}
		}
		said = append(said, v.t("says.contested", by, v.entry(n)))
	}
	if s.Due != nil && (s.Due.Late || s.Due.Passed && status == "waiting") {
		said = append(said, v.t("says.duepassed", s.Due.Day))
	}
	return sentences(said...)
}

func (v view) saysStatus(s report.CarriedStep, status string) string {
	switch status {
	case "planned":
		if s.NotBefore != nil && v.c.InForce {
			return v.t("says.notbefore", *s.NotBefore)
		}
		return v.t("says.planned")
	case "waiting":
		return v.t("says.waiting", v.list(s.WaitsFor))
	case "open", "begun":
		return v.saysOpen(s, status)
	case "overdue":
		return v.saysOverdue(s)
	case "suspended":
		return v.t("says.suspended", v.cause(s))
	case "waived":
		return v.t("says.waived", v.cause(s))
	case "put back":
		if s.Cause == nil {
			return v.t("says.putback.procedure", optional(s.Performed))
		}
		return v.t("says.putback", optional(s.Performed), v.cause(s))
	case "ended":
		if s.Performed != nil && s.Ends != nil {
			return v.t("says.ended", *s.Performed, *s.Ends)
		}
		return v.t("says.unbound")
	}
	return v.saysDeclared(s, status)
}

// cause names the entry behind a status.
func (v view) cause(s report.CarriedStep) string {
	if s.Cause == nil {
		return "–"
	}
	return v.entry(*s.Cause)
}

func optional(s *string) string {
	if s == nil {
		return "–"
	}
	return *s
}

func (v view) saysOpen(s report.CarriedStep, status string) string {
	first, due := v.t("says.open", v.named(s.By)), ""
	switch {
	case status == "begun" && s.Cause != nil:
		first = v.t("says.begun", v.named(s.By), v.cause(s))
	case len(s.By) == 0:
		first = v.t("says.open.nobody")
	}
	if s.Due != nil {
		due = v.t("says.until", s.Due.Day)
	}
	return sentences(first, due, v.partly(s))
}

// partly says who of joint performers has not declared.
func (v view) partly(s report.CarriedStep) string {
	if len(s.Declared) == 0 || len(s.Missing) == 0 {
		return ""
	}
	return v.t("says.missing", v.named(s.Missing))
}

// saysOverdue says since when, and by which rule.
func (v view) saysOverdue(s report.CarriedStep) string {
	if s.Due == nil {
		return v.status(s.Status)
	}
	rule := v.t("rule.step", s.Step)
	switch {
	case s.Due.Extended != nil:
		rule = v.t("rule.extension", *s.Due.Extended)
	case s.Due.Demand != "":
		rule = v.t("rule.demand", s.Due.Demand)
	}
	if p := s.Due.Place; p != nil && s.Due.Extended == nil {
		rule += fmt.Sprintf(" (%s:%d)", p.File, p.Line)
	}
	by := ""
	if len(s.By) > 0 {
		by = v.t("says.by", v.named(s.By))
	}
	return sentences(v.t("says.overdue", nextDay(s.Due.Day), rule), by, v.partly(s))
}

// saysDeclared says what was declared, and what those who verify found.
func (v view) saysDeclared(s report.CarriedStep, status string) string {
	if len(s.Declared) == 0 {
		return v.t("says.bytext", optional(s.Performed))
	}
	all := []string{v.t("says.declared", v.named(s.By), optional(s.Performed), v.entry(s.Declared[len(s.Declared)-1]))}
	switch status {
	case "declared":
		return sentences(all[0], v.t("says.noverify"))
	case "attested":
		var by []string
		for _, f := range s.Attested {
			by = append(by, f.By)
		}
		return sentences(all[0], v.t("says.attested", v.named(by), optional(s.Verified)))
	}
	for _, f := range s.Attested {
		all = append(all, v.t("says.found", v.label(f.By), v.result(f.Result), f.On, v.entry(f.Entry)))
	}
	if len(s.Unverified) > 0 {
		all = append(all, v.t("says.toverify", v.named(s.Unverified)))
	}
	return sentences(all...)
}

func (p page) result(r string) string { return p.t("result." + code(r)) }

// turn says what somebody can do now.
func (v view) turn(m report.Turn) string {
	who, of := v.label(m.By), int64(-1)
	if m.Entry != nil {
		of = *m.Entry
	}
	said := ""
	switch {
	case m.Kind == "sign" && m.Entry == nil:
		said = v.t("turn.sign", who)
	case m.Kind == "declare" && m.Entry == nil:
		said = v.t("turn.declare", who, m.Step)
	case m.Kind == "attest":
		said = v.t("turn.attest", who, m.Step, of)
	case m.Kind == "answer":
		said = v.t("turn.answer", who, of)
	case m.Procedure != "" && m.Kind == "begin":
		said = v.t("turn.begin", who, m.Stage, m.Procedure)
	case m.Procedure != "":
		said = v.t("turn.decide", who, m.Stage, m.Procedure)
	default:
		said = v.t("turn.join", who, of, v.kind(m.Kind))
	}
	if m.Overdue {
		said = sentences(said, v.t("turn.overdue"))
	}
	if m.OneReading {
		said = sentences(said, v.t("turn.one"))
	}
	return said
}

func (p page) kind(k string) string { return p.t("kind." + k) }

// act says an act in a sentence, from nothing but the act.
func (v view) act(e report.LogEntry) string {
	said := v.actKind(e)
	if n := len(e.Act.Evidence); n > 0 {
		said = sentences(said, v.t("act.documents", n))
	}
	if t := e.Act.Together; t != nil {
		var with []string
		for _, p := range t.With {
			with = append(with, sentences(v.label(p.By), v.kind(string(p.Kind)), p.Step))
		}
		said = sentences(said, v.t("act.together", v.list(with), v.moment(t.Before.String())))
	}
	return said
}

func (v view) actKind(e report.LogEntry) string {
	a, who, of := e.Act, v.label(e.Act.By), int64(-1)
	if a.Of != nil {
		of = *a.Of
	}
	switch a.Kind {
	case "sign":
		return v.t("act.sign", who)
	case "declare":
		return v.t("act.declare", who, a.Step, a.On)
	case "renew":
		return v.t("act.renew", who, a.Step, a.On)
	case "attest":
		return v.t("act.attest", who, of, a.On, v.result(string(a.Result)))
	case "dispute":
		if a.Of == nil {
			return v.t("act.dispute.step", who, a.Step)
		}
		return v.t("act.dispute", who, of)
	case "answer":
		return v.t("act.answer", who, of, v.result(string(a.Result)))
	case "suspend":
		if a.Step == "" {
			return v.t("act.suspend.all", who, a.On)
		}
		return v.t("act.suspend", who, a.Step, a.On)
	case "resume":
		return v.t("act.resume", who, of, a.On)
	case "amend":
		return v.t("act.amend", who, a.NewText)
	case "withdraw":
		if a.Of == nil {
			return v.t("act.withdraw", who, a.On)
		}
		return v.t("act.withdraw.entry", who, of)
	case "rekey":
		if a.Keys == nil {
			return v.t("act.rekey", who, 0, 0)
		}
		return v.t("act.rekey", who, len(a.Keys.Add), len(a.Keys.End))
	case "note":
		return v.t("act.note", who)
	}
	return v.actStage(e, who)
}

// actStage says the acts that can be about a stage of a procedure.
func (v view) actStage(e report.LogEntry, who string) string {
	a := e.Act
	switch {
	case a.Kind == "begin" && a.Stage != "":
		return v.t("act.begin.stage", who, a.Procedure, a.On, a.Stage)
	case a.Kind == "begin" && a.Procedure != "":
		return v.t("act.begin.procedure", who, a.Procedure, a.On)
	case a.Kind == "begin":
		return v.t("act.begin", who, a.Step, a.On)
	case a.Kind == "decide":
		return v.t("act.decide", who, a.Procedure, a.Stage, a.On)
	case a.Kind == "waive" && a.Stage != "":
		return v.t("act.waive.stage", who, a.Procedure, a.Stage)
	case a.Kind == "waive":
		return v.t("act.waive", who, a.Step)
	case a.Kind == "extend" && a.Stage != "":
		return v.t("act.extend.stage", who, a.Procedure, a.Stage, v.days(a.Days))
	case a.Kind == "extend":
		return v.t("act.extend", who, a.Step, a.Until)
	}
	return sentences(who, string(a.Kind))
}

// sentence says the act that the bytes are, so that what is read above them comes
// from them and from nothing else; "" where they are no act.
func (v view) sentence(payload string) string {
	var e report.LogEntry
	if err := json.Unmarshal([]byte(payload), &e.Act); err != nil || e.Act.By == "" {
		return ""
	}
	return v.act(e)
}
