package ledger

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Every proof of inclusion checks, and for no other entry, place or head.
func TestInclusion(t *testing.T) {
	entries := numbered(41)
	stored := must(StoredOf(entries))
	heads := Rebuild(origin, entries)
	for size := int64(1); size <= 41; size++ {
		for i := range size {
			p := must(Inclusion(size, i, stored))
			if err := CheckInclusion(heads[size], i, entries[i], p); err != nil {
				t.Fatal(err)
			}
			for other := range size {
				if other == i {
					continue
				}
				if CheckInclusion(heads[size], other, entries[i], p) == nil {
					t.Errorf("size %d: the proof of entry %d checks at %d", size, i, other)
				}
				if CheckInclusion(heads[size], i, entries[other], p) == nil {
					t.Errorf("size %d: the proof of entry %d checks for entry %d", size, i, other)
				}
			}
			if size > 1 && CheckInclusion(heads[size-1], i, entries[i], p) == nil {
				t.Errorf("size %d: the proof of entry %d checks at the head before", size, i)
			}
		}
	}
}

// Every proof of consistency checks, and between no other heads.
func TestConsistency(t *testing.T) {
	entries := numbered(33)
	stored := must(StoredOf(entries))
	heads := Rebuild(origin, entries)
	forked := Rebuild(origin, append([][]byte{[]byte("another first entry")}, entries[1:]...))
	for n := range heads {
		for o := range n + 1 {
			p := must(Consistency(int64(o), int64(n), stored))
			if err := CheckConsistency(heads[o], heads[n], p); err != nil {
				t.Fatal(err)
			}
			if o > 0 && CheckConsistency(forked[o], heads[n], p) == nil {
				t.Errorf("the head of another log at %d is continued at %d", o, n)
			}
			if o > 0 && CheckConsistency(heads[o], forked[n], p) == nil {
				t.Errorf("the head at %d is continued by another log at %d", o, n)
			}
			if CheckConsistency(heads[o], heads[n], append(p[:len(p):len(p)], EmptyRoot())) == nil {
				t.Errorf("from %d to %d: the proof checks with a hash too many", o, n)
			}
			if len(p) > 0 && CheckConsistency(heads[o], heads[n], p[:len(p)-1]) == nil {
				t.Errorf("from %d to %d: the proof checks with a hash too few", o, n)
			}
		}
	}
}

// Any changed bit of an entry or of a proof is noticed.
func TestChangedProofs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := rapid.SliceOfN(rapid.SliceOfN(rapid.Byte(), 1, 30), 2, 50).Draw(t, "entries")
		n := int64(len(entries))
		stored := must(StoredOf(entries))
		heads := Rebuild(origin, entries)
		i := rapid.Int64Range(0, n-1).Draw(t, "index")
		old := rapid.Int64Range(1, n-1).Draw(t, "old")
		in, con := must(Inclusion(n, i, stored)), must(Consistency(old, n, stored))

		flip(entries[i], rapid.IntRange(0, len(entries[i])*8-1).Draw(t, "bit"), func() {
			if CheckInclusion(heads[n], i, entries[i], in) == nil {
				t.Fatal("a changed entry is proved")
			}
			if _, err := Verify(heads[n], entries); err == nil {
				t.Fatal("a changed entry is verified")
			}
		})
		for k := range in {
			flip(in[k][:], rapid.IntRange(0, 255).Draw(t, "bit"), func() {
				if CheckInclusion(heads[n], i, entries[i], in) == nil {
					t.Fatal("a changed proof of inclusion checks")
				}
			})
		}
		for k := range con {
			flip(con[k][:], rapid.IntRange(0, 255).Draw(t, "bit"), func() {
				if CheckConsistency(heads[old], heads[n], con) == nil {
					t.Fatal("a changed proof of consistency checks")
				}
			})
		}
		if CheckInclusion(heads[n], i, entries[i], in) != nil || CheckConsistency(heads[old], heads[n], con) != nil {
			t.Fatal("the proofs do not check unchanged")
		}
	})
}

// flip changes one bit while do runs.
func flip(b []byte, bit int, do func()) {
	b[bit/8] ^= 1 << (bit % 8)
	do()
	b[bit/8] ^= 1 << (bit % 8)
}

// What cannot be is said in a sentence, and nothing panics.
func TestOutOfRange(t *testing.T) {
	entries := numbered(5)
	stored := must(StoredOf(entries))
	heads := Rebuild(origin, entries)
	other := Head{"detente/other", 5, heads[5].Root}
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"entry too long":                {second(Grow(5, make([]byte, MaxEntry+1), stored)), "65536 bytes"},
		"one of several too long":       {second(GrowAll(4, [][]byte{nil, make([]byte, MaxEntry+1)}, stored)), "entry 5 has 65536 bytes"},
		"size below zero":               {second(HeadOf(origin, -1, stored)), "not -1"},
		"size above the most":           {second(HeadOf(origin, MaxSize+1, stored)), "entries, not"},
		"hashes missing":                {second(HeadOf(origin, 6, stored)), "asked for"},
		"frontier, hashes missing":      {second(FrontierOf(6, stored)), "asked for"},
		"frontier below zero":           {second(FrontierOf(-1, stored)), "not -1"},
		"origin not in UTF-8":           {second(HeadOf("a\xff", 5, stored)), "not in UTF-8"},
		"receipt after the end":         {second(NewReceipt(5, nil, must(SignHead(heads[5], logSigner(t))))), "no entry 5"},
		"receipt of no checkpoint":      {second(NewReceipt(0, nil, nil)), "no signatures"},
		"origin with a space":           {second(HeadOf("a b", 5, stored)), "a space"},
		"entry after the end":           {second(Inclusion(5, 5, stored)), "no entry 5"},
		"entry below zero":              {second(Inclusion(5, -1, stored)), "no entry -1"},
		"proof, hashes missing":         {second(Inclusion(8, 0, stored)), "asked for"},
		"check after the end":           {CheckInclusion(heads[5], 5, nil, nil), "no entry 5"},
		"check of a wrong head":         {CheckInclusion(Head{origin, -1, Hash{}}, 0, nil, nil), "not -1"},
		"shrinking":                     {second(Consistency(5, 4, stored)), "cannot continue"},
		"check of shrinking":            {CheckConsistency(heads[5], heads[4], nil), "cannot continue"},
		"from below zero":               {second(Consistency(-1, 4, stored)), "cannot continue"},
		"another log":                   {CheckConsistency(heads[5], other, nil), "two logs"},
		"consistency, missing":          {second(Consistency(2, 8, stored)), "asked for"},
		"from a wrong nothing":          {CheckConsistency(Head{origin, 0, Hash{}}, heads[5], nil), "does not show"},
		"a wrong nothing after nothing": {CheckConsistency(heads[0], Head{origin, 0, Hash{}}, nil), "does not show"},
		"head not reached":              {must(Verify(heads[5], entries)).Agrees(Head{origin, 6, Hash{}}), "no head at 6"},
		"head of another log":           {must(Verify(heads[5], entries)).Agrees(other), "not one of this log"},
		"too few entries":               {second(Verify(heads[5], entries[:4])), "names 5 entries, and there are 4"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%s: %v, want something with %q", name, c.err, c.want)
		}
	}
	short := HashReaderFunc(func([]int64) ([]Hash, error) { return nil, nil })
	if _, err := FrontierOf(3, short); err == nil {
		t.Error("a reader that returns too little is believed")
	}
	if _, err := After(short, 100, nil).ReadHashes([]int64{1}); err == nil {
		t.Error("a reader that returns too little is believed")
	}
	full := errors.New("the disk is full")
	if _, err := Grow(5, nil, HashReaderFunc(func([]int64) ([]Hash, error) { return nil, full })); !errors.Is(err, full) {
		t.Errorf("the reason of a reader is lost: %v", err)
	}
}

// HashReaderFunc is a reader for tests.
type HashReaderFunc func([]int64) ([]Hash, error)

func (f HashReaderFunc) ReadHashes(x []int64) ([]Hash, error) { return f(x) }

func second[T any](_ T, err error) error { return err }

// A log is verified: each head it has had, and its proofs.
func TestVerified(t *testing.T) {
	entries := numbered(20)
	v := must(Verify(HeadOfEntries(origin, entries), entries))
	for n, h := range Rebuild(origin, entries) {
		if err := v.Agrees(h); err != nil {
			t.Error(err)
		}
		if got := must(v.HeadAt(int64(n))); got != h {
			t.Errorf("head at %d: %v", n, got)
		}
		h.Root[0] ^= 1
		if v.Agrees(h) == nil {
			t.Errorf("a head of another log at %d agrees", n)
		}
	}
	if err := CheckInclusion(v.Head(), 7, v.Entries()[7], must(Inclusion(20, 7, v))); err != nil {
		t.Error(err)
	}
}

// The frontier before and the hashes of the new entries are all that the head and
// the receipts of the new entries take.
func TestReceiptsFromTheFrontier(t *testing.T) {
	entries := numbered(70)
	stored := must(StoredOf(entries))
	for old := range int64(70) {
		for size := old + 1; size <= 70; size++ {
			f := must(FrontierOf(old, stored))
			next, hashes, err := f.Grow(entries[old:size]...)
			if err != nil || next.Size() != size || f.Size() != old {
				t.Fatal(err)
			}
			head, r := next.Head(origin), After(f, StoredCount(old), hashes)
			if want := must(HeadOf(origin, size, stored)); head != want || must(HeadOf(origin, size, r)) != want {
				t.Fatalf("from %d to %d: %v, want %v", old, size, head, want)
			}
			for i := old; i < size; i++ {
				if err := CheckInclusion(head, i, entries[i], must(Inclusion(size, i, r))); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if _, err := must(FrontierOf(5, stored)).ReadHashes([]int64{0}); err == nil {
		t.Error("a hash that is not in the frontier is read")
	}
	full := Frontier{size: MaxSize, peaks: []Hash{{}}}
	if _, _, err := full.Grow(nil); err == nil {
		t.Error("a full log grows")
	}
}

// What is about to be stored can be read together with what is.
func TestAfter(t *testing.T) {
	entries := numbered(12)
	all := must(StoredOf(entries))
	old := StoredCount(5)
	r := After(all[:old], old, all[old:])
	for n := range int64(13) {
		if got := must(HeadOf(origin, n, r)); got != HeadOfEntries(origin, entries[:n]) {
			t.Errorf("at %d: %v", n, got)
		}
	}
	if _, err := r.ReadHashes([]int64{int64(len(all))}); err == nil {
		t.Error("a hash after the end is read")
	}
}
