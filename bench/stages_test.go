package bench

import (
	"arus/demo/sim"
	"arus/forecast/rehearse"
	"arus/sales"
)

// byStages is the baseline of the reference experiment, which differs from ours: the chance of a stage is the share of the
// deals seen standing in it, week by week over two years, that were won in the end, so that those that stand long count
// often. All open deals count with it, or those that are expected to close in the quarter.
func byStages(p *rehearse.Played, quarter sales.Period) (all, expected float64) {
	var stood, won [sim.StageCount]float64
	for week := 13; week < 104; week += 3 {
		day := quarter.From - sales.Day(7*week)
		for i := range p.Deals {
			d := &p.Deals[i]
			if !d.OpenAt(day) || d.Closed >= quarter.From {
				continue
			}
			stage := d.At(day).Stage
			stood[stage]++
			if d.Won {
				won[stage]++
			}
		}
	}
	for i := range p.Deals {
		d := &p.Deals[i]
		if !d.OpenAt(quarter.From) {
			continue
		}
		now := d.At(quarter.From)
		brings := now.Value * won[now.Stage] / max(1, stood[now.Stage])
		all += brings
		if now.Close < quarter.To {
			expected += brings
		}
	}
	return all, expected
}
