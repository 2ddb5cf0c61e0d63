package passkey

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"arus/access"
	"arus/access/audit"
	"arus/sales"
)

// Challenge begins a sign-in by whichever passkey the device offers.
func (k *Keys) Challenge(ctx context.Context) (word string, options *protocol.CredentialAssertion, err error) {
	options, half, err := k.party.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return "", nil, fmt.Errorf("passkey: %w", err)
	}
	word, err = k.book.Begin(ctx, "", half)
	return word, options, err
}

// wrong is the one answer to a passkey that opens nothing, whatever the reason.
func wrong() *access.Denial {
	return &access.Denial{Problem: sales.Refused(access.CodeUnauthenticated, "this passkey opens nothing here, or came too late: begin again")}
}

// SignIn opens a session for whoever has answered a challenge. Whatever does not fit is the same [access.Denial].
func (k *Keys) SignIn(ctx context.Context, word string, response []byte, from access.Arrival) (secret string, caller access.Caller, err error) {
	var half webauthn.SessionData
	found, err := k.book.Finish(ctx, "", word, &half)
	if err != nil {
		return "", access.Caller{}, err
	}
	answer, err := protocol.ParseCredentialRequestResponseBytes(response)
	if !found || err != nil {
		return "", access.Caller{}, wrong()
	}
	var h holder
	find := func(_, handle []byte) (webauthn.User, error) {
		h, err = k.holderOf(ctx, string(handle))
		return h, err
	}
	_, credential, err := k.party.ValidatePasskeyLogin(find, half, answer)
	if err != nil || credential.Authenticator.CloneWarning {
		if len(h.keys) > 0 { // somebody whom we know
			k.access.Audit().Note(audit.Entry{Workspace: h.workspace, By: audit.By{Address: from.Address}, Action: audit.SessionRefused, Object: string(h.user), Detail: string(access.ByPasskey)})
		}
		return "", access.Caller{}, wrong()
	}
	if err := k.use(ctx, h, credential); err != nil {
		return "", access.Caller{}, err
	}
	from.Means = access.ByPasskey
	return k.access.Enter(ctx, h.workspace, h.user, from)
}

// holderOf reads the user whom a handle names.
func (k *Keys) holderOf(ctx context.Context, handle string) (h holder, err error) {
	ws, user, _ := strings.Cut(handle, "/")
	if !sales.WorkspaceKind.Well(ws) || !sales.UserKind.Well(user) {
		return h, wrong()
	}
	h = holder{workspace: sales.WorkspaceID(ws), user: sales.UserID(user)}
	h.keys, err = k.List(ctx, h.workspace, h.user)
	return h, err
}

// use writes down that a key was used, and how often its device says it was.
func (k *Keys) use(ctx context.Context, h holder, used *webauthn.Credential) error {
	body, err := json.Marshal(used)
	if err != nil {
		return fmt.Errorf("passkey: %w", err)
	}
	for _, key := range h.keys {
		var c webauthn.Credential
		if json.Unmarshal([]byte(key.body), &c) != nil || !bytes.Equal(c.ID, used.ID) {
			continue
		}
		return k.book.DB.Write(ctx, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, useKey, int64(sales.InstantOf(k.book.Clock())), string(body), string(h.workspace), key.ID)
			return err
		})
	}
	return nil
}
