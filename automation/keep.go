package automation

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"math"

	"arus/sales"
	"arus/store"
)

const (
	insertRun    = `INSERT INTO rule_run (workspace, rule, occasion, deal, at, outcome, body) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (workspace, rule, occasion, deal) DO NOTHING`
	selectRan    = `SELECT outcome FROM rule_run WHERE workspace = $1 AND rule = $2 AND occasion = $3 AND deal = $4`
	selectTrace  = `SELECT body FROM rule_run WHERE workspace = $1 AND rule = $2 AND occasion = $3 AND deal = $4`
	updateTrace  = `UPDATE rule_run SET body = $1 WHERE workspace = $2 AND rule = $3 AND occasion = $4 AND deal = $5`
	selectRuns   = `SELECT body FROM rule_run WHERE workspace = $1 AND rule = $2 AND (at, occasion, deal) < ($3, $4, $5) ORDER BY at DESC, occasion DESC, deal DESC LIMIT $6`
	deleteRuns   = `DELETE FROM rule_run WHERE workspace = $1 AND at < $2`
	selectCursor = `SELECT position FROM rule_cursor WHERE workspace = $1`
	insertCursor = `INSERT INTO rule_cursor (workspace, position) VALUES ($1, $2) ON CONFLICT (workspace) DO NOTHING`
	updateCursor = `UPDATE rule_cursor SET position = $1 WHERE workspace = $2 AND position < $3`
	insertNotice = `INSERT INTO notice (workspace, id, recipient, rule, deal, words, at, read_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 0)`
	selectNotice = `SELECT id, rule, deal, words, at, read_at FROM notice WHERE workspace = $1 AND recipient = $2 AND id < $3 ORDER BY id DESC LIMIT $4`
	readNotices  = `UPDATE notice SET read_at = $1 WHERE workspace = $2 AND recipient = $3 AND at <= $4 AND read_at = 0`
	deleteNotice = `DELETE FROM notice WHERE workspace = $1 AND at < $2`
	selectSecret = `SELECT secret FROM hook_secret WHERE workspace = $1`
	upsertSecret = `INSERT INTO hook_secret (workspace, secret, made_at) VALUES ($1, $2, $3) ON CONFLICT (workspace) DO UPDATE SET secret = excluded.secret, made_at = excluded.made_at`
)

// Queries are all that this package says to the database.
func Queries() []string {
	return []string{insertRun, selectRan, selectTrace, updateTrace, selectRuns, deleteRuns, selectCursor, insertCursor, updateCursor, insertNotice, selectNotice, readNotices,
		deleteNotice, selectSecret, upsertSecret}
}

// errRan ends the transaction of a run that was there already.
var errRan = errors.New("automation: the rule has run for this")

// keep writes a trace. [errRan] says that there is one for the same occasion.
func keep(ctx context.Context, tx *sql.Tx, ws sales.WorkspaceID, t Trace) error {
	body, err := t.text()
	if err != nil {
		return err
	}
	done, err := tx.ExecContext(ctx, insertRun, string(ws), string(t.Rule), t.Key, string(t.Deal), int64(t.At), string(t.Outcome), body)
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, errRan)
	}
	return nil
}

// note keeps traces that changed nothing, and how far the ledger was read; position 0 leaves that.
func (e *Engine) note(ctx context.Context, ws sales.WorkspaceID, traces []Trace, position int64) error {
	return e.Store.Write(ctx, func(tx *sql.Tx) error {
		for _, t := range traces {
			if err := keep(ctx, tx, ws, t); err != nil && !errors.Is(err, errRan) {
				return err
			}
		}
		if position == 0 {
			return nil
		}
		_, err := tx.ExecContext(ctx, updateCursor, position, string(ws), position)
		return err
	})
}

// ran reports whether a rule has run for an occasion.
func (e *Engine) ran(ctx context.Context, ws sales.WorkspaceID, rule sales.ID, o Occasion) (bool, error) {
	_, found, err := store.One(ctx, e.Store.Read(), func(s *string) []any { return []any{s} }, selectRan, string(ws), string(rule), o.Key, string(o.Deal))
	return found, err
}

// cursor is how far a workspace's ledger was read. One that nobody has watched before is watched from its end on.
func (e *Engine) cursor(ctx context.Context, ws sales.WorkspaceID) (int64, error) {
	scan := func(n *int64) []any { return []any{n} }
	position, found, err := store.One(ctx, e.Store.Read(), scan, selectCursor, string(ws))
	if err != nil || found {
		return position, err
	}
	head, _, err := e.Ledger.Head(ctx, ws)
	if err != nil {
		return 0, err
	}
	err = e.Store.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, insertCursor, string(ws), head)
		return err
	})
	if err != nil {
		return 0, err
	}
	position, _, err = store.One(ctx, e.Store.Read(), scan, selectCursor, string(ws)) // another node may have been first
	return position, err
}

// Since is where a list of traces goes on; the zero Since begins with the newest.
type Since struct {
	At   sales.Instant
	Key  string
	Deal sales.DealID
}

// Runs are the traces of a rule, newest first.
func (e *Engine) Runs(ctx context.Context, ws sales.WorkspaceID, rule sales.ID, s Since, limit int) ([]Trace, error) {
	if s.At == 0 {
		s.At = math.MaxInt64
	}
	var all []Trace
	keep := func(body *[]byte) error {
		var t Trace
		err := json.Unmarshal(*body, &t)
		all = append(all, t)
		return err
	}
	err := store.Rows(ctx, e.Store.Read(), func(b *[]byte) []any { return []any{b} }, keep, selectRuns, string(ws), string(rule), int64(s.At), s.Key, string(s.Deal), limit)
	return all, err
}

// Forget drops traces and notices from before a moment.
func (e *Engine) Forget(ctx context.Context, ws sales.WorkspaceID, before sales.Instant) error {
	return e.Store.Write(ctx, func(tx *sql.Tx) error {
		for _, text := range []string{deleteRuns, deleteNotice} {
			if _, err := tx.ExecContext(ctx, text, string(ws), int64(before)); err != nil {
				return err
			}
		}
		return nil
	})
}
