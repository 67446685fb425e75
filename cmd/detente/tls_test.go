package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// certified writes a certificate for 127.0.0.1 and its key.
func certified(t *testing.T) (cert, key string, roots *x509.CertPool) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, form, form, &k.PublicKey, k)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(t.TempDir(), "cert.pem"), filepath.Join(t.TempDir(), "key.pem")
	for file, b := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(b), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	roots = x509.NewCertPool()
	roots.AppendCertsFromPEM(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	return cert, key, roots
}

// With -tls-cert and -tls-key the server speaks https, TLS 1.3 and no older, and
// ends when it is told to, streams that never end among its requests.
func TestServeHTTPS(t *testing.T) {
	cert, key, roots := certified(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	opened := make(chan struct{})
	h := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/stream" {
			close(opened)
			<-r.Context().Done()
		}
	})}
	ended := make(chan error, 1)
	go func() { ended <- listen(ctx, h, l, serving{cert: cert, key: key}) }()

	get := func(path string, most uint16) error {
		c := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MaxVersion: most}}}
		answer, err := c.Get("https://" + l.Addr().String() + path)
		if err != nil {
			return err
		}
		return answer.Body.Close()
	}
	if err := get("/", tls.VersionTLS13); err != nil {
		t.Error(err)
	}
	if err := get("/", tls.VersionTLS12); err == nil {
		t.Error("TLS 1.2 is spoken")
	}
	go func() { _ = get("/stream", tls.VersionTLS13) }()
	<-opened
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
