package scores

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/document"
	"arus/api/door"
	"arus/sales"
	"arus/score/chronicle"
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
	a.addBehind()
	a.addFactors()
	huma.Register(a.API, document.Operation("list-models", http.MethodGet, "/v1/scores/models", "Models that were learnt, newest first"), a.models)
	train := document.Answering(document.Operation("train-model", http.MethodPost, "/v1/scores/models/train", "Learn a model anew from all that has closed until now, and let it stand"), http.StatusAccepted)
	train.Description = "It is learnt in the background: GET tells how far it is. While one is waiting or running, it is the one asked for."
	huma.Register(a.API, train, a.train)
	huma.Register(a.API, document.Operation("get-training", http.MethodGet, "/v1/scores/models/train", "How far the model is that was asked for last"), a.training)
	a.addPast()
	huma.Register(a.API, document.Operation("roll-back-model", http.MethodPost, "/v1/scores/models/{version}/stand", "Let an earlier model stand again, until the next is learnt"), a.rollback)
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

// Training is a model that was asked for.
type Training struct {
	Number  int64          `json:"number"`
	State   string         `json:"state" enum:"none,waiting,running,done,failed" doc:"none: no model was asked for yet"`
	Asked   sales.Instant  `json:"asked_at"`
	Ended   *sales.Instant `json:"ended_at"`
	Done    int            `json:"done" doc:"Steps"`
	Steps   int            `json:"of" doc:"Steps in all"`
	Version *int64         `json:"version" doc:"Of the model, once it is done"`
	Reason  *string        `json:"reason" doc:"Why it failed"`
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

func (a room) train(ctx context.Context, _ *door.Once) (*door.Reply[Training], error) {
	t, err := a.keeper.Ask(ctx, door.CallerOf(ctx).Workspace, keep.Wish{Why: chronicle.Asked, By: door.CallerOf(ctx).User, At: sales.InstantOf(a.Clock())})
	if err != nil {
		return nil, err
	}
	return a.answer(ctx, http.StatusAccepted, t)
}

func (a room) training(ctx context.Context, _ *struct{}) (*door.Reply[Training], error) {
	t, found, err := a.keeper.Newest(ctx, door.CallerOf(ctx).Workspace)
	if err != nil {
		return nil, err
	}
	if !found {
		t.State = "none"
	}
	return a.answer(ctx, http.StatusOK, t)
}

func (a room) answer(ctx context.Context, status int, t keep.Training) (*door.Reply[Training], error) {
	position, err := a.Standing(ctx, door.AtLeast{})
	return &door.Reply[Training]{Status: status, Position: position,
		Body: Training{t.Number, t.State, t.Asked, door.OrNull(t.Ended), t.Done, t.Steps, door.OrNull(t.Version), door.OrNull(t.Reason)}}, err
}

// standing is the model that speaks of a reader's moment; a thin one where there is none.
func (a room) standing(ctx context.Context, now sales.Instant) (*win.Model, int64, error) {
	m, version, err := a.keeper.Standing(ctx, door.CallerOf(ctx).Workspace, now)
	if m == nil {
		m = &win.Model{Champion: win.Stage}
	}
	return m, version, err
}
