package entry

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"arus/access"
	"arus/access/passkey"
	"arus/api/body"
	"arus/api/document"
	"arus/api/door"
	"arus/sales"
)

// PasskeyView is a passkey of one's own. What its device signs with never leaves the device.
type PasskeyView struct {
	ID        string         `json:"id"`
	Name      string         `json:"name" doc:"For people: which device it is on"`
	CreatedAt sales.Instant  `json:"created_at"`
	UsedAt    *sales.Instant `json:"used_at" nullable:"true" doc:"null: never"`
}

// PasskeyRequestView is what a browser is asked: hand options.publicKey to navigator.credentials, and answer with the word.
type PasskeyRequestView struct {
	Ceremony string `json:"ceremony" doc:"Names this request in the answer to it; good for ten minutes, once"`
	Options  any    `json:"options" doc:"For navigator.credentials.create or .get, in the JSON of WebAuthn level 3 (publicKey)"`
}

// NewPasskey is a passkey that a device has made.
type NewPasskey struct {
	Ceremony   string          `json:"ceremony" maxLength:"100"`
	Name       string          `json:"name,omitempty" maxLength:"100"`
	Credential json.RawMessage `json:"credential" doc:"What navigator.credentials.create gave, as PublicKeyCredential.toJSON writes it"`
}

// PasskeySignIn is a challenge that a device has signed.
type PasskeySignIn struct {
	Ceremony   string          `json:"ceremony" maxLength:"100"`
	Credential json.RawMessage `json:"credential" doc:"What navigator.credentials.get gave, as PublicKeyCredential.toJSON writes it"`
}

func (n NewPasskey) made(ctx context.Context) passkey.Made {
	return passkey.Made{Word: n.Ceremony, Name: n.Name, Response: n.Credential, Address: door.VisitOf(ctx).Address}
}

func (a room) addPasskeys() {
	huma.Register(a.API, document.Operation("list-passkeys", http.MethodGet, "/v1/passkeys", "One's own passkeys"), a.listPasskeys)
	ask := document.Operation("request-passkey", http.MethodPost, "/v1/passkeys/request", "Begin to make a passkey: what the browser is to be asked")
	ask.Errors = append(ask.Errors, http.StatusConflict)
	huma.Register(a.API, ask, func(ctx context.Context, _ *struct{}) (*door.Reply[PasskeyRequestView], error) {
		c, err := a.holder(ctx)
		if err != nil {
			return nil, err
		}
		word, options, err := a.Keys.Register(ctx, c)
		return &door.Reply[PasskeyRequestView]{Status: http.StatusOK, Body: PasskeyRequestView{word, options}}, err
	})
	add := document.Answering(document.Operation("add-passkey", http.MethodPost, "/v1/passkeys", "Keep a passkey that a device has made"), http.StatusCreated)
	add.Errors = append(add.Errors, http.StatusConflict)
	huma.Register(a.API, add, a.addPasskey)
	remove := document.Answering(document.Operation("remove-passkey", http.MethodDelete, "/v1/passkeys", "Forget a passkey of one's own"), http.StatusNoContent)
	remove.Errors = append(remove.Errors, http.StatusConflict)
	huma.Register(a.API, remove, func(ctx context.Context, in *struct {
		ID string `query:"id" required:"true" doc:"Of the passkey"`
	}) (*struct{}, error) {
		c, err := a.holder(ctx)
		if err != nil {
			return nil, err
		}
		return nil, a.Keys.Remove(ctx, c, in.ID, door.VisitOf(ctx).Address)
	})
	challenge := document.Operation("challenge-passkey", http.MethodPost, "/v1/session/passkey/request", "Begin to sign in by a passkey: what the browser is to be asked")
	challenge.Errors = append(challenge.Errors, http.StatusConflict)
	huma.Register(a.API, document.Open(challenge), func(ctx context.Context, _ *struct{}) (*door.Reply[PasskeyRequestView], error) {
		if a.Keys == nil {
			return nil, noKeys()
		}
		word, options, err := a.Keys.Challenge(ctx)
		return &door.Reply[PasskeyRequestView]{Status: http.StatusOK, Body: PasskeyRequestView{word, options}}, err
	})
	in := document.Answering(document.Operation("sign-in-by-passkey", http.MethodPost, "/v1/session/passkey", "Sign in by a passkey and get a session cookie"), http.StatusCreated)
	in.Errors = append(in.Errors, http.StatusConflict)
	huma.Register(a.API, document.Open(in), a.passkeySignIn)
}

func noKeys() error {
	return sales.Refused("no_passkeys", "this server does not know the name that people reach it by: it is to be started with --public-url")
}

// holder is the caller, who has to be a person that is signed in: a token makes no way in that outlasts it.
func (a room) holder(ctx context.Context) (access.Caller, error) {
	c := door.CallerOf(ctx)
	switch {
	case a.Keys == nil:
		return c, noKeys()
	case c.Session == "":
		return c, sales.Refused("forbidden", "passkeys are kept by whoever is signed in, not by a token")
	}
	return c, nil
}

func (a room) listPasskeys(ctx context.Context, _ *struct{}) (*door.Reply[door.Listed[PasskeyView]], error) {
	rows := []PasskeyView{}
	if a.Keys != nil {
		c := door.CallerOf(ctx)
		all, err := a.Keys.List(ctx, c.Workspace, c.User)
		if err != nil {
			return nil, err
		}
		for _, k := range all {
			rows = append(rows, viewOfPasskey(k))
		}
	}
	return &door.Reply[door.Listed[PasskeyView]]{Status: http.StatusOK, Body: door.ListOf(rows, nil)}, nil
}

func viewOfPasskey(k passkey.Key) PasskeyView {
	return PasskeyView{ID: k.ID, Name: k.Name, CreatedAt: k.CreatedAt, UsedAt: door.OrNull(k.UsedAt)}
}

func (a room) addPasskey(ctx context.Context, in *struct{ Body body.Of[NewPasskey] }) (*door.Reply[PasskeyView], error) {
	c, err := a.holder(ctx)
	if err != nil {
		return nil, err
	}
	key, err := a.Keys.Add(ctx, c, in.Body.Value.made(ctx))
	return &door.Reply[PasskeyView]{Status: http.StatusCreated, Body: viewOfPasskey(key)}, err
}

func (a room) passkeySignIn(ctx context.Context, in *struct {
	Agent string `header:"User-Agent" hidden:"true"`
	Body  body.Of[PasskeySignIn]
}) (*signedIn, error) {
	if a.Keys == nil {
		return nil, noKeys()
	}
	secret, caller, err := a.Keys.SignIn(ctx, in.Body.Value.Ceremony, in.Body.Value.Credential, arrival(ctx, access.ByPasskey, in.Agent))
	return a.welcome(ctx, secret, caller, err)
}
