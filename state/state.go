// Package state is where an agreement stands while it is carried out: who has
// declared, attested and contested what, whose move it is, what waits for what.
//
// It is a fold over the log and nothing else: whoever has the text and the
// entries computes the same, one entry at a time or all at once. Three records
// by three actors stand beside each other, a declaration, an attestation and a
// dispute, and none of them changes another. An act that does not fit where the
// agreement stands is kept with the reason and has no effect. Where acts contest
// each other there are two readings of now, and both are told.
//
// Nothing here happens because time passes. Days that have passed are seen when
// somebody looks, by [State.On]; the present comes as an argument.
package state

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"

	"detente/act"
	"detente/agreement"
	"detente/ledger"
	"detente/reason"
)

// Text is a text of the agreement: its hash, see [act.TextHash], and what it says.
type Text struct {
	Hash      string
	Agreement *agreement.Agreement
}

// Library finds the text of a hash, nil where it is not at hand.
type Library func(hash string) *Text

// Record is an act as it stands in the log.
type Record struct {
	Index    int64
	Received act.Time
	KeyID    string
	act.Act
	// Unfit says why the act has no effect, in a sentence without its full stop;
	// nil where it fits.
	Unfit error
	// Waits: it takes effect together with others that are not all there yet.
	// InForce is the number of the entry with which it took effect; −1 while it
	// has not.
	InForce int64
	// Back is the number of the entry that took it back; −1 while it stands.
	Back int64
}

// Stands reports whether the act has its effect.
func (r *Record) Stands() bool { return r.Unfit == nil && r.InForce >= 0 && r.Back < 0 }

// State is the fold over a log.
type State struct {
	origin  string
	first   string // the hash of the text that the log begins with
	library Library
	tree    ledger.Frontier
	roots   []ledger.Hash // by the size of the log
	records []*Record
	room    []Record                    // for records to come
	signed  map[[sha256.Size]byte]int64 // the entries by what was signed
	last    act.Time

	text    *texted
	inForce int64 // the entry with which the agreement came into force; −1
	keys    map[string][]*Held
	// books are what has been said of each unit, by its name; suspended are the
	// standing suspensions of all steps of an actor.
	books     map[string]*book
	disputes  []*Contest
	suspended []*Record
	left      []*Record // withdrawals from the agreement
	pools     map[pool][]*Record
	poolOrder []pool
	pairs     map[string][]*Record
	pairOrder []string // of the pairs that have not taken effect
	joined    map[string]int64
	bound     map[act.Partner][]*Record // acts of pairs, by what they are
	// contests are the disputes by their entries, about those by the entries that
	// they are about.
	contests map[int64]*Contest
	about    map[int64][]*Contest
	procs    []*Record // acts in procedures
	unfit    int
}

// Held is a key of an actor: from which entry on, and until which it counts.
type Held struct {
	act.Key
	From int64 // −1: the text gives it
	End  int64 // −1: it counts
	id   string
}

func held(k act.Key, from int64) *Held { return &Held{Key: k, From: from, End: -1, id: k.ID()} }

// ID is the fingerprint of the key.
func (h *Held) ID() string { return h.id }

// New is the state of an empty log, opened for the text. The library has to know
// the text, or the log holds nothing that can be understood.
func New(firstText string, library Library) (*State, error) {
	s := &State{
		origin: act.Origin(firstText), first: firstText, library: library, inForce: -1,
		signed: map[[sha256.Size]byte]int64{}, keys: map[string][]*Held{}, books: map[string]*book{}, pools: map[pool][]*Record{}, pairs: map[string][]*Record{},
		joined: map[string]int64{}, bound: map[act.Partner][]*Record{}, contests: map[int64]*Contest{}, about: map[int64][]*Contest{},
	}
	t := library(firstText)
	if t == nil {
		return nil, reason.New("the text {0} that the log begins with is not at hand", short(firstText, 16))
	}
	s.roots = append(s.roots, s.tree.Root())
	if err := s.take(t); err != nil {
		return nil, err
	}
	return s, nil
}

// Size is the number of entries.
func (s *State) Size() int64 { return int64(len(s.records)) }

// LastReceived is when the last entry was received; 0 before the first.
func (s *State) LastReceived() act.Time { return s.last }

// Origin is the origin of the log.
func (s *State) Origin() string { return s.origin }

// Head is the head of the log.
func (s *State) Head() ledger.Head {
	return ledger.Head{Origin: s.origin, Size: s.Size(), Root: s.roots[s.Size()]}
}

// HeadAt is the head that the log had at a size; false for a size it has not had.
func (s *State) HeadAt(size int64) (ledger.Head, bool) {
	if size < 0 || size > s.Size() {
		return ledger.Head{}, false
	}
	return ledger.Head{Origin: s.origin, Size: size, Root: s.roots[size]}, true
}

// Seen is the head as an act names it.
func (s *State) Seen() act.Seen { return seen(s.Size(), s.roots[s.Size()]) }

func seen(size int64, root ledger.Hash) act.Seen {
	return act.Seen{Size: size, Root: base64.StdEncoding.EncodeToString(root[:])}
}

// Records are all entries in their order. They must not be changed.
func (s *State) Records() []*Record { return s.records }

// Text is the text in force, or the one that waits for its signatures.
func (s *State) Text() *Text { return s.text.Text }

// Keys are all keys that the actor has had, in order.
func (s *State) Keys(actor string) []*Held { return s.keys[actor] }

// Append folds one entry of the log: its bytes as the log keeps them. An error
// means that these bytes cannot stand in a log at all: they are no entry, or the
// clock of the log went back. An act that does not fit is no error; it is kept as
// [Record].Unfit. The signature of the act is checked.
func (s *State) Append(entry []byte) error {
	d, e, err := Decode(entry)
	if err != nil {
		return fmt.Errorf("entry %d: %w", s.Size(), err)
	}
	return s.fold(d, s.SignedBy(d.Act, e))
}

// Decoded is an entry whose bytes have been read and whose signature has been
// checked before.
type Decoded struct {
	Received act.Time
	KeyID    string
	Act      act.Act
	Payload  [sha256.Size]byte // the hash of what was signed
	Leaf     ledger.Hash       // the hash of the entry
}

// Fold is [State.Append] for an entry that was read and checked before: by the
// store that took it in, or by an earlier Append.
// Whether its key still counts is asked here.
func (s *State) Fold(d Decoded) error {
	_, why := s.keyOf(d.Act, d.KeyID)
	return s.fold(d, why)
}

func (s *State) fold(d Decoded, why error) error {
	if d.Received < s.last {
		return fmt.Errorf("entry %d: it was received at %v, before the entry before it at %v; the clock of a log does not go back", s.Size(), d.Received, s.last)
	}
	r := s.record()
	*r = Record{Index: s.Size(), Received: d.Received, KeyID: d.KeyID, Act: d.Act, InForce: -1, Back: -1}
	if why == nil {
		why = s.firstTime(d.Payload)
	}
	if why == nil {
		why = s.fits(r.Act, r.KeyID, r.Received)
	}
	s.signed[d.Payload] = r.Index
	s.last = d.Received
	s.records = append(s.records, r)
	s.tree = s.tree.Add(d.Leaf)
	s.roots = append(s.roots, s.tree.Root())
	if why != nil {
		r.Unfit = why
		s.unfit++
		return nil
	}
	s.enter(r)
	return nil
}

// record is room for one record. Room is made for many at once, which is much of
// the time that folding a long log takes.
func (s *State) record() *Record {
	if len(s.room) == 0 {
		s.room = make([]Record, 64)
	}
	r := &s.room[0]
	s.room = s.room[1:]
	return r
}

// Admits says whether the act would fit as the next entry, received at that
// moment: nil, or why not, in a sentence without its full stop.
func (s *State) Admits(e act.Envelope, received act.Time) error {
	a, err := e.Act()
	if err != nil {
		return err
	}
	if err := s.SignedBy(a, e); err != nil {
		return err
	}
	return s.AdmitsSigned(Decoded{Received: received, KeyID: e.KeyID, Act: a, Payload: sha256.Sum256(e.Payload)})
}

// AdmitsSigned is [State.Admits] for an act that was read before and whose signature
// was checked then, by [State.SignedBy]: a fingerprint is that of one key, so that
// only whether it still counts is asked again. Its Leaf does not matter.
func (s *State) AdmitsSigned(d Decoded) error {
	if d.Received < s.last {
		return reason.New("the clock of the log stands at {0} and the last entry was received at {1}", d.Received, s.last)
	}
	if err := s.firstTime(d.Payload); err != nil {
		return err
	}
	return s.fits(d.Act, d.KeyID, d.Received)
}

// Fits says whether an act that is not signed yet would fit as the next entry, if
// the actor's key signs it.
func (s *State) Fits(a act.Act, keyID string, received act.Time) error {
	return s.fits(a, keyID, received)
}

// InForce reports whether all have signed who have to.
func (s *State) InForce() bool { return s.inForce >= 0 }

// Texts are the hashes of all texts that the log has to do with, in the order in
// which they come up: the first, and those that amendments name.
func (s *State) Texts() []string {
	all := []string{s.first}
	for _, r := range s.records {
		if r.NewText != "" && r.Unfit == nil && !slices.Contains(all, r.NewText) {
			all = append(all, r.NewText)
		}
	}
	return all
}

// firstTime reports an act that stands in the log already.
func (s *State) firstTime(payload [sha256.Size]byte) error {
	if i, ok := s.signed[payload]; ok {
		return reason.New("the same act stands in entry {0} already", i)
	}
	return nil
}
