// Package report turns findings and plans into plain, versioned records: the
// only thing that the terminal, JSON, pages and editors see.
//
// A record says everything that may be shown and nothing that needs the model
// to be understood: names and labels, places, shares, sentences. Records are
// the public formats that [Formats] lists, described field by field in
// docs/formats.md. Within one version fields are added, never renamed, never given
// another meaning. The same values give the same bytes: keys stand in the order of
// the fields here, lists in the order of the agreement's text, and a list with
// nothing in it is [], never null. null means "there is none".
package report

import (
	"bytes"
	"encoding/json"
	"math"
	"math/big"
	"strconv"

	"detente/agreement"
	"detente/diag"
)

// The formats, with their versions.
const (
	FindingsFormat   = "detente.findings/1"
	PlanFormat       = "detente.plan/1"
	ConflictsFormat  = "detente.conflicts/1"
	WhatIfFormat     = "detente.whatif/1"
	TimeFormat       = "detente.time/1"
	AgendaFormat     = "detente.agenda/1"
	StandoffFormat   = "detente.standoff/1"
	ProceduresFormat = "detente.procedures/1"
	CarriedFormat    = "detente.carried/1"
	LogFormat        = "detente.log/1"
	KeysFormat       = "detente.keys/1"
	AuditFormat      = "detente.audit/1"
)

// Formats lists all formats that this version writes.
func Formats() []string {
	return []string{FindingsFormat, PlanFormat, ConflictsFormat, WhatIfFormat, TimeFormat, AgendaFormat, StandoffFormat, ProceduresFormat, KeysFormat, CarriedFormat, LogFormat, AuditFormat}
}

// Place is a stretch of a text, from Line and Column up to, not including, End.
// Lines and columns count from 1, columns in characters as a reader sees them.
type Place struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
	End    Point  `json:"end"`
}

// Point is the line and column at which a place ends.
type Point struct {
	Line   int `json:"line"`
	Column int `json:"column"`
}

// place returns the record of a place, nil for an unknown one.
func place(p diag.Place) *Place {
	if !p.Known() {
		return nil
	}
	return &Place{p.File, p.Start.Line, p.Start.Column, Point{p.End.Line, p.End.Column}}
}

func places(all []diag.Place) []Place {
	out := []Place{}
	for _, p := range all {
		if r := place(p); r != nil {
			out = append(out, *r)
		}
	}
	return out
}

// Share is a share of what a party gains by the agreement; 0.25 is a quarter.
// It is the nearest double to the exact fraction, and is written with the
// fewest digits that read back as the same number.
type Share float64

func share(r *big.Rat) Share {
	f, _ := r.Float64()
	return Share(max(-math.MaxFloat64, min(math.MaxFloat64, f)))
}

// Percent writes a share for people: "12%", "12.5%", "under 0.1%". The sign is
// left out. What is not nothing is never shown as nothing.
func (s Share) Percent() string {
	p := math.Abs(float64(s)) * 100
	switch {
	case p == 0:
		return "0%"
	case p < 0.1:
		return "under 0.1%"
	}
	return strconv.FormatFloat(math.Round(p*10)/10, 'f', -1, 64) + "%"
}

// JSON writes a record as indented JSON with a newline at its end.
func JSON(record any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // a "<" of the author's text stays one
	e.SetIndent("", "  ")
	if err := e.Encode(record); err != nil {
		panic("report: a record that is not JSON: " + err.Error())
	}
	return b.Bytes()
}

// list returns all, or an empty list where there is none.
func list[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}

func demandNames(demands []*agreement.Demand) []string {
	names := []string{}
	for _, d := range demands {
		names = append(names, d.ID)
	}
	return names
}
