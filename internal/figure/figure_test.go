package figure_test

import (
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"detente/agreement"
	"detente/diag"
	"detente/internal/figure"
	"detente/report"
	"detente/situation"
	"detente/syntax"
)

// record is the record of the first stand-off of a text.
func record(t *testing.T, src string) report.Standoff {
	t.Helper()
	tree, found := syntax.Parse("test.deal", []byte(src))
	a, more := agreement.Read([]*syntax.File{tree})
	for _, f := range append(found, more...) {
		if f.Severity == diag.Error {
			t.Fatalf("%s: %s", f.Place, f.Summary)
		}
	}
	x, err := situation.New(a, a.Standoffs[0])
	if err != nil {
		t.Fatal(err)
	}
	return report.NewStandoff("test.deal", a, x, report.StandoffAsking{})
}

func example(t *testing.T, path string) report.Standoff {
	t.Helper()
	src, err := os.ReadFile("../../examples/" + path)
	if err != nil {
		t.Fatal(err)
	}
	return record(t, string(src))
}

// graph is a stand-off of so many states in a row.
func graph(n int) string {
	var b strings.Builder
	b.WriteString("party \"ana\" {\n  name = \"Ana & <Ben>\"\n}\n\nstandoff \"s\" {\n  today = s0\n")
	for k := range n {
		fmt.Fprintf(&b, "  state \"s%d\" {\n", k)
		if k+1 < n {
			fmt.Fprintf(&b, "    moves = { ana = [s%d] }\n", k+1)
		}
		b.WriteString("  }\n")
	}
	b.WriteString("  prefer \"ana\" {\n    ranking = [s0]\n  }\n}\n")
	return b.String()
}

// drawings are the records that the tests draw.
func drawings(t *testing.T) map[string]report.Standoff {
	return map[string]report.Standoff{
		"missiles": example(t, "cuban-missile-1962/missiles.deal"),
		"korea":    example(t, "us-north-korea-2017/korea.deal"),
		"graph":    record(t, graph(12)),
		"one":      record(t, graph(1)),
	}
}

// shape is an element of a drawing with its place, where it has one.
type shape struct {
	name                string
	x, y, width, height float64
	text                string
}

// read reads a drawing, which has to be XML, and returns its size and shapes.
func read(t *testing.T, svg string) (width, height float64, shapes []shape) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return width, height, shapes
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			s := shape{name: e.Name.Local}
			for _, a := range e.Attr {
				switch a.Name.Local {
				case "viewBox":
					if s.name == "svg" {
						fmt.Sscanf(a.Value, "0 0 %g %g", &width, &height)
					}
				case "x":
					fmt.Sscan(a.Value, &s.x)
				case "y":
					fmt.Sscan(a.Value, &s.y)
				case "width":
					fmt.Sscan(a.Value, &s.width)
				case "height":
					fmt.Sscan(a.Value, &s.height)
				}
			}
			shapes = append(shapes, s)
		case xml.CharData:
			if n := len(shapes); n > 0 {
				shapes[n-1].text += string(e)
			}
		}
	}
}

// Every state has a box of its own within the drawing, and its options are written in it.
func TestBoxesDoNotMeet(t *testing.T) {
	for name, r := range drawings(t) {
		svg, err := figure.SVG(r)
		if err != nil {
			t.Fatal(err)
		}
		width, height, shapes := read(t, svg)
		var boxes []shape
		for _, s := range shapes {
			if s.name == "rect" && s.width > 0 && s.width < width {
				boxes = append(boxes, s)
			}
		}
		outer := 0
		for i, a := range boxes {
			if a.x < 0 || a.y < 0 || a.x+a.width > width || a.y+a.height > height {
				t.Errorf("%s: a box at %g, %g is not within the drawing", name, a.x, a.y)
			}
			inside := false // the inner frame of an equilibrium
			for j, b := range boxes {
				meets := a.x < b.x+b.width && b.x < a.x+a.width && a.y < b.y+b.height && b.y < a.y+a.height
				within := a.x > b.x && a.x+a.width < b.x+b.width && a.y > b.y && a.y+a.height < b.y+b.height
				inside = inside || within
				around := b.x > a.x && b.x+b.width < a.x+a.width && b.y > a.y && b.y+b.height < a.y+a.height
				if i != j && meets && !within && !around {
					t.Errorf("%s: boxes at %g, %g and %g, %g meet", name, a.x, a.y, b.x, b.y)
				}
			}
			if !inside {
				outer++
			}
		}
		if outer != len(r.States) {
			t.Errorf("%s: %d boxes for %d states", name, outer, len(r.States))
		}
		for _, s := range shapes {
			if s.name == "text" && (s.x < 0 || s.x > width || s.y < 0 || s.y > height) {
				t.Errorf("%s: %q is not within the drawing", name, s.text)
			}
		}
	}
}

// The same record gives the same bytes, in a size that A4 holds, with no font but the reader's.
func TestDrawingsAreForPaper(t *testing.T) {
	for name, r := range drawings(t) {
		svg, _ := figure.SVG(r)
		if again, _ := figure.SVG(r); again != svg {
			t.Errorf("%s is drawn otherwise again", name)
		}
		var width, height float64
		at := strings.Index(svg, `width="`)
		if _, err := fmt.Sscanf(svg[at:], `width="%gmm" height="%gmm"`, &width, &height); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if max(width, height) > 277.1 || min(width, height) > 190.1 {
			t.Errorf("%s is %g by %g mm", name, width, height)
		}
		if strings.Contains(svg, "url(http") || strings.Contains(svg, "@font-face") {
			t.Errorf("%s asks for something from elsewhere", name)
		}
	}
}

// A name is text in every drawing, whatever is in it.
func TestNamesAreText(t *testing.T) {
	r := record(t, graph(3))
	svg, err := figure.SVG(r)
	if err != nil {
		t.Fatal(err)
	}
	_, _, shapes := read(t, svg)
	said := ""
	for _, s := range shapes {
		said += s.text + " "
	}
	if !strings.Contains(strings.Join(strings.Fields(said), " "), "Ana & <Ben>: solid") {
		t.Errorf("the legend does not name the actor: %s", said)
	}
	r.Actors[0].Name = "the \"old\"\nguard \\"
	dot, err := figure.DOT(r)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(dot, `tooltip="the \"old\"\nguard \\"]`) {
		t.Errorf("a name is not quoted:\n%s", dot)
	}
}

// Today's state and what lasts are told by words and not by frames alone.
func TestDOTSaysWhatStandsOut(t *testing.T) {
	r := example(t, "cuban-missile-1962/missiles.deal")
	dot, err := figure.DOT(r)
	if err != nil {
		t.Fatal(err)
	}
	lasting := 0
	for _, s := range r.States {
		if len(s.Equilibrium) > 0 {
			lasting++
		}
	}
	if strings.Count(dot, "TODAY") != 1 || lasting == 0 || strings.Count(dot, "peripheries=2") != lasting || strings.Count(dot, `\n= `) != lasting {
		t.Errorf("%d states last:\n%s", lasting, dot)
	}
	for k := range r.States {
		if !strings.Contains(dot, fmt.Sprintf("  s%d [", k)) {
			t.Errorf("state %d is missing", k)
		}
	}
}

// What is too much to be read on a page is refused with its size.
func TestTooMuchToDraw(t *testing.T) {
	r := record(t, graph(figure.MaxDrawn+1))
	if _, err := figure.SVG(r); err == nil || !strings.Contains(err.Error(), "65 states; at most 64") {
		t.Errorf("drawn with %d states: %v", len(r.States), err)
	}
	if _, err := figure.DOT(r); err != nil {
		t.Errorf("Graphviz gets none of %d states: %v", len(r.States), err)
	}
}
