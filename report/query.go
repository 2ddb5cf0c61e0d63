package report

import (
	"cmp"
	"slices"
	"strings"

	"arus/board"
	"arus/sales"
)

// Question asks for measures of the selected deals, grouped by dimensions.
type Question struct {
	Selection
	Measures []string
	GroupBy  []string
	Currency sales.Currency  // of money; the workspace's when empty
	Kind     sales.ValueKind // of values; each deal's own when empty
}

// measure is a figure of a group of deals.
type measure struct {
	kind string // of its column
	of   func(c *cell, r *Reader, to sales.Currency) (any, error)
}

func counted(of func(*cell) int) measure {
	return measure{"count", func(c *cell, _ *Reader, _ sales.Currency) (any, error) { return of(c), nil }}
}

func summed(of func(*cell) *pot) measure {
	return measure{"money", func(c *cell, r *Reader, to sales.Currency) (any, error) { return of(c).in(r, to) }}
}

// measures by the names that the API uses. count is of all selected deals; value and weighted_value are of the open ones.
var measures = map[string]measure{
	"count":          counted(func(c *cell) int { return c.count }),
	"open":           counted(func(c *cell) int { return c.open }),
	"won":            counted(func(c *cell) int { return c.won }),
	"lost":           counted(func(c *cell) int { return c.lost }),
	"stalled":        counted(func(c *cell) int { return c.stalled }),
	"value":          summed(func(c *cell) *pot { return &c.value }),
	"weighted_value": summed(func(c *cell) *pot { return &c.weighted }),
	"won_value":      summed(func(c *cell) *pot { return &c.wonValue }),
	"lost_value":     summed(func(c *cell) *pot { return &c.lostValue }),
	"win_rate":       {"share", func(c *cell, _ *Reader, _ sales.Currency) (any, error) { return shareOf(c.won, c.won+c.lost), nil }},
	"win_rate_value": {"share", winRateByValue},
}

func winRateByValue(c *cell, r *Reader, to sales.Currency) (any, error) {
	won, err := c.wonValue.in(r, to)
	if err != nil {
		return nil, err
	}
	lost, err := c.lostValue.in(r, to)
	if err != nil || won.Minor+lost.Minor == 0 {
		return nil, err
	}
	return float64(won.Minor) / float64(won.Minor+lost.Minor), nil
}

// MeasureNames lists what can be asked for.
func MeasureNames() string {
	return strings.Join(slices.Sorted(keysOf(measures)), ", ")
}

// Ask answers a question. Rows are in the order of their keys' names, totals are of all selected deals.
func (r *Reader) Ask(q Question) (Table, error) {
	to, err := r.currency(q.Currency)
	if err != nil {
		return Table{}, err
	}
	groups, asked, err := q.parts()
	if err != nil {
		return Table{}, err
	}
	cells, total := map[string]*cell{}, &cell{}
	var failed error
	err = r.each(q.Selection, func(d board.Deal) bool {
		value, err := r.valueAs(d, q.Kind)
		if err != nil {
			failed = err
			return false
		}
		key := groupKey(r, d, groups)
		if cells[key] == nil {
			cells[key] = &cell{}
		}
		cells[key].take(r, d, value)
		total.take(r, d, value)
		return true
	})
	if err := cmp.Or(err, failed); err != nil {
		return Table{}, err
	}
	return r.tabled(q, cells, total, answer{groups, asked, to})
}

// answer is how a question's cells become rows.
type answer struct {
	groups   []dimension
	measures []measure
	currency sales.Currency
}

func (q Question) parts() (groups []dimension, asked []measure, err error) {
	for i, name := range q.GroupBy {
		d, known := dimensions[name]
		if !known {
			return nil, nil, sales.Invalid("/group_by/"+itoa(i), "not_a_choice", "%q is not one of %s", name, DimensionNames())
		}
		groups = append(groups, d)
	}
	if len(q.Measures) == 0 {
		return nil, nil, sales.Invalid("/measures", "required", "a question needs at least one measure: %s", MeasureNames())
	}
	for i, name := range q.Measures {
		m, known := measures[name]
		if !known {
			return nil, nil, sales.Invalid("/measures/"+itoa(i), "not_a_choice", "%q is not one of %s", name, MeasureNames())
		}
		asked = append(asked, m)
	}
	return groups, asked, nil
}

// between separates the parts of a group's key; no name holds it.
const between = "\x00"

func groupKey(r *Reader, d board.Deal, groups []dimension) string {
	switch len(groups) {
	case 0:
		return ""
	case 1:
		return groups[0].key(r, d)
	}
	parts := make([]string, len(groups))
	for i, g := range groups {
		parts[i] = g.key(r, d)
	}
	return strings.Join(parts, between)
}

func (r *Reader) tabled(q Question, cells map[string]*cell, total *cell, a answer) (Table, error) {
	t := Table{Currency: a.currency}
	for i, name := range q.GroupBy {
		t.Columns = append(t.Columns, Column{name, "text", ""})
		if a.groups[i].label != nil {
			t.Columns = append(t.Columns, Column{name + "_name", "text", ""})
		}
		t.Totals = append(t.Totals, nil)
		if a.groups[i].label != nil {
			t.Totals = append(t.Totals, nil)
		}
	}
	for i, name := range q.Measures {
		unit := ""
		if a.measures[i].kind == "money" {
			unit = string(a.currency)
		}
		t.Columns = append(t.Columns, Column{name, a.measures[i].kind, unit})
	}
	for _, key := range slices.Sorted(keysOf(cells)) {
		row, err := r.row(key, cells[key], a)
		if err != nil {
			return Table{}, err
		}
		t.Rows = append(t.Rows, row)
	}
	figures, err := r.figures(total, a)
	t.Totals = append(t.Totals, figures...)
	return t, err
}

func (r *Reader) row(key string, c *cell, a answer) ([]any, error) {
	var row []any
	if len(a.groups) > 0 {
		for i, part := range strings.Split(key, between) {
			row = append(row, orNil(part))
			if label := a.groups[i].label; label != nil {
				row = append(row, orNil(label(r, part)))
			}
		}
	}
	figures, err := r.figures(c, a)
	return append(row, figures...), err
}

func (r *Reader) figures(c *cell, a answer) ([]any, error) {
	var all []any
	for _, m := range a.measures {
		figure, err := m.of(c, r, a.currency)
		if err != nil {
			return nil, err
		}
		all = append(all, figure)
	}
	return all, nil
}

func orNil(text string) any {
	if text == "" {
		return nil
	}
	return text
}
