package agreement

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"detente/diag"
	"detente/syntax"
)

// kind is the type of a block that defines a name.
type kind string

// The kinds of named things. They share one namespace.
const (
	party      kind = "party"
	thirdParty kind = "third_party"
	step       kind = "step"
	exchange   kind = "exchange"
	demand     kind = "demand"
	anchor     kind = "anchor"
	meeting    kind = "meeting"
	source     kind = "source"
	fact       kind = "fact"
	reading    kind = "reading"
	link       kind = "link"
	standOff   kind = "standoff"
	duty       kind = "duty"
	procedure  kind = "procedure"
	quota      kind = "quota"
)

var kinds = []kind{party, thirdParty, step, exchange, demand, anchor, meeting, source, fact, reading, link, standOff, duty, procedure, quota}

// article is what a reader calls a thing of the kind.
func (k kind) article() string {
	switch k {
	case thirdParty:
		return "a third party"
	case standOff:
		return "a stand-off"
	case exchange, anchor:
		return "an " + string(k)
	}
	return "a " + string(k)
}

// oneOf lists kinds as a reader would: "a party or a third party".
func oneOf(kinds []kind) string {
	var s []string
	for _, k := range kinds {
		s = append(s, k.article())
	}
	if len(s) == 1 {
		return s[0]
	}
	return strings.Join(s[:len(s)-1], ", ") + " or " + s[len(s)-1]
}

// label returns the name that a block gives, and whether it is a good one.
func (r *reader) label(b *syntax.Block) (Name, bool) {
	if len(b.Labels) != 1 {
		r.add(codeKind, b.Place, "Write "+b.Type+` "name" { … }.`, "The block %s needs one name; it has %d.", b.Type, len(b.Labels))
		return Name{Place: b.Place}, false
	}
	l := b.Labels[0]
	name := Name{ID: l.Text, Place: l.Place}
	switch {
	case utf8.RuneCountInString(l.Text) > MaxName:
		r.add(codeRange, l.Place, "Choose a shorter name; what people call it goes into an attribute.", "The name of this %s has more than %d characters.", b.Type, MaxName)
		return name, false
	case !isName(l.Text):
		r.add(codeKind, l.Place, "Use letters, digits, _ and -, and begin with a letter.", "The text %q cannot be a name.", l.Text)
		return name, false
	}
	return name, true
}

// isName reports whether references can be made to the name: letters, digits,
// _ and -, beginning with a letter, and none of the words of the notation.
func isName(s string) bool {
	if slices.Contains([]string{"true", "false", "null", "for"}, s) {
		return false
	}
	for i, c := range s {
		letter := unicode.IsLetter(c)
		if !letter && (i == 0 || c != '_' && c != '-' && !unicode.IsDigit(c) && !unicode.IsMark(c)) {
			return false
		}
	}
	return s != ""
}

// define enters the name of a block into the namespace. It reports whether the
// thing is to be kept.
func (r *reader) define(b *syntax.Block, k kind) (Name, bool) {
	name, ok := r.label(b)
	if !ok {
		return name, false
	}
	if first, taken := r.names[name.ID]; taken {
		r.add(codeTwice, name.Place, "Rename one of the two.", "The name %s is given twice: to this %s and to %s at %s.",
			name.ID, strings.ReplaceAll(string(k), "_", " "), first.kind.article(), first.place).
			Places = []diag.Place{first.place, name.Place}
		return name, false
	}
	if r.tooMany(k, name) {
		return name, false
	}
	r.names[name.ID] = defined{kind: k, place: name.Place}
	r.order = append(r.order, name.ID)
	return name, true
}

// most bounds how many things of a kind there are. The largest agreements that
// we know have hundreds of steps and a few dozen actors.
var most = map[kind]int{
	party: 300, thirdParty: 300, step: MaxUnits, exchange: MaxUnits, demand: 1000,
	anchor: 300, meeting: 300, source: 1000, fact: 5000, reading: MaxReadings, link: 50,
	standOff: MaxStandoffs,
	duty:     1000, procedure: 300, quota: 1000,
}

// tooMany counts the things of each kind and reports the first that is too many.
func (r *reader) tooMany(k kind, name Name) bool {
	r.count[k]++
	if r.count[k] == most[k]+1 {
		r.add(codeTooLarge, name.Place, "Divide the agreement.", "There are more than %d blocks of the type %s; this one and those after it are left out.", most[k], k)
	}
	return r.count[k] > most[k]
}

// maxSuggested and maxSearched bound the work spent on suggestions.
const (
	maxSuggested = 100
	maxSearched  = 2000
)

// suggest returns a next move for a name that is not defined: the name of the
// kinds that is most similar to it.
func (r *reader) suggest(id string, among []kind) string {
	r.suggested++
	if r.suggested <= maxSuggested {
		var names []string
		for _, n := range r.order[:min(len(r.order), maxSearched)] {
			if slices.Contains(among, r.names[n].kind) {
				names = append(names, n)
			}
		}
		if fix := didYouMean(Similar(id, names)); fix != "" {
			return fix
		}
	}
	if !isName(id) {
		return "Define it, or correct the name."
	}
	return "Define it with " + string(among[0]) + ` "` + id + `" { … }, or correct the name.`
}

func didYouMean(name string) string {
	if name == "" {
		return ""
	}
	return "Did you mean " + name + "?"
}

// Similar returns the name that s was most likely meant to be, or "". Of equally
// similar names it takes the first.
func Similar(s string, names []string) string {
	best, least := "", 1+len(s)/4 // one slip in a short word, more in a long one
	least = min(least, 3) + 1
	for _, n := range names {
		longer := max(utf8.RuneCountInString(s), utf8.RuneCountInString(n))
		if d := distance(strings.ToLower(s), strings.ToLower(n), least); d < least && 2*d < longer {
			best, least = n, d
		}
	}
	return best
}

// distance counts the letters to insert, delete, replace or swap with their
// neighbour to get from one word to the other (optimal string alignment,
// Damerau 1964). It may return any number ≥ limit where there are that many.
func distance(s, t string, limit int) int {
	a, b := []rune(s), []rune(t)
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit || len(a) > MaxName {
		return limit
	}
	rows := [3][]int{make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		row, above := rows[i%3], rows[(i-1)%3]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], rows[(i-2)%3][j-2]+1)
			}
		}
	}
	return rows[len(a)%3][len(b)]
}
