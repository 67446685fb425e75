package state

import (
	"encoding/base64"
	"fmt"
	"slices"

	"detente/act"
	"detente/agreement"
	"detente/calendar"
	"detente/ledger"
	"detente/reason"
)

// day is a day in the unit of [act.Time].
const day = 24 * 60 * 60 * 1000

// DayOf is the day of a moment in UTC.
func DayOf(t act.Time) calendar.Day {
	n := t / day
	if t%day < 0 {
		n--
	}
	return calendar.Day(n)
}

// fits says whether the act fits where the agreement stands.
func (s *State) fits(a act.Act, keyID string, received act.Time) error {
	if _, err := s.keyOf(a, keyID); err != nil {
		return err
	}
	if err := s.fitsLog(a); err != nil {
		return err
	}
	if err := fitsDay(a, received); err != nil {
		return err
	}
	if s.inForce < 0 && !slices.Contains([]act.Kind{act.Sign, act.Amend, act.Rekey, act.Note, act.Withdraw}, a.Kind) {
		return reason.New("the agreement is not in force; {0} not signed it yet", reason.Who{Names: s.missing(s.signing()), One: "has", Many: "have"})
	}
	if err := s.fitsPair(a, received); err != nil {
		return err
	}
	if err := s.fitsWaiting(a, received); err != nil {
		return err
	}
	if err := s.fitsComeback(a, keyID, received); err != nil {
		return err
	}
	if a.Procedure != "" && slices.Contains([]act.Kind{act.Begin, act.Decide, act.Waive, act.Extend}, a.Kind) {
		return s.fitsProcedure(a, received)
	}
	return s.fitsKind(a)
}

// fitsDay reports an act about a day that has not come anywhere on earth. A day
// from which an actor is no longer bound may lie ahead.
func fitsDay(a act.Act, received act.Time) error {
	if a.On == "" || a.Kind == act.Withdraw {
		return nil
	}
	if on, ok := a.On.Day(); ok && on > DayOf(received)+1 {
		return reason.New("it states something of {0}, which is after the day on which the log received it, {1}", on, DayOf(received))
	}
	return nil
}

// fitsLog compares what the act names with this log and its text.
func (s *State) fitsLog(a act.Act) error {
	switch {
	case a.Log != s.origin:
		return reason.New("it was made for the log {0}, not for this one", short(a.Log, 24))
	case a.Seen.Size > s.Size():
		return reason.New("its signer had seen {0} entries, and this log has {1}: the log is behind, or it is another", a.Seen.Size, s.Size())
	case !s.had(a.Seen):
		return &OtherHead{Size: a.Seen.Size, Seen: a.Seen.Root, Here: seen(a.Seen.Size, s.roots[a.Seen.Size]).Root}
	case a.Text != s.text.Hash && s.inForce < 0:
		return reason.New("it was made under the text {0}, and the log is about {1}", short(a.Text, 16), short(s.text.Hash, 16))
	case a.Text != s.text.Hash:
		return reason.New("it was made under the text {0}, and in force is {1}", short(a.Text, 16), short(s.text.Hash, 16))
	}
	return nil
}

// had reports whether the log had that head.
func (s *State) had(h act.Seen) bool {
	var root ledger.Hash
	if len(h.Root) != base64.StdEncoding.EncodedLen(len(root)) {
		return false
	}
	var b [48]byte // what 44 digits can hold, and some
	n, err := base64.StdEncoding.Strict().Decode(b[:], []byte(h.Root))
	return err == nil && n == len(root) && ledger.Hash(b[:n]) == s.roots[h.Size]
}

// OtherHead says that the signer of an act had seen another log: whoever keeps
// the log has shown different things to different people, or the signer's copy is
// wrong.
type OtherHead struct {
	Size int64 // entries
	// Seen and Here are the roots over so many entries: what the signer had seen,
	// and what this log has.
	Seen, Here string
}

// Error says it in a sentence without its full stop.
func (e *OtherHead) Error() string { return e.Unwrap().Error() }

// Unwrap is the reason.
func (e *OtherHead) Unwrap() error {
	return reason.New("its signer had seen another log: the first {0} entries have the head {1} there and {2} here. Compare your copies of the log", e.Size, short(e.Seen, 16), short(e.Here, 16))
}

// short is the beginning of a hash.
func short(s string, n int) string { return fmt.Sprintf("%.*s…", n, s) }

func (s *State) fitsKind(a act.Act) error {
	switch a.Kind {
	case act.Sign:
		return s.fitsSign(a)
	case act.Begin:
		return s.fitsPerformer(a)
	case act.Declare:
		return s.fitsDeclare(a)
	case act.Attest:
		return s.fitsAttest(a)
	case act.Dispute:
		return s.fitsDispute(a)
	case act.Answer:
		return s.fitsAnswer(a)
	case act.Suspend:
		return s.fitsSuspend(a)
	case act.Resume:
		return s.fitsResume(a)
	case act.Waive, act.Extend, act.Renew:
		return s.fitsChange(a)
	case act.Amend:
		return s.fitsAmend(a)
	case act.Withdraw:
		return s.fitsWithdraw(a)
	case act.Rekey:
		return s.fitsRekey(a)
	case act.Note:
		return s.fitsNote(a)
	}
	return reason.New("there is no kind of act {0}", string(a.Kind))
}

func (s *State) fitsSign(a act.Act) error {
	if s.inForce >= 0 {
		return reason.New("the agreement is in force since entry {0}; a new text is agreed to by amend", s.inForce)
	}
	return s.fitsPool(a)
}

// known reports a name that the text does not give to a step, a part or an exchange.
func (s *State) known(name string) error {
	switch {
	case len(s.text.units[name]) > 0:
	case s.text.duties[name] != nil:
		return reason.New("{0} is a duty: its performer can suspend it and resume it, and its state can be contested", name)
	default:
		return reason.New("the text has no step {0}", name)
	}
	return nil
}

// fitsPerformer asks that the actor performs what the act names.
func (s *State) fitsPerformer(a act.Act) error {
	if err := s.known(a.Step); err != nil {
		return err
	}
	all := s.text.performers(a.Step)
	switch {
	case s.text.exchanges[a.Step] != nil && len(all) == 0:
		return reason.New("nobody holds the exchange {0}; each performer declares its own step", a.Step)
	case len(all) == 0:
		return reason.New("the text does not say who performs {0}; an amendment can", a.Step)
	case !slices.Contains(all, a.By):
		return reason.New("{0} does not perform {1}; by the text {2}", a.By, a.Step, does(all))
	}
	return nil
}

// does are those who do what somebody else cannot: "usa does", "usa and dprk do".
func does(names []string) reason.Who { return reason.Who{Names: names, One: "does", Many: "do"} }

func (s *State) fitsDeclare(a act.Act) error {
	if err := s.fitsPerformer(a); err != nil {
		return err
	}
	for _, u := range s.text.units[a.Step] {
		unit := s.text.course.Units[u]
		if unit.Step.Done.Given {
			return reason.New("by the text {0} is done", unit.Name())
		}
		b := s.books[unit.Name()]
		switch {
		case b == nil:
		case b.waived() != nil:
			return reason.New("{0} was waived by entry {1}", unit.Name(), b.waived().InForce)
		case b.by(a.By) != nil && !b.refuted(a.By):
			return reason.New("{0} has declared {1} in entry {2}; to correct that, take it back first", a.By, unit.Name(), b.by(a.By).Index)
		}
	}
	return nil
}

// target is the record that the act is about.
func (s *State) target(a act.Act) (*Record, error) {
	if *a.Of >= s.Size() {
		return nil, reason.New("there is no entry {0} yet", *a.Of)
	}
	r := s.records[*a.Of]
	switch {
	case r.Unfit != nil:
		return nil, reason.New("entry {0} has no effect: {1}", r.Index, r.Unfit)
	case r.Back >= 0:
		return nil, reason.New("entry {0} was taken back by entry {1}", r.Index, r.Back)
	}
	return r, nil
}

func (s *State) fitsAttest(a act.Act) error {
	r, err := s.target(a)
	if err != nil {
		return err
	}
	if r.Kind != act.Declare || !r.Stands() {
		return reason.New("entry {0} is no declaration in effect; attested is what was declared", r.Index)
	}
	for _, u := range s.text.units[r.Step] {
		if slices.Contains(s.text.verifiers(u), a.By) {
			return nil
		}
	}
	return reason.New("by the text {0} does not verify {1}", a.By, r.Step)
}

// contestable are the kinds of acts that say what is so.
var contestable = []act.Kind{act.Begin, act.Declare, act.Attest, act.Suspend, act.Resume, act.Decide, act.Renew, act.Withdraw}

func (s *State) fitsDispute(a act.Act) error {
	if a.Step != "" && s.text.duties[a.Step] != nil {
		return nil
	}
	if a.Step != "" {
		return s.known(a.Step)
	}
	r, err := s.target(a)
	switch {
	case err != nil:
		return err
	case r.By == a.By:
		return reason.New("entry {0} is its own act; it can take it back", r.Index)
	case r.InForce < 0:
		return reason.New("entry {0} has no effect yet; it waits for others", r.Index)
	case !slices.Contains(contestable, r.Kind) || r.Kind == act.Withdraw && r.Of != nil:
		return reason.New("entry {0} is an act of the kind {1}, which says nothing that can be contested", r.Index, r.Kind.Word())
	}
	return nil
}

func (s *State) fitsAnswer(a act.Act) error {
	r, err := s.target(a)
	if err != nil {
		return err
	}
	if r.Kind != act.Dispute {
		return reason.New("entry {0} is no dispute", r.Index)
	}
	if c := s.contests[r.Index]; c.Over >= 0 {
		return reason.New("the dispute was over with entry {0}", c.Over)
	}
	if r.Of == nil {
		if a.Result == act.Accepted {
			return reason.New("the dispute is about what follows from the text and the days, not about an act that could be taken back; reject it, or agree on an extension")
		}
		return nil
	}
	if of := s.records[*r.Of]; of.By != a.By {
		return reason.New("the dispute is about an act of {0}, who answers it", of.By)
	}
	return nil
}

func (s *State) fitsSuspend(a act.Act) error {
	if a.Step == "" {
		for _, r := range s.suspended {
			if r.Stands() && r.By == a.By {
				return reason.New("{0} has suspended all its steps in entry {1}", a.By, r.Index)
			}
		}
		return nil
	}
	if d := s.text.duties[a.Step]; d == nil {
		if err := s.fitsPerformer(a); err != nil {
			return err
		}
	} else if !slices.Contains(ids(d.By), a.By) {
		return reason.New("by the text {0} does not keep {1}", a.By, a.Step)
	}
	for _, b := range s.booksOf(a.Step) {
		if r := b.suspendedBy(a.By); r != nil {
			return reason.New("{0} has suspended it in entry {1}", a.By, r.Index)
		}
	}
	return nil
}

func (s *State) fitsResume(a act.Act) error {
	r, err := s.target(a)
	switch {
	case err != nil:
		return err
	case r.Kind != act.Suspend || r.By != a.By:
		return reason.New("entry {0} is no suspension by {1}", r.Index, a.By)
	}
	return nil
}

// fitsChange is for acts that several make together: a waiver, an extension, a
// renewal.
func (s *State) fitsChange(a act.Act) error {
	if err := s.known(a.Step); err != nil {
		return err
	}
	step := s.text.step(a.Step)
	switch {
	case s.text.exchanges[a.Step] != nil:
		return reason.New("{0} is an exchange; name its steps one by one", a.Step)
	case a.Kind == act.Extend && !step.Due.Given:
		return reason.New("the text gives {0} no due day that could be extended", a.Step)
	case a.Kind == act.Renew && !step.Expires():
		return reason.New("the effect of {0} does not end; there is nothing to renew", a.Step)
	}
	if r := s.alreadyAgreed(a); r != nil {
		return reason.New("that was agreed to with entry {0}", r.InForce)
	}
	return s.fitsPool(a)
}

// alreadyAgreed is the act with which the same is in effect for all units that
// the act names; nil where it is not.
func (s *State) alreadyAgreed(a act.Act) *Record {
	var r *Record
	for _, u := range s.text.units[a.Step] {
		b := s.books[s.text.course.Units[u].Name()]
		if b == nil {
			return nil
		}
		r = b.agreedOn(a.Kind)
		if r == nil || r.Until != a.Until || a.Kind == act.Renew && r.On != a.On {
			return nil
		}
	}
	return r
}

func (s *State) fitsAmend(a act.Act) error {
	t := s.library(a.NewText)
	switch {
	case a.NewText == s.text.Hash:
		return reason.New("the new text is the text that the log is about now")
	case t == nil:
		return reason.New("the text {0} is not at hand; send it before the act", short(a.NewText, 16))
	}
	if err := fitsAmended(t); err != nil {
		return err
	}
	return s.fitsPool(a)
}

func (s *State) fitsWithdraw(a act.Act) error {
	if a.Of == nil {
		switch x := s.text.actors[a.By]; {
		case s.inForce < 0:
			return reason.New("the agreement is not in force; a signature is taken back by its entry")
		case x.Third:
			return reason.New("{0} is no party of the agreement", a.By)
		}
		for _, r := range s.left {
			if r.Stands() && r.By == a.By {
				return reason.New("{0} has withdrawn in entry {1}", a.By, r.Index)
			}
		}
		return nil
	}
	r, err := s.target(a)
	switch {
	case err != nil:
		return err
	case r.By != a.By:
		return reason.New("entry {0} is an act of {1}, who alone can take it back", r.Index, r.By)
	case slices.Contains([]act.Kind{act.Withdraw, act.Answer, act.Resume, act.Rekey, act.Note}, r.Kind) && !(r.Kind == act.Withdraw && r.Of == nil):
		return reason.New("an act of the kind {0} cannot be taken back", r.Kind.Word())
	case s.settled(r):
		return reason.New("entry {0} took effect with entry {1}, together with what others agreed to, and cannot be taken back alone", r.Index, r.InForce)
	}
	return nil
}

// settled reports whether the act took effect together with acts of others.
func (s *State) settled(r *Record) bool {
	return r.InForce >= 0 && (pooled(r.Act) || r.Together != nil)
}

func (s *State) fitsRekey(a act.Act) error {
	n := 0
	for _, h := range s.keys[a.By] {
		if h.End < 0 {
			n++
		}
	}
	for _, id := range a.Keys.End {
		if !slices.ContainsFunc(s.keys[a.By], func(h *Held) bool { return h.End < 0 && h.ID() == id }) {
			return reason.New("{0} is no key of {1} that counts", id, a.By)
		}
	}
	for _, line := range a.Keys.Add {
		k, _ := act.ParseKey(line)
		if who := s.holder(k.ID()); who != "" {
			return reason.New("the key {0} is one of {1} already, or was", k.ID(), who)
		}
	}
	if n+len(a.Keys.Add)-len(a.Keys.End) < 1 {
		return reason.New("{0} would be left without any key; add one in the same act", a.By)
	}
	return nil
}

// holder is whose key it is or was; "" for nobody's.
func (s *State) holder(id string) string {
	for _, a := range s.text.Agreement.Actors {
		if slices.ContainsFunc(s.keys[a.ID], func(h *Held) bool { return h.ID() == id }) {
			return a.ID
		}
	}
	return ""
}

func (s *State) fitsNote(a act.Act) error {
	switch {
	case a.Of != nil && *a.Of >= s.Size():
		return reason.New("there is no entry {0} yet", *a.Of)
	case a.Step != "" && s.text.duties[a.Step] == nil:
		return s.known(a.Step)
	case a.Procedure != "" && s.text.Agreement.Procedure(a.Procedure) == nil:
		return reason.New("the text has no procedure {0}", a.Procedure)
	}
	return nil
}

func ids(refs []agreement.Ref) []string {
	var all []string
	for _, r := range refs {
		all = append(all, r.ID)
	}
	return all
}
