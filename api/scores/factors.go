package scores

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/document"
	"arus/api/door"
	"arus/report"
	"arus/sales"
	"arus/score"
	"arus/score/factor"
)

// FactorTrial is how rates adjusted for one factor did on deals that closed later than what they were learnt from.
type FactorTrial struct {
	Chosen *string        `json:"chosen" enum:"value_band,product,segment,competitor" doc:"It weighs every report: better than the plain rates by more than two standard errors. null where none is, and the plain rates hold"`
	Since  *sales.Instant `json:"since" doc:"Learnt from what had closed until then, judged by what closed later; null where nothing was tried"`
	Learnt int            `json:"learnt" doc:"Closed deals; nothing is tried on fewer than 20"`
	Judged int            `json:"n" doc:"Deals that closed later, each as it stood halfway through its life; nothing is tried on fewer than 20"`
	Loss   float64        `json:"stage_log_loss" doc:"Of the plain rates, in nats"`
	Tried  []TriedFactor  `json:"tried" nullable:"false" doc:"Those that tell deals apart"`
}

// TriedFactor is how one factor did.
type TriedFactor struct {
	Factor string  `json:"factor" enum:"value_band,product,segment,competitor"`
	Loss   float64 `json:"log_loss"`
	Better float64 `json:"better" doc:"Than the plain rates, in nats"`
	Error  float64 `json:"standard_error" doc:"Of that difference"`
}

func factorTrial(r *report.Reader) *FactorTrial {
	t := factor.TrialOf(r)
	v := &FactorTrial{door.OrNull(string(t.Chosen)), door.OrNull(t.Since), t.Learnt, t.Judged, t.Loss, []TriedFactor{}}
	for _, l := range t.Tried {
		v.Tried = append(v.Tried, TriedFactor{string(l.Factor), l.Mean, l.Better, l.Error})
	}
	return v
}

type factorsIn struct {
	door.When
	door.AtLeast
	Pipeline string `query:"pipeline" required:"true" doc:"Id of a pipeline"`
	Factor   string `query:"factor" required:"true" enum:"value_band,product,segment,competitor"`
}

// FactorRates are the rates of stages for deals that have one thing in common.
type FactorRates struct {
	Word   string      `json:"word" doc:"Id of a product or competitor, a segment, or the least value of a band; empty for deals that have none"`
	Name   string      `json:"name"`
	Stages []StageRate `json:"stages" nullable:"false" doc:"In the pipeline's order"`
}

// StageRate is how many of the deals that reached a stage were won, pulled towards the rate of all deals.
type StageRate struct {
	Stage  string  `json:"stage"`
	Name   string  `json:"stage_name"`
	P      float64 `json:"p"`
	Low    float64 `json:"low" doc:"80 % interval"`
	High   float64 `json:"high"`
	N      int     `json:"n" doc:"Closed deals that reached the stage"`
	Won    int     `json:"won"`
	Source string  `json:"source" enum:"stage,benchmark"`
}

func (a room) addFactors() {
	op := document.Operation("list-factor-rates", http.MethodGet, "/v1/scores/factors", "Rates of stages, adjusted for one factor")
	op.Description = "For as long as too little has closed for a model that takes all facts together. Each rate is pulled towards that of its stage as if it were twenty deals."
	huma.Register(a.API, op, a.factors)
}

func (a room) factors(ctx context.Context, in *factorsIn) (*door.Reply[door.Listed[FactorRates]], error) {
	r, err := a.Reader(ctx, in.When, in.AtLeast)
	if err != nil {
		return nil, err
	}
	p, known := r.Picture.Pipeline(sales.PipelineID(in.Pipeline))
	if !known {
		return nil, sales.Missing(sales.ID(in.Pipeline))
	}
	named := teller{door.VisitOf(ctx).Language, r}
	var rows []FactorRates
	by := score.Factor(in.Factor)
	for _, adjusted := range score.ByFactor(r.Picture, r.Now, by, factor.Words(r, by)).Of(sales.PipelineID(in.Pipeline)) {
		row := FactorRates{Word: adjusted.Word, Name: named.named(in.Factor, adjusted.Word)}
		for i, rate := range adjusted.Stages {
			s := p.Facts.Stages[i]
			row.Stages = append(row.Stages, StageRate{string(s.ID), s.Name, rate.P, rate.Low, rate.High, rate.N, rate.Won, string(rate.Source)})
		}
		rows = append(rows, row)
	}
	return &door.Reply[door.Listed[FactorRates]]{Status: http.StatusOK, Body: door.ListOf(rows, nil), Position: door.MomentOf(r).Header()}, nil
}
