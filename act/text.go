package act

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"detente/reason"
)

// File is one file of a text, by its name without a folder.
type File struct {
	Name  string `json:"name"`
	Bytes []byte `json:"bytes"`
}

// MaxFileName is how many bytes the name of a file of a text may have.
const MaxFileName = 250

// CheckFiles reports what keeps the files from being a text: there has to be one
// at least, each with a name of its own that ends in .deal or .deal.json and is
// written on one line without a folder; and none is a private overlay. Ask it
// before you count on [TextHash] of files that somebody sent: two lists of files
// that pass never have the same manifest.
func CheckFiles(files []File) error {
	if len(files) == 0 {
		return reason.New("there is no file in the text")
	}
	seen := map[string]bool{}
	for _, f := range files {
		base := strings.TrimSuffix(strings.TrimSuffix(f.Name, ".json"), ".deal")
		switch {
		case !strings.HasSuffix(f.Name, ".deal") && !strings.HasSuffix(f.Name, ".deal.json"):
			return reason.New("{0} is not the name of a file of a text: it ends in .deal or .deal.json", reason.Quote(f.Name, 60))
		case base == "" || f.Name[0] == '-' || len(f.Name) > MaxFileName || !plain(f.Name, false) || strings.ContainsAny(f.Name, `/\`):
			return reason.New("{0} cannot be the name of a file of a text: use letters, digits, _ and - without a folder, not - in front", reason.Quote(f.Name, 60))
		case strings.HasSuffix(base, ".private"):
			return reason.New("{0} is a private overlay, which stays on its machine: leave it out", f.Name)
		case seen[f.Name]:
			return reason.New("the text has two files with the name {0}", f.Name)
		}
		seen[f.Name] = true
	}
	return nil
}

// Manifest lists the files as sha256sum prints them, in the order of the bytes
// of their names.
func Manifest(files []File) string {
	files = slices.Clone(files)
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	var m strings.Builder
	for _, f := range files {
		fmt.Fprintf(&m, "%x  %s\n", sha256.Sum256(f.Bytes), f.Name)
	}
	return m.String()
}

// TextHash is the hash of a text of one or more public files: the SHA-256 of its
// manifest, in hexadecimal. In a folder that holds those files and no others,
//
//	LC_ALL=C sha256sum *.deal | sha256sum
//
// prints the same.
func TextHash(files []File) string {
	sum := sha256.Sum256([]byte(Manifest(files)))
	return hex.EncodeToString(sum[:])
}

// Origin is the origin of the log of an agreement whose first text has the hash.
func Origin(firstText string) string { return "detente/" + firstText }

// ID is the short name of that log: the first 16 digits of the hash.
func ID(firstText string) string { return firstText[:min(16, len(firstText))] }
