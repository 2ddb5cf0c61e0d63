package entry

import (
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"arus/access"
	"arus/access/oidc"
	"arus/access/passkey"
	"arus/api/body"
	"arus/api/document"
	"arus/api/door"
	"arus/api/problem"
	"arus/relay"
	"arus/sales"
)

// CookieName is that of the session's cookie.
const CookieName = "arus_session"

// Demo is the company and the person that a demo server signs everybody in as.
type Demo struct {
	Workspace sales.WorkspaceID
	User      sales.UserID
}

// Config is what signing in needs besides the door.
type Config struct {
	Demo      *Demo     // nil on a real installation
	FirstRun  *FirstRun // nil where there is a workspace
	Post      relay.Post
	Keys      *passkey.Keys // nil where browsers can bind none to the server's name
	Providers *oidc.Desk    // nil where there are none
	Secure    bool          // send the cookie over TLS only
}

// room is where they are served.
type room struct {
	*door.Door
	Config
}

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

// Add registers the operations on sessions.
func Add(d *door.Door, c Config) {
	a := room{d, c}
	a.addSession()
	a.addPassword()
	a.addPasskeys()
	a.addProviders()
	a.addSetup()
}

func (a room) addSession() {
	in := document.Answering(document.Operation("sign-in", http.MethodPost, "/v1/session", "Sign in and get a session cookie"), http.StatusCreated)
	in = document.Open(in)
	huma.Register(a.API, in, a.signIn)
	get := document.Operation("get-session", http.MethodGet, "/v1/session", "Who is signed in")
	huma.Register(a.API, get, func(ctx context.Context, _ *struct{}) (*door.Reply[SessionView], error) {
		view, err := a.session(ctx, door.CallerOf(ctx))
		return &door.Reply[SessionView]{Status: http.StatusOK, Body: view}, err
	})
	out := document.Allowed(document.Answering(document.Operation("sign-out", http.MethodDelete, "/v1/session", "End this session"), http.StatusNoContent), access.Read)
	huma.Register(a.API, out, func(ctx context.Context, r *struct {
		Session string `cookie:"arus_session" hidden:"true"`
	}) (*struct {
		Cookie http.Cookie `header:"Set-Cookie"`
	}, error) {
		gone := a.cookie("")
		gone.MaxAge = -1
		return &struct {
			Cookie http.Cookie `header:"Set-Cookie"`
		}{gone}, a.Access.SignOut(ctx, r.Session, door.VisitOf(ctx).Address)
	})
}

func (a room) signIn(ctx context.Context, r *signIn) (*signedIn, error) {
	var secret string
	var caller access.Caller
	var err error
	b := r.Body.Value
	switch {
	case b.Demo && a.Demo != nil:
		secret, caller, err = a.Access.DemoSession(ctx, a.Demo.Workspace, a.Demo.User)
	case b.Demo:
		err = sales.Refused("no_demo", "this server is no demo: sign in with e-mail and password")
	default:
		secret, caller, err = a.Access.SignIn(ctx, access.Credentials{Email: b.Email, Password: b.Password,
			Workspace: sales.WorkspaceID(b.Workspace), Agent: r.Agent, Address: door.VisitOf(ctx).Address})
	}
	return a.welcome(ctx, secret, caller, a.asked(ctx, err))
}

// asked says which workspaces there are to choose from, to one whose password opens several.
func (a room) asked(ctx context.Context, err error) error {
	var several *access.Several
	if !errors.As(err, &several) {
		return err
	}
	p := problem.New(ctx, http.StatusInternalServerError, "", err)
	for _, ws := range several.Workspaces {
		p.Choices = append(p.Choices, problem.Choice{ID: string(ws), Name: a.nameOf(ctx, ws)})
	}
	return p
}

func roles(c access.Caller) []string {
	var words []string
	for _, role := range c.Acting() {
		words = append(words, string(role))
	}
	return words
}

// Cookie holds a session's secret: out of reach of scripts and of other sites. secure keeps it to TLS; without it that is left
// to the browser's own rule on loopback, where there is no TLS.
func Cookie(secret string, secure bool) http.Cookie {
	return http.Cookie{Name: CookieName, Value: secret, Path: "/", HttpOnly: true, Secure: secure, SameSite: http.SameSiteStrictMode,
		MaxAge: int(access.SessionLife.Seconds())}
}

func (a room) cookie(secret string) http.Cookie { return Cookie(secret, a.Secure) }

func (a room) session(ctx context.Context, c access.Caller) (SessionView, error) {
	current, err := a.Ledger.Load(ctx, c.Workspace, sales.ID(c.Workspace))
	if err != nil {
		return SessionView{}, err
	}
	facts := current.Object.(*sales.Workspace).Facts
	view := SessionView{Roles: roles(c), Demo: a.Demo != nil, Workspace: WorkspaceView{string(c.Workspace), facts.Name,
		facts.Currency, facts.Calendar.WeekStart, facts.Calendar.FiscalYearStart, facts.Calendar.TimeZone}}
	view.User = Person{ID: string(c.User), Name: c.Name}
	if user, err := a.Ledger.Load(ctx, c.Workspace, sales.ID(c.User)); err == nil {
		u := user.Object.(*sales.User).Facts
		view.User.Name, view.User.Email = u.Name, u.Email
	}
	return view, nil
}
