package reports

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/document"
	"arus/api/door"
	"arus/report"
	"arus/report/coverage"
	"arus/report/flow"
)

type coverageIn struct {
	Named
	Level string `query:"level" enum:"company,team,owner" doc:"Whose coverage; all when left out"`
}

func (a room) addCoverage() {
	op := document.Operation("report-coverage", http.MethodGet, "/v1/reports/coverage", "Open pipeline of a period against what is still to be booked in it")
	op.Description = "Coverage = open value closing in the period ÷ (target − booked). Needed multiple = 1 ÷ the share of open value, at the same stage on the same day of earlier periods, " +
		"that was booked by their end; 3 as a benchmark until there is such history. The period is the present fiscal quarter when it is left out."
	huma.Register(a.API, op, func(ctx context.Context, in *coverageIn) (*door.Reply[Answer], error) {
		return a.named(ctx, &in.Named, func(r *report.Reader, q flow.Question) (report.Table, error) {
			p, err := in.quarter(r)
			if err != nil {
				return report.Table{}, err
			}
			return coverage.Of(r, coverage.Question{Selection: q.Selection, Period: p, Level: coverage.Level(in.Level), Currency: q.Currency, Kind: q.Kind})
		})
	})
}
