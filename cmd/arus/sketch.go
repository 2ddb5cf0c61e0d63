package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"arus/board"
	"arus/intake"
	"arus/ledger"
	"arus/sales"
)

// export names the files of another system, the same on every command that reads them without keeping anything.
type export struct {
	Map     string   `help:"Map that says what the files hold. Without one they are recognised by their columns." type:"existingfile" placeholder:"FILE"`
	Files   string   `help:"Directory of the files that the map names; the map's own when left out." type:"existingdir" placeholder:"DIR"`
	Exports []string `arg:"" optional:"" help:"Files of a well-known export."`
}

func (e export) named() bool { return e.Map != "" || len(e.Exports) > 0 }

// sketch is what files hold, in an installation that is thrown away.
type sketch struct {
	snapshot *board.Snapshot
	source   string
	bad      int // rows that could not be used
	latest   sales.Day
	pipeline sales.PipelineID // of most deals
	currency sales.Currency   // of most deals; the workspace reports in it
}

// sketched takes the files into a temporary database and shows what they hold.
func (e export) sketched(ctx context.Context, show func(sketch) error) (err error) {
	if (e.Map == "") == (len(e.Exports) == 0) {
		return misuse{errors.New("say what to read: a file of a well-known export, or --map FILE")}
	}
	dir, err := os.MkdirTemp("", "arus-sketch-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	source := importCommand{place: place{Data: dir}, Map: e.Map, Files: e.Files, Exports: e.Exports}
	m, open, out, err := source.read()
	if err != nil {
		return errors.Join(source.print(out), err)
	}
	h, err := openHouse(ctx, source.place, slog.New(slog.DiscardHandler), true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	who := ledger.Who{Workspace: sales.WorkspaceID(mint(sales.WorkspaceKind)), Actor: "sketch", Cause: "arus"}
	if err := h.ledger.CreateWorkspace(ctx, who, sales.NewWorkspace(m.Source)); err != nil {
		return err
	}
	progress, done := bar()
	result, err := intake.NewDesk(intake.Config{Store: h.db, Ledger: h.ledger, Mint: mint, Clock: time.Now}).Import(ctx, who, intake.Input{Map: m, Open: open, Progress: progress})
	done()
	if err != nil {
		return err
	}
	s := sketch{source: m.Source, bad: result.Counts.Bad}
	if err := s.look(ctx, h, who, result.Position); err != nil {
		return err
	}
	return show(s)
}

// look finds the day after which nothing is told and what most deals have, and lets the workspace report in it.
func (s *sketch) look(ctx context.Context, h *house, who ledger.Who, position int64) error {
	b, err := h.boards.Of(ctx, who.Workspace)
	if err != nil {
		return err
	}
	if err := b.WaitFor(ctx, position); err != nil {
		return err
	}
	latest := sales.Instant(0)
	currencies, pipelines := map[sales.Currency]int{}, map[sales.PipelineID]int{}
	for d := range b.Snapshot().At(0, 0).Deals() {
		latest = max(latest, d.EffectiveAt())
		pipelines[d.Pipeline()]++
		if d.Value().Currency != "" {
			currencies[d.Value().Currency]++
		}
	}
	s.latest = min(sales.DayOf(latest.Time()), sales.DayOf(time.Now().UTC()))
	s.pipeline, s.currency = most(pipelines), most(currencies)
	if s.currency != "" {
		reports := sales.Change[sales.WorkspaceFacts]{ID: sales.ID(who.Workspace), Patch: fmt.Appendf(nil, `{"currency":%q}`, s.currency)}
		receipt, err := h.ledger.Record(ctx, who, ledger.Order{Command: reports})
		if err != nil {
			return err
		}
		if err := b.WaitFor(ctx, receipt.Position); err != nil {
			return err
		}
	}
	s.snapshot = b.Snapshot()
	return nil
}

// most is the key that is counted most often; of several the first by name.
func most[K ~string](counts map[K]int) (best K) {
	for key, n := range counts {
		if n > counts[best] || n == counts[best] && key < best {
			best = key
		}
	}
	return best
}
