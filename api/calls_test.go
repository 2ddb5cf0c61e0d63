package api_test

import (
	"net/http"
	"testing"
	"time"

	"arus/access"
	"arus/api/forecasts"
	"arus/board"
	"arus/forecast"
	"arus/ledger"
	"arus/report"
	"arus/report/bridge"
	"arus/sales"
)

type listOf[T any] struct{ Data []T }

func TestAPublishedCallStaysUntilItDoesNotHoldAndItsMoveIsExplained(t *testing.T) {
	h := opened(t)
	pipe, stages := h.pipeline()
	win := func(amount string) {
		id := h.ask("POST", "/v1/deals", obj{"pipeline": pipe, "stage": stages[0], "name": "won", "value": idr(amount), "close_date": "2026-12-01"}).ok(201).id()
		h.pass(time.Hour)
		h.ask("POST", "/v1/deals/"+id+"/win", obj{}, "If-Match", "*").ok(200)
		h.pass(48 * time.Hour)
	}
	const path = "/v1/forecasts/2026-Q4/calls"
	win("1000.00")
	if f := read[forecasts.Forecast](t, h.ask("GET", "/v1/forecasts/2026-Q4", nil)); f.Call != nil {
		t.Errorf("published already: %+v", f.Call)
	}
	h.ask("POST", path, obj{}).ok(http.StatusUnprocessableEntity)
	h.ask("POST", "/v1/forecasts/2026-Q3/calls", obj{"reason": "I know it now"}).fails(http.StatusConflict, "period_over")
	first := h.ask("POST", path, obj{"reason": "The week's review"}).ok(http.StatusCreated).object()
	if first["p50"].(obj)["amount"] != "1000.00" || first["before"] != nil || first["by"] != string(h.user) {
		t.Errorf("%v", first)
	}
	if moved := moves(t, h); len(moved) != 0 {
		t.Errorf("it holds, and moves to %+v", moved)
	}
	win("500.00")
	f := read[forecasts.Forecast](t, h.ask("GET", "/v1/forecasts/2026-Q4", nil))
	if f.Call == nil || f.Call.Holds || f.Call.P50.String() != "1000.00 IDR" {
		t.Fatalf("%+v", f.Call)
	}
	for _, c := range moves(t, h) {
		if _, err := h.ledger.Record(t.Context(), ledger.Who{Workspace: h.ws, Actor: "system", Cause: "test"}, ledger.Order{Command: c}); err != nil {
			t.Fatal(err)
		}
	}
	if moved := moves(t, h); len(moved) != 0 {
		t.Errorf("it has just moved, and moves to %+v", moved)
	}
	calls := read[listOf[forecasts.CallView]](t, h.ask("GET", path, nil)).Data
	if len(calls) != 2 || calls[0].By != nil || calls[0].Moved.String() != "500.00 IDR" || *calls[0].Before != calls[1].ID || *calls[1].ByName != "Ani" {
		t.Fatalf("%+v", calls)
	}
	b := read[struct {
		Bridges []struct{ Lines []bridge.Line }
	}](t, h.ask("GET", *calls[0].Bridge, nil))
	if len(b.Bridges) != 1 || len(b.Bridges[0].Lines) == 0 {
		t.Errorf("%s: %+v", *calls[0].Bridge, b)
	}
	rep := h.ask("POST", "/v1/users", obj{"name": "Budi", "role": "manager"}).ok(201).id()
	bearer := "Bearer " + h.newToken(access.NewToken{Workspace: h.ws, Name: "manager", Role: access.Manager, User: sales.UserID(rep), Life: time.Hour})
	h.ask("POST", path, obj{"reason": "mine"}, "Authorization", bearer).fails(http.StatusConflict, "not_leading")
	if seen := read[listOf[forecasts.CallView]](t, h.ask("GET", path, nil, "Authorization", bearer)).Data; len(seen) != 2 {
		t.Errorf("everybody relies on what is published for all, and a manager sees %d", len(seen))
	}
}

func TestOfADealInAYoungCompanyNobodySaysWhenItCloses(t *testing.T) {
	h := opened(t)
	pipe, _ := h.pipeline()
	id := h.deal(pipe, "Kopi").id()
	if c := read[forecasts.TimeToClose](t, h.ask("GET", "/v1/deals/"+id+"/time-to-close", nil)); !c.Thin || c.P50 != nil || c.Horizon == 0 {
		t.Errorf("%+v", c)
	}
	h.ask("POST", "/v1/deals/"+id+"/win", obj{}, "If-Match", "*").ok(200)
	h.ask("GET", "/v1/deals/"+id+"/time-to-close", nil).fails(http.StatusConflict, "deal_closed")
	h.ask("GET", "/v1/deals/deal_nowhere/time-to-close", nil).ok(http.StatusNotFound)
}

// moves are the calls that do not hold.
func moves(t *testing.T, h *house) []sales.PublishCall {
	t.Helper()
	b, err := h.boards.Of(t.Context(), h.ws)
	if err != nil {
		t.Fatal(err)
	}
	head, _, err := h.ledger.Head(t.Context(), h.ws)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.WaitFor(t.Context(), head); err != nil {
		t.Fatal(err)
	}
	moved, err := forecast.New(time.Minute).Moves(t.Context(), report.NewReader(newest(b), sales.InstantOf(h.clock())), func() sales.ID { return h.mint(sales.CallKind) })
	if err != nil {
		t.Fatal(err)
	}
	return moved
}

func newest(b *board.Board) *board.Picture { return b.Snapshot().At(0, 0) }
