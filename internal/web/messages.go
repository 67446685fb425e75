package web

import (
	"embed"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed messages/*.txt
var messageFiles embed.FS

// Languages are the languages of the pages, as tags of BCP 47, the first being
// the one of readers who ask for none of them.
func Languages() []string { return []string{"en", "de", "ko"} }

// Language picks the language of a page: the chosen one where there is one of
// that name, else the first of the reader's own list (the header Accept-Language;
// its order counts, its weights do not) that there is, else the first.
func Language(chosen, accept string) string {
	for _, want := range append([]string{chosen}, strings.Split(accept, ",")...) {
		tag, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(want)), ";")
		tag, _, _ = strings.Cut(tag, "-")
		for _, l := range Languages() {
			if tag == l {
				return l
			}
		}
	}
	return Languages()[0]
}

// catalog has the words of one language by their keys.
type catalog map[string]string

var catalogs = sync.OnceValue(func() map[string]catalog {
	all := map[string]catalog{}
	for _, l := range Languages() {
		b, err := messageFiles.ReadFile("messages/" + l + ".txt")
		if err != nil {
			panic(err) // the file is part of the program
		}
		all[l], err = parseMessages(string(b))
		if err != nil {
			panic(fmt.Errorf("messages/%s.txt: %w", l, err))
		}
	}
	return all
})

// parseMessages reads a file of messages: lines "key = text"; empty lines and
// those that begin with # say nothing.
func parseMessages(text string) (catalog, error) {
	c := catalog{}
	for i, line := range strings.Split(text, "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, text, ok := strings.Cut(line, " = ")
		switch {
		case !ok || key == "" || text == "":
			return nil, fmt.Errorf("line %d is not of the form key = text", i+1)
		case c[key] != "":
			return nil, fmt.Errorf("line %d has the key %s once more", i+1, key)
		}
		c[key] = text
	}
	return c, nil
}

// placeholder is {0}, or in Korean {0:이/가}: the particle that fits the end of
// what is put in.
var placeholder = regexp.MustCompile(`\{(\d)(?::([^/}]+)/([^}]+))?\}`)

// say is the text of the key with the arguments in their places; a key that there
// is not comes out as itself, so that a page still shows what was meant.
func (c catalog) say(key string, args ...any) string {
	text, ok := c[key]
	if !ok {
		return key
	}
	return placeholder.ReplaceAllStringFunc(text, func(p string) string {
		m := placeholder.FindStringSubmatch(p)
		i, _ := strconv.Atoi(m[1])
		if i >= len(args) {
			return p
		}
		v := fmt.Sprint(args[i])
		if m[2] == "" {
			return v
		}
		return v + particle(v, m[2], m[3])
	})
}

// particle picks the Korean particle that follows the word: the first where the
// word ends in a consonant, the second where it ends in a vowel. After letters
// whose sound is not known both stand, 은(는), as Korean texts do it.
func particle(word, consonant, vowel string) string {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(word, `”"')]`))
	end, known := finalSound(r)
	switch {
	case !known:
		return consonant + "(" + vowel + ")"
	case end == 0 || end == rieul && vowel == "로":
		return vowel
	}
	return consonant
}

// rieul is the number of ㄹ among the final consonants of Hangul syllables, in
// Unicode's order; 으로 is 로 after it.
const rieul = 8

// finalSound is the number of the consonant that a syllable or a digit, read in
// Korean, ends in; 0 is none.
func finalSound(r rune) (sound int, known bool) {
	switch {
	case r >= '가' && r <= '힣':
		return int(r-'가') % 28, true
	case r >= '0' && r <= '9': // 영 일 이 삼 사 오 육 칠 팔 구
		return [...]int{21, rieul, 0, 16, 0, 0, 1, rieul, rieul, 0}[r-'0'], true
	}
	return 0, false
}
