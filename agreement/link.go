package agreement

import (
	"slices"
	"strings"

	"detente/calendar"
	"detente/diag"
	"detente/syntax"
)

// Link is another agreement that this one refers to. Of it only the steps come
// in that are named here, "sma.renewal", each as a step of an outsider: what is
// in the other text decides its days, and nothing here does.
type Link struct {
	Name
	File Opt[string] // relative to the folder of the text that names it
	Text Text
	// Until is the last day on which the other agreement holds.
	Until Opt[When]
	// SHA256 is the hash of the other text that was read when the link was
	// written, 64 hexadecimal digits.
	SHA256 Opt[string]
	// Steps are the steps of the other agreement that are to be kept in view
	// although nothing here waits for them, by their names there.
	Steps []Ref
	Cited

	// Title is what the other agreement is called. Loaded says whether its text
	// was there and could be used; WhyNot, in words for people, why one that is
	// there could not. Hash is that of its bytes, in hexadecimal.
	Title  Text
	Loaded bool
	WhyNot string
	Hash   string
	// Circle are the files that link to one another, from this link on, where
	// they lead back to one of them.
	Circle []string
}

// Linked is another agreement as it was found for the link of that name.
type Linked struct {
	Name      string
	Agreement *Agreement // nil where it could not be read
	Hash      string     // of its bytes, SHA-256 in hexadecimal
	WhyNot    string
	Circle    []string
}

var linkAttrs = []attr[Link]{
	{"file", func(r *reader, x *Link, e syntax.Expr) { x.File = r.linkPath(e) }},
	{"text", func(r *reader, x *Link, e syntax.Expr) { x.Text = r.text(e) }},
	{"until", func(r *reader, x *Link, e syntax.Expr) { x.Until = r.when(e) }},
	{"sha256", func(r *reader, x *Link, e syntax.Expr) { x.SHA256 = r.sha256(e) }},
	{"steps", func(r *reader, x *Link, e syntax.Expr) { r.watched(x, e) }},
	{"source", func(r *reader, x *Link, e syntax.Expr) { x.Source = r.optRef(e, source) }},
	{"quote", func(r *reader, x *Link, e syntax.Expr) { x.Quote = r.str(e) }},
}

// GoodLinkPath reports whether a link may name the file: one of an agreement, in
// the folder of the text, below it or beside it, and no private overlay.
func GoodLinkPath(path string) bool {
	inside := strings.TrimPrefix(path, "../")
	parts := strings.Split(inside, "/")
	return !strings.HasPrefix(inside, "/") && !strings.ContainsAny(path, ":\\\x00") &&
		!slices.ContainsFunc(parts, func(p string) bool { return p == ".." || p == "." || p == "" }) &&
		(strings.HasSuffix(path, ".deal") || strings.HasSuffix(path, ".deal.json")) && !IsPrivate(path)
}

// linkPath reads the path of another agreement's file.
func (r *reader) linkPath(e syntax.Expr) Opt[string] {
	s := r.str(e)
	if s.Given && !GoodLinkPath(s.V) {
		r.add(codeRange, e.Place, "Name it from the folder of this text, such as ../sma/sma.deal, with / between its parts.",
			"%s must be the path of an agreement's file (.deal or .deal.json, not a private overlay) in the folder of this one, below it or beside it.", r.where)
		return Opt[string]{}
	}
	return s
}

// sha256 reads 64 hexadecimal digits, with or without "sha256:" before them.
func (r *reader) sha256(e syntax.Expr) Opt[string] {
	s := r.str(e)
	s.V = strings.ToLower(strings.TrimPrefix(s.V, "sha256:"))
	if s.Given && (len(s.V) != 64 || strings.Trim(s.V, "0123456789abcdef") != "") {
		r.add(codeKind, e.Place, "Copy it from what sha256sum FILE prints, or leave it out.", "%s must be 64 hexadecimal digits.", r.where)
		return Opt[string]{}
	}
	return s
}

// watched reads names of steps of the other agreement.
func (r *reader) watched(x *Link, e syntax.Expr) {
	for _, item := range list(e) {
		c := r.code(item)
		if c.Kind != syntax.Name || c.Index != nil || c.Field != "" {
			r.expected("a list of steps of the other agreement, by their names there", c, "Write the names without quotes, such as steps = [renewal].")
			continue
		}
		// A link whose name is another thing's has nobody here to perform its steps.
		if r.names[x.ID].kind != link {
			continue
		}
		if ref, ok := r.linkedStep(x.ID, c.Text, c.Place); ok {
			x.Steps = append(x.Steps, ref)
		}
	}
}

// link enters what was found for the link: the other agreement acts here as an
// outsider. It returns what reads the link's attributes.
func (r *reader) link(b *syntax.Block, x *Link, keep bool) func() {
	l := r.linked[x.ID]
	x.Loaded, x.WhyNot, x.Hash, x.Circle = l.Agreement != nil, l.WhyNot, l.Hash, l.Circle
	if l.Agreement != nil {
		x.Title = l.Agreement.Title
	}
	if keep {
		title := x.Title
		if title.String() == "" {
			title = Text{By: map[string]string{"": "the agreement " + x.ID}}
		}
		r.a.Actors = append(r.a.Actors, &Actor{Name: x.Name, Third: true, Title: title, Link: true})
	}
	return func() { read(r, b, x, linkAttrs) }
}

// linkedRef reads "sma.renewal", a step of a linked agreement.
func (r *reader) linkedRef(c syntax.Expr) (Ref, bool) {
	if c.Index != nil {
		r.add(codeKind, c.Place, "Write "+c.Text+"."+c.Field+" alone.", "%s names a part of another agreement; only its steps as a whole can be named.", r.where)
		return Ref{}, false
	}
	if c.Field == "" {
		r.add(codeKind, c.Place, "Name one of its steps, such as "+c.Text+".renewal.", "%s names %s, which is a link to another agreement.", r.where, c.Text)
		return Ref{}, false
	}
	return r.linkedStep(c.Text, c.Field, c.Place)
}

// isLink reports whether the expression names a link or something in one.
func (r *reader) isLink(c syntax.Expr) bool {
	return c.Kind == syntax.Name && r.names[c.Text].kind == link
}

// linkedStep brings the step of the other agreement in, where it is named first.
func (r *reader) linkedStep(linkID, stepID string, place diag.Place) (Ref, bool) {
	ref := Ref{ID: linkID + "." + stepID, Place: place}
	if _, known := r.names[ref.ID]; known {
		return ref, true
	}
	other := r.linked[linkID].Agreement
	s := &Step{Name: Name{ID: ref.ID, Place: place}, By: []Ref{{ID: linkID, Place: place}}, Link: linkID}
	if other != nil {
		there := other.Step(stepID)
		if there == nil || there.Link != "" {
			var names []string
			for _, x := range other.Steps {
				names = append(names, x.ID)
			}
			fix := didYouMean(Similar(stepID, names))
			if fix == "" {
				fix = "Look into that agreement for the name of the step."
			}
			r.add(codeUnknown, place, fix, "%s names %s, and the agreement of link %s has no step %s.", r.where, ref.ID, linkID, stepID)
			return Ref{}, false
		}
		s.seenFrom(other, there)
	}
	if r.tooMany(step, s.Name) {
		return Ref{}, false
	}
	r.names[ref.ID] = defined{kind: step, place: place}
	r.a.Steps = append(r.a.Steps, s)
	return ref, true
}

// seenFrom takes over what the other agreement says of the step's days. Places
// stay those of this text.
func (s *Step) seenFrom(other *Agreement, there *Step) {
	s.Text = Text{By: there.Text.By, Place: s.Place}
	s.Done = Opt[calendar.Day]{V: there.Done.V, Given: there.Done.Given, Place: s.Place}
	if there.Takes.Given {
		k := there.PartCount()
		s.Takes = Opt[Days]{V: Days{Min: min(k*there.Takes.V.Min, MaxDays), Max: min(k*there.Takes.V.Max, MaxDays)}, Given: true, Place: s.Place}
	}
	day := func(w Opt[When]) Opt[When] {
		span, ok := other.Resolve(w.V)
		return Opt[When]{V: When{Span: span}, Given: w.Given && ok, Place: s.Place}
	}
	s.Due, s.NotBefore = day(there.Due), day(there.NotBefore)
}

// checkLinked takes linked steps out of exchanges and out of what is made
// permanent: nobody here can hold or lock what another agreement decides.
func (r *reader) checkLinked() {
	foreign := func(what string) func(StepRef) bool {
		return func(ref StepRef) bool {
			if !strings.Contains(ref.ID, ".") {
				return false
			}
			r.add(codeKind, ref.Place, "Let a step of this agreement wait for it instead: after = ["+ref.ID+"].",
				"The step %s belongs to another agreement and cannot be %s.", ref.ID, what)
			return true
		}
	}
	for _, x := range r.a.Exchanges {
		x.Steps = slices.DeleteFunc(x.Steps, foreign("in exchange "+x.ID))
	}
	for _, s := range r.a.Steps {
		s.Locks = slices.DeleteFunc(s.Locks, foreign("made permanent by "+s.ID))
	}
}

// Link returns the link of that name, or nil.
func (a *Agreement) Link(id string) *Link {
	return named(a.Links, id, func(x *Link) string { return x.ID })
}

// counted reads what days are counted from: an anchor, a meeting, a step, or a
// step of a linked agreement.
func (r *reader) counted(e syntax.Expr) (Ref, bool) {
	if c, _ := e.Code(); r.isLink(c) {
		return r.linkedRef(c)
	}
	return r.ref(e, anchor, meeting, step)
}
