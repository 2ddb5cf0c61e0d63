package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"arus/board"
	"arus/ledger"
	"arus/report/scan"
	"arus/rule"
	"arus/sales"

	"pgregory.net/rapid"
)

// vocabulary are the texts that some fields may be asked to be, by field: what they can never be, and what there is not, is
// refused.
func vocabulary(r *Reader) map[string][]string {
	v := map[string][]string{"outcome": {"open", "won", "lost"}, "category": {"commit", "pipeline"}, "value_kind": {"tcv"}, "stalled": {"stalled", "none"}, "next_step_state": {"overdue"}}
	for _, field := range []string{"pipeline", "stage", "owner", "team", "account", "canonical_stage"} {
		for d := range r.Deals() {
			text, _ := row{r, d}.text(field)
			v[field] = append(v[field], text)
		}
		v[field] = slices.Compact(slices.Sorted(slices.Values(append(v[field], ""))))
	}
	return v
}

// someExpression makes up an expression over deals: every kind of field, joined in every way.
func someExpression(t *rapid.T, words map[string][]string, depth int) string {
	if depth > 0 {
		switch rapid.IntRange(0, 5).Draw(t, "join") {
		case 0, 1:
			return "(" + someExpression(t, words, depth-1) + " && " + someExpression(t, words, depth-1) + ")"
		case 2:
			return "(" + someExpression(t, words, depth-1) + " || " + someExpression(t, words, depth-1) + ")"
		case 3:
			return "!(" + someExpression(t, words, depth-1) + ")"
		}
	}
	of := func(choices ...string) string { return rapid.SampledFrom(choices).Draw(t, "of") }
	order := func() string { return of("==", "!=", "<", "<=", ">", ">=") }
	switch rapid.IntRange(0, 9).Draw(t, "leaf") {
	case 0, 1:
		field := of("outcome", "segment", "region", "owner", "owner_name", "team", "account", "account_name", "pipeline", "stage", "stage_name",
			"canonical_stage", "category", "currency", "value_kind", "lost_reason", "stalled", "next_step_state", "name", "id", "created_month",
			"closed_quarter", "close_month")
		compares, texts := order(), []string{"open", "won", "smb", "", "user_1", "pipe_a", "commit", "USD", "Alpha", "2026-01", "price", "qualify", "stalled"}
		if own := words[field]; own != nil && (compares == "==" || compares == "!=") {
			texts = own
		}
		return "deal." + field + " " + compares + " " + strconv.Quote(of(texts...))
	case 2, 3:
		return "deal." + of("value", "value", "probability", "pushes", "age_days", "days_in_stage", "idle_days") + " " + order() + " " +
			of("0", "1", "2.5", "0.3", "1234", "999.99", "12.35", "-1", "1e300", "31")
	case 4:
		return of("0", "500", "1") + " " + order() + " deal." + of("value", "pushes", "age_days")
	case 5:
		return "deal.close_date " + order() + " " + of(`"2026-02-01"`, `"2026-01-20"`, `""`, "today()")
	case 6:
		return "deal." + of("created_at", "closed_at", "stage_since", "last_touch") + " " + order() + ` timestamp("` + of("2026-01-05T00:00:00Z", "1970-01-01T00:00:00Z", "2026-01-20T07:30:00.0000005+07:00") + `")`
	case 7:
		return of("deal.segment", "deal.name", "deal.stage_name", "deal.owner_name", "deal.lost_reason") + of(`.contains("a")`, `.startsWith("A")`, `.endsWith("b")`, `.matches("^[a-s]")`, `.lower() == "alpha"`, ` in ["smb", "Alpha", ""]`)
	case 8:
		return of("deal.value * 2.0 > 100.0", "size(deal.competitors) > 0", "size(deal.products) > 0", "deal.custom.own_number > 1", "days_until(deal.close_date) < 30",
			"1 / size(deal.products) > 0", "deal.value > deal.age_days", "true", `deal.value > 10 ? deal.segment == "smb" : deal.outcome == "won"`, `"`+string(stageID("2"))+`" in deal.stages_entered`)
	}
	return of(`deal.outcome in ["open", "lost", ""]`, `deal.segment in ["open", "smb", ""]`)
}

// interpreted asks an expression of each deal by itself, as it was written.
func interpreted(t *rapid.T, r *Reader, text string) (ids []sales.DealID, failed bool) {
	filter, err := rule.Compile(sales.DealKind, text, r.settings.Fields)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	for d := range r.Deals() {
		matched, err := filter.Match(row{r, d})
		if failed = failed || err != nil; matched {
			ids = append(ids, d.ID())
		}
	}
	return ids, failed
}

func TestCompiledFiltersMeanWhatInterpretedOnesDo(t *testing.T) {
	ways := map[scan.Evaluated]int{}
	check(t, func(t *rapid.T) {
		r := tell(t, 60).reader()
		words := vocabulary(r)
		for range 8 {
			text := someExpression(t, words, 3)
			want, failed := interpreted(t, r, text)
			var got []sales.DealID
			err := r.Each(Selection{Filter: text}, func(d board.Deal) bool {
				got = append(got, d.ID())
				return true
			})
			if (err != nil) != failed {
				t.Fatalf("%s: %v, and asked one by one it fails: %t", text, err, failed)
			}
			if err == nil && !slices.Equal(got, want) {
				t.Fatalf("%s: got %v, want %v", text, got, want)
			}
			plan, err := r.Which(Selection{Filter: text})
			if err != nil {
				t.Fatal(err)
			}
			ways[plan.Filter.How]++
		}
	})
	if ways[scan.ByColumns] == 0 || ways[scan.ByBoth] == 0 || ways[scan.ByRows] == 0 {
		t.Errorf("not every way was taken: %v", ways)
	}
}

func TestAnAnswerSaysHowItsFilterWasAnswered(t *testing.T) {
	r := NewReader(stayed(t, 0, 1).Snapshot().At(0, 0), opening+hour)
	for text, want := range map[string]scan.Evaluated{
		"":                       scan.ByColumns,
		`deal.outcome == "open"`: scan.ByColumns,
		`deal.value > 5 && (deal.region == "x" || deal.close_date < today())`: scan.ByColumns,
		`deal.name.startsWith("A") && deal.stage_name.matches("^N")`:          scan.ByColumns,
		`deal.value * 2.0 > 5.0`:                        scan.ByRows,
		`deal.outcome == "open" && deal.products == []`: scan.ByBoth,
	} {
		table, err := r.Ask(Question{Selection: Selection{Filter: text}, Measures: []string{"count"}})
		if err != nil || table.Evaluated != want {
			t.Errorf("%s: %q, %v; want %q", text, table.Evaluated, err, want)
		}
	}
}

// crowd is a company of more deals than one goroutine looks at.
func crowd(t testing.TB, deals int) *board.Board {
	facts := []sales.Fact{{Object: "ws_1", At: 1, Event: sales.Created[sales.WorkspaceFacts]{Facts: companySettings()}}}
	for id, p := range companyPipelines() {
		facts = append(facts, sales.Fact{Object: id, At: 1, Event: sales.Created[sales.PipelineFacts]{Facts: p}})
	}
	for i := range deals {
		id := sales.ID(fmt.Sprintf("deal_%05d", i))
		facts = append(facts, sales.Fact{Object: id, At: opening + sales.Instant(i)*hour/10, Event: sales.DealCreated{Pipeline: "pipe_a", Stage: stageID("1"),
			DealFacts: sales.DealFacts{Name: "Deal", Owner: sales.UserID(fmt.Sprint("user_", i%7)), Value: sales.Money{Minor: int64(i * 37 % 9999), Currency: []sales.Currency{"USD", "JPY"}[i%11/10]},
				Segment: []string{"", "smb", "big"}[i%3]}}})
		switch i % 5 {
		case 0:
			facts = append(facts, sales.Fact{Object: id, At: opening + sales.Instant(i)*hour/5, Event: sales.DealMoved{To: stageID("2")}})
		case 1:
			facts = append(facts, sales.Fact{Object: id, At: opening + sales.Instant(i)*hour/3, Event: sales.DealWon{}})
		}
	}
	events := make([]ledger.Event, len(facts))
	for i, f := range facts {
		events[i] = ledger.Event{Position: int64(i + 1), Version: 1, Recorded: opening, Fact: f}
	}
	b := board.New("ws_1")
	if err := b.Apply(events); err != nil {
		t.Fatal(err)
	}
	return b
}

// Several goroutines must count each deal once, in groups that neither has to itself.
func TestManyGoroutinesCountAsOneDoes(t *testing.T) {
	b := crowd(t, 20_000)
	r := NewReader(b.Snapshot().At(0, 0), opening+10_000*hour)
	if r.World().Workers() < 2 {
		t.Skip("this machine has one processor")
	}
	type figures struct {
		count, open, minor, age int64
	}
	want := map[string]*figures{}
	for d := range r.Deals() {
		if d.Value().Currency != "USD" || d.Value().Minor <= 1000 {
			continue
		}
		key := strings.Join([]string{string(d.Stage()), d.Segment(), string(d.Owner())}, " ")
		f := want[key]
		if f == nil {
			f = &figures{}
			want[key] = f
		}
		if f.count++; d.Outcome() == sales.Open {
			f.open, f.minor, f.age = f.open+1, f.minor+d.Value().Minor, f.age+int64(r.Now-d.CreatedAt())
		}
	}
	for range 5 { // who takes which chunk is by chance
		table, err := r.Ask(Question{Selection: Selection{Filter: `deal.currency == "USD" && deal.value > 10`}, GroupBy: []string{"stage", "segment", "owner"},
			Measures: []string{"count", "open", "value", "age_days_mean"}})
		if err != nil || len(table.Rows) != len(want) {
			t.Fatalf("%d rows, want %d: %v", len(table.Rows), len(want), err)
		}
		for _, row := range table.Rows {
			segment, _ := row[2].(string)
			f := want[strings.Join([]string{row[0].(string), segment, row[3].(string)}, " ")]
			age, _ := row[8].(float64)
			if got := fmt.Sprint(row[5:8]...); got != fmt.Sprint(f.count, f.open, sales.Money{Minor: f.minor, Currency: "USD"}) || f.open > 0 && fmt.Sprintf("%.6f", age*float64(f.open)) != fmt.Sprintf("%.6f", float64(f.age)/float64(day)) {
				t.Fatalf("%v: want %+v", row, f)
			}
		}
	}
}
