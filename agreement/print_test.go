package agreement

import (
	"fmt"
	"math/big"
	"reflect"
	"slices"
	"strings"

	"detente/calendar"
	"detente/diag"
)

// printed writes a model so that a person can compare it: everything that is
// set, without places.
func printed(a *Agreement) string {
	var b strings.Builder
	v := reflect.ValueOf(*a)
	fmt.Fprintf(&b, "agreement %s\n", fields(v, func(name string) bool { return v.FieldByName(name).Kind() != reflect.Slice }))
	for i := range v.NumField() {
		if v.Field(i).Kind() != reflect.Slice {
			continue
		}
		for j := range v.Field(i).Len() {
			fmt.Fprintf(&b, "%s %s\n", strings.ToLower(v.Type().Field(i).Name), value(v.Field(i).Index(j)))
		}
	}
	return b.String()
}

func fields(v reflect.Value, show func(string) bool) string {
	var parts []string
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if !f.IsExported() || !show(f.Name) || f.Type == reflect.TypeFor[diag.Place]() {
			continue
		}
		s := value(v.Field(i))
		switch {
		case s == "", s == "false", s == "{}" && f.Type == reflect.TypeFor[Keeping]():
		case f.Anonymous:
			parts = append(parts, s)
		default:
			parts = append(parts, f.Name+"="+s)
		}
	}
	return strings.Join(parts, " ")
}

func value(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case *big.Rat:
		if x == nil {
			return ""
		}
		return x.RatString()
	case Text:
		return text(x)
	case calendar.Span:
		if x == (calendar.Span{}) {
			return ""
		}
		return x.String()
	case StepRef:
		return x.String()
	case Statement:
		return x.Text
	case Outcome:
		return fmt.Sprintf("%b", x.State)
	case Name:
		return x.ID
	case Ref:
		return x.ID
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return ""
		}
		return value(v.Elem())
	case reflect.Slice, reflect.Array:
		var all []string
		for i := range v.Len() {
			all = append(all, value(v.Index(i)))
		}
		if len(all) == 0 {
			return ""
		}
		return "[" + strings.Join(all, ", ") + "]"
	case reflect.Struct:
		if given := v.FieldByName("Given"); given.IsValid() {
			if !given.Bool() {
				return ""
			}
			if said := v.FieldByName("V"); said.Kind() == reflect.Bool {
				return map[bool]string{true: "yes", false: "no"}[said.Bool()]
			}
			return value(v.FieldByName("V"))
		}
		return "{" + fields(v, func(string) bool { return true }) + "}"
	case reflect.String:
		if v.Len() == 0 {
			return ""
		}
		return fmt.Sprintf("%q", v.String())
	}
	if v.IsZero() && v.Type() != reflect.TypeFor[calendar.Day]() {
		return ""
	}
	return fmt.Sprint(v.Interface())
}

func text(t Text) string {
	var all []string
	for lang, s := range t.By {
		all = append(all, fmt.Sprintf("%s%q", lang, s))
	}
	slices.Sort(all)
	return strings.Join(all, "/")
}
