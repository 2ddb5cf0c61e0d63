package bench

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"arus/ledger"
	"arus/sales"
)

const (
	servedDeals = 100_000
	round       = time.Second // that answers are timed in, idle and busy by turns, so that whatever else the machine does disturbs both
	rounds      = 8           // of each
	eventsEach  = 1000        // events a second that are written meanwhile
)

// BenchmarkServed asks a grouped sum of 100,000 deals through HTTP: the processor time of one, with and without client and
// connection, and how long they take while nothing happens and while a thousand events a second are written.
func BenchmarkServed(b *testing.B) {
	h := openHouse(b, filepath.Join(b.TempDir(), "data"))
	for from := 0; from < servedDeals; from += 10_000 {
		h.importDeals(b, from, from+10_000)
	}
	list, err := h.ledger.List(b.Context(), h.who.Workspace, sales.DealKind, "", 1000)
	check(b, err)
	deals := make([]sales.DealID, len(list))
	for i, d := range list {
		deals[i] = d.Object.(*sales.Deal).ID
	}
	h.grouped(b)
	for range b.N {
		fmt.Printf("%-28s %d deals: %.2f CPU-ms (aim ≤ 1), of which the handler %.2f\n", "a grouped sum through HTTP", servedDeals,
			h.each(func() { h.grouped(b) }), h.each(func() { h.handled(b) }))
		var idle, busy []time.Duration
		written := 0
		for range rounds {
			idle = append(idle, h.timed(b)...)
			stop := make(chan struct{})
			var writer sync.WaitGroup
			writer.Go(func() { written += h.write(b, deals, stop) })
			busy = append(busy, h.timed(b)...)
			close(stop)
			writer.Wait()
		}
		for _, at := range []float64{.5, .99} {
			is, was := timeAt(busy, at), timeAt(idle, at)
			fmt.Printf("%-28s p%g %.2f ms idle, %.2f ms under %.0f events/s = %.2f× (aim ≤ 2)\n", "", at*100, ms(was), ms(is), float64(written)/rounds/round.Seconds(), float64(is)/float64(was))
		}
	}
}

// each is what one of many costs, in CPU-ms.
func (h *house) each(do func()) float64 {
	const many = 300
	return 1000.0 / many * costing(func() {
		for range many {
			do()
		}
	})
}

// question asks for the lost deals by stage.
func (h *house) question(b *testing.B) *http.Request {
	r, err := http.NewRequestWithContext(b.Context(), http.MethodPost, h.url+"/v1/reports/query",
		bytes.NewReader([]byte(`{"measures":["count","value"],"group_by":["stage"],"filter":"deal.outcome == 'lost' && deal.value > 10"}`)))
	check(b, err)
	r.Header.Set("Authorization", "Bearer "+h.token)
	r.Header.Set("Content-Type", "application/json")
	return r
}

// handled answers without a connection.
func (h *house) handled(b *testing.B) {
	answer := httptest.NewRecorder()
	if h.handler.ServeHTTP(answer, h.question(b)); answer.Code != http.StatusOK {
		b.Fatalf("%d: %s", answer.Code, answer.Body)
	}
}

// grouped answers through one.
func (h *house) grouped(b *testing.B) {
	answer, err := http.DefaultClient.Do(h.question(b))
	check(b, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	check(b, err)
	if answer.StatusCode != http.StatusOK {
		b.Fatalf("%s: %s", answer.Status, text)
	}
}

func (h *house) timed(b *testing.B) (took []time.Duration) {
	for began := time.Now(); time.Since(began) < round; {
		asked := time.Now()
		h.grouped(b)
		took = append(took, time.Since(asked))
	}
	return took
}

// write tells of calls on some deals, ten at a time, and how many.
func (h *house) write(b *testing.B, deals []sales.DealID, stop chan struct{}) (n int) {
	const batch = 10
	tick := time.NewTicker(time.Second * batch / eventsEach)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return n
		case <-tick.C:
		}
		_, err := h.ledger.RecordAll(b.Context(), ledger.Request{Who: h.who, Plan: func(book *ledger.Book) error {
			for range batch {
				n++
				if _, err := book.Do(ledger.Order{Command: sales.LogActivity{Deal: deals[n%len(deals)], Activity: sales.ActivityLogged{ID: sales.ActivityID(mint(sales.ActivityKind)), Kind: "call"}}}); err != nil {
					return err
				}
			}
			return nil
		}})
		if err != nil {
			b.Error(err)
			return n
		}
	}
}

func timeAt(list []time.Duration, at float64) time.Duration {
	slices.Sort(list)
	return list[int(at*float64(len(list)-1))]
}
