package families_test

import (
	"reflect"
	"testing"

	"detente/agreement"
	"detente/internal/families"
	"detente/worth"
)

// The same seed gives the same agreement, of so many steps and parties, by which everybody
// gains; another seed another one.
func TestAgreementsAreDrawn(t *testing.T) {
	for _, f := range families.All() {
		if named, err := families.Named(f.Name); err != nil || named.Says != f.Says {
			t.Errorf("%s: %v", f.Name, err)
		}
		parties := 3
		if f.Parties > 0 {
			parties = f.Parties
		}
		a, again, other := f.Draw(20, 3, 1), f.Draw(20, 3, 1), f.Draw(20, 3, 2)
		if !reflect.DeepEqual(a, again) {
			t.Errorf("%s: the same seed gives another agreement", f.Name)
		}
		if reflect.DeepEqual(a.Steps, other.Steps) {
			t.Errorf("%s: another seed gives the same agreement", f.Name)
		}
		if len(a.Steps) != 20 || len(a.Parties()) != parties {
			t.Errorf("%s: %d steps, %d parties", f.Name, len(a.Steps), len(a.Parties()))
		}
		for _, x := range worth.Accounts(agreement.NewCourse(a, agreement.Asking{})) {
			if x.NoGain() {
				t.Errorf("%s: %s gains nothing", f.Name, x.Party.ID)
			}
		}
	}
	if _, err := families.Named("none"); err == nil {
		t.Error("there is a family of that name")
	}
}
