package benchpage

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestPage(t *testing.T) {
	begin, end := OfPlanner.begin, OfPlanner.end
	page := "# A\n\n" + begin + "\nold\n" + end + "\n\nB\n"
	if got, want := OfPlanner.put(page, "    new\n"), "# A\n\n"+begin+"\n\n    new\n\n"+end+"\n\nB\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for page, want := range map[string]bool{page: true, "": false, begin: false, end + begin: false, page + page: false} {
		if OfPlanner.in(page) != want {
			t.Errorf("%q has its marks: %v", page, !want)
		}
	}
}

func TestFigures(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0 ms", 350 * time.Microsecond: "0.35 ms", 35 * time.Millisecond: "35 ms", 3456 * time.Millisecond: "3.5 s", 61 * time.Second: "61 s",
	} {
		if got := Brief(d); got != want {
			t.Errorf("%v is written %q, want %q", d, got, want)
		}
	}
	for x, want := range map[float64]string{1.26: "1.3", 12.6: "13", 126: "130", 123456: "120,000", 0.05: "0.050"} {
		if got := Ratio(x); got != want {
			t.Errorf("%v is written %q, want %q", x, got, want)
		}
	}
	if Median([]int{3, 1, 2}) != 2 || Median([]int{4, 1, 2, 4}) != 3 || Median([]int(nil)) != 0 {
		t.Error("the median is another")
	}
}

// A page without marks is refused before anything is measured, and tables that cannot
// be put into the page are not lost.
func TestWrite(t *testing.T) {
	file := filepath.Join(t.TempDir(), "page.md")
	put := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	asked := 0
	measure := func() (string, error) { asked++; return "    new\n", io.ErrUnexpectedEOF }
	put("# A\n")
	if err := OfPlanner.Write(file, io.Discard, measure); err == nil || asked > 0 {
		t.Errorf("%v, measured %d times", err, asked)
	}
	put(OfPlanner.begin + "\n" + OfPlanner.end + "\n")
	if err := OfPlanner.Write(file, io.Discard, measure); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%v", err)
	}
	if b, err := os.ReadFile(file); err != nil || !strings.Contains(string(b), "\n    new\n") {
		t.Errorf("%q %v", b, err)
	}
	var out strings.Builder
	if err := OfPlanner.Write("", &out, measure); !errors.Is(err, io.ErrUnexpectedEOF) || out.String() != "    new\n" {
		t.Errorf("%q %v", out.String(), err)
	}
}
