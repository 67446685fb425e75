package agreement

import (
	"encoding/base64"
	"slices"
	"strings"

	"detente/diag"
	"detente/syntax"
)

// What a text says so that it can be carried out with signed acts: whose keys
// sign, who has to agree to what, who may read what, and whether a dispute stops
// a clock.

// Key is a public key as the text writes it: a line of a .pub file of OpenSSH,
// "ssh-ed25519 AAAA… comment".
type Key struct {
	Line  string
	Place diag.Place
}

// Role is what somebody who reads along is to the agreement.
type Role string

// The roles, those who see most first.
const (
	AsParty      Role = "party"
	AsThirdParty Role = "third_party"
	AsObserver   Role = "observer"
	AsPublic     Role = "public"
)

// Roles are all of them, those who see most first.
var Roles = []Role{AsParty, AsThirdParty, AsObserver, AsPublic}

// Sees reports whether the role may read what is open to the other.
func (r Role) Sees(openTo Role) bool {
	return slices.Index(Roles, r) <= slices.Index(Roles, openTo)
}

// Matter is something that is open to some roles and not to others.
type Matter string

// The matters of an agreement that is carried out.
const (
	TheText     Matter = "text"     // the text itself
	TheLog      Matter = "log"      // the acts, with what they say in words
	TheTable    Matter = "table"    // where each step stands
	TheEvidence Matter = "evidence" // documents, where the act that names them says nothing else
)

// Matters are all of them.
var Matters = []Matter{TheText, TheLog, TheTable, TheEvidence}

// usually is to whom a matter is open where the text does not say.
var usually = map[Matter]Role{TheText: AsObserver, TheLog: AsObserver, TheTable: AsObserver, TheEvidence: AsThirdParty}

// Opening says to whom a matter is open.
type Opening struct {
	Matter Matter
	To     Role
	Place  diag.Place
}

// Keeping is what an agreement says about how it is carried out.
type Keeping struct {
	// SignedBy are those without whose signature it is not in force; all parties
	// where the text does not say. AmendedBy have to agree to a new text, ExtendedBy
	// to a later due day, WaivedBy to doing without a step: each those of the one
	// before where the text does not say.
	Signed, Amended, Extended, Waived []Ref
	// Observers are keys of people who may read along and make no acts.
	Observers []Key
	OpenTo    []Opening
	// DisputesStop: while a dispute about a step stands, its due day moves.
	DisputesStop Opt[bool]
	// LogKey is the verifier key of the log, "name+hash+key", where the text names it.
	LogKey Opt[string]
}

// SignedBy returns those without whose signature the agreement is not in force.
func (a *Agreement) SignedBy() []Ref {
	if len(a.Signed) > 0 {
		return a.Signed
	}
	var all []Ref
	for _, p := range a.Parties() {
		all = append(all, Ref(p.Name))
	}
	return all
}

// AmendedBy returns those who have to agree to a new text.
func (a *Agreement) AmendedBy() []Ref { return either(a.Amended, a.SignedBy()) }

// ExtendedBy returns those who have to agree to a later due day.
func (a *Agreement) ExtendedBy() []Ref { return either(a.Extended, a.AmendedBy()) }

// WaivedBy returns those who have to agree to doing without a step.
func (a *Agreement) WaivedBy() []Ref { return either(a.Waived, a.AmendedBy()) }

func either(said, usual []Ref) []Ref {
	if len(said) > 0 {
		return said
	}
	return usual
}

// OpenFor returns the least role that may read the matter.
func (a *Agreement) OpenFor(m Matter) Role {
	for _, o := range a.OpenTo {
		if o.Matter == m {
			return o.To
		}
	}
	return usually[m]
}

// DisputeStops reports whether a dispute about the step moves its due day.
func (a *Agreement) DisputeStops(s *Step) bool {
	if s.DisputeStops.Given {
		return s.DisputeStops.V
	}
	return a.DisputesStop.V
}

// CarriedOut reports whether the text says anything of how it is carried out.
func (a *Agreement) CarriedOut() bool {
	return slices.ContainsFunc(a.Actors, func(x *Actor) bool { return len(x.Keys) > 0 })
}

var keepingAttrs = []attr[Agreement]{
	{"signed_by", func(r *reader, a *Agreement, e syntax.Expr) { a.Signed = r.refs(e, party, thirdParty) }},
	{"amended_by", func(r *reader, a *Agreement, e syntax.Expr) { a.Amended = r.refs(e, party, thirdParty) }},
	{"extended_by", func(r *reader, a *Agreement, e syntax.Expr) { a.Extended = r.refs(e, party, thirdParty) }},
	{"waived_by", func(r *reader, a *Agreement, e syntax.Expr) { a.Waived = r.refs(e, party, thirdParty) }},
	{"observers", func(r *reader, a *Agreement, e syntax.Expr) { a.Observers = r.publicKeys(e) }},
	{"open_to", func(r *reader, a *Agreement, e syntax.Expr) { a.OpenTo = r.openings(e) }},
	{"dispute_stops_clock", func(r *reader, a *Agreement, e syntax.Expr) { a.DisputesStop = r.optBoolean(e) }},
	{"log_key", func(r *reader, a *Agreement, e syntax.Expr) { a.LogKey = r.logKey(e) }},
}

func (r *reader) optBoolean(e syntax.Expr) Opt[bool] {
	return Opt[bool]{V: r.boolean(e), Given: true, Place: e.Place}
}

const keyFix = `Copy the line of a .pub file: keys = ["ssh-ed25519 AAAA… name"]; detente key new makes one.`

// publicKeys reads a list of public keys, or one. A key stands in a text once:
// whoever holds it would otherwise be two.
func (r *reader) publicKeys(e syntax.Expr) []Key {
	var all []Key
	for _, item := range list(e) {
		s := r.str(item)
		if !s.Given {
			continue
		}
		body, ok := keyBody(s.V)
		if !ok {
			r.add(codeKind, item.Place, keyFix, "%s holds %.40q, which is no Ed25519 key as OpenSSH writes it.", r.where, s.V)
			continue
		}
		if first, taken := r.keys[body]; taken {
			r.add(codeTwice, item.Place, "Give each actor a key of its own.", "The key %.30s… is given twice.", strings.TrimPrefix(s.V, "ssh-ed25519 ")).Places = []diag.Place{first, item.Place}
			continue
		}
		r.keys[body] = item.Place
		all = append(all, Key{Line: s.V, Place: item.Place})
	}
	return all
}

// keyBody is the part of the line that is the key, false where it is none: 51
// bytes in base64, which begin with the name of the algorithm (RFC 8709).
func keyBody(line string) (string, bool) {
	f := strings.Fields(line)
	if len(f) < 2 || f[0] != "ssh-ed25519" || strings.Join(f, " ") != line {
		return "", false
	}
	b, err := base64.StdEncoding.Strict().DecodeString(f[1])
	if err != nil || len(b) != 51 || string(b[:19]) != "\x00\x00\x00\x0bssh-ed25519\x00\x00\x00\x20" {
		return "", false
	}
	return f[1], true
}

// openings reads { text = observer, … }.
func (r *reader) openings(e syntax.Expr) []Opening {
	const fix = "Write { table = public }: text, log, table or evidence, each with party, third_party, observer or public."
	if e.Kind != syntax.Map {
		r.expected("a map of what is open to whom", e, fix)
		return nil
	}
	var all []Opening
	for _, p := range e.Pairs {
		c := r.code(p.Value)
		o := Opening{Matter: Matter(p.Key.Text), To: Role(c.Text), Place: p.Key.Place}
		switch {
		case !slices.Contains(Matters, o.Matter):
			r.add(codeUnknown, p.Key.Place, fix, "%s names %s, which is nothing that can be open to somebody.", r.where, p.Key.Text)
		case c.Kind != syntax.Name || !slices.Contains(Roles, o.To):
			r.add(codeUnknown, p.Value.Place, fix, "%s gives %s to what is no role.", r.where, p.Key.Text)
		case slices.ContainsFunc(all, func(x Opening) bool { return x.Matter == o.Matter }):
			r.add(codeTwice, p.Key.Place, "Keep one.", "%s names %s twice.", r.where, p.Key.Text)
		default:
			all = append(all, o)
		}
	}
	return all
}

// logKey reads the verifier key of a log: "name+hash+key" as it shows it.
func (r *reader) logKey(e syntax.Expr) Opt[string] {
	s := r.str(e)
	if !s.Given {
		return s
	}
	f := strings.SplitN(s.V, "+", 3)
	if len(f) == 3 && len(f[1]) == 8 && strings.Trim(f[1], "0123456789abcdef") == "" {
		if b, err := base64.StdEncoding.Strict().DecodeString(f[2]); err == nil && f[0] != "" && !strings.ContainsAny(f[0], " \t") && len(b) == 33 && b[0] == 1 {
			return s
		}
	}
	r.add(codeKind, e.Place, "Copy the line that the log shows under /log/…/key.", "%s is no key of a log.", r.where)
	return Opt[string]{}
}
