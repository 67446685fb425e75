package export

import (
	"fmt"
	"math/big"
	"strconv"
	"unicode/utf8"
)

// Limits on a file that is read.
const (
	maxBytes  = 16 << 20
	maxDigits = 1000 // of a number
)

// fault is what is wrong with a file that is read, and where.
func fault(line int, format string, args ...any) error {
	return fmt.Errorf("line %d: %s", line, fmt.Sprintf(format, args...))
}

// scanner takes a file apart into tokens: texts in quotation marks, words
// (letters, digits and _ + - . / in a row), and single signs. It ends the reading
// at the first fault, which it keeps.
type scanner struct {
	src     string
	comment byte // begins a comment that runs to the end of the line; 0: there are none
	at      int
	line    int // of the token, from 1
	next    int // line of what comes after it

	text   string
	quoted bool // the token is a text
	err    error
}

func newScanner(src string, comment byte) *scanner {
	s := &scanner{src: src, comment: comment, line: 1, next: 1}
	switch {
	case len(src) > maxBytes:
		s.err = fault(1, "the file has more than %d MiB", maxBytes>>20)
	case !utf8.ValidString(src):
		s.err = fault(1, "the file is not text in UTF-8")
	}
	s.advance()
	return s
}

func (s *scanner) fail(format string, args ...any) {
	if s.err == nil {
		s.err = fault(s.line, format, args...)
	}
}

// end reports whether there is no token left, or none that can be read.
func (s *scanner) end() bool { return s.err != nil || s.text == "" && !s.quoted }

// advance goes on to the next token.
func (s *scanner) advance() {
	s.text, s.quoted = "", false
	if s.err != nil {
		return
	}
	s.skip()
	s.line = s.next
	if s.at >= len(s.src) {
		return
	}
	from := s.at
	switch {
	case s.src[s.at] == '"':
		s.quote()
		return
	case wordly(s.src[s.at]):
		for s.at < len(s.src) && wordly(s.src[s.at]) {
			s.at++
		}
	default:
		_, n := utf8.DecodeRuneInString(s.src[s.at:])
		s.at += n
	}
	s.text = s.src[from:s.at]
}

func (s *scanner) skip() {
	for s.at < len(s.src) {
		switch c := s.src[s.at]; {
		case c == '\n':
			s.next++
		case c == s.comment && s.comment != 0:
			for s.at+1 < len(s.src) && s.src[s.at+1] != '\n' {
				s.at++
			}
		case c != ' ' && c != '\t' && c != '\r':
			return
		}
		s.at++
	}
}

func wordly(c byte) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		return true
	}
	return c == '_' || c == '+' || c == '-' || c == '.' || c == '/'
}

// quote reads a text; a backslash takes the sign after it for what it is.
func (s *scanner) quote() {
	s.quoted = true
	var text []byte
	for s.at++; s.at < len(s.src); s.at++ {
		switch c := s.src[s.at]; c {
		case '"':
			s.at++
			s.text = string(text)
			return
		case '\\':
			s.at++
			if s.at >= len(s.src) || s.src[s.at] != '"' && s.src[s.at] != '\\' {
				s.fail("in a text a backslash stands before a quotation mark or a backslash")
				return
			}
			text = append(text, s.src[s.at])
		case '\n':
			s.next++
			text = append(text, c)
		default:
			text = append(text, c)
		}
	}
	s.fail("a text begins here and does not end")
}

// is reports whether the token is this word or sign.
func (s *scanner) is(text string) bool { return s.err == nil && !s.quoted && s.text == text }

// want takes one token that has to be this word or sign.
func (s *scanner) want(text string) {
	if !s.is(text) {
		s.fail("%s is expected here, not %s", text, s.shown())
		return
	}
	s.advance()
}

// accept takes the token if it is this word or sign.
func (s *scanner) accept(text string) bool {
	if s.is(text) {
		s.advance()
		return true
	}
	return false
}

// label takes a text in quotation marks.
func (s *scanner) label(what string) string {
	if !s.quoted {
		s.fail("%s in quotation marks is expected here, not %s", what, s.shown())
	}
	text := s.text
	s.advance()
	return text
}

// number takes a whole number from least to most.
func (s *scanner) number(what string, least, most int64) int64 {
	x, err := strconv.ParseInt(s.text, 10, 64)
	if s.quoted || err != nil || x < least || x > most {
		s.fail("%s is expected here, a whole number from %d to %d, not %s", what, least, most, s.shown())
		return least
	}
	s.advance()
	return x
}

// rational takes an exact number: 12, -0.5, 10/3.
func (s *scanner) rational(what string) *big.Rat {
	x, ok := readRational(s.text)
	if s.quoted || !ok {
		s.fail("%s is expected here, a number such as 12, -0.5 or 10/3, not %s", what, s.shown())
		return new(big.Rat)
	}
	s.advance()
	return x
}

func readRational(text string) (*big.Rat, bool) {
	if len(text) > maxDigits {
		return nil, false
	}
	for _, c := range text {
		if (c < '0' || c > '9') && c != '-' && c != '+' && c != '.' && c != '/' {
			return nil, false // no exponents: they make long numbers out of short ones
		}
	}
	return new(big.Rat).SetString(text)
}

// shown is the token for people.
func (s *scanner) shown() string {
	switch {
	case s.quoted:
		return "the text " + strconv.Quote(cut(s.text))
	case s.text == "":
		return "the end of the file"
	}
	return strconv.Quote(cut(s.text))
}

func cut(text string) string {
	if r := []rune(text); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return text
}
