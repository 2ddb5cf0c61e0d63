package dispatch_test

import (
	"maps"
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

// Each open lead has an owner who is here and has been in touch, each question about an open deal an answer that still holds, or
// it is in the list once, with who must act.
func TestAttentionSeesLeadsAndApprovals(t *testing.T) {
	db := storetest.Open(t, t.TempDir())
	rapid.Check(t, func(rt *rapid.T) {
		w := ledgertest.NewWith(t, db, ledger.Config{})
		b := board.New(w.Who.Workspace)
		ani, budi := w.Users[0], w.Users[1]
		boss := sales.UserID(ledgertest.Mint(sales.UserKind))
		w.Do(sales.Create[sales.UserFacts]{ID: sales.ID(boss), Facts: sales.UserFacts{Name: "Citra"}},
			sales.Change[sales.WorkspaceFacts]{ID: sales.ID(w.Who.Workspace), Patch: []byte(`{"leader":"` + string(boss) + `"}`)},
			sales.Create[process.PolicyFacts]{ID: process.PolicyID("terms"), Facts: process.PolicyFacts{Key: "terms", Name: "Terms", Says: sales.Words{"en": "terms"},
				Steps: []process.Level{{Approvers: []process.Approver{{User: boss}}}}, AnswerDays: 3, HoldsDays: 5}})
		type due struct {
			lack dispatch.Lack
			act  sales.UserID
		}
		want := map[sales.ID]due{}
		for range rapid.IntRange(1, 6).Draw(rt, "leads") {
			id := ledgertest.Mint(process.LeadKind)
			owner := rapid.SampledFrom([]sales.UserID{"", ani, budi}).Draw(rt, "owner")
			w.Do(sales.Create[process.LeadFacts]{ID: id, Facts: process.LeadFacts{Name: "Dewi", LeadLife: process.LeadLife{State: process.LeadOpen, Owner: owner}}})
			life := rapid.SampledFrom([]string{"new", "touched", "disqualified", "archived"}).Draw(rt, "life")
			switch life {
			case "touched":
				w.Do(process.TouchLead{Lead: id, Touched: process.Touched{Kind: "call"}})
			case "disqualified":
				w.Do(process.DisqualifyLead{Lead: id, Reason: "x"})
			case "archived":
				w.Do(sales.Archive[process.LeadFacts]{ID: id})
			}
			switch {
			case life == "disqualified" || life == "archived":
			case owner == "" || owner == budi:
				want[id] = due{dispatch.LeadUnassigned, boss}
			case life == "new":
				want[id] = due{dispatch.LeadUntouched, ani}
			}
		}
		days := rapid.IntRange(0, 9).Draw(rt, "days")
		for range rapid.IntRange(0, 4).Draw(rt, "approvals") {
			create := w.NewDeal("Roof")
			create.Facts.NextStep = sales.NextStep{Text: "Call", Day: sales.DayOf(w.Clock.Now()) + 100}
			ask := process.RequestApproval{Deal: create.ID, Policy: "terms", Asker: ani}
			w.Do(create, ask)
			answered := rapid.SampledFrom([]string{"", "yes", "no", "lost"}).Draw(rt, "answer")
			switch answered {
			case "yes", "no":
				w.Do(process.AnswerApproval{ID: ask.Subject(), By: boss, Approve: answered == "yes", Note: "n"})
			case "lost":
				w.Do(sales.LoseDeal{Deal: create.ID, Reason: "price"})
			}
			switch {
			case answered == "" && days < 3:
				want[ask.Subject()] = due{dispatch.ApprovalWaits, boss}
			case answered == "" || answered == "yes" && days >= 5:
				want[ask.Subject()] = due{dispatch.ApprovalLapsed, ani}
			}
		}
		w.Do(sales.Change[sales.UserFacts]{ID: sales.ID(budi), Patch: []byte(`{"inactive":true}`)})
		w.Clock.Pass(time.Duration(days)*24*time.Hour + time.Minute)
		if err := b.Apply(w.Events()); err != nil {
			rt.Fatal(err)
		}
		got := map[sales.ID]due{}
		for _, m := range dispatch.Attention(b.Snapshot().At(0, 0), sales.InstantOf(w.Clock.Now())) {
			if _, twice := got[m.About]; twice || len(m.Act) != 1 {
				rt.Fatalf("%+v", m)
			}
			got[m.About] = due{m.Lack, m.Act[0]}
		}
		if !maps.Equal(got, want) {
			rt.Fatalf("%v, want %v", got, want)
		}
	})
}
