package analysis

import (
	"arus/board"
	"arus/report"
	"arus/report/coverage"
	"arus/report/flow"
	"arus/report/health"
	"arus/sales"
)

// Analysis is what is told about a file.
type Analysis struct {
	Source   string         `json:"source"`
	AsOf     sales.Instant  `json:"as_of"`
	Currency sales.Currency `json:"currency"`
	Deals    int            `json:"deals"`
	Bad      int            `json:"bad_rows"`
	Sections []Section      `json:"sections"`
}

// Section is one report.
type Section struct {
	Key     string          `json:"key"`
	Columns []report.Column `json:"columns"`
	Rows    [][]any         `json:"rows"`
	Totals  []any           `json:"totals,omitempty"`
}

// Of asks a reader for everything that goes onto the page, about one pipeline, in one currency.
func Of(r *report.Reader, pipeline sales.PipelineID, currency sales.Currency) (a Analysis, err error) {
	s := report.Selection{Pipeline: pipeline}
	if currency != "" {
		s.Filter = report.Equal("currency", string(currency)) + ` || deal.currency == ""`
	}
	all := sales.Period{From: -1 << 30, To: 1 << 30}
	q := flow.Question{Selection: s, Period: all, Currency: currency}
	a = Analysis{AsOf: r.Now, Currency: currency}
	if err := r.Each(s, func(board.Deal) bool { a.Deals++; return true }); err != nil {
		return a, err
	}
	pipe, err := r.Pipeline(report.Question{Selection: s, Currency: currency})
	a.add("pipeline", pipe)
	if err != nil {
		return a, err
	}
	velocity, err := flow.OfVelocity(r, q)
	if err != nil {
		return a, err
	}
	a.add("velocity", velocity.Summary)
	a.add("durations", velocity.Stages)
	conversion, err := flow.OfConversion(r, q)
	if err != nil {
		return a, err
	}
	a.add("conversion", conversion.Stages)
	calendar := r.Settings().Calendar
	quarter, err := calendar.Period(calendar.Quarter(r.Today() + 1)) // the day is over: on the last of a quarter the next one counts
	if err != nil {
		return a, err
	}
	covered, err := coverage.Of(r, coverage.Question{Selection: s, Period: quarter, Level: coverage.Company, Currency: currency})
	if err != nil {
		return a, err
	}
	a.add("coverage", covered)
	page, err := health.OnePage(r, health.Question{Selection: s, Currency: currency})
	if err != nil {
		return a, err
	}
	a.add("health", page.Checks)
	a.add("concentration", page.Concentration)
	a.add("quality", health.Twins(r))
	return a, nil
}

// add keeps a table without what only the workspace can open.
func (a *Analysis) add(key string, t report.Table) {
	s := Section{Key: key, Rows: [][]any{}}
	var keep []int
	for i, c := range t.Columns {
		if c.Type != "filter" && c.Name != "stage" && c.Name != "id" && c.Name != "ids" && c.Name != "level" {
			s.Columns, keep = append(s.Columns, c), append(keep, i)
		}
	}
	kept := func(row []any) (cells []any) {
		for _, i := range keep {
			cells = append(cells, row[i])
		}
		return cells
	}
	for _, row := range t.Rows {
		s.Rows = append(s.Rows, kept(row))
	}
	if len(t.Totals) == len(t.Columns) {
		s.Totals = kept(t.Totals)
	}
	a.Sections = append(a.Sections, s)
}
