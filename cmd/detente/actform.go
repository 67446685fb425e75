package main

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"detente/act"
	"detente/internal/seal"
	"detente/state"
)

// actForm is an act as the command line fills it in.
type actForm struct {
	by, step, procedure, stage, on, result, until, words string
	of, days                                             int64
	newText, keyAdd, keyEnd, with, evidence              []string
	pair, before, readers                                string
}

func (f *actForm) flags(c *cobra.Command) {
	s := c.Flags().StringVar
	s(&f.by, "by", "", "act as this `ACTOR`; found by the key where it is not named")
	s(&f.step, "step", "", "the `STEP`, part (relief[2]) or exchange it is about")
	s(&f.procedure, "procedure", "", "the `PROCEDURE` it is about")
	s(&f.stage, "stage", "", "the `STAGE` of the procedure")
	s(&f.on, "on", "", "the `DATE` of what is stated: performed, found, decided")
	c.Flags().Int64Var(&f.of, "of", -1, "the `NUMBER` of the entry it is about")
	s(&f.result, "result", "", "the `RESULT`: confirmed, \"not confirmed\", \"no access\",\ninconclusive; or accepted, rejected")
	s(&f.until, "until", "", "the later due `DATE`")
	c.Flags().Int64Var(&f.days, "days", 0, "the `DAYS` by which a stage is extended")
	s(&f.words, "words", "", "`WORDS`, plain text")
	list := func(all *[]string, name, usage string) { c.Flags().StringArrayVar(all, name, nil, usage) }
	list(&f.newText, "new-text", "the `PATH` of the new text, a file or a folder; may be repeated")
	list(&f.keyAdd, "key-add", "add this public key of yours, its `LINE`; may be repeated")
	list(&f.keyEnd, "key-end", "end your key of this `FINGERPRINT`; may be repeated")
	list(&f.evidence, "evidence", "name the document in this `FILE`, and send it; may be repeated")
	s(&f.readers, "readers", "", "who may read the evidence: party, third_party, observer or\npublic (`WHO`); the text says it otherwise")
	s(&f.pair, "pair", "", "take effect together with other acts or not at all: the `ID`\nof the pair, or new")
	list(&f.with, "with", "an act of the pair, `BY/KIND/STEP`; may be repeated")
	s(&f.before, "before", "", "the `MOMENT` before which all of the pair have to be there,\n2030-01-31T12:00:00Z")
}

// made is an act with what has to be sent before it.
type made struct {
	act       act.Act
	newText   []act.File
	documents []string // paths, in the order of the evidence
}

// make fills in the act: what the flags say, and the head that was seen.
func (f actForm) make(kind act.Kind, by string, s *state.State, now act.Time) (made, error) {
	m := made{act: act.Act{
		Format: act.Format, Kind: kind, By: by, Text: s.Text().Hash, Log: s.Origin(), Seen: s.Seen(), At: now,
		Step: f.step, Procedure: f.procedure, Stage: f.stage, On: act.Day(f.on), Result: act.Result(f.result), Until: act.Day(f.until),
		Days: int(f.days), Words: f.words,
	}}
	if f.of >= 0 {
		m.act.Of = &f.of
	}
	if len(f.keyAdd)+len(f.keyEnd) > 0 {
		m.act.Keys = &act.KeyChange{Add: f.keyAdd, End: f.keyEnd}
	}
	if len(f.newText) > 0 {
		files, err := textFiles(f.newText)
		if err != nil {
			return m, err
		}
		m.newText, m.act.NewText = files, act.TextHash(files)
	}
	if err := f.together(&m.act); err != nil {
		return m, err
	}
	for _, path := range f.evidence {
		e, err := evidenceIn(path)
		if err != nil {
			return m, err
		}
		e.Readers = f.readers
		m.act.Evidence = append(m.act.Evidence, e)
		m.documents = append(m.documents, path)
	}
	if err := m.act.Check(); err != nil {
		return m, trouble{err.Error(), "detente act -h lists the flags; docs/spec/acts.md says which kind has which parts."}
	}
	return m, nil
}

// together fills in the pair.
func (f actForm) together(a *act.Act) error {
	if f.pair == "" && len(f.with) == 0 && f.before == "" {
		return nil
	}
	t := &act.Together{ID: f.pair}
	if f.pair == "new" {
		b := make([]byte, 16)
		if _, err := rand.Read(b); err != nil {
			return err
		}
		t.ID = hex.EncodeToString(b)
	}
	moment := f.before
	if len(moment) == len("2030-01-31T12:00:00Z") {
		moment = strings.TrimSuffix(moment, "Z") + ".000Z"
	}
	var err error
	if t.Before, err = act.ParseTime(moment); err != nil {
		return trouble{"-before: " + err.Error(), "Write -before 2030-01-31T12:00:00Z, in UTC."}
	}
	for _, w := range f.with {
		p := strings.SplitN(w, "/", 3)
		if len(p) < 2 {
			return trouble{fmt.Sprintf("-with %s: it does not say who does what", w), "Write -with dprk/declare/dismantle."}
		}
		t.With = append(t.With, act.Partner{By: p[0], Kind: act.Kind(p[1]), Step: strings.Join(p[2:], "")})
	}
	a.Together = t
	return nil
}

// evidenceIn is a file as evidence names it.
func evidenceIn(path string) (act.Evidence, error) {
	file, err := os.Open(path)
	if err != nil {
		return act.Evidence{}, trouble{"-evidence: " + err.Error(), "Name the file of the document."}
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return act.Evidence{}, trouble{"-evidence " + path + ": it is not a file", "Name the file of the document."}
	}
	h := sha256.New()
	var head beginning
	size, err := io.Copy(io.MultiWriter(h, &head), file)
	if err != nil {
		return act.Evidence{}, err
	}
	return act.Evidence{SHA256: hex.EncodeToString(h.Sum(nil)), Size: size, Name: filepath.Base(path), Encrypted: seal.IsSealed(head)}, nil
}

// beginning keeps the first bytes that are written into it.
type beginning []byte

// Write keeps what there is room for.
func (b *beginning) Write(p []byte) (int, error) {
	*b = append(*b, p[:min(len(p), max(0, 64-len(*b)))]...)
	return len(p), nil
}

// actor finds who the key signs for.
func (f actForm) actor(s *state.State, key act.Key) (string, error) {
	if f.by != "" {
		return f.by, nil
	}
	var all []string
	for _, a := range s.Text().Agreement.Actors {
		if slices.ContainsFunc(s.Keys(a.ID), func(h *state.Held) bool { return h.End < 0 && h.ID() == key.ID() }) {
			all = append(all, a.ID)
		}
	}
	switch len(all) {
	case 0:
		return "", trouble{fmt.Sprintf("%s is no key of anybody in the agreement", key.ID()), "Name the right key, or whom you act for: -by ACTOR."}
	case 1:
		return all[0], nil
	}
	return "", trouble{"the key is one of " + strings.Join(all, " and of "), "Say whom you act for: -by ACTOR."}
}
