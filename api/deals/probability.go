package deals

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/body"
	"arus/api/document"
	"arus/api/door"
	"arus/sales"
)

// OverrideProbabilityBody is how likely a person holds a deal to be won.
type OverrideProbabilityBody struct {
	P      float64 `json:"p" minimum:"0.001" maximum:"0.999"`
	Reason string  `json:"reason" minLength:"1" maxLength:"1000"`
}

type opinionIn struct {
	door.IfMatch
	ID   string `path:"id"`
	Body body.Of[OverrideProbabilityBody]
}

type restoreIn struct {
	door.IfMatch
	ID     string `path:"id"`
	Reason string `query:"reason" maxLength:"1000" doc:"Why what is worked out holds again"`
}

func (a room) addProbability() {
	set := document.About(document.Operation("override-probability", http.MethodPut, "/v1/deals/{id}/probability", "Say how likely a deal is, in the place of what is worked out"), "probabilities")
	set.Description = "It is shown beside what is worked out, weighs the deal in every figure with the source override, and is scored against the other once the deal is closed."
	set.Errors = append(set.Errors, http.StatusConflict, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	huma.Register(a.API, set, a.override)
	restore := document.About(document.Operation("restore-probability", http.MethodDelete, "/v1/deals/{id}/probability", "Let what is worked out weigh a deal again"), "probabilities")
	restore.Errors = append(restore.Errors, http.StatusConflict, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	huma.Register(a.API, restore, a.restore)
}

func (a room) override(ctx context.Context, in *opinionIn) (*door.Reply[DealView], error) {
	r, err := a.Reader(ctx, door.When{}, door.AtLeast{})
	if err != nil {
		return nil, err
	}
	c := sales.OverrideProbability{Deal: sales.DealID(in.ID), P: in.Body.Value.P, Reason: in.Body.Value.Reason, By: door.CallerOf(ctx).User}
	if d, seen := r.Deal(c.Deal); seen {
		if rate, known := r.Worked(d); known {
			c.Instead = sales.Worked{P: rate.P, Source: string(rate.Source)}
		}
	}
	return a.act(ctx, in.ID, in.IfMatch, door.Write[DealView]{Command: c, Body: in.Body.Text})
}

func (a room) restore(ctx context.Context, in *restoreIn) (*door.Reply[DealView], error) {
	return a.act(ctx, in.ID, in.IfMatch, door.Write[DealView]{Command: sales.RestoreProbability{Deal: sales.DealID(in.ID), Reason: in.Reason}})
}
