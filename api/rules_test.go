package api_test

import (
	"fmt"
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
		rule := obj{"name": "Large", "on": true, "when": obj{"event": "deal.changed"}, "if": "deal.value > 100", "then": []obj{{"do": "notify", "text": "Look"}, {"do": "set_field", "field": "region", "value": "Bali"}, {"do": "set_field", "field": "category", "value": "commit"}}}
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
		if did["outcome"] != "did" || did["deal"] != deal || did["values"].(obj)["deal.value"] != 500.0 || len(did["did"].([]any)) != 3 {
			t.Errorf("%v", did)
		}
		if hidden := runs("Authorization", by["admin"])[1].(obj); hidden["outcome"] != "did" || hidden["deal"] != nil || hidden["values"] != nil || hidden["did"] != nil {
			t.Errorf("told to who makes rules and does not see the deal: %v", hidden)
		}
		if hidden := runs("Authorization", by["other rep"]); len(hidden) != 0 {
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
		head, _, err := w.ledger.Head(t.Context(), w.ws)
		if err != nil {
			t.Fatal(err)
		}
		history := w.house.ask("GET", "/v1/deals/"+deal, nil, "Arus-Min-Position", fmt.Sprint(head)).ok(200).object() // the rule did not wait for the board
		if history["region"] != "Bali" || history["category"] != "commit" {
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

// A route is tried like a rule: to whom it would have given what came, though another route gave it out then.
func TestARouteIsTriedOnHistory(t *testing.T) {
	h := opened(t)
	user := func(name string) string { return h.ask("POST", "/v1/users", obj{"name": name}).ok(201).id() }
	ani, budi := user("Ani"), user("Budi")
	member := func(id string, more obj) obj { more["user"] = id; return more }
	h.ask("POST", "/v1/routes", obj{"name": "All", "of": "leads", "members": []obj{member(ani, obj{})}}).ok(201)
	for i := range 6 {
		region := []string{"Bali", "Java"}[i%2]
		h.ask("POST", "/v1/leads", obj{"name": "Lead", "region": region}).ok(201)
	}
	h.ask("POST", "/v1/leads", obj{"name": "Somebody's", "region": "Java", "owner": ani}).ok(201)
	h.pass(time.Hour)
	route := obj{"name": "Java first", "of": "leads", "when": `lead.region == "Java"`, "members": []obj{member(ani, obj{"weight": 1}), member(budi, obj{"weight": 2})}}
	tried := h.ask("POST", "/v1/rules/try", obj{"route": route, "quarters": 1}).ok(200).object()
	given := tried["given"].([]any)
	if fmt.Sprint(tried["routed"]) != fmt.Sprint(obj{ani: 1, budi: 2}) || len(given) != 3 || given[0].(obj)["about"] == nil || given[0].(obj)["turn"] != 3.0 || given[0].(obj)["weight"] != 3.0 {
		t.Errorf("%v", tried)
	}
	route["when"] = "lead.regon == 1"
	if got := h.ask("POST", "/v1/rules/try", obj{"route": route}); got.status != 422 || !strings.Contains(string(got.text), "/route/when") {
		t.Errorf("%s", got.text)
	}
	route["when"], route["members"] = "", []obj{}
	h.ask("POST", "/v1/rules/try", obj{"route": route}).fails(422, "required").at(t, "/route/members", "required")
}

// A definition is tried like a rule: which steps it would have blocked, criterion by criterion, and told to who sees the deals.
func TestADefinitionIsTriedOnHistory(t *testing.T) {
	h := opened(t)
	p := h.ask("POST", "/v1/pipelines", obj{"name": "Sales", "currency": "IDR", "stages": []obj{{"name": "One"}, {"name": "Two"}}}).ok(201)
	stages := p.object()["stages"].([]any)
	first, second := stages[0].(obj), stages[1].(obj)
	for _, amount := range []string{"500.00", "5000.00"} {
		deal := h.ask("POST", "/v1/deals", obj{"name": "Roof", "pipeline": p.id(), "value": idr(amount)}).ok(201).id()
		h.ask("POST", "/v1/deals/"+deal+"/move", obj{"to": second["id"]}, "If-Match", "*").ok(200)
		h.ask("POST", "/v1/deals/"+deal+"/win", obj{}, "If-Match", "*").ok(200)
	}
	h.pass(time.Hour)
	second["entry"] = []obj{{"key": "size", "says": obj{"en": "It is worth the work", "id": "Sepadan"}, "rule": "deal.value > 1000"}}
	draft := obj{"pipeline": p.id(), "definition": obj{"stages": []any{first, second, obj{"name": "Three", "canonical": "commit"}}}}
	tried := h.ask("POST", "/v1/rules/try", draft, "Accept-Language", "id").ok(200).object()
	blocked := tried["blocked"].([]any)
	if tried["steps"] != 6.0 || tried["blocked_steps"] != 2.0 || tried["criteria"].(obj)["size"] != 2.0 || len(blocked) != 2 {
		t.Fatalf("%v", tried)
	}
	if move := blocked[1].(obj); move["step"] != "deal.moved" || move["from"] != first["id"] || move["to"] != second["id"] || move["unmet"].([]any)[0].(obj)["says"] != "Sepadan" {
		t.Errorf("%v", move)
	}
	second["entry"] = []obj{{"key": "size", "says": obj{"en": "x"}, "rule": "deal.vallue > 1000"}}
	if got := h.ask("POST", "/v1/rules/try", draft); got.status != 422 || !strings.Contains(string(got.text), "/definition/stages/1/entry/0/rule") {
		t.Errorf("%s", got.text)
	}
	h.ask("POST", "/v1/rules/try", obj{"pipeline": "pipe_gone", "definition": obj{}}).fails(422, "unknown_reference")
}
