package people

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"arus/access"
	"arus/api/body"
	"arus/api/document"
	"arus/api/door"
	"arus/api/problem"
	"arus/ledger"
	"arus/relay"
	"arus/sales"
)

// InvitationView is an invitation. What is in its link is not.
type InvitationView struct {
	ID        string        `json:"id"`
	User      sales.UserID  `json:"user"`
	UserName  string        `json:"user_name"`
	Email     string        `json:"email"`
	Language  string        `json:"language"`
	State     string        `json:"state" enum:"open,accepted,expired,revoked"`
	InvitedBy string        `json:"invited_by" doc:"Name of who invited"`
	CreatedAt sales.Instant `json:"created_at"`
	ExpiresAt sales.Instant `json:"expires_at"`
}

// SentInvitationView is an invitation that was just made.
type SentInvitationView struct {
	InvitationView
	Sent bool   `json:"sent" doc:"The mail server has taken the letter"`
	Link string `json:"link,omitempty" doc:"Only where no mail server is set up: hand it over yourself; it is shown this once"`
}

// NewInvitation asks somebody in.
type NewInvitation struct {
	Email    string         `json:"email,omitempty" maxLength:"320" doc:"Where the letter goes, and with which they will sign in; that of the user when left out"`
	User     sales.UserID   `json:"user,omitempty" doc:"A user who is there already, such as an imported one; found by the address when left out"`
	Name     string         `json:"name,omitempty" maxLength:"200" doc:"Of a new user; the part of the address before the @ when left out"`
	Role     sales.UserRole `json:"role,omitempty" doc:"Of a new user; rep when left out"`
	Team     sales.TeamID   `json:"team,omitempty" doc:"Of a new user"`
	Language string         `json:"language,omitempty" enum:"en,id" doc:"Of the letter; en when left out"`
}

func (a room) addInvitations() {
	list := document.Operation("list-invitations", http.MethodGet, "/v1/invitations", "Invitations, the newest first")
	huma.Register(a.API, list, a.listInvitations)
	invite := document.Answering(document.Operation("invite", http.MethodPost, "/v1/invitations", "Invite somebody by mail, or write to them again"), http.StatusCreated)
	invite.Errors = append(invite.Errors, http.StatusConflict)
	huma.Register(a.API, invite, a.invite)
	revoke := document.Answering(document.Operation("revoke-invitation", http.MethodDelete, "/v1/invitations/{id}", "End an invitation that nobody has accepted"), http.StatusNoContent)
	huma.Register(a.API, revoke, func(ctx context.Context, in *ofID) (*done, error) {
		return nil, a.Access.RevokeInvitation(ctx, a.by(ctx), door.CallerOf(ctx).Workspace, in.ID)
	})
}

func (a room) listInvitations(ctx context.Context, in *struct{ door.Page }) (*door.Reply[door.Listed[InvitationView]], error) {
	ws := door.CallerOf(ctx).Workspace
	all, err := a.Access.ListInvitations(ctx, ws)
	if err != nil {
		return nil, err
	}
	names, rows := a.Names(ws), []InvitationView(nil)
	for _, l := range all {
		rows = append(rows, a.viewOfInvitation(ctx, names, l))
	}
	page, err := pageOf(in.Page, door.Question(ctx, "invitations"), rows, func(i InvitationView) string { return i.ID })
	return &door.Reply[door.Listed[InvitationView]]{Status: http.StatusOK, Body: page, Link: door.Link(ctx, page.NextCursor)}, err
}

func (a room) viewOfInvitation(ctx context.Context, names door.Names, l access.Link) InvitationView {
	v := InvitationView{ID: l.ID, User: l.User, UserName: names.Of(ctx, string(l.User)), Email: l.Email, Language: l.Language, State: "open",
		InvitedBy: names.Of(ctx, l.CreatedBy), CreatedAt: l.CreatedAt, ExpiresAt: l.ExpiresAt}
	switch {
	case l.UsedAt != 0:
		v.State = "accepted"
	case l.RevokedAt != 0:
		v.State = "revoked"
	case sales.InstantOf(a.Clock()) >= l.ExpiresAt:
		v.State = "expired"
	}
	return v
}

// invite makes the user, where there is none yet, then the link, then sends the letter. Each step stands if a later one
// fails, and inviting again goes on from there.
func (a room) invite(ctx context.Context, in *struct{ Body body.Of[NewInvitation] }) (*secretReply[SentInvitationView], error) {
	c, b := door.CallerOf(ctx), in.Body.Value
	user, facts, err := a.invited(ctx, &b)
	if err != nil {
		return nil, err
	}
	if has, err := a.Access.HasPassword(ctx, c.Workspace, user); err != nil || has {
		return nil, orRefused(err, "can_sign_in", "this person can sign in already; who has forgotten a password asks for a link at the sign-in")
	}
	secret, link, err := a.Access.CreateLink(ctx, access.NewLink{By: a.by(ctx), Workspace: c.Workspace, Purpose: access.Invitation, User: user, Email: b.Email, Language: b.Language})
	if err != nil {
		return nil, err
	}
	names := a.Names(c.Workspace)
	view := SentInvitationView{InvitationView: a.viewOfInvitation(ctx, names, link)}
	view.UserName = facts.Name
	if a.post.Relay == nil {
		view.Link = a.post.Address(secret)
		return &secretReply[SentInvitationView]{Status: http.StatusCreated, CacheControl: "no-store", Body: view}, nil
	}
	current, err := a.Ledger.Load(ctx, c.Workspace, sales.ID(c.Workspace))
	if err != nil {
		return nil, err
	}
	letter := relay.Invitation(relay.Occasion{To: link.Email, Language: link.Language, Workspace: current.Object.(*sales.Workspace).Facts.Name,
		From: names.Of(ctx, link.CreatedBy), Link: a.post.Address(secret), Until: link.ExpiresAt.Time()})
	if err := a.post.Relay.Send(ctx, letter); err != nil {
		a.Log.Warn("an invitation could not be sent", "request_id", door.VisitOf(ctx).ID, "error", err)
		return nil, problem.Fail(ctx, http.StatusServiceUnavailable, "mail_failed", "the mail server has not taken the letter: invite again later")
	}
	view.Sent = true
	return &secretReply[SentInvitationView]{Status: http.StatusCreated, CacheControl: "no-store", Body: view}, nil
}

func orRefused(err error, code, format string) error {
	if err != nil {
		return err
	}
	return sales.Refused(code, format)
}

// invited finds or makes the user who is asked in, and completes the invitation from what is known of them.
func (a room) invited(ctx context.Context, b *NewInvitation) (sales.UserID, sales.UserFacts, error) {
	ws := door.CallerOf(ctx).Workspace
	if b.Language == "" {
		b.Language = "en"
	}
	found, err := a.userOf(ctx, ws, b)
	if err != nil {
		return "", sales.UserFacts{}, err
	}
	if found != nil {
		if b.Email == "" {
			b.Email = found.Facts.Email
		}
		if found.Facts.Inactive || found.Archived {
			return "", sales.UserFacts{}, sales.Refused("user_inactive", "%q does not belong to the workspace any more: let them come back first", found.Facts.Name)
		}
		return sales.UserID(found.ID), found.Facts, nil
	}
	if !strings.Contains(b.Email, "@") {
		return "", sales.UserFacts{}, sales.Invalid("/email", "bad_email", "%q is not an e-mail address", b.Email)
	}
	if b.Name == "" {
		b.Name, _, _ = strings.Cut(b.Email, "@")
	}
	facts := sales.UserFacts{Name: b.Name, Email: b.Email, Role: b.Role, Team: b.Team}
	id := a.Mint(sales.UserKind)
	receipt, err := a.Ledger.Record(ctx, a.Who(ctx), ledger.Order{Command: sales.Create[sales.UserFacts]{ID: id, Facts: facts}})
	if err != nil {
		return "", sales.UserFacts{}, err
	}
	a.Settle(ctx, ws, receipt.Position)
	return sales.UserID(id), facts, nil
}

// userOf is the user meant: by id, or by address, whatever its case. nil when an address is nobody's yet.
func (a room) userOf(ctx context.Context, ws sales.WorkspaceID, b *NewInvitation) (*sales.User, error) {
	if b.User != "" {
		current, err := a.Ledger.Load(ctx, ws, sales.ID(b.User))
		if err != nil {
			return nil, err
		}
		user, ok := current.Object.(*sales.User)
		if !ok {
			return nil, sales.Missing(sales.ID(b.User))
		}
		return user, nil
	}
	const atOnce = 500
	for after := sales.ID(""); ; {
		users, err := a.Ledger.List(ctx, ws, sales.UserKind, after, atOnce)
		if err != nil {
			return nil, err
		}
		for _, current := range users {
			user := current.Object.(*sales.User)
			if after = user.ID; strings.EqualFold(user.Facts.Email, strings.TrimSpace(b.Email)) && b.Email != "" {
				return user, nil
			}
		}
		if len(users) < atOnce {
			return nil, nil
		}
	}
}
