package store

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"detente/ledger"
)

func TestTexts(t *testing.T) {
	onEach(t, func(t *testing.T, address string) {
		db := reopened(t, address)
		for _, text := range []string{"first", "second"} {
			if err := db.PutText(t.Context(), "hash", []byte(text)); err != nil {
				t.Fatal(err)
			}
		}
		if text, err := db.Text(t.Context(), "hash"); err != nil || string(text) != "first" {
			t.Errorf("%q, %v", text, err)
		}
		if _, err := db.Text(t.Context(), "none"); !errors.Is(err, ErrNotFound) {
			t.Errorf("a text that is not there: %v", err)
		}
	})
}

func TestCosignatures(t *testing.T) {
	onEach(t, func(t *testing.T, address string) {
		db := reopened(t, address)
		origin := create(t, db, "a")
		head, err := db.Head(t.Context(), origin)
		if err != nil {
			t.Fatal(err)
		}
		sign := func(name string, at int64) ledger.Signature {
			by, err := ledger.NewCosigner(name, private.Public().(ed25519.PublicKey), at, ledger.With(private))
			if err != nil {
				t.Fatal(err)
			}
			s, err := ledger.Sign(head, by)
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		b, old, a := sign("b.example/witness", 5), sign("a.example/witness", 5), sign("a.example/witness", 6)
		for _, s := range []ledger.Signature{b, old, a} {
			if err := db.PutCosignature(t.Context(), origin, 1, s); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := db.Cosignatures(t.Context(), origin, 1); err != nil || !reflect.DeepEqual(got, []ledger.Signature{a, b}) {
			t.Errorf("%v, %v", got, err)
		}
		if err := db.PutCosignature(t.Context(), origin, 2, a); !errors.Is(err, ErrNotFound) {
			t.Errorf("of a head that is not there: %v", err)
		}
		if got, err := db.Cosignatures(t.Context(), origin, 2); err != nil || got != nil {
			t.Errorf("of a head that is not there: %v, %v", got, err)
		}
	})
}

func TestEntries(t *testing.T) {
	onEach(t, func(t *testing.T, address string) {
		db := reopened(t, address)
		origin := create(t, db, "a")
		if _, err := db.Append(t.Context(), origin, key("1"), take("1"), seal); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			from, to int64
			want     string
			ok       bool
		}{{0, 2, "01", true}, {1, 2, "1", true}, {2, 2, "", true}, {0, 3, "", false}, {2, 1, "", false}, {-1, 1, "", false}} {
			got, err := db.Entries(t.Context(), origin, c.from, c.to)
			all := ""
			for _, e := range got {
				all += string(e)
			}
			if (err == nil) != c.ok || c.ok && all != c.want {
				t.Errorf("from %d to %d: %q, %v", c.from, c.to, all, err)
			}
		}
		if _, err := db.Entries(t.Context(), "detente/none", 0, 0); !errors.Is(err, ErrNotFound) {
			t.Errorf("of a log that is not there: %v", err)
		}
	})
}

func TestSessions(t *testing.T) {
	onEach(t, func(t *testing.T, address string) {
		db := reopened(t, address)
		now := time.UnixMilli(1_000_000)
		// The store as alexedwards/scs asks for it.
		var s interface {
			Find(token string) ([]byte, bool, error)
			Commit(token string, data []byte, ends time.Time) error
			Delete(token string) error
			FindCtx(ctx context.Context, token string) ([]byte, bool, error)
			CommitCtx(ctx context.Context, token string, data []byte, ends time.Time) error
			DeleteCtx(ctx context.Context, token string) error
		} = db.Sessions(func() time.Time { return now })
		has := func(token, want string) {
			t.Helper()
			data, found, err := s.FindCtx(t.Context(), token)
			if err != nil || found != (want != "") || string(data) != want {
				t.Errorf("the session %s is %q, %v, %v, and should be %q", token, data, found, err, want)
			}
		}
		ends := now.Add(time.Second)
		for token, data := range map[string]string{"a": "old", "b": "other"} {
			if err := s.Commit(token, []byte(data), ends); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Commit("a", []byte("new"), ends.Add(time.Second)); err != nil {
			t.Fatal(err)
		}
		has("a", "new")
		has("b", "other")
		now = ends
		has("a", "new")
		has("b", "")
		if err := db.Sessions(func() time.Time { return now }).Clear(t.Context()); err != nil {
			t.Fatal(err)
		}
		now = now.Add(-time.Second)
		has("b", "") // it is gone, whatever the clock says
		for range 2 {
			if err := s.Delete("a"); err != nil {
				t.Fatal(err)
			}
			has("a", "")
		}
	})
}

func TestPasskeys(t *testing.T) {
	onEach(t, func(t *testing.T, address string) {
		db := reopened(t, address)
		a, b := create(t, db, "a"), create(t, db, "b")
		ctx := t.Context()
		one := Passkey{[]byte{0, 1}, a, "north", []byte(`{"count":1}`)}
		two := Passkey{[]byte{2}, a, "north", []byte(`{}`)}
		for _, p := range []Passkey{two, one, {[]byte{3}, a, "south", []byte(`{}`)}, {[]byte{4}, b, "north", []byte(`{}`)}} {
			if err := db.PutPasskey(ctx, p); err != nil {
				t.Fatal(err)
			}
		}
		one.Record = []byte(`{"count":2}`)
		if err := db.PutPasskey(ctx, one); err != nil {
			t.Fatal(err)
		}
		if got, err := db.Passkeys(ctx, a, "north"); err != nil || !reflect.DeepEqual(got, []Passkey{one, two}) {
			t.Errorf("%v, %v", got, err)
		}
		for _, p := range []Passkey{{one.Credential, a, "south", nil}, {one.Credential, b, "north", nil}} {
			p.Record = []byte("taken")
			if err := db.PutPasskey(ctx, p); !errors.Is(err, ErrExists) {
				t.Errorf("taken by %s of %s: %v", p.Actor, p.Origin, err)
			}
		}
		if got, err := db.Passkey(ctx, one.Credential); err != nil || !reflect.DeepEqual(got, one) {
			t.Errorf("%v, %v", got, err)
		}
		if err := db.RemovePasskey(ctx, one.Credential); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Passkey(ctx, one.Credential); !errors.Is(err, ErrNotFound) {
			t.Errorf("removed, and there is %v", err)
		}
		if err := db.PutPasskey(ctx, Passkey{[]byte{9}, "detente/none", "north", nil}); !errors.Is(err, ErrNotFound) {
			t.Errorf("of a log that is not there: %v", err)
		}
	})
}

func TestEvidence(t *testing.T) {
	onEach(t, func(t *testing.T, address string) {
		db := reopened(t, address)
		a, b := create(t, db, "a"), create(t, db, "b")
		ctx := t.Context()
		photo, letter := Evidence{"f0", 1 << 40, "photo of the gate.jpg", 20}, Evidence{"0f", 0, "편지.pdf", 10}
		for _, e := range []Evidence{photo, letter, {photo.Hash, 1, "other name", 30}} {
			if err := db.PutEvidence(ctx, a, e); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := db.Evidence(ctx, a); err != nil || !reflect.DeepEqual(got, []Evidence{letter, photo}) {
			t.Errorf("%v, %v", got, err)
		}
		for origin, want := range map[string]int{b: 2, a: 1} { // that of b removes nothing of a
			if err := db.RemoveEvidence(ctx, origin, photo.Hash); err != nil {
				t.Fatal(err)
			}
			if got, err := db.Evidence(ctx, a); origin == a && (err != nil || len(got) != want) {
				t.Errorf("%v, %v", got, err)
			}
		}
		if err := db.PutEvidence(ctx, "detente/none", photo); !errors.Is(err, ErrNotFound) {
			t.Errorf("of a log that is not there: %v", err)
		}
	})
}

// Of many that claim a name, here and elsewhere, one gets it; others once the lease
// is over, and nobody once it is done.
func TestClaim(t *testing.T) {
	now := time.Date(2030, 1, 2, 9, 0, 0, 0, time.UTC)
	onEach(t, func(t *testing.T, address string) {
		replicas := []*DB{reopened(t, address), reopened(t, address)}
		for i := range 5 {
			var won atomic.Int32
			var all sync.WaitGroup
			for j := range 8 {
				all.Go(func() {
					first, err := replicas[j%2].Claim(context.Background(), fmt.Sprint("reminder ", i), now, time.Minute)
					if err != nil {
						t.Error(err)
					}
					if first {
						won.Add(1)
					}
				})
			}
			all.Wait()
			if won.Load() != 1 {
				t.Errorf("%d got the name", won.Load())
			}
		}
		claim := func(later time.Duration) bool {
			t.Helper()
			mine, err := replicas[0].Claim(context.Background(), "reminder 0", now.Add(later), time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			return mine
		}
		if claim(30 * time.Second) {
			t.Error("claimed within the lease of another")
		}
		if !claim(2 * time.Minute) {
			t.Error("not to be had after the lease")
		}
		if err := replicas[1].Sent(context.Background(), "reminder 0"); err != nil {
			t.Fatal(err)
		}
		if claim(1000 * time.Hour) {
			t.Error("claimed although it is done")
		}
	})
}
