package api_test

import (
	"context"
	"crypto/rand"
	"strings"
	"testing"

	"arus/access/ceremony"
	"arus/access/oidc"
	"arus/api"
	"arus/relay/relaytest"
	"arus/sales"
)

// What a provider itself answers is tested in access/oidc, against a real one; here is what strangers can do at our door.
func TestWhoeverForgesAProvidersAnswerLearnsNothing(t *testing.T) {
	away := "http://" + relaytest.Free(t) // nobody listens there
	h := opened(t, func(h *house, c *api.Config) {
		nobody := func(context.Context, sales.WorkspaceID, string) (sales.UserID, bool, error) { return "", false, nil }
		c.Providers = oidc.New(oidc.Config{Book: ceremony.Book{DB: h.db, Clock: h.clock, Random: rand.Reader}, Access: h.access, Find: nobody,
			Callback: "https://arus.example.com/v1/session/callback", Providers: []oidc.Provider{{ID: "company", Label: "Company", Workspace: h.ws, Issuer: away, Client: "arus", Secret: "geheim-geheim"}}})
	})
	list := h.ask("GET", "/v1/session/providers", nil, stranger...).ok(200)
	if rows := list.rows(); len(rows) != 1 || len(rows[0]) != 2 || rows[0]["label"] != "Company" {
		t.Errorf("%s", list.text)
	}
	said := map[string]bool{}
	for _, query := range []string{"", "?state=forged&code=x", "?code=x&iss=https://evil.example", "?error=access_denied&state=x", "?state=x&code=y&session_state=z&scope=openid"} {
		p := h.ask("GET", "/v1/session/callback"+query, nil, stranger...).fails(401, "unauthenticated")
		said[p.Detail] = true
		page := h.ask("GET", "/v1/session/callback"+query, nil, append([]string{"Accept", "text/html,application/xhtml+xml"}, stranger...)...).ok(303)
		if to := page.header.Get("Location"); to != "/sign-in?refused=true" {
			t.Errorf("a person who comes back with %q is sent to %q", query, to)
		}
	}
	if len(said) != 1 {
		t.Errorf("the answers differ: %v", said)
	}
	h.ask("POST", "/v1/session/provider", obj{"provider": "nobody"}, stranger...).fails(404, "not_found")
	failed := h.ask("POST", "/v1/session/provider", obj{"provider": "company"}, stranger...)
	failed.fails(503, "provider_away")
	if strings.Contains(string(failed.text), away) || strings.Contains(string(failed.text)+h.log.String(), "geheim") {
		t.Errorf("%s %s", failed.text, h.log)
	}
	none := opened(t)
	none.ask("GET", "/v1/session/callback?state=x&code=y", nil, stranger...).fails(404, "not_found")
	if rows := none.ask("GET", "/v1/session/providers", nil, stranger...).ok(200).rows(); len(rows) != 0 {
		t.Errorf("%v", rows)
	}
}
