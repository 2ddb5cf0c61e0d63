package health

import (
	"slices"

	"arus/report"
	"arus/sales"
)

// Question asks about the open deals that are selected.
type Question struct {
	report.Selection
	GroupBy  []string // of the checks; in which a deal has one place
	Currency sales.Currency
	Kind     sales.ValueKind
}

// check is something that an open deal should not be.
type check struct {
	key    string
	filter string
}

// checks in the order in which they are told: what makes figures wrong before what makes deals slow.
func checks() []check {
	return []check{
		{"no_owner", `deal.owner == ""`},
		{"no_account", `deal.account == ""`},
		{"no_value", `deal.value == 0`},
		{"no_close_date", `deal.close_date == ""`},
		{"close_date_past", `deal.close_date != "" && deal.close_date < today()`},
		{"no_next_step", `deal.next_step_state == ""`},
		{"next_step_overdue", `deal.next_step_state == "overdue"`},
		{"stalled", `deal.stalled == "stalled"`},
		{"idle_30_days", `deal.idle_days >= 30`},
		{"pushed_three_times", `deal.pushes >= 3`},
	}
}

// facts are the checks that say that something is missing or wrong in the data; the others are about the work.
func (c check) ofData() bool {
	return slices.Contains([]string{"no_owner", "no_account", "no_value", "no_close_date", "close_date_past", "no_next_step"}, c.key)
}

// Findings are checks with the open deals that fail them.
type Findings struct {
	Checks report.Table
	Owners report.Table // the same, by who must act
}

// tolerable are the shares of open deals that may fail a check before it is a warning, and before it is bad.
const (
	tolerable = .05
	bad       = .20
)

// Of runs all checks, or those of data only, on the open deals of each group. The status is good up to 5 % of them, warn up
// to 20 %, else bad.
func Of(r *report.Reader, q Question, dataOnly bool) (f Findings, err error) {
	q.Outcome = sales.Open
	grouping, err := r.GroupingBy(q.GroupBy)
	if err != nil {
		return f, err
	}
	owner, err := r.GroupingBy([]string{"owner"})
	if err != nil {
		return f, err
	}
	groups, err := figures(r, q, grouping)
	if err != nil {
		return f, err
	}
	x, err := r.Exchange(q.Currency)
	if err != nil {
		return f, err
	}
	f.Checks = report.Table{Currency: x.To(), Columns: append(report.GroupColumns(q.GroupBy), report.Columns(x.To(), "text check status", "count count of", "share share", "money value", "filter deals")...)}
	f.Owners = report.Table{Currency: x.To(), Columns: report.Columns(x.To(), "text check owner owner_name", "count count", "money value", "filter deals")}
	for _, c := range checks() {
		if dataOnly && !c.ofData() {
			continue
		}
		failing := q
		failing.Filter = c.filter
		if q.Filter != "" {
			failing.Filter = "(" + q.Filter + ") && " + c.filter
		}
		owners, err := figures(r, failing, owner)
		if err != nil {
			return f, err
		}
		found := split{none: owners.whole} // without groups owners add up to all there is to know
		if len(q.GroupBy) > 0 {
			if found, err = figures(r, failing, grouping); err != nil {
				return f, err
			}
		}
		filter := report.And(`deal.outcome == "open"`, c.filter)
		for _, g := range groups.rows {
			failed := found.of(g.key)
			f.Checks.Rows = append(f.Checks.Rows, append(grouping.Cells(r, g.key), c.key, status(failed.count, g.count), failed.count, g.count,
				report.ShareOf(failed.count, g.count), failed.value, report.And(grouping.Filter(g.key), filter)))
		}
		slices.SortStableFunc(owners.rows, func(a, b figure) int { return b.count - a.count })
		for _, o := range owners.rows {
			f.Owners.Rows = append(f.Owners.Rows, []any{c.key, o.cells[0], o.cells[1], o.count, o.value, report.And(filter, report.Equal("owner", o.key))})
		}
	}
	f.Checks.Totals, f.Owners.Totals = make([]any, len(f.Checks.Columns)), make([]any, len(f.Owners.Columns))
	return f, nil
}

func status(count, of int) string {
	switch {
	case float64(count) > bad*float64(of):
		return "bad"
	case float64(count) > tolerable*float64(of):
		return "warn"
	}
	return "good"
}

// figure is how many deals of a group a question means and what they are worth.
type figure struct {
	key   string // of the group, as a [report.Grouping] has it
	cells []any
	count int
	value any
}

// split is a figure for each group, that of none, and that of all together.
type split struct {
	rows        []figure
	none, whole figure
}

func (s split) of(key string) figure {
	if at := slices.IndexFunc(s.rows, func(f figure) bool { return f.key == key }); at >= 0 {
		return s.rows[at]
	}
	return s.none
}

func figures(r *report.Reader, q Question, by *report.Grouping) (s split, err error) {
	x, err := r.Exchange(q.Currency)
	if err != nil {
		return s, err
	}
	s.none.value = sales.Money{Currency: x.To()}
	t, err := r.Ask(report.Question{Selection: q.Selection, Measures: []string{"count", "value"}, GroupBy: by.Names(), Currency: q.Currency, Kind: q.Kind})
	if err != nil {
		return s, err
	}
	of := func(row []any) (f figure) {
		f.cells, f.value = row[:len(row)-2], row[len(row)-1]
		f.count, _ = row[len(row)-2].(int)
		return f
	}
	s.whole = of(t.Totals)
	for _, row := range t.Rows {
		f := of(row)
		f.key = by.KeyOf(f.cells)
		s.rows = append(s.rows, f)
	}
	return s, nil
}
