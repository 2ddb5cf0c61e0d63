package intake

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"iter"
	"path"
	"path/filepath"
	"slices"
	"time"

	"arus/intake/sheet"
	"arus/job"
	"arus/ledger"
	"arus/sales"
	"arus/store"
)

// Upload are files that were handed in, to be imported now or soon.
type Upload struct {
	Map    []byte // text of a map; empty: the files are an export that is recognised by its columns
	Files  []File
	Strict bool

	// Key, Fingerprint and Answer make the request idempotent, as in [ledger.Request].
	Key, Fingerprint string
	Answer           func(ledger.Receipt, *ledger.Book) (ledger.Answer, error)
}

// File is a file of an upload. It may be opened several times.
type File struct {
	Name string
	Open func() (io.ReadCloser, error)
}

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
	return d.Import(ctx, who, Input{Map: m, Open: u.open, Strict: u.Strict, DryRun: true})
}

// Request keeps the files and asks for their import, in one transaction; a job applies it soon after. Files that cannot
// be imported at all are refused at once, and the ticket says why.
func (d *Desk) Request(ctx context.Context, who ledger.Who, u Upload) (Ticket, error) {
	m, found := u.read()
	if len(found) == 0 {
		found = m.Check(u.open)
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
	return Recognised(u.open, u.Names())
}

// Recognised writes the map of an export by the columns of its files.
func Recognised(open sheet.Opener, names []string) (*sheet.Map, []Finding) {
	headers, found := sheet.Headers(open, names...)
	if len(found) > 0 {
		return nil, found
	}
	m, ok := sheet.Recognise(headers)
	if !ok {
		return nil, []Finding{sheet.NotRecognised(names)}
	}
	return m, nil
}

// Names lists the files.
func (u Upload) Names() (names []string) {
	for _, f := range u.Files {
		names = append(names, f.Name)
	}
	return names
}

func (u Upload) open(name string) (io.ReadCloser, error) {
	i := slices.Index(u.Names(), sentAs(name, u.Names()))
	if i < 0 {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return u.Files[i].Open()
}

// sentAs finds the file that a map names among those handed in. Uploads carry no directories, maps may.
func sentAs(name string, files []string) string {
	for _, as := range []string{name, path.Base(filepath.ToSlash(name))} {
		if slices.Contains(files, as) {
			return as
		}
	}
	return ""
}

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
			return d.keepReport(ctx, tx, who.Workspace, e.Import, result.Findings)
		}})
	if problem != nil {
		return failed
	}
	return errors.Join(err, failed)
}

func (d *Desk) carryOut(ctx context.Context, who ledger.Who, e errand) (Result, error) {
	open := d.stored(ctx, e)
	var m *sheet.Map
	var found []Finding
	if e.Mapped {
		text, err := d.text(ctx, e.Workspace, e.Import, mapName)
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
	text, err := d.text(ctx, ws, id, reportName)
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
	partSize   = 1 << 20

	deleteUpload = `DELETE FROM upload WHERE workspace = $1 AND id = $2`
	selectPart   = `SELECT bytes FROM upload WHERE workspace = $1 AND id = $2 AND name = $3 AND part = $4`
)

// Queries lists the queries of the package, for the test that checks their form.
func Queries() []string { return []string{deleteUpload, selectPart} }

// keepFiles writes the map and the files down in parts.
func (d *Desk) keepFiles(ctx context.Context, tx *sql.Tx, e errand, u Upload) error {
	all := slices.Clone(u.Files)
	for i := range all {
		all[i].Name = filePrefix + all[i].Name
	}
	if e.Mapped {
		all = append(all, textFile(mapName, u.Map))
	}
	for _, f := range all {
		if err := d.keepFile(ctx, tx, e, f); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) keepFile(ctx context.Context, tx *sql.Tx, e errand, f File) error {
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	var failed error
	columns := []string{"workspace", "id", "name", "part", "bytes"}
	rows := func(yield func([]any) bool) {
		for part := int64(0); ; part++ {
			text := make([]byte, partSize)
			n, err := io.ReadFull(r, text)
			end := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
			if err != nil && !end {
				failed = err
				return
			}
			if n == 0 && part > 0 || !yield([]any{string(e.Workspace), string(e.Import), f.Name, part, text[:n]}) || end {
				return
			}
		}
	}
	return errors.Join(d.Store.Insert(ctx, tx, "upload", columns, iter.Seq[[]any](rows)), failed)
}

// keepReport replaces an import's files by its findings, in the transaction of its effect.
func (d *Desk) keepReport(ctx context.Context, tx *sql.Tx, ws sales.WorkspaceID, id sales.ImportID, findings []Finding) error {
	if _, err := tx.ExecContext(ctx, deleteUpload, string(ws), string(id)); err != nil || len(findings) == 0 {
		return err
	}
	text, err := json.Marshal(findings)
	if err != nil {
		return err
	}
	return d.keepFile(ctx, tx, errand{Workspace: ws, Import: id}, textFile(reportName, text))
}

// text reads all parts of a kept text; empty when there is none.
func (d *Desk) text(ctx context.Context, ws sales.WorkspaceID, id sales.ImportID, name string) ([]byte, error) {
	return io.ReadAll(&kept{ctx: ctx, db: d.Store, key: []any{string(ws), string(id), name}})
}

// stored opens the files of an import.
func (d *Desk) stored(ctx context.Context, e errand) sheet.Opener {
	return func(name string) (io.ReadCloser, error) {
		sent := sentAs(name, e.Files)
		if sent == "" {
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
		}
		return &kept{ctx: ctx, db: d.Store, key: []any{string(e.Workspace), string(e.Import), filePrefix + sent}}, nil
	}
}

// kept reads a file part by part, so that memory does not grow with it.
type kept struct {
	ctx  context.Context
	db   *store.DB
	key  []any
	next int64
	rest []byte
}

// Read gives what is left of the current part, or the next part.
func (k *kept) Read(into []byte) (int, error) {
	if len(k.rest) == 0 {
		part, found, err := store.One(k.ctx, k.db.Read(), func(b *[]byte) []any { return []any{b} }, selectPart, append(slices.Clone(k.key), k.next)...)
		if err != nil {
			return 0, err
		}
		if !found || len(part) == 0 {
			return 0, io.EOF
		}
		k.rest, k.next = part, k.next+1
	}
	n := copy(into, k.rest)
	k.rest = k.rest[n:]
	return n, nil
}

// Close has nothing to close.
func (k *kept) Close() error { return nil }

func textFile(name string, text []byte) File {
	return File{name, func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil }}
}
