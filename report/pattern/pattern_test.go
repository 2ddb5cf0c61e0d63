package pattern

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"arus/report"
	"arus/report/reporttest"
	"arus/sales"

	"pgregory.net/rapid"
)

// Fisher's lady tasting tea: three of four cups right are no proof (.486), four of four are rare (1/35 two-sided).
func TestFisherAgreesWithTheLadyAndWithCountingTables(t *testing.T) {
	for _, c := range []struct {
		table [4]int
		want  float64
	}{{[4]int{3, 1, 1, 3}, 34. / 70}, {[4]int{4, 0, 0, 4}, 2. / 70}} {
		if got := fisher(c.table[0], c.table[1], c.table[2], c.table[3]); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%v: got %g, want %g", c.table, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		cell := func(name string) int { return rapid.IntRange(0, 30).Draw(t, name) }
		a, b, c, d := cell("won"), cell("lost"), cell("rest won"), cell("rest lost")
		ways := func(k int) *big.Int {
			return new(big.Int).Mul(new(big.Int).Binomial(int64(a+c), int64(k)), new(big.Int).Binomial(int64(b+d), int64(a+b-k)))
		}
		sum := new(big.Int)
		for k := 0; k <= a+b; k++ {
			if k <= a+c && a+b-k <= b+d && ways(k).Cmp(ways(a)) <= 0 {
				sum.Add(sum, ways(k))
			}
		}
		want, _ := new(big.Rat).SetFrac(sum, new(big.Int).Binomial(int64(a+b+c+d), int64(a+b))).Float64()
		if got := fisher(a, b, c, d); math.Abs(got-want) > 1e-7 {
			t.Fatalf("got %g, want %g", got, want)
		}
	})
}

// The example of the paper: of fifteen, the four smallest are discoveries at 5 %.
func TestDiscoveriesAreThoseOfThePaper(t *testing.T) {
	p := []float64{.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1}
	n := 0
	for _, q := range adjusted(p) {
		if q <= .05 {
			n++
		}
	}
	if n != 4 {
		t.Errorf("%d discoveries, want 4", n)
	}
}

// Where nothing goes with anything, almost nothing is found.
func TestNoiseIsNoSignal(t *testing.T) {
	found := 0
	for seed := range uint64(30) {
		random := rand.New(rand.NewPCG(seed, 3))
		var all []*trait
		won, lost := 0, 0
		for i := range 20 {
			x := &trait{factor: "f", value: fmt.Sprint(i)}
			for range 40 {
				if random.IntN(3) == 0 {
					x.won++
				} else {
					x.lost++
				}
			}
			all, won, lost = append(all, x), won+x.won, lost+x.lost
		}
		for _, row := range judged(sales.Period{}, all, won, lost).Rows {
			if row[3] != "no_signal" {
				found++
				break
			}
		}
	}
	if found > 6 {
		t.Errorf("%d of 30 companies without a pattern are told of one", found)
	}
}

func TestWinLossAgreesWithCountingByHand(t *testing.T) {
	for seed := range uint64(5) {
		at := reporttest.Opening + 200*reporttest.Day
		r := report.NewReader(reporttest.Many(t, rand.New(rand.NewPCG(seed, 9)), 500).Snapshot().At(at, 0), at)
		p := sales.Period{From: sales.DayOf(reporttest.Opening.Time()) + 30, To: sales.DayOf(reporttest.Opening.Time()) + 150}
		table, err := OfWinLoss(r, Question{Period: p, Factors: []string{"owner"}})
		if err != nil {
			t.Fatal(err)
		}
		won, lost := map[string]int{}, map[string]int{}
		for d := range r.Picture.Deals() {
			if d.Outcome() == sales.Open || !p.Holds(r.DayOf(d.ClosedAt())) {
				continue
			}
			owner := ""
			for v := range d.Versions() {
				if v.Outcome() == sales.Open {
					owner = string(v.Owner())
				}
			}
			if d.Outcome() == sales.Won {
				won[owner]++
			} else {
				lost[owner]++
			}
		}
		for _, row := range table.Rows {
			if id := row[1].(string); row[5] != won[id] || row[6] != lost[id] {
				t.Errorf("%v, by hand %d and %d", row, won[id], lost[id])
			}
			if listed, _, err := r.List(report.Listing{Selection: report.Selection{Filter: row[len(row)-1].(string)}, Limit: 5000}); err != nil || len(listed) != row[4] {
				t.Errorf("%v opens %d deals, not %v: %v", row[len(row)-1], len(listed), row[4], err)
			}
		}
		if len(table.Rows) != 3 {
			t.Errorf("%d owners", len(table.Rows))
		}
	}
}

// What somebody does on the day that a deal is won must not look like what won it.
func TestWhatIsDoneAtTheClosingIsNoBehaviour(t *testing.T) {
	var facts []sales.Fact
	at := func(days int) sales.Instant { return reporttest.Opening + sales.Instant(days)*reporttest.Day }
	for i := range 60 {
		id := sales.ID(fmt.Sprintf("deal_%d", i))
		add := func(day int, e sales.Event) { facts = append(facts, sales.Fact{Object: id, At: at(day), Event: e}) }
		add(0, sales.DealCreated{Pipeline: "pipe_1", Stage: reporttest.StageID("a"), DealFacts: sales.DealFacts{Name: "A deal"}})
		if i%4 == 0 {
			add(20, sales.DealChanged{Patch: []byte(`{"next_step":{"text":"Call"}}`)})
		}
		if i%2 == 0 {
			add(39, sales.DealChanged{Patch: []byte(`{"next_step":{"text":"Send the invoice"}}`)})
			add(40, sales.DealWon{})
		} else {
			add(40, sales.DealLost{Reason: "Price"})
		}
	}
	for i := range 20 { // open for nine days: they never came to the age at which all are compared
		id := sales.ID(fmt.Sprintf("deal_%d", 100+i))
		facts = append(facts, sales.Fact{Object: id, At: at(0), Event: sales.DealCreated{Pipeline: "pipe_1", Stage: reporttest.StageID("a"), DealFacts: sales.DealFacts{Name: "A short one", NextStep: sales.NextStep{Text: "Sign"}}}},
			sales.Fact{Object: id, At: at(9), Event: sales.DealWon{}})
	}
	r := report.NewReader(reporttest.Board(t, facts...).Snapshot().At(at(100), 0), at(100))
	table, err := OfBehaviours(r, Question{Period: sales.Period{From: -1 << 30, To: 1 << 30}})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range table.Rows {
		if row[1] == "next_step_planned" && (row[5] != 15 || row[6] != 0) {
			t.Errorf("planned in the first four weeks: %v, want 15 of the won and none of the lost", row)
		}
		if row[1] == "never_pushed" && (row[5] != 30 || row[6] != 30) {
			t.Errorf("all that were open for five weeks: %v", row)
		}
	}
	if len(table.Rows) != 2 {
		t.Errorf("%v", table.Rows)
	}
}

// What takes long is pushed more often. Where losing takes longer than winning and pushing says nothing of it, it must not
// look as if those who push lose.
func TestTakingLongIsNoBehaviour(t *testing.T) {
	var facts []sales.Fact
	at := func(days int) sales.Instant { return reporttest.Opening + sales.Instant(days)*reporttest.Day }
	for i := range 80 {
		id := sales.ID(fmt.Sprintf("deal_%d", i))
		add := func(day int, e sales.Event) { facts = append(facts, sales.Fact{Object: id, At: at(day), Event: e}) }
		add(0, sales.DealCreated{Pipeline: "pipe_1", Stage: reporttest.StageID("a"), DealFacts: sales.DealFacts{Name: "A deal", CloseDate: reporttest.SinceOpening(30)}})
		closes := 50
		if i%2 == 1 {
			closes = 150
		}
		if i%4 < 2 { // half of each are pushed early
			add(10, sales.CloseDateMoved{From: reporttest.SinceOpening(30), To: reporttest.SinceOpening(60)})
		}
		for day := 45; day < closes; day += 30 { // and all as long as they last
			add(day, sales.CloseDateMoved{From: reporttest.SinceOpening(day + 15), To: reporttest.SinceOpening(day + 45)})
		}
		if i%2 == 0 {
			add(closes, sales.DealWon{})
		} else {
			add(closes, sales.DealLost{Reason: "Price"})
		}
	}
	r := report.NewReader(reporttest.Board(t, facts...).Snapshot().At(at(200), 0), at(200))
	table, err := OfBehaviours(r, Question{Period: sales.Period{From: -1 << 30, To: 1 << 30}})
	if err != nil {
		t.Fatal(err)
	}
	if len(table.Rows) != 1 || table.Rows[0][1] != "never_pushed" || table.Rows[0][3] != "no_signal" || table.Rows[0][5] != 20 || table.Rows[0][6] != 20 {
		t.Errorf("%v", table.Rows)
	}
}
