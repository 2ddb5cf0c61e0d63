package report

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"arus/board"
	"arus/sales"

	"pgregory.net/rapid"
)

// sorters are the orders, as they read in words.
func (s *story) sorters(r *Reader) map[string]func(a, b life) int {
	worth := func(d life) float64 {
		rate := s.Rate("USD", r.Picture.AsOf(), r.Picture.KnownAt())
		if found := s.Rate(d.Value.Currency, r.Picture.AsOf(), r.Picture.KnownAt()); found != nil {
			rate = found
		}
		digits := map[sales.Currency]float64{"JPY": 1, "USD": 100, "EUR": 100, "IDR": 100, "": 100}[d.Value.Currency]
		f, _ := rate.Float64()
		if d.Value.Currency == "JPY" {
			f /= 100 // the rate is one of cents
		}
		return f * (float64(d.Value.Minor) / digits)
	}
	step := func(d life) int { // overdue, today, none, planned
		today := r.Today()
		switch n := d.NextStep; {
		case n == (sales.NextStep{}):
			return 2
		case n.Day != 0 && n.Day < today:
			return 0
		case n.Day == today:
			return 1
		}
		return 3
	}
	return map[string]func(a, b life) int{
		"name":        func(a, b life) int { return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) },
		"value":       func(a, b life) int { return cmp.Compare(worth(a), worth(b)) },
		"close_date":  func(a, b life) int { return cmp.Compare(a.CloseDate, b.CloseDate) },
		"created_at":  func(a, b life) int { return cmp.Compare(a.CreatedAt, b.CreatedAt) },
		"stage_since": func(a, b life) int { return cmp.Compare(a.StageSince, b.StageSince) },
		"next_step":   func(a, b life) int { return cmp.Compare(step(a), step(b)) },
	}
}

func TestPagesAreTheWholeListInOrder(t *testing.T) {
	check(t, func(t *rapid.T) {
		s := tell(t, 100)
		r := s.reader()
		sorters := s.sorters(r)
		names := rapid.SliceOfNDistinct(rapid.SampledFrom(strings.Split(SortKeys, ", ")), 0, 3, func(n string) string { return n }).Draw(t, "sort")
		falling := rapid.SliceOfN(rapid.Bool(), 3, 3).Draw(t, "falling")
		want := filtered(s.lives(r), is(sales.Open))
		slices.SortFunc(want, func(a, b life) int {
			for i, n := range names {
				order := sorters[n](a, b)
				if falling[i] {
					order = -order
				}
				if order != 0 {
					return order
				}
			}
			return cmp.Compare(a.ID, b.ID)
		})
		keys := slices.Clone(names)
		for i := range keys {
			if falling[i] {
				keys[i] = "-" + keys[i]
			}
		}
		l := Listing{Selection: Selection{Outcome: sales.Open}, Sort: strings.Join(keys, ","), Limit: rapid.IntRange(1, 5).Draw(t, "limit")}
		var got, all []sales.DealID
		for _, d := range want {
			all = append(all, d.ID)
		}
		for more := true; more; {
			var page []sales.DealID
			page, more = pageOf(t, r, l)
			if more && len(page) < l.Limit {
				t.Fatalf("a page of %d has %d, and there are more", l.Limit, len(page))
			}
			got = append(got, page...)
			if len(page) > 0 {
				l.After = page[len(page)-1]
			}
		}
		same(t, l.Sort, got, all)
	})
}

func pageOf(t interface{ Fatal(...any) }, r *Reader, l Listing) (page []sales.DealID, more bool) {
	deals, more, err := r.List(l)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range deals {
		page = append(page, d.ID())
	}
	return page, more
}

// worth makes deals of these values in dollars, deal_0 and so on, and then what happened to some.
func worth(t *testing.T, values []int, then ...sales.Fact) *Reader {
	t.Helper()
	facts := []sales.Fact{{Object: "pipe_a", At: 1, Event: sales.Created[sales.PipelineFacts]{Facts: companyPipelines()["pipe_a"]}}}
	for i, v := range values {
		facts = append(facts, sales.Fact{Object: sales.ID(fmt.Sprintf("deal_%d", i)), At: 2, Event: sales.DealCreated{Pipeline: "pipe_a", Stage: stageID("1"),
			Origin: sales.Origin{Source: "crm", SourceID: fmt.Sprintf("OPP-%d", i)}, DealFacts: sales.DealFacts{Name: "D", Value: sales.Money{Minor: int64(v), Currency: "USD"}}}})
	}
	return NewReader(boardOf(t, append(facts, then...)...).Snapshot().At(opening, 0), opening)
}

func TestAPageBeginsBehindItsCursorWhereverThatStandsNow(t *testing.T) {
	l := Listing{Sort: "-value", Limit: 2}
	page, more := pageOf(t, worth(t, []int{10, 20, 30, 40, 50}), l)
	same(t, "the first page", fmt.Sprint(page, more), "[deal_4 deal_3] true")
	l.After = "deal_3"
	cheaper := sales.Fact{Object: "deal_3", At: 3, Event: sales.DealChanged{Patch: json.RawMessage(`{"value":{"amount":"0.25","currency":"USD"}}`)}}
	page, more = pageOf(t, worth(t, []int{10, 20, 30, 40, 50}, cheaper), l)
	same(t, "behind a deal that has become cheaper", fmt.Sprint(page, more), "[deal_1 deal_0] false")
	l.Outcome = sales.Open // the cursor itself need not be in the list any more
	page, _ = pageOf(t, worth(t, []int{10, 20, 30, 40, 50}, sales.Fact{Object: "deal_3", At: 3, Event: sales.DealWon{}}), l)
	same(t, "behind a deal that was won", page, "[deal_2 deal_1]")

	_, _, err := worth(t, []int{10, 20, 30, 40, 50}, sales.Fact{Object: "deal_3", At: 3, Event: sales.DealDeleted{}}).List(l)
	var p *sales.Problem
	if !errors.As(err, &p) || p.Code != "bad_cursor" {
		t.Errorf("behind a deal that is gone: %v", err)
	}
}

func TestWhatASelectionLetsThrough(t *testing.T) {
	r := worth(t, []int{10, 20, 30}, sales.Fact{Object: "deal_2", At: 3, Event: sales.DealLost{Reason: "price"}})
	for _, c := range []struct {
		s    Selection
		want string
	}{
		{Selection{}, "[deal_0 deal_1 deal_2]"},
		{Selection{IDs: []sales.DealID{"deal_1", "deal_0", "deal_1", "deal_9"}}, "[deal_0 deal_1]"},
		{Selection{IDs: []sales.DealID{"deal_2", "deal_1"}, Outcome: sales.Lost}, "[deal_2]"},
		{Selection{Text: " opp-1"}, "[deal_1]"},
		{Selection{Text: "OPP-1"}, "[deal_1]"},
		{Selection{Outcome: sales.Lost}, "[deal_2]"},
		{Selection{Stage: stageID("2")}, "[]"},
		{Selection{Pipeline: "pipe_a", Filter: "deal.value < 0.25"}, "[deal_0 deal_1]"},
	} {
		page, _ := pageOf(t, r, Listing{Selection: c.s, Limit: 9})
		same(t, fmt.Sprintf("%+v", c.s), page, c.want)
	}
	for _, s := range []Selection{{Outcome: "maybe"}, {Filter: "deal.size > 3"}, {Pipeline: "pipe_b"}} {
		if _, _, err := r.List(Listing{Selection: s, Limit: 9}); err == nil {
			t.Errorf("%+v is taken", s)
		}
	}
	if _, _, err := r.List(Listing{Sort: "colour", Limit: 9}); err == nil {
		t.Error("an unknown order is taken")
	}
}

func TestCardsStandOverdueTodayNonePlanned(t *testing.T) {
	step := func(id sales.ID, text string) sales.Fact {
		return sales.Fact{Object: id, At: 3, Event: sales.DealChanged{Patch: json.RawMessage(`{"next_step":` + text + `}`)}}
	}
	r := worth(t, []int{1, 2, 3, 4, 5}, step("deal_0", `{"text":"later","day":"2026-01-02"}`), step("deal_1", `{"text":"some day"}`),
		step("deal_3", `{"text":"now","day":"2026-01-01"}`), step("deal_4", `{"text":"late","day":"2025-12-31"}`))
	page, _ := pageOf(t, r, Listing{Sort: "next_step", Limit: 9})
	same(t, "cards", page, "[deal_4 deal_3 deal_2 deal_0 deal_1]")
}

// Deals of a chunk that have too little in common for bunches are asked one by one.
func TestASelectionOfDealsThatHaveLittleInCommon(t *testing.T) {
	const stages = 100
	pipeline := sales.PipelineFacts{Name: "Long", ValueKind: sales.TCV}
	for n := range stages {
		pipeline.Stages = append(pipeline.Stages, sales.Stage{ID: sales.StageID(fmt.Sprintf("stage_long%03d", n)), Name: fmt.Sprint(n)})
	}
	facts := []sales.Fact{{Object: "pipe_long", At: 1, Event: sales.Created[sales.PipelineFacts]{Facts: pipeline}}}
	for n := range 2 * stages {
		id := sales.ID(fmt.Sprintf("deal_%03d", n))
		facts = append(facts, sales.Fact{Object: id, At: 2, Event: sales.DealCreated{Pipeline: "pipe_long", Stage: pipeline.Stages[n%stages].ID}})
		if n >= stages {
			facts = append(facts, sales.Fact{Object: id, At: 3, Event: sales.DealLost{Reason: "price"}})
		}
	}
	r := NewReader(boardOf(t, facts...).Snapshot().At(opening, 0), opening)
	for _, s := range []Selection{{Outcome: sales.Open}, {Filter: `deal.outcome == "open"`}} {
		n := 0
		if err := r.Each(s, func(d board.Deal) bool {
			n++
			if d.Outcome() != sales.Open {
				t.Errorf("%s is %s", d.ID(), d.Outcome())
			}
			return true
		}); err != nil {
			t.Fatal(err)
		}
		if n != stages {
			t.Errorf("%+v: %d deals, want %d", s, n, stages)
		}
	}
}
