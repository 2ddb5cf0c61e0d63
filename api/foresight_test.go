package api_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"testing"
	"time"
)

// What a forecast says beyond its distribution, counted again from the deals and the target: what each week ahead lacks, how
// accurate any forecast can be, and what would raise that.
func TestWeeksAheadAndTheCeilingAgreeWithCountingByHand(t *testing.T) {
	h := opened(t)
	pipe, _ := h.pipeline()
	h.ask("POST", "/v1/targets", obj{"period": "2026-Q4", "amount": idr("9000.00")}).ok(201)
	won := []float64{}
	booked := 0.0
	for i := range 24 { // a year of wins, the last of them in the quarter
		at := time.Date(2026, time.November, 20, 3, 0, 0, 0, time.UTC).AddDate(0, 0, -14*i)
		value := float64(100 * (1 + i%5))
		id := h.ask("POST", "/v1/deals", obj{"pipeline": pipe, "name": fmt.Sprint("won ", i), "value": idr(fmt.Sprintf("%.2f", value)), "created_at": at.AddDate(0, 0, -30).Format(time.RFC3339)}).ok(201).id()
		h.ask("POST", "/v1/deals/"+id+"/win", obj{"at": at.Format(time.RFC3339)}, "If-Match", "*").ok(200)
		won = append(won, value)
		if at.Month() >= time.October && at.Year() == 2026 {
			booked += value
		}
	}
	for i := range 6 {
		h.deal(pipe, fmt.Sprint("open ", i), obj{"value": idr("800.00"), "close_date": "2026-12-15"})
	}
	type money struct{ Amount string }
	var f struct {
		Booked money
		Target struct{ Amount money }
		Model  struct{ Expected money }
		Weeks  []struct {
			To            string
			Expected, Gap money
		}
		Ceiling struct {
			Accuracy, Wins, Variation, Later float64
			Share                            float64 `json:"booked_share"`
			More                             float64 `json:"with_more_deals"`
			Steadier                         float64 `json:"with_steadier_deals"`
		}
	}
	if err := json.Unmarshal(h.ask("GET", "/v1/forecasts/2026-Q4", nil).ok(200).text, &f); err != nil {
		t.Fatal(err)
	}
	of := func(m money) float64 {
		x, err := strconv.ParseFloat(m.Amount, 64)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	if of(f.Booked) != booked || of(f.Target.Amount) != 9000 {
		t.Fatalf("booked %s, not %v; target %s", f.Booked.Amount, booked, f.Target.Amount.Amount)
	}
	day, before := time.Date(2026, time.November, 23, 0, 0, 0, 0, time.UTC), booked
	for i, w := range f.Weeks {
		day = day.AddDate(0, 0, 7)
		last := day.AddDate(0, 0, -1)
		if end := time.Date(2026, time.December, 31, 0, 0, 0, 0, time.UTC); last.After(end) {
			last = end
		}
		if w.To != last.Format(time.DateOnly) {
			t.Errorf("week %d ends on %s, not on %s", i, w.To, last.Format(time.DateOnly))
		}
		if e := of(w.Expected); e < before || math.Abs(of(w.Gap)-max(0, 9000-e)) > .001 {
			t.Errorf("week %d: %v expected after %v, and %s lacks", i, e, before, w.Gap.Amount)
		}
		before = of(w.Expected)
	}
	if len(f.Weeks) == 0 || f.Weeks[len(f.Weeks)-1].To != "2026-12-31" || before != of(f.Model.Expected) {
		t.Errorf("the last week has %v, the quarter %s: %+v", before, f.Model.Expected.Amount, f.Weeks)
	}

	c := f.Ceiling
	mean, squares := 0.0, 0.0
	for _, v := range won {
		mean += v / float64(len(won))
	}
	for _, v := range won {
		squares += (v - mean) * (v - mean) / float64(len(won))
	}
	share := booked / of(f.Model.Expected)
	ceiling := func(wins, variation, share float64) float64 {
		return max(0, 1-.8*math.Sqrt((1+variation*variation)*(1-share)/wins))
	}
	for name, pair := range map[string][2]float64{
		"c":             {c.Variation, math.Sqrt(squares) / mean},
		"share":         {c.Share, share},
		"now":           {c.Accuracy, ceiling(c.Wins, c.Variation, c.Share)},
		"more deals":    {c.More, ceiling(2*c.Wins, c.Variation, c.Share)},
		"steadier":      {c.Steadier, ceiling(c.Wins, c.Variation/2, c.Share)},
		"half way more": {c.Later, ceiling(c.Wins, c.Variation, c.Share+(1-c.Share)/2)},
	} {
		if math.Abs(pair[0]-pair[1]) > 1e-3 {
			t.Errorf("%s: %v, by hand %v", name, pair[0], pair[1])
		}
	}
}
