package forecast

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"testing"
	"time"

	"arus/board"
	"arus/demo"
	"arus/forecast/course"
	"arus/report"
	"arus/report/coverage"
	"arus/report/reporttest"
	"arus/sales"

	"pgregory.net/rapid"
)

// asked gets an answer that has to be there.
func asked(t testing.TB, f *Forecaster, r *report.Reader, a Ask) *Answer {
	t.Helper()
	answer, err := f.Of(t.Context(), r, a)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := json.Marshal(answer); err != nil { // what is no number cannot be written
		t.Fatal(err)
	}
	return answer
}

// sum of parts of a kind.
func sum(a *Answer, kind string) (booked, open, fresh int64) {
	for _, p := range a.Parts {
		if p.Kind == kind {
			booked += p.Booked.Minor
			open += p.FromOpen.Minor
			fresh += p.FromNew.Minor
		}
	}
	return booked, open, fresh
}

func TestTheDemoCompanyIsForecast(t *testing.T) {
	s := played(t, 1, demo.Small())
	r := s.reader(t, 0, 0)
	f := New(time.Hour)
	whole := asked(t, f, r, Ask{Period: "2026-Q4"})
	t.Run("as a distribution above what is booked", func(t *testing.T) {
		a := whole
		if a.Thin || a.Booked.Minor <= 0 || a.P10.Minor < a.Booked.Minor || a.P10.Minor >= a.P50.Minor || a.P50.Minor >= a.P90.Minor {
			t.Errorf("%+v", a)
		}
		if a.Booked.Minor+a.FromOpen.Minor+a.FromNew.Minor != a.Expected.Minor {
			t.Errorf("%v + %v + %v is not %v", a.Booked, a.FromOpen, a.FromNew, a.Expected)
		}
		if a.Target.Known == (a.Reaches == nil) || a.Ceiling.Accuracy <= 0 || a.Ceiling.Accuracy >= 1 || a.Ceiling.MoreDeals <= a.Ceiling.Accuracy {
			t.Errorf("target %+v reached by %v, ceiling %+v", a.Target, a.Reaches, a.Ceiling)
		}
		if n := len(a.Weeks); n == 0 || a.Weeks[n-1].Expected != a.Expected || a.Weeks[n-1].To != a.Period.To-1 {
			t.Errorf("weeks %+v end before %v", a.Weeks, a.Expected)
		}
	})
	t.Run("with the need and the coverage that the report on coverage says", func(t *testing.T) {
		table, err := coverage.Of(r, coverage.Question{Period: whole.Period, Level: coverage.Company})
		if err != nil {
			t.Fatal(err)
		}
		row := table.Rows[0]
		if whole.Needed.Multiple == nil || row[10] != *whole.Needed.Multiple || row[11] != string(whole.Needed.Source) || row[9] != *whole.Coverage.Ratio || row[13] != *whole.Needed.Count {
			t.Errorf("%+v and %+v, not %v", whole.Needed, whole.Coverage, row)
		}
	})
	t.Run("in parts that add up", func(t *testing.T) {
		for _, kind := range kindNames() {
			booked, open, fresh := sum(whole, kind)
			if booked != whole.Booked.Minor || open != whole.FromOpen.Minor || fresh != whole.FromNew.Minor {
				t.Errorf("by %s: %d, %d, %d of %v, %v, %v", kind, booked, open, fresh, whole.Booked, whole.FromOpen, whole.FromNew)
			}
		}
	})
	t.Run("the same by another forecaster", func(t *testing.T) {
		if again := asked(t, New(time.Hour), s.reader(t, 0, 0), Ask{Period: "2026-Q4"}); !reflect.DeepEqual(again, whole) {
			t.Errorf("%+v\n%+v", whole, again)
		}
	})
	t.Run("for a team by its own deals", func(t *testing.T) {
		booked := int64(0)
		for team := range r.Picture.Teams() {
			a := asked(t, f, r, Ask{Period: "2026-Q4", Team: sales.TeamID(team.ID)})
			booked += a.Booked.Minor
			if a.Expected.Minor > whole.Expected.Minor {
				t.Errorf("%s alone books %v of %v", team.Facts.Name, a.Expected, whole.Expected)
			}
		}
		if booked != whole.Booked.Minor {
			t.Errorf("the teams have booked %d of %v", booked, whole.Booked)
		}
	})
	t.Run("for those in sight only", func(t *testing.T) {
		none := asked(t, f, r.Within(report.Sight{}), Ask{Period: "2026-Q4"})
		if none.Booked.Minor != 0 || none.Open.Minor != 0 || none.FromOpen.Minor != 0 || len(none.Alerts) != 0 {
			t.Errorf("somebody who sees no deal sees %+v", none)
		}
	})
	t.Run("when it is over", func(t *testing.T) {
		a := asked(t, f, r, Ask{Period: "2026-Q3"})
		if a.Booked.Minor <= 0 || a.P10 != a.Booked || a.P90 != a.Booked || a.FromOpen.Minor != 0 || a.FromNew.Minor != 0 {
			t.Errorf("%+v", a)
		}
	})
}

// What is written down later about earlier days must not change what a picture known at an earlier moment says.
func TestAForecastKnownAtAMomentStaysWhatItWas(t *testing.T) {
	s := played(t, 2, demo.Small())
	then := now - 30*24*sales.Instant(time.Hour/time.Microsecond)
	before := asked(t, New(time.Hour), s.reader(t, then, then), Ask{Period: "2026-Q4"})
	moved := 0
	for id, o := range s.objects {
		if d, ok := o.(*sales.Deal); ok && d.Outcome == sales.Open && d.CreatedAt < then && moved < 20 {
			moved++
			s.do(t, sales.WinDeal{Deal: sales.DealID(id)}, max(d.StageSince, then-1), now)
		}
	}
	again := asked(t, New(time.Hour), s.reader(t, then, then), Ask{Period: "2026-Q4"})
	if moved != 20 || !reflect.DeepEqual(before, again) {
		t.Errorf("%+v\n%+v", before, again)
	}
	if asked(t, New(time.Hour), s.reader(t, then, 0), Ask{Period: "2026-Q4"}).Booked == before.Booked {
		t.Error("nothing was back-dated")
	}
}

func TestWhateverHappensAnAnswerIsSoundAndCountedAsByHand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := reporttest.Tell(t, 60)
		at := s.Recorded + sales.Instant(rapid.IntRange(-20, 20).Draw(t, "later"))*reporttest.Day
		b := board.New("ws_1")
		if err := b.Apply(s.Events); err != nil {
			t.Fatal(err)
		}
		r := report.NewReader(b.Snapshot().At(at, 0), at)
		a, err := New(time.Hour).Of(t.Context(), r, Ask{Period: "2026-Q1", Draws: 100})
		if err != nil {
			var problem *sales.Problem
			if p, ok := err.(*sales.Problem); ok {
				problem = p
			}
			if problem == nil || problem.Code != "rate_missing" {
				t.Fatal(err)
			}
			return
		}
		wins, due, overdue := 0, 0, 0
		for d := range r.Picture.Deals() {
			state := d.State()
			period, _ := r.Picture.Workspace().Calendar.Period("2026-Q1")
			switch day := sales.DayOf(state.ClosedAt.Time().In(r.Zone)); {
			case state.Outcome == sales.Won && period.Holds(day):
				wins++
			case state.Outcome == sales.Open && state.CloseDate != 0 && state.CloseDate < period.To:
				due++
				if state.CloseDate < period.From {
					overdue++
				}
			}
		}
		deals := 0
		for _, c := range a.Categories[1:] {
			deals += c.Deals
		}
		if a.Wins != wins || a.OpenDeals != due || deals != due || a.Overdue != overdue {
			t.Fatalf("%d wins, %d due, %d overdue, %d in categories; want %d, %d and %d", a.Wins, a.OpenDeals, a.Overdue, deals, wins, due, overdue)
		}
		if a.P10.Minor < a.Booked.Minor || a.P50.Minor < a.P10.Minor || a.P90.Minor < a.P50.Minor || a.Expected.Minor < a.Booked.Minor {
			t.Fatalf("%+v", a)
		}
		for _, kind := range kindNames() {
			if booked, open, fresh := sum(a, kind); booked != a.Booked.Minor || open != a.FromOpen.Minor || fresh != a.FromNew.Minor {
				t.Fatalf("by %s: %d, %d, %d of %v, %v, %v", kind, booked, open, fresh, a.Booked, a.FromOpen, a.FromNew)
			}
		}
	})
}

// The course of a deal says of each day what the deal itself was, folded from the facts of the days before.
func TestCoursesAgreeWithFoldingDeals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := reporttest.Tell(t, 60)
		b := board.New("ws_1")
		if err := b.Apply(s.Events); err != nil {
			t.Fatal(err)
		}
		r := report.NewReader(b.Snapshot().At(0, 0), s.Recorded)
		x := read(r, "USD", r.Today()+1, r.Today())
		for d := range x.deals() {
			for day := d.Created + 1; day <= r.Today()+1; day += 3 {
				then, found := b.Snapshot().At((day - 1).End(r.Zone), 0).Deal(sales.DealID(d.ID))
				if !found {
					continue // deleted since
				}
				got := d.At(day)
				if got.Owner != string(then.Owner()) || got.Close != then.CloseDate() || got.Pushes != then.Pushes() && then.Outcome() == sales.Open {
					t.Fatalf("%s on %s: %+v, want owner %s, close %s, %d pushes", d.ID, day, got, then.Owner(), then.CloseDate(), then.Pushes())
				}
			}
			if now, found := r.Picture.Deal(sales.DealID(d.ID)); found && (now.Outcome() == sales.Open) != (d.Closed == course.Open) {
				t.Fatalf("%s is %s and closed on %s", d.ID, now.Outcome(), d.Closed)
			}
		}
	})
}

func TestSharesAreAllottedToTheLastUnit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := rapid.Int64Range(0, 1e15).Draw(t, "total")
		shares := rapid.SliceOfN(rapid.Float64Range(0, 1e12), 1, 9).Draw(t, "shares")
		sum, all := int64(0), 0.0
		for _, s := range shares {
			all += s
		}
		for i, got := range allotted(total, shares) {
			sum += got
			if all > 1e-3 {
				if want := float64(total) * shares[i] / all; math.Abs(float64(got)-want) > 9 {
					t.Fatalf("%d of %d for %f of %f", got, total, shares[i], all)
				}
			}
		}
		if sum != total {
			t.Fatalf("%d was allotted of %d", sum, total)
		}
	})
}

func TestCoverageSaysWhenThereIsNothingToCover(t *testing.T) {
	usd := func(n int64) sales.Money { return sales.Money{Minor: n, Currency: "USD"} }
	for _, c := range []struct {
		open, booked int64
		target       Target
		want         string
	}{
		{100, 50, Target{}, "no_target"}, {100, 50, Target{Known: true, Amount: usd(50)}, "covered"},
		{100, 60, Target{Known: true, Amount: usd(50)}, "covered"}, {150, 50, Target{Known: true, Amount: usd(100)}, "open 3"},
	} {
		got := cover(usd(c.open), usd(c.booked), c.target)
		text := got.State
		if got.Ratio != nil {
			text += fmt.Sprint(" ", *got.Ratio)
		}
		if text != c.want {
			t.Errorf("%+v is %s", c, text)
		}
	}
}
