package people

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"arus/access"
	"arus/access/audit"
	"arus/api/document"
	"arus/api/door"
	"arus/sales"
)

// AuditEntryView is one line of the audit.
type AuditEntryView struct {
	ID          string        `json:"id"`
	At          sales.Instant `json:"at"`
	Actor       string        `json:"actor" doc:"Id of a user or token, or a word such as system; empty: nobody known"`
	ActorName   string        `json:"actor_name"`
	Action      string        `json:"action" example:"session.opened"`
	Object      string        `json:"object" doc:"Id of what it was done to"`
	ObjectName  string        `json:"object_name"`
	Address     string        `json:"address" doc:"Network address it came from"`
	Detail      string        `json:"detail" doc:"What changed, or by what means: facts=values, with ids"`
	DetailNamed string        `json:"detail_named" doc:"The same with names in place of ids"`
	Times       int64         `json:"times" doc:"How often since the entry before of its kind; refusals are counted together"`
}

type auditIn struct {
	door.Page
	Actor  string `query:"actor" doc:"Id of a user or token"`
	Action string `query:"action" doc:"Such as session.refused, or session for all of them"`
	Object string `query:"object" doc:"Id of what it was done to"`
	From   string `query:"from" doc:"An instant, or a day (its beginning in the workspace's time zone)"`
	Until  string `query:"until" doc:"An instant, or a day (its end)"`
	Text   string `query:"q" maxLength:"200" doc:"In any member, names among them"`
	Format string `query:"format" enum:"json,csv" doc:"csv: everything that fits, up to 50,000 lines, with no page"`
}

type auditOut struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Link        string `header:"Link"`
	Body        []byte
}

// exportMost bounds a table of the audit.
const exportMost = 50_000

func (a room) addAudit() {
	op := document.Operation("list-audit", http.MethodGet, "/v1/audit", "Who came in, who was refused, and who changed who may")
	list := a.API.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[door.Listed[AuditEntryView]](), true, "AuditEntryList")
	op.Responses = map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{
		"application/json": {Schema: list}, "text/csv": {Schema: &huma.Schema{Type: huma.TypeString}}}}}
	huma.Register(a.API, op, a.listAudit)
}

func (a room) listAudit(ctx context.Context, in *auditIn) (*auditOut, error) {
	c := door.CallerOf(ctx)
	q, err := a.questionOf(ctx, in)
	if err != nil {
		return nil, err
	}
	if in.Format == "csv" {
		return a.exportAudit(ctx, c, q)
	}
	asked := door.Question(ctx, "audit", in.Actor, in.Action, in.Object, in.From, in.Until, in.Text)
	from, err := in.Page.From(asked)
	if err == nil {
		q.After, err = placeOf(from.After)
	}
	if err != nil {
		return nil, err
	}
	entries, next, err := a.Access.Audit().List(ctx, c.Workspace, q)
	if err != nil {
		return nil, err
	}
	rows := make([]AuditEntryView, len(entries))
	for i, e := range entries {
		rows[i] = AuditEntryView{e.ID, e.At, e.Actor, q.Names(e.Actor), string(e.Action), e.Object, q.Names(e.Object), e.Address, e.Detail, named(e.Detail, q.Names), e.Times}
	}
	var further *door.Cursor
	if next != nil {
		further = &door.Cursor{After: strconv.FormatInt(int64(next.At), 10) + " " + next.ID, Question: asked}
	}
	page := door.ListOf(rows, further)
	text, err := json.Marshal(page)
	return &auditOut{ContentType: "application/json", Link: door.Link(ctx, page.NextCursor), Body: text}, err
}

// idInText is an id of ours somewhere in a text.
var idInText = regexp.MustCompile(`\b[a-z]+_[0-9a-z]{26}\b`)

// named is a text with names in place of ids.
func named(text string, names func(id string) string) string {
	return idInText.ReplaceAllStringFunc(text, names)
}

// placeOf reads a cursor of ours.
func placeOf(after string) (audit.Place, error) {
	if after == "" {
		return audit.Place{}, nil
	}
	at, id, _ := strings.Cut(after, " ")
	n, err := strconv.ParseInt(at, 10, 64)
	if err != nil {
		return audit.Place{}, sales.Invalid("#cursor", "bad_cursor", "the cursor is not of this list: leave it out to begin anew")
	}
	return audit.Place{At: sales.Instant(n), ID: id}, nil
}

func (a room) questionOf(ctx context.Context, in *auditIn) (audit.Question, error) {
	ws := door.CallerOf(ctx).Workspace
	current, err := a.Ledger.Load(ctx, ws, sales.ID(ws))
	if err != nil {
		return audit.Question{}, err
	}
	zone := current.Object.(*sales.Workspace).Facts.Calendar.Location()
	names, err := a.namesOf(ctx, ws)
	if err != nil {
		return audit.Question{}, err
	}
	q := audit.Question{Actor: in.Actor, Action: in.Action, Object: in.Object, Text: in.Text, Limit: in.Limit, Names: names}
	if day, err := sales.ParseDay(in.From); err == nil {
		q.From = day.Start(zone)
	} else if q.From, err = a.Instant("#from", in.From, zone, 0); err != nil {
		return q, err
	}
	q.Until, err = a.Instant("#until", in.Until, zone, 0)
	return q, err
}

// namesOf calls users and tokens by their names, and everything else by its id.
func (a room) namesOf(ctx context.Context, ws sales.WorkspaceID) (func(id string) string, error) {
	tokens, err := a.Access.ListTokens(ctx, ws)
	if err != nil {
		return nil, err
	}
	called := map[string]string{}
	for _, t := range tokens {
		called[t.ID] = t.Name
	}
	users := a.Names(ws)
	return func(id string) string {
		if name, known := called[id]; known {
			return name
		}
		return users.Of(ctx, id)
	}, nil
}

// exportAudit answers with a table, and notes that it was taken.
func (a room) exportAudit(ctx context.Context, c access.Caller, q audit.Question) (*auditOut, error) {
	var entries []audit.Entry
	q.Limit = 1000
	for len(entries) < exportMost {
		page, next, err := a.Access.Audit().List(ctx, c.Workspace, q)
		if err != nil {
			return nil, err
		}
		if entries = append(entries, page...); next == nil {
			break
		}
		q.After = *next
	}
	var table bytes.Buffer
	if err := audit.WriteCSV(&table, entries, q.Names); err != nil {
		return nil, err
	}
	if err := a.Exported(ctx, "audit", "csv", len(entries)); err != nil {
		return nil, err
	}
	return &auditOut{ContentType: "text/csv; charset=utf-8", Disposition: `attachment; filename="audit.csv"`, Body: table.Bytes()}, nil
}
