package act

import (
	"bytes"
	"encoding/hex"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"detente/reason"
)

// field is a part of an act that some kinds have.
type field int

const (
	step field = iota
	procedure
	stage
	on
	of
	result
	until
	days
	newText
	keys
	together
	words
	evidence
)

var fieldNames = [...]string{"step", "procedure", "stage", "on", "of", "result", "until", "days", "new_text", "keys", "together", "words", "evidence"}

func (f field) String() string { return fieldNames[f] }

// word is the part as it stands in a reason.
func (f field) word() reason.Word { return reason.Word{Of: "field", Word: f.String()} }

// has reports whether the act has the part.
func (a Act) has(f field) bool {
	return [...]bool{
		a.Step != "", a.Procedure != "", a.Stage != "", a.On != "", a.Of != nil, a.Result != "", a.Until != "", a.Days != 0,
		a.NewText != "", a.Keys != nil, a.Together != nil, a.Words != "", len(a.Evidence) > 0,
	}[f]
}

// form is the parts that a kind of act needs and may have. Words and evidence
// may stand in every act.
type form struct {
	needs, may []field
	results    []Result
}

var forms = map[Kind]form{
	Sign:     {may: []field{together}},
	Begin:    {needs: []field{on}, may: []field{step, procedure, stage}},
	Declare:  {needs: []field{step, on}, may: []field{together}},
	Attest:   {needs: []field{of, on, result}, results: []Result{Confirmed, NotConfirmed, NoAccess, Inconclusive}},
	Dispute:  {needs: []field{words}, may: []field{of, step}},
	Answer:   {needs: []field{of, result}, results: []Result{Accepted, Rejected}},
	Suspend:  {needs: []field{on}, may: []field{step}},
	Resume:   {needs: []field{of, on}},
	Waive:    {may: []field{step, procedure, stage, together}},
	Extend:   {may: []field{step, until, procedure, stage, days, together}},
	Amend:    {needs: []field{newText}, may: []field{together}},
	Withdraw: {may: []field{of, on}},
	Decide:   {needs: []field{procedure, stage, on}},
	Renew:    {needs: []field{step, on}, may: []field{together}},
	Rekey:    {needs: []field{keys}},
	Note:     {may: []field{of, step, procedure}},
}

// Encode writes the act as its one text, which is what is signed.
func Encode(a Act) ([]byte, error) {
	if err := a.Check(); err != nil {
		return nil, err
	}
	b := compact(a)
	if len(b) > MaxAct {
		return nil, reason.New("the act has {0} bytes; {1} are allowed: move words into evidence, or make two acts of it", len(b), MaxAct)
	}
	return b, nil
}

// Decode reads an act. It has one text: bytes that differ in anything from what
// Encode writes are refused.
func Decode(b []byte) (Act, error) {
	var a Act
	if len(b) > MaxAct {
		return Act{}, reason.New("the act has {0} bytes; {1} are allowed", len(b), MaxAct)
	}
	if err := strict(b, &a); err != nil {
		return Act{}, reason.New("the act cannot be read: {0}", err)
	}
	if err := a.Check(); err != nil {
		return Act{}, err
	}
	if !bytes.Equal(compact(a), b) {
		return Act{}, reason.New("the act is not written as acts are: fields in their order, no white space, no field twice")
	}
	return a, nil
}

// Check reports what in the form of the act is not as its kind needs it.
func (a Act) Check() error {
	f, ok := forms[a.Kind]
	switch {
	case a.Format != Format:
		return reason.New("the act has the format {0}, and this program reads {1}", a.Format, Format)
	case !ok:
		return reason.New("there is no kind of act {0}", reason.Quote(a.Kind, 40))
	}
	for _, check := range []func() error{a.checkHead, func() error { return a.checkFields(f) }, a.checkSubject, a.checkKeys, a.checkTogether, a.checkEvidence} {
		if err := check(); err != nil {
			return reason.New("{0}: {1}", a.Kind.Word(), err)
		}
	}
	return nil
}

func (a Act) checkHead() error {
	root, err := decode64(a.Seen.Root)
	switch {
	case !goodName(a.By):
		return reason.New("by = {0} is no name", reason.Quote(a.By, 60))
	case !isHash(a.Text):
		return reason.New("text is not the hash of a text, 64 hexadecimal digits")
	case !strings.HasPrefix(a.Log, "detente/") || !isHash(strings.TrimPrefix(a.Log, "detente/")):
		return reason.New("log is not the origin of a log, such as detente/ and 64 hexadecimal digits")
	case a.Seen.Size < 0 || a.Seen.Size > MaxNumber || err != nil || len(root) != 32:
		return reason.New("seen is not the head of a log: a size of 0 or more and a root of 32 bytes in base64")
	case a.At == 0 || !a.At.written():
		return reason.New("at is no moment of the years 1 to 9999, or missing")
	}
	return nil
}

func (a Act) checkFields(f form) error {
	for x := step; x <= evidence; x++ {
		needs := slices.Contains(f.needs, x)
		switch {
		case needs && !a.has(x):
			return reason.New("{0} is missing", x.word())
		case a.has(x) && !needs && !slices.Contains(f.may, x) && x != words && x != evidence:
			return reason.New("{0} does not belong into it", x.word())
		}
	}
	if a.Result != "" && !slices.Contains(f.results, a.Result) {
		return reason.New("{0} is none of its results", reason.Quote(a.Result, 40))
	}
	for _, d := range []Day{a.On, a.Until} {
		if _, ok := d.Day(); d != "" && !ok {
			return reason.New("{0} is no day of the form 2019-02-27", reason.Quote(string(d), 40))
		}
	}
	return a.checkTexts()
}

func (a Act) checkTexts() error {
	for _, s := range []string{a.Step, a.Procedure, a.Stage} {
		if s != "" && !goodName(s) {
			return reason.New("{0} is no name", reason.Quote(s, 60))
		}
	}
	switch {
	case a.NewText != "" && !isHash(a.NewText):
		return reason.New("new_text is not the hash of a text, 64 hexadecimal digits")
	case a.Of != nil && (*a.Of < 0 || *a.Of >= a.Seen.Size):
		return reason.New("of names the entry {0}, and its signer had seen {1} entries; they count from 0", *a.Of, a.Seen.Size)
	case len(a.Words) > MaxWords || !plain(a.Words, true):
		return reason.New("words are plain text of at most {0} bytes; more goes into evidence", MaxWords)
	case a.Days < 0 || a.Days > MaxDays:
		return reason.New("days is from 1 to {0}", MaxDays)
	}
	return nil
}

// checkSubject is about which parts go with which: a step or a procedure.
func (a Act) checkSubject() error {
	switch {
	case a.Step != "" && a.Procedure != "":
		return reason.New("it names a step and a procedure; one act is about one of them")
	case a.Stage != "" && a.Procedure == "":
		return reason.New("a stage needs its procedure")
	case a.Kind == Begin && a.Step == "" && a.Procedure == "":
		return reason.New("it names neither a step nor a procedure")
	case a.Kind == Extend && (a.Step == "") == (a.Stage == ""):
		return reason.New("it needs a step with until, or a procedure and stage with days")
	case a.Kind == Extend && ((a.Step == "") != (a.Until == "") || (a.Stage == "") != (a.Days == 0)):
		return reason.New("a step is extended until a day, a stage by days")
	case a.Kind == Withdraw && a.Of == nil && a.On == "":
		return reason.New("it needs of, the entry that is taken back, or on, the day from which the actor is no longer bound")
	case a.Kind == Withdraw && a.Of != nil && a.On != "":
		return reason.New("of takes an act back, on withdraws from the agreement; one act does one of them")
	case a.Kind == Dispute && (a.Of == nil) == (a.Step == ""):
		return reason.New("it needs of, the entry that is contested, or step, of which the state as the log tells it is contested")
	case a.Kind == Waive && (a.Step == "") == (a.Stage == ""):
		return reason.New("it needs a step, or a procedure and the stage that is left out")
	case a.Kind == Note && a.Words == "" && len(a.Evidence) == 0:
		return reason.New("it says nothing: words and evidence are empty")
	}
	return nil
}

func (a Act) checkKeys() error {
	if a.Keys == nil {
		return nil
	}
	if n := len(a.Keys.Add) + len(a.Keys.End); n == 0 || n > MaxKeys {
		return reason.New("keys adds and ends {0} keys; from 1 to {1} are allowed", n, MaxKeys)
	}
	var ids []string
	for _, line := range a.Keys.Add {
		k, err := ParseKey(line)
		switch {
		case err != nil:
			return err
		case k.String() != line || len(line) > MaxName || !plain(line, false):
			return reason.New("the key {0} has more white space or another comment than a key has", reason.Quote(line, 60))
		}
		ids = append(ids, k.ID())
	}
	for _, id := range a.Keys.End {
		if !isKeyID(id) {
			return reason.New("{0} is no fingerprint of a key; ssh-keygen -l prints it", reason.Quote(id, 60))
		}
		ids = append(ids, id)
	}
	for i, id := range ids {
		if slices.Contains(ids[:i], id) {
			return reason.New("it names the key {0} twice", id)
		}
	}
	return nil
}

func (a Act) checkTogether() error {
	t := a.Together
	if t == nil {
		return nil
	}
	id, err := hex.DecodeString(t.ID)
	switch {
	case err != nil || len(id) != 16 || strings.ToLower(t.ID) != t.ID:
		return reason.New("the id of together is 32 hexadecimal digits in small letters")
	case t.Before == 0 || !t.Before.written():
		return reason.New("together needs before, a moment of the years 1 to 9999")
	case len(t.With) == 0 || len(t.With) > MaxPartners:
		return reason.New("together names {0} other acts; from 1 to {1} are allowed", len(t.With), MaxPartners)
	}
	for i, p := range t.With {
		switch {
		case !goodName(p.By) || p.Step != "" && !goodName(p.Step):
			return reason.New("together names {0} and {1}, which are no names", reason.Quote(p.By, 60), reason.Quote(p.Step, 60))
		case !slices.Contains(forms[p.Kind].may, together):
			return reason.New("an act of the kind {0} cannot take effect together with others", reason.Quote(p.Kind, 40))
		case p == a.partner() || slices.Contains(t.With[:i], p):
			return reason.New("together names an act twice")
		}
	}
	return nil
}

// partner is how others name this act.
func (a Act) partner() Partner { return Partner{By: a.By, Kind: a.Kind, Step: a.Step} }

func (a Act) checkEvidence() error {
	if len(a.Evidence) > MaxEvidence {
		return reason.New("it names {0} pieces of evidence; {1} are allowed", len(a.Evidence), MaxEvidence)
	}
	for _, e := range a.Evidence {
		switch {
		case !isHash(e.SHA256):
			return reason.New("sha256 of the evidence is not a hash, 64 hexadecimal digits")
		case e.Size < 0 || e.Size > MaxNumber:
			return reason.New("the size of the evidence is from 0 to {0} bytes", MaxNumber)
		case e.Name == "" || e.Name == "." || e.Name == ".." || len(e.Name) > MaxName || !plain(e.Name, false) || strings.ContainsAny(e.Name, `/\`):
			return reason.New("the evidence needs a name of at most {0} bytes, without folders", MaxName)
		case len(e.Media) > MaxName || !plain(e.Media, false):
			return reason.New("the media type of the evidence is no media type")
		case e.Readers != "" && !slices.Contains([]string{"party", "third_party", "observer", "public"}, e.Readers):
			return reason.New("readers of the evidence is {0}; it is party, third_party, observer or public", reason.Quote(e.Readers, 40))
		}
	}
	return nil
}

// goodName reports whether s can be a name in a text, or a part such as relief[2].
func goodName(s string) bool {
	return s != "" && len(s) <= MaxName && plain(s, false) && !strings.ContainsAny(s, " \"'<>&\\/")
}

// plain reports whether s is text without control characters, other than ends of
// line and tabs where lines are allowed, and without marks that change the
// direction or hide what is read.
func plain(s string, lines bool) bool {
	if !utf8.ValidString(s) {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		switch {
		case r == '\n' || r == '\t':
			return !lines
		case r == 0x200c || r == 0x200d: // Persian and the scripts of India write with them
			return !lines
		}
		return unicode.Is(unseen, r)
	})
}

// unseen are control characters and marks that change the direction of what is
// read, or hide it. It is a table of ours, since Unicode's grow with every
// version and an act that was good stays so.
var unseen = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x0000, Hi: 0x001f, Stride: 1},
		{Lo: 0x007f, Hi: 0x009f, Stride: 1},
		{Lo: 0x00ad, Hi: 0x00ad, Stride: 1}, // soft hyphen
		{Lo: 0x061c, Hi: 0x061c, Stride: 1}, // Arabic letter mark
		{Lo: 0x180e, Hi: 0x180e, Stride: 1},
		{Lo: 0x200b, Hi: 0x200f, Stride: 1},
		{Lo: 0x2028, Hi: 0x202e, Stride: 1},
		{Lo: 0x2060, Hi: 0x206f, Stride: 1},
		{Lo: 0xfeff, Hi: 0xfeff, Stride: 1},
		{Lo: 0xfff9, Hi: 0xfffb, Stride: 1},
	},
	R32:         []unicode.Range32{{Lo: 0x1d173, Hi: 0x1d17a, Stride: 1}, {Lo: 0xe0000, Hi: 0xe0fff, Stride: 1}},
	LatinOffset: 3,
}

func isHash(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == 32 && strings.ToLower(s) == s
}
