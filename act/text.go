package act

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// File is one file of a text, by its name without a folder.
type File struct {
	Name  string `json:"name"`
	Bytes []byte `json:"bytes"`
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
