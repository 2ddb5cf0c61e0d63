package coverage

import (
	"fmt"
	"maps"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"arus/board"
	"arus/ledger"
	"arus/report"
	"arus/report/reporttest"
	"arus/sales"
)

// company is many random deals with people, teams and targets.
func company(t *testing.T, random *rand.Rand, n int) *board.Board {
	t.Helper()
	b := reporttest.Many(t, random, n)
	usd := func(major int64) sales.Money { return sales.Money{Minor: major * 100, Currency: "USD"} }
	at := b.Position()
	for i, f := range []sales.Fact{
		{Object: "team_1", Event: sales.Created[sales.TeamFacts]{Facts: sales.TeamFacts{Name: "East"}}},
		{Object: "user_1", Event: sales.Created[sales.UserFacts]{Facts: sales.UserFacts{Name: "Ani", Team: "team_1"}}},
		{Object: "user_2", Event: sales.Created[sales.UserFacts]{Facts: sales.UserFacts{Name: "Budi", Team: "team_1"}}},
		{Object: "user_3", Event: sales.Created[sales.UserFacts]{Facts: sales.UserFacts{Name: "Citra"}}},
		{Object: "target_1", Event: sales.Created[sales.TargetFacts]{Facts: sales.TargetFacts{User: "user_1", Period: "2026-07", Amount: usd(1)}}},
		{Object: "target_2", Event: sales.Created[sales.TargetFacts]{Facts: sales.TargetFacts{User: "user_1", Period: "2026-07", Amount: usd(100_000)}}},
		{Object: "target_3", Event: sales.Created[sales.TargetFacts]{Facts: sales.TargetFacts{User: "user_2", Period: "2026-07-01..2026-07-31", Amount: usd(50)}}},
		{Object: "target_4", Event: sales.Created[sales.TargetFacts]{Facts: sales.TargetFacts{Period: "2026-07", Amount: usd(2_000_000)}}},
		{Object: "target_5", Event: sales.Created[sales.TargetFacts]{Facts: sales.TargetFacts{Period: "2026-08", Amount: usd(3)}}},
	} {
		f.At = 3
		if err := b.Apply([]ledger.Event{{Position: at + int64(i) + 1, Fact: f, Version: 1, Recorded: reporttest.Opening + 400*reporttest.Day}}); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

func july(t *testing.T) sales.Period {
	p, err := reporttest.Settings().Calendar.Period("2026-07")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// sum adds values up in cents at the reader's rates, exactly.
func sum(t *testing.T, r *report.Reader, deals []board.Deal) *big.Rat {
	total := new(big.Rat)
	for _, d := range deals {
		if d.Value().Minor == 0 {
			continue
		}
		rate, err := r.Picture.MinorRate(d.Value().Currency, "USD", r.Today())
		if err != nil {
			t.Fatal(err)
		}
		total.Add(total, rate.Mul(rate, big.NewRat(d.Value().Minor, 1)))
	}
	return total
}

func chosen(r *report.Reader, keep func(board.Deal) bool) (deals []board.Deal) {
	for d := range r.Picture.Deals() {
		if keep(d) {
			deals = append(deals, d)
		}
	}
	return deals
}

func TestCoverageAgreesWithCountingByHand(t *testing.T) {
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 7))
		b := company(t, random, 300+random.IntN(1500))
		p := july(t)
		now := (p.From + sales.Day(random.IntN(25))).End(reporttest.Jakarta())
		r := report.NewReader(b.Snapshot().At(now, 0), now)
		table, err := Of(r, Question{Period: p})
		if err != nil {
			t.Fatal(err)
		}
		want := byHand(t, r, p)
		for _, row := range table.Rows {
			level, id := row[0].(string), fmt.Sprint(row[1])
			people := map[string][]sales.UserID{"<nil>": {"", "user_1", "user_2", "user_3"}, "team_1": {"user_1", "user_2"}}[id]
			if people == nil {
				people = []sales.UserID{sales.UserID(id)}
			}
			mine := func(d board.Deal) bool { return slices.Contains(people, d.Owner()) }
			open := chosen(r, func(d board.Deal) bool { return mine(d) && d.Outcome() == sales.Open && p.Holds(d.CloseDate()) })
			booked := chosen(r, func(d board.Deal) bool { return mine(d) && d.Outcome() == sales.Won && p.Holds(r.DayOf(d.ClosedAt())) })
			target := map[string]int64{"<nil>": 200_000_000, "team_1": 10_005_000, "user_1": 10_000_000, "user_2": 5_000}[id]
			value, done := reporttest.Rounded(sum(t, r, open)), reporttest.Rounded(sum(t, r, booked))
			multiple := want.multiple(t, r, open)
			status, coverage, deals := "no_target", any(nil), any(nil)
			if left := target - done.Minor; target > 0 && left <= 0 {
				status = "covered"
			} else if target > 0 {
				times := float64(value.Minor) / float64(left)
				coverage, status = times, "unknown"
				if need, known := multiple.(float64); known && times >= need {
					status = "enough"
				} else if known {
					status = "short"
				}
				each, _ := want.value.Float64()
				deals = int(math.Ceil(float64(left) / (each / float64(want.won) * (float64(want.won) / float64(want.won+want.lost)))))
			}
			same := func(what string, got, wanted any) {
				a, float := got.(float64)
				if b, also := wanted.(float64); float && also && math.Abs(a-b) < 1e-9*max(1, b) {
					return
				}
				if fmt.Sprint(got) != fmt.Sprint(wanted) {
					t.Errorf("seed %d, %s %s %s: got %v, want %v", seed, level, id, what, got, wanted)
				}
			}
			same("status", row[3], status)
			same("booked", row[5], done)
			same("open", row[7], len(open))
			same("value", row[8], value)
			same("coverage", row[9], coverage)
			same("needed", row[10], multiple)
			same("history", row[12], want.n)
			same("deals needed", row[13], deals)
			page, _, err := r.List(report.Listing{Selection: report.Selection{Filter: row[15].(string)}, Limit: 5000})
			if err != nil || len(page) != len(open) {
				t.Errorf("%v opens %d deals, want %d: %v", row[15], len(page), len(open), err)
			}
		}
		if len(table.Rows) != 5 {
			t.Errorf("rows: %v", table.Rows)
		}
	}
}

// history is what earlier months teach, from pictures of their days.
type history struct {
	n, won, lost int
	wins         int // of the n
	open, booked *big.Rat
	stages       map[sales.StageID][2]*big.Rat
	stageN       map[sales.StageID]int
	value        *big.Rat
}

func byHand(t *testing.T, r *report.Reader, p sales.Period) *history {
	h := &history{open: new(big.Rat), booked: new(big.Rat), stages: map[sales.StageID][2]*big.Rat{}, stageN: map[sales.StageID]int{}}
	for back := 1; back <= 8; back++ {
		first := p.From.Time().AddDate(0, -back, 0)
		from, to := sales.DayOf(first), sales.DayOf(first.AddDate(0, 1, 0))
		day := min(from+(r.Today()-p.From), to-1)
		then, end := r.Picture.Snapshot().At(day.End(r.Zone), 0), r.Picture.Snapshot().At(to.Start(r.Zone)-1, 0)
		for d := range then.Deals() {
			if d.Outcome() != sales.Open || d.CloseDate() < from || d.CloseDate() >= to {
				continue
			}
			value := sum(t, r, []board.Deal{d})
			h.n++
			h.stageN[d.Stage()]++
			if h.stages[d.Stage()][0] == nil {
				h.stages[d.Stage()] = [2]*big.Rat{new(big.Rat), new(big.Rat)}
			}
			h.open.Add(h.open, value)
			h.stages[d.Stage()][0].Add(h.stages[d.Stage()][0], value)
			if last, there := end.Deal(d.ID()); there && last.Outcome() == sales.Won {
				h.wins++
				h.booked.Add(h.booked, value)
				h.stages[d.Stage()][1].Add(h.stages[d.Stage()][1], value)
			}
		}
	}
	wins := chosen(r, func(d board.Deal) bool { return d.Outcome() == sales.Won })
	h.won, h.value = len(wins), sum(t, r, wins)
	h.lost = len(chosen(r, func(d board.Deal) bool { return d.Outcome() == sales.Lost }))
	return h
}

func (h *history) multiple(t *testing.T, r *report.Reader, open []board.Deal) any {
	if h.n < 20 {
		return 3.
	}
	if h.wins < 5 || h.booked.Sign() == 0 {
		return nil
	}
	value := map[sales.StageID][]board.Deal{}
	for _, d := range open {
		value[d.Stage()] = append(value[d.Stage()], d)
	}
	total, booked := new(big.Rat), new(big.Rat)
	for _, stage := range slices.Sorted(maps.Keys(value)) {
		worth, all, own := sum(t, r, value[stage]), new(big.Rat).Quo(h.booked, h.open), new(big.Rat)
		rate := all
		if n := int64(h.stageN[stage]); n > 0 {
			if h.stages[stage][0].Sign() > 0 {
				own.Quo(h.stages[stage][1], h.stages[stage][0])
			}
			rate = own.Add(own.Mul(own, big.NewRat(n, 1)), new(big.Rat).Mul(all, big.NewRat(20, 1)))
			rate.Quo(rate, big.NewRat(n+20, 1))
		}
		total.Add(total, worth)
		booked.Add(booked, new(big.Rat).Mul(rate, worth))
	}
	if booked.Sign() == 0 {
		total, booked = h.open, h.booked
	}
	f, _ := new(big.Rat).Quo(total, booked).Float64()
	return f
}

func TestAPeriodThatIsOverNeedsNothingAnyMore(t *testing.T) {
	b := company(t, rand.New(rand.NewPCG(3, 1)), 300)
	p := july(t)
	for _, now := range []sales.Instant{p.To.Start(reporttest.Jakarta()) - 1, (p.To + 40).End(reporttest.Jakarta())} {
		table, err := Of(report.NewReader(b.Snapshot().At(now, 0), now), Question{Period: p})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range table.Rows {
			if row[10] != nil || row[11] != "period_over" || row[13] != nil || row[3] != "covered" && row[3] != "missed" && row[3] != "no_target" {
				t.Errorf("%v", row)
			}
		}
	}
}

func TestWhoSeesOneOwnerSeesNoTargetOfOthers(t *testing.T) {
	b := company(t, rand.New(rand.NewPCG(1, 1)), 300)
	p := july(t)
	now := (p.From + 10).End(reporttest.Jakarta())
	whole := report.NewReader(b.Snapshot().At(now, 0), now)
	r := whole.Within(report.Sight{Owners: map[sales.UserID]bool{"user_2": true}})
	table, err := Of(r, Question{Period: p})
	if err != nil {
		t.Fatal(err)
	}
	if len(table.Rows) != 2 || table.Rows[1][1] != "user_2" || fmt.Sprint(table.Rows[0][4]) != "50.00 USD" {
		t.Errorf("%v", table.Rows)
	}
	all, err := Of(whole, Question{Period: p, Level: Owner})
	if err != nil {
		t.Fatal(err)
	}
	if table.Rows[1][12] != all.Rows[0][12] || len(all.Rows) != 3 {
		t.Errorf("history is that of the whole workspace: %v, %v", table.Rows[1], all.Rows)
	}
}
