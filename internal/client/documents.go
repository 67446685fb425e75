package client

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"os"

	"detente/audit"
	"detente/ledger"
)

// Reading reads the document of a hash, which may keep it, and returns what it
// really is.
type Reading func(hash string) (audit.Document, error)

// Documents has every document that an act of the log names read, once, and adds
// what each really is. Those that the server does not give, since they are gone or
// are not for the reader, are left out: the audit counts them.
func Documents(log *audit.Log, read Reading) error {
	c, err := ledger.ParseCheckpoint(log.Checkpoint)
	if err != nil || c.Head.Size > audit.MaxSize {
		return nil // the audit says so
	}
	all := map[string]audit.Document{}
	for a := range acts(c.Head, log.Fetch) {
		for _, e := range a.Evidence {
			if _, ok := all[e.SHA256]; ok || !isHash(e.SHA256) {
				continue
			}
			d, err := read(e.SHA256)
			if no := (*Refused)(nil); errors.As(err, &no) && no.Status == http.StatusNotFound {
				continue
			}
			if err != nil {
				return err
			}
			all[e.SHA256] = d
		}
	}
	log.Documents = all
	return nil
}

// hashed reads to the end.
func hashed(r io.Reader) (audit.Document, error) {
	h := sha256.New()
	size, err := io.Copy(h, r)
	return audit.Document{SHA256: hex.EncodeToString(h.Sum(nil)), Size: size}, err
}

// Looked reads documents from the server and keeps none.
func (r *Remote) Looked(hash string) (audit.Document, error) { return r.Document(hash, io.Discard) }

// Kept reads documents from the server into the copy. One that is there is not read
// again; one that is another than its hash says is not kept.
func (c Copy) Kept(r *Remote) Reading {
	return func(hash string) (audit.Document, error) {
		file, err := os.Open(c.file("evidence/" + hash))
		if errors.Is(err, os.ErrNotExist) {
			return c.fetch(r, hash)
		}
		if err != nil {
			return audit.Document{}, err
		}
		defer file.Close()
		return hashed(file)
	}
}

// errOther: what came is not the document of that hash.
var errOther = errors.New("another document")

// fetch puts a document into the copy, whole or not at all.
func (c Copy) fetch(r *Remote, hash string) (d audit.Document, err error) {
	err = place(c.file("evidence/"+hash), func(w io.Writer) error {
		if d, err = r.Document(hash, w); err == nil && d.SHA256 != hash {
			return errOther
		}
		return err
	})
	if errors.Is(err, errOther) {
		return d, nil // the audit tells
	}
	return d, err
}
