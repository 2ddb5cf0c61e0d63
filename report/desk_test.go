package report

import (
	"encoding/json"
	"runtime"
	"sync"
	"testing"
	"time"

	"arus/ledger"
	"arus/sales"
)

// ticking is a clock that every look moves on by a second, so that working chances out seems to cost one.
func ticking(at *time.Time) func() time.Time {
	return func() time.Time {
		*at = at.Add(time.Second)
		return *at
	}
}

func TestTheNewestPictureHasOldChancesOnlyForAMoment(t *testing.T) {
	b := stayed(t, 0, 1, 2, 3)
	now := opening.Time().Add(time.Hour)
	desk := NewDesk(ticking(&now))
	position := b.Position()
	happen := func(object sales.ID, e sales.Event) {
		position++
		err := b.Apply([]ledger.Event{{Position: position, Version: 100 + position, Recorded: opening + hour, Fact: sales.Fact{Object: object, At: opening + hour, Event: e}}})
		if err != nil {
			t.Fatal(err)
		}
	}
	first := desk.Now(b)
	if again := desk.Now(b); again.Odds != first.Odds || again.Now <= first.Now {
		t.Error("nothing has happened: chances are to stay, and time is to go on")
	}
	happen("deal_0", sales.DealWon{})
	soon := desk.Now(b)
	if d, _ := soon.Picture.Deal("deal_0"); d.Outcome() != sales.Won || soon.Odds != first.Odds {
		t.Errorf("a deal was won: it is to show at once as %s, and chances a little later", d.Outcome())
	}
	happen("pipe_a", sales.Changed[sales.PipelineFacts]{Patch: json.RawMessage(`{"stages":[{"id":"` + string(stageID("1")) + `","name":"One","canonical":"qualify","limit_days":3}]}`)})
	changed := desk.Now(b)
	if got := changed.Limits.Of(stageID("1")); got != (Limit{3, "set"}) || changed.Odds == first.Odds {
		t.Errorf("a limit that a person sets acts at once: %v", got)
	}
	happen("deal_1", sales.DealLost{Reason: "price"})
	now = now.Add(2 * patience * time.Second)
	later := desk.Now(b)
	if later.Odds == changed.Odds {
		t.Error("a deal was lost: chances are to follow when what they cost has paid off")
	}
	now = now.Add(longest)
	if desk.Now(b).Odds == later.Odds {
		t.Error("open visits have grown older by an hour, and nobody looked")
	}
}

func TestNobodyWaitsForChancesThatTakeLong(t *testing.T) {
	b := stayed(t, 0, 1, 2, 3)
	var mu sync.Mutex
	now, begun, release := opening.Time().Add(time.Hour), make(chan struct{}, 2), make(chan struct{}, 2)
	pass := func(d time.Duration) time.Time {
		mu.Lock()
		defer mu.Unlock()
		now = now.Add(d)
		return now
	}
	desk := NewDesk(func() time.Time { return pass(0) })
	desk.WeighBy(func(*Reader) Chances {
		begun <- struct{}{}
		<-release
		pass(time.Second)
		return nil
	})
	release <- struct{}{}
	first := desk.Now(b)
	<-begun
	pass(patience * time.Second)
	err := b.Apply([]ledger.Event{{Position: b.Position() + 1, Version: 100, Recorded: opening + hour, Fact: sales.Fact{Object: "deal_0", At: opening + hour, Event: sales.DealWon{}}}})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if r := desk.Now(b); r.Odds != first.Odds || r.Picture.Snapshot().Position() != b.Position() {
			t.Error("while chances are worked out, the newest deals are to be read with the old ones")
		}
	}
	<-begun
	release <- struct{}{}
	for desk.Now(b).Odds == first.Odds {
		runtime.Gosched()
	}
	if len(begun) > 0 {
		t.Error("chances were worked out more than once")
	}
}

func TestChancesThatBreakBesideARequestBreakTheNextOne(t *testing.T) {
	b := stayed(t, 0, 1, 2, 3)
	var mu sync.Mutex
	now, weighed, broken := opening.Time().Add(time.Hour), 0, false
	pass := func(d time.Duration) time.Time {
		mu.Lock()
		defer mu.Unlock()
		now = now.Add(d)
		return now
	}
	is := func(want bool) {
		mu.Lock()
		defer mu.Unlock()
		broken = want
	}
	desk := NewDesk(func() time.Time { return pass(0) })
	desk.WeighBy(func(*Reader) Chances {
		pass(time.Second)
		mu.Lock()
		defer mu.Unlock()
		if weighed++; broken {
			panic("no such stage")
		}
		return nil
	})
	desk.Now(b)
	pass((patience + 1) * time.Second)
	err := b.Apply([]ledger.Event{{Position: b.Position() + 1, Version: 100, Recorded: opening + hour, Fact: sales.Fact{Object: "deal_0", At: opening + hour, Event: sales.DealWon{}}}})
	if err != nil {
		t.Fatal(err)
	}
	is(true)
	asked := func() (failed any) {
		defer func() { failed = recover() }()
		desk.Now(b)
		return nil
	}
	for asked() == nil {
		runtime.Gosched()
	}
	is(false)
	if failed := asked(); failed != nil {
		t.Errorf("chances can be worked out again, and a request still fails: %v", failed)
	}
	if weighed != 4 {
		t.Errorf("chances were worked out %d times: at first, beside a request, for the next one, and when it went well again", weighed)
	}
}

func TestAnEarlierPictureIsWorkedOutOnce(t *testing.T) {
	b := stayed(t, 0, 1, 2, 3)
	now := opening.Time().Add(time.Hour)
	desk := NewDesk(ticking(&now))
	then := desk.At(b, opening-day, 0)
	if then.Now != opening-day || then.Picture.AsOf() != opening-day || then.Today() != sales.DayOf((opening-day).Time()) {
		t.Errorf("asked for %s, got %s", opening-day, then.Now)
	}
	if desk.At(b, opening-day, 0) != then || desk.At(b, opening-day, opening) == then {
		t.Error("one moment is one picture, and another is another")
	}
	known := desk.At(b, 0, opening)
	again := desk.At(b, 0, opening)
	if again.Now <= known.Now || again.Odds != known.Odds {
		t.Error("as of now, what was known then: time goes on, and history stays")
	}
	for i := range sales.Instant(pastsKept) {
		desk.At(b, opening-2*day-i, 0)
	}
	if len(desk.past) != pastsKept || desk.At(b, opening-day, 0) == then {
		t.Errorf("%d pictures are kept", len(desk.past))
	}
}

func TestManyMayAskADeskAtOnce(t *testing.T) {
	b := stayed(t, 0, 1, 2, 3)
	desk := NewDesk(func() time.Time { return opening.Time().Add(time.Hour) })
	var all sync.WaitGroup
	for i := range sales.Instant(8) {
		all.Go(func() {
			for _, r := range []*Reader{desk.Now(b), desk.At(b, opening-i%3*day, 0), desk.At(b, 0, opening)} {
				if table, err := r.Ask(Question{Measures: []string{"count", "weighted_value"}, GroupBy: []string{"team"}}); err != nil || len(table.Columns) != 4 {
					t.Errorf("%v, %v", table, err)
				}
			}
		})
	}
	all.Wait()
}

func TestMoneyIsRoundedOnceAndHalvesGoToTheEvenCent(t *testing.T) {
	euro := func(minor int64) sales.DealCreated {
		return sales.DealCreated{Pipeline: "pipe_a", Stage: stageID("1"), DealFacts: sales.DealFacts{Value: sales.Money{Minor: minor, Currency: "EUR"}}}
	}
	for _, c := range []struct {
		euros []int64
		cents int64
	}{{[]int64{2}, 2}, {[]int64{6}, 8}, {[]int64{1, 1}, 2}, {[]int64{2, 2}, 5}, {[]int64{1, 1, 1, 1, 1, 1}, 8}, {[]int64{1 << 61, 1 << 61, 2}, 5<<60 + 2}} {
		facts := []sales.Fact{{Object: sales.RateID("EUR", "USD"), At: 1, Event: sales.Created[sales.RateFacts]{Facts: sales.RateFacts{From: "EUR", To: "USD", Days: []sales.DatedRate{{Day: 1, Rate: "1.25"}}}}}}
		for i, minor := range c.euros {
			facts = append(facts, sales.Fact{Object: sales.ID("deal_" + string(rune('a'+i))), At: 2, Event: euro(minor)})
		}
		r := NewReader(boardOf(t, facts...).Snapshot().At(opening, 0), opening)
		table, err := r.Ask(Question{Measures: []string{"value"}})
		if err != nil {
			t.Fatal(err)
		}
		same(t, "value", table.Totals[0], sales.Money{Minor: c.cents, Currency: "USD"})
	}
}

func TestMoreThanCanBeHeldIsRefusedAndNotWrapped(t *testing.T) {
	r := worth(t, []int{1 << 62, 1 << 62, 1 << 62})
	if table, err := r.Ask(Question{Measures: []string{"value"}}); err == nil {
		t.Errorf("got %v", table.Totals)
	}
}

func TestQuestionsThatCannotBeAnswered(t *testing.T) {
	r := worth(t, []int{1})
	for name, ask := range map[string]func() error{
		"no measure":      func() error { _, err := r.Ask(Question{}); return err },
		"unknown measure": func() error { _, err := r.Ask(Question{Measures: []string{"luck"}}); return err },
		"unknown dimension": func() error {
			_, err := r.Ask(Question{Measures: []string{"count"}, GroupBy: []string{"mood"}})
			return err
		},
		"unknown currency": func() error { _, err := r.Ask(Question{Measures: []string{"value"}, Currency: "XXX"}); return err },
		"no rate":          func() error { _, err := r.Pipeline(Question{Currency: "EUR"}); return err },
		"unknown pipeline": func() error { _, err := r.Pipeline(Question{Selection: Selection{Pipeline: "pipe_z"}}); return err },
	} {
		if ask() == nil {
			t.Errorf("%s is answered", name)
		}
	}
}
