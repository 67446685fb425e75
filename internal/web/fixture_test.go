package web

import (
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"

	"detente/act"
	"detente/calendar"
	"detente/ledger"
	"detente/report"
	"detente/state"
)

// text is a small agreement of two parties and somebody who verifies; KEY(name)
// stands for the public line of a key.
const text = `agreement "exchange" {
  title               = "Maps for fuel"
  dispute_stops_clock = true
}
party "north" {
  name        = "North"
  keys        = [KEY(north)]
  breach_cost = 1
}
party "south" {
  name        = "South"
  keys        = [KEY(south)]
  breach_cost = 1
}
third_party "mission" {
  name = "Observer Mission"
  keys = [KEY(mission)]
}
step "maps" {
  by          = north
  text        = "Hand over the maps of the mined strip"
  gains       = { south = 4 }
  costs       = { north = 2 }
  verified_by = mission
  due         = "2030-01-20"
}
step "fuel" {
  by          = south
  text        = "Deliver fuel for the winter"
  gains       = { north = 6 }
  costs       = { south = 2 }
  parts       = 2
  after       = maps.declared
  due         = "2030-02-20"
  verified_by = [north, mission]
}
step "guns" {
  by    = north
  text  = "Withdraw the guns behind the river"
  gains = { south = 3 }
  costs = { north = 1 }
  after = maps.declared
  due   = "2030-01-15"
}
procedure "review" {
  text      = "Review of what is not kept"
  about     = [maps]
  may_start = [north, south]
  effect    = "The exchange is put on hold"
  stage "talks" {
    days       = 15
    decides    = [north, south]
    decision   = "It is settled"
    if_decided = ends
    if_silent  = takes_effect
  }
}
`

// story is what happens, one act a line.
const story = `
2030-01-01T10:00 north sign
2030-01-01T12:00 south sign
2030-01-03T12:00 south declare step=maps on=2030-01-03
2030-01-03T12:30 north declare step=maps on=2030-01-03 words=Handed_over_at_the_bridge,_<b>six_sheets</b>_&_a_legend. doc=maps.pdf
2030-01-04T12:00 mission attest of=3 result=confirmed on=2030-01-04 doc=report.pdf
2030-01-05T08:15 south dispute of=3 words=The_maps_are_of_1953.
2030-01-06T09:00 north answer of=5 result=rejected words=They_are_of_2029.
2030-01-07T10:00 south begin procedure=review on=2030-01-07
2030-01-08T12:00 south extend step=guns until=2030-02-10
2030-01-10T09:00 south declare step=fuel[1] on=2030-01-10
2030-01-11T09:00 mission attest of=9 result=no_access on=2030-01-11
`

type signer struct{ key ed25519.PrivateKey }

func signerFor(name string) signer {
	seed := sha256.Sum256([]byte("the key of " + name))
	return signer{ed25519.NewKeyFromSeed(seed[:])}
}

func (s signer) Key() act.Key { return act.Key{Public: s.key.Public().(ed25519.PublicKey)} }

func (s signer) Sign(message []byte) ([]byte, error) { return ed25519.Sign(s.key, message), nil }

// carried is an agreement being carried out, with what the pages need of it.
type carried struct {
	t       testing.TB
	state   *state.State
	entries [][]byte
}

func newCarried(t testing.TB, text, story string) *carried {
	t.Helper()
	for _, who := range []string{"north", "south", "mission"} {
		text = strings.ReplaceAll(text, "KEY("+who+")", strconv.Quote(signerFor(who).Key().String()))
	}
	x, found, err := state.ReadText([]act.File{{Name: "a.deal", Bytes: []byte(text)}})
	if err != nil || x == nil {
		t.Fatal(err, found)
	}
	s, err := state.New(x.Hash, func(string) *state.Text { return x })
	if err != nil {
		t.Fatal(err)
	}
	c := &carried{t: t, state: s}
	for line := range strings.Lines(story) {
		if strings.TrimSpace(line) != "" {
			c.line(line)
		}
	}
	return c
}

// act makes the act that a line says.
func (c *carried) act(line string) act.Act {
	f := strings.Fields(line)
	at, err := act.ParseTime(f[0] + ":00.000Z")
	if err != nil {
		c.t.Fatal(err)
	}
	a := act.Act{
		Format: act.Format, Kind: act.Kind(f[2]), By: f[1], Text: c.state.Text().Hash, Log: c.state.Origin(), Seen: c.state.Seen(), At: at,
	}
	for _, x := range f[3:] {
		name, v, _ := strings.Cut(x, "=")
		v = strings.ReplaceAll(v, "_", " ")
		switch name {
		case "step":
			a.Step = v
		case "procedure":
			a.Procedure = v
		case "on":
			a.On = act.Day(v)
		case "until":
			a.Until = act.Day(v)
		case "of":
			n, _ := strconv.ParseInt(v, 10, 64)
			a.Of = &n
		case "result":
			a.Result = act.Result(v)
		case "words":
			a.Words = v
		case "doc":
			a.Evidence = append(a.Evidence, act.Evidence{SHA256: fmt.Sprintf("%x", sha256.Sum256([]byte(v))), Size: 1234, Name: v})
		default:
			c.t.Fatalf("no part of an act: %s", name)
		}
	}
	return a
}

func (c *carried) line(line string) {
	c.t.Helper()
	a := c.act(line)
	env, err := act.SignAct(a, signerFor(a.By))
	if err != nil {
		c.t.Fatalf("%s: %v", line, err)
	}
	c.append(act.Entry{Received: a.At + 2500, Envelope: env}.Bytes())
}

func (c *carried) append(entry []byte) {
	c.t.Helper()
	if err := c.state.Append(entry); err != nil {
		c.t.Fatal(err)
	}
	c.entries = append(c.entries, entry)
}

// record is where the agreement stands on a day.
func (c *carried) record(day string) report.Carried {
	c.t.Helper()
	d, err := calendar.Parse(day)
	if err != nil {
		c.t.Fatal(err)
	}
	now, err := act.ParseTime(day + "T12:00:00.000Z")
	if err != nil {
		c.t.Fatal(err)
	}
	return report.NewCarried(c.state, c.state.On(d, now), nil, "")
}

func (c *carried) log() report.LogEntries { return report.NewLog(c.state, 0, c.state.Size()) }

// logKey is the key of the log of the tests.
func (c *carried) logKey() (*ledger.Verifier, ledger.SignFunc) {
	key := signerFor("log").key
	v, err := ledger.NewVerifier(ledger.LogKey, c.state.Origin(), key.Public().(ed25519.PublicKey))
	if err != nil {
		c.t.Fatal(err)
	}
	return v, ledger.With(key)
}

// site is a reader of the fixture.
func site(lang, actor string) Site {
	s := Site{Lang: lang, ID: "0123456789abcdef", Role: "public", Actor: actor, Log: true, Evidence: true}
	if actor != "" {
		s.Role = "party"
	}
	return s
}

// pages are all pages of the fixture, by their names.
func (c *carried) pages(lang string) []struct {
	name  string
	write func(w io.Writer) error
} {
	r, l := c.record("2030-01-12"), c.log()
	acting := func(actor string, f Form) func(io.Writer) error {
		return func(w io.Writer) error { return Acting(w, site(lang, actor), r, f) }
	}
	type one = struct {
		name  string
		write func(w io.Writer) error
	}
	all := []one{
		{"list", func(w io.Writer) error {
			return List(w, Site{Lang: lang}, []Listed{{ID: "0123456789abcdef", Title: r.Title, Entries: r.Log.Size, InForce: true, Moves: []string{"North", "South"}}})
		}},
		{"open", func(w io.Writer) error { return Opening(w, Site{Lang: lang}) }},
		{"keys", func(w io.Writer) error { return Keys(w, site(lang, ""), &r) }},
		{"sign-in", func(w io.Writer) error {
			s := site(lang, "south")
			s.Passkeys = true
			return SignIn(w, s, "")
		}},
		{"table", func(w io.Writer) error { return Table(w, site(lang, "north"), r) }},
		{"step", func(w io.Writer) error { return Step(w, site(lang, ""), r, "maps", l) }},
		{"log", func(w io.Writer) error { return Log(w, site(lang, ""), r, l) }},
		{"calendar", func(w io.Writer) error { return Calendar(w, site(lang, ""), r) }},
		{"act", acting("north", Form{})},
		{"preview", acting("north", c.draft())},
		{"failure", func(w io.Writer) error { return Failure(w, Site{Lang: lang}, ErrNoStep, nil) }},
	}
	for _, k := range kinds {
		all = append(all, one{"form-" + k, acting("north", Form{Values: map[string][]string{"kind": {k}}, Acts: l.Entries, Procedures: []Procedure{{"review", []string{"talks"}}}})})
	}
	return all
}

// draft is a form with an act that can be signed.
func (c *carried) draft() Form {
	a := c.act("2030-01-12T09:00 north declare step=guns on=2030-01-12 words=Behind_the_river.")
	b, err := act.Encode(a)
	if err != nil {
		c.t.Fatal(err)
	}
	return Form{
		Values: map[string][]string{"kind": {"declare"}, "step": {"guns"}, "on": {"2030-01-12"}, "words": {"Behind the river."}},
		Draft:  &Draft{Payload: string(b), Fits: true},
	}
}
