package bridge

import (
	"testing"

	"arus/report"
	"arus/report/reporttest"
)

// Between any two days of a real pipeline the bridge says what a loop over its files counts: where each deal stood at the
// one end and at the other.
func TestABridgeOfARealPipelineAgreesWithItsFiles(t *testing.T) {
	l := reporttest.ReadLoans(t)
	b := l.Board(t)
	for _, span := range [][2]string{{"2011-10-31T23:59:59Z", "2011-11-30T23:59:59Z"}, {"2011-12-15T12:00:00Z", "2012-02-15T12:00:00Z"}, {"2011-10-01T00:00:00Z", "2012-03-14T23:59:59Z"}} {
		from, to := reporttest.Moment(t, span[0]), reporttest.Moment(t, span[1])
		before, after := map[string]string{}, map[string]string{}
		for _, m := range l.Moves { // each deal's are in order
			at, stands := reporttest.Moment(t, m["changed_at"]), "open"
			if reporttest.LoanStage(m["to_stage"]) == "" {
				stands = "lost"
			}
			if m["to_stage"] == "Won" {
				stands = "won"
			}
			if at <= from {
				before[m["opportunity_id"]] = stands
			}
			if at <= to {
				after[m["opportunity_id"]] = stands
			}
		}
		// The primary line of a deal goes by where it ended. One that came and was closed in between counts with its end, and adds nothing.
		want := map[Kind]*Stand{Won: {}, Lost: {}, Created: {}}
		opening, closing := Stand{}, Stand{}
		for _, d := range l.Deals {
			id, worth := d["opportunity_id"], reporttest.Euros(t, d["amount"]).Minor
			was, is := before[id] == "open", after[id] == "open"
			if was {
				opening.Count++
				opening.Value.Minor += worth
			}
			if is {
				closing.Count++
				closing.Value.Minor += worth
			}
			line, sign := want[Created], int64(1)
			if was == is {
				continue
			}
			if was {
				line, sign = want[Kind(after[id])], -1
			}
			line.Count++
			line.Value.Minor += sign * worth
		}
		all, err := Of(report.NewReader(b.Snapshot().At(to, 0), to), Question{From: from})
		if err != nil {
			t.Fatal(err)
		}
		got := all[0]
		if got.Opening.Count != opening.Count || got.Opening.Value.Minor != opening.Value.Minor || got.Closing.Count != closing.Count || got.Closing.Value.Minor != closing.Value.Minor {
			t.Errorf("%v: from %+v to %+v, by the files from %+v to %+v", span, got.Opening, got.Closing, opening, closing)
		}
		sum := got.Opening.Value.Minor
		for _, line := range got.Lines {
			sum += line.Value.Minor
			w := want[line.Kind]
			if w == nil {
				w = &Stand{}
			}
			if line.Value.Minor != w.Value.Minor || line.Count != w.Count+through(before, after, line.Kind) {
				t.Errorf("%v, %s: %d worth %v, by the files %d worth %d", span, line.Kind, line.Count, line.Value, w.Count, w.Value.Minor)
			}
		}
		if sum != got.Closing.Value.Minor {
			t.Errorf("%v does not close: %d, %v", span, sum, got.Closing)
		}
		t.Logf("%v: %+v to %+v, created %+v, won %+v, lost %+v", span, got.Opening, got.Closing, *want[Created], *want[Won], *want[Lost])
	}
}

// through counts the deals that came and were closed between two pictures.
func through(before, after map[string]string, kind Kind) (n int) {
	for id, stands := range after {
		if _, was := before[id]; !was && Kind(stands) == kind {
			n++
		}
	}
	return n
}
