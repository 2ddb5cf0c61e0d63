package api_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"arus/access"
	"arus/api"
	"arus/api/entry"
	"arus/automation"
	"arus/board/boards"
	"arus/founding"
	"arus/gate"
	"arus/intake/attic"
	"arus/ledger"
	"arus/sales"
	"arus/score/keep"
	"arus/store"
	"arus/store/storetest"
)

// house is a server with everything below it real: database, ledger, board, access.
type house struct {
	t      *testing.T
	db     *store.DB
	ledger *ledger.Ledger
	boards *boards.Boards
	access *access.Access
	gate   *gate.Keeper
	door   *api.API
	web    *httptest.Server
	token  string
	ws     sales.WorkspaceID
	user   sales.UserID
	log    *bytes.Buffer

	mu   sync.Mutex
	now  time.Time
	held chan struct{} // while it is there, the ledger stands still until it is closed
}

const password = "kopi tubruk sore hari"

// wish changes the door's configuration before it is opened.
type wish func(*house, *api.Config)

// opened is a house on SQLite.
func opened(t *testing.T, wishes ...wish) *house {
	t.Helper()
	return on(t, storetest.Open(t, storetest.Dir(t)), wishes...)
}

// each runs on both databases.
func each(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) { fn(t, on(t, db)) })
}

func on(t *testing.T, db *store.DB, wishes ...wish) *house {
	t.Helper()
	h := built(t, db)
	h.furnish()
	h.open(wishes...)
	return h
}

// bare is a house without a workspace, whose first may be made with a code.
func bare(t *testing.T) *house {
	t.Helper()
	h := built(t, storetest.Open(t, storetest.Dir(t)))
	h.open(func(h *house, c *api.Config) {
		c.FirstRun = &entry.FirstRun{Code: "ABCD-EFGH", House: founding.House{Ledger: h.ledger, Access: h.access, Mint: h.mint}}
	})
	return h
}

func built(t *testing.T, db *store.DB) *house {
	t.Helper()
	h := &house{t: t, db: db, now: time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC), log: &bytes.Buffer{}, gate: gate.New()}
	h.ledger = ledger.Open(db, ledger.Config{Clock: h.ledgerClock, Gate: h.gate.Guard})
	t.Cleanup(h.ledger.Close)
	h.boards = boards.New(h.ledger, "", slog.New(slog.DiscardHandler))
	t.Cleanup(h.boards.Close)
	h.access = access.New(db, h.clock, rand.Reader).WithRoster(api.Roster(h.ledger))
	t.Cleanup(h.access.Settle)
	return h
}

// furnish makes a workspace, its admin, and a token of theirs.
func (h *house) furnish() {
	h.t.Helper()
	h.ws, h.user = sales.WorkspaceID(h.mint(sales.WorkspaceKind)), sales.UserID(h.mint(sales.UserKind))
	facts := sales.NewWorkspace("Kopi Nusantara")
	facts.Currency, facts.Calendar.TimeZone = "IDR", "Asia/Jakarta"
	facts.Fields = []sales.Field{{Key: "budget", Label: "Budget", On: sales.DealKind, Type: sales.MoneyField},
		{Key: "seats", Label: "Seats", On: sales.DealKind, Type: sales.NumberField}, {Key: "colour", Label: "Colour", On: sales.DealKind, Type: sales.ChoiceField, Options: []string{"red", "blue"}}}
	ani := ledger.Order{Command: sales.Create[sales.UserFacts]{ID: sales.ID(h.user), Facts: sales.UserFacts{Name: "Ani", Email: "ani@example.com",
		Role: sales.Admin, Extra: []sales.UserRole{sales.Leader}}}}
	leads := ledger.Order{Command: sales.Change[sales.WorkspaceFacts]{ID: sales.ID(h.ws), Patch: json.RawMessage(`{"leader":"` + h.user + `"}`)}}
	if err := h.ledger.CreateWorkspace(h.t.Context(), ledger.Who{Workspace: h.ws, Actor: "system", Cause: "test"}, facts, ani, leads); err != nil {
		h.t.Fatal(err)
	}
	h.token = h.newToken(access.NewToken{Workspace: h.ws, Name: "ci", Role: access.Admin, User: h.user, Life: 30 * 24 * time.Hour})
}

// open opens the door.
func (h *house) open(wishes ...wish) {
	h.t.Helper()
	c := api.Config{Ledger: h.ledger, Boards: h.boards, Access: h.access, Gate: h.gate, Files: attic.Attic{Store: h.db}, Scores: keep.New(h.db), Rules: automation.New(automation.Config{Ledger: h.ledger, Store: h.db, Gate: h.gate, Clock: h.clock, Mint: h.mint, Random: func([]byte) {}}), Mint: h.mint, Clock: h.clock, Version: "test",
		Log: slog.New(slog.NewTextHandler(h.log, nil)), Ready: func(context.Context) error { return nil }, Metrics: prometheus.NewRegistry()}
	for _, w := range wishes {
		w(h, &c)
	}
	h.door = api.New(c)
	h.web = httptest.NewServer(h.door.Handler())
	h.t.Cleanup(h.web.Close)
	h.t.Cleanup(h.door.Close)
}

func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *house) ledgerClock() time.Time {
	h.mu.Lock()
	held := h.held
	h.mu.Unlock()
	if held != nil {
		held <- struct{}{} // says that a request is under way
		<-held
	}
	return h.clock()
}

func (h *house) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

func (h *house) mint(kind sales.Kind) sales.ID {
	var entropy [10]byte
	_, _ = rand.Read(entropy[:])
	return sales.MintID(kind, sales.InstantOf(h.clock()), entropy)
}

func (h *house) newToken(n access.NewToken) string {
	h.t.Helper()
	secret, _, err := h.access.CreateToken(h.t.Context(), n)
	if err != nil {
		h.t.Fatal(err)
	}
	return secret
}

// answer is what came back.
type answer struct {
	t      *testing.T
	status int
	header http.Header
	text   []byte
}

// ask sends a request as the house's token. head are pairs of header names and values; an empty value takes one away.
func (h *house) ask(method, path string, body any, head ...string) answer {
	h.t.Helper()
	var text []byte
	switch b := body.(type) {
	case nil:
	case string:
		text = []byte(b)
	default:
		var err error
		if text, err = json.Marshal(b); err != nil {
			h.t.Fatal(err)
		}
	}
	r, err := http.NewRequestWithContext(h.t.Context(), method, h.web.URL+path, bytes.NewReader(text))
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+h.token)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(head); i += 2 {
		r.Header.Set(head[i], head[i+1])
		if head[i+1] == "" {
			r.Header.Del(head[i])
		}
		if head[i] == "Host" {
			r.Host = head[i+1]
		}
	}
	return h.send(r)
}

func (h *house) send(r *http.Request) answer {
	h.t.Helper()
	w, err := http.DefaultTransport.RoundTrip(r) // not Do: a redirect is an answer too
	if err != nil {
		h.t.Fatal(err)
	}
	defer w.Body.Close()
	text, err := io.ReadAll(w.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return answer{h.t, w.StatusCode, w.Header, text}
}

// ok fails unless the status is as wanted.
func (a answer) ok(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("status %d, want %d: %s", a.status, status, a.text)
	}
	return a
}

// problem is what every failure is answered with.
type problem struct {
	Type, Title, Detail, Instance, Code string
	Status                              int
	RequestID                           string `json:"request_id"`
	Rate                                struct{ From, To, Day string }
	Errors                              []fieldProblem
	Current                             *struct {
		Version   int
		ChangedBy string `json:"changed_by"`
		ChangedAt string `json:"changed_at"`
	}
	Demo bool
}

type fieldProblem struct{ Pointer, Code, Detail string }

// fails checks that the answer is problem details of a status and a code, and whole.
func (a answer) fails(status int, code string) problem {
	a.t.Helper()
	var p problem
	if err := json.Unmarshal(a.text, &p); err != nil || a.status != status || p.Code != code {
		a.t.Fatalf("status %d, want %d %q: %s", a.status, status, code, a.text)
	}
	if a.header.Get("Content-Type") != "application/problem+json" || p.Status != status || p.Title == "" || p.Detail == "" || p.Type == "" || p.RequestID == "" || p.Instance == "" {
		a.t.Errorf("no whole problem: %s %s", a.header, a.text)
	}
	return p
}

// at checks that a problem points to one place.
func (p problem) at(t *testing.T, pointer, code string) {
	t.Helper()
	if len(p.Errors) != 1 || p.Errors[0].Pointer != pointer || p.Errors[0].Code != code || p.Errors[0].Detail == "" {
		t.Errorf("errors %+v, want %s at %s", p.Errors, code, pointer)
	}
}

// obj is JSON.
type obj = map[string]any

func (a answer) object() obj {
	a.t.Helper()
	var o obj
	if err := json.Unmarshal(a.text, &o); err != nil {
		a.t.Fatalf("%v: %s", err, a.text)
	}
	return o
}

// id of the object in the answer.
func (a answer) id() string { return a.object()["id"].(string) }

// rows are the objects of a list.
func (a answer) rows() (all []obj) {
	a.t.Helper()
	for _, row := range a.object()["data"].([]any) {
		all = append(all, row.(obj))
	}
	return all
}

// pipeline makes one with three stages and gives their ids.
func (h *house) pipeline() (id string, stages []string) {
	h.t.Helper()
	p := h.ask("POST", "/v1/pipelines", obj{"name": "Enterprise", "currency": "IDR", "lost_reasons": []string{"Price", "Timing"},
		"stages": []obj{{"name": "Qualified", "sub_stages": []obj{{"name": "First call"}}}, {"name": "Proposal"}, {"name": "Signing"}}}).ok(201)
	for _, s := range p.object()["stages"].([]any) {
		stages = append(stages, s.(obj)["id"].(string))
	}
	return p.id(), stages
}

// deal makes one.
func (h *house) deal(pipeline, name string, more ...obj) answer {
	h.t.Helper()
	body := obj{"name": name, "pipeline": pipeline}
	for _, m := range more {
		for k, v := range m {
			body[k] = v
		}
	}
	return h.ask("POST", "/v1/deals", body).ok(201)
}

func idr(amount string) obj { return obj{"amount": amount, "currency": "IDR"} }

// stream is an open SSE connection.
type stream struct {
	t    *testing.T
	body io.ReadCloser
	rest string
}

func (h *house) listen(head ...string) *stream {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), "GET", h.web.URL+"/v1/events", nil)
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+h.token)
	for i := 0; i < len(head); i += 2 {
		r.Header.Set(head[i], head[i+1])
	}
	w, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = w.Body.Close() })
	if w.StatusCode != 200 || w.Header.Get("Content-Type") != "text/event-stream" {
		h.t.Fatalf("%d %s", w.StatusCode, w.Header)
	}
	return &stream{h.t, w.Body, ""}
}

// next is the next block of a stream, "" at its end.
func (s *stream) next() string {
	s.t.Helper()
	for {
		if block, rest, whole := strings.Cut(s.rest, "\n\n"); whole {
			s.rest = rest
			return block
		}
		part := make([]byte, 4096)
		n, err := s.body.Read(part)
		s.rest += string(part[:n])
		if n == 0 && err != nil {
			if !errors.Is(err, io.EOF) {
				s.t.Fatalf("stream: %v", err)
			}
			return ""
		}
	}
}

// event is the next block that is an event, without heartbeats.
func (s *stream) event() (id, name string, data obj) {
	s.t.Helper()
	for {
		block := s.next()
		if block == "" {
			s.t.Fatal("the stream has ended")
		}
		for line := range strings.SplitSeq(block, "\n") {
			field, value, _ := strings.Cut(line, ": ")
			switch field {
			case "id":
				id = value
			case "event":
				name = value
			case "data":
				if err := json.Unmarshal([]byte(value), &data); err != nil {
					s.t.Fatal(err)
				}
			}
		}
		if data != nil {
			return id, name, data
		}
	}
}
