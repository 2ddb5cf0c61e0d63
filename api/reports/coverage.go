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
	"arus/sales"
)

type coverageIn struct {
	Named
	Level string `query:"level" enum:"company,team,owner" doc:"Whose coverage; all when left out"`
}

func (a room) addCoverage() {
	op := document.Operation("report-coverage", http.MethodGet, "/v1/reports/coverage", "Open pipeline of a period against what is still to be booked in it")
	op.Description = "Coverage = open value closing in the period ÷ (target − booked). Needed multiple = 1 ÷ the share of open value, at the same stage on the same day of earlier periods, " +
		"that was booked by their end; 3 as a benchmark until there is such history. The period is the present fiscal quarter when it is left out. " +
		"Targets are of the company, of teams and of people: group_by is team or owner, and means what level does."
	huma.Register(a.API, op, func(ctx context.Context, in *coverageIn) (*door.Reply[Answer], error) {
		return a.named(ctx, &in.Named, func(r *report.Reader, q flow.Question) (report.Table, error) {
			p, err := in.quarter(r)
			if err != nil {
				return report.Table{}, err
			}
			level, err := in.level()
			if err != nil {
				return report.Table{}, err
			}
			return coverage.Of(r, coverage.Question{Selection: q.Selection, Period: p, Level: level, Currency: q.Currency, Kind: q.Kind})
		})
	})
}

// level is what level or group_by say.
func (in *coverageIn) level() (coverage.Level, error) {
	level := coverage.Level(in.Level)
	for _, by := range in.GroupBy {
		if err := sales.OneOf("#group_by", by, string(coverage.Team), string(coverage.Owner)); err != nil {
			return "", err
		}
		if level != "" && by != string(level) {
			return "", sales.Invalid("#group_by", "too_many", "coverage is of one level: %s or %s", string(level), by)
		}
		level = coverage.Level(by)
	}
	return level, nil
}
