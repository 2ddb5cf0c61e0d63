package report

import (
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
		table, err := r.Pipeline(selection, "")
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
