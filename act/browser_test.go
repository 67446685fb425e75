package act

import (
	"os/exec"
	"testing"
)

// reader checks the vectors with what a browser has: JSON, and Web Crypto.
const reader = `
const v = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
const bytes = s => new TextEncoder().encode(s);
const base64 = s => Uint8Array.from(atob(s), c => c.charCodeAt(0));
const hex = b => Array.from(new Uint8Array(b), x => x.toString(16).padStart(2, "0")).join("");
const sha = async b => hex(await crypto.subtle.digest("SHA-256", b));
(async () => {
  const wrong = [];
  const want = (ok, what) => ok || wrong.push(what);
  const keys = [];
  for (const k of v.keys) keys.push(await crypto.subtle.importKey("raw", base64(k.line.split(" ")[1]).slice(-32), "Ed25519", false, ["verify"]));
  want(await sha(bytes(v.text.manifest)) === v.text.hash, "text");
  for (const [i, a] of v.acts.entries()) {
    for (const text of [a.payload, a.envelope, a.entry]) want(JSON.stringify(JSON.parse(text)) === text, i + ": " + text);
    const entry = JSON.parse(a.entry), sig = base64(entry.envelope.signatures[0].sig), payload = base64(entry.envelope.payload);
    want(new TextDecoder().decode(payload) === a.payload, i + ": payload");
    const signed = bytes("DSSEv1 " + entry.envelope.payloadType.length + " " + entry.envelope.payloadType + " " + payload.length + " " + a.payload);
    want(await crypto.subtle.verify("Ed25519", keys[a.key], sig, signed), i + ": signature");
    want(entry.envelope.signatures[0].keyid === v.keys[a.key].id, i + ": key");
    want(JSON.stringify(entry.envelope) === a.envelope && await sha(bytes(a.envelope)) === a.id, i + ": id");
    want(await sha(new Uint8Array([0, ...bytes(a.entry)])) === a.leaf, i + ": leaf");
  }
  console.log(wrong.length ? wrong.join("\n") : v.acts.length + " acts hold");
  process.exit(wrong.length ? 1 : 0);
})().catch(e => { console.log(e); process.exit(3); });
`

// A browser writes an act to the same bytes, and checks it without us.
func TestVectorsInJavaScript(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("there is no node")
	}
	if out, err := exec.Command(node, "-e", `crypto.subtle.generateKey("Ed25519", false, ["sign"]).then(() => process.exit(0), () => process.exit(1))`).CombinedOutput(); err != nil {
		t.Skipf("this node knows no Ed25519: %s", out)
	}
	if out, err := exec.Command(node, "-e", reader, vectorsFile).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
