package access

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"arus/access/audit"
	"arus/sales"
	"arus/store"
)

const (
	tokenKind     sales.Kind = "tok"
	tokenNameMost            = 200                      // characters
	tokenLifeMost            = 5 * 366 * 24 * time.Hour // a token that outlives its purpose is a hole
)

// NewToken is the request for a token.
type NewToken struct {
	Workspace sales.WorkspaceID
	Name      string // what it is for, for people
	Role      Role
	User      sales.UserID  // in whose name it acts; may be empty
	Scopes    Scopes        // empty: all that the role may
	Life      time.Duration // more than 0, at most five years
	By        audit.By
}

// Token is what is known of a token. Its secret is not.
type Token struct {
	ID         string
	Name       string
	User       sales.UserID
	Role       Role
	Scopes     Scopes
	CreatedAt  sales.Instant
	ExpiresAt  sales.Instant
	LastUsedAt sales.Instant // 0: never; right to the minute
	RevokedAt  sales.Instant // 0: good
}

// CreateToken makes a token and returns its secret, which nobody can see again, and its id. A name, role, scope or life
// that cannot be is a [sales.Problem].
func (a *Access) CreateToken(ctx context.Context, n NewToken) (secret, id string, err error) {
	if err := n.check(); err != nil {
		return "", "", err
	}
	secret, err = a.mintSecret(tokenPrefix, n.Workspace)
	if err != nil {
		return "", "", err
	}
	now := a.now()
	if id, err = a.mintID(tokenKind, now); err != nil {
		return "", "", err
	}
	err = a.db.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, insertToken, string(n.Workspace), id, digest(secret), n.Name, string(n.User), string(n.Role), n.Scopes.String(),
			int64(now), int64(later(now, n.Life)))
		if err != nil {
			return err
		}
		return a.audit.Write(ctx, tx, audit.Entry{Workspace: n.Workspace, By: n.By, Action: audit.TokenCreated, Object: id, Detail: string(n.Role) + ": " + n.Scopes.String()})
	})
	if err != nil {
		return "", "", fmt.Errorf("access: create a token: %w", err)
	}
	return secret, id, nil
}

func (n NewToken) check() error {
	switch {
	case strings.TrimSpace(n.Name) == "":
		return sales.Invalid("/name", "required", "%s needs a name", "a token")
	case strings.ContainsFunc(n.Name, func(r rune) bool { return r < ' ' || r == utf8.RuneError }):
		return sales.Invalid("/name", "bad_name", "the name of a token has no control characters")
	case utf8.RuneCountInString(n.Name) > tokenNameMost:
		return sales.Invalid("/name", "too_long", "the name of a token has at most %d characters", tokenNameMost)
	case !slices.Contains(sales.UserRoles(), n.Role):
		return sales.Invalid("/role", "not_a_choice", "%q is not one of %s", string(n.Role), roleList())
	case n.Life <= 0 || n.Life > tokenLifeMost:
		return sales.Invalid("/expires", "out_of_range", "a token lives up to five years, not %s", n.Life.String())
	}
	return n.Scopes.check()
}

// tokenRow is a token as it is kept.
type tokenRow struct {
	Token
	hash   string
	scopes string
}

func (r *tokenRow) places() []any {
	return []any{&r.ID, &r.hash, &r.Name, &r.User, &r.Role, &r.scopes, &r.CreatedAt, &r.ExpiresAt, &r.LastUsedAt, &r.RevokedAt}
}

// Bearer says who a token's secret belongs to. One that is unknown or revoked is a [Denial] with CodeUnauthenticated, one
// whose time is over one with CodeTokenExpired.
func (a *Access) Bearer(ctx context.Context, secret string) (Caller, error) {
	key, now := digest(secret), a.now()
	known, found, mark := a.cache.get(key, now)
	if found {
		return a.present(ctx, known.caller)
	}
	ws, ok := readSecret(tokenPrefix, secret)
	if !ok {
		return Caller{}, stranger()
	}
	t, found, err := store.One(ctx, a.db.Read(), (*tokenRow).places, selectToken, string(ws), key)
	switch {
	case err != nil:
		return Caller{}, fmt.Errorf("access: read a token: %w", err)
	case !found || subtle.ConstantTimeCompare([]byte(t.hash), []byte(key)) != 1 || t.RevokedAt != 0:
		return Caller{}, stranger()
	case t.ExpiresAt != 0 && now >= t.ExpiresAt:
		return Caller{}, &Denial{Problem: sales.Refused(CodeTokenExpired, "the token has expired")}
	}
	known = cached{until: t.ExpiresAt, caller: Caller{Workspace: ws, User: t.User, Name: t.Name, Role: t.Role, Scopes: scopesOf(t.scopes), Token: t.ID}}
	if t.ExpiresAt == 0 {
		known.until = sales.Forever
	}
	caller, err := a.present(ctx, known.caller)
	if err != nil {
		return Caller{}, err
	}
	a.cache.put(key, known, now, mark)
	if now >= later(t.LastUsedAt, noteEvery) {
		a.note(useToken, now, ws, t.ID)
	}
	if sales.DayOf(now.Time()) != sales.DayOf(t.LastUsedAt.Time()) {
		a.audit.Note(audit.Entry{Workspace: ws, By: audit.By{Actor: t.ID}, Action: audit.TokenUsed, Object: t.ID})
	}
	return caller, nil
}

// Exposed tells the workspace of a token that it was sent where it is written down on the way, such as in an address. What
// is no good token of ours is nobody's.
func (a *Access) Exposed(ctx context.Context, secret, address string) {
	caller, err := a.Bearer(ctx, secret)
	if err == nil {
		a.audit.Note(audit.Entry{Workspace: caller.Workspace, By: audit.By{Actor: caller.Token, Address: address}, Action: audit.TokenExposed, Object: caller.Token})
	}
}

// ListTokens are the tokens of a workspace in the order they were made, revoked and expired ones among them.
func (a *Access) ListTokens(ctx context.Context, ws sales.WorkspaceID) ([]Token, error) {
	rows, err := store.All(ctx, a.db.Read(), (*tokenRow).places, listTokens, string(ws))
	if err != nil {
		return nil, fmt.Errorf("access: list tokens: %w", err)
	}
	tokens := make([]Token, len(rows))
	for i, r := range rows {
		tokens[i] = r.Token
		tokens[i].Scopes = scopesOf(r.scopes)
	}
	return tokens, nil
}

// TokenOf is one token of a workspace. One that is not there is a [sales.Problem].
func (a *Access) TokenOf(ctx context.Context, ws sales.WorkspaceID, id string) (Token, error) {
	if !tokenKind.Well(id) {
		return Token{}, sales.Missing(sales.ID(id))
	}
	r, found, err := store.One(ctx, a.db.Read(), (*tokenRow).places, selectTokenOf, string(ws), id)
	switch {
	case err != nil:
		return Token{}, fmt.Errorf("access: read a token: %w", err)
	case !found:
		return Token{}, sales.Missing(sales.ID(id))
	}
	r.Scopes = scopesOf(r.scopes)
	return r.Token, nil
}

// RevokeToken ends a token at once, on all nodes. Revoking one twice changes nothing; one that is not there is a
// [sales.Problem].
func (a *Access) RevokeToken(ctx context.Context, by audit.By, ws sales.WorkspaceID, id string) error {
	if _, err := a.TokenOf(ctx, ws, id); err != nil {
		return err
	}
	_, err := a.end(ctx, ended{ws: ws, by: by, action: audit.TokenRevoked, object: id}, revokeToken, string(ws), id)
	return err
}
