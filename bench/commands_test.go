package bench

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"arus/access"
	"arus/api"
	"arus/board/boards"
	"arus/ledger"
	"arus/sales"
	"arus/score/keep"
	"arus/store"
	"arus/store/storetest"
)

const (
	clients = 8
	stretch = 3 * time.Second // of each measurement
)

// BenchmarkCommands gives durable single commands through the whole API with 8 clients, beside raw single-row durable
// commits of the same database: one writer on SQLite (which is all it has), 8 on PostgreSQL, as pgbench does.
func BenchmarkCommands(b *testing.B) {
	for _, engine := range []struct{ name, place string }{
		{"sqlite", filepath.Join(b.TempDir(), "data")},
		{"postgres", storetest.Postgres(b, storetest.Durable)},
	} {
		b.Run(engine.name, func(b *testing.B) {
			for range b.N {
				raw := rawCommits(b, engine.place)
				through := throughAPI(b, engine.place)
				b.ReportMetric(raw, "raw-commits/s")
				b.ReportMetric(through, "commands/s")
				b.ReportMetric(through/raw, "ratio")
				b.ReportMetric(0, "ns/op")
			}
		})
	}
}

// rawCommits counts durable transactions of one small row.
func rawCommits(b *testing.B, place string) float64 {
	db := storetest.Open(b, place)
	writers := clients
	if db.Engine() == "sqlite" {
		writers = 1
	}
	check(b, db.Write(b.Context(), func(tx *sql.Tx) error {
		_, err := tx.ExecContext(b.Context(), `CREATE TABLE IF NOT EXISTS raw (id TEXT PRIMARY KEY, body TEXT)`)
		return err
	}))
	body := fmt.Sprintf("%0300d", 0)
	return counted(writers, func(n int64) error {
		return db.Write(b.Context(), func(tx *sql.Tx) error {
			_, err := tx.ExecContext(b.Context(), `INSERT INTO raw (id, body) VALUES ($1, $2)`, fmt.Sprint(time.Now().UnixNano(), "-", n), body)
			return err
		})
	}, b)
}

// counted runs do in so many goroutines for a stretch and gives the rate of those that succeeded.
func counted(workers int, do func(n int64) error, b *testing.B) float64 {
	var done, next atomic.Int64
	var all sync.WaitGroup
	began := time.Now()
	for range workers {
		all.Go(func() {
			for time.Since(began) < stretch {
				if err := do(next.Add(1)); err != nil {
					b.Error(err)
					return
				}
				done.Add(1)
			}
		})
	}
	all.Wait()
	return float64(done.Load()) / time.Since(began).Seconds()
}

// throughAPI counts deals opened over HTTP: token checked, body validated, decided, committed, answered.
func throughAPI(b *testing.B, place string) float64 {
	h := openHouse(b, place)
	body := fmt.Appendf(nil, `{"name":"Fleet tracking","pipeline":%q,"value":{"amount":"1250000.00","currency":"IDR"},"close_date":"2026-12-18"}`, h.pipeline)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}
	return counted(clients, func(int64) error {
		r, err := http.NewRequest(http.MethodPost, h.url+"/v1/deals", bytes.NewReader(body))
		if err != nil {
			return err
		}
		r.Header.Set("Authorization", "Bearer "+h.token)
		r.Header.Set("Content-Type", "application/json")
		answer, err := client.Do(r)
		if err != nil {
			return err
		}
		defer answer.Body.Close()
		if answer.StatusCode != http.StatusCreated {
			text, _ := io.ReadAll(answer.Body)
			return fmt.Errorf("%s: %s", answer.Status, text)
		}
		_, err = io.Copy(io.Discard, answer.Body)
		return err
	}, b)
}

// house is a served installation with one workspace and one pipeline.
type house struct {
	handler  http.Handler
	db       *store.DB
	ledger   *ledger.Ledger
	who      ledger.Who
	url      string
	token    string
	pipeline sales.PipelineID
}

func mint(kind sales.Kind) sales.ID {
	var entropy [10]byte
	_, _ = rand.Read(entropy[:])
	return sales.MintID(kind, sales.InstantOf(time.Now()), entropy)
}

func openHouse(b *testing.B, place string) *house {
	db := storetest.Open(b, place)
	h := &house{db: db, ledger: ledger.Open(db, ledger.Config{Clock: time.Now}), pipeline: sales.PipelineID(mint(sales.PipelineKind))}
	b.Cleanup(h.ledger.Close)
	h.who = ledger.Who{Workspace: sales.WorkspaceID(mint(sales.WorkspaceKind)), Actor: "bench", Cause: "bench"}
	workspace := sales.NewWorkspace("Bench")
	pipeline := sales.PipelineFacts{Name: "Sales"}
	for _, name := range []string{"Qualification", "Discovery", "Proposal"} {
		pipeline.Stages = append(pipeline.Stages, sales.Stage{ID: sales.StageID(mint(sales.StageKind)), Name: name})
	}
	check(b, h.ledger.CreateWorkspace(b.Context(), h.who, workspace,
		ledger.Order{Command: sales.Create[sales.PipelineFacts]{ID: sales.ID(h.pipeline), Facts: pipeline.Completed(workspace)}}))
	door := access.New(db, time.Now, rand.Reader)
	var err error
	h.token, _, err = door.CreateToken(b.Context(), access.NewToken{Workspace: h.who.Workspace, Name: "bench", Role: access.Admin, Life: time.Hour})
	check(b, err)
	log := slog.New(slog.DiscardHandler)
	boards := boards.New(h.ledger, "", log)
	b.Cleanup(boards.Close)
	handler := api.New(api.Config{Ledger: h.ledger, Boards: boards, Access: door, Scores: keep.New(db), Mint: mint, Clock: time.Now, Log: log, Version: "bench",
		Metrics: prometheus.NewRegistry(), Ready: func(context.Context) error { return nil }})
	h.handler = handler.Handler()
	served := httptest.NewServer(h.handler)
	b.Cleanup(served.Close)
	h.url = served.URL
	return h
}

func check(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}
