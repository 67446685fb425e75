package web

import (
	"embed"
	"fmt"
	"maps"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"detente/reason"
)

// messageFiles are the words of the pages, and in reasons.*.txt what stands in
// reasons, by their English sentences.
//
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

// catalog has the words of one language by their keys, and the sentences of
// reasons by their forms.
type catalog map[string]string

var catalogs = sync.OnceValue(func() map[string]catalog {
	all := map[string]catalog{}
	for _, l := range Languages() {
		all[l] = catalogOf(l+".txt", parseMessages)
		if l != english {
			maps.Copy(all[l], catalogOf("reasons."+l+".txt", parseReasons))
		}
	}
	return all
})

// english is the language that reasons are written in.
const english = "en"

func catalogOf(file string, parse func(string) (catalog, error)) catalog {
	b, err := messageFiles.ReadFile("messages/" + file)
	if err != nil {
		panic(err) // the file is part of the program
	}
	c, err := parse(string(b))
	if err != nil {
		panic(fmt.Errorf("messages/%s: %w", file, err))
	}
	return c
}

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

// parseReasons reads a file of reasons: two lines for each, the form and what it is
// in the language; empty lines and those that begin with # say nothing.
func parseReasons(text string) (catalog, error) {
	c, form := catalog{}, ""
	for i, line := range strings.Split(text, "\n") {
		switch {
		case strings.HasPrefix(line, "#"):
		case line == "" && form != "":
			return nil, fmt.Errorf("line %d: nothing says what %q is", i+1, form)
		case line == "":
		case form == "" && c[line] != "":
			return nil, fmt.Errorf("line %d has the reason %q once more", i+1, line)
		case form == "":
			form = line
		default:
			c[form], form = line, ""
		}
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
		v := c.put(args[i])
		if m[2] == "" {
			return v
		}
		return v + particle(v, m[2], m[3])
	})
}

// put is what stands in a place.
func (c catalog) put(arg any) string {
	switch a := arg.(type) {
	case error:
		return c.tell(a)
	case reason.Names:
		return c.list(a)
	case reason.Who:
		return c.list(a.Names)
	case reason.Word:
		return c.say(a.Of + "." + a.Word)
	}
	return fmt.Sprint(arg)
}

// tell says why, in a sentence without its full stop: in the language, or in English
// where the language has no words for it.
func (c catalog) tell(why error) string {
	if !c.tells(why) {
		return why.Error()
	}
	r := reason.Of(why)
	return c.say(r.Form, r.Args...)
}

// tells reports whether the language has words for it.
func (c catalog) tells(why error) bool {
	r := reason.Of(why)
	return r != nil && c[r.Form] != ""
}

// Tell says why, in a sentence without its full stop, in one of [Languages]: of a
// reason all but what others have written, of any other error what it says itself.
func Tell(lang string, why error) string { return catalogs()[Language(lang, "")].tell(why) }

// list joins what is named: "a, b and c".
func (c catalog) list(all []string) string {
	switch n := len(all); n {
	case 0:
		return c.say("nobody")
	case 1:
		return all[0]
	default:
		return strings.Join(all[:n-1], c.say("comma")+" ") + " " + c.say("and") + " " + all[n-1]
	}
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
