package access

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"arus/access/audit"
	"arus/sales"
	"arus/store"
)

// How long sessions last.
const (
	SessionLife = 14 * 24 * time.Hour // from signing in, whatever happens
	SessionIdle = 3 * 24 * time.Hour  // without a request
	noteEvery   = time.Minute         // at most once in this time a use is written down
	renewEvery  = 12 * time.Hour      // a secret is replaced by another
	renewGrace  = time.Minute         // and is good for so long after
	agentMost   = 200                 // characters kept of a browser's name for itself

	sessionKind sales.Kind = "sid"
)

// Means are how somebody has proven who they are.
type Means string

// The means.
const (
	ByPassword Means = "password"
	ByPasskey  Means = "passkey"
	ByProvider Means = "provider" // OpenID Connect
	ByLink     Means = "link"     // an invitation, or a forgotten password
	ByDemo     Means = "demo"
)

// Arrival is where somebody signs in from.
type Arrival struct {
	Means   Means
	Agent   string // what the browser calls itself
	Address string // network address
}

// Session is what is known of a signed-in browser. Its secret is not.
type Session struct {
	ID        string // stays the same when the secret is renewed
	User      sales.UserID
	CreatedAt sales.Instant
	ExpiresAt sales.Instant
	SeenAt    sales.Instant // right to the minute
	Means     Means
	Agent     string
	Address   string
}

// session is a session as it is kept.
type session struct {
	Session
	hash    string
	rights  string // of the user when the secret was made
	renewed sales.Instant
	revoked sales.Instant // from then on; 0: good
}

func (s *session) places() []any {
	return []any{&s.ID, &s.hash, &s.User, &s.CreatedAt, &s.ExpiresAt, &s.SeenAt, &s.Means, &s.Agent, &s.Address, &s.rights, &s.renewed, &s.revoked}
}

// DemoSession opens a session for a user without a password. Only a demo, which is served on its own machine, calls it.
func (a *Access) DemoSession(ctx context.Context, ws sales.WorkspaceID, user sales.UserID) (secret string, caller Caller, err error) {
	return a.Enter(ctx, ws, user, Arrival{Means: ByDemo, Agent: "demo"})
}

// Enter opens a session for a user who has proven who they are, and returns its secret, for a cookie. One who has left is
// a [Denial]. A session is never taken over from before signing in, so nobody can plant one.
func (a *Access) Enter(ctx context.Context, ws sales.WorkspaceID, user sales.UserID, from Arrival) (secret string, caller Caller, err error) {
	prefix := sessionPrefix
	if from.Means == ByDemo {
		prefix = demoPrefix
	}
	caller, err = a.present(ctx, Caller{Workspace: ws, User: user, Demo: from.Means == ByDemo})
	if err != nil {
		return "", Caller{}, err
	}
	if secret, err = a.mintSecret(prefix, ws); err != nil {
		return "", Caller{}, err
	}
	now := a.now()
	id, err := a.mintID(sessionKind, now)
	if err != nil {
		return "", Caller{}, err
	}
	caller.Session = id
	s := session{hash: digest(secret), rights: caller.rights(), renewed: now, Session: Session{ID: id, User: user, CreatedAt: now,
		ExpiresAt: later(now, SessionLife), SeenAt: now, Means: from.Means, Agent: clean(from.Agent), Address: from.Address}}
	err = a.db.Write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, dropSessions, string(ws), string(user), int64(now)); err != nil {
			return err
		}
		if err := s.insert(ctx, tx, ws); err != nil {
			return err
		}
		return a.audit.Write(ctx, tx, audit.Entry{Workspace: ws, By: audit.By{Actor: string(user), Address: from.Address}, Action: audit.SessionOpened, Object: id, Detail: string(from.Means)})
	})
	if err != nil {
		return "", Caller{}, fmt.Errorf("access: open a session: %w", err)
	}
	return secret, caller, nil
}

func (s session) insert(ctx context.Context, tx *sql.Tx, ws sales.WorkspaceID) error {
	_, err := tx.ExecContext(ctx, insertSession, string(ws), s.ID, s.hash, string(s.User), int64(s.CreatedAt), int64(s.ExpiresAt), int64(s.SeenAt),
		string(s.Means), s.Agent, s.Address, s.rights, int64(s.renewed))
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
	known, found, mark := a.cache.get(key, now)
	if !found {
		s, ws, err := a.findSession(ctx, secret, now)
		if err != nil {
			return Caller{}, err
		}
		known = cached{until: s.ExpiresAt, rights: s.rights, renew: later(s.renewed, renewEvery),
			caller: Caller{Workspace: ws, User: s.User, Session: s.ID, Demo: s.Means == ByDemo}}
		if s.revoked != 0 { // renewed a moment ago, and good for that moment
			known.until, known.renew = s.revoked, s.revoked
		}
		a.cache.put(key, known, now, mark)
		if now >= later(s.SeenAt, noteEvery) {
			a.note(seeSession, now, ws, s.hash)
		}
	}
	caller, err := a.present(ctx, known.caller)
	if err != nil {
		return Caller{}, err
	}
	caller.Renew = now >= known.renew || caller.rights() != known.rights
	return caller, nil
}

// findSession reads a session that is still good.
func (a *Access) findSession(ctx context.Context, secret string, now sales.Instant) (session, sales.WorkspaceID, error) {
	ws, ok := readSession(secret)
	if !ok {
		return session{}, "", stranger()
	}
	key := digest(secret)
	s, found, err := store.One(ctx, a.db.Read(), (*session).places, selectSession, string(ws), key)
	switch {
	case err != nil:
		return session{}, "", fmt.Errorf("access: read a session: %w", err)
	case !found || subtle.ConstantTimeCompare([]byte(s.hash), []byte(key)) != 1 || s.revoked != 0 && now >= s.revoked:
		return session{}, "", stranger()
	case now >= s.ExpiresAt || now >= later(s.SeenAt, SessionIdle):
		return session{}, "", denied("the session has ended: sign in again")
	}
	return s, ws, nil
}

func readSession(secret string) (sales.WorkspaceID, bool) {
	ws, ok := readSecret(sessionPrefix, secret)
	if !ok {
		ws, ok = readSecret(demoPrefix, secret)
	}
	return ws, ok
}

// Rotate gives a session another secret, without prolonging its life. [Caller].Renew says when it is time: now and then,
// and when the user's rights have changed. The old secret is good for another minute, for requests that are under way
// with it, and cannot be rotated again.
func (a *Access) Rotate(ctx context.Context, secret string) (string, error) {
	now := a.now()
	s, ws, err := a.findSession(ctx, secret, now)
	if err != nil {
		return "", err
	}
	caller, err := a.present(ctx, Caller{Workspace: ws, User: s.User})
	if err != nil {
		return "", err
	}
	prefix := secret[:len(sessionPrefix)] // both prefixes are of one length
	fresh, err := a.mintSecret(prefix, ws)
	if err != nil {
		return "", err
	}
	old := s.hash
	s.hash, s.renewed, s.rights = digest(fresh), now, caller.rights()
	err = a.db.Write(ctx, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, retireSession, int64(later(now, renewGrace)), string(ws), old)
		if err != nil {
			return err
		}
		// Of two that rotate at once, or one that rotates while another signs out, only one may go on.
		if n, err := result.RowsAffected(); err != nil || n != 1 {
			return orElse(err, stranger())
		}
		return s.insert(ctx, tx, ws)
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
