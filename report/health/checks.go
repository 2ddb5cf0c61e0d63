package health

import (
	"slices"

	"arus/report"
	"arus/sales"
)

// Question asks about the open deals that are selected.
type Question struct {
	report.Selection
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

// Of runs all checks, or those of data only. The status is good up to 5 % of the open deals, warn up to 20 %, else bad.
func Of(r *report.Reader, q Question, dataOnly bool) (f Findings, err error) {
	q.Outcome = sales.Open
	open, err := figures(r, q, q.Filter)
	if err != nil {
		return f, err
	}
	x, err := r.Exchange(q.Currency)
	if err != nil {
		return f, err
	}
	f.Checks = report.Table{Currency: x.To(), Columns: report.Columns(x.To(), "text check status", "count count of", "share share", "money value", "filter deals")}
	f.Owners = report.Table{Currency: x.To(), Columns: report.Columns(x.To(), "text check owner owner_name", "count count", "money value", "filter deals")}
	for _, c := range checks() {
		if dataOnly && !c.ofData() {
			continue
		}
		filter := report.And(`deal.outcome == "open"`, c.filter)
		narrowed := c.filter
		if q.Filter != "" {
			narrowed = "(" + q.Filter + ") && " + c.filter
		}
		found, err := figures(r, q, narrowed)
		if err != nil {
			return f, err
		}
		f.Checks.Rows = append(f.Checks.Rows, []any{c.key, status(found.count, open.count), found.count, open.count, report.ShareOf(found.count, open.count), found.value, filter})
		for _, o := range found.owners {
			f.Owners.Rows = append(f.Owners.Rows, []any{c.key, o.id, o.name, o.count, o.value, report.And(filter, report.Equal("owner", o.text()))})
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

// figure is how many deals a filter means and what they are worth, all of them and by owner.
type figure struct {
	count  int
	value  any
	owners []owned
}

type owned struct {
	id, name any
	count    int
	value    any
}

func (o owned) text() string {
	id, _ := o.id.(string)
	return id
}

func figures(r *report.Reader, q Question, filter string) (f figure, err error) {
	s := q.Selection
	s.Filter = filter
	t, err := r.Ask(report.Question{Selection: s, Measures: []string{"count", "value"}, GroupBy: []string{"owner"}, Currency: q.Currency, Kind: q.Kind})
	if err != nil {
		return f, err
	}
	at := func(name string) int {
		return slices.IndexFunc(t.Columns, func(c report.Column) bool { return c.Name == name })
	}
	owner, name, count, value := at("owner"), at("owner_name"), at("count"), at("value")
	f.count, _ = t.Totals[count].(int)
	f.value = t.Totals[value]
	for _, row := range t.Rows {
		n, _ := row[count].(int)
		f.owners = append(f.owners, owned{row[owner], row[name], n, row[value]})
	}
	slices.SortStableFunc(f.owners, func(a, b owned) int { return b.count - a.count })
	return f, nil
}
