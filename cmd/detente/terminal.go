package main

import (
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"sync"
	"time"

	"github.com/charmbracelet/x/term"

	page "detente/internal/term"
	"detente/plan"
	"detente/report"
)

// shell is what the program knows of where it runs. It is asked once, at the start.
type shell struct {
	in       io.Reader
	out, err io.Writer
	// width is the terminal's, 0 where the output is not one.
	width int
	// colour: the output is a terminal that has colours and wants them.
	colour bool
	// lively: messages go to a terminal, so that a line can be written over.
	lively bool
	// secret prompts for a line and reads it from the terminal without showing it;
	// nil where the input is no terminal.
	secret func(prompt string) ([]byte, error)
	// agent is the socket of the ssh-agent, "" where there is none.
	agent string
}

// newShell looks at the streams and the environment. NO_COLOR is honoured as
// no-color.org has it: set to anything but nothing, there is no colour.
func newShell(in, out, errs *os.File, env func(string) string) *shell {
	sh := &shell{in: in, out: out, err: errs, agent: env("SSH_AUTH_SOCK")}
	if term.IsTerminal(in.Fd()) {
		sh.secret = secretFrom(in, errs)
	}
	sh.lively = term.IsTerminal(errs.Fd()) && env("TERM") != "dumb"
	if term.IsTerminal(out.Fd()) {
		sh.colour = env("NO_COLOR") == "" && env("TERM") != "dumb"
		if w, _, err := term.GetSize(out.Fd()); err == nil {
			sh.width = min(w, maxWidth)
		}
	}
	return sh
}

// maxWidth is the longest line that is still easy to read.
const maxWidth = 100

// print writes a command's output. A disk that is full is not a success.
func (sh *shell) print(text string) error {
	if _, err := io.WriteString(sh.out, text); err != nil {
		return trouble{"the output cannot be written: " + err.Error(), ""}
	}
	return nil
}

// page is the page that records are set on; lines looks up the source text.
func (sh *shell) page(line func(file string, line int) (string, bool)) page.Page {
	return page.Page{Width: sh.width, Colour: sh.colour, Line: line}
}

// search watches over a long search: a first Ctrl-C stops it, so that the best
// found so far is shown; a second ends the program. On a terminal a line says
// how far it is.
type search struct {
	sh      *shell
	signals chan os.Signal
	stop    chan struct{}
	over    chan struct{}

	mu    sync.Mutex // over what follows, and over writing
	last  time.Time
	shown bool // a line of progress stands on the terminal
}

func (sh *shell) watch() *search {
	w := &search{sh: sh, signals: make(chan os.Signal, 1), stop: make(chan struct{}), over: make(chan struct{})}
	signal.Notify(w.signals, os.Interrupt)
	go func() {
		select {
		case <-w.signals:
			signal.Stop(w.signals) // from here on Ctrl-C does what it always does
			w.say("Stopping the search; the best found so far follows. Ctrl-C once more ends at once.\n")
			close(w.stop)
		case <-w.over:
		}
	}()
	return w
}

// stopped reports whether Ctrl-C stopped the search.
func (w *search) stopped() bool {
	select {
	case <-w.stop:
		return true
	default:
		return false
	}
}

// end takes the line off the terminal and lets go of Ctrl-C.
func (w *search) end() {
	signal.Stop(w.signals)
	close(w.over)
	w.say("")
}

// say writes a message in the place of the line of progress.
func (w *search) say(message string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.shown {
		message = "\r\x1b[K" + message
	}
	w.shown = false
	fmt.Fprint(w.sh.err, message)
}

// progress shows a line of progress, at most ten a second.
func (w *search) progress(p plan.Progress) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.sh.lively || w.stopped() || time.Since(w.last) < 100*time.Millisecond {
		return
	}
	w.last, w.shown = time.Now(), true
	fmt.Fprintf(w.sh.err, "\r\x1b[K%s", progressLine(p))
}

// repairing shows that repairs are being looked for.
func (w *search) repairing(p plan.Progress) {
	p.Level = "repairs"
	w.progress(p)
}

// progressLine says what is being looked for, what is certain of it, and how far
// the search is.
func progressLine(p plan.Progress) string {
	share := func(x float64) string { return report.Share(x).Percent() }
	count := func(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
	what := p.Level
	switch p.Level {
	case "temptation":
		what = "smallest gain by leaving, " + between(p, share)
	case "words":
		what = "an order that holds for all words"
	case "max_exposure":
		what = "beyond max_exposure, " + between(p, share)
	case "exposure":
		what = "smallest exposure, " + between(p, share)
	case "repairs":
		what = "changes that would make it hold"
	case "rounds", "frontier":
		what = "fewest rounds, " + between(p, count)
	}
	return fmt.Sprintf("Searching: %s; %s states (%d%%)", what, opened(p.Opened), 100*p.Opened/max(1, p.Limit))
}

// between says what is proved, and the best found so far.
func between(p plan.Progress, say func(float64) string) string {
	if p.HasBest {
		return say(p.Bound) + " to " + say(p.Best)
	}
	return "at least " + say(p.Bound)
}

// opened says a number of states shortly.
func opened(n int64) string {
	if n < 1_000_000 {
		return fmt.Sprintf("%d,000", n/1000)
	}
	return fmt.Sprintf("%.1f million", float64(n)/1e6)
}
