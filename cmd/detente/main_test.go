package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"detente/report"
)

var update = flag.Bool("update", false, "rewrite the recorded output in testdata/script")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"detente": main})
}

// The stories are what users do: each runs the real program in a folder of its
// own, with the examples at $EXAMPLES. Beside the commands of testscript they have
//
//	code N program args…   runs it and wants the exit code N
//	record FORMAT          wants the last standard output to be that record, every field
//	                       known, written as the program writes it
//	junk file              writes bytes that are no text
//	nest file              writes a text with brackets a hundred thousand deep
//	long file              writes a text that is larger than a text may be
func TestStories(t *testing.T) {
	if *update && os.Getenv("CI") == "true" {
		t.Fatal("-update is refused where CI=true: nobody would read the difference")
	}
	examples, err := filepath.Abs("../../examples")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("NO_COLOR", "")
			e.Setenv("EXAMPLES", examples)
			port, err := freePort()
			if err != nil {
				return err
			}
			e.Setenv("PORT", port)
			e.Values["servers"] = map[string]*served{}
			e.Setenv("GORACE", "atexit_sleep_ms=0") // a second for each program otherwise
			return nil
		},
		Condition: func(cond string) (bool, error) {
			if cond == "root" { // may write anywhere
				return os.Geteuid() == 0, nil
			}
			return false, fmt.Errorf("there is no condition %q", cond)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"keyed":   keyText,
			"address": setAddress,
			"until":   untilAnswers,
			"serve":   serveLog,
			"real":    serveReal,
			"show":    showOther,
			"folder":  writeFolder,
			"text":    writeText,
			"actor":   writeActor,
			"flip":    flipByte,
			"witness": setWitness,
			"code":    wantCode,
			"record":  wantRecord,
			"junk":    write("\x00\xff\xfe{\x80 party \"a\" {}\x01"),
			"nest":    write("step \"a\" { by = " + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + " }\n"),
			"long":    write(strings.Repeat("# a line that says nothing at all\n", 40_000)),
		},
	})
}

func wantCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N program args…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

func wantRecord(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: record FORMAT, such as findings")
	}
	text := []byte(ts.ReadFile("stdout"))
	switch args[0] {
	case "findings":
		ts.Check(isRecord(text, &report.Findings{}))
	case "whatif":
		ts.Check(isRecord(text, &report.WhatIf{}))
	case "conflicts":
		ts.Check(isRecord(text, &report.Conflicts{}))
	case "plan":
		ts.Check(isRecord(text, &report.Plan{}))
	case "time":
		ts.Check(isRecord(text, &report.Time{}))
	case "procedures":
		ts.Check(isRecord(text, &report.Procedures{}))
	case "standoff":
		ts.Check(isRecord(text, &report.Standoff{}))
	case "keys":
		ts.Check(isRecord(text, &report.Keys{}))
	case "agenda":
		ts.Check(isRecord(text, &report.Agenda{}))
	case "audit":
		ts.Check(isRecord(text, &report.Audit{}))
	case "carried":
		ts.Check(isRecord(text, &report.Carried{}))
	case "log":
		ts.Check(isRecord(text, &report.LogEntries{}))
	default:
		ts.Fatalf("there is no record %q", args[0])
	}
}

// isRecord reports what keeps the text from being exactly the record.
func isRecord(text []byte, record any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(record); err != nil {
		return err
	}
	if again := report.JSON(record); !bytes.Equal(again, text) {
		return errors.New("read and written again, the record is another:\n" + string(again))
	}
	return nil
}

func write(content string) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) != 1 {
			ts.Fatalf("usage: name a file")
		}
		ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(content), 0o666))
	}
}
