package agreement

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

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

// Sees reports whether the role may read what is open to the other. What is no
// role sees nothing, and what is open to no role is seen by nobody.
func (r Role) Sees(openTo Role) bool {
	at := slices.Index(Roles, r)
	return at >= 0 && at <= slices.Index(Roles, openTo)
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

// usually is to whom a matter is open where the text does not say: those who
// perform and confirm see everything, since they could not work otherwise, and
// observers where things stand. What has once been shown cannot be taken back, so
// that anything more has to be written.
var usually = map[Matter]Role{TheText: AsThirdParty, TheLog: AsThirdParty, TheTable: AsObserver, TheEvidence: AsThirdParty}

// Opening says to whom a matter is open.
type Opening struct {
	Matter Matter
	To     Role
	Place  diag.Place
}

// Keeping is what an agreement says about how it is carried out.
type Keeping struct {
	// Signed are those without whose signature it is not in force, Amended those who
	// have to agree to a new text, Extended to a later due day, Waived to doing
	// without a step; each empty where the text does not say. What counts then is for
	// [Agreement.SignedBy] and the like to say.
	Signed, Amended, Extended, Waived []Ref
	// Observers are keys of people who may read along and make no acts.
	Observers []Key
	OpenTo    []Opening
	// DisputesStop: while a dispute about a step stands, its due day moves.
	DisputesStop Opt[bool]
	// Log is the verifier key with which the log has to be signed, where the text
	// names one: "name+key ID+base64", as C2SP signed-note writes it. Its name is
	// whatever its holder calls it: the name of the log itself follows from the text
	// and cannot stand in it.
	Log Opt[string]
}

// SignedBy returns those without whose signature the agreement is not in force:
// all parties where the text does not say, in the order of the text.
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

// AmendedBy returns those who have to agree to a new text: those of SignedBy where
// the text does not say.
func (a *Agreement) AmendedBy() []Ref { return either(a.Amended, a.SignedBy()) }

// ExtendedBy returns those who have to agree to a later due day: those of AmendedBy
// where the text does not say.
func (a *Agreement) ExtendedBy() []Ref { return either(a.Extended, a.AmendedBy()) }

// WaivedBy returns those who have to agree to doing without a step: those of
// AmendedBy where the text does not say.
func (a *Agreement) WaivedBy() []Ref { return either(a.Waived, a.AmendedBy()) }

func either(said, usual []Ref) []Ref {
	if len(said) > 0 {
		return said
	}
	return usual
}

// OpenFor returns the least role that may read the matter: table for observers and
// all else for third parties where the text does not say.
func (a *Agreement) OpenFor(m Matter) Role {
	for _, o := range a.OpenTo {
		if o.Matter == m {
			return o.To
		}
	}
	return usually[m]
}

// DisputeStops reports whether a dispute about the step moves its due day. Where
// the text says nothing, it does not.
func (a *Agreement) DisputeStops(s *Step) bool {
	if s.DisputeStops.Given {
		return s.DisputeStops.V
	}
	return a.DisputesStop.V
}

// Signable reports whether some actor has a key, so that acts can be signed.
func (a *Agreement) Signable() bool {
	return slices.ContainsFunc(a.Actors, func(x *Actor) bool { return len(x.Keys) > 0 })
}

var keepingAttrs = []attr[Agreement]{
	{"signed_by", func(r *reader, a *Agreement, e syntax.Expr) { a.Signed = r.signers(e) }},
	{"amended_by", func(r *reader, a *Agreement, e syntax.Expr) { a.Amended = r.signers(e) }},
	{"extended_by", func(r *reader, a *Agreement, e syntax.Expr) { a.Extended = r.signers(e) }},
	{"waived_by", func(r *reader, a *Agreement, e syntax.Expr) { a.Waived = r.signers(e) }},
	{"observers", func(r *reader, a *Agreement, e syntax.Expr) { a.Observers = r.publicKeys(e, MaxObservers) }},
	{"open_to", func(r *reader, a *Agreement, e syntax.Expr) { a.OpenTo = r.openings(e) }},
	{"dispute_stops_clock", func(r *reader, a *Agreement, e syntax.Expr) { a.DisputesStop = r.optBoolean(e) }},
	{"log", func(r *reader, a *Agreement, e syntax.Expr) { a.Log = r.verifierKey(e) }},
}

// signers reads who has to sign: one actor at least, since nobody at all would be
// read as the usual ones.
func (r *reader) signers(e syntax.Expr) []Ref {
	if e.Kind == syntax.List && len(e.Items) == 0 {
		r.add(codeRange, e.Place, "Name one party or third party, or leave the line out.", "%s names nobody.", r.where)
	}
	return r.refs(e, party, thirdParty)
}

// publicKeys reads a list of public keys, or one. A key stands in a text once:
// whoever holds it would otherwise be two.
func (r *reader) publicKeys(e syntax.Expr, most int) []Key {
	if len(list(e)) > most {
		r.add(codeTooLarge, e.Place, "Keep those that are used.", "%s has %d keys; at most %d are read.", r.where, len(list(e)), most)
	}
	var all []Key
	for _, item := range list(e)[:min(len(list(e)), most)] {
		s := r.str(item)
		if !s.Given {
			continue
		}
		body, ok := keyBody(s.V)
		if !ok {
			r.add(codeKind, item.Place, `Copy the whole line of a .pub file, such as "ssh-ed25519 AAAA… name"; ssh-keygen -t ed25519 makes one.`,
				"%s must be a public Ed25519 key as OpenSSH writes it, on one line; this is none.", r.where)
			continue
		}
		if first, taken := r.keys[body]; taken {
			r.add(codeTwice, item.Place, "Keep one; each actor and each observer has keys of its own.", "%s has a key that is given at %s already.", r.where, first).
				Places = []diag.Place{first, item.Place}
			continue
		}
		r.keys[body] = item.Place
		all = append(all, Key{Line: s.V, Place: item.Place})
	}
	return all
}

// keyHead is what the base64 of every such key stands for at its beginning: the
// algorithm and the length of the key (RFC 8709).
const keyHead = "\x00\x00\x00\x0bssh-ed25519\x00\x00\x00\x20"

// keyBody is the part of the line that is the key, false where the line is not the
// algorithm, 51 bytes in base64 and perhaps a comment, with one space between.
func keyBody(line string) (string, bool) {
	f := strings.Fields(line)
	if len(f) < 2 || f[0] != "ssh-ed25519" || strings.Join(f, " ") != line || utf8.RuneCountInString(line) > maxKeyLine ||
		strings.ContainsFunc(line, func(c rune) bool { return !unicode.IsPrint(c) }) {
		return "", false
	}
	b, err := base64.StdEncoding.Strict().DecodeString(f[1])
	if err != nil || len(b) != 51 || string(b[:len(keyHead)]) != keyHead {
		return "", false
	}
	return f[1], true
}

// openings reads { text = observer, … }.
func (r *reader) openings(e syntax.Expr) []Opening {
	if e.Kind != syntax.Map {
		r.expected("a map of what is open to whom", e, "Write { table = public }.")
		return nil
	}
	var all []Opening
	for _, p := range e.Pairs {
		m, known := wordOf(r, p.Key.Text, p.Key.Place, Matters)
		to, good := r.role(p.Value)
		switch {
		case !known || !good:
		case slices.ContainsFunc(all, func(x Opening) bool { return x.Matter == m }):
			r.add(codeTwice, p.Key.Place, "Keep one.", "%s names %s twice.", r.where, m)
		default:
			all = append(all, Opening{Matter: m, To: to, Place: p.Key.Place})
		}
	}
	return all
}

func (r *reader) role(e syntax.Expr) (Role, bool) {
	c := r.code(e)
	if c.Kind != syntax.Name || c.Index != nil || c.Field != "" {
		r.expected("a role", c, "Write party, third_party, observer or public.")
		return "", false
	}
	return wordOf(r, c.Text, c.Place, Roles)
}

// wordOf finds what the text says among the words that can stand there.
func wordOf[T ~string](r *reader, said string, place diag.Place, words []T) (T, bool) {
	if slices.Contains(words, T(said)) {
		return T(said), true
	}
	var names []string
	for _, w := range words {
		names = append(names, string(w))
	}
	all := strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
	fix := didYouMean(Similar(said, names))
	if fix == "" {
		fix = "Write one of these."
	}
	r.add(codeUnknown, place, fix, "%s says %s; the words here are %s.", r.where, short(said), all)
	return "", false
}

// verifierKey reads the verifier key of a log: a name, the first four bytes of a
// hash over the name and the key, and the key after a byte 1 for Ed25519 (C2SP
// signed-note). The hash shows a slip of the pen.
func (r *reader) verifierKey(e syntax.Expr) Opt[string] {
	s := r.str(e)
	if !s.Given {
		return s
	}
	const fix = "Copy the key as the log shows it, name+hash+key."
	name, rest, _ := strings.Cut(s.V, "+")
	hash, text, _ := strings.Cut(rest, "+")
	key, err := base64.StdEncoding.Strict().DecodeString(text)
	switch {
	case name == "" || len(hash) != 8 || err != nil || len(key) != 33 || key[0] != 1 ||
		strings.ContainsFunc(s.V, func(c rune) bool { return unicode.IsSpace(c) || !unicode.IsPrint(c) }):
		r.add(codeKind, e.Place, fix, "%s must be the verifier key of a log; this is none.", r.where)
	case hash != hashOf(name, key):
		r.add(codeKind, e.Place, fix, "%s is not whole: its hash is %s, and that of its name and key is %s.", r.where, hash, hashOf(name, key))
	default:
		return s
	}
	return Opt[string]{}
}

func hashOf(name string, key []byte) string {
	sum := sha256.Sum256(append([]byte(name+"\n"), key...))
	return hex.EncodeToString(sum[:4])
}
