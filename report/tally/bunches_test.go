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

// Whatever a filter leaves of bunches, all of one, some of it by their values, or some by something else, the sums are those
// of asking deal by deal; of the newest picture, whose bunches keep sums, and of an earlier one.
func TestSumsOfBunchesAreThoseOfTheirDeals(t *testing.T) {
	b := reporttest.Many(t, rand.New(rand.NewPCG(5, 6)), 900)
	at := reporttest.Opening + 200*reporttest.Day
	for _, asOf := range []sales.Instant{0, at - 80*reporttest.Day} {
		picture := b.Snapshot().At(asOf, 0)
		r := report.NewReader(picture, at)
		stage := scan.Dimension{Columns: scan.Place, Coded: true, Key: func(d board.Deal) string { return string(d.Stage()) }}
		owner := scan.Dimension{Columns: scan.Owner, Coded: true, Key: func(d board.Deal) string { return string(d.Owner()) }}
		for _, filter := range []string{"", "deal.value > 5000", "deal.value != 0", "deal.outcome == 'open' && deal.value <= 1234.5", "deal.value > 100 && deal.value < 5000",
			"deal.value >= 3000 && deal.owner == 'user_1'", "deal.value >= 3000 && (deal.outcome == 'won' && deal.value < 9000)", "deal.value > 2000 || deal.owner == 'user_2'",
			"!(deal.value > 2000)", "deal.value < 1e300", "deal.value > 2000 && deal.name.endsWith('7')", "deal.currency == 'JPY' && deal.value > 40000"} {
			which, err := r.Which(report.Selection{Filter: filter})
			if err != nil {
				t.Fatal(err)
			}
			for name, by := range map[string][]scan.Dimension{"nothing": nil, "stage": {stage}, "owner": {owner}} {
				a, err := tally.Count(r.World(), tally.Question{By: by, Which: which})
				if err != nil {
					t.Fatal(err)
				}
				got := map[string]int64{}
				for _, g := range a.Groups {
					for outcome, n := range g.Counts {
						note(got, int64(n), g.Keys, outcome, "deals")
						for currency, sum := range g.Values[outcome].Sums {
							note(got, sum.Rat().Num().Int64(), g.Keys, outcome, string(currency))
						}
					}
				}
				if want := oneByOne(t, r, filter, by); fmt.Sprint(got) != fmt.Sprint(want) {
					t.Errorf("as of %d, %s by %s:\n got %v\nwant %v", asOf, filter, name, got, want)
				}
			}
		}
	}
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
