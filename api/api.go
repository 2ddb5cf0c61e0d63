package api

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"reflect"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"arus/access"
	"arus/access/oidc"
	"arus/access/passkey"
	"arus/api/deals"
	"arus/api/design"
	"arus/api/directory"
	"arus/api/document"
	"arus/api/door"
	"arus/api/entry"
	"arus/api/feed"
	"arus/api/forecasts"
	"arus/api/imports"
	"arus/api/people"
	"arus/api/problem"
	"arus/api/quota"
	"arus/api/records"
	"arus/api/reports"
	"arus/api/rules"
	"arus/api/scores"
	"arus/api/work"
	"arus/automation"
	"arus/board/boards"
	"arus/forecast"
	"arus/gate"
	"arus/intake"
	"arus/intake/attic"
	"arus/ledger"
	"arus/relay"
	"arus/report"
	"arus/sales"
	"arus/score/keep"
)

// Config is what the door needs of the house.
type Config struct {
	Ledger  *ledger.Ledger
	Boards  *boards.Boards
	Access  *access.Access
	Gate    *gate.Keeper
	Imports *intake.Desk
	Files   attic.Attic  // what people hand in as evidence
	Scores  *keep.Keeper // models that workspaces have learnt
	Rules   *automation.Engine
	UI      http.Handler // the workspace in the browser, served where no operation is
	Mint    func(sales.Kind) sales.ID
	Clock   func() time.Time
	Log     *slog.Logger
	Version string
	Demo    *entry.Demo // nil on a real installation
	Secure  bool        // send the session cookie over TLS only, and tell browsers to stay with it
	// FirstRun lets the first workspace be made in a browser; nil where there is one.
	FirstRun  *entry.FirstRun
	Post      relay.Post // how letters are written
	Keys      *passkey.Keys
	Providers *oidc.Desk
	Ready     func(context.Context) error
	Rate      int // requests a caller may make in a minute; 0: as many as they like
	// AddressRate is how many requests an address may make in a minute without being known; 0: as many as it likes.
	AddressRate int
	// Proxies are taken at their word for where a request comes from.
	Proxies []netip.Prefix
	Metrics *prometheus.Registry
	// Heartbeat is how often a silent stream shows that it lives; 0: every 15 seconds.
	Heartbeat time.Duration
	// ImportMost bounds one upload in bytes; 0: 2 GiB.
	ImportMost int64
}

// API is the door with its router.
type API struct {
	door      *door.Door
	demo      bool
	secure    bool
	proxies   []netip.Prefix
	limiter   *quota.Limiter // by caller
	strangers *quota.Limiter // by address, of those who are not known
	mux       *http.ServeMux
	closing   chan struct{}
	ended     sync.Once
	requests  *prometheus.CounterVec
	seconds   *prometheus.HistogramVec
	ui        http.Handler
	document  document.Document
	upload    int64 // the most bytes of one
}

// learningPatience is how long a request waits for a model that is being learnt.
const learningPatience = 20 * time.Second

// importMost bounds the files of one upload, unless the configuration says otherwise.
const importMost = 2 << 30

// New builds the door and its rooms. Its handler serves until Close, which ends the live streams.
func New(c Config) *API {
	problem.Use()
	a := &API{demo: c.Demo != nil, secure: c.Secure, proxies: c.Proxies, limiter: quota.New(c.Rate, c.Clock),
		strangers: quota.New(c.AddressRate, c.Clock), mux: http.NewServeMux(), closing: make(chan struct{}), ui: c.UI,
		upload: cmp.Or(c.ImportMost, importMost)}
	a.requests = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "arus_http_requests_total", Help: "Requests by what served them; none for nothing."},
		[]string{"method", "route", "status"})
	a.seconds = prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "arus_http_request_seconds", Help: "Time until the answer was written."}, []string{"method", "route"})
	c.Metrics.MustRegister(a.requests, a.seconds)
	a.door = &door.Door{API: humago.New(a.mux, document.Config(c.Version, entry.CookieName)), Ledger: c.Ledger, Boards: c.Boards, Access: c.Access, Gate: c.Gate,
		Desk: report.NewDesk(c.Clock), Mint: c.Mint, Clock: c.Clock, Log: c.Log}
	a.door.API.UseMiddleware(a.authenticate)
	a.addRooms(c)
	a.document = document.Finish(a.door.API.OpenAPI(), document.Parts{Event: reflect.TypeFor[feed.CloudEvent](),
		Nullable: []reflect.Type{reflect.TypeFor[deals.DealView](), records.Head()}})
	a.addPlain(c)
	return a
}

// addRooms lets each noun register its operations.
func (a *API) addRooms(c Config) {
	entry.Add(a.door, entry.Config{Demo: c.Demo, FirstRun: c.FirstRun, Post: c.Post, Keys: c.Keys, Providers: c.Providers, Secure: c.Secure})
	deals.Add(a.door, c.Files)
	people.Add(a.door, c.Post)
	directory.Add(a.door)
	design.Add(a.door)
	records.Add(a.door)
	work.Add(a.door)
	imports.Add(a.door, c.Imports)
	reports.Add(a.door)
	scores.Add(a.door, c.Scores)
	rules.Add(a.door, c.Rules)
	forecasts.Add(a.door, forecast.New(learningPatience))
	feed.Add(a.door, feed.Config{Closing: a.closing, Heartbeat: cmp.Or(c.Heartbeat, 15*time.Second),
		Identify: func(ctx huma.Context) error { _, err := a.identify(ctx); return err }})
}

// Document is the OpenAPI 3.1 document.
func (a *API) Document() []byte { return a.document.JSON() }

// Close ends the live streams, so that a server can shut down.
func (a *API) Close() { a.ended.Do(func() { close(a.closing) }) }

// Finish waits for what is still done in the background after the last answer. Call it before the rooms below are closed.
func (a *API) Finish() { a.door.Finish() }

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
