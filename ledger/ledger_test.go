package ledger

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

// origin is that of the log in these tests.
const origin = "detente/6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"

// key makes a key from a name: the same each time.
func key(name string) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte(name))
	return ed25519.NewKeyFromSeed(seed[:])
}

func public(name string) ed25519.PublicKey { return key(name).Public().(ed25519.PublicKey) }

func logSigner(t testing.TB) *Signer {
	t.Helper()
	return must(NewSigner(origin, public("log"), With(key("log"))))
}

func cosigner(t testing.TB, name string, seconds int64) *Signer {
	t.Helper()
	return must(NewCosigner(name, public(name), seconds, With(key(name))))
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// numbered are entries of a log; an entry says its number.
func numbered(n int) [][]byte {
	entries := make([][]byte, n)
	for i := range entries {
		entries[i] = fmt.Appendf(nil, "entry %d", i)
	}
	return entries
}

// tree is the dumb second version: the root by the definition of RFC 6962, 2.1.
func tree(entries [][]byte) Hash {
	switch n := len(entries); n {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return sha256.Sum256(append([]byte{0}, entries[0]...))
	default:
		k := 1
		for k*2 < n {
			k *= 2
		}
		l, r := tree(entries[:k]), tree(entries[k:])
		return sha256.Sum256(append(append([]byte{1}, l[:]...), r[:]...))
	}
}

// The leaves and roots that implementations of RFC 6962 have tried each other by
// since Certificate Transparency's first one.
func TestKnownRoots(t *testing.T) {
	leaves := []string{
		"", "00", "10", "2021", "3031", "40414243", "5051525354555657",
		"606162636465666768696a6b6c6d6e6f",
	}
	roots := []string{
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
		"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
		"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	}
	var entries [][]byte
	for _, l := range leaves {
		entries = append(entries, must(hex.DecodeString(l)))
	}
	for n, want := range roots {
		for how, got := range map[string]Hash{
			"by definition": tree(entries[:n]),
			"of entries":    HeadOfEntries(origin, entries[:n]).Root,
			"rebuilt":       Rebuild(origin, entries)[n].Root,
			"from stored":   must(HeadOf(origin, int64(n), must(StoredOf(entries)))).Root,
		} {
			if hex.EncodeToString(got[:]) != want {
				t.Errorf("the root of %d leaves %s is %x, want %s", n, how, got, want)
			}
		}
	}
}

// However a log is grown, its hashes and heads are those of the whole.
func TestGrowIsRebuild(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := rapid.SliceOfN(rapid.SliceOfN(rapid.Byte(), 0, 40), 0, 70).Draw(t, "entries")
		whole := must(StoredOf(entries))
		heads := Rebuild(origin, entries)
		var stored Stored
		for at := 0; at < len(entries); {
			n := rapid.IntRange(1, min(9, len(entries)-at)).Draw(t, "group")
			stored = append(stored, must(GrowAll(int64(at), entries[at:at+n], stored))...)
			at += n
			want := Head{origin, int64(at), tree(entries[:at])}
			if got := must(HeadOf(origin, int64(at), stored)); got != want {
				t.Fatalf("grown: %v, want %v", got, want)
			}
			if got := must(FrontierOf(int64(at), stored)); got.Head(origin) != want || got.Size() != want.Size {
				t.Fatalf("frontier: %v, want %v", got.Head(origin), want)
			}
			if heads[at] != want || HeadOfEntries(origin, entries[:at]) != want {
				t.Fatalf("rebuilt: %v, want %v", heads[at], want)
			}
			if StoredCount(int64(at)) != int64(len(stored)) {
				t.Fatalf("%d entries have %d stored hashes, and there are %d", at, StoredCount(int64(at)), len(stored))
			}
		}
		r := Stored(nil)
		for n, e := range entries {
			theirs := must(tlog.StoredHashes(int64(n), e, r))
			if ours := must(Grow(int64(n), e, r)); !slices.Equal(ours, theirs) {
				t.Fatalf("entry %d gives the hashes %v, want %v", n, ours, theirs)
			}
			r = append(r, theirs...)
		}
		for i := range whole {
			if whole[i] != stored[i] {
				t.Fatalf("stored hash %d differs", i)
			}
		}
	})
}
