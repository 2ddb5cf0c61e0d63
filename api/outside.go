package api

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"arus/access"
	"arus/access/audit"
	"arus/api/door"
	"arus/api/entry"
	"arus/api/problem"
)

// headers tells browsers what pages of ours may do: nothing that they do not need. The workspace and the pages of the
// document say more of themselves.
func (a *API) headers(h http.Header, path string) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	if a.secure {
		h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
	if isAPI(path) {
		h.Set("Cache-Control", "private, no-cache")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'") // of an answer that is taken for a page
	}
}

// secretNames are parameters that others take secrets in.
var secretNames = []string{"token", "access_token", "api_key", "apikey", "key", "password", "secret", "session"}

// secretStarts are what secrets of ours begin with.
var secretStarts = []string{"arus_", "sess_", "demo_", "link_"}

// secretIn finds a secret in an address, where servers, proxies and browsers write it down.
func secretIn(r *http.Request) (secret string, found bool) {
	// Others take both for separators. What is no query has no parameters.
	query, _ := url.ParseQuery(strings.ReplaceAll(r.URL.RawQuery, ";", "&"))
	for name, values := range query {
		for _, value := range values {
			ours := slices.ContainsFunc(secretStarts, func(start string) bool { return strings.HasPrefix(value, start) && len(value) > 40 })
			if ours || slices.Contains(secretNames, strings.ToLower(name)) {
				return value, true
			}
		}
	}
	return "", false
}

// refuseExposed answers a request whose address holds a secret, good or not in the same way, and tells the workspace of a
// good token that it has to be replaced.
func (a *API) refuseExposed(w http.ResponseWriter, r *http.Request, secret string) {
	a.door.Access.Exposed(r.Context(), secret, door.VisitOf(r.Context()).Address)
	a.problem(w, r, problem.Fail(r.Context(), http.StatusBadRequest, "secret_in_address",
		"no secret belongs into an address, where it is written down on the way: send it as Authorization: Bearer arus_…, and replace this one"))
}

// addressOf is where a request comes from: the other end of the connection or, where that is a proxy we were told of, the
// last address on its list that is none. The word of anybody else for an address is not taken.
func (a *API) addressOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && a.isProxy(host); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		host = hop.Unmap().String()
	}
	return host
}

func (a *API) isProxy(host string) bool {
	address, err := netip.ParseAddr(host)
	return err == nil && slices.ContainsFunc(a.proxies, func(p netip.Prefix) bool { return p.Contains(address.Unmap()) })
}

// strange counts a request of somebody we do not know by the address it comes from, and turns it away when there are too
// many: before anything is looked up or hashed for it.
func (a *API) strange(ctx huma.Context) bool {
	wait, left := a.strangers.Take(access.Whence(door.VisitOf(ctx.Context()).Address))
	if wait == 0 {
		return true
	}
	a.strangers.Describe(ctx.SetHeader, left)
	a.turnAway(ctx, tooMany(ctx, wait))
	return false
}

// deny turns a known caller away and notes it.
func (a *API) deny(ctx huma.Context, c access.Caller, err error) {
	actor := string(c.User)
	if actor == "" {
		actor = c.Token
	}
	a.door.Access.Audit().Note(audit.Entry{Workspace: c.Workspace, By: audit.By{Actor: actor, Address: door.VisitOf(ctx.Context()).Address},
		Action: audit.RequestDenied, Detail: ctx.Operation().OperationID})
	a.turnAway(ctx, err)
}

// renew gives a browser another secret when it is time. Of requests that come at once the first does; the others go on with
// the old one, which is good for that.
func (a *API) renew(ctx huma.Context, c access.Caller) {
	if !c.Renew || ctx.Method() != http.MethodGet {
		return
	}
	cookie, err := huma.ReadCookie(ctx, entry.CookieName)
	if err != nil {
		return
	}
	if fresh, err := a.door.Access.Rotate(ctx.Context(), cookie.Value); err == nil {
		next := entry.Cookie(fresh, a.secure)
		ctx.AppendHeader("Set-Cookie", next.String())
	}
}
