package ledger

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the vectors in testdata; look at the difference before you keep it")

// vectors are texts and figures that any other program for our logs can be tried
// by; docs/spec/log.md says what they are.
type vectors struct {
	Format      string        `json:"format"`
	Origin      string        `json:"origin"`
	Keys        []vectorKey   `json:"keys"`
	Entries     []string      `json:"entries"`
	Leaves      []string      `json:"leaves"`
	Roots       []string      `json:"roots"`
	Stored      []string      `json:"stored"`
	Inclusion   []vectorProof `json:"inclusion"`
	Consistency []vectorProof `json:"consistency"`
	Bundle      string        `json:"bundle_hex"`
	Tile        string        `json:"tile_hex"`
	Checkpoint  string        `json:"checkpoint"`
	Cosigned    string        `json:"cosigned"`
	Receipt     string        `json:"receipt"`
	Request     string        `json:"witness_request"`
	Paths       []vectorPath  `json:"paths"`
	Refused     []refusal     `json:"refused"`
}

type vectorKey struct {
	Name    string `json:"name"`
	Seed    string `json:"seed_hex"`
	Vkey    string `json:"vkey"`
	Seconds int64  `json:"seconds,omitempty"`
}

type vectorProof struct {
	From int64    `json:"from"`
	Size int64    `json:"size"`
	Path []string `json:"proof"`
}

type vectorPath struct {
	Path  string `json:"path"`
	Level int    `json:"level"`
	Index int64  `json:"index"`
	Width int    `json:"width"`
}

// refusal is a text that is not in its one form, with what is said about it.
type refusal struct {
	Form string `json:"form"`
	Text string `json:"text"`
	Why  string `json:"why"`
}

func b64(h Hash) string { return base64.StdEncoding.EncodeToString(h[:]) }

func b64s[S ~[]Hash](hashes S) []string {
	all := []string{}
	for _, h := range hashes {
		all = append(all, b64(h))
	}
	return all
}

// newVectors makes the vectors.
func newVectors(t *testing.T) vectors {
	entries := numbered(7)
	stored := must(StoredOf(entries))
	head := must(HeadOf(origin, 7, stored))
	log := logSigner(t)
	one, two := cosigner(t, "usa.example/witness", 1_550_000_000), cosigner(t, "dprk.example/witness", 1_550_000_001)
	signed := must(SignHead(head, log))
	c := must(ParseCheckpoint(signed))
	v := vectors{
		Format: "detente.log.vectors/1",
		Origin: origin,
		Keys: []vectorKey{
			{log.Name(), hex.EncodeToString(key("log").Seed()), log.String(), 0},
			{one.Name(), hex.EncodeToString(key(one.Name()).Seed()), one.String(), one.seconds},
			{two.Name(), hex.EncodeToString(key(two.Name()).Seed()), two.String(), two.seconds},
		},
		Stored:     b64s(stored),
		Bundle:     hex.EncodeToString(must(EntryBundle(entries))),
		Tile:       hex.EncodeToString(must(Tile(0, 0, 7, stored))),
		Checkpoint: string(signed),
		Cosigned:   string(c.With(must(Sign(head, one))).With(must(Sign(head, two))).Bytes()),
		Receipt:    string(must(NewReceipt(4, must(Inclusion(7, 4, stored)), signed)).Bytes()),
		Request:    string(WitnessRequest{3, must(Consistency(3, 7, stored)), c}.Bytes()),
	}
	for n, h := range Rebuild(origin, entries) {
		v.Roots = append(v.Roots, b64(h.Root))
		if n < 7 {
			v.Entries = append(v.Entries, string(entries[n]))
			v.Leaves = append(v.Leaves, b64(HashEntry(entries[n])))
		}
		for i := range n {
			v.Inclusion = append(v.Inclusion, vectorProof{int64(i), int64(n), b64s(must(Inclusion(int64(n), int64(i), stored)))})
		}
		for o := range n + 1 {
			v.Consistency = append(v.Consistency, vectorProof{int64(o), int64(n), b64s(must(Consistency(int64(o), int64(n), stored)))})
		}
	}
	for _, id := range []TileID{{0, 0, 256}, {0, 0, 7}, {1, 1001, 256}, {EntriesLevel, 1_234_067, 25}, {EntriesLevel, 999, 256}} {
		v.Paths = append(v.Paths, vectorPath{id.Path(), id.Level, id.Index, id.Width})
	}
	v.Refused = refusals(v)
	return v
}

// refusals are the vectors with one thing changed, each into something that a
// lenient reader might take.
func refusals(v vectors) []refusal {
	var all []refusal
	add := func(form, whole, old, replacement string) {
		if strings.Count(whole, old) < 1 {
			panic("nothing to replace: " + old)
		}
		all = append(all, refusal{form, strings.Replace(whole, old, replacement, 1), ""})
	}
	root := v.Roots[7]
	add("checkpoint", v.Checkpoint, "\n7\n", "\n07\n")
	add("checkpoint", v.Checkpoint, "\n7\n", "\n+7\n")
	add("checkpoint", v.Checkpoint, "\n7\n", "\n-7\n")
	add("checkpoint", v.Checkpoint, "\n7\n", "\n1099511627777\n")
	add("checkpoint", v.Checkpoint, "\n7\n", "\n9223372036854775808\n")
	add("checkpoint", v.Checkpoint, "\n7\n", "\n0\n")
	add("checkpoint", v.Checkpoint, "\n7\n", "\r\n7\n")
	add("checkpoint", v.Checkpoint, origin, "")
	add("checkpoint", v.Checkpoint, origin, "detente log")
	add("checkpoint", v.Checkpoint, origin, "detente+log")
	add("checkpoint", v.Checkpoint, origin, "detente\x1b[2Jlog")
	add("checkpoint", v.Checkpoint, origin, strings.Repeat("o", 256))
	add("checkpoint", v.Checkpoint, root+"\n", root+"\nan extension\n")
	add("checkpoint", v.Checkpoint, "=\n\n", "\n\n")
	add("checkpoint", v.Checkpoint, root, root[:42]+string(root[42]+1)+"=") // bits left over
	add("checkpoint", v.Checkpoint, "=\n\n", "=\n\n\n")
	add("checkpoint", v.Checkpoint, "— ", "- ")
	add("checkpoint", v.Checkpoint, "— ", "—  ")
	add("checkpoint", v.Checkpoint+"\n", "\n\n", "\n\n")
	add("checkpoint", strings.TrimSuffix(v.Checkpoint, "\n"), "\n\n", "\n\n")
	add("checkpoint", v.Checkpoint+v.Checkpoint[strings.Index(v.Checkpoint, "— "):], "\n\n", "\n\n")
	add("checkpoint", string(v.Checkpoint[:strings.Index(v.Checkpoint, "— ")]), "\n\n", "\n\n")
	add("receipt", v.Receipt, "proof@v1", "proof@v2")
	add("receipt", v.Receipt, "\nindex", "\nextra AAAA\nindex")
	add("receipt", v.Receipt, "index 4", "index 04")
	add("receipt", v.Receipt, "index 4", "index  4")
	add("receipt", v.Receipt, "index 4\n", "index 4\n\n")
	add("receipt", v.Receipt, "index 4\n", "")
	add("request", v.Request, "old 3", "old -3")
	add("request", v.Request, "old 3\n", "old 3\nAAAA\n")
	add("request", v.Request, "\n\n", "\n")
	add("request", v.Request, "old 3\n", "old 3\n"+strings.Repeat(root+"\n", 38)) // 42 hashes
	for _, k := range v.Keys[:2] {
		add("vkey", k.Vkey+"\n", "+", "+")
		add("vkey", k.Vkey[:len(k.Vkey)-1], "+", "+")
		add("vkey", k.Vkey, k.Vkey[len(k.Vkey)-53:len(k.Vkey)-45], "00000000")
	}
	for _, p := range []string{"tile/0/0", "tile/0/000.p/256", "tile/0/000.p/00", "tile/0/x000/001", "tile/00/000", "tile/data/000"} {
		all = append(all, refusal{"path", p, ""})
	}
	for i, r := range all {
		if _, err := forms[r.Form]([]byte(r.Text)); err != nil {
			all[i].Why = err.Error()
		}
	}
	return all
}

// The vectors are those in testdata, and each refusal is one.
func TestVectors(t *testing.T) {
	v := newVectors(t)
	for _, r := range v.Refused {
		if r.Why == "" {
			t.Errorf("the %s %q is read", r.Form, r.Text)
		}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	golden(t, filepath.Join("testdata", "vectors.json"), b.Bytes())
}

// The vectors hold by the definitions, without the code that made them.
func TestVectorsByDefinition(t *testing.T) {
	var v vectors
	if err := json.Unmarshal(must(os.ReadFile(filepath.Join("testdata", "vectors.json"))), &v); err != nil {
		t.Fatal(err)
	}
	var entries [][]byte
	var bundle, tile []byte
	for i, e := range v.Entries {
		entries = append(entries, []byte(e))
		leaf := tree(entries[i : i+1])
		if b64(leaf) != v.Leaves[i] {
			t.Errorf("leaf %d is another", i)
		}
		bundle = append(append(bundle, 0, byte(len(e))), e...)
		tile = append(tile, leaf[:]...)
	}
	for n, want := range v.Roots {
		if got := b64(tree(entries[:n])); got != want {
			t.Errorf("the root of %d entries is %s, want %s", n, got, want)
		}
	}
	if hex.EncodeToString(bundle) != v.Bundle || hex.EncodeToString(tile) != v.Tile {
		t.Error("the bundle or the tile is another")
	}
	for _, p := range v.Inclusion {
		if got := b64s(auditPath(int(p.From), entries[:p.Size])); !slices.Equal(got, p.Path) {
			t.Errorf("the proof of %d in %d is %v, want %v", p.From, p.Size, got, p.Path)
		}
	}
	for _, p := range v.Consistency {
		want := []Hash{}
		if p.From > 0 && p.From < p.Size {
			want = subproof(int(p.From), entries[:p.Size], true)
		}
		if !slices.Equal(b64s(want), p.Path) {
			t.Errorf("the proof from %d to %d is %v, want %v", p.From, p.Size, p.Path, b64s(want))
		}
	}
	for _, r := range v.Refused {
		if _, err := forms[r.Form]([]byte(r.Text)); err == nil || err.Error() != r.Why {
			t.Errorf("the %s %q: %v, want %s", r.Form, r.Text, err, r.Why)
		}
	}
	if len(v.Inclusion) != 28 || len(v.Consistency) != 36 || len(v.Roots) != 8 {
		t.Error("vectors are missing")
	}
}

// auditPath is PATH of RFC 6962, 2.1.1.
func auditPath(m int, d [][]byte) []Hash {
	if len(d) == 1 {
		return nil
	}
	if k := split(len(d)); m < k {
		return append(auditPath(m, d[:k]), tree(d[k:]))
	} else {
		return append(auditPath(m-k, d[k:]), tree(d[:k]))
	}
}

// subproof is SUBPROOF of RFC 6962, 2.1.2.
func subproof(m int, d [][]byte, known bool) []Hash {
	if m == len(d) {
		if known {
			return nil
		}
		return []Hash{tree(d)}
	}
	if k := split(len(d)); m <= k {
		return append(subproof(m, d[:k], known), tree(d[k:]))
	} else {
		return append(subproof(m-k, d[k:], false), tree(d[:k]))
	}
}

// split is the largest power of two below n.
func split(n int) int {
	k := 1
	for k*2 < n {
		k *= 2
	}
	return k
}

// A whole published log, as a folder.
func TestPublishedFolder(t *testing.T) {
	entries := numbered(260)
	head := HeadOfEntries(origin, entries)
	log, one := logSigner(t), cosigner(t, "usa.example/witness", 1_550_000_000)
	p := publish(entries, 260)
	p["checkpoint"] = must(ParseCheckpoint(must(SignHead(head, log)))).With(must(Sign(head, one))).Bytes()
	dir := filepath.Join("testdata", "log")
	for path, b := range p {
		golden(t, filepath.Join(dir, filepath.FromSlash(path)), b)
	}
	files := 0
	err := fs.WalkDir(os.DirFS(dir), ".", func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files++
		}
		return err
	})
	if err != nil || files != len(p) {
		t.Errorf("%d files in %s, want %d: %v", files, dir, len(p), err)
	}
	fetch := func(path string) ([]byte, error) { return fs.ReadFile(os.DirFS(dir), path) }
	got, err := OpenCheckpoint(must(fetch("checkpoint")), must(ParseVerifier(log.String())))
	if err != nil {
		t.Fatal(err)
	}
	v, err := Audit(got, fetch)
	if err != nil || v.Head() != head {
		t.Errorf("%v", err)
	}
}

// The page shows the vectors as they are.
func TestPageShowsVectors(t *testing.T) {
	page := string(must(os.ReadFile(filepath.Join("..", "docs", "spec", "log.md"))))
	v := newVectors(t)
	for name, text := range map[string]string{
		"the cosigned checkpoint": v.Cosigned, "the receipt": v.Receipt, "the request": v.Request,
		"the log's vkey": v.Keys[0].Vkey, "the cosigner's vkey": v.Keys[1].Vkey,
		"the root of nothing": v.Roots[0], "the root of one": v.Roots[1],
	} {
		if !strings.Contains(page, text) {
			t.Errorf("docs/spec/log.md does not show %s as it is:\n%s", name, text)
		}
	}
}

// golden compares with a file in testdata, or writes it.
func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if os.Getenv("CI") == "true" {
			t.Fatal("-update is refused where CI=true: nobody would read the difference")
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want := must(os.ReadFile(path)); !bytes.Equal(got, want) {
		t.Errorf("%s is not what is made now; look at the difference, and run with -update if it is meant", path)
	}
}
