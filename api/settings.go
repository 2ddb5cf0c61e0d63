package api

import (
	"context"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"arus/board"
	"arus/sales"
)

type rateIn struct {
	Once
	RawBody []byte
	Body    RateBody
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
	huma.Register(a.huma, operation("list-rates", http.MethodGet, "/v1/rates", "List rates", http.StatusOK), r.list)
	huma.Register(a.huma, operation("get-rate", http.MethodGet, "/v1/rates/{id}", "The dated rates between two currencies", http.StatusOK), r.get)
	set := operation("set-rate", http.MethodPost, "/v1/rates", "Date one rate", http.StatusOK)
	huma.Register(a.huma, set, func(ctx context.Context, in *rateIn) (*Reply[rateView], error) {
		b := in.Body
		command := sales.SetRate{From: sales.Currency(b.From), To: sales.Currency(b.To), Day: b.Day, Rate: b.Rate}
		id := command.Subject()
		return record(a, ctx, write[rateView]{command: command, key: in.Key, body: in.RawBody, status: http.StatusOK,
			location: "/v1/rates/" + string(id), view: r.view(id)})
	})
}

type workspaceIn struct {
	IfMatch
	ID      string `path:"id"`
	RawBody []byte
}

// addWorkspace: a caller sees its own workspace and no other.
func (a *API) addWorkspace() {
	r := records[sales.WorkspaceFacts]{a, sales.WorkspaceKind, "workspace", "workspaces", nil}
	huma.Register(a.huma, operation("list-workspaces", http.MethodGet, "/v1/workspaces", "The workspace of this caller", http.StatusOK),
		func(ctx context.Context, _ *struct{}) (*Reply[Listed[recordView[sales.WorkspaceFacts]]], error) {
			own, err := r.get(ctx, &getIn{ID: string(callerOf(ctx).Workspace)})
			if err != nil {
				return nil, err
			}
			return &Reply[Listed[recordView[sales.WorkspaceFacts]]]{Status: http.StatusOK, Body: listed([]recordView[sales.WorkspaceFacts]{own.Body}, nil)}, nil
		})
	huma.Register(a.huma, operation("get-workspace", http.MethodGet, "/v1/workspaces/{id}", "One workspace with its settings", http.StatusOK), r.get)
	change := operation("change-workspace", http.MethodPatch, "/v1/workspaces/{id}", "Change settings: currency, calendar, canonical stages, custom fields", http.StatusOK)
	change.RequestBody = patchBody(a.huma.OpenAPI().Components.Schemas, reflect.TypeFor[sales.WorkspaceFacts]())
	change.Errors = append(change.Errors, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	huma.Register(a.huma, change, func(ctx context.Context, in *workspaceIn) (*Reply[recordView[sales.WorkspaceFacts]], error) {
		return r.change(ctx, &patchIn{in.IfMatch, in.ID, in.RawBody})
	})
}

// eventNames lists every event that the ledger may hold, for the document's webhooks.
func (a *API) addWebhooks() {
	document := a.huma.OpenAPI()
	event := document.Components.Schemas.Schema(reflect.TypeFor[CloudEvent](), true, "CloudEvent")
	document.Webhooks = map[string]*huma.PathItem{}
	for _, e := range sales.Events() {
		document.Webhooks[e.Name()] = &huma.PathItem{Post: &huma.Operation{
			OperationID: "on-" + strings.ReplaceAll(e.Name(), ".", "-"), Summary: "Sent after " + e.Name(), Tags: []string{"webhooks"},
			RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/cloudevents+json": {Schema: event}}},
			Responses:   map[string]*huma.Response{"204": {Description: "Taken"}},
			Security:    []map[string][]string{},
			Extensions:  map[string]any{"x-authz": map[string]any{"roles": []string{"integration"}, "scope": "webhooks", "object": "workspace"}}}}
	}
}
