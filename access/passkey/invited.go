package passkey

import (
	"context"
	"database/sql"

	"github.com/go-webauthn/webauthn/protocol"

	"arus/access"
	"arus/sales"
)

// invited is whom an invitation lets in. A link that is not good is a [access.Denial]; one for another password makes no passkey,
// because whoever lost the password wants the old one to end.
func (k *Keys) invited(ctx context.Context, secret string) (access.Caller, error) {
	link, err := k.access.ReadLink(ctx, secret)
	switch {
	case err != nil:
		return access.Caller{}, err
	case link.Purpose != access.Invitation:
		return access.Caller{}, sales.Invalid("/secret", "not_invited", "this link is for another password: choose one, and add a passkey after signing in")
	}
	return access.Caller{Workspace: link.Workspace, User: link.User, Name: link.Email}, nil
}

// Invite begins to make the first passkey of somebody who holds an invitation, which is not used up by that.
func (k *Keys) Invite(ctx context.Context, secret string) (word string, options *protocol.CredentialCreation, err error) {
	c, err := k.invited(ctx, secret)
	if err != nil {
		return "", nil, err
	}
	return k.Register(ctx, c)
}

// Follow uses an invitation up for a passkey, and opens a session: no password is needed, then or later. A passkey that was not
// made as asked leaves the invitation as it was.
func (k *Keys) Follow(ctx context.Context, secret string, m Made, from access.Arrival) (session string, caller access.Caller, err error) {
	c, err := k.invited(ctx, secret)
	if err != nil {
		return "", access.Caller{}, err
	}
	key, err := k.made(ctx, c, m)
	if err != nil {
		return "", access.Caller{}, err
	}
	from.Means = access.ByPasskey
	err = k.book.DB.Write(ctx, func(tx *sql.Tx) error {
		if _, err := k.access.TakeInvitation(ctx, tx, secret, from); err != nil {
			return err
		}
		return k.put(ctx, tx, c, key)
	})
	if err := kept(err); err != nil {
		return "", access.Caller{}, err
	}
	return k.access.Enter(ctx, c.Workspace, c.User, from)
}
