// Package chromium is a browser for tests: a headless Chromium with a profile of
// its own. Where there is none, tests that need it are left out, but not where
// CI=true.
package chromium

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	cd "github.com/chromedp/chromedp"
)

// programs are the names that Chromium has.
var programs = []string{"chromium", "chromium-browser", "google-chrome"}

// Page is one open page.
type Page struct {
	t   testing.TB
	ctx context.Context
}

// Open starts a browser with an open page. It ends with the test.
func Open(t testing.TB) *Page {
	t.Helper()
	found := ""
	for _, p := range programs {
		if path, err := exec.LookPath(p); err == nil && found == "" {
			found = path
		}
	}
	if found == "" && os.Getenv("CI") == "true" {
		t.Fatal("there is no chromium, and CI=true: bash test.sh installs it")
	}
	if found == "" {
		t.Skip("there is no chromium; bash test.sh says how to come by it")
	}
	alloc, stop := cd.NewExecAllocator(context.Background(),
		cd.ExecPath(found), cd.Headless, cd.NoSandbox, cd.DisableGPU, cd.NoFirstRun, cd.UserDataDir(t.TempDir()),
		cd.Flag("disable-quic", true), cd.Flag("disable-background-networking", true),
		cd.Flag("disable-component-update", true), cd.Flag("disable-sync", true))
	t.Cleanup(stop)
	ctx, done := cd.NewContext(alloc)
	t.Cleanup(done)
	p := &Page{t: t, ctx: ctx}
	p.Do(cd.Navigate("about:blank"))
	return p
}

// Context is the context of the page, for what this package does not do.
func (p *Page) Context() context.Context { return p.ctx }

// Do does things with the page.
func (p *Page) Do(all ...cd.Action[cd.Void]) {
	p.t.Helper()
	if err := cd.Do(p.ctx, all...); err != nil {
		p.t.Fatal(err)
	}
}

// Go opens an address at a width in pixels.
func (p *Page) Go(url string, width int64) {
	p.t.Helper()
	p.Do(cd.EmulateViewport(width, 800), cd.Navigate(url))
}

// Eval runs a script in the page and returns what it comes to, waiting for promises.
// A script that sends the page elsewhere comes to nothing.
func Eval[T any](p *Page, js string) T {
	p.t.Helper()
	v, err := cd.Run(p.ctx, cd.Evaluate[T](js, cd.EvalAwaitPromise))
	if err != nil && !away(err) {
		p.t.Fatalf("%.200s: %v", js, err)
	}
	return v
}

// away reports whether the page went elsewhere while something was asked of it.
func away(err error) bool {
	return strings.Contains(err.Error(), "navigated or closed") || strings.Contains(err.Error(), "context was destroyed") || strings.Contains(err.Error(), "Cannot find context")
}

// Until waits, ten seconds at most, until a script says so. While the page goes
// elsewhere it says nothing.
func (p *Page) Until(js string) {
	p.t.Helper()
	for range 400 {
		if so, err := cd.Run(p.ctx, cd.Evaluate[bool](js, cd.EvalAwaitPromise)); err == nil && so {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	p.t.Fatalf("never: %s; the page %s says %q", js, Eval[string](p, "location.href"), Eval[string](p, "document.body.innerText"))
}

// Shot is a picture of the whole page, PNG. It is written to the folder that
// DETENTE_SHOTS names, too, for people to look at.
func (p *Page) Shot(name string) []byte {
	p.t.Helper()
	b, err := cd.Run(p.ctx, cd.FullScreenshot(100))
	for range 40 { // a page that has just come has no size yet
		if err == nil {
			break
		}
		time.Sleep(50 * time.Millisecond)
		b, err = cd.Run(p.ctx, cd.FullScreenshot(100))
	}
	if err != nil {
		p.t.Fatal(err)
	}
	p.keep(name+".png", b)
	return b
}

// PDF is the page as it is printed on A4; it is written down like a picture.
func (p *Page) PDF(name string) []byte {
	p.t.Helper()
	b, err := cd.Run(p.ctx, cd.PrintToPDF(cd.PDFPaper(cd.PaperA4)))
	if err != nil {
		p.t.Fatal(err)
	}
	p.keep(name+".pdf", b)
	return b
}

// keep writes what was seen to the folder that DETENTE_SHOTS names.
func (p *Page) keep(name string, b []byte) {
	p.t.Helper()
	dir := os.Getenv("DETENTE_SHOTS")
	if dir == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
		p.t.Fatal(err)
	}
}
