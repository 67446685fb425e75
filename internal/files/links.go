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

// Limits on linked agreements: how far links of links are followed, and how many
// files are read for them in all.
const (
	maxLinkDepth = 8
	maxLinked    = 50
)

// Links reads the agreements that the trees link to, and those these link to in
// turn: each a file in the folder of the text that names it, below that folder
// or beside it. Private overlays are never read across a link. What cannot be
// read says why; to report it is for package check. The hash of the text covers
// what was read from then on.
func (t *Text) Links(trees []*syntax.File) []agreement.Linked {
	f := &follower{}
	for _, x := range t.Files {
		f.open = append(f.open, absolute(x.Name))
		f.names = append(f.names, x.Name)
	}
	linked := f.follow(trees, 0)
	if len(f.read) > 0 {
		t.Hash = hash(slices.Concat(t.Files, f.read))
	}
	return linked
}

// follower follows links from text to text.
type follower struct {
	open, names []string // the files on the way here: by their full paths, and as people see them
	read        []File
	bytes       int
}

func absolute(name string) string {
	full, err := filepath.Abs(name)
	if err != nil {
		return name
	}
	if real, err := filepath.EvalSymlinks(full); err == nil {
		return real
	}
	return full
}

func (f *follower) follow(trees []*syntax.File, depth int) []agreement.Linked {
	var all []agreement.Linked
	for _, tree := range trees {
		if agreement.IsPrivate(tree.Name) {
			continue
		}
		for _, b := range tree.Blocks {
			name, path, ok := linkOf(b)
			if !ok || slices.ContainsFunc(all, func(l agreement.Linked) bool { return l.Name == name }) {
				continue
			}
			l := f.one(folderOf(tree.Name), path, depth)
			l.Name = name
			all = append(all, l)
		}
	}
	return all
}

// linkOf returns the name of a link and the path that it gives.
func linkOf(b *syntax.Block) (name, path string, ok bool) {
	if b.Type != "link" || len(b.Labels) != 1 {
		return "", "", false
	}
	for _, a := range b.Attrs {
		if a.Name == "file" && a.Expr.Kind == syntax.String && agreement.GoodLinkPath(a.Expr.Text) {
			return b.Labels[0].Text, a.Expr.Text, true
		}
	}
	return "", "", false
}

// one reads one linked agreement. A link that leads back is not followed.
func (f *follower) one(dir, path string, depth int) agreement.Linked {
	shown := filepath.Join(dir, filepath.FromSlash(path))
	full := absolute(shown)
	if i := slices.Index(f.open, full); i >= 0 {
		return agreement.Linked{Circle: append(slices.Clone(f.names[i:]), shown), WhyNot: "it leads back to " + f.names[i]}
	}
	if depth >= maxLinkDepth || len(f.read) >= maxLinked {
		return agreement.Linked{WhyNot: fmt.Sprintf("links are followed %d deep, and %d files are read for them at most", maxLinkDepth, maxLinked)}
	}
	src, err := f.bytesOf(dir, path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return agreement.Linked{}
	case err != nil:
		return agreement.Linked{WhyNot: err.Error()}
	}
	f.read = append(f.read, File{Name: shown, Src: src})
	f.open, f.names = append(f.open, full), append(f.names, shown)
	defer func() { f.open, f.names = f.open[:len(f.open)-1], f.names[:len(f.names)-1] }()

	sum := sha256.Sum256(src)
	l := agreement.Linked{Hash: hex.EncodeToString(sum[:])}
	tree, form := syntax.Parse(shown, src)
	trees := []*syntax.File{tree}
	inner := f.follow(trees, depth+1)
	for _, x := range inner {
		if l.Circle == nil {
			l.Circle = x.Circle
		}
	}
	a, more := agreement.ReadLinked(trees, inner)
	if form.HasErrors() || more.HasErrors() {
		l.WhyNot = "its text has errors of form; detente check " + shown + " lists them"
		return l
	}
	l.Agreement = a
	return l
}

var errLinkOutside = errors.New("it cannot be opened, or leads out of the folder beside the agreement")

// bytesOf reads the file of a link. Through the root that is opened here, no
// link of the file system leads further than the path itself says.
func (f *follower) bytesOf(dir, path string) ([]byte, error) {
	if inside, above := strings.CutPrefix(path, "../"); above {
		full, err := filepath.Abs(dir)
		if err != nil {
			return nil, errLinkOutside
		}
		dir, path = filepath.Dir(full), inside
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, errLinkOutside
	}
	defer root.Close()
	name := filepath.FromSlash(path)
	info, err := root.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, err
	case err != nil:
		return nil, errLinkOutside
	case !info.Mode().IsRegular():
		return nil, errNoFile
	}
	file, err := root.Open(name)
	if err != nil {
		return nil, errLinkOutside
	}
	defer file.Close()
	src, err := io.ReadAll(io.LimitReader(file, syntax.MaxBytes+1))
	switch f.bytes += len(src); {
	case err != nil:
		return nil, errLinkOutside
	case f.bytes > MaxBytes:
		return nil, fmt.Errorf("the linked agreements have more than %d MiB together", MaxBytes>>20)
	}
	return src, nil
}
