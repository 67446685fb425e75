package agreement

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"detente/act"
	"detente/diag"
	"detente/syntax"
)

// What counts where the text does not say: each follows from the one before.
func TestWhoSigns(t *testing.T) {
	const actors = "party \"north\" {}\nthird_party \"mission\" {}\nparty \"south\" {}\n"
	for _, c := range []struct{ said, signed, amended, extended, waived string }{
		{"", "north south", "north south", "north south", "north south"},
		{"signed_by = mission", "mission", "mission", "mission", "mission"},
		{"amended_by = [south]", "north south", "south", "south", "south"},
		{"extended_by = north", "north south", "north south", "north", "north south"},
		{"signed_by = [south, mission]\namended_by = [mission, south]\nextended_by = south\nwaived_by = north", "south mission", "mission south", "south", "north"},
	} {
		a, found := readText("agreement \"x\" {\n" + c.said + "\n}\n" + actors)
		if found.HasErrors() {
			t.Fatal(listed(found))
		}
		for i, got := range [][]Ref{a.SignedBy(), a.AmendedBy(), a.ExtendedBy(), a.WaivedBy()} {
			if want := []string{c.signed, c.amended, c.extended, c.waived}[i]; ids(got) != want {
				t.Errorf("%q: list %d is %s, want %s", c.said, i, ids(got), want)
			}
			checker{t: t, a: a}.actors(got...)
		}
	}
	if a, _ := readText(""); len(a.WaivedBy()) > 0 {
		t.Error("somebody signs where there is nobody")
	}
}

func readText(text string) (*Agreement, diag.List) {
	tree, found := syntax.Parse("a.deal", []byte(text))
	a, more := Read([]*syntax.File{tree})
	return a, append(found, more...)
}

func ids(refs []Ref) string {
	var all []string
	for _, r := range refs {
		all = append(all, r.ID)
	}
	return strings.Join(all, " ")
}

// Who sees what, in full: what each role may read of what is open to each.
func TestSees(t *testing.T) {
	want := map[Role]string{AsParty: "party third_party observer public", AsThirdParty: "third_party observer public", AsObserver: "observer public", AsPublic: "public"}
	for _, r := range Roles {
		var sees []string
		for _, to := range Roles {
			if r.Sees(to) {
				sees = append(sees, string(to))
			}
		}
		if got := strings.Join(sees, " "); got != want[r] {
			t.Errorf("%s sees what is open to %s, want %s", r, got, want[r])
		}
		if Role("stranger").Sees(r) || r.Sees("nobody") || r.Sees("") {
			t.Errorf("who has no role sees what is open to %s, or it what is open to nobody", r)
		}
	}
}

func TestOpenFor(t *testing.T) {
	for said, want := range map[string]string{
		"":                                  "text third_party, log third_party, table observer, evidence third_party",
		"{ table = public, text = public }": "text public, log third_party, table public, evidence third_party",
		"{ evidence = party, log = party }": "text third_party, log party, table observer, evidence party",
	} {
		text := "agreement \"x\" {}"
		if said != "" {
			text = "agreement \"x\" { open_to = " + said + " }"
		}
		a, found := readText(text)
		if found.HasErrors() {
			t.Fatal(listed(found))
		}
		var got []string
		for _, m := range Matters {
			got = append(got, fmt.Sprintf("%s %s", m, a.OpenFor(m)))
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%q: %s, want %s", said, strings.Join(got, ", "), want)
		}
		if AsParty.Sees(a.OpenFor("weather")) {
			t.Error("what nobody has heard of is open to somebody")
		}
	}
}

func TestDisputeStops(t *testing.T) {
	for _, c := range []struct{ agreement, step, want string }{
		{"", "", "false"},
		{"", "true", "true"},
		{"true", "", "true"},
		{"true", "false", "false"},
		{"false", "true", "true"},
	} {
		said := func(v string) string {
			if v == "" {
				return "{}"
			}
			return "{ dispute_stops_clock = " + v + " }"
		}
		a, found := readText("agreement \"x\" " + said(c.agreement) + "\nstep \"s\" " + said(c.step))
		if got := fmt.Sprint(a.DisputeStops(a.Step("s"))); got != c.want || found.HasErrors() {
			t.Errorf("agreement %q, step %q: %s, want %s %s", c.agreement, c.step, got, c.want, listed(found))
		}
	}
}

func TestLimitsOfKeys(t *testing.T) {
	lines := func(n int) string {
		var all []string
		for i := range n {
			body := append([]byte(keyHead), make([]byte, 32)...)
			body[20], body[21] = byte(i), byte(i>>8)
			body[30] = 1
			all = append(all, fmt.Sprintf(`"ssh-ed25519 %s"`, base64.StdEncoding.EncodeToString(body)))
		}
		return "[" + strings.Join(all, ", ") + "]"
	}
	for _, c := range []struct {
		text string
		fits bool
	}{
		{`party "p" { keys = ` + lines(MaxKeys) + " }", true},
		{`party "p" { keys = ` + lines(MaxKeys+1) + " }", false},
		{`agreement "x" { observers = ` + lines(MaxObservers) + " }", true},
		{`agreement "x" { observers = ` + lines(MaxObservers+1) + " }", false},
	} {
		a, found := readText(c.text)
		refused := slices.ContainsFunc(found, func(f diag.Finding) bool { return f.Code == codeTooLarge })
		if refused == c.fits || found.HasErrors() == c.fits {
			t.Errorf("%.60s…: %s", c.text, listed(found))
		}
		if a.Signable() != strings.Contains(c.text, "party") {
			t.Errorf("%.60s…: signable is %v", c.text, a.Signable())
		}
	}
}

// Whatever line is taken for a key is one to package act as well, and the same
// key; and what package act writes is taken. Lines are drawn close to right ones.
func TestKeysAreThoseOfActs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		public := rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "public")
		public[0], public[10], public[20] = 3, 3, 3 // far from the few that package act refuses for what they are
		k := act.Key{Public: public, Comment: rapid.SampledFrom([]string{"", "north", "north@table two"}).Draw(t, "comment")}
		if _, ok := keyBody(k.String()); !ok {
			t.Fatalf("%q is not taken", k.String())
		}
		line := []rune(k.String())
		for range rapid.IntRange(0, 2).Draw(t, "slips") {
			i := rapid.IntRange(0, len(line)-1).Draw(t, "at")
			c := rapid.SampledFrom([]rune("A=+ /-\tz\n\u202e")).Draw(t, "letter")
			line = slices.Replace(line, i, i+rapid.IntRange(0, 1).Draw(t, "in place"), c)
		}
		body, ok := keyBody(string(line))
		if !ok {
			return
		}
		read, err := act.ParseKey(string(line))
		if err != nil || !strings.Contains(read.String(), body) || read.String() != string(line) {
			t.Fatalf("%q is a key to the text; to package act it is %q, %v", string(line), read.String(), err)
		}
	})
}

func FuzzKeys(f *testing.F) {
	f.Add("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDMD5ndNX6jGCHhLbrLoX/GyoBV/PrcusJCAyuJHy1p1 north", "table.example+6ec9b869+AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g")
	f.Add("ssh-ed25519 AAAA", "a+b+c")
	f.Add("", "++")
	f.Fuzz(func(t *testing.T, line, vkey string) {
		if body, ok := keyBody(line); ok && (len(body) != 68 || !strings.HasPrefix(line, "ssh-ed25519 "+body)) {
			t.Fatalf("%q is taken for the key %q", line, body)
		}
		a, found := readText(fmt.Sprintf("agreement \"x\" { log = %s }", quoted(strings.ToValidUTF8(vkey, "?")).native))
		if a.Log.Given == found.HasErrors() {
			t.Fatalf("%q: given is %v, and the findings are\n%s", vkey, a.Log.Given, listed(found))
		}
		if a.Log.Given && (strings.Count(a.Log.V, "+") < 2 || strings.ContainsAny(a.Log.V, " \n")) {
			t.Fatalf("%q is taken for the key of a log", a.Log.V)
		}
	})
}
