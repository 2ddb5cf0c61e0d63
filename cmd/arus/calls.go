package main

import (
	"context"
	"errors"
	"time"

	"arus/forecast"
	"arus/job"
	"arus/ledger"
	"arus/report"
	"arus/sales"
)

// moveCalls is the job that moves what was published and does not hold any more.
type moveCalls struct{}

// Kind names the job.
func (moveCalls) Kind() string { return "forecast.move_calls" }

func (s server) moveCalls(ctx context.Context, _ job.Run, _ moveCalls) error {
	all, err := s.house.ledger.Workspaces(ctx)
	forecaster := forecast.New(learningTime)
	for _, ws := range all {
		err = errors.Join(err, s.moveCallsOf(ctx, forecaster, ws))
	}
	return err
}

func (s server) moveCallsOf(ctx context.Context, f *forecast.Forecaster, ws sales.WorkspaceID) error {
	b, err := s.house.boards.Of(ctx, ws)
	if err != nil {
		return err
	}
	reader := report.NewReader(b.Snapshot().At(0, 0), sales.InstantOf(time.Now()))
	moves, err := f.Moves(ctx, reader, func() sales.ID { return mint(sales.CallKind) })
	for _, c := range moves {
		_, failed := s.house.ledger.Record(ctx, ledger.Who{Workspace: ws, Actor: "system", Cause: moveCalls{}.Kind()}, ledger.Order{Command: c})
		err = errors.Join(err, failed)
	}
	return err
}
