package files

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// MaxList is how many bytes a list of names may have.
const MaxList = 1 << 20

// List reads a short text file that is not an agreement, such as a list of the
// steps that have been performed.
func List(name string) (string, error) {
	info, err := os.Stat(name) // before it is opened: a pipe would hold the program up
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("%s is not there: is the name right, and are you in the right folder?", name)
	case err != nil:
		return "", fmt.Errorf("%s cannot be read: %w: may you read it?", name, err)
	case info.IsDir():
		return "", fmt.Errorf("%s is a folder: name the file in it that has the list", name)
	case !info.Mode().IsRegular():
		return "", fmt.Errorf("%s is not a file but %s: name a file with the list", name, describe(info.Mode()))
	}
	f, err := os.Open(name)
	if err != nil {
		return "", fmt.Errorf("%s cannot be read: %w: may you read it?", name, err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, MaxList+1))
	switch {
	case err != nil:
		return "", fmt.Errorf("%s cannot be read: %w: try again", name, err)
	case len(b) > MaxList:
		return "", fmt.Errorf("%s has more than %d MiB: is it a list of names?", name, MaxList>>20)
	}
	return string(b), nil
}
