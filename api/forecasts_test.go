package api_test

import (
	"encoding/json"
	"testing"
	"time"

	"arus/access"
	"arus/sales"
)

func TestAForecastOfACompanyWithoutHistorySaysSo(t *testing.T) {
	h := opened(t)
	pipe, stages := h.pipeline()
	h.ask("POST", "/v1/targets", obj{"period": "2026-Q4", "amount": obj{"amount": "5000.00", "currency": "IDR"}}).ok(201)
	for _, d := range []obj{
		{"name": "won", "value": obj{"amount": "1000.00", "currency": "IDR"}, "stage": stages[0]},
		{"name": "due", "value": obj{"amount": "2000.00", "currency": "IDR"}, "stage": stages[0], "close_date": "2026-12-10", "category": "commit"},
		{"name": "later", "value": obj{"amount": "7000.00", "currency": "IDR"}, "stage": stages[0], "close_date": "2027-02-01"},
	} {
		d["pipeline"] = pipe
		id := h.ask("POST", "/v1/deals", d).ok(201).id()
		if d["name"] == "won" {
			h.ask("POST", "/v1/deals/"+id+"/win", obj{}, "If-Match", "*").ok(200)
		}
	}
	var f struct {
		Booked   struct{ Amount string }
		Target   struct{ Amount struct{ Amount string } }
		Coverage struct {
			State string
			Ratio float64
		}
		Categories []struct {
			Category   string
			Deals      int
			Value      struct{ Amount string }
			Cumulative struct{ Amount string }
		}
		Model struct {
			P10, P50, P90 struct{ Amount string }
			Target        *float64 `json:"p_target"`
		}
		Needed struct {
			Multiple float64
			Source   string
			Deals    int
		}
		Learnt struct{ Thin bool }
		Alerts []struct{ Alert string }
		Period struct{ From, To string }
	}
	read := func(path string) {
		if err := json.Unmarshal(h.ask("GET", path, nil).ok(200).text, &f); err != nil {
			t.Fatal(err)
		}
	}
	read("/v1/forecasts/2026-Q4")
	if f.Booked.Amount != "1000.00" || f.Target.Amount.Amount != "5000.00" || f.Coverage.State != "open" || f.Coverage.Ratio != .5 {
		t.Errorf("%+v", f)
	}
	if !f.Learnt.Thin || f.Needed.Source != "benchmark" || f.Needed.Multiple != 3 || f.Needed.Deals != 4 || f.Model.Target == nil {
		t.Errorf("%+v", f)
	}
	if c := f.Categories[1]; c.Category != "commit" || c.Deals != 1 || c.Value.Amount != "2000.00" || c.Cumulative.Amount != "3000.00" || f.Categories[0].Value.Amount != "1000.00" {
		t.Errorf("%+v", f.Categories)
	}
	if f.Period.From != "2026-10-01" || f.Period.To != "2026-12-31" {
		t.Errorf("%+v", f.Period)
	}
	read("/v1/forecasts/2025-Q1?as_of=2026-11-23")
	if f.Booked.Amount != "0.00" || f.Model.P90.Amount != "0.00" {
		t.Errorf("a period long ago: %+v", f)
	}
	for path, code := range map[string]string{"2026-Q5": "bad_period", "2026-Q4?team=team_0": "unknown_reference", "2026-Q4?owner=user_0": "unknown_reference",
		"2026-Q4?pipeline=pipe_0": "unknown_reference", "2026-Q4?currency=XXX": "unknown_currency", "2036-Q4": "too_far"} {
		if p := h.ask("GET", "/v1/forecasts/"+path, nil); p.status != 422 {
			t.Errorf("%s: %d %s", path, p.status, p.text)
		} else {
			p.fails(422, code)
		}
	}
	h.ask("GET", "/v1/forecasts/2026-Q4?currency=USD", nil).fails(409, "rate_missing")
}

func TestAForecastIsSubmittedUpTheTree(t *testing.T) {
	h := opened(t)
	pipe, stages := h.pipeline()
	team := h.ask("POST", "/v1/teams", obj{"name": "Java"}).ok(201).id()
	h.ask("PATCH", "/v1/teams/"+team, obj{"manager": string(h.user)}, "If-Match", "*").ok(200)
	h.ask("PATCH", "/v1/users/"+string(h.user), obj{"team": team}, "If-Match", "*").ok(200)
	rep := h.ask("POST", "/v1/users", obj{"name": "Budi", "team": team}).ok(201).id()
	h.ask("POST", "/v1/deals", obj{"pipeline": pipe, "stage": stages[0], "name": "mine", "owner": string(h.user), "value": idr("300.00"), "close_date": "2026-12-10", "category": "commit"}).ok(201)
	h.ask("POST", "/v1/deals", obj{"pipeline": pipe, "stage": stages[0], "name": "theirs", "owner": rep, "value": idr("5000.00"), "close_date": "2026-12-10", "category": "commit"}).ok(201)
	h.ask("POST", "/v1/deals", obj{"pipeline": pipe, "stage": stages[0], "name": "unsure", "owner": rep, "value": idr("700.00"), "close_date": "2026-12-10", "category": "best_case"}).ok(201)
	bearer := "Bearer " + h.newToken(access.NewToken{Workspace: h.ws, Name: "rep", Role: access.Rep, User: sales.UserID(rep), Life: time.Hour})
	below := func(method, path string, body any, head ...string) answer {
		return h.ask(method, path, body, append(head, "Authorization", bearer)...)
	}
	draft := below("GET", "/v1/submissions/draft?period=2026-Q4", nil).ok(200).object()
	if draft["total"].(obj)["amount"] != "5000.00" || draft["bias"] != nil {
		t.Errorf("%v", draft)
	}
	own := below("POST", "/v1/submissions", obj{"period": "2026-Q4", "adjustment": obj{"amount": idr("-400.00"), "reason": "the tender slips"}}).ok(201)
	if o := own.object(); o["total"].(obj)["amount"] != "4600.00" || o["state"] != "submitted" || len(o["basis"].(obj)["deals"].([]any)) != 1 {
		t.Errorf("%s", own.text)
	}
	below("POST", "/v1/submissions", obj{"period": "2026-Q4", "team": team}).fails(409, "not_leading")
	below("POST", "/v1/submissions", obj{"period": "2026-Q3"}).fails(409, "window_closed") // or whoever was wrong would be right afterwards
	below("POST", "/v1/submissions/"+own.id()+"/adjust", obj{"amount": idr("1.00"), "reason": "x"}, "If-Match", "*").fails(409, "not_above")
	h.ask("POST", "/v1/submissions/"+own.id()+"/adjust", obj{"amount": idr("-100.00"), "reason": "I know them"}, "If-Match", "*").ok(200)
	below("POST", "/v1/submissions/"+own.id()+"/withdraw", obj{}, "If-Match", "*").fails(409, "acted_on")
	whole := h.ask("POST", "/v1/submissions", obj{"period": "2026-Q4", "team": team}).ok(201)
	if o := whole.object(); o["own"].(obj)["amount"] != "300.00" || o["rolled_up"].(obj)["amount"] != "4500.00" || o["total"].(obj)["amount"] != "4800.00" {
		t.Errorf("%s", whole.text)
	}
	// Whatever happens afterwards, both can be made again to the byte.
	h.ask("POST", "/v1/deals", obj{"pipeline": pipe, "stage": stages[0], "name": "late", "owner": rep, "value": idr("9.00"), "close_date": "2026-12-10", "category": "commit"}).ok(201)
	for _, id := range []string{own.id(), whole.id()} {
		if v := h.ask("GET", "/v1/submissions/"+id+"/verify", nil).ok(200); v.object()["same"] != true {
			t.Errorf("%s", v.text)
		}
	}
	if all := h.ask("GET", "/v1/submissions?period=2026-Q4&newest=true&team="+team, nil).ok(200).rows(); len(all) != 2 {
		t.Errorf("%d submissions hold", len(all))
	}
	h.pass(8 * 24 * time.Hour)
	h.ask("POST", "/v1/submissions/"+whole.id()+"/withdraw", obj{}, "If-Match", "*").fails(409, "window_closed")
	biases := h.ask("GET", "/v1/submissions/bias", nil).ok(200).rows()
	if len(biases) != 0 { // no period is over
		t.Errorf("%v", biases)
	}
}

func TestAForecastSaysWhenADealWasLastClosed(t *testing.T) {
	h := opened(t)
	pipe, stages := h.pipeline()
	long := h.clock().AddDate(0, -3, 0) // in a month that models are learnt from
	id := h.ask("POST", "/v1/deals", obj{"pipeline": pipe, "stage": stages[0], "name": "won", "value": idr("1000.00"), "created_at": long.AddDate(0, 0, -9).Format(time.RFC3339)}).ok(201).id()
	period := h.clock().Format(time.DateOnly) + ".." + h.clock().AddDate(0, 0, 60).Format(time.DateOnly)
	last := func() any {
		return h.ask("GET", "/v1/forecasts/"+period, nil).ok(200).object()["learnt"].(obj)["last_closed"]
	}
	if got := last(); got != nil {
		t.Errorf("before anything was closed: %v", got)
	}
	h.ask("POST", "/v1/deals/"+id+"/win", obj{"at": long.Format(time.RFC3339)}, "If-Match", "*").ok(200)
	if got, want := last(), long.Format(time.DateOnly); got != want {
		t.Errorf("%v, want %s", got, want)
	}
}

func TestPeriodsThatAreOverAreForecastAgain(t *testing.T) {
	h := opened(t)
	pipe, stages := h.pipeline()
	id := h.ask("POST", "/v1/deals", obj{"pipeline": pipe, "stage": stages[0], "name": "won", "value": idr("1000.00")}).ok(201).id()
	h.ask("POST", "/v1/deals/"+id+"/win", obj{}, "If-Match", "*").ok(200)
	h.pass(20 * 24 * time.Hour)
	got := h.ask("POST", "/v1/backtests", obj{"period_kind": "month", "origins": 2, "at": []float64{0, .5}, "methods": []string{"combination"}}).ok(200).object()
	rows := got["rows"].([]any)
	for _, row := range h.ask("POST", "/v1/backtests", obj{"period_kind": "month", "origins": 2, "at": []float64{.9}}).ok(200).object()["rows"].([]any) {
		r := row.(obj)
		if low, says, high := cents(t, r["p10"]), cents(t, r["forecast"]), cents(t, r["p90"]); !(low <= says && says <= high) {
			t.Errorf("%v", r)
		}
	}
	if got["state"] != "done" || len(rows) != 4 || rows[2].(obj)["actual"].(obj)["amount"] != "1000.00" || rows[2].(obj)["accuracy"] != 0. || rows[0].(obj)["accuracy"] != nil {
		t.Errorf("%v", got)
	}
	h.ask("POST", "/v1/backtests", obj{"period_kind": "year"}).fails(422, "not_a_choice")
}
