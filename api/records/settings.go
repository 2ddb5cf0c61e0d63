package records

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/body"
	"arus/api/document"
	"arus/api/door"
	"arus/board"
	"arus/sales"
)

type rateIn struct {
	door.Once
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
func (a room) addRates() {
	r := records[sales.RateFacts]{a, sales.RateKind, "rate", "rates", (*board.Picture).Rates}
	huma.Register(a.API, document.Operation("list-rates", http.MethodGet, "/v1/rates", "List rates"), r.list)
	huma.Register(a.API, document.Operation("get-rate", http.MethodGet, "/v1/rates/{id}", "The dated rates between two currencies"), r.get)
	set := document.Operation("set-rate", http.MethodPost, "/v1/rates", "Date one rate")
	huma.Register(a.API, set, func(ctx context.Context, in *rateIn) (*door.Reply[rateView], error) {
		b := in.Body.Value
		command := sales.SetRate{From: sales.Currency(b.From), To: sales.Currency(b.To), Day: b.Day, Rate: b.Rate}
		id := command.Subject()
		return door.Record(ctx, a.Door, door.Write[rateView]{Command: command, Key: in.Key, Body: in.Body.Text, Status: http.StatusOK,
			Location: "/v1/rates/" + string(id), View: r.view(id)})
	})
}

// addWorkspace: a caller sees its own workspace and no other.
func (a room) addWorkspace() {
	r := records[sales.WorkspaceFacts]{a, sales.WorkspaceKind, "workspace", "workspaces", nil}
	huma.Register(a.API, document.Operation("list-workspaces", http.MethodGet, "/v1/workspaces", "The workspace of this caller"),
		func(ctx context.Context, in *struct{ door.AtLeast }) (*door.Reply[door.Listed[recordView[sales.WorkspaceFacts]]], error) {
			own, err := r.get(ctx, &door.Get{AtLeast: in.AtLeast, ID: string(door.CallerOf(ctx).Workspace)})
			if err != nil {
				return nil, err
			}
			return &door.Reply[door.Listed[recordView[sales.WorkspaceFacts]]]{Status: http.StatusOK, Position: own.Position, Body: door.ListOf([]recordView[sales.WorkspaceFacts]{own.Body}, nil)}, nil
		})
	huma.Register(a.API, document.Operation("get-workspace", http.MethodGet, "/v1/workspaces/{id}", "One workspace with its settings"), r.get)
	change := document.Operation("change-workspace", http.MethodPatch, "/v1/workspaces/{id}", "Change settings: currency, calendar, canonical stages, custom fields")
	change.Errors = append(change.Errors, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	huma.Register(a.API, change, r.change)
	document.Patch[sales.WorkspaceFacts](a.API.OpenAPI(), change.Path)
}
