package entry

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"arus/access"
	"arus/access/ceremony"
	"arus/access/oidc"
	"arus/api/body"
	"arus/api/document"
	"arus/api/door"
	"arus/sales"
)

// ProviderView is a provider that people can sign in at.
type ProviderView struct {
	ID    string `json:"id"`
	Label string `json:"label" doc:"On the button"`
}

// ProviderSignIn begins a sign-in at a provider.
type ProviderSignIn struct {
	Provider string `json:"provider" maxLength:"100"`
	Secret   string `json:"secret,omitempty" maxLength:"200" doc:"Of an invitation's link, which is accepted on return"`
}

// ProviderAddressView is where the browser goes next.
type ProviderAddressView struct {
	Address string `json:"address"`
}

// flightCookie holds the word that binds a sign-in to the browser that began it. It is sent on the way back from another site,
// which the session's cookie is not.
const flightCookie = "arus_flight"

// CallbackPath is where providers send browsers back to.
const CallbackPath = "/v1/session/callback"

func (a room) addProviders() {
	list := document.Open(document.Operation("list-providers", http.MethodGet, "/v1/session/providers", "Providers that people can sign in at"))
	huma.Register(a.API, list, func(context.Context, *struct{}) (*door.Reply[door.Listed[ProviderView]], error) {
		rows := []ProviderView{}
		if a.Providers != nil {
			for _, p := range a.Providers.Providers {
				rows = append(rows, ProviderView{p.ID, p.Label})
			}
		}
		return &door.Reply[door.Listed[ProviderView]]{Status: http.StatusOK, Body: door.ListOf(rows, nil)}, nil
	})
	send := document.Open(document.Operation("sign-in-at-provider", http.MethodPost, "/v1/session/provider", "Begin to sign in at a provider: where the browser goes"))
	huma.Register(a.API, send, a.sendToProvider)
	back := document.Open(document.Answering(document.Operation("return-from-provider", http.MethodGet, CallbackPath, "Where a provider sends the browser back to"), http.StatusSeeOther))
	back.Responses = map[string]*huma.Response{"303": {Description: "Signed in: on to the workspace"}}
	huma.Register(a.API, back, a.returnFromProvider)
}

func (a room) sendToProvider(ctx context.Context, in *struct{ Body body.Of[ProviderSignIn] }) (*struct {
	Cookie http.Cookie `header:"Set-Cookie"`
	Body   ProviderAddressView
}, error) {
	b := in.Body.Value
	if a.Providers == nil {
		return nil, sales.Missing(sales.ID(b.Provider))
	}
	address, word, err := a.Providers.Send(ctx, b.Provider, b.Secret)
	if err != nil {
		return nil, err
	}
	return &struct {
		Cookie http.Cookie `header:"Set-Cookie"`
		Body   ProviderAddressView
	}{a.flight(word, int(ceremony.Life.Seconds())), ProviderAddressView{address}}, nil
}

func (a room) flight(word string, seconds int) http.Cookie {
	return http.Cookie{Name: flightCookie, Value: word, Path: CallbackPath, HttpOnly: true, Secure: a.Secure, SameSite: http.SameSiteLaxMode, MaxAge: seconds}
}

// fromProvider is what providers put into the address they send a browser back to; some say more than the standard.
type fromProvider struct {
	State   string `query:"state"`
	Code    string `query:"code"`
	Issuer  string `query:"iss"`
	Error   string `query:"error"`
	Detail  string `query:"error_description" hidden:"true"`
	Page    string `query:"error_uri" hidden:"true"`
	Session string `query:"session_state" hidden:"true"`
	Scope   string `query:"scope" hidden:"true"`
	Prompt  string `query:"prompt" hidden:"true"`
	User    string `query:"authuser" hidden:"true"`
	Domain  string `query:"hd" hidden:"true"`
	Word    string `cookie:"arus_flight" hidden:"true"`
	Agent   string `header:"User-Agent" hidden:"true"`
	Accept  string `header:"Accept" hidden:"true"`
}

// landed is the answer to a browser that has come back.
type landed struct {
	Status   int
	Cookies  []http.Cookie `header:"Set-Cookie"`
	Location string        `header:"Location"`
}

func (a room) returnFromProvider(ctx context.Context, in *fromProvider) (*landed, error) {
	if a.Providers == nil {
		return nil, sales.Missing(sales.ID("provider"))
	}
	secret, _, err := a.Providers.Receive(ctx, oidc.Answer{State: in.State, Code: in.Code, Issuer: in.Issuer, Browser: in.Word}, arrival(ctx, access.ByProvider, in.Agent))
	var denied *access.Denial
	switch {
	case errors.As(err, &denied) && strings.Contains(in.Accept, "text/html"):
		// A person has come back, and not a program: the door says the same in words, and every reason is one there, too.
		return &landed{Status: http.StatusSeeOther, Cookies: []http.Cookie{a.flight("", -1)}, Location: "/sign-in?refused=true"}, nil
	case err != nil:
		return nil, err
	}
	return &landed{Status: http.StatusSeeOther, Cookies: []http.Cookie{a.cookie(secret), a.flight("", -1)}, Location: "/"}, nil
}

// CallbackOf is the callback of an installation that people reach at an address.
func CallbackOf(address string) string {
	at, err := url.JoinPath(address, CallbackPath)
	if err != nil {
		return CallbackPath
	}
	return at
}
