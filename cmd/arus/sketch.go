package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
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

// sketch is what files hold, in a workspace that is thrown away.
type sketch struct {
	snapshot *board.Snapshot
	source   string
	bad      int // rows that could not be used
	latest   sales.Day
	pipeline sales.PipelineID // of most deals
	currency sales.Currency   // of most deals; the workspace reports in it
}

// sketched takes the files in as a rehearsal, whose events a board shows without anything being written.
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
	founded, err := h.ledger.After(ctx, who.Workspace, 0, 1)
	if err != nil {
		return err
	}
	progress, done := bar("taking in")
	result, err := intake.NewDesk(intake.Config{Store: h.db, Ledger: h.ledger, Mint: mint, Clock: time.Now}).Import(ctx, who, intake.Input{Map: m, Open: open, DryRun: true, Progress: progress})
	done()
	if err != nil {
		return err
	}
	s := sketch{source: m.Source, bad: result.Counts.Bad}
	s.warn(tell(result.Findings), result.Counts.Rows)
	if err := s.look(who.Workspace, append(founded, result.Rehearsed...)); err != nil {
		return err
	}
	return show(s)
}

// unreadShown is how many rows that could not be used are told of, each with its reason.
const unreadShown = 5

// warn says on the side which rows are left out of the figures, so that nobody takes them for all.
func (s *sketch) warn(findings []told, rows int) {
	if s.bad == 0 {
		return
	}
	findings = slices.DeleteFunc(findings, func(f told) bool { return f.Severity == "warning" })
	for _, f := range findings[:min(unreadShown, len(findings))] {
		_, _ = fmt.Fprintln(os.Stderr, f.line())
	}
	_, _ = fmt.Fprintf(os.Stderr, "%d of %d rows could not be used and are left out; arus import --dry-run lists them all\n", s.bad, rows)
}

// look finds the day after which nothing is told and what most deals have, and lets the workspace report in it.
func (s *sketch) look(ws sales.WorkspaceID, events []ledger.Event) error {
	b := board.New(ws)
	if err := b.Apply(events); err != nil {
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
		reports := events[0] // the workspace as it was founded
		reports.Position, reports.Version = b.Position()+1, reports.Version+1
		reports.Event = sales.Changed[sales.WorkspaceFacts]{Patch: fmt.Appendf(nil, `{"currency":%q}`, s.currency)}
		if err := b.Apply([]ledger.Event{reports}); err != nil {
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
