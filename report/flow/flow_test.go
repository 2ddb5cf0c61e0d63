package flow

import (
	"errors"
	"math/big"
	"slices"
	"testing"

	"arus/report"
	"arus/report/reporttest"
	"arus/sales"

	"pgregory.net/rapid"
)

func TestStagesAgreeWithVisitsCountedByHand(t *testing.T) {
	check(t, func(t *rapid.T) {
		h := hear(t)
		velocity, err := OfVelocity(h.r, h.question)
		if withoutRate(err) {
			return
		}
		conversion, err2 := OfConversion(h.r, h.question)
		if err = errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		keys, of := h.groups()
		same(t, "rows", len(velocity.Stages.Rows), len(keys)*len(h.steps))
		for _, key := range keys {
			for i, id := range h.steps {
				var here []visit
				for _, l := range of[key] {
					for _, v := range h.visits(l) {
						if v.step == i && h.holds(v.entered) {
							here = append(here, v)
						}
					}
				}
				ended := func(how string) int { return count(here, func(v visit) bool { return v.end == how }) }
				on := count(here, func(v visit) bool { return v.end == "moved" && v.to > i })
				back := count(here, func(v visit) bool { return v.end == "moved" && v.to >= 0 && v.to < i })
				c := row(t, conversion.Stages.Columns, conversion.Stages.Rows, append(h.groupKeys(key), id)...)
				for name, want := range map[string]any{"visits": len(here), "forwards": on, "backwards": back, "won": ended("won"), "lost": ended("lost"),
					"elsewhere": ended("moved") - on - back, "staying": ended(""), "progress_rate": ratio(on+ended("won"), len(here)-ended(""))} {
					same(t, id+" "+name, c(name), want)
				}
				v := row(t, velocity.Stages.Columns, velocity.Stages.Rows, append(h.groupKeys(key), id)...)
				var finished []float64
				for _, x := range here {
					if x.left != 0 {
						finished = append(finished, x.entered.DaysUntil(x.left))
					}
				}
				for name, want := range map[string]any{"visits": len(here), "finished": len(finished), "days_p50": median(here, h.r.Now, big.NewRat(1, 2)),
					"days_p80": median(here, h.r.Now, big.NewRat(4, 5)), "days_mean_finished": meanDays(finished)} {
					same(t, id+" "+name, v(name), want)
				}
				entered := idsOf(of[key], func(l reporttest.Life) bool {
					return slices.ContainsFunc(h.visits(l), func(v visit) bool { return v.step == i && h.holds(v.entered) })
				})
				same(t, id+" deals", h.listed(c("deals").(string)), entered)
				for name, fits := range map[string]func(visit) bool{
					"forwards": func(v visit) bool { return v.end == "moved" && v.to > i }, "backwards": func(v visit) bool { return v.end == "moved" && v.to >= 0 && v.to < i },
					"elsewhere": func(v visit) bool { return v.end == "moved" && v.to < 0 }, "won": func(v visit) bool { return v.end == "won" },
					"lost": func(v visit) bool { return v.end == "lost" }, "staying": func(v visit) bool { return v.end == "" }} {
					same(t, id+" deals_"+name, h.listed(c("deals_"+name).(string)), idsOf(of[key], func(l reporttest.Life) bool {
						return slices.ContainsFunc(h.visits(l), func(v visit) bool { return v.step == i && h.holds(v.entered) && fits(v) })
					}))
				}
			}
		}
	})
}

func TestConversionBetweenAnyTwoStagesAgreesWithCountingByHand(t *testing.T) {
	check(t, func(t *rapid.T) {
		h := hear(t)
		conversion, err := OfConversion(h.r, h.question)
		if err != nil {
			t.Fatal(err)
		}
		names := append(slices.Clone(h.steps), won)
		keys, of := h.groups()
		for _, key := range keys {
			for i := range h.steps {
				for j := i + 1; j < len(names); j++ {
					entered, reached, ended, days := []sales.DealID(nil), []sales.DealID(nil), 0, []float64(nil)
					for _, l := range of[key] {
						all := h.visits(l)
						first := slices.IndexFunc(all, func(v visit) bool { return v.step == i })
						if first < 0 || !h.holds(all[first].entered) {
							continue
						}
						entered = append(entered, l.ID)
						at := sales.Instant(0)
						if names[j] == won && l.Outcome == sales.Won {
							at = l.ClosedAt
						}
						for _, v := range all[first:] {
							if names[j] != won && v.step >= j {
								at = v.entered
								break
							}
						}
						switch {
						case at != 0:
							reached = append(reached, l.ID)
							days = append(days, all[first].entered.DaysUntil(at))
						case l.Outcome != sales.Open:
							ended++
						}
					}
					c := row(t, conversion.Pairs.Columns, conversion.Pairs.Rows, append(h.groupKeys(key), h.steps[i], nameOf(conversion.Pairs.Rows, h.steps[i]), names[j])...)
					for name, want := range map[string]any{"entered": len(entered), "reached": len(reached), "ended": ended, "open": len(entered) - len(reached) - ended,
						"conversion": ratio(len(reached), len(entered)), "conversion_closed": ratio(len(reached), len(reached)+ended), "days_p50": lower(days)} {
						same(t, h.steps[i]+" to "+names[j]+" "+name, c(name), want)
					}
					same(t, h.steps[i]+" to "+names[j]+" deals", h.listed(c("deals").(string)), reached)
					same(t, h.steps[i]+" to "+names[j]+" deals_entered", h.listed(c("deals_entered").(string)), entered)
				}
			}
		}
	})
}

// nameOf is the cell behind an id.
func nameOf(rows [][]any, id string) any {
	for _, r := range rows {
		if at := slices.Index(r, any(id)); at >= 0 {
			return r[at+1]
		}
	}
	return nil
}

// withoutRate: amounts without a rate have no sum, which package report is tested for.
func withoutRate(err error) bool {
	var p *sales.Problem
	return errors.As(err, &p) && p.Code == "rate_missing"
}

func TestVelocityAgreesWithCountingByHand(t *testing.T) {
	check(t, func(t *rapid.T) {
		h := hear(t)
		v, err := OfVelocity(h.r, h.question)
		if withoutRate(err) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		keys, of := h.groups()
		for _, key := range keys {
			var cycles, work, ages, idles []float64
			value, lost, untouched := new(big.Rat), 0, 0
			for _, l := range of[key] {
				switch {
				case l.Outcome == sales.Open:
					since := l.LastTouch
					if since == 0 {
						since, untouched = l.CreatedAt, untouched+1
					}
					ages, idles = append(ages, l.CreatedAt.DaysUntil(h.r.Now)), append(idles, since.DaysUntil(h.r.Now))
				case !h.holds(l.ClosedAt):
				case l.Outcome == sales.Lost:
					lost++
				default:
					cycles = append(cycles, l.CreatedAt.DaysUntil(l.ClosedAt))
					work = append(work, float64(reporttest.Settings().Calendar.BusinessDays(h.day(l.CreatedAt), h.day(l.ClosedAt))))
					if l.Value.Minor != 0 {
						rate := h.Rate(l.Value.Currency, h.r.Picture.AsOf(), h.r.Picture.KnownAt())
						value.Add(value, new(big.Rat).Mul(big.NewRat(l.Value.Minor, 1), rate))
					}
				}
			}
			won := len(cycles)
			c := row(t, v.Summary.Columns, v.Summary.Rows, h.groupKeys(key)...)
			for name, want := range map[string]any{"open": len(ages), "won": won, "lost": lost, "win_rate": ratio(won, won+lost), "cycle_days_mean": meanDays(cycles),
				"cycle_days_p50": lower(slices.Clone(cycles)), "cycle_business_days_mean": meanDays(work), "cycle_business_days_p50": lower(work), "untouched": untouched,
				"age_days_mean": meanDays(ages), "age_days_p50": lower(ages), "idle_days_mean": meanDays(idles), "idle_days_p50": lower(idles)} {
				same(t, key+" "+name, c(name), want)
			}
			if won == 0 {
				same(t, "mean and pace of nothing", []any{c("mean_won_value"), c("velocity_per_day")}, []any{nil, nil})
				continue
			}
			same(t, "mean won value", c("mean_won_value"), reporttest.Rounded(new(big.Rat).Quo(value, big.NewRat(int64(won), 1))))
			if meanDays(cycles) == 0. {
				same(t, "pace of what took no time", c("velocity_per_day"), nil)
				continue
			}
			mean, _ := new(big.Rat).Quo(value, big.NewRat(int64(won), 1)).Float64()
			want := float64(len(ages)) * mean * float64(won) / float64(won+lost) / meanDays(cycles).(float64)
			if got := float64(c("velocity_per_day").(sales.Money).Minor); got < want-1-want*1e-9 || got > want+1+want*1e-9 {
				t.Fatalf("money per day: got %g, want %g", got, want)
			}
		}
	})
}

// DEFINITIONS: 120 open deals × 18,000 × .24 ÷ 64 days = 8,100 a day.
func TestVelocityOfTheDefinition(t *testing.T) {
	facts := []sales.Fact{{Object: "pipe_a", At: 1, Event: sales.Created[sales.PipelineFacts]{Facts: reporttest.Pipelines()["pipe_a"]}}}
	add := func(n int, close sales.Event) {
		for range n {
			id := sales.ID("deal_" + string(rune('a'+len(facts)/26/26)) + string(rune('a'+len(facts)/26%26)) + string(rune('a'+len(facts)%26)))
			facts = append(facts, sales.Fact{Object: id, At: reporttest.Opening, Event: sales.DealCreated{Pipeline: "pipe_a", Stage: reporttest.StageID("1"),
				DealFacts: sales.DealFacts{Value: sales.Money{Minor: 18_000_00, Currency: "USD"}}}})
			if close != nil {
				facts = append(facts, sales.Fact{Object: id, At: reporttest.Opening + 64*reporttest.Day, Event: close})
			}
		}
	}
	add(120, nil)
	add(24, sales.DealWon{})
	add(76, sales.DealLost{Reason: "price"})
	now := reporttest.Opening + 70*reporttest.Day
	r := report.NewReader(reporttest.Board(t, facts...).Snapshot().At(now, 0), now)
	v, err := OfVelocity(r, Question{Period: sales.Period{From: -1 << 30, To: 1 << 30}})
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(v.Summary.Columns, func(c report.Column) bool { return c.Name == "velocity_per_day" })
	if got := v.Summary.Rows[0][at]; got != (sales.Money{Minor: 8_100_00, Currency: "USD"}) {
		t.Fatalf("got %v", got)
	}
}

func TestAgeingAndStalledAgreeWithCountingByHand(t *testing.T) {
	check(t, func(t *rapid.T) {
		h := hear(t)
		basis := rapid.SampledFrom([]Basis{Age, InStage, Idle}).Draw(t, "basis")
		ageing, err := OfAgeing(h.r, h.question, basis)
		stalled, err2 := OfStalled(h.r, h.question)
		if withoutRate(err) || withoutRate(err2) {
			return
		}
		if err = errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		open := slices.DeleteFunc(slices.Clone(h.lives), func(l reporttest.Life) bool { return l.Outcome != sales.Open })
		days := func(l reporttest.Life) float64 {
			since := map[Basis]sales.Instant{Age: l.CreatedAt, InStage: l.StageSince, Idle: max(l.CreatedAt, l.LastTouch)}[basis]
			if basis == Idle && l.LastTouch != 0 {
				since = l.LastTouch
			}
			return since.DaysUntil(h.r.Now)
		}
		for _, r := range ageing.Rows {
			filter := r[len(r)-1].(string)
			below := 1e9
			at := len(r) - 5
			if r[at+1] != nil {
				below = float64(r[at+1].(int))
			}
			want := idsOf(open, func(l reporttest.Life) bool {
				from := float64(r[at].(int))
				if r[at] == 0 {
					from = -1e9 // what begins later than the moment is as young as can be
				}
				return days(l) >= from && days(l) < below && (len(h.question.GroupBy) == 0 || r[0] == nil && l.Owner == "" || r[0] == any(string(l.Owner)))
			})
			same(t, filter, r[at+2], len(want))
			if r[at] != 0 {
				same(t, filter, h.listed(filter), want)
			}
		}
		for _, r := range stalled.Rows {
			filter, at := r[len(r)-1].(string), len(r)-13
			here := func(l reporttest.Life) bool {
				return string(l.Pipeline) == r[at] && string(l.Stage) == r[at+2] && (len(h.question.GroupBy) == 0 || r[0] == nil && l.Owner == "" || r[0] == any(string(l.Owner)))
			}
			limit := h.r.Limits.Of(sales.StageID(r[at+2].(string)))
			want := idsOf(open, func(l reporttest.Life) bool {
				return here(l) && limit.Source != "" && l.StageSince.DaysUntil(h.r.Now) > limit.Days
			})
			same(t, "open", r[at+4], len(idsOf(open, here)))
			same(t, "stalled", r[at+6], len(want))
			same(t, filter, h.listed(filter), want)
		}
	})
}

func TestBusinessDaysByWeeksAgreeWithTheCalendar(t *testing.T) {
	check(t, func(t *rapid.T) {
		holidays := rapid.SliceOf(rapid.Custom(func(t *rapid.T) sales.Day { return sales.Day(rapid.IntRange(100, 200).Draw(t, "holiday")) })).Draw(t, "holidays")
		from, to := sales.Day(rapid.IntRange(50, 250).Draw(t, "from")), sales.Day(rapid.IntRange(50, 250).Draw(t, "to"))
		want := sales.Calendar{Holidays: holidays}.BusinessDays(from, to)
		if got := newWorkweek(holidays).between(from, to); got != want {
			t.Fatalf("from %s to %s: got %d, want %d", from, to, got, want)
		}
	})
}
