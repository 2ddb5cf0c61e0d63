package api_test

import (
	"strings"
	"testing"
	"time"

	"arus/automation"
	"arus/store"
	"arus/store/storetest"
)

// A rule made over the API runs, says why to those who see the deal, and would have done the same before.
func TestRulesOverTheAPI(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		engine := automation.New(automation.Config{Ledger: w.ledger, Store: db, Gate: w.gate, Clock: w.clock, Mint: w.mint, Random: func([]byte) {}})
		catchUp := func() {
			t.Helper()
			if err := engine.CatchUp(t.Context(), w.ws); err != nil {
				t.Fatal(err)
			}
		}
		catchUp()
		rule := obj{"name": "Large", "on": true, "when": obj{"event": "deal.changed"}, "if": "deal.value > 100", "then": []obj{{"do": "notify", "text": "Look"}, {"do": "set_field", "field": "region", "value": "Bali"}}}
		made := w.house.ask("POST", "/v1/rules", rule).ok(201)
		deal := w.objects[own]["deal"]
		change := func(amount string) {
			w.house.ask("PATCH", "/v1/deals/"+deal, obj{"value": idr(amount)}, "If-Match", "*").ok(200)
			catchUp()
		}
		change("50.00")
		change("500.00")
		runs := func(head ...string) []any {
			return w.house.ask("GET", "/v1/rules/"+made.id()+"/runs", nil, head...).ok(200).object()["data"].([]any)
		}
		by := map[string]string{}
		for _, a := range w.askers {
			by[a.name] = "Bearer " + a.bearer
		}
		all := runs()
		if len(all) < 3 || all[0].(obj)["outcome"] != "stopped" && all[0].(obj)["outcome"] != "unmet" {
			t.Fatalf("%v", all)
		}
		did := all[1].(obj)
		if did["outcome"] != "did" || did["deal"] != deal || did["values"].(obj)["deal.value"] != 500.0 || len(did["did"].([]any)) != 2 {
			t.Errorf("%v", did)
		}
		if hidden := runs("Authorization", by["other rep"])[1].(obj); hidden["outcome"] != "did" || hidden["deal"] != nil || hidden["values"] != nil || hidden["did"] != nil {
			t.Errorf("told to who does not see the deal: %v", hidden)
		}
		told := w.house.ask("GET", "/v1/notices", nil, "Authorization", by["owner rep"]).ok(200).object()["data"].([]any)
		if len(told) != 1 || told[0].(obj)["text"] != "Look" || told[0].(obj)["read_at"] != nil {
			t.Errorf("%v", told)
		}
		w.house.ask("POST", "/v1/notices/read", obj{"until": told[0].(obj)["at"]}, "Authorization", by["owner rep"]).ok(204)
		if again := w.house.ask("GET", "/v1/notices", nil, "Authorization", by["owner rep"]).ok(200).object()["data"].([]any); again[0].(obj)["read_at"] == nil {
			t.Errorf("%v", again)
		}
		history := w.house.ask("GET", "/v1/deals/"+deal, nil).ok(200).object()
		if history["region"] != "Bali" {
			t.Errorf("%v", history)
		}
		w.pass(time.Hour)
		tried := w.house.ask("POST", "/v1/rules/try", obj{"rule": rule, "quarters": 1}).ok(200).object()
		if tried["outcomes"].(obj)["did"].(float64) < 1 || tried["deeds"].(obj)["notify"].(float64) < 1 {
			t.Errorf("%v", tried)
		}
		rule["if"] = "deal.vallue > 100"
		for path, body := range map[string]any{"/v1/rules": rule, "/v1/rules/try": obj{"rule": rule}} {
			refused := w.house.ask("POST", path, body, "Accept-Language", "id")
			if refused.status != 422 || !strings.Contains(string(refused.text), "kolom 6") || !strings.Contains(string(refused.text), "/if") {
				t.Errorf("%s: %s", path, refused.text)
			}
		}
	})
}
