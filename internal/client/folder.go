package client

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"

	"detente/act"
	"detente/audit"
	"detente/ledger"
	"detente/state"
)

// Folder is a published log in a folder of this machine. What it reads stays
// within the folder, wherever links in it lead.
type Folder struct {
	path string
	root *os.Root
}

// OpenFolder opens the folder of a log. Close lets go of it.
func OpenFolder(path string) (*Folder, error) {
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, Trouble{fmt.Sprintf("the folder %s cannot be opened: %v", path, err), "Name the folder of a log: it has a file checkpoint, and a folder tile."}
	}
	return &Folder{path, root}, nil
}

// Close lets go of the folder.
func (f *Folder) Close() error { return f.root.Close() }

// read reads a file of the folder, up to so many bytes.
func (f *Folder) read(name string, most int64) ([]byte, error) {
	info, err := f.root.Stat(name) // before it is opened: a pipe would hold the program up
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a file", name)
	case info.Size() > most:
		return nil, fmt.Errorf("%s has %d bytes, and may have %d", name, info.Size(), most)
	}
	file, err := f.root.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	b, err := io.ReadAll(io.LimitReader(file, most+1))
	if err == nil && int64(len(b)) > most {
		err = fmt.Errorf("%s has more than %d bytes", name, most)
	}
	return b, err
}

// Checkpoint is the checkpoint of the folder.
func (f *Folder) Checkpoint() ([]byte, error) {
	b, err := f.read("checkpoint", ledger.MaxCheckpoint)
	if err != nil {
		return nil, Trouble{fmt.Sprintf("the folder %s has no checkpoint that can be read: %v", f.path, err), "Name the folder of a log; detente mirror URL FOLDER makes one."}
	}
	return b, nil
}

// Cosigned is the last checkpoint that witnesses have cosigned.
func (f *Folder) Cosigned() ([]byte, error) {
	b, err := f.read("checkpoint.cosigned", ledger.MaxCheckpoint)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return b, err
}

// Key is the vkey in the file key; "" where there is none.
func (f *Folder) Key() (string, error) {
	b, err := f.read("key", maxKey)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return strings.TrimSuffix(string(b), "\n"), err
}

// Fetch reads a tile or a bundle.
func (f *Folder) Fetch(path string) ([]byte, error) {
	most, err := sizeOf(path)
	if err != nil {
		return nil, err
	}
	return f.read(path, most)
}

// Text reads the files of a text.
func (f *Folder) Text(hash string) ([]act.File, error) {
	if !isHash(hash) {
		return nil, fmt.Errorf("%q is no hash of a text", hash)
	}
	names, err := f.list("texts/" + hash)
	if err != nil {
		return nil, err
	}
	if len(names) > state.MaxFiles {
		return nil, fmt.Errorf("the text %.16s… has %d files, and may have %d", hash, len(names), state.MaxFiles)
	}
	var files []act.File
	for _, n := range names {
		b, err := f.read("texts/"+hash+"/"+n, state.MaxTextBytes)
		if err != nil {
			return nil, err
		}
		files = append(files, act.File{Name: n, Bytes: b})
	}
	return files, nil
}

// list returns the names in a folder of the folder, in their order.
func (f *Folder) list(name string) ([]string, error) {
	dir, err := f.root.Open(name)
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	names, err := dir.Readdirnames(-1)
	slices.Sort(names)
	return names, err
}

// beside adds what lies beside the log in the folder.
func (f *Folder) beside(log *audit.Log) error {
	err := fs.WalkDir(f.root.FS(), "tile", func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil && !d.IsDir() {
			log.Pieces = append(log.Pieces, path)
		}
		return err
	})
	if err != nil {
		return err
	}
	hashes, _ := f.list("texts")
	for _, hash := range hashes {
		if files, err := f.Text(hash); err == nil {
			log.Texts[hash] = files
		}
	}
	if log.Heads, err = f.Heads(); err != nil {
		return err
	}
	witnesses, err := f.lines("witnesses")
	log.Witnesses = witnesses
	if err != nil {
		return err
	}
	log.Documents, err = f.documents()
	return err
}

// lines are the lines of a file that are not empty; none where it is not there.
func (f *Folder) lines(name string) ([]string, error) {
	b, err := f.read(name, maxList)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var all []string
	for _, l := range strings.Split(string(b), "\n") {
		if l != "" {
			all = append(all, l)
		}
	}
	return all, err
}

// Heads are the heads in heads.txt: a size, a root in base64, and who has seen it.
func (f *Folder) Heads() ([]audit.Sighting, error) {
	lines, err := f.lines("heads.txt")
	if err != nil {
		return nil, err
	}
	var all []audit.Sighting
	for n, l := range lines {
		s, ok := parseSighting(l)
		if !ok {
			return nil, Trouble{fmt.Sprintf("%s/heads.txt: line %d is no head", f.path, n+1), "A line is a size, a space, a root in base64, and who has seen it."}
		}
		all = append(all, s)
	}
	return all, nil
}

func parseSighting(line string) (audit.Sighting, bool) {
	p := strings.SplitN(line, " ", 3)
	size, err := strconv.ParseInt(p[0], 10, 64)
	if err != nil || len(p) < 2 {
		return audit.Sighting{}, false
	}
	return audit.Sighting{Size: size, Root: p[1], From: strings.Join(p[2:], "")}, true
}

// documents hashes the evidence at hand.
func (f *Folder) documents() (map[string]audit.Document, error) {
	names, err := f.list("evidence")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	all := map[string]audit.Document{}
	for _, n := range names {
		info, err := f.root.Stat("evidence/" + n)
		if err != nil || !info.Mode().IsRegular() || !isHash(n) {
			continue
		}
		file, err := f.root.Open("evidence/" + n)
		if err != nil {
			return nil, err
		}
		all[n], err = hashed(file)
		if err := errors.Join(err, file.Close()); err != nil {
			return nil, err
		}
	}
	return all, nil
}
