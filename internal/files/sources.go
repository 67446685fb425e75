package files

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf16"

	"detente/agreement"
)

// AttachSources reads the files of the agreement's sources, each from the
// folder of the text that names it, and fills in Content and Loaded. What is
// not there, or cannot be taken for a text, stays unloaded; for what is there,
// WhyNot says why. To report it is for package check.
func (t *Text) AttachSources(a *agreement.Agreement) {
	left := MaxSources
	for _, s := range a.Sources {
		if !s.File.Given || s.File.V == "" {
			continue
		}
		content, err := readSource(folderOf(s.Place.File), s.File.V)
		if err == nil && len(content) > left {
			err = fmt.Errorf("the sources have more than %d MiB together", MaxSources>>20)
		}
		s.Content, s.Loaded, s.WhyNot = "", err == nil, ""
		switch {
		case err == nil:
			s.Content = content
			left -= len(content)
		case !errors.Is(err, fs.ErrNotExist):
			s.WhyNot = err.Error()
		}
	}
}

// Why the file of a source is not used.
var (
	errOutside  = errors.New("its path leads out of the folder of the agreement")
	errNoFile   = errors.New("it is not a file")
	errNoText   = errors.New("it is not a text file; save it as text, in UTF-8")
	errTooLarge = fmt.Errorf("it has more than %d MiB", MaxSource>>20)
	errNoAccess = errors.New("it cannot be opened, or leads out of the folder of the agreement")
)

// folderOf is the folder of a text; that of standard input is the one we are in.
func folderOf(name string) string {
	if name == StdinName || name == StdinJSON {
		return "."
	}
	return filepath.Dir(name)
}

// readSource reads a text from a folder. Through the root that is opened here,
// neither ".." nor a link leads out of the folder.
func readSource(dir, name string) (string, error) {
	name = filepath.FromSlash(name)
	if !filepath.IsLocal(name) {
		return "", errOutside
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return "", err
	}
	defer root.Close()
	info, err := root.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", err
	case err != nil:
		return "", errNoAccess
	case !info.Mode().IsRegular():
		return "", errNoFile
	}
	f, err := root.Open(name)
	if err != nil {
		return "", errNoAccess
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, MaxSource+1))
	if err != nil {
		return "", errNoAccess
	}
	return decode(b)
}

// decode turns the bytes of a source into a text: UTF-8, or UTF-16 with its
// mark. Bytes that are no character become U+FFFD; what holds a zero byte is no
// text (a PDF, a picture), and a quote cannot be looked for in it.
func decode(b []byte) (string, error) {
	switch {
	case len(b) > MaxSource:
		return "", errTooLarge
	case bytes.HasPrefix(b, []byte{0xff, 0xfe}):
		return fromUTF16(b[2:], binary.LittleEndian), nil
	case bytes.HasPrefix(b, []byte{0xfe, 0xff}):
		return fromUTF16(b[2:], binary.BigEndian), nil
	case bytes.IndexByte(b, 0) >= 0, bytes.HasPrefix(b, []byte("%PDF-")):
		return "", errNoText
	}
	return strings.TrimPrefix(strings.ToValidUTF8(string(b), "\ufffd"), "\ufeff"), nil
}

func fromUTF16(b []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = order.Uint16(b[2*i:])
	}
	return string(utf16.Decode(units))
}
