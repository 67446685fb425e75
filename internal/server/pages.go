package server

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"detente/act"
	"detente/agreement"
	"detente/internal/web"
	"detente/reason"
	"detente/report"
)

// page makes the body of a page; what it returns besides is why not.
type page func(r *http.Request, s web.Site, w io.Writer) error

// way is one way in for people: a pattern of http.ServeMux, and who answers.
type way struct {
	pattern string
	http.Handler
}

// pages are the ways in for people.
func (s *Server) pages() []way {
	return []way{
		{"GET /assets/", cached(http.StripPrefix("/assets/", http.FileServerFS(web.Assets())))},
		{"GET /{$}", s.html(s.listPage)},
		{"GET /a/{id}/{$}", s.html(s.tablePage)},
		{"GET /a/{id}/step/{name}", s.html(s.stepPage)},
		{"GET /a/{id}/log", s.html(s.logPage)},
		{"GET /a/{id}/calendar", s.html(s.calendarPage)},
		{"GET /a/{id}/act", s.html(s.actPage)},
		{"POST /a/{id}/act", s.html(s.actPage)},
		{"GET /a/{id}/sign-in", s.html(s.signInPage)},
		{"GET /keys", s.html(s.keysPage)},
		{"GET /open", s.html(func(_ *http.Request, site web.Site, w io.Writer) error { return web.Opening(w, site) })},
		{"GET /a/{id}/keys", s.html(s.keysPage)},
		{"GET /a/{id}/calendar.ics", s.api(s.icalendar)},
		{"GET /a/{id}/events", s.api(s.events)},
	}
}

// cached lets browsers keep style and scripts for an hour. It lists no folder.
func cached(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/") {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Cache-Control", "max-age=3600")
		next.ServeHTTP(w, r)
	})
}

// keepLanguage keeps the language that somebody has chosen with ?lang=.
func keepLanguage(w http.ResponseWriter, r *http.Request) {
	if lang := r.URL.Query().Get("lang"); lang != "" {
		http.SetCookie(w, &http.Cookie{Name: "language", Value: web.Language(lang, ""), Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	}
}

// html makes a handler that answers errors with a page.
func (s *Server) html(p page) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		keepLanguage(w, r)
		site := s.site(r)
		var b bytes.Buffer
		status := http.StatusOK
		if err := p(r, site, &b); err != nil {
			no := s.problemOf(r, err)
			status = no.Status
			b.Reset()
			if err := web.Failure(&b, site, no.What, no.Next); err != nil {
				s.o.Log.Error("page of an error", "err", err)
			}
		}
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Cache-Control", "no-store")
		h.Set("Vary", "Accept-Language, Cookie")
		w.WriteHeader(status)
		_, _ = w.Write(b.Bytes())
	})
}

// site is what every page has to know.
func (s *Server) site(r *http.Request) web.Site {
	chosen := r.URL.Query().Get("lang")
	if c, err := r.Cookie("language"); err == nil && chosen == "" {
		chosen = c.Value
	}
	site := web.Site{
		Lang: web.Language(chosen, r.Header.Get("Accept-Language")), Role: string(agreement.AsPublic),
		Passkeys: s.passkeys != nil,
	}
	id := r.PathValue("id")
	if !isID(id) {
		return site
	}
	site.ID = id // also where there is no log of that id, so that one that is closed looks the same
	l, err := s.live(r.Context(), id)
	if err != nil {
		return site // the page says why
	}
	v := s.visitorOf(r, l)
	l.mu.RLock()
	defer l.mu.RUnlock()
	a := l.shown.Text().Agreement
	site.Role, site.Actor = string(v.Role), v.Actor
	site.Log, site.Evidence = v.sees(a, agreement.TheLog), v.sees(a, agreement.TheEvidence)
	if v.sees(a, agreement.TheTable) {
		site.Title = a.Title.In(site.Lang)
	}
	return site
}

// isID reports whether the text has the form of an id of a log.
func isID(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == 8 && hex.EncodeToString(b) == s
}

func (s *Server) listPage(r *http.Request, site web.Site, w io.Writer) error {
	logs, err := s.o.Store.List(r.Context())
	if err != nil {
		return err
	}
	var all []web.Listed
	for _, x := range logs {
		l, v, err := s.seenIn(r, x.ID, agreement.TheTable)
		var no *problem
		if errors.As(err, &no) {
			continue
		}
		if err != nil {
			return err
		}
		c, err := s.table(l, v, "", site.Lang, unplanned)
		if err != nil {
			return err
		}
		all = append(all, web.Listed{ID: x.ID, Title: c.Title, Entries: c.Log.Size, InForce: c.InForce, Moves: movers(c)})
	}
	return web.List(w, site, all)
}

// movers are those whose move it is, each once.
func movers(c report.Carried) []string {
	label := map[string]string{}
	for _, a := range c.Actors {
		label[a.Name] = a.Label
	}
	var all []string
	said := map[string]bool{}
	for _, m := range c.Moves {
		if !said[m.By] {
			said[m.By] = true
			all = append(all, label[m.By])
		}
	}
	return all
}

// tableOf is the record of the table as the visitor may see it, without plans, in the
// language of a page.
func (s *Server) tableOf(r *http.Request, id, lang string) (report.Carried, *live, error) {
	l, v, err := s.seenIn(r, id, agreement.TheTable)
	if err != nil {
		return report.Carried{}, nil, err
	}
	c, err := s.table(l, v, r.URL.Query().Get("on"), lang, unplanned)
	return c, l, err
}

func (s *Server) tablePage(r *http.Request, site web.Site, w io.Writer) error {
	l, v, err := s.seen(r, agreement.TheTable)
	if err != nil {
		return err
	}
	c, err := s.carried(l, v, r.URL.Query().Get("on"), site.Lang)
	if err != nil {
		return err
	}
	return web.Table(w, site, c)
}

func (s *Server) calendarPage(r *http.Request, site web.Site, w io.Writer) error {
	c, _, err := s.tableOf(r, r.PathValue("id"), site.Lang)
	if err != nil {
		return err
	}
	return web.Calendar(w, site, c)
}

func (s *Server) stepPage(r *http.Request, site web.Site, w io.Writer) error {
	c, l, err := s.tableOf(r, r.PathValue("id"), site.Lang)
	if err != nil {
		return err
	}
	log := report.LogEntries{Format: report.LogFormat}
	if site.Log {
		log = logOf(l, 0, c.Log.Size)
	}
	err = web.Step(w, site, c, r.PathValue("name"), log)
	if errors.Is(err, web.ErrNoStep) {
		return wrong(http.StatusNotFound, err, nil)
	}
	return err
}

func (s *Server) logPage(r *http.Request, site web.Site, w io.Writer) error {
	l, v, err := s.seen(r, agreement.TheLog)
	if err != nil {
		return err
	}
	if err := l.open(v, agreement.TheTable); err != nil {
		return err
	}
	c, err := s.table(l, v, r.URL.Query().Get("on"), site.Lang, unplanned)
	if err != nil {
		return err
	}
	from, err := count(r, "from", max(0, c.Log.Size-1)/web.PerPage()*web.PerPage())
	if err != nil {
		return err
	}
	return web.Log(w, site, c, logOf(l, from, from+web.PerPage()))
}

func (s *Server) keysPage(r *http.Request, site web.Site, w io.Writer) error {
	if r.PathValue("id") == "" {
		return web.Keys(w, site, nil)
	}
	c, _, err := s.tableOf(r, r.PathValue("id"), site.Lang)
	if err != nil {
		return err
	}
	return web.Keys(w, site, &c)
}

// signInPage does not tell whether there is a log of that id.
func (s *Server) signInPage(r *http.Request, site web.Site, w io.Writer) error {
	site.ID = r.PathValue("id")
	next := "/a/" + url.PathEscape(site.ID) + "/"
	return web.SignIn(w, site, next)
}

// actPage is the form of an act, and what exactly would be signed.
func (s *Server) actPage(r *http.Request, site web.Site, w io.Writer) error {
	c, l, err := s.tableOf(r, r.PathValue("id"), site.Lang)
	if err != nil {
		return err
	}
	v := s.visitorOf(r, l)
	if v.Actor == "" {
		return wrong(http.StatusForbidden, reason.New("acts are made by actors of the agreement"), reason.New("Sign in with the key of one."))
	}
	r.Body = http.MaxBytesReader(nil, r.Body, maxSmall)
	if err := r.ParseForm(); err != nil {
		return wrong(http.StatusBadRequest, reason.New("the form cannot be read"), reason.New("Send it again."))
	}
	f := web.Form{Values: r.Form}
	f.Acts = s.choices(l, v, c.Log.Size)
	l.mu.RLock()
	for _, p := range l.shown.Text().Agreement.Procedures {
		x := web.Procedure{Name: p.ID}
		for _, stage := range p.Stages {
			x.Stages = append(x.Stages, stage.ID)
		}
		f.Procedures = append(f.Procedures, x)
	}
	l.mu.RUnlock()
	if r.Method == http.MethodPost && r.Form.Get("kind") != "" {
		f.Draft = s.formDraft(l, v, r.Form)
	}
	return web.Acting(w, site, c, f)
}

// choices are the acts that an act can be about. Whoever may not read the log gets
// those that the table speaks of, without what they say in words.
func (s *Server) choices(l *live, v visitor, size int64) []report.LogEntry {
	l.mu.RLock()
	defer l.mu.RUnlock()
	all := report.NewLog(l.shown, 0, size).Entries
	if v.sees(l.shown.Text().Agreement, agreement.TheLog) {
		return all
	}
	all = slices.DeleteFunc(all, func(e report.LogEntry) bool { return e.Act.Kind == act.Note && e.Act.By != v.Actor })
	for i := range all {
		all[i].Act.Words, all[i].Act.Evidence = "", nil
	}
	return all
}

// formDraft is the draft of a form. What is missing in it is told on the page.
func (s *Server) formDraft(l *live, v visitor, q url.Values) *web.Draft {
	d, err := s.drafted(l, v, q)
	var no *problem
	switch {
	case errors.As(err, &no):
		return &web.Draft{Why: no.What, Next: no.Next}
	case err != nil:
		s.o.Log.Error("draft", "err", err)
		return &web.Draft{Why: reason.New("the draft cannot be made")}
	}
	return &web.Draft{Payload: d.Payload, Fits: d.Fits, Why: d.why}
}
