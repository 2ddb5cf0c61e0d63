package reports

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/document"
	"arus/api/door"
	"arus/report"
	"arus/report/flow"
	"arus/sales"
)

// Named are the parameters of a named question: which deals, of which period, in which groups. Exported for the reason that Span is.
type Named struct {
	Span
	Split
}

func (n Named) question(r *report.Reader) (flow.Question, error) {
	p, err := n.period(r)
	if err == nil {
		err = n.check()
	}
	return flow.Question{Selection: n.Selection(), Period: p, GroupBy: n.GroupBy, Currency: sales.Currency(n.Currency), Kind: sales.ValueKind(n.ValueKind)}, err
}

type ageingIn struct {
	Named
	Basis string `query:"basis" enum:"age,stage,idle" default:"age" doc:"Days since the deal was created, entered its stage, or last saw the buyer"`
}

// Sheet is a table beside the first of an answer.
type Sheet struct {
	Columns []report.Column `json:"columns" nullable:"false"`
	Rows    [][]any         `json:"rows" nullable:"false"`
}

func sheet(t report.Table) Sheet { return Sheet{t.Columns, door.OrEmpty(t.Rows)} }

// Velocity is how fast deals move.
type Velocity struct {
	Answer
	Stages Sheet        `json:"stages" doc:"How long visits of each stage take; medians after Kaplan and Meier"`
	Curves []flow.Curve `json:"curves" nullable:"false" doc:"How many are still in a stage after so many days; without group_by only"`
}

// Conversion is how far deals come.
type Conversion struct {
	Answer
	Pairs Sheet `json:"pairs" doc:"Of the deals that entered a stage, how many reached each later one, and the win"`
}

func (a room) addFlow() {
	velocity := document.Operation("report-velocity", http.MethodGet, "/v1/reports/velocity", "How fast deals move: cycle, stage durations, ages, money per day")
	velocity.Description = "Wins, losses and cycles are of deals that closed in the period, visits of those that began in it. Money per day = open deals × mean won value × win rate ÷ mean cycle."
	huma.Register(a.API, velocity, func(ctx context.Context, in *Named) (*door.Reply[Velocity], error) {
		return answered(ctx, a, in, func(r *report.Reader) (Velocity, error) {
			q, err := in.question(r)
			if err != nil {
				return Velocity{}, err
			}
			v, err := flow.OfVelocity(r, q)
			return Velocity{answerOf(r, v.Summary).Body, sheet(v.Stages), door.OrEmpty(v.Curves)}, err
		})
	})
	huma.Register(a.API, document.Operation("report-conversion", http.MethodGet, "/v1/reports/conversion", "How far deals come: by stage, and between any two stages"),
		func(ctx context.Context, in *Named) (*door.Reply[Conversion], error) {
			return answered(ctx, a, in, func(r *report.Reader) (Conversion, error) {
				q, err := in.question(r)
				if err != nil {
					return Conversion{}, err
				}
				c, err := flow.OfConversion(r, q)
				return Conversion{answerOf(r, c.Stages).Body, sheet(c.Pairs)}, err
			})
		})
	huma.Register(a.API, document.Operation("report-ageing", http.MethodGet, "/v1/reports/ageing", "Open deals by how old they are"),
		func(ctx context.Context, in *ageingIn) (*door.Reply[Answer], error) {
			return a.named(ctx, &in.Named, func(r *report.Reader, q flow.Question) (report.Table, error) {
				return flow.OfAgeing(r, q, flow.Basis(in.Basis))
			})
		})
	huma.Register(a.API, document.Operation("report-stalled", http.MethodGet, "/v1/reports/stalled", "Open deals that have been in their stage for too long"),
		func(ctx context.Context, in *Named) (*door.Reply[Answer], error) {
			return a.named(ctx, in, flow.OfStalled)
		})
}

// answered asks a reader for an answer of any form.
func answered[T interface{ Header() string }](ctx context.Context, a room, in *Named, ask func(*report.Reader) (T, error)) (*door.Reply[T], error) {
	r, err := a.Reader(ctx, in.When, in.AtLeast)
	if err != nil {
		return nil, err
	}
	body, err := ask(r)
	if err != nil {
		return nil, door.Pointing("#", err)
	}
	return &door.Reply[T]{Status: http.StatusOK, Body: body, Position: body.Header()}, nil
}

// named asks a named question that is answered with one table.
func (a room) named(ctx context.Context, in *Named, ask func(*report.Reader, flow.Question) (report.Table, error)) (*door.Reply[Answer], error) {
	return a.report(ctx, in.When, in.AtLeast, func(r *report.Reader) (report.Table, error) {
		q, err := in.question(r)
		if err != nil {
			return report.Table{}, err
		}
		return ask(r, q)
	})
}
