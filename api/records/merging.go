package records

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

type actionIn[B any] struct {
	door.IfMatch
	door.Once
	ID   string `path:"id"`
	Body body.Of[B]
}

// addMerging registers how two records of a kind become one, and are parted again.
func (r records[F]) addMerging() {
	merge, part := document.Merging(r.singular, "/v1/"+r.plural+"/{id}")
	merge.Description = "What named it names the other from now on, by events of their own; both histories stay. It answers to its id with merged_into, and is in no list."
	huma.Register(r.API, merge, func(ctx context.Context, in *actionIn[body.Merge]) (*door.Reply[recordView[F]], error) {
		b := in.Body.Value
		return r.act(ctx, in.ID, in.IfMatch, door.Write[recordView[F]]{Key: in.Key, Body: in.Body.Text,
			Command: merging.Merge{Loser: sales.ID(in.ID), Into: sales.ID(b.Into), Take: b.Take, Reason: b.Reason}})
	})
	huma.Register(r.API, part, func(ctx context.Context, in *actionIn[body.Unmerge]) (*door.Reply[recordView[F]], error) {
		return r.act(ctx, in.ID, in.IfMatch, door.Write[recordView[F]]{Key: in.Key, Body: in.Body.Text,
			Command: merging.Part{Loser: sales.ID(in.ID), Reason: in.Body.Value.Reason}})
	})
}

// act gives an order about an existing record and answers with the record.
func (r records[F]) act(ctx context.Context, id string, match door.IfMatch, w door.Write[recordView[F]]) (*door.Reply[recordView[F]], error) {
	version, err := match.Seen(ctx)
	if err != nil {
		return nil, err
	}
	if sales.ID(id).Kind() != r.kind {
		return nil, sales.Missing(sales.ID(id))
	}
	w.Version, w.Status, w.View = version, http.StatusOK, r.view(sales.ID(id))
	return door.Record(ctx, r.Door, w)
}
