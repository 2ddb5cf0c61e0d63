package health

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"arus/report"
	"arus/report/reporttest"
	"arus/sales"
)

// openBy tells from the list of steps whether a deal is open at the end of a day.
func openBy(l reporttest.PlainLife, today int) bool {
	for _, s := range l.Steps {
		_, won := s.Is.(sales.DealWon)
		_, lost := s.Is.(sales.DealLost)
		if s.Day <= today && (won || lost) {
			return false
		}
	}
	return l.Steps[0].Day <= today
}

func TestConcentrationAgreesWithAddingUpByHand(t *testing.T) {
	seen := map[string]int{}
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 47))
		lives := reporttest.PlainLives(random, 3+random.IntN(300))
		today := 60 + random.IntN(250)
		r := report.NewReader(reporttest.PlainBoard(t, lives).Snapshot().At(reporttest.Noon(today), 0), reporttest.Noon(today))
		page, err := OnePage(r, Question{})
		if err != nil {
			t.Fatal(err)
		}
		rows := page.Concentration.Rows
		for _, kind := range []string{"account", "owner"} {
			value, count, total := map[string]int64{}, map[string]int{}, int64(0)
			for _, l := range lives {
				if !openBy(l, today) {
					continue
				}
				id := map[string]string{"account": string(l.Facts.Account), "owner": string(l.Facts.Owner)}[kind]
				value[id] += l.Facts.Value.Minor
				count[id]++
				total += l.Facts.Value.Minor
			}
			var order []string
			for id := range value {
				order = append(order, id)
			}
			slices.SortFunc(order, func(a, b string) int { return int(value[b] - value[a]) })
			for _, id := range order[:min(3, len(order))] {
				if id == "" || total == 0 {
					continue // nobody's is nobody's risk
				}
				share, status := float64(value[id])/float64(total), "good"
				if share > .25 {
					status = "warn"
				}
				if share > .4 {
					status = "bad"
				}
				seen[status]++
				want := fmt.Sprint(kind, id, status, count[id], sales.Money{Minor: value[id], Currency: "USD"}, share)
				if len(rows) == 0 {
					t.Fatalf("seed %d: %s is missing", seed, want)
				}
				if got := fmt.Sprint(rows[0][0], rows[0][1], rows[0][3], rows[0][4], rows[0][5], rows[0][6]); got != want {
					t.Errorf("seed %d: got %s, by hand %s", seed, got, want)
				}
				listed, _, err := r.List(report.Listing{Selection: report.Selection{Filter: rows[0][7].(string)}, Limit: 5000})
				if err != nil || len(listed) != count[id] {
					t.Errorf("%v opens %d deals, not %d: %v", rows[0][7], len(listed), count[id], err)
				}
				rows = rows[1:]
			}
		}
		if len(rows) != 0 {
			t.Errorf("seed %d: %v is told besides", seed, rows)
		}
	}
	if seen["good"] == 0 || seen["warn"] == 0 || seen["bad"] == 0 {
		t.Errorf("the stories never show one of the statuses: %v", seen)
	}
}

const lastDay = 320 // of these lives

// ends of the visits of a stage that were entered from a day until before another, by reading the steps: how many ended by
// the last day, and how many of those by going forwards.
func ends(l reporttest.PlainLife, stage, from, to int) (ended, on int) {
	at, entered := 1, l.Steps[0].Day
	for _, s := range l.Steps[1:] {
		next := 0
		switch e := s.Is.(type) {
		case sales.DealMoved:
			_, err := fmt.Sscan(string(e.To[len(e.To)-1]), &next)
			if err != nil {
				panic(err)
			}
		case sales.DealWon:
			next = 9
		case sales.DealLost:
			next = -1
		default:
			continue
		}
		if at == stage && entered >= from && entered < to && s.Day <= lastDay {
			ended++
			if next > at {
				on++
			}
		}
		at, entered = next, s.Day
	}
	return ended, on
}

func TestDropsOfConversionAgreeWithReadingTheStepsOfEachDeal(t *testing.T) {
	told, fell := 0, 0
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 53))
		lives := reporttest.PlainLives(random, 200+random.IntN(500))
		if seed%4 == 0 { // a bad quarter: what moved on of late is lost instead
			lives = spoiled(lives, lastDay-90)
		}
		r := report.NewReader(reporttest.PlainBoard(t, lives).Snapshot().At(reporttest.Noon(lastDay), 0), reporttest.Noon(lastDay))
		page, err := OnePage(r, Question{Selection: report.Selection{Pipeline: "pipe_a"}})
		if err != nil {
			t.Fatal(err)
		}
		rows := page.Drops.Rows
		for stage := 1; stage <= 3; stage++ {
			var n, on, before, onBefore int
			for _, l := range lives {
				a, b := ends(l, stage, lastDay+1-90, lastDay+1)
				c, d := ends(l, stage, lastDay+1-365, lastDay+1-90)
				n, on, before, onBefore = n+a, on+b, before+c, onBefore+d
			}
			if n < 20 || before < 20 {
				continue
			}
			told++
			rate, was, all := float64(on)/float64(n), float64(onBefore)/float64(before), float64(on+onBefore)/float64(n+before)
			status := "good"
			if was-rate > 2*math.Sqrt(all*(1-all)*(1/float64(n)+1/float64(before))) {
				status = "bad"
				fell++
			}
			want := fmt.Sprint(reporttest.StageID(fmt.Sprint(stage)), status, n, before, rate, was)
			if len(rows) == 0 {
				t.Fatalf("seed %d: %s is missing", seed, want)
			}
			if got := fmt.Sprint(rows[0][0], rows[0][2], rows[0][3], rows[0][4], rows[0][5], rows[0][6]); got != want {
				t.Errorf("seed %d: got %s, by hand %s", seed, got, want)
			}
			rows = rows[1:]
		}
		if len(rows) != 0 {
			t.Errorf("seed %d: %v is told besides", seed, rows)
		}
	}
	if told < 20 || fell == 0 || fell == told {
		t.Errorf("of %d stages %d fell", told, fell)
	}
}

// spoiled lives lose from a day on whatever would have moved.
func spoiled(lives []reporttest.PlainLife, from int) []reporttest.PlainLife {
	for i := range lives {
		l := &lives[i]
		for k, s := range l.Steps {
			if _, moved := s.Is.(sales.DealMoved); moved && s.Day >= from {
				l.Steps = append(slices.Clone(l.Steps[:k]), reporttest.Step{Day: s.Day, Is: sales.DealLost{Reason: "price"}})
				break
			}
		}
	}
	return lives
}
