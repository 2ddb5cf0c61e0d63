package main

import (
	"context"
	"errors"
	"time"

	"arus/dispatch"
	"arus/job"
	"arus/sales"
)

// giveOutLeads is the job that gives leads of nobody to whose turn it is, takes on those that were not touched in time, and
// carries out what was planned for a moment that has come.
type giveOutLeads struct{}

// Kind names the job.
func (giveOutLeads) Kind() string { return "leads.give_out" }

func (s server) giveOut(ctx context.Context, _ job.Run, _ giveOutLeads) error {
	all, err := s.house.ledger.Workspaces(ctx)
	desk := dispatch.Desk{Ledger: s.house.ledger, Gate: s.house.gate}
	for _, ws := range all {
		b, failed := s.house.boards.Of(ctx, ws)
		if failed == nil {
			now := sales.InstantOf(time.Now())
			_, planned := desk.CarryOut(ctx, b, now)
			_, given := desk.Sweep(ctx, b, now)
			failed = errors.Join(planned, given)
		}
		err = errors.Join(err, failed)
	}
	return err
}
