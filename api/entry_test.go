package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"arus/access"
	"arus/api"
	"arus/api/entry"
	"arus/sales"
	"arus/store/storetest"
)

func TestWhoIsLetIn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		none := h.ask("GET", "/v1/deals", nil, "Authorization", "")
		none.fails(401, "unauthenticated")
		if none.header.Get("WWW-Authenticate") == "" {
			t.Error("no WWW-Authenticate")
		}
		h.ask("GET", "/v1/deals", nil, "Authorization", "Bearer arus_wrong").fails(401, "unauthenticated")
		h.ask("GET", "/v1/deals", nil, "Authorization", "Basic "+h.token).fails(401, "unauthenticated")
		h.ask("GET", "/v1/deals", nil, "Authorization", "bearer "+h.token).ok(200)
		h.pass(40 * 24 * time.Hour)
		h.ask("GET", "/v1/deals", nil).fails(401, "token_expired")
	})
}

func TestSigningInWithACookie(t *testing.T) {
	h := opened(t)
	if err := h.access.SetPassword(t.Context(), access.NewPassword{Workspace: h.ws, User: h.user, Email: "ani@example.com", Password: password}); err != nil {
		t.Fatal(err)
	}
	h.ask("POST", "/v1/session", obj{"email": "ani@example.com", "password": "wrong wrong wrong"}, "Authorization", "").fails(401, "unauthenticated")
	in := h.ask("POST", "/v1/session", obj{"email": "ani@example.com", "password": password}, "Authorization", "").ok(201)
	cookie := in.header.Get("Set-Cookie")
	for _, want := range []string{"arus_session=", "HttpOnly", "SameSite=Strict", "Path=/", "Max-Age="} {
		if !strings.Contains(cookie, want) {
			t.Errorf("no %s in %s", want, cookie)
		}
	}
	secret, _, _ := strings.Cut(cookie, ";")
	mine := []string{"Authorization", "", "Cookie", secret}
	s := h.ask("GET", "/v1/session", nil, mine...).ok(200).object()
	if s["user"].(obj)["name"] != "Ani" || s["workspace"].(obj)["time_zone"] != "Asia/Jakarta" || s["demo"] != false || s["roles"].([]any)[0] != "admin" {
		t.Errorf("%v", s)
	}
	h.ask("POST", "/v1/accounts", obj{"name": "PT Satu"}, mine...).ok(201)
	h.ask("POST", "/v1/accounts", obj{"name": "PT Dua"}, append(mine, "Origin", "https://evil.example")...).fails(403, "foreign_origin")
	h.ask("POST", "/v1/accounts", obj{"name": "PT Dua"}, append(mine, "Sec-Fetch-Site", "cross-site")...).fails(403, "foreign_origin")
	h.ask("POST", "/v1/accounts", obj{"name": "PT Dua"}, append(mine, "Origin", h.web.URL)...).ok(201)
	out := h.ask("DELETE", "/v1/session", nil, mine...).ok(204)
	if !strings.Contains(out.header.Get("Set-Cookie"), "Max-Age=0") {
		t.Errorf("the cookie stays: %s", out.header)
	}
	h.ask("GET", "/v1/session", nil, mine...).fails(401, "unauthenticated")
	h.ask("POST", "/v1/session", obj{"demo": true}, "Authorization", "").fails(409, "no_demo")

	for range 6 {
		in = h.ask("POST", "/v1/session", obj{"email": "ani@example.com", "password": "wrong wrong wrong"}, "Authorization", "")
	}
	in.fails(429, "locked_out")
	if in.header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
}

func TestDemoIsEnteredByItselfAndOnThisMachineOnly(t *testing.T) {
	h := opened(t, func(h *house, c *api.Config) { c.Demo = &entry.Demo{Workspace: h.ws, User: h.user} })
	if p := h.ask("GET", "/v1/session", nil, "Authorization", "").fails(401, "unauthenticated"); !p.Demo {
		t.Error("the problem does not say that this is a demo")
	}
	in := h.ask("POST", "/v1/session", obj{"demo": true}, "Authorization", "").ok(201)
	if in.object()["demo"] != true || in.object()["user"].(obj)["id"] != string(h.user) {
		t.Errorf("%s", in.text)
	}
	for host, status := range map[string]int{"localhost:8080": 201, "127.0.0.1": 201, "[::1]:80": 201, "evil.example": 403, "localhost.evil.example": 403, "10.0.0.1:8080": 403, "[::2]:80": 403} {
		if got := h.ask("POST", "/v1/session", obj{"demo": true}, "Authorization", "", "Host", host); got.status != status {
			t.Errorf("%s: %d, want %d", host, got.status, status)
		}
	}
	h.ask("GET", "/v1/session", nil, "Host", "evil.example").fails(403, "demo_is_local")
}

func TestRolesAndScopesHold(t *testing.T) {
	h := opened(t)
	pipe, _ := h.pipeline()
	rep := sales.UserID(h.ask("POST", "/v1/users", obj{"name": "Budi"}).ok(201).id())
	for _, c := range []struct {
		say                          string
		token                        access.NewToken
		read, ask, write, administer int
	}{
		{"a rep reads and writes", access.NewToken{Role: access.Rep, User: rep}, 200, 200, 201, 403},
		{"an admin does everything", access.NewToken{Role: access.Admin}, 200, 200, 201, 201},
		{"a token for reading reads, and asks by POST", access.NewToken{Role: access.Admin, Scopes: access.Scopes{access.Read}}, 200, 200, 403, 403},
		{"a token for writing does not read", access.NewToken{Role: access.Admin, Scopes: access.Scopes{access.Write}}, 403, 403, 201, 403},
	} {
		t.Run(c.say, func(t *testing.T) {
			c.token.Workspace, c.token.Name, c.token.Life = h.ws, c.say, time.Hour
			bearer := "Bearer " + h.newToken(c.token)
			for _, try := range []struct {
				method, path string
				body         any
				status       int
			}{{"GET", "/v1/deals", nil, c.read}, {"HEAD", "/v1/deals", nil, c.read}, {"POST", "/v1/reports/query", obj{"measures": []string{"count"}}, c.ask},
				{"POST", "/v1/deals", obj{"name": "x", "pipeline": pipe}, c.write}, {"POST", "/v1/users", obj{"name": "x"}, c.administer}} {
				if got := h.ask(try.method, try.path, try.body, "Authorization", bearer); got.status != try.status {
					t.Errorf("%s %s: %d, want %d: %s", try.method, try.path, got.status, try.status, got.text)
				} else if got.status == 403 && try.method != "HEAD" {
					got.fails(403, "forbidden")
				}
			}
		})
	}
}

func TestWorkspacesDoNotSeeEachOther(t *testing.T) {
	db := storetest.Open(t, storetest.Dir(t))
	ours, theirs := on(t, db), on(t, db)
	pipe, _ := ours.pipeline()
	id := ours.deal(pipe, "Ours", obj{"imported_from": obj{"source": "crm", "source_id": "1"}}).id()
	for _, path := range []string{"/v1/deals/" + id, "/v1/deals/by-source/crm/1", "/v1/deals/" + id + "/history", "/v1/pipelines/" + pipe, "/v1/workspaces/" + string(ours.ws), "/v1/users/" + string(ours.user)} {
		ours.ask("GET", path, nil).ok(200)
		theirs.ask("GET", path, nil).fails(404, "not_found")
	}
	theirs.ask("POST", "/v1/deals/"+id+"/win", obj{}, "If-Match", "*").fails(404, "not_found")
	theirs.ask("PATCH", "/v1/workspaces/"+string(ours.ws), obj{"name": "Taken"}, "If-Match", "*").fails(404, "not_found")
	if rows := theirs.ask("GET", "/v1/deals", nil).ok(200).rows(); len(rows) != 0 {
		t.Errorf("they see %v", rows)
	}
}

func TestRateLimit(t *testing.T) {
	h := opened(t, func(_ *house, c *api.Config) { c.Rate = 3 })
	for left := 2; left >= 0; left-- {
		got := h.ask("GET", "/v1/users", nil).ok(200)
		if got.header.Get("RateLimit-Policy") != `"caller";q=3;w=60` || !strings.HasPrefix(got.header.Get("RateLimit"), `"caller";r=`+string(rune('0'+left))+";t=") {
			t.Errorf("%v", got.header)
		}
	}
	over := h.ask("GET", "/v1/users", nil)
	over.fails(http.StatusTooManyRequests, "too_many_requests")
	if over.header.Get("Retry-After") != "20" {
		t.Errorf("Retry-After %q", over.header.Get("Retry-After"))
	}
	h.pass(20 * time.Second)
	h.ask("GET", "/v1/users", nil).ok(200)
	h.ask("GET", "/v1/users", nil).ok(429)
}
