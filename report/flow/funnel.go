package flow

import (
	"slices"

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

// cohort are the deals of a group that were created in a period, by how far they came.
type cohort struct {
	r       *report.Reader
	ladder  *report.Ladder
	created sales.Period
	steps   []outcomes // of deals that entered a step, or a later one
	visits  []board.Visit
}

// Take counts a deal at every step up to the furthest that it came to.
func (c *cohort) Take(d board.Deal) error {
	if !c.created.Holds(c.r.DayOf(d.CreatedAt())) {
		return nil
	}
	furthest := -1
	c.visits = d.AppendVisits(c.visits[:0])
	for _, v := range c.visits {
		furthest = max(furthest, c.ladder.At(v.Place))
	}
	for i := range furthest + 1 {
		c.steps[i].counts[d.OutcomeCode()]++
	}
	return nil
}

// OfFunnel follows the deals created in a period through the stages of a pipeline, or of all of them by canonical stage: how
// many entered each stage or a later one, and what became of them.
func OfFunnel(r *report.Reader, q Question) (report.Table, error) {
	ladder, err := r.Ladder(q.Pipeline)
	if err != nil {
		return report.Table{}, err
	}
	groups, err := report.Gather(r, q.Selection, q.GroupBy, func() *cohort {
		return &cohort{r: r, ladder: ladder, created: q.Period, steps: make([]outcomes, len(ladder.Steps))}
	})
	t := table(Question{GroupBy: q.GroupBy}, "text stage stage_name", "count reached won lost open", "share conversion", "filter deals")
	for _, g := range groups {
		for i, step := range ladder.Steps {
			c := &g.Is.steps[i]
			next := c.counts[board.Won] // from the last stage on, the next step is the win
			if i+1 < len(g.Is.steps) {
				next = g.Is.steps[i+1].all()
			}
			t.Rows = append(t.Rows, append(slices.Clone(g.Cells), step.ID, step.Name, c.all(), c.counts[board.Won], c.counts[board.Lost], c.counts[board.Open],
				report.ShareOf(next, c.all()), report.And(g.Filter, report.During("created_day", q.Period), ladder.CameTo(i))))
		}
	}
	return t, err
}

// contest counts wins against losses of a group.
type contest struct {
	outcomes
	r     *report.Reader
	q     *Question
	began func(board.Deal) sales.Instant // must be in the period
}

// Take counts a deal and its value.
func (c *contest) Take(d board.Deal) error {
	at := c.began(d)
	if at == 0 || !c.q.Period.Holds(c.r.DayOf(at)) {
		return nil
	}
	value, err := c.r.ValueAs(d, c.q.Kind)
	c.counts[d.OutcomeCode()]++
	c.values[d.OutcomeCode()].Add(value)
	return err
}

// OfWins counts wins against losses: of deals that closed in the period, or (byCohort) of those created in it, whose open ones
// are shown and not judged.
func OfWins(r *report.Reader, q Question, byCohort bool) (report.Table, error) {
	basis, behind, began := "close", report.And(`deal.outcome != "open"`, report.During("closed_day", q.Period)), board.Deal.ClosedAt
	if byCohort {
		basis, behind, began = "cohort", report.During("created_day", q.Period), board.Deal.CreatedAt
	}
	x, err := r.Exchange(q.Currency)
	if err != nil {
		return report.Table{}, err
	}
	groups, err := report.Gather(r, q.Selection, q.GroupBy, func() *contest { return &contest{r: r, q: &q, began: began} })
	if err != nil {
		return report.Table{}, err
	}
	t := table(Question{GroupBy: q.GroupBy}, "text basis", "count won lost open", "share win_rate win_rate_value", "filter deals")
	for _, g := range groups {
		byValue, err := x.Share(&g.Is.values[board.Won], &g.Is.values[board.Lost])
		if err != nil {
			return t, err
		}
		won, lost := g.Is.counts[board.Won], g.Is.counts[board.Lost]
		t.Rows = append(t.Rows, append(slices.Clone(g.Cells), basis, won, lost, g.Is.counts[board.Open], report.ShareOf(won, won+lost), byValue, report.And(g.Filter, behind)))
	}
	return t, nil
}
