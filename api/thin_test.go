package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// figures asks every operation that says something of the future, or of how often it was right, and wants an answer or a
// reason of each: no number that is none, no failure of ours.
func figures(h *house, world, pipe, deal string) {
	h.t.Helper()
	today := h.clock().UTC()
	before := today.AddDate(0, -2, 0).Format("2006-01")
	for _, path := range []string{
		"/v1/scores/calibration", "/v1/scores/calibration?pipeline=" + pipe, "/v1/scores/calibration/deals?by=model&bin=9", "/v1/scores/calibration/deals?by=stage&bin=0",
		"/v1/scores/models", "/v1/scores/models/history", "/v1/scores/models/train", "/v1/deals/" + deal + "/explain", "/v1/deals/" + deal + "/time-to-close",
		"/v1/scores/factors?factor=segment&pipeline=" + pipe, "/v1/scores/factors?factor=value_band&pipeline=" + pipe,
		"/v1/scores/factors?factor=product&pipeline=" + pipe, "/v1/scores/factors?factor=competitor&pipeline=" + pipe,
		"/v1/forecasts/2026-Q4", "/v1/forecasts/" + before, "/v1/forecasts/2019-W07", "/v1/forecasts/1971-01", "/v1/forecasts/2026-10-01..2026-10-01",
		"/v1/submissions", "/v1/submissions/bias", "/v1/submissions/draft?period=2026-Q4", "/v1/submissions/draft?period=2019-Q1&call=best_case",
	} {
		if a := h.ask("GET", path, nil); a.status != http.StatusOK || saysNothing(a.text) {
			h.t.Errorf("%s: %s: %d %s", world, path, a.status, a.text)
		}
	}
	for _, body := range []obj{{"period_kind": "month", "origins": 3, "at": []float64{0, .5, .99}}, {"period_kind": "28d", "origins": 1}} {
		if a := h.ask("POST", "/v1/backtests", body); a.status != http.StatusOK || saysNothing(a.text) {
			h.t.Errorf("%s: backtest: %d %s", world, a.status, a.text)
		}
	}
	for path, status := range map[string]int{
		"/v1/forecasts/2026-13": 422, "/v1/forecasts/2026-12-31..2026-01-01": 422, "/v1/forecasts/0000-00": 422, "/v1/forecasts/NaN": 422, "/v1/forecasts/2026-Q4?team=team_gone": 422,
		"/v1/submissions/draft?period=NaN": 422, "/v1/submissions/draft?period=2026-Q4&call=surely": 422, "/v1/submissions/subm_gone/correction": 404, "/v1/submissions/subm_gone/verify": 404,
		"/v1/scores/calibration?pipeline=pipe_gone": 404, "/v1/scores/calibration/deals?bin=10": 422, "/v1/scores/calibration/deals?bin=-1": 422,
		"/v1/scores/factors?factor=segment&pipeline=pipe_gone": 404, "/v1/deals/deal_gone/explain": 404,
	} {
		if a := h.ask("GET", path, nil); a.status != status {
			h.t.Errorf("%s: %s: %d instead of %d: %s", world, path, a.status, status, a.text)
		}
	}
	for _, body := range []obj{{"period_kind": "month", "origins": -1}, {"period_kind": "month", "origins": 0}, {"period_kind": "month", "origins": 1e9}, {"period_kind": "month", "at": []float64{-1}},
		{"period_kind": "month", "at": []float64{2}}, {"period_kind": "month", "methods": []string{"astrology"}}} {
		if a := h.ask("POST", "/v1/backtests", body); a.status != http.StatusUnprocessableEntity {
			h.t.Errorf("%s: a backtest of %v: %d %s", world, body, a.status, a.text)
		}
	}
}

func saysNothing(text []byte) bool {
	return slices.ContainsFunc([]string{"NaN", "Infinity", "+Inf", "-Inf"}, func(none string) bool { return strings.Contains(string(text), none) })
}

func TestThinAndAbsurdHistoryGetsAnAnswerOrAReason(t *testing.T) {
	h := opened(t)
	pipe, stages := h.pipeline()
	open := h.ask("POST", "/v1/deals", obj{"pipeline": pipe, "stage": stages[0], "name": "open", "value": idr("1.00"), "close_date": "2026-12-10"}).ok(201).id()
	figures(h, "nothing has closed", pipe, open)
	said := h.ask("GET", "/v1/forecasts/2026-Q4", nil).ok(200).object()
	if rate := said["needed"].(obj)["win_rate"]; said["ceiling"] != nil || rate != nil {
		t.Errorf("nobody has won anything, and the forecast says how accurate it can be, %v, and how often deals are won, %v", said["ceiling"], rate)
	}

	// One outcome only, worth nothing or more than anything, in segments that nothing else is in.
	for i, value := range []string{"0.00", "0.01", "90000000000000000.00", "1000.00", "1000.00"} {
		id := h.ask("POST", "/v1/deals", obj{"pipeline": pipe, "stage": stages[0], "name": fmt.Sprint("won ", i), "value": idr(value), "segment": fmt.Sprint("segment ", i)}).ok(201).id()
		h.ask("POST", "/v1/deals/"+id+"/win", obj{}, "If-Match", "*").ok(200)
	}
	h.pass(3 * 24 * time.Hour)
	figures(h, "one outcome", pipe, open)

	// A team that is no more, whose people have left their deals behind.
	team := h.ask("POST", "/v1/teams", obj{"name": "Gone"}).ok(201).id()
	rep := h.ask("POST", "/v1/users", obj{"name": "Sari", "team": team}).ok(201).id()
	theirs := h.ask("POST", "/v1/deals", obj{"pipeline": pipe, "stage": stages[1], "name": "left", "owner": rep, "segment": "never seen", "close_date": "2020-01-01"}).ok(201).id()
	h.ask("PATCH", "/v1/users/"+rep, obj{"team": nil}, "If-Match", "*").ok(200)
	h.ask("DELETE", "/v1/teams/"+team, nil, "If-Match", "*")
	figures(h, "a team that is no more", pipe, theirs)
	if a := h.ask("GET", "/v1/forecasts/2026-Q4?team="+team, nil); a.status >= 500 || saysNothing(a.text) {
		t.Errorf("the forecast of a team that is no more: %d %s", a.status, a.text)
	}
	h.ask("POST", "/v1/submissions", obj{"period": "2026-Q4", "team": team}).fails(http.StatusUnprocessableEntity, "archived")
	h.ask("POST", "/v1/submissions", obj{"period": "2026-Q4", "adjustment": obj{"amount": idr("-99999999999999999999.00"), "reason": "x"}}).fails(http.StatusUnprocessableEntity, "amount_too_large")
	h.ask("PUT", "/v1/deals/"+open+"/probability", obj{"p": 1.5, "reason": "x"}, "If-Match", "*").ok(422)
}
