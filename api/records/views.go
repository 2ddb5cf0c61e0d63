package records

import (
	"context"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/document"
	"arus/api/door"
	"arus/board"
	"arus/report/views"
	"arus/sales"
)

// StartPage is what a workspace opens with.
type StartPage struct {
	Role    sales.UserRole  `json:"role" doc:"Whose page it is, or began as"`
	From    string          `json:"from" enum:"own,role,default" doc:"Made by the caller, made for the role, or made by nobody: as it comes with Arus, in the language of the request"`
	ID      *sales.ID       `json:"id" doc:"Of the view that it is; null for the one that comes with Arus"`
	Version *int64          `json:"version" doc:"For If-Match of a change"`
	View    sales.ViewFacts `json:"view" doc:"To change it for oneself, POST it to /v1/views with oneself as owner and no role"`
}

type startIn struct {
	door.AtLeast
	Role string `query:"role" enum:"rep,manager,leader,executive,finance,admin,integration" doc:"The page of this role, as who has made none of their own sees it"`
}

// addViews: a view is kept once the engine has read its questions.
func (a room) addViews() {
	r := records[sales.ViewFacts]{a, sales.ViewKind, "view", "views", (*board.Picture).Views}
	r.add()
	op := document.Operation("get-start-page", http.MethodGet, "/v1/views/start", "The page that the caller begins with")
	op.Description = "The caller's own view of the page start; else that of their role; else the one that comes with Arus, of which there are four: rep, manager, leader, executive. " +
		"A view gives no rights: each panel asks as the caller."
	huma.Register(a.API, op, r.start)
}

// judge lets the engine read a view before it is kept; other facts judge themselves.
func (a room) judge(ctx context.Context, facts any) error {
	v, is := facts.(sales.ViewFacts)
	if !is {
		return nil
	}
	r, err := a.Reader(ctx, door.When{}, door.AtLeast{})
	if err != nil {
		return err
	}
	return views.Check(r, v, func(pointer, text string) error {
		_, err := a.Instant(pointer, text, r.Zone, 0)
		return err
	})
}

func (r records[F]) start(ctx context.Context, in *startIn) (*door.Reply[StartPage], error) {
	reader, err := r.Reader(ctx, door.When{}, in.AtLeast)
	if err != nil {
		return nil, err
	}
	caller := door.CallerOf(ctx)
	page := StartPage{Role: sales.UserRole(in.Role)}
	all := slices.Collect(reader.Picture.Views())
	var kept *sales.View
	if page.Role == "" {
		page.Role = views.RoleOf(caller.Acting())
		kept, page.From = views.Own(all, func(v sales.ViewFacts) bool { return caller.User != "" && v.Owner == caller.User }), "own"
	}
	if kept == nil {
		kept, page.From = views.Own(all, func(v sales.ViewFacts) bool { return v.Role == page.Role }), "role"
	}
	if kept == nil {
		page.View, page.From = views.Start(page.Role, door.VisitOf(ctx).Language), "default"
	} else {
		version := reader.Picture.Version(kept.ID)
		page.View, page.ID, page.Version = kept.Facts, &kept.ID, &version
	}
	return &door.Reply[StartPage]{Status: http.StatusOK, Body: page, Position: door.MomentOf(reader).Header()}, nil
}
