package api_test

import (
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"arus/access"
	"arus/sales"
	"arus/store/storetest"
)

// signedIn makes a user with a password and signs them in; what comes back are headers for ask.
func (h *house) signedIn(name string, more obj) (id string, head []string) {
	h.t.Helper()
	body := obj{"name": name, "email": strings.ToLower(name) + "@example.com"}
	for k, v := range more {
		body[k] = v
	}
	id = h.ask("POST", "/v1/users", body).ok(201).id()
	h.password(id, body["email"].(string))
	return id, h.cookie(body["email"].(string), password)
}

func (h *house) password(user, email string) {
	h.t.Helper()
	if err := h.access.SetPassword(h.t.Context(), access.NewPassword{Workspace: h.ws, User: sales.UserID(user), Email: email, Password: password}); err != nil {
		h.t.Fatal(err)
	}
}

// cookie signs in and gives the headers of a browser.
func (h *house) cookie(email, password string) []string {
	h.t.Helper()
	in := h.ask("POST", "/v1/session", obj{"email": email, "password": password}, "Authorization", "").ok(201)
	secret, _, _ := strings.Cut(in.header.Get("Set-Cookie"), ";")
	return []string{"Authorization", "", "Cookie", secret}
}

func TestTokensAreSeenAndEndedByWhoseTheyAre(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ani, hers := h.signedIn("Anisa", nil)
		_, his := h.signedIn("Budi", nil)
		made := h.ask("POST", "/v1/tokens", obj{"name": "nightly", "scopes": []string{"read"}, "days": 7}, hers...).ok(201)
		token := made.object()
		if token["user"] != ani || token["expires_at"] != "2026-11-30T08:00:00Z" || made.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s %v", made.text, made.header)
		}
		bearer := []string{"Authorization", "Bearer " + token["token"].(string)}
		h.ask("GET", "/v1/deals", nil, bearer...).ok(200)
		h.ask("POST", "/v1/accounts", obj{"name": "x"}, bearer...).fails(403, "forbidden")
		h.access.Settle()
		rows := h.ask("GET", "/v1/tokens", nil, hers...).ok(200).rows()
		if len(rows) != 1 || rows[0]["last_used_at"] == nil || rows[0]["user_name"] != "Anisa" || rows[0]["token"] != nil {
			t.Errorf("%v", rows)
		}
		if rows := h.ask("GET", "/v1/tokens", nil, his...).ok(200).rows(); len(rows) != 0 {
			t.Errorf("he sees hers: %v", rows)
		}
		h.ask("GET", "/v1/tokens?user="+ani, nil, his...).fails(404, "not_found")
		h.ask("GET", "/v1/tokens?user="+ani, nil, hers...).ok(200)
		id := token["id"].(string)
		missing := h.ask("DELETE", "/v1/tokens/tok_00000000000000000000000000", nil, his...)
		theirs := h.ask("DELETE", "/v1/tokens/"+id, nil, his...)
		if theirs.status != 404 || strings.ReplaceAll(string(theirs.text), id, "") == string(theirs.text) && string(missing.text) == "" {
			t.Errorf("%s", theirs.text)
		}
		h.ask("POST", "/v1/tokens", obj{"name": "more", "scopes": []string{"read"}}, bearer...).fails(403, "forbidden") // reading makes no tokens
		if all := h.ask("GET", "/v1/tokens", nil).ok(200).rows(); len(all) < 2 {
			t.Errorf("an admin sees %v", all)
		}
		h.ask("DELETE", "/v1/tokens/"+id, nil, hers...).ok(204)
		h.ask("GET", "/v1/deals", nil, bearer...).fails(401, "unauthenticated")
		if rows := h.ask("GET", "/v1/tokens", nil, hers...).ok(200).rows(); len(rows) != 0 {
			t.Errorf("%v", rows)
		}
		if rows := h.ask("GET", "/v1/tokens?ended=true", nil, hers...).ok(200).rows(); len(rows) != 1 || rows[0]["revoked_at"] == nil {
			t.Errorf("%v", rows)
		}
	})
}

func TestNoTokenMakesOneThatMayMore(t *testing.T) {
	h := opened(t)
	writer := []string{"Authorization", "Bearer " + h.newToken(access.NewToken{Workspace: h.ws, Name: "w", Role: access.Admin, User: h.user, Scopes: access.Scopes{access.Write}, Life: time.Hour})}
	h.ask("POST", "/v1/tokens", obj{"name": "all"}, writer...).fails(403, "forbidden")
	h.ask("POST", "/v1/tokens", obj{"name": "read", "scopes": []string{"read"}}, writer...).fails(403, "forbidden")
	h.ask("POST", "/v1/tokens", obj{"name": "same", "scopes": []string{"write"}}, writer...).ok(201)
	rep := []string{"Authorization", "Bearer " + h.newToken(access.NewToken{Workspace: h.ws, Name: "r", Role: access.Rep, Life: time.Hour})}
	h.ask("POST", "/v1/tokens", obj{"name": "admin", "role": "admin"}, rep...).fails(403, "forbidden")
	h.ask("POST", "/v1/tokens", obj{"name": "nobody's"}, rep...).fails(422, "required")
	h.ask("POST", "/v1/tokens", obj{"name": "x", "scopes": []string{"everything"}}).fails(422, "not_a_choice")
	h.ask("POST", "/v1/tokens", obj{"name": "x", "role": "root"}).fails(422, "not_a_choice")
	h.ask("POST", "/v1/tokens", obj{"name": "okta", "scopes": []string{"scim"}, "role": "admin"}).fails(422, "needs_integration")
	okta := h.ask("POST", "/v1/tokens", obj{"name": "okta", "scopes": []string{"scim"}, "role": "integration"}).ok(201).object()["token"].(string)
	h.ask("GET", "/scim/v2/Users", nil, "Authorization", "Bearer "+okta).ok(200)
	h.ask("GET", "/v1/deals", nil, "Authorization", "Bearer "+okta).fails(403, "forbidden")
}

func TestSessionsAreSeenAndEndedByWhoseTheyAre(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ani, hers := h.signedIn("Anisa", nil)
		h.pass(time.Second)
		lost := h.cookie("anisa@example.com", password)
		budi, his := h.signedIn("Budi", nil)
		rows := h.ask("GET", "/v1/sessions?limit=1", nil, hers...).ok(200).rows()
		if len(rows) != 1 || rows[0]["current"] != false || rows[0]["means"] != "password" || rows[0]["address"] != "127.0.0.1" {
			t.Errorf("%v", rows)
		}
		h.ask("DELETE", "/v1/sessions/"+rows[0]["id"].(string), nil, his...).fails(404, "not_found")
		h.ask("GET", "/v1/sessions?user="+ani, nil, his...).fails(404, "not_found")
		h.ask("DELETE", "/v1/sessions?user="+ani, nil, his...).fails(404, "not_found")
		h.ask("DELETE", "/v1/sessions/"+rows[0]["id"].(string), nil, hers...).ok(204)
		h.ask("GET", "/v1/session", nil, lost...).fails(401, "unauthenticated")
		again := h.cookie("anisa@example.com", password)
		h.ask("DELETE", "/v1/sessions", nil, hers...).ok(204)
		h.ask("GET", "/v1/session", nil, again...).fails(401, "unauthenticated")
		h.ask("GET", "/v1/session", nil, hers...).ok(200)
		if got := h.ask("GET", "/v1/sessions?user="+budi, nil).ok(200).rows(); len(got) != 1 || got[0]["user"] != budi {
			t.Errorf("%v", got)
		}
		h.ask("DELETE", "/v1/sessions?user="+ani, nil).ok(204)
		h.ask("GET", "/v1/session", nil, hers...).fails(401, "unauthenticated")
		h.ask("GET", "/v1/session", nil, his...).ok(200)
	})
}

func TestTheAuditIsReadSearchedAndExported(t *testing.T) {
	h := opened(t)
	ani, _ := h.signedIn("Anisa", nil)
	for range 3 {
		h.ask("POST", "/v1/session", obj{"email": "anisa@example.com", "password": "wrong wrong wrong"}, "Authorization", "").fails(401, "unauthenticated")
	}
	h.access.Settle()
	all := h.ask("GET", "/v1/audit", nil).ok(200).rows()
	actions := map[any]bool{}
	for _, row := range all {
		actions[row["action"]] = true
	}
	for _, want := range []string{"workspace.created", "user.created", "password.set", "session.opened", "session.refused", "token.created", "token.used"} {
		if !actions[want] {
			t.Errorf("no %s in %v", want, actions)
		}
	}
	var paged []obj
	for path := "/v1/audit?limit=2"; ; {
		page := h.ask("GET", path, nil).ok(200)
		paged = append(paged, page.rows()...)
		next, _ := page.object()["next_cursor"].(string)
		if next == "" {
			break
		}
		if !strings.Contains(page.header.Get("Link"), `rel="next"`) {
			t.Error("no Link")
		}
		path = "/v1/audit?limit=2&cursor=" + next
	}
	if len(paged) != len(all) {
		t.Errorf("%d entries in pages of 2, %d at once", len(paged), len(all))
	}
	if rows := h.ask("GET", "/v1/audit?q=ANISA&action=session.opened&actor="+ani, nil).ok(200).rows(); len(rows) != 1 || rows[0]["actor_name"] != "Anisa" {
		t.Errorf("%v", rows)
	}
	if rows := h.ask("GET", "/v1/audit?from=2026-11-24", nil).ok(200).rows(); len(rows) != 0 {
		t.Errorf("%v", rows)
	}
	h.ask("GET", "/v1/audit?from=yesterday", nil).fails(422, "bad_instant").at(t, "#from", "bad_instant")
	h.ask("GET", "/v1/audit?cursor=x", nil).fails(422, "bad_cursor")

	team := h.ask("POST", "/v1/teams", obj{"name": "Jakarta", "manager": ani}).ok(201).id()
	if rows := h.ask("GET", "/v1/audit?action=team.created&object="+team, nil).ok(200).rows(); len(rows) != 1 || rows[0]["object_name"] != "Jakarta" ||
		rows[0]["detail"] != "manager="+ani || rows[0]["detail_named"] != "manager=Anisa" {
		t.Errorf("%v", rows)
	}
	table := h.ask("GET", "/v1/audit?format=csv&action=user", nil).ok(200)
	lines, err := csv.NewReader(strings.NewReader(string(table.text))).ReadAll()
	if err != nil || len(lines) != 3 || table.header.Get("Content-Type") != "text/csv; charset=utf-8" {
		t.Errorf("%v %v %s", lines, err, table.header)
	}
	if rows := h.ask("GET", "/v1/audit?action=export", nil).ok(200).rows(); len(rows) != 1 || rows[0]["object"] != "audit" {
		t.Errorf("the export is not told: %v", rows)
	}
	for _, format := range []string{"csv", "xlsx", "parquet", "json"} {
		h.ask("POST", "/v1/reports/query?format="+format, obj{"measures": []string{"count"}}).ok(200)
	}
	taken := map[any]bool{}
	for _, row := range h.ask("GET", "/v1/audit?action=export", nil).ok(200).rows() {
		taken[row["object"].(string)+" "+row["detail"].(string)] = true
	}
	if len(taken) != 4 || !taken["audit csv, 2 lines"] || !taken["report csv, 1 lines"] || !taken["report xlsx, 1 lines"] || !taken["report parquet, 1 lines"] {
		t.Errorf("three tables and the audit were taken along: %v", taken)
	}
	rep := h.newToken(access.NewToken{Workspace: h.ws, Name: "r", Role: access.Rep, Life: time.Hour})
	h.ask("GET", "/v1/audit", nil, "Authorization", "Bearer "+rep).fails(403, "forbidden")
}

func TestAnotherWorkspacesSecretsAreNotThere(t *testing.T) {
	db := storetest.Open(t, storetest.Dir(t))
	ours, theirs := on(t, db), on(t, db)
	_, head := ours.signedIn("Anisa", nil)
	session := ours.ask("GET", "/v1/sessions", nil, head...).ok(200).rows()[0]["id"].(string)
	token := ours.ask("GET", "/v1/tokens", nil).ok(200).rows()[0]["id"].(string)
	for _, path := range []string{"/v1/sessions/" + session, "/v1/tokens/" + token} {
		theirs.ask("DELETE", path, nil).fails(404, "not_found")
	}
	if rows := theirs.ask("GET", "/v1/audit?q=Anisa", nil).ok(200).rows(); len(rows) != 0 {
		t.Errorf("they read %v", rows)
	}
	ours.ask("GET", "/v1/session", nil, head...).ok(200)
}

// A workspace keeps somebody who can let people in, whichever way that somebody is to go.
func TestTheLastAdminStays(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ani := "/v1/users/" + string(h.user)
		for _, patch := range []obj{{"role": "rep", "extra_roles": nil}, {"role": nil, "extra_roles": []string{"leader"}}, {"inactive": true}} {
			h.ask("PATCH", ani, patch, "If-Match", "*").fails(409, "last_admin")
		}
		h.ask("DELETE", ani, nil, "If-Match", "*").fails(409, "last_admin")
		h.ask("PATCH", ani, obj{"role": "leader", "extra_roles": []string{"admin"}}, "If-Match", "*").ok(200)
		budi := h.ask("POST", "/v1/users", obj{"name": "Budi", "role": "admin"}).ok(201).id()
		h.ask("PATCH", "/v1/users/"+budi, obj{"inactive": true}, "If-Match", "*").ok(200)
		h.ask("PATCH", ani, obj{"inactive": true}, "If-Match", "*").fails(409, "last_admin")
		h.ask("PATCH", "/v1/users/"+budi, obj{"inactive": nil}, "If-Match", "*").ok(200)
		h.ask("PATCH", ani, obj{"extra_roles": nil}, "If-Match", "*").ok(200)
	})
}
