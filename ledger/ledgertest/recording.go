package ledgertest

import (
	"context"
	"errors"
	"testing"

	"arus/ledger"
	"arus/sales"
	"arus/store"
)

func futureAndNowhere(t *testing.T, db *store.DB) {
	w := New(t, db, nil)
	order := ledger.Order{Command: w.NewDeal("Deal"), At: sales.InstantOf(w.Clock.Now()) + 3_600_000_000}
	_, err := w.Record(t.Context(), w.Who, order)
	WantProblem(t, err, "in_future")
	nowhere := w.Who
	nowhere.Workspace = "ws_none"
	_, err = w.Record(t.Context(), nowhere, ledger.Order{Command: w.NewDeal("Deal")})
	WantProblem(t, err, "not_found")
	_, _, err = w.Head(t.Context(), nowhere.Workspace)
	WantProblem(t, err, "not_found")
	_, err = w.Ledger.Load(t.Context(), nowhere.Workspace, sales.ID(w.Pipeline))
	WantProblem(t, err, "not_found")
}

func guarded(t *testing.T, db *store.DB) {
	asked, shut := 0, false
	w := New(t, db, func(_ context.Context, who ledger.Who, seen sales.World, o ledger.Order) error {
		asked++
		if shut && seen.Workspace() == sales.ID(who.Workspace) {
			return sales.Refused("guarded", "not for %s", who.Actor)
		}
		return nil
	})
	imported := w.Import("crm", 1)
	before := w.rows()
	shut, asked = true, 0
	order := ledger.Order{Command: w.NewDeal("Deal")}
	for way, r := range map[string]ledger.Request{
		"one order":   {Orders: []ledger.Order{order}},
		"two orders":  {Orders: []ledger.Order{order, {Command: w.NewDeal("Second")}}},
		"a key":       {Orders: []ledger.Order{order}, Key: "k"},
		"a plan":      {Plan: func(b *ledger.Book) error { _, err := b.Do(order); return err }},
		"a rehearsal": {Orders: []ledger.Order{order}, Rehearse: true},
		"back-dated":  {Orders: []ledger.Order{{Command: order.Command, At: Beginning}}},
		"undo":        {Orders: []ledger.Order{{Command: sales.UndoImport{ID: imported}}}},
	} {
		r.Who = w.Who
		_, err := w.RecordAll(t.Context(), r)
		t.Run(way, func(t *testing.T) { WantProblem(t, err, "guarded") })
	}
	elsewhere := ledger.Who{Workspace: sales.WorkspaceID(Mint(sales.WorkspaceKind))}
	WantProblem(t, w.CreateWorkspace(t.Context(), elsewhere, sales.NewWorkspace("Other")), "guarded")
	if asked != 8 || w.rows() != before {
		t.Errorf("the guard was asked %d times for 8 requests, and %d rows were written", asked, w.rows()-before)
	}
}

// bomb is a command with a bug.
type bomb struct{ sales.DealID }

func (b bomb) Subject() sales.ID                                       { return sales.ID(b.DealID) }
func (b bomb) Decide(sales.World, sales.Instant) ([]sales.Fact, error) { panic("a bug") }

func panics(t *testing.T, db *store.DB) {
	w := New(t, db, nil)
	before := w.rows()
	_, err := w.Record(t.Context(), w.Who, ledger.Order{Command: bomb{"deal_none"}})
	var p *sales.Problem
	if err == nil || errors.As(err, &p) {
		t.Errorf("a command that panics: %v", err)
	}
	r := w.whole()
	r.Plan = func(*ledger.Book) error { panic("another") }
	if _, err := w.RecordAll(t.Context(), r); err == nil || w.rows() != before {
		t.Errorf("a plan that panics: %v, %d rows", err, w.rows()-before)
	}
	w.Deal("Deal") // the ledger goes on
}

func workspaces(t *testing.T, db *store.DB) {
	w := New(t, db, nil)
	WantProblem(t, w.CreateWorkspace(t.Context(), w.Who, sales.NewWorkspace("Again")), "exists")
	who := ledger.Who{Workspace: sales.WorkspaceID(Mint(sales.WorkspaceKind)), Actor: "system"}
	user := sales.Create[sales.UserFacts]{ID: Mint(sales.UserKind), Facts: sales.UserFacts{Name: "Ani"}}
	unsound := sales.NewWorkspace("Unsound")
	unsound.Currency = "XXX"
	WantProblem(t, w.CreateWorkspace(t.Context(), who, unsound), "unknown_currency")
	WantProblem(t, w.CreateWorkspace(t.Context(), who, sales.NewWorkspace("")), "required")
	WantProblem(t, w.CreateWorkspace(t.Context(), who, sales.NewWorkspace("X"), ledger.Order{Command: sales.Create[sales.UserFacts]{ID: user.ID}}), "required")
	_, _, err := w.Head(t.Context(), who.Workspace)
	WantProblem(t, err, "not_found")
	if err := w.CreateWorkspace(t.Context(), who, sales.NewWorkspace("Sound"), ledger.Order{Command: user}); err != nil {
		t.Fatal(err)
	}
	all, err := w.Workspaces(t.Context())
	found := 0
	for _, id := range all {
		if id == who.Workspace {
			found++
		}
	}
	if head, _, _ := w.Head(t.Context(), who.Workspace); found != 1 || err != nil || head != 2 {
		t.Errorf("the workspace is listed %d times in %v (%v), its head at %d", found, all, err, head)
	}
	if _, err := w.Ledger.Load(t.Context(), w.Who.Workspace, user.ID); err == nil {
		t.Error("an object of one workspace is seen in another")
	}
}

func oneOrigin(t *testing.T, db *store.DB) {
	w := New(t, db, nil)
	first, second := w.NewDeal("First"), w.NewDeal("Second")
	first.Origin = sales.Origin{Source: "crm", SourceID: "1"}
	second.Origin = first.Origin
	w.Do(first)
	_, err := w.Record(t.Context(), w.Who, ledger.Order{Command: second})
	WantProblem(t, err, "imported_already")
	third, fourth := w.NewDeal("Third"), w.NewDeal("Fourth")
	third.Origin = sales.Origin{Source: "crm", SourceID: "3"}
	fourth.Origin = third.Origin
	_, err = w.RecordAll(t.Context(), ledger.Request{Who: w.Who, Orders: []ledger.Order{{Command: third}, {Command: fourth}}})
	WantProblem(t, err, "imported_already")
	fourth.Origin = sales.Origin{Source: "crm", SourceID: "\x00"}
	_, err = w.Record(t.Context(), w.Who, ledger.Order{Command: fourth})
	WantProblem(t, err, "bad_text")
	second.Origin.SourceID = "" // a source that does not name its objects
	w.Do(second)
	fourth.Origin = second.Origin
	w.Do(fourth)
	account := sales.Create[sales.AccountFacts]{ID: Mint(sales.AccountKind), Facts: sales.AccountFacts{Name: "A"}, Origin: first.Origin}
	w.Do(account) // the same id of another kind
	id, found, err := w.ByOrigin(t.Context(), w.Who.Workspace, sales.DealKind, first.Origin)
	if id != sales.ID(first.ID) || !found || err != nil {
		t.Errorf("the deal of %+v is %s, %v, %v", first.Origin, id, found, err)
	}
}
