package agreement

import (
	"slices"
	"strings"

	"detente/calendar"
	"detente/diag"
	"detente/syntax"
)

// Reading is one way to read a passage that can be read in several: what it says
// differently from the text as it stands. Ambiguity is often deliberate, so that
// each reading is kept, and [Agreement.As] reads the text by it.
type Reading struct {
	Name
	// About is the step, exchange, anchor, meeting, demand or fact whose words
	// can be read so. Readings about the same exclude one another; one that says
	// nothing about it stands alone.
	About Opt[Ref]
	// Of is whose reading it is.
	Of   Opt[Ref]
	Text Text
	// Drops are the demands that are not made, if it is read so.
	Drops []Ref
	// Changes are what is read differently, in the order of the text.
	Changes []Change
	Cited
}

// Change is one block of a reading: a step or an anchor with other attributes,
// or a demand, which may be one that the text as it stands does not have.
type Change struct {
	Type string // "step", "anchor" or "demand"
	Name
	Attrs []string // names of the attributes it gives
	Added bool     // the text as it stands has nothing of that name
}

// MaxReadings is how many readings an agreement may have; each is read in full.
const MaxReadings = 20

var readingAttrs = []attr[Reading]{
	{"about", func(r *reader, x *Reading, e syntax.Expr) {
		x.About = r.optRef(e, step, exchange, anchor, meeting, demand, fact)
	}},
	{"of", func(r *reader, x *Reading, e syntax.Expr) { x.Of = r.optRef(e, party, thirdParty) }},
	{"text", func(r *reader, x *Reading, e syntax.Expr) { x.Text = r.text(e) }},
	{"drops", func(r *reader, x *Reading, e syntax.Expr) { x.Drops = r.refs(e, demand) }},
	{"source", func(r *reader, x *Reading, e syntax.Expr) { x.Source = r.optRef(e, source) }},
	{"quote", func(r *reader, x *Reading, e syntax.Expr) { x.Quote = r.str(e) }},
}

// changeable are the types of block that a reading may hold.
var changeable = []kind{step, anchor, demand}

// reading reads the attributes of a reading and what its blocks change. What
// these say is read where the text is read by it; see readings.
func (r *reader) reading(b *syntax.Block, x *Reading) {
	attrs, blocks := changes(b)
	outer := *b
	outer.Attrs = attrs
	read(r, &outer, x, readingAttrs)
	for _, inner := range blocks {
		r.change(b, inner, x)
	}
}

func (r *reader) change(outer, b *syntax.Block, x *Reading) {
	k := kind(b.Type)
	if !slices.Contains(changeable, k) {
		r.add(codeBlock, b.TypePlace, "A reading can hold step, anchor and demand; what else it says goes into its text.",
			"The block %s stands inside the block %s.", header(b), header(outer))
		return
	}
	for _, inner := range b.Blocks {
		r.add(codeBlock, inner.Place, "Write } before it, on a line of its own.",
			"The block %s stands inside the block %s.", header(inner), header(b))
	}
	name, ok := r.label(b)
	if !ok {
		return
	}
	c := Change{Type: b.Type, Name: name}
	for _, a := range b.Attrs {
		c.Attrs = append(c.Attrs, a.Name)
	}
	switch d, known := r.names[name.ID]; {
	case !known && k == demand:
		c.Added = true
	case !known:
		r.add(codeUnknown, name.Place, r.suggest(name.ID, []kind{k}), "The reading %s changes %s %s, which the text does not have.", x.ID, k, name.ID)
		return
	case d.kind != k:
		r.add(codeKind, name.Place, "Name "+k.article()+".", "The reading %s changes %s as %s, and it is %s.", x.ID, name.ID, k.article(), d.kind.article()).
			Places = []diag.Place{name.Place, d.place}
		return
	}
	if slices.ContainsFunc(x.Changes, func(y Change) bool { return y.ID == name.ID }) {
		r.add(codeTwice, name.Place, "Join the two into one.", "The reading %s changes %s twice.", x.ID, name.ID)
		return
	}
	x.Changes = append(x.Changes, c)
}

// changes parts the attributes of a reading from its blocks. In JSON a block in
// a block is an object like the value of an attribute.
func changes(b *syntax.Block) ([]*syntax.Attr, []*syntax.Block) {
	var attrs []*syntax.Attr
	var blocks []*syntax.Block
	for _, a := range b.Attrs {
		notBlock := func(p syntax.Entry) bool { return p.Value.Kind != syntax.Map }
		if a.Expr.Kind != syntax.Map || !slices.Contains(changeable, kind(a.Name)) || slices.ContainsFunc(a.Expr.Pairs, notBlock) {
			attrs = append(attrs, a)
			continue
		}
		for _, p := range a.Expr.Pairs {
			inner := &syntax.Block{Type: a.Name, TypePlace: a.NamePlace, Labels: []syntax.Label{p.Key}, Place: p.Key.Place}
			for _, q := range p.Value.Pairs {
				inner.Attrs = append(inner.Attrs, &syntax.Attr{Name: q.Key.Text, NamePlace: q.Key.Place, Expr: q.Value, Place: q.Value.Place})
			}
			blocks = append(blocks, inner)
		}
	}
	return attrs, append(blocks, b.Blocks...)
}

// trees is what an agreement was read from.
type trees struct {
	files  []*syntax.File
	linked []Linked
}

// As returns the agreement by the readings, in place of the text as it stands:
// by those it has been read by already, and by those named. A name is that of a
// reading, or "anchor=date" for an anchor whose date can be read as several. The
// findings are those of form. What is not named in the text changes nothing, and
// an agreement that was not read from a text is returned as it is.
func (a *Agreement) As(names ...string) (*Agreement, diag.List) {
	if a.read == nil {
		return a, nil
	}
	chosen := slices.Concat(a.Chosen, names)
	b, found := readAs(a.read.files, a.read.linked, chosen)
	b.Begins, b.Chosen = a.Begins, chosen
	for i, s := range b.Sources {
		if i < len(a.Sources) && a.Sources[i].ID == s.ID {
			s.Content, s.Loaded, s.WhyNot = a.Sources[i].Content, a.Sources[i].Loaded, a.Sources[i].WhyNot
		}
	}
	return b, found
}

// readAs reads the trees by the readings.
func readAs(files []*syntax.File, linked []Linked, chosen []string) (*Agreement, diag.List) {
	a, found := readPlain(laid(files, chosen), linked)
	a.read = &trees{files, linked}
	var drops []Ref
	for _, x := range a.Readings {
		if slices.Contains(chosen, x.ID) {
			drops = append(drops, x.Drops...)
		}
	}
	a.Demands = slices.DeleteFunc(a.Demands, func(d *Demand) bool {
		return slices.ContainsFunc(drops, func(ref Ref) bool { return ref.ID == d.ID })
	})
	return a, found
}

// laid returns the trees with what the readings change laid over, the trees
// given left as they are.
func laid(files []*syntax.File, chosen []string) []*syntax.File {
	if len(chosen) == 0 {
		return files
	}
	files = slices.Clone(files)
	for i, f := range files {
		copied := *f
		copied.Blocks = slices.Clone(f.Blocks)
		files[i] = &copied
	}
	for _, name := range chosen {
		if anchor, date, ok := strings.Cut(name, "="); ok {
			lay(files, 0, dated(anchor, date))
			continue
		}
		for i, f := range files {
			for _, b := range slices.Clone(f.Blocks) {
				if b.Type == string(reading) && labelled(b, name) && !IsPrivate(f.Name) {
					_, blocks := changes(b)
					for _, inner := range blocks {
						lay(files, i, inner)
					}
				}
			}
		}
	}
	return files
}

// dated is an anchor on one of its days.
func dated(anchor, date string) *syntax.Block {
	return &syntax.Block{Type: "anchor", Labels: []syntax.Label{{Text: anchor}}, Body: syntax.Body{
		Attrs: []*syntax.Attr{{Name: "date", Expr: syntax.Expr{Kind: syntax.String, Text: date}}},
	}}
}

func labelled(b *syntax.Block, name string) bool {
	return len(b.Labels) == 1 && b.Labels[0].Text == name
}

// lay lays one block over the one of its type and name; a demand that is not
// there is added to file i.
func lay(files []*syntax.File, i int, over *syntax.Block) {
	if len(over.Labels) != 1 || !slices.Contains(changeable, kind(over.Type)) {
		return
	}
	for _, f := range files {
		for j, b := range f.Blocks {
			if b.Type == over.Type && labelled(b, over.Labels[0].Text) && !IsPrivate(f.Name) {
				f.Blocks[j] = overlaid(b, over)
				return
			}
		}
	}
	if kind(over.Type) == demand {
		files[i].Blocks = append(files[i].Blocks, over)
	}
}

// overlaid is the block with the attributes of the other in the place of its own.
func overlaid(b, over *syntax.Block) *syntax.Block {
	out := *b
	out.Attrs = slices.Clone(b.Attrs)
	for _, a := range over.Attrs {
		place := a.Place
		if i := slices.IndexFunc(out.Attrs, func(own *syntax.Attr) bool { return own.Name == a.Name }); i >= 0 {
			if !place.Known() { // made up: it stands where the text has the range
				a = &syntax.Attr{Name: a.Name, NamePlace: out.Attrs[i].NamePlace, Expr: a.Expr, Place: out.Attrs[i].Place}
				a.Expr.Place = out.Attrs[i].Expr.Place
			}
			out.Attrs[i] = a
			continue
		}
		out.Attrs = append(out.Attrs, a)
	}
	return &out
}

// readings reads the text once by each reading, and adds what is wrong in it
// then and not otherwise.
func (a *Agreement) readings(form diag.List) diag.List {
	known := map[string]bool{}
	id := func(f diag.Finding) string { return string(f.Code) + f.Place.String() + f.Summary }
	for _, f := range form {
		known[id(f)] = true
	}
	for _, x := range a.Readings {
		_, found := readAs(a.read.files, a.read.linked, []string{x.ID})
		for _, f := range found {
			if known[id(f)] || len(form) > maxFindings {
				continue
			}
			known[id(f)] = true
			f.Summary = "Read as " + x.ID + ": " + f.Summary
			form = append(form, f)
		}
	}
	return form
}

// Point is something in the text that can be read in several ways, of which one
// counts. The text as it stands is a further one.
type Point struct {
	// About is what can be read in several ways: the name of a step, an anchor …
	About    string
	Readings []*Reading
}

// Points are what is left to be read in several ways, in the order of the text:
// what readings are about, then anchors with two dates about which no reading is,
// whose first and last day are a reading each. What the agreement has been read
// by already is left out.
func (a *Agreement) Points() []Point {
	var points []Point
	settled := map[string]bool{}
	for _, name := range a.Chosen {
		if x := a.Reading(name); x != nil {
			settled[x.point()] = true
		}
	}
	for _, x := range a.Readings {
		about := x.point()
		i := slices.IndexFunc(points, func(p Point) bool { return p.About == about })
		switch {
		case settled[about]:
		case i >= 0:
			points[i].Readings = append(points[i].Readings, x)
		default:
			points = append(points, Point{about, []*Reading{x}})
		}
	}
	for _, x := range a.Anchors {
		if a.ReadAbout(x.ID) || !x.Date.Given || x.Date.V.Base != nil || x.Date.V.Span.Certain() {
			continue
		}
		points = append(points, Point{x.ID, []*Reading{x.on(x.Date.V.Span.First), x.on(x.Date.V.Span.Last)}})
	}
	return points
}

// ReadAbout reports whether some reading is about the thing of that name.
func (a *Agreement) ReadAbout(id string) bool {
	return slices.ContainsFunc(a.Readings, func(x *Reading) bool { return x.About.Given && x.About.V.ID == id })
}

// point names what the reading is about; one that does not say is a point of its own.
func (x *Reading) point() string {
	if x.About.Given {
		return x.About.V.ID
	}
	return x.ID
}

// on is the reading by which the anchor is on that day.
func (x *Anchor) on(day calendar.Day) *Reading {
	return &Reading{
		Name:    Name{ID: x.ID + "=" + day.String(), Place: x.Date.Place},
		About:   Opt[Ref]{V: Ref{ID: x.ID, Place: x.Place}, Given: true, Place: x.Place},
		Changes: []Change{{Type: "anchor", Name: x.Name, Attrs: []string{"date"}}},
	}
}

// Reading returns the reading of that name, or nil.
func (a *Agreement) Reading(id string) *Reading {
	return named(a.Readings, id, func(x *Reading) string { return x.ID })
}
