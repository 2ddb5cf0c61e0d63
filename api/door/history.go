package door

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"arus/ledger"
	"arus/sales"
)

// HistoryIn asks for what happened to the object of a path.
type HistoryIn struct {
	Page
	AtLeast
	ID string `path:"id"`
}

// HistoryEvent is one event in the life of an object.
type HistoryEvent struct {
	Position  int64           `json:"position"`
	Type      string          `json:"type" example:"deal.moved"`
	Effective sales.Instant   `json:"effective_at" doc:"When it was true"`
	Recorded  sales.Instant   `json:"recorded_at" doc:"When it was written down"`
	Version   int64           `json:"version"`
	Actor     string          `json:"actor"`
	ActorName string          `json:"actor_name"`
	Object    string          `json:"object" doc:"What it happened to: this one, or one that went into it"`
	Data      json.RawMessage `json:"data"`
}

// History answers with all that happened to an object of one kind and to those that went into it, newest first. An object that the caller does not see, and
// one of another kind, is missing.
func (d *Door) History(kind sales.Kind) func(context.Context, *HistoryIn) (*Reply[Listed[HistoryEvent]], error) {
	return func(ctx context.Context, in *HistoryIn) (*Reply[Listed[HistoryEvent]], error) {
		asked := Question(ctx, "history", in.ID)
		from, err := in.From(asked)
		if err != nil {
			return nil, err
		}
		before, _ := strconv.ParseInt(from.After, 10, 64) // empty is 0: from the newest
		position, err := d.Standing(ctx, in.AtLeast)
		if err != nil {
			return nil, err
		}
		id := sales.ID(in.ID)
		if id.Kind() != kind {
			return nil, sales.Missing(id)
		}
		current, err := d.Load(ctx, id)
		if err != nil {
			return nil, err
		}
		events, err := d.told(ctx, id, current.Object, before, in.Limit+1)
		if err != nil {
			return nil, err
		}
		var rows []HistoryEvent
		actors := d.Names(CallerOf(ctx).Workspace)
		for _, v := range events[:min(in.Limit, len(events))] {
			data, err := json.Marshal(v.Fact.Event)
			if err != nil {
				return nil, err
			}
			rows = append(rows, HistoryEvent{v.Position, v.Fact.Event.Name(), v.At, v.Recorded, v.Version, v.Actor, actors.Of(ctx, v.Actor), string(v.Object), data})
		}
		var next *Cursor
		if len(events) > in.Limit {
			next = &Cursor{After: strconv.FormatInt(rows[len(rows)-1].Position, 10), Question: asked}
		}
		body := ListOf(rows, next)
		return &Reply[Listed[HistoryEvent]]{Status: http.StatusOK, Body: body, Position: position, Link: Link(ctx, body.NextCursor)}, nil
	}
}

// told are the newest events before a position in the lives of an object and of all that went into it.
func (d *Door) told(ctx context.Context, id sales.ID, o sales.Object, before int64, most int) ([]ledger.Event, error) {
	ws := CallerOf(ctx).Workspace
	events, err := d.Ledger.History(ctx, ws, id, before, most)
	if err != nil {
		return nil, err
	}
	survivor, may := o.(interface{ WentIn() []sales.ID })
	if !may {
		return events, nil
	}
	for _, loser := range survivor.WentIn() {
		current, err := d.Ledger.Load(ctx, ws, loser)
		if err != nil {
			return nil, err
		}
		more, err := d.told(ctx, loser, current.Object, before, most)
		if err != nil {
			return nil, err
		}
		events = append(events, more...)
	}
	slices.SortFunc(events, func(x, y ledger.Event) int { return cmp.Compare(y.Position, x.Position) })
	return events[:min(most, len(events))], nil
}
