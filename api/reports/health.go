package reports

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/document"
	"arus/api/door"
	"arus/report"
	"arus/report/health"
	"arus/sales"
)

type healthIn struct {
	door.When
	door.Which
	door.AtLeast
	Split
}

// Health is what may be wrong with a pipeline: checks first, by how many of the open deals of each group fail each. What
// stands beside them is of all groups together.
type Health struct {
	Answer
	Owners        Sheet `json:"owners" doc:"The same checks by who must act"`
	Concentration Sheet `json:"concentration" doc:"Accounts and owners that hold much of the open value"`
	Drops         Sheet `json:"drops" doc:"Progress rates of the last 90 days against the nine months before"`
	Coverage      Sheet `json:"coverage" doc:"Of the present fiscal quarter"`
	Duplicates    Sheet `json:"duplicates" doc:"Accounts, contacts and deals that may be one; ids separated by commas"`
}

func (a room) addHealth() {
	for _, page := range []struct {
		path, summary string
		dataOnly      bool
	}{{"health", "What is wrong with the pipeline, the deals behind it, and who must act", false},
		{"quality", "What is missing or wrong in the data of open deals, and what may be there twice", true}} {
		huma.Register(a.API, document.Operation("report-"+page.path, http.MethodGet, "/v1/reports/"+page.path, page.summary),
			func(ctx context.Context, in *healthIn) (*door.Reply[Health], error) {
				r, err := a.Reader(ctx, in.When, in.AtLeast)
				if err != nil {
					return nil, err
				}
				if err := in.check(); err != nil {
					return nil, err
				}
				body, err := healthOf(r, health.Question{Selection: in.Selection(), GroupBy: in.GroupBy, Currency: sales.Currency(in.Currency), Kind: sales.ValueKind(in.ValueKind)}, page.dataOnly)
				if err != nil {
					return nil, door.Pointing("#", err)
				}
				return &door.Reply[Health]{Status: http.StatusOK, Body: body, Position: body.Header()}, nil
			})
	}
}

func healthOf(r *report.Reader, q health.Question, dataOnly bool) (Health, error) {
	var page health.Page
	var err error
	if dataOnly {
		page.Findings, err = health.Of(r, q, true)
	} else {
		page, err = health.OnePage(r, q)
	}
	body := Health{Answer: answerOf(r, page.Checks).Body, Owners: sheet(page.Owners), Concentration: sheet(page.Concentration), Drops: sheet(page.Drops),
		Coverage: sheet(page.Coverage), Duplicates: sheet(health.Twins(r))}
	for _, s := range []*Sheet{&body.Concentration, &body.Drops, &body.Coverage} {
		s.Columns = door.OrEmpty(s.Columns)
	}
	return body, err
}
