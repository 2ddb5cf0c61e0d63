package intake

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"arus/intake/attic"
	"arus/intake/sheet"
	"arus/job"
	"arus/ledger"
	"arus/sales"
)

// Upload are files that were handed in, to be imported now or soon.
type Upload struct {
	Map    []byte // text of a map; empty: the files are an export that is recognised by its columns
	Files  attic.Files
	Strict bool

	// Key, Fingerprint and Answer make the request idempotent, as in [ledger.Request].
	Key, Fingerprint string
	Answer           func(ledger.Receipt, *ledger.Book) (ledger.Answer, error)
}

// File is a file of an upload. It may be opened several times.
type File = attic.File

// Ticket is what an upload is known by.
type Ticket struct {
	ID       sales.ImportID
	Receipt  ledger.Receipt
	Findings []Finding // about the map and the headers, when the upload is of no use
}

// Try says what an import of the files would do, and writes nothing.
func (d *Desk) Try(ctx context.Context, who ledger.Who, u Upload) (Result, error) {
	m, found := u.read()
	if len(found) > 0 {
		return Result{Findings: found}, unusable(found[0], len(found))
	}
	return d.Import(ctx, who, Input{Map: m, Open: u.Files.Open, Strict: u.Strict, DryRun: true})
}

// Request keeps the files and asks for their import, in one transaction; a job applies it soon after. Files that cannot
// be imported at all are refused at once, and the ticket says why.
func (d *Desk) Request(ctx context.Context, who ledger.Who, u Upload) (Ticket, error) {
	m, found := u.read()
	if len(found) == 0 {
		found = m.Check(u.Files.Open)
	}
	if len(found) > 0 {
		return Ticket{Findings: found}, unusable(found[0], len(found))
	}
	id := sales.ImportID(d.Mint(sales.ImportKind))
	errand := errand{Workspace: who.Workspace, Import: id, Actor: who.Actor, Mapped: len(u.Map) > 0, Strict: u.Strict, Files: u.Names()}
	receipt, err := d.Ledger.RecordAll(ctx, ledger.Request{Who: who, Key: u.Key, Fingerprint: u.Fingerprint, Answer: u.Answer,
		Orders: []ledger.Order{{Command: sales.RequestImport{ID: id, Source: m.Source, Files: u.Names()}}},
		Within: func(ctx context.Context, tx *sql.Tx) error {
			if err := d.keepFiles(ctx, tx, errand, u); err != nil {
				return err
			}
			return d.Jobs.Enqueue(ctx, tx, errand)
		}})
	return Ticket{ID: id, Receipt: receipt}, err
}

// read gives the map of the upload, or what is wrong with it.
func (u Upload) read() (*sheet.Map, []Finding) {
	if len(u.Map) > 0 {
		return sheet.ParseMap(mapName, u.Map)
	}
	return Recognised(u.Files.Open, u.Names())
}

// Recognised writes the map of an export by the columns of its files.
func Recognised(open sheet.Opener, names []string) (*sheet.Map, []Finding) {
	headers, found := sheet.Headers(open, names...)
	if len(found) > 0 {
		return nil, found
	}
	m, ok := sheet.Recognise(headers)
	if !ok {
		return nil, []Finding{sheet.NotRecognised(headers)}
	}
	return m, nil
}

// Names lists the files.
func (u Upload) Names() []string { return u.Files.Names() }

// errand is the job of an import. Its fields are only added to.
type errand struct {
	Workspace sales.WorkspaceID `json:"workspace"`
	Import    sales.ImportID    `json:"import"`
	Actor     string            `json:"actor"`
	Mapped    bool              `json:"mapped"`
	Strict    bool              `json:"strict"`
	Files     []string          `json:"files"`
}

// Kind names the job.
func (errand) Kind() string { return "import.run" }

// longestImport bounds one attempt. A million deals take a minute.
const longestImport = 30 * time.Minute

// HandleJobs lets this node apply imports that were asked for.
func HandleJobs(j *job.Jobs, d *Desk) { job.Handle(j, longestImport, d.run) }

// run applies an import that waits. What a person has to mend ends it; what a machine may mend by itself is tried again.
func (d *Desk) run(ctx context.Context, attempt job.Run, e errand) error {
	current, err := d.Ledger.Load(ctx, e.Workspace, sales.ID(e.Import))
	if err != nil {
		return err
	}
	if current.Object.(*sales.Import).Status != sales.ImportWaiting {
		return nil // an earlier attempt has done it, and died before that was noted
	}
	who := ledger.Who{Workspace: e.Workspace, Actor: e.Actor, Cause: string(e.Import)}
	result, err := d.carryOut(ctx, who, e)
	var problem *sales.Problem
	if err == nil || !errors.As(err, &problem) && !attempt.Last {
		return err
	}
	reason := "something went wrong inside; nothing was imported"
	if problem != nil {
		reason = problem.Error()
	}
	_, failed := d.Ledger.RecordAll(ctx, ledger.Request{Who: who, Orders: []ledger.Order{{Command: sales.FailImport{ID: e.Import, Reason: reason}}},
		Within: func(ctx context.Context, tx *sql.Tx) error {
			return d.keepReport(ctx, tx, d.box(e.Workspace, e.Import), result.Findings)
		}})
	if problem != nil {
		return failed
	}
	return errors.Join(err, failed)
}

func (d *Desk) carryOut(ctx context.Context, who ledger.Who, e errand) (Result, error) {
	open := d.box(e.Workspace, e.Import).Files(ctx, filePrefix, e.Files).Open
	var m *sheet.Map
	var found []Finding
	if e.Mapped {
		text, err := d.box(e.Workspace, e.Import).Read(ctx, mapName)
		if err != nil {
			return Result{}, err
		}
		m, found = sheet.ParseMap(mapName, text)
	} else {
		m, found = Recognised(open, e.Files)
	}
	if len(found) > 0 {
		return Result{Findings: found}, unusable(found[0], len(found))
	}
	return d.apply(ctx, who, Input{Map: m, Open: open, Strict: e.Strict}, e.Import)
}

// Wait returns the import when it has ended, in whichever way.
func (d *Desk) Wait(ctx context.Context, ws sales.WorkspaceID, id sales.ImportID) (*sales.Import, error) {
	position, _, err := d.Ledger.Head(ctx, ws) // before looking, so that no change falls in between
	if err != nil {
		return nil, err
	}
	var last *sales.Import
	look := func() error {
		current, err := d.Ledger.Load(ctx, ws, sales.ID(id))
		if err == nil {
			if last = current.Object.(*sales.Import); last.Status != sales.ImportWaiting {
				err = errEnded
			}
		}
		return err
	}
	if err = look(); err == nil {
		err = d.Ledger.Follow(ctx, ws, position, func([]ledger.Event) error { return look() })
	}
	if errors.Is(err, errEnded) {
		return last, nil
	}
	return nil, err
}

var errEnded = errors.New("intake: the import has ended")

// Report gives the findings of an import that has ended; none when all was well.
func (d *Desk) Report(ctx context.Context, ws sales.WorkspaceID, id sales.ImportID) ([]Finding, error) {
	text, err := d.box(ws, id).Read(ctx, reportName)
	if err != nil || len(text) == 0 {
		return nil, err
	}
	var findings []Finding
	return findings, json.Unmarshal(text, &findings)
}

const (
	mapName    = "map.yaml"
	reportName = "report.json"
	filePrefix = "file/" // keeps the names of users' files from meaning our own
)

func (d *Desk) box(ws sales.WorkspaceID, id sales.ImportID) attic.Box {
	return attic.Box{Store: d.Store, Workspace: ws, Of: sales.ID(id)}
}

// keepFiles writes the map and the files down.
func (d *Desk) keepFiles(ctx context.Context, tx *sql.Tx, e errand, u Upload) error {
	box := d.box(e.Workspace, e.Import)
	for _, f := range u.Files {
		f.Name = filePrefix + f.Name
		if err := box.Keep(ctx, tx, f); err != nil {
			return err
		}
	}
	if !e.Mapped {
		return nil
	}
	return box.Keep(ctx, tx, attic.Text(mapName, u.Map))
}

// keepReport replaces an import's files by its findings, in the transaction of its effect.
func (d *Desk) keepReport(ctx context.Context, tx *sql.Tx, box attic.Box, findings []Finding) error {
	if err := box.Clear(ctx, tx); err != nil || len(findings) == 0 {
		return err
	}
	text, err := json.Marshal(findings)
	if err != nil {
		return err
	}
	return box.Keep(ctx, tx, attic.Text(reportName, text))
}
