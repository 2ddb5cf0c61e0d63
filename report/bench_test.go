package report

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"arus/board"
	"arus/ledger"
	"arus/sales"
)

const benchDeals = 100_000

// bigCompany is a board of a hundred thousand deals in two years, of 200 people in 20 teams, in three currencies.
var bigCompany = sync.OnceValue(func() *board.Board {
	b := board.New("ws_1")
	position := int64(0)
	batch := []ledger.Event{}
	add := func(object sales.ID, at sales.Instant, version int64, e sales.Event) {
		position++
		batch = append(batch, ledger.Event{Position: position, Fact: sales.Fact{Object: object, At: at, Event: e}, Version: version, Recorded: opening})
	}
	add("ws_1", 1, 1, sales.Created[sales.WorkspaceFacts]{Facts: companySettings()})
	for id, p := range companyPipelines() {
		add(id, 1, 1, sales.Created[sales.PipelineFacts]{Facts: p})
	}
	for i := range 200 {
		add(sales.ID(fmt.Sprint("user_", i)), 1, 1, sales.Created[sales.UserFacts]{Facts: sales.UserFacts{Name: fmt.Sprint("U", i), Team: sales.TeamID(fmt.Sprint("team_", i%20))}})
	}
	for _, c := range []sales.Currency{"EUR", "IDR"} {
		add(sales.RateID(c, "USD"), 1, 1, sales.Created[sales.RateFacts]{Facts: sales.RateFacts{From: c, To: "USD", Days: []sales.DatedRate{{Day: 1, Rate: "1.25"}}}})
	}
	for i := range benchDeals {
		bigLife(i, add)
	}
	if err := b.Apply(batch); err != nil {
		panic(err)
	}
	return b
})

// bigLife is one deal: about six events, three quarters of the deals closed.
func bigLife(i int, add func(sales.ID, sales.Instant, int64, sales.Event)) {
	r := rand.New(rand.NewPCG(uint64(i), 1))
	id := sales.ID(fmt.Sprintf("deal_%026d", i))
	at, version := opening-sales.Instant(r.IntN(700*24))*hour, int64(0)
	tell := func(e sales.Event) {
		version++
		at = min(opening, at+sales.Instant(r.IntN(200))*hour)
		add(id, at, version, e)
	}
	tell(sales.DealCreated{Pipeline: "pipe_a", Stage: stageID("1"), DealFacts: sales.DealFacts{Name: fmt.Sprint("Deal ", i), ValueKind: sales.TCV,
		Owner: sales.UserID(fmt.Sprint("user_", r.IntN(200))), CloseDate: sales.DayOf(opening.Time()) + sales.Day(r.IntN(90)), Segment: []string{"smb", "big"}[r.IntN(2)],
		Value: sales.Money{Minor: int64(r.IntN(1e8)), Currency: []sales.Currency{"USD", "EUR", "IDR"}[r.IntN(3)]}}})
	for n := range r.IntN(3) {
		tell(sales.DealMoved{To: stageID(fmt.Sprint(n + 2))})
	}
	tell(sales.CloseDateMoved{From: 20000, To: sales.DayOf(opening.Time()) + sales.Day(r.IntN(200))})
	tell(sales.ActivityLogged{ID: "act_1", Kind: "call", Buyer: true})
	switch r.IntN(4) {
	case 0:
		tell(sales.DealWon{})
	case 1, 2:
		tell(sales.DealLost{Reason: "price"})
	}
}

func perDeal(b *testing.B) {
	b.ReportAllocs()
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchDeals, "ns/deal")
}

func BenchmarkNewReader(b *testing.B) {
	p := bigCompany().Snapshot().At(0, 0)
	NewReader(p, opening)
	for b.Loop() {
		NewReader(p, opening)
	}
	perDeal(b)
}

// BenchmarkReports asks what a screen asks; count beside owner is the least that a question costs.
func BenchmarkReports(b *testing.B) {
	r := NewReader(bigCompany().Snapshot().At(0, 0), opening)
	ask := func(measures []string, by ...string) func() error {
		return func() error { _, err := r.Ask(Question{Measures: measures, GroupBy: by}); return err }
	}
	list := func(sort, filter string) func() error {
		return func() error {
			_, _, err := r.List(Listing{Selection: Selection{Filter: filter}, Sort: sort, Limit: 50})
			return err
		}
	}
	money := []string{"count", "value", "weighted_value", "win_rate"}
	for _, c := range []struct {
		name string
		ask  func() error
	}{
		{"pipeline", func() error { _, err := r.Pipeline(Question{Selection: Selection{Pipeline: "pipe_a"}}); return err }},
		{"pipeline/all", func() error { _, err := r.Pipeline(Question{}); return err }},
		{"ask/owner", ask(money, "owner")},
		{"ask/team", ask(money, "team")},
		{"ask/team,stage", ask(money, "team", "stage")},
		{"ask/closed_month", ask(money, "closed_month")},
		{"ask/close_quarter", ask(money, "close_quarter")},
		{"list/-value", list("-value", "")},
		{"list/name", list("name", "")},
		{"list/next_step,close_date", list("next_step,close_date", "")},
		{"list/filtered", list("-value", "deal.value > 1000 && deal.segment == 'smb'")},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if err := c.ask(); err != nil {
					b.Fatal(err)
				}
			}
			perDeal(b)
		})
	}
}
