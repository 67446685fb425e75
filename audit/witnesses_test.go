package audit

import (
	"slices"
	"strings"
	"testing"

	"detente/act"
	"detente/internal/logcase"
)

// cosigned is the checkpoint of the first entries with the cosignature of a witness.
func cosigned(t *testing.T, c *logcase.Case, n int, witness string) []byte {
	t.Helper()
	older, err := c.Beginning(n)
	if err != nil {
		t.Fatal(err)
	}
	b, err := logcase.Cosign(older.Checkpoint(), witness, 1_893_500_000)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A witness that has cosigned an older checkpoint, which lies beside the newest, has
// seen that head, and the log has to have had it.
func TestOlderCosignedCheckpoint(t *testing.T) {
	c := swap(t)
	l := logOf(folder(t, c))
	l.Cosigned = cosigned(t, c, 12, "north.example")
	l.Witnesses = []string{logcase.WitnessKey("north.example"), logcase.WitnessKey("south.example")}
	r := Run(l)
	for _, line := range []string{
		"gap: The witness north.example has cosigned the first 12 entries of 30.\n",
		"gap: The witness south.example has not cosigned this checkpoint.\n", "cosignatures: 1\n", "heads seen before: 1\n",
	} {
		if !r.Holds() || !strings.Contains(told(r), line) {
			t.Errorf("%s\ndoes not say %s", told(r), line)
		}
	}

	l.Witnesses = nil
	r = Run(l)
	if !r.Holds() || !strings.Contains(told(r), "The cosignature of north.example was not checked") ||
		!strings.Contains(told(r), "No earlier head is known") {
		t.Errorf("a head that nobody known has cosigned: %s", told(r))
	}
}

// A log that a witness has seen, and that is not this one, is found out, whether the
// witness is known or not: publishing both heads gives it away.
func TestCosignedCheckpointOfAnotherLog(t *testing.T) {
	c := swap(t)
	short, err := c.Beginning(20)
	if err != nil {
		t.Fatal(err)
	}
	fork, err := c.Beginning(20)
	if err != nil {
		t.Fatal(err)
	}
	if err := fork.Do("north", act.Act{Kind: act.Note, Words: "Another."}); err != nil {
		t.Fatal(err)
	}
	for _, witnesses := range [][]string{nil, {logcase.WitnessKey("north.example")}} {
		l := logOf(folder(t, c))
		l.Witnesses = witnesses
		l.Cosigned = cosigned(t, fork, 21, "north.example")
		has(t, Run(l), Fork, -1, "The first 21 entries of this log have another head")

		l = logOf(folder(t, short))
		l.Witnesses = witnesses
		l.Cosigned = cosigned(t, c, 30, "north.example")
		r := Run(l)
		has(t, r, Fork, -1, "The log has 20 entries, and a head of 30 was seen by ")
		if n := len(slices.DeleteFunc(r.Findings, func(f Finding) bool { return f.Kind != Fork })); n != 1 {
			t.Errorf("told %d times", n)
		}
	}
}

// What is no cosigned checkpoint of this log, or has another signature, is told.
func TestCosignedCheckpointThatIsNone(t *testing.T) {
	c := swap(t)
	l := logOf(folder(t, c))
	l.Witnesses = []string{logcase.WitnessKey("north.example")}
	l.Cosigned = []byte("nothing\n")
	has(t, Run(l), Form, -1, "The checkpoint with the cosignatures cannot be read")
	other, err := logcase.Swap(2)
	if err != nil {
		t.Fatal(err)
	}
	l.Cosigned = cosigned(t, other, 3, "north.example")
	has(t, Run(l), Form, -1, "which is another log")
	l.Cosigned = cosigned(t, c, 12, "north.example")
	l.Cosigned = []byte(strings.Replace(string(l.Cosigned), "\n12\n", "\n13\n", 1))
	r := Run(l)
	has(t, r, Signature, -1, "The cosignature of north.example does not hold")
	has(t, r, Fork, -1, "The first 13 entries of this log have another head")
}
