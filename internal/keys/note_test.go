package keys

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"golang.org/x/mod/sumdb/note"
)

func TestNoteKey(t *testing.T) {
	file := filepath.Join(t.TempDir(), "log.key")
	k, made, err := OpenNoteKey(file, "detente.example/log")
	if err != nil || !made {
		t.Fatal(made, err)
	}
	again, made, err := OpenNoteKey(file, "detente.example/log")
	if err != nil || made || !again.Private.Equal(k.Private) || again.Name != k.Name {
		t.Fatalf("%v %v %v", again.Name, made, err)
	}
	if info, err := os.Stat(file); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}

	// The library's own signer of the file and our verifier line belong together.
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	signed, err := note.Sign(&note.Note{Text: "a head\n"}, signer)
	if err != nil {
		t.Fatal(err)
	}
	line, err := k.Verifier()
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(line)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := note.Open(signed, note.VerifierList(verifier)); err != nil {
		t.Error(err)
	}
	if !verifier.Verify([]byte("m"), mustSign(t, signer, "m")) || verifier.KeyHash() != signer.KeyHash() {
		t.Error("the verifier is of another key")
	}

	_, _, err = OpenNoteKey(file, "another")
	wantTrouble(t, err, "is the key detente.example/log, not another")
}

func mustSign(t *testing.T, s note.Signer, m string) []byte {
	t.Helper()
	sig, err := s.Sign([]byte(m))
	if err != nil {
		t.Fatal(err)
	}
	return sig
}

// However many start at once for the first time, there is one key.
func TestNoteKeyMadeOnce(t *testing.T) {
	file := filepath.Join(t.TempDir(), "log.key")
	var wait sync.WaitGroup
	var mu sync.Mutex
	lines, firsts := map[string]bool{}, 0
	for range 16 {
		wait.Go(func() {
			k, made, err := OpenNoteKey(file, "log")
			if err != nil {
				t.Error(err)
				return
			}
			line, err := k.Verifier()
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			lines[line] = true
			if made {
				firsts++
			}
		})
	}
	wait.Wait()
	if len(lines) != 1 || firsts != 1 {
		t.Errorf("%d keys, made %d times", len(lines), firsts)
	}
	if left, err := os.ReadDir(filepath.Dir(file)); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestNoteKeyTrouble(t *testing.T) {
	for _, name := range []string{"", "a b", "a+b", "a\nb", "a\u00a0b", "\xff"} {
		file := filepath.Join(t.TempDir(), "k")
		_, _, err := OpenNoteKey(file, name)
		wantTrouble(t, err, "cannot be the name of a key")
		if _, err := os.Stat(file); err == nil {
			t.Error("a file is made all the same")
		}
	}
	file := filepath.Join(t.TempDir(), "k")
	k, _, err := OpenNoteKey(file, "log")
	if err != nil {
		t.Fatal(err)
	}
	line, err := k.Verifier()
	if err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for what, text := range map[string]string{
		"nothing":         "",
		"the public line": line,
		"cut off":         string(good[:40]),
		"another name":    strings.Replace(string(good), "+log+", "+lag+", 1),
		"two lines":       string(good) + string(good),
		"bytes":           "PRIVATE+KEY+a+00000000+\xff",
	} {
		_, err := ReadNoteKey(write(t, "k", []byte(text)))
		wantTrouble(t, err, "is no private key of a log or a witness")
		t.Log(what)
	}
	_, err = ReadNoteKey(file + ".none")
	wantTrouble(t, err, "is not there")
	_, _, err = OpenNoteKey(filepath.Join(t.TempDir(), "missing", "k"), "log")
	wantTrouble(t, err, "cannot be written")
}

// Any bytes give a key or an error; a key signs.
func FuzzNoteKey(f *testing.F) {
	secret, _, err := note.GenerateKey(strings.NewReader(strings.Repeat("s", 64)), "log")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(secret)
	f.Add("PRIVATE+KEY+log+00000000+AQ==")
	f.Fuzz(func(t *testing.T, s string) {
		k, err := parseNoteKey(s)
		if err != nil {
			return
		}
		if _, err := k.Verifier(); err != nil {
			t.Error(err)
		}
	})
}
