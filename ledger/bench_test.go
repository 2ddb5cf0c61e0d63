package ledger_test

import (
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"arus/ledger"
	"arus/ledger/ledgertest"
	"arus/sales"
	"arus/store/storetest"
)

// eachEngine runs a benchmark on SQLite and on a PostgreSQL that syncs as in production.
func eachEngine(b *testing.B, fn func(b *testing.B, where string)) {
	b.Run("sqlite", func(b *testing.B) { fn(b, b.TempDir()) })
	b.Run("postgres", func(b *testing.B) { fn(b, storetest.Postgres(b, storetest.Durable)) })
}

// BenchmarkImport writes 13,000 deals with 46,000 events, as an import of somebody's history does.
func BenchmarkImport(b *testing.B) {
	const size = 13_000
	eachEngine(b, func(b *testing.B, where string) {
		db := storetest.Open(b, where)
		events := 0
		for b.Loop() {
			b.StopTimer()
			w := ledgertest.New(b, db, nil)
			orders := imported(w, size)
			b.StartTimer()
			receipt, err := w.RecordAll(b.Context(), ledger.Request{Who: w.Who, Plan: func(book *ledger.Book) error {
				for _, o := range orders {
					if c, creates := o.Command.(sales.CreateDeal); creates {
						if _, known := book.Origin(sales.DealKind, c.Origin); known {
							return fmt.Errorf("%+v is known", c.Origin)
						}
					}
					if _, err := book.Do(o); err != nil {
						return err
					}
				}
				return nil
			}})
			if err != nil {
				b.Fatal(err)
			}
			events += len(receipt.Events)
		}
		b.ReportMetric(float64(events)/b.Elapsed().Seconds(), "events/s")
		b.ReportMetric(float64(events)/float64(b.N), "events")
	})
}

// imported are the orders of an import: each deal is created, moved twice, and two of three are closed.
func imported(w *ledgertest.World, size int) []ledger.Order {
	w.Clock.Pass(400 * 24 * time.Hour)
	const hour = sales.Instant(time.Hour / time.Microsecond)
	var orders []ledger.Order
	for i := range size {
		c := w.NewDeal("Perluasan gudang " + strconv.Itoa(i))
		c.Origin = sales.Origin{Source: "crm", SourceID: "006A" + strconv.Itoa(i)}
		c.Facts.CloseDate, c.Facts.Segment, c.Facts.Region, c.Facts.Source = 20500, "mid", "Jawa Barat", "referral"
		at := ledgertest.Beginning + sales.Instant(i%7000)*hour
		orders = append(orders, ledger.Order{Command: c, At: at},
			ledger.Order{Command: sales.MoveDeal{Deal: c.ID, To: w.Stages[1]}, At: at + 24*hour},
			ledger.Order{Command: sales.MoveDeal{Deal: c.ID, To: w.Stages[2]}, At: at + 240*hour})
		switch i % 13 {
		case 0, 1, 2:
			orders = append(orders, ledger.Order{Command: sales.WinDeal{Deal: c.ID}, At: at + 800*hour})
		case 3, 4, 5, 6:
			orders = append(orders, ledger.Order{Command: sales.LoseDeal{Deal: c.ID, Reason: "price"}, At: at + 700*hour})
		}
	}
	return orders
}

// BenchmarkSingleOrders moves deals, each order durable before it is acknowledged.
func BenchmarkSingleOrders(b *testing.B) {
	eachEngine(b, func(b *testing.B, where string) {
		w := ledgertest.New(b, storetest.Open(b, where), nil)
		for _, clients := range []int{1, 8, 64} {
			deals := make([]sales.DealID, clients)
			for i := range deals {
				deals[i] = w.Deal("Deal")
			}
			b.Run(strconv.Itoa(clients)+"clients", func(b *testing.B) {
				var next atomic.Int64
				var group sync.WaitGroup
				b.ResetTimer()
				for _, id := range deals {
					group.Go(func() {
						for i := 1; next.Add(1) <= int64(b.N); i++ {
							order := ledger.Order{Command: sales.MoveCloseDate{Deal: id, To: sales.Day(20000 + next.Load())}}
							if _, err := w.Record(b.Context(), w.Who, order); err != nil {
								b.Error(err)
								return
							}
						}
					})
				}
				group.Wait()
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "orders/s")
			})
		}
	})
}
