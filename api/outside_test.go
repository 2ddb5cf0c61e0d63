package api_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"arus/api"
	"arus/api/entry"
	"arus/founding"
)

func TestNoSecretBelongsIntoAnAddress(t *testing.T) {
	h := opened(t)
	good := h.ask("GET", "/v1/deals?token="+h.token, nil, stranger...)
	bad := h.ask("GET", "/v1/deals?token=arus_01k00000000000000000000001_nonsense", nil, stranger...)
	for _, answer := range []answer{good, bad, h.ask("GET", "/v1/deals?q="+h.token, nil), h.ask("GET", "/v1/deals?access_token=x", nil), h.ask("GET", "/v1/deals?limit=1;token="+h.token, nil), h.ask("POST", "/v1/session?Password=x", obj{}, stranger...)} {
		p := answer.fails(400, "secret_in_address")
		if strings.Contains(string(answer.text), h.token) || strings.Contains(p.Detail, "good") {
			t.Errorf("%s", answer.text)
		}
	}
	h.access.Settle()
	rows := h.ask("GET", "/v1/audit?action=token.exposed", nil).ok(200).rows()
	if len(rows) == 0 || rows[len(rows)-1]["object_name"] != "ci" || strings.Contains(rows[0]["detail"].(string), "arus_") {
		t.Errorf("%v", rows)
	}
}

func TestBrowsersAreToldWhatPagesMayDo(t *testing.T) {
	h := opened(t, func(_ *house, c *api.Config) { c.Secure = true })
	for _, path := range []string{"/v1/deals", "/v1/nothing", "/healthz", "/openapi.json"} {
		head := h.ask("GET", path, nil).header
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
			"Strict-Transport-Security": "max-age=31536000; includeSubDomains", "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()"} {
			if head.Get(name) != want {
				t.Errorf("%s: %s is %q", path, name, head.Get(name))
			}
		}
		if strings.HasPrefix(path, "/v1/") && head.Get("Content-Security-Policy") != "default-src 'none'; frame-ancestors 'none'" {
			t.Errorf("%s: %q", path, head.Get("Content-Security-Policy"))
		}
	}
	if head := opened(t).ask("GET", "/v1/deals", nil).header; head.Get("Strict-Transport-Security") != "" {
		t.Error("a server without TLS promises TLS")
	}
}

func TestStrangersMayAskOnlySoOften(t *testing.T) {
	h := opened(t, func(_ *house, c *api.Config) { c.AddressRate = 4 })
	for range 2 {
		h.ask("GET", "/v1/deals", nil, "Authorization", "Bearer arus_wrong").fails(401, "unauthenticated")
		h.ask("GET", "/v1/setup", nil, stranger...).ok(200)
	}
	over := h.ask("POST", "/v1/session", obj{"email": "a@example.com", "password": "x"}, stranger...)
	over.fails(429, "too_many_requests")
	if over.header.Get("Retry-After") != "15" {
		t.Errorf("Retry-After %q", over.header.Get("Retry-After"))
	}
	h.ask("GET", "/v1/deals", nil, "Authorization", "Bearer arus_wrong").fails(429, "too_many_requests")
	h.ask("GET", "/v1/users", nil).ok(200) // whoever is known is not held to it
	h.pass(15 * time.Second)
	h.ask("GET", "/v1/setup", nil, stranger...).ok(200)
}

func TestAProxyIsTakenAtItsWordAndNobodyElse(t *testing.T) {
	from := func(h *house, forwarded string) string {
		h.signedIn("Anisa", nil)
		h.pass(time.Second)
		h.ask("POST", "/v1/session", obj{"email": "anisa@example.com", "password": password}, "Authorization", "", "X-Forwarded-For", forwarded).ok(201)
		rows := h.ask("GET", "/v1/audit?action=session.opened&limit=1", nil).ok(200).rows()
		return rows[0]["address"].(string)
	}
	behind := func(_ *house, c *api.Config) {
		c.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8")}
	}
	for _, c := range []struct {
		wishes          []wish
		forwarded, want string
	}{{nil, "192.0.2.7", "127.0.0.1"}, {[]wish{behind}, "192.0.2.7", "192.0.2.7"}, {[]wish{behind}, "198.51.100.1, 192.0.2.7, 10.1.2.3", "192.0.2.7"}, {[]wish{behind}, "nonsense", "127.0.0.1"}, {[]wish{behind}, "", "127.0.0.1"}} {
		if got := from(opened(t, c.wishes...), c.forwarded); got != c.want {
			t.Errorf("%q: %s, want %s", c.forwarded, got, c.want)
		}
	}
}

func TestASessionIsRenewedOnTheWay(t *testing.T) {
	h := opened(t)
	_, hers := h.signedIn("Anisa", nil)
	if got := h.ask("GET", "/v1/session", nil, hers...).ok(200).header.Get("Set-Cookie"); got != "" {
		t.Errorf("renewed at once: %s", got)
	}
	h.pass(13 * time.Hour)
	cookie := h.ask("GET", "/v1/session", nil, hers...).ok(200).header.Get("Set-Cookie")
	if !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Strict") {
		t.Fatalf("not renewed: %q", cookie)
	}
	secret, _, _ := strings.Cut(cookie, ";")
	h.ask("GET", "/v1/session", nil, hers...).ok(200) // what was under way
	h.ask("GET", "/v1/session", nil, "Authorization", "", "Cookie", secret).ok(200)
	h.pass(2 * time.Minute)
	h.ask("GET", "/v1/session", nil, hers...).fails(401, "unauthenticated")
	h.ask("GET", "/v1/session", nil, "Authorization", "", "Cookie", secret).ok(200)
}

func TestWhoIsDeniedIsNoted(t *testing.T) {
	h := opened(t)
	ani, hers := h.signedIn("Anisa", nil)
	for range 3 {
		h.ask("GET", "/v1/audit", nil, hers...).fails(403, "forbidden")
	}
	h.access.Settle()
	total := 0.0
	for _, row := range h.ask("GET", "/v1/audit?action=request.denied", nil).ok(200).rows() {
		if row["actor"] != ani || row["detail"] != "list-audit" {
			t.Errorf("%v", row)
		}
		total += row["times"].(float64)
	}
	if total != 3 {
		t.Errorf("%v refusals are told", total)
	}
}

func TestTheFirstWorkspaceIsMadeByWhoeverReadsTheTerminal(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		empty := opened(t, func(e *house, c *api.Config) {
			c.FirstRun = &entry.FirstRun{Code: "ABCD-EFGH", House: founding.House{Ledger: e.ledger, Access: e.access, Mint: e.mint}}
		})
		// The house of a test has a workspace, so this one is set up already.
		if empty.ask("GET", "/v1/setup", nil, stranger...).ok(200).object()["needed"] != false {
			t.Error("needed where there is a workspace")
		}
		empty.ask("POST", "/v1/setup", obj{"code": "ABCD-EFGH", "workspace": "Mine", "email": "x@example.com", "password": password}, stranger...).fails(409, "set_up_already")
		h.ask("POST", "/v1/setup", obj{"code": "", "workspace": "Mine", "email": "x@example.com", "password": password}, stranger...).fails(409, "set_up_already")
	})
	h := bare(t)
	body := obj{"code": "abcd-efgh", "workspace": "Kopi", "currency": "IDR", "time_zone": "Asia/Jakarta", "email": "ani@example.com", "password": password}
	with := func(name string, value any) obj {
		other := obj{}
		for k, v := range body {
			other[k] = v
		}
		other[name] = value
		return other
	}
	if h.ask("GET", "/v1/setup", nil, stranger...).ok(200).object()["needed"] != true {
		t.Error("not needed where there is no workspace")
	}
	for _, no := range []string{"", "ABCD", "ABCD-EFGI"} {
		h.ask("POST", "/v1/setup", with("code", no), stranger...).fails(403, "wrong_code")
	}
	h.ask("POST", "/v1/setup", with("password", "short"), stranger...).fails(422, "password_short")
	h.ask("POST", "/v1/setup", with("email", "nobody"), stranger...).fails(422, "bad_email")
	h.ask("POST", "/v1/setup", with("currency", "XXQ"), stranger...).ok(422)
	in := h.ask("POST", "/v1/setup", body, stranger...).ok(201)
	if in.object()["workspace"].(obj)["currency"] != "IDR" || in.object()["roles"].([]any)[0] != "admin" || !strings.Contains(in.header.Get("Set-Cookie"), entry.CookieName) {
		t.Errorf("%s", in.text)
	}
	h.ask("POST", "/v1/setup", body, stranger...).fails(409, "set_up_already")
	if h.ask("GET", "/v1/setup", nil, stranger...).ok(200).object()["needed"] != false {
		t.Error("needed twice")
	}
	h.cookie("ani@example.com", password)
}
