package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/pem"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"detente/act"
	"detente/internal/evidence"
	"detente/internal/logcase"
	"detente/internal/server"
	"detente/internal/store"
)

// Commands of the stories about logs:
//
//	serve NAME empty|swap [closed]  starts a server, at $URL, with the log of a swap or none;
//	                                $LOG is the address of the log, $ID its ID
//	real                            starts the real server, at $URL
//	show NAME fork                  has it show a log with the same beginning and another end
//	folder DIR [ENTRIES]            writes the log of a swap, or its beginning, into a folder
//	text FILE [parties|later]       writes the text of the swap; with parties, nobody but actors reads
//	                                anything of it. $LOG is the address of its log, $ID its ID.
//	                                With later, it is that text with another title
//	actor FILE NAME                 writes the private key of an actor of the swap
//	flip FILE BYTE                  changes a byte of a file; -1 is the last
//	witness FOLDER                  sets $WITNESS to the key of the one witness that a copy knows
const storyLoads = 2

type served struct {
	*logcase.Server
	http *httptest.Server
}

func serveLog(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: serve NAME empty|swap [closed]")
	}
	var c *logcase.Case
	if args[1] == "swap" {
		var err error
		c, err = logcase.Swap(storyLoads)
		ts.Check(err)
	}
	s := &served{Server: logcase.Serve(c)}
	s.Closed = len(args) > 2
	s.http = httptest.NewServer(s.Server)
	ts.Defer(s.http.Close)
	ts.Setenv("URL", s.http.URL)
	logAt(ts, logcase.Text(storyLoads))
	ts.Value("servers").(map[string]*served)[args[0]] = s
}

// logAt sets $LOG and $ID to those of the text.
func logAt(ts *testscript.TestScript, files []act.File) {
	id := act.ID(act.TextHash(files))
	ts.Setenv("LOG", ts.Getenv("URL")+"/a/"+id+"/")
	ts.Setenv("ID", id)
}

// serveReal starts the server that detente serve runs, on a clock of the year 2030
// that goes on by a second whenever it is asked.
func serveReal(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: real")
	}
	db, err := store.Open(context.Background(), ts.MkAbs("detente.db"))
	ts.Check(err)
	ts.Defer(func() { ts.Check(db.Close()) })
	folder, err := evidence.OpenFolder(ts.MkAbs("documents"))
	ts.Check(err)
	var ticks atomic.Int64
	s := server.New(server.Options{
		Store: db, Evidence: folder, LogKey: ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)),
		Now: func() time.Time {
			return time.Date(2030, 1, 2, 9, 0, 0, 0, time.UTC).Add(time.Duration(ticks.Add(1)) * time.Second)
		},
	})
	h := httptest.NewServer(s.Handler())
	ts.Defer(h.Close)
	ts.Setenv("URL", h.URL)
}

func showOther(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 || args[1] != "fork" {
		ts.Fatalf("usage: show NAME fork")
	}
	s := ts.Value("servers").(map[string]*served)[args[0]]
	c, err := logcase.Swap(storyLoads)
	ts.Check(err)
	for range 3 {
		ts.Check(c.Do("south", act.Act{Kind: act.Note, Words: "This is what the others are shown."}))
	}
	s.Show(c)
}

func setWitness(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: witness FOLDER")
	}
	ts.Setenv("WITNESS", strings.TrimSuffix(ts.ReadFile(filepath.Join(args[0], "witnesses")), "\n"))
}

func writeFolder(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: folder DIR [ENTRIES]")
	}
	c, err := logcase.Swap(storyLoads)
	ts.Check(err)
	if len(args) > 1 {
		n, err := strconv.Atoi(args[1])
		ts.Check(err)
		c, err = c.Beginning(n)
		ts.Check(err)
	}
	all, err := c.Folder()
	ts.Check(err)
	for p, b := range all {
		writeTo(ts, filepath.Join(args[0], filepath.FromSlash(p)), b)
	}
}

func writeTo(ts *testscript.TestScript, name string, b []byte) {
	file := ts.MkAbs(name)
	ts.Check(os.MkdirAll(filepath.Dir(file), 0o777))
	ts.Check(os.WriteFile(file, b, 0o600))
}

func writeText(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: text FILE [parties]")
	}
	files := logcase.Text(storyLoads)
	if len(args) > 1 {
		files[0].Bytes = bytes.ReplaceAll(files[0].Bytes, []byte("public"), []byte("third_party"))
	}
	if len(args) > 1 && args[1] == "later" {
		files[0].Bytes = bytes.Replace(files[0].Bytes, []byte("fuel"), []byte("fuel, once more"), 1)
		writeTo(ts, args[0], files[0].Bytes)
		return
	}
	writeTo(ts, args[0], files[0].Bytes)
	files[0].Name = filepath.Base(args[0])
	logAt(ts, files)
}

func writeActor(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: actor FILE NAME")
	}
	block, err := logcase.SignerFor(args[1]).PEM()
	ts.Check(err)
	writeTo(ts, args[0], pem.EncodeToMemory(block))
}

func flipByte(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: flip FILE BYTE")
	}
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	b := []byte(ts.ReadFile(args[0]))
	if n < 0 {
		n += len(b)
	}
	if n < 0 || n >= len(b) {
		ts.Fatalf("the file has no byte %s", args[1])
	}
	b[n] ^= 1
	writeTo(ts, args[0], b)
}
