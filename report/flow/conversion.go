package flow

import (
	"slices"
	"strings"

	"arus/report"
)

// Conversion says how far deals come.
type Conversion struct {
	Stages report.Table // what became of each stage's visits
	Pairs  report.Table // of the deals that entered a stage, how many reached each later one, and the win
}

// OfConversion counts visits and deals that entered a stage in the period. A visit is left forwards when the deal moved on
// to a later step; the progress rate is the share of those and of wins among all visits that have ended.
func OfConversion(r *report.Reader, q Question) (Conversion, error) {
	ladder, groups, err := passages(r, q)
	if err != nil {
		return Conversion{}, err
	}
	c := Conversion{Stages: table(q, "text stage stage_name", "count visits forwards won backwards lost elsewhere staying", "share progress_rate", "filter deals "+strings.Join(endColumns(), " ")),
		Pairs: table(q, "text stage stage_name to_stage to_stage_name", "count entered reached ended open", "share conversion conversion_closed", "days days_p50", "filter deals deals_entered")}
	for _, g := range groups {
		for i := range g.Is.steps {
			s := &g.Is.steps[i]
			row := append(stageCells(g, i), s.visits, s.forwards, s.won, s.backwards, s.lost, s.elsewhere, s.staying,
				report.ShareOf(s.forwards+s.won, s.ended()), report.And(g.Filter, ladder.Entered(i, q.Period)))
			for _, how := range fates() {
				row = append(row, report.And(g.Filter, ladder.Ended(i, how, q.Period)))
			}
			c.Stages.Rows = append(c.Stages.Rows, row)
			c.Pairs.Rows = append(c.Pairs.Rows, g.Is.pairRows(i, g)...)
		}
	}
	return c, nil
}

// fates are how visits end, in the order of their columns.
func fates() []report.Fate {
	return []report.Fate{report.Forwards, report.ToWin, report.Backwards, report.ToLoss, report.Elsewhere, report.Staying}
}

// endColumns are of the deals behind each of them.
func endColumns() (names []string) {
	for _, how := range fates() {
		names = append(names, "deals_"+string(how))
	}
	return names
}

// won is what the step behind the last is called.
const won = "won"

func (a *passage) pairRows(from int, g *report.Group[*passage]) (rows [][]any) {
	came := report.And(g.Filter, a.ladder.Reached(from, from, a.period))
	for to := from + 1; to <= len(a.ladder.Steps); to++ {
		p, target := &a.pairs[from][to], report.Rung{ID: won, Name: won}
		deals := report.And(came, report.Equal("outcome", won))
		if to < len(a.ladder.Steps) {
			target = a.ladder.Steps[to]
			deals = report.And(g.Filter, a.ladder.Reached(from, to, a.period))
		}
		open := p.entered - p.reached - p.ended
		rows = append(rows, append(slices.Clone(g.Cells), a.ladder.Steps[from].ID, a.ladder.Steps[from].Name, target.ID, target.Name,
			p.entered, p.reached, p.ended, open, report.ShareOf(p.reached, p.entered), report.ShareOf(p.reached, p.entered-open), percentile(&p.days, .5), deals, came))
	}
	return rows
}

func passages(r *report.Reader, q Question) (*report.Ladder, []*report.Group[*passage], error) {
	ladder, err := r.Ladder(q.Pipeline)
	if err != nil {
		return nil, nil, err
	}
	groups, err := report.Gather(r, q.Selection, q.GroupBy, func() *passage { return newPassage(r, ladder, q.Period) })
	return ladder, groups, err
}

// table has the columns of the groups before those of the figures, and no totals: what is a share or a median of each group
// is none of all.
func table(q Question, kinds ...string) report.Table {
	t := report.Table{Currency: q.Currency, Columns: slices.Concat(report.GroupColumns(q.GroupBy), report.Columns(q.Currency, kinds...))}
	t.Totals = make([]any, len(t.Columns))
	return t
}

func stageCells(g *report.Group[*passage], i int) []any {
	return append(slices.Clone(g.Cells), g.Is.ladder.Steps[i].ID, g.Is.ladder.Steps[i].Name)
}
