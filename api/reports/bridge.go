package reports

import (
	"context"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/document"
	"arus/api/door"
	"arus/report"
	"arus/report/bridge"
	"arus/sales"
)

type bridgeIn struct {
	door.When
	door.Which
	door.AtLeast
	From      string   `query:"from" doc:"The opening: an instant, or a day (its end). The day before the period when left out" example:"2026-09-30"`
	To        string   `query:"to" doc:"The closing: an instant, or a day (its end). The same as as_of; now when left out"`
	Period    string   `query:"period" doc:"Only deals expected to close in it: 2026-Q4, 2026-10, 2026-W41, 2026-10-01..2026-10-28"`
	GroupBy   []string `query:"group_by" doc:"Dimensions, separated by commas: a bridge for each group; what changes groups leaves one and enters the other"`
	Currency  string   `query:"currency" doc:"ISO 4217; the workspace's reporting currency when left out" maxLength:"3"`
	ValueKind string   `query:"value_kind" enum:"tcv,acv,first_year,ltv" doc:"Of values; each deal's own when left out"`
}

// Bridges explain how the open pipeline of one moment became that of another.
type Bridges struct {
	Answer
	From    sales.Instant `json:"from"`
	Bridges []OneBridge   `json:"bridges" nullable:"false" doc:"The same with deltas and deals, one for each group"`
}

// OneBridge is one group's bridge.
type OneBridge struct {
	Group   []any         `json:"group" nullable:"false" doc:"Its keys and names, as in the first columns"`
	Opening bridge.Stand  `json:"opening"`
	Lines   []bridge.Line `json:"lines" nullable:"false"`
	Closing bridge.Stand  `json:"closing"`
}

func (a room) addBridge() {
	op := document.Operation("report-bridge", http.MethodGet, "/v1/reports/bridge", "How the open pipeline of one moment became that of another, to the minor unit")
	op.Description = "opening + created + reopened + pulled in + increased + owner in + moved in + fx − decreased − pushed out − won − lost − deleted − owner out − moved out = closing. " +
		"A deal stands in one line; what else happened to it stands in the line's deltas. Churn counts every event between the moments, also those that cancel out."
	huma.Register(a.API, op, a.bridge)
}

func (a room) bridge(ctx context.Context, in *bridgeIn) (*door.Reply[Bridges], error) {
	when := in.When
	if in.To != "" {
		when.AsOf = in.To
	}
	r, err := a.Reader(ctx, when, in.AtLeast)
	if err != nil && in.To != "" {
		err = askedAs(err, "#to")
	}
	if err != nil {
		return nil, err
	}
	q := bridge.Question{Selection: in.Selection(), GroupBy: in.GroupBy, Currency: sales.Currency(in.Currency), Kind: sales.ValueKind(in.ValueKind)}
	if in.Period != "" {
		p, err := r.Settings().Calendar.PeriodAt(in.Period, r.Today())
		if err != nil {
			return nil, door.Pointing("#", err)
		}
		q.Period, q.From = &p, p.From.Start(r.Zone)-1
	}
	if q.From, err = a.Instant("#from", in.From, r.Zone, q.From); err != nil {
		return nil, err
	}
	if q.From == 0 {
		return nil, sales.Invalid("#from", "required", "a bridge needs a moment to begin at, or a period")
	}
	all, err := bridge.Of(r, q)
	if err != nil {
		return nil, door.Pointing("#", err)
	}
	x, err := r.Exchange(q.Currency)
	if err != nil {
		return nil, err
	}
	body := bridges(r, q, x.To(), all)
	return &door.Reply[Bridges]{Status: http.StatusOK, Body: body, Position: body.Header()}, nil
}

func bridges(r *report.Reader, q bridge.Question, currency sales.Currency, all []bridge.Bridge) Bridges {
	t := report.Table{Currency: currency, Columns: slices.Concat(report.GroupColumns(q.GroupBy), report.Columns(currency, "text line", "count count", "money value", "count churn_events", "money churn_value"))}
	t.Totals = make([]any, len(t.Columns))
	body := Bridges{From: q.From, Bridges: []OneBridge{}}
	for _, b := range all {
		row := func(line string, figures ...any) {
			t.Rows = append(t.Rows, slices.Concat(b.Cells, []any{line}, figures))
		}
		row("opening", b.Opening.Count, b.Opening.Value, nil, nil)
		for _, l := range b.Lines {
			row(string(l.Kind), l.Count, l.Value, l.ChurnEvents, l.ChurnValue)
		}
		row("closing", b.Closing.Count, b.Closing.Value, nil, nil)
		body.Bridges = append(body.Bridges, OneBridge{door.OrEmpty(b.Cells), b.Opening, b.Lines, b.Closing})
	}
	body.Answer = answerOf(r, t).Body
	return body
}
