package report

// Keys is the record of public keys, of a file or an agent: "detente.keys/1".
// Nothing of a private key is in it.
type Keys struct {
	Format string `json:"format"`
	Keys   []Key  `json:"keys"`
}

// Key is one public key.
type Key struct {
	// Line is the key as a text has it and OpenSSH writes it.
	Line        string `json:"line"`
	Fingerprint string `json:"fingerprint"`
	Comment     string `json:"comment"`
	// File is where it was read, null for an agent's.
	File *string `json:"file"`
	// Passphrase reports whether a passphrase protects the private key in the file,
	// null for an agent's.
	Passphrase *bool `json:"passphrase"`
}

// NewKeys returns the record.
func NewKeys(all []Key) Keys { return Keys{KeysFormat, list(all)} }
