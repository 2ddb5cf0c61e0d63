package api

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"arus/access"
	"arus/api/deals"
	"arus/api/document"
	"arus/api/door"
	"arus/api/entry"
	"arus/api/problem"
	"arus/beside"
)

// Handler is the door with everything that stands around each request: its id, its log line, panics, foreign origins,
// and answers of the router itself in the form of all others.
func (a *API) Handler() http.Handler {
	var origin http.CrossOriginProtection // refuses a browser's unsafe request from another site
	origin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.problem(w, r, problem.Fail(r.Context(), http.StatusForbidden, "foreign_origin", "this request comes from another site"))
	}))
	return a.around(a.loopback(origin.Handler(http.HandlerFunc(a.route))))
}

// route serves, and turns the router's plain 404 and 405 into problem details. The workspace in the browser is not on the
// router, where its pattern would fit every path and hide which methods an operation has.
func (a *API) route(w http.ResponseWriter, r *http.Request) {
	if !legible(r) {
		a.problem(w, r, problem.Fail(r.Context(), http.StatusBadRequest, "bad_text", "the address holds what is no text"))
		return
	}
	if secret, found := secretIn(r); found {
		a.refuseExposed(w, r, secret)
		return
	}
	switch { // other bodies are bounded by their operations
	case r.URL.Path == "/v1/imports":
		r.Body = http.MaxBytesReader(w, r.Body, a.upload)
	case strings.HasSuffix(r.URL.Path, "/evidence/file"):
		r.Body = http.MaxBytesReader(w, r.Body, deals.FileMost+problem.BodyMost)
	}
	h, pattern := a.mux.Handler(r)
	if pattern != "" {
		a.mux.ServeHTTP(w, r) // not h: only the mux fills in the path's values
		return
	}
	probe := &probe{header: http.Header{}}
	h.ServeHTTP(probe, r)
	switch {
	case probe.status == http.StatusMethodNotAllowed:
		w.Header().Set("Allow", probe.header.Get("Allow"))
		a.problem(w, r, problem.Fail(r.Context(), http.StatusMethodNotAllowed, "method_not_allowed", "%s cannot be done to %s", r.Method, r.URL.Path))
	case probe.status >= 300 && probe.status < 400:
		http.Redirect(w, r, probe.header.Get("Location"), probe.status)
	case a.ui != nil && !isAPI(r.URL.Path) && (r.Method == http.MethodGet || r.Method == http.MethodHead):
		a.ui.ServeHTTP(w, r)
	default:
		a.problem(w, r, problem.Fail(r.Context(), http.StatusNotFound, "not_found", "there is nothing at %s", r.URL.Path))
	}
}

func isAPI(path string) bool {
	return strings.HasPrefix(path, "/v1/") || path == "/v1" || strings.HasPrefix(path, "/scim/")
}

// legible: databases keep text, and neither NUL nor broken UTF-8 is.
func legible(r *http.Request) bool {
	query, err := url.QueryUnescape(r.URL.RawQuery)
	for _, text := range []string{r.URL.Path, query} {
		if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			return false
		}
	}
	return err == nil
}

// probe takes what the router would answer.
type probe struct {
	header http.Header
	status int
}

func (p *probe) Header() http.Header         { return p.header }
func (p *probe) Write(b []byte) (int, error) { return len(b), nil }
func (p *probe) WriteHeader(status int)      { p.status = status }

// around gives the request an id and a line in the log, and survives a panic.
func (a *API) around(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := a.door.Clock()
		v := door.Visit{Request: problem.Request{ID: requestID(r), Path: r.URL.Path, Language: language(r.Header.Get("Accept-Language")), Schemas: a.door.API.OpenAPI().Components.Schemas}, URL: r.URL, Address: a.addressOf(r)}
		v.Fault = func(err error) { a.door.Log.Error("request failed", "request_id", v.ID, "path", v.Path, "error", err) }
		w.Header().Set("Arus-Request-Id", v.ID)
		a.headers(w.Header(), v.Path)
		r = r.WithContext(door.WithVisit(r.Context(), v))
		seen := &watched{ResponseWriter: w}
		defer func() {
			if broken := recover(); broken != nil {
				if broken == http.ErrAbortHandler {
					panic(broken)
				}
				v.Fault(beside.Broken(broken))
				if seen.status == 0 {
					a.problem(seen, r, problem.New(r.Context(), http.StatusInternalServerError, ""))
				}
			}
			a.count(r, seen.status, a.door.Clock().Sub(began))
			a.door.Log.Debug("request", "request_id", v.ID, "method", r.Method, "path", v.Path, "status", seen.status, "took", a.door.Clock().Sub(began))
		}()
		next.ServeHTTP(seen, r)
	})
}

// count notes a request under the pattern that served it: paths are as many as there are objects.
func (a *API) count(r *http.Request, status int, took time.Duration) {
	method, route, _ := strings.Cut(r.Pattern, " ")
	a.requests.WithLabelValues(method, route, strconv.Itoa(status)).Inc()
	a.seconds.WithLabelValues(method, route).Observe(took.Seconds())
}

// watched remembers the status of an answer.
type watched struct {
	http.ResponseWriter
	status int
}

func (w *watched) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func (w *watched) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the flusher below.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func requestID(r *http.Request) string {
	if id := r.Header.Get("X-Request-Id"); id != "" && len(id) <= 64 && !strings.ContainsFunc(id, func(c rune) bool { return c < '!' || c > '~' }) {
		return id
	}
	var b [10]byte
	_, _ = rand.Read(b[:]) // never fails
	return fmt.Sprintf("req_%x", b)
}

// language is "id" when Indonesian is the first of our languages in an Accept-Language header, else "en".
func language(accept string) string {
	for _, part := range strings.Split(accept, ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		switch base, _, _ := strings.Cut(strings.ToLower(tag), "-"); base {
		case "id", "in":
			return "id"
		case "en":
			return "en"
		}
	}
	return "en"
}

// loopback keeps a demo on its own machine: a page of another site that a name server sends here (DNS rebinding) names
// another host.
func (a *API) loopback(next http.Handler) http.Handler {
	if !a.demo {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if at := strings.LastIndexByte(host, ':'); at > 0 && !strings.HasSuffix(host, "]") {
			host = host[:at]
		}
		switch host {
		case "localhost", "127.0.0.1", "[::1]":
			next.ServeHTTP(w, r)
		default:
			a.problem(w, r, problem.Fail(r.Context(), http.StatusForbidden, "demo_is_local", "a demo is served on this machine only"))
		}
	})
}

// problem writes problem details outside of huma.
func (a *API) problem(w http.ResponseWriter, _ *http.Request, p *problem.Problem) {
	w.Header().Set("Content-Type", p.ContentType(""))
	w.Header().Del("Content-Length")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the client may have gone
}

// authenticate stands before every operation. An operation without security is open to all, as often as an address may ask.
func (a *API) authenticate(ctx huma.Context, next func(huma.Context)) {
	if open := ctx.Operation().Security; open != nil && len(open) == 0 {
		if a.strange(ctx) {
			next(ctx)
		}
		return
	}
	caller, err := a.identify(ctx)
	if err != nil {
		if a.strange(ctx) {
			a.turnAway(ctx, err)
		}
		return
	}
	permit, _ := document.PermitOf(ctx.Operation()) // one that says none is for nobody
	if err := caller.May(permit); err != nil {
		a.deny(ctx, caller, err)
		return
	}
	wait, left := a.limiter.Take(caller.Token + string(caller.User))
	a.limiter.Describe(ctx.SetHeader, left)
	if wait > 0 {
		a.turnAway(ctx, tooMany(ctx, wait))
		return
	}
	a.renew(ctx, caller)
	next(door.WithCaller(ctx, caller))
}

func tooMany(ctx huma.Context, wait time.Duration) error {
	p := problem.Fail(ctx.Context(), http.StatusTooManyRequests, "too_many_requests", "more requests than are allowed in a minute: wait a little")
	p.Retry = wait
	return p
}

func (a *API) identify(ctx huma.Context) (access.Caller, error) {
	if scheme, secret, _ := strings.Cut(ctx.Header("Authorization"), " "); strings.EqualFold(scheme, "Bearer") {
		return a.door.Access.Bearer(ctx.Context(), strings.TrimSpace(secret))
	}
	cookie, err := huma.ReadCookie(ctx, entry.CookieName)
	if err != nil || cookie.Value == "" {
		return access.Caller{}, unauthenticated(ctx)
	}
	return a.door.Access.Session(ctx.Context(), cookie.Value)
}

func unauthenticated(ctx huma.Context) error {
	return problem.Fail(ctx.Context(), http.StatusUnauthorized, "unauthenticated", "sign in, or send a token as Authorization: Bearer arus_…")
}

func (a *API) turnAway(ctx huma.Context, err error) {
	p := problem.New(ctx.Context(), http.StatusInternalServerError, "", err)
	for name, values := range p.GetHeaders() {
		ctx.SetHeader(name, values[0])
	}
	if p.Status == http.StatusUnauthorized {
		p.Demo = a.demo
		ctx.SetHeader("WWW-Authenticate", `Bearer realm="arus"`)
	}
	ctx.SetHeader("Content-Type", p.ContentType(""))
	ctx.SetStatus(p.Status)
	_ = json.NewEncoder(ctx.BodyWriter()).Encode(p) // the client may have gone
}
