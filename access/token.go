package access

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

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
	var entropy [10]byte
	if _, err := io.ReadFull(a.random, entropy[:]); err != nil {
		return "", "", fmt.Errorf("access: no randomness: %w", err)
	}
	now := a.now()
	id = string(sales.MintID(tokenKind, now, entropy))
	err = a.exec(ctx, insertToken, string(n.Workspace), id, digest(secret), n.Name, string(n.User), string(n.Role), n.Scopes.String(),
		int64(now), int64(later(now, n.Life)))
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
	case !known(n.Role):
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
	caller, found, mark := a.cache.get(key, now)
	if found {
		return caller, nil
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
	caller, err = a.present(ctx, Caller{Workspace: ws, User: t.User, Name: t.Name, Role: t.Role, Scopes: scopesOf(t.scopes), Token: t.ID})
	if err != nil {
		return Caller{}, err
	}
	end := t.ExpiresAt
	if end == 0 {
		end = sales.Forever
	}
	a.cache.put(key, cached{caller, end}, now, mark)
	if now >= later(t.LastUsedAt, noteEvery) {
		a.note(useToken, now, ws, t.ID)
	}
	return caller, nil
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

// RevokeToken ends a token at once on this node, and within five seconds on others. Revoking one twice changes nothing;
// one that is not there is a [sales.Problem].
func (a *Access) RevokeToken(ctx context.Context, ws sales.WorkspaceID, id string) error {
	missing := sales.Missing(sales.ID(id))
	if !tokenKind.Well(id) {
		return missing
	}
	err := a.db.Write(ctx, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, revokeToken, int64(a.now()), string(ws), id)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return orElse(err, missing)
		}
		return nil
	})
	if errors.Is(err, missing) {
		return missing
	}
	if err != nil {
		return fmt.Errorf("access: revoke a token: %w", err)
	}
	a.cache.forget(func(_ string, c Caller) bool { return c.Workspace == ws && c.Token == id })
	return nil
}
