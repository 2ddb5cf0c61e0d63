package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"text/tabwriter"
	"time"

	"arus/board"
	"arus/forecast"
	"arus/forecast/backtest"
	"arus/forecast/submit"
	"arus/sales"
)

// backtestCommand forecasts periods that are over, from what was known then: of a workspace, or of files without a server.
type backtestCommand struct {
	place
	export
	Kind      string    `help:"quarter, month, week, or so many days, as in 28d." default:"quarter"`
	Origins   int       `help:"Periods, the newest that are over." default:"8"`
	At        []float64 `help:"How far into each, from 0 to 1." default:"0,0.3333,0.5,0.6667"`
	Workspace string    `help:"Where there are several." placeholder:"NAME"`
	JSON      bool      `help:"Print JSON."`
}

// Run prints how well each method did, the combination first.
func (c *backtestCommand) Run(ctx context.Context) error {
	if c.named() { // whose last period is the last that the files tell all of
		return c.sketched(ctx, func(s sketch) error { return c.try(ctx, s.snapshot, (s.latest + 1).Start(time.UTC)) })
	}
	return c.looking(ctx, c.Workspace, func(_ *house, s *board.Snapshot) error { return c.try(ctx, s, sales.InstantOf(time.Now())) })
}

// looking opens the house at a place, and shows the board of one of its workspaces as it is now.
func (p place) looking(ctx context.Context, workspace string, look func(*house, *board.Snapshot) error) (err error) {
	h, err := openHouse(ctx, p, slog.New(slog.DiscardHandler), true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	ws, err := h.workspace(ctx, workspace)
	if err != nil {
		return err
	}
	b, err := h.boards.Of(ctx, ws)
	if err != nil {
		return err
	}
	return look(h, b.Snapshot())
}

func (c *backtestCommand) try(ctx context.Context, s *board.Snapshot, now sales.Instant) error {
	progress, done := bar("looking back")
	tried, err := forecast.Backtest(ctx, s, forecast.Trial{Kind: c.Kind, Origins: c.Origins, At: c.At, Now: now,
		Progress: func(n, of int) { progress(n, int64(of)) }})
	done()
	if err != nil {
		return err
	}
	if len(tried.Scores) == 0 {
		_, _ = fmt.Fprintln(os.Stderr, "nothing was booked in any of these periods: there is nothing to hold a forecast against")
	}
	if c.JSON {
		return printJSON(append([]backtest.Score{}, tried.Scores...)) // none are an empty list
	}
	return printScores(tried.Scores)
}

func printScores(scores []backtest.Score) error {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "method\tat\torigins\taccuracy\tWAPE\tbias\tinside P10–P90\tpinball")
	for _, s := range scores {
		at := "all"
		if s.At != backtest.Whole {
			at = fmt.Sprintf("%.2f", s.At)
		}
		_, _ = fmt.Fprintf(w, "%s\t%s\t%d\t%.3f\t%.3f\t%+.3f\t%.2f\t%.3f\n", s.Method, at, s.N, s.Accuracy, s.WAPE, s.Bias, s.Coverage, s.Pinball)
	}
	return w.Flush()
}

// forecastCommand looks after what was submitted.
type forecastCommand struct {
	Verify verifyCommand `cmd:"" help:"Make a submission again from what it was made from, and compare to the byte."`
}

type verifyCommand struct {
	place
	Workspace string `help:"Where there are several." placeholder:"NAME"`
	JSON      bool   `help:"Print JSON."`
	ID        string `arg:"" help:"Id of the submission."`
}

// Run fails when the submission cannot be made again.
func (c *verifyCommand) Run(ctx context.Context) error {
	return c.looking(ctx, c.Workspace, func(h *house, snapshot *board.Snapshot) error { return c.verify(ctx, h, snapshot) })
}

func (c *verifyCommand) verify(ctx context.Context, h *house, snapshot *board.Snapshot) error {
	s, found := snapshot.At(0, 0).Submission(sales.ID(c.ID))
	if !found {
		return sales.Missing(sales.ID(c.ID))
	}
	v, err := submit.Verify(snapshot, s.Facts, submit.VersionsAt(ctx, h.ledger, snapshot.Workspace(), s.Facts.Basis.Position))
	if err != nil {
		return err
	}
	if c.JSON {
		if err := printJSON(v); err != nil {
			return err
		}
	}
	if !v.Same {
		return fmt.Errorf("%s says %v and is %v when it is made again", c.ID, v.Submitted.Own, v.Recomputed.Own)
	}
	if !c.JSON {
		fmt.Printf("%s is what it was made from: %d deals, %d rates, %d reports, to the byte.\n", c.ID, len(v.Submitted.Basis.Deals), len(v.Submitted.Basis.Rates), len(v.Submitted.Basis.Children))
	}
	return nil
}
