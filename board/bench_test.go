package board

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"testing"

	"arus/ledger"
	"arus/sales"
)

// company is the ledger of a made-up company, all of a deal's events together, as an import writes them.
func company(deals int) []ledger.Event {
	events := make([]ledger.Event, 0, deals*8)
	for i := range deals {
		events = append(events, storyOf(i, deals)...)
	}
	for i := range events {
		events[i].Position = int64(i + 1)
	}
	return events
}

// storyOf is the life of one deal: it moves forwards, changes value and close date, is touched and closed; about eight
// events. The same deal always has the same life.
func storyOf(i, deals int) []ledger.Event {
	const recorded, hour = 1_700_000_000_000_000, 3_600_000_000
	r := rand.New(rand.NewPCG(uint64(i), 0))
	at := sales.Instant(recorded - r.IntN(700*24)*hour)
	events := make([]ledger.Event, 0, 9)
	add := func(e sales.Event) {
		at += sales.Instant(r.IntN(100) * hour)
		events = append(events, ledger.Event{Version: int64(len(events) + 1), Recorded: recorded,
			Fact: sales.Fact{Object: sales.ID(fmt.Sprintf("deal_%026d", i)), At: at, Event: e}})
	}
	stage := func(n int) sales.StageID { return sales.StageID(fmt.Sprint("stage_", n)) }
	add(sales.DealCreated{Pipeline: "pipe_a", Stage: stage(1), Origin: sales.Origin{Source: "crm", SourceID: fmt.Sprint("o-", i)},
		DealFacts: sales.DealFacts{Name: fmt.Sprintf("Customer %d, renewal", i), Owner: sales.UserID(fmt.Sprint("user_", r.IntN(50))),
			Account: sales.AccountID(fmt.Sprint("acct_", r.IntN(1+deals/4))), Value: sales.Money{Minor: int64(r.IntN(1e9)), Currency: "IDR"},
			ValueKind: sales.TCV, CloseDate: sales.Day(19000 + r.IntN(700)), Segment: []string{"smb", "enterprise"}[r.IntN(2)], Region: "Jawa Barat"}})
	for n := range 2 + r.IntN(3) {
		add(sales.DealMoved{From: stage(n + 1), To: stage(n + 2)})
	}
	add(sales.CloseDateMoved{From: 19700, To: sales.Day(19000 + r.IntN(900))})
	add(sales.DealChanged{Patch: json.RawMessage(fmt.Sprintf(`{"value":{"amount":"%d.00"}}`, r.IntN(1e7)))})
	add(sales.ActivityLogged{ID: "act_1", Kind: "call", Buyer: true})
	switch r.IntN(4) {
	case 0:
		add(sales.DealWon{})
	case 1, 2:
		add(sales.DealLost{Reason: []string{"price", "timing", "competitor"}[r.IntN(3)]})
	}
	return events
}

// pages hands out a company in pages of a follower's length; mixed gives the first events of all deals, then the second
// ones, and so on, which is the worst order there is.
func pages(deals int, mixed bool, page func([]ledger.Event)) {
	const length = 2000
	events := make([]ledger.Event, 0, length+16)
	position := int64(0)
	add := func(more ...ledger.Event) {
		for _, e := range more {
			position++
			e.Position = position
			events = append(events, e)
		}
		if len(events) >= length {
			page(events)
			events = events[:0]
		}
	}
	for round := range 9 {
		for i := range deals {
			if story := storyOf(i, deals); !mixed {
				add(story...)
			} else if round < len(story) {
				add(story[round])
			}
		}
		if !mixed {
			break
		}
	}
	page(events)
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func size(b *testing.B) int {
	if testing.Short() {
		return 10_000
	}
	return 1_000_000
}

func must(b *testing.B, err error) {
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkFold times the board alone: pages are made between the timed stretches, and are gone afterwards.
func BenchmarkFold(b *testing.B) {
	deals := size(b)
	for name, mixed := range map[string]bool{"by deal": false, "mixed": true} {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				b.StopTimer()
				before := heap()
				board := New("ws_1")
				pages(deals, mixed, func(events []ledger.Event) {
					b.StartTimer()
					must(b, board.Apply(events))
					b.StopTimer()
				})
				b.StartTimer()
				s := board.Snapshot()
				b.StopTimer()
				b.ReportMetric(float64(s.position)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
				b.ReportMetric(float64(heap()-before)/float64(s.deals), "B/deal")
			}
		})
	}
}

func folded(b *testing.B) *Board {
	board := New("ws_1")
	pages(size(b), false, func(events []ledger.Event) { must(b, board.Apply(events)) })
	board.Snapshot()
	runtime.GC()
	return board
}

func BenchmarkCheckpoint(b *testing.B) {
	board := folded(b)
	file := saved(b, board)
	b.Run("save", func(b *testing.B) {
		for b.Loop() {
			must(b, board.Save(io.Discard))
		}
		b.ReportMetric(float64(len(file))/float64(board.deals), "B/deal")
	})
	b.Run("load", func(b *testing.B) {
		for b.Loop() {
			_, err := Load(bytes.NewReader(file), "ws_1")
			must(b, err)
		}
	})
	b.Run("hash", func(b *testing.B) {
		for b.Loop() {
			board.Snapshot().Hash()
		}
	})
}

func BenchmarkPicture(b *testing.B) {
	board := folded(b)
	s := board.Snapshot()
	perDeal := func(b *testing.B) {
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(s.deals), "ns/deal")
	}
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			sumOpen(s.At(1_680_000_000_000_000, 0))
		}
		perDeal(b)
	})
	p := s.At(0, 0)
	want := sumOpen(p)
	b.Run("columns", func(b *testing.B) {
		for b.Loop() {
			if sumOpen(p) != want {
				b.Fatal("the sum differs")
			}
		}
		perDeal(b)
		b.ReportMetric(float64(s.deals*13)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GB/s")
	})
	b.Run("cursors", func(b *testing.B) {
		for b.Loop() {
			var sum int64
			for d := range p.Deals() {
				if d.Outcome() == sales.Open && d.Stage() == "stage_3" {
					sum += d.Value().Minor
				}
			}
			if sum != want {
				b.Fatal("the sum differs")
			}
		}
		perDeal(b)
	})
	b.Run("visits", func(b *testing.B) {
		for b.Loop() {
			n, visits := 0, []Visit(nil)
			for d := range p.Deals() {
				visits = d.AppendVisits(visits[:0])
				n += len(visits)
			}
			if n < s.deals {
				b.Fatal("visits are missing")
			}
		}
		perDeal(b)
	})
}

func sumOpen(p *Picture) (sum int64) {
	wanted := make([]bool, len(p.Places()))
	for code, place := range p.Places() {
		wanted[code] = place.Stage == "stage_3"
	}
	for i := range p.Chunks() {
		c := p.Chunk(i)
		for j, s := range c.State {
			if s.Outcome() == Open && wanted[c.Place[j]] {
				sum += c.Value[j]
			}
		}
	}
	return sum
}

// BenchmarkWriteAndLook is a live workspace: one change, then a new snapshot for whoever looks.
func BenchmarkWriteAndLook(b *testing.B) {
	board := folded(b)
	position, recorded := board.Position(), board.recorded
	n := 0
	for b.Loop() {
		n++
		position++
		recorded++
		id := sales.ID(fmt.Sprintf("deal_%026d", n*7919%board.deals))
		must(b, board.Apply([]ledger.Event{{Position: position, Recorded: recorded, Version: 99,
			Fact: sales.Fact{Object: id, At: recorded, Event: sales.DealMoved{To: "stage_2"}}}}))
		board.Snapshot()
	}
}
