package report

import (
	"os"
	"reflect"
	"strings"
	"testing"
)

// leftOut are the fields that docs/formats.md says are left out where there is nothing
// to say: they came when there were records already, and those stay as they were.
var leftOut = map[string]bool{"size": true}

// Every field that is written is described in docs/formats.md.
func TestFieldsAreDocumented(t *testing.T) {
	b, err := os.ReadFile("../docs/formats.md")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[reflect.Type]bool{}
	var visit func(typ reflect.Type)
	visit = func(typ reflect.Type) {
		switch typ.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map:
			visit(typ.Elem())
		case reflect.Struct:
			if seen[typ] || typ.PkgPath() == "detente/act" { // acts have a page of their own, docs/spec/acts.md
				return
			}
			seen[typ] = true
			for i := range typ.NumField() {
				f := typ.Field(i)
				if !f.IsExported() {
					continue
				}
				name := f.Tag.Get("json")
				if name == "-" { // it is for pages, and not in the format
					continue
				}
				if bare, left := strings.CutSuffix(name, ",omitempty"); left && leftOut[bare] {
					name = bare
				}
				if name == "" || strings.Contains(name, ",") {
					t.Errorf("%s.%s has the tag %q: every field is written, under a plain name", typ.Name(), f.Name, name)
				}
				if !strings.Contains(string(b), "`"+name+"`") {
					t.Errorf("docs/formats.md does not say what %s in %s is", name, typ.Name())
				}
				visit(f.Type)
			}
		}
	}
	visit(reflect.TypeFor[Findings]())
	visit(reflect.TypeFor[Conflicts]())
	visit(reflect.TypeFor[Plan]())
	visit(reflect.TypeFor[WhatIf]())
	visit(reflect.TypeFor[Time]())
	visit(reflect.TypeFor[Agenda]())
	visit(reflect.TypeFor[Standoff]())
	visit(reflect.TypeFor[Procedures]())
	visit(reflect.TypeFor[Keys]())
	visit(reflect.TypeFor[Audit]())
	visit(reflect.TypeFor[Carried]())
	visit(reflect.TypeFor[LogEntries]())
	if len(seen) < 15 {
		t.Errorf("only %d records found", len(seen))
	}
}
