package api

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"reflect"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"arus/access"
	"arus/api/document"
	"arus/api/problem"
	"arus/api/quota"
	"arus/board"
	"arus/intake"
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
	Imports *intake.Desk
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
	// Heartbeat is how often a silent stream shows that it lives; 0: every 15 seconds.
	Heartbeat time.Duration
	// ImportMost bounds one upload in bytes; 0: 2 GiB.
	ImportMost int64
}

// API is the door.
type API struct {
	ledger  *ledger.Ledger
	boards  *board.Boards
	access  *access.Access
	imports *intake.Desk
	mint    func(sales.Kind) sales.ID
	clock   func() time.Time
	log     *slog.Logger
	demo    *Demo
	secure  bool
	desk    *report.Desk
	flights flights
	limiter *quota.Limiter
	huma    huma.API
	mux     *http.ServeMux
	closing chan struct{}
	ended   sync.Once

	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec

	ui        http.Handler
	document  document.Document
	heartbeat time.Duration
	upload    int64 // the most bytes of one
}

// New builds the door. Its handler serves until Close, which ends the live streams.
func New(c Config) *API {
	problem.Use()
	a := &API{ledger: c.Ledger, boards: c.Boards, access: c.Access, imports: c.Imports, mint: c.Mint, clock: c.Clock, log: c.Log,
		demo: c.Demo, secure: c.Secure, desk: report.NewDesk(c.Clock), limiter: quota.New(c.Rate, c.Clock), mux: http.NewServeMux(),
		closing: make(chan struct{}), ui: c.UI, heartbeat: cmp.Or(c.Heartbeat, 15*time.Second), upload: cmp.Or(c.ImportMost, importMost)}
	a.requests = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "arus_http_requests_total", Help: "Requests by what served them; none for nothing."},
		[]string{"method", "route", "status"})
	a.seconds = prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "arus_http_request_seconds", Help: "Time until the answer was written."}, []string{"method", "route"})
	c.Metrics.MustRegister(a.requests, a.seconds)
	a.huma = humago.New(a.mux, document.Config(c.Version, cookieName))
	a.huma.UseMiddleware(a.authenticate)
	a.addSession()
	a.addDeals()
	a.addDealActions()
	a.addRecords()
	a.addImports()
	a.addReports()
	a.addEvents()
	a.document = document.Finish(a.huma.OpenAPI(), document.Parts{Event: reflect.TypeFor[CloudEvent](),
		Nullable: []reflect.Type{reflect.TypeFor[DealView](), reflect.TypeFor[recordHead]()}})
	a.addPlain(c)
	return a
}

// Document is the OpenAPI 3.1 document.
func (a *API) Document() []byte { return a.document.JSON }

// Close ends the live streams, so that a server can shut down.
func (a *API) Close() { a.ended.Do(func() { close(a.closing) }) }

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
			a.problem(w, r, problem.New(r.Context(), http.StatusServiceUnavailable, "not ready yet"))
			return
		}
		_, _ = w.Write([]byte("ready\n"))
	})
	a.mux.Handle("GET /metrics", promhttp.HandlerFor(c.Metrics, promhttp.HandlerOpts{}))
	a.document.Serve(a.mux)
}
