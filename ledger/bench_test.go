package ledger

import "testing"

// size is that of the logs that are measured: more acts than most agreements see.
const size = 10_000

func BenchmarkGrow(b *testing.B) {
	stored := must(StoredOf(numbered(size)))
	entry := make([]byte, 1000)
	b.ReportAllocs()
	for b.Loop() {
		must(Grow(size, entry, stored))
	}
}

func BenchmarkFrontierAdd(b *testing.B) {
	f := must(FrontierOf(size, must(StoredOf(numbered(size)))))
	entry := make([]byte, 1000)
	b.ReportAllocs()
	for b.Loop() {
		f.Add(HashEntry(entry)).Root()
	}
}

func BenchmarkInclusion(b *testing.B) {
	stored := must(StoredOf(numbered(size)))
	b.ReportAllocs()
	for b.Loop() {
		must(Inclusion(size, size/3, stored))
	}
}

func BenchmarkCheckInclusion(b *testing.B) {
	entries := numbered(size)
	stored := must(StoredOf(entries))
	head := HeadOfEntries(origin, entries)
	p := must(Inclusion(size, size/3, stored))
	b.ReportAllocs()
	for b.Loop() {
		if err := CheckInclusion(head, size/3, entries[size/3], p); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSignHead(b *testing.B) {
	head, s := HeadOfEntries(origin, numbered(3)), logSigner(b)
	for b.Loop() {
		must(SignHead(head, s))
	}
}

func BenchmarkCheckReceipt(b *testing.B) {
	s := newSample(b)
	r := must(ParseReceipt(s.texts["receipt"]))
	for b.Loop() {
		must(r.Check(s.entries[42], s.log))
	}
}

// A whole log of 10,000 entries of 1,000 bytes computed anew.
func BenchmarkVerify(b *testing.B) {
	entries := make([][]byte, size)
	for i := range entries {
		entries[i] = append(numbered(1)[0], make([]byte, 1000)...)
	}
	head := HeadOfEntries(origin, entries)
	for b.Loop() {
		must(Verify(head, entries))
	}
}
