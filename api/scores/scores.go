package scores

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/document"
	"arus/api/door"
	"arus/sales"
	"arus/score/keep"
	"arus/score/win"
)

type room struct {
	*door.Door
	keeper *keep.Keeper
}

// Add registers the operations, and lets the models that stand weigh every report.
func Add(d *door.Door, k *keep.Keeper) {
	a := room{d, k}
	d.Desk.WeighBy(k.Weigh)
	k.Tell(d.Desk.Reweigh)
	calibration := document.Operation("score-calibration", http.MethodGet, "/v1/scores/calibration", "How often chances were right, on deals that the model had not seen")
	calibration.Description = "Three times, what closed after a moment is judged by models learnt from what had closed before it. The history of the stage and the base rate stand beside the model."
	huma.Register(a.API, calibration, a.calibration)
	huma.Register(a.API, document.Operation("list-models", http.MethodGet, "/v1/scores/models", "Models that were learnt, newest first"), a.models)
	huma.Register(a.API, document.Operation("train-model", http.MethodPost, "/v1/scores/models/train", "Learn a model anew from all that has closed until now, and let it stand"), a.train)
	explain := document.Operation("explain-deal", http.MethodGet, "/v1/deals/{id}/explain", "Why a deal is as likely to be won as it is, and what has changed since a week ago")
	explain.Description = "Points are added to the logit of the average deal; together they are the logit of this one, exactly."
	huma.Register(a.API, explain, a.explain)
}

// ModelView is a model that was learnt.
type ModelView struct {
	Version  int64         `json:"version"`
	At       sales.Instant `json:"learnt_at" doc:"Nothing later was looked at"`
	Position int64         `json:"position" doc:"Of the ledger, learnt from"`
	Champion string        `json:"champion" enum:"base_rate,stage,logistic,additive,trees,blend"`
	Stands   bool          `json:"stands" doc:"It weighs every report"`
}

func viewOf(v keep.Version) ModelView {
	return ModelView{v.Version, v.At, v.Position, string(v.Champion), v.Stands}
}

func (a room) models(ctx context.Context, in *door.AtLeast) (*door.Reply[door.Listed[ModelView]], error) {
	position, err := a.Standing(ctx, *in)
	if err != nil {
		return nil, err
	}
	all, err := a.keeper.Versions(ctx, door.CallerOf(ctx).Workspace)
	if err != nil {
		return nil, err
	}
	views := make([]ModelView, len(all))
	for i, v := range all {
		views[i] = viewOf(v)
	}
	return &door.Reply[door.Listed[ModelView]]{Status: http.StatusOK, Position: position, Body: door.ListOf(views, nil)}, nil
}

func (a room) train(ctx context.Context, _ *door.Once) (*door.Reply[ModelView], error) {
	ws := door.CallerOf(ctx).Workspace
	b, err := a.Boards.Of(ctx, ws)
	if err != nil {
		return nil, err
	}
	if _, err := a.keeper.Train(ctx, b, sales.InstantOf(a.Clock())); err != nil {
		return nil, err
	}
	all, err := a.keeper.Versions(ctx, ws)
	if err != nil {
		return nil, err
	}
	return &door.Reply[ModelView]{Status: http.StatusOK, Position: door.Moment{Position: all[0].Position}.Header(), Body: viewOf(all[0])}, nil
}

// standing is the model that speaks of a reader's moment; a thin one where there is none.
func (a room) standing(ctx context.Context, now sales.Instant) (*win.Model, int64, error) {
	m, version, err := a.keeper.Standing(ctx, door.CallerOf(ctx).Workspace, now)
	if m == nil {
		m = &win.Model{Champion: win.Stage}
	}
	return m, version, err
}
