package board

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"

	"arus/ledger"
	"arus/sales"
)

// company is the ledger of a made-up company: its deals move forwards, change value and close date, are touched and
// closed; about eight events each, all of a deal's events together, as an import writes them.
func company(deals int, seed uint64) []ledger.Event {
	r := rand.New(rand.NewPCG(seed, 0))
	events := make([]ledger.Event, 0, deals*8)
	recorded := sales.Instant(1_700_000_000_000_000)
	const hour = 3_600_000_000
	for i := range deals {
		id := sales.ID(fmt.Sprintf("deal_%026d", i))
		at := recorded - sales.Instant(r.IntN(700*24))*hour
		version := int64(0)
		add := func(e sales.Event) {
			version++
			at += sales.Instant(r.IntN(100)) * hour
			events = append(events, ledger.Event{Position: int64(len(events) + 1), Version: version, Recorded: recorded,
				Fact: sales.Fact{Object: id, At: at, Event: e}})
		}
		stage := func(n int) sales.StageID { return sales.StageID(fmt.Sprintf("stage_%d", n)) }
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
	}
	return events
}

// mixed puts the events into the order of their effective instants, as a history file has them.
func mixed(events []ledger.Event) []ledger.Event {
	r := rand.New(rand.NewPCG(1, 1))
	byDeal := map[sales.ID][]ledger.Event{}
	for _, e := range events {
		byDeal[e.Object] = append(byDeal[e.Object], e)
	}
	order := make([]sales.ID, len(events))
	for i, e := range events {
		order[i] = e.Object
	}
	r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	all := make([]ledger.Event, len(events))
	for i, id := range order {
		all[i] = byDeal[id][0]
		all[i].Position = int64(i + 1)
		byDeal[id] = byDeal[id][1:]
	}
	return all
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

func BenchmarkFold(b *testing.B) {
	events := company(size(b), 1)
	for _, order := range []string{"by deal", "mixed"} {
		if order == "mixed" {
			events = mixed(events)
		}
		b.Run(order, func(b *testing.B) {
			for b.Loop() {
				before := heap()
				board := New("ws_1")
				for at := 0; at < len(events); at += 50_000 {
					must(b, board.Apply(events[at:min(at+50_000, len(events))]))
				}
				s := board.Snapshot()
				b.StopTimer()
				b.ReportMetric(float64(heap()-before)/float64(s.deals), "B/deal")
				b.StartTimer()
			}
			b.ReportMetric(float64(len(events)*b.N)/b.Elapsed().Seconds(), "events/s")
		})
	}
}

func folded(b *testing.B) *Board {
	board := New("ws_1")
	must(b, board.Apply(company(size(b), 1)))
	board.Snapshot()
	runtime.GC()
	return board
}

func BenchmarkCheckpoint(b *testing.B) {
	board := folded(b)
	file := saved(b, board)
	b.Run("save", func(b *testing.B) {
		for b.Loop() {
			saved(b, board)
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
			n := 0
			for d := range p.Deals() {
				n += len(d.Visits())
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
		for j, o := range c.Outcome {
			if o == Open && wanted[c.Place[j]] {
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
