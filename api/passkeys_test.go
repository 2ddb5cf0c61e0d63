package api_test

import (
	"crypto/rand"
	"encoding/json"
	"strings"
	"testing"

	"github.com/descope/virtualwebauthn"

	"arus/access/ceremony"
	"arus/access/keytest"
	"arus/access/passkey"
	"arus/api"
)

func withKeys(h *house, c *api.Config) {
	keys, err := passkey.New(ceremony.Book{DB: h.db, Clock: h.clock, Random: rand.Reader}, h.access, "https://arus.example.com")
	if err != nil {
		h.t.Fatal(err)
	}
	c.Keys = keys
}

// asked is what a browser was asked, as the device wants it.
func (a answer) asked() (word, options string) {
	a.t.Helper()
	var r struct {
		Ceremony string
		Options  json.RawMessage
	}
	if err := json.Unmarshal(a.ok(200).text, &r); err != nil {
		a.t.Fatal(err)
	}
	return r.Ceremony, string(r.Options)
}

func TestAPasskeyIsMadeUsedAndForgotten(t *testing.T) {
	h := opened(t, withKeys)
	ani, hers := h.signedIn("Anisa", nil)
	site := virtualwebauthn.RelyingParty{Name: "Arus", ID: "arus.example.com", Origin: "https://arus.example.com"}
	device := virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{UserHandle: []byte(string(h.ws) + "/" + ani)})
	key := keytest.New()

	word, options := h.ask("POST", "/v1/passkeys/request", nil, hers...).asked()
	parsed, err := virtualwebauthn.ParseAttestationOptions(options)
	if err != nil {
		t.Fatal(err)
	}
	made := json.RawMessage(virtualwebauthn.CreateAttestationResponse(site, device, key, *parsed))
	id := h.ask("POST", "/v1/passkeys", obj{"ceremony": word, "name": "Telephone", "credential": made}, hers...).ok(201).id()
	h.ask("POST", "/v1/passkeys", obj{"ceremony": word, "name": "Telephone", "credential": made}, hers...).fails(422, "bad_passkey")
	if rows := h.ask("GET", "/v1/passkeys", nil, hers...).ok(200).rows(); len(rows) != 1 || rows[0]["id"] != id || rows[0]["used_at"] != nil {
		t.Errorf("%v", rows)
	}

	word, options = h.ask("POST", "/v1/session/passkey/request", nil, stranger...).asked()
	wanted, err := virtualwebauthn.ParseAssertionOptions(options)
	if err != nil {
		t.Fatal(err)
	}
	device.AddCredential(key)
	signed := obj{"ceremony": word, "credential": json.RawMessage(virtualwebauthn.CreateAssertionResponse(site, device, key, *wanted))}
	in := h.ask("POST", "/v1/session/passkey", signed, stranger...).ok(201)
	if in.object()["user"].(obj)["id"] != ani || in.header.Get("Set-Cookie") == "" {
		t.Errorf("%s", in.text)
	}
	h.ask("POST", "/v1/session/passkey", signed, stranger...).fails(401, "unauthenticated") // replayed
	h.ask("POST", "/v1/session/passkey", obj{"ceremony": "x", "credential": obj{}}, stranger...).fails(401, "unauthenticated")

	_, his := h.signedIn("Budi", nil)
	h.ask("DELETE", "/v1/passkeys?id="+id, nil, his...).fails(404, "not_found")
	h.ask("POST", "/v1/passkeys/request", nil).fails(403, "forbidden") // a token
	h.ask("DELETE", "/v1/passkeys?id="+id, nil, hers...).ok(204)
	if rows := h.ask("GET", "/v1/passkeys", nil, hers...).ok(200).rows(); len(rows) != 0 {
		t.Errorf("%v", rows)
	}
}

func TestWithoutANameThereAreNoPasskeys(t *testing.T) {
	h := opened(t)
	_, hers := h.signedIn("Anisa", nil)
	h.ask("POST", "/v1/passkeys/request", nil, hers...).fails(409, "no_passkeys")
	h.ask("POST", "/v1/session/passkey/request", nil, stranger...).fails(409, "no_passkeys")
	if rows := h.ask("GET", "/v1/passkeys", nil, hers...).ok(200).rows(); len(rows) != 0 {
		t.Errorf("%v", rows)
	}
}

func TestAnInvitationIsFollowedWithAPasskey(t *testing.T) {
	h := opened(t, withKeys)
	sent := h.ask("POST", "/v1/invitations", obj{"email": "citra@example.com", "name": "Citra", "role": "rep"}).ok(201).object()
	_, secret, _ := strings.Cut(sent["link"].(string), "#")
	word, options := h.ask("POST", "/v1/session/link/passkey", obj{"secret": secret}, stranger...).asked()
	parsed, err := virtualwebauthn.ParseAttestationOptions(options)
	if err != nil {
		t.Fatal(err)
	}
	site := virtualwebauthn.RelyingParty{Name: "Arus", ID: "arus.example.com", Origin: "https://arus.example.com"}
	device := virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{UserHandle: []byte(string(h.ws) + "/" + sent["user"].(string))})
	made := json.RawMessage(virtualwebauthn.CreateAttestationResponse(site, device, keytest.New(), *parsed))
	key := obj{"ceremony": word, "name": "Telephone", "credential": made}
	h.ask("POST", "/v1/session/follow", obj{"secret": secret, "password": "kopi tubruk sore hari", "passkey": key}, stranger...).fails(422, "two_ways")
	h.ask("POST", "/v1/session/follow", obj{"secret": secret + "x", "passkey": key}, stranger...).fails(410, "link_ended")
	in := h.ask("POST", "/v1/session/follow", obj{"secret": secret, "passkey": key}, stranger...).ok(201)
	if in.object()["user"].(obj)["id"] != sent["user"] || in.header.Get("Set-Cookie") == "" {
		t.Errorf("%s", in.text)
	}
	h.ask("POST", "/v1/session/link/passkey", obj{"secret": secret}, stranger...).fails(410, "link_ended")
	h.ask("POST", "/v1/session/follow", obj{"secret": secret, "passkey": key}, stranger...).fails(410, "link_ended")
}
