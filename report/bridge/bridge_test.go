package bridge

import (
	"errors"
	"flag"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"arus/report"
	"arus/report/reporttest"
	"arus/sales"

	"pgregory.net/rapid"
)

// asked is a question with what it means, deal by deal.
type asked struct {
	*reporttest.Story
	r        *report.Reader
	q        Question
	sight    report.Sight
	filtered func(sales.Deal) bool
}

func ask(t *rapid.T) *asked {
	s := reporttest.Tell(t, 60)
	asOf, knownAt := s.Moments()
	a := &asked{Story: s, filtered: func(sales.Deal) bool { return true }, sight: report.Sight{All: rapid.Bool().Draw(t, "all"), Owners: map[sales.UserID]bool{"user_1": true, "": true}}}
	a.r = report.NewReader(s.Board().Snapshot().At(asOf, knownAt), asOf).Within(a.sight)
	a.q = Question{From: asOf - sales.Instant(rapid.IntRange(1, 100*24).Draw(t, "hours"))*reporttest.Hour, Selection: report.Selection{
		Owner: reporttest.Pick[sales.UserID](s, "", "", "user_1"), Pipeline: reporttest.Pick[sales.PipelineID](s, "", "", "pipe_a")}}
	if rapid.Bool().Draw(t, "period") {
		from := s.SomeDay()
		a.q.Period = &sales.Period{From: from, To: from + 60}
	}
	if rapid.IntRange(0, 2).Draw(t, "filter") == 0 {
		a.q.Filter = "deal.segment == 'smb'"
		a.filtered = func(d sales.Deal) bool { return d.Segment == "smb" }
	}
	return a
}

// standing says of one state, by the definition, why it is not in the open pipeline that was asked for; "" when it is.
func (a *asked) standing(d *sales.Deal) []Kind {
	var out []Kind
	for _, reason := range []struct {
		kind  Kind
		holds bool
	}{{Deleted, d.Deleted}, {Won, d.Outcome == sales.Won}, {Lost, d.Outcome == sales.Lost},
		{OwnerOut, a.q.Owner != "" && d.Owner != a.q.Owner || !a.sight.All && !a.sight.Owners[d.Owner]},
		{MovedOut, a.q.Pipeline != "" && d.Pipeline != a.q.Pipeline || !a.filtered(*d)},
		{PushedOut, a.q.Period != nil && (d.CloseDate == 0 || !a.q.Period.Holds(d.CloseDate))}} {
		if reason.holds {
			out = append(out, reason.kind)
		}
	}
	return out
}

// primary is the one line of a deal, by the definition's order; "" for none.
func (a *asked) primary(l reporttest.Life) Kind {
	var before, birth *sales.Deal
	ever := false
	for i := range l.Told {
		now := &l.Told[i].After
		if l.Told[i].At <= a.q.From {
			before = now
		} else {
			if birth == nil && before == nil {
				birth = now
			}
			ever = ever || len(a.standing(now)) == 0
		}
	}
	in := before != nil && len(a.standing(before)) == 0
	switch reasons := a.standing(l.Deal); {
	case in && len(reasons) == 0:
		switch {
		case before.Value.Currency != l.Value.Currency && before.Value.Minor != 0 && l.Value.Minor != 0:
			return FX
		case before.Value.Minor < l.Value.Minor:
			return Increased
		case before.Value.Minor > l.Value.Minor:
			return Decreased
		}
		return none
	case len(reasons) > 0 && (in || ever):
		return reasons[0]
	case len(reasons) > 0:
		return none
	}
	from := before
	if from == nil {
		from = birth
	}
	for _, r := range []struct{ out, in Kind }{{OwnerOut, OwnerIn}, {MovedOut, MovedIn}, {PushedOut, PulledIn}} {
		if slices.Contains(a.standing(from), r.out) {
			return r.in
		}
	}
	if before == nil {
		return Created
	}
	return Reopened
}

// stand is the open pipeline at a moment, folded by hand.
func (a *asked) stand(at sales.Instant) (s Stand, missing bool) {
	total := new(big.Rat)
	for _, l := range a.Lives(at, a.r.Picture.KnownAt()) {
		if len(a.standing(l.Deal)) > 0 {
			continue
		}
		s.Count++
		if l.Value.Minor == 0 {
			continue
		}
		rate := a.Rate(l.Value.Currency, at, a.r.Picture.KnownAt())
		if rate == nil {
			return s, true
		}
		total.Add(total, new(big.Rat).Mul(big.NewRat(l.Value.Minor, 1), rate))
	}
	s.Value = reporttest.Rounded(total)
	return s, false
}

func TestABridgeAgreesWithFollowingEveryDealByHand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := ask(t)
		all, err := Of(a.r, a.q)
		opening, missing1 := a.stand(a.q.From)
		closing, missing2 := a.stand(a.r.Now)
		if withoutRate(err) {
			return
		}
		if err != nil || missing1 || missing2 {
			t.Fatalf("%v: a rate is missing: %t, %t", err, missing1, missing2)
		}
		b := all[0]
		if b.Opening != opening || b.Closing != closing {
			t.Fatalf("from %v to %v, want from %v to %v", b.Opening, b.Closing, opening, closing)
		}
		closes(t, b)
		want := map[Kind][]sales.DealID{}
		for _, l := range a.Everything(a.r.Now, a.r.Picture.KnownAt()) {
			want[a.primary(l)] = append(want[a.primary(l)], l.ID)
		}
		for _, l := range b.Lines {
			slices.Sort(l.Deals)
			if !slices.Equal(l.Deals, want[l.Kind]) || l.Count != len(want[l.Kind]) {
				t.Fatalf("%s: %v, want %v", l.Kind, l.Deals, want[l.Kind])
			}
		}
	})
}

func withoutRate(err error) bool {
	var p *sales.Problem
	return errors.As(err, &p) && p.Code == "rate_missing"
}

// closes checks that lines, churn and deltas add up to the minor unit.
func closes(t interface{ Fatalf(string, ...any) }, b Bridge) {
	churn := b.Opening.Value.Minor
	for _, l := range b.Lines {
		sum := int64(0)
		for _, d := range l.Deltas {
			sum += d.Value.Minor
		}
		if len(l.Deltas) > 0 && sum != l.Value.Minor {
			t.Fatalf("%s is %v, and its deltas %v", l.Kind, l.Value, l.Deltas)
		}
		churn += l.ChurnValue.Minor
	}
	if b.Value().Cmp(big.NewInt(b.Closing.Value.Minor)) != 0 {
		t.Fatalf("%v and all lines are %v, not %v", b.Opening, b.Value(), b.Closing)
	}
	if off := churn - b.Closing.Value.Minor; off > 20 || off < -20 { // every line of it is rounded
		t.Fatalf("%v and all events are %d, not %v", b.Opening, churn, b.Closing)
	}
}

// A bridge by owner is a bridge of each owner: what changes hands goes out of one and into the other.
func TestABridgeByOwnerIsTheBridgeOfEachOwner(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := ask(t)
		a.q.GroupBy, a.q.Owner = []string{"owner"}, ""
		all, err := Of(a.r, a.q)
		if withoutRate(err) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range all {
			if b.Cells[0] == nil {
				continue // nobody cannot be asked for
			}
			one := a.q
			one.GroupBy, one.Owner = nil, sales.UserID(b.Cells[0].(string))
			alone, err := Of(a.r, one)
			if err != nil {
				t.Fatal(err)
			}
			alone[0].Cells = b.Cells
			if got, want := fmt.Sprint(b), fmt.Sprint(alone[0]); got != want {
				t.Fatalf("got %s, want %s", got, want)
			}
		}
	})
}

func TestABridgeLeadsForwards(t *testing.T) {
	r := report.NewReader(reporttest.Board(t).Snapshot().At(reporttest.Opening, 0), reporttest.Opening)
	if _, err := Of(r, Question{From: reporttest.Opening}); err == nil {
		t.Error("a bridge from a moment to itself")
	}
}

var histories = flag.Int("histories", 20_000, "how many random histories a bridge has to close over")

// Each deal is a random history of its own, with back-dated events, changes of owner, currency and close date, wins,
// losses, reopenings and deletions. Each is asked for alone, as a group of its own, and all of them together.
func TestABridgeClosesOverRandomHistories(t *testing.T) {
	const together = 10_000
	for done := 0; done < *histories; done += together {
		random := rand.New(rand.NewPCG(uint64(done), 2026))
		n := min(together, *histories-done)
		at := reporttest.Opening + sales.Instant(150+random.IntN(60))*reporttest.Day
		r := report.NewReader(reporttest.Many(t, random, n).Snapshot().At(at, 0), at).Within(report.Sight{All: done%3 > 0, Owners: map[sales.UserID]bool{"user_1": true, "user_2": true}})
		from := sales.DayOf(reporttest.Opening.Time()) + sales.Day(random.IntN(200))
		q := Question{From: at - sales.Instant(1+random.IntN(100*24))*reporttest.Hour, Period: &sales.Period{From: from, To: from + 92}}
		if random.IntN(3) == 0 {
			q.Owner = "user_1"
		}
		whole, err := Of(r, q)
		if err != nil {
			t.Fatal(err)
		}
		closes(t, whole[0])
		q.GroupBy = []string{"account"} // each has one of its own
		each, err := Of(r, q)
		if err != nil {
			t.Fatal(err)
		}
		open, count := 0, 0
		for _, b := range each {
			closes(t, b)
			open, count = open+b.Closing.Count, count+1
		}
		if open != whole[0].Closing.Count || count > n {
			t.Fatalf("%d open deals one by one, %d together, in %d groups", open, whole[0].Closing.Count, count)
		}
		if done+together >= *histories {
			t.Logf("%d histories; of the last %d, from %v to %v", *histories, n, whole[0].Opening, whole[0].Closing)
		}
	}
}
