package intake

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"time"

	"arus/intake/rows"
	"arus/intake/sheet"
	"arus/job"
	"arus/ledger"
	"arus/sales"
	"arus/store"
)

// Finding is one thing wrong or doubtful in a file, with its place.
type Finding = rows.Finding

// Config is what a desk works with.
type Config struct {
	Store  *store.DB
	Ledger *ledger.Ledger
	Jobs   *job.Jobs                 // nil where nothing is handed in for later
	Mint   func(sales.Kind) sales.ID // later ids sort after earlier ones
	Clock  func() time.Time
}

// Desk takes files in. It is safe for use by many goroutines.
type Desk struct{ Config }

// NewDesk makes a desk.
func NewDesk(c Config) *Desk { return &Desk{c} }

// Input is what an import reads, and how.
type Input struct {
	Map    *sheet.Map
	Open   sheet.Opener
	DryRun bool // decide everything, write nothing
	Strict bool // write nothing when any row is bad
	// Progress, when set, hears how many rows were read (of is 0) and then how many were taken in, of all. It may start
	// over, when the database asks for that.
	Progress func(rows int, of int64)
}

// Result is what became of an import.
type Result struct {
	ID        sales.ImportID // empty when nothing was written
	Counts    sales.ImportCounts
	Findings  []Finding      // in the order of the files; of each kind the first ten thousand
	Dropped   int            // findings that were counted and not kept
	Unchanged bool           // everything was here already, so that nothing was written
	Position  int64          // of the ledger, after the import
	Rehearsed []ledger.Event // what a dry run would have written
}

// Import reads the files and writes what is new in them, in one transaction. Bad rows are left out and listed. What is
// wrong with a file as a whole (a column that is missing, dates that can be read in two ways) is an error of kind
// invalid; nothing is written then, and the findings of the result say why.
func (d *Desk) Import(ctx context.Context, who ledger.Who, in Input) (Result, error) {
	return d.apply(ctx, who, in, "")
}

const findingsKept = 10_000

// apply imports as a new import, or as the one that was asked for.
func (d *Desk) apply(ctx context.Context, who ledger.Who, in Input, asked sales.ImportID) (Result, error) {
	h := &haul{m: in.Map, open: in.Open, progress: in.Progress}
	if err := h.load(); err != nil {
		found, dropped := rows.Merged(h.reports...)
		return Result{Findings: found, Dropped: dropped}, err
	}
	p := &plan{}
	id := asked
	if id == "" {
		id = sales.ImportID(d.Mint(sales.ImportKind))
	}
	request := ledger.Request{Who: who, Rehearse: in.DryRun, Plan: func(b *ledger.Book) error {
		p = newPlan(ctx, d, h, b)
		if err := p.run(in.Strict); err != nil {
			return err
		}
		if p.events == 0 && asked == "" {
			return nil
		}
		p.counts.Events = p.events + 1
		_, err := b.Do(ledger.Order{Command: sales.FinishImport{ID: id, Source: h.m.Source, Files: h.m.FileNames(), Counts: p.counts}})
		return err
	}}
	if !in.DryRun {
		request.Within = func(ctx context.Context, tx *sql.Tx) error {
			if p.events == 0 && asked == "" {
				return nil
			}
			found, _ := p.findings()
			return d.keepReport(ctx, tx, d.box(who.Workspace, id), found)
		}
	}
	receipt, err := d.Ledger.RecordAll(ctx, request)
	result := Result{Counts: p.counts, Position: receipt.Position}
	result.Findings, result.Dropped = p.findings()
	if err != nil {
		return result, err
	}
	result.Unchanged = p.events == 0
	if in.DryRun {
		result.Rehearsed = receipt.Events
	} else if !result.Unchanged || asked != "" {
		result.ID = id
	}
	return result, nil
}

// load reads the files. An error is a problem for a person, whose details are in the report.
func (h *haul) load() error {
	report := &sheet.Report{Keep: findingsKept}
	h.reports = append(h.reports, report)
	found := h.m.Check(h.open)
	for _, f := range found {
		report.Add(f)
	}
	for _, name := range h.m.Unread {
		f := rows.Because(rows.CodeUnread).Finding(rows.Warning)
		f.File = name
		report.Add(f)
	}
	if len(found) > 0 {
		return unusable(found[0], len(found))
	}
	if err := h.gather(); err != nil {
		var f Finding
		if !errors.As(err, &f) {
			return err
		}
		report.Add(f)
		return unusable(f, 1)
	}
	if whole := h.condemned(); len(whole) > 0 {
		return unusable(whole[0], len(whole))
	}
	return nil
}

func unusable(first Finding, n int) error {
	if n > 1 {
		return sales.Invalid("", "import_unusable", "nothing was imported: %s (and %s more findings)", first.Error(), strconv.Itoa(n-1))
	}
	return sales.Invalid("", "import_unusable", "nothing was imported: %s", first.Error())
}
