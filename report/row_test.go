package report

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"arus/board"
	"arus/rule"
	"arus/sales"
)

// twoDeals has one deal with everything said of it, deal_full, and one with nothing said that need not be, deal_bare.
func twoDeals(t *testing.T) *Reader {
	t.Helper()
	at := opening - 10*day
	custom := sales.Custom{"own_text": json.RawMessage(`"t"`), "own_number": json.RawMessage(`"2.5"`), "own_money": json.RawMessage(`{"amount":"19.99","currency":"USD"}`),
		"own_day": json.RawMessage(`"2026-01-20"`), "own_boolean": json.RawMessage(`true`), "own_choice": json.RawMessage(`"a"`), "own_choices": json.RawMessage(`["a","b"]`), "own_url": json.RawMessage(`"https://a.example"`)}
	full := sales.DealFacts{Name: "Full", Owner: "user_1", Account: "acct_1", Value: sales.Money{Minor: 1999, Currency: "USD"}, ValueKind: sales.TCV, Custom: custom,
		LineItems: []sales.LineItem{{Product: "prod_1", Quantity: "1", UnitPrice: sales.Money{Minor: 1999, Currency: "USD"}, Billing: sales.OneOff}, {Name: "Training"}},
		CloseDate: sales.DayOf(opening.Time()) + 5, Segment: "smb", Region: "east", Channel: "web", Source: "fair", Competitors: []sales.CompetitorID{"comp_1"}, Contacts: []sales.Stakeholder{{Contact: "cont_1", Role: "champion"}}, NextStep: sales.NextStep{Text: "call", Day: 1}}
	return NewReader(boardOf(t, []sales.Fact{
		{Object: "ws_1", At: 1, Event: sales.Created[sales.WorkspaceFacts]{Facts: companySettings()}},
		{Object: "pipe_a", At: 1, Event: sales.Created[sales.PipelineFacts]{Facts: companyPipelines()["pipe_a"]}},
		{Object: "team_1", At: 1, Event: sales.Created[sales.TeamFacts]{Facts: sales.TeamFacts{Name: "East"}}},
		{Object: "user_1", At: 1, Event: sales.Created[sales.UserFacts]{Facts: sales.UserFacts{Name: "Ani", Team: "team_1"}}},
		{Object: "acct_1", At: 1, Event: sales.Created[sales.AccountFacts]{Facts: sales.AccountFacts{Name: "Toko"}}},
		{Object: "prod_1", At: 1, Event: sales.Created[sales.ProductFacts]{Facts: sales.ProductFacts{Name: "Seat"}}},
		{Object: "comp_1", At: 1, Event: sales.Created[sales.CompetitorFacts]{Facts: sales.CompetitorFacts{Name: "Rival"}}},
		{Object: "deal_full", At: at, Event: sales.DealCreated{Pipeline: "pipe_a", Stage: stageID("1"), DealFacts: full}},
		{Object: "deal_full", At: at, Event: sales.DealMoved{To: stageID("2"), SubStage: "sub_x"}},
		{Object: "deal_full", At: at, Event: sales.ActivityLogged{ID: "act_1", Kind: "call", Buyer: true}},
		{Object: "deal_full", At: at, Event: sales.CloseDateMoved{From: full.CloseDate, To: full.CloseDate + 1}},
		{Object: "deal_bare", At: at, Event: sales.DealCreated{Pipeline: "pipe_a", Stage: stageID("1"), DealFacts: sales.DealFacts{Name: "Bare"}}},
		{Object: "deal_lost", At: at, Event: sales.DealCreated{Pipeline: "pipe_a", Stage: stageID("1"), DealFacts: sales.DealFacts{Name: "Lost"}}},
		{Object: "deal_lost", At: at + day, Event: sales.DealLost{Reason: "price"}},
	}...).Snapshot().At(opening, 0), opening)
}

func dealOf(t *testing.T, r *Reader, id sales.DealID) board.Deal {
	t.Helper()
	d, ok := r.Picture.Deal(id)
	if !ok {
		t.Fatalf("there is no %s", id)
	}
	return d
}

func TestEveryFieldOfADealHasItsValue(t *testing.T) {
	r := twoDeals(t)
	full, bare, lost := row{r, dealOf(t, r, "deal_full")}, row{r, dealOf(t, r, "deal_bare")}, row{r, dealOf(t, r, "deal_lost")}
	rate, _ := r.Odds.At("pipe_a", stageID("2"))
	want := map[string]any{
		"id": "deal_full", "name": "Full", "pipeline": "pipe_a", "pipeline_name": "A", "stage": string(stageID("2")), "stage_name": "Two", "canonical_stage": "validate",
		"sub_stage": "sub_x", "owner": "user_1", "owner_name": "Ani", "team": "team_1", "team_name": "East", "account": "acct_1", "account_name": "Toko",
		"currency": "USD", "value_kind": "tcv", "outcome": "open", "segment": "smb", "region": "east", "channel": "web", "source": "fair",
		"category": "best_case", "stalled": "stalled", "next_step_state": "overdue", "close_date": sales.DayOf(opening.Time()) + 6,
		"value": 19.99, "probability": rate.P, "days_in_stage": 10.0, "age_days": 10.0, "idle_days": 10.0, "pushes": 1, "created_at": opening - 10*day, "stage_since": opening - 10*day, "last_touch": opening - 10*day,
		"created_day": sales.DayOf(opening.Time()) - 10, "created_month": "2025-12", "created_quarter": "2025-Q3", "close_month": "2026-01", "close_quarter": "2025-Q4",
		"products": []string{"prod_1"}, "product_names": []string{"Seat", "Training"}, "competitors": []string{"comp_1"}, "competitor_names": []string{"Rival"}, "contacts": []string{"cont_1"}, "behaviours": []string(nil), "stages_entered": []string{string(stageID("1")), string(stageID("2"))},
		"stage_visits": []string{"qualify@2025-12-22", "validate@2025-12-22", string(stageID("1")) + "@2025-12-22", string(stageID("2")) + "@2025-12-22"},
		"stage_ends":   []string{"qualify:forwards@2025-12-22", "validate:staying@2025-12-22", string(stageID("1")) + ":forwards@2025-12-22", string(stageID("2")) + ":staying@2025-12-22"},
		"stages_reached": []string{"qualify>qualify@2025-12-22", "qualify>discover@2025-12-22", "qualify>validate@2025-12-22", "validate>validate@2025-12-22",
			string(stageID("1")) + ">" + string(stageID("1")) + "@2025-12-22", string(stageID("1")) + ">" + string(stageID("2")) + "@2025-12-22", string(stageID("2")) + ">" + string(stageID("2")) + "@2025-12-22"},
		"custom.own_text": "t", "custom.own_number": 2.5, "custom.own_money": 19.99, "custom.own_day": day20(t), "custom.own_boolean": true,
		"custom.own_choice": "a", "custom.own_choices": []string{"a", "b"}, "custom.own_url": "https://a.example"}
	onLost := map[string]any{"lost_reason": "price", "closed_at": opening - 9*day, "closed_day": sales.DayOf(opening.Time()) - 9, "closed_month": "2025-12", "closed_quarter": "2025-Q3"}
	always := []string{"id", "name", "pipeline", "pipeline_name", "stage", "stage_name", "canonical_stage", "outcome", "category", "stalled",
		"probability", "days_in_stage", "age_days", "idle_days", "stages_entered", "stage_visits", "stage_ends", "stages_reached", "created_at", "stage_since", "created_day", "created_month", "created_quarter"} // also of a deal of which nothing is said
	for _, f := range rule.Fields(sales.DealKind, r.settings.Fields) {
		name := strings.TrimPrefix(f.Name, "deal.")
		expected, deal := want[name], full
		if expected == nil {
			expected, deal = onLost[name], lost
		}
		if got := deal.Get(name); !reflect.DeepEqual(got, expected) || got == nil {
			t.Errorf("%s: got %#v, want %#v", f.Name, got, expected)
		}
		said := bare.Get(name)
		if missing := said == nil || reflect.ValueOf(said).IsZero(); missing == slices.Contains(always, name) {
			t.Errorf("%s of a bare deal is %#v", f.Name, said)
		}
		if said != nil && reflect.TypeOf(said) != reflect.TypeOf(expected) {
			t.Errorf("%s of a bare deal is a %T, and elsewhere a %T", f.Name, said, expected)
		}
	}
	if got := full.Get("today"); got != r.Today() {
		t.Errorf("today is %v", got)
	}
	if got := lost.Get("probability"); got != nil {
		t.Errorf("a lost deal is won with a chance of %v", got)
	}
}

func day20(t *testing.T) sales.Day {
	d, err := sales.ParseDay("2026-01-20")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Every field can be asked for in an expression, of a deal that has it and of one that has not.
func TestEveryFieldCanBeFilteredBy(t *testing.T) {
	r := twoDeals(t)
	for _, f := range rule.Fields(sales.DealKind, r.settings.Fields) {
		text := map[string]string{"text": f.Name + " == ''", "day": f.Name + " == ''", "number": f.Name + " == 0", "boolean": "!" + f.Name,
			"instant": f.Name + " == timestamp('1970-01-01T00:00:00Z')", "list": "size(" + f.Name + ") == 0"}[f.Type]
		if _, _, err := r.List(Listing{Selection: Selection{Filter: text}, Limit: 9}); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}
