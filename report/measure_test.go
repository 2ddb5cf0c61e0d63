package report

import (
	"cmp"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"

	"arus/sales"

	"pgregory.net/rapid"
)

// stayByHand is a visit of a stage, as it reads in the definitions.
type stayByHand struct {
	stage    sales.StageID
	pipeline sales.PipelineID
	days     float64
	over     bool
}

func staysByHand(r *Reader, d life) (all []stayByHand) {
	var since sales.Instant
	var in *sales.Deal
	end := func(at sales.Instant, over bool) {
		if in != nil {
			all = append(all, stayByHand{in.Stage, in.Pipeline, since.DaysUntil(at), over})
		}
		in = nil
	}
	for _, told := range d.Told {
		after := told.After
		switch open := after.Outcome == sales.Open && !after.Deleted; {
		case !open:
			end(told.At, true)
		case in == nil || in.Stage != after.Stage || in.Pipeline != after.Pipeline:
			end(told.At, true)
			since, in = told.At, &after
		}
	}
	end(r.Now, false)
	return all
}

// slippedByHand: a close date was moved to a later day, behind the end of its fiscal quarter.
func slippedByHand(d life) bool {
	quarter := func(day sales.Day) int { return (day.Time().Year()*12 + int(day.Time().Month()) - 1) / 3 }
	for i, told := range d.Told {
		if moved, ok := told.Event.(sales.CloseDateMoved); ok && i > 0 && moved.From != 0 && moved.To > moved.From {
			if was := d.Told[i-1].After.CloseDate; quarter(moved.To) > quarter(was) {
				return true
			}
		}
	}
	return false
}

// middling is the percentile of numbers by the nearest rank.
func middling(list []float64) any {
	if len(list) == 0 {
		return nil
	}
	slices.Sort(list)
	return list[(len(list)+1)/2-1]
}

func average(list []float64) any {
	if len(list) == 0 {
		return nil
	}
	sum := 0.0
	for _, v := range list {
		sum += v
	}
	return sum / float64(len(list))
}

// surviving is the Kaplan–Meier median, from the definition: at each duration at which something ended, the share of those
// still there that did not.
func surviving(stays []stayByHand) any {
	durations := map[float64]bool{}
	for _, s := range stays {
		durations[s.days] = true
	}
	there := 1.0
	for _, d := range slices.Sorted(func(yield func(float64) bool) {
		for d := range durations {
			if !yield(d) {
				return
			}
		}
	}) {
		ended, atRisk := 0, 0
		for _, s := range stays {
			if s.days >= d {
				atRisk++
			}
			if s.days == d && s.over {
				ended++
			}
		}
		if there *= 1 - float64(ended)/float64(atRisk); ended > 0 && there <= .5+1e-12 {
			return d
		}
	}
	return nil
}

func rounded(v any) any {
	if f, ok := v.(float64); ok {
		return math.Round(f*1e7) / 1e7
	}
	return v
}

// timely are the measures of how long and how often, by hand. Stays are handed over apart from the deals.
func (s *story) timely(r *Reader, deals []life, stays []stayByHand) []any {
	var cycles, ages, over []float64
	pushes, slipped := 0, 0
	for _, d := range deals {
		pushes += d.Pushes
		if slippedByHand(d) {
			slipped++
		}
		switch d.Outcome {
		case sales.Won:
			cycles = append(cycles, d.CreatedAt.DaysUntil(d.ClosedAt))
		case sales.Open:
			ages = append(ages, d.CreatedAt.DaysUntil(r.Now))
		}
	}
	for _, stay := range stays {
		if stay.over {
			over = append(over, stay.days)
		}
	}
	return []any{pushes, slipped, ratio(slipped, len(deals)), average(cycles), middling(cycles), average(ages), middling(ages), average(over), surviving(stays)}
}

var timelyNames = []string{"pushes", "slipped", "slippage_rate", "cycle_days_mean", "cycle_days_p50", "age_days_mean", "age_days_p50", "stage_days_mean", "stage_days_p50"}

func TestDurationsAndMovesAgreeWithCountingByHand(t *testing.T) {
	check(t, func(t *rapid.T) {
		s := tell(t, 60)
		r := s.reader()
		by := pick(s, "stage", "pipeline", "owner", "competitor", "product", "close_week", "custom.own_number")
		keys := map[string]func(life) []string{
			"stage":    func(d life) []string { return []string{string(d.Stage)} },
			"pipeline": func(d life) []string { return []string{string(d.Pipeline)} },
			"owner":    func(d life) []string { return []string{string(d.Owner)} },
			"competitor": func(d life) (all []string) {
				for _, c := range d.Competitors {
					all = append(all, string(c))
				}
				return all
			},
			"product": func(d life) (all []string) {
				for _, item := range d.LineItems {
					all = append(all, string(item.Product))
				}
				return all
			},
			"close_week": func(d life) []string {
				if d.CloseDate == 0 {
					return nil
				}
				year, week := d.CloseDate.Time().ISOWeek()
				return []string{fmt.Sprintf("%d-W%02d", year, week)}
			},
			"custom.own_number": func(d life) []string { return []string{strings.Trim(string(d.Custom["own_number"]), `"`)} },
		}[by]
		type group struct {
			deals []life
			stays []stayByHand
		}
		want, total := map[string]*group{}, &group{}
		of := func(key string) *group {
			if want[key] == nil {
				want[key] = &group{}
			}
			return want[key]
		}
		for _, d := range s.lives(r) {
			stays := staysByHand(r, d)
			total.deals, total.stays = append(total.deals, d), append(total.stays, stays...)
			all := keys(d)
			if len(all) == 0 {
				all = []string{""}
			}
			for _, key := range all {
				of(key).deals = append(of(key).deals, d)
				for _, stay := range stays { // a stay belongs where it was spent
					at := map[string]string{"stage": string(stay.stage), "pipeline": string(stay.pipeline)}[by]
					of(cmp.Or(at, key)).stays = append(of(cmp.Or(at, key)).stays, stay)
				}
			}
		}
		table, err := r.Ask(Question{Measures: timelyNames, GroupBy: []string{by}})
		if err != nil {
			t.Fatal(err)
		}
		same(t, "rows of "+by, len(table.Rows), len(want))
		figures := func(row []any) []any {
			own := slices.Clone(row[len(row)-len(timelyNames):])
			for i := range own {
				own[i] = rounded(own[i])
			}
			return own
		}
		for _, row := range table.Rows {
			key, _ := row[0].(string)
			if want[key] == nil {
				t.Fatalf("%s has no %q", by, key)
			}
			same(t, by+" "+key, figures(row), figures(s.timely(r, want[key].deals, want[key].stays)))
		}
		same(t, "totals", figures(table.Totals), figures(s.timely(r, total.deals, total.stays)))
		same(t, "overlapping", len(table.Overlapping) > 0, by == "product" || by == "competitor")
	})
}

func TestValueBandsAreThreefold(t *testing.T) {
	for minor, want := range map[int64]string{0: "", 99: "0", 100: "1", 299: "1", 300: "3", 999: "3", 1000: "10", 99_999: "300", 100_000: "1000", 1e17: "1000000000000000"} {
		r := worth(t, []int{1}, sales.Fact{Object: "deal_0", At: 3, Event: sales.DealChanged{Patch: []byte(fmt.Sprintf(`{"value":{"amount":%q,"currency":"USD"}}`, big.NewRat(minor, 100).FloatString(2)))}})
		table, err := r.Ask(Question{Measures: []string{"count"}, GroupBy: []string{"value_band"}})
		if err != nil || len(table.Rows) != 1 {
			t.Fatal(table.Rows, err)
		}
		if got, _ := table.Rows[0][0].(string); got != want {
			t.Errorf("%d cents are in the band %v, want %s", minor, table.Rows[0][:2], want)
		}
	}
}
