package access

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"arus/access/audit"
	"arus/sales"
	"arus/store"
)

// Purpose is what a link is for.
type Purpose string

// The purposes.
const (
	Invitation Purpose = "invitation" // somebody may enter for the first time
	Forgotten  Purpose = "forgotten"  // somebody may choose another password
)

const linkKind sales.Kind = "link"

// life is how long a link is good for.
func (p Purpose) life() time.Duration {
	if p == Forgotten {
		return time.Hour
	}
	return 7 * 24 * time.Hour
}

// NewLink is the request for a link.
type NewLink struct {
	By        audit.By
	Workspace sales.WorkspaceID
	Purpose   Purpose
	User      sales.UserID // whom it lets in
	Email     string       // where it is sent, and with which they will sign in
	Language  string       // en or id: of the mail, and of the page it leads to
}

// Link lets somebody in once. Its secret, which is in the mail, is not kept.
type Link struct {
	ID        string
	Workspace sales.WorkspaceID
	Purpose   Purpose
	User      sales.UserID
	Email     string
	Language  string
	CreatedBy string
	CreatedAt sales.Instant
	ExpiresAt sales.Instant
	UsedAt    sales.Instant // 0: not yet
	RevokedAt sales.Instant // 0: not
	hash      string
}

func (l *Link) places() []any {
	return []any{&l.ID, &l.hash, &l.Purpose, &l.User, &l.Email, &l.Language, &l.CreatedBy, &l.CreatedAt, &l.ExpiresAt, &l.UsedAt, &l.RevokedAt}
}

// linkEnded is the one answer to every link that does not, or not any more, let anybody in.
func linkEnded() *Denial {
	return &Denial{Problem: sales.Refused(CodeLinkEnded, "this link is not good, or not any more: ask for another")}
}

// CreateLink makes a link and returns its secret. An invitation ends the links that its user had before. A link for a forgotten
// password ends none, since strangers may ask for one: the first that is followed ends the others. An address that is none is
// a [sales.Problem].
func (a *Access) CreateLink(ctx context.Context, n NewLink) (secret string, link Link, err error) {
	link = Link{Workspace: n.Workspace, Purpose: n.Purpose, User: n.User, Email: normal(n.Email), Language: n.Language, CreatedBy: n.By.Actor, CreatedAt: a.now()}
	if !addressable(link.Email) {
		return "", Link{}, sales.Invalid("/email", "bad_email", "%q is not an e-mail address", n.Email)
	}
	link.ExpiresAt = later(link.CreatedAt, n.Purpose.life())
	if secret, err = a.mintSecret(linkPrefix, n.Workspace); err != nil {
		return "", Link{}, err
	}
	if link.ID, err = a.mintID(linkKind, link.CreatedAt); err != nil {
		return "", Link{}, err
	}
	action := audit.InvitationSent
	if n.Purpose == Forgotten {
		action = audit.PasswordForgotten
	}
	err = a.db.Write(ctx, func(tx *sql.Tx) error {
		if n.Purpose == Invitation {
			if _, err := tx.ExecContext(ctx, leaveLinks, int64(link.CreatedAt), string(n.Workspace), string(n.User)); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, insertLink, string(n.Workspace), link.ID, digest(secret), string(n.Purpose), string(n.User), link.Email, n.Language,
			n.By.Actor, int64(link.CreatedAt), int64(link.ExpiresAt))
		if err != nil {
			return err
		}
		return a.audit.Write(ctx, tx, audit.Entry{Workspace: n.Workspace, By: n.By, Action: action, Object: string(n.User)})
	})
	if err != nil {
		return "", Link{}, fmt.Errorf("access: create a link: %w", err)
	}
	return secret, link, nil
}

// ReadLink says where the link of a secret leads. One that is not good is a [Denial] with CodeLinkEnded, whatever the reason.
func (a *Access) ReadLink(ctx context.Context, secret string) (Link, error) {
	ws, ok := readSecret(linkPrefix, secret)
	if !ok {
		return Link{}, linkEnded()
	}
	l, found, err := store.One(ctx, a.db.Read(), (*Link).places, selectLink, string(ws), digest(secret))
	switch {
	case err != nil:
		return Link{}, fmt.Errorf("access: read a link: %w", err)
	case !found || l.UsedAt != 0 || l.RevokedAt != 0 || a.now() >= l.ExpiresAt:
		return Link{}, linkEnded()
	}
	l.Workspace = ws
	if _, err := a.present(ctx, Caller{Workspace: ws, User: l.User}); err != nil {
		if isDenial(err) {
			return Link{}, linkEnded()
		}
		return Link{}, err
	}
	return l, nil
}

// TakeInvitation uses an invitation up for another way in than a password. A link for a forgotten password makes none: whoever
// lost the password wants the old one to end.
func (a *Access) TakeInvitation(ctx context.Context, tx *sql.Tx, secret string, from Arrival) (Link, error) {
	l, err := a.takeLink(ctx, tx, secret, from)
	if err == nil && l.Purpose != Invitation {
		err = linkEnded()
	}
	return l, err
}

// takeLink uses a link up, in the transaction of what it is used for. Of two who use it at once only one may go on.
func (a *Access) takeLink(ctx context.Context, tx *sql.Tx, secret string, from Arrival) (Link, error) {
	ws, ok := readSecret(linkPrefix, secret)
	if !ok {
		return Link{}, linkEnded()
	}
	now, key := int64(a.now()), digest(secret)
	result, err := tx.ExecContext(ctx, useLink, now, string(ws), key)
	if err != nil {
		return Link{}, err
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		return Link{}, orElse(err, linkEnded())
	}
	l, _, err := store.One(ctx, tx, (*Link).places, selectLink, string(ws), key)
	if err != nil {
		return Link{}, err
	}
	l.Workspace = ws
	if _, err := tx.ExecContext(ctx, leaveLinks, now, string(ws), string(l.User)); err != nil { // others that were sent before
		return Link{}, err
	}
	if l.Purpose == Invitation {
		e := audit.Entry{Workspace: ws, By: audit.By{Actor: string(l.User), Address: from.Address}, Action: audit.InvitationTaken, Object: string(l.User), Detail: string(from.Means)}
		return l, a.audit.Write(ctx, tx, e)
	}
	return l, nil
}

// FollowLink sets the password of the user whom a link lets in, ends their sessions, and signs them in. A bad password leaves
// the link as it was.
func (a *Access) FollowLink(ctx context.Context, secret, password string, from Arrival) (session string, caller Caller, err error) {
	link, err := a.ReadLink(ctx, secret)
	if err != nil {
		return "", Caller{}, err
	}
	n := NewPassword{Workspace: link.Workspace, User: link.User, Email: link.Email, Password: password, By: audit.By{Actor: string(link.User), Address: from.Address}}
	hash, err := a.checked(ctx, n)
	if err != nil {
		return "", Caller{}, err
	}
	err = a.db.Write(ctx, func(tx *sql.Tx) error {
		if _, err := a.takeLink(ctx, tx, secret, from); err != nil {
			return err
		}
		return a.putPassword(ctx, tx, n, hash)
	})
	if err := passwordKept(n, err); err != nil {
		return "", Caller{}, err
	}
	a.cache.clear()
	return a.Enter(ctx, link.Workspace, link.User, from)
}

// ListInvitations are the invitations of a workspace, the newest first; those that were used or have ended among them.
func (a *Access) ListInvitations(ctx context.Context, ws sales.WorkspaceID) ([]Link, error) {
	all, err := store.All(ctx, a.db.Read(), (*Link).places, listLinks, string(ws), string(Invitation))
	if err != nil {
		return nil, fmt.Errorf("access: list invitations: %w", err)
	}
	for i := range all {
		all[i].Workspace = ws
	}
	return all, nil
}

// RevokeInvitation ends an invitation that nobody has used. One that is not there, or is over, is a [sales.Problem].
func (a *Access) RevokeInvitation(ctx context.Context, by audit.By, ws sales.WorkspaceID, id string) error {
	if !linkKind.Well(id) {
		return sales.Missing(sales.ID(id))
	}
	n, err := a.end(ctx, ended{ws: ws, by: by, action: audit.InvitationRevoked, object: id}, revokeLink, string(ws), id)
	if err == nil && n == 0 {
		err = sales.Missing(sales.ID(id))
	}
	return err
}

// Forgot makes a link for each workspace in which an address has a password. None is no error: a stranger must not learn
// whether there is one. Too many from one place are CodeLockedOut.
func (a *Access) Forgot(ctx context.Context, email, language, address string) (secrets []string, links []Link, err error) {
	email = normal(email)
	if !addressable(email) {
		return nil, nil, nil
	}
	if err := a.mayGuess(ctx, "forgot "+email, address); err != nil {
		return nil, nil, err
	}
	known, err := store.All(ctx, a.db.Read(), (*credential).places, findCredentials, email)
	if err != nil {
		return nil, nil, fmt.Errorf("access: a forgotten password: %w", err)
	}
	for _, k := range known {
		secret, link, err := a.CreateLink(ctx, NewLink{By: audit.By{Address: address}, Workspace: k.workspace, Purpose: Forgotten, User: k.user, Email: email, Language: language})
		if err != nil {
			return nil, nil, err
		}
		secrets, links = append(secrets, secret), append(links, link)
	}
	return secrets, links, nil
}

// HasPassword reports whether a user can sign in with a password.
func (a *Access) HasPassword(ctx context.Context, ws sales.WorkspaceID, user sales.UserID) (bool, error) {
	_, found, err := store.One(ctx, a.db.Read(), (*credential).places, selectCredentialOf, string(ws), string(user))
	if err != nil {
		return false, fmt.Errorf("access: read a credential: %w", err)
	}
	return found, nil
}
