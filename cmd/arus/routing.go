package main

import (
	"context"
	"errors"

	"arus/board"
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
	desk := dispatch.Desk{Ledger: s.house.ledger, Gate: s.house.gate}
	return s.eachBoard(ctx, func(ctx context.Context, b *board.Board, now sales.Instant) error {
		_, planned := desk.CarryOut(ctx, b, now)
		_, given := desk.Sweep(ctx, b, now)
		return errors.Join(planned, given)
	})
}
