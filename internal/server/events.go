package server

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"detente/agreement"
)

// keepAlive is how often something is sent on a quiet stream, so that proxies on
// the way keep it open.
const keepAlive = 20 * time.Second

// events tells, as server-sent events, whenever the log has grown. Nothing of what
// is in it is sent: who listens asks for that, and is shown what it may see.
func (s *Server) events(w http.ResponseWriter, r *http.Request) error {
	l, _, err := s.seen(r, agreement.TheTable)
	if err != nil {
		return err
	}
	c := http.NewResponseController(w)
	_ = c.SetWriteDeadline(time.Time{}) // a stream has no end
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	l.mu.RLock()
	size := l.shown.Size()
	l.mu.RUnlock()
	s.counts.listening.Add(1)
	defer s.counts.listening.Add(-1)
	for {
		if _, err := fmt.Fprintf(w, "event: head\nid: %d\ndata: {\"size\":%d}\n\n", size, size); err != nil {
			return nil
		}
		if err := c.Flush(); err != nil {
			return nil
		}
		for {
			n, err := s.grown(r, l, size)
			if r.Context().Err() != nil || err != nil {
				return nil
			}
			if n > size {
				size = n
				break
			}
			if _, err := fmt.Fprint(w, ": quiet\n\n"); err != nil || c.Flush() != nil {
				return nil
			}
		}
	}
}

// grown waits until the log is longer than size, or for a while.
func (s *Server) grown(r *http.Request, l *live, size int64) (int64, error) {
	ctx, cancel := context.WithTimeout(r.Context(), keepAlive)
	defer cancel()
	n, err := s.o.Store.Wait(ctx, l.log.Origin, size)
	if ctx.Err() != nil {
		return size, nil
	}
	return n, err
}
