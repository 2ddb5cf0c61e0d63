package api_test

import (
	"net/http"
	"testing"
)

// A definition is tried before it is saved, and open deals go where somebody chose.
func TestADefinitionChangesWithItsDeals(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		templates := h.ask("GET", "/v1/pipelines/templates", nil, "Accept-Language", "id").ok(http.StatusOK).rows()
		if len(templates) < 5 || templates[1]["name"] != "Penjualan" {
			t.Fatalf("%v", templates)
		}
		pipeline := h.ask("POST", "/v1/pipelines", templates[1]["pipeline"]).ok(http.StatusCreated).object()
		path, stages := "/v1/pipelines/"+pipeline["id"].(string), pipeline["stages"].([]any)
		if findings := h.ask("GET", path+"/lint", nil).ok(http.StatusOK).rows(); len(findings) != 0 {
			t.Errorf("%v", findings)
		}
		draft := obj{"name": "Draft", "stages": []obj{{"name": "Quote issued"}}}
		if findings := h.ask("POST", "/v1/pipelines/lint", draft).ok(http.StatusOK).rows(); len(findings) != 2 || findings[1]["code"] != "seller_action" {
			t.Errorf("%v", findings)
		}
		first := stages[0].(obj)
		second := stages[1].(obj)
		var deals []string
		for _, name := range []string{"Roof", "Wall"} {
			deals = append(deals, h.ask("POST", "/v1/deals", obj{"name": name, "pipeline": pipeline["id"], "value": obj{"amount": "7.00", "currency": "IDR"}}).ok(http.StatusCreated).id())
		}
		lost := h.ask("POST", "/v1/deals", obj{"name": "Gone", "pipeline": pipeline["id"]}).ok(http.StatusCreated).id()
		h.ask("POST", "/v1/deals/"+lost+"/lose", obj{"reason": "Harga"}, "If-Match", "*").ok(http.StatusOK)

		retired := append([]any{}, stages...)
		retired[0] = obj{"id": first["id"], "name": first["name"], "canonical": first["canonical"], "retired": true}
		change := obj{"definition": obj{"stages": retired}}
		tried := h.ask("POST", path+"/try", change).ok(http.StatusOK).object()
		if tried["stranded"] != 2.0 || tried["moved"] != 0.0 {
			t.Errorf("%v", tried)
		}
		change["mapping"], change["reason"] = obj{first["id"].(string): second["id"]}, "Qualification is marketing's from now on"
		tried = h.ask("POST", path+"/try", change).ok(http.StatusOK).object()
		effect := tried["data"].([]any)[0].(obj)
		if tried["moved"] != 2.0 || tried["stranded"] != 0.0 || len(effect["deals"].([]any)) != 2 || effect["value"].([]any)[0].(obj)["amount"] != "14.00" {
			t.Errorf("%v", tried)
		}
		if again := h.ask("GET", path, nil).ok(http.StatusOK).object(); again["version"] != 1.0 {
			t.Errorf("trying has written: %v", again["version"])
		}
		done := h.ask("POST", path+"/redefine", change, "If-Match", `"1"`, "Idempotency-Key", "once").ok(http.StatusOK).object()
		if done["moved"] != 2.0 || done["version"] != 2.0 {
			t.Errorf("%v", done)
		}
		if again := h.ask("POST", path+"/redefine", change, "If-Match", `"1"`, "Idempotency-Key", "once").ok(http.StatusOK); again.header.Get("Idempotent-Replayed") != "true" {
			t.Error("done twice")
		}
		for _, id := range deals {
			d := h.ask("GET", "/v1/deals/"+id, nil).ok(http.StatusOK).object()
			if d["stage"] != second["id"] {
				t.Errorf("%v", d["stage"])
			}
			events := h.ask("GET", "/v1/deals/"+id+"/history", nil).ok(http.StatusOK).rows()
			if events[0]["type"] != "deal.moved" || events[1]["data"].(obj)["reason"] != change["reason"] {
				t.Errorf("%v", events[:2])
			}
		}
		if d := h.ask("GET", "/v1/deals/"+lost, nil).ok(http.StatusOK).object(); d["stage"] != first["id"] {
			t.Error("a lost deal has moved")
		}
		versions := h.ask("GET", path+"/versions", nil).ok(http.StatusOK).rows()
		if len(versions) != 2 || versions[0]["changes"].([]any)[0].(obj)["code"] != "stage_retired" {
			t.Errorf("%v", versions)
		}
		change["mapping"] = obj{second["id"].(string): first["id"]}
		h.ask("POST", path+"/redefine", change, "If-Match", "*").fails(http.StatusUnprocessableEntity, "unknown_stage")
		h.ask("GET", "/v1/pipelines/"+deals[0]+"/versions", nil).fails(http.StatusNotFound, "not_found")
	})
}

// A change can be planned for a day: what it will do is shown before, deals may go to a stage that comes with it, and it can
// be called off until then.
func TestADefinitionIsPlannedForADay(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		pipeline := h.ask("POST", "/v1/pipelines", obj{"name": "Sales", "currency": "IDR", "stages": []obj{{"name": "One"}, {"name": "Two"}}}).ok(http.StatusCreated).object()
		path, stages := "/v1/pipelines/"+pipeline["id"].(string), pipeline["stages"].([]any)
		first := stages[0].(obj)["id"].(string)
		deal := h.ask("POST", "/v1/deals", obj{"name": "Roof", "pipeline": pipeline["id"]}).ok(http.StatusCreated).id()
		today := h.clock().UTC()
		retired := obj{"id": first, "name": "One", "canonical": stages[0].(obj)["canonical"], "retired": true}
		change := obj{"definition": obj{"stages": []any{retired, stages[1], obj{"name": "Three", "canonical": "commit"}}}, "mapping": obj{first: "Three"}, "reason": "A new year",
			"effective_at": today.AddDate(0, 0, 3).Format("2006-01-02")}
		tried := h.ask("POST", path+"/try", change).ok(http.StatusOK).object()
		if effect := tried["data"].([]any)[0].(obj); tried["moved"] != 1.0 || effect["to_name"] != "Three" || effect["deals"].([]any)[0] != deal {
			t.Errorf("%v", tried)
		}
		h.ask("POST", path+"/redefine", change, "If-Match", `"7"`).fails(http.StatusPreconditionFailed, "stale")
		done := h.ask("POST", path+"/redefine", change, "If-Match", `"1"`, "Idempotency-Key", "once").ok(http.StatusOK).object()
		planned, _ := done["planned"].(obj)
		if planned["state"] != "planned" || done["version"] != 1.0 || done["moved"] != 0.0 {
			t.Fatalf("%v", done)
		}
		if again := h.ask("POST", path+"/redefine", change, "If-Match", `"1"`, "Idempotency-Key", "once").ok(http.StatusOK); again.header.Get("Idempotent-Replayed") != "true" {
			t.Error("planned twice")
		}
		if d := h.ask("GET", "/v1/deals/"+deal, nil).ok(http.StatusOK).object(); d["stage"] != first {
			t.Errorf("moved before its day: %v", d["stage"])
		}
		waiting := h.ask("GET", path+"/plans", nil).ok(http.StatusOK).rows()
		if changes, _ := waiting[0]["changes"].([]any); len(changes) != 2 || changes[0].(obj)["code"] != "stage_retired" || changes[1].(obj)["is"] != "Three" {
			t.Errorf("a plan does not say what will differ: %v", waiting)
		}
		off := path + "/plans/" + planned["id"].(string) + "/call-off"
		if got := h.ask("POST", off, obj{"reason": "Later"}).ok(http.StatusOK).object(); got["state"] != "called_off" || got["why"] != "Later" {
			t.Errorf("%v", got)
		}
		h.ask("POST", off, obj{"reason": "Again"}).fails(http.StatusConflict, "plan_ended")
		if rows := h.ask("GET", path+"/plans", nil).ok(http.StatusOK).rows(); len(rows) != 1 || rows[0]["state"] != "called_off" {
			t.Errorf("%v", rows)
		}
		change["effective_at"] = today.AddDate(0, 0, -1).Format("2006-01-02")
		h.ask("POST", path+"/redefine", change, "If-Match", "*").fails(http.StatusUnprocessableEntity, "in_past")
		change["effective_at"] = today.Format("2006-01-02")
		if done := h.ask("POST", path+"/redefine", change, "If-Match", "*").ok(http.StatusOK).object(); done["moved"] != 1.0 || done["version"] != 2.0 {
			t.Errorf("%v", done)
		}
		if d := h.ask("GET", "/v1/deals/"+deal, nil).ok(http.StatusOK).object(); d["stage"] == first {
			t.Error("today is today")
		}
	})
}
