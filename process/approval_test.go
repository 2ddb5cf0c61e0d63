package process_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"arus/ledger/ledgertest"
	"arus/process"
	"arus/sales"
)

var approval = process.ApprovalID("deal_1", "discount")

func (w world) policy(t testing.TB, steps ...process.Level) {
	t.Helper()
	w.do(t, 2, sales.Create[process.PolicyFacts]{ID: process.PolicyID("discount"), Facts: process.PolicyFacts{Key: "discount", Name: "Discounts",
		Says: sales.Words{"en": "a discount"}, Steps: steps, AnswerDays: 3, HoldsDays: 30}})
}

func managerThenFinance() []process.Level {
	return []process.Level{{Approvers: []process.Approver{{Manager: true}}}, {Approvers: []process.Approver{{Role: sales.Finance}, {User: "user_eka"}}}}
}

func (w world) holds(at sales.Instant) bool {
	return process.Holds(w, w["deal_1"].(*sales.Deal), "discount", at)
}

func yes(by sales.UserID) process.AnswerApproval {
	return process.AnswerApproval{ID: approval, By: by, Approve: true}
}

func TestAnApprovalGoesFromStepToStep(t *testing.T) {
	w := newWorld(t)
	w.policy(t, managerThenFinance()...)
	w.do(t, 3, process.RequestApproval{Deal: "deal_1", Policy: "discount", Asker: "user_ani", Reason: "they insist", Version: 1})
	if a := w.approval(); a.Steps[0].Seats[0].User != "user_citra" || a.State != process.Pending || w.holds(3) {
		t.Fatalf("%+v", a)
	}
	for by, code := range map[sales.UserID]string{"user_ani": "four_eyes", "user_fitri": "not_asked", "user_eka": "not_asked", "user_budi": "not_asked", "": "not_asked"} {
		_, err := w.try(4, yes(by))
		ledgertest.WantProblem(t, err, code)
	}
	w.do(t, 4, yes("user_citra"))
	_, err := w.try(5, yes("user_citra"))
	ledgertest.WantProblem(t, err, "not_asked")
	w.do(t, 5, yes("user_eka"))
	if w.holds(5) {
		t.Error("one of two who have to say yes is not enough")
	}
	w.do(t, 6, yes("user_fitri"))
	if !w.holds(7) || w.holds(6+30*day) {
		t.Errorf("it holds for thirty days: %+v", w.approval())
	}
	_, err = w.try(8, process.RequestApproval{Deal: "deal_1", Policy: "discount", Asker: "user_ani"})
	ledgertest.WantProblem(t, err, "asked_already")
}

func TestAChangedFactNeedsAnotherApproval(t *testing.T) {
	w := newWorld(t)
	w.policy(t, process.Level{Any: true, Approvers: []process.Approver{{Manager: true}, {User: "user_fitri"}}})
	ask := process.RequestApproval{Deal: "deal_1", Policy: "discount", Asker: "user_ani"}
	w.do(t, 3, ask)
	w.do(t, 4, sales.ChangeDeal{Deal: "deal_1", Patch: []byte(`{"value":{"amount":"0.90","currency":"USD"}}`)})
	_, err := w.try(5, yes("user_citra"))
	ledgertest.WantProblem(t, err, "approved_fact_changed")
	w.do(t, 6, ask)
	w.do(t, 7, yes("user_fitri"))
	if !w.holds(7) || w.approval().Round != 2 {
		t.Fatalf("%+v", w.approval())
	}
	w.do(t, 8, sales.ChangeDeal{Deal: "deal_1", Patch: []byte(`{"region":"Bali"}`)})
	if !w.holds(8) {
		t.Error("the region was not approved, so it may change")
	}
	w.do(t, 9, sales.ChangeDeal{Deal: "deal_1", Patch: []byte(`{"value":{"amount":"0.50","currency":"USD"}}`)})
	if w.holds(9) {
		t.Error("another value than the one that was approved")
	}
	w.do(t, 10, sales.ChangeDeal{Deal: "deal_1", Patch: []byte(`{"value":{"amount":"0.90","currency":"USD"}}`)})
	if !w.holds(10) {
		t.Error("it is as it was approved again")
	}
}

func TestWhoIsAskedMayHandItOnButNotToWhoAsked(t *testing.T) {
	w := newWorld(t)
	w.policy(t, process.Level{Approvers: []process.Approver{{Manager: true}, {User: "user_fitri"}}})
	w.do(t, 3, process.RequestApproval{Deal: "deal_1", Policy: "discount", Asker: "user_budi"})
	hand := func(from, to sales.UserID) error {
		_, err := w.try(4, process.DelegateApproval{ID: approval, From: from, To: to, Reason: "on leave"})
		return err
	}
	for to, code := range map[sales.UserID]string{"user_budi": "four_eyes", "user_ani": "four_eyes", "user_fitri": "four_eyes", "user_gone": "inactive_owner", "user_x": "unknown_reference", "": "required"} {
		ledgertest.WantProblem(t, hand("user_citra", to), code)
	}
	ledgertest.WantProblem(t, hand("user_eka", "user_dewi"), "not_asked")
	if err := hand("user_citra", "user_dewi"); err != nil {
		t.Fatal(err)
	}
	ledgertest.WantProblem(t, hand("user_dewi", "user_budi"), "four_eyes")
	_, err := w.try(5, yes("user_citra"))
	ledgertest.WantProblem(t, err, "not_asked")
	w.do(t, 5, yes("user_dewi"))
	w.do(t, 5, yes("user_fitri"))
	if s := w.approval().Steps[0].Seats[0]; !w.holds(6) || s.For != "user_citra" || s.By != "user_dewi" {
		t.Errorf("%+v", s)
	}
}

func TestARefusalAQuestionTakenBackAndOneNotAnsweredEndTheRound(t *testing.T) {
	for name, end := range map[string]func(w world) sales.Instant{
		"approval_closed": func(w world) sales.Instant {
			_, err := w.try(4, process.AnswerApproval{ID: approval, By: "user_citra"})
			ledgertest.WantProblem(t, err, "required")
			w.do(t, 4, process.AnswerApproval{ID: approval, By: "user_citra", Note: "too much"})
			return 5
		},
		"approval_closed ": func(w world) sales.Instant {
			_, err := w.try(4, process.WithdrawApproval{ID: approval, By: "user_citra"})
			ledgertest.WantProblem(t, err, "not_yours")
			w.do(t, 4, process.WithdrawApproval{ID: approval, By: "user_ani"})
			return 5
		},
		"approval_lapsed": func(world) sales.Instant { return 3 + 3*day },
	} {
		w := newWorld(t)
		w.policy(t, process.Level{Approvers: []process.Approver{{Manager: true}}})
		ask := process.RequestApproval{Deal: "deal_1", Policy: "discount", Asker: "user_ani"}
		w.do(t, 3, ask)
		at := end(w)
		_, err := w.try(at, yes("user_citra"))
		if name == "approval_closed " {
			name = "approval_closed"
		}
		ledgertest.WantProblem(t, err, name)
		w.do(t, at+1, ask)
		w.do(t, at+2, yes("user_citra"))
		if !w.holds(at + 3) {
			t.Errorf("after %s it can be asked again: %+v", name, w.approval())
		}
	}
}

func TestAManagerWhoAsksIsAnsweredFromAbove(t *testing.T) {
	w := newWorld(t)
	w.policy(t, process.Level{Approvers: []process.Approver{{Manager: true}}})
	for asker, want := range map[sales.UserID]sales.UserID{"user_citra": "user_dewi", "user_dewi": "user_citra", "": "user_citra"} {
		facts, err := process.RequestApproval{Deal: "deal_1", Policy: "discount", Asker: asker}.Decide(w, 3)
		if err != nil {
			t.Fatal(err)
		}
		if got := facts[0].Event.(sales.Created[process.ApprovalFacts]).Facts.Steps[0].Seats[0].User; got != want {
			t.Errorf("%s asks %s, want %s", asker, got, want)
		}
	}
	w.do(t, 4, sales.TransferDeal{Deal: "deal_1", To: "user_eka"})
	_, err := w.try(5, process.RequestApproval{Deal: "deal_1", Policy: "discount", Asker: "user_eka"})
	ledgertest.WantProblem(t, err, "nobody_to_ask")
}

// Whatever is asked, answered and handed on: who asked or owns the deal never answers, each seat is answered by one person, no
// deputy has two seats, and what holds was given by everybody who has to.
func TestNoWayRoundFourEyes(t *testing.T) {
	people := []sales.UserID{"user_ani", "user_budi", "user_citra", "user_dewi", "user_eka", "user_fitri"}
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t)
		w.policy(t, managerThenFinance()...)
		who := rapid.SampledFrom(people)
		at := sales.Instant(10)
		for range rapid.IntRange(1, 40).Draw(rt, "orders") {
			at++
			by, to := who.Draw(rt, "by"), who.Draw(rt, "to")
			var c sales.Command
			switch rapid.IntRange(0, 4).Draw(rt, "what") {
			case 0:
				c = process.RequestApproval{Deal: "deal_1", Policy: "discount", Asker: by}
			case 1, 2:
				c = process.AnswerApproval{ID: approval, By: by, Approve: rapid.IntRange(0, 9).Draw(rt, "yes") > 0, Note: "n"}
			case 3:
				c = process.DelegateApproval{ID: approval, From: by, To: to}
			default:
				c = sales.TransferDeal{Deal: "deal_1", To: by}
			}
			owner := w["deal_1"].(*sales.Deal).Owner
			facts, err := w.try(at, c)
			if err != nil || len(facts) == 0 {
				continue
			}
			if _, answered := c.(process.AnswerApproval); answered {
				if a := w.approval(); by == a.Asker || by == a.Owner || by == owner {
					rt.Fatalf("%s answered: %+v", by, a)
				}
			}
			a, there := w[approval].(*process.Approval)
			if !there {
				continue
			}
			var answered []sales.UserID
			missing, seats := 0, 0
			for _, s := range a.Facts.Steps {
				for _, seat := range s.Seats {
					seats++
					if seat.By == "" || !seat.Approved {
						missing++
						continue
					}
					answered = append(answered, seat.By)
				}
			}
			slices.Sort(answered)
			if len(slices.Compact(answered))+missing != seats {
				rt.Fatalf("one person answered twice: %+v", a.Facts)
			}
			if w.holds(at) && missing > 0 {
				rt.Fatalf("it holds, and %d have not said so: %+v", missing, a.Facts)
			}
		}
	})
}
