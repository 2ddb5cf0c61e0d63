package tally_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"arus/board"
	"arus/report"
	"arus/report/reporttest"
	"arus/report/scan"
	"arus/report/tally"
	"arus/sales"
)

var filters = []string{"", "deal.value > 5000", "deal.value != 0", "deal.outcome == 'open' && deal.value <= 1234.5", "deal.value > 100 && deal.value < 5000",
	"deal.value >= 3000 && deal.owner == 'user_1'", "deal.value >= 3000 && (deal.outcome == 'won' && deal.value < 9000)", "deal.value > 2000 || deal.owner == 'user_2'",
	"!(deal.value > 2000)", "deal.value < 1e300", "deal.value > 2000 && deal.name.endsWith('7')", "deal.currency == 'JPY' && deal.value > 40000", "!(deal.outcome == 'won' || deal.currency == 'EUR')",
	"deal.outcome == 'won' || deal.currency == 'EUR'", "(deal.outcome == 'open' || deal.outcome == 'won') && !(deal.currency == 'JPY') && deal.value > 3000"}

func dimensions() map[string][]scan.Dimension {
	stage := scan.Dimension{Columns: scan.Place, Coded: true, Key: func(d board.Deal) string { return string(d.Stage()) }}
	owner := scan.Dimension{Columns: scan.Owner, Coded: true, Key: func(d board.Deal) string { return string(d.Owner()) }}
	both := scan.Dimension{Keys: func(d board.Deal) []string { return []string{"all", string(d.Owner())} }}
	return map[string][]scan.Dimension{"nothing": nil, "stage": {stage}, "owner": {owner}, "stage and owner": {stage, owner}, "overlapping": {both}}
}

// Whatever a filter leaves of bunches, all of one, some of it by their values, or some by something else, the sums are those
// of asking deal by deal; of the newest picture, whose bunches keep sums, and of an earlier one.
func TestSumsOfBunchesAreThoseOfTheirDeals(t *testing.T) {
	b := reporttest.Many(t, rand.New(rand.NewPCG(5, 6)), 900)
	at := reporttest.Opening + 200*reporttest.Day
	for _, asOf := range []sales.Instant{0, at - 80*reporttest.Day} {
		r := report.NewReader(b.Snapshot().At(asOf, 0), at)
		for _, filter := range filters {
			for name, by := range dimensions() {
				if name == "overlapping" {
					continue // its deals go one by one
				}
				a, err := tally.Count(r.World(), tally.Question{By: by, Which: whichOf(t, r, filter)})
				if err != nil {
					t.Fatal(err)
				}
				if got, want := noted(a), oneByOne(t, r, filter, by); fmt.Sprint(got) != fmt.Sprint(want) {
					t.Errorf("as of %d, %s by %s:\n got %v\nwant %v", asOf, filter, name, got, want)
				}
			}
		}
	}
}

// plain is a company that was told of everything in order, in three currencies, some of whose deals are deleted.
func plain(t *testing.T) *board.Board {
	lives := reporttest.PlainLives(rand.New(rand.NewPCG(7, 8)), 900)
	for i := range lives {
		l := &lives[i]
		created := l.Steps[0].Is.(sales.DealCreated)
		created.Value.Currency = []sales.Currency{"USD", "EUR", "JPY"}[i%3]
		l.Steps[0].Is = created
		if i%7 == 0 {
			l.Steps = append(l.Steps, reporttest.Step{Day: l.Steps[len(l.Steps)-1].Day + 3, Is: sales.DealDeleted{}})
		}
	}
	return reporttest.PlainBoard(t, lives)
}

// What one sweep over versions says of each moment is what counting at that moment says, whether versions come in bunches,
// as they do where everything was told in order, or not.
func TestSweptVersionsAreCountedAtEachMoment(t *testing.T) {
	var moments []sales.Instant
	for _, days := range []sales.Instant{-10, 3, 10, 40, 41, 90, 199, 200} {
		moments = append(moments, reporttest.Opening+days*reporttest.Day)
	}
	at := moments[len(moments)-1]
	for company, b := range map[string]*board.Board{"in order": plain(t), "late": reporttest.Many(t, rand.New(rand.NewPCG(9, 1)), 500)} {
		r := report.NewReader(b.Snapshot().At(at, 0), at)
		for _, filter := range filters {
			for name, by := range dimensions() {
				w := r.World()
				w.Moments = moments
				series, err := tally.Series(w, tally.Question{By: by, Which: whichOf(t, r, filter)})
				if err != nil {
					t.Fatal(err)
				}
				for n, moment := range moments {
					own := report.NewReader(b.Snapshot().At(moment, 0), moment)
					a, err := tally.Count(own.World(), tally.Question{By: by, Which: whichOf(t, own, filter)})
					if err != nil {
						t.Fatal(err)
					}
					if got, want := noted(series[n]), noted(a); fmt.Sprint(got) != fmt.Sprint(want) {
						t.Errorf("told %s, at moment %d, %s by %s:\n got %v\nwant %v", company, n, filter, name, got, want)
					}
				}
			}
		}
	}
}

func whichOf(t *testing.T, r *report.Reader, filter string) scan.Which {
	which, err := r.Which(report.Selection{Filter: filter})
	if err != nil {
		t.Fatal(err)
	}
	return which
}

// noted is what an answer says, without noughts.
func noted(a *tally.Answer) map[string]int64 {
	all := map[string]int64{}
	for _, g := range a.Groups {
		for outcome, n := range g.Counts {
			note(all, int64(n), g.Keys, outcome, "deals")
			for currency, sum := range g.Values[outcome].Sums {
				note(all, sum.Rat().Num().Int64(), g.Keys, outcome, string(currency))
			}
		}
	}
	return all
}

func note(all map[string]int64, n int64, what ...any) {
	if n != 0 {
		all[fmt.Sprint(what...)] += n
	}
}

func oneByOne(t *testing.T, r *report.Reader, filter string, by []scan.Dimension) map[string]int64 {
	all := map[string]int64{}
	matches, err := r.Matching(report.Selection{Filter: filter})
	if err != nil {
		t.Fatal(err)
	}
	for d := range r.Picture.Deals() {
		if matched, err := matches(d); err != nil {
			t.Fatal(err)
		} else if !matched {
			continue
		}
		var keys []string
		for _, dimension := range by {
			keys = append(keys, dimension.Key(d))
		}
		outcome := map[sales.Outcome]board.Outcome{sales.Open: board.Open, sales.Won: board.Won, sales.Lost: board.Lost}[d.Outcome()]
		note(all, 1, keys, int(outcome), "deals")
		note(all, d.Value().Minor, keys, int(outcome), string(d.Value().Currency))
	}
	return all
}
