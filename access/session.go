package access

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"arus/sales"
	"arus/store"
)

// How long sessions last.
const (
	SessionLife = 14 * 24 * time.Hour // from signing in, whatever happens
	SessionIdle = 3 * 24 * time.Hour  // without a request
	noteEvery   = time.Minute         // at most once in this time a use is written down
	agentMost   = 200                 // characters kept of a browser's name for itself
)

type session struct {
	hash    string
	user    sales.UserID
	expires sales.Instant
	seen    sales.Instant
	revoked sales.Instant
	agent   string
}

// DemoSession opens a session for a user without a password. Only a demo, which is served on its own machine, calls it.
func (a *Access) DemoSession(ctx context.Context, ws sales.WorkspaceID, user sales.UserID) (secret string, caller Caller, err error) {
	caller, err = a.present(ctx, Caller{Workspace: ws, User: user, Role: roleOfPerson(), Demo: true})
	if err != nil {
		return "", Caller{}, err
	}
	secret, err = a.open(ctx, caller, demoPrefix, "demo")
	return secret, caller, err
}

// open writes a new session down. A session is never taken over from before signing in, so nobody can plant one.
func (a *Access) open(ctx context.Context, c Caller, prefix, agent string) (string, error) {
	secret, err := a.mintSecret(prefix, c.Workspace)
	if err != nil {
		return "", err
	}
	now := a.now()
	s := session{hash: digest(secret), user: c.User, expires: later(now, SessionLife), agent: clean(agent)}
	err = a.db.Write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, dropSessions, string(c.Workspace), string(c.User), int64(now)); err != nil {
			return err
		}
		return s.insert(ctx, tx, c.Workspace, now)
	})
	if err != nil {
		return "", fmt.Errorf("access: open a session: %w", err)
	}
	return secret, nil
}

func (s session) insert(ctx context.Context, tx *sql.Tx, ws sales.WorkspaceID, now sales.Instant) error {
	_, err := tx.ExecContext(ctx, insertSession, string(ws), s.hash, string(s.user), int64(now), int64(s.expires), int64(now), s.agent)
	return err
}

// clean makes a browser's own words fit to be kept and shown.
func clean(agent string) string {
	agent = strings.ToValidUTF8(agent, "")
	agent = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, agent)
	if len(agent) > agentMost {
		agent = strings.ToValidUTF8(agent[:agentMost], "")
	}
	return agent
}

// Session says who a session's secret belongs to. A session that is unknown, ended or revoked is a [Denial].
func (a *Access) Session(ctx context.Context, secret string) (Caller, error) {
	key, now := digest(secret), a.now()
	caller, found, mark := a.cache.get(key, now)
	if found {
		return caller, nil
	}
	s, ws, err := a.findSession(ctx, secret, now)
	if err != nil {
		return Caller{}, err
	}
	caller, err = a.present(ctx, Caller{Workspace: ws, User: s.user, Role: roleOfPerson(), Demo: strings.HasPrefix(secret, demoPrefix)})
	if err != nil {
		return Caller{}, err
	}
	a.cache.put(key, cached{caller, s.expires}, now, mark)
	if now >= later(s.seen, noteEvery) {
		a.note(seeSession, now, ws, s.hash)
	}
	return caller, nil
}

// findSession reads a session that is still good.
func (a *Access) findSession(ctx context.Context, secret string, now sales.Instant) (session, sales.WorkspaceID, error) {
	ws, ok := readSecret(sessionPrefix, secret)
	if !ok {
		ws, ok = readSecret(demoPrefix, secret)
	}
	if !ok {
		return session{}, "", stranger()
	}
	key := digest(secret)
	scan := func(s *session) []any { return []any{&s.hash, &s.user, &s.expires, &s.seen, &s.revoked, &s.agent} }
	s, found, err := store.One(ctx, a.db.Read(), scan, selectSession, string(ws), key)
	switch {
	case err != nil:
		return session{}, "", fmt.Errorf("access: read a session: %w", err)
	case !found || subtle.ConstantTimeCompare([]byte(s.hash), []byte(key)) != 1 || s.revoked != 0:
		return session{}, "", stranger()
	case now >= s.expires || now >= later(s.seen, SessionIdle):
		return session{}, "", denied("the session has ended: sign in again")
	}
	return s, ws, nil
}

// Rotate gives a session another secret and ends the old one, without prolonging its life. It is for the moments when
// somebody's rights change, so that a secret read before is worth nothing after.
func (a *Access) Rotate(ctx context.Context, secret string) (string, error) {
	now := a.now()
	s, ws, err := a.findSession(ctx, secret, now)
	if err != nil {
		return "", err
	}
	prefix := secret[:len(sessionPrefix)] // both prefixes are of one length
	fresh, err := a.mintSecret(prefix, ws)
	if err != nil {
		return "", err
	}
	old := s.hash
	s.hash = digest(fresh)
	err = a.db.Write(ctx, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, revokeSession, int64(now), string(ws), old)
		if err != nil {
			return err
		}
		// Of two that rotate at once, or one that rotates while another signs out, only one may go on.
		if n, err := result.RowsAffected(); err != nil || n != 1 {
			return orElse(err, stranger())
		}
		return s.insert(ctx, tx, ws, now)
	})
	if err != nil {
		return "", err
	}
	a.cache.forget(func(digest string, _ Caller) bool { return digest == old })
	return fresh, nil
}

func orElse(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// SignOut ends a session. A secret that opens none is no error: the caller is out either way.
func (a *Access) SignOut(ctx context.Context, secret string) error {
	ws, ok := readSecret(sessionPrefix, secret)
	if !ok {
		ws, ok = readSecret(demoPrefix, secret)
	}
	if !ok {
		return nil
	}
	key := digest(secret)
	if err := a.exec(ctx, revokeSession, int64(a.now()), string(ws), key); err != nil {
		return fmt.Errorf("access: sign out: %w", err)
	}
	a.cache.forget(func(digest string, _ Caller) bool { return digest == key })
	return nil
}

// SignOutUser ends all sessions of a user, for one who has left or has lost a machine. Tokens are not touched.
func (a *Access) SignOutUser(ctx context.Context, ws sales.WorkspaceID, user sales.UserID) error {
	if err := a.exec(ctx, revokeSessions, int64(a.now()), string(ws), string(user)); err != nil {
		return fmt.Errorf("access: sign out a user: %w", err)
	}
	a.forgetSessions(ws, user)
	return nil
}

func (a *Access) forgetSessions(ws sales.WorkspaceID, user sales.UserID) {
	a.cache.forget(func(_ string, c Caller) bool { return c.Token == "" && c.Workspace == ws && c.User == user })
}
