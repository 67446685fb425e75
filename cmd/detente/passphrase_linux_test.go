package main

import (
	"bytes"
	"io"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"
)

// echoes reports whether the terminal shows what is written on it.
func echoes(terminal *os.File) bool {
	var state syscall.Termios
	_, _, errno := syscall.Syscall(syscall.SYS_IOCTL, terminal.Fd(), syscall.TCGETS, uintptr(unsafe.Pointer(&state)))
	return errno == 0 && state.Lflag&syscall.ECHO != 0
}

// What is written on a real terminal is read, and not shown.
func TestSecretOnATerminal(t *testing.T) {
	master, terminal := openBothEnds(t)
	sh := newShell(terminal, terminal, terminal, os.Getenv)
	if sh.secret == nil {
		t.Fatal("a terminal is not asked")
	}
	screen := make(chan string)
	go func() {
		var all bytes.Buffer
		b := make([]byte, 256)
		asked := false
		for !strings.HasSuffix(all.String(), "\r\n") {
			n, err := master.Read(b)
			if err != nil {
				break
			}
			all.Write(b[:n])
			if !asked && strings.Contains(all.String(), "Passphrase: ") {
				asked = true
				for echoes(terminal) { // the prompt comes first; a person is slower than that
					time.Sleep(time.Millisecond)
				}
				_, _ = io.WriteString(master, "tall ships\n")
			}
		}
		screen <- all.String()
	}()
	got, err := sh.secret("Passphrase: ")
	if err != nil || string(got) != "tall ships" {
		t.Errorf("%q, %v", got, err)
	}
	if shown := <-screen; strings.Contains(shown, "ships") || !strings.Contains(shown, "Passphrase: ") {
		t.Errorf("the screen shows %q", shown)
	}
}
