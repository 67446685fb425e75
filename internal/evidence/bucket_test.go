package evidence

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// bucket is as much of an object store as the protocol needs for one bucket. It
// does not check signatures.
type bucket struct {
	t       testing.TB
	mu      sync.Mutex
	objects map[string][]byte
	uploads map[string]*parts // by their ids
	count   int
	fail    func(r *http.Request) (code string) // "" for what is to work
	denied  bool                                // uploads may not be listed
	signed  []string                            // the keys by which requests were signed
}

type parts struct {
	key   string
	begun time.Time
	of    map[int][]byte
}

func newBucket(t testing.TB) (*bucket, string) {
	t.Helper()
	b := &bucket{t: t, objects: map[string][]byte{}, uploads: map[string]*parts{}}
	h := httptest.NewServer(b)
	t.Cleanup(h.Close)
	return b, strings.TrimPrefix(h.URL, "http://")
}

func (b *bucket) refuse(w http.ResponseWriter, r *http.Request, status int, code string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		fmt.Fprintf(w, "<Error><Code>%s</Code><Message>%s</Message></Error>", code, code)
	}
}

// ServeHTTP answers one request.
func (b *bucket) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := sent(r)
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, key, ok := strings.Cut(r.Header.Get("Authorization"), "Credential="); ok {
		b.signed = append(b.signed, key[:strings.IndexByte(key, '/')])
	}
	if b.fail != nil {
		if code := b.fail(r); code != "" {
			b.refuse(w, r, http.StatusForbidden, code)
			return
		}
	}
	name, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	q := r.URL.Query()
	switch {
	case err != nil:
		b.refuse(w, r, http.StatusBadRequest, "IncompleteBody")
	case name != "evidence":
		b.refuse(w, r, http.StatusNotFound, "NoSuchBucket")
	case key == "":
		b.whole(w, r)
	case q.Has("uploads"), q.Has("uploadId"):
		b.inParts(w, r, key, body)
	default:
		b.object(w, r, key, body)
	}
}

// sent is what was sent, out of the signed chunks in which it may come.
func sent(r *http.Request) ([]byte, error) {
	hash := r.Header.Get("X-Amz-Content-Sha256")
	if !strings.HasPrefix(hash, "STREAMING-") {
		b, err := io.ReadAll(r.Body)
		sum := sha256.Sum256(b)
		if err == nil && hash != "" && hash != "UNSIGNED-PAYLOAD" && hash != hex.EncodeToString(sum[:]) {
			err = fmt.Errorf("the body has another hash than its header says")
		}
		return b, err
	}
	in := bufio.NewReader(r.Body)
	var all []byte
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return nil, err
		}
		size, _, _ := strings.Cut(line, ";")
		n, err := strconv.ParseInt(size, 16, 32)
		if err != nil || n == 0 {
			return all, err
		}
		chunk := make([]byte, n+2)
		if _, err := io.ReadFull(in, chunk); err != nil {
			return nil, err
		}
		all = append(all, chunk[:n]...)
	}
}

// whole answers what is asked of the bucket.
func (b *bucket) whole(w http.ResponseWriter, r *http.Request) {
	if !r.URL.Query().Has("uploads") {
		return
	}
	if b.denied {
		b.refuse(w, r, http.StatusForbidden, "AccessDenied")
		return
	}
	// One at a time, so that whoever lists has to go on.
	var ids []string
	for id := range b.uploads {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	after := r.URL.Query().Get("upload-id-marker")
	ids = slices.DeleteFunc(ids, func(id string) bool { return id <= after })
	fmt.Fprintf(w, "<ListMultipartUploadsResult><IsTruncated>%t</IsTruncated>", len(ids) > 1)
	if len(ids) > 0 {
		u := b.uploads[ids[0]]
		fmt.Fprintf(w, "<NextKeyMarker>%s</NextKeyMarker><NextUploadIdMarker>%s</NextUploadIdMarker><Upload><Key>%s</Key><UploadId>%s</UploadId><Initiated>%s</Initiated></Upload>",
			u.key, ids[0], u.key, ids[0], u.begun.UTC().Format(time.RFC3339))
	}
	fmt.Fprint(w, "</ListMultipartUploadsResult>")
}

func (b *bucket) object(w http.ResponseWriter, r *http.Request, key string, body []byte) {
	got, ok := b.objects[key]
	switch r.Method {
	case http.MethodPut:
		b.objects[key] = body
		w.Header().Set("ETag", `"whole"`)
	case http.MethodDelete:
		delete(b.objects, key)
		w.WriteHeader(http.StatusNoContent)
	default:
		if !ok {
			b.refuse(w, r, http.StatusNotFound, "NoSuchKey")
			return
		}
		w.Header().Set("ETag", `"whole"`)
		w.Header().Set("Last-Modified", time.Date(2030, 1, 2, 0, 0, 0, 0, time.UTC).Format(http.TimeFormat))
		w.Header().Set("Content-Length", strconv.Itoa(len(got)))
		if r.Method == http.MethodGet {
			_, _ = w.Write(got)
		}
	}
}

func (b *bucket) inParts(w http.ResponseWriter, r *http.Request, key string, body []byte) {
	q := r.URL.Query()
	if q.Has("uploads") {
		b.count++
		id := fmt.Sprintf("upload-%03d", b.count)
		b.uploads[id] = &parts{key, time.Now(), map[int][]byte{}}
		fmt.Fprintf(w, "<InitiateMultipartUploadResult><Bucket>evidence</Bucket><Key>%s</Key><UploadId>%s</UploadId></InitiateMultipartUploadResult>", key, id)
		return
	}
	u := b.uploads[q.Get("uploadId")]
	if u == nil || u.key != key {
		b.refuse(w, r, http.StatusNotFound, "NoSuchUpload")
		return
	}
	switch r.Method {
	case http.MethodPut:
		n, _ := strconv.Atoi(q.Get("partNumber"))
		u.of[n] = body
		w.Header().Set("ETag", fmt.Sprintf(`"part-%d"`, n))
	case http.MethodDelete:
		delete(b.uploads, q.Get("uploadId"))
		w.WriteHeader(http.StatusNoContent)
	case http.MethodPost:
		b.join(w, r, u, body)
		delete(b.uploads, q.Get("uploadId"))
	}
}

// join makes an object of the parts that are named.
func (b *bucket) join(w http.ResponseWriter, r *http.Request, u *parts, body []byte) {
	var named struct {
		Part []struct {
			PartNumber int
			ETag       string
		}
	}
	if err := xml.Unmarshal(body, &named); err != nil {
		b.refuse(w, r, http.StatusBadRequest, "MalformedXML")
		return
	}
	var all []byte
	for _, p := range named.Part {
		if strings.Trim(p.ETag, `"`) != fmt.Sprintf("part-%d", p.PartNumber) {
			b.refuse(w, r, http.StatusBadRequest, "InvalidPart")
			return
		}
		all = append(all, u.of[p.PartNumber]...)
	}
	b.objects[u.key] = all
	fmt.Fprintf(w, `<CompleteMultipartUploadResult><Bucket>evidence</Bucket><Key>%s</Key><ETag>"joined"</ETag></CompleteMultipartUploadResult>`, u.key)
}

// left are what the bucket holds besides documents: uploads under way.
func (b *bucket) left() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.uploads)
}

func (b *bucket) failing(f func(*http.Request) string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fail = f
}

// openBucket opens a store over the bucket, with parts of few bytes.
func openBucket(t testing.TB, host string) *S3 {
	t.Helper()
	s, err := OpenS3(context.Background(), "s3://somebody:secret@"+host+"/evidence/table?tls=0", "")
	if err != nil {
		t.Fatal(err)
	}
	s.part = 1000
	return s
}
