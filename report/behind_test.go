package report

import (
	"testing"

	"arus/board"
	"arus/sales"

	"pgregory.net/rapid"
)

// Every figure of the plain reports opens exactly the deals that it counts.
func TestFiguresOfThePlainReportsOpenTheDealsTheyCount(t *testing.T) {
	check(t, func(t *rapid.T) {
		s := tell(t, 40)
		r := s.reader()
		selection := Selection{Pipeline: pick[sales.PipelineID](s, "", "pipe_a", "pipe_b")}
		period := sales.Period{From: -1 << 30, To: 1 << 30}
		if rapid.Bool().Draw(t, "a period") {
			period.From = s.someDay()
			period.To = period.From + sales.Day(rapid.IntRange(1, 90).Draw(t, "days"))
		}
		opens := func(t *rapid.T, table Table, row []any, outcomes map[string]sales.Outcome) {
			at := map[string]any{}
			for i, c := range table.Columns {
				at[c.Name] = row[i]
			}
			for column, outcome := range outcomes {
				n := 0
				asked := selection
				asked.Filter, asked.Outcome = at["deals"].(string), outcome
				if err := r.Each(asked, func(board.Deal) bool { n++; return true }); err != nil {
					t.Fatal(err)
				}
				same(t, column+" by "+asked.Filter, n, at[column])
			}
		}
		if table, err := r.Pipeline(selection, ""); err == nil { // a rate may be missing
			for _, row := range append(table.Rows, table.Totals) {
				opens(t, table, row, map[string]sales.Outcome{"count": ""})
			}
		}
		each := map[string]sales.Outcome{"won": sales.Won, "lost": sales.Lost}
		for _, cohort := range []bool{false, true} {
			if table, err := r.WinRate(selection, period, cohort); err == nil {
				opens(t, table, table.Rows[0], each)
			}
		}
		if selection.Pipeline == "" {
			return
		}
		table, err := r.Funnel(selection, period)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range table.Rows {
			opens(t, table, row, map[string]sales.Outcome{"reached": "", "won": sales.Won, "lost": sales.Lost, "open": sales.Open})
		}
	})
}
