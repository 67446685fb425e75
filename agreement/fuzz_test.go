package agreement

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"detente/syntax"
)

// FuzzRead: any bytes, as a text and as an overlay on another, give a model that
// is closed and findings that are sentences, the same each time.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"model", "findings", "overlays", "readings", "standoffs", "procedures", "carryout", "sizes"} {
		data, err := os.ReadFile("testdata/" + name + ".txtar")
		if err != nil {
			f.Fatal(err)
		}
		for _, x := range txtar.Parse(data).Files {
			if strings.Contains(x.Name, ".deal") {
				f.Add(string(x.Data), strings.HasSuffix(x.Name, ".json"))
			}
		}
	}
	for _, s := range []string{
		strings.Repeat("(", 300), "a = " + strings.Repeat(`"${`, 200), `step "a" { parts = 1e99999999 }`, `step "a" { sizes = [1e40, 1e-40, 1e99999999] }`, `step "a" { takes = [0, 99999999999999999999] }`,
		"party \"p\" { breach_cost = [1e40, 1e-40] }\n", "step \"a\" { after = [a, a[1], a[1].declared] }\n",
		"party \"usa\" {}\nstandoff \"s\" {\n option \"x\" { by = usa }\n infeasible = [" + strings.Repeat("!", 90) + "x]\n prefer \"usa\" { statements = [" + strings.Repeat("(", 80) + "x" + strings.Repeat(")", 80) + "] }\n}\n",
	} {
		f.Add(s, false)
	}
	for _, s := range []string{strings.Repeat("[", 300), `{"step":{"a":{"by":"((((","due":"after(a,","after":["a[","a.b"],"undo":"1e9"}}}`, `{"demand":{"d":{"that":"before("}}}`} {
		f.Add(s, true)
	}
	base := "agreement \"x\" {}\nparty \"usa\" { breach_cost = 1 }\nparty \"dprk\" {}\nthird_party \"un\" {}\nstep \"a\" { gains = { usa = 1 } }\nstep \"relief\" { parts = 3 }\n"
	f.Fuzz(func(t *testing.T, text string, json bool) {
		ending := ".deal"
		if json {
			ending = ".deal.json"
		}
		readTwice(t, parse("a"+ending, text))
		readTwice(t, parse("a.deal", base), parse("b.private"+ending, text))
	})
}

func parse(name, text string) *syntax.File {
	f, _ := syntax.Parse(name, []byte(text))
	return f
}

func readTwice(t *testing.T, files ...*syntax.File) {
	t.Helper()
	a, found := Read(files)
	closed(t, a)
	for _, x := range found {
		checkFinding(t, x)
	}
	again, same := Read(files)
	if !reflect.DeepEqual(found, same) || printed(a) != printed(again) {
		t.Fatalf("not the same twice:\n%s\n%s", listed(found), listed(same))
	}
}
