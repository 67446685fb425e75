package evidence

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"
)

var ctx = context.Background()

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// document is one of some bytes.
func document(size int) []byte {
	b := make([]byte, size)
	for i := range b {
		b[i] = byte(i * i >> 3)
	}
	return b
}

// kind is a store, and what lies in it besides documents.
type kind struct {
	Store
	left func(t *testing.T) int
}

// each runs a test with every kind of store.
func each(t *testing.T, test func(t *testing.T, s kind)) {
	t.Run("folder", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "a", "b[c]")
		f, err := OpenFolder(dir)
		if err != nil {
			t.Fatal(err)
		}
		test(t, kind{f, func(t *testing.T) int { return len(unfinishedIn(t, dir)) }})
	})
	t.Run("bucket", func(t *testing.T) {
		b, host := newBucket(t)
		test(t, kind{openBucket(t, host), func(*testing.T) int { return b.left() }})
	})
}

func unfinishedIn(t *testing.T, dir string) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err == nil && strings.HasPrefix(d.Name(), unfinished) {
			all = append(all, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func (k kind) want(t *testing.T, hash string, want []byte) {
	t.Helper()
	r, size, err := k.Get(ctx, hash)
	if want == nil {
		if !errors.Is(err, ErrNotFound) {
			t.Errorf("a document is there that should not be: %v", err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	got, err := io.ReadAll(r)
	if err != nil || !bytes.Equal(got, want) || size != int64(len(want)) {
		t.Errorf("%d bytes of %d, %v", len(got), size, err)
	}
}

// Documents of all sizes around those of a part come out as they went in.
func TestPutAndGet(t *testing.T) {
	each(t, func(t *testing.T, s kind) {
		for _, size := range []int{0, 1, 999, 1000, 1001, 1999, 2000, 2001, 123_456} {
			d := document(size)
			for range 2 { // the second time it is there
				if err := s.Put(ctx, hashOf(d), int64(size), iotest.HalfReader(bytes.NewReader(d))); err != nil {
					t.Fatalf("%d bytes: %v", size, err)
				}
			}
			s.want(t, hashOf(d), d)
		}
		for _, size := range []int{0, 2001} {
			for range 2 {
				if err := s.Delete(ctx, hashOf(document(size))); err != nil {
					t.Error(err)
				}
			}
			s.want(t, hashOf(document(size)), nil)
		}
		s.want(t, hashOf(document(999)), document(999))
		if n := s.left(t); n != 0 {
			t.Errorf("%d unfinished documents", n)
		}
	})
}

// What does not fit its hash, is too large or is cut off is never to be seen, and
// leaves nothing behind.
func TestWhatIsNotKept(t *testing.T) {
	cut := errors.New("the line was cut")
	each(t, func(t *testing.T, s kind) {
		for _, size := range []int{1, 500, 1000, 1001, 5_500} {
			d := document(size)
			hash := hashOf(d)
			var other *Mismatch
			err := s.Put(ctx, hash, 10_000, bytes.NewReader(append(bytes.Clone(d[1:]), 'x')))
			if !errors.As(err, &other) || other.Want != hash {
				t.Errorf("%d bytes, another hash: %v", size, err)
			}
			err = s.Put(ctx, hash, 10_000, bytes.NewReader(d[:size-1]))
			if !errors.As(err, &other) {
				t.Errorf("%d bytes, one too few: %v", size, err)
			}
			var large *TooLarge
			err = s.Put(ctx, hash, int64(size)-1, bytes.NewReader(d))
			if !errors.As(err, &large) || large.Most != int64(size)-1 {
				t.Errorf("%d bytes, too large: %v", size, err)
			}
			err = s.Put(ctx, hash, 10_000, io.MultiReader(bytes.NewReader(d), iotest.ErrReader(cut)))
			if !errors.Is(err, cut) {
				t.Errorf("%d bytes, cut: %v", size, err)
			}
			s.want(t, hash, nil)
		}
		if n := s.left(t); n != 0 {
			t.Errorf("%d unfinished documents", n)
		}
		d := document(1500)
		if err := s.Put(ctx, hashOf(d), 1500, bytes.NewReader(d)); err != nil {
			t.Fatal(err)
		}
		var other *Mismatch
		if err := s.Put(ctx, hashOf(d), 1500, strings.NewReader("other")); !errors.As(err, &other) {
			t.Errorf("another document under the hash of one that is there: %v", err)
		}
		s.want(t, hashOf(d), d)
	})
}

// The same document many times at once is there once, and whole at every moment.
func TestManyAtOnce(t *testing.T) {
	each(t, func(t *testing.T, s kind) {
		d := document(7_000)
		var all sync.WaitGroup
		for i := range 16 {
			all.Go(func() {
				if i%4 == 3 {
					if err := s.Put(ctx, hashOf(d), 10_000, bytes.NewReader(d[1:])); err == nil {
						t.Error("another document is taken")
					}
					return
				}
				if err := s.Put(ctx, hashOf(d), 10_000, bytes.NewReader(d)); err != nil {
					t.Error(err)
				}
				s.want(t, hashOf(d), d)
			})
		}
		all.Wait()
		if n := s.left(t); n != 0 {
			t.Errorf("%d unfinished documents", n)
		}
	})
}

func TestNamesThatAreNoHashes(t *testing.T) {
	each(t, func(t *testing.T, s kind) {
		good := hashOf(nil)
		for _, name := range []string{"", "a", "../" + good[3:], good[:63], good + "0", strings.ToUpper(good), good[:62] + "/.", strings.Repeat("..", 32), good[:63] + "g"} {
			if IsHash(name) {
				t.Errorf("%q counts as a hash", name)
			}
			if err := s.Put(ctx, name, 10, strings.NewReader("")); err == nil {
				t.Errorf("a document is kept under %q", name)
			}
			s.want(t, name, nil)
			if err := s.Delete(ctx, name); err != nil {
				t.Errorf("%q: %v", name, err)
			}
		}
	})
}

// What a crash leaves behind goes when the folder is opened, not before it is old
// enough to be nobody's, and documents stay.
func TestFolderAfterCrash(t *testing.T) {
	dir := t.TempDir()
	f, err := OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	d := document(10)
	if err := f.Put(ctx, hashOf(d), 10, bytes.NewReader(d)); err != nil {
		t.Fatal(err)
	}
	of := filepath.Dir(f.path(hashOf(d)))
	old, young := filepath.Join(of, unfinished+"1"), filepath.Join(of, unfinished+"2")
	long := time.Now().Add(-2 * abandoned)
	for _, name := range []string{old, young, f.path(hashOf(d)), filepath.Join(dir, unfinished+"3")} {
		if err := errors.Join(os.WriteFile(name, d, 0o600), os.Chtimes(name, long, long)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chtimes(young, time.Now(), time.Now()); err != nil {
		t.Fatal(err)
	}
	f, err = OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	kind{Store: f}.want(t, hashOf(d), d)
	if got := unfinishedIn(t, dir); len(got) != 2 || got[1] != young {
		t.Errorf("left are %v", got)
	}
	if _, err := OpenFolder(young); err == nil {
		t.Error("a file is opened as a folder")
	}
}

// The same for a bucket: uploads of a day ago are given up, others are not.
func TestBucketAfterCrash(t *testing.T) {
	b, host := newBucket(t)
	key := "table/" + hashOf(nil)
	for id, u := range map[string]*parts{
		"u1": {key: key, begun: time.Now().Add(-2 * abandoned)},
		"u2": {key: key, begun: time.Now()},
		"u3": {key: "table/" + hashOf(document(1)), begun: time.Now().Add(-2 * abandoned)},
		"u4": {key: "table/somebody's", begun: time.Now().Add(-2 * abandoned)},
	} {
		b.uploads[id] = u
	}
	openBucket(t, host)
	if b.uploads["u1"] != nil || b.uploads["u2"] == nil || b.uploads["u3"] != nil || b.uploads["u4"] == nil {
		t.Errorf("left are %v", b.uploads)
	}
	b.denied = true
	openBucket(t, host)
}

// Where the store fails, the document is not there, and what was begun is given up.
func TestBucketThatFails(t *testing.T) {
	b, host := newBucket(t)
	s := openBucket(t, host)
	is := func(method, what string) func(*http.Request) string {
		return func(r *http.Request) string {
			if r.Method == method && strings.Contains(r.URL.RawQuery, what) {
				return "AccessDenied"
			}
			return ""
		}
	}
	for _, c := range []struct {
		name string
		size int
		fail func(*http.Request) string
	}{
		{"looking", 10, is("HEAD", "")},
		{"a small document", 10, is("PUT", "")},
		{"beginning", 5_000, is("POST", "uploads=")},
		{"the third part", 5_000, is("PUT", "partNumber=3")},
		{"completing", 5_000, is("POST", "uploadId=")},
	} {
		b.failing(c.fail)
		d := document(c.size)
		err := s.Put(ctx, hashOf(d), 10_000, bytes.NewReader(d))
		b.failing(nil)
		if err == nil {
			t.Errorf("%s: the document counts as kept", c.name)
		}
		kind{Store: s}.want(t, hashOf(d), nil)
		if n := b.left(); n != 0 {
			t.Errorf("%s: %d uploads under way", c.name, n)
		}
	}
	b.failing(func(*http.Request) string { return "AccessDenied" })
	if _, _, err := s.Get(ctx, hashOf(nil)); err == nil || errors.Is(err, ErrNotFound) {
		t.Errorf("a store that does not answer counts as one without the document: %v", err)
	}
	if err := s.Delete(ctx, hashOf(nil)); err == nil {
		t.Error("a document that is not deleted counts as deleted")
	}
}

// Whoever sends a document and goes away leaves nothing.
func TestBucketAndWhoGoesAway(t *testing.T) {
	b, host := newBucket(t)
	s := openBucket(t, host)
	d := document(5_000)
	gone, leave := context.WithCancel(ctx)
	err := s.Put(gone, hashOf(d), 10_000, io.MultiReader(bytes.NewReader(d[:3_500]), readerFunc(func([]byte) (int, error) {
		leave()
		return 0, gone.Err()
	})))
	if !errors.Is(err, context.Canceled) || b.left() != 0 {
		t.Errorf("%v, %d uploads under way", err, b.left())
	}
	kind{Store: s}.want(t, hashOf(d), nil)
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(b []byte) (int, error) { return f(b) }

func TestOpenBucket(t *testing.T) {
	b, host := newBucket(t)
	dir := t.TempDir()
	file := func(name, text string) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	good := file("good", "[default]\naws_access_key_id = filed\naws_secret_access_key = s3cret\n")
	for _, c := range []struct{ address, file, want string }{
		{"s3://" + host + "/evidence?tls=0", good, ""},
		{"s3://somebody:s3cret@" + host + "/evidence?tls=0&region=eu-central-1", "", ""},
		{"s3://" + host + "/evidence?tls=0", "", ""},
		{"s3://" + host + "/other?tls=0", good, "there is no bucket other"},
		{"s3://somebody:s3cret@" + host + "/evidence?tls=0", good, "leave it out of the address"},
		{"s3://" + host + "/evidence?tls=0", filepath.Join(dir, "none"), "cannot be read"},
		{"s3://" + host + "/evidence?tls=0", file("empty", "[default]\n"), "aws_access_key_id"},
		{"s3://" + host, good, "is no address of a bucket"},
		{"http://" + host + "/evidence", good, "is no address of a bucket"},
		{"s3://a:s3cret@" + host + "/\x7f", "", "cannot be read"},
	} {
		b.signed = nil
		_, err := OpenS3(ctx, c.address, c.file)
		switch {
		case c.want == "" && err != nil, c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: %v", c.address, err)
		case err != nil && strings.Contains(err.Error(), "s3cret"):
			t.Errorf("the secret is told: %v", err)
		case c.file == good && err == nil && (len(b.signed) == 0 || b.signed[0] != "filed"):
			t.Errorf("requests were signed by %v", b.signed)
		}
	}
}
