package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"detente/report"
)

// Form is an act that somebody is making. Its fields have the names of the fields
// of acts, and as values what people type; the page posts them to its own address.
// The names that acts do not have: add and end (keys, one a line), with (the other
// acts that this one takes effect together with, one a line: who, kind, step),
// before (a moment in UTC, 2019-02-27T18:30), together (the id of those acts, where
// one of them is in the log already), evidence (one field for each document, JSON
// as acts have it), change (anything, where a draft was looked at and is to be changed).
type Form struct {
	Values url.Values // "kind" among them; without it the page asks for the kind
	// Acts are the acts that this one can be about, in the order of the log.
	Acts []report.LogEntry
	// Procedures are the procedures of the text with their stages, in its order.
	Procedures []Procedure
	// Draft is what would be signed; nil until it was asked for.
	Draft *Draft
}

// Procedure is a procedure of the text by its name, with the names of its stages.
type Procedure struct {
	Name   string
	Stages []string
}

// Draft is an act before it is signed.
type Draft struct {
	Payload string // the exact bytes that would be signed; "" where no act can be made of the form
	Fits    bool   // the log would take it now
	// Why not, in a sentence without its full stop, and what to do next where that is
	// known; nil where it fits.
	Why, Next error
}

// kinds are the kinds of acts in the order in which the page offers them: what one
// does most often first.
var kinds = []string{"declare", "attest", "dispute", "answer", "begin", "sign", "extend", "waive", "suspend", "resume", "renew", "decide", "withdraw", "amend", "note", "rekey"}

// input is a field of the form.
type input struct {
	name     string
	required bool
}

// inputs are the fields of each kind of act, in the order of the form; words and
// documents stand in every form. A test holds them against what acts may have.
var inputs = map[string][]input{
	"sign":     {{"together", false}},
	"begin":    {{"step", false}, {"procedure", false}, {"stage", false}, {"on", true}},
	"declare":  {{"step", true}, {"on", true}, {"together", false}},
	"attest":   {{"of", true}, {"result", true}, {"on", true}},
	"dispute":  {{"of", false}, {"step", false}},
	"answer":   {{"of", true}, {"result", true}},
	"suspend":  {{"step", false}, {"on", true}},
	"resume":   {{"of", true}, {"on", true}},
	"waive":    {{"step", false}, {"procedure", false}, {"stage", false}, {"together", false}},
	"extend":   {{"step", false}, {"until", false}, {"procedure", false}, {"stage", false}, {"days", false}, {"together", false}},
	"amend":    {{"new_text", true}, {"together", false}},
	"withdraw": {{"of", false}, {"on", false}},
	"decide":   {{"procedure", true}, {"stage", true}, {"on", true}},
	"renew":    {{"step", true}, {"on", true}, {"together", false}},
	"rekey":    {{"keys", true}},
	"note":     {{"of", false}, {"step", false}, {"procedure", false}},
}

// subjects are the kinds of acts that an act of the kind can be about.
var subjects = map[string][]string{
	"attest":   {"declare"},
	"dispute":  {"begin", "declare", "attest", "suspend", "resume", "waive", "extend", "amend", "withdraw", "decide", "renew"},
	"answer":   {"dispute"},
	"resume":   {"suspend"},
	"withdraw": nil, // any of one's own
	"note":     nil,
}

func (f Form) kind() string {
	k := f.Values.Get("kind")
	if inputs[k] == nil {
		return ""
	}
	return k
}

// filling reports whether the form is still being filled in: nobody has asked for a
// draft, or wants to change it, or no act can be made of it.
func (f Form) filling() bool {
	return f.Draft == nil || f.Draft.Payload == "" || f.Values.Get("change") != ""
}

// missing is the draft that says why no act can be made of the form; nil where there
// is none.
func (f Form) missing() *Draft {
	if f.Draft == nil || f.Draft.Payload != "" || f.Values.Get("change") != "" {
		return nil
	}
	return f.Draft
}

func (f Form) value(name string) string { return f.Values.Get(name) }

// option is a choice of a field.
type option struct {
	value, label string
	chosen       bool
}

func (f Form) options(name string, all []option) []option {
	for i := range all {
		all[i].chosen = all[i].value == f.value(name)
	}
	return all
}

// choices are what a field can be, where it is one of several things; nil for a field
// that is typed.
func (v view) choices(f Form, in input) []option {
	var all []option
	switch in.name {
	case "step":
		all = v.stepChoices(f)
	case "procedure":
		for _, p := range f.Procedures {
			all = append(all, option{value: p.Name, label: p.Name})
		}
	case "stage":
		for _, p := range f.Procedures {
			for _, s := range p.Stages {
				all = append(all, option{value: s, label: s + " (" + p.Name + ")"})
			}
		}
	case "of":
		all = v.actChoices(f)
	case "result":
		for _, r := range results(f.kind()) {
			all = append(all, option{value: r, label: v.result(r)})
		}
	default:
		return nil
	}
	if !in.required {
		none := option{label: v.t("acting.none")}
		if in.name == "step" && f.kind() == "suspend" {
			none.label = v.t("acting.step.all")
		}
		all = append([]option{none}, all...)
	}
	return f.options(in.name, all)
}

func results(kind string) []string {
	if kind == "answer" {
		return []string{"accepted", "rejected"}
	}
	return []string{"confirmed", "not confirmed", "no access", "inconclusive"}
}

// own are the kinds of acts that only who performs a step can make about it.
var own = []string{"declare", "begin", "suspend", "renew"}

// stepChoices are the steps that the actor can name: its own first of all where only
// who performs a step can make the act.
func (v view) stepChoices(f Form) []option {
	var all []option
	for _, s := range v.c.Steps {
		if !slices.Contains(own, f.kind()) || slices.Contains(s.By, v.Actor) || s.Name == f.value("step") {
			label := s.Name
			if said(s) != "" {
				label += " – " + said(s)
			}
			all = append(all, option{value: s.Name, label: label + " (" + v.status(s.Status) + ")"})
		}
	}
	return all
}

// maxChoices is how many acts there are to choose from: the latest, and the one that
// the form names already.
const maxChoices = 500

// actChoices are the acts that the act can be about, the latest first.
func (v view) actChoices(f Form) []option {
	var all []option
	about := subjects[f.kind()]
	for _, e := range slices.Backward(f.Acts) {
		mine := e.Act.By == v.Actor
		switch {
		case len(all) >= maxChoices && strconv.FormatInt(e.Entry, 10) != f.value("of"):
		case about != nil && !slices.Contains(about, string(e.Act.Kind)):
		case (f.kind() == "withdraw" || f.kind() == "resume") && !mine:
		case e.Effect == "none" || e.Effect == "taken back":
		default:
			n := strconv.FormatInt(e.Entry, 10)
			all = append(all, option{value: n, label: n + ": " + v.act(e)})
		}
	}
	return all
}

// typed is the type of a field that is typed, as HTML names it.
func (in input) typed() string {
	switch in.name {
	case "on", "until":
		return "date"
	case "days":
		return "number"
	}
	return "text"
}

// asked is the value that a field starts with: what was typed, or for the day of what
// is stated the day that is looked at.
func (v view) asked(f Form, in input) string {
	if x := f.value(in.name); x != "" {
		return x
	}
	if in.name == "on" && in.required {
		return v.c.On
	}
	return ""
}

// keys are the fingerprints that count now for who is signed in.
func (v view) keys() []string {
	for _, a := range v.c.Actors {
		if a.Name == v.Actor {
			return a.Keys
		}
	}
	return nil
}

// kept are the fields of the form, in order, that the preview hands on when somebody
// goes back to change them.
func (f Form) kept() []option {
	var all []option
	for _, name := range []string{"kind", "step", "procedure", "stage", "on", "of", "result", "until", "days", "new_text", "add", "end", "words", "with", "before", "together", "evidence"} {
		for _, x := range f.Values[name] {
			if strings.TrimSpace(x) != "" {
				all = append(all, option{value: x, label: name})
			}
		}
	}
	return all
}

// ends reports whether a key is among those that the form ends.
func (f Form) ends(key string) bool { return slices.Contains(f.Values["end"], key) }
