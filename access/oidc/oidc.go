package oidc

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"encoding/hex"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"arus/access"
	"arus/access/audit"
	"arus/access/ceremony"
	"arus/sales"
	"arus/store"
)

const (
	selectIdentity = `SELECT user_id FROM identity WHERE workspace = $1 AND issuer = $2 AND subject = $3`
	insertIdentity = `INSERT INTO identity (workspace, issuer, subject, user_id, linked_at) VALUES ($1, $2, $3, $4, $5)`
)

// Queries are all texts of this room, for the test that holds them against both engines.
func Queries() []string { return []string{selectIdentity, insertIdentity} }

// Provider is one that the operator has named.
type Provider struct {
	ID         string // in addresses of ours
	Label      string // on the button
	Workspace  sales.WorkspaceID
	Issuer     string
	Client     string
	Secret     string
	TrustEmail bool // an address that it has verified finds the user who has it
}

// Find is the active user of a workspace who has an address.
type Find func(ctx context.Context, ws sales.WorkspaceID, email string) (user sales.UserID, found bool, err error)

// Config is what signing in by providers needs.
type Config struct {
	Book      ceremony.Book
	Access    *access.Access
	Find      Find
	Callback  string // our address that providers send browsers back to
	Providers []Provider
}

// Desk is where browsers are sent out and come back.
type Desk struct {
	Config
	mu    sync.Mutex
	known map[string]*oidc.Provider // by id: discovered when first needed
}

// New makes the desk. No provider is called before somebody wants to sign in there.
func New(c Config) *Desk { return &Desk{Config: c, known: map[string]*oidc.Provider{}} }

// half is what the second half of a sign-in is held against.
type half struct {
	Provider, Nonce, Verifier string
	Browser                   string // digest of the word in its cookie
	Invitation                string // secret of a link that is taken on return
}

// wrong is the one answer to whatever does not fit.
func wrong() *access.Denial {
	return &access.Denial{Problem: sales.Refused(access.CodeUnauthenticated, "this sign-in was not accepted, or came too late: begin again")}
}

// patience is how long a provider may take to answer us.
const patience = 10 * time.Second

func (d *Desk) provider(id string) (Provider, bool) {
	for _, p := range d.Providers {
		if p.ID == id {
			return p, true
		}
	}
	return Provider{}, false
}

// discovered asks a provider where its doors are, and remembers the answer. It asks without the lock: one that is slow holds up
// nobody who goes to another.
func (d *Desk) discovered(ctx context.Context, p Provider) (*oidc.Provider, error) {
	d.mu.Lock()
	known := d.known[p.ID]
	d.mu.Unlock()
	if known != nil {
		return known, nil
	}
	known, err := oidc.NewProvider(withClient(context.WithoutCancel(ctx)), p.Issuer) // it keeps the context for fetching keys
	if err != nil {
		return nil, fmt.Errorf("oidc: %s: %w", p.ID, err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.known[p.ID] = known
	return known, nil
}

func withClient(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, &http.Client{Timeout: patience})
}

func (d *Desk) client(p Provider, known *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{ClientID: p.Client, ClientSecret: p.Secret, Endpoint: known.Endpoint(), RedirectURL: d.Callback,
		Scopes: []string{oidc.ScopeOpenID, "email"}}
}

// Send begins a sign-in: where the browser goes, and the word that its cookie has to bring back. invitation is the secret of a
// link that is taken on return, or empty.
func (d *Desk) Send(ctx context.Context, id, invitation string) (address, browser string, err error) {
	p, named := d.provider(id)
	if !named {
		return "", "", sales.Missing(sales.ID(id))
	}
	known, err := d.discovered(ctx, p)
	if err != nil {
		return "", "", &sales.Problem{Kind: sales.KindBusy, Code: "provider_away", Format: "the provider does not answer: try again later"}
	}
	if browser, err = ceremony.Word(d.Book.Random); err != nil {
		return "", "", err
	}
	nonce, err := ceremony.Word(d.Book.Random)
	if err != nil {
		return "", "", err
	}
	verifier, err := ceremony.Word(d.Book.Random) // 52 characters, of those that PKCE allows
	if err != nil {
		return "", "", err
	}
	state, err := d.Book.Begin(ctx, "", half{Provider: id, Nonce: nonce, Verifier: verifier, Browser: digest(browser), Invitation: invitation})
	if err != nil {
		return "", "", err
	}
	return d.client(p, known).AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)), browser, nil
}

// Answer is what a browser brings back.
type Answer struct {
	State, Code string
	Issuer      string // as RFC 9207 has it
	Browser     string // the word of its cookie
}

// Receive finishes a sign-in and opens a session. Whatever does not fit is the same [access.Denial].
func (d *Desk) Receive(ctx context.Context, a Answer, from access.Arrival) (secret string, caller access.Caller, err error) {
	var h half
	found, err := d.Book.Finish(ctx, "", a.State, &h)
	if err != nil {
		return "", access.Caller{}, err
	}
	p, named := d.provider(h.Provider)
	if !found || !named || a.Code == "" || subtle.ConstantTimeCompare([]byte(digest(a.Browser)), []byte(h.Browser)) != 1 {
		return "", access.Caller{}, wrong()
	}
	claims, err := d.redeem(ctx, p, h, a)
	if err != nil {
		d.Access.Audit().Note(audit.Entry{Workspace: p.Workspace, By: audit.By{Address: from.Address}, Action: audit.SessionRefused, Detail: string(access.ByProvider)})
		return "", access.Caller{}, wrong()
	}
	from.Means = access.ByProvider
	user, err := d.userOf(ctx, p, claims, h, from)
	if err != nil {
		return "", access.Caller{}, err
	}
	return d.Access.Enter(ctx, p.Workspace, user, from)
}

// claims are what of an ID token counts.
type claims struct {
	Subject  string `json:"sub"`
	Email    string `json:"email"`
	Verified bool   `json:"email_verified"`
}

// redeem changes a code for who it is of.
func (d *Desk) redeem(ctx context.Context, p Provider, h half, a Answer) (c claims, err error) {
	known, err := d.discovered(ctx, p)
	if err != nil {
		return c, err
	}
	var says struct {
		Issuer bool `json:"authorization_response_iss_parameter_supported"`
	}
	if err := known.Claims(&says); err != nil {
		return c, err
	}
	if a.Issuer != p.Issuer && (says.Issuer || a.Issuer != "") {
		return c, fmt.Errorf("oidc: an answer of %q", a.Issuer)
	}
	ctx, cancel := context.WithTimeout(withClient(ctx), patience)
	defer cancel()
	token, err := d.client(p, known).Exchange(ctx, a.Code, oauth2.VerifierOption(h.Verifier))
	if err != nil {
		return c, err
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := known.Verifier(&oidc.Config{ClientID: p.Client, Now: d.Book.Clock}).Verify(ctx, raw)
	if err != nil {
		return c, err
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(h.Nonce)) != 1 {
		return c, fmt.Errorf("oidc: another nonce")
	}
	err = id.Claims(&c)
	return c, err
}

// userOf is the user whom a person at a provider is: linked before, invited, or found by a verified address.
func (d *Desk) userOf(ctx context.Context, p Provider, c claims, h half, from access.Arrival) (user sales.UserID, err error) {
	user, linked, err := store.One(ctx, d.Book.DB.Read(), func(u *sales.UserID) []any { return []any{u} }, selectIdentity, string(p.Workspace), p.Issuer, c.Subject)
	if err != nil {
		return "", fmt.Errorf("oidc: %w", err)
	}
	if linked {
		return user, nil
	}
	if h.Invitation == "" {
		if !p.TrustEmail || !c.Verified || c.Email == "" {
			return "", wrong()
		}
		var found bool
		if user, found, err = d.Find(ctx, p.Workspace, c.Email); err != nil || !found {
			return "", orWrong(err)
		}
	}
	err = d.Book.DB.Write(ctx, func(tx *sql.Tx) error {
		if h.Invitation != "" {
			link, err := d.Access.TakeInvitation(ctx, tx, h.Invitation, from)
			if err != nil {
				return err
			}
			if link.Workspace != p.Workspace {
				return wrong()
			}
			user = link.User
		}
		if _, err := tx.ExecContext(ctx, insertIdentity, string(p.Workspace), p.Issuer, c.Subject, string(user), int64(sales.InstantOf(d.Book.Clock()))); err != nil {
			return err
		}
		return d.Access.Audit().Write(ctx, tx, audit.Entry{Workspace: p.Workspace, By: audit.By{Actor: string(user), Address: from.Address}, Action: audit.IdentityLinked, Object: string(user), Detail: p.ID})
	})
	return user, err
}

func orWrong(err error) error {
	if err != nil {
		return err
	}
	return wrong()
}

func digest(word string) string {
	sum := sha256.Sum256([]byte(word))
	return hex.EncodeToString(sum[:])
}
