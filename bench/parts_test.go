package bench

import (
	"fmt"
	"math"
	"strconv"
	"testing"

	"arus/demo/sim"
	"arus/forecast/backtest"
	"arus/forecast/estimate"
	"arus/forecast/rehearse"
)

// parts are where forecasts at one point of quarters differ from what an oracle expects of the same part: of deals that are
// open, and of deals that are still to be created.
type parts struct {
	n, expected      float64 // by the oracle, in all
	open, fresh      float64 // said, less expected
	squares          float64 // of the model, relative to the oracle
	wins, winsSaid   float64 // of open deals
	excess           map[string]float64
	early, earlySaid float64 // value of deals in the first two stages
	late, lateSaid   float64
	rows             []backtest.Row
	median           float64 // accuracy of P50
}

// BenchmarkForecastParts takes the error of the model apart. The companies are none that forecasts are held to.
func BenchmarkForecastParts(b *testing.B) {
	for _, r := range []rehearsal{{size: "S", seeds: 4}, {size: "M", seeds: 2}, {size: "L", seeds: 1}} {
		b.Run(r.size, func(b *testing.B) {
			p := parts{excess: map[string]float64{}}
			cpu := costing(func() {
				for seed := range r.seeds {
					played, rows := r.play(b, uint64(11+seed), 0)
					for i := range rows {
						p.add(played, &rows[i], (firstQuarter+i)*sim.Quarter)
					}
				}
			})
			p.print(r.size, cpu)
		})
	}
}

func (p *parts) add(played *rehearse.Played, r *backtest.Row, week int) {
	e := r.Estimate
	stages := map[string]int{}
	for i := range played.Deals {
		if d := &played.Deals[i]; d.OpenAt(r.Day) {
			stages[d.ID] = d.At(r.Day).Stage
		}
	}
	open, fresh := 0.0, 0.0
	played.Truth(week, sim.Quarter, futures, func(v sim.Event) {
		if v.Kind != sim.Won {
			return
		}
		money := v.Deal.Value / futures
		stage, seen := stages[strconv.Itoa(v.Deal.ID)]
		if !seen {
			fresh += money
			return
		}
		open += money
		p.wins += 1. / futures
		if stage < sim.Proposal {
			p.early += money
		} else {
			p.late += money
		}
	})
	for _, c := range e.Open {
		p.winsSaid += c.Wins
		if stages[c.ID] < sim.Proposal {
			p.earlySaid += c.Expected
		} else {
			p.lateSaid += c.Expected
		}
	}
	p.rows, p.median = append(p.rows, *r), p.median+closeness(e.P50, r.Actual)
	truth := e.Booked + open + fresh
	p.n, p.expected = p.n+1, p.expected+truth
	p.open, p.fresh = p.open+e.FromOpen-open, p.fresh+e.FromNew-fresh
	off := (e.FromOpen + e.FromNew - open - fresh) / truth
	p.squares += off * off
	for _, m := range e.Methods {
		if m.Says > 0 {
			off := math.Log(m.Says / truth)
			p.excess[m.Name] += off * off
		}
	}
}

func (p *parts) print(size string, cpu float64) {
	fmt.Printf("\n%s, at start of %.0f quarters, said against the oracle: open deals %+.3f, deals to come %+.3f, off by %.3f (root of mean square); wins of open deals %.3f, value of those in the first two stages %.3f, in later ones %.3f; %.0f CPU s\n",
		size, p.n, p.open/p.expected, p.fresh/p.expected, math.Sqrt(p.squares/p.n), p.winsSaid/p.wins, p.earlySaid/p.early, p.lateSaid/p.late, cpu)
	fmt.Printf("  accuracy %.4f, of its P50 %.4f, of the model alone %.4f, stage-weighted %.4f\n", at(p.rows, estimate.Combination).Accuracy, p.median/p.n, at(p.rows, estimate.Model).Accuracy, at(p.rows, estimate.StageWeighted).Accuracy)
	for _, m := range estimate.Methods() {
		fmt.Printf("  %s: mean square of its logarithm's error beyond luck %.4f\n", m, p.excess[m]/p.n)
	}
}
