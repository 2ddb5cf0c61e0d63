package report

import (
	"fmt"
	"testing"

	"arus/report/scan"
	"arus/sales"

	"pgregory.net/rapid"
)

// A series is the single answers one after the other, whichever way it is worked out.
func TestASeriesIsTheAnswersOfItsMoments(t *testing.T) {
	ways := map[scan.Evaluated]int{}
	check(t, func(t *rapid.T) {
		s := tell(t, 60)
		snapshot := s.Board().Snapshot()
		asOf, knownAt := s.Moments()
		r := NewReader(snapshot.At(asOf, knownAt), asOf)
		step := sales.Instant(rapid.IntRange(1, 15*24).Draw(t, "hours")) * hour
		var moments []Moment
		for n := rapid.IntRange(0, 6).Draw(t, "moments"); n >= 0; n-- {
			at := asOf - sales.Instant(n)*step
			if n > 0 {
				at += sales.Instant(rapid.IntRange(-30, 30).Draw(t, "off")) * hour / 60
			}
			moments = append(moments, Moment{r.DayOf(at), at})
		}
		sees := Sight{All: rapid.Bool().Draw(t, "all"), Owners: map[sales.UserID]bool{"user_1": true, "": true}}
		by := func() string {
			return pick(s, "stage", "pipeline", "owner", "outcome", "segment", "product", "competitor", "lost_reason", "account", "team", "canonical_stage", "value_band", "close_month")
		}
		q := Question{Currency: pick(s, "USD", "EUR", sales.Currency("")), Measures: []string{"count", pick(s, "value", "won_value", "win_rate", "weighted_value", "stalled", "stage_days_mean"), "won"}}
		for range rapid.IntRange(0, 2).Draw(t, "by") {
			q.GroupBy = append(q.GroupBy, by())
		}
		if rapid.Bool().Draw(t, "filtered") {
			q.Filter = someExpression(t, vocabulary(r), 2)
		}
		q.Outcome = pick(s, "", sales.Open, sales.Won)
		at := func(at sales.Instant) (*Reader, error) {
			return NewReader(snapshot.At(at, knownAt), at).Within(sees), nil
		}
		table, err := r.Within(sees).Series(q, moments, at)
		if q.Currency == "" {
			q.Currency = r.settings.Currency
		}
		var rows, totals [][]any
		for _, m := range moments {
			own, _ := at(m.At)
			one, wrong := own.Ask(q)
			if wrong != nil {
				same(t, "what is wrong", err, wrong)
				return
			}
			for _, row := range one.Rows {
				rows = append(rows, append([]any{m.Day.String()}, row...))
			}
			totals = append(totals, append([]any{m.Day.String()}, one.Totals...))
		}
		if err != nil {
			t.Fatal(err)
		}
		ways[table.Evaluated]++
		if got, want := fmt.Sprint(table.Rows), fmt.Sprint(rows); got != want {
			t.Fatalf("%+v at %v, %s:\n got %s\nwant %s", q, moments, table.Evaluated, got, want)
		}
		same(t, "totals", append(table.Before, table.Totals), totals)
	})
	if ways[OneSweep] == 0 || ways[EachMoment] == 0 {
		t.Errorf("not every way was tried: %v", ways)
	}
}
