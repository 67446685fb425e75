package evidence

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// partSize is how many bytes of a document are in memory while it is sent on.
// Object stores take no parts of less than 5 MiB, and no more than 10,000.
const partSize = 8 << 20

// abandoned is after how long an upload is taken for one that nobody goes on with.
const abandoned = 24 * time.Hour

// S3 is a [Store] in a bucket of a store that speaks the protocol of S3: one object
// for each document. A document goes up in parts, which nobody sees before the
// upload is completed, and it is completed only when the hash fits.
type S3 struct {
	client *minio.Core
	bucket string
	prefix string
	part   int // bytes of a part
}

// OpenS3 reaches a bucket that is there already, by an address
//
//	s3://KEY:SECRET@host:port/bucket/prefix?region=eu-central-1&tls=0
//
// in which all is optional but host and bucket; tls=0 is for stores on the same
// machine. The key is better kept out of addresses: file then names a file with
// the section [default] and the lines aws_access_key_id and
// aws_secret_access_key; "" for none. Uploads into it that were begun more than a
// day ago and have not come to their end are given up.
func OpenS3(ctx context.Context, address, file string) (*S3, error) {
	u, err := url.Parse(address)
	if err != nil { // what was parsed holds the secret, so it is not repeated
		return nil, errors.New("the address of the object store cannot be read; write it as s3://host:port/bucket")
	}
	bucket, prefix, _ := strings.Cut(strings.Trim(u.Path, "/"), "/")
	if u.Scheme != "s3" || u.Host == "" || bucket == "" {
		return nil, fmt.Errorf("%.80s is no address of a bucket; write it as s3://host:port/bucket", u.Redacted())
	}
	keys, err := credentialsOf(u, file)
	if err != nil {
		return nil, err
	}
	q := u.Query()
	region := q.Get("region")
	if region == "" {
		region = "us-east-1" // what stores answer to that have no regions
	}
	client, err := minio.NewCore(u.Host, &minio.Options{Creds: keys, Secure: q.Get("tls") != "0", Region: region, MaxRetries: 3})
	if err != nil {
		return nil, fmt.Errorf("the object store at %s: %w", u.Host, err)
	}
	if prefix != "" {
		prefix += "/"
	}
	s := &S3{client: client, bucket: bucket, prefix: prefix, part: partSize}
	there, err := client.BucketExists(ctx, bucket)
	switch {
	case err != nil:
		return nil, fmt.Errorf("the bucket %s at %s cannot be reached: %w", bucket, u.Host, err)
	case !there:
		return nil, fmt.Errorf("there is no bucket %s at %s; make it first", bucket, u.Host)
	}
	if err := s.giveUp(ctx, time.Now().Add(-abandoned)); err != nil {
		return nil, err
	}
	return s, nil
}

// credentialsOf are the key and its secret, out of the file or the address. Where
// there are none, requests are not signed.
func credentialsOf(u *url.URL, file string) (*credentials.Credentials, error) {
	if file == "" {
		secret, _ := u.User.Password()
		return credentials.NewStaticV4(u.User.Username(), secret, ""), nil
	}
	if u.User != nil {
		return nil, errors.New("the key of the object store stands in its address and in a file; leave it out of the address")
	}
	keys := credentials.NewFileAWSCredentials(file, "default")
	v, err := keys.GetWithContext(nil)
	if err == nil && (v.AccessKeyID == "" || v.SecretAccessKey == "") {
		err = errors.New("it needs aws_access_key_id and aws_secret_access_key below [default]")
	}
	if err != nil {
		return nil, fmt.Errorf("the key of the object store cannot be read from %s: %w", file, err)
	}
	return keys, nil
}

// giveUp ends uploads that were begun before the time.
func (s *S3) giveUp(ctx context.Context, before time.Time) error {
	key, upload := "", ""
	for {
		some, err := s.client.ListMultipartUploads(ctx, s.bucket, s.prefix, key, upload, "", 1000)
		if code := minio.ToErrorResponse(err).Code; code == "AccessDenied" || code == "NotImplemented" {
			return nil // what is left there is seen by nobody, and can be cleared by a rule of the bucket
		}
		if err != nil {
			return fmt.Errorf("the uploads into the bucket %s: %w", s.bucket, err)
		}
		for _, x := range some.Uploads {
			if !x.Initiated.Before(before) || !IsHash(strings.TrimPrefix(x.Key, s.prefix)) {
				continue
			}
			if err := s.client.AbortMultipartUpload(ctx, s.bucket, x.Key, x.UploadID); err != nil && !missing(err) {
				return fmt.Errorf("an upload into the bucket %s: %w", s.bucket, err)
			}
		}
		if key, upload = some.NextKeyMarker, some.NextUploadIDMarker; !some.IsTruncated || key == "" {
			return nil
		}
	}
}

// missing reports whether the store says that there is no such thing.
func missing(err error) bool {
	r := minio.ToErrorResponse(err)
	return r.StatusCode == http.StatusNotFound || r.Code == "NoSuchKey" || r.Code == "NoSuchUpload"
}

func (s *S3) object(hash string) string { return s.prefix + hash }

// Put keeps a document; see [Store].
func (s *S3) Put(ctx context.Context, hash string, most int64, r io.Reader) error {
	if !IsHash(hash) {
		return fmt.Errorf("%.80q is no SHA-256", hash)
	}
	_, err := s.client.StatObject(ctx, s.bucket, s.object(hash), minio.StatObjectOptions{})
	if err == nil {
		return checked(io.Discard, r, hash, most)
	}
	if !missing(err) {
		return fmt.Errorf("the object store: %w", err)
	}
	up := &upload{s: s, ctx: ctx, object: s.object(hash)}
	if err := checked(up, r, hash, most); err != nil {
		return errors.Join(err, up.giveUp())
	}
	if err := up.complete(); err != nil {
		return errors.Join(fmt.Errorf("the object store: %w", err), up.giveUp())
	}
	return nil
}

// upload is a document on its way up.
type upload struct {
	s      *S3
	ctx    context.Context
	object string
	buffer []byte
	id     string // of the upload in parts; "" while one part is enough
	parts  []minio.CompletePart
}

// Write takes bytes of the document in, and sends them on by the part.
func (u *upload) Write(b []byte) (int, error) {
	all := len(b)
	for len(b) > 0 {
		if len(u.buffer) == u.s.part {
			if err := u.send(); err != nil {
				return all - len(b), fmt.Errorf("the object store: %w", err)
			}
		}
		n := min(len(b), u.s.part-len(u.buffer))
		u.buffer = append(u.buffer, b[:n]...)
		b = b[n:]
	}
	return all, nil
}

// send sends what is in the buffer as one more part.
func (u *upload) send() error {
	if u.id == "" {
		id, err := u.s.client.NewMultipartUpload(u.ctx, u.s.bucket, u.object, minio.PutObjectOptions{})
		if err != nil {
			return err
		}
		u.id = id
	}
	sum := sha256.Sum256(u.buffer)
	part, err := u.s.client.PutObjectPart(u.ctx, u.s.bucket, u.object, u.id, len(u.parts)+1, bytes.NewReader(u.buffer),
		int64(len(u.buffer)), minio.PutObjectPartOptions{Sha256Hex: hex.EncodeToString(sum[:])})
	if err != nil {
		return err
	}
	u.parts = append(u.parts, minio.CompletePart{PartNumber: part.PartNumber, ETag: part.ETag})
	u.buffer = u.buffer[:0]
	return nil
}

// complete makes the document visible, once its hash is known to fit.
func (u *upload) complete() error {
	options := minio.PutObjectOptions{ContentType: "application/octet-stream"}
	if u.id == "" {
		sum := sha256.Sum256(u.buffer)
		_, err := u.s.client.PutObject(u.ctx, u.s.bucket, u.object, bytes.NewReader(u.buffer), int64(len(u.buffer)), "", hex.EncodeToString(sum[:]), options)
		return err
	}
	if err := u.send(); err != nil {
		return err
	}
	_, err := u.s.client.CompleteMultipartUpload(u.ctx, u.s.bucket, u.object, u.id, u.parts, options)
	return err
}

// giveUp ends an upload that is not to become visible, also when whoever sent the
// document has gone.
func (u *upload) giveUp() error {
	if u.id == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(u.ctx), 30*time.Second)
	defer cancel()
	if err := u.s.client.AbortMultipartUpload(ctx, u.s.bucket, u.object, u.id); err != nil && !missing(err) {
		return fmt.Errorf("an upload is not given up: %w", err)
	}
	return nil
}

// Get opens a document; see [Store].
func (s *S3) Get(ctx context.Context, hash string) (io.ReadCloser, int64, error) {
	if !IsHash(hash) {
		return nil, 0, ErrNotFound
	}
	body, info, _, err := s.client.GetObject(ctx, s.bucket, s.object(hash), minio.GetObjectOptions{})
	switch {
	case err == nil:
		return body, info.Size, nil
	case missing(err):
		return nil, 0, ErrNotFound
	}
	return nil, 0, fmt.Errorf("the object store: %w", err)
}

// Delete removes a document; see [Store].
func (s *S3) Delete(ctx context.Context, hash string) error {
	if !IsHash(hash) {
		return nil
	}
	if err := s.client.RemoveObject(ctx, s.bucket, s.object(hash), minio.RemoveObjectOptions{}); err != nil && !missing(err) {
		return fmt.Errorf("the object store: %w", err)
	}
	return nil
}
