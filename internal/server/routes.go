package server

import (
	_ "embed"
	"net/http"
	"time"

	"detente/internal/web"
)

// openAPI describes the API (OpenAPI 3.1).
//
//go:embed openapi.json
var openAPI []byte

// route is one way in.
type route struct {
	method, path string
	handler      handler
	changes      bool // it is bounded more closely
}

// routes are all ways into the API, in the order of their page.
func (s *Server) routes() []route {
	const one = "/api/v1/agreements/{id}"
	return []route{
		{"GET", "/healthz", s.healthz, false},
		{"GET", "/metrics", s.metrics, false},
		{"GET", "/api/v1/openapi.json", func(w http.ResponseWriter, _ *http.Request) error {
			return plain(w, "application/json", openAPI)
		}, false},
		{"GET", "/api/v1/challenge", s.challenge, true},
		{"POST", "/api/v1/session", s.signIn, true},
		{"DELETE", "/api/v1/session", s.signOut, true},
		{"POST", "/api/v1/passkey/register/begin", s.beginRegistering, true},
		{"POST", "/api/v1/passkey/register/finish", s.finishRegistering, true},
		{"POST", "/api/v1/passkey/sign-in/begin", s.beginPasskey, true},
		{"POST", "/api/v1/passkey/sign-in/finish", s.finishPasskey, true},
		{"GET", "/api/v1/agreements", s.getList, false},
		{"POST", "/api/v1/agreements", s.open, true},
		{"POST", "/api/v1/opening", s.opening, true},
		{"GET", one + "/state", s.getState, false},
		{"GET", one + "/log", s.getLog, false},
		{"GET", one + "/text", s.getText, false},
		{"GET", one + "/draft", s.draft, false},
		{"GET", one + "/events", s.events, false},
		{"POST", one + "/acts", s.take, true},
		{"POST", one + "/texts", s.addText, true},
		{"PUT", one + "/evidence/{sha256}", s.putEvidence, true},
		{"GET", one + "/evidence/{sha256}", s.getEvidence, false},
		{"GET", "/log/{id}/cosigned", s.cosigned, false},
		{"POST", "/log/{id}/cosignature", s.cosign, true},
		{"GET", "/log/{id}/{path...}", s.published, false},
	}
}

// Handler is the whole server.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, x := range s.routes() {
		h := x.handler
		if x.changes {
			h = s.limited(h)
		}
		mux.Handle(x.method+" "+x.path, s.api(h))
	}
	for _, x := range s.pages() {
		mux.Handle(x.pattern, x.Handler)
	}
	cross := http.NewCrossOriginProtection()
	return s.counted(safe(cross.Handler(s.sessions.LoadAndSave(mux))))
}

// counted counts and logs requests. What was asked is logged without its query,
// which may hold words of an act.
func (s *Server) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.counts.requests.Add(1)
		begun := time.Now()
		c := &answered{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(c, r)
		switch {
		case c.status >= 500:
			s.counts.failed.Add(1)
		case c.status == http.StatusConflict && r.Method == http.MethodPost:
			s.counts.refused.Add(1)
		}
		s.o.Log.Info("request", "method", r.Method, "path", r.URL.Path, "status", c.status, "ms", time.Since(begun).Milliseconds())
	})
}

// answered remembers the status of an answer.
type answered struct {
	http.ResponseWriter
	status int
}

// WriteHeader notes the status.
func (a *answered) WriteHeader(status int) {
	a.status = status
	a.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach what is below.
func (a *answered) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// safe sets the headers that keep a page to itself: nothing from elsewhere, in no
// frame, nothing told to others.
func safe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", web.Policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		next.ServeHTTP(w, r)
	})
}

// HTTPServer is the server with its timeouts, for an address.
func (s *Server) HTTPServer(addr string) *http.Server {
	return &http.Server{
		Addr: addr, Handler: s.Handler(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 10 * time.Minute,
		WriteTimeout: 10 * time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
	}
}
