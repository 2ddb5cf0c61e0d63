package work

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"arus/access"
	"arus/api/body"
	"arus/api/document"
	"arus/api/door"
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
		view := RouteTrial{}
		if t.Route != nil {
			view = RouteTrial{door.OrNull(string(t.Route.ID)), &t.Route.Facts.Name, &t.Choice}
		}
		return &door.Reply[RouteTrial]{Status: http.StatusOK, Body: view, Position: door.MomentOf(r).Header()}, nil
	})
}
