package passkey

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"arus/access"
	"arus/access/audit"
	"arus/access/ceremony"
	"arus/sales"
	"arus/store"
)

const keyKind sales.Kind = "pkey"

const (
	nameMost = 100 // characters
	keysMost = 20  // of one user
)

const (
	insertKey = `INSERT INTO passkey (workspace, id, credential, user_id, name, body, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`
	listKeys  = `SELECT id, user_id, name, body, created_at, coalesce(used_at, 0) FROM passkey WHERE workspace = $1 AND user_id = $2 ORDER BY created_at, id`
	useKey    = `UPDATE passkey SET used_at = $1, body = $2 WHERE workspace = $3 AND id = $4`
	deleteKey = `DELETE FROM passkey WHERE workspace = $1 AND id = $2 AND user_id = $3`
)

// Queries are all texts of this room, for the test that holds them against both engines.
func Queries() []string { return []string{insertKey, listKeys, useKey, deleteKey} }

// Keys registers passkeys and signs in by them.
type Keys struct {
	book   ceremony.Book
	access *access.Access
	party  *webauthn.WebAuthn
}

// Key is what is known of a passkey.
type Key struct {
	ID        string
	User      sales.UserID
	Name      string
	CreatedAt sales.Instant
	UsedAt    sales.Instant // 0: never
	body      string
}

func (k *Key) places() []any {
	return []any{&k.ID, &k.User, &k.Name, &k.body, &k.CreatedAt, &k.UsedAt}
}

// New makes the keys of an installation that people reach at an address. Browsers bind keys to a name, so that an address of
// numbers will not do; this machine's own is called localhost.
func New(b ceremony.Book, a *access.Access, address string) (*Keys, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return nil, fmt.Errorf("passkey: %q is no address", address)
	}
	if ip := net.ParseIP(u.Hostname()); ip != nil && ip.IsLoopback() {
		u.Host = strings.TrimSuffix("localhost:"+u.Port(), ":")
	}
	party, err := webauthn.New(&webauthn.Config{RPID: u.Hostname(), RPDisplayName: "Arus", RPOrigins: []string{u.Scheme + "://" + u.Host},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementRequired,
			UserVerification: protocol.VerificationRequired}})
	if err != nil {
		return nil, fmt.Errorf("passkey: %w", err)
	}
	return &Keys{b, a, party}, nil
}

// holder is a user as the protocol sees one.
type holder struct {
	workspace sales.WorkspaceID
	user      sales.UserID
	name      string
	keys      []Key
}

// WebAuthnID names workspace and user in the 64 bytes that a device keeps.
func (h holder) WebAuthnID() []byte { return []byte(string(h.workspace) + "/" + string(h.user)) }

// WebAuthnName is what a device shows.
func (h holder) WebAuthnName() string { return h.name }

// WebAuthnDisplayName is what a device shows.
func (h holder) WebAuthnDisplayName() string { return h.name }

// WebAuthnCredentials are the user's keys.
func (h holder) WebAuthnCredentials() []webauthn.Credential {
	var all []webauthn.Credential
	for _, k := range h.keys {
		var c webauthn.Credential
		if json.Unmarshal([]byte(k.body), &c) == nil {
			all = append(all, c)
		}
	}
	return all
}

// List are the passkeys of a user in the order they were made.
func (k *Keys) List(ctx context.Context, ws sales.WorkspaceID, user sales.UserID) ([]Key, error) {
	keys, err := store.All(ctx, k.book.DB.Read(), (*Key).places, listKeys, string(ws), string(user))
	if err != nil {
		return nil, fmt.Errorf("passkey: list: %w", err)
	}
	return keys, nil
}

// Register begins to make a passkey for the caller: the word of the ceremony, and what the browser is to be asked.
func (k *Keys) Register(ctx context.Context, c access.Caller) (word string, options *protocol.CredentialCreation, err error) {
	h := holder{workspace: c.Workspace, user: c.User, name: c.Name}
	if h.keys, err = k.List(ctx, c.Workspace, c.User); err != nil {
		return "", nil, err
	}
	if len(h.keys) >= keysMost {
		return "", nil, sales.Refused("too_many", "a user has at most %d passkeys", keysMost)
	}
	var known []protocol.CredentialDescriptor
	for _, credential := range h.WebAuthnCredentials() {
		known = append(known, credential.Descriptor())
	}
	options, half, err := k.party.BeginRegistration(h, webauthn.WithExclusions(known))
	if err != nil {
		return "", nil, fmt.Errorf("passkey: %w", err)
	}
	word, err = k.book.Begin(ctx, c.Workspace, half)
	return word, options, err
}

// Made is the second half of making a passkey.
type Made struct {
	Word     string
	Name     string // for people: which device it is on
	Response []byte // of the browser, as JSON
	Address  string
}

// unfit is the one answer to a passkey that was not made as asked.
func unfit() error {
	return sales.Invalid("/credential", "bad_passkey", "this passkey was not made for this request: begin again")
}

// Add keeps a passkey that the caller's device has made.
func (k *Keys) Add(ctx context.Context, c access.Caller, m Made) (Key, error) {
	key, err := k.made(ctx, c, m)
	if err != nil {
		return Key{}, err
	}
	err = k.book.DB.Write(ctx, func(tx *sql.Tx) error { return k.put(ctx, tx, c, key) })
	return key.Key, kept(err)
}

// fresh is a passkey that was made as asked and is not kept yet.
type fresh struct {
	Key
	credential, address string
}

// made finishes the ceremony of a new passkey.
func (k *Keys) made(ctx context.Context, c access.Caller, m Made) (fresh, error) {
	if utf8.RuneCountInString(m.Name) > nameMost || strings.ContainsFunc(m.Name, func(r rune) bool { return r < ' ' || r == utf8.RuneError }) {
		return fresh{}, sales.Invalid("/name", "bad_name", "the name of a passkey has at most %d characters, and no control characters", nameMost)
	}
	var half webauthn.SessionData
	found, err := k.book.Finish(ctx, c.Workspace, m.Word, &half)
	if err != nil {
		return fresh{}, err
	}
	response, err := protocol.ParseCredentialCreationResponseBytes(m.Response)
	if !found || err != nil {
		return fresh{}, unfit()
	}
	credential, err := k.party.CreateCredential(holder{workspace: c.Workspace, user: c.User, name: c.Name}, half, response)
	if err != nil {
		return fresh{}, unfit()
	}
	body, err := json.Marshal(credential)
	if err != nil {
		return fresh{}, fmt.Errorf("passkey: %w", err)
	}
	now := sales.InstantOf(k.book.Clock())
	var entropy [10]byte
	if _, err := io.ReadFull(k.book.Random, entropy[:]); err != nil {
		return fresh{}, fmt.Errorf("passkey: no randomness: %w", err)
	}
	key := Key{ID: string(sales.MintID(keyKind, now, entropy)), User: c.User, Name: m.Name, CreatedAt: now, body: string(body)}
	return fresh{Key: key, credential: base64.RawURLEncoding.EncodeToString(credential.ID), address: m.Address}, nil
}

func (k *Keys) put(ctx context.Context, tx *sql.Tx, c access.Caller, f fresh) error {
	_, err := tx.ExecContext(ctx, insertKey, string(c.Workspace), f.ID, f.credential, string(c.User), f.Name, f.body, int64(f.CreatedAt))
	if err != nil {
		return err
	}
	return k.access.Audit().Write(ctx, tx, audit.Entry{Workspace: c.Workspace, By: audit.By{Actor: string(c.User), Address: f.address}, Action: audit.PasskeyAdded, Object: f.ID})
}

// kept is what the transaction that keeps a new passkey says to whoever made it.
func kept(err error) error {
	var denial *access.Denial
	switch {
	case err == nil || errors.As(err, &denial):
		return err
	case store.Duplicate(err):
		return unfit()
	}
	return fmt.Errorf("passkey: add: %w", err)
}

// Remove forgets one of the caller's passkeys. One that is not there, or not theirs, is a [sales.Problem].
func (k *Keys) Remove(ctx context.Context, c access.Caller, id, address string) error {
	missing := sales.Missing(sales.ID(id))
	if !keyKind.Well(id) {
		return missing
	}
	err := k.book.DB.Write(ctx, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, deleteKey, string(c.Workspace), id, string(c.User))
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, missing)
		}
		return k.access.Audit().Write(ctx, tx, audit.Entry{Workspace: c.Workspace, By: audit.By{Actor: string(c.User), Address: address}, Action: audit.PasskeyRemoved, Object: id})
	})
	if errors.Is(err, missing) {
		return missing
	}
	return err
}
