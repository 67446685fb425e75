package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"detente/internal/evidence"
	"detente/internal/keys"
	"detente/internal/remind"
	"detente/internal/server"
	"detente/internal/store"
)

// serving is what the command line says about the server.
type serving struct {
	dir, addr, base, db, logKey string
	cert, key                   string
	reminders, smtp, from       string
	bucket, bucketKey           string
	perMinute                   int
}

func newServeCommand(sh *shell) *cobra.Command {
	var o serving
	c := &cobra.Command{
		Use:   "serve [flags]",
		Short: "run the table at which agreements are signed and carried out",
		Long: `serve takes in signed acts, keeps them in a log that everybody can check alone,
and shows on its pages where each agreement stands and whose move it is. It holds
no party's key: acts are signed in the browser, or with detente act.

Without flags it listens on this machine only, and keeps everything in a folder
of its own: a database (SQLite), documents, and the key that signs the heads of
the logs. With -db several servers share one PostgreSQL. Ctrl-C ends it when the
requests under way have been answered.`,
		Example: `  detente serve
  detente serve -dir /srv/detente -addr :443 -tls-cert cert.pem -tls-key key.pem -base https://table.example.org`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return serve(sh, o) },
	}
	f := c.Flags()
	f.StringVar(&o.dir, "dir", "detente-data", "the `FOLDER` for all that is kept")
	f.StringVar(&o.addr, "addr", "127.0.0.1:8420", "the `ADDRESS` to listen on")
	f.StringVar(&o.base, "base", "", "the `URL` under which people reach the server, where it is\nanother than that of -addr")
	f.StringVar(&o.db, "db", "", "the `DATABASE`: postgres://… instead of a file in the folder")
	f.StringVar(&o.bucket, "evidence", "", "the `BUCKET` for documents, s3://host:port/bucket, instead of a\nfolder; ?region=… and, on this machine, ?tls=0 may follow")
	f.StringVar(&o.bucketKey, "evidence-key", "", "the `FILE` with the key of the bucket, as AWS has it:\naws_access_key_id and aws_secret_access_key below [default]")
	f.StringVar(&o.logKey, "log-key", "", "the `FILE` with the key that signs the heads of the logs;\nservers on one database share it. Made where it is not there.")
	f.StringVar(&o.cert, "tls-cert", "", "the `FILE` with the certificates, for https")
	f.StringVar(&o.key, "tls-key", "", "the `FILE` with their key")
	f.StringVar(&o.reminders, "remind", "", "the `FILE` that says who is reminded of which days; see\ndocs/carry-out.md")
	f.StringVar(&o.smtp, "smtp", "", "the mail `SERVER` for reminders, host:port")
	f.StringVar(&o.from, "mail-from", "", "the `ADDRESS` from which reminders come")
	f.IntVar(&o.perMinute, "per-minute", 600, "how many requests that change something one address may make\nin a minute")
	return c
}

// serve runs the server until it is told to end.
func serve(sh *shell, o serving) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	log := slog.New(slog.NewTextHandler(sh.err, nil))
	s, db, err := o.server(ctx, log)
	if err != nil {
		return err
	}
	defer db.Close()
	runner, err := o.runner(s, db, log)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", o.addr)
	if err != nil {
		return trouble{fmt.Sprintf("the server cannot listen on %s: %v", o.addr, err), "Choose another address with -addr."}
	}
	if err := sh.print(fmt.Sprintf("Detente listens on %s. Ctrl-C ends it.\n", o.address(l))); err != nil {
		return err
	}
	if runner != nil {
		go runner.Run(ctx)
	}
	return listen(ctx, s.HTTPServer(o.addr), l, o)
}

// listen serves until the context ends, and then lets requests under way be answered.
func listen(ctx context.Context, h *http.Server, l net.Listener, o serving) error {
	streams, cut := context.WithCancel(context.Background())
	defer cut()
	h.BaseContext = func(net.Listener) context.Context { return streams }
	h.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS13}
	ended := make(chan error, 1)
	go func() {
		if o.cert != "" {
			ended <- h.ServeTLS(l, o.cert, o.key)
			return
		}
		ended <- h.Serve(l)
	}()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	within, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	time.AfterFunc(time.Second, cut) // streams of events never end by themselves
	if err := h.Shutdown(within); err != nil {
		return err
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// server opens what is kept and makes the server.
func (o serving) server(ctx context.Context, log *slog.Logger) (*server.Server, *store.DB, error) {
	if (o.cert == "") != (o.key == "") {
		return nil, nil, trouble{"https needs both -tls-cert and -tls-key", ""}
	}
	if u, err := url.Parse(o.base); o.base != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		return nil, nil, trouble{fmt.Sprintf("-base %s is no address of a server", o.base), "Write it as https://table.example.org."}
	}
	if err := os.MkdirAll(o.dir, 0o700); err != nil {
		return nil, nil, trouble{fmt.Sprintf("the folder %s cannot be made: %v", o.dir, err), "Choose another with -dir."}
	}
	file := o.logKey
	if file == "" {
		file = filepath.Join(o.dir, "log.key")
	}
	key, _, err := keys.OpenNoteKey(file, "detente")
	if err != nil {
		return nil, nil, keyTrouble(err)
	}
	address := o.db
	if address == "" {
		address = filepath.Join(o.dir, "detente.db")
	}
	db, err := store.Open(ctx, address)
	if err != nil {
		return nil, nil, trouble{err.Error(), ""}
	}
	documents, err := o.documents(ctx)
	if err != nil {
		return nil, nil, errors.Join(trouble{err.Error(), ""}, db.Close())
	}
	return server.New(server.Options{
		Store: db, Evidence: documents, LogKey: key.Private, Log: log, PerMinute: o.perMinute, Base: o.base,
		Secure: o.cert != "" || strings.HasPrefix(o.base, "https://"),
	}), db, nil
}

// documents is where evidence is kept.
func (o serving) documents(ctx context.Context) (evidence.Store, error) {
	if o.bucket != "" {
		return evidence.OpenS3(ctx, o.bucket, o.bucketKey)
	}
	return evidence.OpenFolder(filepath.Join(o.dir, "evidence"))
}

// address is where people find the server.
func (o serving) address(l net.Listener) string {
	switch {
	case o.base != "":
		return o.base
	case o.cert != "":
		return "https://" + l.Addr().String()
	}
	return "http://" + l.Addr().String()
}

// runner is who sends reminders; nil where nobody is to be reminded.
func (o serving) runner(s *server.Server, db *store.DB, log *slog.Logger) (*remind.Runner, error) {
	if o.reminders == "" {
		return nil, nil
	}
	b, err := os.ReadFile(o.reminders)
	if err != nil {
		return nil, trouble{fmt.Sprintf("the rules for reminders cannot be read: %v", err), ""}
	}
	rules, err := remind.ReadRules(b)
	if err != nil {
		return nil, trouble{err.Error(), "docs/carry-out.md has an example."}
	}
	r := &remind.Runner{Rules: rules, Claims: db, All: s.Reminders, Hook: &http.Client{Timeout: 30 * time.Second}, Now: time.Now, Log: log, Base: o.base}
	if o.smtp != "" {
		if o.from == "" {
			return nil, trouble{"-smtp needs -mail-from", "Name the address from which reminders come."}
		}
		r.Mail = &remind.Mailer{Addr: o.smtp, From: o.from}
	}
	return r, nil
}
