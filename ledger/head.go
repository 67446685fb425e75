package ledger

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/tlog"
)

// MaxName is how many bytes the origin of a log or the name of a key can have.
const MaxName = 255

// Head names a whole log: whose it is, how many entries it has, and the root of
// the tree over them. Two heads of one log and one size are the same, or somebody
// was shown another log.
type Head struct {
	Origin string
	Size   int64
	Root   Hash
}

// EmptyRoot is the root of a log without entries: SHA-256 of nothing.
func EmptyRoot() Hash {
	root, _ := tlog.TreeHash(0, nil)
	return root
}

// HeadOf returns the head of the log with this origin at a size, from its stored
// hashes.
func HeadOf(origin string, size int64, r HashReader) (Head, error) {
	if err := errors.Join(checkName("the origin of a log", origin), checkSize(size)); err != nil {
		return Head{}, err
	}
	root, err := tlog.TreeHash(size, r)
	if err != nil {
		return Head{}, fmt.Errorf("the head at %d entries: %w", size, err)
	}
	return Head{origin, size, root}, nil
}

// HeadOfEntries returns the head of a log with these entries.
func HeadOfEntries(origin string, entries [][]byte) Head {
	var f Frontier
	for _, e := range entries {
		f = f.Add(HashEntry(e))
	}
	return f.Head(origin)
}

// RootText returns the root as texts write it, in standard base64.
func (h Head) RootText() string { return base64.StdEncoding.EncodeToString(h.Root[:]) }

// String names the head for people.
func (h Head) String() string {
	return fmt.Sprintf("head %s of %s at %s", h.RootText(), h.Origin, count(int(h.Size), "entry", "entries"))
}

// Body returns the head as a checkpoint has it, which is what is signed: three
// lines, the origin, the size, and the root in standard base64.
func (h Head) Body() []byte {
	return []byte(h.Origin + "\n" + strconv.FormatInt(h.Size, 10) + "\n" + h.RootText() + "\n")
}

// ParseBody reads what [Head.Body] writes and nothing else. Checkpoints of other
// logs can have further lines; ours have none, since nobody could check them.
func ParseBody(b []byte) (Head, error) {
	lines := strings.SplitAfterN(string(b), "\n", 4)
	if len(lines) != 4 || lines[3] != "" {
		return Head{}, errors.New("the body of a checkpoint is three lines: the origin, the size, the root")
	}
	var h Head
	var err error
	h.Origin = strings.TrimSuffix(lines[0], "\n")
	if err = checkName("line 1 of the checkpoint, the origin,", h.Origin); err != nil {
		return Head{}, err
	}
	if h.Size, err = parseNumber("line 2 of the checkpoint, the size,", strings.TrimSuffix(lines[1], "\n"), MaxSize); err != nil {
		return Head{}, err
	}
	if h.Root, err = parseHash("line 3 of the checkpoint, the root,", strings.TrimSuffix(lines[2], "\n")); err != nil {
		return Head{}, err
	}
	if h.Size == 0 && h.Root != EmptyRoot() {
		return Head{}, errors.New("line 3 of the checkpoint: the root of a log without entries is SHA-256 of nothing")
	}
	return h, nil
}

// checkName holds origins and the names of keys to what signed notes can carry.
func checkName(what, name string) error {
	bad := func(r rune) bool { return r < 0x20 || r == '+' || unicode.IsSpace(r) }
	switch {
	case name == "":
		return fmt.Errorf("%s is empty", what)
	case len(name) > MaxName:
		return fmt.Errorf("%s has %d bytes, more than %d", what, len(name), MaxName)
	case !utf8.ValidString(name):
		return fmt.Errorf("%s is not in UTF-8", what)
	case strings.ContainsFunc(name, bad):
		return fmt.Errorf("%s %q has a space, a plus sign or a control character in it", what, name)
	}
	return nil
}

// parseNumber reads a decimal number without sign and without leading zeros.
func parseNumber(what, s string, most int64) (int64, error) {
	n, err := strconv.ParseUint(s, 10, 64)
	if errors.Is(err, strconv.ErrRange) || err == nil && n > uint64(most) {
		return 0, fmt.Errorf("%s is %s, more than %d", what, clip(s), most)
	}
	if err != nil || strconv.FormatUint(n, 10) != s {
		return 0, fmt.Errorf("%s is %q and not a number in decimal digits, without a sign and without zeros before it", what, clip(s))
	}
	return int64(n), nil
}

// parseHash reads a hash in standard base64.
func parseHash(what, s string) (Hash, error) {
	b, err := decode64(s)
	if err != nil || len(b) != tlog.HashSize {
		return Hash{}, fmt.Errorf("%s is %q and not the base64 of 32 bytes", what, clip(s))
	}
	return Hash(b), nil
}

// decode64 reads standard base64 in its one form: no line ends, no bits left over.
func decode64(s string) ([]byte, error) {
	b, err := base64.StdEncoding.DecodeString(s)
	if err == nil && base64.StdEncoding.EncodeToString(b) != s {
		err = errors.New("not the one form of base64")
	}
	return b, err
}

// clip shortens foreign text for a message.
func clip(s string) string {
	const most = 80
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// count writes a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
