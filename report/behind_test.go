package report

import (
	"fmt"
	"testing"

	"arus/board"
	"arus/sales"

	"pgregory.net/rapid"
)

// Every figure of the pipeline opens exactly the deals that it counts.
func TestFiguresOfThePipelineOpenTheDealsTheyCount(t *testing.T) {
	check(t, func(t *rapid.T) {
		s := tell(t, 40)
		r := s.reader()
		selection := Selection{Pipeline: pick[sales.PipelineID](s, "", "pipe_a", "pipe_b")}
		table, err := r.Pipeline(Question{Selection: selection})
		if err != nil { // a rate may be missing
			return
		}
		for _, row := range append(table.Rows, table.Totals) {
			n, asked := 0, selection
			asked.Filter = row[len(row)-1].(string)
			if err := r.Each(asked, func(board.Deal) bool { n++; return true }); err != nil {
				t.Fatal(err)
			}
			same(t, asked.Filter, n, row[2])
		}
	})
}

// Grouped, each group has the rows that it has alone, and they open the same deals.
func TestGroupsOfThePipelineAreAsIfAskedAlone(t *testing.T) {
	check(t, func(t *rapid.T) {
		s := tell(t, 40)
		r := s.reader()
		q := Question{Selection: Selection{Pipeline: pick[sales.PipelineID](s, "", "pipe_a", "pipe_b")}, GroupBy: []string{"owner", "segment"}}
		table, err := r.Pipeline(q)
		if err != nil { // a rate may be missing
			return
		}
		rows, counted := table.Rows, 0
		for len(rows) > 0 {
			owner, _ := rows[0][0].(string)
			segment, _ := rows[0][2].(string)
			alone := Question{Selection: q.Selection}
			alone.Filter = And(Equal("owner", owner), Equal("segment", segment))
			want, err := r.Pipeline(alone)
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range want.Rows {
				same(t, alone.Filter, fmt.Sprint(rows[0][3:len(rows[0])-1]...), fmt.Sprint(w[:len(w)-1]...))
				n, asked := 0, q.Selection
				asked.Filter = rows[0][len(rows[0])-1].(string)
				if err := r.Each(asked, func(board.Deal) bool { n++; return true }); err != nil {
					t.Fatal(err)
				}
				same(t, asked.Filter, n, w[2])
				counted += n
				rows = rows[1:]
			}
		}
		same(t, "deals", counted, table.Totals[5])
	})
}
