package state

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"

	"detente/act"
	"detente/agreement"
	"detente/calendar"
	"detente/ledger"
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
		return fmt.Errorf("the agreement is not in force; %s not signed it yet", haveNot(s.missing(s.signing())))
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
		return fmt.Errorf("it states something of %s, which is after the day on which the log received it, %s", on, DayOf(received))
	}
	return nil
}

// fitsLog compares what the act names with this log and its text.
func (s *State) fitsLog(a act.Act) error {
	switch {
	case a.Log != s.origin:
		return fmt.Errorf("it was made for the log %.24s…, not for this one", a.Log)
	case a.Seen.Size > s.Size():
		return fmt.Errorf("its signer had seen %d entries, and this log has %d: the log is behind, or it is another", a.Seen.Size, s.Size())
	case !s.had(a.Seen):
		return &OtherHead{Size: a.Seen.Size, Seen: a.Seen.Root, Here: seen(a.Seen.Size, s.roots[a.Seen.Size]).Root}
	case a.Text != s.text.Hash && s.inForce < 0:
		return fmt.Errorf("it was made under the text %.16s…, and the log is about %.16s…", a.Text, s.text.Hash)
	case a.Text != s.text.Hash:
		return fmt.Errorf("it was made under the text %.16s…, and in force is %.16s…", a.Text, s.text.Hash)
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
func (e *OtherHead) Error() string {
	return fmt.Sprintf("its signer had seen another log: the first %d entries have the head %.16s… there and %.16s… here. Compare your copies of the log", e.Size, e.Seen, e.Here)
}

// haveNot lists names before "not signed": "usa has", "usa and dprk have".
func haveNot(names []string) string {
	if len(names) == 1 {
		return names[0] + " has"
	}
	return strings.Join(names[:max(0, len(names)-1)], ", ") + " and " + strings.Join(names[max(0, len(names)-1):], "") + " have"
}

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
	return fmt.Errorf("there is no kind of act %s", a.Kind)
}

func (s *State) fitsSign(a act.Act) error {
	if s.inForce >= 0 {
		return fmt.Errorf("the agreement is in force since entry %d; a new text is agreed to by amend", s.inForce)
	}
	return s.fitsPool(a)
}

// known reports a name that the text does not give to a step, a part or an exchange.
func (s *State) known(name string) error {
	switch {
	case len(s.text.units[name]) > 0:
	case s.text.duties[name] != nil:
		return fmt.Errorf("%s is a duty: its performer can suspend it and resume it, and its state can be contested", name)
	default:
		return fmt.Errorf("the text has no step %s", name)
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
		return fmt.Errorf("nobody holds the exchange %s; each performer declares its own step", a.Step)
	case len(all) == 0:
		return fmt.Errorf("the text does not say who performs %s; an amendment can", a.Step)
	case !slices.Contains(all, a.By):
		return fmt.Errorf("%s does not perform %s; by the text %s", a.By, a.Step, does(all, "does"))
	}
	return nil
}

// does lists names with a verb: "usa does", "usa and dprk do".
func does(names []string, verb string) string {
	if len(names) == 1 {
		return names[0] + " " + verb
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1] + " " + strings.TrimSuffix(verb, "es")
}

func (s *State) fitsDeclare(a act.Act) error {
	if err := s.fitsPerformer(a); err != nil {
		return err
	}
	for _, u := range s.text.units[a.Step] {
		unit := s.text.course.Units[u]
		if unit.Step.Done.Given {
			return fmt.Errorf("by the text %s is done", unit.Name())
		}
		b := s.books[unit.Name()]
		switch {
		case b == nil:
		case b.waived() != nil:
			return fmt.Errorf("%s was waived by entry %d", unit.Name(), b.waived().InForce)
		case b.by(a.By) != nil && !b.refuted(a.By):
			return fmt.Errorf("%s has declared %s in entry %d; to correct that, take it back first", a.By, unit.Name(), b.by(a.By).Index)
		}
	}
	return nil
}

// target is the record that the act is about.
func (s *State) target(a act.Act) (*Record, error) {
	if *a.Of >= s.Size() {
		return nil, fmt.Errorf("there is no entry %d yet", *a.Of)
	}
	r := s.records[*a.Of]
	switch {
	case r.Unfit != "":
		return nil, fmt.Errorf("entry %d has no effect: %s", r.Index, r.Unfit)
	case r.Back >= 0:
		return nil, fmt.Errorf("entry %d was taken back by entry %d", r.Index, r.Back)
	}
	return r, nil
}

func (s *State) fitsAttest(a act.Act) error {
	r, err := s.target(a)
	if err != nil {
		return err
	}
	if r.Kind != act.Declare || !r.Stands() {
		return fmt.Errorf("entry %d is no declaration in effect; attested is what was declared", r.Index)
	}
	for _, u := range s.text.units[r.Step] {
		if slices.Contains(s.text.verifiers(u), a.By) {
			return nil
		}
	}
	return fmt.Errorf("by the text %s does not verify %s", a.By, r.Step)
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
		return fmt.Errorf("entry %d is its own act; it can take it back", r.Index)
	case r.InForce < 0:
		return fmt.Errorf("entry %d has no effect yet; it waits for others", r.Index)
	case !slices.Contains(contestable, r.Kind) || r.Kind == act.Withdraw && r.Of != nil:
		return fmt.Errorf("entry %d is an act of the kind %s, which says nothing that can be contested", r.Index, r.Kind)
	}
	return nil
}

func (s *State) fitsAnswer(a act.Act) error {
	r, err := s.target(a)
	if err != nil {
		return err
	}
	if r.Kind != act.Dispute {
		return fmt.Errorf("entry %d is no dispute", r.Index)
	}
	if c := s.contests[r.Index]; c.Over >= 0 {
		return fmt.Errorf("the dispute was over with entry %d", c.Over)
	}
	if r.Of == nil {
		if a.Result == act.Accepted {
			return errors.New("the dispute is about what follows from the text and the days, not about an act that could be taken back; reject it, or agree on an extension")
		}
		return nil
	}
	if of := s.records[*r.Of]; of.By != a.By {
		return fmt.Errorf("the dispute is about an act of %s, who answers it", of.By)
	}
	return nil
}

func (s *State) fitsSuspend(a act.Act) error {
	if a.Step == "" {
		for _, r := range s.suspended {
			if r.Stands() && r.By == a.By {
				return fmt.Errorf("%s has suspended all its steps in entry %d", a.By, r.Index)
			}
		}
		return nil
	}
	if d := s.text.duties[a.Step]; d == nil {
		if err := s.fitsPerformer(a); err != nil {
			return err
		}
	} else if !slices.Contains(ids(d.By), a.By) {
		return fmt.Errorf("by the text %s does not keep %s", a.By, a.Step)
	}
	for _, b := range s.booksOf(a.Step) {
		if r := b.suspendedBy(a.By); r != nil {
			return fmt.Errorf("%s has suspended it in entry %d", a.By, r.Index)
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
		return fmt.Errorf("entry %d is no suspension by %s", r.Index, a.By)
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
		return fmt.Errorf("%s is an exchange; name its steps one by one", a.Step)
	case a.Kind == act.Extend && !step.Due.Given:
		return fmt.Errorf("the text gives %s no due day that could be extended", a.Step)
	case a.Kind == act.Renew && !step.Expires():
		return fmt.Errorf("the effect of %s does not end; there is nothing to renew", a.Step)
	}
	if r := s.alreadyAgreed(a); r != nil {
		return fmt.Errorf("that was agreed to with entry %d", r.InForce)
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
		return errors.New("the new text is the text that the log is about now")
	case t == nil:
		return fmt.Errorf("the text %.16s… is not at hand; send it before the act", a.NewText)
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
			return errors.New("the agreement is not in force; a signature is taken back by its entry")
		case x.Third:
			return fmt.Errorf("%s is no party of the agreement", a.By)
		}
		for _, r := range s.left {
			if r.Stands() && r.By == a.By {
				return fmt.Errorf("%s has withdrawn in entry %d", a.By, r.Index)
			}
		}
		return nil
	}
	r, err := s.target(a)
	switch {
	case err != nil:
		return err
	case r.By != a.By:
		return fmt.Errorf("entry %d is an act of %s, who alone can take it back", r.Index, r.By)
	case slices.Contains([]act.Kind{act.Withdraw, act.Answer, act.Resume, act.Rekey, act.Note}, r.Kind) && !(r.Kind == act.Withdraw && r.Of == nil):
		return fmt.Errorf("an act of the kind %s cannot be taken back", r.Kind)
	case s.settled(r):
		return fmt.Errorf("entry %d took effect with entry %d, together with what others agreed to, and cannot be taken back alone", r.Index, r.InForce)
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
			return fmt.Errorf("%s is no key of %s that counts", id, a.By)
		}
	}
	for _, line := range a.Keys.Add {
		k, _ := act.ParseKey(line)
		if who := s.holder(k.ID()); who != "" {
			return fmt.Errorf("the key %s is one of %s already, or was", k.ID(), who)
		}
	}
	if n+len(a.Keys.Add)-len(a.Keys.End) < 1 {
		return fmt.Errorf("%s would be left without any key; add one in the same act", a.By)
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
		return fmt.Errorf("there is no entry %d yet", *a.Of)
	case a.Step != "" && s.text.duties[a.Step] == nil:
		return s.known(a.Step)
	case a.Procedure != "" && s.text.Agreement.Procedure(a.Procedure) == nil:
		return fmt.Errorf("the text has no procedure %s", a.Procedure)
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
