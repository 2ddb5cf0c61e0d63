package flow

import (
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"arus/report"
	"arus/report/reporttest"
	"arus/sales"

	"pgregory.net/rapid"
)

func is(o sales.Outcome) func(reporttest.Life) bool {
	return func(l reporttest.Life) bool { return l.Outcome == o }
}

func TestFunnelAgreesWithCountingByHand(t *testing.T) {
	check(t, func(t *rapid.T) {
		h := hear(t)
		table, err := OfFunnel(h.r, h.question)
		if err != nil {
			t.Fatal(err)
		}
		keys, of := h.groups()
		same(t, "rows", len(table.Rows), len(keys)*len(h.steps))
		for _, key := range keys {
			// reached are those that entered a stage or any later one.
			reached := func(i int, how func(reporttest.Life) bool) []sales.DealID {
				return idsOf(of[key], func(l reporttest.Life) bool {
					return h.holds(l.CreatedAt) && how(l) && slices.ContainsFunc(h.visits(l), func(v visit) bool { return v.step >= i })
				})
			}
			every := func(reporttest.Life) bool { return true }
			for i, id := range h.steps {
				cell := row(t, table.Columns, table.Rows, append(h.groupKeys(key), id)...)
				came, next := reached(i, every), reached(i, is(sales.Won))
				if i+1 < len(h.steps) {
					next = reached(i+1, every)
				}
				for name, want := range map[string]any{"reached": len(came), "won": len(reached(i, is(sales.Won))), "lost": len(reached(i, is(sales.Lost))),
					"open": len(reached(i, is(sales.Open))), "conversion": ratio(len(next), len(came))} {
					same(t, id+" "+name, cell(name), want)
				}
				same(t, id+" deals", h.listed(cell("deals").(string)), came)
			}
		}
	})
}

func TestAFunnelRemembersHowFarADealCameBeforeItWentBack(t *testing.T) {
	r := report.NewReader(reporttest.Board(t, sales.Fact{Object: "pipe_a", At: 1, Event: sales.Created[sales.PipelineFacts]{Facts: reporttest.Pipelines()["pipe_a"]}},
		sales.Fact{Object: "deal_0", At: 2, Event: sales.DealCreated{Pipeline: "pipe_a", Stage: reporttest.StageID("1")}},
		sales.Fact{Object: "deal_0", At: 3, Event: sales.DealMoved{To: reporttest.StageID("3")}},
		sales.Fact{Object: "deal_0", At: 4, Event: sales.DealMoved{To: reporttest.StageID("1")}}).Snapshot().At(reporttest.Opening, 0), reporttest.Opening)
	table, err := OfFunnel(r, Question{Selection: report.Selection{Pipeline: "pipe_a"}, Period: sales.Period{To: 1 << 30}})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range table.Rows {
		same(t, row[1].(string), row[2:6], []any{1, 0, 0, 1})
	}
	if _, err := OfFunnel(r, Question{Selection: report.Selection{Pipeline: "pipe_z"}}); err == nil {
		t.Error("a funnel of no known pipeline is answered")
	}
}

func TestWinsAgreeWithCountingByHand(t *testing.T) {
	check(t, func(t *rapid.T) {
		h := hear(t)
		cohort := rapid.Bool().Draw(t, "cohort")
		counted := func(how func(reporttest.Life) bool) func(reporttest.Life) bool {
			return func(l reporttest.Life) bool {
				if cohort {
					return how(l) && h.holds(l.CreatedAt)
				}
				return how(l) && l.Outcome != sales.Open && h.holds(l.ClosedAt)
			}
		}
		won, lost := counted(is(sales.Won)), counted(is(sales.Lost))
		table, err := OfWins(h.r, h.question, cohort)
		_, known1 := h.worth(h.lives, won)
		_, known2 := h.worth(h.lives, lost)
		if missing := withoutRate(err); missing != (!known1 || !known2) {
			t.Fatalf("the rates are known: %t and %t, and the answer is %v", known1, known2, err)
		} else if missing {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		keys, of := h.groups()
		same(t, "rows", len(table.Rows), len(keys))
		for _, key := range keys {
			cell := row(t, table.Columns, table.Rows, h.groupKeys(key)...)
			wonValue, _ := h.worth(of[key], won)
			lostValue, _ := h.worth(of[key], lost)
			byValue := any(nil)
			if all := new(big.Rat).Add(wonValue, lostValue); all.Sign() != 0 {
				byValue, _ = new(big.Rat).Quo(wonValue, all).Float64()
			}
			for name, want := range map[string]any{"basis": map[bool]string{false: "close", true: "cohort"}[cohort], "won": count(of[key], won), "lost": count(of[key], lost),
				"open": count(of[key], counted(is(sales.Open))), "win_rate": ratio(count(of[key], won), count(of[key], won)+count(of[key], lost)), "win_rate_value": byValue} {
				same(t, name, cell(name), want)
			}
			same(t, "deals", h.listed(cell("deals").(string)), idsOf(of[key], counted(func(reporttest.Life) bool { return true })))
		}
	})
}

// worth adds values up in dollars, and says whether all rates are known.
func (h *told) worth(lives []reporttest.Life, which func(reporttest.Life) bool) (cents *big.Rat, known bool) {
	cents = new(big.Rat)
	for _, l := range lives {
		if !which(l) || l.Value.Minor == 0 {
			continue
		}
		rate := h.Rate(l.Value.Currency, h.r.Picture.AsOf(), h.r.Picture.KnownAt())
		if rate == nil {
			return nil, false
		}
		cents.Add(cents, rate.Mul(rate, big.NewRat(l.Value.Minor, 1)))
	}
	return cents, true
}

func TestAFunnelOfARealPipelineAgreesWithItsFiles(t *testing.T) {
	l := reporttest.ReadLoans(t)
	end := reporttest.Moment(t, "2012-03-14T23:59:59Z")
	table, err := OfFunnel(report.NewReader(l.Board(t).Snapshot().At(end, 0), end), Question{Selection: report.Selection{Pipeline: "pipe_a"}, Period: sales.Period{To: 1 << 30}})
	if err != nil {
		t.Fatal(err)
	}
	_, won, all := l.Reached()
	for i, row := range table.Rows {
		same(t, row[1].(string), row[2:4], []any{all[i], won[i]})
	}
}

func TestWinRatesOfARealPipelineByClosingAndByCohort(t *testing.T) {
	l := reporttest.ReadLoans(t)
	end := reporttest.Moment(t, "2012-03-14T23:59:59Z")
	r := report.NewReader(l.Board(t).Snapshot().At(end, 0), end)
	for _, name := range []string{"2011-10", "2011-12", "2012-02"} {
		p, err := sales.NewWorkspace("").Calendar.Period(name)
		if err != nil {
			t.Fatal(err)
		}
		for basis, column := range map[string]string{"close": "closed_at", "cohort": "created_at"} {
			outcomes := map[string]int{}
			for _, d := range l.Deals {
				if len(d[column]) >= 7 && d[column][:7] == name {
					outcomes[d["outcome"]]++
				}
			}
			won, open := outcomes["Won"], outcomes["Open"]
			delete(outcomes, "Won")
			delete(outcomes, "Open")
			lost := 0
			for _, n := range outcomes { // of several kinds
				lost += n
			}
			table, err := OfWins(r, Question{Period: p}, basis == "cohort")
			if err != nil {
				t.Fatal(err)
			}
			same(t, name+" by "+basis, table.Rows[0][:5], []any{basis, won, lost, open, ratio(won, won+lost)})
			t.Logf("%s: basis, won, lost, open, by count, by value: %v", name, table.Rows[0])
		}
	}
}

func BenchmarkFunnelAndWins(b *testing.B) {
	r := report.NewReader(reporttest.Many(b, rand.New(rand.NewPCG(1, 1)), 50_000).Snapshot().At(0, 0), reporttest.Opening)
	always := sales.Period{To: 1 << 30}
	for name, ask := range map[string]func() error{
		"funnel": func() error {
			_, err := OfFunnel(r, Question{Selection: report.Selection{Pipeline: "pipe_a"}, Period: always})
			return err
		},
		"wins": func() error { _, err := OfWins(r, Question{Period: always}, false); return err },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := ask(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
