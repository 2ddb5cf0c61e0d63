package api_test

import (
	"net/url"
	"slices"
	"testing"
	"time"
)

// sheet reads a table of an answer: rows by the names of their columns.
func sheet(t *testing.T, answer obj) (rows []obj) {
	t.Helper()
	columns := answer["columns"].([]any)
	for _, r := range answer["rows"].([]any) {
		row := obj{}
		for i, c := range columns {
			row[c.(obj)["name"].(string)] = r.([]any)[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// near: the clock of a house ticks a little with every look at it.
func near(got any, want float64) bool {
	f, ok := got.(float64)
	return ok && f > want-1e-3 && f < want+1e-3
}

// moved is a house with three deals: one that has gone on and stalls, one that was won after two days, one that was lost.
func moved(t *testing.T) (h *house, pipe string, stages []string) {
	t.Helper()
	h = opened(t)
	pipe, stages = h.pipeline()
	on := h.deal(pipe, "On", obj{"value": idr("100.00"), "segment": "smb"}).id()
	win := h.deal(pipe, "Win", obj{"value": idr("300.00")}).id()
	lose := h.deal(pipe, "Lose", obj{"value": idr("500.00")}).id()
	h.pass(24 * time.Hour)
	h.ask("POST", "/v1/deals/"+on+"/move", obj{"to": stages[1]}, "If-Match", "*").ok(200)
	h.pass(24 * time.Hour)
	h.ask("POST", "/v1/deals/"+win+"/win", obj{}, "If-Match", "*").ok(200)
	h.ask("POST", "/v1/deals/"+lose+"/lose", obj{"reason": "Price"}, "If-Match", "*").ok(200)
	return h, pipe, stages
}

func TestVelocityConversionAgeingAndStalledAreServed(t *testing.T) {
	h, pipe, stages := moved(t)
	velocity := h.ask("GET", "/v1/reports/velocity?pipeline="+pipe, nil).ok(200).object()
	if s := sheet(t, velocity)[0]; s["open"] != 1.0 || s["won"] != 1.0 || s["lost"] != 1.0 || s["win_rate"] != .5 || !near(s["cycle_days_p50"], 2) || cents(t, s["velocity_per_day"]) != 75_00 {
		t.Errorf("velocity: %v", s)
	}
	if first := sheet(t, velocity["stages"].(obj))[0]; first["stage"] != stages[0] || first["visits"] != 3.0 || !near(first["days_p50"], 2) || len(velocity["curves"].([]any)) != 3 {
		t.Errorf("stages: %v, curves: %v", first, velocity["curves"])
	}
	conversion := h.ask("GET", "/v1/reports/conversion?pipeline="+pipe, nil).ok(200).object()
	first := sheet(t, conversion)[0]
	if first["forwards"] != 1.0 || first["won"] != 1.0 || first["lost"] != 1.0 || first["progress_rate"].(float64) < .66 {
		t.Errorf("conversion: %v", first)
	}
	if deals := h.ask("GET", "/v1/deals?pipeline="+pipe+"&filter="+url.QueryEscape(first["deals"].(string)), nil).ok(200).rows(); len(deals) != 3 {
		t.Errorf("%v opens %d deals", first["deals"], len(deals))
	}
	pairs := sheet(t, conversion["pairs"].(obj))
	at := slices.IndexFunc(pairs, func(p obj) bool { return p["stage"] == stages[0] && p["to_stage"] == "won" })
	if p := pairs[at]; p["entered"] != 3.0 || p["reached"] != 1.0 || p["ended"] != 1.0 || p["open"] != 1.0 {
		t.Errorf("from the first stage to the win: %v", p)
	}
	grouped := sheet(t, h.ask("GET", "/v1/reports/ageing?basis=stage&group_by=segment", nil).ok(200).object())
	if r := grouped[0]; r["segment"] != "smb" || r["count"] != 1.0 || r["below_days"] != 8.0 {
		t.Errorf("ageing: %v", grouped)
	}
	h.ask("GET", "/v1/reports/ageing?basis=mood", nil).fails(422, "invalid")
	h.ask("GET", "/v1/reports/velocity?group_by=mood", nil).fails(422, "not_a_choice")
	stalled := sheet(t, h.ask("GET", "/v1/reports/stalled", nil).ok(200).object())
	if s := stalled[0]; len(stalled) != 1 || s["stage"] != stages[1] || s["open"] != 1.0 || s["stalled"] != 0.0 || s["limit_days"] != nil {
		t.Errorf("a stage without a limit or history stalls nobody: %v", stalled)
	}
}

func TestABridgeIsServedAndCloses(t *testing.T) {
	h, pipe, _ := moved(t)
	first := h.ask("GET", "/v1/reports/bridge?from=2026-11-01&pipeline="+pipe, nil).ok(200).object()
	values := map[string]int64{}
	for _, r := range sheet(t, first) {
		values[r["line"].(string)] = cents(t, r["value"])
	}
	if values["opening"] != 0 || values["created"] != 100_00 || values["won"] != 0 || values["closing"] != 100_00 {
		t.Errorf("%v", values)
	}
	lines := first["bridges"].([]any)[0].(obj)["lines"].([]any)
	at := slices.IndexFunc(lines, func(l any) bool { return l.(obj)["line"] == "won" })
	if won := lines[at].(obj); won["count"] != 1.0 || len(won["deals"].([]any)) != 1 || len(won["deltas"].([]any)) != 2 || cents(t, won["churn_value"]) != -300_00 {
		t.Errorf("created and won in between: %v", won)
	}
	byOwner := sheet(t, h.ask("GET", "/v1/reports/bridge?from=2026-11-01&group_by=segment", nil).ok(200).object())
	if len(byOwner) != 2*16 || byOwner[31]["segment"] != "smb" || byOwner[31]["line"] != "closing" {
		t.Errorf("two segments: %v", byOwner)
	}
	h.ask("GET", "/v1/reports/bridge", nil).fails(422, "required")
	h.ask("GET", "/v1/reports/bridge?from=2027-11-01", nil).fails(422, "out_of_order")
	h.ask("GET", "/v1/reports/bridge?from=never", nil).fails(422, "bad_instant")
	h.ask("GET", "/v1/reports/bridge?period=2026-Q7", nil).fails(422, "bad_period")
}

func TestCoverageIsServed(t *testing.T) {
	h, pipe, _ := moved(t)
	deal := h.ask("GET", "/v1/deals?outcome=open", nil).ok(200).rows()[0]
	h.ask("POST", "/v1/deals/"+deal["id"].(string)+"/close-date", obj{"close_date": "2026-12-20"}, "If-Match", "*").ok(200)
	none := sheet(t, h.ask("GET", "/v1/reports/coverage?level=company", nil).ok(200).object())[0]
	if none["status"] != "no_target" || none["coverage"] != nil || cents(t, none["booked"]) != 300_00 || cents(t, none["open_value"]) != 100_00 {
		t.Errorf("without a target: %v", none)
	}
	h.ask("POST", "/v1/targets", obj{"period": "2026-Q4", "amount": idr("350.00")}).ok(201)
	some := sheet(t, h.ask("GET", "/v1/reports/coverage?period=2026-Q4", nil).ok(200).object())[0]
	if some["status"] != "short" || some["coverage"] != 2.0 || some["needed_multiple"] != 3.0 || some["needed_source"] != "benchmark" || some["deals_needed"] != 1.0 {
		t.Errorf("with a target: %v", some)
	}
	h.ask("POST", "/v1/targets", obj{"period": "2026-Q4", "amount": idr("250.00")}).ok(201)
	if met := sheet(t, h.ask("GET", "/v1/reports/coverage?pipeline="+pipe+"&period=2026-Q4", nil).ok(200).object())[0]; met["status"] != "no_target" {
		t.Errorf("a target of all pipelines is none of one: %v", met)
	}
	if met := sheet(t, h.ask("GET", "/v1/reports/coverage", nil).ok(200).object())[0]; met["status"] != "covered" || met["coverage"] != nil {
		t.Errorf("a target that is met: %v", met)
	}
}

func TestPatternsAreServedAndSayWhenTheyAreTooFew(t *testing.T) {
	h, _, _ := moved(t)
	for _, path := range []string{"winloss", "behaviours"} {
		rows := sheet(t, h.ask("GET", "/v1/reports/"+path, nil).ok(200).object())
		for _, r := range rows {
			if r["verdict"] != "too_few" || r["deals_n"].(float64) > 2 || r["p"] != nil {
				t.Errorf("%s of two closed deals: %v", path, r)
			}
		}
		if asked := path == "winloss"; asked != (len(rows) > 0) { // behaviours are those of deals that were open for five weeks
			t.Errorf("%s has %d rows", path, len(rows))
		}
	}
	if s := sheet(t, h.ask("GET", "/v1/reports/sources", nil).ok(200).object())[0]; s["created"] != 3.0 || cents(t, s["won_value"]) != 300_00 || cents(t, s["value_per_created"]) != 100_00 {
		t.Errorf("%v", s)
	}
	h.ask("GET", "/v1/reports/winloss?group_by=mood", nil).fails(422, "not_a_choice")
}

func TestHealthAndQualityAreServed(t *testing.T) {
	h, _, _ := moved(t)
	page := h.ask("GET", "/v1/reports/health", nil).ok(200).object()
	for _, c := range sheet(t, page) {
		if c["check"] == "no_close_date" && (c["count"] != 1.0 || c["of"] != 1.0 || c["status"] != "bad") {
			t.Errorf("%v", c)
		}
		listed := h.ask("GET", "/v1/deals?filter="+url.QueryEscape(c["deals"].(string)), nil).ok(200).rows()
		if float64(len(listed)) != c["count"] {
			t.Errorf("%v opens %d deals", c, len(listed))
		}
	}
	if rows := sheet(t, page["coverage"].(obj)); len(rows) == 0 || rows[0]["level"] != "company" {
		t.Errorf("coverage: %v", rows)
	}
	h.ask("POST", "/v1/accounts", obj{"name": "PT Maju"}).ok(201)
	h.ask("POST", "/v1/accounts", obj{"name": "Maju Tbk"}).ok(201)
	quality := h.ask("GET", "/v1/reports/quality", nil).ok(200).object()
	if twins := sheet(t, quality["duplicates"].(obj)); len(twins) != 1 || twins[0]["key"] != "maju" || twins[0]["count"] != 2.0 {
		t.Errorf("duplicates: %v", twins)
	}
	h.ask("GET", "/v1/reports/health?filter=deal.mood", nil).fails(422, "bad_filter")
}
