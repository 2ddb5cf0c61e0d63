package dispatch_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"arus/board"
	"arus/dispatch"
	"arus/ledger"
	"arus/ledger/ledgertest"
	"arus/process"
	"arus/sales"
	"arus/store/storetest"
)

// Each open deal has one owner who is here and a next step with a day that has not passed, or it is in the list once.
func TestAttentionAgreesWithLookingAtEachDeal(t *testing.T) {
	db := storetest.Open(t, t.TempDir())
	rapid.Check(t, func(rt *rapid.T) {
		w := ledgertest.NewWith(t, db, ledger.Config{})
		b := board.New(w.Who.Workspace)
		now := sales.InstantOf(w.Clock.Now())
		today := sales.DayOf(now.Time())
		want := map[sales.ID]dispatch.Lack{}
		for range rapid.IntRange(1, 6).Draw(rt, "deals") {
			create := w.NewDeal("Roof")
			create.Facts.Owner = rapid.SampledFrom([]sales.UserID{"", w.Users[0], w.Users[1]}).Draw(rt, "owner")
			step := rapid.IntRange(-1, 2).Draw(rt, "step")
			if step >= 0 {
				create.Facts.NextStep = sales.NextStep{Text: "Call", Day: today + sales.Day(step) - 1}
			}
			w.Do(create)
			closed := rapid.IntRange(0, 4).Draw(rt, "closed") == 0
			if closed {
				w.Do(sales.WinDeal{Deal: create.ID})
			}
			switch {
			case closed:
			case create.Facts.Owner == "":
				want[sales.ID(create.ID)] = dispatch.NoOwner
			case create.Facts.Owner == w.Users[1]:
				want[sales.ID(create.ID)] = dispatch.OwnerLeft
			case step < 0:
				want[sales.ID(create.ID)] = dispatch.NoNextStep
			case step == 0:
				want[sales.ID(create.ID)] = dispatch.NextStepPast
			}
		}
		w.Do(sales.Change[sales.UserFacts]{ID: sales.ID(w.Users[1]), Patch: []byte(`{"inactive":true}`)})
		task := ledgertest.Mint(process.TaskKind)
		due := today + sales.Day(rapid.IntRange(-1, 1).Draw(rt, "due"))
		w.Do(sales.Create[process.TaskFacts]{ID: task, Facts: process.TaskFacts{Name: "Call", Owner: w.Users[0], Due: due, TaskLife: process.TaskLife{State: process.TaskOpen}}})
		if due < today {
			want[task] = dispatch.TaskOverdue
		}
		if err := b.Apply(w.Events()); err != nil {
			rt.Fatal(err)
		}
		got := map[sales.ID]dispatch.Lack{}
		for _, m := range dispatch.Attention(b.Snapshot().At(0, 0), now+sales.Instant(time.Second/time.Microsecond)) {
			if got[m.About] != "" || !slices.Contains(dispatch.Lacks(), m.Lack) {
				rt.Fatalf("%+v", m)
			}
			got[m.About] = m.Lack
		}
		if len(got) != len(want) {
			rt.Fatalf("%v, want %v", got, want)
		}
		for id, lack := range want {
			if got[id] != lack {
				rt.Fatalf("%s: %s, want %s", id, got[id], lack)
			}
		}
	})
}
