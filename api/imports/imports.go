package imports

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/document"
	"arus/api/door"
	"arus/api/problem"
	"arus/intake"
	"arus/ledger"
	"arus/sales"
)

// ImportView is an import with what was found in its files.
type ImportView struct {
	ID        string             `json:"id" doc:"Empty of a dry run"`
	Status    string             `json:"status" enum:"waiting,applied,failed,undone,dry_run"`
	Source    string             `json:"source"`
	Files     []string           `json:"files" nullable:"false"`
	Counts    sales.ImportCounts `json:"counts"`
	Unchanged bool               `json:"unchanged" doc:"Everything was here already: nothing but this note was written"`
	Reason    *string            `json:"reason" doc:"Why it failed"`
	CreatedAt *sales.Instant     `json:"created_at"`
	AppliedAt *sales.Instant     `json:"applied_at"`
	UndoneAt  *sales.Instant     `json:"undone_at"`
	Findings  []FindingView      `json:"findings" nullable:"false" doc:"Rows that were left out and values that were doubtful; the first 1,000"`
	Found     int                `json:"found" doc:"How many findings there are"`
}

// FindingView is one thing wrong or doubtful in a file.
type FindingView struct {
	File     string `json:"file"`
	Line     int    `json:"line"`
	Column   string `json:"column"`
	Code     string `json:"code"`
	Detail   string `json:"detail"`
	Severity string `json:"severity" enum:"error,warning"`
}

const (
	findingsShown = 1000
	// importWait is how long an answer waits for the job; after that the import goes on and can be asked for.
	importWait = 50 * time.Second
)

type importIn struct {
	door.Once
	DryRun  bool   `query:"dry_run" doc:"Say what would happen, write nothing"`
	Strict  bool   `query:"strict" doc:"Write nothing when any row is bad"`
	Prefer  string `header:"Prefer" doc:"respond-async: answer at once"`
	RawBody multipart.Form
}

type importID struct {
	door.Once
	ID string `path:"id"`
}

// room is where they are served.
type room struct {
	*door.Door
	imports *intake.Desk
}

// Add registers the operations on imports.
func Add(d *door.Door, desk *intake.Desk) {
	a := room{d, desk}
	list := document.Operation("list-imports", http.MethodGet, "/v1/imports", "List imports")
	huma.Register(a.API, list, a.listImports)
	get := document.Operation("get-import", http.MethodGet, "/v1/imports/{id}", "One import with its findings")
	huma.Register(a.API, get, func(ctx context.Context, in *importID) (*door.Reply[ImportView], error) {
		return a.importReply(ctx, sales.ImportID(in.ID), http.StatusOK)
	})
	create := document.Answering(document.Operation("create-import", http.MethodPost, "/v1/imports", "Bring files of another system in"), http.StatusCreated)
	create.Description = "Parts named `map` hold a map.yaml; all other parts are the files, under their file names. Without a map the " +
		"files must be a well-known export. All good rows are written in one transaction, or nothing is. Answers 201 when it is done " +
		"and 202 when it goes on."
	create.Responses = map[string]*huma.Response{"202": {Description: "Accepted: ask for it under its Location"}}
	huma.Register(a.API, create, a.createImport)
	undo := document.Operation("undo-import", http.MethodPost, "/v1/imports/{id}/undo", "Take an import back")
	undo.Description = "Current figures forget it; the ledger still tells what happened. Refused while later work rests on it."
	undo.Errors = append(undo.Errors, http.StatusConflict)
	huma.Register(a.API, undo, a.undoImport)
}

func (a room) createImport(ctx context.Context, in *importIn) (*door.Reply[ImportView], error) {
	defer in.RawBody.RemoveAll() //nolint:errcheck // temporary files; the system clears what is left
	u, err := uploadOf(in)
	if err != nil {
		return nil, err
	}
	who := a.Who(ctx)
	who.Guard = nil // who may import may write all that an import does
	if in.DryRun {
		result, err := a.imports.Try(ctx, who, u)
		if err != nil {
			return nil, a.unusable(ctx, err, result.Findings)
		}
		view := ImportView{Status: "dry_run", Files: door.OrEmpty(u.Names()), Counts: result.Counts, Unchanged: result.Unchanged}
		view.find(door.VisitOf(ctx).Language, result.Findings)
		return &door.Reply[ImportView]{Status: http.StatusOK, Body: view}, nil
	}
	if key := strings.Trim(in.Key, `"`); key != "" {
		u.Key = who.Actor + ":" + key
		if u.Fingerprint, err = fingerprint(u); err != nil {
			return nil, err
		}
		u.Answer = func(r ledger.Receipt, _ *ledger.Book) (ledger.Answer, error) {
			return ledger.Answer{Status: http.StatusCreated, Body: []byte(r.Events[0].Object)}, nil
		}
	}
	ticket, err := a.imports.Request(ctx, who, u)
	if err != nil {
		return nil, a.unusable(ctx, err, ticket.Findings)
	}
	if ticket.Receipt.Replayed {
		reply, err := a.importReply(ctx, sales.ImportID(ticket.Receipt.Answer.Body), http.StatusCreated)
		if err == nil {
			reply.Replayed = "true"
		}
		return reply, err
	}
	return a.awaited(ctx, ticket.ID, strings.Contains(in.Prefer, "respond-async"))
}

// awaited answers with the import when it has ended, or that it goes on.
func (a room) awaited(ctx context.Context, id sales.ImportID, async bool) (*door.Reply[ImportView], error) {
	status := http.StatusAccepted
	if !async {
		waiting, cancel := context.WithTimeout(ctx, importWait)
		defer cancel()
		ended, err := a.imports.Wait(waiting, door.CallerOf(ctx).Workspace, id)
		switch {
		case err == nil && ended.Status == sales.ImportBroken:
			findings, failed := a.imports.Report(ctx, door.CallerOf(ctx).Workspace, id)
			return nil, a.unusable(ctx, errors.Join(sales.Invalid("", "import_unusable", "%s", ended.Reason), failed), findings)
		case err == nil:
			status = http.StatusCreated
		case !errors.Is(err, context.DeadlineExceeded):
			return nil, err
		}
	}
	return a.importReply(ctx, id, status)
}

func (a room) importReply(ctx context.Context, id sales.ImportID, status int) (*door.Reply[ImportView], error) {
	ws := door.CallerOf(ctx).Workspace
	current, err := a.Load(ctx, sales.ID(id))
	if err != nil {
		return nil, err
	}
	i, ok := current.Object.(*sales.Import)
	if !ok {
		return nil, sales.Missing(sales.ID(id))
	}
	findings, err := a.imports.Report(ctx, ws, id)
	if err != nil {
		return nil, err
	}
	position, _, err := a.Ledger.Head(ctx, ws)
	if err != nil {
		return nil, err
	}
	if status != http.StatusAccepted {
		a.Settle(ctx, ws, position)
	}
	view := viewImport(i)
	view.find(door.VisitOf(ctx).Language, findings)
	return &door.Reply[ImportView]{Status: status, ETag: door.ETag(current.Version), Location: "/v1/imports/" + string(id),
		Position: door.Moment{Position: position}.Header(), Body: view}, nil
}

func viewImport(i *sales.Import) ImportView {
	return ImportView{ID: string(i.ID), Status: string(i.Status), Source: i.Source, Files: door.OrEmpty(i.Files), Counts: i.Counts,
		Unchanged: i.Status == sales.ImportDone && len(i.Counts.Created) == 0 && i.Counts.Changed == 0, Reason: door.OrNull(i.Reason),
		CreatedAt: door.OrNull(i.CreatedAt), AppliedAt: door.OrNull(i.AppliedAt), UndoneAt: door.OrNull(i.UndoneAt), Findings: []FindingView{}}
}

// find lists the findings in the reader's language.
func (v *ImportView) find(language string, findings []intake.Finding) {
	v.Found, v.Findings = len(findings), []FindingView{}
	for _, f := range findings[:min(findingsShown, len(findings))] {
		v.Findings = append(v.Findings, FindingView{f.File, f.Line, f.Column, string(f.Code), f.Text(language), string(f.Severity)})
	}
}

// unusable is the problem of files that cannot be imported: each finding is one of its errors.
func (a room) unusable(ctx context.Context, err error, findings []intake.Finding) error {
	p := problem.New(ctx, http.StatusInternalServerError, "", err)
	for _, f := range findings[:min(findingsShown, len(findings))] {
		pointer := "/" + f.File
		if f.Line > 0 {
			pointer += fmt.Sprintf("/%d", f.Line)
		}
		if f.Column != "" {
			pointer += "/" + f.Column
		}
		p.Errors = append(p.Errors, problem.FieldProblem{Pointer: pointer, Code: string(f.Code), Detail: f.Text(door.VisitOf(ctx).Language)})
	}
	return p
}

// uploadOf sorts the parts of a form into the map and the files.
func uploadOf(in *importIn) (intake.Upload, error) {
	u := intake.Upload{Strict: in.Strict}
	if text := in.RawBody.Value["map"]; len(text) > 0 {
		u.Map = []byte(text[0])
	}
	for name, parts := range in.RawBody.File {
		for _, part := range parts {
			open := func() (io.ReadCloser, error) { return part.Open() }
			if name != "map" {
				u.Files = append(u.Files, intake.File{Name: part.Filename, Open: open})
				continue
			}
			file, err := open()
			if err != nil {
				return u, err
			}
			u.Map, err = io.ReadAll(io.LimitReader(file, problem.BodyMost))
			if err := errors.Join(err, file.Close()); err != nil {
				return u, err
			}
		}
	}
	if len(u.Files) == 0 {
		return u, sales.Invalid("", "required", "an import needs at least one file")
	}
	slices.SortFunc(u.Files, func(a, b intake.File) int { return strings.Compare(a.Name, b.Name) })
	return u, nil
}

// fingerprint is bound to every byte of an upload.
func fingerprint(u intake.Upload) (string, error) {
	sum := sha256.New()
	fmt.Fprintf(sum, "%t %d\n%s", u.Strict, len(u.Map), u.Map)
	for _, f := range u.Files {
		fmt.Fprintf(sum, "\n%s\n", f.Name)
		r, err := f.Open()
		if err != nil {
			return "", err
		}
		_, err = io.Copy(sum, r)
		if err := errors.Join(err, r.Close()); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

func (a room) listImports(ctx context.Context, in *door.Page) (*door.Reply[door.Listed[ImportView]], error) {
	asked := door.Question(ctx, "imports")
	from, err := in.From(asked)
	if err != nil {
		return nil, err
	}
	page, err := a.Ledger.List(ctx, door.CallerOf(ctx).Workspace, sales.ImportKind, sales.ID(from.After), in.Limit+1)
	if err != nil {
		return nil, err
	}
	var rows []ImportView
	for _, c := range page[:min(in.Limit, len(page))] {
		rows = append(rows, viewImport(c.Object.(*sales.Import)))
	}
	var next *door.Cursor
	if len(page) > in.Limit {
		next = &door.Cursor{After: rows[len(rows)-1].ID, Question: asked}
	}
	body := door.ListOf(rows, next)
	return &door.Reply[door.Listed[ImportView]]{Status: http.StatusOK, Body: body, Link: door.Link(ctx, body.NextCursor)}, nil
}

func (a room) undoImport(ctx context.Context, in *importID) (*door.Reply[ImportView], error) {
	id := sales.ImportID(in.ID)
	return door.Record(ctx, a.Door, door.Write[ImportView]{Command: sales.UndoImport{ID: id}, Key: in.Key, Body: json.RawMessage(in.ID), Status: http.StatusOK,
		View: func(b *ledger.Book) (ImportView, int64) {
			view := viewImport(b.Object(sales.ID(id)).(*sales.Import))
			return view, b.Version(sales.ID(id))
		}})
}
