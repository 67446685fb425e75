package amendment_test

import (
	"errors"
	"strings"
	"testing"

	"detente/amendment"
)

const crossing = `
agreement "crossing" { begins = "2030-01-01" }
party "north" {
  name        = "Northbank"
  breach_cost = 4
}
party "south" { breach_cost = major }
third_party "mission" {}
step "lists" {
  by    = north
  gains = { south = minor }
  undo  = 0.5
}
step "posts" {
  by    = north
  parts = 3
  takes = [10, 14]
  costs = { north = 6 }
  gains = { south = vital }
  after = [lists.declared, reopen[1]]
  due   = after(signing, 60)
}
step "reopen" {
  by    = south
  parts = 2
  undo  = full
  costs = { south = major }
  gains = { north = 9 }
}
step "free_a" {
  by = north
}
step "free_b" {
  by = south
}
step "sized" {
  sizes = [1, 3]
}
step "treaty" {
  by    = mission
  locks = [posts]
  due   = "2030-05-01"
}
exchange "release" {
  steps = [free_a, free_b]
}
anchor "signing" { date = "2030-01-01" }
demand "posts_first" {
  of   = south
  that = before(posts, reopen)
}
demand "gone" {
  of      = north
  that    = before(reopen, posts)
  dropped = "2029-12-01"
}
`

func apply(t *testing.T, kind amendment.Kind, text string) (amendment.Applied, error) {
	t.Helper()
	x, err := amendment.Read(kind, text)
	if err != nil {
		return amendment.Applied{}, err
	}
	return x.Apply(read(t, crossing))
}

// What each amendment says of itself, and which lines of the text it changes.
func TestWhatIsSaid(t *testing.T) {
	for _, c := range []struct {
		kind           amendment.Kind
		text, sentence string
		changes        string // "of.attribute: from -> to", joined by "; "
	}{
		{amendment.Drop, "posts_first", "Demand posts_first of south is dropped.", "posts_first.dropped:  -> dropped"},
		{amendment.Drop, "gone", "Demand gone was dropped on 2029-12-01 already.", ""},
		{amendment.Cut, "posts=5", "posts is performed in 5 parts, which together take as long as before.", "posts.parts: 3 -> 5; posts.takes: [10, 14] -> [6, 9]"},
		{amendment.Cut, "posts=[2, 1, 1]", "posts is performed in 3 parts sized 2 : 1 : 1.", "posts.sizes:  -> [2, 1, 1]"},
		{amendment.Cut, "posts=[2,1,0.5,0.5]", "posts is performed in 4 parts sized 2 : 1 : 0.5 : 0.5, which together take as long as before.", "posts.parts: 3 -> 4; posts.sizes:  -> [2, 1, 0.5, 0.5]; posts.takes: [10, 14] -> [8, 11]"},
		{amendment.Cut, "posts=[5,5,5]", "posts is in 3 parts already.", ""},
		{amendment.Cut, "lists=[1, 2]", "lists is performed in 2 parts sized 1 : 2.", "lists.sizes:  -> [1, 2]"},
		{amendment.Cut, "sized=2", "sized is performed in 2 equal parts.", "sized.parts:  -> 2; sized.sizes: [1, 3] -> "},
		{amendment.Cut, "sized=[2, 6]", "sized is in 2 parts sized 1 : 3 already.", ""},
		{amendment.Cut, " posts = 3 ", "posts is in 3 parts already.", ""},
		{amendment.Cut, "posts=1", "posts is performed in one piece, which takes as long as all parts did.", "posts.parts: 3 -> 1; posts.takes: [10, 14] -> [30, 42]"},
		{amendment.Exchange, "posts[2], reopen:mission", "posts[2] and reopen are released together by mission.", "proposed.steps:  -> posts[2], reopen; proposed.held_by:  -> mission"},
		{amendment.Exchange, "posts,reopen", "posts and reopen are released together; who holds both until then is open.", "proposed.steps:  -> posts, reopen"},
		{amendment.Exchange, "free_b,free_a", "free_b and free_a are released together already, in exchange release.", ""},
		{amendment.Date, "posts=2030-03-01", "posts is due on 2030-03-01.", "posts.due: after(signing, 60) -> 2030-03-01"},
		{amendment.Date, "treaty=2030-05-01", "treaty is due on 2030-05-01 already.", ""},
		{amendment.Stake, "north=[3, 4.5]", "Leaving costs Northbank [3, 4.5], instead of 4.", "north.breach_cost: 4 -> [3, 4.5]"},
		{amendment.Stake, "south=vital", "Leaving costs south vital, instead of major.", "south.breach_cost: major -> vital"},
		{amendment.Stake, "north=4", "Leaving costs Northbank 4 already.", ""},
		{amendment.Lock, "treaty=reopen", "treaty makes reopen permanent.", "treaty.locks:  -> reopen"},
		{amendment.Lock, "treaty=posts", "treaty makes posts permanent already.", ""},
		{amendment.Undo, "reopen=none", "Nothing of reopen can be taken back, instead of all.", "reopen.undo: 1 -> 0"},
		{amendment.Undo, "lists=0.50", "A share of 0.5 of lists can be taken back as it is.", ""},
		{amendment.Undo, "posts=0", "Nothing of posts can be taken back as it is.", ""},
		{amendment.Forget, "posts=lists.declared", "posts does not wait for lists.declared.", "posts.after: lists.declared -> "},
	} {
		made, err := apply(t, c.kind, c.text)
		if err != nil {
			t.Errorf("-%s %s: %v", c.kind, c.text, err)
			continue
		}
		var changes []string
		for _, x := range made.Changes {
			changes = append(changes, x.Of+"."+x.Attribute+": "+x.From+" -> "+x.To)
		}
		if got := strings.Join(changes, "; "); made.Sentence != c.sentence || got != c.changes {
			t.Errorf("-%s %s: %q, %q", c.kind, c.text, made.Sentence, got)
		}
	}
}

// What cannot be made is refused, with what is wrong and the next move.
func TestWhatIsRefused(t *testing.T) {
	for _, c := range []struct {
		kind       amendment.Kind
		text       string
		what, next string // what the answer holds
	}{
		{amendment.Drop, "post_first", "there is no demand post_first", "Did you mean posts_first?"},
		{amendment.Drop, "", "no demand is named", "-drop"},
		{amendment.Cut, "posts", "is not of that form", "-cut relief=5"},
		{amendment.Cut, "posts=0", "is not a number of parts", "-cut"},
		{amendment.Cut, "posts=many", "is not a number of parts", "-cut"},
		{amendment.Cut, "posts=1001", "is not a number of parts", "-cut"},
		{amendment.Cut, "posts=[1, 0]", "sizes must have only numbers above 0", "Write what the part is"},
		{amendment.Cut, "posts=[]", "must have from 1 to 1000 numbers", "Write one number"},
		{amendment.Cut, "reopen=[1]", "", ""}, // as for reopen=1
		{amendment.Cut, "past=2", "there is no step past", "Did you mean posts?"},
		{amendment.Cut, "reopen=1", "", ""}, // reopen[1] is then the whole
		{amendment.Exchange, "posts", "two steps or more", ""},
		{amendment.Exchange, "posts,posts[1]", "are the same", ""},
		{amendment.Exchange, "posts[4],reopen", "there is no posts[4]: it has 3 parts", ""},
		{amendment.Exchange, "lists[2],reopen", "there is no lists[2]: it is not in parts", ""},
		{amendment.Exchange, "posts,free_a", "free_a is in exchange release already", ""},
		{amendment.Exchange, "posts,reopen:", "who holds", ""},
		{amendment.Exchange, "posts,reopen:misson", "there is no third party misson", "Did you mean mission?"},
		{amendment.Exchange, "posts,reopen:north", "north is a party", "third party"},
		{amendment.Exchange, "posts.declared,reopen", "is not the name of a step", ""},
		{amendment.Exchange, "posts,lists=2030-01-01", "is not the name of a step", ""},
		{amendment.Date, "posts=soon", "soon", ""},
		{amendment.Stake, "mission=3", "mission is a third party", "north, south"},
		{amendment.Stake, "nort=3", "there is no party nort", "Did you mean north? The parties are: north, south."},
		{amendment.Stake, "north=major", "Northbank counts in numbers", "number"},
		{amendment.Stake, "south=3", "south counts in words", "vital, major"},
		{amendment.Stake, "south=huge", "The word huge is not in the scale", ""},
		{amendment.Stake, "north=-1", "must not be negative", ""},
		{amendment.Stake, "north=1}", "cannot be read", ""},
		{amendment.Lock, "treaty=treaty", "cannot make itself permanent", ""},
		{amendment.Lock, "lists=posts", "posts is made permanent by treaty already", ""},
		{amendment.Lock, "lists=pots", "there is no step pots", "Did you mean posts?"},
		{amendment.Undo, "reopen=1.5", "from 0 to 1", ""},
		{amendment.Undo, "reopen=ful", "ful", "full"},
		{amendment.Forget, "posts=lists", "does not have posts wait for lists", "It waits for: lists.declared, reopen[1]."},
		{amendment.Forget, "lists=posts", "has lists wait for nothing", "-drop"},
		{amendment.Forget, "posts=lsts", "there is no step lsts", "Did you mean lists?"},
	} {
		_, err := apply(t, c.kind, c.text)
		if c.what == "" {
			if err != nil {
				t.Errorf("-%s %s: %v", c.kind, c.text, err)
			}
			continue
		}
		var no *amendment.Error
		if !errors.As(err, &no) || !strings.Contains(no.What, c.what) || !strings.Contains(no.Next, c.next) {
			t.Errorf("-%s %s: %+v", c.kind, c.text, err)
		}
	}
}

// A part that the text names has to stay.
func TestCutKeepsWhatIsNamed(t *testing.T) {
	x, err := amendment.Read(amendment.Cut, "reopen=1")
	if err != nil {
		t.Fatal(err)
	}
	_, err = x.Apply(read(t, strings.Replace(crossing, "reopen[1]", "reopen[2]", 1)))
	var no *amendment.Error
	if !errors.As(err, &no) || !strings.Contains(no.What, "the text names reopen[2] (t.deal:20:") || no.Next != "Leave it at least 2 parts." {
		t.Errorf("%+v", err)
	}
}

// Whatever is written, it is an amendment or an error.
func FuzzRead(f *testing.F) {
	for _, k := range amendment.Kinds() {
		for _, text := range []string{"", "posts_first", "posts=3", "posts,reopen:mission", "posts=2030-01-01", "north=[1, 2]", "posts=lists.declared", "a=\n}"} {
			f.Add(string(k), text)
		}
	}
	a := read(f, crossing)
	f.Fuzz(func(t *testing.T, kind, text string) {
		for _, k := range amendment.Kinds() {
			if string(k) != kind {
				continue
			}
			x, err := amendment.Read(k, text)
			if err == nil {
				_, err = x.Apply(a)
			}
			var no *amendment.Error
			if err != nil && (!errors.As(err, &no) || no.What == "") {
				t.Fatalf("%q: %v", text, err)
			}
		}
	})
}
