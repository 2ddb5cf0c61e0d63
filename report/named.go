package report

import (
	"cmp"
	"strconv"

	"arus/board"
	"arus/report/scan"
	"arus/report/tally"
	"arus/sales"
	"arus/score"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Pipeline is the open pipeline by stage: of one pipeline in the order of its stages, or of all of them by canonical stage.
// Stages without deals are in it; deals whose stage has no place on the ladder stand last, in a row without a name.
func (r *Reader) Pipeline(s Selection, currency sales.Currency) (Table, error) {
	to, err := r.currency(currency)
	if err != nil {
		return Table{}, err
	}
	s.Outcome = sales.Open
	ladder, err := r.Ladder(s.Pipeline)
	if err != nil {
		return Table{}, err
	}
	which, err := r.Which(s)
	if err != nil {
		return Table{}, err
	}
	nowhere := len(ladder.Steps)
	by := scan.Dimension{Columns: scan.Place, Coded: true, Key: func(d board.Deal) string {
		if at := ladder.At(d.PlaceCode()); at >= 0 {
			return itoa(at)
		}
		return itoa(nowhere)
	}}
	counts, err := tally.Count(r.World(), tally.Question{Which: which, By: []scan.Dimension{by}, Needs: tally.Weighted | tally.Stalled})
	if err != nil {
		return Table{}, err
	}
	cells := make([]tally.Cell, nowhere, nowhere+1)
	for _, g := range counts.Groups {
		at, err := strconv.Atoi(g.Keys[0])
		if err != nil {
			return Table{}, err
		}
		if at == nowhere {
			cells = append(cells, tally.Cell{})
		}
		cells[at] = g.Cell
	}
	return pipelineTable(r.rungs(s.Pipeline, ladder), cells, &counts.Total, r.exchange(to))
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

func pipelineTable(steps []rung, cells []tally.Cell, total *tally.Cell, x *exchange) (Table, error) {
	unit := string(x.to)
	t := Table{Currency: x.to, Columns: []Column{{"stage", "text", ""}, {"stage_name", "text", ""}, {"count", "count", ""}, {"value", "money", unit},
		{"weighted_value", "money", unit}, {"stalled", "count", ""}, {"probability", "share", ""}, {"probability_n", "count", ""},
		{"probability_source", "text", ""}, {"probability_low", "share", ""}, {"probability_high", "share", ""}, {"deals", "filter", ""}}}
	figures := func(c *tally.Cell) ([]any, error) {
		value, err1 := x.money(&c.Values[board.Open], 1)
		weighted, err2 := x.money(&c.Weighted, Certain)
		return []any{c.Count(), value, weighted, c.Stalled}, cmp.Or(err1, err2)
	}
	for i := range cells {
		row := []any{orNil(steps[i].ID), orNil(steps[i].Name)}
		f, err := figures(&cells[i])
		if err != nil {
			return Table{}, err
		}
		row = append(row, f...)
		if o := steps[i].odds; o != nil {
			row = append(row, o.P, o.N, string(o.Source), o.Low, o.High)
		} else {
			row = append(row, nil, nil, nil, nil, nil)
		}
		row = append(row, And(Equal("outcome", string(sales.Open)), steps[i].deals))
		t.Rows = append(t.Rows, row)
	}
	f, err := figures(total)
	t.Totals = append(append([]any{nil, nil}, f...), nil, nil, nil, nil, nil, Equal("outcome", string(sales.Open)))
	return t, err
}

func (r *Reader) pipeline(id sales.PipelineID) (*sales.Pipeline, error) {
	p, ok := r.Picture.Pipeline(id)
	if !ok {
		return nil, sales.Invalid("#pipeline", "unknown_reference", "there is no %s %q", "pipeline", string(id))
	}
	return p, nil
}
