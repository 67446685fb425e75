package main

import (
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"detente/act"
)

// freePort is a port of this machine that nobody listens on.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port), nil
}

// keyText puts the public lines of key files into a text, in place of KEY0, KEY1 …
func keyText(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: keyed TEXT KEY.pub… FILE")
	}
	text := ts.ReadFile(args[0])
	keys := args[1 : len(args)-1]
	for i, k := range keys {
		text = strings.ReplaceAll(text, "KEY"+strconv.Itoa(i), strings.TrimSpace(ts.ReadFile(k)))
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[len(args)-1]), []byte(text), 0o666))
}

// setAddress sets LOG to the address of the log that a text opens on the server.
func setAddress(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: address FILE")
	}
	hash := act.TextHash([]act.File{{Name: filepath.Base(args[0]), Bytes: []byte(ts.ReadFile(args[0]))}})
	ts.Setenv("LOG", "http://127.0.0.1:"+ts.Getenv("PORT")+"/a/"+act.ID(hash)+"/")
}

// untilAnswers waits until an address answers.
func untilAnswers(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: until URL")
	}
	for range 400 {
		if answer, err := http.Get(args[0]); err == nil {
			_ = answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return
			}
		}
		time.Sleep(25 * time.Millisecond)
	}
	ts.Fatalf("%s does not answer", args[0])
}
