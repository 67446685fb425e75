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
// not there, or cannot be taken for a text, stays unloaded, and WhyNot says why:
// that is for package check to report.
func (t *Text) AttachSources(a *agreement.Agreement) {
	left := MaxSources
	for _, s := range a.Sources {
		if !s.File.Given || s.File.V == "" {
			continue
		}
		content, why := readSource(folderOf(s.Place.File), s.File.V)
		if len(content) > left {
			content, why = "", fmt.Sprintf("the sources have more than %d MiB together", MaxSources>>20)
		}
		left -= len(content)
		s.Content, s.Loaded, s.WhyNot = content, why == "", why
	}
}

// folderOf is the folder of a text; that of standard input is the one we are in.
func folderOf(name string) string {
	if name == StdinName || name == StdinJSON {
		return "."
	}
	return filepath.Dir(name)
}

// readSource reads a text from a folder, or says why not. Through the root that
// is opened here, neither ".." nor a link leads out of the folder.
func readSource(dir, name string) (content, why string) {
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return "", "its path leads out of the folder of the agreement"
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return "", "the folder of the agreement cannot be read"
	}
	defer root.Close()
	info, err := root.Stat(filepath.FromSlash(name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", "there is no such file"
	case err != nil:
		return "", "it cannot be read, or leads out of the folder of the agreement"
	case !info.Mode().IsRegular():
		return "", "it is not a file"
	case info.Size() > MaxSource:
		return "", "it has more than 4 MiB"
	}
	f, err := root.Open(filepath.FromSlash(name))
	if err != nil {
		return "", "it cannot be read"
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, MaxSource+1))
	if err != nil {
		return "", "it cannot be read"
	}
	return decode(b)
}

// decode turns the bytes of a source into a text: UTF-8, or UTF-16 with its
// mark. Bytes that are no character become U+FFFD; what holds a zero byte is no
// text (a PDF, a picture), and a quote cannot be looked for in it.
func decode(b []byte) (content, why string) {
	switch {
	case len(b) > MaxSource:
		return "", "it has more than 4 MiB"
	case bytes.HasPrefix(b, []byte{0xff, 0xfe}):
		return fromUTF16(b[2:], binary.LittleEndian), ""
	case bytes.HasPrefix(b, []byte{0xfe, 0xff}):
		return fromUTF16(b[2:], binary.BigEndian), ""
	case bytes.IndexByte(b, 0) >= 0, bytes.HasPrefix(b, []byte("%PDF-")):
		return "", "it is not a text file; save it as text (UTF-8)"
	}
	return strings.TrimPrefix(strings.ToValidUTF8(string(b), "\ufffd"), "\ufeff"), ""
}

func fromUTF16(b []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = order.Uint16(b[2*i:])
	}
	return string(utf16.Decode(units))
}
