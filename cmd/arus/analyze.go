package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"arus/analysis"
	"arus/board"
	"arus/intake"
	"arus/ledger"
	"arus/report"
	"arus/sales"
)

// analyzeCommand says what Arus makes of an export, without a server and without keeping anything.
type analyzeCommand struct {
	Map      string   `help:"Map that says what the files hold. Without one they are recognised by their columns." type:"existingfile" placeholder:"FILE"`
	Files    string   `help:"Directory of the files that the map names; the map's own when left out." type:"existingdir" placeholder:"DIR"`
	Out      string   `help:"Where the page is written." default:"report.html" type:"path" placeholder:"FILE"`
	JSON     bool     `help:"Print JSON and write no page."`
	Language string   `help:"en or id; that of LANG when left out." enum:"en,id," default:""`
	AsOf     string   `help:"The day to look at; the last one of which the files tell when left out." placeholder:"DAY"`
	Exports  []string `arg:"" optional:"" help:"Files of a well-known export."`
}

// Run takes the files into a temporary database, asks the reports, and writes the page.
func (c *analyzeCommand) Run(ctx context.Context) (err error) {
	dir, err := os.MkdirTemp("", "arus-analyze-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	source := importCommand{place: place{Data: dir}, Map: c.Map, Files: c.Files, Exports: c.Exports}
	if (c.Map == "") == (len(c.Exports) == 0) {
		return misuse{errors.New("say what to analyse: a file of a well-known export, or --map FILE")}
	}
	m, open, out, err := source.read()
	if err != nil {
		return errors.Join(source.print(out), err)
	}
	h, err := openHouse(ctx, source.place, slog.New(slog.DiscardHandler), true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	who := ledger.Who{Workspace: sales.WorkspaceID(mint(sales.WorkspaceKind)), Actor: "analyze", Cause: "arus analyze"}
	if err := h.ledger.CreateWorkspace(ctx, who, sales.NewWorkspace("Analysis")); err != nil {
		return err
	}
	progress, done := bar()
	result, err := intake.NewDesk(intake.Config{Store: h.db, Ledger: h.ledger, Mint: mint, Clock: time.Now}).Import(ctx, who, intake.Input{Map: m, Open: open, Progress: progress})
	done()
	if err != nil {
		return err
	}
	b, err := h.boards.Of(ctx, who.Workspace)
	if err != nil {
		return err
	}
	if err := b.WaitFor(ctx, result.Position); err != nil {
		return err
	}
	a, err := c.ask(b)
	if err != nil {
		return err
	}
	a.Source, a.Bad = m.Source, result.Counts.Bad
	return c.write(a)
}

// ask looks at the day after which nothing is told, in the currency and the pipeline of most deals.
func (c *analyzeCommand) ask(b *board.Board) (analysis.Analysis, error) {
	snapshot := b.Snapshot()
	latest := sales.Instant(0)
	currencies, pipelines := map[sales.Currency]int{}, map[sales.PipelineID]int{}
	for d := range snapshot.At(0, 0).Deals() {
		latest = max(latest, d.EffectiveAt())
		pipelines[d.Pipeline()]++
		if d.Value().Currency != "" {
			currencies[d.Value().Currency]++
		}
	}
	day := min(sales.DayOf(latest.Time()), sales.DayOf(time.Now().UTC()))
	if c.AsOf != "" {
		var err error
		if day, err = sales.ParseDay(c.AsOf); err != nil {
			return analysis.Analysis{}, misuse{err}
		}
	}
	now := day.End(time.UTC)
	return analysis.Of(report.NewReader(snapshot.At(now, 0), now), most(pipelines), most(currencies))
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

func (c *analyzeCommand) write(a analysis.Analysis) (err error) {
	if c.JSON {
		return json.NewEncoder(os.Stdout).Encode(a)
	}
	language := c.Language
	if language == "" {
		language = "en"
		if strings.HasPrefix(os.Getenv("LANG"), "id") {
			language = "id"
		}
	}
	f, err := os.Create(c.Out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := a.Write(f, language); err != nil {
		return err
	}
	_, err = fmt.Fprintf(os.Stdout, "%s: %d deals\n", c.Out, a.Deals)
	return err
}
