package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// peer is another solver, run as a process of its own with its own defaults.
type peer struct {
	name string
	// version is what it says it is; where it cannot be run, missing says why.
	version, missing string
	suffix           string // of its files
	write            func(t *task) string
	command          func(file string, limit time.Duration) []string
	read             func(t *task, out []byte) (claim, error)
	// unbounded: its memory is reserved ahead and bounded by itself.
	unbounded bool
	// slack is how far above the least, relative to it, an order may be that it
	// calls the best: a setting that it has by default.
	slack float64
}

// claim is what a peer says.
type claim struct {
	proved bool
	order  []int // nil where it found none
	// percent is what it says its order comes to, in percent of what a party gains.
	percent float64
	// own is how long it says that it took, by a clock of its own; 0 where it does
	// not say.
	own time.Duration
}

// peers lists the solvers; highs is the folder in which npm installed HiGHS, and
// dir one for files.
func peers(ctx context.Context, highs, dir string) ([]peer, error) {
	script := filepath.Join(dir, "highs.cjs")
	if err := os.WriteFile(script, highsScript, 0o600); err != nil {
		return nil, err
	}
	all := []peer{cbc(), highsOf(highs, script), gecode()}
	for i := range all {
		p := &all[i]
		p.missing = p.absent()
		if p.missing == "" && p.version == "" {
			p.version = p.ask(ctx)
		}
	}
	return all, nil
}

// absent says what is missing of a peer, "" where nothing is.
func (p peer) absent() string {
	if p.missing != "" {
		return p.missing
	}
	program := p.command("", 0)[0]
	if _, err := exec.LookPath(program); err != nil {
		return "there is no program " + program
	}
	return ""
}

// numbered finds a version in what a program says of itself.
var numbered = map[string]*regexp.Regexp{
	"CBC":    regexp.MustCompile(`Version: (\S+)`),
	"Gecode": regexp.MustCompile(`Gecode (\d\S*)`),
}

// ask asks a peer for its version.
func (p peer) ask(ctx context.Context) string {
	option := map[string]string{"CBC": "-quit", "Gecode": "--solvers"}[p.name]
	out, err := exec.CommandContext(ctx, p.command("", 0)[0], option).Output()
	if m := numbered[p.name].FindSubmatch(out); err == nil && m != nil {
		return string(m[1])
	}
	return "of unknown version"
}

func cbc() peer {
	return peer{
		name: "CBC", suffix: ".lp", write: (*task).programme, read: readCBC,
		command: func(file string, limit time.Duration) []string {
			return []string{"cbc", file, "-timeMode", "elapsed", "-sec", seconds(limit), "-solve", "-solution", "stdout"}
		},
	}
}

//go:embed highs.cjs
var highsScript []byte

func highsOf(folder, script string) peer {
	p := peer{
		name: "HiGHS", suffix: ".lp", write: (*task).programme, read: readHiGHS, unbounded: true, slack: 1e-4,
		command: func(file string, limit time.Duration) []string {
			return []string{"node", script, folder, file, seconds(limit)}
		},
	}
	about, err := os.ReadFile(filepath.Join(folder, "node_modules", "highs", "package.json"))
	var said struct{ Version string }
	switch {
	case folder == "":
		p.missing = "-highs does not say where it is"
	case err != nil || json.Unmarshal(about, &said) != nil:
		p.missing = "there is no node_modules/highs in " + folder
	default:
		p.version = said.Version
	}
	return p
}

func gecode() peer {
	return peer{
		name: "Gecode", suffix: ".mzn", write: (*task).model, read: readGecode,
		command: func(file string, limit time.Duration) []string {
			return []string{"minizinc", "--solver", "gecode", "--statistics", "--time-limit", strconv.FormatInt(limit.Milliseconds(), 10), file}
		},
	}
}

func seconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) }

var (
	cbcSays = regexp.MustCompile(`(?m)^(\w[^\n]*?) - objective value\s+(\S+)\s*$`)
	cbcTook = regexp.MustCompile(`Total time \(CPU seconds\): +(\S+)`)
	cbcOne  = regexp.MustCompile(`(?m)^ +\d+ (x_\d+_\d+) +(\S+)`)
)

// clocked adds up the seconds that a program says it took.
func clocked(says *regexp.Regexp, out []byte) time.Duration {
	sum := 0.0
	for _, m := range says.FindAllSubmatch(out, -1) {
		x, _ := strconv.ParseFloat(string(m[1]), 64)
		sum += x
	}
	return time.Duration(sum * float64(time.Second))
}

func readCBC(t *task, out []byte) (claim, error) {
	m := cbcSays.FindSubmatch(out)
	if m == nil {
		return claim{}, errors.New("it says neither that it is done nor that its time is up")
	}
	z, err := strconv.ParseFloat(string(m[2]), 64)
	c := claim{proved: string(m[1]) == "Optimal", own: clocked(cbcTook, out)}
	if err != nil || strings.Contains(string(m[1]), "no integer solution") {
		return c, err
	}
	c.percent = z
	ones := map[string]bool{}
	for _, v := range cbcOne.FindAllSubmatch(out, -1) {
		if x, err := strconv.ParseFloat(string(v[2]), 64); err == nil && x > 0.5 {
			ones[string(v[1])] = true
		}
	}
	c.order = t.sequence(ones)
	return c, nil
}

func readHiGHS(t *task, out []byte) (claim, error) {
	var said struct {
		Status    string
		Objective *float64
		Ones      []string
		Seconds   float64
	}
	if err := json.Unmarshal(out, &said); err != nil {
		return claim{}, err
	}
	c := claim{proved: said.Status == "Optimal", own: time.Duration(said.Seconds * float64(time.Second))}
	if said.Objective == nil || !c.proved {
		return c, nil // what its columns hold when time is up need not be an order
	}
	c.percent = *said.Objective
	ones := map[string]bool{}
	for _, v := range said.Ones {
		ones[v] = true
	}
	c.order = t.sequence(ones)
	return c, nil
}

var (
	gecodeSays = regexp.MustCompile(`level: (\d+)\norder: \[([\d, ]*)\]`)
	gecodeTook = regexp.MustCompile(`mzn-stat: (?:flat|init|solve)Time=(\S+)`)
)

func readGecode(t *task, out []byte) (claim, error) {
	c := claim{proved: bytes.Contains(out, []byte("\n==========")), own: clocked(gecodeTook, out)}
	all := gecodeSays.FindAllSubmatch(out, -1)
	if len(all) == 0 {
		if c.proved {
			return c, errors.New("it has an answer that cannot be read")
		}
		return c, nil
	}
	last, levels := all[len(all)-1], t.levels()
	k, err := strconv.Atoi(string(last[1]))
	if err != nil || k < 1 || k > len(levels) {
		return c, fmt.Errorf("its level %s is none of %d", last[1], len(levels))
	}
	share, _ := t.share(levels[k-1]).Float64()
	c.percent = 100 * share
	for _, word := range strings.Split(string(last[2]), ",") {
		i, err := strconv.Atoi(strings.TrimSpace(word))
		if err != nil {
			return c, err
		}
		c.order = append(c.order, i-1)
	}
	return c, nil
}
