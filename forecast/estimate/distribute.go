package estimate

import (
	"cmp"
	"math/rand/v2"
	"slices"

	"arus/score/portable"
)

// Past errors say how much the level of the whole is off, beyond the luck of single deals: the share of what is still to
// come that is one standard deviation. Before there is a record it is as in the companies that were tried.
const (
	levelSpread = .12
	levelSeen   = 6
	leastSpread = .03
)

func (r *Record) spread() float64 {
	return root(max(leastSpread*leastSpread, (r.Excess+levelSeen*levelSpread*levelSpread)/float64(r.Origins+levelSeen)))
}

// singled is how many deals are drawn one by one, the largest; the sum of the others is as good as normal.
const singled = 300

// drawn are periods as the model alone sees what is still to come: luck, and nothing but luck, makes them different.
type drawn struct {
	r               *rand.Rand
	draws           []float64
	mean, deviation float64
}

// luck is the standard deviation of the whole as a share of it: what no method can foresee.
func (d *drawn) luck(booked float64) float64 {
	if whole := booked + d.mean; whole > 0 {
		return d.deviation / whole
	}
	return 1
}

// draw draws periods: each of the largest deals won or not, at a value that strays as values do; the sum of the
// others; and deals to come, whose number is Poisson around a Gamma mean.
func (e *Estimate) draw(s *survey) *drawn {
	q := s.q
	r := rand.New(rand.NewPCG(uint64(q.At)<<20|uint64(q.Period.From), uint64(q.Period.To)))
	residuals := s.shrinkage.residuals()
	order := heaviest(e.Open)
	large := make([]Chance, min(len(order), singled))
	for i := range large {
		large[i] = e.Open[order[i].at]
	}
	var rest, come sum
	stray := variance(residuals)
	for _, h := range order[len(large):] {
		rest.add(&e.Open[h.at], stray)
	}
	deviation := root(rest.spread)
	for i := range e.New {
		come.add(&e.New[i], 0)
	}
	come.mean = e.FromNew
	d := &drawn{r: r, draws: make([]float64, q.Draws)}
	total, squares := 0.0, 0.0
	for i := range d.draws {
		sum := rest.mean + deviation*r.NormFloat64()
		for _, c := range large {
			if r.Float64() < c.Wins {
				sum += float64(c.value * residuals[r.IntN(len(residuals))])
			}
		}
		d.draws[i] = max(0, sum+come.draw(r))
		total += d.draws[i]
		squares += float64(d.draws[i] * d.draws[i])
	}
	n := float64(q.Draws)
	d.mean = total / n
	d.deviation = root(squares/n - d.mean*d.mean)
	return d
}

// distribute makes of what was drawn the distribution of the period: around what the combination expects, and as wide
// as the level of the whole makes it.
func (e *Estimate) distribute(d *drawn, q *Question) {
	scale := 0.0 // what is still to come, as the combination sees it
	remaining := e.Expected - e.Booked
	if d.mean > 0 {
		scale = remaining / d.mean
	}
	e.Spread = scale * d.deviation
	level := q.Record.spread()
	if e.Thin {
		level = max(level, .35)
	}
	for i := range d.draws {
		left := float64(scale * d.draws[i])
		if d.mean == 0 {
			left = remaining
		}
		d.draws[i] = e.Booked + max(0, left+float64(float64(level*remaining)*d.r.NormFloat64()))
	}
	slices.Sort(d.draws)
	e.draws = d.draws
	e.P10, e.P25, e.P50, e.P75, e.P90 = e.quantile(.1), e.quantile(.25), e.quantile(.5), e.quantile(.75), e.quantile(.9)
}

// heavy is how much a deal weighs in the spread of the sum, and its place in the list.
type heavy struct {
	weight float64
	at     int
}

// heaviest are the places of deals, in falling order of weight.
func heaviest(deals []Chance) []heavy {
	order := make([]heavy, len(deals))
	for i := range deals {
		c := &deals[i]
		order[i] = heavy{c.value * c.value * c.Wins * (1 - c.Wins), i}
	}
	slices.SortFunc(order, func(a, b heavy) int {
		if a.weight != b.weight { // most are, and names lie far away
			return cmp.Compare(b.weight, a.weight)
		}
		return cmp.Compare(deals[a.at].ID, deals[b.at].ID)
	})
	return order
}

func variance(ratios []float64) float64 {
	sum := 0.0
	for _, x := range ratios {
		sum += float64((x - 1) * (x - 1))
	}
	return sum / float64(len(ratios))
}

// sum is that of many deals, by its moments.
type sum struct{ mean, spread, squares float64 }

func (s *sum) add(c *Chance, stray float64) {
	s.mean += c.Expected
	square := float64(c.value * c.value)
	s.squares += float64(c.Wins * square)
	s.spread += float64(square * c.Wins * (1 - c.Wins + stray))
}

// draw of deals to come: a compound Poisson sum by its first two moments, around a Gamma mean of shape 40, also by its.
func (s sum) draw(r *rand.Rand) float64 {
	if s.mean <= 0 {
		return 0
	}
	// A log-normal has the long right tail that few large deals give; a normal one would book less than nothing.
	spread := s.squares/(s.mean*s.mean) + 1./40
	variance := portable.Log(1 + spread)
	return s.mean * portable.Exp(float64(root(variance)*r.NormFloat64())-variance/2)
}

func (e *Estimate) quantile(p float64) float64 {
	at := float64(p * float64(len(e.draws)-1))
	i := int(at)
	if i+1 >= len(e.draws) {
		return e.draws[len(e.draws)-1]
	}
	return e.draws[i] + float64((at-float64(i))*(e.draws[i+1]-e.draws[i]))
}

// Reaches is the chance that at least so much is booked.
func (e *Estimate) Reaches(target float64) float64 {
	below, _ := slices.BinarySearch(e.draws, target)
	return 1 - float64(below)/float64(len(e.draws))
}
