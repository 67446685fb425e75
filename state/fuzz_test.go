package state

import (
	"bytes"
	"testing"

	"detente/act"
)

// FuzzAppend folds foreign bytes, one entry in a line. Whatever they are, it does
// not panic, an entry that is refused changes nothing, and what was said
// beforehand is what comes of it.
func FuzzAppend(f *testing.F) {
	fresh := func(t testing.TB) *logged {
		l := &logged{t: t, texts: map[string]*Text{}, named: map[string]string{}}
		l.text("a.deal", "agreement \"a\" {}\nparty \"north\" { keys = [KEY(north)] }\nparty \"south\" { keys = [KEY(south)] }\nstep \"maps\" { by = north }\n")
		l.text("b.deal", "agreement \"a\" { title = \"b\" }\nparty \"north\" { keys = [KEY(north2)] }\nparty \"south\" { keys = [KEY(south)] }\nstep \"maps\" { by = north }\n")
		return l
	}
	l := fresh(f)
	l.run("2030-01-01T09:00 north sign\n2030-01-01T09:00 south sign\n2030-01-02T09:00 north declare step=maps on=2030-01-02\n" +
		"2030-01-02T10:00 south dispute of=2 words=no\n2030-01-02T11:00 north answer of=3 result=accepted\n" +
		"2030-01-02T11:00 north rekey add=north3\n2030-01-03T11:00 south waive step=maps pair=p:north:waive:maps before=2030-02-01T00:00\n" +
		"2030-01-03T12:00 south amend new=b.deal\n2030-01-03T12:00 north amend new=b.deal\n")
	for n := range l.entries {
		f.Add(bytes.Join(l.entries[:n+1], []byte("\n")))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		s := fresh(t).state
		for line := range bytes.SplitSeq(b, []byte("\n")) {
			var admits error
			e, err := act.ParseEntry(line)
			if err == nil {
				admits = s.Admits(e.Envelope, e.Received)
			}
			size, head := s.Size(), s.Head()
			if s.Append(line) != nil {
				if s.Size() != size || s.Head() != head {
					t.Fatal("an entry that is refused is in the log")
				}
				continue
			}
			if r := s.Records()[size]; err != nil || (r.Unfit == nil) != (admits == nil) {
				t.Fatalf("asked beforehand %v, afterwards %v", admits, r.Unfit)
			}
		}
		_ = show(s.On(DayOf(s.last), s.last))
	})
}
