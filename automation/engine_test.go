package automation_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"arus/automation"
	"arus/gate"
	"arus/job"
	"arus/ledger"
	"arus/ledger/ledgertest"
	"arus/process"
	"arus/sales"
	"arus/store"
	"arus/store/storetest"
)

// house is a ledger behind a gate, with an engine beside it.
type house struct {
	*ledgertest.World
	*automation.Engine
	t     *testing.T
	jobs  *job.Jobs
	route sales.ID // of deals
}

func each(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) { fn(t, opened(t, db)) })
}

func opened(t *testing.T, db *store.DB) *house {
	t.Helper()
	keeper := gate.New()
	h := &house{World: ledgertest.NewWith(t, db, ledger.Config{Gate: keeper.Guard}), t: t}
	if err := job.Migrate(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	var err error
	if h.jobs, err = job.New(db, job.Options{Backoff: func(int) time.Duration { return time.Millisecond }}); err != nil {
		t.Fatal(err)
	}
	h.Engine = h.engine(ledgertest.Mint)
	h.catchUp() // from here on
	return h
}

func (h *house) engine(mint func(sales.Kind) sales.ID) *automation.Engine {
	return automation.New(automation.Config{Ledger: h.World.Ledger, Store: h.DB, Gate: gate.New(), Jobs: h.jobs, Clock: h.World.Clock.Now, Mint: mint,
		Random: func(b []byte) { copy(b, "nobody can guess this, or so it seems") }})
}

func (h *house) catchUp() {
	h.t.Helper()
	if err := h.CatchUp(h.t.Context(), h.Who.Workspace); err != nil {
		h.t.Fatal(err)
	}
}

// rule makes a rule that is on.
func (h *house) rule(when, holds string, then ...process.Action) sales.ID {
	h.t.Helper()
	id := ledgertest.Mint(process.RuleKind)
	facts := process.RuleFacts{Name: "Rule", On: true, When: process.When{Event: when}, If: holds, Then: then}
	if strings.Contains(when, ":") {
		facts.When = process.When{Daily: when}
	}
	h.Do(sales.Create[process.RuleFacts]{ID: id, Facts: facts})
	return id
}

// runs are the traces of a rule, oldest first.
func (h *house) runs(rule sales.ID) []automation.Trace {
	h.t.Helper()
	list, err := h.Runs(h.t.Context(), h.Who.Workspace, rule, automation.Since{}, 1000)
	if err != nil {
		h.t.Fatal(err)
	}
	slices.Reverse(list)
	return list
}

func (h *house) outcomes(rule sales.ID) (list []string) {
	h.t.Helper()
	for _, t := range h.runs(rule) {
		list = append(list, string(t.Outcome))
	}
	return list
}

func (h *house) want(rule sales.ID, outcomes string) {
	h.t.Helper()
	if got := strings.Join(h.outcomes(rule), " "); got != outcomes {
		h.t.Errorf("the rule ran as %q, want %q", got, outcomes)
	}
}

func (h *house) worth(deal sales.DealID, amount string) {
	h.t.Helper()
	h.Do(sales.ChangeDeal{Deal: deal, Patch: json.RawMessage(`{"value":{"amount":"` + amount + `","currency":"USD"}}`)})
}

func set(field, value string) process.Action {
	return process.Action{Do: process.SetField, Field: field, Value: json.RawMessage(`"` + value + `"`)}
}

func (h *house) move(deal sales.DealID, stage int) {
	h.t.Helper()
	h.Do(sales.MoveDeal{Deal: deal, To: h.Stages[stage]})
}

func TestARuleActsAsItselfAndSaysWhy(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		rule := h.rule("deal.moved", "deal.value > 1000", set("region", "Bali"), process.Action{Do: process.Assign, To: h.Users[1]})
		small, large := h.Deal("Small"), h.Deal("Large")
		h.worth(large, "5000.00")
		h.move(small, 1)
		h.move(large, 1)
		h.catchUp()
		h.want(rule, "unmet did")
		d := h.LoadDeal(large)
		if d.Region != "Bali" || d.Owner != h.Users[1] || h.LoadDeal(small).Region != "" {
			t.Errorf("%+v", d)
		}
		runs := h.runs(rule)
		if got := runs[1]; got.Values["deal.value"] != 5000.0 || got.Version != 1 || got.Event != "deal.moved" || got.Deal != large || len(got.Did) != 2 || got.Did[0].Field != "region" {
			t.Errorf("%+v", got)
		}
		events, err := h.History(t.Context(), h.Who.Workspace, sales.ID(large), 0, 2)
		if err != nil || events[0].Actor != "rule:"+string(rule) || events[1].Recorded != events[0].Recorded {
			t.Errorf("%+v %v", events, err)
		}
		h.Do(sales.Change[process.RuleFacts]{ID: rule, Patch: json.RawMessage(`{"on":false}`)})
		h.move(large, 2)
		h.catchUp()
		h.want(rule, "unmet did")
		h.Do(sales.Change[process.RuleFacts]{ID: rule, Patch: json.RawMessage(`{"on":true,"if":""}`)})
		h.move(small, 2)
		h.catchUp()
		h.want(rule, "unmet did did")
		if got := h.runs(rule)[2]; got.Version != 3 || got.Did[0].Already {
			t.Errorf("%+v", got)
		}
	})
}

func TestWhatIsRefusedIsNotHalfDone(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		rule := h.rule("deal.moved", "", set("region", "Bali"), process.Action{Do: process.Assign, To: h.Users[1]}, process.Action{Do: process.Notify, Text: "Look"})
		h.Do(sales.Change[sales.UserFacts]{ID: sales.ID(h.Users[1]), Patch: json.RawMessage(`{"inactive":true}`)})
		deal := h.Deal("Roof")
		h.move(deal, 1)
		h.catchUp()
		h.want(rule, "refused")
		got := h.runs(rule)[0]
		if d := h.LoadDeal(deal); d.Region != "" || d.Owner != h.Users[0] || got.Why == nil || got.Why.Code != "inactive_owner" || !strings.Contains(got.Why.Problem().Error(), "has left") || got.Did != nil {
			t.Errorf("%+v %+v", d, got)
		}
		if list, err := h.Notices(t.Context(), h.Who.Workspace, h.Users[0], "", 10); err != nil || len(list) != 0 {
			t.Error(list, err)
		}
	})
}

// A rule runs once for an event: after a crash in the middle of it, when an event is handed over again, and on two nodes.
func TestARuleRunsOnceForAnEvent(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		rule := h.rule("deal.moved", "", process.Action{Do: process.Notify, To: h.Users[0], Text: "It moved"}, set("channel", "web"))
		deal := h.Deal("Roof")
		before := h.position()
		h.move(deal, 1)
		crashing := h.engine(func(sales.Kind) sales.ID { panic("the power is cut") })
		if err := crashing.CatchUp(t.Context(), h.Who.Workspace); err == nil {
			t.Fatal("there was no crash")
		}
		if d := h.LoadDeal(deal); d.Channel != "" || len(h.runs(rule)) != 0 {
			t.Errorf("half a run is left: %+v", d)
		}
		var nodes sync.WaitGroup
		for range 4 {
			nodes.Go(func() {
				if err := h.engine(ledgertest.Mint).CatchUp(t.Context(), h.Who.Workspace); err != nil {
					t.Error(err)
				}
			})
		}
		nodes.Wait()
		h.rewind(before)
		h.catchUp()
		h.want(rule, "did")
		list, err := h.Notices(t.Context(), h.Who.Workspace, h.Users[0], "", 10)
		if err != nil || len(list) != 1 || list[0].Text != "It moved" || list[0].Deal != deal {
			t.Error(list, err)
		}
		for i, who := range []sales.UserID{h.Users[1], h.Users[0]} { // only the second has anything to read
			if err := h.ReadNotices(t.Context(), h.Who.Workspace, who, list[0].At); err != nil {
				t.Error(err)
			}
			if list, _ := h.Notices(t.Context(), h.Who.Workspace, h.Users[0], "", 10); (list[0].Read != 0) != (i == 1) {
				t.Errorf("read by %s: %+v", who, list)
			}
		}
	})
}

func (h *house) position() int64 {
	h.t.Helper()
	position, _, err := h.Head(h.t.Context(), h.Who.Workspace)
	if err != nil {
		h.t.Fatal(err)
	}
	return position
}

// rewind is what a crash between a run and the note of how far the ledger was read leaves.
func (h *house) rewind(position int64) {
	h.t.Helper()
	if _, err := h.DB.Writer().ExecContext(h.t.Context(), `UPDATE rule_cursor SET position = $2 WHERE workspace = $1`, string(h.Who.Workspace), position); err != nil {
		h.t.Fatal(err)
	}
}

func TestRulesThatLeadToEachOtherAreStopped(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		to := h.rule("deal.changed", "deal.region != 'Bali'", set("region", "Bali"))
		fro := h.rule("deal.changed", "deal.region == 'Bali'", set("region", "Java"))
		self := h.rule("deal.changed", "", set("channel", "web"))
		deal := h.Deal("Roof")
		h.worth(deal, "10.00")
		h.catchUp()
		for _, rule := range []sales.ID{to, fro, self} {
			if list := h.outcomes(rule); !slices.Contains(list, "stopped") {
				t.Errorf("nobody stopped %v", list)
			}
			for _, run := range h.runs(rule) {
				if run.Outcome == automation.Stopped && run.Why.Code != "rule_loop" {
					t.Errorf("%+v", run.Why)
				}
			}
		}
		chain := make([]sales.ID, 7)
		for i := len(chain) - 1; i >= 0; i-- { // each is asked before the one that leads to it
			chain[i] = h.rule("deal.changed", "deal.source == '"+strings.Repeat("x", i)+"'", set("source", strings.Repeat("x", i+1)))
		}
		for _, rule := range []sales.ID{to, fro, self} {
			h.Do(sales.Archive[process.RuleFacts]{ID: rule})
		}
		h.worth(deal, "11.00")
		h.catchUp()
		for i, rule := range chain {
			did, stopped := slices.Contains(h.outcomes(rule), "did"), slices.Contains(h.outcomes(rule), "stopped")
			if did != (i < 5) || stopped != (i == 5) {
				t.Errorf("rule %d of a chain of five ran as %v", i, h.outcomes(rule))
			}
		}
	})
}

func TestARuleGivesPeopleSomethingToDo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		manager := h.Users[1]
		policy := process.PolicyFacts{Key: "discount", Name: "Discounts", Says: sales.Words{"en": "the discount"}, Steps: []process.Level{{Approvers: []process.Approver{{User: manager}}}}, Watches: []string{"value"}}
		h.Do(sales.Create[process.PolicyFacts]{ID: process.PolicyID("discount"), Facts: policy})
		playbook := ledgertest.Mint(process.PlaybookKind)
		h.Do(sales.Create[process.PlaybookFacts]{ID: playbook, Facts: process.PlaybookFacts{Name: "P", Pipeline: h.Pipeline,
			Steps: []process.PlayStep{{Key: "visit", Stage: h.Stages[1], Says: sales.Words{"en": "Visit them"}, Days: 3}}}})
		rule := h.rule("deal.moved", "", process.Action{Do: process.CreateTask, Text: "Call them", Days: 2}, process.Action{Do: process.StartStep, Playbook: playbook, Step: "visit"},
			process.Action{Do: process.AskApproval, Policy: "discount", Text: "It is large"})
		deal := h.Deal("Roof")
		h.move(deal, 1)
		h.catchUp()
		h.want(rule, "did")
		run := h.runs(rule)[0]
		today := sales.DayOf(run.At.Time())
		task, step := h.Load(run.Did[0].About).Object.(*process.Task), h.Load(run.Did[1].About).Object.(*process.Task)
		if task.Facts.Name != "Call them" || task.Facts.Owner != h.Users[0] || task.Facts.Due != today+2 || task.Facts.Deal != deal || step.Facts.Step != "visit" || step.Facts.Due != today+3 {
			t.Errorf("%+v %+v", task, step)
		}
		asked := h.Load(process.ApprovalID(deal, "discount")).Object.(*process.Approval)
		if asked.Facts.State != process.Pending || asked.Facts.Steps[0].Seats[0].User != manager {
			t.Errorf("%+v", asked)
		}
		h.move(deal, 2) // it was asked already
		h.catchUp()
		h.want(rule, "did refused")
	})
}

func TestATimeOfDayComesOnceADayAndCatchesUp(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.Do(sales.Change[sales.WorkspaceFacts]{ID: sales.ID(h.Who.Workspace), Patch: json.RawMessage(`{"calendar":{"time_zone":"Asia/Jakarta"}}`)})
		tick := func() {
			t.Helper()
			if err := h.Tick(t.Context(), h.Who.Workspace); err != nil {
				t.Fatal(err)
			}
		}
		deal, won := h.Deal("Open"), h.Deal("Won")
		h.Do(sales.WinDeal{Deal: won})
		rule := h.rule("08:30", "deal.name == 'Open'", set("channel", "web")) // it is 07:00 in Jakarta
		tick()
		h.want(rule, "")
		h.World.Clock.Pass(2 * time.Hour)
		tick()
		tick()
		h.want(rule, "looked did")
		if got := h.runs(rule)[0]; got.Deals != 1 || got.At.Time().Format("15:04") != "01:30" || h.LoadDeal(deal).Channel != "web" {
			t.Errorf("%+v", got)
		}
		h.Do(sales.Change[process.RuleFacts]{ID: rule, Patch: json.RawMessage(`{"when":{"daily":"09:00"}}`)})
		tick()
		h.want(rule, "looked did") // nine has passed before it was said
		h.World.Clock.Pass(72 * time.Hour)
		tick()
		h.want(rule, "looked did looked did")
	})
}

func TestAnExpressionThatCannotRunIsRefusedWhenItIsSaved(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		dear := "deal.products.all(a, deal.competitors.all(b, (a + b + a + b).matches('x.*y') && (a + b + a).contains(b + a)))"
		for text, said := range map[string]string{"deal.vallue > 1": "line 1, column 6", dear: "steps for one object", "deal.name": "true or false"} {
			facts := process.RuleFacts{Name: "R", When: process.When{Event: "deal.won"}, If: text, Then: []process.Action{set("region", "x")}}
			_, err := h.Record(t.Context(), h.Who, ledger.Order{Command: sales.Create[process.RuleFacts]{ID: ledgertest.Mint(process.RuleKind), Facts: facts}})
			var p *sales.Problem
			if !errors.As(err, &p) || p.Pointer != "/if" || !strings.Contains(p.Error(), said) || !strings.Contains(p.Error(), "line ") {
				t.Errorf("%s: %v", text, err)
			}
		}
	})
}

// What somebody imports from last year is no news.
func TestHistoryIsNoNews(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		rule := h.rule("deal.moved", "", set("region", "Bali"))
		deal := h.Deal("Roof")
		at := h.LoadDeal(deal).CreatedAt
		h.World.Clock.Pass(48 * time.Hour)
		h.DoAt(at+1, sales.MoveDeal{Deal: deal, To: h.Stages[1]})
		h.catchUp()
		h.want(rule, "")
	})
}

func TestEveryQuestionIsAskedOnBothEngines(t *testing.T) {
	storetest.CheckQueries(t, automation.Queries()...)
}
