package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// schema is the part of JSON Schema that the description uses.
type schema struct {
	Ref        string            `json:"$ref"`
	Type       any               `json:"type"` // a name, or several
	Required   []string          `json:"required"`
	Properties map[string]schema `json:"properties"`
	Items      *schema           `json:"items"`
	Enum       []any             `json:"enum"`
	Const      any               `json:"const"`
	Pattern    string            `json:"pattern"`
}

type operation struct {
	ID        string `json:"operationId"`
	Responses map[string]struct {
		Content map[string]struct {
			Schema schema `json:"schema"`
		} `json:"content"`
	} `json:"responses"`
}

// description is openapi.json, for looking up and for checking every answer of
// every test.
type description struct {
	once       sync.Once
	mux        *http.ServeMux
	Paths      map[string]map[string]operation `json:"paths"`
	Components struct {
		Schemas map[string]schema `json:"schemas"`
	} `json:"components"`
}

var described description

func (d *description) read() {
	d.once.Do(func() {
		if err := json.Unmarshal(openAPI, d); err != nil {
			panic(err)
		}
		d.mux = http.NewServeMux()
		for path, all := range d.Paths {
			for method := range all {
				d.mux.Handle(strings.ToUpper(method)+" "+strings.Replace(path, "/{path}", "/{path...}", 1), http.NotFoundHandler())
			}
		}
	})
}

// check compares an answer with what is said of it. What is no way into the API is
// left alone, and so is what the mux itself refuses.
func (d *description) check(t testing.TB, q *http.Request, answer *http.Response, b []byte) {
	t.Helper()
	d.read()
	_, pattern := d.mux.Handler(q)
	method, path, ok := strings.Cut(pattern, " ")
	if !ok {
		return
	}
	status := strconv.Itoa(answer.StatusCode)
	said, ok := d.Paths[strings.Replace(path, "/{path...}", "/{path}", 1)][strings.ToLower(method)].Responses[status]
	if !ok {
		t.Errorf("%s answers %s, which is not described: %.300s", pattern, status, b)
		return
	}
	media, _, _ := strings.Cut(answer.Header.Get("Content-Type"), ";")
	content, ok := said.Content[media]
	if !ok && (len(said.Content) > 0 || len(b) > 0) {
		t.Errorf("%s answers %s with %q, which is not described", pattern, status, media)
	}
	if media != "application/json" || !ok {
		return
	}
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		t.Errorf("%s: %v", pattern, err)
		return
	}
	if err := d.fits(content.Schema, v); err != nil {
		t.Errorf("%s answers %s: %v: %.300s", pattern, status, err, b)
	}
}

// fits says why the value is not one of the schema.
func (d *description) fits(s schema, v any) error {
	if s.Ref != "" {
		return d.fits(d.Components.Schemas[s.Ref[strings.LastIndex(s.Ref, "/")+1:]], v)
	}
	if s.Type != nil && !slices.ContainsFunc(typesOf(v), func(x string) bool { return strings.Contains(fmt.Sprint(s.Type), x) }) {
		return fmt.Errorf("%v is no %v", v, s.Type)
	}
	if s.Const != nil && s.Const != v || len(s.Enum) > 0 && !slices.Contains(s.Enum, v) {
		return fmt.Errorf("%v is not one of %v%v", v, s.Const, s.Enum)
	}
	switch v := v.(type) {
	case string:
		if s.Pattern != "" && !regexp.MustCompile(s.Pattern).MatchString(v) {
			return fmt.Errorf("%q is not of the form %s", v, s.Pattern)
		}
	case []any:
		for _, x := range v {
			if s.Items == nil {
				break
			}
			if err := d.fits(*s.Items, x); err != nil {
				return err
			}
		}
	case map[string]any:
		return d.fitsObject(s, v)
	}
	return nil
}

func (d *description) fitsObject(s schema, v map[string]any) error {
	for _, name := range s.Required {
		if _, ok := v[name]; !ok {
			return fmt.Errorf("%s is missing", name)
		}
	}
	for name, x := range v {
		p, ok := s.Properties[name]
		if !ok && len(s.Properties) > 0 {
			return fmt.Errorf("%s is not described", name)
		}
		if err := d.fits(p, x); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func typesOf(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{"string"}
	case bool:
		return []string{"boolean"}
	case float64:
		if v == float64(int64(v)) {
			return []string{"integer", "number"}
		}
		return []string{"number"}
	case []any:
		return []string{"array"}
	case map[string]any:
		return []string{"object"}
	}
	return []string{"null"}
}

// Every way into the API is described, and nothing else is.
func TestDescriptionIsComplete(t *testing.T) {
	described.read()
	var want, got []string
	for _, r := range New(Options{Store: openStore(t, t.TempDir()+"/d.db")}).routes() {
		want = append(want, r.method+" "+strings.Replace(r.path, "/{path...}", "/{path}", 1))
	}
	ids := map[string]bool{}
	for path, all := range described.Paths {
		for method, o := range all {
			got = append(got, strings.ToUpper(method)+" "+path)
			if o.ID == "" || ids[o.ID] || len(o.Responses) == 0 {
				t.Errorf("%s %s has no name of its own or no answers: %q", method, path, o.ID)
			}
			ids[o.ID] = true
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(want, got) {
		t.Errorf("not described: %q; described, but not there: %q", less(want, got), less(got, want))
	}
}
