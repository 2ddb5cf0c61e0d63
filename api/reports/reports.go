package reports

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/document"
	"arus/api/door"
	"arus/report"
	"arus/report/flow"
	"arus/report/scan"
	"arus/sales"
)

// room is where they are served.
type room struct{ *door.Door }

// Answer is a table with the moment it is of.
type Answer struct {
	door.Moment
	Currency string          `json:"currency,omitempty"`
	Columns  []report.Column `json:"columns" nullable:"false"`
	Rows     [][]any         `json:"rows" nullable:"false"`
	Totals   []any           `json:"totals" nullable:"false"`

	TotalsBefore [][]any `json:"totals_before,omitempty" doc:"Of a question of many moments: the totals of all moments but the last, whose totals are in totals"`

	Evaluated   scan.Evaluated `json:"evaluated,omitempty" enum:"columns,columns then rows,rows,one sweep,each moment" doc:"How the filter was answered: from columns, or asked of deals one by one; of many moments, whether from one look at each version of each deal, or asked anew at each of them"`
	Overlapping []string       `json:"overlapping,omitempty" doc:"Dimensions in which a deal may be in several groups: it counts in each of them, and once in the totals"`
	Unvalued    int            `json:"unvalued,omitempty" doc:"Deals that have no value of the kind asked for: they count, and add nothing"`
	NextCursor  string         `json:"next_cursor,omitempty" doc:"Of questions that are asked page by page: where the next page begins; left out on the last one"`
}

func answerOf(r *report.Reader, t report.Table) *door.Reply[Answer] {
	body := Answer{door.MomentOf(r), string(t.Currency), t.Columns, t.Rows, t.Totals, t.Before, t.Evaluated, t.Overlapping, t.Unvalued, ""}
	if body.Rows == nil {
		body.Rows = [][]any{}
	}
	return &door.Reply[Answer]{Status: http.StatusOK, Body: body, Position: body.Header()}
}

type reportIn struct {
	door.When
	door.Which
	door.AtLeast
	Split
}

// Split says in which groups a report answers, and of what its money is. Exported for the reason that Span is.
type Split struct {
	GroupBy   []string `query:"group_by" doc:"Dimensions, separated by commas: a row or block of rows for each group" example:"owner"`
	Currency  string   `query:"currency" doc:"ISO 4217; the workspace's reporting currency when left out" maxLength:"3"`
	ValueKind string   `query:"value_kind" enum:"tcv,acv,first_year,ltv" doc:"Of values; each deal's own when left out"`
}

const mostGroupings = 4

func (s Split) check() error {
	if len(s.GroupBy) > mostGroupings {
		return sales.Invalid("#group_by", "too_many", "a report is grouped by at most %d dimensions", mostGroupings)
	}
	return nil
}

// Span are the parameters of reports over a period. It is exported because huma does not look into embedded types that are not.
type Span struct {
	door.When
	door.Which
	door.AtLeast
	From   string `query:"from" doc:"First day; everything when left out"`
	To     string `query:"to" doc:"Last day"`
	Period string `query:"period" doc:"Instead of from and to: 2026-Q4, 2026-10, 2026-W41, 2026-10-01..2026-10-28, this_quarter, last_month and their like"`
}

type winRateIn struct {
	Named
	Basis string `query:"basis" enum:"close,cohort" default:"close" doc:"Deals closed in the period, or created in it"`
}

// Add registers the reports.
func Add(d *door.Door) {
	a := room{d}
	pipeline := document.Operation("report-pipeline", http.MethodGet, "/v1/reports/pipeline", "The open pipeline by stage")
	pipeline.Description = "probability is what the history of the stage alone says of any deal in it, with how many deals that rests on. weighted_value weighs each deal " +
		"by its own chance, which weighed_by names: a model or a factor may say more of a deal than its stage, so that open_value × probability is not weighted_value."
	huma.Register(a.API, pipeline,
		func(ctx context.Context, in *reportIn) (*door.Reply[Answer], error) {
			return a.report(ctx, in.When, in.AtLeast, func(r *report.Reader) (report.Table, error) {
				if err := in.check(); err != nil {
					return report.Table{}, err
				}
				return r.Pipeline(report.Question{Selection: in.Selection(), GroupBy: in.GroupBy, Currency: sales.Currency(in.Currency), Kind: sales.ValueKind(in.ValueKind)})
			})
		})
	funnel := document.Operation("report-funnel", http.MethodGet, "/v1/reports/funnel", "How far the deals created in a period came")
	funnel.Description = "Of one pipeline by its stages; of all of them by canonical stage when no pipeline is said. It counts deals, so that currency and value_kind change nothing."
	huma.Register(a.API, funnel,
		func(ctx context.Context, in *Named) (*door.Reply[Answer], error) {
			return a.named(ctx, in, flow.OfFunnel)
		})
	huma.Register(a.API, document.Operation("report-winrate", http.MethodGet, "/v1/reports/winrate", "Wins against losses"),
		func(ctx context.Context, in *winRateIn) (*door.Reply[Answer], error) {
			return a.named(ctx, &in.Named, func(r *report.Reader, q flow.Question) (report.Table, error) {
				return flow.OfWins(r, q, in.Basis == "cohort")
			})
		})
	a.addQuery()
	a.addFlow()
	a.addBridge()
	a.addCoverage()
	a.addPattern()
	a.addHealth()
}

func (a room) report(ctx context.Context, when door.When, least door.AtLeast, ask func(*report.Reader) (report.Table, error)) (*door.Reply[Answer], error) {
	r, err := a.Reader(ctx, when, least)
	if err != nil {
		return nil, err
	}
	t, err := ask(r)
	if err != nil {
		return nil, door.Pointing("#", err)
	}
	return answerOf(r, t), nil
}

// period is what from, to or period say; everything when they say nothing.
func (s Span) period(r *report.Reader) (sales.Period, error) {
	if s.Period != "" {
		return r.Settings().Calendar.PeriodAt(s.Period, r.Today())
	}
	p := sales.Period{From: -1 << 30, To: 1 << 30}
	for _, end := range []struct {
		name, text string
		into       *sales.Day
		plus       sales.Day
	}{{"#from", s.From, &p.From, 0}, {"#to", s.To, &p.To, 1}} {
		if end.text == "" {
			continue
		}
		day, err := sales.ParseDay(end.text)
		if err != nil {
			return p, sales.Invalid(end.name, "bad_day", "%q is not a day such as 2026-11-23", end.text)
		}
		*end.into = day + end.plus
	}
	if p.To <= p.From {
		return p, sales.Invalid("#to", "out_of_order", "the last day is before the first")
	}
	return p, nil
}

// quarter is the period that was asked for; the present fiscal quarter when none was.
func (s Span) quarter(r *report.Reader) (sales.Period, error) {
	if s.Period == "" && s.From == "" && s.To == "" {
		calendar := r.Settings().Calendar
		return calendar.Period(calendar.Quarter(r.Today()))
	}
	return s.period(r)
}
