// Package files reads agreements and their sources from disk, and writes texts
// back.
//
// What it is given may come from the other side of a table: a folder from a
// mail, an archive, a stick. So it reads regular files only, follows no link out
// of the folder it was given, and bounds what it reads. A source is looked for
// in the folder of the text that names it, and nowhere else. What a text says is
// for package agreement; here are only bytes, names and their hash.
//
// Its errors concern the machine, not the text, and end with the next move.
package files

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"detente/agreement"
	"detente/syntax"
)

// Limits on what is read together.
const (
	MaxFiles   = 200      // files of one agreement
	MaxBytes   = 16 << 20 // bytes of all of them
	MaxSource  = 4 << 20  // bytes of one source file
	MaxSources = 64 << 20 // bytes of all source files
)

// Stdin is the path that means standard input, and StdinName what the text read
// from there is called in places; StdinJSON if it is in the JSON notation.
const (
	Stdin     = "-"
	StdinName = "<stdin>"
	StdinJSON = "<stdin>.json"
)

// File is one file of an agreement. Name is its path as people gave it.
type File struct {
	Name string
	Src  []byte
}

// Text is the files of an agreement, in the order in which they are read.
type Text struct {
	Files []File
	// Hash is "sha256:" and, in hexadecimal, the hash over the base names and
	// the bytes of the files in their order: what a result was made from.
	Hash string
}

// Load reads the files of an agreement. A path is a file whose name ends in
// .deal or .deal.json, or a folder, of which those files are read in the order
// of their names (not those in folders within it). A file that is named twice
// is read once. A file that is larger than a text may be is read so far that
// package syntax says so.
func Load(paths []string) (*Text, error) { return LoadWith(nil, paths) }

// LoadWith is Load, where the path "-" means standard input.
func LoadWith(stdin io.Reader, paths []string) (*Text, error) {
	l := &loader{text: &Text{}}
	for _, p := range paths {
		if err := l.path(p, stdin); err != nil {
			return nil, err
		}
	}
	l.text.Hash = hash(l.text.Files)
	return l.text, nil
}

// Shared returns the text without its private overlays: what may be passed on.
func (t *Text) Shared() *Text {
	s := &Text{}
	for _, f := range t.Files {
		if !agreement.IsPrivate(f.Name) {
			s.Files = append(s.Files, f)
		}
	}
	s.Hash = hash(s.Files)
	return s
}

// hash writes lengths before names and contents, so that no two lists of files
// give the same bytes.
func hash(files []File) string {
	h := sha256.New()
	for _, f := range files {
		base := filepath.Base(f.Name)
		fmt.Fprintf(h, "%d:%s%d:", len(base), base, len(f.Src))
		h.Write(f.Src)
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}

type loader struct {
	text  *Text
	seen  []fs.FileInfo
	bytes int
}

func (l *loader) path(p string, stdin io.Reader) error {
	if p == Stdin {
		return l.stdin(stdin)
	}
	info, err := os.Stat(p)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s is not there: is the name right, and are you in the right folder?", p)
	case err != nil:
		return fmt.Errorf("%s cannot be read: %w: may you read it?", p, err)
	case info.IsDir():
		return l.folder(p)
	case !isAgreement(p):
		return fmt.Errorf("%s is not the file of an agreement: its name must end in .deal or .deal.json", p)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is not a file but %s: to read from a pipe, give - as the path", p, describe(info.Mode()))
	}
	f, err := os.Open(p)
	if err != nil {
		return fmt.Errorf("%s cannot be read: %w: may you read it?", p, err)
	}
	defer f.Close()
	return l.file(p, f)
}

func isAgreement(name string) bool {
	return strings.HasSuffix(name, ".deal") || strings.HasSuffix(name, ".deal.json")
}

func describe(m fs.FileMode) string {
	switch {
	case m&fs.ModeNamedPipe != 0:
		return "a pipe"
	case m&fs.ModeSocket != 0:
		return "a socket"
	case m&fs.ModeDevice != 0:
		return "a device"
	}
	return "something else"
}

// folder reads the files of a folder. Through the root that is opened here, no
// link leads out of it.
func (l *loader) folder(dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("the folder %s cannot be read: %w: may you read it?", dir, err)
	}
	defer root.Close()
	entries, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		return fmt.Errorf("the folder %s cannot be read: %w: may you read it?", dir, err)
	}
	found := false
	for _, e := range entries { // fs.ReadDir sorts by name
		if e.IsDir() || strings.HasPrefix(e.Name(), ".") || !isAgreement(e.Name()) {
			continue
		}
		found = true
		if err := l.entry(root, dir, e.Name()); err != nil {
			return err
		}
	}
	if !found {
		return fmt.Errorf("the folder %s holds no agreement: no file in it has a name that ends in .deal or .deal.json", dir)
	}
	return nil
}

func (l *loader) entry(root *os.Root, dir, name string) error {
	p := filepath.Join(dir, name)
	info, err := root.Stat(name)
	switch {
	case err != nil:
		return fmt.Errorf("%s cannot be read: %w: if it is a link, what does it lead to?", p, err)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is not a file but %s: take it out of the folder", p, describe(info.Mode()))
	}
	f, err := root.Open(name)
	if err != nil {
		return fmt.Errorf("%s cannot be read: %w: may you read it?", p, err)
	}
	defer f.Close()
	return l.file(p, f)
}

// file reads an open file, unless it has been read under another name.
func (l *loader) file(name string, f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("%s cannot be read: %w: try again", name, err)
	}
	if slices.ContainsFunc(l.seen, func(s fs.FileInfo) bool { return os.SameFile(s, info) }) {
		return nil
	}
	l.seen = append(l.seen, info)
	return l.add(name, f)
}

func (l *loader) stdin(stdin io.Reader) error {
	if stdin == nil {
		return errors.New("- (standard input) cannot be read here: name a file or a folder")
	}
	before := len(l.text.Files)
	if err := l.add(StdinName, stdin); err != nil {
		return err
	}
	if f := &l.text.Files[before]; looksLikeJSON(f.Src) {
		f.Name = StdinJSON
	}
	return nil
}

// looksLikeJSON tells the two notations apart where there is no name to go by:
// a text of the native one never begins with a bracket.
func looksLikeJSON(src []byte) bool {
	s := strings.TrimLeft(strings.TrimPrefix(string(src), "\ufeff"), " \t\r\n")
	return strings.HasPrefix(s, "{") || strings.HasPrefix(s, "[")
}

func (l *loader) add(name string, r io.Reader) error {
	src, err := io.ReadAll(io.LimitReader(r, syntax.MaxBytes+1))
	if err != nil {
		return fmt.Errorf("%s cannot be read: %w: try again", name, err)
	}
	l.bytes += len(src)
	l.text.Files = append(l.text.Files, File{Name: name, Src: src})
	switch {
	case len(l.text.Files) > MaxFiles:
		return fmt.Errorf("there are more than %d files: is this the folder of one agreement?", MaxFiles)
	case l.bytes > MaxBytes:
		return fmt.Errorf("the files have more than %d MiB together: is this the folder of one agreement?", MaxBytes>>20)
	}
	return nil
}

// WriteInPlace puts content in the place of a file that is there: it is written
// beside it, brought to the disk, and then takes its name, so that there is
// never half a text. The mode of the file stays. Where the name is a link, what
// it leads to is replaced and the link stays.
func WriteInPlace(name string, content []byte) error {
	target, err := filepath.EvalSymlinks(name)
	if err != nil {
		return err
	}
	info, err := os.Stat(target)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not a file but %s", name, describe(info.Mode()))
	}
	f, err := os.CreateTemp(filepath.Dir(target), "."+filepath.Base(target)+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	err = errors.Join(err, f.Chmod(info.Mode().Perm()), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), target)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return err
	}
	_ = SyncFolder(filepath.Dir(target)) // not every system can; the content is safe either way
	return nil
}
