package api_test

import (
	"encoding/json"
	"testing"
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
	read("/v1/forecasts/2025-Q1?as_of=2026-11-24")
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
