// Package logcase makes logs of agreements for tests: signed acts of several
// actors, the published log as files, and a small server of it that keeps
// everything in memory. Keys come from names, and the clock is the caller's, so
// that the same story gives the same bytes.
package logcase

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/pem"
	"fmt"
	"strings"

	"golang.org/x/crypto/ssh"

	"detente/act"
	"detente/ledger"
	"detente/state"
)

// Signer signs with a key that follows from a name.
type Signer struct {
	Name    string
	private ed25519.PrivateKey
}

// SignerFor is the signer of a name.
func SignerFor(name string) Signer {
	seed := sha256.Sum256([]byte("the key of " + name))
	return Signer{name, ed25519.NewKeyFromSeed(seed[:])}
}

// Key is the public key.
func (s Signer) Key() act.Key {
	return act.Key{Public: s.private.Public().(ed25519.PublicKey), Comment: s.Name}
}

// Sign signs.
func (s Signer) Sign(message []byte) ([]byte, error) { return ed25519.Sign(s.private, message), nil }

// Text is an agreement of two parties and an inspector: the maps of a minefield
// for fuel in so many loads.
func Text(loads int) []act.File {
	key := func(name string) string { return fmt.Sprintf("%q", SignerFor(name).Key().String()) }
	return []act.File{{Name: "swap.deal", Bytes: []byte(fmt.Sprintf(`agreement "swap" {
  title  = "Maps against fuel"
  begins = "2030-01-01"
  open_to = { text = public, log = public, table = public }
}

party "north" {
  name        = "North"
  breach_cost = 2
  keys        = [%s]
}

party "south" {
  name        = "South"
  breach_cost = 2
  keys        = [%s]
}

third_party "mission" {
  name = "Mission"
  keys = [%s]
}

step "maps" {
  by          = north
  text        = "Hand over the maps of the minefields"
  verified_by = mission
  costs       = { north = 1 }
  gains       = { south = 4 }
}

step "fuel" {
  by          = south
  text        = "Deliver fuel"
  parts       = %d
  verified_by = mission
  costs       = { south = 1 }
  gains       = { north = 4 }
}
`, key("north"), key("south"), key("mission"), loads))}}
}

// Case is a log under way.
type Case struct {
	Files   []act.File
	State   *state.State
	Entries [][]byte
	Now     act.Time // the log's clock
	// Documents are those that were sent, by their hash, and Cosigned is the last
	// checkpoint that witnesses have cosigned; nil where none is.
	Documents map[string][]byte
	Cosigned  []byte
	library   map[string]*state.Text
	kept      map[string][]act.File
}

// New opens a log for a text, at a moment.
func New(files []act.File, now act.Time) (*Case, error) {
	c := &Case{Files: files, Now: now, Documents: map[string][]byte{}, library: map[string]*state.Text{}, kept: map[string][]act.File{}}
	hash, err := c.AddText(files)
	if err != nil {
		return nil, err
	}
	c.State, err = state.New(hash, func(hash string) *state.Text { return c.library[hash] })
	return c, err
}

// AddText takes a text in and returns its hash.
func (c *Case) AddText(files []act.File) (string, error) {
	t, found, err := state.ReadText(files)
	switch {
	case err != nil:
		return "", err
	case t == nil:
		return "", fmt.Errorf("%v", found[0])
	}
	c.library[t.Hash], c.kept[t.Hash] = t, files
	return t.Hash, nil
}

// Do adds an act of an actor, a minute after the last one.
func (c *Case) Do(by string, a act.Act) error {
	env, err := c.Signed(by, a)
	if err != nil {
		return err
	}
	return c.Take(env)
}

// Signed makes the act as the actor would sign it now.
func (c *Case) Signed(by string, a act.Act) (act.Envelope, error) {
	c.Now += 60_000
	a.Format, a.By, a.Text, a.Log, a.Seen, a.At = act.Format, by, c.State.Text().Hash, c.State.Origin(), c.State.Seen(), c.Now
	return act.SignAct(a, SignerFor(by))
}

// Take takes an act into the log that fits.
func (c *Case) Take(env act.Envelope) error {
	if err := c.State.Admits(env, c.Now); err != nil {
		return err
	}
	return c.Force(env)
}

// Force takes an act into the log whether it fits or not, as no honest server does.
func (c *Case) Force(env act.Envelope) error {
	b := act.Entry{Received: c.Now, Envelope: env}.Bytes()
	if err := c.State.Append(b); err != nil {
		return err
	}
	c.Entries = append(c.Entries, b)
	return nil
}

// key signs for the log.
func (c *Case) key() Signer { return SignerFor("the log") }

// LogKey is the vkey of the log.
func (c *Case) LogKey() string {
	v, err := ledger.NewVerifier(ledger.LogKey, c.State.Origin(), c.key().Key().Public)
	if err != nil {
		panic(err) // the name is our own
	}
	return v.String()
}

// Checkpoint is the newest checkpoint.
func (c *Case) Checkpoint() []byte {
	s, err := ledger.NewSigner(c.State.Origin(), c.key().Key().Public, c.key().Sign)
	if err != nil {
		panic(err)
	}
	b, err := ledger.SignHead(c.State.Head(), s)
	if err != nil {
		panic(err)
	}
	return b
}

// WitnessKey is the vkey of a witness.
func WitnessKey(name string) string {
	v, err := ledger.NewVerifier(ledger.CosignerKey, name, SignerFor(name).Key().Public)
	if err != nil {
		panic(err)
	}
	return v.String()
}

// Cosign adds a cosignature to a checkpoint.
func Cosign(checkpoint []byte, name string, seconds int64) ([]byte, error) {
	c, err := ledger.ParseCheckpoint(checkpoint)
	if err != nil {
		return nil, err
	}
	s, err := ledger.NewCosigner(name, SignerFor(name).Key().Public, seconds, SignerFor(name).Sign)
	if err != nil {
		return nil, err
	}
	sig, err := ledger.Sign(c.Head, s)
	if err != nil {
		return nil, err
	}
	return c.With(sig).Bytes(), nil
}

// Folder is the published log as files, by their paths: the checkpoint, the key, tiles and
// bundles, and the texts.
func (c *Case) Folder() (map[string][]byte, error) {
	v, err := ledger.Verify(c.State.Head(), c.Entries)
	if err != nil {
		return nil, err
	}
	all := map[string][]byte{"checkpoint": c.Checkpoint(), "key": []byte(c.LogKey() + "\n")}
	for _, t := range ledger.TilesOf(0, c.State.Size()) {
		if all[t.Path()], err = v.Piece(t); err != nil {
			return nil, err
		}
	}
	for hash, files := range c.kept {
		for _, f := range files {
			all["texts/"+hash+"/"+f.Name] = f.Bytes
		}
	}
	return all, nil
}

// Copy is another log with the same beginning: what a server has that shows two
// parties two logs.
func (c *Case) Copy() (*Case, error) { return c.Beginning(len(c.Entries)) }

// Beginning is a log with the first entries.
func (c *Case) Beginning(n int) (*Case, error) {
	d, err := New(c.Files, c.Now)
	if err != nil {
		return nil, err
	}
	for hash, files := range c.kept {
		d.library[hash], d.kept[hash] = c.library[hash], files
	}
	for _, e := range c.Entries[:n] {
		if err := d.State.Append(e); err != nil {
			return nil, err
		}
		d.Entries = append(d.Entries, e)
	}
	return d, nil
}

// Swap is the log of an agreement of so many loads from the first signature to the
// last attestation, with a dispute, a change of keys and a document: 4 acts and 2
// for each load more.
func Swap(loads int) (*Case, error) {
	start, err := act.ParseTime("2030-01-01T09:00:00.000Z")
	if err != nil {
		return nil, err
	}
	c, err := New(Text(loads), start)
	if err != nil {
		return nil, err
	}
	document := []byte("The list of the maps, 14 sheets.\n")
	hash := fmt.Sprintf("%x", sha256.Sum256(document))
	c.Documents[hash] = document
	of := func(n int64) *int64 { return &n }
	type line struct {
		by string
		a  act.Act
	}
	story := []line{
		{"north", act.Act{Kind: act.Sign}},
		{"south", act.Act{Kind: act.Sign, Words: "On the day of the new year."}},
		{"north", act.Act{Kind: act.Declare, Step: "maps", On: "2030-01-01", Evidence: []act.Evidence{{SHA256: hash, Size: int64(len(document)), Name: "maps.txt"}}}},
		{"south", act.Act{Kind: act.Dispute, Of: of(2), Words: "One sheet is missing."}},
		{"north", act.Act{Kind: act.Answer, Of: of(3), Result: act.Rejected, Words: "It is sheet 9."}},
		{"south", act.Act{Kind: act.Withdraw, Of: of(3)}},
		{"mission", act.Act{Kind: act.Attest, Of: of(2), Result: act.Confirmed, On: "2030-01-01"}},
		{"mission", act.Act{Kind: act.Rekey, Keys: &act.KeyChange{Add: []string{SignerFor("mission, a second one").Key().String()}}}},
	}
	for i := range loads {
		n := int64(len(story))
		story = append(story,
			line{"south", act.Act{Kind: act.Declare, Step: fmt.Sprintf("fuel[%d]", i+1), On: "2030-01-01"}},
			line{"mission", act.Act{Kind: act.Attest, Of: of(n), Result: act.Confirmed, On: "2030-01-01"}})
	}
	for i, l := range story {
		if err := c.Do(l.by, l.a); err != nil {
			return nil, fmt.Errorf("act %d, %s: %w", i, strings.TrimSpace(l.a.String()), err)
		}
	}
	return c, nil
}

// PEM is the private key as a file of OpenSSH has it, without a passphrase.
func (s Signer) PEM() (*pem.Block, error) { return ssh.MarshalPrivateKey(s.private, s.Name) }
