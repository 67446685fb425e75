package remind

import (
	"context"
	"crypto/tls"
	"fmt"
	"mime"
	"net"
	"net/smtp"
	"strings"
	"time"
)

// mailLasts is how long sending one mail may take: less than the lease, so that
// nobody else sends it meanwhile.
const mailLasts = time.Minute

// Mailer sends plain mails by SMTP, with STARTTLS where the server has it.
type Mailer struct {
	Addr, From string
	Auth       smtp.Auth // nil: none
}

// Send sends one mail, within a minute or not at all.
func (m *Mailer) Send(ctx context.Context, to, subject, body string, now time.Time) error {
	host, _, err := net.SplitHostPort(m.Addr)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, mailLasts)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", m.Addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) }) // ends what waits
	defer stop()
	c, err := smtp.NewClient(conn, host)
	if err != nil {
		return err
	}
	return m.talk(c, host, to, m.text(to, subject, body, now))
}

// talk hands the mail over. What a server that has taken it says at the parting
// makes no difference.
func (m *Mailer) talk(c *smtp.Client, host, to, text string) error {
	if ok, _ := c.Extension("STARTTLS"); ok {
		if err := c.StartTLS(&tls.Config{ServerName: host}); err != nil {
			return err
		}
	}
	if m.Auth != nil {
		if err := c.Auth(m.Auth); err != nil {
			return err
		}
	}
	if err := c.Mail(m.From); err != nil {
		return err
	}
	if err := c.Rcpt(to); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write([]byte(text)); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	_ = c.Quit()
	return nil
}

// text is the mail with its headers.
func (m *Mailer) text(to, subject, body string, now time.Time) string {
	var b strings.Builder
	for _, h := range [][2]string{
		{"From", m.From},
		{"To", to},
		{"Date", now.Format(time.RFC1123Z)},
		{"Subject", mime.QEncoding.Encode("utf-8", oneLine(subject))},
		{"MIME-Version", "1.0"},
		{"Content-Type", "text/plain; charset=utf-8"},
		{"Content-Transfer-Encoding", "8bit"},
		{"Auto-Submitted", "auto-generated"},
	} {
		fmt.Fprintf(&b, "%s: %s\r\n", h[0], h[1])
	}
	body = strings.NewReplacer("\r\n", "\r\n", "\r", "\r\n", "\n", "\r\n").Replace(body)
	return b.String() + "\r\n" + body
}

// mostSubject is how many characters of a subject are sent: a line of a mail is
// bounded (RFC 5322, 2.1.1).
const mostSubject = 200

// oneLine keeps a text of the agreement from adding headers of its own.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > mostSubject {
		return string(r[:mostSubject-1]) + "…"
	}
	return s
}
