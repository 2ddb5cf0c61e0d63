package bench

import (
	"slices"
	"strconv"
	"testing"

	"arus/demo/sim"
	"arus/forecast/course"
	"arus/forecast/estimate"
	"arus/forecast/hazard"
	"arus/forecast/rehearse"
	"arus/sales"
)

const million = 1_000_000

// BenchmarkMillion is what a company with a million deals has to wait for, in CPU seconds.
func BenchmarkMillion(b *testing.B) {
	deals := crowd(rehearse.Play(sim.Sizes()["L"], 1, nil).Deals)
	period := rehearse.Period(lastQuarter - 1)
	open := 0
	for i := range deals {
		if deals[i].OpenAt(period.From) {
			open++
		}
	}
	var s sheet
	var model *hazard.Model
	learning := costing(func() {
		var err error
		if model, _, err = hazard.Train(b.Context(), course.All(deals), hazard.Options{Until: period.From, Calendar: rehearse.Quarters{}, Seed: 1}); err != nil {
			b.Fatal(err)
		}
	})
	s.add(figure{item: "1M deals: learning chances by week, CPU s", got: learning, bar: "≤ 60", below: 60, with: "two models"})
	q := estimate.Question{Period: period, Past: rehearse.Past(period, 12), Season: 4, At: period.From, Calendar: rehearse.Quarters{}, Model: model, Draws: 10_000}
	saying := costing(func() { estimate.Of(course.All(deals), q) })
	s.add(figure{item: "… company forecast of 10,000 draws, CPU s", got: saying, bar: "≤ 1", below: 1, with: strconv.Itoa(open) + " open deals"})
	s.print()
}

// crowd is a million deals: those of a company again and again, a day apart each time and under other names.
func crowd(of []course.Deal) (deals []course.Deal) {
	for again := 0; len(deals) < million; again++ {
		later := sales.Day(again % 7)
		for i := range of[:min(len(of), million-len(deals))] {
			d := of[i]
			d.ID += "-" + strconv.Itoa(again)
			d.States, d.Touches = slices.Clone(d.States), slices.Clone(d.Touches)
			d.Created += later
			if d.Closed != course.Open {
				d.Closed += later
			}
			for j := range d.States {
				d.States[j].Day += later
			}
			for j := range d.Touches {
				d.Touches[j] += later
			}
			deals = append(deals, d)
		}
	}
	return deals
}
