package reports

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"arus/access"
	"arus/api/body"
	"arus/api/document"
	"arus/api/door"
	"arus/report"
	"arus/report/answer"
	"arus/sales"
)

// Query asks for figures of groups of deals.
type Query struct {
	Measures  []string `json:"measures" nullable:"false" minItems:"1" maxItems:"20" example:"[\"count\",\"weighted_value\"]"`
	GroupBy   []string `json:"group_by,omitempty" nullable:"false" maxItems:"4"`
	Filter    string   `json:"filter,omitempty"`
	Pipeline  string   `json:"pipeline,omitempty"`
	Owner     string   `json:"owner,omitempty"`
	Account   string   `json:"account,omitempty"`
	AsOf      string   `json:"as_of,omitempty"`
	KnownAt   string   `json:"known_at,omitempty"`
	CompareTo string   `json:"compare_to,omitempty" doc:"Another moment: beside each measure stand what it was then, _before, and how much it has grown since, _change"`
	Every     string   `json:"every,omitempty" enum:"day,week,month,quarter" doc:"Asks at many moments, 104 at most: the ends of days or weeks back from as_of, or of the months or fiscal quarters before it, no earlier than from. Each row begins with its day"`
	From      string   `json:"from,omitempty" doc:"The day before which every asks no more; a day, or so many days ago as in -90d"`
	Currency  string   `json:"currency,omitempty"`
	ValueKind string   `json:"value_kind,omitempty" enum:"tcv,acv,first_year,ltv"`
	Limit     int      `json:"limit,omitempty" minimum:"1" maximum:"10000" doc:"Rows of a page; all of them when left out. Totals are of all rows"`
	Cursor    string   `json:"cursor,omitempty" doc:"From next_cursor of the page before; bound to the question"`
}

type queryIn struct {
	door.AtLeast
	Accept string `header:"Accept" doc:"application/json, text/csv, or the media types of XLSX and Parquet"`
	Format string `query:"format" enum:"json,csv,xlsx,parquet" doc:"Instead of Accept"`
	Body   body.Of[Query]
}

func (a room) addQuery() {
	op := document.Allowed(document.Operation("query-report", http.MethodPost, "/v1/reports/query", "Any measure by any dimension"), access.Read)
	op.Description = "Measures: " + report.MeasureNames() + ". Dimensions: " + report.DimensionNames() + ", and custom. with the key of a custom field. " +
		"Measures of visits (stage_days_…) belong to the stage that was visited, all others to the one that the deal is in. " +
		"As CSV, XLSX and Parquet the table stands alone; its moment is in the headers."
	answered := a.API.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Answer](), true, "Answer")
	content := map[string]*huma.MediaType{"application/json": {Schema: answered}}
	for _, f := range answer.Formats() {
		content[f.Media] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	}
	op.Responses = map[string]*huma.Response{"200": {Description: "The table", Content: content}}
	huma.Register(a.API, op, func(ctx context.Context, in *queryIn) (*huma.StreamResponse, error) {
		r, t, err := a.query(ctx, in)
		if err != nil {
			return nil, door.Pointing("/", err)
		}
		next, err := page(ctx, in.Body.Value, &t)
		if err != nil {
			return nil, door.Pointing("/", err)
		}
		if f := formatOf(in); f != nil {
			if err := a.Exported(ctx, "report", f.Name, len(t.Rows)); err != nil {
				return nil, err
			}
		}
		full := answerOf(r, t).Body
		full.NextCursor = next
		return written(in, full, t)
	})
}

func (a room) query(ctx context.Context, in *queryIn) (*report.Reader, report.Table, error) {
	b := in.Body.Value
	r, err := a.Reader(ctx, door.When{AsOf: b.AsOf, KnownAt: b.KnownAt}, in.AtLeast)
	if err != nil {
		return nil, report.Table{}, err
	}
	which := door.Which{Pipeline: b.Pipeline, Owner: b.Owner, Account: b.Account, Filter: b.Filter}
	q := report.Question{Selection: which.Selection(), Measures: b.Measures, GroupBy: b.GroupBy, Currency: sales.Currency(b.Currency), Kind: sales.ValueKind(b.ValueKind)}
	if b.Every != "" || b.From != "" {
		t, err := a.series(ctx, r, b, q)
		return r, t, err
	}
	if b.CompareTo == "" {
		t, err := r.Ask(q)
		return r, t, err
	}
	before, err := a.Reader(ctx, door.When{AsOf: b.CompareTo, KnownAt: b.KnownAt}, in.AtLeast)
	if err != nil {
		return nil, report.Table{}, askedAs(err, "#compare_to")
	}
	t, err := r.Compare(before, q)
	return r, t, err
}

// series asks a question of many moments.
func (a room) series(ctx context.Context, r *report.Reader, b Query, q report.Question) (report.Table, error) {
	switch {
	case b.Every == "":
		return report.Table{}, sales.Invalid("#every", "required", "from says since when; every must say how often: %s", report.EveryNames())
	case b.From == "":
		return report.Table{}, sales.Invalid("#from", "required", "every says how often; from must say since when")
	case b.CompareTo != "":
		return report.Table{}, sales.Invalid("#compare_to", "not_with", "a question of many moments is compared with none: leave out %s", "compare_to")
	}
	from, err := a.Instant("#from", b.From, r.Zone, 0)
	if err != nil {
		return report.Table{}, err
	}
	moments, err := r.Moments(b.Every, r.DayOf(from))
	if err != nil {
		return report.Table{}, err
	}
	if err := a.Began(r, b.From, moments[0].At); err != nil {
		return report.Table{}, askedAs(err, "#from")
	}
	return r.Series(q, moments, func(at sales.Instant) (*report.Reader, error) { return a.Before(ctx, r, at) })
}

// page cuts the rows of a table to a page, and gives the cursor of the next one, if there is one. A cursor names the last row
// by its keys, so that rows which come and go meanwhile move no others.
func page(ctx context.Context, b Query, t *report.Table) (next string, err error) {
	cursor, limit := b.Cursor, b.Limit
	b.Cursor, b.Limit = "", 0
	text, err := json.Marshal(b)
	if err != nil {
		return "", err
	}
	asked := door.Question(ctx, "query", string(text))
	from, err := door.Page{Cursor: cursor}.From(asked)
	if err != nil {
		return "", err
	}
	keys := len(report.GroupColumns(b.GroupBy))
	if b.Every != "" {
		keys++ // the moment
	}
	name := func(row []any) string { return fmt.Sprintf("%q", row[:keys]) }
	if from.After != "" {
		last := slices.IndexFunc(t.Rows, func(row []any) bool { return name(row) == from.After })
		if last < 0 {
			return "", sales.Invalid("#cursor", "bad_cursor", "the cursor is not of this list: leave it out to begin anew")
		}
		t.Rows = t.Rows[last+1:]
	}
	if limit > 0 && len(t.Rows) > limit {
		t.Rows = t.Rows[:limit]
		next = door.Cursor{After: name(t.Rows[limit-1]), Question: asked}.Encode()
	}
	return next, nil
}

// askedAs makes a problem with a moment point to the parameter by which it was asked for.
func askedAs(err error, parameter string) error {
	var p *sales.Problem
	if !errors.As(err, &p) || p.Pointer != "#as_of" {
		return err
	}
	own := *p
	own.Pointer = parameter
	return &own
}

// written is the answer in the form that was asked for.
func written(in *queryIn, full Answer, t report.Table) (*huma.StreamResponse, error) {
	media, text := "application/json", &bytes.Buffer{}
	f := formatOf(in)
	var err error
	if f == nil {
		err = json.NewEncoder(text).Encode(full)
	} else {
		media, err = f.Media, f.Write(text, t)
	}
	return &huma.StreamResponse{Body: func(c huma.Context) {
		c.SetHeader("Content-Type", media)
		c.SetHeader("Arus-Position", full.Header())
		c.SetHeader("Arus-As-Of", full.AsOf.Time().Format("2006-01-02T15:04:05.999999Z07:00"))
		if f != nil {
			c.SetHeader("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": "report." + f.Name}))
		}
		_, _ = c.BodyWriter().Write(text.Bytes())
	}}, err
}

// formatOf is what the request asks for; nil for JSON.
func formatOf(in *queryIn) *answer.Format {
	for _, f := range answer.Formats() {
		if in.Format == f.Name || in.Format == "" && strings.Contains(in.Accept, f.Media) {
			return &f
		}
	}
	return nil
}
