package access

import (
	"context"
	"database/sql"
	"fmt"

	"arus/access/audit"
	"arus/sales"
	"arus/store"
)

// ListSessions are the sessions of a user that are good now, the newest first.
func (a *Access) ListSessions(ctx context.Context, ws sales.WorkspaceID, user sales.UserID) ([]Session, error) {
	now := a.now()
	all, err := store.All(ctx, a.db.Read(), (*session).places, listSessions, string(ws), string(user), int64(now))
	if err != nil {
		return nil, fmt.Errorf("access: list sessions: %w", err)
	}
	var good []Session
	for _, s := range all {
		if now < later(s.SeenAt, SessionIdle) {
			good = append(good, s.Session)
		}
	}
	return good, nil
}

// SessionOf is one session of a workspace that has not ended. One that is not there is a [sales.Problem].
func (a *Access) SessionOf(ctx context.Context, ws sales.WorkspaceID, id string) (Session, error) {
	missing := sales.Missing(sales.ID(id))
	if !sessionKind.Well(id) {
		return Session{}, missing
	}
	s, found, err := store.One(ctx, a.db.Read(), (*session).places, selectSessionOf, string(ws), id)
	switch {
	case err != nil:
		return Session{}, fmt.Errorf("access: read a session: %w", err)
	case !found:
		return Session{}, missing
	}
	return s.Session, nil
}

// SignOut ends the session of a secret. A secret that opens none is no error: the caller is out either way.
func (a *Access) SignOut(ctx context.Context, secret string, from string) error {
	s, ws, err := a.findSession(ctx, secret, a.now())
	switch {
	case isDenial(err):
		return nil
	case err != nil:
		return err
	}
	by := audit.By{Actor: string(s.User), Address: from}
	_, err = a.end(ctx, ended{ws: ws, by: by, action: audit.SessionEnded, object: s.ID}, revokeSession, string(ws), s.ID)
	return err
}

// RevokeSession ends one session of a user at once, on all nodes. One that is not there, or not theirs, is a
// [sales.Problem].
func (a *Access) RevokeSession(ctx context.Context, by audit.By, ws sales.WorkspaceID, s Session) error {
	if !sessionKind.Well(s.ID) {
		return sales.Missing(sales.ID(s.ID))
	}
	n, err := a.end(ctx, ended{ws: ws, by: by, action: audit.SessionRevoked, object: s.ID}, revokeSessionOf, string(ws), s.ID, string(s.User))
	if err == nil && n == 0 {
		err = sales.Missing(sales.ID(s.ID))
	}
	return err
}

// RevokeSessions ends all sessions of a user but one, which may be none, and returns how many those were.
func (a *Access) RevokeSessions(ctx context.Context, by audit.By, ws sales.WorkspaceID, but Session) (int64, error) {
	return a.end(ctx, ended{ws: ws, by: by, action: audit.SessionRevoked, object: string(but.User)}, revokeSessions, string(ws), string(but.User), but.ID)
}

// ended is what is told of secrets that end.
type ended struct {
	ws     sales.WorkspaceID
	by     audit.By
	action audit.Action
	object string
}

// end runs a statement that ends sessions; its first parameter is now. What has ended is written down and told to all nodes.
func (a *Access) end(ctx context.Context, what ended, query string, args ...any) (n int64, err error) {
	err = a.db.Write(ctx, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, query, append([]any{int64(a.now())}, args...)...)
		if err != nil {
			return err
		}
		if n, err = result.RowsAffected(); err != nil || n == 0 {
			return err
		}
		return a.told(ctx, tx, audit.Entry{Workspace: what.ws, By: what.by, Action: what.action, Object: what.object})
	})
	if err != nil {
		return 0, fmt.Errorf("access: end sessions: %w", err)
	}
	a.cache.clear()
	return n, nil
}

// told writes an entry and wakes the other nodes, so that they forget whom they remember.
func (a *Access) told(ctx context.Context, tx *sql.Tx, e audit.Entry) error {
	if err := a.audit.Write(ctx, tx, e); err != nil {
		return err
	}
	return a.db.Wake(ctx, tx, wakeChannel, "")
}

// wakeChannel is where nodes tell each other that a secret has ended.
const wakeChannel = "arus_access"

// Listen forgets whom this node remembers whenever another has ended a secret, until ctx ends. Without it another node may
// take a revoked secret for good for five seconds.
func (a *Access) Listen(ctx context.Context) error {
	return a.db.Listen(ctx, wakeChannel, func(string) { a.cache.clear() })
}

// Leave ends all sessions, tokens and links of a user who has left, so that they stay ended even if the user comes back.
// It returns how many those were. The roster keeps a user out who has left already; this makes it last.
func (a *Access) Leave(ctx context.Context, by audit.By, ws sales.WorkspaceID, user sales.UserID) (n int64, err error) {
	now := int64(a.now())
	err = a.db.Write(ctx, func(tx *sql.Tx) error {
		n = 0
		for _, query := range []string{leaveSessions, leaveTokens, leaveLinks} {
			result, err := tx.ExecContext(ctx, query, now, string(ws), string(user))
			if err != nil {
				return err
			}
			ended, err := result.RowsAffected()
			if err != nil {
				return err
			}
			n += ended
		}
		if n == 0 {
			return nil
		}
		return a.told(ctx, tx, audit.Entry{Workspace: ws, By: by, Action: audit.UserLeft, Object: string(user), Detail: fmt.Sprintf("%d secrets ended", n)})
	})
	if err != nil {
		return 0, fmt.Errorf("access: a user leaves: %w", err)
	}
	a.cache.clear()
	return n, nil
}
