package server

import (
	"errors"
	"net/http"

	"detente/act"
	"detente/internal/store"
	"detente/reason"
	"detente/report"
	"detente/state"
)

type openingRequest struct {
	Files []act.File `json:"files"`
	Key   string     `json:"key"` // the public line of the key that would sign
}

// Opening is the signature with which a log would be opened, before it is signed.
type Opening struct {
	ID    string `json:"id"`
	Text  string `json:"text"` // the hash of the text
	Title string `json:"title"`
	// Open: the log of this text is open already, and the signature goes there.
	Open bool `json:"open"`
	// Actor is whose key it is in the text.
	Actor string `json:"actor"`
	Draft
}

// opening writes the signature of a text by the holder of a key that stands in it.
func (s *Server) opening(w http.ResponseWriter, r *http.Request) error {
	var q openingRequest
	if err := s.read(r, maxTextBody, &q); err != nil {
		return err
	}
	t, err := readable(q.Files)
	if err != nil {
		return err
	}
	key, err := act.ParseKey(q.Key)
	if err != nil {
		return wrong(http.StatusBadRequest, err, nil)
	}
	o := Opening{ID: act.ID(t.Hash), Text: t.Hash, Title: t.Agreement.Title.String()}
	_, err = s.o.Store.Find(r.Context(), o.ID)
	o.Open = err == nil
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	st, err := state.New(t.Hash, func(hash string) *state.Text { return t })
	if err != nil {
		return wrong(http.StatusBadRequest, err, reason.New("Repair the text; detente check names the line."))
	}
	o.Actor = whose(st, key.ID()).Actor
	if o.Actor == "" {
		return wrong(http.StatusBadRequest, reason.New("the key {0} is nobody's in this text", key.ID()), reason.New("Write it into the text: keys = [\"{0}\"].", key.String()))
	}
	a := act.Act{Format: act.Format, Kind: act.Sign, By: o.Actor, Text: t.Hash, Log: st.Origin(), Seen: st.Seen(), At: s.now()}
	payload, err := act.Encode(a)
	if err != nil {
		return err
	}
	o.Draft = Draft{Payload: string(payload), Sentence: report.Says(st, a), Fits: true}
	if err := st.Fits(a, key.ID(), a.At); err != nil {
		o.Fits, o.why = false, err
	}
	o.Draft = o.in(answersIn(w, r))
	return reply(w, http.StatusOK, o)
}
