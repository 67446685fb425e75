package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"detente/act"
	"detente/internal/benchpage"
)

// rate is what became of acts that so many clients sent, each waiting for the
// receipt before it sends the next one.
type rate struct {
	database  string
	clients   int
	perSecond float64
	took      []time.Duration // of each act, from the envelope to the receipt
	limits
}

// limits are what the machine does alone: one durable commit of one row in the same
// database, one check of an Ed25519 signature, and one request by HTTP for which
// the server has next to nothing to do, as medians.
type limits struct{ commit, check, exchange time.Duration }

// floor is what an act takes by the aim: two checks and a commit.
func (l limits) floor() time.Duration { return 2*l.check + l.commit }

// measureRate measures acts. The limits are measured between the acts, so that
// what else the machine does meets all of them alike: with one client after every
// act; with more of them, while nothing else is under way.
func measureRate(ctx context.Context, dir, address string, clients, acts int) (rate, error) {
	s, err := newSeat(ctx, dir, address, dealOf(2), clients)
	if err != nil {
		return rate{}, err
	}
	envelopes := make([]act.Envelope, acts)
	for i := range envelopes {
		if envelopes[i], err = s.signed(i%2, act.Act{Kind: act.Note, Words: fmt.Sprint("act ", i)}); err != nil {
			return rate{}, errors.Join(err, s.close())
		}
	}
	r := rate{clients: clients}
	if clients == 1 {
		err = r.inTurns(ctx, s, envelopes)
	} else {
		err = r.together(ctx, s, envelopes)
	}
	return r, errors.Join(err, s.close())
}

// inTurns has one client, and holds each act against the limits of the moment.
func (r *rate) inTurns(ctx context.Context, s *seat, envelopes []act.Envelope) error {
	m := meter{s: s}
	sum := time.Duration(0)
	for _, e := range envelopes {
		began := time.Now()
		if err := s.take(e); err != nil {
			return err
		}
		r.took = append(r.took, time.Since(began))
		sum += time.Since(began)
		if err := m.once(ctx); err != nil {
			return err
		}
	}
	r.limits, r.perSecond = m.limits(), float64(len(envelopes))/sum.Seconds()
	return nil
}

// together has many clients; the limits are measured before and after.
func (r *rate) together(ctx context.Context, s *seat, envelopes []act.Envelope) error {
	m := meter{s: s}
	if err := m.times(ctx, 100); err != nil {
		return err
	}
	r.took = make([]time.Duration, len(envelopes))
	failed := make([]error, r.clients)
	var next atomic.Int64
	var all sync.WaitGroup
	began := time.Now()
	for c := range r.clients {
		all.Go(func() {
			for i := int(next.Add(1) - 1); i < len(envelopes) && failed[c] == nil; i = int(next.Add(1) - 1) {
				sent := time.Now()
				failed[c] = s.take(envelopes[i])
				r.took[i] = time.Since(sent)
			}
		})
	}
	all.Wait()
	r.perSecond = float64(len(envelopes)) / time.Since(began).Seconds()
	err := errors.Join(errors.Join(failed...), m.times(ctx, 100))
	r.limits = m.limits()
	return err
}

// meter measures the limits.
type meter struct {
	s                          *seat
	n                          int
	commits, checks, exchanges []time.Duration
}

var checkedText = make([]byte, 500)

func (m *meter) once(ctx context.Context) error {
	began := time.Now()
	m.n++
	if err := m.s.db.PutText(ctx, strconv.Itoa(m.n), checkedText[:32]); err != nil {
		return err
	}
	m.commits = append(m.commits, time.Since(began))
	key := m.s.people[0].key
	signature := ed25519.Sign(key, checkedText)
	began = time.Now()
	if !ed25519.Verify(key.Public().(ed25519.PublicKey), checkedText, signature) {
		return errors.New("a good signature is refused")
	}
	m.checks = append(m.checks, time.Since(began))
	began = time.Now()
	_, err := m.s.get("/assets/icon.svg")
	m.exchanges = append(m.exchanges, time.Since(began))
	return err
}

func (m *meter) times(ctx context.Context, n int) error {
	for range n {
		if err := m.once(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (m *meter) limits() limits {
	return limits{benchpage.Median(m.commits), benchpage.Median(m.checks), benchpage.Median(m.exchanges)}
}

var rateHeader = []string{
	"database", "clients", "acts a second", "half within", "99 % within", "a commit", "a check", "an empty request",
	"half within : 2 checks and a commit", "the same without the request", "cost of an act : 2 checks and a commit",
}

func (r rate) row() []string {
	beside, inside := "–", "–"
	if r.clients == 1 {
		half := at(r.took, 50)
		beside, inside = benchpage.Ratio(float64(half)/float64(r.floor())), benchpage.Ratio(float64(half-r.exchange)/float64(r.floor()))
	}
	return []string{
		r.database, strconv.Itoa(r.clients), benchpage.Digits(r.perSecond), benchpage.Brief(at(r.took, 50)), benchpage.Brief(at(r.took, 99)),
		benchpage.Brief(r.commit), benchpage.Brief(r.check), benchpage.Brief(r.exchange), beside, inside, benchpage.Ratio(1e9 / r.perSecond / float64(r.floor())),
	}
}
