package agreement

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"detente/syntax"
)

// A text drawn at random means the same in both notations; what is right in the
// native one is right in JSON. The texts are of right and wrong attributes,
// names and values, so that much of what Read refuses comes up as well.

// word is a value as each notation writes it.
type word struct{ native, json string }

func name(s string) word { return word{s, strconv.Quote(s)} }

func quoted(s string) word { return word{strconv.Quote(s), strconv.Quote(s)} }

func same(s string) word { return word{s, s} }

var names = []string{"usa", "dprk", "un", "a", "b", "c", "n", "m", "s", "vital", "minor", "full", "none", "nobody"}

func drawName(t *rapid.T) string { return rapid.SampledFrom(names).Draw(t, "name") }

func drawStep(t *rapid.T) string {
	return rapid.SampledFrom([]string{"a", "b", "c", "b[1]", "b[2]", "b[3]", "a.declared", "b[2].declared", "usa", "x"}).Draw(t, "step")
}

func drawDate(t *rapid.T) string {
	return rapid.SampledFrom([]string{"2019-02-28", "2019-03-01", "2018-06-12T23:00-05:00", "2019-02-30"}).Draw(t, "date")
}

func drawNumber(t *rapid.T) string {
	return rapid.SampledFrom([]string{"0", "1", "2", "3", "0.5", "0.1", "20", "1e2", "-1", "100001", "1.50"}).Draw(t, "number")
}

func drawCall(t *rapid.T) string {
	args := rapid.SliceOfN(rapid.Custom(drawStep), 0, 3).Draw(t, "args")
	if rapid.Bool().Draw(t, "days") {
		args = append([]string{drawNumber(t)}, args...)
	}
	if rapid.Bool().Draw(t, "date") {
		args = append(args, strconv.Quote(drawDate(t)))
	}
	if rapid.IntRange(0, 3).Draw(t, "after") == 0 {
		args = append(args, "after("+drawName(t)+", "+drawNumber(t)+")")
	}
	form := rapid.SampledFrom([]string{"after", "before", "together", "within", "by", "not_before", "include", "exclude", "befor"}).Draw(t, "form")
	return form + "(" + strings.Join(args, ", ") + ")"
}

func drawValue(t *rapid.T, depth int) word {
	kinds := 8
	if depth == 0 {
		kinds = 6
	}
	switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
	case 0:
		return name(drawName(t))
	case 1:
		return name(drawStep(t))
	case 2:
		return quoted(drawDate(t))
	case 3:
		return same(drawNumber(t))
	case 4:
		return name(drawCall(t))
	case 5:
		return rapid.SampledFrom([]word{same("true"), same("false"), quoted("Two words."), quoted("")}).Draw(t, "other")
	case 6:
		return drawList(t, depth)
	}
	return drawMap(t, depth)
}

func drawList(t *rapid.T, depth int) word {
	var native, json []string
	for range rapid.IntRange(0, 3).Draw(t, "items") {
		v := drawValue(t, depth-1)
		native, json = append(native, v.native), append(json, v.json)
	}
	return word{"[" + strings.Join(native, ", ") + "]", "[" + strings.Join(json, ", ") + "]"}
}

func drawMap(t *rapid.T, depth int) word {
	var native, json []string
	for range rapid.IntRange(0, 3).Draw(t, "pairs") {
		k, v := drawName(t), drawValue(t, depth-1)
		native, json = append(native, k+" = "+v.native), append(json, strconv.Quote(k)+": "+v.json)
	}
	return word{"{ " + strings.Join(native, ", ") + " }", "{ " + strings.Join(json, ", ") + " }"}
}

// drawLikely draws a value of the kind that the attribute has, mostly.
func drawLikely(t *rapid.T, attribute string) word {
	if rapid.IntRange(0, 9).Draw(t, "unlikely") == 0 {
		return drawValue(t, 2)
	}
	switch attribute {
	case "by", "verified_by", "of", "held_by", "between", "may_start", "contested_by", "decides", "may_enter", "can_block", "signed_by", "amended_by", "extended_by", "waived_by":
		return name(rapid.SampledFrom([]string{"usa", "dprk", "un"}).Draw(t, "actor"))
	case "after", "locks", "steps":
		a, b := drawStep(t), drawStep(t)
		return word{"[" + a + ", " + b + "]", `["` + a + `", "` + b + `"]`}
	case "gains", "costs":
		v := drawAmount(t)
		return word{"{ usa = " + v.native + " }", `{ "usa": ` + v.json + " }"}
	case "breach_cost", "walk_away", "max_exposure", "undo":
		return drawAmount(t)
	case "sizes":
		return drawList(t, 1)
	case "parts", "verify_in", "takes", "detects":
		return same(drawNumber(t))
	case "while", "about":
		return name(rapid.SampledFrom([]string{"a", "y", "b[1]"}).Draw(t, "of it"))
	case "suspends":
		return name("y")
	case "per":
		return name(rapid.SampledFrom([]string{"year", "days(3)", "days(0)", "days(x)", "always"}).Draw(t, "period"))
	case "if_silent", "if_decided":
		return name(rapid.SampledFrom([]string{"next", "ends", "takes_effect", "again", "nxt"}).Draw(t, "outcome"))
	case "until":
		return rapid.SampledFrom([]word{name("agreement"), quoted("2020-02-02")}).Draw(t, "until")
	case "due", "since", "date", "starts", "expires", "started", "not_before", "begins", "done", "from", "to", "dropped":
		return quoted(drawDate(t))
	case "that":
		return name(drawCall(t))
	case "source":
		return name("s")
	case "drops":
		return name("d")
	case "file":
		return quoted("../l/l.deal")
	case "sha256":
		return quoted(strings.Repeat("0a", 32))
	case "firm", "dispute_stops_clock":
		return same("true")
	case "keys", "observers":
		return drawKeys(t)
	case "open_to":
		m, to := rapid.SampledFrom([]string{"text", "log", "table", "evidence", "tables"}).Draw(t, "matter"), rapid.SampledFrom([]string{"party", "third_party", "observer", "public", "usa"}).Draw(t, "role")
		return word{"{ " + m + " = " + to + " }", fmt.Sprintf("{ %q: %q }", m, to)}
	case "log":
		return quoted("table.example+6ec9b869+AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g")
	}
	return quoted("Two words.")
}

// drawKeys draws a list of keys, from few, so that some are given twice.
func drawKeys(t *rapid.T) word {
	var all []string
	for range rapid.IntRange(0, 2).Draw(t, "keys") {
		body := append([]byte(keyHead), make([]byte, 32)...)
		body[30] = rapid.Byte().Draw(t, "key")
		all = append(all, fmt.Sprintf("%q", "ssh-ed25519 "+base64.StdEncoding.EncodeToString(body)+rapid.SampledFrom([]string{"", " of usa", "  two"}).Draw(t, "comment")))
	}
	return same("[" + strings.Join(all, ", ") + "]")
}

func drawAmount(t *rapid.T) word {
	a, b := drawNumber(t), drawNumber(t)
	return rapid.SampledFrom([]word{same(a), same("[" + a + ", " + b + "]"), name("vital"), name("full")}).Draw(t, "amount")
}

// whole is the agreement block, which defines no name in the one namespace.
const whole kind = "agreement"

// attributes are those of each block, by their tables.
var attributes = map[kind][]string{
	party: attrNames(actorAttrs), thirdParty: attrNames(actorAttrs), step: attrNames(stepAttrs), exchange: attrNames(exchangeAttrs),
	demand: attrNames(demandAttrs), anchor: attrNames(anchorAttrs), meeting: attrNames(meetingAttrs), source: attrNames(sourceAttrs), fact: attrNames(factAttrs),
	whole: attrNames(agreementAttrs), reading: attrNames(readingAttrs), link: attrNames(linkAttrs),
	standOff: attrNames(standoffAttrs),
	duty:     attrNames(dutyAttrs), quota: attrNames(quotaAttrs), procedure: attrNames(procedureAttrs), "stage": attrNames(stageAttrs),
}

func drawBlock(t *rapid.T, k kind, id string, most int) word {
	var native, json []string
	for _, a := range rapid.SliceOfNDistinct(rapid.SampledFrom(attributes[k]), 0, most, rapid.ID).Draw(t, "attributes") {
		v := drawLikely(t, a)
		native, json = append(native, "  "+a+" = "+v.native+"\n"), append(json, fmt.Sprintf("%q: %s", a, v.json))
	}
	if k == procedure {
		var stages []string
		for _, id := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"one", "two", "a"}), 0, 2, rapid.ID).Draw(t, "stages") {
			w := drawBlock(t, "stage", id, most)
			native = append(native, w.native)
			stages = append(stages, strings.TrimSuffix(strings.TrimPrefix(w.json, `{"stage": `), "}"))
		}
		json = append(json, `"stage": [`+strings.Join(stages, ", ")+"]")
	}
	return word{
		fmt.Sprintf("%s %q {\n%s}\n", k, id, strings.Join(native, "")),
		fmt.Sprintf("{%q: {%q: {%s}}}", k, id, strings.Join(json, ", ")),
	}
}

func TestNotations(t *testing.T) {
	right, rich := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		head := drawBlock(t, whole, "x", max(0, rapid.IntRange(-6, 3).Draw(t, "most of the whole")))
		native, json := head.native, []string{head.json}
		for _, b := range []struct {
			kind kind
			id   string
		}{{party, "usa"}, {party, "dprk"}, {thirdParty, "un"}, {step, "a"}, {step, "b"}, {step, "c"}, {exchange, "e"}, {demand, "d"}, {anchor, "n"}, {meeting, "m"}, {source, "s"}, {fact, "f"}, {reading, "r"}, {link, "l"}, {duty, "y"}, {quota, "q"}, {procedure, "p"}} {
			// Most blocks stay empty: with many attributes nearly every text is wrong somewhere.
			w := drawBlock(t, b.kind, b.id, max(0, rapid.IntRange(-6, 3).Draw(t, "most")))
			native, json = native+w.native, append(json, w.json)
		}
		one, errs := syntax.Parse("a.deal", []byte(native))
		if len(errs) > 0 {
			t.Fatalf("the test draws what is no text: %s", listed(errs))
		}
		two, errs := syntax.Parse("a.deal.json", []byte("["+strings.Join(json, ",\n")+"]"))
		if len(errs) > 0 {
			t.Fatalf("the test draws what is no JSON: %s", listed(errs))
		}
		a, found := Read([]*syntax.File{one})
		b, foundJSON := Read([]*syntax.File{two})
		if found.HasErrors() {
			return
		}
		right++
		if strings.Count(native, "=") > 2 {
			rich++
		}
		if foundJSON.HasErrors() || printed(a) != printed(b) {
			t.Fatalf("%s\n%s\nnot the same:\n%s\n%s\n%s", native, listed(foundJSON), strings.Join(json, "\n"), printed(a), printed(b))
		}
	})
	t.Logf("%d texts without errors, %d of them with three attributes or more", right, rich)
}

// What is wrong is survived as well: the model stays closed, whatever is drawn.
func TestClosed(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := ""
		for range rapid.IntRange(1, 12).Draw(rt, "blocks") {
			k := rapid.SampledFrom(kinds).Draw(rt, "kind")
			text += drawBlock(rt, k, drawName(rt), 6).native
		}
		readTwice(t, parse("a.deal", text))
		readTwice(t, parse("a.deal", text), parse("b.private.deal", text))
	})
}

// A link that shares its name with another thing brings no steps in: nobody
// here would perform them.
func TestLinkSharesItsName(t *testing.T) {
	readTwice(t, parse("a.deal", "exchange \"sma\" {}\nlink \"sma\" { steps = [renewal] }\nstep \"s\" { after = sma.renewal }"))
}
