package server

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"detente/act"
	"detente/agreement"
	"detente/internal/store"
	"detente/internal/web"
	"detente/ledger"
	"detente/reason"
	"detente/report"
	"detente/state"
)

type openRequest struct {
	Files    []act.File   `json:"files"`
	Envelope jsonEnvelope `json:"envelope"`
}

// jsonEnvelope is an envelope inside a larger JSON text.
type jsonEnvelope struct{ act.Envelope }

// UnmarshalJSON reads the envelope as it would be read alone.
func (e *jsonEnvelope) UnmarshalJSON(b []byte) (err error) {
	e.Envelope, err = act.ParseEnvelope(b)
	return err
}

// Receipt is the answer to an act that is in the log.
type Receipt struct {
	ID       string `json:"id"` // of the agreement
	Entry    int64  `json:"entry"`
	Received string `json:"received"`
	// Receipt is the checkpoint with the proof that the entry is in the log.
	Receipt string `json:"receipt"`
}

// open opens the log of an agreement: with its text, and the signature of one who
// signs it as the first entry.
func (s *Server) open(w http.ResponseWriter, r *http.Request) error {
	var q openRequest
	if err := s.read(r, maxTextBody, &q); err != nil {
		return err
	}
	t, err := readable(q.Files)
	if err != nil {
		return err
	}
	origin := act.Origin(t.Hash)
	l := &live{log: store.Log{Origin: origin, ID: act.ID(t.Hash), TextHash: t.Hash}}
	st, err := state.New(t.Hash, func(hash string) *state.Text {
		if hash == t.Hash {
			return t
		}
		return nil
	})
	if err != nil {
		return wrong(http.StatusBadRequest, err, reason.New("Repair the text; detente check names the line."))
	}
	in, err := s.incoming(l, q.Envelope.Envelope)
	if err != nil {
		return err
	}
	if err := st.Admits(in.envelope, s.now()); err != nil {
		return &refusal{err}
	}
	if in.act.Kind != act.Sign {
		return wrong(http.StatusBadRequest, reason.New("a log begins with the signature of one who signs the text"), reason.New("Send an act of the kind sign."))
	}
	files, err := s.putText(r.Context(), t, q.Files)
	if err != nil {
		return err
	}
	s.keep(t)
	got, err := s.o.Store.Create(r.Context(), store.Opening{Origin: origin, ID: l.log.ID, Text: files, TextHash: t.Hash}, in.key, in.admit, s.seal)
	if errors.Is(err, store.ErrExists) {
		return wrong(http.StatusConflict, reason.New("the log of this text is open already"), reason.New("Sign it there: {0}.", "/a/"+l.log.ID+"/"))
	}
	if err != nil {
		return err
	}
	s.counts.acts.Add(1)
	return s.receipt(w, r.Context(), http.StatusCreated, in, got)
}

// readable reads a text that was sent.
func readable(files []act.File) (*state.Text, error) {
	t, found, err := state.ReadText(files)
	if err != nil {
		return nil, wrong(http.StatusBadRequest, err, reason.New("Send the public files of the agreement."))
	}
	if t == nil {
		f := found[0]
		return nil, wrong(http.StatusBadRequest, errors.New(f.Place.String()+": "+f.Summary), errors.New(f.Fix))
	}
	return t, nil
}

// take takes an act in.
func (s *Server) take(w http.ResponseWriter, r *http.Request) error {
	l, err := s.known(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	b, err := s.body(r, maxActBody)
	if err != nil {
		return err
	}
	env, err := act.ParseEnvelope(b)
	if err != nil {
		return wrong(http.StatusBadRequest, err, nil)
	}
	in, err := s.incoming(l, env)
	if err != nil {
		return err
	}
	if in.signed = signed(l, in); in.signed { // or strangers could use up what a key may send
		if err := s.limits.key(l.log.ID + in.act.By + env.KeyID); err != nil {
			return err
		}
	}
	if in.act.Kind == act.Amend { // the fold looks it up while the log is locked
		if _, err := s.text(r.Context(), in.act.NewText); err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	got, err := s.o.Store.Append(r.Context(), l.log.Origin, in.key, in.admit, s.seal)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if in.received != 0 { // otherwise it was there, and nobody asked whether it fits
		status = http.StatusCreated
		s.counts.acts.Add(1)
	}
	return s.receipt(w, r.Context(), status, in, got)
}

// signed reports whether a key of the act's maker that counts now has signed it.
func signed(l *live, in *incoming) bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.shown.SignedBy(in.act, in.envelope) == nil
}

// receipt answers with the proof that the entry is in the log.
func (s *Server) receipt(w http.ResponseWriter, ctx context.Context, status int, in *incoming, got store.Receipt) error {
	l := in.l
	own, err := l.follow(got.Head)
	if err != nil {
		s.forget(l)
		return err
	}
	if !own || in.received == 0 {
		if err := s.catchUp(ctx, l); err != nil {
			return err
		}
	}
	proof, err := l.tree.inclusion(got.Head.Size, got.Index)
	if err != nil {
		return err
	}
	receipt, err := ledger.NewReceipt(got.Index, proof, got.Checkpoint)
	if err != nil {
		return err
	}
	received := in.received
	if received == 0 {
		l.mu.RLock()
		received = l.shown.Records()[got.Index].Received
		l.mu.RUnlock()
	}
	return reply(w, status, Receipt{ID: l.log.ID, Entry: got.Index, Received: received.String(), Receipt: string(receipt.Bytes())})
}

// addText takes in the files of a new text, before it is agreed to. It takes an
// actor of the agreement to send one.
func (s *Server) addText(w http.ResponseWriter, r *http.Request) error {
	l, err := s.live(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	if v := s.visitorOf(r, l); v.Actor == "" {
		return closed()
	}
	var q struct {
		Files []act.File `json:"files"`
	}
	if err := s.read(r, maxTextBody, &q); err != nil {
		return err
	}
	t, err := readable(q.Files)
	if err != nil {
		return err
	}
	if _, err := s.putText(r.Context(), t, q.Files); err != nil {
		return err
	}
	s.keep(t)
	return reply(w, http.StatusCreated, map[string]string{"text": t.Hash})
}

// Draft is an act that could be signed: its exact bytes, what they say in a
// sentence, and whether it would fit now.
type Draft struct {
	Payload  string `json:"payload"`
	Sentence string `json:"sentence"`
	Fits     bool   `json:"fits"`
	// Why not, in the language of whoever asked; "" where it fits.
	Why string `json:"why"`

	why error
}

// in is the draft as somebody reads it.
func (d Draft) in(lang string) Draft {
	if d.why != nil {
		d.Why = web.Tell(lang, d.why)
	}
	return d
}

// draft writes an act from the query, as the actor that is signed in.
func (s *Server) draft(w http.ResponseWriter, r *http.Request) error {
	l, err := s.live(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	d, err := s.drafted(l, s.visitorOf(r, l), r.URL.Query())
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, d.in(answersIn(w, r)))
}

// drafted makes a draft of what the fields of a form say.
func (s *Server) drafted(l *live, v visitor, q url.Values) (Draft, error) {
	if v.Actor == "" {
		return Draft{}, closed()
	}
	a, err := actOf(q)
	if err != nil {
		return Draft{}, err
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	a.Format, a.By, a.Text, a.Log, a.Seen, a.At = act.Format, v.Actor, l.shown.Text().Hash, l.shown.Origin(), l.shown.Seen(), s.now()
	payload, err := act.Encode(a)
	if err != nil {
		return Draft{}, wrong(http.StatusBadRequest, err, reason.New("Fill in what is missing."))
	}
	d := Draft{Payload: string(payload), Fits: true}
	if a.Of == nil || *a.Of < l.shown.Size() {
		d.Sentence = report.Says(l.shown, a)
	}
	if err := l.shown.Fits(a, v.KeyID, max(a.At, l.shown.LastReceived())); err != nil {
		d.Fits, d.why = false, err
	}
	return d, nil
}

// actOf reads the parts of an act from a form.
func actOf(q url.Values) (act.Act, error) {
	a := act.Act{
		Kind: act.Kind(q.Get("kind")), Step: q.Get("step"), Procedure: q.Get("procedure"), Stage: q.Get("stage"), On: act.Day(q.Get("on")),
		Result: act.Result(q.Get("result")), Until: act.Day(q.Get("until")), NewText: q.Get("new_text"), Words: strings.ReplaceAll(q.Get("words"), "\r\n", "\n"),
	}
	if of := q.Get("of"); of != "" {
		n, err := strconv.ParseInt(of, 10, 64)
		if err != nil {
			return a, wrong(http.StatusBadRequest, reason.New("of is the number of an entry"), nil)
		}
		a.Of = &n
	}
	if days := q.Get("days"); days != "" {
		n, err := strconv.Atoi(days)
		if err != nil {
			return a, wrong(http.StatusBadRequest, reason.New("days is a number of days"), nil)
		}
		a.Days = n
	}
	for _, line := range lines(q["add"]) {
		a.Keys = change(a.Keys)
		a.Keys.Add = append(a.Keys.Add, line)
	}
	for _, id := range lines(q["end"]) {
		a.Keys = change(a.Keys)
		a.Keys.End = append(a.Keys.End, id)
	}
	if err := together(&a, q); err != nil {
		return a, err
	}
	for _, x := range q["evidence"] {
		var e act.Evidence
		if err := json.Unmarshal([]byte(x), &e); err != nil {
			return a, wrong(http.StatusBadRequest, reason.New("evidence is the JSON of a document as acts have it"), nil)
		}
		a.Evidence = append(a.Evidence, e)
	}
	return a, nil
}

// lines are what stands on the lines of a field, which may be given more than once.
func lines(fields []string) []string {
	var all []string
	for _, f := range fields {
		for line := range strings.Lines(f) {
			if line = strings.Join(strings.Fields(line), " "); line != "" {
				all = append(all, line)
			}
		}
	}
	return all
}

func change(k *act.KeyChange) *act.KeyChange {
	if k == nil {
		return &act.KeyChange{}
	}
	return k
}

// together reads with which other acts the act takes effect: each on a line of
// with, "who, kind, step"; before, a moment in UTC; and the id of the pair where
// one of them is in the log already.
func together(a *act.Act, q url.Values) error {
	with := lines(q["with"])
	if len(with) == 0 {
		return nil
	}
	before := q.Get("before")
	if len(before) == len("2019-02-27T18:30") {
		before += ":00.000Z"
	}
	at, err := act.ParseTime(before)
	if err != nil {
		return wrong(http.StatusBadRequest, reason.New("before: {0}", err), reason.New("Write the moment in UTC as 2019-02-27T18:30."))
	}
	a.Together = &act.Together{ID: q.Get("together"), Before: at}
	if a.Together.ID == "" {
		var b [16]byte
		if _, err := rand.Read(b[:]); err != nil {
			return err
		}
		a.Together.ID = hex.EncodeToString(b[:])
	}
	for _, line := range with {
		p := strings.Split(line, ",")
		if len(p) < 2 || len(p) > 3 {
			return wrong(http.StatusBadRequest, reason.New("{0} is not: who, kind, step", reason.Quote(line, len(line))), reason.New("Write each of the other acts on a line of its own, such as: south, declare, fuel."))
		}
		for i := range p {
			p[i] = strings.TrimSpace(p[i])
		}
		a.Together.With = append(a.Together.With, act.Partner{By: p[0], Kind: act.Kind(p[1]), Step: strings.Join(p[2:], "")})
	}
	return nil
}

// least is the least role that may read a piece of evidence.
func least(a *agreement.Agreement, e act.Evidence) agreement.Role {
	if e.Readers != "" {
		return agreement.Role(e.Readers)
	}
	return a.OpenFor(agreement.TheEvidence)
}
