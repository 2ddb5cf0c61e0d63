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
	batch       = 10          // of them at once
)

// BenchmarkServed asks a grouped sum of 100,000 deals through HTTP: the processor time of one, with and without client and
// connection, and how long they take while nothing happens, while a thousand events a second are written, and while a loop takes
// as much of the processor as that writing: what the machine itself loses to whatever else runs on it.
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
		var idle, busy, burning []time.Duration
		var writing []time.Duration
		written := 0
		for range rounds {
			idle = append(idle, h.timed(b, func() {})...)
			busy = append(busy, h.timed(b, func() {
				began := time.Now()
				h.write(b, deals[written%(len(deals)-batch):][:batch])
				written, writing = written+batch, append(writing, time.Since(began))
			})...)
			each := timeAt(writing, .5)
			burning = append(burning, h.timed(b, func() {
				for began := time.Now(); time.Since(began) < each; {
				}
			})...)
		}
		for _, at := range []float64{.5, .99} {
			is, was, burnt := timeAt(busy, at), timeAt(idle, at), timeAt(burning, at)
			fmt.Printf("%-28s p%g %.2f ms idle, %.2f ms under %.0f events/s = %.2f× (aim ≤ 2); where a loop over nothing takes as long as most writing %.2f ms = %.2f×\n", "",
				at*100, ms(was), ms(is), float64(written)/rounds/round.Seconds(), float64(is)/float64(was), ms(burnt), float64(burnt)/float64(was))
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

// timed answers for a round while something else is done again and again, and says how long each answer took.
func (h *house) timed(b *testing.B, beside func()) (took []time.Duration) {
	stop := make(chan struct{})
	var other sync.WaitGroup
	other.Go(func() {
		tick := time.NewTicker(time.Second * batch / eventsEach)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				beside()
			}
		}
	})
	for began := time.Now(); time.Since(began) < round; {
		asked := time.Now()
		h.grouped(b)
		took = append(took, time.Since(asked))
	}
	close(stop)
	other.Wait()
	return took
}

// write tells of a call on each of some deals.
func (h *house) write(b *testing.B, deals []sales.DealID) {
	_, err := h.ledger.RecordAll(b.Context(), ledger.Request{Who: h.who, Plan: func(book *ledger.Book) error {
		for _, deal := range deals {
			if _, err := book.Do(ledger.Order{Command: sales.LogActivity{Deal: deal, Activity: sales.ActivityLogged{ID: sales.ActivityID(mint(sales.ActivityKind)), Kind: "call"}}}); err != nil {
				return err
			}
		}
		return nil
	}})
	if err != nil {
		b.Error(err)
	}
}

func timeAt(list []time.Duration, at float64) time.Duration {
	slices.Sort(list)
	return list[int(at*float64(len(list)-1))]
}
