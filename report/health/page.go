package health

import (
	"cmp"
	"math"
	"slices"

	"arus/report"
	"arus/report/coverage"
	"arus/report/flow"
	"arus/sales"
)

// Page is everything that may be wrong, on one page.
type Page struct {
	Findings
	Concentration report.Table // accounts and owners that hold much of the open value
	Drops         report.Table // stages that deals leave forwards less often than before
	Coverage      report.Table // of the present fiscal quarter
}

const (
	largest  = 3   // accounts and owners that are named
	heavy    = .25 // share of open value from which one is a warning
	tooHeavy = .40 // and from which it is bad
	lately   = 90  // days of visits that are held against the rest of a year
	leastEnd = 20  // visits that ended, under which a rate says nothing
)

// OnePage answers for the selected deals.
func OnePage(r *report.Reader, q Question) (p Page, err error) {
	if p.Findings, err = Of(r, q, false); err != nil {
		return p, err
	}
	if p.Concentration, err = concentration(r, q); err != nil {
		return p, err
	}
	if p.Drops, err = drops(r, q); err != nil {
		return p, err
	}
	calendar := r.Settings().Calendar
	quarter, err := calendar.Period(calendar.Quarter(r.Today()))
	if err != nil {
		return p, err
	}
	p.Coverage, err = coverage.Of(r, coverage.Question{Selection: q.Selection, Period: quarter, Currency: q.Currency, Kind: q.Kind})
	return p, err
}

func concentration(r *report.Reader, q Question) (report.Table, error) {
	x, err := r.Exchange(q.Currency)
	t := report.Table{Currency: x.To(), Columns: report.Columns(x.To(), "text kind id name status", "count count", "money value", "share share", "filter deals")}
	t.Totals = make([]any, len(t.Columns))
	if err != nil {
		return t, err
	}
	s := q.Selection
	s.Outcome = sales.Open
	for _, kind := range []string{"account", "owner"} {
		asked, err := r.Ask(report.Question{Selection: s, Measures: []string{"count", "value"}, GroupBy: []string{kind}, Currency: q.Currency, Kind: q.Kind})
		if err != nil {
			return t, err
		}
		last := len(asked.Columns) - 1
		worth := func(row []any) int64 { m, _ := row[last].(sales.Money); return m.Minor }
		slices.SortStableFunc(asked.Rows, func(a, b []any) int { return cmp.Compare(worth(b), worth(a)) })
		total := worth(asked.Totals)
		for _, row := range asked.Rows[:min(largest, len(asked.Rows))] {
			id, named := row[0].(string)
			if !named || total == 0 {
				continue
			}
			share := float64(worth(row)) / float64(total)
			status := "good"
			if share > heavy {
				status = "warn"
			}
			if share > tooHeavy {
				status = "bad"
			}
			t.Rows = append(t.Rows, []any{kind, id, row[1], status, row[last-1], row[last], share, report.And(`deal.outcome == "open"`, report.Equal(kind, id))})
		}
	}
	return t, nil
}

// drops compares each stage's progress rate of the last 90 days with that of the nine months before. A fall counts when it is
// more than twice its standard error.
func drops(r *report.Reader, q Question) (report.Table, error) {
	t := report.Table{Columns: report.Columns("", "text stage stage_name status", "count ended ended_before", "share progress_rate progress_rate_before", "filter deals")}
	t.Totals = make([]any, len(t.Columns))
	rates := func(from, to sales.Day) ([][]any, error) {
		c, err := flow.OfConversion(r, flow.Question{Selection: q.Selection, Period: sales.Period{From: from, To: to}})
		return c.Stages.Rows, err
	}
	today := r.Today() + 1
	now, err := rates(today-lately, today)
	if err != nil {
		return t, err
	}
	before, err := rates(today-365, today-lately)
	for i := range before {
		ended := func(row []any) int { return row[2].(int) - row[8].(int) }
		n, m := ended(now[i]), ended(before[i])
		rate, known := now[i][9].(float64)
		was, knew := before[i][9].(float64)
		if !known || !knew || n < leastEnd || m < leastEnd {
			continue
		}
		status, all := "good", (rate*float64(n)+was*float64(m))/float64(n+m)
		if was-rate > 2*math.Sqrt(all*(1-all)*(1/float64(n)+1/float64(m))) {
			status = "bad"
		}
		t.Rows = append(t.Rows, []any{now[i][0], now[i][1], status, n, m, rate, was, now[i][10]})
	}
	return t, err
}
