package client

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"

	"detente/act"
	"detente/audit"
	"detente/ledger"
)

// patience is how long one answer may take, documents aside.
const patience = time.Minute

// Remote is a log on a server.
type Remote struct {
	// ctx ends all requests: a Fetch has no place for one.
	ctx  context.Context
	base string // "https://host", without the slash
	id   string
	http *http.Client
}

// NewRemote is the log at the address of its table, https://host/a/ID/, or of the
// server alone, where the ID is given with At. Only machines of one's own are
// spoken to without encryption.
func NewRemote(ctx context.Context, address string) (*Remote, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" {
		return nil, Trouble{fmt.Sprintf("%q is not the address of a server or a log", address), "Write it as https://host/a/ID/, as the browser shows it."}
	}
	if u.Scheme == "http" && !loopback(u.Hostname()) {
		return nil, Trouble{fmt.Sprintf("%s is not encrypted, and whoever stands in between could read along", address), "Write https."}
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	base, id := strings.TrimSuffix(u.Scheme+"://"+u.Host+u.Path, "/"), ""
	if i := strings.LastIndex(base+"/", "/a/"); i >= 0 {
		id, _, _ = strings.Cut(base[i+len("/a/"):], "/")
		base = base[:i]
	}
	same := func(r *http.Request, via []*http.Request) error {
		if len(via) > 5 || r.URL.Host != u.Host || r.URL.Scheme != u.Scheme {
			return fmt.Errorf("the server sends on to %s", r.URL.Host)
		}
		return nil
	}
	return &Remote{ctx, base, id, &http.Client{Jar: jar, Timeout: patience, CheckRedirect: same}}, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// At is the log of an ID on the same server.
func (r *Remote) At(id string) *Remote {
	other := *r
	other.id = id
	return &other
}

// Address is where people find the table of the log.
func (r *Remote) Address() string { return r.base + "/a/" + r.id + "/" }

// ID is the short name of the log, "" where the address names a server alone.
func (r *Remote) ID() string { return r.id }

// Refused is what a server says when it does not do what it was asked.
type Refused struct {
	Status int    `json:"-"`
	What   string `json:"error"`
	Next   string `json:"next"`
}

// Error says what is the matter.
func (r *Refused) Error() string { return "the server says: " + strings.TrimSuffix(r.What, ".") }

// do sends a request and reads the answer, up to so many bytes.
func (r *Remote) do(method, path string, body io.Reader, most int64) ([]byte, error) {
	a, err := r.ask(method, path, body)
	if err != nil {
		return nil, err
	}
	defer a.Close()
	b, err := io.ReadAll(io.LimitReader(a, most+1))
	switch {
	case err != nil:
		return nil, brokenOff(err)
	case int64(len(b)) > most:
		return nil, fmt.Errorf("the answer to %s has more than %d bytes", path, most)
	}
	return b, nil
}

// ask sends a request; the answer is for the caller to read and close.
func (r *Remote) ask(method, path string, body io.Reader) (io.ReadCloser, error) {
	q, err := http.NewRequestWithContext(r.ctx, method, r.base+path, body)
	if err != nil {
		return nil, err
	}
	q.Header.Set("Accept-Encoding", "identity") // nothing that grows while it is read
	if method == http.MethodPost {
		q.Header.Set("Content-Type", "application/json")
	}
	a, err := r.http.Do(q)
	if err != nil {
		return nil, Trouble{"the server does not answer: " + err.Error(), "Is the address right, and the machine on a network? Nothing is lost: the same act can be sent again."}
	}
	if a.StatusCode < 300 {
		return a.Body, nil
	}
	defer a.Body.Close()
	b, err := io.ReadAll(io.LimitReader(a.Body, maxReply))
	if err != nil {
		return nil, brokenOff(err)
	}
	return nil, refusal(a.StatusCode, b)
}

func brokenOff(err error) error {
	return Trouble{"the answer of the server broke off: " + err.Error(), "Send the same again: what was taken in is not taken in twice."}
}

func refusal(status int, b []byte) error {
	r := &Refused{Status: status}
	if json.Unmarshal(b, r) != nil || r.What == "" {
		r.What = http.StatusText(status)
	}
	return r
}

func (r *Remote) get(path string, most int64) ([]byte, error) {
	return r.do(http.MethodGet, path, nil, most)
}

func (r *Remote) post(path string, v, answer any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	got, err := r.do(http.MethodPost, path, bytes.NewReader(b), maxReply)
	if err != nil || answer == nil {
		return err
	}
	return json.Unmarshal(got, answer)
}

// Checkpoint is the newest checkpoint.
func (r *Remote) Checkpoint() ([]byte, error) {
	return r.get("/log/"+r.id+"/checkpoint", ledger.MaxCheckpoint)
}

// Cosigned is the last checkpoint with the cosignatures that the server has.
func (r *Remote) Cosigned() ([]byte, error) {
	b, err := r.get("/log/"+r.id+"/cosigned", ledger.MaxCheckpoint)
	if no := (*Refused)(nil); errors.As(err, &no) && no.Status == http.StatusNotFound {
		return nil, nil
	}
	return b, err
}

// Key is the vkey that the server gives.
func (r *Remote) Key() (string, error) {
	b, err := r.get("/log/"+r.id+"/key", maxKey)
	return strings.TrimSuffix(string(b), "\n"), err
}

// Fetch reads a tile or a bundle.
func (r *Remote) Fetch(path string) ([]byte, error) {
	most, err := sizeOf(path)
	if err != nil {
		return nil, err
	}
	return r.get("/log/"+r.id+"/"+path, most)
}

func (r *Remote) api() string { return "/api/v1/agreements/" + r.id }

// Text reads the files of a text.
func (r *Remote) Text(hash string) ([]act.File, error) {
	b, err := r.get(r.api()+"/text?hash="+url.QueryEscape(hash), maxReply)
	if err != nil {
		return nil, err
	}
	var reply struct {
		Files []act.File `json:"files"`
	}
	err = json.Unmarshal(b, &reply)
	return reply.Files, err
}

// SignIn shows the server who asks, by a signature over its challenge.
func (r *Remote) SignIn(s act.Signer) error {
	b, err := r.get("/api/v1/challenge", maxKey)
	if err != nil {
		return err
	}
	var c struct {
		Challenge string `json:"challenge"`
	}
	if err := json.Unmarshal(b, &c); err != nil || len(c.Challenge) != 64 || strings.Trim(c.Challenge, "0123456789abcdef") != "" {
		return fmt.Errorf("the challenge of the server is not 64 hexadecimal digits, and is not signed")
	}
	sig, err := s.Sign([]byte("detente sign-in\n" + c.Challenge + "\n" + r.id))
	if err != nil {
		return err
	}
	return r.post("/api/v1/session", map[string]string{
		"agreement": r.id, "key": s.Key().String(), "signature": base64.StdEncoding.EncodeToString(sig),
	}, nil)
}

// Receipt is what the server answers to an act: where it stands, and the proof.
type Receipt struct {
	ID       string   `json:"id"`
	Entry    int64    `json:"entry"`
	Received act.Time `json:"received"`
	Receipt  string   `json:"receipt"`
}

// Send hands an act in.
func (r *Remote) Send(e act.Envelope) (got Receipt, err error) {
	err = r.post(r.api()+"/acts", json.RawMessage(e.Bytes()), &got)
	return got, err
}

// Open opens the log of a text with its first signature.
func (r *Remote) Open(files []act.File, e act.Envelope) (got Receipt, err error) {
	err = r.post("/api/v1/agreements", map[string]any{"files": files, "envelope": json.RawMessage(e.Bytes())}, &got)
	return got, err
}

// SendText hands in the files of a new text, before it is agreed to.
func (r *Remote) SendText(files []act.File) error {
	return r.post(r.api()+"/texts", map[string]any{"files": files}, nil)
}

// SendDocument hands in a document, by its hash.
func (r *Remote) SendDocument(hash string, body io.Reader) error {
	_, err := r.patient().do(http.MethodPut, r.api()+"/evidence/"+hash, io.NopCloser(body), maxReply)
	return err
}

// Document writes the document of a hash, and returns what it really is. The caller
// compares: what is written may be another.
func (r *Remote) Document(hash string, to io.Writer) (audit.Document, error) {
	body, err := r.patient().ask(http.MethodGet, r.api()+"/evidence/"+hash, nil)
	if err != nil {
		return audit.Document{}, err
	}
	defer body.Close()
	d, err := hashed(io.TeeReader(io.LimitReader(body, maxDocument), to))
	if err != nil {
		return d, brokenOff(err)
	}
	return d, nil
}

// patient is the same server, where a document takes as long as it takes; the
// context ends it.
func (r *Remote) patient() *Remote {
	long, h := *r, *r.http
	h.Timeout = 0
	long.http = &h
	return &long
}

// Cosign hands in a checkpoint with a cosignature.
func (r *Remote) Cosign(checkpoint []byte) error {
	_, err := r.do(http.MethodPost, "/log/"+r.id+"/cosignature", bytes.NewReader(checkpoint), maxReply)
	return err
}

// Check reports whether the receipt shows that exactly this act stands in the log
// of the key, and returns its head.
func (got Receipt) Check(e act.Envelope, log *ledger.Verifier) (ledger.Receipt, ledger.Head, error) {
	r, err := ledger.ParseReceipt([]byte(got.Receipt))
	if err != nil {
		return r, ledger.Head{}, err
	}
	if r.Index != got.Entry {
		return r, ledger.Head{}, fmt.Errorf("the receipt is for entry %d, and the answer speaks of entry %d", r.Index, got.Entry)
	}
	head, err := r.Check(act.Entry{Received: got.Received, Envelope: e}.Bytes(), log)
	return r, head, err
}
