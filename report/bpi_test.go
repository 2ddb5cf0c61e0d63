package report

import (
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"arus/report/reporttest"
	"arus/sales"
)

// standing is the script of ten lines: the last transition of each deal up to a moment says where it stands.
func standing(t *testing.T, l reporttest.Loans, at sales.Instant) (count map[string]int, value map[string]int64) {
	last, amount := map[string]string{}, map[string]int64{}
	for _, d := range l.Deals {
		amount[d["opportunity_id"]] = reporttest.Euros(t, d["amount"]).Minor
	}
	for _, m := range l.Moves { // in the file, each deal's are in order
		if reporttest.Moment(t, m["changed_at"]) <= at {
			last[m["opportunity_id"]] = m["to_stage"]
		}
	}
	count, value = map[string]int{}, map[string]int64{}
	for id, stage := range last {
		count[stage]++
		value[stage] += amount[id]
	}
	return count, value
}

func TestARealPipelineAgreesWithItsFiles(t *testing.T) {
	l := reporttest.ReadLoans(t)
	b := l.Board(t)
	end := reporttest.Moment(t, "2012-03-14T23:59:59Z")
	r := NewReader(b.Snapshot().At(end, 0), end)
	table, err := r.Ask(Question{Measures: []string{"count", "won", "lost", "open", "won_value", "value", "weighted_value", "win_rate"}})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "deals, won, lost, open", table.Rows[0][:4], []any{13087, 2246, 10442, 399})
	t.Logf("deals, won, lost, open, won value, open value, weighted value, win rate: %v", table.Rows[0])

	random := rand.New(rand.NewPCG(2012, 1))
	first := sales.DayOf(time.Date(2011, 10, 1, 0, 0, 0, 0, time.UTC))
	for range 20 {
		at := (first + sales.Day(random.IntN(165))).End(time.UTC)
		count, value := standing(t, l, at)
		r := NewReader(b.Snapshot().At(at, 0), at)
		table, err := r.Pipeline(Question{Selection: Selection{Pipeline: "pipe_a"}})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range table.Rows {
			name := row[1].(string)
			same(t, at.String()+" "+name, row[2:4], []any{count[name], sales.Money{Minor: value[name], Currency: "EUR"}})
		}
		closed, err := r.Ask(Question{Measures: []string{"won", "won_value", "lost", "lost_value"}})
		if err != nil {
			t.Fatal(err)
		}
		same(t, at.String()+" closed", closed.Rows[0], []any{count["Won"], sales.Money{Minor: value["Won"], Currency: "EUR"},
			count["Lost-Declined"] + count["Lost-Cancelled"], sales.Money{Minor: value["Lost-Declined"] + value["Lost-Cancelled"], Currency: "EUR"}})
	}
}

func TestChancesOfARealPipelineFollowTheDefinitions(t *testing.T) {
	l := reporttest.ReadLoans(t)
	end := reporttest.Moment(t, "2012-03-14T23:59:59Z")
	r := NewReader(l.Board(t).Snapshot().At(end, 0), end)
	closed, won, all := l.Reached()
	_, value := standing(t, l, end)
	table, err := r.Pipeline(Question{Selection: Selection{Pipeline: "pipe_a"}})
	if err != nil {
		t.Fatal(err)
	}
	ladder, weighted := []int{0, 1, 2, 3, 4}, new(big.Rat) // five stages on six rungs: each has one of its own, and the last stays empty
	for i, row := range table.Rows {
		p := .1 + .7*float64(ladder[i])/5
		for range 3 { // the workspace, the pipeline and the stage are one here: the same deals count at each
			p = (float64(won[i]) + 20*p) / float64(closed[i]+20)
		}
		if got := row[6].(float64); got < p-1e-12 || got > p+1e-12 || row[7] != closed[i] || row[8] != "stage" {
			t.Errorf("%s: %v, want a chance of %g from %d deals", row[1], row, p, closed[i])
		}
		weighted.Add(weighted, new(big.Rat).Mul(big.NewRat(value[reporttest.LoanStages()[i]], 1), new(big.Rat).SetFloat64(row[6].(float64))))
		limit := r.Limits.Of(reporttest.LoanStage(reporttest.LoanStages()[i]))
		t.Logf("%-32s open %3d %-15v weighted %-14v chance %.4f (%.4f to %.4f) of %d; reached %d; stalled %d after %.1f days",
			row[1], row[2], row[3], row[4], row[6], row[9], row[10], row[7], all[i], row[5], limit.Days)
	}
	want, _ := new(big.Int).SetString(weighted.FloatString(0), 10)
	same(t, "weighted value", table.Totals[4], sales.Money{Minor: want.Int64(), Currency: "EUR"})
	t.Logf("totals: %v", table.Totals)
}
