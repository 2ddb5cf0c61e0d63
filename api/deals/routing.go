package deals

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/body"
	"arus/api/document"
	"arus/api/door"
	"arus/dispatch"
	"arus/sales"
)

// RouteDealBody says nothing: the routes do.
type RouteDealBody struct{}

func (a room) addRouting() {
	op := document.Operation("route-deal", http.MethodPost, "/v1/deals/{id}/route", "Give a deal that nobody owns to whose turn it is")
	op.Description = "The first route of deals that it is for has it. A deal with an owner stays theirs."
	op.Errors = append(op.Errors, http.StatusConflict, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	huma.Register(a.API, op, a.route)
}

func (a room) route(ctx context.Context, in *struct {
	door.IfMatch
	door.Once
	ID   string `path:"id"`
	Body body.Of[RouteDealBody]
}) (*door.Reply[DealView], error) {
	if sales.ID(in.ID).Kind() != sales.DealKind {
		return nil, sales.Missing(sales.ID(in.ID))
	}
	current, err := a.Load(ctx, sales.ID(in.ID))
	if err != nil {
		return nil, err
	}
	deal := current.Object.(*sales.Deal)
	command, found, err := a.turn(ctx, deal)
	switch {
	case err != nil:
		return nil, err
	case deal.Deleted:
		return nil, sales.Missing(sales.ID(in.ID))
	case deal.Owner == "" && !found:
		return nil, sales.Refused("no_route", "no route of deals is for %q", deal.Name)
	}
	return a.act(ctx, in.ID, in.IfMatch, door.Write[DealView]{Command: command, Key: in.Key, Body: in.Body.Text})
}

// turn is the order that sends a deal along the first route that it is for.
func (a room) turn(ctx context.Context, d *sales.Deal) (c sales.Command, found bool, err error) {
	b, err := a.Boards.Of(ctx, door.CallerOf(ctx).Workspace)
	if err != nil {
		return nil, false, err
	}
	w := a.World(ctx)
	order, found := dispatch.Desk{Ledger: a.Ledger, Gate: a.Gate}.DealOrder(w, b.Snapshot().At(0, 0), d, sales.InstantOf(a.Clock()))
	order.Deal = d.ID
	return order, found, w.Err
}

// onward is what follows from the creation of a deal that nobody owns. What is wrong with the creation is for the ledger to say.
func (a room) onward(ctx context.Context, create sales.Command) []sales.Command {
	facts, err := create.Decide(a.World(ctx), sales.InstantOf(a.Clock()))
	if err != nil || len(facts) == 0 {
		return nil
	}
	deal := &sales.Deal{}
	if err := deal.Fold(facts[0]); err != nil || deal.Owner != "" {
		return nil
	}
	order, found, err := a.turn(ctx, deal)
	if err != nil || !found {
		return nil
	}
	return []sales.Command{order}
}
