package web

import (
	"encoding/json"
	"strconv"

	"github.com/a-h/templ"

	"detente/report"
)

// records are the acts about one step, each in the column it belongs to.
type records struct {
	known                                bool // the reader may read entries
	declarations, attestations, disputes []report.LogEntry
	other                                []report.LogEntry // other kinds, and what has no effect
}

// newRecords sorts the acts of a log that are about the step: by naming it, or by
// being about an entry that is.
func newRecords(s report.CarriedStep, log report.LogEntries) records {
	r := records{known: len(log.Entries) > 0}
	about := map[int64]bool{}
	for _, e := range log.Entries {
		a := e.Act
		named := a.Step == s.Name || a.Step == s.Step
		if !named && (a.Of == nil || !about[*a.Of]) {
			continue
		}
		about[e.Entry] = true
		switch {
		case e.Effect == "none":
			r.other = append(r.other, e)
		case a.Kind == "declare", a.Kind == "begin", a.Kind == "renew":
			r.declarations = append(r.declarations, e)
		case a.Kind == "attest":
			r.attestations = append(r.attestations, e)
		case a.Kind == "dispute", a.Kind == "answer":
			r.disputes = append(r.disputes, e)
		default:
			r.other = append(r.other, e)
		}
	}
	return r
}

// evidenceAddress is where a document is fetched.
func (p page) evidenceAddress(sha256 string) templ.SafeURL {
	return templ.SafeURL(p.api("evidence/" + sha256))
}

// entryAddress is where the log shows the entry.
func (p page) entryAddress(n int64) templ.SafeURL {
	first := n - n%perPage
	return p.at("log") + templ.SafeURL("?from="+strconv.FormatInt(first, 10)+"#entry-"+strconv.FormatInt(n, 10))
}

// perPage is how many entries of the log a page shows at most, where the server
// asks for a page that begins with a multiple of it.
const perPage = 100

// PerPage is how many entries a page of the log begins apart: its pages link to
// ?from=0, ?from=100 …
func PerPage() int64 { return perPage }

// signed is the act as JSON, in lines for people; the raw entry has the exact bytes.
func signed(e report.LogEntry) string {
	b, err := json.MarshalIndent(e.Act, "", "  ")
	if err != nil {
		return ""
	}
	return string(b)
}

// effect says what became of the act.
func (p page) effect(e report.LogEntry) string { return p.t("effect." + code(e.Effect)) }

// pager are the pages of the log around the one that is shown.
type pager struct{ older, newer *int64 }

func newPager(l report.LogEntries) pager {
	var p pager
	if len(l.Entries) == 0 {
		return p
	}
	first, last := l.Entries[0].Entry, l.Entries[len(l.Entries)-1].Entry
	if first > 0 {
		n := max(0, first-perPage)
		p.older = &n
	}
	if last+1 < l.Log.Size {
		n := last + 1
		p.newer = &n
	}
	return p
}

func (p page) logFrom(n *int64) templ.SafeURL {
	return p.at("log") + templ.SafeURL("?from="+strconv.FormatInt(*n, 10))
}

// against is what stands in the way of an act; nil where it took effect, or waits.
func against(e report.LogEntry) error {
	if e.Effect == "waits" {
		return nil
	}
	return e.Reason
}

// rawAddress is where the entry can be had as it is stored.
func (p page) rawAddress(n int64) templ.SafeURL {
	return templ.SafeURL(p.api("log?from=" + strconv.FormatInt(n, 10) + "&to=" + strconv.FormatInt(n+1, 10)))
}
