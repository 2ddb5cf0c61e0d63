package pattern

import (
	"bytes"
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"arus/board"
	"arus/report"
	"arus/report/reporttest"
	"arus/sales"
)

// end of a plain life up to a day: how it stands, and when it closed.
func end(l reporttest.PlainLife, until int) (outcome sales.Outcome, closed int) {
	outcome = sales.Open
	for _, s := range l.Steps {
		if s.Day > until {
			break
		}
		switch s.Is.(type) {
		case sales.DealWon:
			outcome, closed = sales.Won, s.Day
		case sales.DealLost:
			outcome, closed = sales.Lost, s.Day
		}
	}
	return outcome, closed
}

func TestSourcesAgreeWithCountingByHand(t *testing.T) {
	for seed := range uint64(10) {
		random := rand.New(rand.NewPCG(seed, 41))
		lives := reporttest.PlainLives(random, 50+random.IntN(400))
		today, from, to := 150+random.IntN(200), random.IntN(100), 100+random.IntN(150)
		r := report.NewReader(reporttest.PlainBoard(t, lives).Snapshot().At(reporttest.Noon(today), 0), reporttest.Noon(today))
		table, err := OfSources(r, Question{Period: sales.Period{From: reporttest.SinceOpening(from), To: reporttest.SinceOpening(to)}})
		if err != nil {
			t.Fatal(err)
		}
		type brought struct{ created, open, won, lost, value int64 }
		want := map[string]*brought{}
		for _, l := range lives {
			born := l.Steps[0].Day
			if born < from || born >= to || born > today {
				continue
			}
			b := want[l.Facts.Source]
			if b == nil {
				b = &brought{}
				want[l.Facts.Source] = b
			}
			b.created++
			switch outcome, _ := end(l, today); outcome {
			case sales.Open:
				b.open++
			case sales.Lost:
				b.lost++
			default:
				b.won++
				b.value += l.Facts.Value.Minor
			}
		}
		if len(table.Rows) != len(want) {
			t.Errorf("seed %d: %d sources, by hand %d", seed, len(table.Rows), len(want))
		}
		before := int64(1 << 62)
		for _, row := range table.Rows {
			name, _ := row[0].(string)
			b := want[name]
			per := func(n int64) any {
				if n == 0 {
					return nil
				}
				return reporttest.Rounded(big.NewRat(b.value, n))
			}
			rate := any(nil)
			if b.won+b.lost > 0 {
				rate = float64(b.won) / float64(b.won+b.lost)
			}
			got := fmt.Sprint(row[1:6], row[8:11])
			if byHand := fmt.Sprint([]any{b.created, b.open, b.won, b.lost, rate}, []any{per(1), per(b.won), per(b.created)}); got != byHand {
				t.Errorf("seed %d, %q: got %s, by hand %s", seed, name, got, byHand)
			}
			listed, _, err := r.List(report.Listing{Selection: report.Selection{Filter: row[len(row)-1].(string)}, Limit: 5000})
			if err != nil || len(listed) != int(b.created) {
				t.Errorf("seed %d: %v opens %d deals, not %d: %v", seed, row[len(row)-1], len(listed), b.created, err)
			}
			if value := row[8].(sales.Money).Minor; value > before {
				t.Errorf("seed %d: %q brought more than the one before it", seed, name)
			} else {
				before = value
			}
		}
	}
}

// Grouped, each group has the sources that it has alone, in the same order, and they open the same deals.
func TestSourcesOfGroupsAreAsIfAskedAlone(t *testing.T) {
	lives := reporttest.PlainLives(rand.New(rand.NewPCG(7, 41)), 400)
	r := report.NewReader(reporttest.PlainBoard(t, lives).Snapshot().At(reporttest.Noon(300), 0), reporttest.Noon(300))
	q := Question{Period: sales.Period{From: reporttest.SinceOpening(20), To: reporttest.SinceOpening(200)}, Factors: []string{"owner", "source"}}
	grouped, err := OfSources(r, q)
	if err != nil {
		t.Fatal(err)
	}
	rows, owners := grouped.Rows, 0
	for len(rows) > 0 {
		owners++
		owner, _ := rows[0][0].(string)
		alone, err := OfSources(r, Question{Period: q.Period, Selection: report.Selection{Filter: report.Equal("owner", owner)}})
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range alone.Rows {
			if got := rows[0][2 : len(rows[0])-1]; fmt.Sprint(got) != fmt.Sprint(want[:len(want)-1]) {
				t.Fatalf("%q: %v, alone %v", owner, got, want)
			}
			if listed, _, err := r.List(report.Listing{Selection: report.Selection{Filter: rows[0][len(rows[0])-1].(string)}, Limit: 5000}); err != nil || len(listed) != want[1] {
				t.Errorf("%v opens %d deals, not %v: %v", rows[0][len(rows[0])-1], len(listed), want[1], err)
			}
			rows = rows[1:]
		}
	}
	if owners < 2 {
		t.Errorf("%d owners", owners)
	}
}

// does tells from the list of steps what people had done with a deal by a day.
func does(l reporttest.PlainLife, by int) map[string]bool {
	born, touches, due := l.Steps[0].Day, 0, l.Facts.CloseDate
	is := map[string]bool{"never_pushed": true}
	for _, s := range l.Steps {
		if s.Day > by {
			break
		}
		switch e := s.Is.(type) {
		case sales.ActivityLogged:
			if e.Buyer {
				touches++
				is["touched_in_first_week"] = is["touched_in_first_week"] || s.Day-born <= 7
			}
		case sales.CloseDateMoved:
			if e.To > due {
				is["never_pushed"] = false
			}
			due = e.To
		case sales.DealChanged:
			switch {
			case bytes.Contains(e.Patch, []byte("Call")):
				is["next_step_planned"] = true
			case bytes.Contains(e.Patch, []byte("null")):
				is["next_step_planned"] = false
			case bytes.Contains(e.Patch, []byte("comp_1")):
				is["competitor_known"] = true
			default:
				is["two_contacts_or_more"] = true
			}
		}
	}
	is["three_touches_or_more"] = touches >= 3
	return is
}

func TestBehavioursAgreeWithReadingTheStepsOfEachDeal(t *testing.T) {
	for seed := range uint64(10) {
		random := rand.New(rand.NewPCG(seed, 43))
		lives := reporttest.PlainLives(random, 100+random.IntN(600))
		today, from, to := 300, 20+random.IntN(80), 150+random.IntN(150)
		r := report.NewReader(reporttest.PlainBoard(t, lives).Snapshot().At(reporttest.Noon(today), 0), reporttest.Noon(today))
		table, err := OfBehaviours(r, Question{Period: sales.Period{From: reporttest.SinceOpening(from), To: reporttest.SinceOpening(to)}})
		if err != nil {
			t.Fatal(err)
		}
		won, lost, allWon, allLost := map[string]int{}, map[string]int{}, 0, 0
		for _, l := range lives {
			outcome, closed := end(l, today)
			if outcome == sales.Open || closed < from || closed >= to || closed-l.Steps[0].Day < 35 {
				continue
			}
			count := won
			if outcome == sales.Lost {
				count = lost
				allLost++
			} else {
				allWon++
			}
			for behaviour, does := range does(l, l.Steps[0].Day+28) {
				if does {
					count[behaviour]++
				}
			}
		}
		if table.Totals[5] != allWon || table.Totals[6] != allLost {
			t.Errorf("seed %d: of %v won and %v lost, by hand %d and %d", seed, table.Totals[5], table.Totals[6], allWon, allLost)
		}
		for _, row := range table.Rows {
			name := row[1].(string)
			if row[5] != won[name] || row[6] != lost[name] {
				t.Errorf("seed %d, %s: %v won and %v lost, by hand %d and %d", seed, name, row[5], row[6], won[name], lost[name])
			}
			in, behind := fmt.Sprintf("deal.closed_day >= %q && deal.closed_day < %q", reporttest.SinceOpening(from), reporttest.SinceOpening(to)), 0
			if err := r.Each(report.Selection{Filter: report.And(row[len(row)-1].(string), in)}, func(board.Deal) bool { behind++; return true }); err != nil {
				t.Fatal(err)
			}
			if behind != row[4] {
				t.Errorf("seed %d, %s: %d deals behind %v", seed, name, behind, row[4])
			}
			delete(won, name)
			delete(lost, name)
		}
		if len(won)+len(lost) > 0 {
			t.Errorf("seed %d: nothing is said of %v, %v", seed, won, lost)
		}
	}
}
