package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// spent is what a process said and took.
type spent struct {
	out []byte
	cpu time.Duration // user and system time, from its start, children included
}

// grace is how much longer than its limit a process may take before it is killed:
// to load a problem, to notice the time, to write its answer.
const grace = 20 * time.Second

// errSlow says that a process was killed.
var errSlow = errors.New("it did not end when its time was up")

// run runs a process alone, on one thread where it is ours, with at most that much
// address space in bytes (0: no limit), and kills it some time after the limit.
func run(ctx context.Context, limit time.Duration, memory int64, args ...string) (spent, error) {
	timed, cancel := context.WithTimeout(ctx, limit+grace)
	defer cancel()
	args = bounded(memory, args)
	c := exec.CommandContext(timed, args[0], args[1:]...)
	c.Env = append(os.Environ(), "GOMAXPROCS=1")
	c.WaitDelay = 3 * time.Second // then it is killed
	inGroup(c)
	var out, errs bytes.Buffer
	c.Stdout, c.Stderr = &out, &errs
	err := c.Run()
	s := spent{out: out.Bytes()}
	if c.ProcessState != nil {
		s.cpu = c.ProcessState.UserTime() + c.ProcessState.SystemTime()
	}
	switch {
	case ctx.Err() != nil:
		err = ctx.Err()
	case timed.Err() != nil:
		err = errSlow
	case err != nil:
		err = withReason(err, errs.String())
	}
	return s, err
}

// bounded puts the limit of memory before a command, where there is a shell to set it.
func bounded(memory int64, args []string) []string {
	if _, err := exec.LookPath("sh"); err != nil || memory <= 0 {
		return args
	}
	script := "ulimit -v " + strconv.FormatInt(memory>>10, 10) + ` && exec "$@"`
	return append([]string{"sh", "-c", script, "sh"}, args...)
}

// withReason adds the last line that a process wrote to standard error.
func withReason(err error, text string) error {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if last := lines[len(lines)-1]; last != "" {
		return fmt.Errorf("%w: %s", err, last)
	}
	return err
}
