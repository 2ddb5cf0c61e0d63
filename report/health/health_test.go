package health

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"arus/board"
	"arus/ledger"
	"arus/merging"
	"arus/report"
	"arus/report/reporttest"
	"arus/sales"
)

// Every check is counted by hand on random deals, and its filter opens the very deals that fail it.
func TestChecksAgreeWithCountingByHand(t *testing.T) {
	byHand := map[string]func(*report.Reader, board.Deal) bool{
		"no_owner":      func(_ *report.Reader, d board.Deal) bool { return d.Owner() == "" },
		"no_account":    func(_ *report.Reader, d board.Deal) bool { return d.Account() == "" },
		"no_value":      func(_ *report.Reader, d board.Deal) bool { return d.Value().Minor == 0 },
		"no_close_date": func(_ *report.Reader, d board.Deal) bool { return d.CloseDate() == 0 },
		"close_date_past": func(r *report.Reader, d board.Deal) bool {
			return d.CloseDate() != 0 && d.CloseDate() < r.Today()
		},
		"no_next_step":      func(_ *report.Reader, d board.Deal) bool { return d.NextStep().Text == "" },
		"next_step_overdue": func(r *report.Reader, d board.Deal) bool { return r.NextStep(d.NextStep()) == report.Overdue },
		"stalled":           func(r *report.Reader, d board.Deal) bool { return r.StallOf(d) == report.Stalled },
		"idle_30_days": func(r *report.Reader, d board.Deal) bool {
			return max(d.LastTouch(), d.CreatedAt()).DaysUntil(r.Now) >= 30
		},
		"pushed_three_times": func(_ *report.Reader, d board.Deal) bool { return d.Pushes() >= 3 },
	}
	for seed := range uint64(5) {
		now := reporttest.Opening + sales.Instant(100+50*seed)*reporttest.Day
		whole := report.NewReader(reporttest.Many(t, rand.New(rand.NewPCG(seed, 5)), 400).Snapshot().At(now, 0), now)
		for _, r := range []*report.Reader{whole, whole.Within(report.Sight{Owners: map[sales.UserID]bool{"user_2": true}})} {
			page, err := OnePage(r, Question{})
			if err != nil {
				t.Fatal(err)
			}
			if len(page.Checks.Rows) != len(byHand) {
				t.Fatalf("%d checks", len(page.Checks.Rows))
			}
			for _, row := range page.Checks.Rows {
				want, open := 0, 0
				for d := range r.Deals() {
					if d.Outcome() == sales.Open {
						open++
						if byHand[row[0].(string)](r, d) {
							want++
						}
					}
				}
				listed, _, err := r.List(report.Listing{Selection: report.Selection{Filter: row[6].(string)}, Limit: 5000})
				if err != nil || row[2] != want || row[3] != open || len(listed) != want {
					t.Errorf("%v: %d of %d by hand, %d listed: %v", row, want, open, len(listed), err)
				}
			}
			byOwner := map[any]int{}
			for _, row := range page.Owners.Rows {
				byOwner[row[0]] += row[3].(int)
			}
			for _, row := range page.Checks.Rows {
				if byOwner[row[0]] != row[2] {
					t.Errorf("%v, and %d by owner", row, byOwner[row[0]])
				}
			}
		}
	}
}

// Grouped, each group has the checks that it has alone, and they open the same deals.
func TestChecksOfGroupsAreAsIfAskedAlone(t *testing.T) {
	now := reporttest.Opening + 200*reporttest.Day
	r := report.NewReader(reporttest.Many(t, rand.New(rand.NewPCG(3, 5)), 400).Snapshot().At(now, 0), now)
	page, err := OnePage(r, Question{GroupBy: []string{"owner", "stage"}})
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string][][]any{}
	for _, row := range page.Checks.Rows {
		owner, _ := row[0].(string)
		stage, _ := row[2].(string)
		filter := report.And(report.Equal("owner", owner), report.Equal("stage", stage))
		rows[filter] = append(rows[filter], row)
	}
	if len(rows) < 3 {
		t.Fatalf("%d groups", len(rows))
	}
	for filter, grouped := range rows {
		alone, err := OnePage(r, Question{Selection: report.Selection{Filter: filter}})
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range alone.Checks.Rows {
			got := grouped[i][4:]
			if fmt.Sprint(got[:6]...) != fmt.Sprint(want[:6]...) {
				t.Errorf("%s: %v, alone %v", filter, got, want)
			}
			if listed, _, err := r.List(report.Listing{Selection: report.Selection{Filter: got[6].(string)}, Limit: 5000}); err != nil || len(listed) != want[2] {
				t.Errorf("%v opens %d deals, not %d: %v", got[6], len(listed), want[2], err)
			}
		}
	}
	if _, err := OnePage(r, Question{GroupBy: []string{"product"}}); err == nil {
		t.Error("checks are grouped by what a deal may have several of")
	}
}

func TestTwinsAreSuspectedByNameSiteAndAddress(t *testing.T) {
	facts := []sales.Fact{}
	for i, a := range []sales.AccountFacts{{Name: "PT Maju Jaya Tbk."}, {Name: "maju  jaya"}, {Name: "Other", Website: "https://www.acme.example/id"}, {Name: "Acme", Website: "acme.example"}, {Name: "PT"}, {Name: "CV"}} {
		facts = append(facts, sales.Fact{Object: sales.ID(fmt.Sprint("acct_", i)), At: 1, Event: sales.Created[sales.AccountFacts]{Facts: a}})
	}
	for i, c := range []sales.ContactFacts{{Name: "Ani", Email: "A@x.example"}, {Name: "Ani B", Email: "a@X.example"}, {Name: "No mail"}, {Name: "No mail"}} {
		facts = append(facts, sales.Fact{Object: sales.ID(fmt.Sprint("cont_", i)), At: 1, Event: sales.Created[sales.ContactFacts]{Facts: c}})
	}
	for i, d := range []sales.DealFacts{{Name: "Renewal", Account: "acct_0"}, {Name: "renewal!", Account: "acct_0"}, {Name: "Renewal", Account: "acct_1"}, {Name: "Renewal"}, {Name: "Renewal"}} {
		facts = append(facts, sales.Fact{Object: sales.ID(fmt.Sprint("deal_", i)), At: 1, Event: sales.DealCreated{DealFacts: d}})
	}
	r := report.NewReader(reporttest.Board(t, facts...).Snapshot().At(reporttest.Opening, 0), reporttest.Opening)
	got := ""
	for _, row := range Twins(r).Rows {
		got += fmt.Sprintln(row[0], row[1], row[2], row[3])
	}
	want := "account name maju jaya acct_0,acct_1\naccount website acme.example acct_2,acct_3\ncontact email a@x.example cont_0,cont_1\ndeal name renewal deal_0,deal_1\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if rows := Twins(r.Within(report.Sight{})).Rows; len(rows) != 0 {
		t.Errorf("who sees nothing is told of %v", rows)
	}
}

func TestWhoWasToldApartIsSuspectedNoMore(t *testing.T) {
	facts := []sales.Fact{}
	for i, name := range []string{"Jaya", "PT Jaya", "jaya"} {
		facts = append(facts, sales.Fact{Object: sales.ID(fmt.Sprint("acct_", i)), At: 1, Event: sales.Created[sales.AccountFacts]{Facts: sales.AccountFacts{Name: name}}})
	}
	b := reporttest.Board(t, facts...)
	say := func(id sales.ID, of ...sales.ID) sales.Fact {
		return sales.Fact{Object: id, At: 1, Event: sales.Created[merging.DistinctionFacts]{Facts: merging.DistinctionFacts{Of: of}}}
	}
	for _, next := range []struct {
		said sales.Fact
		want string
	}{
		{say("dist_1", "acct_0", "acct_1"), "acct_0,acct_1,acct_2"}, // each may be one with the third
		{say("dist_2", "acct_2", "acct_0"), "acct_1,acct_2"},
		{say("dist_3", "acct_1", "acct_2"), ""},
		{sales.Fact{Object: "dist_2", At: 2, Event: sales.Archived[merging.DistinctionFacts]{}}, "acct_0,acct_2"},
	} {
		if err := b.Apply([]ledger.Event{{Position: b.Position() + 1, Fact: next.said, Version: 1, Recorded: reporttest.Opening}}); err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, row := range Twins(report.NewReader(b.Snapshot().At(reporttest.Opening, 0), reporttest.Opening)).Rows {
			got += row[3].(string)
		}
		if got != next.want {
			t.Errorf("after %v: %q, want %q", next.said, got, next.want)
		}
	}
}
