package submit

import (
	"math"
	"testing"
	"time"

	"arus/board"
	"arus/ledger"
	"arus/report/reporttest"
	"arus/sales"

	"pgregory.net/rapid"
)

func ones(sales.ID) (int64, error) { return 1, nil }

func TestOwnDealsAreCountedAsByHandAndMadeAgainToTheByte(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := reporttest.Tell(t, 60)
		b := board.New("ws_1")
		if err := b.Apply(s.Events); err != nil {
			t.Fatal(err)
		}
		at := s.Recorded
		p := b.Snapshot().At(at, at)
		scope := Scope{User: "user_1", Period: "2026-Q4", Call: rapid.SampledFrom([]sales.Category{sales.Commit, sales.MostLikely, sales.BestCase}).Draw(t, "call")}
		facts, err := Draft(p, scope, ones)
		if err != nil {
			return // a rate is missing
		}
		zone := p.Workspace().Calendar.Location()
		period, _ := p.Workspace().Calendar.Period("2026-Q4")
		want, deals := sales.Money{Currency: "USD"}, 0
		for d := range p.Deals() {
			state := d.State()
			if state.Owner != "user_1" {
				continue
			}
			won := state.Outcome == sales.Won && period.Holds(sales.DayOf(state.ClosedAt.Time().In(zone)))
			due := state.Outcome == sales.Open && state.CloseDate != 0 && state.CloseDate < period.To && categoryOf(p, d).Counts(scope.Call)
			if won || due {
				value := sales.Money{Currency: "USD"}
				if state.Value.Currency != "" {
					rate, err := p.MinorRate(state.Value.Currency, "USD", sales.DayOf(at.Time().In(zone)))
					if err != nil {
						t.Fatal(err)
					}
					value.Minor = state.Value.Minor
					if value, err = value.Times(rate); err != nil {
						t.Fatal(err)
					}
				}
				var err error
				deals++
				if want, err = want.Plus(value); err != nil {
					t.Fatal(err)
				}
			}
		}
		if facts.Own != want || len(facts.Basis.Deals) != deals || facts.Closes <= at {
			t.Fatalf("%v from %d deals until %s, want %v from %d", facts.Own, len(facts.Basis.Deals), facts.Closes, want, deals)
		}
		// Later, more has happened; some of it is said of earlier days.
		for range 20 {
			s.Recorded += reporttest.Hour
			s.Do(at-reporttest.Day, s.Command())
		}
		later := board.New("ws_1")
		if err := later.Apply(s.Events); err != nil {
			t.Fatal(err)
		}
		if v, err := Verify(later.Snapshot(), facts, ones); err != nil || !v.Same {
			t.Fatalf("%v: %+v became %+v", err, v.Submitted, v.Recomputed)
		}
		facts.Own.Minor++
		if v, err := Verify(later.Snapshot(), facts, ones); err != nil || v.Same {
			t.Fatal("a changed number is taken for the same")
		}
	})
}

func TestWhoIsOptimisticIsKnownAfterThreePeriods(t *testing.T) {
	day := func(text string) sales.Instant {
		d, err := sales.ParseDay(text)
		if err != nil {
			t.Fatal(err)
		}
		return d.Start(time.UTC) + reporttest.Hour
	}
	usd := func(n int64) sales.Money { return sales.Money{Minor: n, Currency: "USD"} }
	var events []ledger.Event
	add := func(id sales.ID, at sales.Instant, e sales.Event) {
		events = append(events, ledger.Event{Position: int64(len(events) + 1), Fact: sales.Fact{Object: id, At: at, Event: e}, Version: 1, Recorded: at})
	}
	add("user_1", 1, sales.Created[sales.UserFacts]{Facts: sales.UserFacts{Name: "Ani"}})
	stage := sales.StageID("stage_1")
	add("pipe_1", 1, sales.Created[sales.PipelineFacts]{Facts: sales.PipelineFacts{Name: "P", Stages: []sales.Stage{{ID: stage}}}})
	for i, month := range []string{"2026-01", "2026-02", "2026-03"} {
		id := sales.ID("deal_" + month)
		add(id, day(month+"-02"), sales.DealCreated{Pipeline: "pipe_1", Stage: stage, DealFacts: sales.DealFacts{Name: "d", Owner: "user_1", Value: usd(100)}})
		said := sales.SubmissionFacts{User: "user_1", Period: month, Call: sales.Commit, Own: usd(110 + 10*int64(i)), State: sales.Submitted}
		first := said
		first.Own = usd(999) // submitted again, so it does not count
		add(sales.ID("subm_a"+month), day(month+"-03"), sales.Created[sales.SubmissionFacts]{Facts: first})
		add(sales.ID("subm_b"+month), day(month+"-04"), sales.Created[sales.SubmissionFacts]{Facts: said})
		add(sales.ID("subm_c"+month), day(month+"-05"), sales.Created[sales.SubmissionFacts]{Facts: first})
		add(sales.ID("subm_c"+month), day(month+"-06"), sales.ForecastWithdrawn{})
		add(id, day(month+"-20"), sales.DealWon{})
	}
	b := board.New("ws_1")
	if err := b.Apply(events); err != nil {
		t.Fatal(err)
	}
	biases, err := Biases(b.Snapshot().At(0, 0), sales.DayOf(day("2026-04-01").Time()))
	if err != nil || len(biases) != 1 {
		t.Fatalf("%+v, %v", biases, err)
	}
	got := biases[0]
	if got.Periods != 3 || math.Abs(got.Bias-.2) > 1e-12 || math.Abs(got.WAPE-.2) > 1e-12 {
		t.Errorf("%+v, want .2 of three periods", got)
	}
	if m, offered := got.Corrected(usd(1200)); !offered || m != usd(1000) {
		t.Errorf("1200 is corrected to %v, %t", m, offered)
	}
	if _, offered := (Bias{Periods: 2, Bias: .2}).Corrected(usd(1)); offered {
		t.Error("two periods are not enough")
	}
	early, err := Biases(b.Snapshot().At(0, 0), sales.DayOf(day("2026-02-01").Time()))
	if err != nil || len(early) != 1 || early[0].Periods != 1 {
		t.Errorf("in February: %+v, %v", early, err)
	}
}
