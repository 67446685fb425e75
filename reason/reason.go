// Package reason keeps why something does not hold in its parts: a sentence with
// places in it, and what stands in them. So an error says itself in English, and
// whoever shows it can say the same in another language, by the English sentence
// as its key. It knows no language but that, and nothing of what it gives reasons for.
package reason

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// Reason is an error in its parts. Two are the same sentence if their forms are.
type Reason struct {
	// Form is the English sentence, without its full stop where it is a clause, with
	// the places {0} to {9}.
	Form string
	// Args stand in the places. [Names], [Who] and [Word] are said in the language of
	// whoever reads, and errors too if they are reasons; all else is the same in every
	// language. They must not change afterwards: the sentence is made when it is read.
	Args []any
}

// New is the reason of a form. The form is written where New is called, so that a
// test finds those that have no translation.
func New(form string, args ...any) error { return &Reason{form, args} }

// Of is the reason that the error is or wraps; nil for an error that has none.
func Of(err error) *Reason {
	var r *Reason
	errors.As(err, &r)
	return r
}

var place = regexp.MustCompile(`\{\d\}`)

// Error says it in English.
func (r *Reason) Error() string {
	return place.ReplaceAllStringFunc(r.Form, func(p string) string {
		if i := int(p[1] - '0'); i < len(r.Args) {
			return fmt.Sprint(r.Args[i])
		}
		return p
	})
}

// Unwrap are the errors among what stands in the places.
func (r *Reason) Unwrap() []error {
	var all []error
	for _, a := range r.Args {
		if err, ok := a.(error); ok {
			all = append(all, err)
		}
	}
	return all
}

// Names are joined: "usa, dprk and iaea".
type Names []string

// String joins them in English.
func (n Names) String() string {
	if len(n) < 2 {
		return strings.Join(n, "")
	}
	return strings.Join(n[:len(n)-1], ", ") + " and " + n[len(n)-1]
}

// Who is Names before a verb, which English bends: "usa has", "usa and dprk have".
// Other languages get the names alone and write their sentences accordingly.
type Who struct {
	Names     Names
	One, Many string // the verb after one name, and after several
}

// String puts the verb after the names.
func (w Who) String() string {
	if len(w.Names) == 1 {
		return w.Names.String() + " " + w.One
	}
	return w.Names.String() + " " + w.Many
}

// Word is a word of which there is one for each of a few cases, such as the kind of
// an act: languages have their own for it.
type Word struct{ Of, Word string }

// String is the word in English.
func (w Word) String() string { return w.Word }

// Quote quotes at most so many characters of what somebody wrote.
func Quote[S ~string](s S, most int) string { return fmt.Sprintf("%.*q", most, s) }
