package main

import (
	"context"
	"errors"
	"time"

	"arus/dispatch"
	"arus/job"
	"arus/sales"
)

// giveOutLeads is the job that gives leads of nobody to whose turn it is, and takes on those that were not touched in time.
type giveOutLeads struct{}

// Kind names the job.
func (giveOutLeads) Kind() string { return "leads.give_out" }

func (s server) giveOut(ctx context.Context, _ job.Run, _ giveOutLeads) error {
	all, err := s.house.ledger.Workspaces(ctx)
	desk := dispatch.Desk{Ledger: s.house.ledger, Gate: s.house.gate}
	for _, ws := range all {
		b, failed := s.house.boards.Of(ctx, ws)
		if failed == nil {
			_, failed = desk.Sweep(ctx, b, sales.InstantOf(time.Now()))
		}
		err = errors.Join(err, failed)
	}
	return err
}
