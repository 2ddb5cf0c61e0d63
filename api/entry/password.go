package entry

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"arus/access"
	"arus/api/body"
	"arus/api/document"
	"arus/api/door"
	"arus/relay"
	"arus/sales"
)

// ChangePassword is one's own.
type ChangePassword struct {
	Old      string `json:"old" maxLength:"1000" doc:"The password until now"`
	Password string `json:"password" maxLength:"1000" doc:"At least ten characters, and not among those that everybody tries"`
}

// ForgottenPassword asks for a link by mail.
type ForgottenPassword struct {
	Email    string `json:"email" maxLength:"320"`
	Language string `json:"language,omitempty" enum:"en,id" doc:"Of the letter; en when left out"`
}

// ReadLink asks where a link leads.
type ReadLink struct {
	Secret string `json:"secret" maxLength:"200" doc:"What stands behind the # of the link"`
}

// LinkView is where a link leads.
type LinkView struct {
	Purpose   string `json:"purpose" enum:"invitation,forgotten"`
	Email     string `json:"email" doc:"With which they will sign in"`
	Name      string `json:"name" doc:"Of the user"`
	Workspace string `json:"workspace" doc:"Name of the workspace"`
	Language  string `json:"language" enum:"en,id"`
}

// FollowLink uses a link up: for a password or, where it is an invitation, for a passkey.
type FollowLink struct {
	Secret   string      `json:"secret" maxLength:"200"`
	Password string      `json:"password,omitempty" maxLength:"1000" doc:"At least ten characters, and not among those that everybody tries"`
	Passkey  *NewPasskey `json:"passkey,omitempty" doc:"In place of a password, from whoever holds an invitation: see /v1/session/link/passkey"`
}

// cookieOnly is an answer that is all in its header.
type cookieOnly struct {
	Cookie http.Cookie `header:"Set-Cookie"`
}

func (a room) addPassword() {
	change := document.Operation("change-password", http.MethodPost, "/v1/session/password", "Change one's own password; every other session ends")
	change = document.Allowed(document.Answering(change, http.StatusNoContent), access.Read)
	change.Errors = append(change.Errors, http.StatusConflict)
	huma.Register(a.API, change, a.changePassword)
	forgot := document.Operation("forget-password", http.MethodPost, "/v1/session/forgotten", "Ask for a link to another password; the answer is the same for every address")
	huma.Register(a.API, document.Open(document.Answering(forgot, http.StatusAccepted)), a.forgot)
	read := document.Operation("read-link", http.MethodPost, "/v1/session/link", "Where a link from a letter leads")
	read.Errors = append(read.Errors, http.StatusGone)
	huma.Register(a.API, document.Open(read), a.readLink)
	invite := document.Operation("invite-passkey", http.MethodPost, "/v1/session/link/passkey", "Begin to follow an invitation with a passkey: what the browser is to be asked")
	invite.Errors = append(invite.Errors, http.StatusConflict, http.StatusGone)
	huma.Register(a.API, document.Open(invite), a.invitePasskey)
	follow := document.Operation("follow-link", http.MethodPost, "/v1/session/follow", "Choose a password by a link from a letter, or a passkey by an invitation, and sign in")
	follow.Errors = append(follow.Errors, http.StatusConflict, http.StatusGone)
	huma.Register(a.API, document.Open(document.Answering(follow, http.StatusCreated)), a.followLink)
}

func (a room) changePassword(ctx context.Context, in *struct {
	Agent string `header:"User-Agent" hidden:"true"`
	Body  body.Of[ChangePassword]
}) (*cookieOnly, error) {
	c := door.CallerOf(ctx)
	if c.Session == "" {
		return nil, sales.Refused("forbidden", "a password is changed by whoever has signed in with it, not by a token")
	}
	secret, err := a.Access.ChangePassword(ctx, c, in.Body.Value.Old, in.Body.Value.Password, arrival(ctx, access.ByPassword, in.Agent))
	if err != nil {
		return nil, err
	}
	return &cookieOnly{a.cookie(secret)}, nil
}

// arrival is where a request comes from.
func arrival(ctx context.Context, by access.Means, agent string) access.Arrival {
	return access.Arrival{Means: by, Agent: agent, Address: door.VisitOf(ctx).Address}
}

// forgot looks and writes in the background, so that neither the answer nor its time says whether an address is known.
func (a room) forgot(ctx context.Context, in *struct{ Body body.Of[ForgottenPassword] }) (*struct{}, error) {
	b, v := in.Body.Value, door.VisitOf(ctx)
	a.Later(ctx, func(ctx context.Context) {
		secrets, links, err := a.Access.Forgot(ctx, b.Email, b.Language, v.Address)
		for i, link := range links {
			if a.Post.Relay == nil {
				a.Log.Warn("a password was forgotten, and no mail server is set up", "request_id", v.ID, "user", link.User)
				continue
			}
			o := relay.Occasion{To: link.Email, Language: link.Language, Workspace: a.nameOf(ctx, link.Workspace), Link: a.Post.Address(secrets[i]), Until: link.ExpiresAt.Time()}
			if err := a.Post.Relay.Send(ctx, relay.Forgotten(o)); err != nil {
				a.Log.Warn("a letter could not be sent", "request_id", v.ID, "error", err)
			}
		}
		if err != nil {
			a.Log.Warn("no link for a forgotten password", "request_id", v.ID, "error", err)
		}
	})
	return nil, nil
}

// nameOf is a workspace's name, or its id where that cannot be read.
func (a room) nameOf(ctx context.Context, ws sales.WorkspaceID) string {
	current, err := a.Ledger.Load(ctx, ws, sales.ID(ws))
	if err != nil {
		return string(ws)
	}
	return current.Object.(*sales.Workspace).Facts.Name
}

func (a room) readLink(ctx context.Context, in *struct{ Body body.Of[ReadLink] }) (*door.Reply[LinkView], error) {
	link, err := a.Access.ReadLink(ctx, in.Body.Value.Secret)
	if err != nil {
		return nil, err
	}
	return &door.Reply[LinkView]{Status: http.StatusOK, Body: LinkView{Purpose: string(link.Purpose), Email: link.Email, Language: link.Language,
		Name: a.Names(link.Workspace).Of(ctx, string(link.User)), Workspace: a.nameOf(ctx, link.Workspace)}}, nil
}

func (a room) followLink(ctx context.Context, in *struct {
	Agent string `header:"User-Agent" hidden:"true"`
	Body  body.Of[FollowLink]
}) (*signedIn, error) {
	b, from := in.Body.Value, arrival(ctx, access.ByLink, in.Agent)
	if b.Passkey == nil {
		secret, caller, err := a.Access.FollowLink(ctx, b.Secret, b.Password, from)
		return a.welcome(ctx, secret, caller, err)
	}
	switch {
	case a.Keys == nil:
		return nil, noKeys()
	case b.Password != "":
		return nil, sales.Invalid("/password", "two_ways", "an invitation is followed with a password or with a passkey: send one of them")
	}
	secret, caller, err := a.Keys.Follow(ctx, b.Secret, b.Passkey.made(ctx), from)
	return a.welcome(ctx, secret, caller, err)
}

func (a room) invitePasskey(ctx context.Context, in *struct{ Body body.Of[ReadLink] }) (*door.Reply[PasskeyRequestView], error) {
	if a.Keys == nil {
		return nil, noKeys()
	}
	word, options, err := a.Keys.Invite(ctx, in.Body.Value.Secret)
	return &door.Reply[PasskeyRequestView]{Status: http.StatusOK, Body: PasskeyRequestView{word, options}}, err
}

// welcome answers whoever has just come in.
func (a room) welcome(ctx context.Context, secret string, caller access.Caller, err error) (*signedIn, error) {
	if err != nil {
		return nil, err
	}
	view, err := a.session(ctx, caller)
	return &signedIn{a.cookie(secret), view}, err
}
