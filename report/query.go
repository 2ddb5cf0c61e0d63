package report

import (
	"cmp"
	"maps"
	"slices"
	"sync/atomic"

	"arus/board"
	"arus/report/naming"
	"arus/report/scan"
	"arus/report/tally"
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

// Ask answers a question. Rows are in the order of their keys, totals are of all selected deals. A question without
// groups has one row, also about no deals.
//
// Measures of visits (stage_days_…) belong to the stage that was visited, all others to the one that the deal is in. Where
// a deal may be in several groups, as with products, it counts in each, and once in the totals; the table says so.
func (r *Reader) Ask(q Question) (Table, error) {
	a, err := r.answer(q)
	if err != nil {
		return Table{}, err
	}
	t := a.table(a.columns())
	t.Unvalued = a.counts.Total.Unvalued
	t.Rows, t.Totals, err = a.rows()
	return t, err
}

// rows are those of the groups, and one of the totals. Percentiles of a million visits take a while, so that those of large
// pictures are worked out side by side.
func (a *answer) rows() (rows [][]any, totals []any, err error) {
	groups := a.counts.Groups
	failed := make([]error, len(groups)+1) // the first of them is the same, whoever comes upon it
	rows = make([][]any, len(groups))
	if a.counts.Total.Stays != nil {
		a.sideBySide(len(groups), func(_ *answer, at int) { groups[at].Stays.Count() }) // of which the total's are made
	}
	a.sideBySide(len(groups)+1, func(own *answer, at int) {
		if at == 0 { // the total first: it takes longest
			totals, failed[0] = own.figures(&a.counts.Total)
			return
		}
		g := groups[at-1]
		figures, err := own.figures(&g.Cell)
		rows[at-1], failed[at] = append(a.cells(g.Keys), figures...), err
	})
	return rows, append(make([]any, len(a.columns())-len(a.measures)), totals...), cmp.Or(failed...)
}

// sideBySide works on each of some pieces, with an answer that nobody else works with.
func (a *answer) sideBySide(n int, work func(own *answer, at int)) {
	var next atomic.Int64
	scan.Together(a.r.World().Workers(), func(int) {
		own := *a
		own.exchange = a.r.exchange(a.exchange.to) // which remembers rates
		for at := int(next.Add(1)) - 1; at < n; at = int(next.Add(1)) - 1 {
			work(&own, at)
		}
	})
}

// answer is how a question's groups become rows.
type answer struct {
	r        *Reader
	q        Question
	how      scan.Evaluated
	groups   []dimension
	measures []measure
	exchange *exchange
	counts   *tally.Answer
}

func (r *Reader) answer(q Question) (*answer, error) {
	a, which, err := r.asked(q)
	if err != nil {
		return nil, err
	}
	a.counts, err = tally.Count(r.World(), a.count(which))
	return a, a.orderBy(err)
}

// asked is an answer before anything is counted, and of which deals it will be.
func (r *Reader) asked(q Question) (*answer, scan.Which, error) {
	a := &answer{r: r, q: q, how: scan.ByColumns}
	to, err := r.currency(q.Currency)
	if err != nil {
		return nil, scan.Which{}, err
	}
	a.exchange = r.exchange(to)
	if a.groups, err = r.groupsOf(q.GroupBy); err != nil {
		return nil, scan.Which{}, err
	}
	if a.measures, err = measuresOf(q.Measures); err != nil {
		return nil, scan.Which{}, err
	}
	which, err := r.Which(q.Selection)
	if which.Filter != nil {
		a.how = which.Filter.How
	}
	return a, which, err
}

// groupsMost is how many rows a question may have: more than anybody reads, and less than memory minds.
const groupsMost = 250_000

// count is what has to be counted for the answer.
func (a *answer) count(which scan.Which) tally.Question {
	t := tally.Question{Which: which, Period: a.r.periodEnd, Most: groupsMost, By: a.r.scannedAll(a.groups)}
	for _, m := range a.measures {
		t.Needs |= m.needs
	}
	if a.q.Kind != "" {
		t.Value = func(d board.Deal) (sales.Money, error) { return a.r.valueAs(d, a.q.Kind) }
	}
	return t
}

// periodEnd is the last day of the fiscal quarter that a day is in: the period that a deal slips out of.
func (r *Reader) periodEnd(d sales.Day) sales.Day {
	p, err := r.settings.Calendar.Period(r.settings.Calendar.Quarter(d))
	if err != nil {
		return d
	}
	return p.To - 1
}

func (r *Reader) groupsOf(names []string) (groups []dimension, err error) {
	for i, name := range names {
		at := "/group_by/" + itoa(i)
		if err := naming.Fresh(at, name, names[:i]); err != nil {
			return nil, err
		}
		d, err := r.dimension(name, at)
		if err != nil {
			return nil, err
		}
		groups = append(groups, d)
	}
	return groups, nil
}

func measuresOf(names []string) (asked []measure, err error) {
	if len(names) == 0 {
		return nil, sales.Invalid("/measures", "required", "a question needs at least one measure: %s", MeasureNames())
	}
	for i, name := range names {
		at := "/measures/" + itoa(i)
		if err := naming.Fresh(at, name, names[:i]); err != nil {
			return nil, err
		}
		m, known := measures[name]
		if !known {
			return nil, naming.NotAmong(at, name, slices.Collect(maps.Keys(measures)))
		}
		asked = append(asked, m)
	}
	return asked, nil
}

// orderBy puts groups in an order of numbers where their keys are numbers.
func (a *answer) orderBy(err error) error {
	if err != nil || !slices.ContainsFunc(a.groups, func(d dimension) bool { return d.compare != nil }) {
		return err
	}
	slices.SortStableFunc(a.counts.Groups, func(x, y *tally.Group) int { return compareKeys(a.groups, x.Keys, y.Keys) })
	return nil
}

// columns are those of the keys and of the measures.
func (a *answer) columns() (columns []Column) {
	for i, name := range a.q.GroupBy {
		columns = append(columns, Column{name, "text", ""})
		if a.groups[i].label != nil {
			columns = append(columns, Column{name + "_name", "text", ""})
		}
	}
	for i, name := range a.q.Measures {
		columns = append(columns, Columns(a.exchange.to, a.measures[i].kind+" "+name)...)
	}
	return columns
}

func (a *answer) table(columns []Column) Table {
	t := Table{Currency: a.exchange.to, Columns: columns, Evaluated: a.how}
	for i, d := range a.groups {
		if d.several != nil {
			t.Overlapping = append(t.Overlapping, a.q.GroupBy[i])
		}
	}
	return t
}

// cells are the keys of a row, each with what people call it.
func (a *answer) cells(keys []string) (row []any) {
	for i, key := range keys {
		row = append(row, orNil(key))
		if label := a.groups[i].label; label != nil {
			row = append(row, orNil(label(a.r, key)))
		}
	}
	return row
}

func (a *answer) figures(c *tally.Cell) ([]any, error) {
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
