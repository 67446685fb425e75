// Package remind tells people of days that come up: by mail and by webhook. Which
// days those are follows from the text, the log and the day alone; here they are
// only delivered, each once, also where several servers run on one database and
// are started again. A server that stops in the midst of sending leaves its claim
// to expire, and the reminder is sent again rather than not at all.
package remind

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"detente/calendar"
	"detente/report"
)

// Rule says who is told of what, and how early.
type Rule struct {
	Agreement string   `json:"agreement"` // the id; "*" for all
	Actors    []string `json:"actors"`    // only what waits for one of these; all where empty
	Days      []int    `json:"days"`      // how many days before; 0 is the day itself
	Mail      []string `json:"mail"`
	Webhook   string   `json:"webhook"`
}

// ReadRules reads the rules from JSON.
func ReadRules(b []byte) ([]Rule, error) {
	var all []Rule
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	err := d.Decode(&all)
	if err == nil && d.More() {
		err = errors.New("something follows their end")
	}
	if err != nil {
		return nil, fmt.Errorf("the rules for reminders cannot be read: %w", err)
	}
	for i, r := range all {
		switch u, err := url.Parse(r.Webhook); {
		case r.Agreement == "":
			return nil, fmt.Errorf("rule %d names no agreement; \"*\" stands for all", i+1)
		case len(r.Days) == 0 || slices.ContainsFunc(r.Days, func(n int) bool { return n < 0 || n > 366 }):
			return nil, fmt.Errorf("rule %d needs days before, each from 0 to 366", i+1)
		case len(r.Mail) == 0 && r.Webhook == "":
			return nil, fmt.Errorf("rule %d tells nobody: it has neither mail nor webhook", i+1)
		case r.Webhook != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == ""):
			return nil, fmt.Errorf("rule %d: %q is no address of a webhook", i+1, r.Webhook)
		case slices.ContainsFunc(r.Mail, func(m string) bool { return !strings.Contains(m, "@") || strings.ContainsAny(m, "\r\n <>,") }):
			return nil, fmt.Errorf("rule %d: mail holds what is no address, such as name@example.org", i+1)
		}
	}
	return all, nil
}

// Claims lets one of several servers send a reminder.
type Claims interface {
	// Claim reports whether the caller is to send it now: nobody has sent it, and
	// nobody has claimed it within the lease.
	Claim(ctx context.Context, name string, now time.Time, lease time.Duration) (bool, error)
	// Sent notes that it was sent, for good.
	Sent(ctx context.Context, name string) error
}

// Agreement is what is reminded of.
type Agreement struct {
	ID, Title string
	Today     calendar.Day
	Dates     []report.DateAhead
}

// Runner sends what is due.
type Runner struct {
	Rules  []Rule
	Claims Claims
	// All returns the agreements as they stand now.
	All  func(ctx context.Context) ([]Agreement, error)
	Mail *Mailer // nil: no mail is sent
	Hook *http.Client
	Now  func() time.Time
	Log  *slog.Logger
	// Base is the address under which people reach the server.
	Base string
}

// lease is how long a claim counts: longer than any sending takes.
const lease = 10 * time.Minute

// Run looks every minute until the context ends.
func (r *Runner) Run(ctx context.Context) {
	t := time.NewTicker(time.Minute)
	defer t.Stop()
	for {
		if err := r.Once(ctx); err != nil && ctx.Err() == nil {
			r.Log.Error("reminders", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

// Once sends what is due now. It goes on past what cannot be sent, which is tried
// again when its claim has expired.
func (r *Runner) Once(ctx context.Context) error {
	all, err := r.All(ctx)
	if err != nil {
		return err
	}
	var wrong []error
	for _, a := range all {
		for _, rule := range r.Rules {
			if rule.Agreement == "*" || rule.Agreement == a.ID {
				wrong = append(wrong, r.agreement(ctx, a, rule))
			}
		}
	}
	return errors.Join(wrong...)
}

func (r *Runner) agreement(ctx context.Context, a Agreement, rule Rule) error {
	var wrong []error
	for _, d := range a.Dates {
		day, err := calendar.Parse(d.Day)
		if err != nil {
			return err
		}
		left := day.Sub(a.Today)
		if !slices.Contains(rule.Days, left) || len(rule.Actors) > 0 && !slices.ContainsFunc(d.By, func(who string) bool { return slices.Contains(rule.Actors, who) }) {
			continue
		}
		for _, to := range rule.Mail {
			wrong = append(wrong, r.once(ctx, a, d, left, to, r.mail))
		}
		if rule.Webhook != "" {
			wrong = append(wrong, r.once(ctx, a, d, left, rule.Webhook, r.hook))
		}
	}
	return errors.Join(wrong...)
}

type send func(ctx context.Context, a Agreement, d report.DateAhead, left int, to string) error

func (r *Runner) once(ctx context.Context, a Agreement, d report.DateAhead, left int, to string, send send) error {
	name := nameOf(a.ID, d, left, to)
	mine, err := r.Claims.Claim(ctx, name, r.Now(), lease)
	if err != nil || !mine {
		return err
	}
	if err := send(ctx, a, d, left, to); err != nil {
		return fmt.Errorf("a reminder of %s to %s: %w", d.Step, to, err)
	}
	return r.Claims.Sent(ctx, name)
}

// nameOf names one reminder: a later due day makes another.
func nameOf(id string, d report.DateAhead, left int, to string) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{id, d.Kind, d.Step, d.Day, fmt.Sprint(left), to}, "\n")))
	return hex.EncodeToString(sum[:])
}

// ahead says how many days are left.
func ahead(left int) string {
	switch left {
	case 0:
		return "today"
	case 1:
		return "tomorrow"
	}
	return fmt.Sprintf("in %d days", left)
}

// said is the reminder in words: a subject and lines.
func said(a Agreement, d report.DateAhead, left int, base string) (subject, body string) {
	when := ahead(left)
	what := d.Step
	if what == "" {
		what = "acts that wait for each other"
	}
	subject = fmt.Sprintf("%s: %s, %s (%s)", a.Title, what, d.Day, when)
	body = fmt.Sprintf("%s\n\n%s, %s.\n", d.Text, d.Day, when)
	if base != "" {
		body += fmt.Sprintf("\n%s/a/%s/\n", strings.TrimSuffix(base, "/"), a.ID)
	}
	return subject, body
}

func (r *Runner) mail(ctx context.Context, a Agreement, d report.DateAhead, left int, to string) error {
	if r.Mail == nil {
		return errors.New("no mail server is named; start detente serve with -smtp")
	}
	subject, body := said(a, d, left, r.Base)
	return r.Mail.Send(ctx, to, subject, body, r.Now())
}

// Notice is what a webhook is sent.
type Notice struct {
	Format    string           `json:"format"`
	Agreement string           `json:"agreement"`
	Title     string           `json:"title"`
	Left      int              `json:"days_left"`
	Date      report.DateAhead `json:"date"`
	Text      string           `json:"text"`
}

func (r *Runner) hook(ctx context.Context, a Agreement, d report.DateAhead, left int, to string) error {
	subject, _ := said(a, d, left, r.Base)
	b := report.JSON(Notice{Format: "detente.reminder/1", Agreement: a.ID, Title: a.Title, Left: left, Date: d, Text: subject})
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(b))
	if err != nil {
		return err
	}
	q.Header.Set("Content-Type", "application/json")
	answer, err := r.Hook.Do(q)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 64<<10))
	if answer.StatusCode/100 != 2 {
		return fmt.Errorf("the webhook answered %s", answer.Status)
	}
	return nil
}
