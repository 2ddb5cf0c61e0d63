package report

import (
	"cmp"
	"encoding/binary"
	"maps"
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
	of   func(*cell, *exchange) (any, error)
}

func counted(of func(*cell) int) measure {
	return measure{"count", func(c *cell, _ *exchange) (any, error) { return of(c), nil }}
}

func summed(of func(*cell) *pot) measure {
	return measure{"money", func(c *cell, x *exchange) (any, error) { return x.money(of(c), 1) }}
}

// measures by the names that the API uses. count is of all selected deals; value and weighted_value are of the open ones.
var measures = map[string]measure{
	"count":          counted(func(c *cell) int { return c.count }),
	"open":           counted(func(c *cell) int { return c.open }),
	"won":            counted(func(c *cell) int { return c.won }),
	"lost":           counted(func(c *cell) int { return c.lost }),
	"stalled":        counted(func(c *cell) int { return c.stalled }),
	"value":          summed(func(c *cell) *pot { return &c.value }),
	"weighted_value": {"money", func(c *cell, x *exchange) (any, error) { return x.money(&c.weighted, Certain) }},
	"won_value":      summed(func(c *cell) *pot { return &c.wonValue }),
	"lost_value":     summed(func(c *cell) *pot { return &c.lostValue }),
	"win_rate":       {"share", func(c *cell, _ *exchange) (any, error) { return shareOf(c.won, c.won+c.lost), nil }},
	"win_rate_value": {"share", winRateByValue},
}

// winRateByValue is of the exact amounts: rounding comes after dividing.
func winRateByValue(c *cell, x *exchange) (any, error) {
	won, err := x.exact(&c.wonValue)
	if err != nil {
		return nil, err
	}
	lost, err := x.exact(&c.lostValue)
	if err != nil {
		return nil, err
	}
	all := lost.Add(lost, won)
	if all.Sign() == 0 {
		return nil, nil
	}
	rate, _ := won.Quo(won, all).Float64()
	return rate, nil
}

// MeasureNames lists what can be asked for.
func MeasureNames() string {
	return strings.Join(slices.Sorted(maps.Keys(measures)), ", ")
}

// Ask answers a question. Rows are in the order of their keys, totals are of all selected deals. A question without
// groups has one row, also about no deals.
func (r *Reader) Ask(q Question) (Table, error) {
	to, err := r.currency(q.Currency)
	if err != nil {
		return Table{}, err
	}
	groups, asked, err := q.parts()
	if err != nil {
		return Table{}, err
	}
	cells, err := r.grouped(q, groups)
	if err != nil {
		return Table{}, err
	}
	return tabled(q, cells, answer{r, groups, asked, r.exchange(to)})
}

// group is what deals of the same keys add up to.
type group struct {
	keys []string
	cell
}

func (r *Reader) grouped(q Question, by []dimension) ([]*group, error) {
	found, key, parts := map[string]*group{}, []byte(nil), make([]string, len(by))
	if len(by) == 0 {
		found[""] = &group{}
	}
	var failed error
	err := r.each(q.Selection, func(d board.Deal) bool {
		value, err := r.valueAs(d, q.Kind)
		if err != nil {
			failed = err
			return false
		}
		key = key[:0]
		for i, dimension := range by {
			parts[i] = dimension.key(r, d)
			key = append(binary.AppendUvarint(key, uint64(len(parts[i]))), parts[i]...)
		}
		g := found[string(key)]
		if g == nil {
			g = &group{keys: slices.Clone(parts)}
			found[string(key)] = g
		}
		g.take(r, d, value)
		return true
	})
	groups := slices.SortedFunc(maps.Values(found), func(a, b *group) int { return slices.Compare(a.keys, b.keys) })
	return groups, cmp.Or(err, failed)
}

// answer is how a question's groups become rows.
type answer struct {
	r        *Reader
	groups   []dimension
	measures []measure
	exchange *exchange
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

func tabled(q Question, groups []*group, a answer) (Table, error) {
	t := Table{Currency: a.exchange.to}
	for i, name := range q.GroupBy {
		t.Columns = append(t.Columns, Column{name, "text", ""})
		if a.groups[i].label != nil {
			t.Columns = append(t.Columns, Column{name + "_name", "text", ""})
		}
	}
	t.Totals = make([]any, len(t.Columns))
	for i, name := range q.Measures {
		unit := ""
		if a.measures[i].kind == "money" {
			unit = string(a.exchange.to)
		}
		t.Columns = append(t.Columns, Column{name, a.measures[i].kind, unit})
	}
	total := &cell{}
	for _, g := range groups {
		total.merge(&g.cell)
		row, err := a.row(g)
		if err != nil {
			return Table{}, err
		}
		t.Rows = append(t.Rows, row)
	}
	figures, err := a.figures(total)
	t.Totals = append(t.Totals, figures...)
	return t, err
}

func (a answer) row(g *group) ([]any, error) {
	var row []any
	for i, key := range g.keys {
		row = append(row, orNil(key))
		if label := a.groups[i].label; label != nil {
			row = append(row, orNil(label(a.r, key)))
		}
	}
	figures, err := a.figures(&g.cell)
	return append(row, figures...), err
}

func (a answer) figures(c *cell) ([]any, error) {
	var all []any
	for _, m := range a.measures {
		figure, err := m.of(c, a.exchange)
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
