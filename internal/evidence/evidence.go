// Package evidence keeps documents beside the log, by their SHA-256: in a folder,
// or in a store that speaks the protocol of S3. The log names the hash; deleting
// the document leaves the log checkable. What is kept may be encrypted to its
// readers; this package does not look into it.
package evidence

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"detente/internal/files"
	"detente/reason"
)

// ErrNotFound: there is no document of that hash.
var ErrNotFound = errors.New("there is no document of that hash")

// Store keeps documents. All methods may be called at once.
type Store interface {
	// Put reads a document to its end and keeps it, if its SHA-256 is the hash (in
	// hexadecimal) and it has no more bytes than most. It returns once the document
	// is durable. A document that is there already stays as it is.
	Put(ctx context.Context, hash string, most int64, r io.Reader) error
	// Get opens the document: ErrNotFound where there is none. The caller closes it.
	Get(ctx context.Context, hash string) (io.ReadCloser, int64, error)
	// Delete removes the document; there need not be one.
	Delete(ctx context.Context, hash string) error
}

// Mismatch says that a document is not the one of its hash.
type Mismatch struct{ Want, Got string }

// Error says it in a sentence without its full stop.
func (e *Mismatch) Error() string { return e.Unwrap().Error() }

// Unwrap is the reason.
func (e *Mismatch) Unwrap() error {
	return reason.New("the document has the SHA-256 {0}, not {1}", e.Got, e.Want)
}

// TooLarge says that a document has more bytes than are allowed.
type TooLarge struct{ Most int64 }

// Error says it in a sentence without its full stop.
func (e *TooLarge) Error() string { return e.Unwrap().Error() }

// Unwrap is the reason.
func (e *TooLarge) Unwrap() error {
	return reason.New("the document has more than {0} bytes", e.Most)
}

// checked copies the document, and compares its length and hash at its end.
func checked(w io.Writer, r io.Reader, hash string, most int64) error {
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(w, h), io.LimitReader(r, most+1))
	switch {
	case err != nil:
		return err
	case n > most:
		return &TooLarge{most}
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != hash {
		return &Mismatch{hash, got}
	}
	return nil
}

// IsHash reports whether the text is a SHA-256 in small hexadecimal digits.
func IsHash(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == sha256.Size && hex.EncodeToString(b) == s
}

// Folder is a [Store] in a folder of the disk: one file for each document.
type Folder struct{ dir string }

// OpenFolder makes the folder where there is none, and removes what is left of
// documents that were cut off more than a day ago: younger ones may be on their way
// into another server.
func OpenFolder(dir string) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("the folder for evidence cannot be made: %w; choose another with -dir", err)
	}
	f := &Folder{dir}
	if err := f.tidy(time.Now().Add(-abandoned)); err != nil {
		return nil, err
	}
	return f, nil
}

// unfinished begins the name of a document that is still coming in.
const unfinished = ".new-"

// tidy removes unfinished documents that were last written to before the time.
func (f *Folder) tidy(before time.Time) error {
	all, err := fs.Glob(os.DirFS(f.dir), "[0-9a-f][0-9a-f]/"+unfinished+"*")
	if err != nil {
		return fmt.Errorf("the folder for evidence cannot be read: %w", err)
	}
	for _, name := range all {
		name = filepath.Join(f.dir, filepath.FromSlash(name))
		info, err := os.Lstat(name)
		if err == nil && info.Mode().IsRegular() && info.ModTime().Before(before) {
			err = os.Remove(name)
		}
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("what is left of a document cannot be removed: %w", err)
		}
	}
	return nil
}

func (f *Folder) path(hash string) string { return filepath.Join(f.dir, hash[:2], hash) }

// Put keeps a document; see [Store].
func (f *Folder) Put(_ context.Context, hash string, most int64, r io.Reader) error {
	if !IsHash(hash) {
		return fmt.Errorf("%.80q is no SHA-256", hash)
	}
	path := f.path(hash)
	if _, err := os.Stat(path); err == nil {
		return checked(io.Discard, r, hash, most)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	t, err := os.CreateTemp(filepath.Dir(path), unfinished+"*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(t.Name()) }()
	err = checked(t, r, hash, most)
	err = errors.Join(err, t.Sync(), t.Close())
	if err != nil {
		return err
	}
	if err := os.Rename(t.Name(), path); err != nil {
		return err
	}
	return errors.Join(files.SyncFolder(filepath.Dir(path)), files.SyncFolder(f.dir))
}

// Get opens a document; see [Store].
func (f *Folder) Get(_ context.Context, hash string) (io.ReadCloser, int64, error) {
	if !IsHash(hash) {
		return nil, 0, ErrNotFound
	}
	file, err := os.Open(f.path(hash))
	if errors.Is(err, os.ErrNotExist) {
		return nil, 0, ErrNotFound
	}
	if err != nil {
		return nil, 0, err
	}
	info, err := file.Stat()
	if err != nil {
		_ = file.Close()
		return nil, 0, err
	}
	return file, info.Size(), nil
}

// Delete removes a document; see [Store].
func (f *Folder) Delete(_ context.Context, hash string) error {
	if !IsHash(hash) {
		return nil
	}
	if err := os.Remove(f.path(hash)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
