package api_test

import "testing"

func TestWhoLeavesHandsOverEverythingAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		pipe, _ := h.pipeline()
		user := func(name string) string { return h.ask("POST", "/v1/users", obj{"name": name}).ok(201).id() }
		from, to, gone := user("Budi"), user("Cici"), user("Dodi")
		h.ask("PATCH", "/v1/users/"+gone, obj{"inactive": true}, "If-Match", "*").ok(200)
		one, two := h.deal(pipe, "One", obj{"owner": from}).id(), h.deal(pipe, "Two", obj{"owner": from}).id()
		won, mine := h.deal(pipe, "Won", obj{"owner": from}).id(), h.deal(pipe, "Mine", obj{"owner": h.user}).id()
		h.ask("POST", "/v1/deals/"+won+"/win", obj{}, "If-Match", "*").ok(200)
		account := h.ask("POST", "/v1/accounts", obj{"name": "PT Satu", "owner": from}).ok(201).id()
		owner := func(path string) any { return h.ask("GET", path, nil).ok(200).object()["owner"] }
		move := func(body obj) answer { return h.ask("POST", "/v1/users/"+from+"/transfer", body) }

		would := func(body obj) (deals, accounts any) {
			got := h.ask("POST", "/v1/users/"+from+"/transfer?dry_run=true", body).ok(200).object()
			return got["deals"], got["accounts"]
		}
		if deals, accounts := would(obj{"to": to}); deals != 2.0 || accounts != 1.0 {
			t.Errorf("would move %v deals and %v accounts", deals, accounts)
		}
		if deals, accounts := would(obj{"to": to, "deals": []string{won, mine}, "closed": true}); deals != 1.0 || accounts != 0.0 {
			t.Errorf("of named ones would move %v deals and %v accounts", deals, accounts)
		}
		move(obj{"to": gone}).fails(409, "inactive_owner")
		if owner("/v1/deals/"+one) != from || owner("/v1/accounts/"+account) != from {
			t.Error("something moved to somebody who has left")
		}
		if got := move(obj{"to": h.user, "deals": []string{two, mine}}).ok(200).object(); got["deals"] != 1.0 || got["accounts"] != 0.0 {
			t.Errorf("one of them: %v", got)
		}
		if got := move(obj{"to": to, "reason": "has left"}).ok(200).object(); got["deals"] != 1.0 || got["accounts"] != 1.0 {
			t.Errorf("the rest: %v", got)
		}
		if got := move(obj{"to": to}).ok(200).object(); got["deals"] != 0.0 || got["accounts"] != 0.0 {
			t.Errorf("again: %v", got)
		}
		for path, want := range map[string]string{"/v1/deals/" + one: to, "/v1/deals/" + two: string(h.user), "/v1/deals/" + won: from, "/v1/accounts/" + account: to} {
			if owner(path) != want {
				t.Errorf("%s belongs to %v, want %s", path, owner(path), want)
			}
		}
		if story := h.ask("GET", "/v1/deals/"+one+"/history", nil).ok(200).rows(); len(story) != 2 || story[0]["type"] != "deal.transferred" {
			t.Errorf("the history: %v", story)
		}
		if got := move(obj{"to": to, "closed": true}).ok(200).object(); got["deals"] != 1.0 {
			t.Errorf("what was won: %v", got)
		}
		h.ask("POST", "/v1/users/"+pipe+"/transfer", obj{"to": to}).fails(404, "not_found")
	})
}
