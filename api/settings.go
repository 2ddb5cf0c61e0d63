package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/body"
	"arus/api/document"
	"arus/board"
	"arus/sales"
)

type rateIn struct {
	Once
	Body body.Of[RateBody]
}

// RateBody dates one exchange rate.
type RateBody struct {
	From string        `json:"from" minLength:"3" maxLength:"3" example:"USD"`
	To   string        `json:"to" minLength:"3" maxLength:"3" example:"IDR"`
	Day  sales.Day     `json:"day"`
	Rate sales.Decimal `json:"rate" doc:"Units of to for one unit of from, from this day on"`
}

type rateView = recordView[sales.RateFacts]

// addRates: rates are listed and read like every record, but set a day at a time.
func (a *API) addRates() {
	r := records[sales.RateFacts]{a, sales.RateKind, "rate", "rates", (*board.Picture).Rates}
	huma.Register(a.huma, document.Operation("list-rates", http.MethodGet, "/v1/rates", "List rates"), r.list)
	huma.Register(a.huma, document.Operation("get-rate", http.MethodGet, "/v1/rates/{id}", "The dated rates between two currencies"), r.get)
	set := document.Operation("set-rate", http.MethodPost, "/v1/rates", "Date one rate")
	huma.Register(a.huma, set, func(ctx context.Context, in *rateIn) (*Reply[rateView], error) {
		b := in.Body.Value
		command := sales.SetRate{From: sales.Currency(b.From), To: sales.Currency(b.To), Day: b.Day, Rate: b.Rate}
		id := command.Subject()
		return record(ctx, a, write[rateView]{command: command, key: in.Key, body: in.Body.Text, status: http.StatusOK,
			location: "/v1/rates/" + string(id), view: r.view(id)})
	})
}

// addWorkspace: a caller sees its own workspace and no other.
func (a *API) addWorkspace() {
	r := records[sales.WorkspaceFacts]{a, sales.WorkspaceKind, "workspace", "workspaces", nil}
	huma.Register(a.huma, document.Operation("list-workspaces", http.MethodGet, "/v1/workspaces", "The workspace of this caller"),
		func(ctx context.Context, in *struct{ AtLeast }) (*Reply[Listed[recordView[sales.WorkspaceFacts]]], error) {
			own, err := r.get(ctx, &getIn{in.AtLeast, string(callerOf(ctx).Workspace)})
			if err != nil {
				return nil, err
			}
			return &Reply[Listed[recordView[sales.WorkspaceFacts]]]{Status: http.StatusOK, Position: own.Position, Body: listed([]recordView[sales.WorkspaceFacts]{own.Body}, nil)}, nil
		})
	huma.Register(a.huma, document.Operation("get-workspace", http.MethodGet, "/v1/workspaces/{id}", "One workspace with its settings"), r.get)
	change := document.Operation("change-workspace", http.MethodPatch, "/v1/workspaces/{id}", "Change settings: currency, calendar, canonical stages, custom fields")
	change.Errors = append(change.Errors, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	huma.Register(a.huma, change, r.change)
	document.Patch[sales.WorkspaceFacts](a.huma.OpenAPI(), change.Path)
}
