package entry

import (
	"context"
	"crypto/subtle"
	"net/http"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"arus/access"
	"arus/access/audit"
	"arus/api/body"
	"arus/api/document"
	"arus/api/door"
	"arus/api/problem"
	"arus/founding"
	"arus/sales"
)

// FirstRun lets whoever reads the terminal of a server without a workspace make the first one in a browser.
type FirstRun struct {
	Code  string // shown on the terminal; good once
	House founding.House
	// Founded is told the workspace, when it is there; may be nil.
	Founded func(sales.WorkspaceID)

	mu   sync.Mutex // of two who set up at once, one does
	done bool
}

// SetupView says whether this installation waits for its first workspace.
type SetupView struct {
	Needed bool `json:"needed"`
}

// SetUp is the first workspace and its admin.
type SetUp struct {
	Code       string `json:"code" maxLength:"100" doc:"Shown on the terminal of arus serve"`
	Workspace  string `json:"workspace" minLength:"1" maxLength:"200" doc:"Name of the organisation"`
	Currency   string `json:"currency,omitempty" doc:"ISO 4217; the reporting currency" example:"IDR"`
	TimeZone   string `json:"time_zone,omitempty" doc:"Where a day begins" example:"Asia/Jakarta"`
	FiscalYear int    `json:"fiscal_year_start,omitempty" minimum:"1" maximum:"12" doc:"Month in which the fiscal year begins"`
	Name       string `json:"name,omitempty" maxLength:"200" doc:"Of the admin"`
	Email      string `json:"email" maxLength:"320"`
	Password   string `json:"password" maxLength:"1000"`
}

func (a room) addSetup() {
	get := document.Open(document.Operation("get-setup", http.MethodGet, "/v1/setup", "Whether this installation waits for its first workspace"))
	huma.Register(a.API, get, func(ctx context.Context, _ *struct{}) (*door.Reply[SetupView], error) {
		needed, err := a.FirstRun.needed(ctx)
		return &door.Reply[SetupView]{Status: http.StatusOK, Body: SetupView{needed}}, err
	})
	set := document.Open(document.Answering(document.Operation("set-up", http.MethodPost, "/v1/setup", "Make the first workspace and its admin, and sign them in"), http.StatusCreated))
	set.Errors = append(set.Errors, http.StatusConflict)
	huma.Register(a.API, set, a.setUp)
}

// needed is false for good as soon as there is a workspace.
func (f *FirstRun) needed(ctx context.Context) (bool, error) {
	if f == nil {
		return false, nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.waiting(ctx)
}

func (f *FirstRun) waiting(ctx context.Context) (bool, error) {
	if f.done {
		return false, nil
	}
	all, err := f.House.Ledger.Workspaces(ctx)
	f.done = err == nil && len(all) > 0
	return err == nil && !f.done, err
}

func (a room) setUp(ctx context.Context, in *struct {
	Agent string `header:"User-Agent" hidden:"true"`
	Body  body.Of[SetUp]
}) (*signedIn, error) {
	b, from := in.Body.Value, door.VisitOf(ctx).Address
	if a.FirstRun == nil {
		return nil, sales.Refused("set_up_already", "this installation has been set up")
	}
	ws, user, err := a.FirstRun.found(ctx, b.Code, founding.Founder{Workspace: b.Workspace, Currency: b.Currency, TimeZone: b.TimeZone,
		FiscalYear: b.FiscalYear, Name: b.Name, Email: b.Email, Password: b.Password, By: audit.By{Actor: "setup", Address: from}})
	if err != nil {
		return nil, err
	}
	secret, caller, err := a.Access.Enter(ctx, ws, user, arrival(ctx, access.ByPassword, in.Agent))
	return a.welcome(ctx, secret, caller, err)
}

// found makes the first workspace for whoever has the code.
func (f *FirstRun) found(ctx context.Context, code string, by founding.Founder) (sales.WorkspaceID, sales.UserID, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch waiting, err := f.waiting(ctx); {
	case err != nil:
		return "", "", err
	case !waiting:
		return "", "", sales.Refused("set_up_already", "this installation has been set up")
	}
	code = strings.ToUpper(strings.TrimSpace(code))
	if f.Code == "" || subtle.ConstantTimeCompare([]byte(code), []byte(f.Code)) != 1 {
		return "", "", problem.Fail(ctx, http.StatusForbidden, "wrong_code", "this is not the code that the terminal of the server shows")
	}
	ws, user, err := f.House.Found(ctx, by)
	if err == nil && f.Founded != nil {
		f.Founded(ws)
	}
	return ws, user, err
}
