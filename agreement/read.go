package agreement

import (
	"fmt"
	"slices"
	"strings"

	"detente/diag"
	"detente/syntax"
)

// The codes of the findings made while reading; their pages are with package check.
const (
	codeBlock    diag.Code = "D002" // unknown block or attribute
	codeUnknown  diag.Code = "D003" // unknown name
	codeTwice    diag.Code = "D004" // given twice
	codeKind     diag.Code = "D005" // wrong kind of value
	codeRange    diag.Code = "D006" // value out of range
	codeTooLarge diag.Code = "D007" // too large
	codeMixed    diag.Code = "D008" // a party mixes words and numbers
	codePrivate  diag.Code = "D009" // not allowed in a private overlay
	codeNoStake  diag.Code = "D010" // worth or stake of somebody who is not a party
	codeSecond   diag.Code = "D011" // a second agreement block, or none
	codeReplaced diag.Code = "D012" // a private value replaces the public one
)

// Limits on what an agreement may hold.
const (
	MaxParts     = 1000       // parts of one step
	MaxUnits     = 5000       // parts of all steps together, a step without parts being one
	MaxDays      = 100000     // days of a duration or an offset
	MaxWeight    = 1000       // of a demand
	MaxScale     = 50         // words of a scale
	MaxName      = 100        // characters of a name
	MaxStages    = 100        // stages of one procedure
	MaxNumber    = 1000000000 // of a quota
	MaxKeys      = 20         // keys of one actor
	MaxObservers = 200        // keys of observers
	maxKeyLine   = 1000       // characters of a key with its comment
	maxFindings  = 1000       // findings of one reading
)

// IsPrivate reports whether a file of that name is a private overlay: one
// side's own knowledge, which stays on its machine.
func IsPrivate(name string) bool {
	return strings.HasSuffix(name, ".private.deal") || strings.HasSuffix(name, ".private.deal.json")
}

// Read makes the model from the trees of the files, in their order; private
// overlays are laid over the others, whatever their order. The findings speak
// of form alone, and their order is that of [diag.List.Sort].
//
// Where findings are errors, the agreement holds what could be read. It is
// never nil and it is closed: every name in it is defined and of the right
// kind, every part and every demand is well formed (the Kind of a demand that
// could not be read is ""), and limits hold. So [NewCourse] never panics on
// it; but what could not be read is missing from it, so that a plan must be
// made only when no finding is an error.
func Read(files []*syntax.File) (*Agreement, diag.List) { return ReadLinked(files, nil) }

// ReadLinked is [Read] where the agreements that the text links to are at hand.
// A link without one is left unloaded.
func ReadLinked(files []*syntax.File, linked []Linked) (*Agreement, diag.List) {
	a, found := readAs(files, linked, nil)
	found = a.readings(found)
	found.Sort()
	return a, found
}

// readPlain reads the trees as they stand.
func readPlain(files []*syntax.File, linked []Linked) (*Agreement, diag.List) {
	r := &reader{a: &Agreement{}, names: map[string]defined{}, unclear: map[string]bool{}, count: map[kind]int{}, linked: map[string]Linked{}, keys: map[string]diag.Place{}}
	for _, l := range linked {
		r.linked[l.Name] = l
	}
	for _, private := range []bool{false, true} {
		for _, f := range files {
			if IsPrivate(f.Name) == private {
				r.file(f, private)
			}
		}
	}
	for _, later := range r.later {
		later()
	}
	r.wholes()
	r.agreementBlock(files)
	r.found.Sort()
	return r.a, r.found
}

// reader makes the model in three passes: define all names, read all
// attributes (by then every name is known), check what concerns the whole.
type reader struct {
	a     *Agreement
	found diag.List
	// names is the one namespace; order lists its names as the text defines them.
	names map[string]defined
	order []string
	count map[kind]int
	// later is the second pass: one function for each block.
	later []func()

	// where names the block and the attribute that are being read, and steps
	// the step concerned, for findings.
	where string
	steps []string
	// suggested counts the searches for a similar name, which are not free.
	suggested int
	// unclear are the steps whose parts, and the parties whose scale, are given
	// but could not be read: what depends on them is not found fault with.
	unclear map[string]bool

	agreement *syntax.Block
	linked    map[string]Linked // by the name of the link
	keys      map[string]diag.Place
	anchors   map[string]*Anchor // by name, for the circles
}

// defined is what a name stands for.
type defined struct {
	kind  kind
	place diag.Place
}

// add makes a finding of severity error, and returns it for more to be said.
func (r *reader) add(code diag.Code, place diag.Place, fix, format string, args ...any) *diag.Finding {
	f := diag.Finding{Code: code, Severity: diag.Error, Summary: fmt.Sprintf(format, args...), Place: place, Fix: fix, Steps: r.steps}
	switch {
	case len(r.found) < maxFindings:
		r.found = append(r.found, f)
	case len(r.found) == maxFindings:
		r.found = append(r.found, diag.Finding{
			Code: codeTooLarge, Severity: diag.Error, Place: place, Fix: "Repair those listed and ask again.",
			Summary: fmt.Sprintf("There are more than %d findings of form; the rest is not listed.", maxFindings),
		})
		return &f
	default:
		return &f
	}
	return &r.found[len(r.found)-1]
}

// note makes a finding of severity note.
func (r *reader) note(code diag.Code, place diag.Place, fix, format string, args ...any) *diag.Finding {
	f := r.add(code, place, fix, format, args...)
	f.Severity = diag.Note
	return f
}

// file defines what the blocks of a file define.
func (r *reader) file(f *syntax.File, private bool) {
	if private {
		r.a.Private = append(r.a.Private, f.Name)
	}
	for _, a := range f.Attrs {
		r.add(codeBlock, a.NamePlace, `Move it into a block, such as agreement "name" { … }.`,
			"The attribute %s stands outside any block.", a.Name)
	}
	r.blocks(f.Blocks, private)
}

// blocks defines what the blocks define. A block inside a block is read as if
// it stood after it: most often the closing brace of the first is missing.
func (r *reader) blocks(blocks []*syntax.Block, private bool) {
	for _, b := range blocks {
		b = r.unfolded(b)
		r.block(b, private)
		if kind(b.Type) == reading && !private {
			continue // its blocks are what it changes
		}
		r.blocks(r.strays(b), private) // package syntax has bounded the depth
	}
}

// strays finds the blocks that stand in the block, or in a part of it, by mistake.
func (r *reader) strays(b *syntax.Block) []*syntax.Block {
	own, stray := within(b)
	for _, x := range stray {
		r.add(codeBlock, x.Place, "Write } before it, on a line of its own.",
			"The block %s stands inside the block %s.", header(x), header(b))
	}
	for _, x := range own {
		for _, y := range r.strays(x) {
			if k := kind(y.Type); k != stage && !slices.Contains(inner[standOff], k) { // a part in a part is named once
				stray = append(stray, y)
			}
		}
	}
	return stray
}

// block defines what one block defines and puts off reading its attributes.
func (r *reader) block(b *syntax.Block, private bool) {
	k := kind(b.Type)
	switch {
	case b.Type == "agreement" && !private:
		r.agreementHead(b)
	case !slices.Contains(kinds, k) && b.Type != "agreement":
		r.unknownBlock(b)
	case private:
		r.overlay(b, k)
	default:
		r.public(b, k)
	}
}

func (r *reader) unknownBlock(b *syntax.Block) {
	types := []string{"agreement"}
	for _, k := range kinds {
		types = append(types, string(k))
	}
	fix := didYouMean(Similar(b.Type, types))
	switch {
	case b.Type == string(stage):
		fix = `Write it inside the procedure that it belongs to: procedure "name" { … }.`
	case fix == "":
		fix = "The blocks are " + strings.Join(types, ", ") + "."
	}
	if slices.Contains(inner[standOff], kind(b.Type)) {
		r.add(codeBlock, b.TypePlace, `Put it into standoff "name" { … }.`, "The block %s stands outside any stand-off.", header(b))
		return
	}
	r.add(codeBlock, b.TypePlace, fix, "There is no block of the type %s.", b.Type)
}

// agreementHead keeps the agreement block; there is one.
func (r *reader) agreementHead(b *syntax.Block) {
	if first := r.agreement; first != nil {
		r.add(codeSecond, b.Place, "Join the two into one.", "The agreement is named a second time, as %s; the first time is at %s.",
			header(b), first.Place).Places = []diag.Place{b.Place, first.Place}
		return
	}
	r.agreement = b
	if name, ok := r.label(b); ok {
		r.a.ID = name
	}
	r.later = append(r.later, func() { read(r, b, r.a, agreementAttrs) })
}

// agreementBlock notes that the text has no agreement block.
func (r *reader) agreementBlock(files []*syntax.File) {
	if r.agreement != nil || len(files) == 0 || r.onlyStandoffs() {
		return
	}
	start := diag.Pos{Line: 1, Column: 1}
	r.note(codeSecond, diag.Place{File: files[0].Name, Start: start, End: start},
		`Write agreement "name" { title = "…" }.`, "The agreement has no name and no title yet.")
}

// onlyStandoffs reports whether the text holds stand-offs and nothing of an
// agreement, which then needs no name.
func (r *reader) onlyStandoffs() bool {
	return len(r.a.Standoffs) > 0 && len(r.a.Steps) == 0 && len(r.a.Exchanges) == 0 && len(r.a.Demands) == 0
}

// public defines what a block of a public file defines.
func (r *reader) public(b *syntax.Block, k kind) {
	name, ok := r.define(b, k)
	read := r.entity(b, k, name, ok)
	r.later = append(r.later, read)
}

// entity adds what the block defines to the agreement, if keep is set, and
// returns what reads its attributes. What is not kept is read all the same, so
// that what is wrong in it is found.
func (r *reader) entity(b *syntax.Block, k kind, name Name, keep bool) func() {
	switch k {
	case party, thirdParty:
		x := &Actor{Name: name, Third: k == thirdParty}
		return readLater(r, b, x, actorAttrs, &r.a.Actors, keep)
	case step:
		return readLater(r, b, &Step{Name: name}, stepAttrs, &r.a.Steps, keep)
	case exchange:
		return readLater(r, b, &Exchange{Name: name}, exchangeAttrs, &r.a.Exchanges, keep)
	case demand:
		return readLater(r, b, &Demand{Name: name}, demandAttrs, &r.a.Demands, keep)
	case anchor:
		return readLater(r, b, &Anchor{Name: name}, anchorAttrs, &r.a.Anchors, keep)
	case meeting:
		return readLater(r, b, &Meeting{Name: name}, meetingAttrs, &r.a.Meetings, keep)
	case source:
		return readLater(r, b, &Source{Name: name}, sourceAttrs, &r.a.Sources, keep)
	case fact:
		return readLater(r, b, &Fact{Name: name}, factAttrs, &r.a.Facts, keep)
	case reading:
		x := &Reading{Name: name}
		if keep {
			r.a.Readings = append(r.a.Readings, x)
		}
		return func() { r.reading(b, x) }
	case link:
		x := &Link{Name: name}
		if keep {
			r.a.Links = append(r.a.Links, x)
		}
		return r.link(b, x, keep)
	case standOff:
		return r.standoffLater(b, name, keep)
	case duty:
		return r.duty(b, name, keep)
	case procedure:
		return r.procedure(b, &Procedure{Name: name}, keep)
	case quota:
		return readLater(r, b, &Quota{Name: name}, quotaAttrs, &r.a.Quotas, keep)
	}
	panic("agreement: no kind " + string(k))
}

func readLater[T any](r *reader, b *syntax.Block, x *T, table []attr[T], all *[]*T, keep bool) func() {
	if keep {
		*all = append(*all, x)
	}
	return func() { read(r, b, x, table) }
}

// attr is an attribute of a block: its name and what reads its value into x.
type attr[T any] struct {
	name string
	read func(r *reader, x *T, e syntax.Expr)
}

// read reads the attributes of a block into x by the table.
func read[T any](r *reader, b *syntax.Block, x *T, table []attr[T]) {
	seen := map[string]*syntax.Attr{}
	for _, a := range b.Attrs {
		r.enter(b, a.Name)
		i := slices.IndexFunc(table, func(t attr[T]) bool { return t.name == a.Name })
		switch first := seen[a.Name]; {
		case first != nil:
			r.add(codeTwice, a.NamePlace, "Keep one of the two.", "In %s, %s is given twice.", header(b), a.Name).
				Places = []diag.Place{first.Place, a.Place}
		case i < 0:
			r.unknownAttr(b, a, attrNames(table))
		default:
			table[i].read(r, x, a.Expr)
		}
		if seen[a.Name] == nil {
			seen[a.Name] = a
		}
	}
	r.where, r.steps = "", nil
}

// enter says which attribute is being read, for findings.
func (r *reader) enter(b *syntax.Block, name string) {
	r.where = fmt.Sprintf("In %s, %s", header(b), name)
	r.steps = nil
	if (kind(b.Type) == step || kind(b.Type) == duty) && len(b.Labels) > 0 {
		r.steps = []string{b.Labels[0].Text}
	}
}

func attrNames[T any](table []attr[T]) []string {
	var names []string
	for _, t := range table {
		names = append(names, t.name)
	}
	return names
}

// otherWords are words that people try for an attribute, and its name here.
var otherWords = map[string]string{
	"owner": "by", "performer": "by", "who": "by", "requires": "after", "depends_on": "after", "waits_for": "after",
	"deadline": "due", "duration": "takes", "verifier": "verified_by", "date": "due", "reversible": "undo",
	"title": "name", "label": "name", "description": "text", "holder": "held_by", "shares": "sizes", "who_wants": "of", "red_line": "firm",
}

func (r *reader) unknownAttr(b *syntax.Block, a *syntax.Attr, names []string) {
	fix := didYouMean(Similar(a.Name, names))
	if b.Type == string(procedure) && a.Name == string(stage) {
		fix = `Write each stage as a block of its own: stage "name" { … }.`
	}
	if other := otherWords[a.Name]; fix == "" && slices.Contains(names, other) {
		fix = didYouMean(other)
	}
	if fix == "" {
		fix = fmt.Sprintf("A %s has %s.", b.Type, strings.Join(names, ", "))
	}
	r.add(codeBlock, a.NamePlace, fix, "The attribute %s in %s is not known.", a.Name, header(b))
}

// header is what a reader calls the block.
func header(b *syntax.Block) string {
	if len(b.Labels) == 0 {
		return b.Type
	}
	return b.Type + " " + short(b.Labels[0].Text)
}
