package demo_test

import (
	"cmp"
	"math"
	"slices"
	"testing"

	"arus/demo"
	"arus/sales"
)

// seen is what the ledger shows of an open deal at a moment, with how the deal ends.
type seen struct {
	deal *sales.Deal
	at   sales.Instant
	won  bool
}

// snapshots replays a script and looks at the open deals at some moments.
func snapshots(t *testing.T, script *demo.Script, moments []sales.Instant) (rows [][]seen) {
	t.Helper()
	s := &stage{t: t, objects: map[sales.ID]sales.Object{}}
	look := func(at sales.Instant) (list []seen) {
		for _, d := range s.deals() {
			if d.Outcome != sales.Open {
				continue
			}
			fate, _ := script.Truth.Fate(d.ID)
			prospect, open := script.Truth.Prospect(d.ID, at, at) // of no time: only the stage is asked for
			if !open {
				t.Fatalf("%s is open in the ledger and not in truth, at %s", d.ID, at)
			}
			if prospect.Stage != d.Stage {
				t.Fatalf("%s stands in two stages at %s", d.ID, at)
			}
			copied := *d
			list = append(list, seen{&copied, at, fate.Outcome == sales.Won})
		}
		return list
	}
	for o := range script.Orders {
		for len(moments) > 0 && o.At > moments[0] {
			rows, moments = append(rows, look(moments[0])), moments[1:]
		}
		s.do(o)
	}
	return rows
}

// auc is the chance that a deal that is won stands above one that is not.
func auc(rows []seen, score func(seen) float64) float64 {
	slices.SortFunc(rows, func(x, y seen) int { return cmp.Compare(score(x), score(y)) })
	var won, lost, sum float64
	for i := 0; i < len(rows); {
		j := i
		var w, l float64
		for ; j < len(rows) && score(rows[j]) == score(rows[i]); j++ {
			if rows[j].won {
				w++
			} else {
				l++
			}
		}
		sum += w * (lost + l/2)
		won, lost, i = won+w, lost+l, j
	}
	return sum / (won * lost)
}

// learn gives the share of wins in each group of the rows, pulled to the overall share.
func learn(rows []seen, group func(seen) [4]int) func(seen) float64 {
	n, won := map[[4]int]float64{}, map[[4]int]float64{}
	var all float64
	for _, r := range rows {
		n[group(r)]++
		if r.won {
			won[group(r)]++
			all++
		}
	}
	share := all / float64(len(rows))
	return func(r seen) float64 { return (won[group(r)] + 10*share) / (n[group(r)] + 10) }
}

func TestStageAgeAndTouchesTellWhoWins(t *testing.T) {
	size := demo.Demo()
	size.Newcomer = 0
	script := demo.Company(1, now, size)
	var moments []sales.Instant
	for back := sales.Instant(78); back >= 8; back -= 14 {
		moments = append(moments, now-back*7*day)
	}
	shots := snapshots(t, script, moments)
	past, later := slices.Concat(shots[:3]...), slices.Concat(shots[3:]...)
	stages := map[sales.StageID]int{}
	for _, r := range past {
		if _, known := stages[r.deal.Stage]; !known {
			stages[r.deal.Stage] = len(stages)
		}
	}
	stageAge := func(r seen) [4]int {
		age := r.deal.StageSince.DaysUntil(r.at)
		return [4]int{stages[r.deal.Stage], min(int(age)/21, 4)}
	}
	touched := func(r seen) [4]int {
		return [4]int{min(int(max(r.deal.LastTouch, r.deal.CreatedAt).DaysUntil(r.at))/7, 9)}
	}
	byStage, byTouch := learn(past, stageAge), learn(past, touched)
	between(t, "AUC of the last touch", auc(later, byTouch), .55, .7)
	between(t, "AUC of stage and age", auc(later, byStage), .70, .80)
	both := func(r seen) float64 { return logit(byStage(r)) + logit(byTouch(r)) }
	between(t, "AUC of stage, age and last touch", auc(later, both), .72, .83)
	last, real := shots[len(shots)-1], map[sales.DealID]float64{}
	for _, r := range last {
		p, _ := script.Truth.Prospect(r.deal.ID, r.at, sales.Forever)
		real[r.deal.ID] = p.Probability
	}
	between(t, "AUC of the truth", auc(last, func(r seen) float64 { return real[r.deal.ID] }), .78, .93)
}

func agrees(t *testing.T, s *stage, truth *demo.Truth) {
	open := map[sales.DealID]bool{}
	for id := range truth.Open(now) {
		open[id] = true
	}
	for _, d := range s.deals() {
		fate, found := truth.Fate(d.ID)
		if !found || fate.CreatedAt != d.CreatedAt {
			t.Fatalf("%s was created at %s, in truth at %s", d.ID, d.CreatedAt, fate.CreatedAt)
		}
		if open[d.ID] != (d.Outcome == sales.Open) {
			t.Errorf("%s is %s, open in truth: %t", d.ID, d.Outcome, open[d.ID])
		}
		if d.Outcome == sales.Won && (fate.Outcome != sales.Won || fate.ClosedAt != d.ClosedAt || fate.Booked != d.Value) {
			t.Errorf("%s was won at %s for %s, in truth %+v", d.ID, d.ClosedAt, d.Value, fate)
		}
		if p, is := truth.Prospect(d.ID, now, now); is && p.Value != d.Value && d.StageSince < now-hour {
			t.Errorf("%s is worth %s, in truth %s", d.ID, d.Value, p.Value)
		}
	}
}

// quarters that are over, as instants of their first and last moment.
func quarters(n int) (list [][2]sales.Instant) {
	calendar := sales.Calendar{TimeZone: "Asia/Jakarta", WeekStart: "monday", FiscalYearStart: 1}
	d := sales.DayOf(now.Time())
	for range n {
		p, _ := calendar.Period(calendar.Quarter(d))
		p, _ = calendar.Period(calendar.Quarter(p.From - 1))
		list = append(list, [2]sales.Instant{p.From.Start(calendar.Location()) - 1, (p.To - 1).End(calendar.Location())})
		d = p.From
	}
	return list
}

func TestTheOutlookIsACeilingThatCanBeTrusted(t *testing.T) {
	const futures = 40
	var accuracy, inside, n float64
	for seed := range uint64(5) {
		truth := demo.Company(40+seed, now, demo.Small()).Truth
		for _, q := range quarters(6) {
			booked := truth.Outlook(q[0], q[1], futures)
			slices.Sort(booked)
			var mean float64
			for _, b := range booked {
				mean += float64(b) / futures
			}
			actual := float64(truth.Booked(q[0], q[1]))
			accuracy += 1 - min(abs(mean-actual)/actual, 1)
			if float64(booked[futures/10]) <= actual && actual <= float64(booked[futures*9/10]) {
				inside++
			}
			n++
		}
	}
	between(t, "accuracy of the oracle at the start of a quarter", accuracy/n, .76, .92)
	between(t, "share of quarters inside its P10 to P90", inside/n, .6, .95)
}

func logit(p float64) float64 { return math.Log(p / (1 - p)) }

func abs(x float64) float64 { return max(x, -x) }

const hour = day / 24
