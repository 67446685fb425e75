package benchpage

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

// Machine is where and when a run was made.
type Machine struct {
	began      time.Time
	took       time.Duration
	load, then string // load averages, "" where the system tells none
}

// ThisMachine is this one, at the beginning of a run.
func ThisMachine() *Machine { return &Machine{began: time.Now(), load: load()} }

// Ended notes that the run is over.
func (m *Machine) Ended() { m.took, m.then = time.Since(m.began), load() }

// load returns the load average of the last minute as Linux tells it.
func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	first, _, _ := strings.Cut(string(text), " ")
	return first
}

// processor returns what Linux calls the processor.
func processor() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(text)) {
		if name, value, _ := strings.Cut(line, ":"); strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "unknown processor"
}

// String says where, when and how busily the run was made.
func (m *Machine) String() string {
	s := fmt.Sprintf("%s, %d cores of %s, %s/%s, %s; %s", m.began.Format("2 January 2006"),
		runtime.NumCPU(), processor(), runtime.GOOS, runtime.GOARCH, runtime.Version(), minutes(m.took))
	if m.load != "" && m.then != "" {
		s += fmt.Sprintf(", load average %s before and %s after", m.load, m.then)
	}
	return s
}

func minutes(d time.Duration) string {
	if d < 2*time.Minute {
		return fmt.Sprintf("%d seconds", int(d.Seconds()))
	}
	return fmt.Sprintf("%d minutes", int(d.Round(time.Minute).Minutes()))
}
