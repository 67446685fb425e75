package syntax

import (
	"github.com/apparentlymart/go-textseg/v15/textseg"

	"detente/diag"
)

// jsonToken is a piece of a JSON text. Its kind is one of { } [ ] , : = or
// 's' text, 'n' number, 'w' word, '?' anything else, 0 the end.
type jsonToken struct {
	kind  byte
	text  string
	place diag.Place
}

// lexJSON cuts a JSON text into tokens. It is lax: what is wrong inside a text,
// a number or a word is for the parser to say.
func lexJSON(name string, src []byte, found *findings) []jsonToken {
	l := &jsonLexer{name: name, src: src, at: diag.Pos{Line: 1, Column: 1}, found: found}
	if len(src) >= 3 && string(src[:3]) == "\ufeff" {
		l.at.Byte = 3
	}
	var tokens []jsonToken
	for {
		t := l.token()
		tokens = append(tokens, t)
		if t.kind == 0 {
			return tokens
		}
	}
}

type jsonLexer struct {
	name  string
	src   []byte
	at    diag.Pos
	found *findings
}

// more reports whether a byte is left.
func (l *jsonLexer) more() bool { return l.at.Byte < len(l.src) }

func (l *jsonLexer) byte() byte { return l.src[l.at.Byte] }

// step passes over one character as a reader sees it.
func (l *jsonLexer) step() {
	switch b := l.byte(); {
	case b == '\n':
		l.at.Line++
		l.at.Column = 1
		l.at.Byte++
	case b == '\r':
		l.at.Byte++
	default:
		advance, _, err := textseg.ScanGraphemeClusters(l.src[l.at.Byte:], true)
		if err != nil || advance == 0 {
			advance = 1
		}
		l.at.Byte += advance
		l.at.Column++
	}
}

// while steps as long as the bytes are of the class.
func (l *jsonLexer) while(class func(byte) bool) {
	for l.more() && class(l.byte()) {
		l.step()
	}
}

func (l *jsonLexer) token() jsonToken {
	l.blank()
	start := l.at
	kind := byte(0)
	if l.more() {
		kind = l.kind()
	}
	return jsonToken{kind: kind, text: string(l.src[start.Byte:l.at.Byte]), place: diag.Place{File: l.name, Start: start, End: l.at}}
}

// kind passes over a token and says what it is.
func (l *jsonLexer) kind() byte {
	b := l.byte()
	switch {
	case b == '"':
		l.text()
		return 's'
	case startsNumber(b):
		l.while(inNumber)
		return 'n'
	case isLetter(b):
		l.while(isLetter)
		return 'w'
	}
	l.step()
	switch b {
	case '{', '}', '[', ']', ',', ':', '=':
		return b
	}
	return '?'
}

// text passes over a text in quotes, or what there is of it on its line.
func (l *jsonLexer) text() {
	l.step()
	for l.more() && l.byte() != '\n' && l.byte() != '\r' {
		switch l.byte() {
		case '"':
			l.step()
			return
		case '\\':
			l.step()
			if l.more() && (l.byte() == '"' || l.byte() == '\\') {
				l.step()
			}
		default:
			l.step()
		}
	}
}

// blank passes over white space and over comments, which JSON does not have.
func (l *jsonLexer) blank() {
	l.while(isBlank)
	for l.at.Byte+1 < len(l.src) && l.byte() == '/' && (l.src[l.at.Byte+1] == '/' || l.src[l.at.Byte+1] == '*') {
		start := l.at
		if l.src[l.at.Byte+1] == '/' {
			l.while(func(b byte) bool { return b != '\n' })
		} else {
			l.blockComment()
		}
		l.found.add(codeUnreadable, diag.Place{File: l.name, Start: start, End: l.at},
			`Put the words into a property named "//", which is passed over.`, "JSON has no comments.")
		l.while(isBlank)
	}
}

func (l *jsonLexer) blockComment() {
	l.step()
	l.step()
	for star := false; l.more(); {
		b := l.byte()
		l.step()
		if star && b == '/' {
			return
		}
		star = b == '*'
	}
}

func isBlank(b byte) bool { return b == ' ' || b == '\t' || b == '\n' || b == '\r' }

func isLetter(b byte) bool {
	return b == '_' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}

func startsNumber(b byte) bool { return b == '-' || b == '+' || b == '.' || b >= '0' && b <= '9' }

func inNumber(b byte) bool { return startsNumber(b) || b == 'e' || b == 'E' }
