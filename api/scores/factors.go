package scores

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/document"
	"arus/api/door"
	"arus/sales"
	"arus/score"
	"arus/score/factor"
)

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
	named := teller{reader: r}
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
