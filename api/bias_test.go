package api_test

import (
	"net/http"
	"testing"
	"time"

	"arus/access"
	"arus/sales"
)

// Somebody who says a fifth too much is offered what they would say without that habit. Nothing happens to their number
// unless it is taken, and what was taken can be made again to the byte.
func TestACorrectionIsOfferedAndTakenByAPersonOrNotAtAll(t *testing.T) {
	h := opened(t)
	pipe, stages := h.pipeline()
	team := h.ask("POST", "/v1/teams", obj{"name": "Java"}).ok(201).id()
	h.ask("PATCH", "/v1/teams/"+team, obj{"manager": string(h.user)}, "If-Match", "*").ok(200)
	rep := h.ask("POST", "/v1/users", obj{"name": "Budi", "team": team}).ok(201).id()
	bearer := "Bearer " + h.newToken(access.NewToken{Workspace: h.ws, Name: "rep", Role: access.Rep, User: sales.UserID(rep), Life: 90 * 24 * time.Hour})
	below := func(method, path string, body any, head ...string) answer {
		return h.ask(method, path, body, append(head, "Authorization", bearer)...)
	}
	week := func(adjustment any) (of string, said answer) {
		of = h.clock().Format("2006-01-02") + ".." + h.clock().AddDate(0, 0, 5).Format("2006-01-02")
		deal := h.ask("POST", "/v1/deals", obj{"pipeline": pipe, "stage": stages[0], "name": of, "owner": rep, "value": idr("100.00"), "close_date": h.clock().Format("2006-01-02"), "category": "commit"}).ok(201)
		said = below("POST", "/v1/submissions", obj{"period": of, "adjustment": adjustment}).ok(201)
		h.ask("POST", "/v1/deals/"+deal.id()+"/win", obj{}, "If-Match", "*").ok(200)
		h.pass(7 * 24 * time.Hour)
		return of, said
	}
	optimism := obj{"amount": idr("20.00"), "reason": "I feel it"}
	for range 3 {
		week(optimism)
	}
	of := h.clock().Format("2006-01-02") + ".." + h.clock().AddDate(0, 0, 5).Format("2006-01-02")
	h.ask("POST", "/v1/deals", obj{"pipeline": pipe, "stage": stages[0], "name": "next", "owner": rep, "value": idr("120.00"), "close_date": h.clock().Format("2006-01-02"), "category": "commit"}).ok(201)
	draft := below("GET", "/v1/submissions/draft?period="+of, nil).ok(200).object()
	bias := draft["bias"].(obj)
	if draft["total"].(obj)["amount"] != "120.00" || bias["corrected"].(obj)["amount"] != "100.00" || bias["amount"].(obj)["amount"] != "-20.00" || bias["periods"] != 3. {
		t.Fatalf("%v", draft)
	}

	// Left alone, the number stands as it is.
	plain := below("POST", "/v1/submissions", obj{"period": of}).ok(201)
	if o := plain.object(); o["total"].(obj)["amount"] != "120.00" || o["basis"].(obj)["correction"] != nil {
		t.Errorf("%s", plain.text)
	}
	// Somebody above takes it for them.
	seen := h.ask("GET", "/v1/submissions/"+plain.id()+"/correction", nil).ok(200).object()["bias"].(obj)
	if seen["amount"].(obj)["amount"] != "-20.00" {
		t.Errorf("%v", seen)
	}
	h.ask("POST", "/v1/submissions/"+plain.id()+"/adjust", obj{"amount": idr("-19.00"), "reason": "x", "correction": true}, "If-Match", "*").fails(http.StatusConflict, "correction_moved")
	above := h.ask("POST", "/v1/submissions/"+plain.id()+"/adjust", obj{"amount": idr("-20.00"), "reason": "as ever", "correction": true}, "If-Match", "*").ok(200).object()
	if c := above["manager_adjustment"].(obj)["correction"].(obj); above["total"].(obj)["amount"] != "100.00" || c["periods"] != 3. {
		t.Errorf("%v", above)
	}

	// They take it themselves.
	below("POST", "/v1/submissions", obj{"period": of, "adjustment": obj{"amount": idr("-19.00"), "reason": "x", "correction": true}}).fails(http.StatusConflict, "correction_moved")
	taken := below("POST", "/v1/submissions", obj{"period": of, "adjustment": obj{"amount": idr("-20.00"), "reason": "I know myself", "correction": true}}).ok(201)
	if o := taken.object(); o["total"].(obj)["amount"] != "100.00" || o["basis"].(obj)["correction"].(obj)["corrected"].(obj)["amount"] != "100.00" {
		t.Errorf("%s", taken.text)
	}
	if left := below("GET", "/v1/submissions/"+taken.id()+"/correction", nil).ok(200).object()["bias"].(obj); left["amount"] != nil {
		t.Errorf("what was taken is offered again: %v", left)
	}
	h.ask("POST", "/v1/submissions/"+taken.id()+"/adjust", obj{"amount": idr("-20.00"), "reason": "x", "correction": true}, "If-Match", "*").fails(http.StatusConflict, "no_correction")

	// Later, the habit is still learnt from what they hold themselves, and the basis is made again to the byte.
	h.pass(7 * 24 * time.Hour)
	for _, id := range []string{plain.id(), taken.id()} {
		if v := h.ask("GET", "/v1/submissions/"+id+"/verify", nil).ok(200); v.object()["same"] != true {
			t.Errorf("%s", v.text)
		}
	}
}
