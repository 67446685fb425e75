package check

import (
	"fmt"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"detente/diag"
)

// misquoted is D501: words given as a quote that do not stand in their source,
// white space aside. Line breaks of the source do not matter, so that a quote
// may run over lines and pages in any script.
func misquoted(t *text) []diag.Finding {
	contents := map[string]string{}
	var found []diag.Finding
	for _, c := range t.claims() {
		s := t.source[c.Source.V.ID]
		if !c.Quote.Given || s == nil || !s.Loaded {
			continue
		}
		content, ok := contents[s.ID]
		if !ok {
			content = solid(s.Content)
			contents[s.ID] = content
		}
		quote := solid(c.Quote.V)
		if strings.Contains(content, quote) {
			continue
		}
		f := c.finding(c.Quote.Place)
		f.Places = addPlace(f.Places, s.Place)
		f.Summary = fmt.Sprintf("The words quoted at %s do not stand in source %s (%s).", c.what, s.ID, s.File.V)
		if len(found) < maxCompared {
			f.Detail = compare(c.Quote.V, quote, content, s.Content)
		}
		f.Fix = "Quote the words as they stand there, leaving nothing out and changing nothing; or name the source they come from."
		found = append(found, f)
	}
	return found
}

// maxCompared bounds the quotes for which the place where they part from the
// source is looked for.
const maxCompared = 100

// solid is the text without white space.
func solid(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// fewest is how many characters have to agree before it is worth saying so.
const fewest = 8

// compare says up to where the source has the words of the quote, and how it
// goes on. content is the source without white space.
func compare(quote, solidQuote, content, source string) string {
	starts := []int{0}
	for i := range solidQuote {
		starts = append(starts, i)
	}
	starts = append(starts, len(solidQuote))
	n := sort.Search(len(starts), func(i int) bool { return !strings.Contains(content, solidQuote[:starts[i]]) })
	common := solidQuote[:starts[n-1]]
	if utf8.RuneCountInString(common) < fewest {
		return "The source has nothing that begins like it."
	}
	end := strings.Index(content, common) + len(common)
	if end == len(content) {
		return fmt.Sprintf("The source agrees up to “%s”, where it ends.", tail(spaced(quote, common)))
	}
	return fmt.Sprintf("The source agrees up to “%s”; there it goes on “%s”", tail(spaced(quote, common)), head(source[len(spaced(source, content[:end])):]))
}

// spaced returns the beginning of the text that holds the solid words, with its
// white space between them.
func spaced(text, solidPart string) string {
	left := utf8.RuneCountInString(solidPart)
	for i, r := range text {
		if left == 0 {
			return text[:i]
		}
		if !unicode.IsSpace(r) {
			left--
		}
	}
	return text
}

// shown is how many characters of a text a detail shows.
const shown = 40

func tail(s string) string {
	r := []rune(oneLine(s))
	if len(r) <= shown {
		return string(r)
	}
	return "…" + string(r[len(r)-shown:])
}

func head(s string) string {
	r := []rune(s)
	r = []rune(oneLine(string(r[:min(len(r), 8*shown)])))
	if len(r) <= shown {
		return string(r)
	}
	return string(r[:shown]) + "…"
}

// oneLine is the text with single spaces.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
