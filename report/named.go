package report

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"arus/board"
	"arus/report/scan"
	"arus/report/tally"
	"arus/sales"
	"arus/score"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Pipeline is the open pipeline by stage: of one pipeline in the order of its stages, or of all of them by canonical stage;
// of a question it takes no measures. Stages without deals are in it; deals whose stage has no place on the ladder stand last,
// in a row without a name. Grouped, each group has all of these rows.
func (r *Reader) Pipeline(q Question) (Table, error) {
	to, err := r.currency(q.Currency)
	if err != nil {
		return Table{}, err
	}
	q.Outcome = sales.Open
	ladder, err := r.Ladder(q.Pipeline)
	if err != nil {
		return Table{}, err
	}
	grouping, err := r.GroupingBy(q.GroupBy)
	if err != nil {
		return Table{}, err
	}
	which, err := r.Which(q.Selection)
	if err != nil {
		return Table{}, err
	}
	asked := tally.Question{Which: which, By: append(r.scannedAll(grouping.dimensions), ladder.dimension()), Needs: tally.Weighted | tally.Stalled, Most: groupsMost}
	if q.Kind != "" {
		asked.Value = func(d board.Deal) (sales.Money, error) { return r.valueAs(d, q.Kind) }
	}
	counts, err := tally.Count(r.World(), asked)
	if err != nil {
		return Table{}, err
	}
	p := pipeline{rungs: r.rungs(q.Pipeline, ladder), grouping: grouping, exchange: r.exchange(to), of: map[string][]tally.Cell{}}
	for _, g := range counts.Groups {
		if err := p.place(g); err != nil {
			return Table{}, err
		}
	}
	return p.table(r, &counts.Total)
}

// dimension of the steps of a ladder, by their numbers; places that are not on it have the number behind the last.
func (l *Ladder) dimension() scan.Dimension {
	return scan.Dimension{Columns: scan.Place, Coded: true, Key: func(d board.Deal) string {
		if at := l.At(d.PlaceCode()); at >= 0 {
			return itoa(at)
		}
		return itoa(len(l.Steps))
	}}
}

// rung is a row of the pipeline: a stage with its odds, or a canonical stage of all pipelines.
type rung struct {
	Rung
	odds  *score.Rate
	deals string // an expression that is true of those that stand on it
}

// rungs are the rows of a ladder, and one without a name.
func (r *Reader) rungs(id sales.PipelineID, l *Ladder) (rows []rung) {
	for _, step := range l.Steps {
		row := rung{Rung: step, deals: l.Filter(len(rows))}
		if rate, known := r.Odds.At(id, sales.StageID(step.ID)); known {
			row.odds = &rate
		}
		rows = append(rows, row)
	}
	return append(rows, rung{deals: l.elsewhere()})
}

// pipeline is how counts become a table.
type pipeline struct {
	rungs    []rung
	grouping *Grouping
	exchange *exchange
	of       map[string][]tally.Cell // by the groups' keys, the cells of the rungs; that without a name only where it has deals
}

func (p *pipeline) group(key string) []tally.Cell {
	if p.of[key] == nil {
		p.of[key] = make([]tally.Cell, len(p.rungs)-1, len(p.rungs))
	}
	return p.of[key]
}

func (p *pipeline) place(g *tally.Group) error {
	last := len(g.Keys) - 1
	at, err := strconv.Atoi(g.Keys[last])
	if err != nil {
		return err
	}
	key := strings.Join(g.Keys[:last], "\x00")
	cells := p.group(key)
	if at == len(cells) {
		cells = append(cells, tally.Cell{})
	}
	cells[at] = g.Cell
	p.of[key] = cells
	return nil
}

func (p *pipeline) table(r *Reader, total *tally.Cell) (Table, error) {
	unit := string(p.exchange.to)
	t := Table{Currency: p.exchange.to, Columns: append(GroupColumns(p.grouping.names), []Column{{"stage", "text", ""}, {"stage_name", "text", ""}, {"count", "count", ""}, {"value", "money", unit},
		{"weighted_value", "money", unit}, {"stalled", "count", ""}, {"probability", "share", ""}, {"probability_n", "count", ""},
		{"probability_source", "text", ""}, {"probability_low", "share", ""}, {"probability_high", "share", ""}, {"deals", "filter", ""}}...)}
	if len(p.grouping.names) == 0 {
		p.group("")
	}
	open := Equal("outcome", string(sales.Open))
	for _, key := range slices.SortedFunc(maps.Keys(p.of), p.grouping.Compare) {
		for i, cell := range p.of[key] {
			row, err := p.row(&p.rungs[i], &cell)
			if err != nil {
				return Table{}, err
			}
			t.Rows = append(t.Rows, append(append(p.grouping.Cells(r, key), row...), And(open, p.grouping.Filter(key), p.rungs[i].deals)))
		}
	}
	row, err := p.row(&rung{}, total)
	t.Totals = append(append(make([]any, len(t.Columns)-len(row)-1), row...), open)
	return t, err
}

// row of a rung: its names, its figures, and the odds of any deal that stands on it.
func (p *pipeline) row(on *rung, c *tally.Cell) ([]any, error) {
	value, err1 := p.exchange.money(&c.Values[board.Open], 1)
	weighted, err2 := p.exchange.money(&c.Weighted, Certain)
	row := []any{orNil(on.ID), orNil(on.Name), c.Count(), value, weighted, c.Stalled, nil, nil, nil, nil, nil}
	if o := on.odds; o != nil {
		copy(row[6:], []any{o.P, o.N, string(o.Source), o.Low, o.High})
	}
	return row, cmp.Or(err1, err2)
}

func (r *Reader) pipeline(id sales.PipelineID) (*sales.Pipeline, error) {
	p, ok := r.Picture.Pipeline(id)
	if !ok {
		return nil, sales.Invalid("#pipeline", "unknown_reference", "there is no %s %q", "pipeline", string(id))
	}
	return p, nil
}
