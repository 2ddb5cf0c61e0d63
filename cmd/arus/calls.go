package main

import (
	"context"
	"errors"

	"arus/board"
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
	forecaster := forecast.New(learningTime)
	return s.eachBoard(ctx, func(ctx context.Context, b *board.Board, now sales.Instant) error {
		return s.moveCallsOf(ctx, forecaster, b, now)
	})
}

func (s server) moveCallsOf(ctx context.Context, f *forecast.Forecaster, b *board.Board, now sales.Instant) error {
	reader := report.NewReader(b.Snapshot().At(0, 0), now)
	moves, err := f.Moves(ctx, reader, func() sales.ID { return mint(sales.CallKind) })
	for _, c := range moves {
		_, failed := s.house.ledger.Record(ctx, ledger.Who{Workspace: b.Workspace(), Actor: "system", Cause: moveCalls{}.Kind()}, ledger.Order{Command: c})
		err = errors.Join(err, failed)
	}
	return err
}
