package report

import (
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
	"testing"

	"arus/sales"

	"pgregory.net/rapid"
)

// missingRate checks that an answer failed exactly when a rate is missing, and that the error names one that is and the day.
func missingRate(t *rapid.T, r *Reader, err error, missing []sales.Currency) (failed bool) {
	if len(missing) == 0 {
		if err != nil {
			t.Fatal(err)
		}
		return false
	}
	var p *sales.Problem
	named := func(c sales.Currency) bool { return strings.Contains(err.Error(), string(c)) }
	if !errors.As(err, &p) || p.Code != "rate_missing" || !slices.ContainsFunc(missing, named) || !strings.Contains(err.Error(), r.Today().String()) {
		t.Fatalf("%v have no rate on %s, and the answer is %v", missing, r.Today(), err)
	}
	return true
}

func TestPipelineAgreesWithCountingByHand(t *testing.T) {
	check(t, func(t *rapid.T) {
		s := tell(t, 60)
		r := s.reader()
		open := filtered(s.lives(r), is(sales.Open))
		pipeline := pick[sales.PipelineID](s, "", "pipe_a", "pipe_b")
		facts := companyPipelines()
		step := func(d life) string { // "" after a late move through another pipeline has left the deal in a stage of that
			_, stage := facts[sales.ID(d.Pipeline)].Stage(d.Stage)
			switch {
			case stage == nil:
				return ""
			case pipeline == "":
				return stage.Canonical
			}
			return string(stage.ID)
		}
		if pipeline != "" {
			open = filtered(open, func(d life) bool { return d.Pipeline == pipeline })
		}
		table, err := r.Pipeline(Question{Selection: Selection{Pipeline: pipeline}})
		groups := map[string][]life{}
		for _, d := range open {
			groups[step(d)] = append(groups[step(d)], d)
		}
		if missingRate(t, r, err, s.lacking(r, groups, always, chance(r))) {
			return
		}
		want := func(deals []life) string {
			value, _ := s.sum(r, deals, always)
			weighted, _ := s.sum(r, deals, chance(r))
			stalled := count(deals, func(d life) bool { return r.Stall(d.Stage, d.Outcome, d.StageSince) == Stalled })
			return fmt.Sprint(len(deals), value, weighted, stalled)
		}
		rows := 0
		for _, row := range table.Rows {
			id, _ := row[0].(string)
			same(t, "stage "+id, fmt.Sprint(row[2:6]...), want(groups[id]))
			rows += row[2].(int)
		}
		same(t, "deals in rows", rows, len(open))
		same(t, "totals", fmt.Sprint(table.Totals[2:6]...), want(open))
	})
}

func ratio(part, whole int) any {
	if whole == 0 {
		return nil
	}
	return float64(part) / float64(whole)
}

func dayIn(s *story, at sales.Instant) sales.Day { return sales.DayOf(at.Time().In(jakarta(s.t))) }

// byHand are dimensions, as they read in the definitions.
func (s *story) byHand(r *Reader) map[string]func(life) string {
	month := func(at sales.Instant) string {
		if at == 0 {
			return ""
		}
		return dayIn(s, at).String()[:7]
	}
	quarter := func(d sales.Day) string { // fiscal years begin in April
		year, m := d.Time().Year(), int(d.Time().Month())
		if m < 4 {
			year, m = year-1, m+12
		}
		return fmt.Sprintf("%d-Q%d", year, (m-4)/3+1)
	}
	return map[string]func(life) string{
		"pipeline": func(d life) string { return string(d.Pipeline) },
		"stage":    func(d life) string { return string(d.Stage) },
		"outcome":  func(d life) string { return string(d.Outcome) },
		"owner":    func(d life) string { return string(d.Owner) },
		"account":  func(d life) string { return string(d.Account) },
		"segment":  func(d life) string { return d.Segment },
		"team": func(d life) string {
			if u, ok := s.Fold(sales.ID(d.Owner), r.Picture.AsOf(), r.Picture.KnownAt(), func(sales.Object, sales.Fact) {}).(*sales.User); ok {
				return string(u.Facts.Team)
			}
			return ""
		},
		"category": func(d life) string {
			_, stage := companyPipelines()[sales.ID(d.Pipeline)].Stage(d.Stage)
			switch {
			case d.Category != "":
				return string(d.Category)
			case stage != nil && stage.Category != "":
				return string(stage.Category)
			}
			return string(sales.InPipeline)
		},
		"lost_reason":     func(d life) string { return d.LostReason },
		"closed_month":    func(d life) string { return month(d.ClosedAt) },
		"created_quarter": func(d life) string { return quarter(dayIn(s, d.CreatedAt)) },
		"close_month": func(d life) string {
			if d.CloseDate == 0 {
				return ""
			}
			return d.CloseDate.String()[:7]
		},
	}
}

// filters are expressions with what they mean.
var filters = []struct {
	text string
	keep func(life) bool
}{
	{"", func(life) bool { return true }},
	{"deal.segment == 'smb'", func(d life) bool { return d.Segment == "smb" }},
	{"deal.value > 100 && deal.currency == 'USD'", func(d life) bool { return d.Value.Minor > 10_000 && d.Value.Currency == "USD" }},
	{"deal.value == 12.35", func(d life) bool { return d.Value.Currency != "JPY" && d.Value.Minor == 1235 }},
	{"deal.outcome != 'open' || deal.owner == ''", func(d life) bool { return d.Outcome != sales.Open || d.Owner == "" }},
	{"'Rival' in deal.competitor_names", func(d life) bool { return len(d.Competitors) > 0 }},
	{"deal.close_date != '' && deal.close_date < '2026-03-01'", func(d life) bool { return d.CloseDate != 0 && d.CloseDate.String() < "2026-03-01" }},
	{"deal.custom.own_number > 2", func(d life) bool { return d.Custom["own_number"] != nil }},
}

func TestAskAgreesWithCountingByHand(t *testing.T) {
	check(t, func(t *rapid.T) {
		s := tell(t, 60)
		r := s.reader()
		dimensions := s.byHand(r)
		names := rapid.SliceOfNDistinct(rapid.SampledFrom(slices.Sorted(maps.Keys(dimensions))), 0, 3, func(n string) string { return n }).Draw(t, "group by")
		filter := rapid.SampledFrom(filters).Draw(t, "filter")
		owner := pick[sales.UserID](s, "", "", "user_1", "user_3")
		deals := filtered(s.lives(r), func(d life) bool { return filter.keep(d) && (owner == "" || d.Owner == owner) })
		table, err := r.Ask(Question{Selection: Selection{Filter: filter.text, Owner: owner}, GroupBy: names,
			Measures: []string{"count", "open", "won", "lost", "stalled", "win_rate", "value", "weighted_value", "won_value", "lost_value"}})
		key := func(d life) string {
			var parts []string
			for _, n := range names {
				parts = append(parts, dimensions[n](d))
			}
			return strings.Join(parts, "|")
		}
		want := map[string][]life{}
		for _, d := range deals {
			want[key(d)] = append(want[key(d)], d)
		}
		if len(names) == 0 {
			want[""] = deals // a question without groups has one answer, also about no deals
		}
		if missingRate(t, r, err, s.lacking(r, want, s.weights(r)...)) {
			return
		}
		same(t, "rows", len(table.Rows), len(want))
		for _, row := range table.Rows {
			k := keyOf(table, row, names)
			same(t, "key "+k+" of "+fmt.Sprint(names), row[len(row)-10:], s.figures(r, want[k]))
		}
		same(t, "totals", table.Totals[len(table.Totals)-10:], s.figures(r, deals))
	})
}

// keyOf finds the columns of the groups in a row.
func keyOf(table Table, row []any, names []string) string {
	var parts []string
	for _, n := range names {
		at := slices.IndexFunc(table.Columns, func(c Column) bool { return c.Name == n })
		text, _ := row[at].(string)
		parts = append(parts, text)
	}
	return strings.Join(parts, "|")
}

func (s *story) figures(r *Reader, deals []life) []any {
	won, lost := count(deals, is(sales.Won)), count(deals, is(sales.Lost))
	all := []any{len(deals), count(deals, is(sales.Open)), won, lost,
		count(deals, func(d life) bool { return r.Stall(d.Stage, d.Outcome, d.StageSince) == Stalled }), ratio(won, won+lost)}
	for _, weight := range s.weights(r) {
		m, _ := s.sum(r, deals, weight)
		all = append(all, m)
	}
	return all
}

// weights are those of the money in figures.
func (s *story) weights(r *Reader) []func(life) *big.Rat {
	return []func(life) *big.Rat{when(sales.Open), chance(r), when(sales.Won), when(sales.Lost)}
}

func TestDaysBeginWhereTheWorkspaceIs(t *testing.T) {
	evening := opening - day + 20*hour // 31 December in London, 1 January in Jakarta
	r := NewReader(boardOf(t, sales.Fact{Object: "ws_1", At: 1, Event: sales.Created[sales.WorkspaceFacts]{Facts: companySettings()}},
		sales.Fact{Object: "deal_0", At: evening, Event: sales.DealCreated{Pipeline: "pipe_a"}}).Snapshot().At(evening, 0), evening)
	table, err := r.Ask(Question{Measures: []string{"count"}, GroupBy: []string{"created_month", "created_quarter"}})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "today and the day of creation", []any{r.Today(), table.Rows[0][0], table.Rows[0][1]}, "[2026-01-01 2026-01 2025-Q4]")
}
