package automation

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"math"

	"arus/automation/hook"
	"arus/job"
	"arus/sales"
	"arus/store"
)

// NoticeKind is the kind of a notice's id.
const NoticeKind sales.Kind = "note"

// Notice is what a rule has told somebody.
type Notice struct {
	ID   string
	Rule sales.ID
	Deal sales.DealID
	Text string
	At   sales.Instant
	Read sales.Instant // 0: not yet
}

// hookCall is the job that calls a webhook.
type hookCall struct {
	Workspace sales.WorkspaceID `json:"workspace"`
	ID        string            `json:"id"`
	URL       string            `json:"url"`
	Body      json.RawMessage   `json:"body"`
	Rule      sales.ID          `json:"rule,omitempty"` // the run that sends it, and which of its deeds
	Occasion  string            `json:"occasion,omitempty"`
	Deal      sales.DealID      `json:"deal,omitempty"`
	Deed      int               `json:"deed,omitempty"`
}

// Kind names the job.
func (hookCall) Kind() string { return "automation.call_webhook" }

// called is what a webhook is told, in the form that Standard Webhooks asks for.
type called struct {
	Type      string        `json:"type"`
	Timestamp sales.Instant `json:"timestamp"`
	Data      Trace         `json:"data"`
}

// callsTried is how often a webhook is called before it is given up: about a day.
const callsTried = 20

// send writes what a run leaves beside events, in its transaction.
func (e *Engine) send(ctx context.Context, tx *sql.Tx, ws sales.WorkspaceID, t Trace, effects []effect) error {
	for _, f := range effects {
		if f.url == "" {
			_, err := tx.ExecContext(ctx, insertNotice, string(ws), string(e.Mint(NoticeKind)), string(f.to), string(t.Rule), string(t.Deal), f.text, e.Clock().UnixMicro())
			if err != nil {
				return err
			}
			continue
		}
		body, err := json.Marshal(called{"rule.ran", t.At, t})
		if err != nil {
			return err
		}
		call := hookCall{ws, string(e.Mint("msg")), f.url, body, t.Rule, t.Key, t.Deal, f.deed}
		if err := e.Jobs.Enqueue(ctx, tx, call, job.Attempts(callsTried)); err != nil {
			return err
		}
	}
	return nil
}

// HandleJobs lets a node call webhooks.
func (e *Engine) HandleJobs(client *hook.Client) {
	job.Handle(e.Jobs, 0, func(ctx context.Context, run job.Run, c hookCall) error {
		secret, err := e.secret(ctx, c.Workspace)
		if err != nil {
			return err
		}
		err = client.Call(ctx, secret, hook.Message{ID: c.ID, URL: c.URL, Body: c.Body})
		hopeless := errors.Is(err, hook.ErrPrivate)
		sent := Sent{State: Delivered, Calls: run.Attempt, At: sales.InstantOf(e.Clock())}
		switch {
		case err != nil && (run.Last || hopeless):
			sent.State, sent.Why = GivenUp, err.Error()
		case err != nil:
			sent.State, sent.Why = Retrying, err.Error()
		}
		noted := e.noteSent(ctx, c, sent)
		if hopeless {
			return job.Hopeless(errors.Join(err, noted))
		}
		return errors.Join(err, noted)
	})
}

// noteSent writes into the trace of a run what became of one of its webhooks. A trace that is forgotten by now says nothing.
func (e *Engine) noteSent(ctx context.Context, c hookCall, s Sent) error {
	return e.Store.Write(ctx, func(tx *sql.Tx) error {
		text, found, err := store.One(ctx, tx, func(b *[]byte) []any { return []any{b} }, selectTrace+e.Store.ForUpdate(), string(c.Workspace), string(c.Rule), c.Occasion, string(c.Deal))
		if err != nil || !found {
			return err
		}
		var t Trace
		if err := json.Unmarshal(text, &t); err != nil || c.Deed >= len(t.Did) {
			return err
		}
		t.Did[c.Deed].Sent = &s
		body, err := t.text()
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, updateTrace, body, string(c.Workspace), string(c.Rule), c.Occasion, string(c.Deal))
		return err
	})
}

// secret is what a workspace's webhooks are signed with. The first call makes one, which nobody has seen: ask for a new
// one to check signatures.
func (e *Engine) secret(ctx context.Context, ws sales.WorkspaceID) (string, error) {
	secret, found, err := store.One(ctx, e.Store.Read(), func(s *string) []any { return []any{s} }, selectSecret, string(ws))
	if err != nil || found {
		return secret, err
	}
	return e.NewSecret(ctx, ws)
}

// NewSecret makes a secret to sign the webhooks of a workspace with, in the place of the one before. It can be read once.
func (e *Engine) NewSecret(ctx context.Context, ws sales.WorkspaceID) (string, error) {
	random := make([]byte, hook.SecretBytes)
	e.Random(random)
	secret := hook.Secret(random)
	return secret, e.Store.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, upsertSecret, string(ws), secret, e.Clock().UnixMicro())
		return err
	})
}

// Notices are what somebody was told, newest first, older than before; "" begins with the newest.
func (e *Engine) Notices(ctx context.Context, ws sales.WorkspaceID, user sales.UserID, before string, limit int) ([]Notice, error) {
	if before == "" {
		_, before = NoticeKind.Range()
	}
	scan := func(n *Notice) []any { return []any{&n.ID, &n.Rule, &n.Deal, &n.Text, &n.At, &n.Read} }
	return store.All(ctx, e.Store.Read(), scan, selectNotice, string(ws), string(user), before, min(limit, math.MaxInt16))
}

// ReadNotices says that somebody has read what they were told until a moment.
func (e *Engine) ReadNotices(ctx context.Context, ws sales.WorkspaceID, user sales.UserID, until sales.Instant) error {
	return e.Store.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, readNotices, e.Clock().UnixMicro(), string(ws), string(user), int64(until))
		return err
	})
}
