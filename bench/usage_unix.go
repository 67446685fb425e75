//go:build unix

package main

import (
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// usage returns the processor time that this process has taken, and the most
// memory that it has held, in bytes.
func usage() (cpu time.Duration, memory int64) {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0, 0
	}
	memory = int64(u.Maxrss)
	if runtime.GOOS != "darwin" && runtime.GOOS != "ios" {
		memory <<= 10 // counted in KiB
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), memory
}

// inGroup starts the command in a process group of its own, and asks all of it to
// end when its time is up: minizinc, asked, ends the solver that it started, which
// it has put into yet another group.
func inGroup(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGTERM) }
}
