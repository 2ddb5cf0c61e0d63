package estimate

import (
	"cmp"
	"math"
	"slices"

	"arus/forecast/course"
	"arus/forecast/hazard"
	"arus/sales"
)

// ladder is a stage of a pipeline.
type ladder struct {
	pipeline string
	stage    int
}

// shrinkage is how values change from a stage to their booking, learnt from deals that were won.
type shrinkage struct {
	at      sales.Day
	stages  map[ladder]*shrunk
	overall shrunk
	luck    []lucky

	luckless float64 // luck above which none is kept; 0 while all are
}

type lucky struct{ luck, ratio float64 }

// shrunk is what deals were worth then, and in the end.
type shrunk struct{ then, final float64 }

func (s *shrunk) add(then, final float64) { s.then, s.final = s.then+then, s.final+final }

func newShrinkage(at sales.Day) *shrinkage { return &shrinkage{at: at, stages: map[ladder]*shrunk{}} }

// A ratio beyond these is a slip of the keyboard, not a discount.
const leastRatio, mostRatio = .2, 5

func (s *shrinkage) add(d *course.Deal) {
	if !d.Won || d.Closed >= s.at || d.Closed < s.at-65*7 || d.Final <= 0 {
		return
	}
	for day := s.at - 14; day > d.Created && day >= s.at-65*7; day -= 14 {
		if day > d.Closed {
			continue
		}
		then := d.At(day)
		ratio := d.Final / then.Value
		if then.Value <= 0 || ratio < leastRatio || ratio > mostRatio {
			continue
		}
		key := ladder{d.Pipeline, then.Stage}
		stage := s.stages[key]
		if stage == nil {
			stage = new(shrunk)
			s.stages[key] = stage
		}
		stage.add(then.Value, d.Final)
		s.overall.add(then.Value, d.Final)
		s.stray(lucky{hazard.Luck(d.ID, uint64(day)), ratio})
	}
}

// stray keeps those with the least luck, and now and then throws the others away.
func (s *shrinkage) stray(l lucky) {
	if s.luckless > 0 && l.luck > s.luckless {
		return
	}
	s.luck = append(s.luck, l)
	if len(s.luck) == 8*mostResiduals {
		s.sort()
		s.luck = s.luck[:mostResiduals]
		s.luckless = s.luck[mostResiduals-1].luck
	}
}

func (s *shrinkage) sort() {
	slices.SortFunc(s.luck, func(a, b lucky) int { return cmp.Or(cmp.Compare(a.luck, b.luck), cmp.Compare(a.ratio, b.ratio)) })
}

const mostResiduals = 500

// of a stage: the mean ratio there, pulled towards that of all stages as by a twentieth of all values.
func (s *shrinkage) of(pipeline string, stage int) float64 {
	if s.overall.then <= 0 {
		return 1
	}
	var there shrunk
	if stage := s.stages[ladder{pipeline, stage}]; stage != nil {
		there = *stage
	}
	all, weight := s.overall.final/s.overall.then, s.overall.then/50
	return (there.final + float64(all*weight)) / (there.then + weight)
}

// residuals are up to mostResiduals ratios, made to be 1 on average: how far single deals stray.
func (s *shrinkage) residuals() []float64 {
	s.sort()
	ratios := make([]float64, 0, mostResiduals)
	sum := 0.0
	for _, l := range s.luck[:min(len(s.luck), cap(ratios))] {
		ratios = append(ratios, l.ratio)
		sum += l.ratio
	}
	if len(ratios) < 20 {
		return []float64{1}
	}
	for i := range ratios {
		ratios[i] *= float64(len(ratios)) / sum
	}
	return ratios
}

// odds of stages: the share of the deals that reached a stage and were won, of those closed in the last two years.
type odds struct {
	at        sales.Day
	pipelines map[string]*reached
}

// reached counts the deals of a pipeline by the furthest stage that they came to.
type reached struct {
	closed, won []float64
	most        int // the last stage that was seen
}

func newOdds(at sales.Day) *odds { return &odds{at, map[string]*reached{}} }

func (o *odds) add(d *course.Deal) {
	_, furthest := d.Standing(min(d.Closed, o.at) + 1)
	r := o.pipelines[d.Pipeline]
	if r == nil {
		r = new(reached)
		o.pipelines[d.Pipeline] = r
	}
	r.most = max(r.most, furthest)
	if d.Closed >= o.at || d.Closed < o.at-730 {
		return
	}
	for len(r.closed) <= furthest {
		r.closed, r.won = append(r.closed, 0), append(r.won, 0)
	}
	r.closed[furthest]++
	if d.Won {
		r.won[furthest]++
	}
}

// of a stage: pulled, as by 20 deals, towards what the industry sees from the first to the last stage; see score.Benchmark.
func (o *odds) of(pipeline string, stage int) float64 {
	const weight, first, last = 20, .10, .80
	prior := (first + last) / 2
	var won, closed float64
	if r := o.pipelines[pipeline]; r != nil {
		if r.most > 0 {
			prior = first + (last-first)*min(1, float64(stage)/float64(r.most))
		}
		for further := max(0, stage); further < len(r.closed); further++ {
			won, closed = won+r.won[further], closed+r.closed[further]
		}
	}
	return (won + weight*prior) / (closed + weight)
}

func root(x float64) float64 { return math.Sqrt(max(0, x)) }
