package main

import (
	"fmt"
	"os"
	"syscall"
	"testing"
	"unsafe"
)

// openTerminal opens a terminal of 90 columns.
func openTerminal(t *testing.T) *os.File {
	t.Helper()
	_, terminal := openBothEnds(t)
	return terminal
}

// openBothEnds opens a terminal of 90 columns and the end at which somebody sits.
func openBothEnds(t *testing.T) (master, terminal *os.File) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no terminal to be had: %v", err)
	}
	t.Cleanup(func() { master.Close() })
	var unlock, number int32
	size := [4]uint16{40, 90, 0, 0} // rows, columns, pixels
	for _, c := range []struct {
		request uintptr
		arg     unsafe.Pointer
	}{
		{syscall.TIOCSPTLCK, unsafe.Pointer(&unlock)},
		{syscall.TIOCGPTN, unsafe.Pointer(&number)},
		{syscall.TIOCSWINSZ, unsafe.Pointer(&size)},
	} {
		if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, master.Fd(), c.request, uintptr(c.arg)); errno != 0 {
			t.Skipf("no terminal to be had: %v", errno)
		}
	}
	terminal, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no terminal to be had: %v", err)
	}
	t.Cleanup(func() { terminal.Close() })
	return master, terminal
}

func TestShellOfATerminal(t *testing.T) {
	terminal := openTerminal(t)
	for _, c := range []struct {
		env    map[string]string
		colour bool
		lively bool
	}{
		{map[string]string{"TERM": "xterm"}, true, true},
		{map[string]string{"TERM": "xterm", "NO_COLOR": "1"}, false, true},
		{map[string]string{"TERM": "xterm", "NO_COLOR": ""}, true, true},
		{map[string]string{"TERM": "dumb"}, false, false},
	} {
		sh := newShell(terminal, terminal, terminal, func(k string) string { return c.env[k] })
		if sh.colour != c.colour || sh.lively != c.lively || sh.width != 90 {
			t.Errorf("%v: colour %v, lively %v, width %d", c.env, sh.colour, sh.lively, sh.width)
		}
	}
}
