package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"arus/access"
	"arus/api/body"
	"arus/api/document"
	"arus/sales"
)

const cookieName = "arus_session"

// SessionView is who is signed in, and where.
type SessionView struct {
	User      Person        `json:"user"`
	Workspace WorkspaceView `json:"workspace"`
	Roles     []string      `json:"roles" nullable:"false"`
	Demo      bool          `json:"demo" doc:"This is the demo company; it is gone when the server stops"`
}

// Person is a user in short.
type Person struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
}

// WorkspaceView is what a client needs to know to show figures rightly.
type WorkspaceView struct {
	ID              string         `json:"id"`
	Name            string         `json:"name"`
	Currency        sales.Currency `json:"currency" doc:"Reporting currency"`
	WeekStart       string         `json:"week_start"`
	FiscalYearStart int            `json:"fiscal_year_start"`
	TimeZone        string         `json:"time_zone"`
}

// SignIn is what a person signs in with.
type SignIn struct {
	Email     string `json:"email,omitempty" maxLength:"320"`
	Password  string `json:"password,omitempty" maxLength:"1000"`
	Workspace string `json:"workspace,omitempty" doc:"Needed only where one address belongs to several workspaces"`
	Demo      bool   `json:"demo,omitempty" doc:"Enter the demo company; only a demo server lets anybody in"`
}

type signIn struct {
	Agent string `header:"User-Agent" hidden:"true"`
	Body  body.Of[SignIn]
}

type signedIn struct {
	Cookie http.Cookie `header:"Set-Cookie"`
	Body   SessionView
}

func (a *API) addSession() {
	in := document.Answering(document.Operation("sign-in", http.MethodPost, "/v1/session", "Sign in and get a session cookie"), http.StatusCreated)
	in = document.Open(in)
	huma.Register(a.huma, in, a.signIn)
	get := document.Operation("get-session", http.MethodGet, "/v1/session", "Who is signed in")
	huma.Register(a.huma, get, func(ctx context.Context, _ *struct{}) (*Reply[SessionView], error) {
		view, err := a.session(ctx, callerOf(ctx))
		return &Reply[SessionView]{Status: http.StatusOK, Body: view}, err
	})
	out := document.Allowed(document.Answering(document.Operation("sign-out", http.MethodDelete, "/v1/session", "End this session"), http.StatusNoContent), access.Read)
	huma.Register(a.huma, out, func(ctx context.Context, r *struct {
		Session string `cookie:"arus_session" hidden:"true"`
	}) (*struct {
		Cookie http.Cookie `header:"Set-Cookie"`
	}, error) {
		gone := a.cookie("")
		gone.MaxAge = -1
		return &struct {
			Cookie http.Cookie `header:"Set-Cookie"`
		}{gone}, a.access.SignOut(ctx, r.Session)
	})
}

func (a *API) signIn(ctx context.Context, r *signIn) (*signedIn, error) {
	var secret string
	var caller access.Caller
	var err error
	b := r.Body.Value
	switch {
	case b.Demo && a.demo != nil:
		secret, caller, err = a.access.DemoSession(ctx, a.demo.Workspace, a.demo.User)
	case b.Demo:
		err = sales.Refused("no_demo", "this server is no demo: sign in with e-mail and password")
	default:
		secret, caller, err = a.access.SignIn(ctx, access.Credentials{Email: b.Email, Password: b.Password,
			Workspace: sales.WorkspaceID(b.Workspace), Agent: r.Agent, Address: visitOf(ctx).address})
	}
	if err != nil {
		return nil, err
	}
	view, err := a.session(ctx, caller)
	return &signedIn{a.cookie(secret), view}, err
}

// cookie holds a session's secret: out of reach of scripts and of other sites. Secure is left to the browser's own rule on
// loopback, where there is no TLS.
func (a *API) cookie(secret string) http.Cookie {
	return http.Cookie{Name: cookieName, Value: secret, Path: "/", HttpOnly: true, Secure: a.secure, SameSite: http.SameSiteStrictMode,
		MaxAge: int(access.SessionLife.Seconds())}
}

func (a *API) session(ctx context.Context, c access.Caller) (SessionView, error) {
	current, err := a.ledger.Load(ctx, c.Workspace, sales.ID(c.Workspace))
	if err != nil {
		return SessionView{}, err
	}
	facts := current.Object.(*sales.Workspace).Facts
	view := SessionView{Roles: []string{string(c.Role)}, Demo: a.demo != nil, Workspace: WorkspaceView{string(c.Workspace), facts.Name,
		facts.Currency, facts.Calendar.WeekStart, facts.Calendar.FiscalYearStart, facts.Calendar.TimeZone}}
	view.User = Person{ID: string(c.User), Name: c.Name}
	if user, err := a.ledger.Load(ctx, c.Workspace, sales.ID(c.User)); err == nil {
		u := user.Object.(*sales.User).Facts
		view.User.Name, view.User.Email = u.Name, u.Email
	}
	return view, nil
}

// names are what people call actors; each is looked up once.
type names struct {
	api   *API
	ws    sales.WorkspaceID
	known map[string]string
}

func (a *API) names(ws sales.WorkspaceID) names { return names{a, ws, map[string]string{}} }

// of is a user's name, or the actor itself: the id of a token, or a word such as "system".
func (n names) of(ctx context.Context, actor string) string {
	if sales.ID(actor).Kind() != sales.UserKind {
		return actor
	}
	name, known := n.known[actor]
	if !known {
		name = actor
		if user, err := n.api.ledger.Load(ctx, n.ws, sales.ID(actor)); err == nil {
			name = user.Object.(*sales.User).Facts.Name
		}
		n.known[actor] = name
	}
	return name
}
