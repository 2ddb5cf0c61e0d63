package dispatch_test

import (
	"encoding/json"
	"log/slog"
	"testing"
	"time"

	"arus/board"
	"arus/board/boards"
	"arus/dispatch"
	"arus/gate"
	"arus/ledger"
	"arus/ledger/ledgertest"
	"arus/process"
	"arus/sales"
	"arus/store"
	"arus/store/storetest"
)

// company is a ledger with a board that follows it.
type company struct {
	*ledgertest.World
	board *board.Board
	desk  dispatch.Desk
	t     *testing.T
}

func newCompany(t *testing.T, db *store.DB) *company {
	t.Helper()
	keeper := gate.New()
	c := &company{World: ledgertest.NewWith(t, db, ledger.Config{Gate: keeper.Guard}), t: t}
	c.desk = dispatch.Desk{Ledger: c.Ledger, Gate: keeper}
	all := boards.New(c.Ledger, "", slog.New(slog.DiscardHandler))
	t.Cleanup(all.Close)
	var err error
	if c.board, err = all.Of(t.Context(), c.Who.Workspace); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *company) now() sales.Instant { return sales.InstantOf(c.Clock.Now()) }

// picture is what is so at a moment, once the board knows all that was written.
func (c *company) picture(asOf sales.Instant) *board.Picture {
	c.t.Helper()
	head, _, err := c.Head(c.t.Context(), c.Who.Workspace)
	if err == nil {
		err = c.board.WaitFor(c.t.Context(), head)
	}
	if err != nil {
		c.t.Fatal(err)
	}
	return c.board.Snapshot().At(asOf, 0)
}

// carryOut carries out what is due.
func (c *company) carryOut() int {
	c.t.Helper()
	c.picture(0)
	n, err := c.desk.CarryOut(c.t.Context(), c.board, c.now())
	if err != nil {
		c.t.Fatal(err)
	}
	return n
}

// planned plans a definition without the first stage, whose deals go into a new one.
func (c *company) planned(at sales.Instant) (plan sales.ID, added sales.StageID) {
	c.t.Helper()
	added = sales.StageID(ledgertest.Mint(sales.StageKind))
	stages := c.Load(sales.ID(c.Pipeline)).Object.(*sales.Pipeline).Facts.Stages
	stages[0].Retired = true
	definition, err := json.Marshal(map[string]any{"name": "Next year", "stages": append(stages, sales.Stage{ID: added, Name: "New", Canonical: "qualify"})})
	if err != nil {
		c.t.Fatal(err)
	}
	plan = ledgertest.Mint(process.PlanKind)
	c.Do(sales.Create[process.PlanFacts]{ID: plan, Facts: process.PlanFacts{Pipeline: c.Pipeline, Effective: at, Definition: definition, By: c.Users[1],
		Mapping: map[sales.StageID]sales.StageID{c.Stages[0]: added}, Reason: "A new year", PlanLife: process.PlanLife{State: process.Planned}}})
	return plan, added
}

func (c *company) plan(id sales.ID) process.PlanFacts { return c.Load(id).Object.(*process.Plan).Facts }

// A change that was planned takes effect by itself and as of its moment: days before it are told by the definition before,
// also when the sweep is late.
func TestAPlannedDefinitionTakesEffectByItself(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := newCompany(t, db)
		early := c.Deal("Early")
		due := c.now() + sales.Instant(48*time.Hour/time.Microsecond)
		plan, added := c.planned(due)
		if n := c.carryOut(); n != 0 || c.LoadDeal(early).Stage != c.Stages[0] {
			t.Fatal("carried out before its time")
		}
		c.Clock.Pass(49 * time.Hour)
		if n := c.carryOut(); n != 1 {
			t.Fatal(n, c.plan(plan))
		}
		if n := c.carryOut(); n != 0 || c.plan(plan).State != process.CarriedOut {
			t.Error("carried out twice", c.plan(plan))
		}
		c.stands(early, due-1, "New business", c.Stages[0])
		c.stands(early, due, "Next year", added)
		c.stands(early, 0, "Next year", added)
		last, err := c.History(t.Context(), c.Who.Workspace, sales.ID(early), 0, 2)
		if err != nil || last[0].Actor != string(c.Users[1]) || last[1].Fact.Event.(sales.CriteriaOverridden).Reason != "A new year" {
			t.Error(last, err)
		}
	})
}

// A step between the moment and the sweep was judged by the definition before, so that one holds until the sweep.
func TestAPlanIsNotDatedBeforeStepsThatWereTaken(t *testing.T) {
	c := newCompany(t, storetest.Open(t, t.TempDir()))
	early := c.Deal("Early")
	due := c.now() + sales.Instant(time.Hour/time.Microsecond)
	_, added := c.planned(due)
	c.Clock.Pass(time.Hour)
	late := c.Deal("Late")
	swept := c.now()
	if n := c.carryOut(); n != 1 {
		t.Fatal(n)
	}
	for _, deal := range []sales.DealID{early, late} {
		c.stands(deal, swept, "New business", c.Stages[0])
		c.stands(deal, 0, "Next year", added)
	}
}

// stands checks how the pipeline was called at a moment, and where a deal stood.
func (c *company) stands(deal sales.DealID, at sales.Instant, name string, stage sales.StageID) {
	c.t.Helper()
	p := c.picture(at)
	pipeline, _ := p.Pipeline(c.Pipeline)
	d, _ := p.Deal(deal)
	if pipeline.Facts.Name != name || d.Stage() != stage {
		c.t.Errorf("as of %s: %s, %s", at, pipeline.Facts.Name, d.Stage())
	}
}

// A plan that was called off does nothing, and one that does not fit any more says why.
func TestAPlanThatCannotBeSaysWhy(t *testing.T) {
	c := newCompany(t, storetest.Open(t, t.TempDir()))
	due := c.now() + sales.Instant(time.Hour/time.Microsecond)
	gone, _ := c.planned(due)
	stuck, _ := c.planned(due + 1)
	c.Do(process.EndPlan{Plan: gone, PlanEnded: process.PlanEnded{State: process.CalledOff, Why: "not this year"}})
	definition, err := json.Marshal(map[string]any{"stages": append(c.Load(sales.ID(c.Pipeline)).Object.(*sales.Pipeline).Facts.Stages,
		sales.Stage{ID: sales.StageID(ledgertest.Mint(sales.StageKind)), Name: "Kept", Canonical: "qualify"})})
	if err != nil {
		t.Fatal(err)
	}
	c.Do(sales.Change[sales.PipelineFacts]{ID: sales.ID(c.Pipeline), Patch: definition})
	c.Clock.Pass(2 * time.Hour)
	if n := c.carryOut(); n != 1 || c.plan(stuck).State != process.Impossible || c.plan(stuck).Why == "" || c.plan(gone).State != process.CalledOff {
		t.Errorf("%d: %+v, %+v", n, c.plan(stuck), c.plan(gone))
	}
	_, err = c.Record(t.Context(), c.Who, ledger.Order{Command: process.EndPlan{Plan: gone, PlanEnded: process.PlanEnded{State: process.CalledOff}}})
	ledgertest.WantProblem(t, err, "plan_ended")
	draft := process.PlanFacts{Pipeline: c.Pipeline, Effective: due, Definition: []byte(`{"stages":[]}`), PlanLife: process.PlanLife{State: process.Planned}}
	_, err = c.Record(t.Context(), c.Who, ledger.Order{Command: sales.Create[process.PlanFacts]{ID: ledgertest.Mint(process.PlanKind), Facts: draft}})
	ledgertest.WantProblem(t, err, "required")
}
