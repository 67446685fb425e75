package client

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"detente/act"
	"detente/audit"
	"detente/internal/logcase"
	"detente/ledger"
)

func swap(t *testing.T) *logcase.Case {
	t.Helper()
	c, err := logcase.Swap(2)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// onDisk writes the published log into a folder.
func onDisk(t *testing.T, c *logcase.Case) string {
	t.Helper()
	dir := t.TempDir()
	all, err := c.Folder()
	if err != nil {
		t.Fatal(err)
	}
	for p, b := range all {
		if err := put(filepath.Join(dir, filepath.FromSlash(p)), b); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func open(t *testing.T, dir string) *Folder {
	t.Helper()
	f, err := OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// remote is the log on a server.
func remote(t *testing.T, h http.Handler, id string) *Remote {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	r, err := NewRemote(context.Background(), s.URL+"/a/"+id+"/step/maps")
	if err != nil {
		t.Fatal(err)
	}
	if r.ID() != id {
		t.Fatalf("the ID is %q", r.ID())
	}
	return r
}

func idOf(c *logcase.Case) string {
	return act.ID(strings.TrimPrefix(c.State.Origin(), act.Origin("")))
}

func audited(t *testing.T, s Source) *audit.Result {
	t.Helper()
	log, err := Gather(s)
	if err != nil {
		t.Fatal(err)
	}
	return audit.Run(log)
}

func TestFolderAndServerTellTheSame(t *testing.T) {
	c := swap(t)
	for name, s := range map[string]Source{"folder": open(t, onDisk(t, c)), "server": remote(t, logcase.Serve(c), idOf(c))} {
		r := audited(t, s)
		if !r.Holds() || r.State == nil || r.State.Head() != c.State.Head() || !r.Signed {
			t.Errorf("%s: %+v", name, r.Findings)
		}
	}
}

func TestClosedLogOpensToASignature(t *testing.T) {
	c := swap(t)
	s := logcase.Serve(c)
	s.Closed = true
	r := remote(t, s, idOf(c))
	if got := audited(t, r); got.State != nil {
		t.Fatal("a closed log can be read")
	}
	if err := r.SignIn(logcase.SignerFor("north")); err != nil {
		t.Fatal(err)
	}
	if got := audited(t, r); got.State == nil || !got.Holds() {
		t.Errorf("%+v", got.Findings)
	}
}

// A server may have nothing signed but a challenge in its one form.
func TestChallengeIsNothingElse(t *testing.T) {
	for _, c := range []string{"", "DSSEv1 32 application/vnd.detente.act+json", strings.Repeat("A", 64), strings.Repeat("a", 63) + "\n"} {
		posted := false
		r := remote(t, http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			posted = posted || q.Method == http.MethodPost
			fmt.Fprintf(w, `{"challenge":%q}`, c)
		}), "0123456789abcdef")
		if err := r.SignIn(logcase.SignerFor("north")); err == nil || posted {
			t.Errorf("%q was signed", c)
		}
	}
}

func TestServersThatAreNotOurs(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "secret") }))
	defer elsewhere.Close()
	for name, h := range map[string]http.HandlerFunc{
		"sends on to another host": func(w http.ResponseWriter, q *http.Request) { http.Redirect(w, q, elsewhere.URL, http.StatusFound) },
		"has more than": func(w http.ResponseWriter, _ *http.Request) {
			b := make([]byte, 1<<20)
			for range 64 {
				_, _ = w.Write(b)
			}
		},
		"the server says: it is closed": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusConflict)
			fmt.Fprint(w, `{"error":"it is closed.","next":"Wait."}`)
		},
		"the server says: Bad Gateway": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadGateway)
			fmt.Fprint(w, `<html>`)
		},
	} {
		r := remote(t, h, "0123456789abcdef")
		want := strings.TrimSuffix(name, " another host")
		if name == "sends on to another host" {
			want = "the server sends on to"
		}
		if b, err := r.Checkpoint(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %d bytes, %v", name, len(b), err)
		}
	}
	for _, address := range []string{"", "log", "ftp://example.org/a/x/", "http://example.org/a/x/", "https://me:secret@example.org/a/x/", "https://"} {
		if _, err := NewRemote(context.Background(), address); err == nil {
			t.Errorf("%q is taken for an address", address)
		}
	}
	if r, err := NewRemote(context.Background(), "https://example.org/tables/a/0123456789abcdef"); err != nil || r.base != "https://example.org/tables" || r.ID() != "0123456789abcdef" {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestFolderKeepsToItself(t *testing.T) {
	dir := onDisk(t, swap(t))
	outside := filepath.Join(t.TempDir(), "outside")
	if err := os.WriteFile(outside, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	key := filepath.Join(dir, "key")
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, key); err != nil {
		t.Skip("this machine has no links")
	}
	f := open(t, dir)
	if b, err := f.Key(); err == nil {
		t.Errorf("a link out of the folder is followed: %q", b)
	}
	if err := os.WriteFile(filepath.Join(dir, "checkpoint"), bytes.Repeat([]byte("x"), ledger.MaxCheckpoint+1), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Checkpoint(); err == nil || !strings.Contains(err.Error(), "may have") {
		t.Errorf("a checkpoint that is too long: %v", err)
	}
	for _, p := range []string{"../outside", "checkpoint", "tile/0/../0/000", "/etc/passwd"} {
		if _, err := f.Fetch(p); err == nil {
			t.Errorf("%s is taken for a piece", p)
		}
	}
	if _, err := f.Text("../" + strings.Repeat("a", 61)); err == nil {
		t.Error("a path is taken for the hash of a text")
	}
	if _, err := OpenFolder(filepath.Join(dir, "nowhere")); err == nil {
		t.Error("a folder that is not there is opened")
	}
}

func TestWhatLiesBeside(t *testing.T) {
	c := swap(t)
	dir := onDisk(t, c)
	mine := NewCopy(dir)
	for _, s := range []audit.Sighting{{Size: 0, Root: ledger.EmptyRoot().String(), From: "south,  by telephone\n"}, {Size: 12, Root: c.State.Seen().Root}} {
		for range 2 { // the second time, it is there
			if err := mine.AddHead(s); err != nil {
				t.Fatal(err)
			}
		}
	}
	for hash, b := range c.Documents {
		if err := put(filepath.Join(dir, "evidence", hash), b); err != nil {
			t.Fatal(err)
		}
		if err := put(filepath.Join(dir, "evidence", strings.Repeat("0", 64)), b); err != nil {
			t.Fatal(err)
		}
	}
	log, err := Gather(open(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	if len(log.Heads) != 2 || log.Heads[0].From != "south, by telephone" || len(log.Pieces) != 2 || len(log.Documents) != 2 {
		t.Errorf("%+v %v %v", log.Heads, log.Pieces, log.Documents)
	}
	if r := audit.Run(log); !r.Holds() || len(r.Gaps) != 1 { // the key is the log's own
		t.Errorf("%+v %+v", r.Findings, r.Gaps)
	}
	if err := put(filepath.Join(dir, "heads.txt"), []byte("many\n")); err != nil {
		t.Fatal(err)
	}
	if _, err := Gather(open(t, dir)); err == nil || !strings.Contains(err.Error(), "line 1") {
		t.Errorf("%v", err)
	}
}

func TestPinsRemember(t *testing.T) {
	c := swap(t)
	p := NewPins(filepath.Join(t.TempDir(), "a", "seen"))
	head := c.State.Head()
	if pin, err := p.Read(head.Origin); pin != nil || err != nil {
		t.Fatal(pin, err)
	}
	early, _ := c.State.HeadAt(3)
	for _, h := range []ledger.Head{head, early} { // the second is no news
		if err := p.Write(Pin{c.LogKey(), h}); err != nil {
			t.Fatal(err)
		}
	}
	pin, err := p.Read(head.Origin)
	if err != nil || *pin != (Pin{c.LogKey(), head}) {
		t.Errorf("%+v, %v", pin, err)
	}
	log := audit.Log{Checkpoint: c.Checkpoint(), Key: "another"}
	if err := p.Apply(&log); err != nil || log.Key != c.LogKey() || len(log.Heads) != 1 || log.Heads[0].Size != 12 {
		t.Errorf("%+v, %v", log, err)
	}
	if err := put(p.file(head.Origin), []byte("junk")); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Read(head.Origin); err == nil {
		t.Error("what was spoilt is taken for something new")
	}
	if err := p.Write(Pin{c.LogKey(), head}); err == nil {
		t.Error("what was spoilt is written over")
	}
}

func TestExtends(t *testing.T) {
	c := swap(t)
	d, err := c.Copy()
	if err != nil {
		t.Fatal(err)
	}
	before := c.State.Head()
	for i := range 3 {
		if err := c.Do("north", act.Act{Kind: act.Note, Words: fmt.Sprint("north ", i)}); err != nil {
			t.Fatal(err)
		}
		if err := d.Do("south", act.Act{Kind: act.Note, Words: fmt.Sprint("south ", i)}); err != nil {
			t.Fatal(err)
		}
	}
	fetch := open(t, onDisk(t, c)).Fetch
	other, _ := d.State.HeadAt(13)
	switch {
	case Extends(before, c.State.Head(), fetch) != nil:
		t.Error("a log that went on is not taken")
	case Extends(c.State.Head(), c.State.Head(), fetch) != nil:
		t.Error("the same log is not taken")
	case Extends(other, c.State.Head(), fetch) == nil, Extends(d.State.Head(), c.State.Head(), fetch) == nil:
		t.Error("another log is taken")
	case Extends(c.State.Head(), before, fetch) == nil:
		t.Error("a log that was cut off is taken")
	}
}

// A copy whose writing breaks off is the copy before; a piece that is another is
// not written over.
func TestCopyIsWholeOrTheOneBefore(t *testing.T) {
	c := swap(t)
	dir := filepath.Join(t.TempDir(), "copy")
	mine := NewCopy(dir)
	if h, key, err := mine.Head(); h != (ledger.Head{}) || key != "" || err != nil {
		t.Fatal(h, key, err)
	}
	save := func(broken bool) error {
		log := audit.Log{Checkpoint: c.Checkpoint(), Key: c.LogKey(), Texts: map[string][]act.File{act.TextHash(c.Files): c.Files}}
		v, err := ledger.Verify(c.State.Head(), c.Entries)
		if err != nil {
			t.Fatal(err)
		}
		return mine.Save(log, v.Head(), func(p ledger.TileID) ([]byte, error) {
			if broken && p.Level == 0 {
				return nil, errors.New("the line is down")
			}
			return v.Piece(p)
		})
	}
	if err := save(false); err != nil {
		t.Fatal(err)
	}
	before := c.State.Head()
	if err := c.Do("north", act.Act{Kind: act.Note, Words: "more"}); err != nil {
		t.Fatal(err)
	}
	if err := save(true); err == nil {
		t.Fatal("it did not break off")
	}
	if h, key, err := mine.Head(); h != before || key != c.LogKey() || err != nil {
		t.Errorf("%v %s %v", h, key, err)
	}
	if r := audited(t, open(t, dir)); !r.Named || r.State == nil {
		t.Errorf("%+v", r.Findings)
	}
	if err := save(false); err != nil {
		t.Fatal(err)
	}
	if r := audited(t, open(t, dir)); !r.Holds() || r.State.Size() != 13 {
		t.Errorf("%+v", r.Findings)
	}
	tile := filepath.Join(dir, "tile", "0", "000.p", "13")
	if err := os.WriteFile(tile, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := save(false); err == nil {
		t.Error("a piece that is another is written over")
	}
}

func TestCosignedIsKept(t *testing.T) {
	c := swap(t)
	mine := NewCopy(t.TempDir())
	if h, err := mine.Cosigned(); h != (ledger.Head{}) || err != nil {
		t.Fatal(h, err)
	}
	if err := mine.SetCosigned(c.State.Head()); err != nil {
		t.Fatal(err)
	}
	if h, err := mine.Cosigned(); h != c.State.Head() || err != nil {
		t.Errorf("%v, %v", h, err)
	}
	file, err := mine.KeepOther(c.Checkpoint())
	if err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(file); err != nil || !bytes.Equal(b, c.Checkpoint()) {
		t.Errorf("%v", err)
	}
}

// Acts go from a client to a server, and the receipts hold.
func TestActsAndReceipts(t *testing.T) {
	c, err := logcase.New(logcase.Text(1), 1_893_488_400_000)
	if err != nil {
		t.Fatal(err)
	}
	env, err := c.Signed("north", act.Act{Kind: act.Sign})
	if err != nil {
		t.Fatal(err)
	}
	r := remote(t, logcase.Serve(nil), idOf(c))
	got, err := r.Open(c.Files, env)
	if err != nil {
		t.Fatal(err)
	}
	v, err := ledger.ParseVerifier(c.LogKey())
	if err != nil {
		t.Fatal(err)
	}
	if _, head, err := got.Check(env, v); err != nil || head.Size != 1 {
		t.Errorf("%v, %v", head, err)
	}
	other, err := c.Signed("south", act.Act{Kind: act.Sign})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := got.Check(other, v); err == nil {
		t.Error("the receipt of one act is taken for that of another")
	}
	later := got
	later.Received++
	if _, _, err := later.Check(env, v); err == nil {
		t.Error("the receipt holds for another moment")
	}
	later = got
	later.Entry = 7
	if _, _, err := later.Check(env, v); err == nil {
		t.Error("the receipt holds for another entry")
	}
	if _, err := r.Send(other); err == nil { // it has seen no entry, and belongs to a log of none
		return
	}
	var no *Refused
	if _, err := r.Send(other); !errors.As(err, &no) || no.Status != http.StatusConflict {
		t.Errorf("sent again: %v", err)
	}
}

func TestPutIsForOthersToRead(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there are no modes")
	}
	file := filepath.Join(t.TempDir(), "a", "b", "c")
	if err := put(file, []byte("x")); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("%v, %v", info, err)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(file), ".draft-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("%v is left, %v", left, err)
	}
	if _, err := os.Stat(filepath.Join(filepath.Dir(file), "d")); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

// A server has the cosignatures beside the checkpoint. A copy keeps them, and who
// knows the witness finds them in either.
func TestCosignaturesComeAlong(t *testing.T) {
	c := swap(t)
	r := remote(t, logcase.Serve(c), idOf(c))
	older, err := c.Beginning(5)
	if err != nil {
		t.Fatal(err)
	}
	b, err := logcase.Cosign(older.Checkpoint(), "north.example", 1_893_500_000)
	if err == nil {
		err = r.Cosign(b)
	}
	if err != nil {
		t.Fatal(err)
	}
	mine := NewCopy(t.TempDir())
	got := audited(t, r)
	log, err := Gather(r)
	if err == nil {
		err = mine.Save(log, got.Head, got.Verified.Piece)
	}
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]Source{"server": r, "copy": open(t, mine.path)} {
		log, err := Gather(s)
		if err != nil || !bytes.Equal(log.Cosigned, b) {
			t.Fatalf("%s: %q %v", name, log.Cosigned, err)
		}
		log.Witnesses = []string{logcase.WitnessKey("north.example")}
		if got := audit.Run(log); !got.Holds() || !slices.Contains(got.Checked, audit.Count{What: "cosignatures", Number: 1}) {
			t.Errorf("%s: %+v %+v", name, got.Findings, got.Checked)
		}
	}
}

// Documents are looked at, or kept; one that is another than its hash says is told of
// and not kept, and one that is not there is left out.
func TestDocumentsFromTheServer(t *testing.T) {
	c := swap(t)
	var hash string
	for hash = range c.Documents {
	}
	r := remote(t, logcase.Serve(c), idOf(c))
	mine := NewCopy(t.TempDir())
	for name, reading := range map[string]Reading{"looked at": r.Looked, "kept": mine.Kept(r)} {
		log, err := Gather(r)
		if err == nil {
			err = Documents(&log, reading)
		}
		if got := audit.Run(log); err != nil || !got.Holds() || !slices.Contains(got.Checked, audit.Count{What: "documents of evidence", Number: 1}) {
			t.Errorf("%s: %v %+v %+v", name, err, got.Findings, got.Checked)
		}
	}
	if b, err := os.ReadFile(mine.file("evidence/" + hash)); err != nil || !bytes.Equal(b, c.Documents[hash]) {
		t.Errorf("%q %v", b, err)
	}
	if d, err := mine.Kept(nil)(hash); err != nil || d.SHA256 != hash { // there is no server to ask
		t.Errorf("%+v %v", d, err)
	}

	c.Documents[hash] = []byte("Something else.")
	other := NewCopy(t.TempDir())
	log, err := Gather(r)
	if err == nil {
		err = Documents(&log, other.Kept(r))
	}
	if got := audit.Run(log); err != nil || got.Holds() || got.Findings[0].Kind != audit.Evidence {
		t.Errorf("%v %+v", err, got.Findings)
	}
	if names, err := os.ReadDir(other.file("evidence")); err != nil || len(names) > 0 {
		t.Errorf("%v %v was kept", names, err)
	}

	delete(c.Documents, hash)
	log, err = Gather(r)
	if err == nil {
		err = Documents(&log, r.Looked)
	}
	if err != nil || len(log.Documents) > 0 {
		t.Errorf("%v %v", log.Documents, err)
	}
}
