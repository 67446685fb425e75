package server

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"detente/act"
	"detente/agreement"
	"detente/calendar"
	"detente/internal/store"
	"detente/internal/zones"
	"detente/ledger"
	"detente/plan"
	"detente/reason"
	"detente/report"
)

// seen finds the log of a request and who asks, and answers that there is nothing
// where the matter is not open to them.
func (s *Server) seen(r *http.Request, m agreement.Matter) (*live, visitor, error) {
	return s.seenIn(r, r.PathValue("id"), m)
}

// seenIn is seen for the log of an id.
func (s *Server) seenIn(r *http.Request, id string, m agreement.Matter) (*live, visitor, error) {
	l, err := s.live(r.Context(), id)
	if err != nil {
		return nil, visitor{}, err
	}
	v := s.visitorOf(r, l)
	return l, v, l.open(v, m)
}

// open answers that there is nothing where a matter is not open to the visitor.
func (l *live) open(v visitor, m agreement.Matter) error {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if !v.sees(l.shown.Text().Agreement, m) {
		return closed()
	}
	return nil
}

// carried makes the table as the visitor may see it, with the plans from here. They
// are searched while the state is free, so that acts do not wait for them; when acts
// keep coming in between, the last search holds it.
func (s *Server) carried(l *live, v visitor, on, lang string) (c report.Carried, err error) {
	for tries := range 4 {
		var missing []left
		c, err = s.table(l, v, on, lang, func(all []left) ([]*plan.Result, bool) {
			if plans, ready := l.plans.ready(all); ready {
				return plans, true
			}
			if tries < 3 {
				missing = all
				return nil, false
			}
			return l.plans.of(all), true
		})
		if err != nil || missing == nil {
			break
		}
		l.plans.of(missing)
	}
	return c, err
}

// planner returns plans from here, or false where there is no table without them.
type planner func([]left) ([]*plan.Result, bool)

// unplanned does without plans.
func unplanned([]left) ([]*plan.Result, bool) { return nil, true }

// table makes the table with the plans of the planner, and with titles and labels in
// a language where the text has them in it.
func (s *Server) table(l *live, v visitor, on, lang string, plans planner) (report.Carried, error) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	a, now := l.shown.Text().Agreement, s.now()
	today := zones.Today(a, now.Std())
	if on != "" {
		day, err := calendar.Parse(on)
		if err != nil {
			return report.Carried{}, wrong(http.StatusBadRequest, reason.New("{0} is not a date", reason.Quote(on, 40)), reason.New("Write the day as 2019-02-27."))
		}
		today = day
	}
	view := l.shown.On(today, now)
	found, ok := plans(plansOf(view))
	if !ok {
		return report.Carried{}, nil
	}
	c := report.NewCarried(l.shown, view, found, lang)
	if !v.sees(a, agreement.TheLog) {
		c = c.WithoutWords()
	}
	return c, nil
}

func (s *Server) getState(w http.ResponseWriter, r *http.Request) error {
	l, v, err := s.seen(r, agreement.TheTable)
	if err != nil {
		return err
	}
	c, err := s.carried(l, v, r.URL.Query().Get("on"), "")
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, c)
}

// mostEntries is how many entries are sent at once.
const mostEntries = 1000

func (s *Server) getLog(w http.ResponseWriter, r *http.Request) error {
	l, _, err := s.seen(r, agreement.TheLog)
	if err != nil {
		return err
	}
	from, err := count(r, "from", 0)
	if err != nil {
		return err
	}
	to, err := count(r, "to", from+mostEntries)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, logOf(l, from, min(to, from+mostEntries)))
}

// logOf is a stretch of the log. Whoever may read the log reads all that stands in
// it, the names of documents too, since the entries could not be checked otherwise.
func logOf(l *live, from, to int64) report.LogEntries {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return report.NewLog(l.shown, from, to)
}

func count(r *http.Request, name string, otherwise int64) (int64, error) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, wrong(http.StatusBadRequest, reason.New("{0} is a number of entries", name), reason.New("Entries count from 0."))
	}
	return n, nil
}

// TextReply is a text as it was signed.
type TextReply struct {
	Hash  string     `json:"hash"`
	Files []act.File `json:"files"`
}

// getText sends the text in force, or the one that the query names if the log has
// to do with it.
func (s *Server) getText(w http.ResponseWriter, r *http.Request) error {
	l, _, err := s.seen(r, agreement.TheText)
	if err != nil {
		return err
	}
	l.mu.RLock()
	hash, known := l.shown.Text().Hash, l.shown.Texts()
	l.mu.RUnlock()
	if h := r.URL.Query().Get("hash"); h != "" {
		if !slices.Contains(known, h) {
			return closed()
		}
		hash = h
	}
	files, err := s.files(r.Context(), hash)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, TextReply{hash, files})
}

// Listed is an agreement in the list of those that a visitor may read.
type Listed struct {
	ID        string `json:"id"`
	Agreement string `json:"agreement"`
	Title     string `json:"title"`
	InForce   bool   `json:"in_force"`
	Size      int64  `json:"size"`
	Role      string `json:"role"`
}

// list is the agreements whose table the visitor may read.
func (s *Server) list(r *http.Request) ([]Listed, error) {
	logs, err := s.o.Store.List(r.Context())
	if err != nil {
		return nil, err
	}
	all := []Listed{}
	for _, x := range logs {
		l, err := s.live(r.Context(), x.ID)
		if err != nil {
			return nil, err
		}
		v := s.visitorOf(r, l)
		l.mu.RLock()
		if a := l.shown.Text().Agreement; v.sees(a, agreement.TheTable) {
			all = append(all, Listed{ID: x.ID, Agreement: a.ID.ID, Title: a.Title.String(), InForce: l.shown.InForce(), Size: l.shown.Size(), Role: string(v.Role)})
		}
		l.mu.RUnlock()
	}
	return all, nil
}

func (s *Server) getList(w http.ResponseWriter, r *http.Request) error {
	all, err := s.list(r)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, all)
}

// Published is what anybody who knows the id may read: heads and hashes, in the
// forms of C2SP, which stock clients, mirrors and witnesses read.
func (s *Server) published(w http.ResponseWriter, r *http.Request) error {
	log, err := s.o.Store.Find(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	switch path := r.PathValue("path"); {
	case path == "key":
		key, err := s.LogKeyOf(log.Origin)
		if err != nil {
			return err
		}
		return plain(w, "text/plain; charset=utf-8", []byte(key+"\n"))
	case path == "checkpoint":
		c, err := s.o.Store.Checkpoint(r.Context(), log.Origin)
		if err != nil {
			return err
		}
		w.Header().Set("Cache-Control", "no-cache")
		return plain(w, "text/plain; charset=utf-8", c)
	case strings.HasPrefix(path, "tile/"):
		return s.tile(w, r, log, path)
	}
	return closed()
}

func plain(w http.ResponseWriter, media string, b []byte) error {
	w.Header().Set("Content-Type", media)
	_, err := w.Write(b)
	return ignoreGone(err)
}

// tile sends a tile of hashes, or a bundle of entries to those who may read the log.
func (s *Server) tile(w http.ResponseWriter, r *http.Request, log store.Log, path string) error {
	id, err := ledger.ParseTilePath(path)
	if err != nil {
		return wrong(http.StatusNotFound, err, nil)
	}
	head, err := s.o.Store.Head(r.Context(), log.Origin)
	if err != nil {
		return err
	}
	if id.In(head.Size) < id.Width {
		return wrong(http.StatusNotFound, reason.New("the log has {0} entries, and the tile would need more", head.Size), nil)
	}
	w.Header().Set("Cache-Control", "private, max-age=31536000, immutable")
	if id.Level != ledger.EntriesLevel {
		hashes, err := s.o.Store.Hashes(r.Context(), log.Origin)
		if err != nil {
			return err
		}
		b, err := ledger.Tile(id.Level, id.Index, id.Width, hashes)
		if err != nil {
			return err
		}
		return plain(w, "application/octet-stream", b)
	}
	if _, _, err := s.seen(r, agreement.TheLog); err != nil {
		w.Header().Del("Cache-Control")
		return err
	}
	from := id.Index * ledger.TileWidth
	entries, err := s.o.Store.Entries(r.Context(), log.Origin, from, from+int64(id.Width))
	if err != nil {
		return err
	}
	b, err := ledger.EntryBundle(entries)
	if err != nil {
		return err
	}
	return plain(w, "application/octet-stream", b)
}

// cosign keeps a cosignature of a witness over a head of this log. Whose witness
// it is, a reader decides by the keys it trusts.
func (s *Server) cosign(w http.ResponseWriter, r *http.Request) error {
	l, err := s.live(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	if v := s.visitorOf(r, l); v.Role == agreement.AsPublic {
		return closed()
	}
	b, err := s.body(r, maxSmall)
	if err != nil {
		return err
	}
	c, err := ledger.ParseCheckpoint(b)
	if err != nil {
		return wrong(http.StatusBadRequest, err, reason.New("Send the checkpoint with the cosignature."))
	}
	l.mu.RLock()
	head, ok := l.shown.HeadAt(c.Head.Size)
	l.mu.RUnlock()
	switch {
	case !ok:
		return wrong(http.StatusConflict, reason.New("this log has not had {0} entries yet", c.Head.Size), reason.New("Keep the checkpoint: it shows a longer log than this."))
	case head != c.Head:
		return wrong(http.StatusConflict, reason.New("this log had another head with {0} entries", c.Head.Size), reason.New("Keep the checkpoint: it shows that somebody was shown another log."))
	}
	for _, sig := range c.Signatures {
		if sig.Name != l.log.Origin {
			if err := s.o.Store.PutCosignature(r.Context(), l.log.Origin, c.Head.Size, sig); err != nil {
				return err
			}
		}
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// cosigned sends the checkpoint of the greatest size that has cosignatures, with
// all of them.
func (s *Server) cosigned(w http.ResponseWriter, r *http.Request) error {
	log, err := s.o.Store.Find(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	size, err := s.o.Store.LargestCosigned(r.Context(), log.Origin)
	if errors.Is(err, store.ErrNotFound) {
		return wrong(http.StatusNotFound, reason.New("no head of this log has a cosignature"), nil)
	}
	if err != nil {
		return err
	}
	sigs, err := s.o.Store.Cosignatures(r.Context(), log.Origin, size)
	if err != nil {
		return err
	}
	hashes, err := s.o.Store.Hashes(r.Context(), log.Origin)
	if err != nil {
		return err
	}
	head, err := ledger.HeadOf(log.Origin, size, hashes)
	if err != nil {
		return err
	}
	b, err := s.seal(head)
	if err != nil {
		return err
	}
	c, err := ledger.ParseCheckpoint(b)
	if err != nil {
		return err
	}
	for _, x := range sigs {
		c = c.With(x)
	}
	return plain(w, "text/plain; charset=utf-8", c.Bytes())
}
