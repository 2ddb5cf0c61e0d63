package board

import (
	"context"
	"errors"
	"math/big"
	"sync"
	"testing"

	"arus/ledger"
	"arus/sales"

	"pgregory.net/rapid"
)

// events numbers facts as a ledger would, each in a request of its own recorded at its effective moment.
func events(facts ...sales.Fact) []ledger.Event {
	list := make([]ledger.Event, len(facts))
	for i, f := range facts {
		list[i] = ledger.Event{Position: int64(i + 1), Fact: f, Version: int64(i + 1), Recorded: f.At}
	}
	return list
}

func boardOf(t *testing.T, facts ...sales.Fact) *Board {
	t.Helper()
	b := New("ws_1")
	if err := b.Apply(events(facts...)); err != nil {
		t.Fatal(err)
	}
	return b
}

func TestReadersSeeOneUnchangingSnapshotWhileEventsArrive(t *testing.T) {
	b := New("ws_1")
	story := company(600)
	var readers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			for b.Position() < int64(len(story)) {
				s := b.Snapshot()
				hash, count := s.Hash(), 0
				for d := range s.At(0, 0).Deals() {
					if again, found := s.At(0, 0).Deal(d.ID()); !found || again.StageSince() != d.StageSince() {
						t.Errorf("%s is not found as it is listed", d.ID())
					}
					count++
				}
				if s.Hash() != hash || count > s.deals {
					t.Error("a snapshot changed")
				}
			}
		})
	}
	for at := 0; at < len(story); at += 50 {
		if err := b.Apply(story[at:min(at+50, len(story))]); err != nil {
			t.Fatal(err)
		}
	}
	readers.Wait()
}

func TestSnapshotsKeepWhatTheyShowed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := tell(t)
		b := New("ws_1")
		hashes := map[*Snapshot][32]byte{}
		for i := range s.events {
			if err := b.Apply(s.events[i : i+1]); err != nil {
				t.Fatal(err)
			}
			hashes[b.Snapshot()] = b.Snapshot().Hash()
		}
		for snapshot, hash := range hashes {
			if snapshot.Hash() != hash {
				t.Fatalf("the snapshot at %d changed", snapshot.Position())
			}
		}
	})
}

func TestWaitForReturnsOnceTheEventIsApplied(t *testing.T) {
	b := New("ws_1")
	story := company(1)
	done := make(chan error)
	go func() { done <- b.WaitFor(t.Context(), 2) }()
	for i := range story {
		if err := b.Apply(story[i : i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if err := b.WaitFor(over, 1000); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
}

func TestAnEventThatDoesNotBelongStopsTheBoard(t *testing.T) {
	b := New("ws_1")
	err := b.Apply(events(sales.Fact{Object: "user_1", At: 5, Event: sales.Created[sales.UserFacts]{}},
		sales.Fact{Object: "deal_1", At: 5, Event: sales.RateSet{}}))
	if err == nil || b.Position() != 1 {
		t.Fatalf("got %v, at %d", err, b.Position())
	}
}

func TestVisits(t *testing.T) {
	b := boardOf(t,
		sales.Fact{Object: "deal_1", At: 10, Event: sales.DealCreated{Pipeline: "pipe_a", Stage: "stage_1"}},
		sales.Fact{Object: "deal_1", At: 20, Event: sales.DealMoved{To: "stage_1", SubStage: "sub_x"}},
		sales.Fact{Object: "deal_1", At: 30, Event: sales.DealMoved{To: "stage_2"}},
		sales.Fact{Object: "deal_1", At: 40, Event: sales.DealLost{Reason: "price"}},
		sales.Fact{Object: "deal_1", At: 50, Event: sales.DealReopened{To: "stage_2"}},
		sales.Fact{Object: "deal_1", At: 60, Event: sales.DealMoved{To: "stage_1"}},
		sales.Fact{Object: "deal_1", At: 70, Event: sales.DealWon{}})
	want := []Visit{
		{Stage: "stage_1", Entered: 10, Left: 30, End: MovedOn, Next: "stage_2"},
		{Stage: "stage_2", Entered: 30, Left: 40, End: EndLost},
		{Stage: "stage_2", Entered: 50, Left: 60, End: MovedOn, Next: "stage_1"},
		{Stage: "stage_1", Entered: 60, Left: 70, End: EndWon},
	}
	for asOf, visits := range map[sales.Instant]int{0: 4, 65: 4, 55: 3, 45: 2, 25: 1} {
		d, found := b.Snapshot().At(asOf, 0).Deal("deal_1")
		if got := d.Visits(); !found || len(got) != visits {
			t.Fatalf("as of %d: %v", asOf, got)
		}
		for i, v := range d.Visits() {
			expected := want[i]
			expected.Pipeline, expected.Place = "pipe_a", v.Place
			if asOf > 0 && expected.Left > asOf {
				expected.Left, expected.End, expected.Next = 0, Staying, ""
			}
			if v != expected {
				t.Errorf("as of %d, visit %d: got %+v, want %+v", asOf, i, v, expected)
			}
		}
	}
}

func TestVersionsTellTheStory(t *testing.T) {
	b := boardOf(t,
		sales.Fact{Object: "deal_1", At: 10, Event: sales.DealCreated{Stage: "stage_1"}},
		sales.Fact{Object: "deal_1", At: 30, Event: sales.DealTransferred{To: "user_b"}},
		sales.Fact{Object: "deal_1", At: 40, Event: sales.DealLost{Reason: "price"}})
	d, _ := b.Snapshot().At(0, 0).Deal("deal_1")
	var told []string
	for v := range d.Versions() {
		told = append(told, v.Event()+" "+string(v.Owner())+" "+v.LostReason())
	}
	if len(told) != 3 || told[0] != "deal.created  " || told[1] != "deal.transferred user_b " || told[2] != "deal.lost user_b price" {
		t.Fatalf("got %q", told)
	}
}

func TestRates(t *testing.T) {
	set := func(from, to sales.Currency, at sales.Instant, days ...sales.DatedRate) sales.Fact {
		return sales.Fact{Object: sales.RateID(from, to), At: at, Event: sales.Created[sales.RateFacts]{Facts: sales.RateFacts{From: from, To: to, Days: days}}}
	}
	b := boardOf(t,
		sales.Fact{Object: "ws_1", At: 1, Event: sales.Created[sales.WorkspaceFacts]{Facts: sales.NewWorkspace("W")}},
		set("EUR", "USD", 2, sales.DatedRate{Day: 100, Rate: "1.25"}),
		set("USD", "JPY", 3, sales.DatedRate{Day: 100, Rate: "150"}),
		sales.Fact{Object: sales.RateID("EUR", "USD"), At: 4, Event: sales.RateSet{Day: 200, Rate: "2"}})
	p := b.Snapshot().At(0, 0)
	for _, c := range []struct {
		from, to sales.Currency
		day      sales.Day
		want     *big.Rat // nil: missing
	}{
		{"EUR", "USD", 100, big.NewRat(5, 4)},
		{"EUR", "USD", 199, big.NewRat(5, 4)},
		{"EUR", "USD", 200, big.NewRat(2, 1)},
		{"USD", "EUR", 150, big.NewRat(4, 5)},
		{"EUR", "JPY", 150, big.NewRat(375, 2)},
		{"JPY", "EUR", 150, big.NewRat(2, 375)},
		{"CHF", "CHF", 1, big.NewRat(1, 1)},
		{"EUR", "USD", 99, nil},
		{"EUR", "CHF", 150, nil},
	} {
		got, err := p.Rate(c.from, c.to, c.day)
		var problem *sales.Problem
		if c.want == nil && (!errors.As(err, &problem) || problem.Code != "rate_missing") {
			t.Errorf("%s to %s on %s: got %v, %v", c.from, c.to, c.day, got, err)
		}
		if c.want != nil && (err != nil || got.Cmp(c.want) != 0) {
			t.Errorf("%s to %s on %s: got %v, %v, want %v", c.from, c.to, c.day, got, err, c.want)
		}
	}
	rate, err := p.MinorRate("EUR", "JPY", 150)
	if err != nil {
		t.Fatal(err)
	}
	if yen, err := (sales.Money{Minor: 1001, Currency: "JPY"}).Times(rate); err != nil || yen.String() != "1877 JPY" {
		t.Errorf("10.01 EUR: got %s, %v", yen, err)
	}
	if _, err := b.Snapshot().At(0, 3).Rate("EUR", "USD", 200); err != nil {
		t.Error(err)
	}
	if rate, _ := b.Snapshot().At(0, 3).Rate("EUR", "USD", 200); rate.Cmp(big.NewRat(5, 4)) != 0 {
		t.Errorf("known before the new rate: got %v", rate)
	}
}

func TestADefinitionAnswersForTheTimeBeforeIt(t *testing.T) {
	b := boardOf(t,
		sales.Fact{Object: "pipe_a", At: 100, Event: sales.Created[sales.PipelineFacts]{Facts: sales.PipelineFacts{Name: "First"}}},
		sales.Fact{Object: "pipe_a", At: 200, Event: sales.Changed[sales.PipelineFacts]{Patch: []byte(`{"name":"Second"}`)}})
	for asOf, name := range map[sales.Instant]string{50: "First", 150: "First", 200: "Second", 0: "Second"} {
		if p, found := b.Snapshot().At(asOf, 0).Pipeline("pipe_a"); !found || p.Facts.Name != name {
			t.Errorf("as of %d: got %v", asOf, p)
		}
	}
	if p, found := b.Snapshot().At(0, 99).Pipeline("pipe_a"); found {
		t.Errorf("known before it was written: %v", p)
	}
}

// The quick way through a patch is held against package sales, which defines what a patch does.
func TestPlainPatchesAgreeWithSales(t *testing.T) {
	patches := []string{`{"name":"R\u0026D \"x\""}`, `{"value":{"amount":"5.00"}}`, `{"value":{"currency":"EUR"}}`,
		`{"value":{"amount":"1.00","currency":"JPY"}}`, `{"value":null,"name":"é"}`, `{"category":null,"segment":""}`,
		`{"region":null,"close_date":"2026-01-01"}`, `{ "name" : "spaced" }`, `{"owner":"user_z","value_kind":"acv"}`, `{}`,
		`{"custom":{"a":{"b":1}}}`, `{"next_step":{"day":null,"text":"x"}}`, `{"value":{"amount":null,"currency":null}}`}
	start := sales.DealCreated{DealFacts: sales.DealFacts{Name: "Deal", Segment: "smb", Region: "east", Category: sales.Commit,
		Value: sales.Money{Minor: 700, Currency: "USD"}, NextStep: sales.NextStep{Text: "t", Day: 9}}}
	for _, first := range patches {
		for _, second := range patches {
			b := New("ws_1")
			want := &sales.Deal{}
			failed := false
			var err error
			for i, e := range []sales.Event{start, sales.DealChanged{Patch: []byte(first)}, sales.DealChanged{Patch: []byte(second)}} {
				f := sales.Fact{Object: "deal_1", At: sales.Instant(i + 1), Event: e}
				failed = failed || want.Fold(f) != nil
				if err == nil {
					err = b.Apply([]ledger.Event{{Position: int64(i + 1), Fact: f, Recorded: f.At}})
				}
			}
			if failed || err != nil {
				if failed != (err != nil) {
					t.Errorf("%s then %s: got %v", first, second, err)
				}
				continue
			}
			d, _ := b.Snapshot().At(0, 0).Deal("deal_1")
			if got, want := asText(t, d.State()), asText(t, want); got != want {
				t.Errorf("%s then %s:\n got %s\nwant %s", first, second, got, want)
			}
		}
	}
}
