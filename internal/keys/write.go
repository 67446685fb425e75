package keys

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"detente/internal/files"
)

// writeNew writes a file that is not there yet, so that it is there whole or not
// at all, on the disk before writeNew returns, and never over another one. The
// error of one that is there is fs.ErrExist.
func writeNew(file string, text []byte, mode fs.FileMode) error {
	if _, err := os.Lstat(file); err == nil {
		return fs.ErrExist
	}
	draft, err := os.CreateTemp(filepath.Dir(file), ".key-*") // for its owner alone
	if err != nil {
		return err
	}
	defer os.Remove(draft.Name())
	if err := fill(draft, text, mode); err != nil {
		return err
	}
	// A second name for the draft: unlike a new name, it never replaces a file.
	err = os.Link(draft.Name(), file)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		err = writeHere(file, text, mode) // a disk without second names, such as a stick
	}
	if err != nil {
		return err
	}
	return files.SyncFolder(filepath.Dir(file))
}

func writeHere(file string, text []byte, mode fs.FileMode) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	if err := fill(f, text, mode); err != nil {
		return errors.Join(err, os.Remove(file))
	}
	return nil
}

// fill writes the text, to the disk, and closes the file.
func fill(f *os.File, text []byte, mode fs.FileMode) error {
	_, err := f.Write(text)
	if err == nil && runtime.GOOS != "windows" {
		err = f.Chmod(mode)
	}
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// Exposed says in one sentence that others on this machine can read the file of a
// private key, with the next move; "" where they cannot, or where the machine
// does not tell.
func Exposed(file string) string {
	info, err := os.Stat(file)
	if err != nil || runtime.GOOS == "windows" || info.Mode().Perm()&0o077 == 0 {
		return ""
	}
	return fmt.Sprintf("Others on this machine can reach %s (mode %04o): chmod 600 %s, and think of a new key.", file, info.Mode().Perm(), file)
}
