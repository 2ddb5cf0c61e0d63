package forecast

import (
	"reflect"
	"testing"
	"time"

	"arus/demo"
	"arus/sales"
)

func tried(t *testing.T, s *stage, kind string, origins int) *Tried {
	t.Helper()
	done := 0
	got, err := Backtest(t.Context(), s.board(t).Snapshot(), Trial{Kind: kind, Origins: origins, At: []float64{0, .5}, Now: now, Progress: func(n, _ int) { done = n }})
	if err != nil || done != origins || len(got.Rows) != 2*origins {
		t.Fatalf("%d of %d periods, %v", done, origins, err)
	}
	return got
}

// What is written down after an origin changes nothing that is said at it, whatever day it is about.
func TestABacktestDoesNotKnowWhatWasWrittenDownLater(t *testing.T) {
	s := played(t, 3, demo.Small())
	before := tried(t, s, "quarter", 2)
	last := before.Rows[len(before.Rows)-1].Day.Start(time.UTC)
	moved := 0
	for id, o := range s.objects {
		if d, ok := o.(*sales.Deal); ok && d.Outcome == sales.Open && d.CreatedAt < last && moved < 30 {
			moved++
			s.do(t, sales.WinDeal{Deal: sales.DealID(id)}, max(d.StageSince, last-5), now)
		}
	}
	after := tried(t, s, "quarter", 2)
	for i, row := range before.Rows {
		if !reflect.DeepEqual(row.Estimate, after.Rows[i].Estimate) {
			t.Errorf("%s at %.2f: said %f, then %f", row.Period.Name, row.At, row.Estimate.Expected, after.Rows[i].Estimate.Expected)
		}
	}
	if moved == 0 || before.Rows[2].Actual == after.Rows[2].Actual {
		t.Error("nothing was changed")
	}
}

// Imported history was all written down at one moment; a backtest reads it as it happened.
func TestABacktestOfImportedHistoryReadsItAsItHappened(t *testing.T) {
	s := played(t, 3, demo.Small())
	before := tried(t, s, "quarter", 1)
	for i := range s.events {
		s.events[i].Recorded = now
	}
	after := tried(t, s, "quarter", 1)
	for i, row := range before.Rows {
		if got := after.Rows[i].Estimate; got.Booked != row.Estimate.Booked || got.Thin || got.Expected < row.Estimate.Expected*.8 || got.Expected > row.Estimate.Expected*1.2 {
			t.Errorf("%s at %.2f: %f of booked %f, then %f of %f", row.Period.Name, row.At, row.Estimate.Expected, row.Estimate.Booked, got.Expected, got.Booked)
		}
	}
}

func TestAskingForImpossibleBacktestsIsRefused(t *testing.T) {
	s := &stage{objects: map[sales.ID]sales.Object{}, versions: map[sales.ID]int64{}}
	for _, c := range []Trial{{Kind: "year", Origins: 1}, {Kind: "0d", Origins: 1}, {Kind: "999d", Origins: 1}, {Kind: "d", Origins: 1}, {Kind: "-3d", Origins: 1},
		{Kind: "month", Origins: 0}, {Kind: "month", Origins: 41}, {Kind: "month", Origins: 1, At: []float64{1}}} {
		c.Now = now
		if _, err := Backtest(t.Context(), s.board(t).Snapshot(), c); err == nil {
			t.Errorf("%+v was tried", c)
		}
	}
	got, err := Backtest(t.Context(), s.board(t).Snapshot(), Trial{Kind: "28d", Origins: 2, At: []float64{0}, Now: now})
	if err != nil || len(got.Rows) != 2 || !got.Rows[0].Estimate.Thin {
		t.Errorf("of nothing: %+v, %v", got, err)
	}
	// A file without a deal has no last day: its present is the beginning of time.
	if got, err := Backtest(t.Context(), s.board(t).Snapshot(), Trial{Kind: "month", Origins: 2, At: []float64{0}, Now: 1}); err != nil || len(got.Rows) != 2 {
		t.Errorf("of nothing, before there was anything: %+v, %v", got, err)
	}
}
