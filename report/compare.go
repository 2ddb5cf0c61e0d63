package report

import (
	"slices"

	"arus/report/tally"
	"arus/sales"
)

// Compare answers a question of the reader's moment and of an earlier one. Each measure has three columns: what it is,
// what it was before, and, where both are known, how much it has changed. There is a row for every group that is or was.
// Money of each moment is exchanged at the rates of its day; names are those of the reader's moment.
func (r *Reader) Compare(before *Reader, q Question) (Table, error) {
	now, err := r.answer(q)
	if err != nil {
		return Table{}, err
	}
	then, err := before.answer(q)
	if err != nil {
		return Table{}, err
	}
	t := now.table(nil)
	measured := now.columns()
	t.Columns = slices.Clone(measured[:len(measured)-len(q.Measures)])
	t.Totals = make([]any, len(t.Columns))
	for _, c := range measured[len(t.Columns):] {
		for _, suffix := range []string{"", "_before", "_change"} {
			t.Columns = append(t.Columns, Column{c.Name + suffix, c.Type, c.Unit})
		}
	}
	pair := func(is, was *tally.Cell) ([]any, error) {
		a, err := now.figures(is)
		if err != nil {
			return nil, err
		}
		b, err := then.figures(was)
		if err != nil {
			return nil, err
		}
		var row []any
		for i := range a {
			row = append(row, a[i], b[i], change(a[i], b[i]))
		}
		return row, nil
	}
	for _, g := range bothOf(now, then) {
		figures, err := pair(g.is, g.was)
		if err != nil {
			return Table{}, err
		}
		t.Rows = append(t.Rows, append(now.cells(g.keys), figures...))
	}
	total, err := pair(&now.counts.Total, &then.counts.Total)
	t.Totals = append(t.Totals, total...)
	return t, err
}

// both is a group as it is and as it was; an empty cell where it is not there.
type both struct {
	keys    []string
	is, was *tally.Cell
}

// bothOf joins the groups of two answers, which are in the same order.
func bothOf(now, then *answer) (all []both) {
	a, b := now.counts.Groups, then.counts.Groups
	for len(a) > 0 || len(b) > 0 {
		var order int
		switch {
		case len(a) == 0:
			order = 1
		case len(b) == 0:
			order = -1
		default:
			order = compareKeys(now.groups, a[0].Keys, b[0].Keys)
		}
		one := both{is: &tally.Cell{}, was: &tally.Cell{}}
		if order <= 0 {
			one.keys, one.is, a = a[0].Keys, &a[0].Cell, a[1:]
		}
		if order >= 0 {
			one.keys, one.was, b = b[0].Keys, &b[0].Cell, b[1:]
		}
		all = append(all, one)
	}
	return all
}

// change is how much a figure has grown, or nil where one of the two is not known.
func change(is, was any) any {
	switch now := is.(type) {
	case int:
		if then, ok := was.(int); ok {
			return now - then
		}
	case float64:
		if then, ok := was.(float64); ok {
			return now - then
		}
	case sales.Money:
		if then, ok := was.(sales.Money); ok {
			if grown, err := now.Plus(sales.Money{Minor: -then.Minor, Currency: then.Currency}); err == nil {
				return grown
			}
		}
	}
	return nil
}
