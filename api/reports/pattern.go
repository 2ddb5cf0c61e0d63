package reports

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/document"
	"arus/api/door"
	"arus/report"
	"arus/report/flow"
	"arus/report/pattern"
	"arus/sales"
)

func (a room) addPattern() {
	for _, p := range []struct {
		path, summary, description string
		of                         func(*report.Reader, pattern.Question) (report.Table, error)
	}{
		{"winloss", "What differs between deals that were won and deals that were lost", "Of deals closed in the period: group_by names the factors. A verdict is given only where fewer than one in ten of them would be false (Benjamini and Hochberg). What goes with wins need not bring them.", pattern.OfWinLoss},
		{"sources", "Which sources bring the most value", "Of deals created in the period, open ones beside; of each group, the source that brought the most value first.", pattern.OfSources},
	} {
		op := document.Operation("report-"+p.path, http.MethodGet, "/v1/reports/"+p.path, p.summary)
		op.Description = p.description
		huma.Register(a.API, op, func(ctx context.Context, in *Named) (*door.Reply[Answer], error) {
			return a.named(ctx, in, func(r *report.Reader, q flow.Question) (report.Table, error) {
				return p.of(r, pattern.Question{Selection: q.Selection, Period: q.Period, Factors: q.GroupBy, Currency: q.Currency, Kind: q.Kind})
			})
		})
	}
	op := document.Operation("report-behaviours", http.MethodGet, "/v1/reports/behaviours", "What people did with deals that were won, and with those that were lost")
	op.Description = "It goes with outcomes, and may come of them: so every deal is read at the same age, four weeks after it was created, and only deals that stayed open for a week longer: what takes long is pushed more often, whatever becomes of it."
	huma.Register(a.API, op, func(ctx context.Context, in *Named) (*door.Reply[Answer], error) {
		return a.named(ctx, in, func(r *report.Reader, q flow.Question) (report.Table, error) {
			if len(q.GroupBy) > 0 {
				return report.Table{}, sales.Invalid("#group_by", "not_grouped", "behaviours are compared over all deals that are meant, without groups: narrow them down with a filter")
			}
			return pattern.OfBehaviours(r, pattern.Question{Selection: q.Selection, Period: q.Period})
		})
	})
}
