package shelf

import (
	"fmt"
	"testing"

	"arus/ledger"
	"arus/sales"
)

func set(t *testing.T, s *Shelf, at sales.Instant, e sales.Event) {
	t.Helper()
	err := s.Apply(ledger.Event{Fact: sales.Fact{Object: "rate_usd_eur", At: at, Event: e}, Recorded: at})
	if err != nil {
		t.Fatal(err)
	}
}

func days(s *Shelf, knownAt sales.Instant) string {
	r := s.At(0).Seen(sales.Forever-1, knownAt).(*sales.Rate)
	text := ""
	for _, d := range r.Facts.Days {
		text += fmt.Sprintf("%d=%s ", d.Day, d.Rate)
	}
	return text
}

// Versions share the memory of their lists of days where that is safe; this is where it would not be.
func TestEachVersionOfARateKeepsItsOwnDays(t *testing.T) {
	s := New()
	set(t, s, 1, sales.Created[sales.RateFacts]{Facts: sales.RateFacts{From: "USD", To: "EUR"}})
	set(t, s, 2, sales.RateSet{Day: 10, Rate: "1"})
	set(t, s, 3, sales.RateSet{Day: 30, Rate: "3"})
	set(t, s, 4, sales.RateSet{Day: 40, Rate: "4"})
	early := s.Freeze()
	set(t, s, 5, sales.RateSet{Day: 10, Rate: "7"}) // another rate for a day that has one
	set(t, s, 6, sales.RateSet{Day: 20, Rate: "2"}) // a day in between
	if err := s.Retract(4, 7); err != nil {         // and one is taken back
		t.Fatal(err)
	}
	set(t, s, 8, sales.RateSet{Day: 50, Rate: "5"})
	set(t, s, 9, sales.RateRemoved{Day: 20}) // and one is removed
	set(t, s, 10, sales.RateRemoved{Day: 50})
	set(t, s, 11, sales.RateSet{Day: 60, Rate: "6"}) // into the memory that a version before has let go
	for knownAt, want := range map[sales.Instant]string{
		2: "10=1 ", 3: "10=1 30=3 ", 4: "10=1 30=3 40=4 ", 5: "10=7 30=3 40=4 ", 6: "10=7 20=2 30=3 40=4 ",
		7: "10=7 20=2 30=3 ", 8: "10=7 20=2 30=3 50=5 ",
		9: "10=7 30=3 50=5 ", 10: "10=7 30=3 ", 11: "10=7 30=3 60=6 ",
	} {
		if got := days(s, knownAt); got != want {
			t.Errorf("known at %d: got %s, want %s", knownAt, got, want)
		}
	}
	if got := days(early, sales.Forever-1); got != "10=1 30=3 40=4 " {
		t.Errorf("the shelf frozen earlier: got %s", got)
	}
}

func TestAnEventOfAnotherKindIsRefused(t *testing.T) {
	s := New()
	events := []sales.Event{sales.Created[sales.UserFacts]{}, sales.RateSet{Day: 1, Rate: "1"}}
	var err error
	for _, e := range events {
		err = s.Apply(ledger.Event{Fact: sales.Fact{Object: "user_1", Event: e}})
	}
	if err == nil {
		t.Fatal("a user took a rate")
	}
}
