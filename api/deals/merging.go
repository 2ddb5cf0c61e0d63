package deals

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/body"
	"arus/api/document"
	"arus/api/door"
	"arus/merging"
	"arus/sales"
)

func (a room) addMerging() {
	merge, part := document.Merging("deal", "/v1/deals/{id}")
	merge.Description = "It is in no figure from now on, and its history is told with that of the other. No values are added up. A won deal goes only into a won one."
	huma.Register(a.API, merge, func(ctx context.Context, in *actionIn[body.Merge]) (*door.Reply[DealView], error) {
		b := in.Body.Value
		return a.act(ctx, in.ID, in.IfMatch, door.Write[DealView]{Key: in.Key, Body: in.Body.Text,
			Command: merging.Merge{Loser: sales.ID(in.ID), Into: sales.ID(b.Into), Take: b.Take, Reason: b.Reason}})
	})
	huma.Register(a.API, part, func(ctx context.Context, in *actionIn[body.Unmerge]) (*door.Reply[DealView], error) {
		return a.act(ctx, in.ID, in.IfMatch, door.Write[DealView]{Key: in.Key, Body: in.Body.Text,
			Command: merging.Part{Loser: sales.ID(in.ID), Reason: in.Body.Value.Reason}})
	})
}

// merged answers for a deal that went into another: it is in no picture of now, and still answers to its id.
func (a room) merged(ctx context.Context, in *getDealIn) (*door.Reply[DealView], error) {
	if in.AsOf != "" || in.KnownAt != "" || sales.ID(in.ID).Kind() != sales.DealKind {
		return nil, sales.Missing(sales.ID(in.ID))
	}
	current, err := a.Load(ctx, sales.ID(in.ID))
	if err != nil {
		return nil, err
	}
	deal := current.Object.(*sales.Deal)
	if deal.MergedInto() == "" {
		return nil, sales.Missing(sales.ID(in.ID))
	}
	r, err := a.Reader(ctx, in.When, in.AtLeast)
	if err != nil {
		return nil, err
	}
	return &door.Reply[DealView]{Status: http.StatusOK, ETag: door.ETag(current.Version), Position: door.MomentOf(r).Header(),
		Body: viewDeal(deal, current.Version, r, known(ctx, fromPicture(r.Picture)))}, nil
}
