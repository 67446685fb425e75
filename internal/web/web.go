// Package web makes the pages of an agreement that is carried out: whose move it
// is, what was declared, attested and contested, the log, the calendar, and the
// forms with which somebody acts. It makes them from the records of package report
// alone, and knows neither the agreement nor the log behind them: what a reader may
// not see is not in the record, and so not on the page.
//
// All parties look alike, and stand in the order of the text. Pages come whole from
// the server, are read without scripts, on a phone and on paper; scripts do only
// what has to happen in the reader's own browser: signing, and checking the log.
//
// The pages expect these addresses: / (list), /keys, /a/ID/ and below it step/NAME,
// log, calendar, calendar.ics, act, sign-in; the scripts and the style at /assets/,
// see [Assets]. The language is chosen with ?lang=de on any page; whoever
// serves them keeps the choice.
package web

import (
	"context"
	"embed"
	"io"
	"io/fs"
	"net/url"

	"github.com/a-h/templ"

	"detente/reason"
	"detente/report"
)

//go:generate go tool -modfile=../../tools/go.mod templ generate
//go:generate go tool -modfile=../../tools/go.mod gofumpt -w acting_templ.go calendar_templ.go layout_templ.go list_templ.go log_templ.go opening_templ.go step_templ.go table_templ.go

//go:embed assets
var assets embed.FS

// Assets are the style and the scripts of the pages, to be served below /assets/.
func Assets() fs.FS {
	sub, err := fs.Sub(assets, "assets")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return sub
}

// Policy is the Content-Security-Policy under which all pages work: nothing but
// what the server itself sends, no script or style within a page, no page of ours
// inside somebody else's.
const Policy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"

// ErrNoStep says that the record has no such step.
var ErrNoStep = reason.New("the agreement has no step of this name")

// Site is what a page has to know besides its record.
type Site struct {
	Lang string // the language; see [Language]
	// ID is the short id of the log, 16 hexadecimal digits; "" on pages about no agreement.
	ID    string
	Title string // the title of the agreement, "" where there is none
	// Role is the reader's role: "party", "third_party", "observer" or "public"; Actor
	// the actor that the reader is signed in as, "" for nobody.
	Role, Actor string
	// Log says whether the reader may read entries, Evidence whether documents.
	Log, Evidence bool
	// Passkeys says whether the server offers to sign in with them, at
	// /api/v1/passkey/{sign-in,register}/{begin,finish}, in the forms of WebAuthn.
	Passkeys bool
	// Links stand at the foot of every page.
	Links []Link
}

// Link is a link to another page.
type Link struct{ Name, Address string }

// Listed is an agreement on the list of those that the reader may see.
type Listed struct {
	ID, Title string
	Entries   int64
	InForce   bool
	Moves     []string // whose move it is, by their labels, each once
}

// page is what the templates get: the site with the words of its language.
type page struct {
	Site
	words catalog
	title string
	live  int64 // the size of the log that the page shows, where it follows the log; -1 where it does not
	// scripts are the modules of the page, by their file names.
	scripts []string
}

func (s Site) page(title string, scripts ...string) page {
	words := catalogs()[Language(s.Lang, "")]
	s.Lang = Language(s.Lang, "")
	p := page{Site: s, words: words, live: -1, scripts: scripts}
	p.title = p.t(title)
	return p
}

// follows says that the page shows the log up to a size, and is shown anew when
// the log grows.
func (p page) follows(size int64) page {
	p.live = size
	p.scripts = append(p.scripts, "live.js")
	return p
}

func (p page) t(key string, args ...any) string { return p.words.say(key, args...) }

// at is the address of a page of the agreement.
func (p page) at(parts ...string) templ.SafeURL {
	u := "/a/" + url.PathEscape(p.ID) + "/"
	for i, x := range parts {
		if i > 0 {
			u += "/"
		}
		u += url.PathEscape(x)
	}
	return templ.SafeURL(u)
}

// api is an address of the interface for programs.
func (p page) api(rest string) string {
	return "/api/v1/agreements/" + url.PathEscape(p.ID) + "/" + rest
}

func (p page) write(w io.Writer, content templ.Component) error {
	return layout(p).Render(templ.WithChildren(context.Background(), content), w)
}

// List writes the list of agreements.
func List(w io.Writer, s Site, all []Listed) error {
	p := s.page("list.title")
	return p.write(w, listPage(p, all))
}

// Keys writes the page on which a browser makes its key. The record is that of the
// agreement whose keys are told beside; nil for none.
func Keys(w io.Writer, s Site, c *report.Carried) error {
	p := s.page("keys.title", "keys.js")
	return p.write(w, keysPage(p, c))
}

// Opening writes the page on which the holder of a key opens the log of a text.
func Opening(w io.Writer, s Site) error {
	p := s.page("open.title", "open.js")
	return p.write(w, openingPage(p))
}

// SignIn writes the page on which a reader signs in with a key of the text. Next is
// the address to go to then.
func SignIn(w io.Writer, s Site, next string) error {
	p := s.page("signin.title", "signin.js")
	return p.write(w, signInPage(p, next))
}

// Table writes the page of where the agreement stands.
func Table(w io.Writer, s Site, c report.Carried) error {
	s.Title = c.Title
	v := newView(s.page("table.title").follows(c.Log.Size), c)
	return v.write(w, tablePage(v))
}

// Step writes the page of one step, by its name as the record has it, with the acts
// of the log that are about it; the log is empty where the reader may not read
// entries. The error is [ErrNoStep] where there is no such step.
func Step(w io.Writer, s Site, c report.Carried, name string, log report.LogEntries) error {
	s.Title = c.Title
	v := newView(s.page("table.title").follows(c.Log.Size), c)
	step := v.step(name)
	if step == nil {
		return ErrNoStep
	}
	v.title = v.t("step.title", step.Name)
	return v.write(w, stepPage(v, *step, newRecords(*step, log)))
}

// Log writes a part of the log: the entries of the record. Title and labels come
// from the record of the table, which a reader of entries sees too.
func Log(w io.Writer, s Site, c report.Carried, log report.LogEntries) error {
	s.Title = c.Title
	v := newView(s.page("log.title", "log.js"), c)
	return v.write(w, logPage(v, log))
}

// Calendar writes the days that lie ahead, in order.
func Calendar(w io.Writer, s Site, c report.Carried) error {
	s.Title = c.Title
	v := newView(s.page("calendar.title").follows(c.Log.Size), c)
	return v.write(w, calendarPage(v, v.months()))
}

// Acting writes the page on which somebody acts: to choose the kind of act where the
// form has none, to fill it in, and, where it has a draft, what exactly will be
// signed.
func Acting(w io.Writer, s Site, c report.Carried, f Form) error {
	s.Title = c.Title
	v := newView(s.page("acting.title", "act.js"), c)
	return v.write(w, actingPage(v, f))
}

// Failure writes a page that says why something cannot be shown, in a sentence without
// its full stop, and what to do next; that may be nil.
func Failure(w io.Writer, s Site, why, next error) error {
	p := s.page("error.title")
	return p.write(w, failurePage(p, why, next))
}
