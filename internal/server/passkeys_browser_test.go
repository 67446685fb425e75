package server

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/cdproto/webauthn"
	cd "github.com/chromedp/chromedp"

	"detente/act"
)

// chromium is a browser with a profile of its own. Where there is none the test is
// left out, but not where CI=true.
func chromium(t *testing.T) context.Context {
	t.Helper()
	found, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("there is no chromium, and CI=true: install Debian's package chromium")
		}
		t.Skip("there is no chromium")
	}
	alloc, stop := cd.NewExecAllocator(context.Background(),
		cd.ExecPath(found), cd.Headless, cd.NoSandbox, cd.DisableGPU, cd.NoFirstRun, cd.UserDataDir(t.TempDir()),
		cd.Flag("disable-quic", true), cd.Flag("disable-background-networking", true),
		cd.Flag("disable-component-update", true), cd.Flag("disable-sync", true))
	t.Cleanup(stop)
	ctx, done := cd.NewContext(alloc)
	t.Cleanup(done)
	if err := cd.Do(ctx, cd.Navigate("about:blank")); err != nil {
		t.Fatal(err)
	}
	return ctx
}

func eval[T any](t *testing.T, ctx context.Context, js string) T {
	t.Helper()
	v, err := cd.Run(ctx, cd.Evaluate[T](js, cd.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%.80s: %v", js, err)
	}
	return v
}

// until waits until a script says so.
func until(t *testing.T, ctx context.Context, js string) {
	t.Helper()
	for range 400 {
		if eval[bool](t, ctx, js) {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatalf("never: %s; the page says %q", js, eval[string](t, ctx, "document.body.innerText"))
}

// In a browser, on the pages themselves: a key is made and becomes north's, signs
// in, registers a passkey, and from then on the passkey signs in, as long as the
// key counts.
func TestPasskeyInBrowser(t *testing.T) {
	ctx := chromium(t)
	p := openNamed(t)
	north := p.person("north")
	visit := func(path, ready string) {
		t.Helper()
		if err := cd.Do(ctx, cd.Navigate(p.url+path)); err != nil {
			t.Fatal(err)
		}
		until(t, ctx, ready)
	}
	click := func(id, then string) {
		t.Helper()
		eval[bool](t, ctx, `document.getElementById("`+id+`").click(); true`)
		until(t, ctx, then)
	}
	if _, err := cd.Call(ctx, webauthn.Enable, webauthn.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	if _, err := cd.Call(ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: "ctap2", Transport: "usb", AutomaticPresenceSimulation: true,
	}}); err != nil {
		t.Fatal(err)
	}

	visit("/keys", `!document.getElementById("no-key").hidden`)
	eval[bool](t, ctx, `document.getElementById("name").value = "laptop"; document.querySelector("#make button").click(); true`)
	until(t, ctx, `document.querySelectorAll("#keys article").length === 1`)
	line := eval[string](t, ctx, `document.querySelector("#keys code").textContent`)
	key, err := act.ParseKey(line)
	if err != nil {
		t.Fatal(err)
	}
	status, b := north.do(act.Act{Kind: act.Rekey, Keys: &act.KeyChange{Add: []string{line}}})
	must(t, http.StatusCreated, status, b)

	table := "/a/" + p.id + "/"
	in := table + "sign-in"
	ready := `document.getElementById("key").options.length === 1` // the script has run
	signedIn := `location.pathname === "` + table + `" && !!document.querySelector("footer")?.textContent.includes("north")`
	signedOut := `location.pathname === "` + table + `" && !!document.querySelector("footer") && !document.querySelector("footer").textContent.includes("north")`
	visit(in, ready)
	if eval[bool](t, ctx, `!!document.getElementById("add-passkey")`) {
		t.Error("the page registers passkeys of nobody")
	}
	click("passkey", `document.getElementById("said").textContent.includes("no passkey is registered")`)
	click("go", signedIn)
	visit(in, ready+` && !!document.getElementById("add-passkey")`)
	click("add-passkey", `document.getElementById("said").textContent === "The passkey is registered."`)
	click("add-passkey", `document.getElementById("said").textContent !== "The passkey is registered." && document.getElementById("said").textContent !== document.getElementById("sign-in").dataset.working`)
	click("sign-out", signedOut)

	for range 2 { // the device counts
		visit(in, ready)
		click("passkey", signedIn)
		visit(in, ready)
		click("sign-out", signedOut)
	}
	visit(in, ready)
	click("passkey", signedIn)
	status, b = north.do(act.Act{Kind: act.Rekey, Keys: &act.KeyChange{End: []string{key.ID()}}})
	must(t, http.StatusCreated, status, b)
	visit(in, ready+` && !document.getElementById("add-passkey")`)
	click("passkey", `document.getElementById("said").textContent.includes("no passkey is registered")`)
}
