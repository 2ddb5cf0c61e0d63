package api_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestDealFromCreationToHistory(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		pipe, stages := h.pipeline()
		made := h.deal(pipe, "Kopi 🚀 مرحبا", obj{"value": idr("1250000.00"), "custom": obj{"seats": "40", "colour": "red"},
			"imported_from": obj{"source": "crm", "source_id": "a/7 x"}})
		id := made.id()
		if made.header.Get("Location") != "/v1/deals/"+id || made.header.Get("ETag") != `"1"` || made.header.Get("Arus-Position") == "" {
			t.Errorf("headers %v", made.header)
		}
		for _, path := range []string{"/v1/deals/" + id, "/v1/deals/by-source/crm/a%2F7%20x"} {
			got := h.ask("GET", path, nil).ok(200)
			d := got.object()
			if d["name"] != "Kopi 🚀 مرحبا" || d["stage"] != stages[0] || d["stage_name"] != "Qualified" || d["pipeline_name"] != "Enterprise" ||
				d["value"].(obj)["amount"] != "1250000.00" || d["outcome"] != "open" || d["custom"].(obj)["colour"] != "red" || got.header.Get("ETag") != `"1"` {
				t.Errorf("%s: %s", path, got.text)
			}
		}
		h.pass(time.Hour)
		h.ask("POST", "/v1/deals/"+id+"/move", obj{"to": stages[1]}, "If-Match", `"1"`).ok(200)
		history := h.ask("GET", "/v1/deals/"+id+"/history", nil).ok(200)
		rows := history.rows()
		if len(rows) != 2 || rows[0]["type"] != "deal.moved" || rows[1]["type"] != "deal.created" || rows[0]["actor_name"] != "Ani" ||
			rows[0]["data"].(obj)["to"] != stages[1] || history.header.Get("Arus-Position") == "" {
			t.Errorf("%s", history.text)
		}
		gone := h.ask("DELETE", "/v1/deals/"+id, nil, "If-Match", `"2"`).ok(204)
		if gone.header.Get("Arus-Position") == "" {
			t.Error("no position")
		}
		h.ask("GET", "/v1/deals/"+id, nil).fails(404, "not_found")
		h.ask("GET", "/v1/deals/"+id+"?as_of=2026-11-23T08:30:00Z", nil).ok(200)
	})
}

func TestChangingADeal(t *testing.T) {
	h := opened(t)
	pipe, _ := h.pipeline()
	id := h.deal(pipe, "One", obj{"region": "Bali", "value": idr("5.00"), "next_step": obj{"text": "Call", "day": "2026-11-23"}}).id()
	path := "/v1/deals/" + id

	h.ask("PATCH", path, obj{"name": "Two"}).fails(428, "precondition_required")
	h.ask("PATCH", path, obj{"name": "Two"}, "If-Match", "W/\"1\"").fails(400, "bad_etag")
	h.ask("PATCH", path, obj{"name": "Two"}, "If-Match", "nonsense").fails(400, "bad_etag")
	h.ask("PATCH", path, obj{"nmae": "Two"}, "If-Match", `"1"`).fails(422, "unknown_field").at(t, "/nmae", "unknown_field")
	h.ask("PATCH", path, obj{"value": obj{"amount": 12.5, "currency": "IDR"}}, "If-Match", `"1"`).fails(422, "invalid").at(t, "/value/amount", "invalid")
	h.ask("PATCH", path, obj{"value": idr("1.234")}, "If-Match", `"1"`).fails(422, "too_many_decimals").at(t, "/value/amount", "too_many_decimals")
	h.ask("PATCH", path, obj{"close_date": "soon"}, "If-Match", `"1"`).fails(422, "invalid").at(t, "/close_date", "invalid")
	h.ask("PATCH", path, obj{"name": "a\x00b"}, "If-Match", `"1"`).fails(422, "bad_text").at(t, "/name", "bad_text")
	h.ask("PATCH", path, `[1]`, "If-Match", `"1"`).fails(422, "invalid")
	h.ask("PATCH", path, `{"name":`, "If-Match", `"1"`).fails(400, "bad_request").at(t, "", "bad_json")
	h.ask("PATCH", path, ``, "If-Match", `"1"`).fails(400, "bad_request")
	h.ask("PATCH", path, `name: Two`, "If-Match", `"1"`, "Content-Type", "application/yaml").fails(415, "unsupported_media_type")

	changed := h.ask("PATCH", path, `{"name":"Two","region":null,"value":{"amount":"6"},"custom":{"budget":{"amount":"9.50","currency":"USD"}}}`,
		"If-Match", `"1"`, "Content-Type", "application/merge-patch+json").ok(200)
	d := changed.object()
	if d["name"] != "Two" || d["region"] != nil || d["value"].(obj)["amount"] != "6.00" || d["custom"].(obj)["budget"].(obj)["amount"] != "9.50" || changed.header.Get("ETag") != `"2"` {
		t.Errorf("%s", changed.text)
	}
	stale := h.ask("PATCH", path, obj{"name": "Three"}, "If-Match", `"1"`).fails(412, "stale")
	if stale.Current == nil || stale.Current.Version != 2 || stale.Current.ChangedBy != "Ani" || stale.Current.ChangedAt == "" {
		t.Errorf("current %+v", stale.Current)
	}
	h.ask("PATCH", path, obj{"custom": obj{"budget": nil, "colour": "green"}}, "If-Match", `"2"`).fails(422, "not_a_choice").at(t, "/custom/colour", "not_a_choice")
	cleared := h.ask("PATCH", path, obj{"custom": obj{"budget": nil}, "next_step": nil, "value": nil}, "If-Match", "*").ok(200).object()
	if len(cleared["custom"].(obj)) != 0 || cleared["next_step"] != nil || cleared["value"] != nil || cleared["version"] != 3.0 {
		t.Errorf("%v", cleared)
	}
	h.ask("PATCH", "/v1/deals/"+strings.Replace(id, "deal_", "acct_", 1), obj{}, "If-Match", "*").fails(404, "not_found")
}

func TestEveryActionOnADeal(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		pipe, stages := h.pipeline()
		budi := h.ask("POST", "/v1/users", obj{"name": "Budi"}).ok(201).id()
		d := h.deal(pipe, "One", obj{"value": idr("100.00")})
		path := "/v1/deals/" + d.id()
		version := 1
		do := func(action string, body obj) answer {
			t.Helper()
			return h.ask("POST", path+"/"+action, body, "If-Match", fmt.Sprintf(`"%d"`, version))
		}
		done := func(action string, body obj) obj {
			t.Helper()
			h.pass(time.Minute)
			got := do(action, body).ok(200)
			version++
			if got.header.Get("ETag") != fmt.Sprintf(`"%d"`, version) {
				t.Errorf("%s: ETag %s, want %d", action, got.header.Get("ETag"), version)
			}
			return got.object()
		}
		h.ask("POST", path+"/move", obj{"to": stages[1]}).fails(428, "precondition_required")
		h.pass(48 * time.Hour)
		past := h.clock().Add(-24 * time.Hour).Format(time.RFC3339)
		if got := done("move", obj{"to": stages[1], "at": past}); got["stage"] != stages[1] || got["stage_since"] != past || got["days_in_stage"].(float64) < 1 {
			t.Errorf("moved in the past: %v", got)
		}
		do("move", obj{"to": stages[2], "at": h.clock().Add(time.Hour).Format(time.RFC3339)}).fails(422, "in_future").at(t, "/at", "in_future")
		do("move", obj{"to": "stage_of_somebody_else"}).fails(422, "unknown_stage").at(t, "/to", "unknown_stage")
		do("move", obj{"to": stages[2], "at": "yesterday"}).fails(422, "invalid").at(t, "/at", "invalid")
		do("move", obj{}).fails(422, "invalid").at(t, "/to", "required")
		if got := done("close-date", obj{"close_date": "2026-12-18"}); got["close_date"] != "2026-12-18" || got["pushes"] != 0.0 {
			t.Errorf("%v", got)
		}
		if got := done("close-date", obj{"close_date": "2027-01-18", "reason": "Procurement"}); got["pushes"] != 1.0 {
			t.Errorf("%v", got)
		}
		if got := done("transfer", obj{"to": budi}); got["owner"] != budi || got["owner_name"] != "Budi" {
			t.Errorf("%v", got)
		}
		do("lose", obj{}).fails(422, "invalid").at(t, "/reason", "required")
		do("lose", obj{"reason": "Weather"}).fails(422, "not_a_choice").at(t, "/reason", "not_a_choice")
		if got := done("lose", obj{"reason": "Price"}); got["outcome"] != "lost" || got["lost_reason"] != "Price" || got["closed_at"] == nil || got["probability"] != nil {
			t.Errorf("%v", got)
		}
		do("win", obj{}).fails(409, "deal_closed")
		do("reopen", obj{}).fails(422, "invalid").at(t, "/reason", "required")
		if got := done("reopen", obj{"reason": "Budget is back", "to": stages[2]}); got["outcome"] != "open" || got["stage"] != stages[2] {
			t.Errorf("%v", got)
		}
		if got := done("win", obj{"value": idr("90.00")}); got["outcome"] != "won" || got["value"].(obj)["amount"] != "90.00" || got["category"] != "closed" {
			t.Errorf("%v", got)
		}
		logged := h.ask("POST", "/v1/activities", obj{"deal": d.id(), "kind": "call", "buyer": true}).ok(201).object()
		if logged["last_touch"] == nil {
			t.Errorf("%v", logged)
		}
	})
}

func TestWhatANewDealMayNotBe(t *testing.T) {
	h := opened(t)
	pipe, _ := h.pipeline()
	for _, c := range []struct {
		say     string
		body    string
		status  int
		code    string
		pointer string
		inner   string
	}{
		{"no name", `{"pipeline":"P"}`, 422, "invalid", "/name", "required"},
		{"an empty name", `{"pipeline":"P","name":" "}`, 422, "required", "/name", "required"},
		{"an unknown field", `{"pipeline":"P","name":"x","colour":"red"}`, 422, "invalid", "/colour", "unknown_field"},
		{"an unknown custom field", `{"pipeline":"P","name":"x","custom":{"shape":"round"}}`, 422, "unknown_field", "/custom/shape", "unknown_field"},
		{"a float amount", `{"pipeline":"P","name":"x","value":{"amount":12.5,"currency":"IDR"}}`, 422, "invalid", "/value/amount", "invalid"},
		{"an amount with too many decimals", `{"pipeline":"P","name":"x","value":{"amount":"1.234","currency":"IDR"}}`, 422, "too_many_decimals", "/value/amount", "too_many_decimals"},
		{"an unknown currency", `{"pipeline":"P","name":"x","value":{"amount":"1","currency":"XXY"}}`, 422, "unknown_currency", "/value/currency", "unknown_currency"},
		{"more than can be held", `{"pipeline":"P","name":"x","value":{"amount":"99999999999999999999","currency":"IDR"}}`, 422, "amount_too_large", "/value/amount", "amount_too_large"},
		{"a negative value", `{"pipeline":"P","name":"x","value":{"amount":"-1","currency":"IDR"}}`, 422, "out_of_range", "/value", "out_of_range"},
		{"a number for a name", `{"pipeline":"P","name":7}`, 422, "invalid", "/name", "invalid"},
		{"a line item's price in two decimals of yen", `{"pipeline":"P","name":"x","line_items":[{"quantity":"1","unit_price":{"amount":"1","currency":"JPY"},"billing":"one_off"},{"quantity":"1","unit_price":{"amount":"1.55","currency":"JPY"},"billing":"one_off"}]}`, 422, "too_many_decimals", "/line_items/1/unit_price/amount", "too_many_decimals"},
		{"a day that is none", `{"pipeline":"P","name":"x","close_date":"2026-02-30"}`, 422, "invalid", "/close_date", "invalid"},
		{"a creation in the future", `{"pipeline":"P","name":"x","created_at":"2030-01-01T00:00:00Z"}`, 422, "in_future", "/created_at", "in_future"},
		{"NUL", `{"pipeline":"P","name":"x","line_items":[{"quantity":"1","name":"a\u0000b","unit_price":{"amount":"1","currency":"JPY"},"billing":"one_off"}]}`, 422, "bad_text", "/line_items/0/name", "bad_text"},
		{"NUL in where it came from", `{"pipeline":"P","name":"x","imported_from":{"source":"a","source_id":"\u0000"}}`, 422, "bad_text", "/imported_from/source_id", "bad_text"},
		{"a pipeline of nobody", `{"pipeline":"pipe_0","name":"x"}`, 422, "unknown_reference", "/pipeline", "unknown_reference"},
		{"broken JSON", `{"pipeline":"P",`, 400, "bad_request", "", "bad_json"},
		{"a list", `[]`, 422, "invalid", "", "invalid"},
		{"nothing", ``, 400, "bad_request", "-", ""},
	} {
		t.Run(c.say, func(t *testing.T) {
			got := h.ask("POST", "/v1/deals", strings.Replace(c.body, `"P"`, `"`+pipe+`"`, 1)).fails(c.status, c.code)
			if c.pointer != "-" {
				got.at(t, c.pointer, c.inner)
			}
		})
	}
	if rows := h.ask("GET", "/v1/deals", nil).ok(200).rows(); len(rows) != 0 {
		t.Errorf("%d deals were made", len(rows))
	}
	secret := h.ask("POST", "/v1/session", obj{"email": 7, "password": []string{"hunter2hunter2"}}).fails(422, "invalid")
	if text := fmt.Sprint(secret); strings.Contains(text, "hunter2") {
		t.Errorf("the password is in %s", text)
	}
	h.deal(pipe, "twice", obj{"imported_from": obj{"source": "crm", "source_id": "1"}})
	h.ask("POST", "/v1/deals", obj{"pipeline": pipe, "name": "twice", "imported_from": obj{"source": "crm", "source_id": "1"}}).ok(409)
	h.ask("POST", "/v1/deals", fmt.Sprintf(`{"pipeline":%q,"name":"a","name":"the last of two counts"}`, pipe)).ok(201)
}

func TestIdempotencyKeys(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		pipe, stages := h.pipeline()
		body := obj{"pipeline": pipe, "name": "Once", "value": idr("7.00"), "line_items": []obj{{"name": "Seat", "quantity": "3", "unit_price": idr("10.00"), "billing": "month", "term_months": 12}},
			"custom": obj{"budget": idr("3.00"), "colour": "blue"}, "next_step": obj{"text": "Call"}}
		first := h.ask("POST", "/v1/deals", body, "Idempotency-Key", "order-1").ok(201)
		h.pass(time.Hour)
		h.ask("PATCH", "/v1/deals/"+first.id(), obj{"name": "Changed since"}, "If-Match", `"1"`).ok(200)
		for _, key := range []string{"order-1", `"order-1"`} {
			again := h.ask("POST", "/v1/deals", body, "Idempotency-Key", key).ok(201)
			if !bytes.Equal(again.text, first.text) || again.header.Get("Idempotent-Replayed") != "true" ||
				again.header.Get("Location") != first.header.Get("Location") || again.header.Get("ETag") != `"1"` {
				t.Errorf("replayed %v\n%s\nfirst\n%s", again.header, again.text, first.text)
			}
		}
		if first.header.Get("Idempotent-Replayed") != "" {
			t.Error("the first answer says it is replayed")
		}
		h.ask("POST", "/v1/deals", obj{"pipeline": pipe, "name": "Other"}, "Idempotency-Key", "order-1").fails(422, "idempotency_key_reused")
		h.ask("POST", "/v1/accounts", obj{"name": "Other"}, "Idempotency-Key", "order-1").fails(422, "idempotency_key_reused")
		h.ask("POST", "/v1/deals", body, "Idempotency-Key", "k\xe9y").ok(422)
		h.ask("POST", "/v1/deals", body, "Idempotency-Key", strings.Repeat("k", 300)).ok(422)

		// A key outlives the version that its request was based on.
		move := func() answer {
			return h.ask("POST", "/v1/deals/"+first.id()+"/move", obj{"to": stages[1]}, "If-Match", `"2"`, "Idempotency-Key", "move-1")
		}
		moved := move().ok(200)
		if again := move().ok(200); !bytes.Equal(moved.text, again.text) || again.header.Get("Idempotent-Replayed") != "true" {
			t.Errorf("%s\n%s", moved.text, again.text)
		}
		// What failed is not stored: it may be tried again under its key.
		h.ask("POST", "/v1/accounts", obj{"name": ""}, "Idempotency-Key", "account-1").ok(422)
		account := h.ask("POST", "/v1/accounts", obj{"name": "PT Satu"}, "Idempotency-Key", "account-2").ok(201)
		if again := h.ask("POST", "/v1/accounts", obj{"name": "PT Satu"}, "Idempotency-Key", "account-2").ok(201); !bytes.Equal(account.text, again.text) {
			t.Errorf("%s\n%s", account.text, again.text)
		}
	})
}

func TestManyAtOnceWithOneKeyMakeOneDeal(t *testing.T) {
	h := opened(t)
	pipe, _ := h.pipeline()
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			a := h.ask("POST", "/v1/deals", obj{"pipeline": pipe, "name": "Once"}, "Idempotency-Key", "one")
			if a.status != 201 && a.status != http.StatusConflict {
				t.Errorf("%d %s", a.status, a.text)
			}
		})
	}
	group.Wait()
	if rows := h.ask("GET", "/v1/deals", nil).ok(200).rows(); len(rows) != 1 {
		t.Errorf("%d deals", len(rows))
	}
}

func TestSecondRequestWithAKeyUnderWayIsRefused(t *testing.T) {
	h := opened(t)
	pipe, _ := h.pipeline()
	body := obj{"pipeline": pipe, "name": "Once"}
	held := make(chan struct{})
	hold := func(c chan struct{}) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.held = c
	}
	hold(held)
	var first answer
	var group sync.WaitGroup
	group.Go(func() { first = h.ask("POST", "/v1/deals", body, "Idempotency-Key", "slow") })
	<-held
	hold(nil)
	h.ask("POST", "/v1/deals", body, "Idempotency-Key", `"slow"`).fails(409, "in_flight")
	close(held)
	group.Wait()
	first.ok(201)
	if again := h.ask("POST", "/v1/deals", body, "Idempotency-Key", "slow").ok(201); !bytes.Equal(again.text, first.text) {
		t.Errorf("%s\n%s", again.text, first.text)
	}
}

// Many writers of one deal share a transaction on SQLite: each is answered with the deal as its own change left it.
func TestWritersInOneBatchSeeTheirOwnChange(t *testing.T) {
	h := opened(t)
	pipe, _ := h.pipeline()
	id := h.deal(pipe, "One", obj{"value": idr("0.00")}).id()
	var group sync.WaitGroup
	for i := range 40 {
		group.Go(func() {
			amount := fmt.Sprintf("%d.00", i+1)
			a := h.ask("PATCH", "/v1/deals/"+id, obj{"value": idr(amount)}, "If-Match", "*")
			if a.status != 200 || a.object()["value"].(obj)["amount"] != amount {
				t.Errorf("set %s: %d %s", amount, a.status, a.text)
			}
		})
	}
	group.Wait()
}
