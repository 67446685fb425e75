package act

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"detente/reason"
)

// PayloadType is the type of the payload of an envelope that holds an act.
const PayloadType = "application/vnd.detente.act+json"

// Envelope is an act as it was signed: a DSSE envelope with one signature.
// (Dead Simple Signing Envelope, version 1.0.2, 2024.)
type Envelope struct {
	Payload   []byte
	KeyID     string // the fingerprint of the key; a hint, and checked as one
	Signature []byte
}

// The forms in JSON. Their fields stand in the order of canonical text.
type (
	envelopeJSON struct {
		Payload     string          `json:"payload"`
		PayloadType string          `json:"payloadType"`
		Signatures  []signatureJSON `json:"signatures"`
	}
	signatureJSON struct {
		KeyID string `json:"keyid"`
		Sig   string `json:"sig"`
	}
	entryJSON struct {
		Received Time         `json:"received"`
		Envelope envelopeJSON `json:"envelope"`
	}
)

// Signer holds a private key, or reaches one: in a file, in an agent.
type Signer interface {
	// Key is the public key.
	Key() Key
	// Sign returns the Ed25519 signature over the message, 64 bytes.
	Sign(message []byte) ([]byte, error)
}

// SignAct signs the act.
func SignAct(a Act, s Signer) (Envelope, error) {
	payload, err := Encode(a)
	if err != nil {
		return Envelope{}, err
	}
	sig, err := s.Sign(SignedBytes(payload))
	if err != nil {
		return Envelope{}, err
	}
	e := Envelope{Payload: payload, KeyID: s.Key().ID(), Signature: sig}
	return e, e.Verify(s.Key())
}

// SignedBytes is what is signed for a payload: the DSSE pre-authentication
// encoding "DSSEv1 len type len payload".
func SignedBytes(payload []byte) []byte {
	b := []byte("DSSEv1 " + strconv.Itoa(len(PayloadType)) + " " + PayloadType + " " + strconv.Itoa(len(payload)) + " ")
	return append(b, payload...)
}

// Verify reports whether the key signed the payload.
func (e Envelope) Verify(k Key) error {
	switch {
	case len(k.Public) != ed25519.PublicKeySize:
		return reason.New("there is no key to check the signature with")
	case e.KeyID != k.ID():
		return reason.New("the envelope names the key {0}, not {1}", e.KeyID, k.ID())
	case !ed25519.Verify(k.Public, SignedBytes(e.Payload), e.Signature):
		return reason.New("the signature is not one of the key {0} over these bytes", e.KeyID)
	}
	return nil
}

// Act reads what was signed. It checks the form, not the signature.
func (e Envelope) Act() (Act, error) { return Decode(e.Payload) }

// ID is the SHA-256 of the envelope in hexadecimal: the same envelope, sent
// twice, is one act.
func (e Envelope) ID() string {
	sum := sha256.Sum256(e.Bytes())
	return hex.EncodeToString(sum[:])
}

func (e Envelope) json() envelopeJSON {
	return envelopeJSON{
		Payload:     base64.StdEncoding.EncodeToString(e.Payload),
		PayloadType: PayloadType,
		Signatures:  []signatureJSON{{KeyID: e.KeyID, Sig: base64.StdEncoding.EncodeToString(e.Signature)}},
	}
}

// Bytes is the one text of the envelope.
func (e Envelope) Bytes() []byte { return compact(e.json()) }

// ParseEnvelope reads an envelope. White space between its parts and the order
// of its fields do not matter here; what is kept of it is its one text. A field
// that stands twice, that the form does not know, or whose name is written in
// other letters is refused: another reader would read another envelope.
func ParseEnvelope(b []byte) (Envelope, error) {
	var j envelopeJSON
	if len(b) > 2*MaxEntry {
		return Envelope{}, reason.New("the envelope has {0} bytes; {1} are allowed", len(b), 2*MaxEntry)
	}
	if err := strict(b, &j); err != nil {
		return Envelope{}, reason.New("the envelope cannot be read: {0}", err)
	}
	e, err := j.envelope()
	if err == nil && !slices.Equal(namesIn(b), namesIn(e.Bytes())) {
		return Envelope{}, reason.New("a field of the envelope stands twice, is missing, or has its name in other letters")
	}
	return e, err
}

func (j envelopeJSON) envelope() (Envelope, error) {
	if j.PayloadType != PayloadType {
		return Envelope{}, reason.New("the envelope holds {0}, not an act ({1})", reason.Quote(j.PayloadType, len(j.PayloadType)), PayloadType)
	}
	if len(j.Signatures) != 1 {
		return Envelope{}, reason.New("the envelope has {0} signatures; an act has one, of the actor who makes it", len(j.Signatures))
	}
	payload, err := decode64(j.Payload)
	if err != nil {
		return Envelope{}, reason.New("the payload is not base64: {0}", err)
	}
	if len(payload) > MaxAct {
		return Envelope{}, reason.New("the payload has {0} bytes; {1} are allowed", len(payload), MaxAct)
	}
	if id := j.Signatures[0].KeyID; !isKeyID(id) {
		return Envelope{}, reason.New("keyid = {0} is no fingerprint of a key; ssh-keygen -l prints it", reason.Quote(id, 60))
	}
	sig, err := decode64(j.Signatures[0].Sig)
	if err != nil || len(sig) != ed25519.SignatureSize {
		return Envelope{}, reason.New("the signature is not {0} bytes in base64", ed25519.SignatureSize)
	}
	return Envelope{Payload: payload, KeyID: j.Signatures[0].KeyID, Signature: sig}, nil
}

// decode64 reads standard base64 in its one form; the library passes over ends of
// line in it.
func decode64(s string) ([]byte, error) {
	if strings.ContainsAny(s, "\r\n") {
		return nil, reason.New("it has an end of line in it")
	}
	return base64.StdEncoding.Strict().DecodeString(s)
}

// Entry is an act in the log: the envelope, and when the log received it.
// Received is the log's own word; it never goes back from one entry to the next.
type Entry struct {
	Received Time
	Envelope Envelope
}

// Bytes is the one text of the entry: what the log keeps.
func (e Entry) Bytes() []byte {
	return compact(entryJSON{Received: e.Received, Envelope: e.Envelope.json()})
}

// ParseEntry reads an entry of a log. It has one text: bytes that differ in
// anything are refused.
func ParseEntry(b []byte) (Entry, error) {
	var j entryJSON
	if len(b) > MaxEntry {
		return Entry{}, reason.New("the entry has {0} bytes; {1} are allowed", len(b), MaxEntry)
	}
	if err := strict(b, &j); err != nil {
		return Entry{}, reason.New("the entry cannot be read: {0}", err)
	}
	env, err := j.Envelope.envelope()
	if err != nil {
		return Entry{}, err
	}
	e := Entry{Received: j.Received, Envelope: env}
	if !bytes.Equal(e.Bytes(), b) {
		return Entry{}, reason.New("the entry is not written as entries are")
	}
	return e, nil
}

// compact writes JSON without white space and without HTML's escapes.
func compact(v any) []byte {
	var b bytes.Buffer
	w := json.NewEncoder(&b)
	w.SetEscapeHTML(false)
	if err := w.Encode(v); err != nil {
		panic("an act that cannot be written: " + err.Error()) // strings and numbers always can
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// strict reads one JSON value into v, and nothing that v does not know.
func strict(b []byte, v any) error {
	r := json.NewDecoder(bytes.NewReader(b))
	r.DisallowUnknownFields()
	if err := r.Decode(v); err != nil {
		return err
	}
	if _, err := r.Token(); !errors.Is(err, io.EOF) {
		return reason.New("something follows after its end")
	}
	return nil
}

// namesIn lists the names of all fields in a JSON value, sorted, each as often
// as it stands there. The library takes a field that stands twice, and its name
// in capitals; what is signed has one reading.
func namesIn(b []byte) []string {
	var (
		names   []string
		objects []bool // what is open: an object, or a list
		isName  bool   // what comes next is the name of a field
	)
	r := json.NewDecoder(bytes.NewReader(b))
	for {
		token, err := r.Token()
		if err != nil {
			slices.Sort(names)
			return names
		}
		switch d, isDelim := token.(json.Delim); {
		case isDelim && (d == '{' || d == '['):
			objects = append(objects, d == '{')
		case isDelim:
			objects = objects[:len(objects)-1]
		case isName:
			names = append(names, token.(string))
			isName = false
			continue
		}
		isName = len(objects) > 0 && objects[len(objects)-1]
	}
}
