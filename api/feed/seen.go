package feed

import (
	"context"
	"errors"

	"arus/access/sight"
	"arus/api/door"
	"arus/ledger"
	"arus/sales"
)

// seen are the events about objects that the listener sees, as these stand now: what somebody was given, they may read the
// whole story of. A deal's leaving is told to those it leaves. Positions are left out, and nothing else.
func (a room) seen(ctx context.Context, events []ledger.Event) ([]ledger.Event, error) {
	if len(events) == 0 {
		return nil, nil
	}
	b, err := a.Boards.Of(ctx, door.CallerOf(ctx).Workspace)
	if err != nil {
		return nil, err
	}
	if err := b.WaitFor(ctx, events[len(events)-1].Position); err != nil {
		return nil, err
	}
	s, err := a.SightAfresh(ctx)
	if err != nil {
		return nil, err
	}
	judged := map[sales.ID]bool{}
	var kept []ledger.Event
	for _, v := range events {
		sees, known := judged[v.Object]
		if !known {
			if sees, err = a.sees(ctx, s, v.Object); err != nil {
				return nil, err
			}
			judged[v.Object] = sees
		}
		if sees || gone(s, v) {
			kept = append(kept, v)
		}
	}
	return kept, nil
}

// sees looks an object up as it is now. One that is no more, since its import was taken back, nobody sees but who sees all.
func (a room) sees(ctx context.Context, s *sight.Sight, id sales.ID) (bool, error) {
	if id.Kind() == sales.DealKind && s.Deals().All {
		return true, nil
	}
	current, err := a.Ledger.Load(ctx, door.CallerOf(ctx).Workspace, id)
	var problem *sales.Problem
	if errors.As(err, &problem) && problem.Kind == sales.KindMissing {
		return s.Deals().All, nil
	}
	return err == nil && s.Sees(current.Object), err
}

// gone reports whether an event takes a deal away from the listener.
func gone(s *sight.Sight, v ledger.Event) bool {
	left, ok := v.Event.(sales.DealTransferred)
	return ok && left.From != "" && s.Sees(&sales.Deal{ID: sales.DealID(v.Object), DealFacts: sales.DealFacts{Owner: left.From}})
}
