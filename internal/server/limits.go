package server

import (
	"net"
	"net/http"
	"sync"

	"golang.org/x/time/rate"

	"detente/reason"
)

// limiter bounds how often one address, and one key, may change something. It
// forgets whoever has been quiet: what it keeps is bounded.
type limiter struct {
	perMinute int
	mu        sync.Mutex
	of        map[string]*rate.Limiter
}

const mostLimiters = 10_000

func newLimiter(perMinute int) *limiter {
	return &limiter{perMinute: perMinute, of: map[string]*rate.Limiter{}}
}

func (l *limiter) allow(who string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.of) >= mostLimiters {
		clear(l.of)
	}
	x := l.of[who]
	if x == nil {
		x = rate.NewLimiter(rate.Limit(float64(l.perMinute)/60), max(1, l.perMinute/4))
		l.of[who] = x
	}
	return x.Allow()
}

func tooOften() error {
	return wrong(http.StatusTooManyRequests, reason.New("too many requests in a short time"), reason.New("Wait a minute."))
}

// key bounds what one key does.
func (l *limiter) key(who string) error {
	if !l.allow("key " + who) {
		return tooOften()
	}
	return nil
}

// limited bounds what one address does.
func (s *Server) limited(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		host, _, err := net.SplitHostPort(r.RemoteAddr)
		if err != nil {
			host = r.RemoteAddr
		}
		if !s.limits.allow("address " + host) {
			w.Header().Set("Retry-After", "60")
			return tooOften()
		}
		return h(w, r)
	}
}
