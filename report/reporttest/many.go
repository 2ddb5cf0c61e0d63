package reporttest

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"arus/board"
	"arus/ledger"
	"arus/sales"
)

// Many are random histories on a board, each of a deal of its own account: with back-dated events, changes of owner,
// currency and close date, wins, losses, reopenings and deletions.
func Many(t testing.TB, random *rand.Rand, n int) *board.Board {
	t.Helper()
	b := board.New("ws_1")
	facts := []sales.Fact{{Object: "ws_1", At: 1, Event: sales.Created[sales.WorkspaceFacts]{Facts: Settings()}},
		{Object: "pipe_a", At: 1, Event: sales.Created[sales.PipelineFacts]{Facts: Pipelines()["pipe_a"]}}}
	for _, rate := range []struct {
		from sales.Currency
		day  int
		rate sales.Decimal
	}{{"EUR", -90, "1.25"}, {"EUR", 40, "1.3331"}, {"EUR", 120, "0.9177"}, {"JPY", -90, "0.0067"}, {"JPY", 100, "0.0071"}} {
		id := sales.RateID(rate.from, "USD")
		dated := sales.DatedRate{Day: sales.DayOf(Opening.Time()) + sales.Day(rate.day), Rate: rate.rate}
		if rate.day < 0 {
			facts = append(facts, sales.Fact{Object: id, At: 1, Event: sales.Created[sales.RateFacts]{Facts: sales.RateFacts{From: rate.from, To: "USD", Days: []sales.DatedRate{dated}}}})
		} else {
			facts = append(facts, sales.Fact{Object: id, At: 2, Event: sales.RateSet(dated)})
		}
	}
	events := Numbered(facts)
	for i := range n {
		events = oneLife(events, random, i)
	}
	if err := b.Apply(events); err != nil {
		t.Fatal(err)
	}
	return b
}

func oneLife(events []ledger.Event, random *rand.Rand, i int) []ledger.Event {
	id := sales.ID(fmt.Sprintf("deal_%07d", i))
	money := func() sales.Money {
		return sales.Money{Minor: random.Int64N(1_000_000), Currency: []sales.Currency{"USD", "USD", "EUR", "JPY"}[random.IntN(4)]}
	}
	owner := func() sales.UserID { return sales.UserID(fmt.Sprint("user_", 1+random.IntN(3))) }
	day := func() sales.Day { return sales.DayOf(Opening.Time()) + sales.Day(random.IntN(250)) }
	at := Opening + sales.Instant(random.IntN(150*24))*Hour
	born, version := at, int64(0)
	tell := func(at sales.Instant, e sales.Event) {
		version++
		events = append(events, ledger.Event{Position: int64(len(events) + 1), Fact: sales.Fact{Object: id, At: at, Event: e}, Version: version,
			Recorded: Opening + 300*Day + sales.Instant(len(events))})
	}
	tell(at, sales.DealCreated{Pipeline: "pipe_a", Stage: StageID("1"), DealFacts: sales.DealFacts{Name: string(id), Value: money(), ValueKind: sales.TCV,
		Owner: owner(), Account: sales.AccountID(fmt.Sprintf("acct_%07d", i)), CloseDate: day()}})
	open := true
	for range random.IntN(9) {
		at += sales.Instant(random.IntN(40*24)) * Hour
		when := at
		if random.IntN(4) == 0 { // told late
			when = born + sales.Instant(random.Int64N(int64(at-born)+1))
		}
		switch kind := random.IntN(8); {
		case !open:
			tell(at, sales.DealReopened{To: StageID("1"), Reason: "again"})
			open = true
		case kind == 0:
			tell(at, sales.DealWon{Value: money()})
			open = false
		case kind == 1:
			tell(at, sales.DealLost{Reason: "price"})
			open = false
		case kind == 2:
			tell(when, sales.DealTransferred{To: owner()})
		case kind < 5:
			tell(when, sales.CloseDateMoved{To: day()})
		case kind == 5 && random.IntN(4) == 0:
			tell(at, sales.DealDeleted{})
			return events
		default:
			m := money()
			tell(when, sales.DealChanged{Patch: []byte(fmt.Sprintf(`{"value":{"amount":%q,"currency":%q}}`, m.Amount(), m.Currency))})
		}
	}
	return events
}
