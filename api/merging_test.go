package api_test

import (
	"fmt"
	"testing"
)

func TestTwoAccountsBecomeOneAndAreParted(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		pipe, _ := h.pipeline()
		one := h.ask("POST", "/v1/accounts", obj{"name": "PT Kopi Jaya"}).ok(201).id()
		two := h.ask("POST", "/v1/accounts", obj{"name": "Kopi Jaya", "region": "Bali"}).ok(201).id()
		deal := h.deal(pipe, "Seats", obj{"account": two}).id()
		path := "/v1/accounts/" + two

		h.ask("POST", path+"/merge", obj{"into": one}).fails(428, "precondition_required")
		h.ask("POST", path+"/merge", obj{"into": one}, "If-Match", `"7"`).fails(412, "stale")
		h.ask("POST", path+"/merge", obj{"into": two}, "If-Match", `"1"`).fails(422, "merge_itself").at(t, "/into", "merge_itself")
		h.ask("POST", path+"/merge", obj{"into": one, "take": []string{"luck"}}, "If-Match", `"1"`).fails(422, "not_a_choice").at(t, "/take/0", "not_a_choice")
		for range 2 { // the second is the first, told again
			merged := h.ask("POST", path+"/merge", obj{"into": one, "take": []string{"region"}, "reason": "one firm"}, "If-Match", `"1"`, "Idempotency-Key", "m1").ok(200)
			if m := merged.object(); m["merged_into"] != one || m["archived"] != true || merged.header.Get("ETag") != `"2"` {
				t.Errorf("%s", merged.text)
			}
		}
		h.ask("PATCH", path, obj{"region": "Java"}, "If-Match", `"2"`).fails(409, "merged")
		if a := h.ask("GET", "/v1/accounts/"+one, nil).ok(200).object(); a["region"] != "Bali" || a["absorbed"].([]any)[0] != two {
			t.Errorf("%v", a)
		}
		if d := h.ask("GET", "/v1/deals/"+deal, nil).ok(200).object(); d["account"] != one || d["account_name"] != "PT Kopi Jaya" {
			t.Errorf("%v", d)
		}
		if list := h.ask("GET", "/v1/accounts", nil).ok(200).rows(); len(list) != 1 {
			t.Errorf("%v", list)
		}
		if list := h.ask("GET", "/v1/deals?account="+one, nil).ok(200).rows(); len(list) != 1 {
			t.Errorf("%v", list)
		}
		h.ask("POST", path+"/unmerge", obj{}, "If-Match", `"2"`).ok(200)
		if d := h.ask("GET", "/v1/deals/"+deal, nil).ok(200).object(); d["account"] != two {
			t.Errorf("%v", d)
		}
		if a := h.ask("GET", "/v1/accounts/"+one, nil).ok(200).object(); a["region"] != nil || a["absorbed"] != nil {
			t.Errorf("%v", a)
		}
		h.ask("POST", path+"/unmerge", obj{}, "If-Match", `"3"`).fails(409, "not_merged")
		h.ask("POST", "/v1/contacts/"+two+"/merge", obj{"into": one}, "If-Match", "*").fails(404, "not_found")
	})
}

// What the dialog says of a merge is what the merge does, and no more than its reader sees.
func TestWhatAMergeWouldMoveIsCounted(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		pipe, _ := h.pipeline()
		stays := h.ask("POST", "/v1/accounts", obj{"name": "Kopi Jaya"}).ok(201).id()
		goes := h.ask("POST", "/v1/accounts", obj{"name": "PT Kopi Jaya"}).ok(201).id()
		h.ask("POST", "/v1/accounts", obj{"name": "Kopi Jaya Bali", "parent": goes}).ok(201)
		budi := h.ask("POST", "/v1/contacts", obj{"name": "Budi", "account": goes}).ok(201).id()
		lead := h.ask("POST", "/v1/leads", obj{"name": "Budi", "company": "Kopi"}).ok(201).id()
		won := h.ask("POST", "/v1/leads/"+lead+"/convert", obj{"pipeline": pipe, "account": goes, "contact": budi}, "If-Match", "*").ok(200)
		deal := won.object()["deal"].(string)
		h.deal(pipe, "Beans", obj{"account": goes})
		h.ask("POST", "/v1/activities", obj{"deal": deal, "kind": "call"}).ok(201)
		h.ask("POST", "/v1/tasks", obj{"name": "Call", "deal": deal, "due": "2027-01-04"}).ok(201)

		moves := func(path string) string {
			m := h.ask("GET", path+"/moves", nil).ok(200).object()
			return fmt.Sprint(m["deals"], m["activities"], m["contacts"], m["accounts"], m["leads"], m["tasks"])
		}
		for path, want := range map[string]string{"/v1/accounts/" + goes: "2 1 1 1 1 0", "/v1/contacts/" + budi: "1 0 0 0 1 0", "/v1/deals/" + deal: "0 1 0 0 1 1", "/v1/accounts/" + stays: "0 0 0 0 0 0"} {
			if got := moves(path); got != want {
				t.Errorf("%s: deals, activities, contacts, accounts, leads, tasks: %s, not %s", path, got, want)
			}
		}
		h.ask("POST", "/v1/accounts/"+goes+"/merge", obj{"into": stays}, "If-Match", "*").ok(200)
		if got := moves("/v1/accounts/" + stays); got != "2 1 1 1 1 0" {
			t.Errorf("moved: %s", got)
		}
		if l := h.ask("GET", "/v1/leads/"+lead, nil).ok(200).object(); l["account"] != stays {
			t.Errorf("the lead became a deal of %v", l["account"])
		}
		h.ask("POST", "/v1/accounts/"+goes+"/unmerge", obj{}, "If-Match", "*").ok(200)
		if got := moves("/v1/accounts/" + goes); got != "2 1 1 1 1 0" {
			t.Errorf("moved back: %s", got)
		}
		h.ask("GET", "/v1/contacts/"+goes+"/moves", nil).fails(404, "not_found")
	})
}

func TestTheHistoryOfAMergedDealIsToldWithThatOfTheOther(t *testing.T) {
	h := opened(t)
	pipe, stages := h.pipeline()
	one, two := h.deal(pipe, "Seats", obj{"value": idr("5.00")}).id(), h.deal(pipe, "40 seats", obj{"value": idr("7.00")}).id()
	h.ask("POST", "/v1/deals/"+two+"/move", obj{"to": stages[1]}, "If-Match", "*").ok(200)
	h.ask("POST", "/v1/deals/"+two+"/merge", obj{"into": one}, "If-Match", "*").ok(200)

	var types []string
	for _, path := range []string{"?limit=3", ""} { // a page ends where it should
		types = nil
		for _, row := range h.ask("GET", "/v1/deals/"+one+"/history"+path, nil).ok(200).rows() {
			types = append(types, row["type"].(string)+" "+map[any]string{one: "one", two: "two"}[row["object"]])
		}
		if path != "" && len(types) != 3 {
			t.Errorf("a page of three has %v", types)
		}
	}
	want := []string{"deal.absorbed one", "deal.merged two", "deal.moved two", "deal.created two", "deal.created one"}
	if len(types) != len(want) {
		t.Fatalf("%v", types)
	}
	for i := range want {
		if types[i] != want[i] {
			t.Errorf("%v, want %v", types, want)
		}
	}
	if d := h.ask("GET", "/v1/deals/"+two, nil).ok(200).object(); d["merged_into"] != one {
		t.Errorf("%v", d)
	}
	h.ask("POST", "/v1/deals/"+two+"/move", obj{"to": stages[0]}, "If-Match", "*").fails(409, "merged")
	count := func() any {
		return h.ask("POST", "/v1/reports/query", obj{"measures": []string{"count", "value"}}).ok(200).object()["totals"]
	}
	alone := count()
	h.ask("POST", "/v1/deals/"+two+"/unmerge", obj{"reason": "two floors"}, "If-Match", "*").ok(200)
	if both := count(); alone.([]any)[0] != 1.0 || both.([]any)[0] != 2.0 {
		t.Errorf("%v merged, %v parted", alone, both)
	}
}

// Before contacts are merged it is said how many deals name the one that goes: as many as name the other one after.
func TestDealsAreFoundByTheirContacts(t *testing.T) {
	h := opened(t)
	pipe, _ := h.pipeline()
	one, two := h.ask("POST", "/v1/contacts", obj{"name": "Sri"}).ok(201).id(), h.ask("POST", "/v1/contacts", obj{"name": "Sri W."}).ok(201).id()
	h.deal(pipe, "nobody", obj{})
	h.deal(pipe, "hers", obj{"contacts": []obj{{"contact": two, "role": "champion"}}})
	h.deal(pipe, "hers, too", obj{"contacts": []obj{{"contact": two, "role": "user"}}})
	h.deal(pipe, "of both", obj{"contacts": []obj{{"contact": one, "role": "champion"}, {"contact": two, "role": "user"}}})
	naming := func(contact string) any {
		return h.ask("POST", "/v1/reports/query", obj{"measures": []string{"count"}, "filter": fmt.Sprintf("%q in deal.contacts", contact)}).ok(200).object()["rows"].([]any)[0].([]any)[0]
	}
	if naming(one) != 1.0 || naming(two) != 3.0 {
		t.Errorf("%v deals name the one, %v the other", naming(one), naming(two))
	}
	h.ask("POST", "/v1/contacts/"+two+"/merge", obj{"into": one}, "If-Match", "*").ok(200)
	if naming(one) != 3.0 {
		t.Errorf("after the merge %v deals name her", naming(one))
	}
}
