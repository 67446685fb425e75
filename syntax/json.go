package syntax

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// JSON carries the tree thus: the properties of the outermost object are blocks
// by type, their properties the blocks of that type by label, and the
// properties of these the attributes. An array stands for its objects one after
// another. A property named "//" is a comment; null leaves an attribute out.
// Names and calls are written as texts: see [Expr.Code].

func parseJSON(file *File, src []byte, found *findings) {
	p := &jsonParser{tokens: lexJSON(file.Name, src, found), found: found}
	if t, deep := p.tooDeep(); deep {
		found.add(codeTooLarge, t.place, "Name the inner things and refer to them by name.",
			"More than %d brackets and braces are open at once.", MaxDepth)
		return
	}
	root := p.value()
	if t := p.peek(); t.kind != 0 && !found.full() {
		found.add(codeUnreadable, t.place, "Delete it, or look for a bracket that is closed too early.", "After the end of the value stands %s.", t.describe())
	}
	for _, object := range p.objects(root, "The text") {
		for _, pair := range object.Pairs {
			p.blocks(&file.Body, pair)
		}
	}
}

type jsonParser struct {
	tokens []jsonToken
	next   int
	// open is set after a text that its line does not close: the comma after it
	// is most likely in it.
	open bool
	// ended is set when the end of the file has been found too early.
	ended bool
	found *findings
}

// tooDeep counts, and does not recurse.
func (p *jsonParser) tooDeep() (jsonToken, bool) {
	depth := 0
	for _, t := range p.tokens {
		switch t.kind {
		case '{', '[':
			depth++
		case '}', ']':
			depth = max(0, depth-1)
		}
		if depth > MaxDepth {
			return t, true
		}
	}
	return jsonToken{}, false
}

// objects returns the objects that a value holds: itself, or those of an array.
func (p *jsonParser) objects(e Expr, what string) []Expr {
	switch e.Kind {
	case Bad, null:
		return nil
	case Map:
		return []Expr{e}
	case List:
		var all []Expr
		for _, item := range e.Items {
			if item.Kind == List {
				p.found.add(codeKind, item.Place, "Write an object { … }.", "%s is an object { … } or an array of objects, not an array of arrays.", what)
				continue
			}
			all = append(all, p.objects(item, what)...)
		}
		return all
	}
	p.found.add(codeKind, e.Place, "Write an object { … }.", "%s is an object { … } or an array of objects, not %s.", what, e.Kind)
	return nil
}

// blocks adds the blocks of one type.
func (p *jsonParser) blocks(b *Body, typ Entry) {
	if k := typ.Value.Kind; k != Map && k != List && k != Bad {
		b.Attrs = append(b.Attrs, attribute(typ))
		return
	}
	for _, byLabel := range p.objects(typ.Value, `"`+typ.Key.Text+`"`) {
		for _, pair := range byLabel.Pairs {
			for _, body := range p.objects(pair.Value, `"`+pair.Key.Text+`"`) {
				block := &Block{Type: typ.Key.Text, TypePlace: typ.Key.Place, Labels: []Label{pair.Key}, Place: pair.Key.Place}
				for _, a := range body.Pairs {
					block.Attrs = append(block.Attrs, attribute(a))
				}
				b.Blocks = append(b.Blocks, block)
			}
		}
	}
}

func attribute(e Entry) *Attr {
	return &Attr{Name: e.Key.Text, NamePlace: e.Key.Place, Expr: e.Value, Place: span(e.Key.Place, e.Value.Place)}
}

func (p *jsonParser) peek() jsonToken { return p.tokens[p.next] }

func (p *jsonParser) take() jsonToken {
	t := p.tokens[p.next]
	if t.kind != 0 {
		p.next++
	}
	return t
}

func (t jsonToken) describe() string {
	switch {
	case t.kind == 0:
		return "the end of the file"
	case t.kind == 's' && len(t.text) <= 40:
		return t.text
	case t.kind == 's':
		return "a long text"
	}
	return shortened(t.text)
}

// value reads one value. Something wrong leaves a finding and a Bad value.
func (p *jsonParser) value() Expr {
	t := p.peek()
	bad := Expr{Kind: Bad, Place: t.place}
	switch t.kind {
	case '{':
		return p.object()
	case '[':
		return p.array()
	case 's':
		p.take()
		return p.text(t)
	case 'n':
		p.take()
		return p.number(t)
	case 'w':
		p.take()
		return p.word(t)
	}
	p.found.add(codeUnreadable, t.place, fixJSON, "Here a value is expected, not %s.", t.describe())
	p.skip()
	return bad
}

const fixJSON = `Write a text in quotes, a number, true, false, an array [ … ] or an object { … }.`

func (p *jsonParser) word(t jsonToken) Expr {
	switch t.text {
	case "true", "false":
		return Expr{Kind: Bool, Bool: t.text == "true", Place: t.place}
	case "null":
		return Expr{Kind: null, Place: t.place}
	}
	p.found.add(codeUnreadable, t.place, "Put it in quotes.", "The word %s is not in quotes.", shortened(t.text))
	return Expr{Kind: Bad, Place: t.place}
}

// null is the kind of JSON's null while an object is read; it never leaves the parser.
const null Kind = -1

func (p *jsonParser) number(t jsonToken) Expr {
	whole := strings.TrimPrefix(t.text, "-")
	if len(whole) > 1 && whole[0] == '0' && whole[1] >= '0' && whole[1] <= '9' {
		p.found.add(codeUnreadable, t.place, "Delete the zeros.", "In JSON a number does not begin with a zero before other digits.")
		return Expr{Kind: Bad, Place: t.place}
	}
	n, ok := number(t.text, t.place, p.found)
	if !ok {
		return Expr{Kind: Bad, Place: t.place}
	}
	return Expr{Kind: Number, Number: n, Place: t.place}
}

func (p *jsonParser) object() Expr {
	open := p.take()
	e := Expr{Kind: Map, Place: open.place}
	for !p.found.full() {
		if p.closed(open, '}', &e) {
			return e
		}
		key := p.peek()
		if key.kind != 's' {
			if p.gone(open, key) {
				return e
			}
			p.found.add(codeUnreadable, key.place, `Write the object as { "name": value, "name": value }.`, "Here a name in quotes is expected, not %s.", key.describe())
			p.skip()
			p.comma('}')
			continue
		}
		p.take()
		name := p.text(key)
		if !p.colon(name) {
			p.skip()
			p.comma('}')
			continue
		}
		if value := p.value(); key.text != `"//"` && value.Kind != null {
			e.Pairs = append(e.Pairs, Entry{Key: Label{Text: composed(name.Text), Place: name.Place}, Value: value})
		}
		p.comma('}')
	}
	return e
}

func (p *jsonParser) array() Expr {
	open := p.take()
	e := Expr{Kind: List, Place: open.place}
	for !p.found.full() {
		if p.closed(open, ']', &e) || p.gone(open, p.peek()) {
			return e
		}
		item := p.value()
		if item.Kind == null {
			p.found.add(codeKind, item.Place, "Leave it out.", "The word null stands for nothing here.")
			item.Kind = Bad
		}
		e.Items = append(e.Items, item)
		p.comma(']')
	}
	return e
}

// closed takes the closing bracket, if it is next.
func (p *jsonParser) closed(open jsonToken, closer byte, e *Expr) bool {
	if t := p.peek(); t.kind != closer {
		return false
	}
	e.Place = span(open.place, p.take().place)
	return true
}

// gone reports an object or array that the text does not close.
func (p *jsonParser) gone(open, t jsonToken) bool {
	if t.kind != 0 && (t.kind != ']' || open.kind == '[') && (t.kind != '}' || open.kind == '{') {
		return false
	}
	if p.ended { // the innermost one has been named
		return true
	}
	p.ended = t.kind == 0
	p.found.add(codeUnreadable, open.place, "Close it.", "The %s that opens here is not closed before %s.", open.text, t.describe())
	return true
}

// colon takes the colon after a name.
func (p *jsonParser) colon(name Expr) bool {
	switch t := p.peek(); t.kind {
	case ':':
		p.take()
		return true
	case '=':
		p.take()
		p.found.add(codeUnreadable, t.place, "Write a colon.", "In JSON a colon stands between a name and its value.")
		return true
	default:
		p.found.add(codeUnreadable, t.place, `Write the object as { "name": value, "name": value }.`,
			"After %s a colon is expected, not %s.", shortened(name.Text), t.describe())
		return false
	}
}

// comma takes the comma between two things, and reports one that is missing or
// stands before the closing bracket.
func (p *jsonParser) comma(closer byte) {
	t := p.peek()
	open := p.open
	p.open = false
	switch {
	case t.kind == ',':
		p.take()
		if p.peek().kind == closer {
			p.found.add(codeUnreadable, t.place, "Delete the comma.", "In JSON no comma stands before a closing bracket.")
		}
	case t.kind == closer, t.kind == 0, t.kind == '}', t.kind == ']', open:
	default:
		p.found.add(codeUnreadable, t.place, "Put a comma before it.", "A comma is missing before %s.", t.describe())
		if t.kind == ':' || t.kind == '=' || t.kind == '?' {
			p.skip()
			p.comma(closer)
		}
	}
}

// skip passes over what is left of a property or an item: up to the comma after
// it, or up to the bracket that closes what it is in.
func (p *jsonParser) skip() {
	depth := 0
	for {
		switch t := p.peek(); t.kind {
		case 0:
			return
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return
			}
			depth--
		case ',':
			if depth == 0 {
				return
			}
		}
		p.take()
	}
}

// text reads a text in quotes.
func (p *jsonParser) text(t jsonToken) Expr {
	e := Expr{Kind: String, JSON: true, Place: t.place}
	if len(t.text) < 2 || t.text[len(t.text)-1] != '"' {
		p.open = true
		p.found.add(codeUnreadable, t.place, `Write " where the text ends; use \n for a new line in it.`, "The text that begins here is not closed on its line.")
		return Expr{Kind: Bad, Place: t.place}
	}
	text, ok := unescape(t.text[1 : len(t.text)-1])
	if strings.Contains(t.text, "\t") {
		p.found.add(codeUnreadable, t.place, `Write \t for it.`, "In JSON a text cannot hold a tab.")
		return Expr{Kind: Bad, Place: t.place}
	}
	if !ok {
		p.found.add(codeUnreadable, t.place, `Write \n, \t, \", \\ or \u and four hexadecimal digits; a backslash itself is \\.`, "A backslash in this text does not begin a known sequence.")
		return Expr{Kind: Bad, Place: t.place}
	}
	reportControls(text, t.place, p.found)
	if hasTemplate(text) {
		p.found.add(codeKind, t.place, fixTemplate, "Values cannot be put into a text with ${ … } or %%{ … }.")
		return Expr{Kind: Bad, Place: t.place}
	}
	e.Text = strings.ReplaceAll(strings.ReplaceAll(text, "$${", "${"), "%%{", "%{")
	return e
}

// hasTemplate reports whether HCL would put a value into the text: ${ or %{,
// where the sign is not doubled.
func hasTemplate(s string) bool {
	for _, sign := range []string{"$", "%"} {
		rest := strings.ReplaceAll(s, sign+sign+"{", "")
		if strings.Contains(rest, sign+"{") {
			return true
		}
	}
	return false
}

// unescape resolves JSON's escapes.
func unescape(s string) (string, bool) {
	if !strings.Contains(s, `\`) {
		return s, true
	}
	var b strings.Builder
	for len(s) > 0 {
		i := strings.IndexByte(s, '\\')
		if i < 0 || i+1 == len(s) {
			b.WriteString(s)
			return b.String(), i < 0
		}
		b.WriteString(s[:i])
		r, n := escape(s[i:])
		if n == 0 {
			return "", false
		}
		b.WriteRune(r)
		s = s[i+n:]
	}
	return b.String(), true
}

// escape resolves the sequence that s begins with, and returns its length; 0 if
// it is none.
func escape(s string) (rune, int) {
	if i := strings.IndexByte(`"\/bfnrt`, s[1]); i >= 0 {
		return rune("\"\\/\b\f\n\r\t"[i]), 2
	}
	r, ok := hexRune(s)
	if !ok {
		return 0, 0
	}
	if !utf16.IsSurrogate(r) {
		return r, 6
	}
	low, ok := hexRune(s[6:])
	if both := utf16.DecodeRune(r, low); ok && both != utf8.RuneError {
		return both, 12
	}
	return 0, 0
}

// hexRune reads \uXXXX.
func hexRune(s string) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	r := rune(0)
	for _, c := range []byte(s[2:6]) {
		i := strings.IndexByte("0123456789abcdef", c|0x20)
		if c < '0' || i < 0 {
			return 0, false
		}
		r = r*16 + rune(i)
	}
	return r, true
}
