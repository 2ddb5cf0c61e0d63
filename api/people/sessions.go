package people

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"arus/access"
	"arus/api/document"
	"arus/api/door"
	"arus/sales"
)

// BrowserView is a signed-in browser.
type BrowserView struct {
	ID        string        `json:"id"`
	User      sales.UserID  `json:"user"`
	Means     string        `json:"means" doc:"How they signed in: password, passkey, provider, link or demo"`
	Agent     string        `json:"agent" doc:"What the browser calls itself"`
	Address   string        `json:"address" doc:"Network address it signed in from"`
	CreatedAt sales.Instant `json:"created_at"`
	SeenAt    sales.Instant `json:"seen_at" doc:"Right to the minute"`
	ExpiresAt sales.Instant `json:"expires_at" doc:"When it ends, whatever happens; three days without a request end it as well"`
	Current   bool          `json:"current" doc:"The session that asks"`
}

type listSessions struct {
	door.Page
	User string `query:"user" doc:"For admins: of this user; else one's own"`
}

func (a room) addSessions() {
	huma.Register(a.API, document.Operation("list-sessions", http.MethodGet, "/v1/sessions", "Signed-in browsers of a user, the newest first"), a.listSessions)
	one := document.Answering(document.Operation("revoke-session", http.MethodDelete, "/v1/sessions/{id}", "End one session at once"), http.StatusNoContent)
	huma.Register(a.API, one, func(ctx context.Context, in *ofID) (*done, error) {
		c := door.CallerOf(ctx)
		s, err := a.Access.SessionOf(ctx, c.Workspace, in.ID)
		if err == nil && s.User != c.User && !everybodys(c, "sessions") {
			err = sales.Missing(sales.ID(in.ID))
		}
		if err != nil {
			return nil, err
		}
		return nil, a.Access.RevokeSession(ctx, a.by(ctx), c.Workspace, s)
	})
	others := document.Answering(document.Operation("revoke-sessions", http.MethodDelete, "/v1/sessions", "End all sessions of a user, but the one that asks"), http.StatusNoContent)
	huma.Register(a.API, others, func(ctx context.Context, in *struct {
		User string `query:"user" doc:"For admins: of this user; else one's own"`
	}) (*done, error) {
		c := door.CallerOf(ctx)
		user, err := meant(c, in.User)
		if err != nil {
			return nil, err
		}
		_, err = a.Access.RevokeSessions(ctx, a.by(ctx), c.Workspace, access.Session{ID: c.Session, User: user})
		return nil, err
	})
}

func (a room) listSessions(ctx context.Context, in *listSessions) (*door.Reply[door.Listed[BrowserView]], error) {
	c := door.CallerOf(ctx)
	user, err := meant(c, in.User)
	if err != nil {
		return nil, err
	}
	all, err := a.Access.ListSessions(ctx, c.Workspace, user)
	if err != nil {
		return nil, err
	}
	var rows []BrowserView
	for _, s := range all {
		rows = append(rows, BrowserView{ID: s.ID, User: s.User, Means: string(s.Means), Agent: s.Agent, Address: s.Address,
			CreatedAt: s.CreatedAt, SeenAt: s.SeenAt, ExpiresAt: s.ExpiresAt, Current: s.ID == c.Session})
	}
	page, err := pageOf(in.Page, door.Question(ctx, "sessions", in.User), rows, func(b BrowserView) string { return b.ID })
	return &door.Reply[door.Listed[BrowserView]]{Status: http.StatusOK, Body: page, Link: door.Link(ctx, page.NextCursor)}, err
}
