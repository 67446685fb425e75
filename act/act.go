// Package act is what an actor states while an agreement is carried out: that it
// signs the text, has performed a step, has found it performed, disputes that,
// asks for more days. An act is one actor's statement and nobody else can change
// it: it is signed, and what is signed are exact bytes.
//
// The bytes are canonical JSON in a DSSE envelope with an Ed25519 signature
// (RFC 8032). Every act names the hash of the text under which it is made and
// the head of the log that its signer had seen, so that each act also witnesses
// the log: a log that shows two parties different things is found out at the
// next act.
//
// The package knows the form of acts and who signed them. Whether an act fits
// where the agreement stands is for package state to say.
package act

import (
	"fmt"
	"strings"

	"detente/calendar"
	"detente/reason"
)

// Format is the version of the form of acts that this package writes and reads.
const Format = 1

// Limits on an act.
const (
	MaxEntry    = 65_535 // bytes of an entry: what a bundle of the log can hold
	MaxAct      = 48_900 // bytes of an act: what an entry can hold of it in base64
	MaxWords    = 4_000  // bytes of what an act says in words
	MaxName     = 500    // bytes of a name; texts allow 100 characters, of up to 4 bytes
	MaxEvidence = 50     // pieces of evidence of one act
	MaxDays     = 36_500 // days by which a stage can be extended
	MaxPartners = 20     // acts that take effect together
	MaxKeys     = 20     // keys that one act adds or ends
	// MaxNumber is the largest size or number of an entry: the largest whole number
	// that a browser counts exactly.
	MaxNumber = 1<<53 - 1
)

// Kind is what an act states.
type Kind string

// The kinds of acts, in the order in which an agreement meets them.
const (
	Sign     Kind = "sign"     // the actor agrees to the text
	Begin    Kind = "begin"    // it begins a step, or starts a procedure or asks for one of its stages
	Declare  Kind = "declare"  // it has performed the step
	Attest   Kind = "attest"   // it has looked at what was declared, with a result
	Dispute  Kind = "dispute"  // it contests an act, or what the log says of a step
	Answer   Kind = "answer"   // it answers a dispute: accepted or rejected
	Suspend  Kind = "suspend"  // it suspends a step of its own, or all of them
	Resume   Kind = "resume"   // it ends its suspension
	Waive    Kind = "waive"    // it does without a step or stage; takes effect when all have said so who have to
	Extend   Kind = "extend"   // it agrees to a later due day of a step, or to more days for a stage
	Amend    Kind = "amend"    // it agrees to a new text; in force when all have who have to
	Withdraw Kind = "withdraw" // it takes an act of its own back, or withdraws from the agreement
	Decide   Kind = "decide"   // it makes the decision of a stage of a procedure
	Renew    Kind = "renew"    // it renews a step whose effect ends
	Rekey    Kind = "rekey"    // it adds keys of its own, or ends them
	Note     Kind = "note"     // words or evidence, and nothing that follows
)

// Word is the kind as it stands in a reason.
func (k Kind) Word() reason.Word { return reason.Word{Of: "kind", Word: string(k)} }

// Kinds are all kinds of acts.
func Kinds() []Kind {
	return []Kind{Sign, Begin, Declare, Attest, Dispute, Answer, Suspend, Resume, Waive, Extend, Amend, Withdraw, Decide, Renew, Rekey, Note}
}

// Result is what an attestation found, or how a dispute is answered.
type Result string

// The results of an attestation, and the two answers to a dispute.
const (
	Confirmed    Result = "confirmed"
	NotConfirmed Result = "not confirmed"
	NoAccess     Result = "no access"
	Inconclusive Result = "inconclusive"

	Accepted Result = "accepted"
	Rejected Result = "rejected"
)

// Act is one actor's statement. Which fields belong to which kind is in the
// table of this package (docs/spec/acts.md); all others are empty.
type Act struct {
	Format int    `json:"format"`
	Kind   Kind   `json:"kind"`
	By     string `json:"by"`   // the actor, by its name in the text
	Text   string `json:"text"` // the hash of the text in force for its signer; see [TextHash]
	Log    string `json:"log"`  // the origin of the log
	Seen   Seen   `json:"seen"` // the head of the log that its signer had seen
	At     Time   `json:"at"`   // the signer's own clock

	Step      string `json:"step,omitempty"` // "relief", "relief[2]", or an exchange by its holder
	Procedure string `json:"procedure,omitempty"`
	Stage     string `json:"stage,omitempty"`
	// On is the day of what is stated: performed, found, decided.
	On Day `json:"on,omitempty"`
	// Of is the number of the entry that this act is about; entries count from 0.
	Of     *int64 `json:"of,omitempty"`
	Result Result `json:"result,omitempty"`
	Until  Day    `json:"until,omitempty"` // the later due day
	Days   int    `json:"days,omitempty"`  // the days a stage is extended by
	// NewText is the hash of the text that an amendment puts in force.
	NewText  string     `json:"new_text,omitempty"`
	Keys     *KeyChange `json:"keys,omitempty"`
	Together *Together  `json:"together,omitempty"`
	Words    string     `json:"words,omitempty"`
	Evidence []Evidence `json:"evidence,omitempty"`
}

// Seen is the head of a log as somebody saw it: how many entries, and the root
// over them in standard base64; the root of no entries is that of RFC 6962.
type Seen struct {
	Size int64  `json:"size"`
	Root string `json:"root"`
}

// KeyChange adds keys of the actor or ends them. Added keys are lines as OpenSSH
// writes them, ended ones fingerprints.
type KeyChange struct {
	Add []string `json:"add,omitempty"`
	End []string `json:"end,omitempty"`
}

// Together binds acts that take effect in the same moment or not at all: each
// names all the others, and all have to be in the log before the time.
type Together struct {
	ID     string    `json:"id"` // 32 hexadecimal digits, drawn at random by who proposes
	With   []Partner `json:"with"`
	Before Time      `json:"before"`
}

// Partner is one of the acts that an act takes effect together with.
type Partner struct {
	By   string `json:"by"`
	Kind Kind   `json:"kind"`
	Step string `json:"step,omitempty"`
}

// Evidence is a document beside the log, by its hash. Deleting the document
// leaves the log checkable.
type Evidence struct {
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
	Name   string `json:"name"`
	Media  string `json:"media,omitempty"` // its media type, as its maker says
	// Readers is who may read it: "party", "third_party", "observer" or "public";
	// "" leaves it to the text.
	Readers string `json:"readers,omitempty"`
	// Encrypted: what is stored is encrypted to its readers (age), and the hash is
	// that of the encrypted bytes.
	Encrypted bool `json:"encrypted,omitempty"`
}

// Day is a day as acts write it, "2019-02-27"; "" is no day.
type Day string

// DayOf writes a day.
func DayOf(d calendar.Day) Day { return Day(d.String()) }

// Day returns the day, and false for none.
func (d Day) Day() (calendar.Day, bool) {
	day, err := calendar.Parse(string(d))
	return day, err == nil && day.String() == string(d)
}

// String names the act for people who look at a log: "usa declares relief[2]".
func (a Act) String() string {
	words := []string{a.By, a.Kind.verb()}
	for _, s := range []string{a.Step, a.Procedure, a.Stage} {
		if s != "" {
			words = append(words, s)
		}
	}
	if a.Result != "" {
		words = append(words, "("+string(a.Result)+")")
	}
	if a.Of != nil {
		words = append(words, fmt.Sprintf("on entry %d", *a.Of))
	}
	return strings.Join(words, " ")
}

// verb is the kind as what somebody does.
func (k Kind) verb() string {
	switch k {
	case Rekey:
		return "changes its keys"
	case Note:
		return "notes"
	}
	return string(k) + "s"
}
