package work

import (
	"context"
	"maps"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"arus/access"
	"arus/api/body"
	"arus/api/document"
	"arus/api/door"
	"arus/dispatch"
	"arus/process"
	"arus/routing"
	"arus/sales"
)

// TryRouteBody is a lead that there might be.
type TryRouteBody struct {
	Name      string      `json:"name,omitempty"`
	Source    string      `json:"source,omitempty"`
	Segment   string      `json:"segment,omitempty"`
	Region    string      `json:"region,omitempty"`
	Language  string      `json:"language,omitempty"`
	Product   string      `json:"product,omitempty" doc:"Id of a product"`
	Employees int64       `json:"employees,omitempty"`
	Budget    sales.Money `json:"budget,omitempty"`
}

// RouteTrial says whose turn it would be, and why.
type RouteTrial struct {
	Route  *string            `json:"route" doc:"Id of the route that takes it; null when none does"`
	Name   *string            `json:"name" doc:"Of the route"`
	Choice *routing.Allotment `json:"choice" doc:"null when no route takes it"`
}

func (a room) addRoutes() {
	try := document.Allowed(document.Operation("try-route", http.MethodPost, "/v1/routes/try", "Whose turn it would be for a lead, and why; nothing is given out"), access.Read)
	huma.Register(a.API, try, func(ctx context.Context, in *struct {
		door.Once
		Body body.Of[TryRouteBody]
	}) (*door.Reply[RouteTrial], error) {
		r, err := a.Reader(ctx, door.When{}, door.AtLeast{})
		if err != nil {
			return nil, err
		}
		b := in.Body.Value
		t := a.desk.Try(r.Picture, &process.Lead{CreatedAt: r.Now, Facts: process.LeadFacts{Name: b.Name, Source: b.Source, Segment: b.Segment, Region: b.Region,
			Language: b.Language, Product: sales.ProductID(b.Product), Employees: b.Employees, Budget: b.Budget}}, r.Now)
		return &door.Reply[RouteTrial]{Status: http.StatusOK, Body: viewTrial(t), Position: door.MomentOf(r).Header()}, nil
	})
	huma.Register(a.API, document.Operation("get-route-turns", http.MethodGet, "/v1/routes/{id}/turns", "How many turns each had on a route, beside what their weights made their due"), a.turns)
}

func viewTrial(t dispatch.Trial) RouteTrial {
	if t.Route == nil {
		return RouteTrial{}
	}
	return RouteTrial{door.OrNull(string(t.Route.ID)), &t.Route.Facts.Name, &t.Choice}
}

type turnIn struct {
	door.AtLeast
	ID string `path:"id"`
}

// turn tries the routes on a lead that is there. Who has it may have the turn again: a route is asked, and not told.
func (a room) turn(ctx context.Context, in *turnIn) (*door.Reply[RouteTrial], error) {
	r, err := a.Reader(ctx, door.When{}, in.AtLeast)
	if err != nil {
		return nil, err
	}
	lead, _, err := current[*process.Lead](ctx, a, sales.ID(in.ID))
	if err != nil {
		return nil, err
	}
	return &door.Reply[RouteTrial]{Status: http.StatusOK, Body: viewTrial(a.desk.Try(r.Picture, lead, r.Now)), Position: door.MomentOf(r).Header()}, nil
}

// MemberTurns is how somebody has fared on a route.
type MemberTurns struct {
	User   string  `json:"user"`
	Member bool    `json:"member" doc:"False for who is not on the route any more"`
	Away   bool    `json:"away" doc:"Today"`
	Had    int     `json:"had" doc:"Turns"`
	Due    float64 `json:"due" doc:"Turns that their weight made their due, over all pools that they were in; had is less than one more or less in each pool"`
}

// RouteTurns is how all have fared on a route.
type RouteTurns struct {
	Given int           `json:"given" doc:"Turns of all; what went to the fallback is none"`
	Data  []MemberTurns `json:"data" nullable:"false" doc:"Those on the route in its order, then others who had a turn"`
}

func (a room) turns(ctx context.Context, in *turnIn) (*door.Reply[RouteTurns], error) {
	r, err := a.Reader(ctx, door.When{}, in.AtLeast)
	if err != nil {
		return nil, err
	}
	route, _, err := current[*process.Route](ctx, a, sales.ID(in.ID))
	if err != nil {
		return nil, err
	}
	away := dispatch.DeskAt(r.Picture, r.Today()).Away
	shares := routing.Shares(route.Facts.Turns)
	view := RouteTurns{Data: []MemberTurns{}}
	add := func(user sales.UserID, member bool) {
		s := shares[user]
		delete(shares, user)
		view.Given += s.Had
		view.Data = append(view.Data, MemberTurns{string(user), member, away[user], s.Had, s.Due})
	}
	for _, m := range route.Facts.Members {
		add(m.User, true)
	}
	for _, user := range slices.Sorted(maps.Keys(shares)) {
		add(user, false)
	}
	return &door.Reply[RouteTurns]{Status: http.StatusOK, Body: view, Position: door.MomentOf(r).Header()}, nil
}
