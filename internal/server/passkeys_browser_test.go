package server

import (
	"net/http"
	"testing"

	"github.com/chromedp/cdproto/webauthn"
	cd "github.com/chromedp/chromedp"

	"detente/act"
	"detente/internal/chromium"
)

// In a browser, on the pages themselves: a key is made and becomes north's, signs
// in, registers a passkey, and from then on the passkey signs in, as long as the
// key counts.
func TestPasskeyInBrowser(t *testing.T) {
	page := chromium.Open(t)
	ctx := page.Context()
	p := openNamed(t)
	north := p.person("north")
	visit := func(path, ready string) {
		t.Helper()
		if err := cd.Do(ctx, cd.Navigate(p.url+path)); err != nil {
			t.Fatal(err)
		}
		page.Until(ready)
	}
	click := func(id, then string) {
		t.Helper()
		chromium.Eval[bool](page, `document.getElementById("`+id+`").click(); true`)
		page.Until(then)
	}
	if _, err := cd.Call(ctx, webauthn.Enable, webauthn.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	if _, err := cd.Call(ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: "ctap2", Transport: "usb", AutomaticPresenceSimulation: true,
	}}); err != nil {
		t.Fatal(err)
	}

	visit("/keys", `!document.querySelector("#make button").disabled`)
	chromium.Eval[bool](page, `document.getElementById("name").value = "laptop"; document.querySelector("#make button").click(); true`)
	page.Until(`document.querySelectorAll("#keys article").length === 1`)
	line := chromium.Eval[string](page, `document.querySelector("#keys code").textContent`)
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
	if chromium.Eval[bool](page, `!!document.getElementById("add-passkey")`) {
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
