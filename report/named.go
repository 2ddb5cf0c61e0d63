package report

import (
	"cmp"
	"strconv"

	"arus/board"
	"arus/sales"
	"arus/score"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Pipeline is the open pipeline by stage: of one pipeline in the order of its stages, or of all of them by canonical stage.
// Stages without deals are in it.
func (r *Reader) Pipeline(s Selection, currency sales.Currency) (Table, error) {
	to, err := r.currency(currency)
	if err != nil {
		return Table{}, err
	}
	if s.Outcome == "" {
		s.Outcome = sales.Open
	}
	steps, stepOf, err := r.steps(s.Pipeline)
	if err != nil {
		return Table{}, err
	}
	cells, total := make([]cell, len(steps)), &cell{}
	err = r.each(s, func(d board.Deal) bool {
		total.take(r, d, d.Value())
		if at, known := stepOf(d); known {
			cells[at].take(r, d, d.Value())
		}
		return true
	})
	if err != nil {
		return Table{}, err
	}
	return r.pipelineTable(steps, cells, total, to)
}

// step is a row of the pipeline: a stage, or a canonical stage of all pipelines.
type step struct {
	id, name string
	odds     *score.Rate
}

func (r *Reader) steps(id sales.PipelineID) ([]step, func(board.Deal) (int, bool), error) {
	var steps []step
	at := map[string]int{}
	add := func(id, name string, odds *score.Rate) {
		at[id] = len(steps)
		steps = append(steps, step{id, name, odds})
	}
	if id == "" {
		for _, c := range r.Picture.Workspace().Canonical {
			add(c.Key, c.Name, nil)
		}
		return steps, func(d board.Deal) (int, bool) { i, known := at[r.canonical(d)]; return i, known }, nil
	}
	p, ok := r.Picture.Pipeline(id)
	if !ok {
		return nil, nil, sales.Invalid("#pipeline", "unknown_reference", "there is no %s %q", "pipeline", string(id))
	}
	for _, stage := range p.Facts.Stages {
		if rate, known := r.Odds.At(id, stage.ID); known {
			add(string(stage.ID), stage.Name, &rate)
		} else {
			add(string(stage.ID), stage.Name, nil)
		}
	}
	return steps, func(d board.Deal) (int, bool) { i, known := at[string(d.Stage())]; return i, known }, nil
}

func (r *Reader) pipelineTable(steps []step, cells []cell, total *cell, to sales.Currency) (Table, error) {
	unit := string(to)
	t := Table{Currency: to, Columns: []Column{{"stage", "text", ""}, {"stage_name", "text", ""}, {"count", "count", ""}, {"value", "money", unit},
		{"weighted_value", "money", unit}, {"stalled", "count", ""}, {"probability", "share", ""}, {"probability_n", "count", ""},
		{"probability_source", "text", ""}, {"probability_low", "share", ""}, {"probability_high", "share", ""}}}
	figures := func(c *cell) ([]any, error) {
		value, err1 := c.value.in(r, to)
		weighted, err2 := c.weighted.in(r, to)
		return []any{c.count, value, weighted, c.stalled}, cmp.Or(err1, err2)
	}
	for i := range cells {
		row := []any{steps[i].id, steps[i].name}
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
		t.Rows = append(t.Rows, row)
	}
	f, err := figures(total)
	t.Totals = append(append([]any{nil, nil}, f...), nil, nil, nil, nil, nil)
	return t, err
}

// Funnel follows the deals created in a period through the stages of their pipeline: how many entered each stage or a later
// one, and what became of them.
func (r *Reader) Funnel(s Selection, p sales.Period) (Table, error) {
	pipeline, ok := r.Picture.Pipeline(s.Pipeline)
	if !ok {
		return Table{}, sales.Invalid("#pipeline", "required", "a funnel is of one pipeline")
	}
	stages := pipeline.Facts.Stages
	type row struct{ reached, won, lost, open int }
	rows := make([]row, len(stages))
	err := r.each(s, func(d board.Deal) bool {
		if !p.Holds(r.dayOf(d.CreatedAt())) {
			return true
		}
		furthest := -1
		for _, v := range d.Visits() {
			at, _ := pipeline.Facts.Stage(v.Stage)
			furthest = max(furthest, at)
		}
		for i := range furthest + 1 {
			rows[i].reached++
			switch d.Outcome() {
			case sales.Won:
				rows[i].won++
			case sales.Lost:
				rows[i].lost++
			default:
				rows[i].open++
			}
		}
		return true
	})
	t := Table{Columns: []Column{{"stage", "text", ""}, {"stage_name", "text", ""}, {"reached", "count", ""}, {"won", "count", ""},
		{"lost", "count", ""}, {"open", "count", ""}, {"conversion", "share", ""}}}
	for i, stage := range stages {
		next := rows[i].won // from the last stage on, the next step is the win
		if i+1 < len(stages) {
			next = rows[i+1].reached
		}
		t.Rows = append(t.Rows, []any{string(stage.ID), stage.Name, rows[i].reached, rows[i].won, rows[i].lost, rows[i].open, shareOf(next, rows[i].reached)})
	}
	t.Totals = make([]any, len(t.Columns))
	return t, err
}

func (r *Reader) dayOf(at sales.Instant) sales.Day { return sales.DayOf(at.Time().In(r.Zone)) }

// WinRate counts wins against losses: of deals that closed in the period, or (cohort) of those created in it, whose open
// ones are shown and not judged.
func (r *Reader) WinRate(s Selection, p sales.Period, cohort bool) (Table, error) {
	c := &cell{}
	basis := "close"
	if cohort {
		basis = "cohort"
	}
	err := r.each(s, func(d board.Deal) bool {
		at := d.ClosedAt()
		if cohort {
			at = d.CreatedAt()
		}
		if at != 0 && p.Holds(r.dayOf(at)) {
			c.take(r, d, d.Value())
		}
		return true
	})
	if err != nil {
		return Table{}, err
	}
	byValue, err := winRateByValue(c, r, r.Picture.Workspace().Currency)
	t := Table{Columns: []Column{{"basis", "text", ""}, {"won", "count", ""}, {"lost", "count", ""}, {"open", "count", ""},
		{"win_rate", "share", ""}, {"win_rate_value", "share", ""}}}
	t.Rows = [][]any{{basis, c.won, c.lost, c.open, shareOf(c.won, c.won+c.lost), byValue}}
	t.Totals = make([]any, len(t.Columns))
	return t, err
}
