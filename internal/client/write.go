package client

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"detente/act"
	"detente/audit"
	"detente/internal/files"
	"detente/ledger"
)

// put writes a file whole or not at all, on the disk before put returns, in the
// place of an older one.
func put(file string, b []byte) error {
	if old, err := os.ReadFile(file); err == nil && bytes.Equal(old, b) {
		return nil
	}
	return place(file, func(w io.Writer) error {
		_, err := w.Write(b)
		return err
	})
}

// place puts what is written at the file, on the disk before place returns; where
// writing fails, nothing is there that was not before.
func place(file string, write func(io.Writer) error) error {
	dir := filepath.Dir(file)
	if err := makeFolder(dir); err != nil {
		return err
	}
	draft, err := os.CreateTemp(dir, ".draft-*")
	if err != nil {
		return err
	}
	defer os.Remove(draft.Name())
	err = write(draft)
	if err == nil && runtime.GOOS != "windows" {
		err = draft.Chmod(0o644)
	}
	if err == nil {
		err = draft.Sync()
	}
	if err := errors.Join(err, draft.Close()); err != nil {
		return err
	}
	if err := os.Rename(draft.Name(), file); err != nil {
		return err
	}
	return files.SyncFolder(dir)
}

// makeFolder makes a folder and those above it, on the disk.
func makeFolder(dir string) error {
	if info, err := os.Stat(dir); err == nil && info.IsDir() {
		return nil
	}
	if err := makeFolder(filepath.Dir(dir)); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return files.SyncFolder(filepath.Dir(dir))
}

// putNew writes a file that never changes: one that is there has to be the same.
func putNew(file string, b []byte) error {
	old, err := os.ReadFile(file)
	if err == nil && !bytes.Equal(old, b) {
		return Trouble{fmt.Sprintf("%s is there, and is another", file), "Nothing was written over it. Audit the folder."}
	}
	return put(file, b)
}

// Copy is a party's own copy of a log, in a folder that only grows.
type Copy struct{ path string }

// NewCopy is the copy in a folder, which need not be there yet.
func NewCopy(path string) Copy { return Copy{path} }

func (c Copy) file(name string) string { return filepath.Join(c.path, filepath.FromSlash(name)) }

// Head is the head of the copy, as its own checkpoint names it, and the key of the
// log as the copy has it; the zero head where there is no copy yet.
func (c Copy) Head() (head ledger.Head, key string, err error) {
	if _, err := os.Stat(c.file("checkpoint")); errors.Is(err, fs.ErrNotExist) {
		return ledger.Head{}, "", nil
	}
	f, err := OpenFolder(c.path)
	if err != nil {
		return ledger.Head{}, "", err
	}
	defer f.Close()
	b, err := f.Checkpoint()
	if err != nil {
		return ledger.Head{}, "", err
	}
	p, err := ledger.ParseCheckpoint(b)
	if err != nil {
		return ledger.Head{}, "", Trouble{fmt.Sprintf("the checkpoint of the copy in %s cannot be read: %v", c.path, err), "Audit the folder, and bring it back from where you keep another copy."}
	}
	key, err = f.Key()
	return p.Head, key, err
}

// Save writes a log that was audited: pieces and texts first, the checkpoint after them,
// so that a copy that was interrupted is the one before, and last what witnesses have
// cosigned, which is never longer. Tiles of earlier heads stay.
func (c Copy) Save(log audit.Log, head ledger.Head, entries func(ledger.TileID) ([]byte, error)) error {
	for _, t := range ledger.TilesOf(0, head.Size) {
		b, err := entries(t)
		if err != nil {
			return err
		}
		if err := putNew(c.file(t.Path()), b); err != nil {
			return err
		}
	}
	if err := c.texts(log.Texts); err != nil {
		return err
	}
	if log.Key != "" {
		if err := putNew(c.file("key"), []byte(log.Key+"\n")); err != nil {
			return err
		}
	}
	if err := put(c.file("checkpoint"), log.Checkpoint); err != nil || log.Cosigned == nil {
		return err
	}
	return put(c.file("checkpoint.cosigned"), log.Cosigned)
}

func (c Copy) texts(all map[string][]act.File) error {
	var hashes []string
	for hash := range all {
		hashes = append(hashes, hash)
	}
	slices.Sort(hashes)
	for _, hash := range hashes {
		if act.CheckFiles(all[hash]) != nil || act.TextHash(all[hash]) != hash {
			continue // the audit has told
		}
		for _, f := range all[hash] {
			if err := putNew(c.file("texts/"+hash+"/"+f.Name), f.Bytes); err != nil {
				return err
			}
		}
	}
	return nil
}

// SetCheckpoint puts the checkpoint of the same head with more signatures in place.
func (c Copy) SetCheckpoint(b []byte) error { return put(c.file("checkpoint"), b) }

// AddHead keeps a head that somebody has seen.
func (c Copy) AddHead(s audit.Sighting) error { return c.addLine("heads.txt", sightingLine(s)) }

func sightingLine(s audit.Sighting) string {
	return strings.TrimRight(fmt.Sprintf("%d %s %s", s.Size, s.Root, strings.Join(strings.Fields(s.From), " ")), " ")
}

// AddWitness keeps the key of a witness.
func (c Copy) AddWitness(vkey string) error { return c.addLine("witnesses", vkey) }

// addLine adds a line to a file that does not have it.
func (c Copy) addLine(name, line string) error {
	b, err := os.ReadFile(c.file(name))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if slices.Contains(strings.Split(string(b), "\n"), line) {
		return nil
	}
	return put(c.file(name), append(b, []byte(line+"\n")...))
}

// KeepOther keeps the checkpoint of a log that does not continue the copy: with the
// one of the copy, it shows that two logs were shown.
func (c Copy) KeepOther(checkpoint []byte) (file string, err error) {
	p, err := ledger.ParseCheckpoint(checkpoint)
	if err != nil {
		return "", err
	}
	file = c.file(fmt.Sprintf("other/%d-%x.checkpoint", p.Head.Size, p.Head.Root[:8]))
	return file, put(file, checkpoint)
}

// Cosigned is the head that was cosigned last; zero for none. It is on the disk
// before a cosignature leaves the machine.
func (c Copy) Cosigned() (ledger.Head, error) {
	b, err := os.ReadFile(c.file("cosigned"))
	if errors.Is(err, fs.ErrNotExist) {
		return ledger.Head{}, nil
	}
	if err != nil {
		return ledger.Head{}, err
	}
	return ledger.ParseBody(b)
}

// SetCosigned keeps the head that is about to be cosigned.
func (c Copy) SetCosigned(h ledger.Head) error { return put(c.file("cosigned"), h.Body()) }
