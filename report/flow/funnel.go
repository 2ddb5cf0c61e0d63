package flow

import (
	"arus/board"
	"arus/report"
	"arus/sales"
)

// outcomes count deals by the board's codes of their outcomes.
type outcomes struct {
	counts [board.Lost + 1]int
	values [board.Lost + 1]report.Sum
}

func (c *outcomes) all() int {
	return c.counts[board.Open] + c.counts[board.Won] + c.counts[board.Lost]
}

// OfFunnel follows the deals created in a period through the stages of their pipeline: how many entered each stage or a later
// one, and what became of them.
func OfFunnel(r *report.Reader, s report.Selection, p sales.Period) (report.Table, error) {
	if s.Pipeline == "" {
		return report.Table{}, sales.Invalid("#pipeline", "required", "a funnel is of one pipeline")
	}
	ladder, err := r.Ladder(s.Pipeline)
	if err != nil {
		return report.Table{}, err
	}
	rows := make([]outcomes, len(ladder.Steps))
	var visits []board.Visit
	err = r.Each(s, func(d board.Deal) bool {
		if !p.Holds(r.DayOf(d.CreatedAt())) {
			return true
		}
		furthest := -1
		visits = d.AppendVisits(visits[:0])
		for _, v := range visits {
			furthest = max(furthest, ladder.At(v.Place))
		}
		for i := range furthest + 1 {
			rows[i].counts[d.OutcomeCode()]++
		}
		return true
	})
	t := table(Question{}, "text stage stage_name", "count reached won lost open", "share conversion", "filter deals")
	for i, step := range ladder.Steps {
		c := &rows[i]
		next := c.counts[board.Won] // from the last stage on, the next step is the win
		if i+1 < len(rows) {
			next = rows[i+1].all()
		}
		t.Rows = append(t.Rows, []any{step.ID, step.Name, c.all(), c.counts[board.Won], c.counts[board.Lost], c.counts[board.Open],
			report.ShareOf(next, c.all()), report.And(report.During("created_day", p), ladder.CameTo(i))})
	}
	return t, err
}

// OfWins counts wins against losses: of deals that closed in the period, or (cohort) of those created in it, whose open ones
// are shown and not judged. Values are weighed in the workspace's currency.
func OfWins(r *report.Reader, s report.Selection, p sales.Period, cohort bool) (report.Table, error) {
	basis, behind, began := "close", report.And(`deal.outcome != "open"`, report.During("closed_day", p)), board.Deal.ClosedAt
	if cohort {
		basis, behind, began = "cohort", report.During("created_day", p), board.Deal.CreatedAt
	}
	c := &outcomes{}
	err := r.Each(s, func(d board.Deal) bool {
		if at := began(d); at != 0 && p.Holds(r.DayOf(at)) {
			c.counts[d.OutcomeCode()]++
			c.values[d.OutcomeCode()].Add(d.Value())
		}
		return true
	})
	if err != nil {
		return report.Table{}, err
	}
	x, err := r.Exchange("")
	if err != nil {
		return report.Table{}, err
	}
	byValue, err := x.Share(&c.values[board.Won], &c.values[board.Lost])
	t := table(Question{}, "text basis", "count won lost open", "share win_rate win_rate_value", "filter deals")
	won, lost := c.counts[board.Won], c.counts[board.Lost]
	t.Rows = [][]any{{basis, won, lost, c.counts[board.Open], report.ShareOf(won, won+lost), byValue, behind}}
	return t, err
}
