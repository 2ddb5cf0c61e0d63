package main

import (
	"log/slog"
	"testing"
	"time"

	"arus/forecast/submit"
	"arus/sales"
)

// What the demo's people said of quarters that are over was written down after them, and still has to be made of what was
// there on those days.
func TestWhatTheDemosPeopleSaidCanBeMadeAgain(t *testing.T) {
	ctx := t.Context()
	h, err := openHouse(ctx, place{Data: t.TempDir()}, slog.New(slog.DiscardHandler), true)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := h.close(); err != nil {
			t.Error(err)
		}
	}()
	c := demoCommand{Seed: 1, Company: "S"}
	shown, err := c.fill(ctx, h)
	if err != nil {
		t.Fatal(err)
	}
	b, err := h.boards.Of(ctx, shown.workspace)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.WaitFor(ctx, shown.events); err != nil {
		t.Fatal(err)
	}
	s := b.Snapshot()
	p := s.At(0, 0)
	periods, layers := map[string]int{}, map[string]int{}
	for said := range p.Submissions() {
		v, err := submit.Verify(s, said.Facts, submit.VersionsAt(ctx, h.ledger, shown.workspace, said.Facts.Basis.Position))
		if err != nil {
			t.Fatal(err)
		}
		if !v.Same {
			t.Errorf("%s said %v of %s, and it is %v when it is made again", said.Facts.User, v.Submitted.Own, said.Facts.Period, v.Recomputed.Own)
		}
		periods[said.Facts.Period]++
		for name, m := range map[string]sales.Money{"own": said.Facts.Own, "rolled up": said.Facts.RolledUp, "theirs": said.Facts.Adjustment.Amount, "from above": said.Facts.Manager.Amount} {
			if m.Minor != 0 {
				layers[name]++
			}
		}
	}
	if len(periods) < 4 || len(layers) != 4 {
		t.Errorf("numbers of periods %v with layers %v: four quarters and all four layers are to be there", periods, layers)
	}
	biases, err := submit.Biases(p, sales.DayOf(time.Now()))
	if err != nil {
		t.Fatal(err)
	}
	offered := 0
	for _, b := range biases {
		if _, ok := b.Corrected(sales.Money{Minor: 100, Currency: "IDR"}); ok {
			offered++
		}
	}
	if offered == 0 {
		t.Errorf("%d habits, and no correction to offer", len(biases))
	}
}
