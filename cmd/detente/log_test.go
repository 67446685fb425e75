package main

import (
	"encoding/pem"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"

	"detente/act"
	"detente/internal/logcase"
)

// Commands of the stories about logs:
//
//	serve NAME empty|swap [closed]  starts a server, at $URL, with the log of a swap or none;
//	                                $LOG is the address of the log, $ID its ID
//	show NAME fork                  has it show a log with the same beginning and another end
//	folder DIR [ENTRIES]            writes the log of a swap, or its beginning, into a folder
//	text FILE                       writes the text of the swap
//	actor FILE NAME                 writes the private key of an actor of the swap
//	flip FILE BYTE                  changes a byte of a file; -1 is the last
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
	id := act.ID(act.TextHash(logcase.Text(storyLoads)))
	ts.Setenv("URL", s.http.URL)
	ts.Setenv("LOG", s.http.URL+"/a/"+id+"/")
	ts.Setenv("ID", id)
	ts.Value("servers").(map[string]*served)[args[0]] = s
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
	if neg || len(args) != 1 {
		ts.Fatalf("usage: text FILE")
	}
	writeTo(ts, args[0], logcase.Text(storyLoads)[0].Bytes)
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
