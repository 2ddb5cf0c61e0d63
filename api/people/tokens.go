package people

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"arus/access"
	"arus/api/body"
	"arus/api/document"
	"arus/api/door"
	"arus/sales"
)

// TokenView is what is known of a token. Its secret is not.
type TokenView struct {
	ID         string         `json:"id"`
	Name       string         `json:"name"`
	User       *sales.UserID  `json:"user" nullable:"true" doc:"In whose name it acts; null: the workspace's own"`
	UserName   string         `json:"user_name,omitempty"`
	Role       string         `json:"role"`
	Scopes     []string       `json:"scopes" nullable:"false" doc:"What it is held to; empty: all that its role may"`
	CreatedAt  sales.Instant  `json:"created_at"`
	ExpiresAt  *sales.Instant `json:"expires_at" nullable:"true"`
	LastUsedAt *sales.Instant `json:"last_used_at" nullable:"true" doc:"Right to the minute; null: never"`
	RevokedAt  *sales.Instant `json:"revoked_at" nullable:"true"`
}

// FreshTokenView is a token in the one answer that has its secret.
type FreshTokenView struct {
	TokenView
	Token string `json:"token" doc:"The secret, shown this once: Authorization: Bearer arus_…"`
}

// NewToken is what makes a token.
type NewToken struct {
	Name   string   `json:"name" minLength:"1" maxLength:"200" doc:"What it is for"`
	Scopes []string `json:"scopes,omitempty" maxItems:"10" doc:"read, write, administer, scim; none: all that the role may"`
	Days   int      `json:"days,omitempty" minimum:"1" maximum:"1830" doc:"How long it is good for; 90 when left out"`
	Role   string   `json:"role,omitempty" doc:"For admins: makes a token of the workspace with this role, in nobody's name. Left out: it acts in the caller's name and never may more than they"`
}

type listTokens struct {
	door.Page
	User  string `query:"user" doc:"For admins: of this user. Without it an admin sees all, others see their own"`
	Ended bool   `query:"ended" doc:"Those that are revoked or expired, too"`
}

const tokenDays = 90 // of a token that does not say

func (a room) addTokens() {
	huma.Register(a.API, document.Operation("list-tokens", http.MethodGet, "/v1/tokens", "Tokens, the newest first"), a.listTokens)
	create := document.Answering(document.Operation("create-token", http.MethodPost, "/v1/tokens", "Make a token and show its secret, once"), http.StatusCreated)
	huma.Register(a.API, create, a.createToken)
	revoke := document.Answering(document.Operation("revoke-token", http.MethodDelete, "/v1/tokens/{id}", "End a token at once"), http.StatusNoContent)
	huma.Register(a.API, revoke, func(ctx context.Context, in *ofID) (*done, error) {
		c := door.CallerOf(ctx)
		t, err := a.Access.TokenOf(ctx, c.Workspace, in.ID)
		if err == nil && !mine(c, t) {
			err = sales.Missing(sales.ID(in.ID))
		}
		if err != nil {
			return nil, err
		}
		return nil, a.Access.RevokeToken(ctx, a.by(ctx), c.Workspace, in.ID)
	})
}

// mine reports whether a token is the caller's to see and to end.
func mine(c access.Caller, t access.Token) bool {
	return everybodys(c, "tokens") || t.ID == c.Token || t.User != "" && t.User == c.User
}

func (a room) listTokens(ctx context.Context, in *listTokens) (*door.Reply[door.Listed[TokenView]], error) {
	c := door.CallerOf(ctx)
	if in.User != "" && in.User != string(c.User) && !everybodys(c, "tokens") {
		return nil, sales.Missing(sales.ID(in.User))
	}
	all, err := a.Access.ListTokens(ctx, c.Workspace)
	if err != nil {
		return nil, err
	}
	slices.Reverse(all)
	now, names, rows := sales.InstantOf(a.Clock()), a.Names(c.Workspace), []TokenView(nil)
	for _, t := range all {
		over := t.RevokedAt != 0 || t.ExpiresAt != 0 && now >= t.ExpiresAt
		if mine(c, t) && (in.User == "" || string(t.User) == in.User) && (in.Ended || !over) {
			rows = append(rows, viewOfToken(ctx, names, t))
		}
	}
	page, err := pageOf(in.Page, door.Question(ctx, "tokens", in.User, strconv.FormatBool(in.Ended)), rows, func(t TokenView) string { return t.ID })
	return &door.Reply[door.Listed[TokenView]]{Status: http.StatusOK, Body: page, Link: door.Link(ctx, page.NextCursor)}, err
}

func viewOfToken(ctx context.Context, names door.Names, t access.Token) TokenView {
	v := TokenView{ID: t.ID, Name: t.Name, User: door.OrNull(t.User), Role: string(t.Role), Scopes: []string{}, CreatedAt: t.CreatedAt,
		ExpiresAt: door.OrNull(t.ExpiresAt), LastUsedAt: door.OrNull(t.LastUsedAt), RevokedAt: door.OrNull(t.RevokedAt)}
	if t.User != "" {
		v.UserName = names.Of(ctx, string(t.User))
	}
	for _, scope := range t.Scopes {
		v.Scopes = append(v.Scopes, string(scope))
	}
	return v
}

func (a room) createToken(ctx context.Context, in *struct{ Body body.Of[NewToken] }) (*secretReply[FreshTokenView], error) {
	c, b := door.CallerOf(ctx), in.Body.Value
	if b.Days == 0 {
		b.Days = tokenDays
	}
	n := access.NewToken{Workspace: c.Workspace, Name: b.Name, User: c.User, Role: c.Role, Life: time.Duration(b.Days) * 24 * time.Hour, By: a.by(ctx)}
	for _, scope := range b.Scopes {
		n.Scopes = append(n.Scopes, access.Action(scope))
	}
	switch {
	case b.Role != "" && !everybodys(c, "tokens"):
		return nil, sales.Refused("forbidden", "only an admin makes a token of the workspace")
	case b.Role != "":
		n.User, n.Role = "", access.Role(b.Role)
	case c.User == "":
		return nil, sales.Invalid("/role", "required", "a token in nobody's name needs a role")
	}
	if n.Role != access.Integration && slices.Contains(n.Scopes, access.Provision) {
		return nil, sales.Invalid("/scopes", "needs_integration", "a directory's token is one of the workspace with the role integration: choose that role")
	}
	if err := within(c, n); err != nil {
		return nil, err
	}
	secret, id, err := a.Access.CreateToken(ctx, n)
	if err != nil {
		return nil, err
	}
	t, err := a.Access.TokenOf(ctx, c.Workspace, id)
	if err != nil {
		return nil, err
	}
	return &secretReply[FreshTokenView]{Status: http.StatusCreated, CacheControl: "no-store", Location: "/v1/tokens/" + id,
		Body: FreshTokenView{viewOfToken(ctx, a.Names(c.Workspace), t), secret}}, nil
}

// within refuses a token that might do more than the one it is made with.
func within(c access.Caller, n access.NewToken) error {
	if len(c.Scopes) == 0 {
		return nil
	}
	if len(n.Scopes) == 0 {
		return sales.Refused("forbidden", "this token may make no token that may more than itself: say which scopes")
	}
	for _, scope := range n.Scopes {
		if !slices.Contains(c.Scopes, scope) {
			return sales.Refused("forbidden", "this token may make no token that may more than itself: say which scopes")
		}
	}
	return nil
}
