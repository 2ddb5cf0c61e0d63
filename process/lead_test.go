package process_test

import (
	"testing"
	"time"

	"arus/ledger/ledgertest"
	"arus/process"
	"arus/routing"
	"arus/sales"
)

func (w world) lead(t testing.TB, id sales.ID, owner sales.UserID) {
	t.Helper()
	w.do(t, 2, sales.Create[process.LeadFacts]{ID: id, Facts: process.LeadFacts{Name: "Dewi", Region: "Bali", LeadLife: process.LeadLife{State: process.LeadOpen, Owner: owner}}})
}

func (w world) route(t testing.TB, r process.RouteFacts) {
	t.Helper()
	r.Name, r.Of = "North", "leads"
	w.do(t, 2, sales.Create[process.RouteFacts]{ID: "route_1", Facts: r})
}

func life(w world, id sales.ID) process.LeadLife { return w[id].(*process.Lead).Facts.LeadLife }

func TestUnsoundLeadsTasksAndDefinitionsAreRefused(t *testing.T) {
	w := newWorld(t)
	w.lead(t, "lead_1", "user_ani")
	change := func(id sales.ID, patch string) sales.Command {
		return sales.Change[process.LeadFacts]{ID: id, Patch: []byte(patch)}
	}
	task := func(f process.TaskFacts) sales.Command {
		f.Name, f.State = "Call", process.TaskOpen
		return sales.Create[process.TaskFacts]{ID: "task_9", Facts: f}
	}
	route := func(f process.RouteFacts) sales.Command {
		f.Name, f.Of = "R", "leads"
		return sales.Create[process.RouteFacts]{ID: "route_9", Facts: f}
	}
	play := func(s process.PlayStep) sales.Command {
		return sales.Create[process.PlaybookFacts]{ID: "play_9", Facts: process.PlaybookFacts{Name: "P", Pipeline: "pipe_1", Steps: []process.PlayStep{s}}}
	}
	says, stage := sales.Words{"en": "call"}, sales.StageID("stage_0000000000000000000000000a")
	for i, c := range []struct {
		command       sales.Command
		code, pointer string
	}{
		{change("lead_1", `{"state":"converted"}`), "read_only", "/state"},
		{change("lead_1", `{"owner":"user_budi"}`), "read_only", "/state"},
		{change("lead_1", `{"email":"nobody"}`), "bad_email", "/email"},
		{change("lead_1", `{"employees":-1}`), "out_of_range", "/employees"},
		{change("lead_1", `{"name":null}`), "required", "/name"},
		{change("lead_1", `{"product":"prod_9"}`), "unknown_reference", "/product"},
		{process.AssignLead{Lead: "lead_1", To: "user_gone"}, "inactive_owner", "/to"},
		{process.TouchLead{Lead: "lead_1", Touched: process.Touched{Kind: "stare"}}, "not_a_choice", "/kind"},
		{process.DisqualifyLead{Lead: "lead_1"}, "required", "/reason"},
		{process.RequalifyLead{Lead: "lead_1", Reason: "x"}, "lead_not_disqualified", ""},
		{process.ConvertLead{Lead: "lead_1", Deal: "deal_9"}, "unknown_reference", "/deal"},
		{process.ConvertLead{Lead: "lead_1", Deal: "deal_1", Account: "acct_2"}, "other_account", "/account"},
		{task(process.TaskFacts{Due: 5}), "required", "/owner"},
		{task(process.TaskFacts{Owner: "user_ani"}), "required", "/due"},
		{task(process.TaskFacts{Owner: "user_gone", Due: 5}), "inactive_owner", "/owner"},
		{task(process.TaskFacts{Owner: "user_ani", Due: 5, Deal: "deal_1", Lead: "lead_1"}), "one_of", "/lead"},
		{task(process.TaskFacts{Owner: "user_ani", Due: 5, Deal: "deal_9"}), "unknown_reference", "/deal"},
		{route(process.RouteFacts{}), "required", "/members"},
		{route(process.RouteFacts{Members: []routing.Member{{User: "user_ani"}, {User: "user_ani"}}}), "duplicate", "/members/1/user"},
		{route(process.RouteFacts{Fallback: "user_x"}), "unknown_reference", "/fallback"},
		{route(process.RouteFacts{Fallback: "user_ani", Office: routing.Office{From: 9, To: 8}}), "out_of_range", "/office"},
		{route(process.RouteFacts{Fallback: "user_ani", Turns: process.Turns{"x": nil}}), "read_only", "/turns"},
		{play(process.PlayStep{Key: "K", Says: says, Stage: stage}), "bad_key", "/steps/0/key"},
		{play(process.PlayStep{Key: "k", Stage: stage}), "required", "/steps/0/says"},
		{play(process.PlayStep{Key: "k", Says: says, Stage: "stage_x"}), "unknown_stage", "/steps/0/stage"},
		{sales.Create[process.AbsenceFacts]{ID: "away_1", Facts: process.AbsenceFacts{User: "user_ani", From: 5, To: 4}}, "out_of_range", "/to"},
		{sales.Create[process.QualificationFacts]{ID: "qual_x", Facts: process.QualificationFacts{}}, "read_only", "/pipeline"},
		{sales.Create[process.PolicyFacts]{ID: "policy_x", Facts: process.PolicyFacts{Key: "y", Name: "Y", Says: says}}, "read_only", "/key"},
		{sales.Create[process.PolicyFacts]{ID: "policy_y", Facts: process.PolicyFacts{Key: "y", Name: "Y", Says: says}}, "required", "/steps"},
		{sales.Create[process.PolicyFacts]{ID: "policy_y", Facts: process.PolicyFacts{Key: "y", Name: "Y", Says: says, Steps: []process.Level{{Approvers: []process.Approver{{}}}}}}, "one_of", "/steps/0/approvers/0"},
	} {
		_, err := w.try(3, c.command)
		ledgertest.WantProblem(t, err, c.code)
		if p, is := err.(*sales.Problem); is && p.Pointer != c.pointer {
			t.Errorf("%d: %s is said of %q, not of %q", i, c.code, p.Pointer, c.pointer)
		}
	}
}

func TestALeadGoesToWhoseTurnItIsAndItIsSaidWhy(t *testing.T) {
	w := newWorld(t)
	w.route(t, process.RouteFacts{Members: []routing.Member{{User: "user_ani", Weight: 2}, {User: "user_budi"}, {User: "user_gone"}}, Fallback: "user_citra"})
	got := map[sales.UserID]int{}
	for i := range 9 {
		id := sales.ID([]string{"lead_a", "lead_b", "lead_c", "lead_d", "lead_e", "lead_f", "lead_g", "lead_h", "lead_i"}[i])
		w.lead(t, id, "")
		facts := w.do(t, sales.Instant(i+3), process.RouteLead{Lead: id, Route: "route_1"})
		a := facts[0].Event.(process.Assigned)
		if a.Choice.Turn != i+1 || a.Choice.Weight != 3 || len(a.Choice.Out) != 1 || a.Choice.Out[0].Reason != routing.Left || life(w, id).Owner != a.To {
			t.Errorf("%+v", a.Choice)
		}
		got[a.To]++
	}
	if got["user_ani"] != 6 || got["user_budi"] != 3 {
		t.Errorf("%v", got)
	}
	w.lead(t, "lead_z", "")
	w.do(t, 20, process.RouteLead{Lead: "lead_z", Route: "route_1", Desk: process.Desk{Away: map[sales.UserID]bool{"user_ani": true, "user_budi": true}}})
	if life(w, "lead_z").Owner != "user_citra" {
		t.Error("nobody is here: it is the fallback's")
	}
	w.do(t, 21, sales.Change[process.RouteFacts]{ID: "route_1", Patch: []byte(`{"off":true}`)})
	_, err := w.try(22, process.RouteLead{Lead: "lead_z", Route: "route_1"})
	ledgertest.WantProblem(t, err, "route_off")
}

func TestALeadThatNobodyTouchesInTimeGoesOn(t *testing.T) {
	w := newWorld(t)
	w.route(t, process.RouteFacts{Members: []routing.Member{{User: "user_ani"}, {User: "user_budi"}}, Fallback: "user_citra", FirstTouch: 60})
	w.lead(t, "lead_1", "")
	monday := sales.InstantOf(time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC))
	hour := day / 24
	w.do(t, monday, process.RouteLead{Lead: "lead_1", Route: "route_1"})
	if l := life(w, "lead_1"); l.TouchBy != monday+hour || l.Owner != "user_ani" {
		t.Fatalf("%+v", l)
	}
	again := process.ReassignLead{Lead: "lead_1"}
	if facts := w.do(t, monday+hour-1, again); len(facts) != 0 {
		t.Error("there is time left")
	}
	w.do(t, monday+hour, again)
	if l := life(w, "lead_1"); l.Owner != "user_budi" || len(l.Missed) != 1 || l.TouchBy != monday+2*hour {
		t.Fatalf("%+v", l)
	}
	if facts := w.do(t, monday+hour+1, again); len(facts) != 0 {
		t.Error("twice for one moment")
	}
	w.do(t, monday+2*hour, again)
	if l := life(w, "lead_1"); l.Owner != "user_citra" || l.TouchBy != 0 {
		t.Fatalf("both have missed it: %+v", l)
	}
	w.lead(t, "lead_2", "")
	w.do(t, monday, process.RouteLead{Lead: "lead_2", Route: "route_1"})
	w.do(t, monday+1, process.TouchLead{Lead: "lead_2", Touched: process.Touched{Kind: "call"}})
	if facts := w.do(t, monday+3*hour, process.ReassignLead{Lead: "lead_2"}); len(facts) != 0 {
		t.Error("it was touched in time")
	}
}

func TestALeadBecomesADealOnce(t *testing.T) {
	w := newWorld(t)
	w.lead(t, "lead_1", "user_ani")
	w.do(t, 3, process.DisqualifyLead{Lead: "lead_1", Reason: "no budget"})
	_, err := w.try(4, process.ConvertLead{Lead: "lead_1", Deal: "deal_1", Account: "acct_1"})
	ledgertest.WantProblem(t, err, "lead_closed")
	w.do(t, 4, process.RequalifyLead{Lead: "lead_1", Reason: "they found some"})
	w.do(t, 5, process.ConvertLead{Lead: "lead_1", Deal: "deal_1", Account: "acct_1", By: "user_ani"})
	if l := life(w, "lead_1"); l.Deal != "deal_1" || l.ConvertedAt != 5 || l.State != process.LeadConverted {
		t.Errorf("%+v", l)
	}
	_, err = w.try(6, process.ConvertLead{Lead: "lead_1", Deal: "deal_1", Account: "acct_1"})
	ledgertest.WantProblem(t, err, "lead_closed")
}

func TestADealOfNobodyGoesToWhoseTurnItIs(t *testing.T) {
	w := newWorld(t)
	w.do(t, 2, sales.Create[process.RouteFacts]{ID: "route_1", Facts: process.RouteFacts{Name: "Deals", Of: "deals", Members: []routing.Member{{User: "user_budi"}}}})
	if facts := w.do(t, 3, process.RouteDeal{Deal: "deal_1", Route: "route_1"}); len(facts) != 0 {
		t.Error("it has an owner")
	}
	w.do(t, 4, sales.TransferDeal{Deal: "deal_1"})
	w.do(t, 5, process.RouteDeal{Deal: "deal_1", Route: "route_1"})
	if d := w["deal_1"].(*sales.Deal); d.Owner != "user_budi" {
		t.Errorf("%+v", d)
	}
}

func TestAStepOfAPlaybookIsATaskOfItsOwnAndMovesNothing(t *testing.T) {
	w := newWorld(t)
	w.do(t, 2, sales.Create[process.PlaybookFacts]{ID: "play_1", Facts: process.PlaybookFacts{Name: "P", Pipeline: "pipe_1", Steps: []process.PlayStep{
		{Key: "call", Stage: "stage_0000000000000000000000000a", Says: sales.Words{"en": "Call the buyer"}, Kind: "call", Days: 3}}}})
	stage := w["deal_1"].(*sales.Deal).Stage
	w.do(t, 3, process.BeginStep{Task: "task_1", Deal: "deal_1", Playbook: "play_1", Step: "call"})
	task := func() process.TaskFacts { return w["task_1"].(*process.Task).Facts }
	if f := task(); f.Owner != "user_ani" || f.Due != 3 || f.Name != "Call the buyer" || f.State != process.TaskOpen {
		t.Errorf("%+v", f)
	}
	_, err := w.try(4, process.CloseTask{Task: "task_1", State: process.TaskSkipped})
	ledgertest.WantProblem(t, err, "required")
	w.do(t, 4, process.CloseTask{Task: "task_1", State: process.TaskSkipped, By: "user_ani", Reason: "they called us"})
	if f := task(); f.State != process.TaskSkipped || f.ClosedAt != 4 || f.Reason == "" {
		t.Errorf("%+v", f)
	}
	if facts := w.do(t, 5, process.CloseTask{Task: "task_1", State: process.TaskSkipped, Reason: "x"}); len(facts) != 0 {
		t.Error("twice the same is not news")
	}
	w.do(t, 5, process.CloseTask{Task: "task_1", State: process.TaskOpen})
	w.do(t, 6, process.CloseTask{Task: "task_1", State: process.TaskDone, By: "user_ani"})
	if w["deal_1"].(*sales.Deal).Stage != stage || task().State != process.TaskDone {
		t.Error("what is done moves no deal")
	}
	_, err = w.try(7, process.BeginStep{Task: "task_2", Deal: "deal_1", Playbook: "play_1", Step: "dance"})
	ledgertest.WantProblem(t, err, "unknown_reference")
}
