package api_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"arus/api"
	"arus/sales"
)

func TestEveryFailureIsAProblem(t *testing.T) {
	h := opened(t)
	pipe, _ := h.pipeline()
	id := h.deal(pipe, "One").id()
	h.ask("GET", "/v1/nothing", nil).fails(404, "not_found")
	h.ask("POST", "/v1/nothing", obj{}).fails(404, "not_found")
	h.ask("GET", "/nothing", nil).fails(404, "not_found")
	h.ask("GET", "/docs/../../etc/passwd", nil)
	h.ask("GET", "/docs/other.css", nil).fails(404, "not_found")
	h.ask("GET", "/v1/deals/..%2F..%2Fetc%2Fpasswd", nil).fails(404, "not_found")
	h.ask("GET", "/v1/deals/deal_%00", nil).fails(400, "bad_text")
	h.ask("GET", "/v1/deals/by-source/crm/%ff", nil).fails(400, "bad_text")
	h.ask("GET", "/v1/deals?q=%00", nil).fails(400, "bad_text")
	for path, allow := range map[string]string{"/v1/deals": "POST", "/v1/deals/" + id: "PATCH", "/v1/deals/" + id + "/win": "POST", "/healthz": "GET"} {
		got := h.ask("PUT", path, obj{})
		got.fails(405, "method_not_allowed")
		if !strings.Contains(got.header.Get("Allow"), allow) {
			t.Errorf("%s allows %q", path, got.header.Get("Allow"))
		}
	}
	h.ask("GET", "/v1/deals/"+id+"/win", nil).fails(405, "method_not_allowed")
	h.ask("POST", "/v1/deals", `{"name":"`+strings.Repeat("x", 1<<20)+`"}`).fails(413, "too_large")
	if p := h.ask("POST", "/v1/deals", "<deal/>", "Content-Type", "application/xml").fails(415, "unsupported_media_type"); len(p.Errors) != 0 {
		t.Errorf("%+v", p.Errors)
	}
	h.ask("GET", "/v1/deals?colour=red&limit=5", nil).fails(422, "invalid").at(t, "#colour", "unknown_parameter")
	for _, limit := range []string{"0", "201", "-1", "99999999999999999999", "ten", "1.5"} {
		h.ask("GET", "/v1/deals?limit="+limit, nil).fails(422, "invalid").at(t, "#limit", "invalid")
	}
	h.ask("GET", "/v1/deals?outcome=maybe", nil).fails(422, "invalid").at(t, "#outcome", "invalid")
	h.ask("GET", "/v1/deals?filter=deal.colour%20==", nil).fails(422, "bad_filter").at(t, "#filter", "bad_filter")
	h.ask("GET", "/v1/deals?sort=colour", nil).fails(422, "not_a_choice").at(t, "#sort", "not_a_choice")
	h.ask("GET", "/v1/deals?as_of=someday", nil).fails(422, "bad_instant").at(t, "#as_of", "bad_instant")
	h.ask("GET", "/v1/deals", nil, "Arus-Min-Position", "many").fails(422, "invalid").at(t, "#Arus-Min-Position", "invalid")
	if h.log.Len() != 0 {
		t.Errorf("an expected failure is in the log: %s", h.log)
	}
	for _, path := range []string{"/v1/deals", "/v1/deals/" + id, "/v1/events"} {
		if got := h.ask("HEAD", path, nil).ok(200); len(got.text) != 0 {
			t.Errorf("HEAD %s has a body", path)
		}
	}
	exact := `{"pipeline":"` + pipe + `","name":"One MiB"` + strings.Repeat(" ", 1<<20)
	exact = exact[:1<<20-1] + "}"
	h.ask("POST", "/v1/deals", exact).ok(201)
}

func TestAnUploadThatIsTooLargeIsRefused(t *testing.T) {
	h := opened(t, func(_ *house, c *api.Config) { c.ImportMost = 1000 })
	form := "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"deals.csv\"\r\n\r\n" + strings.Repeat("x", 2000) + "\r\n--b--\r\n"
	h.ask("POST", "/v1/imports", form, "Content-Type", "multipart/form-data; boundary=b").fails(413, "too_large")
}

func TestAPanicIsLoggedAndSaysNothing(t *testing.T) {
	h := opened(t, func(h *house, c *api.Config) {
		mint := c.Mint
		c.Mint = func(k sales.Kind) sales.ID {
			if k == sales.CompetitorKind {
				panic("the secret inside")
			}
			return mint(k)
		}
	})
	p := h.ask("POST", "/v1/competitors", obj{"name": "x"}, "X-Request-Id", "mine-7").fails(500, "internal")
	if p.RequestID != "mine-7" || strings.Contains(p.Detail, "secret") || !strings.Contains(h.log.String(), "the secret inside") || !strings.Contains(h.log.String(), "mine-7") {
		t.Errorf("%+v; log %s", p, h.log)
	}
	h.ask("POST", "/v1/competitors", obj{"name": "x"}, "Idempotency-Key", "p").fails(500, "internal")
	h.ask("POST", "/v1/accounts", obj{"name": "x"}).ok(201)
}

func TestProblemsInIndonesian(t *testing.T) {
	h := opened(t)
	pipe, _ := h.pipeline()
	id := h.deal(pipe, "won").id()
	h.ask("POST", "/v1/deals/"+id+"/win", obj{}, "If-Match", "*").ok(200)
	for _, c := range []struct{ method, path, body, code, detail, inner string }{
		{"POST", "/v1/deals/" + id + "/win", `{}`, "deal_closed", `deal "won" sudah menang`, ""},
		{"GET", "/v1/deals/deal_0", ``, "not_found", "tidak ada deal_0", ""},
		{"POST", "/v1/deals", `{"name":""}`, "invalid", "permintaan tidak memenuhi bentuk yang diminta", "pipeline harus ada"},
		{"POST", "/v1/deals", `{"name":7,"pipeline":"x"}`, "invalid", "permintaan tidak memenuhi bentuk yang diminta", "harus berupa teks"},
		{"GET", "/v1/deals?limit=500", ``, "invalid", "permintaan tidak memenuhi bentuk yang diminta", "paling besar 200"},
		{"GET", "/v1/deals?colour=1", ``, "invalid", "permintaan tidak memenuhi bentuk yang diminta", `tidak ada parameter "colour" di sini`},
		{"POST", "/v1/accounts", `{"name":" "}`, "required", "akun memerlukan nama", ""},
	} {
		var body any
		if c.body != "" {
			body = c.body
		}
		for _, accept := range []string{"id", "id-ID,en;q=0.5", "fr, id;q=0.9, en;q=0.8"} {
			got := h.ask(c.method, c.path, body, "If-Match", "*", "Accept-Language", accept)
			p := got.fails(got.status, c.code)
			if p.Detail != c.detail || c.inner != "" && p.Errors[0].Detail != c.inner {
				t.Errorf("%s %s: %s", c.method, c.path, got.text)
			}
		}
		for _, accept := range []string{"en", "", "fr", "en, id"} {
			if p := h.ask(c.method, c.path, body, "If-Match", "*", "Accept-Language", accept).fails(0+statusOf(h, c.method, c.path, body), c.code); p.Detail == c.detail {
				t.Errorf("Accept-Language %q: %s", accept, p.Detail)
			}
		}
	}
}

func statusOf(h *house, method, path string, body any) int {
	return h.ask(method, path, body, "If-Match", "*").status
}

func TestHealthMetricsAndDocs(t *testing.T) {
	ready := errors.New("the database is away: postgres://user:secret@host")
	h := opened(t, func(_ *house, c *api.Config) {
		c.Ready = func(context.Context) error { return ready }
		c.UI = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write([]byte("page of " + r.URL.Path)) })
	})
	strange := []string{"Authorization", ""}
	h.ask("GET", "/healthz", nil, strange...).ok(200)
	if got := h.ask("GET", "/readyz", nil, strange...); strings.Contains(string(got.text), "secret") || got.fails(503, "busy").Detail != "not ready yet" {
		t.Errorf("%s", got.text)
	}
	ready = nil
	h.ask("GET", "/readyz", nil, strange...).ok(200)
	h.ask("GET", "/v1/deals", nil).ok(200)
	if got := h.ask("GET", "/metrics", nil, strange...).ok(200); !bytes.Contains(got.text, []byte(`arus_http_requests_total{method="GET",route="/v1/deals",status="200"} 1`)) {
		t.Errorf("%s", got.text)
	}
	page := h.ask("GET", "/docs", nil, strange...).ok(200)
	if csp := page.header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'; style-src 'self'") {
		t.Errorf("policy %q", csp)
	}
	for _, never := range []string{"http://", "https://", "<script", "<img"} {
		if bytes.Contains(page.text, []byte(never)) {
			t.Errorf("the page has %s", never)
		}
	}
	for _, must := range []string{"/v1/deals/{id}/move", "Idempotency-Key", "administer"} {
		if !bytes.Contains(page.text, []byte(must)) {
			t.Errorf("the page lacks %s", must)
		}
	}
	if got := h.ask("GET", "/docs/docs.css", nil, strange...).ok(200); !strings.HasPrefix(got.header.Get("Content-Type"), "text/css") {
		t.Errorf("%s", got.header)
	}
	if got := h.ask("GET", "/openapi.json", nil, strange...).ok(200); !bytes.Equal(got.text, h.door.Document()) {
		t.Error("another document")
	}
	for _, path := range []string{"/", "/board", "/deals/deal_1"} {
		if got := h.ask("GET", path, nil, strange...).ok(200); string(got.text) != "page of "+path {
			t.Errorf("%s", got.text)
		}
	}
	h.ask("GET", "/v1/nothing", nil).fails(404, "not_found")
	h.ask("POST", "/v1/nothing", obj{}).fails(404, "not_found")
	h.ask("GET", "/v1/deals/x/win", nil).fails(405, "method_not_allowed")
}
