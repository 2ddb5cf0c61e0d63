package api

import (
	"context"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"arus/access"
	"arus/board"
	"arus/ledger"
	"arus/report"
	"arus/sales"
)

// Demo is the company and the person that a demo server signs everybody in as.
type Demo struct {
	Workspace sales.WorkspaceID
	User      sales.UserID
}

// Config is what the door needs of the house.
type Config struct {
	Ledger  *ledger.Ledger
	Boards  *board.Boards
	Access  *access.Access
	Imports Imports
	UI      http.Handler // the workspace in the browser, served where no operation is
	Mint    func(sales.Kind) sales.ID
	Clock   func() time.Time
	Log     *slog.Logger
	Version string
	Demo    *Demo // nil on a real installation
	Secure  bool  // send the session cookie over TLS only
	Ready   func(context.Context) error
	Rate    int // requests a caller may make in a minute; 0: as many as they like
	Metrics *prometheus.Registry
}

// API is the door.
type API struct {
	ledger  *ledger.Ledger
	boards  *board.Boards
	access  *access.Access
	imports Imports
	mint    func(sales.Kind) sales.ID
	clock   func() time.Time
	log     *slog.Logger
	demo    *Demo
	secure  bool
	desk    *report.Desk
	flights flights
	limiter *limiter
	huma    huma.API
	mux     *http.ServeMux
	closing chan struct{}
}

// New builds the door. Its handler serves until Close, which ends the live streams.
func New(c Config) *API {
	useProblems()
	a := &API{ledger: c.Ledger, boards: c.Boards, access: c.Access, imports: c.Imports, mint: c.Mint, clock: c.Clock, log: c.Log,
		demo: c.Demo, secure: c.Secure, desk: report.NewDesk(c.Clock), limiter: newLimiter(c.Rate, c.Clock), mux: http.NewServeMux(), closing: make(chan struct{})}
	a.huma = humago.New(a.mux, a.describe(c.Version))
	a.huma.UseMiddleware(a.authenticate)
	a.addSession()
	a.addDeals()
	a.addDealActions()
	a.addRecords()
	a.addImports()
	a.addReports()
	a.addEvents()
	a.addWebhooks()
	a.addPlain(c)
	return a
}

// Close ends the live streams, so that a server can shut down.
func (a *API) Close() { close(a.closing) }

// describe sets up the OpenAPI document that the operations are added to.
func (a *API) describe(version string) huma.Config {
	config := huma.DefaultConfig("Arus", version)
	config.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	config.CreateHooks = nil // no $schema in every answer
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", ""
	config.RejectUnknownQueryParameters = true
	config.Info.Description = "Sales-pipeline operations: deals with their whole history, and every figure as of any moment."
	config.Info.License = &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"}
	config.Info.Contact = &huma.Contact{Name: "Arus"}
	config.Servers = []*huma.Server{{URL: "/", Description: "This installation"}}
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"token":   {Type: "http", Scheme: "bearer", Description: "arus_… token, made by arus token create"},
		"session": {Type: "apiKey", In: "cookie", Name: cookieName, Description: "The browser's session"},
	}
	config.Security = []map[string][]string{{"token": {}}, {"session": {}}}
	nameTypes(config.Components.Schemas)
	return config
}

// schemaName is what a type is called in the document: Deal for DealView, AccountList for a list of accounts.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	if of, list := strings.CutPrefix(name, "Listed"); list {
		of = strings.TrimSuffix(strings.TrimPrefix(of, "RecordView"), "Facts")
		return of + "List"
	}
	switch name { // those whose short name is that of what a client sends
	case "NextStepView":
		return "DealNextStep"
	case "StakeholderView":
		return "DealContact"
	case "WorkspaceView":
		return "WorkspaceSummary"
	}
	return strings.TrimSuffix(name, "View")
}

// nameTypes says how the words of package sales look on the wire, where reflection cannot see it.
func nameTypes(r huma.Registry) {
	r.RegisterTypeAlias(reflect.TypeFor[sales.Money](), reflect.TypeFor[money]())
	r.RegisterTypeAlias(reflect.TypeFor[sales.Instant](), reflect.TypeFor[time.Time]())
	r.RegisterTypeAlias(reflect.TypeFor[sales.Day](), reflect.TypeFor[day]())
	r.RegisterTypeAlias(reflect.TypeFor[sales.Decimal](), reflect.TypeFor[decimal]())
	r.RegisterTypeAlias(reflect.TypeFor[sales.Custom](), reflect.TypeFor[map[string]any]())
}

// money is the wire form of sales.Money.
type money struct {
	Amount   string `json:"amount" pattern:"^-?[0-9]+([.][0-9]+)?$" example:"1250000.00" doc:"Decimal text in the currency's own digits"`
	Currency string `json:"currency" minLength:"3" maxLength:"3" example:"IDR" doc:"ISO 4217"`
}

type day string

// Schema is a calendar day.
func (day) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date", Examples: []any{"2026-12-18"}}
}

type decimal string

// Schema is an exact decimal number as text.
func (decimal) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: `^-?[0-9]+([.][0-9]+)?$`, Examples: []any{"12.5"}}
}

// operation is a shorthand for what every operation says of itself: name, place, and in x-authz who may use it.
func operation(id, method, path, summary string, status int) huma.Operation {
	noun := strings.Split(strings.TrimPrefix(path, "/v1/"), "/")[0]
	verb := "write"
	if method == http.MethodGet {
		verb = "read"
	}
	return huma.Operation{OperationID: id, Method: method, Path: path, Summary: summary, DefaultStatus: status, Tags: []string{noun},
		MaxBodyBytes: bodyMost,
		Errors:       []int{http.StatusBadRequest, http.StatusUnauthorized, http.StatusNotFound, http.StatusUnprocessableEntity},
		Extensions: map[string]any{"x-authz": map[string]any{
			"roles": []string{"admin"}, "scope": noun + ":" + verb, "object": "workspace"}}}
}

// bodyMost is the largest body of any request but imports and documents: 1 MiB.
const bodyMost = 1 << 20

// flights are the idempotent requests under way on this node.
type flights struct {
	mu  sync.Mutex
	air map[string]bool
}

func (f *flights) take(key string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.air[key] {
		return false
	}
	if f.air == nil {
		f.air = map[string]bool{}
	}
	f.air[key] = true
	return true
}

func (f *flights) land(key string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.air, key)
}

// addPlain adds what is no operation: health, metrics, the document itself, its page, and the workspace.
func (a *API) addPlain(c Config) {
	a.mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	a.mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if err := c.Ready(r.Context()); err != nil {
			a.problem(w, r, newProblem(r.Context(), http.StatusServiceUnavailable, "not ready yet"))
			return
		}
		_, _ = w.Write([]byte("ready\n"))
	})
	a.mux.Handle("GET /metrics", promhttp.HandlerFor(c.Metrics, promhttp.HandlerOpts{}))
	a.mux.HandleFunc("GET /openapi.json", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/openapi+json")
		_, _ = w.Write(a.Document())
	})
	a.mux.HandleFunc("GET /docs", a.serveDocs)
	a.mux.HandleFunc("GET /docs/{file}", a.serveDocs)
	if c.UI != nil {
		a.mux.Handle("GET /", c.UI)
	}
}
